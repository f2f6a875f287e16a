/* Tables of a web page: what "导出Excel" of many an old system saves under the name .xls. Rows of all tables one below the
 * other, an empty row between tables; nesting is not looked at, because outer tables only lay out the page. Gone through
 * twice: for colspan and rowspan, which have to be known first, then for the rows. All cells are text. */
#include "kit/sheet/charset.h"

enum { CHUNK = 64 * 1024, TAG_MAX = 4096, SPAN_COLUMNS = 1000, SPAN_ROWS = 65535 };

struct html {
    struct parse *p;
    bool rows_wanted; /* the second time */
    enum { IN_TEXT, IN_TAG, IN_QUOTES, IN_COMMENT, IN_ENTITY, IN_SKIPPED } at;
    char quote;
    const char *until; /* what ends a script or style */
    struct out tag, entity, cell;
    int64_t row, merges;
    bool row_open, cell_open, space, gap;
    size_t column, colspan;
    int64_t rowspan;
    int64_t *below; /* for each column the last row that a range above covers */
};

/* ---- text ---- */

static void put(struct html *h, const char *p, size_t n)
{
    if (!h->cell_open)
        return;
    if (h->space && h->cell.n && h->cell.p[h->cell.n - 1] != '\n')
        out_char(&h->cell, ' ');
    h->space = false;
    out_put(&h->cell, p, n);
}

static void put_line(struct html *h)
{
    h->space = false;
    if (h->cell_open && h->cell.n)
        out_char(&h->cell, '\n');
}

static void put_byte(struct html *h, char c)
{
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
        h->space = true;
    else
        put(h, &c, 1);
}

static void put_entity(struct html *h)
{
    static const struct { const char *name, *is; } named[] = {
        {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"yen", "¥"}, {"pound", "£"}, {"middot", "·"}, {"mdash", "—"},
    };
    text t = out_text(&h->entity);
    char bytes[4], z[12] = "", *end;
    unsigned long c = 0;

    if (text_eq(t, T("nbsp"))) {
        h->space = true;
        return;
    }
    for (size_t i = 0; i < COUNT(named); i++)
        if (text_eqz(t, named[i].name)) {
            put(h, named[i].is, strlen(named[i].is));
            return;
        }
    if (t.n > 1 && t.n < 10 && t.p[0] == '#') {
        memcpy(z, t.p + 1, t.n - 1);
        c = (z[0] | 32) == 'x' ? strtoul(z + 1, &end, 16) : strtoul(z, &end, 10);
    }
    if (c == 160)
        h->space = true;
    else if (c >= 0x20 && c < 0x110000 && (c < 0xd800 || c > 0xdfff))
        put(h, bytes, text_put_char(bytes, (uint32_t)c));
    else if (!c) {
        put(h, "&", 1);
        put(h, t.p, t.n);
    }
}

/* ---- cells and rows ---- */

static void cover(struct html *h)
{
    struct sheet_range r = {h->row, h->row + h->rowspan - 1, (int)h->column, (int)(h->column + h->colspan - 1)};

    for (size_t c = h->column; c < h->column + h->colspan; c++)
        h->below[c] = r.row_to;
    if ((h->rowspan > 1 || h->colspan > 1) && !h->rows_wanted && r.row_to <= SHEET_ROWS_MAX && h->merges++ < SHEET_MERGES_MAX)
        parse_merge(h->p, &r);
}

static err cell_end(struct html *h)
{
    text t = text_trim(out_text(&h->cell));

    if (!h->cell_open)
        return NULL;
    h->cell_open = false;
    if (out_failed(&h->cell))
        return FAIL(h->p->a, E_INPUT, w_sheet_cell_too_long, .args = {ARG_INT("row", h->row)});
    if (t.n && h->rows_wanted)
        TRY(parse_cell(h->p, h->column, SHEET_TEXT, 0, t));
    cover(h);
    h->column += h->colspan;
    return NULL;
}

static err row_end(struct html *h)
{
    TRY(cell_end(h));
    if (!h->row_open)
        return NULL;
    h->row_open = false;
    return h->rows_wanted ? parse_row_end(h->p) : NULL;
}

static err row_begin(struct html *h)
{
    TRY(row_end(h));
    h->row += h->gap ? 2 : 1;
    h->gap = false;
    h->row_open = true;
    h->column = 0;
    if (h->row > SHEET_ROWS_MAX)
        return FAIL(h->p->a, E_INPUT, w_sheet_too_large);
    return h->rows_wanted ? parse_row(h->p, h->row, false) : NULL;
}

/* The number in colspan="3", at least 1. */
static int64_t span(text tag, const char *name, int64_t most)
{
    ptrdiff_t at = text_find(tag, text_of(name));
    int64_t n = 0;

    if (at < 0)
        return 1;
    for (size_t i = (size_t)at + strlen(name); i < tag.n && n < most; i++) {
        if (tag.p[i] >= '0' && tag.p[i] <= '9')
            n = n * 10 + (tag.p[i] - '0');
        else if (n || !strchr("=\"' ", tag.p[i]))
            break;
    }
    return n < 1 ? 1 : n > most ? most : n;
}

static err cell_begin(struct html *h, text tag)
{
    TRY(cell_end(h));
    if (!h->row_open)
        TRY(row_begin(h));
    while (h->column < SHEET_COLUMNS_MAX && h->below[h->column] >= h->row)
        h->column++;
    h->colspan = (size_t)span(tag, "colspan", SPAN_COLUMNS);
    h->rowspan = span(tag, "rowspan", SPAN_ROWS);
    if (h->column + h->colspan > SHEET_COLUMNS_MAX)
        return FAIL(h->p->a, E_INPUT, w_sheet_too_large);
    h->cell_open = true;
    h->cell.n = 0;
    h->space = false;
    return NULL;
}

/* ---- tags ---- */

static err tag_end(struct html *h)
{
    text tag = text_lower(h->p->a, out_text(&h->tag)), rest;
    text name = text_trim(text_cut(tag, ' ', &rest));

    while (name.n && (name.p[name.n - 1] == '/' || name.p[name.n - 1] == '\n' || name.p[name.n - 1] == '\r') && name.n > 1)
        name.n--;
    h->at = IN_TEXT;
    if (text_eq(name, T("tr")))
        return row_begin(h);
    if (text_eq(name, T("td")) || text_eq(name, T("th")))
        return cell_begin(h, tag);
    if (text_eq(name, T("/td")) || text_eq(name, T("/th")))
        return cell_end(h);
    if (text_eq(name, T("/tr")))
        return row_end(h);
    if (text_eq(name, T("/table"))) {
        TRY(row_end(h));
        h->gap = h->row > 0;
    } else if (text_eq(name, T("br")) || text_eq(name, T("/p")) || text_eq(name, T("/div"))) {
        put_line(h);
    } else if (text_eq(name, T("script")) || text_eq(name, T("style"))) {
        h->at = IN_SKIPPED;
        h->until = name.p[1] == 'c' ? "/script" : "/style";
    }
    return NULL;
}

static err in_tag(struct html *h, char c)
{
    struct arena_mark mark;
    err e;

    if (c == '"' || c == '\'') {
        h->at = IN_QUOTES;
        h->quote = c;
    }
    if (c != '>') {
        if (h->tag.n < TAG_MAX)
            out_char(&h->tag, c == '\t' || c == '\n' || c == '\r' ? ' ' : c);
        if (h->tag.n == 3 && !memcmp(h->tag.p, "!--", 3))
            h->at = IN_COMMENT;
        return NULL;
    }
    mark = arena_mark(h->p->a);
    e = tag_end(h);
    if (!e)
        arena_reset(h->p->a, mark);
    return e;
}

/* Text that is not read: up to "-->" or the end of the script. */
static void in_skipped(struct html *h, char c)
{
    bool comment = h->at == IN_COMMENT;
    size_t n;

    if (h->tag.n >= 16) { /* only the last few bytes matter */
        memmove(h->tag.p, h->tag.p + 8, h->tag.n - 8);
        h->tag.n -= 8;
    }
    out_char(&h->tag, c);
    n = h->tag.n;
    if (comment && n >= 3 && !memcmp(h->tag.p + n - 3, "-->", 3))
        h->at = IN_TEXT;
    if (!comment && n > strlen(h->until) && h->tag.p[n - 1 - strlen(h->until)] == '<' &&
        text_ieq((text){h->tag.p + n - strlen(h->until), strlen(h->until)}, text_of(h->until)))
        h->at = IN_TAG;
}

static err take(struct html *h, char c)
{
    switch (h->at) {
    case IN_TAG: return in_tag(h, c);
    case IN_QUOTES:
        if (c == h->quote)
            h->at = IN_TAG;
        if (h->tag.n < TAG_MAX)
            out_char(&h->tag, c);
        return NULL;
    case IN_COMMENT:
    case IN_SKIPPED: in_skipped(h, c); return NULL;
    case IN_ENTITY:
        if (c != ';' && c != '<' && c != ' ' && h->entity.n < 12) {
            out_char(&h->entity, c);
            return NULL;
        }
        h->at = IN_TEXT;
        put_entity(h);
        return c == ';' ? NULL : take(h, c);
    case IN_TEXT: break;
    }
    if (c == '<') {
        h->at = IN_TAG;
        h->tag.n = 0;
    } else if (c == '&') {
        h->at = IN_ENTITY;
        h->entity.n = 0;
    } else {
        put_byte(h, c);
    }
    return NULL;
}

/* ---- the page ---- */

static err pass(struct html *h, struct reader *r, const struct charset_guess *g, char *bytes)
{
    size_t n = 1;

    TRY(reader_open(r, h->p, g->charset, (int64_t)g->mark));
    h->at = IN_TEXT;
    h->row = 0;
    h->gap = h->row_open = h->cell_open = false;
    memset(h->below, 0, sizeof(*h->below) * SHEET_COLUMNS_MAX);
    while (n) {
        TRY(reader_read(r, bytes, CHUNK, &n));
        for (size_t i = 0; i < n; i++)
            TRY(take(h, bytes[i]));
    }
    reader_close(r);
    return row_end(h);
}

static err both_passes(struct html *h, struct reader *r)
{
    struct charset_guess g;
    char *bytes = arena_alloc(h->p->a, CHUNK);
    struct out *o = h->p->o;

    TRY(charset_guess(h->p, &g));
    wire_sheet(o, T("HTML"), false, 0, 0);
    parse_begin(h->p, &(struct parse_begin){SHEET_HTML, 0, g.lines, charset_name(g.charset), 0});
    TRY(pass(h, r, &g, bytes));
    if (!h->row)
        return FAIL(h->p->a, E_INPUT, w_sheet_not_a_workbook, .args = {ARG_WORD("what", &w_sheet_is_html)});
    parse_rows(h->p);
    h->rows_wanted = true;
    return pass(h, r, &g, bytes);
}

err html_parse(struct parse *p)
{
    struct html h = {.p = p};
    struct reader *r = ARENA_NEW(p->a, struct reader);
    err e;

    h.below = ARENA_ARRAY(p->a, int64_t, SHEET_COLUMNS_MAX);
    out_init(&h.tag, 2 * TAG_MAX, LANG_ZH);
    out_init(&h.entity, 64, LANG_ZH);
    out_init(&h.cell, SHEET_CELL_MAX, LANG_ZH);
    e = both_passes(&h, r);
    reader_close(r);
    out_free(&h.tag);
    out_free(&h.entity);
    out_free(&h.cell);
    return e;
}
