/* Dates, months, moments: see date.h. The conversion between days and civil dates counts in eras of 400 years that start
 * on 1 March, so that the leap day comes last.
 */
#include "date.h"

#include <stdatomic.h>

enum { DAYS_PER_ERA = 146097, DAYS_TO_1970 = 719468 };
static const int64_t DAY_MS = 86400000, SHANGHAI_MS = 8 * 3600000LL;

static int64_t days_of(int64_t y, int64_t m, int64_t d)
{
    int64_t era, yoe, doy;

    y -= m <= 2;
    era = (y >= 0 ? y : y - 399) / 400;
    yoe = y - era * 400;
    doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * DAYS_PER_ERA + yoe * 365 + yoe / 4 - yoe / 100 + doy - DAYS_TO_1970;
}

void date_parts(date given, int *ret_year, int *ret_month, int *ret_day)
{
    int64_t z = given.days + DAYS_TO_1970;
    int64_t era = (z >= 0 ? z : z - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
    int64_t doe = z - era * DAYS_PER_ERA;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int64_t m = mp < 10 ? mp + 3 : mp - 9;

    *ret_day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *ret_month = (int)m;
    *ret_year = (int)(yoe + era * 400 + (m <= 2));
}

bool date_make(int64_t year, int64_t month_of_year, int64_t day, date *ret)
{
    static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    if (year < 1800 || year > 9999 || month_of_year < 1 || month_of_year > 12 || day < 1 ||
        day > length[month_of_year - 1] + (month_of_year == 2 && leap))
        return false;
    ret->days = days_of(year, month_of_year, day);
    return true;
}

/* Exactly n digits at the front of *t. */
static bool digits(text *t, size_t n, int64_t *ret)
{
    int64_t r = 0;

    if (t->n < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (t->p[i] < '0' || t->p[i] > '9')
            return false;
        r = r * 10 + (t->p[i] - '0');
    }
    *t = text_sub(*t, n, t->n);
    *ret = r;
    return true;
}

static bool sign(text *t, char c)
{
    if (!t->n || t->p[0] != c)
        return false;
    *t = text_sub(*t, 1, t->n);
    return true;
}

static bool date_front(text *t, date *ret)
{
    int64_t y, m, d;

    return digits(t, 4, &y) && sign(t, '-') && digits(t, 2, &m) && sign(t, '-') && digits(t, 2, &d) &&
           date_make(y, m, d, ret);
}

bool date_parse(text t, date *ret)
{
    date d;

    if (!date_front(&t, &d) || t.n)
        return false;
    *ret = d;
    return true;
}

int date_weekday(date d)
{
    int64_t w = (d.days + 3) % 7; /* 1970-01-01 was a Thursday */

    return (int)(w < 0 ? w + 7 : w) + 1;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

date date_of(moment m)
{
    return (date){floor_div(m.ms + SHANGHAI_MS, DAY_MS)};
}

moment date_start(date d)
{
    return (moment){d.days * DAY_MS - SHANGHAI_MS};
}

bool month_make(int64_t year, int64_t month_of_year, month *ret)
{
    if (year < 1800 || year > 9999 || month_of_year < 1 || month_of_year > 12)
        return false;
    ret->n = year * 12 + month_of_year - 1;
    return true;
}

int month_year(month m)
{
    return (int)(m.n / 12);
}

int month_of_year(month m)
{
    return (int)(m.n % 12) + 1;
}

bool month_parse(text t, month *ret)
{
    int64_t y, m;

    return digits(&t, 4, &y) && sign(&t, '-') && digits(&t, 2, &m) && !t.n && month_make(y, m, ret);
}

month month_of(date d)
{
    int y, m, day;

    date_parts(d, &y, &m, &day);
    return (month){(int64_t)y * 12 + m - 1};
}

date month_first(month m)
{
    return (date){days_of(m.n / 12, m.n % 12 + 1, 1)};
}

date month_last(month m)
{
    return (date){month_first((month){m.n + 1}).days - 1};
}

static bool zone(text *t, int64_t *ret_ms)
{
    int64_t h, m;
    bool minus;

    if (sign(t, 'Z')) {
        *ret_ms = 0;
        return true;
    }
    if (!t->n || (t->p[0] != '+' && t->p[0] != '-'))
        return false;
    minus = t->p[0] == '-';
    *t = text_sub(*t, 1, t->n);
    if (!digits(t, 2, &h) || !sign(t, ':') || !digits(t, 2, &m) || h > 14 || m > 59)
        return false;
    *ret_ms = (h * 60 + m) * 60000 * (minus ? -1 : 1);
    return true;
}

bool moment_parse(text t, moment *ret)
{
    date d;
    int64_t h, m, s, ms = 0, off;

    if (!date_front(&t, &d))
        return false;
    if (!t.n) {
        *ret = date_start(d);
        return true;
    }
    if (!sign(&t, 'T') || !digits(&t, 2, &h) || !sign(&t, ':') || !digits(&t, 2, &m) || !sign(&t, ':') ||
        !digits(&t, 2, &s) || h > 23 || m > 59 || s > 60)
        return false;
    if (sign(&t, '.') && !digits(&t, 3, &ms))
        return false;
    if (!zone(&t, &off) || t.n)
        return false;
    ret->ms = d.days * DAY_MS + ((h * 60 + m) * 60 + s) * 1000 + ms - off;
    return true;
}

static _Atomic int64_t set_to = ABSENT;

void clock_set(moment m)
{
    set_to = m.ms;
}

moment clock_now(void)
{
    struct timespec now;
    int64_t fixed = set_to;

    if (!is_absent(fixed))
        return (moment){fixed};
    clock_gettime(CLOCK_REALTIME, &now);
    return (moment){(int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000};
}
