/* Tables that ship as data: see table.h. */
#include "table.h"

#include "words.h"

/* One cell off the front; *more: a comma follows. Doubled quotes inside a quoted cell become one. */
static text next_cell(struct arena *a, text *t, bool *more)
{
    text cell;
    size_t i = 0;

    if (t->n && t->p[0] == '"') {
        for (i = 1; i < t->n && (t->p[i] != '"' || (i + 1 < t->n && t->p[i + 1] == '"')); i++)
            i += t->p[i] == '"';
        cell = text_replace(a, text_sub(*t, 1, i - 1), T("\"\""), T("\""));
        i += i < t->n;
    } else {
        while (i < t->n && t->p[i] != ',' && t->p[i] != '\n')
            i++;
        cell = text_trim(text_sub(*t, 0, i));
    }
    while (i < t->n && (t->p[i] == '\r' || t->p[i] == ' '))
        i++;
    *more = i < t->n && t->p[i] == ',';
    *t = text_sub(*t, i + (i < t->n), t->n);
    return cell.n ? cell : NO_TEXT;
}

static bool skip_line(text *t)
{
    text line = text_cut(*t, '\n', t);

    return !text_trim(line).n || line.p[0] == '#';
}

err table_read(struct arena *a, text csv, struct table *ret)
{
    LIST(text) cells = {0};
    struct table got = {0};
    int64_t line = 0;

    while (csv.n) {
        size_t before = cells.n;
        text rest = csv;
        bool more = true;
        line++;
        if (skip_line(&rest)) {
            csv = rest;
            continue;
        }
        while (more)
            list_push(&cells, a) = next_cell(a, &csv, &more);
        if (!got.columns)
            got.columns = cells.n;
        if (cells.n - before != got.columns)
            return FAIL(a, E_INPUT, w_table_columns, .row = line,
                        .args = {ARG_INT("line", line), ARG_INT("cells", (int64_t)(cells.n - before)),
                                 ARG_INT("columns", (int64_t)got.columns)});
    }
    if (!got.columns)
        return FAIL(a, E_INPUT, w_table_empty);
    got.rows = cells.n / got.columns - 1;
    got.heads = cells.v;
    got.cells = cells.v + got.columns;
    *ret = got;
    return NULL;
}

text table_at(const struct table *t, size_t row, const char *head)
{
    for (size_t i = 0; i < t->columns; i++)
        if (text_eqz(t->heads[i], head))
            return t->cells[row * t->columns + i];
    return NO_TEXT;
}
