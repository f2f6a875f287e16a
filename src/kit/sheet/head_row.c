/* Rows of totals, notes and groups; counts and units stated in text. See head.h. */
#include "kit/sheet/head.h"

#include "kit/sheet/words.h"

/* The text without any white space, ASCII in lower case, full width made plain; at most 64 bytes of it. */
struct squeezed {
    char p[72];
    size_t n;
};

static uint32_t plain(uint32_t c)
{
    if (c >= 0xff01 && c <= 0xff5e)
        c -= 0xfee0;
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

/* The next character that is no white space, 0 at the end. */
static uint32_t next_that_counts(text *t)
{
    while (t->n) {
        uint32_t c = plain(text_next(t));
        if (c > ' ' && c != 0xa0 && c != 0x3000)
            return c;
    }
    return 0;
}

static bool counts(text t)
{
    return next_that_counts(&t) != 0;
}

static text squeeze(text t, struct squeezed *s)
{
    uint32_t c;

    for (s->n = 0; s->n < 64 && (c = next_that_counts(&t));)
        s->n += text_put_char(s->p + s->n, c);
    return (text){s->p, s->n};
}

static bool one_of(text t, const char *const *v, size_t n, bool (*fits)(text, text))
{
    for (size_t i = 0; i < n; i++)
        if (fits(t, text_of(v[i])))
            return true;
    return false;
}

static bool is_total(text cell)
{
    static const char *const ends[] = {"合计", "小计", "总计", "共计", "合计:", "小计:", "总计:"};
    static const char *const starts[] = {"合计(", "小计(", "总计(", "共计("};
    static const char *const whole[] = {"total", "totals", "subtotal", "sub-total", "grandtotal", "total:", "sum", "计"};
    struct squeezed s;
    text t = squeeze(cell, &s);

    if (!t.n || t.n > 40)
        return false;
    return one_of(t, ends, COUNT(ends), text_ends) || one_of(t, starts, COUNT(starts), text_starts) || one_of(t, whole, COUNT(whole), text_eq);
}

/* A word that opens a note, followed by a colon, a figure or nothing. */
static bool is_note(text cell)
{
    static const char *const words[] = {
        "注", "备注", "说明", "填表说明", "填报说明", "填表人", "填报人", "制表人", "制表", "审核人", "审核", "复核", "单位负责人", "分管负责人", "负责人",
        "联系人", "联系电话", "电话", "填报单位", "填表单位", "报送单位", "制表单位", "填报日期", "填表日期", "制表日期", "报送日期", "数据来源",
        "资料来源", "单位", "单位(盖章)", "note", "notes", "source", "sources", "preparedby",
    };
    struct squeezed s;
    text t = squeeze(cell, &s);

    for (size_t i = 0; i < COUNT(words); i++) {
        text word = text_of(words[i]), rest = text_sub(t, word.n, t.n);
        if (text_starts(t, word) && (!rest.n || rest.p[0] == ':' || (rest.p[0] >= '0' && rest.p[0] <= '9' && word.n < 10) ||
                                     text_starts(rest, T("(盖章)")) || text_starts(rest, T("(签字)")) || text_starts(rest, T("(签章)"))))
            return true;
    }
    return false;
}

/* 一、 (二) 十一: a group's number, alone or before its title. */
static bool chinese_number(text cell, bool *ret_alone)
{
    static const char digits[] = "一二三四五六七八九十";
    struct squeezed s;
    text t = squeeze(cell, &s);
    bool bracket = t.n && t.p[0] == '(';
    size_t n = 0;

    if (bracket)
        t = text_sub(t, 1, t.n);
    while (t.n >= 3 && text_has(text_of(digits), text_sub(t, 0, 3)) && n < 4) {
        t = text_sub(t, 3, t.n);
        n++;
    }
    *ret_alone = n && (!t.n || text_eq(t, T("、")) || text_eq(t, T(")")) || text_eq(t, T(".")));
    return n && (*ret_alone || text_starts(t, T("、")) || (bracket && text_starts(t, T(")"))) || text_starts(t, T(".")));
}

static bool is_group(const struct head *h, const struct sheet_row *row, size_t first, size_t filled)
{
    int64_t count;
    bool alone;
    bool numbered = chinese_number(row->v[first].t, &alone);

    if (numbered && (filled == 1 || (alone && filled * 2 <= h->n)))
        return true;
    return filled == 1 && h->n >= 4 && head_count(row->v[first].t, &count);
}

/* Nearly all cells differ from their title in the first character. */
static bool same_squeezed(text a, text b)
{
    uint32_t x, y;

    do {
        x = next_that_counts(&a);
        y = next_that_counts(&b);
    } while (x && x == y);
    return x == y;
}

/* A title of two rows is "group / column": either may stand there again. */
static bool is_title_again(text cell, text title)
{
    struct squeezed a, b;

    if (!text_has(title, T(" / ")))
        return same_squeezed(cell, title);
    return text_eq(squeeze(cell, &a), squeeze(title, &b)) || text_ends(title, text_trim(cell)) || text_starts(squeeze(title, &b), squeeze(cell, &a));
}

static bool is_head_again(const struct head *h, const struct sheet_row *row, size_t filled)
{
    size_t same = 0;

    for (size_t c = 0; c < row->n && c < h->n; c++)
        same += counts(row->v[c].t) && is_title_again(row->v[c].t, h->titles[c]);
    return same >= 2 && same * 10 >= filled * 6;
}

enum head_row head_row_of(const struct head *h, const struct sheet_row *row)
{
    size_t filled = 0, first = 0, seen = 0;

    for (size_t c = row->n; c > 0; c--)
        if (row->v[c - 1].kind != SHEET_EMPTY && !text_empty(text_trim(row->v[c - 1].t))) {
            first = c - 1;
            filled++;
        }
    if (!filled)
        return HEAD_EMPTY;
    for (size_t c = first; c < row->n && seen < 3; c++) {
        if (row->v[c].kind == SHEET_EMPTY)
            continue;
        seen++;
        if (row->v[c].kind == SHEET_TEXT && is_total(row->v[c].t) && !(c < h->n && text_ends(h->titles[c], text_trim(row->v[c].t))))
            return HEAD_TOTAL;
    }
    if (is_head_again(h, row, filled))
        return HEAD_AGAIN;
    if (row->v[first].kind != SHEET_TEXT)
        return HEAD_DATA;
    if (is_note(row->v[first].t) && filled <= (h->n / 3 > 3 ? h->n / 3 : 3))
        return HEAD_NOTE;
    return is_group(h, row, first, filled) ? HEAD_GROUP : HEAD_DATA;
}

const struct word *head_row_word(enum head_row kind)
{
    static const struct word *const words[] = {
        [HEAD_DATA] = &w_head_row_data,   [HEAD_EMPTY] = &w_head_row_empty, [HEAD_TOTAL] = &w_head_row_total,
        [HEAD_NOTE] = &w_head_row_note, [HEAD_GROUP] = &w_head_row_group, [HEAD_AGAIN] = &w_head_row_again,
    };

    return words[kind];
}

/* ---- what a heading states ---- */

static bool skip_space(text *t)
{
    for (text rest = *t; rest.n;) {
        uint32_t c = text_next(&rest);
        if (c != ' ' && c != 0x3000 && c != 0xa0)
            break;
        *t = rest;
    }
    return t->n > 0;
}

static bool take_number(text *t, int64_t *ret)
{
    int64_t n = 0;
    size_t digits = 0;

    for (text rest = *t; rest.n;) {
        uint32_t c = plain(text_next(&rest));
        if (c == ',' && digits)
            ;
        else if (c >= '0' && c <= '9' && digits < 9)
            n = n * 10 + (c - '0'), digits++;
        else
            break;
        *t = rest;
    }
    *ret = n;
    return digits > 0;
}

/* May a number behind these words be a count? "共", "合计", an opening bracket. A bare "15项重大工程" is a name. */
static bool announces(text before)
{
    static const char *const words[] = {"共", "共计", "合计", "总计", "总数", "个数", "项数", "数量", "(", "（", "：", ":", "有"};

    return one_of(text_trim(before), words, COUNT(words), text_ends);
}

static bool counts_things(text after, bool announced)
{
    static const char *const measure[] = {"项", "个", "条", "户", "宗", "家"};
    static const char *const english[] = {"projects", "project", "items", "rows", "records", "entries"};
    struct squeezed s;
    text t = squeeze(after, &s);

    return (announced && one_of(t, measure, COUNT(measure), text_starts) && !text_starts(t, T("个月"))) ||
           one_of(t, english, COUNT(english), text_starts);
}

bool head_count(text t, int64_t *ret)
{
    text rest = t;

    while (rest.n) {
        text at = rest, after;
        int64_t n;
        if (!take_number(&at, &n)) {
            (void)text_next(&rest);
            continue;
        }
        after = at;
        (void)skip_space(&after);
        if (counts_things(after, announces(text_sub(t, 0, t.n - rest.n)))) {
            *ret = n;
            return true;
        }
        rest = at;
    }
    return false;
}

bool head_unit(text t, text *ret)
{
    static const char *const marks[] = {"单位：", "单位:", "单位 ", "单位", "Unit:", "unit:", "Unit: "};
    static const char *const units[] = {"亿元", "百万元", "千万元", "万元", "千元", "元", "万美元", "亿美元", "百万美元", "美元", "10,000 yuan",
                                        "100 million yuan", "CNY million", "RMB million", "CNY", "RMB", "GBP million", "£m", "USD million"};

    for (size_t m = 0; m < COUNT(marks); m++) {
        ptrdiff_t at = text_find(t, text_of(marks[m]));
        text rest;
        if (at < 0)
            continue;
        rest = text_sub(t, (size_t)at + strlen(marks[m]), t.n);
        if (text_starts(rest, T("人民币")))
            rest = text_sub(rest, strlen("人民币"), rest.n);
        (void)skip_space(&rest);
        for (size_t u = 0; u < COUNT(units); u++)
            if (text_starts(rest, text_of(units[u]))) {
                *ret = text_sub(rest, 0, strlen(units[u]));
                return true;
            }
    }
    return false;
}
