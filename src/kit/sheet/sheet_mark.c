/* Which way a workbook is marked, and what both ways share. See sheet_mark.h. */
#include "kit/sheet/sheet_mark.h"

#include "base/log.h"
#include "kit/sheet/mark.h"
#include "kit/sheet/words.h"

struct mark_row mark_row(const struct sheet_mark *marks, size_t n, size_t *next, int64_t row)
{
    struct mark_row r = {0};

    while (*next < n && marks[*next].row < row)
        ++*next;
    r.v = marks + *next;
    for (; *next < n && marks[*next].row == row; ++*next, r.n++)
        r.refused |= marks[*next].level == MARK_REFUSED;
    return r;
}

enum mark mark_of(const struct mark_row *r, int column)
{
    enum mark mark = MARK_NONE;

    for (size_t i = 0; i < r->n; i++)
        if (r->v[i].column == column && mark != MARK_RED)
            mark = r->v[i].level == MARK_REFUSED ? MARK_RED : MARK_AMBER;
    return mark;
}

text mark_messages(struct arena *a, const struct mark_row *r, int column, text between)
{
    text all = T("");

    for (size_t i = 0; i < r->n; i++)
        if (column < 0 || r->v[i].column == column)
            all = all.n ? text_fmt(a, "%.*s%.*s%.*s", TEXT_ARG(all), TEXT_ARG(between), TEXT_ARG(r->v[i].message)) : r->v[i].message;
    return all;
}

text mark_between(enum lang lang)
{
    return lang == LANG_ZH ? T("；") : T("; ");
}

text mark_first_chars(text t, size_t most)
{
    text rest = t;

    if (t.n <= most)
        return t;
    for (size_t i = 0; i < most && rest.n; i++)
        (void)text_next(&rest);
    return text_sub(t, 0, t.n - rest.n);
}

/* How wide the sheet really is; what it declares is not to be relied on. */
static err measure(struct arena *a, int fd, const struct sheet_mark *marks, size_t n, const struct sheet_options *read,
                   enum sheet_format *ret_format, size_t *ret)
{
    struct arena *rows = arena_new((size_t)128 << 20);
    struct arena_mark start;
    struct sheet_row row;
    struct sheet *s;
    size_t width = 0;
    err e = sheet_open(a, fd, read, &s);

    if (!e)
        *ret_format = sheet_format(s);
    start = arena_mark(rows);
    while (!e && !(e = sheet_next(s, rows, &row)) && row.number) {
        if (row.n > width)
            width = row.n;
        arena_reset(rows, start);
    }
    arena_free(rows);
    for (size_t i = 0; i < n; i++)
        if (marks[i].column >= (int)width)
            width = (size_t)marks[i].column + 1;
    *ret = width < SHEET_COLUMNS_MAX ? width : SHEET_COLUMNS_MAX - 1;
    return e;
}

err sheet_mark(struct arena *a, int fd, const struct sheet_mark *marks, size_t n, const struct sheet_mark_options *options, const char *path)
{
    enum sheet_format format = SHEET_CSV;
    size_t width;
    err e;

    TRY(measure(a, fd, marks, n, &options->read, &format, &width));
    if (format == SHEET_XLSX && !options->only_refused) {
        e = mark_in_place(a, fd, marks, n, options, width, path);
        if (!e || e->word == &w_sheet_write_failed)
            return e;
        log_info("a workbook can't be marked in place: %s", text_z(a, error_whole(a, e, LANG_EN)));
    }
    return mark_copy(a, fd, marks, n, options, width, path);
}
