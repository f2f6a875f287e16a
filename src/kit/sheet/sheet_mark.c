/* The marked copy: see sheet_mark.h. */
#include <xlsxwriter.h> /* first: its macros use what base/banned.h forbids */

#include "kit/sheet/sheet_mark.h"

#include "base/date.h"
#include "kit/sheet/words.h"

#include <errno.h>

enum level { PLAIN, DOUBT, REFUSED, LEVELS };
enum shape { AS_IT_IS, AS_DATE, AS_TIME, SHAPES };
enum { CELL_CHARS = 32767, NOTE_CHARS = 2000 }; /* what Excel takes; what a person reads */

struct copy {
    struct arena *a;
    const struct sheet_mark *marks;
    size_t n, next;
    const struct sheet_mark_options *o;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *formats[LEVELS][SHAPES], *head;
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
    static const lxw_color_t fills[LEVELS] = {[DOUBT] = 0xFFE699, [REFUSED] = 0xF8B4B4};
    static const char *const shown[SHAPES] = {[AS_DATE] = "yyyy-mm-dd", [AS_TIME] = "yyyy-mm-dd hh:mm:ss"};

    for (int level = 0; level < LEVELS; level++)
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

/* The first `most` characters. */
static text first_chars(text t, size_t most)
{
    text rest = t;

    if (t.n <= most)
        return t;
    for (size_t i = 0; i < most && rest.n; i++)
        (void)text_next(&rest);
    return text_sub(t, 0, t.n - rest.n);
}

static void put_text(struct copy *c, lxw_col_t column, text t, lxw_format *f)
{
    check(c, worksheet_write_string(c->sheet, c->row, column, text_z(c->a, first_chars(t, CELL_CHARS)), f));
}

/* Dates of Excel's time as its serial; any other text as it is. */
static bool put_date(struct copy *c, lxw_col_t column, text t, enum level level)
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

static void put_cell(struct copy *c, lxw_col_t column, const struct sheet_cell *cell, enum level level)
{
    lxw_format *f = c->row < (lxw_row_t)c->o->head_to && level == PLAIN ? c->head : c->formats[level][AS_IT_IS];

    switch (cell->kind) {
    case SHEET_EMPTY: check(c, worksheet_write_blank(c->sheet, c->row, column, level == PLAIN ? NULL : f)); return;
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

/* The marks of this row: their range in the list. */
struct of_row {
    const struct sheet_mark *v;
    size_t n;
    bool refused;
};

static struct of_row marks_of(struct copy *c, int64_t row)
{
    struct of_row r = {0};

    while (c->next < c->n && c->marks[c->next].row < row)
        c->next++;
    r.v = c->marks + c->next;
    for (; c->next < c->n && c->marks[c->next].row == row; c->next++, r.n++)
        r.refused |= c->marks[c->next].level == MARK_REFUSED;
    return r;
}

static text messages(struct copy *c, const struct of_row *marks, int column, text between)
{
    text all = T("");

    for (size_t i = 0; i < marks->n; i++)
        if (column < 0 || marks->v[i].column == column)
            all = all.n ? text_fmt(c->a, "%.*s%.*s%.*s", TEXT_ARG(all), TEXT_ARG(between), TEXT_ARG(marks->v[i].message))
                        : marks->v[i].message;
    return all;
}

static enum level level_of(const struct of_row *marks, int column)
{
    enum level level = PLAIN;

    for (size_t i = 0; i < marks->n; i++)
        if (marks->v[i].column == column && level != REFUSED)
            level = marks->v[i].level == MARK_REFUSED ? REFUSED : DOUBT;
    return level;
}

static void note(struct copy *c, int column, const struct of_row *marks)
{
    lxw_comment_options how = {.x_scale = 1.6, .y_scale = 1.2};

    if (c->notes++ >= SHEET_MARK_NOTES)
        return;
    check(c, worksheet_write_comment_opt(c->sheet, c->row, (lxw_col_t)column, text_z(c->a, first_chars(messages(c, marks, column, T("\n")), NOTE_CHARS)), &how));
}

static void put_row(struct copy *c, const struct sheet_row *row, const struct of_row *marks)
{
    static lxw_row_col_options hidden = {1, 0, 0}; /* not const for libxlsxwriter's sake */

    if (row->hidden && !marks->n && row->number > c->o->head_to)
        worksheet_set_row_opt(c->sheet, c->row, LXW_DEF_ROW_HEIGHT, NULL, &hidden);
    for (size_t i = 0; i < c->width; i++) {
        enum level level = marks->n ? level_of(marks, (int)i) : PLAIN;
        put_cell(c, (lxw_col_t)i, sheet_at(row, i), level);
        if (level != PLAIN)
            note(c, (int)i, marks);
    }
    if (marks->n)
        put_text(c, (lxw_col_t)c->width, messages(c, marks, -1, c->o->lang == LANG_ZH ? T("；") : T("; ")),
                 c->formats[marks->refused ? REFUSED : DOUBT][AS_IT_IS]);
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
        struct of_row marks = marks_of(c, row.number);
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

/* How wide the sheet really is; what it declares is not to be relied on. */
static err measure(struct copy *c, int fd)
{
    struct arena *a = arena_new((size_t)128 << 20);
    struct arena_mark start;
    struct sheet_row row;
    struct sheet *s;
    err e = sheet_open(c->a, fd, &c->o->read, &s);

    start = arena_mark(a);
    while (!e && !(e = sheet_next(s, a, &row)) && row.number) {
        if (row.n > c->width)
            c->width = row.n;
        arena_reset(a, start);
    }
    arena_free(a);
    for (size_t i = 0; i < c->n; i++)
        if (c->marks[i].column >= (int)c->width && c->marks[i].column < SHEET_COLUMNS_MAX - 1)
            c->width = (size_t)c->marks[i].column + 1;
    if (c->width > SHEET_COLUMNS_MAX - 1)
        c->width = SHEET_COLUMNS_MAX - 1;
    return e;
}

err sheet_mark(struct arena *a, int fd, const struct sheet_mark *marks, size_t n, const struct sheet_mark_options *options, const char *path)
{
    lxw_workbook_options how = {.constant_memory = LXW_TRUE, .use_zip64 = LXW_TRUE};
    struct copy *c = ARENA_NEW(a, struct copy);
    struct sheet *s;
    lxw_error e;

    *c = (struct copy){.a = a, .marks = marks, .n = n, .o = options};
    TRY(measure(c, fd));
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
