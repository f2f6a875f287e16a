/* An official table as a workbook: see annex.h. */
#include <xlsxwriter.h> /* first: its macros use what base/banned.h forbids */

#include "kit/sheet/annex.h"
#include "kit/sheet/sheet_write.h"
#include "kit/sheet/words.h"

#include "base/date.h"
#include "base/format.h"

enum { PAPER_A3 = 8, ROW_TITLE = 1, ROW_UNDER = 2, ROW_HEAD = 3, ROW_FIRST = 4, KINDS = ANNEX_TOTAL + 1, LINE_HIGH = 14, LINE_ROOM = 6 /* points */ };

struct book {
    struct arena *a;
    lxw_workbook *w;
    lxw_worksheet *s;
    lxw_format *mark, *title, *left, *right, *head, *text[KINDS], *figure[KINDS];
    bool failed;
};

static lxw_format *format(struct book *b, const char *font, double size)
{
    lxw_format *f = workbook_add_format(b->w);

    format_set_font_name(f, font);
    format_set_font_size(f, size);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    return f;
}

static void make_formats(struct book *b)
{
    b->mark = format(b, "黑体", 16);
    b->title = format(b, "方正小标宋简体", 22);
    format_set_align(b->title, LXW_ALIGN_CENTER);
    b->left = format(b, "仿宋_GB2312", 12);
    b->right = format(b, "仿宋_GB2312", 12);
    format_set_align(b->right, LXW_ALIGN_RIGHT);
    b->head = format(b, "黑体", 11);
    format_set_align(b->head, LXW_ALIGN_CENTER);
    format_set_text_wrap(b->head);
    format_set_border(b->head, LXW_BORDER_THIN);
    for (int i = 0; i < KINDS; i++) {
        b->text[i] = format(b, i == ANNEX_ROW ? "仿宋_GB2312" : "黑体", 10);
        b->figure[i] = format(b, i == ANNEX_ROW ? "仿宋_GB2312" : "黑体", 10);
        format_set_text_wrap(b->text[i]);
        format_set_border(b->text[i], LXW_BORDER_THIN);
        format_set_border(b->figure[i], LXW_BORDER_THIN);
        format_set_num_format(b->figure[i], "#,##0.##");
    }
}

static void put(struct book *b, lxw_row_t row, lxw_col_t column, text t, lxw_format *f)
{
    lxw_error e = t.n ? worksheet_write_string(b->s, row, column, text_z(b->a, t), f) : worksheet_write_blank(b->s, row, column, f);

    b->failed |= e != LXW_NO_ERROR;
}

/* By its decimal text, as sheet_write.c does: what Excel shows is exact to the yuan. */
static void put_money(struct book *b, lxw_row_t row, lxw_col_t column, money m, lxw_format *f)
{
    struct out o;

    out_init(&o, 64, LANG_ZH);
    fmt_decimal(&o, m.yuan, 4);
    b->failed |= worksheet_write_number(b->s, row, column, strtod(text_z(b->a, out_text(&o)), NULL), f) != LXW_NO_ERROR;
    out_free(&o);
}

static void merged(struct book *b, lxw_row_t row, lxw_col_t from, lxw_col_t to, text t, lxw_format *f)
{
    if (from == to)
        put(b, row, from, t, f);
    else
        b->failed |= worksheet_merge_range(b->s, row, from, row, to, text_z(b->a, t), f) != LXW_NO_ERROR;
}

/* A page has one table, as wide as it is; its head stands on each. */
static void set_page(struct book *b, const struct annex *x)
{
    worksheet_set_paper(b->s, PAPER_A3);
    worksheet_set_landscape(b->s);
    worksheet_fit_to_pages(b->s, 1, 0);
    worksheet_set_margins(b->s, 0.6, 0.6, 0.8, 0.8);
    worksheet_center_horizontally(b->s);
    worksheet_repeat_rows(b->s, ROW_HEAD, ROW_HEAD);
    worksheet_freeze_panes(b->s, ROW_FIRST, 2);
    worksheet_set_footer(b->s, x->lang == LANG_ZH ? "&C第 &P 页，共 &N 页" : "&C&P / &N");
    for (size_t i = 0; i < x->n; i++)
        worksheet_set_column(b->s, (lxw_col_t)i, (lxw_col_t)i, x->columns[i].width, NULL);
}

static void put_head(struct book *b, const struct annex *x)
{
    lxw_col_t last = (lxw_col_t)(x->n - 1), half = last / 2;

    put(b, 0, 0, x->mark, b->mark);
    worksheet_set_row(b->s, ROW_TITLE, 36, NULL);
    merged(b, ROW_TITLE, 0, last, x->title, b->title);
    merged(b, ROW_UNDER, 0, half, x->left, b->left);
    merged(b, ROW_UNDER, half + 1, last, x->right, b->right);
    worksheet_set_row(b->s, ROW_HEAD, 34, NULL);
    for (size_t i = 0; i < x->n; i++)
        put(b, ROW_HEAD, (lxw_col_t)i, x->columns[i].title, b->head);
}

/* As wide as it is printed: a Chinese character counts two. */
static int printed_width(text t)
{
    int n = 0;

    while (t.n)
        n += text_next(&t) < 0x2000 ? 1 : 2;
    return n;
}

/* What the fullest cell needs: a program that opens the file need not fit the row itself, and some do not. */
static double height_of(const struct annex *x, const struct annex_line *l)
{
    int lines = 1;

    for (size_t i = 0; i < x->n; i++) {
        int fits = x->columns[i].width - 1, width = printed_width(l->cells[i].t), needs = (width + fits - 1) / fits;
        lines = needs > lines ? needs : lines;
    }
    return LINE_HIGH * lines + LINE_ROOM;
}

static void put_line(struct book *b, const struct annex *x, lxw_row_t row, const struct annex_line *l)
{
    worksheet_set_row(b->s, row, height_of(x, l), NULL);
    for (size_t i = 0; i < x->n; i++)
        if (is_absent(l->cells[i].m.yuan))
            put(b, row, (lxw_col_t)i, l->cells[i].t, b->text[l->kind]);
        else
            put_money(b, row, (lxw_col_t)i, l->cells[i].m, b->figure[l->kind]);
}

err annex_xlsx(struct arena *a, const struct annex *x, int fd)
{
    struct book b = {.a = a, .w = workbook_new(sheet_write_path(a, fd))};

    if (!b.w)
        return FAIL(a, E_SYSTEM, w_sheet_write_failed, .args = {ARG_TEXT("what", T("xlsx"))});
    b.s = workbook_add_worksheet(b.w, x->lang == LANG_ZH ? "清单" : "List");
    make_formats(&b);
    set_page(&b, x);
    put_head(&b, x);
    for (size_t i = 0; i < x->lines.n; i++)
        put_line(&b, x, (lxw_row_t)(ROW_FIRST + i), &x->lines.v[i]);
    if (workbook_close(b.w) != LXW_NO_ERROR || b.failed)
        return FAIL(a, E_SYSTEM, w_sheet_write_failed, .args = {ARG_TEXT("what", T("xlsx"))});
    return NULL;
}
