/* The marked copy as a new workbook, made of the cells as read: for what is no .xlsx, for the refused rows alone, and where
 * the original can't be marked in place. See sheet_mark.h. */
#include <xlsxwriter.h> /* first: its macros use what base/banned.h forbids */

#include "kit/sheet/mark.h"

#include "base/date.h"
#include "kit/sheet/words.h"

#include <errno.h>

enum shape { AS_IT_IS, AS_DATE, AS_TIME, SHAPES };

struct copy {
    struct arena *a;
    const struct sheet_mark *marks;
    size_t n, next;
    const struct sheet_mark_options *o;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *formats[MARKS][SHAPES], *head;
    size_t width; /* 说明 goes to this column */
    lxw_row_t row; /* of the copy, from 0 */
    size_t notes;
    bool failed;
};

static void give_up(void *data)
{
    struct copy *c = data;

    if (c->book)
        lxw_workbook_free(c->book);
    c->book = NULL;
}

static err write_failed(struct copy *c)
{
    return FAIL(c->a, E_SYSTEM, w_sheet_write_failed, .args = {ARG_TEXT("what", text_of(strerrordesc_np(errno)))});
}

static void check(struct copy *c, lxw_error e)
{
    c->failed |= e != LXW_NO_ERROR;
}

/* ---- the frame of the copy ---- */

static void make_formats(struct copy *c)
{
    static const lxw_color_t fills[MARKS] = {[MARK_AMBER] = 0xFFE699, [MARK_RED] = 0xF8B4B4};
    static const char *const shown[SHAPES] = {[AS_DATE] = "yyyy-mm-dd", [AS_TIME] = "yyyy-mm-dd hh:mm:ss"};

    for (int level = 0; level < MARKS; level++)
        for (int shape = 0; shape < SHAPES; shape++) {
            lxw_format *f = c->formats[level][shape] = workbook_add_format(c->book);
            if (shown[shape])
                format_set_num_format(f, shown[shape]);
            if (fills[level])
                format_set_bg_color(f, fills[level]);
            format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
        }
    c->head = workbook_add_format(c->book);
    format_set_bold(c->head);
    format_set_text_wrap(c->head);
    format_set_align(c->head, LXW_ALIGN_VERTICAL_CENTER);
}

/* A sheet's name of the file, or "CSV", made fit for libxlsxwriter. */
static void make_sheet(struct copy *c, const struct sheet *s)
{
    size_t n;
    text name = sheet_list(s, &n)[sheet_chosen(s)].name;

    if (workbook_validate_sheet_name(c->book, text_z(c->a, name)) != LXW_NO_ERROR)
        name = T("Sheet1");
    c->sheet = workbook_add_worksheet(c->book, text_z(c->a, name));
}

static void columns_and_ranges(struct copy *c, const struct sheet *s)
{
    size_t n;
    const struct sheet_column *columns = sheet_columns(s, &n);
    const struct sheet_range *m;

    for (size_t i = 0; i < n; i++) {
        lxw_row_col_options hidden = {columns[i].hidden, 0, 0};
        if (columns[i].from < (int)c->width)
            worksheet_set_column_opt(c->sheet, (lxw_col_t)columns[i].from,
                                     (lxw_col_t)(columns[i].to < (int)c->width ? columns[i].to : (int)c->width - 1),
                                     columns[i].width ? columns[i].width / 100.0 : LXW_DEF_COL_WIDTH, NULL, &hidden);
    }
    worksheet_set_column(c->sheet, (lxw_col_t)c->width, (lxw_col_t)c->width, 60, NULL);
    m = sheet_merges(s, &n);
    for (size_t i = 0; i < n; i++) /* without text and format this writes no cell, so the order of rows is kept */
        if (!c->o->only_refused || m[i].row_to <= c->o->head_to)
            worksheet_merge_range(c->sheet, (lxw_row_t)m[i].row_from - 1, (lxw_col_t)m[i].column_from, (lxw_row_t)m[i].row_to - 1,
                                  (lxw_col_t)m[i].column_to, "", NULL);
    if (c->o->head_to > 0)
        worksheet_freeze_panes(c->sheet, (lxw_row_t)c->o->head_to, 0);
}

/* ---- cells ---- */

static void put_text(struct copy *c, lxw_col_t column, text t, lxw_format *f)
{
    check(c, worksheet_write_string(c->sheet, c->row, column, text_z(c->a, mark_first_chars(t, CELL_CHARS)), f));
}

/* Dates of Excel's time as its serial; any other text as it is. */
static bool put_date(struct copy *c, lxw_col_t column, text t, enum mark level)
{
    moment m;
    date d;

    if (t.n == 10 && date_parse(t, &d) && d.days > -25500) {
        check(c, worksheet_write_number(c->sheet, c->row, column, (double)(d.days + 25569), c->formats[level][AS_DATE]));
        return true;
    }
    if (t.n != 19 || !moment_parse(text_fmt(c->a, "%.*sZ", TEXT_ARG(t)), &m) || m.ms < -2203200000000)
        return false;
    check(c, worksheet_write_number(c->sheet, c->row, column, (double)m.ms / 86400000 + 25569, c->formats[level][AS_TIME]));
    return true;
}

static void put_cell(struct copy *c, lxw_col_t column, const struct sheet_cell *cell, enum mark level)
{
    lxw_format *f = c->row < (lxw_row_t)c->o->head_to && level == MARK_NONE ? c->head : c->formats[level][AS_IT_IS];

    switch (cell->kind) {
    case SHEET_EMPTY: check(c, worksheet_write_blank(c->sheet, c->row, column, level == MARK_NONE ? NULL : f)); return;
    case SHEET_NUMBER:
        if (cell->t.n <= 16) { /* an 18-digit code would lose its end */
            check(c, worksheet_write_number(c->sheet, c->row, column, strtod(text_z(c->a, cell->t), NULL), f));
            return;
        }
        break;
    case SHEET_DATE:
        if (put_date(c, column, cell->t, level))
            return;
        break;
    case SHEET_BOOL: check(c, worksheet_write_boolean(c->sheet, c->row, column, text_eq(cell->t, T("TRUE")), f)); return;
    case SHEET_TEXT:
    case SHEET_ERROR: break;
    }
    put_text(c, column, cell->t, f);
}

/* ---- rows ---- */

static void note(struct copy *c, int column, const struct mark_row *marks)
{
    lxw_comment_options how = {.x_scale = 1.6, .y_scale = 1.2};

    if (c->notes++ >= SHEET_MARK_NOTES)
        return;
    check(c, worksheet_write_comment_opt(c->sheet, c->row, (lxw_col_t)column, text_z(c->a, mark_first_chars(mark_messages(c->a, marks, column, T("\n")), NOTE_CHARS)), &how));
}

static void put_row(struct copy *c, const struct sheet_row *row, const struct mark_row *marks)
{
    static lxw_row_col_options hidden = {1, 0, 0}; /* not const for libxlsxwriter's sake */

    if (row->hidden && !marks->n && row->number > c->o->head_to)
        worksheet_set_row_opt(c->sheet, c->row, LXW_DEF_ROW_HEIGHT, NULL, &hidden);
    for (size_t i = 0; i < c->width; i++) {
        enum mark level = marks->n ? mark_of(marks, (int)i) : MARK_NONE;
        put_cell(c, (lxw_col_t)i, sheet_at(row, i), level);
        if (level != MARK_NONE)
            note(c, (int)i, marks);
    }
    if (marks->n)
        put_text(c, (lxw_col_t)c->width, mark_messages(c->a, marks, -1, mark_between(c->o->lang)),
                 c->formats[marks->refused ? MARK_RED : MARK_AMBER][AS_IT_IS]);
    else if (row->number == c->o->head_to)
        put_text(c, (lxw_col_t)c->width, text_of(w_sheet_mark_column.in[c->o->lang]), c->head);
}

static err copy_rows(struct copy *c, struct sheet *s)
{
    struct arena *all = c->a, *a = arena_new((size_t)128 << 20);
    struct sheet_filler *filler = sheet_filler_new(all, s);
    struct arena_mark start = arena_mark(a);
    struct sheet_row row;
    int64_t dropped = 0, last = 0;
    err e;

    c->a = a;
    while (!(e = sheet_next(s, a, &row)) && row.number && !c->failed) {
        bool below = row.number > c->o->head_to;
        struct mark_row marks = mark_row(c->marks, c->n, &c->next, row.number);
        if (c->o->only_refused && below) {
            sheet_fill(filler, a, &row); /* the range's first row may be dropped */
            dropped += row.number - last - 1 + !marks.refused;
        }
        last = row.number;
        if (!c->o->only_refused || !below || marks.refused) {
            c->row = (lxw_row_t)(row.number - 1 - dropped);
            put_row(c, &row, &marks);
        }
        arena_reset(a, start);
    }
    c->a = all;
    arena_free(a);
    return e;
}

err mark_copy(struct arena *a, int fd, const struct sheet_mark *marks, size_t n, const struct sheet_mark_options *options, size_t width,
              const char *path)
{
    lxw_workbook_options how = {.constant_memory = LXW_TRUE, .use_zip64 = LXW_TRUE};
    struct copy *c = ARENA_NEW(a, struct copy);
    struct sheet *s;
    lxw_error e;

    *c = (struct copy){.a = a, .marks = marks, .n = n, .o = options, .width = width};
    TRY(sheet_open(a, fd, &options->read, &s));
    how.tmpdir = text_empty(options->temporary) ? NULL : text_z(a, options->temporary);
    c->book = workbook_new_opt(path, &how);
    if (!c->book)
        return write_failed(c);
    arena_on_end(a, give_up, c);
    make_formats(c);
    make_sheet(c, s);
    if (!c->sheet)
        return write_failed(c);
    columns_and_ranges(c, s);
    TRY(copy_rows(c, s));
    e = workbook_close(c->book);
    c->book = NULL;
    return e == LXW_NO_ERROR && !c->failed ? NULL : write_failed(c);
}
