/* The cells of an .xlsx sheet. The quick pass only unpacks and looks for bytes; the second parses. See sheet.h for why. */
#include "kit/sheet/xlsx.h"

/* ---- the quick pass ---- */

enum { SCAN = 64 * 1024, OVERLAP = 64, TAIL_MAX = 24 * 1024 * 1024 };

/* Where "</sheetData>" or "</x:sheetData>" ends in the bytes, 0 when it is not there. */
static size_t data_end(text t)
{
    size_t from = 0;

    for (;;) {
        ptrdiff_t at = text_find(text_sub(t, from, t.n), T("sheetData>"));
        size_t i;
        if (at < 0)
            return 0;
        i = from += (size_t)at;
        while (i && from - i < 24 && t.p[i] != '<' && t.p[i] != '/')
            i--;
        from += 10;
        if (t.p[i] == '/')
            return from;
    }
}

/* The number in the last <row r="…"> of the bytes. */
static int64_t last_row(text t)
{
    for (size_t i = t.n; i > 4; i--) {
        text rest, number;
        int64_t n;
        if (memcmp(t.p + i - 4, "row ", 4) || (i > 4 && t.p[i - 5] != '<' && t.p[i - 5] != ':'))
            continue;
        number = text_sub(t, i, 200);
        if (text_find(number, T("r=\"")) < 0)
            return 0;
        number = text_cut(text_sub(number, (size_t)text_find(number, T("r=\"")) + 3, 20), '"', &rest);
        return text_int(number, &n) && n > 0 && n <= SHEET_ROWS_MAX ? n : 0;
    }
    return 0;
}

static void send_merges(struct parse *p, text tail)
{
    for (size_t n = 0; n < SHEET_MERGES_MAX; n++) {
        ptrdiff_t at = text_find(tail, T("mergeCell "));
        struct sheet_range r;
        text rest, reference;
        if (at < 0)
            return;
        tail = text_sub(tail, (size_t)at + 10, tail.n);
        if (text_find(text_sub(tail, 0, 100), T("ref=\"")) < 0)
            continue;
        reference = text_cut(text_sub(tail, (size_t)text_find(tail, T("ref=\"")) + 5, 64), '"', &rest);
        if (parse_range(reference, &r) && (r.row_from < r.row_to || r.column_from < r.column_to))
            parse_merge(p, &r);
    }
}

/* Reads on to the end of the part, which also proves its checksum; keeps what follows the rows. */
static err scan(struct part *part, char *bytes, struct out *tail, int64_t *ret_last_row)
{
    size_t kept = 0, n = 1;
    bool found = false;

    while (n) {
        size_t end;
        text t;
        TRY(part_read(part, bytes + kept, SCAN, &n));
        t = (text){bytes, kept + n};
        if (found) {
            out_put(tail, bytes + kept, n);
            continue;
        }
        end = data_end(t);
        if (end) {
            found = true;
            *ret_last_row = last_row(text_sub(t, 0, end));
            out_raw(tail, text_sub(t, end, t.n));
            kept = 0;
            continue;
        }
        kept = t.n < OVERLAP ? t.n : OVERLAP;
        memmove(bytes, bytes + t.n - kept, kept);
    }
    return NULL;
}

err xlsx_merges(struct xlsx *w, text name, int64_t *ret_last_row)
{
    CLEAN(part_close) struct part part = {0};
    char *bytes = arena_alloc(w->p->a, SCAN + OVERLAP);
    struct out tail;
    err e;

    out_init(&tail, TAIL_MAX, LANG_ZH);
    e = part_open(&w->book, name, PART_LARGE, &part);
    if (!e)
        e = scan(&part, bytes, &tail, ret_last_row);
    if (!e)
        send_merges(w->p, out_text(&tail));
    out_free(&tail);
    return e;
}

/* ---- the rows ---- */

enum type { TYPE_NUMBER, TYPE_SHARED, TYPE_STRING, TYPE_INLINE, TYPE_BOOL, TYPE_ERROR, TYPE_DATE };

struct rows {
    struct xml x;
    struct xlsx *w;
    bool in_data, in_row, in_cell, in_text, sent_start;
    int phonetic;
    int64_t row;
    size_t column, next_column;
    enum type type;
    int64_t style;
    bool formula, has_value;
    struct out t;
};

/* A small number from an attribute; −1 for anything else. */
static int64_t count(const char *z)
{
    int64_t n = 0;

    if (!*z)
        return -1;
    for (; *z; z++) {
        if (*z < '0' || *z > '9' || n > INT32_MAX)
            return -1;
        n = n * 10 + (*z - '0');
    }
    return n;
}

static void check(struct rows *r, err e)
{
    if (e)
        xml_stop(&r->x, e);
}

static void column_element(struct rows *r, const char **attributes)
{
    struct sheet_column c = {.hidden = false};
    int64_t from = count(text_z(r->x.p->a, xml_attribute(attributes, "min")));
    int64_t to = count(text_z(r->x.p->a, xml_attribute(attributes, "max")));
    text hidden = xml_attribute(attributes, "hidden"), fraction;
    text width = text_cut(xml_attribute(attributes, "width"), '.', &fraction);
    int64_t whole;

    if (r->in_data || from < 1 || to < from || to > SHEET_COLUMNS_MAX)
        return;
    c.from = (int)from - 1;
    c.to = (int)to - 1;
    c.hidden = text_eq(hidden, T("1")) || text_eq(hidden, T("true"));
    if (text_int(width, &whole) && whole >= 0 && whole < 256)
        c.width = (int)whole * 100 + (fraction.n ? (fraction.p[0] - '0') * 10 : 0);
    if (c.width < 0 || c.width > 25600)
        c.width = 0;
    parse_column(r->x.p, &c);
}

static void row_element(struct rows *r, const char **attributes)
{
    int64_t number = r->row + 1;
    bool hidden = false;

    for (; *attributes; attributes += 2) {
        if (!strcmp(attributes[0], "r"))
            number = count(attributes[1]);
        else if (!strcmp(attributes[0], "hidden"))
            hidden = !strcmp(attributes[1], "1") || !strcmp(attributes[1], "true");
    }
    if (number < 1) {
        xml_stop(&r->x, parse_broken(r->x.p, "row"));
        return;
    }
    r->row = number;
    r->next_column = 0;
    r->in_row = true;
    check(r, parse_row(r->x.p, number, hidden));
}

static enum type type_of(const char *t)
{
    switch (t[0]) {
    case 's': return t[1] ? TYPE_STRING : TYPE_SHARED;
    case 'i': return TYPE_INLINE;
    case 'b': return TYPE_BOOL;
    case 'e': return TYPE_ERROR;
    case 'd': return TYPE_DATE;
    default: return TYPE_NUMBER;
    }
}

/* The column of "AB12"; −1 when there is none. */
static int64_t column_of(const char *reference)
{
    int64_t n = 0;

    for (; (*reference | 32) >= 'a' && (*reference | 32) <= 'z' && n <= SHEET_COLUMNS_MAX; reference++)
        n = n * 26 + ((*reference | 32) - 'a' + 1);
    return n - 1;
}

static void cell_element(struct rows *r, const char **attributes)
{
    int64_t column = -1;

    r->type = TYPE_NUMBER;
    r->style = 0;
    r->formula = r->has_value = false;
    r->t.n = 0;
    for (; *attributes; attributes += 2) {
        const char *name = attributes[0];
        if (name[0] == 0 || name[1])
            continue;
        if (name[0] == 'r')
            column = column_of(attributes[1]);
        else if (name[0] == 't')
            r->type = type_of(attributes[1]);
        else if (name[0] == 's')
            r->style = count(attributes[1]);
    }
    r->column = column < 0 ? r->next_column : (size_t)column;
    r->next_column = r->column + 1;
    r->in_cell = true;
}

static void inside_cell(struct rows *r, const char *local)
{
    if (!strcmp(local, "v") || (!strcmp(local, "t") && !r->phonetic)) {
        r->in_text = r->has_value = true;
        if (local[0] == 'v')
            r->t.n = 0;
    } else if (!strcmp(local, "f")) {
        r->formula = true;
    } else if (!strcmp(local, "rPh")) {
        r->phonetic++;
    }
}

static void start(void *data, const char *name, const char **attributes)
{
    struct rows *r = data;
    const char *local = xml_local(name);

    if (r->in_cell) {
        inside_cell(r, local);
    } else if (r->in_row) {
        if (local[0] == 'c' && !local[1])
            cell_element(r, attributes);
    } else if (r->in_data) {
        if (!strcmp(local, "row"))
            row_element(r, attributes);
    } else if (!strcmp(local, "col")) {
        column_element(r, attributes);
    } else if (!strcmp(local, "sheetData") && !r->sent_start) {
        r->in_data = r->sent_start = true;
        parse_rows(r->x.p);
    }
}

static void chars(void *data, const char *p, int n)
{
    struct rows *r = data;

    if (r->in_text)
        out_put(&r->t, p, (size_t)n);
}

static err number_cell(struct rows *r, unsigned flags)
{
    char plain[NUMBER_TEXT_MAX], shown[NUMBER_TEXT_MAX];
    enum number_format format = FORMAT_NUMBER;
    text t;

    if (r->style >= 0 && (size_t)r->style < r->w->formats.n)
        format = (enum number_format)r->w->formats.v[r->style];
    if (!number_plain(out_text(&r->t), plain, &t))
        return parse_cell(r->x.p, r->column, SHEET_TEXT, flags, out_text(&r->t));
    if (format != FORMAT_NUMBER && number_date(t, format, r->w->epoch_1904, shown, &t))
        return parse_cell(r->x.p, r->column, SHEET_DATE, flags, t);
    return parse_cell(r->x.p, r->column, SHEET_NUMBER, flags, t);
}

/* An ISO date of the strict dialect: midnight is not said. */
static text iso_date(text t)
{
    if (text_ends(t, T("Z")))
        t.n--;
    if (text_ends(t, T(".000")))
        t.n -= 4;
    if (t.n == 19 && text_ends(t, T("T00:00:00")))
        t.n -= 9;
    return t;
}

static err shared_cell(struct rows *r, unsigned flags)
{
    int64_t i;
    text t;

    if (!text_int(out_text(&r->t), &i) || i < 0 || !strings_get(&r->w->strings, (size_t)i, &t))
        return parse_broken(r->x.p, "sharedStrings.xml");
    return t.n ? parse_cell(r->x.p, r->column, SHEET_TEXT, flags, t) : NULL;
}

static err cell_end(struct rows *r)
{
    struct parse *p = r->x.p;
    unsigned flags = r->formula ? WIRE_FORMULA : 0;
    text t = out_text(&r->t);

    if (out_failed(&r->t))
        return FAIL(p->a, E_INPUT, w_sheet_cell_too_long, .args = {ARG_INT("row", r->row)});
    if (!t.n) /* openpyxl writes an empty <v/>, which a text may be but no figure */
        return r->formula && (!r->has_value || r->type == TYPE_NUMBER) ? parse_cell(p, r->column, SHEET_EMPTY, WIRE_FORMULA | WIRE_NO_VALUE, t) : NULL;
    switch (r->type) {
    case TYPE_SHARED: return shared_cell(r, flags);
    case TYPE_STRING:
    case TYPE_INLINE:
        r->t.n = xlsx_unescape(r->t.p, r->t.n);
        return r->t.n ? parse_cell(p, r->column, SHEET_TEXT, flags, out_text(&r->t)) : NULL;
    case TYPE_BOOL:
        return parse_cell(p, r->column, SHEET_BOOL, flags, text_eq(t, T("1")) || text_ieq(t, T("true")) ? T("TRUE") : T("FALSE"));
    case TYPE_ERROR: return parse_cell(p, r->column, SHEET_ERROR, flags, t);
    case TYPE_DATE: return parse_cell(p, r->column, SHEET_DATE, flags, iso_date(t));
    case TYPE_NUMBER: break;
    }
    return number_cell(r, flags);
}

static void end(void *data, const char *name)
{
    struct rows *r = data;
    const char *local = xml_local(name);

    if (r->in_cell) {
        r->in_text = false;
        if (local[0] == 'c' && !local[1]) {
            r->in_cell = false;
            check(r, cell_end(r));
        } else if (!strcmp(local, "rPh")) {
            r->phonetic--;
        }
    } else if (r->in_row) {
        if (!strcmp(local, "row")) {
            r->in_row = false;
            check(r, parse_row_end(r->x.p));
        }
    } else if (r->in_data && !strcmp(local, "sheetData")) {
        xml_stop(&r->x, NULL); /* the rest is the quick pass's */
    }
}

err xlsx_rows(struct xlsx *w, text part)
{
    struct rows r = {.w = w};
    err e;

    out_init(&r.t, SHEET_CELL_MAX, LANG_ZH);
    e = book_xml(&w->book, part, PART_LARGE, &(struct xml_calls){start, end, chars}, &r.x);
    out_free(&r.t);
    if (!e && !r.sent_start)
        parse_rows(w->p);
    return e;
}
