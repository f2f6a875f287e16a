/* Likely duplicates: see duplicate.h. The weights are ours, tried on pairs as in test_duplicate.c. */
#include "duplicate.h"

#include "base/date.h"
#include "kit/codelist.h"
#include "kit/scan.h"
#include "words.h"

enum {
    NAME_CHARS = 64,
    MOST_NUMBERS = 4,
    NAME_WEIGHT = 65, /* of 100, when the names are the same */
    OWNER_SAME = 20,
    OWNER_OTHER = -10,
    NEAR_METRES = 500,
    AROUND_METRES = 2000,
    FAR_METRES = 20000,
    NEAR = 20,
    AROUND = 12,
    SAME_COUNTY = 10,
    OTHER_COUNTY = -15,
    OTHER_CITY = -25,
    MONEY_SAME = 5,    /* within 2 % */
    MONEY_OTHER = -10, /* more than double */
    LIKELY = 75,
    POSSIBLE = 60,
    POSSIBLE_OTHER_WORDS = 85, /* a work of the same kind in the next street */
    NAMES_FIT = 50, /* percent; below it one code means two projects */
    NAMES_KIN = 85, /* percent, of phases */
};

/* A name taken apart: what is compared, and the numbers that tell parts of one thing from each other. */
struct name {
    char p[NAME_CHARS * 4];
    text t; /* into p */
    int number[MOST_NUMBERS];
    size_t numbers;
};

static int han_digit(uint32_t c)
{
    static const uint32_t digits[] = {0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94,
                                      0x516d, 0x4e03, 0x516b, 0x4e5d}; /* 一…九 */

    for (size_t i = 0; i < COUNT(digits); i++)
        if (c == digits[i])
            return (int)i + 1;
    return 0;
}

/* A number at the front: 12, 二, 十二, 二十一, Ⅱ. False and nothing moved when there is none. */
static bool eat_number(text *t, int *ret)
{
    text at = *t, rest;
    int64_t n;
    int digits, sum = 0;
    uint32_t c;

    if (scan_digits(&at, &n, &digits)) {
        *ret = n < 100000 ? (int)n : 0;
        *t = at;
        return true;
    }
    while ((c = scan_peek(at, &rest))) {
        if (c >= 0x2160 && c <= 0x216b) /* Ⅰ … Ⅻ */
            sum += (int)(c - 0x2160) + 1;
        else if (c == 0x5341) /* 十 */
            sum = sum ? sum * 10 : 10;
        else if (han_digit(c))
            sum += han_digit(c);
        else
            break;
        at = rest;
    }
    if (!sum)
        return false;
    *ret = sum;
    *t = at;
    return true;
}

/* A phase, part or number at the front: 二期, 第1标段, 3号, 2#. */
static bool eat_ordinal(text *t, int *ret)
{
    static const char *const after[] = {"期", "标段", "标", "#", "号", "阶段", "批", "包"};
    text at = *t;

    scan_eat(&at, "第");
    if (!eat_number(&at, ret))
        return false;
    for (size_t i = 0; i < COUNT(after); i++)
        if (scan_eat(&at, after[i])) {
            *t = at;
            return true;
        }
    return false;
}

static bool eat_filler(text *t)
{
    static const char *const fillers[] = {"建设项目", "工程项目", "项目", "工程", "建设", "新建"};

    for (size_t i = 0; i < COUNT(fillers); i++)
        if (scan_eat(t, fillers[i]))
            return true;
    return false;
}

static bool is_mark(uint32_t c)
{
    return c < '0' || (c > '9' && c < 'a') || (c > 'z' && c < 0xc0) || (c >= 0x2000 && c < 0x2160) ||
           (c >= 0x3000 && c < 0x3007) || (c >= 0x3008 && c < 0x3041) || c == 0xfffd;
}

static void add_number(struct name *n, int number)
{
    size_t i = n->numbers;

    if (i == MOST_NUMBERS)
        return;
    for (; i > 0 && n->number[i - 1] > number; i--)
        n->number[i] = n->number[i - 1];
    n->number[i] = number;
    n->numbers++;
}

static void take_apart(text t, bool fillers, struct name *ret)
{
    size_t chars = 0;

    *ret = (struct name){0};
    ret->t.p = ret->p;
    while (t.n && chars < NAME_CHARS) {
        text rest;
        int number;
        uint32_t c = scan_peek(t, &rest);
        if (eat_ordinal(&t, &number)) {
            add_number(ret, number);
            continue;
        }
        if (fillers && eat_filler(&t))
            continue;
        t = rest;
        if (is_mark(c))
            continue;
        ret->t.n += text_put_char(ret->p + ret->t.n, c);
        chars++;
    }
}

/* A name that is nothing but fillers ("建设项目") is compared with them. */
static void read_name(text t, struct name *ret)
{
    take_apart(t, true, ret);
    if (!ret->t.n)
        take_apart(t, false, ret);
}

text twin_name(struct arena *a, text name)
{
    struct name n;

    read_name(name, &n);
    return text_copy(a, n.t);
}

static bool same_numbers(const struct name *a, const struct name *b)
{
    return a->numbers == b->numbers && !memcmp(a->number, b->number, sizeof(a->number[0]) * a->numbers);
}

/* The likeness of two names; a name inside the other ("大雅河抽水蓄能" in "桓仁大雅河抽水蓄能电站") counts nearly as equal. */
static int name_likeness(const struct name *a, const struct name *b)
{
    enum { INSIDE_CHARS = 6, INSIDE_PERCENT = 90 };
    const struct name *shorter = a->t.n < b->t.n ? a : b, *longer = shorter == a ? b : a;
    int percent = text_likeness(a->t, b->t);

    if (text_chars(shorter->t) >= INSIDE_CHARS && text_has(longer->t, shorter->t) && percent < INSIDE_PERCENT)
        return INSIDE_PERCENT;
    return percent;
}

/* Each name has something in place of what the other has: 福泉街道 and 太泉街道, 2026年 and 2027年. A longer or shorter way to say
 * the same leaves one of them whole within the other. */
static bool substituted(const struct name *a, const struct name *b)
{
    int x = (int)text_chars(a->t), y = (int)text_chars(b->t), shorter = x < y ? x : y;

    return shorter && text_likeness(a->t, b->t) < 200 * shorter / (x + y);
}

static void because(struct twin_verdict *v, const struct word *why, int points)
{
    v->score += points;
    if (v->reason_count < TWIN_REASONS)
        v->reasons[v->reason_count++] = why;
}

/* −1 different, 0 unknown, 1 the same */
static int owners(const struct twin_facts *a, const struct twin_facts *b)
{
    if (a->owner_uscc.n && b->owner_uscc.n)
        return text_eq(a->owner_uscc, b->owner_uscc) ? 1 : -1;
    if (!a->owner_name.n || !b->owner_name.n)
        return 0;
    return scan_same(a->owner_name, b->owner_name) ? 1 : text_likeness(a->owner_name, b->owner_name) < 60 ? -1 : 0;
}

static void judge_place(const struct twin_facts *a, const struct twin_facts *b, struct twin_verdict *v)
{
    v->metres = place_metres(a->place, b->place);
    if (!is_absent(v->metres) && v->metres <= NEAR_METRES)
        because(v, &w_twin_near, NEAR);
    else if (!is_absent(v->metres) && v->metres <= AROUND_METRES)
        because(v, &w_twin_around, AROUND);
    else if (!is_absent(v->metres) && v->metres > FAR_METRES)
        because(v, &w_twin_far, OTHER_CITY);
    else if (!a->unit.n || !b->unit.n)
        return;
    else if (text_starts(a->unit, b->unit) || text_starts(b->unit, a->unit))
        because(v, &w_twin_same_county, SAME_COUNTY);
    else if (text_eq(text_sub(a->unit, 0, 4), text_sub(b->unit, 0, 4)))
        because(v, &w_twin_other_county, OTHER_COUNTY);
    else
        because(v, &w_twin_other_city, OTHER_CITY);
}

static void judge_money(const struct twin_facts *a, const struct twin_facts *b, struct twin_verdict *v)
{
    int64_t more, less;

    if (is_absent(a->total.yuan) || is_absent(b->total.yuan) || a->total.yuan <= 0 || b->total.yuan <= 0)
        return;
    more = a->total.yuan > b->total.yuan ? a->total.yuan : b->total.yuan;
    less = a->total.yuan > b->total.yuan ? b->total.yuan : a->total.yuan;
    if (more - less <= more / 50)
        because(v, &w_twin_same_money, MONEY_SAME);
    else if (more / 2 > less)
        because(v, &w_twin_other_money, MONEY_OTHER);
}

static enum twin_kind kind_of(const struct twin_verdict *v, bool numbers_differ, bool other_words, bool two_codes)
{
    if (numbers_differ)
        return v->name_percent >= NAMES_KIN && v->score >= POSSIBLE ? TWIN_PHASES : TWIN_NONE;
    if (other_words)
        return v->score >= POSSIBLE_OTHER_WORDS ? TWIN_POSSIBLE : TWIN_NONE;
    if (v->score >= LIKELY)
        return two_codes ? TWIN_TWO_CODES : TWIN_LIKELY;
    return v->score >= POSSIBLE ? TWIN_POSSIBLE : TWIN_NONE;
}

struct twin_verdict twin_judge(const struct twin_facts *a, const struct twin_facts *b)
{
    struct twin_verdict v = {.metres = place_metres(a->place, b->place)};
    struct name x, y;
    bool codes = a->project_code.n && b->project_code.n, numbers_differ;
    int same_owner = owners(a, b);

    read_name(a->name, &x);
    read_name(b->name, &y);
    v.name_percent = name_likeness(&x, &y);
    numbers_differ = !same_numbers(&x, &y);
    if (codes && text_eq(a->project_code, b->project_code)) {
        v.kind = v.name_percent >= NAMES_FIT ? TWIN_SAME : TWIN_ONE_CODE;
        because(&v, &w_twin_same_code, 100);
        because(&v, v.name_percent >= NAMES_FIT ? &w_twin_name_alike : &w_twin_name_other, 0);
        return v;
    }
    because(&v, v.name_percent == 100 ? &w_twin_name_same : &w_twin_name_alike, v.name_percent * NAME_WEIGHT / 100);
    if (numbers_differ)
        because(&v, &w_twin_numbers, 0);
    if (same_owner)
        because(&v, same_owner > 0 ? &w_twin_same_owner : &w_twin_other_owner,
                same_owner > 0 ? OWNER_SAME : OWNER_OTHER);
    judge_place(a, b, &v);
    judge_money(a, b, &v);
    v.score = v.score < 0 ? 0 : v.score > 99 ? 99 : v.score;
    v.kind = kind_of(&v, numbers_differ, substituted(&x, &y), codes);
    if (v.kind == TWIN_TWO_CODES)
        because(&v, &w_twin_two_codes, 0);
    return v;
}
