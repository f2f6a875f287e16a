/* The winter break (冬歇) as data: config/winter.csv says, by city and kind of work, from when to when sites stand still, by
 * when they are expected back, and what share of a month's work is done meanwhile; config/work_kinds.csv says which
 * kind of work a project is. Read once, pure afterwards.
 */
#ifndef DIAODU_KIT_WINTER_H
#define DIAODU_KIT_WINTER_H

#include "base/error.h"
#include "base/season.h"

struct winter {
    text city, kind;           /* city "" : every city; kind "outdoor", "indoor", "equipment", "nuclear", "tunnel" */
    struct season pause;       /* absent (from.month 0) for kinds that are exempt */
    struct year_day resume_by; /* the last day on which resuming is on time */
    int work_percent;          /* work in the pause against ordinary months, for proposing a plan: 0 … 100 */
    date from, until;          /* when this row is in force; absent: always */
    text source;
    char mark; /* S sourced, K known, D our default */
};

struct winters {
    const struct winter *v;
    size_t n;
    const struct work_kind {
        text field, starts, kind; /* a project whose field ("industry") starts with this ("4414") is of that kind */
    } * kinds;
    size_t kind_count;
};

/* Reads both tables. Refuses an unknown kind, a day that no year has, a percent outside 0–100, two rows in force at once for
 * the same city and kind, and a table without a row for every city. */
err winters_read(struct arena *a, text winter_csv, text kinds_csv, struct winters *ret);

/* The kind of work of a project: field_of(data, "industry") gives its fields. "outdoor" when no row fits. */
text work_kind_of(const struct winters *w, text (*field_of)(const void *data, const char *field), const void *data);

/* The row for a city ("2101", "21S1") and a kind on a day; the row for every city when the city has none of its own.
 * A kind without a row is exempt: a row without a pause is returned. Never NULL. */
const struct winter *winter_for(const struct winters *w, text city, text kind, date day);

#endif
