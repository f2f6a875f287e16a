/* The monthly round: when it opens, by when each level is done, when it closes, and where a level stands at a moment.
 *
 * Deadlines are data (config/deadlines.csv) with the months from which they hold. Every window is half open: on time means
 * before the moment that `due` names, so "the last day, 24:00" is the first moment of the next day in Shanghai, and a
 * report of 23:59:59.999 on that day is on time. Nothing is locked without a word that says why.
 */
#ifndef DIAODU_REPORT_DEADLINE_H
#define DIAODU_REPORT_DEADLINE_H

#include "base/date.h"
#include "base/error.h"
#include "kit/workday.h"

/* Who has to have done their part; the first is when the round opens, the last when it closes for all. */
enum round_step { STEP_OPEN, STEP_OWNER, STEP_COUNTY, STEP_CITY, STEP_DEPARTMENT, STEP_CLOSE, STEP_COUNT };

struct deadline_rule {
    enum round_step step;
    month from, until; /* reported months for which it holds, both included; absent: open */
    int months_later;  /* 0: in the reported month, 1: in the month after … */
    int day;           /* 1 … 31, clamped to the month's length; 0 when workdays is set */
    int workdays;      /* the n-th working day of that month; 0 when day is set */
    int minute;        /* of the day at which it ends: 1440 is 24:00 */
    enum { MOVE_NONE, MOVE_NEXT, MOVE_PREVIOUS } move; /* when the day is no working day */
    text source;
    char mark;
};

struct deadline_rules {
    const struct deadline_rule *v;
    size_t n;
};

/* Refuses what no calendar has, two rules for a step and month, a step without rule, and steps out of order in any month of
 * 2015–2035 (a city due before its owners, an opening after the owners' day, a closing before the department's). */
err deadlines_read(struct arena *a, text csv, struct deadline_rules *ret);

/* A late permission (准予迟报): a record granted to a body or project by a level above it, within its own tree. */
struct late_grant {
    enum round_step step;
    month month;
    moment until; /* on time before this moment */
    moment granted_at;
};

/* One step of one month's round. */
struct round_limit {
    moment at;    /* the moment that ends it (for STEP_OPEN: that begins it) */
    date day;     /* the day people say: the day of 24:00, the day of 18:00 */
    date nominal; /* before it was moved off a day that isn't worked */
    bool
        unpublished; /* a year is touched whose calendar the State Council has not published: weekends only were counted */
};

/* False when no rule holds for the month. */
bool round_limit(const struct deadline_rules *r, const struct workdays *w, enum round_step step, month m,
                 struct round_limit *ret);

enum round_standing { ROUND_NOT_OPEN, ROUND_RUNS, ROUND_DUE_TODAY, ROUND_LATE, ROUND_CLOSED, ROUND_DONE };

struct round_state {
    enum round_standing standing;
    bool may_send;      /* the step's work can be done now */
    bool granted;       /* a late permission is what counts */
    bool was_late;      /* done after the limit that counted */
    int64_t late_hours; /* whole hours since the limit (until it was done, or until now); 0 in the first hour */
    struct round_limit opens, due, closes; /* due with the permission taken into account */
    const struct word *why;                /* what stands for the caller to say; fill with round_why() */
};

/* Where a step (STEP_OWNER … STEP_DEPARTMENT) of a month stands at `now`. `done_at`: when its part was done, absent when not.
 * Of several grants for the step and month the latest `until` counts; one given after `now` does not yet. */
struct round_state round_state(const struct deadline_rules *r, const struct workdays *w, enum round_step step, month m,
                               moment now, moment done_at, const struct late_grant *grants, size_t grant_count);

/* The sentence in words, in the buffer's language: what is open or locked, since when, until when, by which rule. */
void round_why(struct out *o, const struct round_state *s, enum round_step step, month m);

/* A limit as people say it, "2026-11-30 24:00": the end of a day is that day's. Not escaped. */
text limit_time(struct arena *a, moment at);

/* The month whose round is the newest that has opened at `now`; NO_MONTH when there is none in the last two years. */
month round_newest(const struct deadline_rules *r, const struct workdays *w, moment now);

#endif
