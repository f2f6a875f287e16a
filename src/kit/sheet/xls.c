/* The old .xls. libfreexl is not used: it shows no merged ranges, hidden rows, hidden sheets, booleans or errors, holds the
 * whole sheet in memory and takes a path. A sheet is gone through twice: first for ranges and hidden rows, then for cells. */
#include "kit/sheet/biff.h"
#include "kit/sheet/number.h"
#include "kit/sheet/strings.h"

enum { ROWS = 65536, STYLES_MAX = 70000, CUSTOMS_MAX = 5000 };

struct xls {
    struct parse *p;
    struct cfb_stream stream;
    struct biff *b;
    struct out t;
    bool epoch_1904;
    LIST(struct sheet_info) sheets;
    LIST(uint32_t) offsets;
    LIST(struct custom { uint32_t id; enum number_format format; }) customs;
    LIST(uint16_t) styles;  /* the number of each style's format */
    unsigned char *formats; /* enum number_format of each style */
    struct strings strings;
    unsigned char *hidden; /* a bit for each row */
    int64_t row;           /* open now, from 1; 0: none */
    size_t text_column;    /* of a formula whose text follows in a STRING record */
    bool text_follows;
};

static err cut_off(struct xls *x)
{
    return parse_broken(x->p, "xls");
}

/* ---- the workbook's own records ---- */

static err bound_sheet(struct xls *x)
{
    uint32_t offset = biff_u32(x->b, 0), hidden = biff_u8(x->b, 4), type = biff_u8(x->b, 5);

    x->b->used = 6;
    if (!biff_string(x->b, 1, &x->t))
        return cut_off(x);
    if (type != 0)
        return NULL; /* a chart or a macro */
    if (x->sheets.n >= SHEET_LIST_MAX)
        return FAIL(x->p->a, E_INPUT, w_sheet_too_large);
    list_push(&x->sheets, x->p->a) = (struct sheet_info){.name = text_copy(x->p->a, out_text(&x->t)), .hidden = hidden & 3};
    list_push(&x->offsets, x->p->a) = offset;
    return NULL;
}

static void format(struct xls *x)
{
    struct custom c = {.id = biff_u16(x->b, 0)};

    x->b->used = 2;
    if (!biff_string(x->b, x->b->wide ? 2 : 1, &x->t) || x->customs.n >= CUSTOMS_MAX)
        return;
    c.format = number_format_code(out_text(&x->t));
    list_push(&x->customs, x->p->a) = c;
}

static err shared_strings(struct xls *x)
{
    uint32_t n = biff_u32(x->b, 4);

    x->b->used = 8;
    for (uint32_t i = 0; i < n; i++) {
        if (!biff_string(x->b, 2, &x->t))
            return cut_off(x);
        if (!strings_add(&x->strings, out_text(&x->t)))
            return FAIL(x->p->a, E_INPUT, w_sheet_too_many_texts);
    }
    return NULL;
}

static err code_page(struct xls *x)
{
    switch (biff_u16(x->b, 0)) {
    case 936: x->b->charset = CHARSET_GB18030; break;
    case 950: x->b->charset = CHARSET_BIG5; break;
    default: x->b->charset = CHARSET_1252;
    }
    return NULL;
}

static err begin_of_file(struct xls *x)
{
    uint32_t version = biff_u16(x->b, 0);

    x->b->wide = version == 0x600;
    if (version != 0x600 && version != 0x500)
        return FAIL(x->p->a, E_INPUT, w_sheet_other_format, .args = {ARG_WORD("what", &w_sheet_is_excel4)});
    return NULL;
}

static err global(struct xls *x)
{
    switch (x->b->id) {
    case BIFF_FILEPASS: return FAIL(x->p->a, E_INPUT, w_sheet_encrypted);
    case BIFF_CODEPAGE: return code_page(x);
    case BIFF_DATEMODE: x->epoch_1904 = biff_u16(x->b, 0) == 1; return NULL;
    case BIFF_BOUNDSHEET: return bound_sheet(x);
    case BIFF_FORMAT: format(x); return NULL;
    case BIFF_SST: return shared_strings(x);
    case BIFF_XF:
        if (x->styles.n < STYLES_MAX)
            list_push(&x->styles, x->p->a) = (uint16_t)biff_u16(x->b, 2);
        return NULL;
    default: return NULL;
    }
}

static err globals(struct xls *x)
{
    x->b->charset = CHARSET_GB18030;
    if (!biff_next(x->b) || x->b->id != BIFF_BOF)
        return cut_off(x);
    TRY(begin_of_file(x));
    while (biff_next(x->b)) {
        if (x->b->id == BIFF_EOF)
            return x->sheets.n ? NULL : cut_off(x);
        TRY(global(x));
    }
    return cut_off(x);
}

static void styles_to_formats(struct xls *x)
{
    x->formats = arena_alloc(x->p->a, x->styles.n);
    for (size_t i = 0; i < x->styles.n; i++) {
        x->formats[i] = (unsigned char)number_format_builtin(x->styles.v[i]);
        for (size_t k = 0; k < x->customs.n; k++)
            if (x->customs.v[k].id == x->styles.v[i])
                x->formats[i] = (unsigned char)x->customs.v[k].format;
    }
}

/* ---- a sheet, first time ---- */

static void merged(struct xls *x)
{
    for (uint32_t i = 0; i < biff_u16(x->b, 0) && 2 + 8 * (i + 1) <= x->b->n; i++) {
        size_t at = 2 + 8 * i;
        struct sheet_range r = {biff_u16(x->b, at) + 1, biff_u16(x->b, at + 2) + 1, (int)biff_u16(x->b, at + 4), (int)biff_u16(x->b, at + 6)};
        if (r.row_from <= r.row_to && r.column_from <= r.column_to && r.column_to < SHEET_COLUMNS_MAX)
            parse_merge(x->p, &r);
    }
}

static void column(struct xls *x)
{
    struct sheet_column c = {(int)biff_u16(x->b, 0), (int)biff_u16(x->b, 2), biff_u16(x->b, 8) & 1, (int)(biff_u16(x->b, 4) * 100 / 256)};

    if (c.to > 255)
        c.to = 255; /* Excel writes 256 for "to the end" */
    if (c.from <= c.to)
        parse_column(x->p, &c);
}

/* Goes to the sheet's BOF and past it. */
static err at_sheet(struct xls *x, size_t sheet)
{
    biff_seek(x->b, x->offsets.v[sheet]);
    return biff_next(x->b) && x->b->id == BIFF_BOF ? NULL : cut_off(x);
}

/* The next record of the sheet itself, over the charts inside it; *ret_end at its EOF. */
static err sheet_record(struct xls *x, bool *ret_end)
{
    for (int depth = 0;;) {
        if (!biff_next(x->b))
            return cut_off(x);
        if (x->b->id == BIFF_BOF)
            depth++;
        else if (x->b->id == BIFF_EOF && depth-- == 0)
            return *ret_end = true, NULL;
        else if (depth <= 0)
            return NULL;
    }
}

/* DIMENSIONS stands near the beginning of a sheet. */
static void dimensions(struct xls *x, size_t sheet)
{
    biff_seek(x->b, x->offsets.v[sheet]);
    for (int i = 0; i < 100 && biff_next(x->b) && x->b->id != BIFF_EOF; i++)
        if (x->b->id == BIFF_DIMENSIONS) {
            x->sheets.v[sheet].rows = x->b->wide ? biff_u32(x->b, 4) : biff_u16(x->b, 2);
            x->sheets.v[sheet].columns = x->b->wide ? biff_u16(x->b, 10) : biff_u16(x->b, 6);
            return;
        }
}

static err outline(struct xls *x, size_t sheet)
{
    bool end = false;
    size_t merges = 0;

    x->hidden = arena_alloc(x->p->a, ROWS / 8);
    TRY(at_sheet(x, sheet));
    while (!end) {
        uint32_t row;
        TRY(sheet_record(x, &end));
        row = biff_u16(x->b, 0);
        if (x->b->id == BIFF_MERGED && (merges += biff_u16(x->b, 0)) <= SHEET_MERGES_MAX)
            merged(x);
        else if (x->b->id == BIFF_COLINFO)
            column(x);
        else if (x->b->id == BIFF_ROW && biff_u32(x->b, 12) & 0x20)
            x->hidden[row / 8] |= (unsigned char)(1 << row % 8);
    }
    return NULL;
}

/* ---- a sheet, second time ---- */

static err row_of(struct xls *x, uint32_t row)
{
    if (x->row == (int64_t)row + 1)
        return NULL;
    if (x->row)
        TRY(parse_row_end(x->p));
    x->row = (int64_t)row + 1;
    return parse_row(x->p, x->row, x->hidden[row / 8] >> (row % 8) & 1);
}

static enum number_format format_of(const struct xls *x, uint32_t style)
{
    return style < x->styles.n ? (enum number_format)x->formats[style] : FORMAT_NUMBER;
}

static err number_cell(struct xls *x, uint32_t at_column, uint32_t style, double d, unsigned flags)
{
    char plain[NUMBER_TEXT_MAX], shown[NUMBER_TEXT_MAX];
    text t;

    if (!number_of_double(d, plain, &t))
        return parse_cell(x->p, at_column, SHEET_ERROR, flags, T("#NUM!"));
    if (number_date(t, format_of(x, style), x->epoch_1904, shown, &t))
        return parse_cell(x->p, at_column, SHEET_DATE, flags, t);
    return parse_cell(x->p, at_column, SHEET_NUMBER, flags, t);
}

/* A figure in 30 bits: a whole number or the upper half of a double, perhaps of a hundredfold. */
static double rk(uint32_t bits)
{
    uint64_t upper = (uint64_t)(bits & ~3u) << 32;
    double d;

    if (bits & 2)
        d = (double)((int32_t)bits >> 2);
    else
        memcpy(&d, &upper, sizeof(d));
    return bits & 1 ? d / 100 : d;
}

static text error_text_of(uint32_t code)
{
    static const struct { uint32_t code; const char *t; } errors[] = {
        {0, "#NULL!"}, {7, "#DIV/0!"}, {15, "#VALUE!"}, {23, "#REF!"}, {29, "#NAME?"}, {36, "#NUM!"}, {42, "#N/A"}};

    for (size_t i = 0; i < COUNT(errors); i++)
        if (errors[i].code == code)
            return text_of(errors[i].t);
    return T("#ERROR");
}

static err bool_or_error(struct xls *x, uint32_t at_column, uint32_t value, bool is_error, unsigned flags)
{
    if (is_error)
        return parse_cell(x->p, at_column, SHEET_ERROR, flags, error_text_of(value));
    return parse_cell(x->p, at_column, SHEET_BOOL, flags, value ? T("TRUE") : T("FALSE"));
}

static err formula(struct xls *x, uint32_t at_column, uint32_t style)
{
    if (biff_u16(x->b, 12) != 0xffff)
        return number_cell(x, at_column, style, biff_double(x->b, 6), WIRE_FORMULA);
    switch (biff_u8(x->b, 6)) {
    case 0:
        x->text_follows = true;
        x->text_column = at_column;
        return NULL;
    case 1:
    case 2: return bool_or_error(x, at_column, biff_u8(x->b, 8), biff_u8(x->b, 6) == 2, WIRE_FORMULA);
    default: return NULL; /* an empty text */
    }
}

static err text_cell(struct xls *x, size_t at_column, unsigned flags)
{
    if (!biff_string(x->b, 2, &x->t))
        return cut_off(x);
    if (out_failed(&x->t))
        return FAIL(x->p->a, E_INPUT, w_sheet_cell_too_long, .args = {ARG_INT("row", x->row)});
    return x->t.n ? parse_cell(x->p, at_column, SHEET_TEXT, flags, out_text(&x->t)) : NULL;
}

static err many_figures(struct xls *x)
{
    for (size_t at = 4, c = biff_u16(x->b, 2); at + 8 <= x->b->n; at += 6, c++)
        TRY(number_cell(x, (uint32_t)c, biff_u16(x->b, at), rk(biff_u32(x->b, at + 2)), 0));
    return NULL;
}

static err shared_cell(struct xls *x, uint32_t at_column)
{
    text t;

    if (!strings_get(&x->strings, biff_u32(x->b, 6), &t))
        return cut_off(x);
    return t.n ? parse_cell(x->p, at_column, SHEET_TEXT, 0, t) : NULL;
}

static err cell(struct xls *x)
{
    uint32_t at_column = biff_u16(x->b, 2), style = biff_u16(x->b, 4);

    switch (x->b->id) {
    case BIFF_LABELSST: return shared_cell(x, at_column);
    case BIFF_NUMBER: return number_cell(x, at_column, style, biff_double(x->b, 6), 0);
    case BIFF_RK: return number_cell(x, at_column, style, rk(biff_u32(x->b, 6)), 0);
    case BIFF_MULRK: return many_figures(x);
    case BIFF_BOOLERR: return bool_or_error(x, at_column, biff_u8(x->b, 6), biff_u8(x->b, 7), 0);
    case BIFF_FORMULA: return formula(x, at_column, style);
    default: x->b->used = 6; return text_cell(x, at_column, 0);
    }
}

static bool is_cell(uint32_t id)
{
    return id == BIFF_LABELSST || id == BIFF_NUMBER || id == BIFF_RK || id == BIFF_MULRK || id == BIFF_BOOLERR || id == BIFF_FORMULA ||
           id == BIFF_LABEL || id == BIFF_RSTRING;
}

static err cells(struct xls *x, size_t sheet)
{
    bool end = false;

    TRY(at_sheet(x, sheet));
    while (!end) {
        TRY(sheet_record(x, &end));
        if (end)
            break;
        if (x->b->id == BIFF_STRING && x->text_follows) {
            x->text_follows = false;
            TRY(text_cell(x, x->text_column, WIRE_FORMULA));
        } else if (is_cell(x->b->id)) {
            x->text_follows = false;
            TRY(row_of(x, biff_u16(x->b, 0)));
            TRY(cell(x));
        }
    }
    return x->row ? parse_row_end(x->p) : NULL;
}

/* ---- the file ---- */

/* Which stream holds the workbook; what is none, or locked, is refused. */
static err find(struct xls *x, struct cfb *c)
{
    bool found;

    TRY(cfb_find(c, "EncryptedPackage", &found, &x->stream));
    if (found)
        return FAIL(x->p->a, E_INPUT, w_sheet_encrypted);
    TRY(cfb_find(c, "Workbook", &found, &x->stream));
    if (!found)
        TRY(cfb_find(c, "Book", &found, &x->stream));
    if (found)
        return NULL;
    TRY(cfb_find(c, "WordDocument", &found, &x->stream));
    return FAIL(x->p->a, E_INPUT, w_sheet_not_a_workbook, .args = {ARG_WORD("what", found ? &w_sheet_is_word : &w_sheet_is_ole)});
}

static err read_all(struct xls *x)
{
    struct parse_begin begin = {.format = SHEET_XLS};

    TRY(globals(x));
    styles_to_formats(x);
    for (size_t i = 0; i < x->sheets.n; i++) {
        dimensions(x, i);
        wire_sheet(x->p->o, x->sheets.v[i].name, x->sheets.v[i].hidden, x->sheets.v[i].rows, x->sheets.v[i].columns);
    }
    TRY(parse_choose(x->p, x->sheets.v, x->sheets.n, &begin.chosen));
    begin.rows_expected = x->sheets.v[begin.chosen].rows;
    parse_begin(x->p, &begin);
    TRY(outline(x, begin.chosen));
    parse_rows(x->p);
    return cells(x, begin.chosen);
}

err xls_parse(struct parse *p)
{
    struct xls *x = ARENA_NEW(p->a, struct xls);
    struct cfb c;
    err e;

    x->p = p;
    x->b = ARENA_NEW(p->a, struct biff);
    x->b->s = &x->stream;
    strings_init(&x->strings, p->a);
    TRY(cfb_open(p, &c));
    TRY(find(x, &c));
    out_init(&x->t, SHEET_CELL_MAX, LANG_ZH);
    e = read_all(x);
    out_free(&x->t);
    return e;
}
