/* A stretch of days that comes back every year and may run over New Year: the winter break of building sites. Pure. */
#ifndef DIAODU_BASE_SEASON_H
#define DIAODU_BASE_SEASON_H

#include "date.h"

/* A day of any year; 29 February stands for 28 February in a year that has none. */
struct year_day {
    int month, day;
};

/* from … to, both included. from.month == 0: there is no such season, nothing lies in it. */
struct season {
    struct year_day from, to;
};

bool season_has(struct season s, date d);
date year_day_in(struct year_day d, int year);

/* The season that holds d: its first and last day. False when d lies outside. */
bool season_around(struct season s, date d, date *ret_first, date *ret_last);

/* Its newest last day that is before d; NO_DATE when there is no season. */
date season_last_end(struct season s, date d);

/* Days of the month that lie in the season, 0 … 31. */
int season_days_in(struct season s, month m);

#endif
