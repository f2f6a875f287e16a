/* Decimal text, number formats, serial dates: see number.h. */
#include "kit/sheet/number.h"

enum { SIGNIFICANT = 15, DIGITS_MAX = 330 };

/* 0.DIGITS × 10^point. */
struct decimal {
    bool minus, whole; /* whole: written without point and exponent */
    size_t n;
    int64_t point;
    char digits[DIGITS_MAX];
};

static bool take_digits(text t, size_t *i, struct decimal *d, bool fraction)
{
    size_t from = *i;

    for (; *i < t.n && t.p[*i] >= '0' && t.p[*i] <= '9'; ++*i) {
        bool leading = !d->n && t.p[*i] == '0';
        if (!fraction && !leading)
            d->point++;
        if (fraction && leading)
            d->point--;
        if (leading)
            continue;
        if (d->n < DIGITS_MAX)
            d->digits[d->n++] = t.p[*i];
        else if (!fraction)
            return false;
    }
    return *i > from;
}

static bool take_exponent(text t, size_t *i, struct decimal *d)
{
    int64_t exponent;

    if (*i == t.n)
        return true;
    if ((t.p[*i] | 32) != 'e' || !text_int(text_sub(t, *i + 1, t.n), &exponent) || exponent > 400 || exponent < -400)
        return false;
    d->whole = false;
    d->point += exponent;
    *i = t.n;
    return true;
}

static bool decimal_parse(text t, struct decimal *d)
{
    size_t i = 0;
    bool any;

    *d = (struct decimal){.whole = true};
    if (i < t.n && (t.p[i] == '-' || t.p[i] == '+'))
        d->minus = t.p[i++] == '-';
    any = take_digits(t, &i, d, false);
    if (i < t.n && t.p[i] == '.') {
        i++;
        d->whole = false;
        any |= take_digits(t, &i, d, true);
    }
    return any && take_exponent(t, &i, d) && i == t.n && d->point < 320 && d->point > -320;
}

static void round_to(struct decimal *d, size_t n)
{
    bool up;

    if (d->n > n) {
        up = d->digits[n] >= '5';
        d->n = n;
        while (up && d->n && d->digits[d->n - 1] == '9')
            d->n--;
        if (up && d->n) {
            d->digits[d->n - 1]++;
        } else if (up) {
            d->digits[d->n++] = '1';
            d->point++;
        }
    }
    while (d->n && d->digits[d->n - 1] == '0')
        d->n--;
}

/* At most 1 + 2 + 320 + 15 characters, or a whole number's 330 and its sign. */
static text decimal_write(const struct decimal *d, char into[NUMBER_TEXT_MAX])
{
    size_t n = 0;
    int64_t point = d->point;

    if (!d->n) {
        into[0] = '0';
        return (text){into, 1};
    }
    if (d->minus)
        into[n++] = '-';
    if (point <= 0) {
        into[n++] = '0';
        into[n++] = '.';
        for (; point < 0; point++)
            into[n++] = '0';
    }
    for (size_t i = 0; i < d->n; i++) {
        if (i && (int64_t)i == d->point)
            into[n++] = '.';
        into[n++] = d->digits[i];
    }
    for (int64_t i = (int64_t)d->n; i < d->point; i++)
        into[n++] = '0';
    return (text){into, n};
}

/* Most cells: a short plain number that needs nothing. */
static bool already_plain(text t)
{
    size_t i = t.n && t.p[0] == '-', from = i, points = 0;

    if (t.n - i > SIGNIFICANT || t.n == i || (t.p[i] == '0' && t.n > i + 1 && t.p[i + 1] != '.'))
        return false;
    for (; i < t.n; i++) {
        if (t.p[i] == '.' && i > from)
            points++;
        else if (t.p[i] < '0' || t.p[i] > '9')
            return false;
    }
    return points == 0 ? !(t.p[0] == '-' && t.p[1] == '0') : points == 1 && t.p[t.n - 1] != '0' && t.p[t.n - 1] != '.';
}

bool number_plain(text t, char into[NUMBER_TEXT_MAX], text *ret)
{
    struct decimal d;

    if (already_plain(t)) {
        *ret = t;
        return true;
    }
    if (!decimal_parse(text_trim(t), &d))
        return false;
    if (!d.whole)
        round_to(&d, SIGNIFICANT);
    *ret = decimal_write(&d, into);
    return true;
}

bool number_of_double(double v, char into[NUMBER_TEXT_MAX], text *ret)
{
    char shown[40];
    int n = snprintf(shown, sizeof(shown), "%.14e", v); /* 15 significant digits */

    return n > 0 && number_plain((text){shown, (size_t)n}, into, ret);
}

enum number_format number_format_builtin(int64_t id)
{
    if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47))
        return FORMAT_TIME;
    if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58))
        return id >= 32 && id <= 35 ? FORMAT_TIME : id == 55 || id == 56 ? FORMAT_TIME : FORMAT_DATE;
    return FORMAT_NUMBER;
}

/* The letter that counts at t[*i], 0 for what is quoted, bracketed or escaped; moves past it. */
static char format_letter(text t, size_t *i)
{
    char c = t.p[(*i)++];
    char until = c == '"' ? '"' : c == '[' ? ']' : 0;

    if (c == '\\' || c == '_' || c == '*') {
        ++*i;
        return 0;
    }
    if (!until)
        return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
    if (c == '[' && *i < t.n && strchr("hms", t.p[*i] | 32) && *i + 1 < t.n && (t.p[*i + 1] == ']' || t.p[*i + 1] == t.p[*i]))
        c = (char)(t.p[*i] | 32); /* [h], [mm]: elapsed time */
    else
        c = 0;
    while (*i < t.n && t.p[(*i)++] != until)
        ;
    return c;
}

enum number_format number_format_code(text code)
{
    bool day = false, month = false, time = false;

    for (size_t i = 0; i < code.n;) {
        text rest = text_sub(code, i, code.n);
        char c;
        if (rest.n >= 7 && text_ieq(text_sub(rest, 0, 7), T("general"))) {
            i += 7;
            continue;
        }
        c = format_letter(code, &i);
        day |= c == 'y' || c == 'd';
        month |= c == 'm';
        time |= c == 'h' || c == 's';
    }
    if (day)
        return FORMAT_DATE;
    return time ? FORMAT_TIME : month ? FORMAT_DATE : FORMAT_NUMBER;
}

/* Whole days, and seconds of the day rounded half up from 12 digits. False for a negative or huge serial. */
static bool split_serial(text serial, int64_t *ret_days, int64_t *ret_seconds)
{
    text fraction;
    text days = text_cut(serial, '.', &fraction);
    int64_t part = 0, scale = 1;

    if (!text_int(days, ret_days) || *ret_days < 0 || *ret_days > 2958465 || (serial.n && serial.p[0] == '-'))
        return false;
    for (size_t i = 0; i < 12 && fraction.p; i++) {
        part = part * 10 + (i < fraction.n ? fraction.p[i] - '0' : 0);
        scale *= 10;
    }
    *ret_seconds = (part * 86400 + scale / 2) / scale;
    if (*ret_seconds == 86400) {
        ++*ret_days;
        *ret_seconds = 0;
    }
    return true;
}

static int put_day(int64_t days, bool epoch_1904, char into[NUMBER_TEXT_MAX])
{
    date epoch;
    int y, m, d;

    if (days == 60 && !epoch_1904)
        return snprintf(into, NUMBER_TEXT_MAX, "1900-02-29");
    if (epoch_1904)
        date_make(1904, 1, 1, &epoch);
    else
        date_make(1899, 12, days < 60 ? 31 : 30, &epoch);
    date_parts((date){epoch.days + days}, &y, &m, &d);
    return snprintf(into, NUMBER_TEXT_MAX, "%04d-%02d-%02d", y, m, d);
}

bool number_date(text serial, enum number_format format, bool epoch_1904, char into[NUMBER_TEXT_MAX], text *ret)
{
    int64_t days, seconds;
    bool no_day;
    int n = 0;

    if (format == FORMAT_NUMBER || !split_serial(serial, &days, &seconds))
        return false;
    no_day = days == 0 && (format == FORMAT_TIME || !epoch_1904);
    if (no_day && format == FORMAT_DATE && !seconds)
        return false;
    if (!no_day)
        n = put_day(days, epoch_1904, into);
    if (no_day || seconds)
        n += snprintf(into + n, NUMBER_TEXT_MAX - (size_t)n, "%s%02d:%02d:%02d", no_day ? "" : "T", (int)(seconds / 3600),
                      (int)(seconds / 60 % 60), (int)(seconds % 60));
    *ret = (text){into, (size_t)n};
    return true;
}
