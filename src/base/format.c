/* Figures for people: see format.h. */
#include "format.h"

#include "date.h"

#define DASH "\xe2\x80\x93"
#define MINUS "\xe2\x88\x92"

static void grouped(struct out *o, uint64_t u)
{
    char digits[32];
    size_t at = sizeof(digits);
    int k = 0;

    do {
        if (k && k % 3 == 0)
            digits[--at] = ',';
        digits[--at] = (char)('0' + u % 10);
        k++;
    } while (u /= 10);
    out_put(o, digits + at, sizeof(digits) - at);
}

static uint64_t magnitude(int64_t n)
{
    return n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
}

void fmt_grouped(struct out *o, int64_t n)
{
    if (n < 0)
        LIT(o, MINUS);
    grouped(o, magnitude(n));
}

void fmt_number(struct out *o, number n)
{
    if (is_absent(n.n))
        LIT(o, DASH);
    else
        fmt_grouped(o, n.n);
}

/* value / unit with `places` decimals, half up, the decimals dropped when `trim` and zero */
static void scaled(struct out *o, int64_t value, uint64_t unit, int places, bool trim)
{
    uint64_t u = magnitude(value), scale = 1, whole, part;

    for (int i = 0; i < places; i++)
        scale *= 10;
    whole = u / unit;
    part = ((u % unit) * scale + unit / 2) / unit;
    if (part == scale) {
        whole++;
        part = 0;
    }
    if (value < 0 && (whole || part))
        LIT(o, MINUS);
    grouped(o, whole);
    if (trim)
        while (places && part % 10 == 0) {
            part /= 10;
            places--;
        }
    if (places)
        out_fmt(o, ".%0*llu", places, (unsigned long long)part);
}

void fmt_wan(struct out *o, money m)
{
    if (is_absent(m.yuan))
        LIT(o, DASH);
    else
        scaled(o, m.yuan, 10000, 2, true);
}

void fmt_yi(struct out *o, money m)
{
    if (is_absent(m.yuan))
        LIT(o, DASH);
    else
        scaled(o, m.yuan, 100000000, 1, false);
}

bool sum_in_wan(money largest)
{
    return is_absent(largest.yuan) || largest.yuan < 1000000000;
}

void fmt_sum(struct out *o, money m, bool wan)
{
    if (wan)
        fmt_wan(o, m);
    else
        fmt_yi(o, m);
}

void fmt_yuan(struct out *o, money m)
{
    if (is_absent(m.yuan))
        LIT(o, DASH);
    else
        fmt_grouped(o, m.yuan);
}

void fmt_money(struct out *o, money m)
{
    uint64_t u;

    if (is_absent(m.yuan)) {
        LIT(o, DASH);
        return;
    }
    u = magnitude(m.yuan);
    if (o->lang == LANG_EN) {
        if (u >= 1000000000)
            scaled(o, m.yuan, 1000000000, 2, true), LIT(o, " billion yuan");
        else if (u >= 1000000)
            scaled(o, m.yuan, 1000000, 2, true), LIT(o, " million yuan");
        else
            fmt_grouped(o, m.yuan), LIT(o, " yuan");
        return;
    }
    if (u >= 100000000)
        scaled(o, m.yuan, 100000000, 2, true), LIT(o, " 亿元");
    else if (u >= 10000)
        scaled(o, m.yuan, 10000, 2, true), LIT(o, " 万元");
    else
        fmt_grouped(o, m.yuan), LIT(o, " 元");
}

static const char *const month_names[] = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};

void fmt_date(struct out *o, date d)
{
    int y, m, day;

    if (is_absent(d.days)) {
        LIT(o, DASH);
        return;
    }
    date_parts(d, &y, &m, &day);
    out_fmt(o, "%04d-%02d-%02d", y, m, day);
}

void fmt_date_long(struct out *o, date d)
{
    int y, m, day;

    if (is_absent(d.days)) {
        LIT(o, DASH);
        return;
    }
    date_parts(d, &y, &m, &day);
    if (o->lang == LANG_EN)
        out_fmt(o, "%d %s %d", day, month_names[m - 1], y);
    else
        out_fmt(o, "%d年%d月%d日", y, m, day);
}

void fmt_month(struct out *o, month m)
{
    if (is_absent(m.n))
        LIT(o, DASH);
    else if (o->lang == LANG_EN)
        out_fmt(o, "%s %d", month_names[month_of_year(m) - 1], month_year(m));
    else
        out_int(o, month_year(m)), LIT(o, "年"), out_int(o, month_of_year(m)), LIT(o, "月");
}

void fmt_month_iso(struct out *o, month m)
{
    if (is_absent(m.n))
        LIT(o, DASH);
    else
        out_fmt(o, "%04d-%02d", month_year(m), month_of_year(m));
}

void fmt_time(struct out *o, moment m)
{
    date d;
    int64_t minutes;

    if (is_absent(m.ms)) {
        LIT(o, DASH);
        return;
    }
    d = date_of(m);
    minutes = (m.ms - date_start(d).ms) / 60000;
    fmt_date(o, d);
    out_fmt(o, " %02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

void fmt_time_iso(struct out *o, moment m)
{
    date d;
    int64_t ms;

    if (is_absent(m.ms)) {
        LIT(o, DASH);
        return;
    }
    d = date_of((moment){m.ms - 8 * 3600000LL});
    ms = m.ms - d.days * 86400000;
    fmt_date(o, d);
    out_fmt(o, "T%02d:%02d:%02d.%03dZ", (int)(ms / 3600000), (int)(ms / 60000 % 60), (int)(ms / 1000 % 60),
            (int)(ms % 1000));
}

void fmt_decimal(struct out *o, int64_t n, int places)
{
    uint64_t u = magnitude(n), scale = 1;

    for (int i = 0; i < places; i++)
        scale *= 10;
    if (n < 0)
        out_char(o, '-');
    out_fmt(o, "%llu", (unsigned long long)(u / scale));
    u %= scale;
    while (places && u % 10 == 0) {
        u /= 10;
        places--;
    }
    if (places)
        out_fmt(o, ".%0*llu", places, (unsigned long long)u);
}

void fmt_tenths(struct out *o, int64_t n)
{
    uint64_t u = magnitude(n);

    out_fmt(o, "%s%llu.%llu", n < 0 ? "−" : "", (unsigned long long)(u / 10), (unsigned long long)(u % 10));
}

void fmt_degree(struct out *o, degree d)
{
    if (is_absent(d.micro))
        LIT(o, DASH);
    else
        fmt_decimal(o, d.micro, 6);
}

void fmt_bytes(struct out *o, int64_t n)
{
    if (n < 1000)
        out_fmt(o, "%d B", (int)n);
    else if (n < 1000000)
        scaled(o, n, 1000, 1, true), LIT(o, " kB");
    else
        scaled(o, n, 1000000, 1, true), LIT(o, " MB");
}
