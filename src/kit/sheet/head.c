/* Guessing the head of a table: see head.h. A head row is wide, holds text that names things and few figures, and stands
 * early; the rows below it differ. */
#include "kit/sheet/head.h"

#include "kit/sheet/words.h"

/* ---- cells ---- */

static const char *const title_words[] = {
    "序号", "编号", "名称", "项目", "单位", "投资", "金额", "资金", "代码", "地区", "市", "县", "日期", "时间", "年月", "开工", "竣工", "备注",
    "负责", "联系", "电话", "类型", "类别", "性质", "规模", "内容", "进展", "进度", "状态", "阶段", "行业", "领域", "地点", "地址", "计划", "完成",
    "累计", "建设", "所在", "级别", "来源",
    "number", "name", "date", "project", "cost", "department", "description", "type", "status", "budget", "start", "category", "owner",
    "location", "region", "amount", "code", "rating", "forecast", "baseline", "title", "year", "value", "id", "no.",
};

static bool names_something(struct arena *a, text t)
{
    text low = text_lower(a, t);

    for (size_t i = 0; i < COUNT(title_words); i++)
        if (text_has(low, text_of(title_words[i])))
            return true;
    return false;
}

/* 1月, 3季度, 2026年: twelve such head the columns of a plan. */
static bool names_a_time(text t)
{
    static const char *const behind[] = {"月", "月份", "季度", "年", "年度"};
    size_t digits = 0;

    t = text_trim(t);
    while (digits < t.n && t.p[digits] >= '0' && t.p[digits] <= '9')
        digits++;
    for (size_t i = 0; digits && i < COUNT(behind); i++)
        if (text_eqz(text_sub(t, digits, t.n), behind[i]))
            return true;
    return false;
}

/* A figure, a date or a code: at least half of its characters are digits. */
static bool is_value(const struct sheet_cell *c)
{
    size_t digits = 0, all = 0;

    if (c->kind == SHEET_NUMBER || c->kind == SHEET_DATE || c->kind == SHEET_BOOL || c->kind == SHEET_ERROR)
        return true;
    if (names_a_time(c->t))
        return false;
    for (text t = c->t; t.n;) {
        uint32_t ch = text_next(&t);
        digits += ch >= '0' && ch <= '9';
        all += ch > ' ';
    }
    return digits * 2 >= all && digits;
}

static bool has_colon(text t)
{
    return text_has(t, T(":")) || text_has(t, T("："));
}

/* ---- the rows looked at, with merged cells known ---- */

struct look {
    struct arena *a;
    const struct sheet_row *rows;
    size_t n, width;
    const struct sheet_range *merges;
    size_t n_merges;
};

static const struct sheet_row *row_numbered(const struct look *l, int64_t number)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->rows[i].number == number)
            return &l->rows[i];
    return NULL;
}

static const struct sheet_range *merge_at(const struct look *l, int64_t row, size_t column)
{
    for (size_t i = 0; i < l->n_merges && l->merges[i].row_from <= row; i++)
        if (l->merges[i].row_to >= row && l->merges[i].column_from <= (int)column && l->merges[i].column_to >= (int)column)
            return &l->merges[i];
    return NULL;
}

/* What a reader sees at a place: the cell, or the first cell of the range that covers it. */
static const struct sheet_cell *seen(const struct look *l, int64_t number, size_t column)
{
    static const struct sheet_cell none;
    const struct sheet_range *m = merge_at(l, number, column);
    const struct sheet_row *r = row_numbered(l, m ? m->row_from : number);

    return r ? sheet_at(r, m ? (size_t)m->column_from : column) : &none;
}

/* Cells of a row as a head would have them: a range over several columns counts once. */
struct weight {
    size_t filled, values, names, colons, longs;
};

static struct weight weigh(const struct look *l, int64_t number)
{
    struct weight w = {0};

    for (size_t c = 0; c < l->width; c++) {
        const struct sheet_range *m = merge_at(l, number, c);
        const struct sheet_cell *cell = seen(l, number, c);
        if (cell->kind == SHEET_EMPTY || text_empty(text_trim(cell->t)) || (m && m->column_from < (int)c))
            continue;
        w.filled++;
        w.values += is_value(cell);
        w.names += names_something(l->a, cell->t);
        w.colons += has_colon(cell->t) && text_chars(cell->t) < 60;
        w.longs += text_chars(cell->t) > 120;
    }
    return w;
}

/* In thousandths, so that no row wins by rounding. */
static int64_t score(const struct look *l, size_t i)
{
    struct weight w = weigh(l, l->rows[i].number);
    int64_t n = (int64_t)w.filled;

    if (n < 2 && l->width > 1)
        return INT64_MIN;
    if (n == 0 || l->width == 0)
        return INT64_MIN;
    return 10000 * n / (int64_t)l->width + (8000 * (int64_t)w.names - 14000 * (int64_t)w.values - 3000 * (int64_t)w.longs -
                                             6000 * (int64_t)w.colons) / n - 60 * (int64_t)i;
}

/* ---- several head rows ---- */

/* Does the row hold nothing but titles? Not: "填报单位:沈阳市发改委" beside "单位:万元". */
static bool titles_only(const struct look *l, int64_t number, size_t at_least)
{
    struct weight w = weigh(l, number);

    return w.filled >= at_least && !w.values && !w.colons && !w.longs;
}

static bool merged_into(const struct look *l, int64_t above, int64_t below)
{
    for (size_t i = 0; i < l->n_merges; i++)
        if (l->merges[i].row_from <= above && l->merges[i].row_to >= below && seen(l, above, (size_t)l->merges[i].column_from)->kind)
            return true;
    return false;
}

static bool has_group(const struct look *l, int64_t number)
{
    for (size_t i = 0; i < l->n_merges; i++) {
        const struct sheet_range *m = &l->merges[i];
        if (m->row_from == number && m->column_to > m->column_from && m->column_to - m->column_from + 1 < (int)l->width)
            return true;
    }
    return false;
}

/* Without merged ranges (CSV): the upper row has gaps, and the lower one has titles in them. */
static bool complements(const struct look *l, int64_t above, int64_t below)
{
    size_t in_gaps = 0, gaps_below = 0;

    for (size_t c = 0; c < l->width; c++) {
        bool up = seen(l, above, c)->kind != SHEET_EMPTY, down = seen(l, below, c)->kind != SHEET_EMPTY;
        in_gaps += !up && down;
        gaps_below += up && !down;
    }
    return in_gaps && gaps_below;
}

static bool joins_above(const struct look *l, int64_t above, int64_t below)
{
    if (!row_numbered(l, above))
        return false;
    if (merged_into(l, above, below))
        return true;
    if (!titles_only(l, above, 2))
        return false;
    return has_group(l, above) || (!l->n_merges && complements(l, above, below));
}

static bool joins_below(const struct look *l, int64_t above, int64_t below)
{
    if (merged_into(l, above, below))
        return true;
    return row_numbered(l, below) && titles_only(l, below, 1) && seen(l, below, 0)->kind == SHEET_EMPTY &&
           (has_group(l, above) || (!l->n_merges && complements(l, above, below)));
}

static void extend(const struct look *l, struct head *h)
{
    while (h->from > 1 && h->to - h->from + 1 < HEAD_ROWS_MAX && joins_above(l, h->from - 1, h->from))
        h->from--;
    while (h->to - h->from + 1 < HEAD_ROWS_MAX && joins_below(l, h->to, h->to + 1))
        h->to++;
}

/* ---- titles ---- */

/* The title of a column in one head row; in a file without merged ranges a group's title reaches right over gaps. */
static text title_in(const struct look *l, const struct head *h, int64_t number, size_t column)
{
    const struct sheet_cell *c = seen(l, number, column);

    for (size_t i = column; c->kind == SHEET_EMPTY && number < h->to && !l->n_merges && i > 0; i--) {
        if (seen(l, h->to, i)->kind == SHEET_EMPTY || seen(l, h->to, i - 1)->kind == SHEET_EMPTY)
            break;
        c = seen(l, number, i - 1);
    }
    return c->kind == SHEET_EMPTY ? T("") : text_fold(l->a, c->t);
}

static void make_titles(const struct look *l, struct head *h)
{
    h->n = l->width;
    h->titles = ARENA_ARRAY(l->a, text, l->width);
    for (size_t c = 0; c < l->width; c++) {
        text last = T(""), all = T("");
        for (int64_t r = h->from; r && r <= h->to; r++) {
            text t = title_in(l, h, r, c);
            if (!t.n || text_eq(t, last))
                continue;
            all = all.n ? text_fmt(l->a, "%.*s / %.*s", TEXT_ARG(all), TEXT_ARG(t)) : t;
            last = t;
        }
        h->titles[c] = all;
    }
}

/* ---- what stands around ---- */

static void look_around(const struct look *l, struct head *h)
{
    h->count = -1;
    for (size_t i = 0; i < l->n; i++) {
        const struct sheet_row *r = &l->rows[i];
        bool above = h->from && r->number <= h->to;
        if (!above && h->from && !h->data)
            h->data = r->number;
        for (size_t c = 0; above && c < r->n; c++) {
            if (!h->unit_row && head_unit(r->v[c].t, &h->unit))
                h->unit_row = r->number;
            if (h->count < 0 && r->number < h->from && head_count(r->v[c].t, &h->count))
                h->count_row = r->number;
        }
    }
    if (h->unit_row)
        h->unit = text_copy(l->a, h->unit);
}

static size_t widest(const struct sheet_row *rows, size_t n)
{
    size_t width = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t c = rows[i].n; c > width; c--)
            if (rows[i].v[c - 1].kind != SHEET_EMPTY) {
                width = c;
                break;
            }
    return width;
}

void head_guess(struct arena *a, const struct sheet_row *rows, size_t n, const struct sheet_range *merges, size_t n_merges, int64_t given,
                int64_t given_to, struct head *ret)
{
    struct look l = {a, rows, n < HEAD_LOOK ? n : HEAD_LOOK, widest(rows, n < HEAD_LOOK ? n : HEAD_LOOK), merges, n_merges};
    struct head h = {.from = given, .to = given_to < given ? given : given_to, .why = &w_head_why_given};
    int64_t best = INT64_MIN;

    if (l.width > 512) /* a wider one is no table that a person made */
        l.width = 512;
    for (size_t i = 0; !given && i < l.n; i++) {
        int64_t s = score(&l, i);
        if (s > best && s > 0) {
            best = s;
            h.from = h.to = rows[i].number;
        }
    }
    if (!given) {
        if (h.from)
            extend(&l, &h);
        h.why = !h.from ? &w_head_why_none : h.to > h.from ? &w_head_why_several : &w_head_why_single;
    }
    make_titles(&l, &h);
    look_around(&l, &h);
    *ret = h;
}

err head_of_sheet(struct arena *a, struct sheet *s, int64_t given, int64_t given_to, struct head *ret)
{
    struct sheet_row *rows = ARENA_ARRAY(a, struct sheet_row, HEAD_LOOK);
    const struct sheet_range *merges;
    size_t n = 0, n_merges;

    merges = sheet_merges(s, &n_merges);
    for (; n < HEAD_LOOK; n++) {
        TRY(sheet_next(s, a, &rows[n]));
        if (!rows[n].number)
            break;
    }
    head_guess(a, rows, n, merges, n_merges, given, given_to, ret);
    return NULL;
}
