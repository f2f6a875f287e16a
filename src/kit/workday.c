/* Working days and deadlines: see workday.h. */
#include "workday.h"

#include "base/date.h"
#include "table.h"
#include "words.h"

enum { STATUTORY_UNTIL_2024 = 11, STATUTORY_SINCE_2025 = 13, FIRST_YEAR_OF_13 = 2025 };

static bool is_weekend(date d)
{
    return date_weekday(d) > 5;
}

static int year_of(date d)
{
    return month_year(month_of(d));
}

/* The span that a day lies in; NULL for an ordinary day. */
static const struct day_span *span_of(const struct workdays *w, date d)
{
    size_t low = 0, high = w->n;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (w->v[middle].to.days < d.days)
            low = middle + 1;
        else
            high = middle;
    }
    return low < w->n && w->v[low].from.days <= d.days ? &w->v[low] : NULL;
}

static bool has_table(const struct workdays *w, int year)
{
    for (size_t i = 0; i < w->year_count; i++)
        if (w->years[i] == year)
            return true;
    return false;
}

static err read_span(struct arena *a, const struct table *t, size_t row, struct day_span *ret)
{
    text kind = table_at(t, row, "kind"), from = table_at(t, row, "from"), to = table_at(t, row, "to");
    struct day_span s = {.off = text_eqz(kind, "off"), .name = table_at(t, row, "name")};

    if (!date_parse(from, &s.from) || !date_parse(to.n ? to : from, &s.to) || s.to.days < s.from.days ||
        (!s.off && (!text_eqz(kind, "work") || !is_weekend(s.from) || s.to.days != s.from.days)))
        return FAIL(a, E_INPUT, w_holiday_row, .args = {ARG_TEXT("kind", kind), ARG_TEXT("from", from)});
    *ret = s;
    return NULL;
}

/* Insertion keeps the spans sorted; there are about a dozen a year. */
static err add_span(struct arena *a, struct day_span *v, size_t n, struct day_span s)
{
    size_t i = n;

    for (; i > 0 && v[i - 1].from.days > s.from.days; i--)
        v[i] = v[i - 1];
    v[i] = s;
    if ((i > 0 && v[i - 1].to.days >= s.from.days) || (i < n && v[i + 1].from.days <= s.to.days))
        return FAIL(a, E_INPUT, w_holiday_overlap, .args = {ARG_DATE("day", s.from)});
    return NULL;
}

/* Weekdays off less make-up days of one year. The New Year's span may begin in the year before: it counts by its end. */
static int statutory_days(const struct workdays *w, int year)
{
    int n = 0;

    for (size_t i = 0; i < w->n; i++) {
        if (year_of(w->v[i].to) != year)
            continue;
        if (!w->v[i].off)
            n--;
        for (date d = w->v[i].from; w->v[i].off && d.days <= w->v[i].to.days; d.days++)
            n += !is_weekend(d);
    }
    return n;
}

static err check_years(struct arena *a, const struct workdays *w)
{
    for (size_t i = 0; i < w->year_count; i++) {
        int want = w->years[i] < FIRST_YEAR_OF_13 ? STATUTORY_UNTIL_2024 : STATUTORY_SINCE_2025;
        int got = statutory_days(w, w->years[i]);
        if (got != want)
            return FAIL(
                a, E_INPUT, w_holiday_year,
                .args = {ARG_TEXT("year", text_fmt(a, "%d", w->years[i])), ARG_INT("got", got), ARG_INT("want", want)});
    }
    return NULL;
}

err workdays_read(struct arena *a, text csv, struct workdays *ret)
{
    struct table t;
    struct day_span *v;
    int *years;
    struct workdays got = {0};

    TRY(table_read(a, csv, &t));
    v = ARENA_ARRAY(a, struct day_span, t.rows + 1);
    years = ARENA_ARRAY(a, int, t.rows + 1);
    got.v = v;
    got.years = years;
    for (size_t i = 0; i < t.rows; i++) {
        struct day_span s;
        date first;
        if (text_eqz(table_at(&t, i, "kind"), "year") && date_parse(table_at(&t, i, "from"), &first)) {
            years[got.year_count++] = year_of(first);
            continue;
        }
        TRY(read_span(a, &t, i, &s));
        TRY(add_span(a, v, got.n++, s));
    }
    TRY(check_years(a, &got));
    *ret = got;
    return NULL;
}

bool workday_is(const struct workdays *w, date d)
{
    const struct day_span *s = span_of(w, d);

    return s ? !s->off : !is_weekend(d);
}

text workday_holiday(const struct workdays *w, date d)
{
    const struct day_span *s = span_of(w, d);

    return s && s->off ? s->name : NO_TEXT;
}

/* The first working day from *d on; notes years without a table. */
static void to_workday(const struct workdays *w, struct deadline *at)
{
    at->unpublished |= !has_table(w, year_of(at->day));
    while (!workday_is(w, at->day)) {
        at->day.days++;
        at->unpublished |= !has_table(w, year_of(at->day));
    }
}

struct deadline deadline_workdays(const struct workdays *w, date from, int n)
{
    struct deadline at = {from, false};

    if (n <= 0)
        to_workday(w, &at);
    for (; n > 0; n--) {
        at.day.days++;
        to_workday(w, &at);
    }
    return at;
}

struct deadline deadline_days(const struct workdays *w, date from, int n)
{
    struct deadline at = {{from.days + n}, false};

    to_workday(w, &at);
    return at;
}

int64_t workdays_between(const struct workdays *w, date from, date to)
{
    int64_t n = 0;

    if (to.days < from.days)
        return -workdays_between(w, to, from);
    for (date d = {from.days + 1}; d.days <= to.days; d.days++)
        n += workday_is(w, d);
    return n;
}
