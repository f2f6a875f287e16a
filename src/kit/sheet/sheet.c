/* The parent's side: starts the child, reads its frames, believes nothing. See sheet.h and wire.h. */
#include "kit/sheet/sheet.h"

#include "kit/confine.h"
#include "kit/sheet/parse.h"

#include <unistd.h>

enum { BUFFER = 64 * 1024, SMALL = 64 * 1024, COLUMNS_TOLD_MAX = 20000, NAME_MAX_BYTES = 1024 };

struct sheet {
    struct arena *a;
    struct confine *child; /* NULL: unconfined, `given` holds all frames */
    char *given;
    size_t given_n, given_at;
    char *small; /* the payload of any frame but a row */
    char *buffer;
    size_t buffer_n, buffer_at;
    LIST(struct sheet_info) list;
    LIST(struct sheet_range) merges;
    LIST(struct sheet_column) columns;
    enum sheet_format format;
    size_t chosen;
    int64_t rows_expected, last_row;
    text encoding;
    char separator;
    bool begun, started, ended;
    err fault;
};

/* ---- bytes ---- */

static ssize_t more(struct sheet *s, char *into, size_t n)
{
    size_t left = s->given_n - s->given_at;

    if (s->child)
        return confine_read(s->child, into, n);
    n = n < left ? n : left;
    if (n)
        memcpy(into, s->given + s->given_at, n);
    s->given_at += n;
    return (ssize_t)n;
}

/* Exactly n bytes; false when the child ended or was late. */
static bool take(struct sheet *s, char *into, size_t n)
{
    while (n) {
        size_t here = s->buffer_n - s->buffer_at;
        if (!here) {
            ssize_t got = n >= BUFFER ? more(s, into, n) : more(s, s->buffer, BUFFER);
            if (got <= 0)
                return false;
            if (n >= BUFFER) {
                into += got;
                n -= (size_t)got;
                continue;
            }
            s->buffer_at = 0;
            s->buffer_n = (size_t)got;
            continue;
        }
        here = here < n ? here : n;
        memcpy(into, s->buffer + s->buffer_at, here);
        s->buffer_at += here;
        into += here;
        n -= here;
    }
    return true;
}

/* What the child's end means when it said nothing itself: why it died, or that it broke off. */
static err died(struct sheet *s)
{
    err e = s->child ? confine_end(s->child) : NULL;

    return e ? e : FAIL(s->a, E_INPUT, w_sheet_reader_died);
}

static err unsound(struct sheet *s)
{
    sheet_close(s);
    return FAIL(s->a, E_INPUT, w_sheet_reader_died);
}

/* The next frame's kind and payload: a row's in `a`, any other's in s->small until the next. */
static err frame(struct sheet *s, struct arena *a, uint32_t *ret_kind, struct wire_in *ret)
{
    unsigned char head[WIRE_HEAD];
    struct wire_in in = {head, sizeof(head), false};
    uint32_t kind, n;
    char *p;

    if (!take(s, (char *)head, sizeof(head)))
        return died(s);
    kind = wire_take_u8(&in);
    n = wire_take_u32(&in);
    if (n > (kind == WIRE_ROW ? SHEET_ROW_MAX + 64 : SMALL))
        return unsound(s);
    p = kind == WIRE_ROW ? arena_alloc(a, n) : s->small;
    if (!take(s, p, n))
        return died(s);
    *ret_kind = kind;
    *ret = (struct wire_in){(const unsigned char *)p, n, false};
    return NULL;
}

/* ---- frames before the rows ---- */

static bool take_sheet(struct sheet *s, struct wire_in *in)
{
    struct sheet_info i = {.hidden = wire_take_u8(in) != 0};

    i.rows = wire_take_u32(in);
    i.columns = wire_take_u32(in);
    i.name = text_copy(s->a, wire_take_text(in, in->n));
    if (in->bad || i.name.n > NAME_MAX_BYTES || s->list.n >= SHEET_LIST_MAX)
        return false;
    list_push(&s->list, s->a) = i;
    return true;
}

static bool take_begin(struct sheet *s, struct wire_in *in)
{
    uint32_t format = wire_take_u8(in);

    s->separator = (char)wire_take_u8(in);
    s->chosen = wire_take_u32(in);
    s->rows_expected = wire_take_u32(in);
    s->encoding = text_copy(s->a, wire_take_text(in, in->n));
    s->format = (enum sheet_format)format;
    s->begun = true;
    return !in->bad && format >= SHEET_XLSX && format <= SHEET_HTML && s->chosen < s->list.n && (unsigned char)s->separator < 0x80;
}

static bool take_merge(struct sheet *s, struct wire_in *in)
{
    struct sheet_range r;

    r.row_from = wire_take_u32(in);
    r.row_to = wire_take_u32(in);
    r.column_from = (int)wire_take_u32(in);
    r.column_to = (int)wire_take_u32(in);
    if (in->bad || in->n || s->merges.n >= SHEET_MERGES_MAX || r.row_from < 1 || r.row_to < r.row_from || r.row_to > SHEET_ROWS_MAX ||
        r.column_from < 0 || r.column_to < r.column_from || r.column_to >= SHEET_COLUMNS_MAX)
        return false;
    list_push(&s->merges, s->a) = r;
    return true;
}

static bool take_column(struct sheet *s, struct wire_in *in)
{
    struct sheet_column c;

    c.from = (int)wire_take_u32(in);
    c.to = (int)wire_take_u32(in);
    c.width = (int)wire_take_u32(in);
    c.hidden = wire_take_u8(in) != 0;
    if (in->bad || in->n || s->columns.n >= COLUMNS_TOLD_MAX || c.from < 0 || c.to < c.from || c.to >= SHEET_COLUMNS_MAX || c.width < 0 ||
        c.width > 100000)
        return false;
    list_push(&s->columns, s->a) = c;
    return true;
}

/* One frame of the beginning. */
static err before_rows(struct sheet *s)
{
    struct wire_in in;
    uint32_t kind = 0;
    bool ok = false;
    err e;

    TRY(frame(s, s->a, &kind, &in));
    switch (kind) {
    case WIRE_SHEET: ok = !s->begun && take_sheet(s, &in); break;
    case WIRE_BEGIN: ok = !s->begun && take_begin(s, &in); break;
    case WIRE_MERGE: ok = take_merge(s, &in); break;
    case WIRE_COLUMN: ok = take_column(s, &in); break;
    case WIRE_ROWS: ok = s->started = s->begun; break;
    case WIRE_FAULT:
        e = wire_take_fault(&in, s->a);
        sheet_close(s);
        return e ? e : unsound(s);
    default: break;
    }
    return ok ? NULL : unsound(s);
}

static int by_row(const void *a, const void *b)
{
    const struct sheet_range *x = a, *y = b;

    return x->row_from != y->row_from ? (x->row_from < y->row_from ? -1 : 1) : x->column_from - y->column_from;
}

static err begin(struct sheet *s)
{
    s->buffer = arena_alloc(s->a, BUFFER);
    s->small = arena_alloc(s->a, SMALL);
    while (!s->started)
        TRY(before_rows(s));
    if (s->merges.n)
        qsort(s->merges.v, s->merges.n, sizeof(*s->merges.v), by_row);
    return NULL;
}

err sheet_open(struct arena *a, int fd, const struct sheet_options *options, struct sheet **ret)
{
    static const struct sheet_options none = {0};
    struct sheet *s = ARENA_NEW(a, struct sheet);
    const char *args[SHEET_CHILD_ARGS + 1];

    s->a = a;
    sheet_child_args(a, options ? options : &none, args);
    TRY(confine_start(a, NULL, "sheet", args, fd, &s->child));
    TRY(begin(s));
    *ret = s;
    return NULL;
}

static void free_given(void *data)
{
    free(((struct sheet *)data)->given);
}

err sheet_open_frames(struct arena *a, char *bytes, size_t n, struct sheet **ret)
{
    struct sheet *s = ARENA_NEW(a, struct sheet);

    s->a = a;
    s->given = bytes;
    s->given_n = n;
    arena_on_end(a, free_given, s);
    TRY(begin(s));
    *ret = s;
    return NULL;
}

err sheet_open_unconfined(struct arena *a, int fd, const struct sheet_options *options, struct sheet **ret)
{
    static const struct sheet_options none = {0};
    struct out o;
    size_t n;
    char *bytes;

    out_init(&o, (size_t)1 << 30, LANG_ZH);
    sheet_parse(fd, options ? options : &none, &o);
    bytes = out_take(&o, &n);
    return sheet_open_frames(a, bytes, n, ret);
}

void sheet_close(struct sheet *s)
{
    if (s->child)
        confine_stop(s->child);
    s->ended = true;
}

/* ---- rows ---- */

static bool take_cell(struct wire_in *in, struct sheet_row *row)
{
    uint32_t column = wire_take_u16(in), kind = wire_take_u8(in), flags = wire_take_u8(in), n = wire_take_u32(in);
    text t = wire_take_text(in, n);

    if (wire_take_u8(in) || in->bad || column >= row->n || kind > SHEET_ERROR || n > SHEET_CELL_MAX || (kind == SHEET_EMPTY && n))
        return false;
    row->v[column] = (struct sheet_cell){.t = kind == SHEET_EMPTY ? NO_TEXT : t,
                                         .kind = (enum sheet_kind)kind,
                                         .formula = flags & WIRE_FORMULA,
                                         .no_value = flags & WIRE_NO_VALUE};
    return true;
}

static bool take_row(struct sheet *s, struct arena *a, struct wire_in *in, struct sheet_row *ret)
{
    struct sheet_row row = {.number = wire_take_u32(in), .hidden = wire_take_u8(in) != 0, .n = wire_take_u32(in)};

    if (in->bad || row.number <= s->last_row || row.number > SHEET_ROWS_MAX || row.n > SHEET_COLUMNS_MAX)
        return false;
    row.v = ARENA_ARRAY(a, struct sheet_cell, row.n);
    while (in->n)
        if (!take_cell(in, &row))
            return false;
    s->last_row = row.number;
    *ret = row;
    return true;
}

static err finish(struct sheet *s)
{
    s->ended = true;
    return s->child ? confine_end(s->child) : NULL;
}

static err next(struct sheet *s, struct arena *a, struct sheet_row *ret)
{
    struct wire_in in;
    uint32_t kind = 0;
    err e;

    TRY(frame(s, a, &kind, &in));
    if (kind == WIRE_ROW)
        return take_row(s, a, &in, ret) ? NULL : unsound(s);
    if (kind == WIRE_END && !in.n) {
        *ret = (struct sheet_row){0};
        return finish(s);
    }
    e = kind == WIRE_FAULT ? wire_take_fault(&in, s->a) : NULL;
    sheet_close(s);
    return e ? e : unsound(s);
}

err sheet_next(struct sheet *s, struct arena *row_arena, struct sheet_row *ret)
{
    if (s->fault)
        return s->fault;
    if (s->ended) {
        *ret = (struct sheet_row){0};
        return NULL;
    }
    s->fault = next(s, row_arena, ret);
    return s->fault;
}

/* ---- what it is ---- */

enum sheet_format sheet_format(const struct sheet *s)
{
    return s->format;
}

const struct sheet_info *sheet_list(const struct sheet *s, size_t *ret_n)
{
    *ret_n = s->list.n;
    return s->list.v;
}

size_t sheet_chosen(const struct sheet *s)
{
    return s->chosen;
}

const struct sheet_range *sheet_merges(const struct sheet *s, size_t *ret_n)
{
    *ret_n = s->merges.n;
    return s->merges.v;
}

const struct sheet_column *sheet_columns(const struct sheet *s, size_t *ret_n)
{
    *ret_n = s->columns.n;
    return s->columns.v;
}

text sheet_encoding(const struct sheet *s)
{
    return s->encoding;
}

char sheet_separator(const struct sheet *s)
{
    return s->separator;
}

int64_t sheet_rows_expected(const struct sheet *s)
{
    return s->rows_expected;
}
