/* Working days and deadlines. A day is worked when it is a make-up day, or Monday to Friday and not off. The table of days off
 * comes from config/holidays.csv or from what an officer has imported; a year without one counts weekends only, and the
 * result says so, so that a page can warn. Pure: the table is read once and given to every call.
 */
#ifndef DIAODU_KIT_WORKDAY_H
#define DIAODU_KIT_WORKDAY_H

#include "base/error.h"

struct workdays {
    const struct day_span {
        date from, to;
        bool off; /* else worked */
        text name;
    } * v; /* sorted by from */
    size_t n;
    const int *years; /* that have a table, ascending */
    size_t year_count;
};

/* Reads the table. Refuses a make-up day on a weekday, a span that ends before it begins or overlaps another, and a year
 * whose weekdays off less its make-up days are not the statutory days: 11 until 2024, 13 from 2025 (国令795). */
err workdays_read(struct arena *a, text csv, struct workdays *ret);

bool workday_is(const struct workdays *w, date d);

/* The name of the holiday that a day belongs to; absent on ordinary days. */
text workday_holiday(const struct workdays *w, date d);

/* A deadline, and whether a year that it touches has no table. */
struct deadline {
    date day;
    bool unpublished;
};

/* The n-th working day after `from`; the day of receipt is day 0 and does not count. n ≥ 0; 0 gives the day itself, or the
 * next working day when it is none. */
struct deadline deadline_workdays(const struct workdays *w, date from, int n);

/* `n` calendar days after `from`; when that is no working day, the next one. */
struct deadline deadline_days(const struct workdays *w, date from, int n);

/* Working days from the day after `from` up to and with `to`; negative when `to` is earlier. */
int64_t workdays_between(const struct workdays *w, date from, date to);

#endif
