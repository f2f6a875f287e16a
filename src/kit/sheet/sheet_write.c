/* Writing through libxlsxwriter in constant-memory mode, or as CSV. See sheet_write.h. */
#include <xlsxwriter.h> /* first: its macros use what base/banned.h forbids */

#include "kit/sheet/sheet_write.h"

#include "base/date.h"
#include "base/format.h"
#include "kit/sheet/sheet.h"
#include "kit/sheet/words.h"

#include <errno.h>

enum { KINDS = WRITE_MONTH + 1 };

struct sheet_writer {
    struct arena *a, *row_arena;
    struct arena_mark mark;
    struct sheet_write_options options;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *formats[KINDS], *totals[KINDS], *title, *head;
    int64_t row, head_row; /* from 0 */
    int sheets;
    size_t column;
    bool in_totals, failed;
    FILE *file;
    struct out csv;
};

static const char *const number_formats[KINDS] = {
    [WRITE_INTEGER] = "#,##0", [WRITE_MONEY] = "#,##0.00", [WRITE_DATE] = "yyyy-mm-dd", [WRITE_MONTH] = "yyyy-mm"};
static const int widths[KINDS] = {
    [WRITE_TEXT] = 20, [WRITE_INTEGER] = 12, [WRITE_DECIMAL] = 14, [WRITE_MONEY] = 16, [WRITE_DATE] = 12, [WRITE_MONTH] = 10};

static err failed(struct sheet_writer *w)
{
    return FAIL(w->a, E_SYSTEM, w_sheet_write_failed, .args = {ARG_TEXT("what", text_of(strerrordesc_np(errno)))});
}

static void give_up(void *data)
{
    struct sheet_writer *w = data;

    if (w->book)
        lxw_workbook_free(w->book);
    w->book = NULL;
    if (w->file)
        fclose(w->file);
    w->file = NULL;
    out_free(&w->csv);
    arena_free(w->row_arena);
    w->row_arena = NULL;
}

const char *sheet_write_path(struct arena *a, int fd)
{
    return text_fmt(a, "/proc/self/fd/%d", fd).p;
}

/* ---- xlsx ---- */

static void make_formats(struct sheet_writer *w)
{
    for (int i = 0; i < KINDS; i++) {
        w->formats[i] = workbook_add_format(w->book);
        w->totals[i] = workbook_add_format(w->book);
        format_set_bold(w->totals[i]);
        format_set_top(w->totals[i], LXW_BORDER_THIN);
        if (number_formats[i]) {
            format_set_num_format(w->formats[i], number_formats[i]);
            format_set_num_format(w->totals[i], number_formats[i]);
        }
        if (i == WRITE_TEXT)
            format_set_align(w->formats[i], LXW_ALIGN_VERTICAL_TOP);
    }
    w->title = workbook_add_format(w->book);
    format_set_bold(w->title);
    format_set_font_size(w->title, 16);
    format_set_align(w->title, LXW_ALIGN_CENTER);
    w->head = workbook_add_format(w->book);
    format_set_bold(w->head);
    format_set_text_wrap(w->head);
    format_set_align(w->head, LXW_ALIGN_CENTER);
    format_set_align(w->head, LXW_ALIGN_VERTICAL_CENTER);
    format_set_bg_color(w->head, 0xEEF2F7);
    format_set_bottom(w->head, LXW_BORDER_THIN);
}

static void write_string(struct sheet_writer *w, lxw_col_t column, text t, lxw_format *format)
{
    if (worksheet_write_string(w->sheet, (lxw_row_t)w->row, column, text_z(w->row_arena, t), format) != LXW_NO_ERROR) {
        w->failed = true;
        errno = EOVERFLOW; /* more than a cell takes */
    }
}

static void whole_row(struct sheet_writer *w, text t, lxw_format *format)
{
    lxw_col_t last = (lxw_col_t)(w->options.n - 1);

    if (last)
        worksheet_merge_range(w->sheet, (lxw_row_t)w->row, 0, (lxw_row_t)w->row, last, text_z(w->row_arena, t), format);
    else
        write_string(w, 0, t, format);
    w->row++;
}

/* Excel takes no [ ] : * ? / \ in a sheet's name and 31 characters at most. */
static const char *sheet_name(struct sheet_writer *w)
{
    text rest = text_empty(w->options.sheet) ? T("Sheet") : w->options.sheet;
    char *name = arena_alloc(w->a, rest.n + 32), *to = name;

    for (int n = 0; rest.n && n < 26; n++) {
        uint32_t c = text_next(&rest);
        to += text_put_char(to, c < 0x80 && strchr("[]:*?/\\'", (int)c) ? ' ' : c);
    }
    if (w->sheets > 1)
        snprintf(to, 16, " (%d)", w->sheets);
    return name;
}

static err begin_sheet(struct sheet_writer *w)
{
    const struct sheet_write_options *o = &w->options;

    w->sheets++;
    w->row = 0;
    w->sheet = workbook_add_worksheet(w->book, sheet_name(w));
    if (!w->sheet)
        return failed(w);
    for (size_t i = 0; i < o->n; i++) {
        int width = o->columns[i].width ? o->columns[i].width : widths[o->columns[i].kind];
        worksheet_set_column(w->sheet, (lxw_col_t)i, (lxw_col_t)i, width, w->formats[o->columns[i].kind]);
    }
    if (!text_empty(o->title))
        whole_row(w, o->title, w->title);
    if (!text_empty(o->note))
        whole_row(w, o->note, w->formats[WRITE_TEXT]);
    w->head_row = w->row;
    for (size_t i = 0; i < o->n; i++)
        write_string(w, (lxw_col_t)i, o->columns[i].title, w->head);
    w->row++;
    worksheet_freeze_panes(w->sheet, (lxw_row_t)w->row, 0);
    worksheet_repeat_rows(w->sheet, (lxw_row_t)w->head_row, (lxw_row_t)w->head_row);
    worksheet_set_landscape(w->sheet);
    worksheet_fit_to_pages(w->sheet, 1, 0);
    return NULL;
}

static void end_sheet(struct sheet_writer *w)
{
    int64_t last = w->row - 1 - (w->in_totals && w->row > w->head_row + 2); /* totals are not filtered */

    if (w->sheet && last > w->head_row)
        worksheet_autofilter(w->sheet, (lxw_row_t)w->head_row, 0, (lxw_row_t)last, (lxw_col_t)(w->options.n - 1));
}

/* libxlsxwriter takes doubles only and prints 16 digits of them; a figure of up to 15 digits comes out as it went in. */
static void write_double(struct sheet_writer *w, double v, enum sheet_write_kind kind)
{
    if (worksheet_write_number(w->sheet, (lxw_row_t)w->row, (lxw_col_t)w->column, v, (w->in_totals ? w->totals : w->formats)[kind]) !=
        LXW_NO_ERROR)
        w->failed = true;
}

static void write_plain(struct sheet_writer *w, text plain, enum sheet_write_kind kind)
{
    write_double(w, strtod(text_z(w->row_arena, plain), NULL), kind);
}

/* By its decimal text, so that what Excel shows is exact to the yuan. */
static void write_wan(struct sheet_writer *w, money m)
{
    struct out o;

    out_init(&o, 64, LANG_ZH);
    fmt_decimal(&o, m.yuan, 4);
    write_plain(w, out_text(&o), WRITE_MONEY);
    out_free(&o);
}

/* ---- CSV ---- */

static bool to_file(void *data, const char *p, size_t n)
{
    return fwrite(p, 1, n, data) == n;
}

static void csv_text(struct sheet_writer *w, text t)
{
    size_t quotes = 0;

    while (quotes < t.n && t.p[quotes] == '\'')
        quotes++;
    if (quotes < t.n && strchr("=+-@\t\r", t.p[quotes]))
        t = text_fmt(w->row_arena, "'%.*s", TEXT_ARG(t));
    out_escape_csv(&w->csv, t);
}

static err csv_open(struct sheet_writer *w, const char *path)
{
    w->file = fopen(path, "wbe");
    if (!w->file)
        return failed(w);
    out_to(&w->csv, to_file, w->file, LANG_ZH);
    LIT(&w->csv, "\xef\xbb\xbf");
    for (size_t i = 0; i < w->options.n; i++) {
        if (i)
            LIT(&w->csv, ",");
        csv_text(w, w->options.columns[i].title);
    }
    LIT(&w->csv, "\r\n");
    return NULL;
}

/* ---- both ---- */

err sheet_write_open(struct arena *a, const char *path, const struct sheet_write_options *options, struct sheet_writer **ret)
{
    struct sheet_writer *w = ARENA_NEW(a, struct sheet_writer);
    lxw_workbook_options how = {.constant_memory = LXW_TRUE, .use_zip64 = LXW_TRUE};

    w->a = a;
    w->options = *options;
    w->row_arena = arena_new((size_t)64 << 20);
    w->mark = arena_mark(w->row_arena);
    arena_on_end(a, give_up, w);
    if (options->csv) {
        TRY(csv_open(w, path));
    } else {
        how.tmpdir = text_empty(options->temporary) ? NULL : text_z(a, options->temporary);
        w->book = workbook_new_opt(path, &how);
        if (!w->book)
            return failed(w);
        make_formats(w);
        TRY(begin_sheet(w));
    }
    *ret = w;
    return NULL;
}

/* What comes before a cell; false when there is no more column, or nothing to write. */
static bool next_cell(struct sheet_writer *w, bool absent)
{
    if (w->column >= w->options.n)
        return false;
    if (w->options.csv && w->column && !w->in_totals)
        LIT(&w->csv, ",");
    if (absent || (w->options.csv && w->in_totals)) {
        w->column++;
        return false;
    }
    return true;
}

void sheet_write_text(struct sheet_writer *w, text t)
{
    if (!next_cell(w, text_empty(t)))
        return;
    if (w->options.csv)
        csv_text(w, t);
    else
        write_string(w, (lxw_col_t)w->column, t, (w->in_totals ? w->totals : w->formats)[WRITE_TEXT]);
    w->column++;
}

void sheet_write_number(struct sheet_writer *w, number n)
{
    if (!next_cell(w, n.n == ABSENT))
        return;
    if (w->options.csv)
        out_int(&w->csv, n.n);
    else
        write_double(w, (double)n.n, WRITE_INTEGER);
    w->column++;
}

/* Sign, digits, a point with digits: at most 15 of them, which a double keeps. */
static bool is_plain(text t)
{
    size_t digits = 0, points = 0;

    for (size_t i = t.n && t.p[0] == '-'; i < t.n; i++) {
        digits += t.p[i] >= '0' && t.p[i] <= '9';
        points += t.p[i] == '.' && digits;
        if (t.p[i] != '.' && (t.p[i] < '0' || t.p[i] > '9'))
            return false;
    }
    return digits && digits <= 15 && points <= 1 && t.p[t.n - 1] != '.';
}

void sheet_write_decimal(struct sheet_writer *w, text plain)
{
    if (!is_plain(plain)) {
        sheet_write_text(w, plain);
        return;
    }
    if (!next_cell(w, false))
        return;
    if (w->options.csv)
        out_raw(&w->csv, plain);
    else
        write_plain(w, plain, WRITE_DECIMAL);
    w->column++;
}

void sheet_write_money(struct sheet_writer *w, money m)
{
    if (!next_cell(w, m.yuan == ABSENT))
        return;
    if (w->options.csv)
        fmt_decimal(&w->csv, m.yuan, 4);
    else
        write_wan(w, m);
    w->column++;
}

enum { SERIAL_1970 = 25569, SERIAL_MARCH_1900 = 61 };

static void write_serial(struct sheet_writer *w, date d, enum sheet_write_kind kind, void (*plain)(struct out *, date))
{
    if (w->options.csv) {
        plain(&w->csv, d);
    } else if (d.days + SERIAL_1970 >= SERIAL_MARCH_1900) {
        write_double(w, (double)(d.days + SERIAL_1970), kind);
    } else { /* Excel knows no such date */
        struct out o;
        out_init(&o, 64, LANG_ZH);
        plain(&o, d);
        write_string(w, (lxw_col_t)w->column, out_text(&o), w->formats[WRITE_TEXT]);
        out_free(&o);
    }
    w->column++;
}

void sheet_write_date(struct sheet_writer *w, date d)
{
    if (next_cell(w, d.days == ABSENT))
        write_serial(w, d, WRITE_DATE, fmt_date);
}

static void month_only(struct out *o, date d)
{
    fmt_month_iso(o, month_of(d));
}

void sheet_write_month(struct sheet_writer *w, month m)
{
    if (next_cell(w, m.n == ABSENT))
        write_serial(w, month_first(m), WRITE_MONTH, month_only);
}

err sheet_write_row(struct sheet_writer *w)
{
    w->column = 0;
    if (w->failed)
        return failed(w);
    arena_reset(w->row_arena, w->mark);
    if (w->options.csv) {
        if (!w->in_totals)
            LIT(&w->csv, "\r\n");
        return out_failed(&w->csv) ? failed(w) : NULL;
    }
    w->row++;
    if (w->row < SHEET_ROWS_MAX)
        return NULL;
    end_sheet(w);
    return begin_sheet(w);
}

void sheet_write_totals(struct sheet_writer *w)
{
    w->in_totals = true;
}

err sheet_write_close(struct sheet_writer *w)
{
    bool ok = !w->failed;

    if (w->options.csv) {
        ok &= out_end(&w->csv);
        ok &= fclose(w->file) == 0;
        w->file = NULL;
    } else {
        end_sheet(w);
        ok &= workbook_close(w->book) == LXW_NO_ERROR;
        w->book = NULL;
    }
    return ok ? NULL : failed(w);
}
