/* Seasons: see season.h. */
#include "season.h"

static int order_of(struct year_day d)
{
    return d.month * 100 + d.day;
}

date year_day_in(struct year_day d, int year)
{
    date ret;

    if (!date_make(year, d.month, d.day, &ret) && !date_make(year, d.month, d.day - 1, &ret))
        return NO_DATE;
    return ret;
}

static bool over_new_year(struct season s)
{
    return order_of(s.from) > order_of(s.to);
}

bool season_around(struct season s, date d, date *ret_first, date *ret_last)
{
    int year = month_year(month_of(d));

    if (!s.from.month)
        return false;
    for (int y = year - 1; y <= year; y++) {
        date first = year_day_in(s.from, y), last = year_day_in(s.to, y + over_new_year(s));
        if (first.days <= d.days && d.days <= last.days) {
            *ret_first = first;
            *ret_last = last;
            return true;
        }
    }
    return false;
}

bool season_has(struct season s, date d)
{
    date first, last;

    return season_around(s, d, &first, &last);
}

date season_last_end(struct season s, date d)
{
    int year = month_year(month_of(d));
    date last;

    if (!s.from.month)
        return NO_DATE;
    last = year_day_in(s.to, year);
    return last.days < d.days ? last : year_day_in(s.to, year - 1);
}

int season_days_in(struct season s, month m)
{
    int n = 0;

    for (date d = month_first(m), last = month_last(m); s.from.month && d.days <= last.days; d.days++)
        n += season_has(s, d);
    return n;
}
