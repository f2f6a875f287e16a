/* Project code, credit code, secrecy marks: see codes.h. */
#include "kit/codes.h"

#include "base/date.h"
#include "kit/scan.h"
#include "kit/words.h"

/* --- project code -------------------------------------------------------------------------------------------------- */

enum { OLD_SHORT = 19, USUAL = 20, PHASE = 3, FIRST_NEW = 2010, FIRST_OLD_YEAR = 2015, LAST_OLD_YEAR = 2021 };

struct digits {
    char c[32];
    size_t n;
    size_t hyphen[16]; /* number of digits before each hyphen */
    size_t hyphens;
};

/* A check character that is no digit would be X, as in other national codes. */
static err read_digits(struct arena *a, text t, struct digits *ret)
{
    while (t.n) {
        text before = t;
        uint32_t c = scan_peek(t, &t);
        if ((c >= '0' && c <= '9') || (c == 'x' && ret->n == USUAL - 1)) {
            if (ret->n < COUNT(ret->c))
                ret->c[ret->n] = (char)(c == 'x' ? 'X' : c);
            ret->n++;
        } else if ((c == '-' || c == '_') && ret->hyphens < COUNT(ret->hyphen)) {
            ret->hyphen[ret->hyphens++] = ret->n;
        } else if (c != ' ') {
            return FAIL(a, E_INPUT, w_code_characters,
                        .args = {ARG_TEXT("found", text_sub(before, 0, (size_t)(t.p - before.p)))});
        }
    }
    return NULL;
}

static err check_hyphens(struct arena *a, const struct digits *d, size_t own)
{
    for (size_t i = 0; i < d->hyphens; i++) {
        size_t at = d->hyphen[i];
        if (at != 4 && at != 10 && at != 12 && at != 14 && at != own)
            return FAIL(a, E_INPUT, w_code_groups);
    }
    return NULL;
}

static int two(const char *p)
{
    return (p[0] - '0') * 10 + (p[1] - '0');
}

static err read_time(struct arena *a, text first4, month today, struct project_code *r)
{
    int n = two(first4.p) * 100 + two(first4.p + 2), last = two(first4.p + 2);

    r->given = NO_MONTH;
    r->is_old = n >= FIRST_OLD_YEAR && n <= LAST_OLD_YEAR;
    r->year = r->is_old ? n : 2000 + n / 100;
    if (!r->is_old && (n < FIRST_NEW || !month_make(r->year, last, &r->given)))
        return FAIL(a, E_INPUT, w_code_time, .args = {ARG_TEXT("time", first4)});
    if (!is_absent(today.n) && (r->is_old ? r->year > month_year(today) : r->given.n > today.n))
        return FAIL(a, E_INPUT, w_code_future, .args = {ARG_TEXT("time", first4)});
    return NULL;
}

/* The provinces of GB/T 2260, by their first two digits. */
static bool is_province(int n)
{
    static const int last[] = {0, 15, 23, 37, 46, 54, 65, 71, 82}; /* of each tens: 11–15, 21–23, 31–37, … */

    return n / 10 >= 1 && n / 10 <= 8 && n % 10 >= 1 && n <= last[n / 10] && n != 0;
}

static bool region_known(text region, const struct divisions *d)
{
    text province = text_sub(region, 0, 2), county = text_sub(region, 4, 2), city = text_sub(region, 0, 4);
    const struct division *found;

    if (text_starts(region, T("000")) || (is_province(two(region.p)) && !division_by_unit(d, province)))
        return true;
    if (!division_by_unit(d, province))
        return false;
    if (text_ends(region, T("0000")) || (text_eqz(county, "00") && division_by_unit(d, city)))
        return true;
    found = division_by_unit(d, region);
    return found || (division_by_unit(d, city) && county.p[0] == '7' && county.p[1] != '0');
}

/* Department and type of a new code, industry and kind of an old one. */
static err check_parts(struct arena *a, text digits, bool is_old)
{
    text department = text_sub(digits, 10, 2), kind = text_sub(digits, 12, 2);

    if (is_old && (two(kind.p) < 1 || two(kind.p) > 3))
        return FAIL(a, E_INPUT, w_code_kind, .args = {ARG_TEXT("kind", kind)});
    if (!is_old && text_eqz(department, "00"))
        return FAIL(a, E_INPUT, w_code_parts, .args = {ARG_WORD("part", &w_part_department), ARG_TEXT("found", department)});
    if (!is_old && text_eqz(kind, "00"))
        return FAIL(a, E_INPUT, w_code_parts, .args = {ARG_WORD("part", &w_part_type), ARG_TEXT("found", kind)});
    return NULL;
}

err project_code_read(struct arena *a, text typed, const struct divisions *d, month today, struct project_code *ret)
{
    struct project_code r = {.given = NO_MONTH};
    struct digits got = {0};
    size_t own;
    text t;

    if (scan_done(typed)) {
        *ret = r;
        return NULL;
    }
    TRY(read_digits(a, typed, &got));
    own = got.n == OLD_SHORT || got.n == OLD_SHORT + PHASE ? OLD_SHORT : USUAL;
    t = (text){got.c, got.n < own ? got.n : own};
    if (t.n >= 4 && (got.n == own || got.n == own + PHASE))
        TRY(read_time(a, text_sub(t, 0, 4), today, &r));
    if ((got.n != own && got.n != own + PHASE) || (own == OLD_SHORT && !r.is_old))
        return FAIL(a, E_INPUT, w_code_length, .args = {ARG_INT("n", (int64_t)got.n)});
    TRY(check_hyphens(a, &got, own));
    if (!region_known(text_sub(t, 4, 6), d))
        return FAIL(a, E_INPUT, w_code_region, .args = {ARG_TEXT("region", text_sub(t, 4, 6))});
    TRY(check_parts(a, t, r.is_old));
    r.written = text_fmt(a, "%.4s-%.6s-%.2s-%.2s-%.*s", t.p, t.p + 4, t.p + 10, t.p + 12, (int)own - 14, t.p + 14);
    r.region = text_sub(r.written, 5, 6);
    if (got.n > own)
        r.phase = text_copy(a, (text){got.c + own, PHASE});
    *ret = r;
    return NULL;
}

/* --- unified social credit code ------------------------------------------------------------------------------------ */

enum { USCC = 18, ORGANISATION = 8, ORGANISATION_CHECK = 16 };

static const char uscc_alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY"; /* without I O S V Z */

static int uscc_value(char c)
{
    const char *at = c ? strchr(uscc_alphabet, c) : NULL;

    return at ? (int)(at - uscc_alphabet) : -1;
}

/* Weights 3^(i−1) mod 31 over the first 17. */
static char uscc_check_character(const char *p)
{
    int sum = 0, weight = 1;

    for (int i = 0; i < USCC - 1; i++, weight = weight * 3 % 31)
        sum += uscc_value(p[i]) * weight;
    return uscc_alphabet[(31 - sum % 31) % 31];
}

/* GB 11714 over characters 9–16: values 0–9, A = 10 … Z = 35. */
static char organisation_check_character(const char *p)
{
    static const int weights[ORGANISATION] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;

    for (int i = 0; i < ORGANISATION; i++)
        sum += (p[i] <= '9' ? p[i] - '0' : p[i] - 'A' + 10) * weights[i];
    sum = 11 - sum % 11;
    return (char)(sum == 10 ? 'X' : sum == 11 ? '0' : '0' + sum);
}

/* Folds into capitals without blanks and hyphens; counts all, keeps the first 18. */
static size_t uscc_fold(struct arena *a, text t, char into[USCC + 1], text *ret_bad, size_t *ret_at)
{
    size_t n = 0;

    while (t.n) {
        text before = t;
        uint32_t c = scan_peek(t, &t);
        if (c == ' ' || c == '-')
            continue;
        if (c >= 'a' && c <= 'z')
            c -= 32;
        if (!ret_bad->p && (c > 126 || uscc_value((char)c) < 0)) {
            *ret_bad = text_copy(a, text_sub(before, 0, (size_t)(t.p - before.p)));
            *ret_at = n + 1;
        }
        if (n < USCC)
            into[n] = (char)c;
        n++;
    }
    return n;
}

err uscc_read(struct arena *a, text typed, text *ret)
{
    char p[USCC + 1] = {0}, expected;
    text bad = NO_TEXT;
    size_t at = 0, n = uscc_fold(a, typed, p, &bad, &at);

    if (!n) {
        *ret = NO_TEXT;
        return NULL;
    }
    if (n != USCC)
        return FAIL(a, E_INPUT, w_uscc_length, .args = {ARG_INT("n", (int64_t)n)});
    if (bad.p)
        return FAIL(a, E_INPUT, w_uscc_character, .args = {ARG_INT("at", (int64_t)at), ARG_TEXT("found", bad)});
    for (int i = 2; i < 8; i++)
        if (p[i] > '9')
            return FAIL(a, E_INPUT, w_uscc_region, .args = {ARG_TEXT("found", ((text){p + 2, 6}))});
    expected = organisation_check_character(p + 8);
    if (expected != p[ORGANISATION_CHECK])
        return FAIL(a, E_INPUT, w_uscc_organisation,
                    .args = {ARG_TEXT("found", ((text){p + ORGANISATION_CHECK, 1})), ARG_TEXT("expected", ((text){&expected, 1}))});
    expected = uscc_check_character(p);
    if (expected != p[USCC - 1])
        return FAIL(a, E_INPUT, w_uscc_check,
                    .args = {ARG_TEXT("found", ((text){p + USCC - 1, 1})), ARG_TEXT("expected", ((text){&expected, 1}))});
    *ret = text_copy(a, (text){p, USCC});
    return NULL;
}

/* --- marks of state secrets ---------------------------------------------------------------------------------------- */

/* What may stand before or after a mark so that it is none; NULL ends a list. */
struct mark {
    const char *word;
    const char *not_before[6];
    const char *not_after[10];
    bool needs_star; /* the word is a mark only with ★, a grade or 密级 beside it */
};

static const struct mark marks[] = {
    {"绝密", {"隔", "商业", NULL}, {"封", "闭", "度", NULL}, false},
    {"机密", {"商业", "不涉及", NULL}, {"封", "码", "钥", "闭", "度", "集", "室", NULL}, false},
    {"秘密", {"商业", NULL}, {NULL}, true},
    {"涉密", {"非", "不", "未", "无", "脱", NULL}, {NULL}, false},
    {"国家秘密", {"不涉及", "不含", "不属于", "无", "非", NULL}, {NULL}, false},
};

static bool any_end(text t, const char *const *words)
{
    for (; *words; words++)
        if (text_ends(t, text_of(*words)))
            return true;
    return false;
}

static bool any_start(text t, const char *const *words)
{
    for (; *words; words++)
        if (text_starts(t, text_of(*words)))
            return true;
    return false;
}

static bool is_marked(text t, const struct mark *m)
{
    static const char *const star_after[] = {"★", "☆", "*", "级", "※", "  ★", " ★", NULL};
    static const char *const star_before[] = {"密级：", "密级:", "密级", "★", "【", "[", NULL};
    ptrdiff_t at;

    for (text rest = t; (at = text_find(rest, text_of(m->word))) >= 0;) {
        text after = text_sub(rest, (size_t)at + strlen(m->word), rest.n);
        text before = text_sub(t, 0, (size_t)(after.p - t.p) - strlen(m->word));
        if (!any_end(before, m->not_before) && !any_start(after, m->not_after) &&
            (!m->needs_star || any_start(after, star_after) || any_end(before, star_before)))
            return true;
        rest = after;
    }
    return false;
}

err secret_check(struct arena *a, text t)
{
    if (!text_has(t, T("密"))) /* every mark has it */
        return NULL;
    for (size_t i = 0; i < COUNT(marks); i++)
        if (is_marked(t, &marks[i]))
            return FAIL(a, E_INPUT, w_secret_mark, .args = {ARG_TEXT("mark", text_of(marks[i].word))});
    return NULL;
}
