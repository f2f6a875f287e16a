/* Cells that hold a word: emptiness, yes and no, code lists, telephone numbers. See cell.h. */
#include "cell.h"

#include "cell_in.h"
#include "scan.h"

static const char *const empty_words[] = {
    "-",    "--",   "---",  "----", "/",      "//",     "\\",     "na",      "n/a",
    "n.a.", "n.a",  "#n/a", "nil",  "none",   "null",   "(null)", "(blank)", "not applicable",
    "无",   "暂无", "没有", "空",   "不适用", "不涉及", "未填",   "未填写",  "\xe2\x80\xa6",
    ".",
};

bool cell_empty(text t)
{
    scan_blanks(&t);
    if (!t.n)
        return true;
    for (size_t i = 0; i < COUNT(empty_words); i++) {
        text at = t;
        if (scan_eat(&at, empty_words[i]) && scan_done(at))
            return true;
    }
    return false;
}

struct reading reading_doubt(const struct word *why)
{
    return (struct reading){READ_DOUBT, why, NULL};
}

struct reading reading_unread(struct cell c)
{
    static const char *const about[] = {"约", "大约", "近", "超过", "不少于", "不低于", "不超过", ">",  "<",
                                        "≥",  "≤",    "~",  "≈",    "about",  "approx", "circa",  "c.", "up to"};

    if (c.kind == CELL_ERROR || (c.t.n && c.t.p[0] == '#'))
        return reading_doubt(&w_cell_error);
    scan_blanks(&c.t);
    for (size_t i = 0; i < COUNT(about); i++)
        if (scan_eat(&c.t, about[i])) {
            text at = c.t;
            while (at.n) {
                uint32_t ch = scan_peek(at, &at);
                if (ch >= '0' && ch <= '9')
                    return reading_doubt(&w_cell_about);
            }
        }
    return reading_doubt(&w_cell_prose);
}

struct reading cell_flag(struct cell c, flag *ret)
{
    static const char *const yes[] = {"是", "有", "对", "√", "✓", "✔", "☑", "y", "yes", "1", "true", "已"};
    static const char *const no[] = {"否", "无", "没有", "不是", "×", "✗", "✘", "☐", "n", "no", "0", "false", "未"};

    *ret = NO_FLAG;
    for (size_t i = 0; i < COUNT(yes); i++) {
        text at = c.t;
        scan_blanks(&at);
        if (scan_eat(&at, yes[i]) && scan_done(at)) {
            *ret = YES;
            return READING_VALUE;
        }
    }
    for (size_t i = 0; i < COUNT(no); i++) {
        text at = c.t;
        scan_blanks(&at);
        if (scan_eat(&at, no[i]) && scan_done(at)) {
            *ret = NO;
            return READING_VALUE;
        }
    }
    return cell_empty(c.t) ? READING_EMPTY : reading_doubt(&w_cell_not_flag);
}

struct reading cell_code(struct cell c, const struct codelist *l, code *ret)
{
    const struct codeitem *item = codelist_match(l, c.t);

    *ret = code_of(item);
    if (item)
        return READING_VALUE;
    if (cell_empty(c.t))
        return READING_EMPTY;
    return (struct reading){READ_DOUBT, &w_cell_unknown_code, codelist_nearest(l, c.t)};
}

/* Cuts the next part of a set off. Blanks part too, unless the whole text up to the next mark is an item. */
static text next_part(text *t, bool at_blanks)
{
    text at = *t, rest, part;

    while (at.n) {
        uint32_t c = scan_peek(at, &rest);
        if (strchr(",;/|+", (int)(c < 128 && c ? c : 'x')) || c == 0x3001 || (c == ' ' && at_blanks))
            break;
        at = rest;
    }
    part = text_sub(*t, 0, (size_t)(at.p - t->p));
    if (at.n)
        scan_peek(at, &at);
    *t = at;
    return text_trim(part);
}

static struct reading mark_items(text t, const struct codelist *l, bool at_blanks, bool *marked)
{
    while (t.n) {
        text part = next_part(&t, at_blanks);
        const struct codeitem *item;
        if (!part.n)
            continue;
        item = codelist_match(l, part);
        if (!item && !at_blanks) {
            struct reading r = mark_items(part, l, true, marked);
            if (r.is != READ_VALUE)
                return r;
            continue;
        }
        if (!item)
            return (struct reading){READ_DOUBT, &w_cell_unknown_code, codelist_nearest(l, part)};
        marked[item - l->items] = true;
    }
    return READING_VALUE;
}

struct reading cell_codes(struct arena *a, struct cell c, const struct codelist *l, codes *ret)
{
    bool *marked = ARENA_ARRAY(a, bool, l->n);
    LIST(text) keys = {0};
    struct reading r;

    *ret = (codes){NO_TEXT};
    if (cell_empty(c.t) && !codelist_match(l, c.t))
        return READING_EMPTY;
    r = codelist_match(l, c.t) ? READING_VALUE : mark_items(c.t, l, false, marked);
    if (r.is != READ_VALUE)
        return r;
    if (codelist_match(l, c.t))
        marked[codelist_match(l, c.t) - l->items] = true;
    for (size_t i = 0; i < l->n; i++)
        if (marked[i])
            list_push(&keys, a) = text_of(l->items[i].key);
    if (!keys.n)
        return READING_EMPTY;
    ret->t = text_join(a, keys.v, keys.n, T(","));
    return READING_VALUE;
}

/* The digits of a typed number without blanks, hyphens, brackets and +86, then 'x' and the extension. 0: not a number. */
static size_t phone_digits(text t, char into[32], bool *many)
{
    size_t n = 0;
    uint32_t c;

    if (scan_eat(&t, "+86") || scan_eat(&t, "0086") || scan_eat(&t, "(+86)")) {
        scan_blanks(&t);
        scan_eat(&t, "-");
        if (scan_peek(t, NULL) != '1' && scan_peek(t, NULL) != '0' && scan_peek(t, NULL) != '(')
            into[n++] = '0'; /* abroad the area code is written without it */
    }
    while ((c = scan_peek(t, &t))) {
        if (n >= 30)
            return *many = true, 0;
        if (c >= '0' && c <= '9')
            into[n++] = (char)c;
        else if (c == '-' && n >= 10 && into[0] != '4' && into[0] != '8')
            into[n++] = 'x';
        else if (c == 0x8f6c || c == 'x' || c == '*') /* 转 */
            into[n++] = 'x';
        else if (c == '/' || c == ',' || c == ';' || c == 0x3001)
            return *many = n >= 7, 0;
        else if (c != ' ' && c != '-' && c != '(' && c != ')')
            return 0;
    }
    return n;
}

static bool all_digits(text t)
{
    int64_t n;
    int digits;

    return scan_digits(&t, &n, &digits) && !t.n;
}

/* The number without extension, in its written form; absent when it is none. */
static text phone_form(struct arena *a, text d)
{
    size_t area = text_starts(d, T("010")) || text_starts(d, T("02")) ? 3 : 4;

    if (!all_digits(d))
        return NO_TEXT;
    if (d.n == 11 && d.p[0] == '1' && d.p[1] >= '3')
        return text_copy(a, d);
    if (d.n == 10 && (text_starts(d, T("400")) || text_starts(d, T("800"))))
        return text_copy(a, d);
    if (d.n == 5 && (d.p[0] == '1' || d.p[0] == '9')) /* 12345 and the like */
        return text_copy(a, d);
    if ((d.n == 7 || d.n == 8) && d.p[0] >= '2')
        return text_copy(a, d);
    if (d.p[0] == '0' && d.n >= area + 7 && d.n <= area + 8 && d.p[area] >= '2')
        return text_fmt(a, "%.*s-%.*s", (int)area, d.p, (int)(d.n - area), d.p + area);
    return NO_TEXT;
}

struct reading cell_phone(struct arena *a, struct cell c, text *ret)
{
    char digits[32];
    bool many = false;
    text main_part, extension, form;
    number n;

    *ret = NO_TEXT;
    if (cell_empty(c.t))
        return READING_EMPTY;
    if (c.kind == CELL_NUMBER && cell_number(c, &unit_one, &n).is == READ_VALUE)
        c.t = text_fmt(a, "%lld", (long long)n.n);
    c.t = text_trim(c.t);
    main_part = text_cut((text){digits, phone_digits(c.t, digits, &many)}, 'x', &extension);
    form = main_part.n ? phone_form(a, main_part) : NO_TEXT;
    if (!form.p || (extension.p && (!all_digits(extension) || extension.n > 6)))
        return reading_doubt(many ? &w_cell_many_phones : &w_cell_not_phone);
    *ret = extension.p ? text_fmt(a, "%.*s-%.*s", TEXT_ARG(form), TEXT_ARG(extension)) : form;
    return READING_VALUE;
}
