/* CSV and TSV: RFC 4180 with the liberties that real files take. All cells are text; what is a figure, kit/cell.h says.
 * ="007" as some systems write codes so that Excel keeps the zeros is read as 007. */
#include "kit/sheet/charset.h"

enum { CHUNK = 64 * 1024, SAMPLE_ROWS = 40 };

/* ---- which separator ---- */

static const char separators[] = {',', '\t', ';', '|'};

/* How often the most usual number of separators in a row occurs: a table has it in nearly every row. */
struct vote {
    char separator;
    size_t rows, usual, fits;
};

static size_t count_row(text t, size_t *i, char separator)
{
    size_t n = 0;
    bool quoted = false, fresh = true;

    for (; *i < t.n; ++*i) {
        char c = t.p[*i];
        if (c == '"' && (quoted || fresh))
            quoted = !quoted;
        else if (c == '"' && *i && t.p[*i - 1] == '"')
            quoted = !quoted; /* "" inside quotes */
        if (!quoted && c == '\n')
            break;
        fresh = !quoted && c == separator;
        n += fresh;
    }
    ++*i;
    return n;
}

static void weigh(text sample, struct vote *v)
{
    size_t counts[SAMPLE_ROWS] = {0}, i = 0;

    while (i < sample.n && v->rows < SAMPLE_ROWS) {
        size_t from = i, n = count_row(sample, &i, v->separator);
        if (i - from > 2 || n)
            counts[v->rows++] = n;
    }
    for (size_t a = 0; a < v->rows; a++) {
        size_t same = 0;
        for (size_t b = 0; b < v->rows; b++)
            same += counts[b] == counts[a];
        if (counts[a] && (same > v->fits || (same == v->fits && counts[a] > v->usual))) {
            v->fits = same;
            v->usual = counts[a];
        }
    }
}

static char guess_separator(text sample)
{
    struct vote best = {.separator = ','};

    for (size_t i = 0; i < sizeof(separators); i++) {
        struct vote v = {.separator = separators[i]};
        weigh(sample, &v);
        if (v.fits * best.rows > best.fits * v.rows || (best.rows == 0 && v.fits) ||
            (v.fits * best.rows == best.fits * v.rows && v.usual > best.usual))
            best = v;
    }
    return best.separator;
}

/* ---- rows ---- */

struct csv {
    struct parse *p;
    char separator;
    struct out cell;
    size_t column;
    int64_t row;
    enum { AT_START, PLAIN, QUOTED, AFTER_QUOTE } at;
    bool row_open, after_cr;
};

/* A ' before = + - @ keeps a spreadsheet from running the text as a formula (sheet_write.c puts it there). */
static text without_guard(text t)
{
    size_t quotes = 0;

    while (quotes < t.n && t.p[quotes] == '\'')
        quotes++;
    return quotes && quotes < t.n && strchr("=+-@\t\r", t.p[quotes]) ? text_sub(t, 1, t.n) : t;
}

static err cell_end(struct csv *c)
{
    text t = out_text(&c->cell);

    if (out_failed(&c->cell))
        return FAIL(c->p->a, E_INPUT, w_sheet_cell_too_long, .args = {ARG_INT("row", c->row)});
    if (c->at == PLAIN && t.n >= 3 && t.p[0] == '=' && t.p[1] == '"' && t.p[t.n - 1] == '"')
        t = text_sub(t, 2, t.n - 3);
    t = without_guard(t);
    if (t.n && !text_valid(t))
        return FAIL(c->p->a, E_INPUT, w_sheet_bad_encoding, .args = {ARG_INT("row", c->row), ARG_TEXT("encoding", T("UTF-8"))});
    if (t.n)
        TRY(parse_cell(c->p, c->column, SHEET_TEXT, 0, t));
    c->column++;
    c->cell.n = 0;
    c->at = AT_START;
    return NULL;
}

static err row_open(struct csv *c)
{
    if (c->row_open)
        return NULL;
    c->row_open = true;
    c->column = 0;
    return parse_row(c->p, ++c->row, false);
}

static err row_end(struct csv *c)
{
    TRY(row_open(c));
    TRY(cell_end(c));
    c->row_open = false;
    return parse_row_end(c->p);
}

static err outside(struct csv *c, char b)
{
    bool cr = c->after_cr;

    c->after_cr = b == '\r';
    if (b == '\n' && cr)
        return NULL; /* \r\n ended the row already */
    if (b == '\n' || b == '\r')
        return row_end(c);
    TRY(row_open(c));
    if (b == c->separator)
        return cell_end(c);
    if (b == '"' && c->at == AT_START) {
        c->at = QUOTED;
        return NULL;
    }
    if (c->at == AT_START)
        c->at = PLAIN;
    out_char(&c->cell, b);
    return NULL;
}

static err take(struct csv *c, text t)
{
    for (size_t i = 0; i < t.n; i++) {
        if (c->at == QUOTED) {
            const char *quote = memchr(t.p + i, '"', t.n - i);
            size_t end = quote ? (size_t)(quote - t.p) : t.n;
            out_put(&c->cell, t.p + i, end - i);
            i = end;
            if (quote)
                c->at = AFTER_QUOTE;
            if (out_failed(&c->cell))
                return FAIL(c->p->a, E_INPUT, w_sheet_cell_too_long, .args = {ARG_INT("row", c->row)});
        } else if (c->at == AFTER_QUOTE && t.p[i] == '"') {
            out_char(&c->cell, '"');
            c->at = QUOTED;
        } else {
            TRY(outside(c, t.p[i]));
        }
    }
    return NULL;
}

static err rows(struct csv *c, struct reader *r, char *bytes, size_t n)
{
    if (n >= 6 && !memcmp(bytes, "sep=", 4) && (bytes[5] == '\r' || bytes[5] == '\n')) {
        size_t skip = bytes[5] == '\r' && n > 6 && bytes[6] == '\n' ? 7 : 6;
        c->separator = bytes[4];
        c->row++; /* Excel's own hint is a row of the file, but none of the table */
        n -= skip;
        memmove(bytes, bytes + skip, n);
    }
    while (n) {
        TRY(take(c, (text){bytes, n}));
        TRY(reader_read(r, bytes, CHUNK, &n));
    }
    if (c->at == QUOTED)
        return FAIL(c->p->a, E_INPUT, w_sheet_cell_too_long, .args = {ARG_INT("row", c->row)});
    return c->row_open ? row_end(c) : NULL;
}

static err read_all(struct parse *p, struct csv *c, struct reader *r, const struct charset_guess *g)
{
    struct sheet_info only = {.name = T("CSV"), .rows = g->lines};
    char *bytes = arena_alloc(p->a, CHUNK);
    size_t n;

    TRY(reader_open(r, p, g->charset, (int64_t)g->mark));
    TRY(reader_read(r, bytes, CHUNK, &n));
    c->separator = p->options->separator ? p->options->separator : guess_separator((text){bytes, n});
    wire_sheet(p->o, only.name, false, only.rows, 0);
    parse_begin(p, &(struct parse_begin){SHEET_CSV, 0, g->lines + 1, charset_name(g->charset), c->separator});
    parse_rows(p);
    return rows(c, r, bytes, n);
}

err csv_parse(struct parse *p)
{
    struct csv c = {.p = p};
    struct reader *r = ARENA_NEW(p->a, struct reader);
    struct charset_guess g;
    err e;

    TRY(charset_guess(p, &g));
    out_init(&c.cell, SHEET_CELL_MAX, LANG_ZH);
    e = read_all(p, &c, r, &g);
    reader_close(r);
    out_free(&c.cell);
    return e;
}
