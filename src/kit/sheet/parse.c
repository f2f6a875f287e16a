/* Which parser a file takes, by its content and never by its name; and the frames that all of them write. */
#include "kit/sheet/parse.h"

#include "kit/sheet/charset.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHILD_MEMORY = 400 * 1024 * 1024, SNIFF = 4096 };

size_t parse_pread(const struct parse *p, void *into, size_t n, int64_t at)
{
    size_t got = 0;

    while (got < n) {
        ssize_t r = pread(p->fd, (char *)into + got, n - got, p->from + at + (int64_t)got);
        if (r < 0 && errno == EINTR)
            continue;
        if (r <= 0)
            break;
        got += (size_t)r;
    }
    return got;
}

err parse_broken_(struct parse *p, const char *what)
{
    return FAIL(p->a, E_INPUT, w_sheet_broken, .args = {ARG_TEXT("what", text_of(what))});
}

void parse_begin(struct parse *p, const struct parse_begin *b)
{
    CLEAN(out_free) struct out f = {0};

    out_init(&f, 4096, LANG_ZH);
    wire_u8(&f, b->format);
    wire_u8(&f, (unsigned char)b->separator);
    wire_u32(&f, (uint32_t)b->chosen);
    wire_u32(&f, b->rows_expected < 0 || b->rows_expected > INT32_MAX ? 0 : (uint32_t)b->rows_expected);
    out_raw(&f, b->encoding);
    wire_frame(p->o, WIRE_BEGIN, out_text(&f));
}

void parse_merge(struct parse *p, const struct sheet_range *m)
{
    wire_u8(p->o, WIRE_MERGE);
    wire_u32(p->o, 16);
    wire_u32(p->o, (uint32_t)m->row_from);
    wire_u32(p->o, (uint32_t)m->row_to);
    wire_u32(p->o, (uint32_t)m->column_from);
    wire_u32(p->o, (uint32_t)m->column_to);
}

void parse_column(struct parse *p, const struct sheet_column *c)
{
    wire_u8(p->o, WIRE_COLUMN);
    wire_u32(p->o, 13);
    wire_u32(p->o, (uint32_t)c->from);
    wire_u32(p->o, (uint32_t)c->to);
    wire_u32(p->o, (uint32_t)c->width);
    wire_u8(p->o, c->hidden);
}

void parse_rows(struct parse *p)
{
    wire_frame(p->o, WIRE_ROWS, T(""));
}

err parse_row(struct parse *p, int64_t number, bool hidden)
{
    if (number > SHEET_ROWS_MAX)
        return FAIL(p->a, E_INPUT, w_sheet_too_large);
    if (number <= p->last)
        return parse_broken(p, "row order");
    p->number = (uint32_t)number;
    p->hidden = hidden;
    p->width = p->cells = 0;
    p->row.n = 0;
    return NULL;
}

err parse_cell(struct parse *p, size_t column, enum sheet_kind kind, unsigned flags, text t)
{
    unsigned char head[8] = {(unsigned char)column, (unsigned char)(column >> 8), (unsigned char)kind, (unsigned char)flags,
                             (unsigned char)t.n, (unsigned char)(t.n >> 8), (unsigned char)(t.n >> 16), (unsigned char)(t.n >> 24)};

    if (column >= SHEET_COLUMNS_MAX)
        return FAIL(p->a, E_INPUT, w_sheet_too_large);
    if (t.n > SHEET_CELL_MAX || p->row.n + t.n > SHEET_ROW_MAX - 64)
        return FAIL(p->a, E_INPUT, w_sheet_cell_too_long, .args = {ARG_INT("row", p->number)});
    out_put(&p->row, (const char *)head, sizeof(head));
    out_raw(&p->row, t);
    out_char(&p->row, 0);
    if (column >= p->width)
        p->width = (uint32_t)column + 1;
    p->cells++;
    return NULL;
}

err parse_row_end(struct parse *p)
{
    p->last = p->number;
    if (!p->cells)
        return NULL;
    wire_u8(p->o, WIRE_ROW);
    wire_u32(p->o, (uint32_t)p->row.n + 9);
    wire_u32(p->o, p->number);
    wire_u8(p->o, p->hidden);
    wire_u32(p->o, p->width);
    out_raw(p->o, out_text(&p->row));
    return out_failed(p->o) ? parse_broken(p, "pipe") : NULL;
}

static text names(struct parse *p, const struct sheet_info *v, size_t n)
{
    text *all = ARENA_ARRAY(p->a, text, n);

    for (size_t i = 0; i < n; i++)
        all[i] = v[i].name;
    return text_join(p->a, all, n > 20 ? 20 : n, T("、"));
}

err parse_choose(struct parse *p, const struct sheet_info *v, size_t n, size_t *ret)
{
    text want = p->options->sheet;
    int64_t number;

    for (size_t i = 0; i < n; i++)
        if (text_empty(want) ? !v[i].hidden : text_eq(text_trim(v[i].name), text_trim(want))) {
            *ret = i;
            return NULL;
        }
    if (text_empty(want) && n) {
        *ret = 0;
        return NULL;
    }
    if (text_int(want, &number) && number >= 1 && (uint64_t)number <= n) {
        *ret = (size_t)number - 1;
        return NULL;
    }
    return FAIL(p->a, E_INPUT, w_sheet_no_such_sheet, .args = {ARG_TEXT("name", want), ARG_TEXT("names", names(p, v, n))});
}

static bool corner(text *t, int64_t *ret_row, int *ret_column)
{
    int64_t row = 0, column = 0;
    size_t i = 0;

    for (; i < t->n && (t->p[i] == '$' || ((t->p[i] | 32) >= 'a' && (t->p[i] | 32) <= 'z')) && column < SHEET_COLUMNS_MAX; i++)
        if (t->p[i] != '$')
            column = column * 26 + ((t->p[i] | 32) - 'a' + 1);
    for (; i < t->n && t->p[i] >= '0' && t->p[i] <= '9' && row <= SHEET_ROWS_MAX; i++)
        row = row * 10 + (t->p[i] - '0');
    *t = text_sub(*t, i, t->n);
    *ret_row = row;
    *ret_column = (int)column - 1;
    return row >= 1 && row <= SHEET_ROWS_MAX && column >= 1 && column <= SHEET_COLUMNS_MAX;
}

bool parse_range(text t, struct sheet_range *ret)
{
    struct sheet_range r;

    if (!corner(&t, &r.row_from, &r.column_from))
        return false;
    r.row_to = r.row_from;
    r.column_to = r.column_from;
    if (t.n && (t.p[0] != ':' || (t = text_sub(t, 1, t.n), !corner(&t, &r.row_to, &r.column_to)) || t.n))
        return false;
    if (r.row_to < r.row_from || r.column_to < r.column_from)
        return false;
    *ret = r;
    return true;
}

/* ---- which format ---- */

static bool begins(text t, const char *bytes, size_t n)
{
    return t.n >= n && !memcmp(t.p, bytes, n);
}
#define BEGINS(t, literal) begins((t), literal, sizeof(literal) - 1)

static err not_a_workbook(struct parse *p, const struct word *what)
{
    return FAIL(p->a, E_INPUT, w_sheet_not_a_workbook, .args = {ARG_WORD("what", what)});
}

static bool has_nocase(text t, const char *lower)
{
    size_t n = strlen(lower);

    for (size_t i = 0; i + n <= t.n; i++)
        if (text_ieq(text_sub(t, i, n), text_of(lower)))
            return true;
    return false;
}

/* Text that is no CSV: markup that some systems call a workbook. */
static err parse_text(struct parse *p, text head)
{
    text t = text_trim(head);

    if (BEGINS(t, "<") && (has_nocase(t, "excel.sheet") || has_nocase(t, "schemas-microsoft-com:office:spreadsheet")) &&
        !has_nocase(t, "<html"))
        return FAIL(p->a, E_INPUT, w_sheet_other_format, .args = {ARG_WORD("what", &w_sheet_is_xml2003)});
    if (BEGINS(t, "<") && (has_nocase(t, "<html") || has_nocase(t, "<table") || has_nocase(t, "<!doctype html") || has_nocase(t, "<meta") ||
                           has_nocase(t, "<head")))
        return html_parse(p);
    if (has_nocase(text_sub(t, 0, 200), "mime-version:"))
        return FAIL(p->a, E_INPUT, w_sheet_other_format, .args = {ARG_WORD("what", &w_sheet_is_mht)});
    return csv_parse(p);
}

static err dispatch(struct parse *p)
{
    char bytes[SNIFF];
    text head = {bytes, parse_pread(p, bytes, sizeof(bytes), 0)};

    if (!head.n)
        return FAIL(p->a, E_INPUT, w_sheet_empty_file);
    if (BEGINS(head, "PK\3\4") || BEGINS(head, "PK\5\6"))
        return xlsx_parse(p);
    if (BEGINS(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
        return xls_parse(p);
    if (BEGINS(head, "\x09\x00\x04\x00") || BEGINS(head, "\x09\x02\x06\x00") || BEGINS(head, "\x09\x04\x06\x00"))
        return FAIL(p->a, E_INPUT, w_sheet_other_format, .args = {ARG_WORD("what", &w_sheet_is_excel4)});
    if (BEGINS(head, "%PDF"))
        return not_a_workbook(p, &w_sheet_is_pdf);
    if (BEGINS(head, "\x89PNG") || BEGINS(head, "\xff\xd8\xff") || BEGINS(head, "GIF8"))
        return not_a_workbook(p, &w_sheet_is_picture);
    if (BEGINS(head, "Rar!") || BEGINS(head, "7z\xbc\xaf") || BEGINS(head, "\x1f\x8b"))
        return not_a_workbook(p, &w_sheet_is_archive);
    return parse_text(p, head);
}

void sheet_parse(int fd, const struct sheet_options *options, struct out *o)
{
    struct arena *a = arena_new(CHILD_MEMORY);
    struct parse p = {.a = a, .options = options, .fd = fd, .o = o};
    struct stat st;
    err e;

    out_init(&p.row, SHEET_ROW_MAX, LANG_ZH);
    p.size = fstat(fd, &st) ? 0 : st.st_size;
    e = dispatch(&p);
    if (e)
        wire_fault(o, e);
    else
        wire_frame(o, WIRE_END, T(""));
    out_free(&p.row);
    arena_free(a);
}

/* ---- as a confined child ---- */

void sheet_child_args(struct arena *a, const struct sheet_options *options, const char *ret[SHEET_CHILD_ARGS + 1])
{
    ret[0] = text_z(a, options->sheet);
    ret[1] = text_z(a, options->encoding);
    ret[2] = text_z(a, options->separator ? text_fmt(a, "%c", options->separator) : T(""));
    ret[3] = NULL;
}

int sheet_child(int fd, struct out *o, int argc, char **argv)
{
    struct sheet_options options = {0};

    if (argc != SHEET_CHILD_ARGS)
        return 3;
    options.sheet = text_of(argv[0]);
    options.encoding = text_of(argv[1]);
    options.separator = argv[2][0];
    sheet_parse(fd, &options, o);
    return 0;
}

void sheet_child_prepare(void)
{
    charset_prepare();
}
