/* Cells that hold a figure: money, quantities, percentages. Exact integer arithmetic throughout. See cell.h. */
#include "cell_in.h"
#include "scan.h"

typedef unsigned __int128 wide;

enum { MAX_DIGITS = 25, MAX_PLACES = 30 };

const struct cell_unit unit_yuan = {"CNY", 1, 1, 1};
const struct cell_unit unit_thousand = {"CNY", 1000, 1, 1};
const struct cell_unit unit_wan = {"CNY", 10000, 1, 1};
const struct cell_unit unit_million = {"CNY", 1000000, 1, 1};
const struct cell_unit unit_yi = {"CNY", 100000000, 1, 1};
const struct cell_unit unit_one = {NULL, 1, 1, 1};

struct scale_word {
    const char *word;
    int64_t scale;
};
/* Longest first where one starts another. Latin letters are told from prose by what follows them: see read_scale. */
static const struct scale_word han_scales[] = {
    {"万亿", 1000000000000},
    {"百亿", 10000000000},
    {"十亿", 1000000000},
    {"千万", 10000000},
    {"百万", 1000000},
    {"十万", 100000},
    {"亿", 100000000},
    {"億", 100000000},
    {"万", 10000},
    {"萬", 10000},
    {"千", 1000},
    {"仟", 1000},
    {"百", 100},
};
static const struct scale_word latin_scales[] = {
    {"thousand", 1000},      {"10k", 10000},         {"millions", 1000000}, {"million", 1000000},
    {"billion", 1000000000}, {"mn", 1000000},       {"bn", 1000000000},
    {"m", 1000000},          {"b", 1000000000},     {"k", 1000},
};

struct currency_word {
    const char *word, *currency;
};
/* ¥ is also the yen: it agrees with either (see same_currency). */
static const struct currency_word currencies[] = {
    {"人民币", "CNY"}, {"rmb", "CNY"},  {"cny", "CNY"},  {"¥", "CNY"},   {"￥", "CNY"},   {"元", "CNY"},
    {"圆", "CNY"},     {"yuan", "CNY"}, {"英镑", "GBP"}, {"gbp", "GBP"}, {"£", "GBP"},    {"￡", "GBP"},
    {"美元", "USD"},   {"usd", "USD"},  {"us$", "USD"},  {"hk$", "HKD"}, {"港元", "HKD"}, {"港币", "HKD"},
    {"hkd", "HKD"},    {"$", "USD"},    {"欧元", "EUR"}, {"eur", "EUR"}, {"€", "EUR"},    {"日元", "JPY"},
    {"jpy", "JPY"},    {"韩元", "KRW"}, {"krw", "KRW"},
};

/* A blank with exactly three digits behind it: 12 345, also by the narrow and the unbreakable ones of ISO 80000. A line break parts two figures. */
static bool eat_group_blank(text *t)
{
    static const char *const blanks[] = {" ", "\u00a0", "\u202f", "\u2009"};
    text at = *t;
    int64_t n;
    int digits = 0;

    for (size_t i = 0; i < COUNT(blanks); i++)
        if (text_starts(at, text_of(blanks[i]))) {
            at = text_sub(at, strlen(blanks[i]), at.n);
            if (!scan_digits(&at, &n, &digits) || digits != 3)
                return false;
            *t = text_sub(*t, strlen(blanks[i]), t->n);
            return true;
        }
    return false;
}

bool decimal_read(text *t, struct decimal *ret)
{
    struct decimal d = {0};
    text at = *t, rest;
    int digits = 0, group = 0, groups = 0, exponent;
    bool point = false, from_zero = scan_peek(at, NULL) == '0'; /* 024 868 is no figure */
    int64_t e;
    uint32_t c;

    for (; (c = scan_peek(at, &rest)); at = rest) {
        if (c >= '0' && c <= '9') {
            if ((d.m || c != '0') && ++digits > MAX_DIGITS)
                return false;
            d.m = d.m * 10 + (c - '0');
            d.places += point;
            group++;
        } else if (c == ' ' && !point && d.m && (d.blanks ? group == 3 : !groups && group <= 3 && !from_zero) && eat_group_blank(&at)) {
            d.blanks = true;
            rest = at;
            groups++;
            group = 0;
        } else if (c == ',' && !point && group) {
            d.odd_grouping |= d.blanks || (groups ? group != 3 : group > 3);
            groups++;
            group = 0;
        } else if (c == '.' && !point) {
            d.odd_grouping |= groups && group != 3;
            point = true;
        } else
            break;
    }
    if (!group && !d.m && !digits && !d.places)
        return false;
    if (groups && !point)
        d.odd_grouping |= group != 3;
    if (c == 'e' && (scan_eat(&rest, "+") || true)) {
        bool minus = scan_eat(&rest, "-");
        if (scan_digits(&rest, &e, &exponent) && e <= MAX_PLACES) {
            d.places += minus ? (int)e : -(int)e;
            at = rest;
        }
    }
    *t = at;
    *ret = d;
    return true;
}

bool decimal_scale(const struct decimal *d, int64_t num, int64_t den, int64_t *ret)
{
    wide top = d->m, bottom = (wide)den;
    int places = d->places;

    for (; places > MAX_PLACES && top % 10 == 0; places--)
        top /= 10;
    if (places > MAX_PLACES || __builtin_mul_overflow(top, (wide)num, &top))
        return false;
    for (; places < 0; places++)
        if (__builtin_mul_overflow(top, (wide)10, &top))
            return false;
    for (; places > 0 && top % 10 == 0; places--)
        top /= 10;
    for (; places > 0; places--)
        if (__builtin_mul_overflow(bottom, (wide)10, &bottom))
            return false;
    if (bottom > ((wide)1 << 126))
        return false;
    top = top / bottom + (top % bottom * 2 >= bottom);
    if (top > INT64_MAX)
        return false;
    *ret = d->minus ? -(int64_t)top : (int64_t)top;
    return true;
}

static bool eat_currency(text *t, const char **ret)
{
    for (size_t i = 0; i < COUNT(currencies); i++)
        if (scan_eat(t, currencies[i].word)) {
            *ret = currencies[i].currency;
            return true;
        }
    return false;
}

static bool is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || c >= 0xc0;
}

/* A scale word. Latin ones count for money only ("5m" may be metres) and need an end after them. */
static bool eat_scale(text *t, bool is_money, int64_t *ret)
{
    for (size_t i = 0; i < COUNT(han_scales); i++)
        if (scan_eat(t, han_scales[i].word)) {
            *ret = han_scales[i].scale;
            return true;
        }
    for (size_t i = 0; i < COUNT(latin_scales) && is_money; i++) {
        text at = *t;
        if (scan_eat(&at, latin_scales[i].word) && !is_letter(scan_peek(at, NULL))) {
            *t = at;
            *ret = latin_scales[i].scale;
            return true;
        }
    }
    return false;
}

/* What stands in the cell: a figure with its marks. Absent parts: currency NULL, scale 0. */
struct figure {
    struct decimal d;
    const char *currency;
    int64_t scale;
    bool two_currencies, unit_unclear;
};

/* One currency word; a second must be the same ("人民币…元"). */
static bool note_currency(text *t, struct figure *f)
{
    const char *currency;

    scan_blanks(t);
    if (!eat_currency(t, &currency))
        return false;
    f->two_currencies |= f->currency && strcmp(f->currency, currency);
    f->currency = currency;
    return true;
}

/* Scale and currency after the figure. 元 without a scale is a unit of its own; any other currency alone tells nothing
 * of the unit. */
static void read_unit_after(text *t, bool is_money, struct figure *f)
{
    bool scaled = eat_scale(t, is_money, &f->scale), yuan;
    text at = *t;

    scan_blanks(&at);
    yuan = scan_eat(&at, "元") || scan_eat(&at, "圆");
    while (note_currency(t, f))
        f->unit_unclear |= !scaled && !yuan;
    if (yuan && !scaled)
        f->scale = 1;
}

/* sign, brackets and currency before; scale, currency and minus after. False: this is no single figure. */
static bool read_figure(text t, bool is_money, struct figure *ret)
{
    struct figure f = {0};
    bool bracket, minus;

    scan_blanks(&t);
    bracket = scan_eat(&t, "(");
    minus = scan_eat(&t, "-");
    while (note_currency(&t, &f))
        ;
    scan_blanks(&t);
    minus |= scan_eat(&t, "-");
    if (!minus)
        scan_eat(&t, "+");
    if (!decimal_read(&t, &f.d))
        return false;
    scan_blanks(&t);
    read_unit_after(&t, is_money, &f);
    scan_blanks(&t);
    if (bracket && !scan_eat(&t, ")"))
        return false;
    if (!bracket && !minus)
        minus = scan_eat(&t, "-");
    if (!scan_done(t))
        return false;
    f.d.minus = bracket || minus;
    *ret = f;
    return true;
}

/* "3-5亿", "约3亿", "3亿左右", "3亿以上": told apart from prose only to give the right reason. */
static struct reading no_figure(struct cell c)
{
    static const char *const after[] = {"左右", "以上", "以下", "多", "余", "上下", "-", "~", "至", "to ", "+"};
    text t = c.t;
    struct decimal d;
    int64_t scale;
    const char *currency;

    scan_blanks(&t);
    eat_currency(&t, &currency);
    if (!decimal_read(&t, &d))
        return reading_unread(c);
    for (int i = 0; i < 3; i++) {
        scan_blanks(&t);
        for (size_t k = 0; k < COUNT(after); k++)
            if (scan_eat(&t, after[k]))
                return reading_doubt(&w_cell_about);
        if (i == 0)
            eat_scale(&t, true, &scale);
        else
            eat_currency(&t, &currency);
    }
    return reading_unread(c);
}

static bool same_currency(const char *cell, const char *column)
{
    return !cell || (column && (!strcmp(cell, column) || (!strcmp(cell, "CNY") && !strcmp(column, "JPY"))));
}

/* The figure of a cell in yuan, or in the field's unit. */
static struct reading read_scaled(struct cell c, const struct cell_unit *unit, struct figure *f, int64_t *ret)
{
    int64_t num, scale;

    if (cell_empty(c.t))
        return READING_EMPTY;
    if (c.kind == CELL_ERROR || c.kind == CELL_DATE || !read_figure(c.t, unit->currency != NULL, f))
        return c.kind == CELL_DATE ? reading_doubt(&w_cell_prose) : no_figure(c);
    if (f->d.odd_grouping)
        return reading_doubt(&w_cell_grouping);
    if (f->two_currencies || !same_currency(f->currency, unit->currency))
        return reading_doubt(&w_cell_currency);
    if (f->unit_unclear && unit->scale != 1)
        return reading_doubt(&w_cell_unit);
    scale = f->scale ? f->scale : unit->scale;
    if (__builtin_mul_overflow(scale, unit->rate_num, &num) || !decimal_scale(&f->d, num, unit->rate_den, ret))
        return reading_doubt(&w_cell_too_large);
    return READING_VALUE;
}

struct reading cell_money(struct cell c, const struct cell_unit *unit, money *ret)
{
    struct figure f;
    int64_t yuan = ABSENT;
    struct reading r = read_scaled(c, unit, &f, &yuan);

    ret->yuan = r.is == READ_VALUE ? yuan : ABSENT;
    return r;
}

/* Not a whole number, and not one but for the noise of binary fractions (2.9999999999999996). */
static bool has_fraction(const struct decimal *d, int64_t scale)
{
    int64_t millionths, part;

    if (!decimal_scale(&(struct decimal){d->m, d->places - 6, false, false}, scale, 1, &millionths))
        return d->places > 0;
    part = millionths % 1000000;
    return part > 1 && part < 999999;
}

struct reading cell_number(struct cell c, const struct cell_unit *unit, number *ret)
{
    struct figure f = {0};
    int64_t n = ABSENT;
    struct reading r = read_scaled(c, unit, &f, &n);

    ret->n = ABSENT;
    if (r.is != READ_VALUE)
        return r;
    if (unit->rate_num == 1 && unit->rate_den == 1 && has_fraction(&f.d, f.scale ? f.scale : unit->scale))
        return reading_doubt(&w_cell_fraction);
    ret->n = n;
    return r;
}

struct reading cell_percent(struct cell c, bool stated, number *ret)
{
    struct decimal d;
    text t = c.t;
    bool sign, minus;
    int64_t n;

    ret->n = ABSENT;
    if (cell_empty(t))
        return READING_EMPTY;
    scan_blanks(&t);
    minus = scan_eat(&t, "-");
    if (c.kind == CELL_ERROR || !decimal_read(&t, &d))
        return no_figure(c);
    scan_blanks(&t);
    sign = scan_eat(&t, "%") || scan_eat(&t, "percent") || scan_eat(&t, "pct");
    if (!scan_done(t))
        return no_figure(c);
    d.minus = minus;
    if (d.odd_grouping || !decimal_scale(&d, c.kind == CELL_PERCENT && !sign ? 10000 : 100, 1, &n))
        return reading_doubt(d.odd_grouping ? &w_cell_grouping : &w_cell_too_large);
    if (!sign && !stated && c.kind != CELL_PERCENT && n > -101 && n < 101 && n != 0)
        return reading_doubt(&w_cell_percent_or_share);
    ret->n = n;
    return READING_VALUE;
}

/* --- units --------------------------------------------------------------------------------------------------------- */

/* "@ 8.2931": yuan per one of the currency, as a fraction */
static bool read_rate(text *t, struct cell_unit *u)
{
    struct decimal d;

    scan_blanks(t);
    if (!scan_eat(t, "@"))
        return false;
    scan_blanks(t);
    if (!decimal_read(t, &d) || d.odd_grouping || !d.m || d.places < 0 || d.places > 9 || d.m > INT64_MAX / 1000)
        return false;
    u->rate_num = (int64_t)d.m;
    for (u->rate_den = 1; d.places > 0; d.places--)
        u->rate_den *= 10;
    return true;
}

/* A unit that begins with a figure, as the English pages and workbooks write it: 10,000 yuan. In a cell that is an amount. */
static bool eat_counted_scale(text *t, int64_t *ret)
{
    static const struct scale_word counted[] = {{"100 million", 100000000}, {"10,000", 10000}, {"10 000", 10000}, {"10000", 10000}};

    for (size_t i = 0; i < COUNT(counted); i++)
        if (scan_eat(t, counted[i].word)) {
            *ret = counted[i].scale;
            return true;
        }
    return false;
}

bool cell_unit_read(text description, struct cell_unit *ret)
{
    struct cell_unit u = {NULL, 0, 1, 1};
    text t = description;
    const char *currency;

    for (bool more = true; more;) {
        scan_blanks(&t);
        more = !u.scale && (eat_counted_scale(&t, &u.scale) || eat_scale(&t, true, &u.scale));
        scan_blanks(&t);
        if (eat_currency(&t, &currency)) {
            if (u.currency && strcmp(u.currency, currency))
                return false;
            u.currency = currency;
            more = true;
        }
    }
    if (!u.currency)
        u.currency = "CNY";
    if (!u.scale)
        u.scale = 1;
    if (strcmp(u.currency, "CNY") && !read_rate(&t, &u))
        return false;
    if (scan_done(description) || !scan_done(t))
        return false;
    *ret = u;
    return true;
}
