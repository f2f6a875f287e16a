/* Civil dates, months and points in time. The platform's "today" is a date in Asia/Shanghai (UTC+8, no summer time since
 * 1991) and is always given by the caller; only the edge asks clock_now(). Nothing here knows of working days.
 */
#ifndef DIAODU_BASE_DATE_H
#define DIAODU_BASE_DATE_H

#include "text.h"

bool date_make(int64_t year, int64_t month_of_year, int64_t day, date *ret); /* false for 30 February */
void date_parts(date d, int *ret_year, int *ret_month, int *ret_day);
bool date_parse(text t, date *ret);   /* 2026-11-24 only; foreign forms are read by kit/cell.h */
int date_weekday(date d);             /* 1 Monday … 7 Sunday */
date date_of(moment m);               /* the date in Shanghai */
moment date_start(date d);            /* its midnight in Shanghai */

bool month_make(int64_t year, int64_t month_of_year, month *ret);
int month_year(month m);
int month_of_year(month m);           /* 1 … 12 */
bool month_parse(text t, month *ret); /* 2026-11 only */
month month_of(date d);
date month_first(month m);
date month_last(month m);

bool moment_parse(text t, moment *ret); /* 2026-11-24T08:30:00[.123]Z or with +08:00; a plain date is its start */

/* The clock. Tests set it; ABSENT gives the real one back. */
moment clock_now(void);
void clock_set(moment m);

#define is_absent(x) ((x) == ABSENT)

#endif
