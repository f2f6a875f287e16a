/* Cells that hold a date or a month. The text is cut into numbers, month names and marks; the shape of that ("0-0-0",
 * "0y0o0d", "m 0") decides what the numbers mean. A shape not in the table is in doubt. See cell.h.
 */
#include "base/date.h"
#include "cell_in.h"
#include "scan.h"

enum { MAX_PARTS = 16, MAX_NUMBERS = 6 };

/* Days from 1970-01-01 to day 0 of each epoch. 1900's day 60 is a 29 February that never was, so the count is right
 * from day 61 on only; what we accept begins far later. */
enum { DAYS_1900 = -25569, DAYS_1904 = -24107 };
enum { FIRST_YEAR = 1950, LAST_YEAR = 2149 };

struct shape {
    char marks[MAX_PARTS + 1]; /* '0' number, 'm' month name, 'y' 'o' 'd' 年 月 日, else the character itself */
    int64_t number[MAX_NUMBERS];
    int digits[MAX_NUMBERS];
    int numbers;
    int month; /* of a month name */
};

/* What was read: a day, or only a month (day 0), or only a year (month 0). */
struct ymd {
    int64_t y, m, d;
};

static bool eat_month_name(text *t, int *ret)
{
    static const char *const names[] = {"january", "february", "march",     "april",   "may",      "june",
                                        "july",    "august",   "september", "october", "november", "december"};

    for (int i = 0; i < 12; i++) {
        char begin[4] = {names[i][0], names[i][1], names[i][2], 0};
        if (scan_eat(t, names[i]) || (i == 8 && scan_eat(t, "sept")) || scan_eat(t, begin)) {
            *ret = i + 1;
            return true;
        }
    }
    return false;
}

/* Cuts a time of day off: " 00:00", "T00:00:00.000Z", " 08:30:00". True when one was there. */
static text without_time(text t)
{
    text at = t, rest;
    int64_t n;
    int digits;

    while (at.n) {
        uint32_t c = scan_peek(at, &rest);
        text time = rest;
        if ((c == ' ' || c == 't') && scan_digits(&time, &n, &digits) && digits <= 2 && n <= 24 &&
            scan_eat(&time, ":")) {
            while (scan_digits(&time, &n, &digits) && digits <= 9 && (scan_eat(&time, ":") || scan_eat(&time, ".")))
                ;
            scan_eat(&time, "z");
            if (scan_done(time))
                return text_sub(t, 0, (size_t)(at.p - t.p));
        }
        at = rest;
    }
    return t;
}

static int han_digit(uint32_t c)
{
    static const uint32_t digits[] = {0x3007, 0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d}; /* 〇一二三四五六七八九 */

    if (c == 0x96f6 || c == 0x25cb || c == 0x25ef) /* 零, and the circles that are typed for 〇 */
        return 0;
    for (int i = 0; i < (int)COUNT(digits); i++)
        if (digits[i] == c)
            return i;
    return -1;
}

/* 十 to 三十一, also 廿 and 卅: at the tens, of which `before` stand. False when there are none. */
static bool eat_tens(text *t, int64_t before, int64_t *ret)
{
    text rest;
    uint32_t c = scan_peek(*t, &rest);
    int64_t tens = c == 0x5341 ? (before ? before : 1) : before ? 0 : c == 0x5eff ? 2 : c == 0x5345 ? 3 : 0;
    int one;

    if (!tens)
        return false;
    *t = rest;
    *ret = tens * 10;
    one = han_digit(scan_peek(*t, &rest));
    if (one > 0) {
        *t = rest;
        *ret += one;
    }
    return true;
}

/* A number in Chinese numerals before 年, 月, 日 or 号: 二〇二七, 六, 〇六, 十二, 三十一. */
static bool read_han(text *t, int64_t *ret, int *ret_digits)
{
    text at = *t, rest;
    int64_t n = 0, tens;
    int digits = 0, one;
    bool from_zero = han_digit(scan_peek(at, NULL)) == 0;
    uint32_t mark;

    for (; digits < 4 && (one = han_digit(scan_peek(at, &rest))) >= 0; digits++, at = rest)
        n = n * 10 + one;
    if (digits < 2 && !from_zero && eat_tens(&at, n, &tens)) {
        n = tens;
        digits = 2;
    } else if (digits == 3 || (digits == 2 && !from_zero && scan_peek(at, NULL) != 0x5e74))
        return false;
    rest = at;
    scan_blanks(&rest);
    mark = scan_peek(rest, NULL);
    if (!digits || (mark != 0x5e74 && mark != 0x6708 && mark != 0x65e5 && mark != 0x53f7))
        return false;
    *t = at;
    *ret = n;
    *ret_digits = digits;
    return true;
}

/* One part into the shape; false when it is none or there are too many. */
static bool read_part(text *t, struct shape *s, size_t n)
{
    text rest;
    uint32_t c;

    if (n >= MAX_PARTS)
        return false;
    if (s->numbers < MAX_NUMBERS && (scan_digits(t, &s->number[s->numbers], &s->digits[s->numbers]) ||
                                     read_han(t, &s->number[s->numbers], &s->digits[s->numbers]))) {
        s->numbers++;
        s->marks[n] = '0';
        return true;
    }
    if (eat_month_name(t, &s->month)) {
        s->marks[n] = 'm';
        return true;
    }
    c = scan_peek(*t, &rest);
    *t = rest;
    switch (c) {
    case 0x5e74: s->marks[n] = 'y'; return true; /* 年 */
    case 0x6708: s->marks[n] = 'o'; return true; /* 月 */
    case 0x65e5:
    case 0x53f7: s->marks[n] = 'd'; return true; /* 日 号 */
    case '-':
    case '/':
    case '.':
    case ',': s->marks[n] = (char)c; return true;
    default: return false;
    }
}

static bool read_shape(text t, struct shape *s)
{
    size_t n = 0;

    *s = (struct shape){0};
    for (; !scan_done(t); n++) {
        text before = t;
        scan_blanks(&t);
        if (before.p != t.p && n && n < MAX_PARTS && (s->marks[n - 1] == '0' || s->marks[n - 1] == 'm')) {
            uint32_t c = scan_peek(t, NULL); /* a blank counts only between two words */
            if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'))
                s->marks[n++] = ' ';
        }
        if (!read_part(&t, s, n))
            return false;
    }
    return n > 0;
}

static struct reading vague(struct cell c)
{
    static const char *const words[] = {"底", "初",   "上半年", "下半年", "季度", "中旬", "上旬", "下旬",
                                        "前", "左右", "约",     "年内",   "Q1",   "Q2",   "Q3",   "Q4",
                                        "q1", "q2",   "q3",     "q4",     "待定", "拟"};
    static const char *const spans[] = {"至", "—", "–", "~", "～", " to ", "到"};
    bool has_digit = false;

    for (size_t i = 0; i < c.t.n; i++)
        has_digit |= c.t.p[i] >= '0' && c.t.p[i] <= '9';
    for (text rest = c.t; rest.n && !has_digit;)
        has_digit = han_digit(scan_peek(rest, &rest)) >= 0 && han_digit(scan_peek(rest, NULL)) >= 0; /* 二〇二七, but not 三季度 */
    for (size_t i = 0; has_digit && i < COUNT(words); i++)
        if (text_has(c.t, text_of(words[i])))
            return reading_doubt(&w_cell_vague_date);
    for (size_t i = 0; has_digit && i < COUNT(spans); i++)
        if (text_has(c.t, text_of(spans[i])))
            return reading_doubt(&w_cell_date_range);
    return reading_unread(c);
}

static const struct word *two_digit_year(int64_t *y, int digits)
{
    if (digits == 4)
        return NULL;
    if (digits != 2)
        return &w_cell_prose;
    *y += *y < 70 ? 2000 : 1900; /* only beside a month's name, where nothing else can be meant */
    return NULL;
}

/* 01/02/2022: by the mapping's order, or by what is possible at all */
static const struct word *day_and_month(int64_t a, int64_t b, const struct cell_dates *how, struct ymd *r)
{
    bool day_first = how->order == DAY_FIRST;

    if (how->order == DAY_ORDER_UNKNOWN) {
        if (a <= 12 && b <= 12 && a != b)
            return &w_cell_day_order;
        day_first = a > 12 || a == b;
    }
    r->d = day_first ? a : b;
    r->m = day_first ? b : a;
    return NULL;
}

static const struct word *three_numbers(const struct shape *s, const struct cell_dates *how, struct ymd *r)
{
    if (s->digits[0] == 4 && s->digits[1] <= 2 && s->digits[2] <= 2) {
        *r = (struct ymd){s->number[0], s->number[1], s->number[2]};
        return NULL;
    }
    if (s->digits[2] == 4 && s->digits[0] <= 2 && s->digits[1] <= 2) {
        r->y = s->number[2];
        return day_and_month(s->number[0], s->number[1], how, r);
    }
    return s->digits[0] <= 2 && s->digits[1] <= 2 && s->digits[2] <= 2 ? &w_cell_short_year : &w_cell_prose;
}

static const struct word *two_numbers(const struct shape *s, enum cell_kind kind, struct ymd *r)
{
    bool year_first = s->digits[0] == 4 && s->digits[1] <= 2, year_last = s->digits[1] == 4 && s->digits[0] <= 2;

    if (s->digits[0] == 4 && s->digits[1] == 4)
        return &w_cell_date_range;
    if (!year_first && !year_last)
        return &w_cell_prose;
    if (kind != CELL_TEXT && year_first && !strcmp(s->marks, "0.0") && s->digits[1] == 1 && s->number[1] == 1)
        return &w_cell_month_or_tenth; /* a number's 2022.10 is written 2022.1 */
    *r = year_first ? (struct ymd){s->number[0], s->number[1], 0} : (struct ymd){s->number[1], s->number[0], 0};
    return NULL;
}

/* A number alone: 20220301, 202203, 2022. */
static const struct word *one_number(const struct shape *s, struct ymd *r)
{
    int64_t n = s->number[0];

    if (s->digits[0] == 8)
        *r = (struct ymd){n / 10000, n / 100 % 100, n % 100};
    else if (s->digits[0] == 6)
        *r = (struct ymd){n / 100, n % 100, 0};
    else if (s->digits[0] == 4)
        *r = (struct ymd){n, 0, 0};
    else
        return &w_cell_not_serial;
    if (r->y < 1800 || r->y > 2999)
        return &w_cell_not_serial;
    return NULL;
}

static const struct word *with_month_name(const struct shape *s, struct ymd *r)
{
    static const char *const day_first[] = {"0-m-0", "0 m 0", "0m0", "0 m, 0", "0/m/0", "0 m,0", "0.m.0"},
                             *const month_first[] = {"m 0,0", "m 0 0", "m-0-0", "m 0, 0"},
                             *const month_year[] = {"m-0", "m 0", "m0", "m/0", "m,0", "m. 0", "m.0"},
                             *const year_month[] = {"0-m", "0 m", "0/m"};
    bool year_first = s->digits[0] == 4;

    r->m = s->month;
    for (size_t i = 0; i < COUNT(day_first); i++)
        if (!strcmp(s->marks, day_first[i])) {
            r->y = s->number[year_first ? 0 : 1];
            r->d = s->number[year_first ? 1 : 0];
            return two_digit_year(&r->y, s->digits[year_first ? 0 : 1]);
        }
    for (size_t i = 0; i < COUNT(month_first); i++)
        if (!strcmp(s->marks, month_first[i])) {
            r->d = s->number[0];
            r->y = s->number[1];
            return two_digit_year(&r->y, s->digits[1]);
        }
    for (size_t i = 0; i < COUNT(month_year); i++)
        if (!strcmp(s->marks, month_year[i])) {
            r->y = s->number[0];
            return two_digit_year(&r->y, s->digits[0]);
        }
    for (size_t i = 0; i < COUNT(year_month); i++)
        if (!strcmp(s->marks, year_month[i]) && year_first) {
            r->y = s->number[0];
            return NULL;
        }
    return &w_cell_prose;
}

static const struct word *meaning(const struct shape *s, enum cell_kind kind, const struct cell_dates *how,
                                  struct ymd *r)
{
    static const char *const three[] = {"0-0-0", "0/0/0", "0.0.0", "0y0o0d", "0y0o0", "0 0 0", "0.0.0."},
                             *const two[] = {"0-0", "0/0", "0.0", "0y0o", "0y0", "0 0"};

    *r = (struct ymd){0};
    if (strchr(s->marks, 'm'))
        return with_month_name(s, r);
    for (size_t i = 0; i < COUNT(three); i++)
        if (!strcmp(s->marks, three[i]))
            return three_numbers(s, how, r);
    for (size_t i = 0; i < COUNT(two); i++)
        if (!strcmp(s->marks, two[i]))
            return two_numbers(s, kind, r);
    if (!strcmp(s->marks, "0"))
        return one_number(s, r);
    if (!strcmp(s->marks, "0y") && s->digits[0] == 4) {
        r->y = s->number[0];
        return NULL;
    }
    return s->numbers > 3 ? &w_cell_date_range : &w_cell_prose;
}

/* A serial: days since the workbook's epoch, with a fraction for the time. False when it is none in our range. */
static bool read_serial(text t, const struct cell_dates *how, date *ret)
{
    struct decimal d;
    int64_t millionths, days;
    date first, last;

    scan_blanks(&t);
    if (!decimal_read(&t, &d) || !scan_done(t) || d.odd_grouping || d.blanks || !decimal_scale(&d, 1000000, 1, &millionths))
        return false;
    days = millionths / 1000000 + (how->epoch == EPOCH_1904 ? DAYS_1904 : DAYS_1900);
    date_make(FIRST_YEAR, 1, 1, &first);
    date_make(LAST_YEAR, 12, 31, &last);
    if (days < first.days || days > last.days)
        return false;
    ret->days = days;
    return true;
}

/* The one way in for both: a serial gives *ret_day, a text *r. */
static struct reading read_when(struct cell c, const struct cell_dates *how, struct ymd *r, date *ret_day)
{
    struct shape s;
    const struct word *why;
    bool number = c.kind == CELL_NUMBER || c.kind == CELL_DATE;

    *ret_day = NO_DATE;
    if (cell_empty(c.t))
        return READING_EMPTY;
    if (c.kind == CELL_ERROR || c.kind == CELL_PERCENT)
        return reading_unread(c);
    if (number && read_serial(c.t, how, ret_day))
        return READING_VALUE;
    if (!read_shape(without_time(c.t), &s))
        return c.kind == CELL_DATE ? reading_doubt(&w_cell_not_serial) : vague(c);
    why = meaning(&s, c.kind, how, r);
    if (why == &w_cell_prose)
        return vague(c);
    if (why)
        return reading_doubt(why);
    if (!r->m && (s.digits[0] != 4 || s.numbers != 1))
        return reading_doubt(&w_cell_no_month);
    return READING_VALUE;
}

struct reading cell_month(struct cell c, const struct cell_dates *how, month *ret)
{
    struct ymd r = {0};
    date day;
    struct reading got = read_when(c, how, &r, &day);

    *ret = NO_MONTH;
    if (got.is != READ_VALUE)
        return got;
    if (!is_absent(day.days)) {
        *ret = month_of(day);
        return got;
    }
    if (!r.m && !r.d)
        return reading_doubt(&w_cell_only_year);
    if (r.d && !date_make(r.y, r.m, r.d, &day))
        return reading_doubt(&w_cell_no_day);
    return month_make(r.y, r.m, ret) ? got : reading_doubt(&w_cell_no_month);
}

struct reading cell_date(struct cell c, const struct cell_dates *how, date *ret)
{
    struct ymd r = {0};
    month m;
    struct reading got = read_when(c, how, &r, ret);

    if (got.is != READ_VALUE || !is_absent(ret->days))
        return got;
    if (!r.m && !r.d)
        return reading_doubt(&w_cell_only_year);
    if (!r.d && !month_make(r.y, r.m, &m))
        return reading_doubt(&w_cell_no_month);
    if (!r.d && how->month_as == MONTH_IN_DOUBT)
        return reading_doubt(&w_cell_only_month);
    if (!r.d) {
        *ret = how->month_as == MONTH_IS_FIRST_DAY ? month_first(m) : month_last(m);
        return got;
    }
    return date_make(r.y, r.m, r.d, ret) ? got : reading_doubt(&w_cell_no_day);
}
