/* What callers do with rows: look up a cell, fill merged ranges, name a column, print as CSV. See sheet.h. */
#include "kit/sheet/sheet.h"

const struct sheet_cell *sheet_at(const struct sheet_row *row, size_t column)
{
    static const struct sheet_cell empty;

    return column < row->n ? &row->v[column] : &empty;
}

text sheet_column_name(struct arena *a, size_t column)
{
    char name[16];
    size_t at = sizeof(name);

    for (column++; column && at; column = (column - 1) / 26)
        name[--at] = (char)('A' + (column - 1) % 26);
    return text_copy(a, (text){name + at, sizeof(name) - at});
}

/* ---- merged ranges ---- */

/* For each column the range that covers it now, and its value. Ranges of a sound file don't overlap; of an unsound one the
 * later wins. */
struct cover {
    int64_t row_to; /* 0: none */
    struct sheet_cell value;
};
enum { KEPT_MAX = 16 * 1024 * 1024 }; /* bytes of values kept for the rows below; what is beyond is not filled */
struct sheet_filler {
    struct arena *a;
    size_t kept;
    const struct sheet_range *v;
    size_t n, next, width;
    struct cover *columns;
};

struct sheet_filler *sheet_filler_new(struct arena *a, const struct sheet *s)
{
    struct sheet_filler *f = ARENA_NEW(a, struct sheet_filler);

    f->a = a;
    f->v = sheet_merges(s, &f->n);
    for (size_t i = 0; i < f->n; i++)
        if ((size_t)f->v[i].column_to >= f->width)
            f->width = (size_t)f->v[i].column_to + 1;
    f->columns = ARENA_ARRAY(a, struct cover, f->width);
    return f;
}

/* The ranges that begin at or above this row: their first cell is here, or was in a row without cells (and is empty). */
static void enter(struct sheet_filler *f, const struct sheet_row *row)
{
    for (; f->next < f->n && f->v[f->next].row_from <= row->number; f->next++) {
        const struct sheet_range *r = &f->v[f->next];
        struct cover c = {.row_to = r->row_to};
        if (r->row_to < row->number)
            continue;
        if (r->row_from == row->number)
            c.value = *sheet_at(row, (size_t)r->column_from);
        if (r->row_to > row->number) {
            f->kept += c.value.t.n + 64;
            if (f->kept > KEPT_MAX)
                continue;
            c.value.t = text_copy(f->a, c.value.t);
        }
        for (int i = r->column_from; i <= r->column_to; i++)
            f->columns[i] = c;
    }
}

void sheet_fill(struct sheet_filler *f, struct arena *row_arena, struct sheet_row *row)
{
    size_t width = row->n;
    struct sheet_cell *v;

    enter(f, row);
    for (size_t i = row->n; i < f->width; i++)
        if (f->columns[i].row_to >= row->number && f->columns[i].value.kind)
            width = i + 1;
    if (width > row->n) {
        v = ARENA_ARRAY(row_arena, struct sheet_cell, width);
        memcpy(v, row->v, row->n * sizeof(*v));
        row->v = v;
        row->n = width;
    }
    for (size_t i = 0; i < f->width && i < row->n; i++)
        if (f->columns[i].row_to >= row->number && row->v[i].kind == SHEET_EMPTY)
            row->v[i] = f->columns[i].value;
}

/* ---- as CSV ---- */

static void print_row(const struct sheet_row *row, struct out *o)
{
    for (size_t i = 0; i < row->n; i++) {
        if (i)
            LIT(o, ",");
        if (row->v[i].kind)
            out_escape_csv(o, row->v[i].t);
    }
    LIT(o, "\n");
}

err sheet_to_csv(struct sheet *s, struct out *o)
{
    struct arena *a = arena_new((size_t)64 << 20);
    struct arena_mark start = arena_mark(a);
    struct sheet_row row;
    int64_t at = 1;
    err e;

    while (!(e = sheet_next(s, a, &row)) && row.number && !out_failed(o)) {
        for (; at < row.number; at++)
            LIT(o, "\n");
        print_row(&row, o);
        at++;
        arena_reset(a, start);
    }
    arena_free(a);
    return e;
}
