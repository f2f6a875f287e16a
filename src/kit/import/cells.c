/* One row of a sheet into one record's values: each mapped cell is a value, nothing, or in doubt; never guessed. See in.h. */
#include "kit/import/in.h"
#include "kit/import/words.h"

#include "kit/check.h"
#include "kit/codes.h"
#include "kit/lists.h"
#include "kit/scan.h"
#include "kit/words.h"

/* The cell at hand. */
struct at {
    struct call *c;
    const struct plan *p;
    struct lookups *l;
    const struct source *s;
    struct parsed *row;
    int column;
};

static text title_of(const struct plan *p, int column)
{
    return column >= 0 && (size_t)column < p->head->n ? p->head->titles[column] : T("");
}

static struct cell_fault *report(const struct at *at, text t, err why)
{
    struct arena *a = at->c->arena;

    list_push(&at->row->faults, a) = (struct cell_fault){.kind = CELL_IN_DOUBT,
                                                         .column = at->column,
                                                         .field = at->s->field->name ? at->s->field : NULL,
                                                         .head = title_of(at->p, at->column),
                                                         .text = t,
                                                         .why = why};
    return &at->row->faults.v[at->row->faults.n - 1];
}

static void doubt(const struct at *at, text t, const struct word *why)
{
    report(at, t, FAIL(at->c->arena, E_INPUT, *why, .field = at->s->field->name));
}

/* --- values of a kind --------------------------------------------------------------------------------------------------------- */

/* A long figure that a workbook keeps as a number has lost its digits beyond the fifteenth: …401600000 is no project code. */
static bool digits_lost(const struct sheet_cell *cell)
{
    enum { SURE = 15 };

    if (cell->kind != SHEET_NUMBER || cell->t.n <= SURE || text_find(cell->t, T(".")) >= 0)
        return false;
    for (size_t i = SURE; i < cell->t.n; i++)
        if (cell->t.p[i] != '0')
            return false;
    return true;
}

/* Codes and telephone numbers in the form that is kept. */
static err tidy(const struct at *at, text t, text *ret)
{
    const struct field *f = at->s->field;
    struct arena *a = at->c->arena;

    *ret = t;
    if (f->check == check_uscc)
        return uscc_read(a, t, ret);
    if (f->check == check_project_code) {
        struct project_code code;
        TRY(project_code_read(a, t, &all_divisions, NO_MONTH, &code));
        *ret = code.written;
        if (code.phase.p && at->p->suffix) {
            *(text *)field_at(at->p->suffix, at->row->r) = code.phase;
            fieldset_add(&at->row->set, record_index(at->p->record, at->p->suffix));
        }
    }
    if (f->check == check_phone) {
        struct reading r = cell_phone(a, CELL(t), ret);
        if (r.is == READ_DOUBT)
            return FAIL(a, E_INPUT, *r.why, .field = f->name);
    }
    return NULL;
}

/* Line ends of all kinds, also the \r\r\n of files that went through too many hands. */
static text one_line_end(struct arena *a, text t)
{
    return text_replace(a, t, T("\r"), text_find(t, T("\n")) >= 0 ? T("") : T("\n"));
}

static struct reading read_text(const struct at *at, const struct sheet_cell *cell, struct cell typed, err *ret_why)
{
    const struct field *f = at->s->field;
    text t = f->long_text ? text_trim(one_line_end(at->c->arena, typed.t)) : text_tidy(at->c->arena, typed.t);

    if (cell_empty(t))
        return (struct reading){READ_EMPTY, NULL, NULL};
    if (typed.kind == CELL_ERROR)
        return (struct reading){READ_DOUBT, &w_cell_error, NULL};
    if (cell && digits_lost(cell))
        return (struct reading){READ_DOUBT, &w_import_digits_lost, NULL};
    *ret_why = tidy(at, t, field_at(f, at->row->r));
    return (struct reading){*ret_why ? READ_DOUBT : READ_VALUE, NULL, NULL};
}

/* Codes and references, whose meaning is the same for equal texts. */
static err read_meaning(const struct at *at, struct cell typed, struct reading *ret, const struct meaning **ret_meaning)
{
    const struct field *f = at->s->field;
    const struct meaning *m;

    TRY(lookup(at->l, f, typed, &m));
    if (m->reading.is == READ_VALUE && f->kind == KIND_ref)
        *(ref *)field_at(f, at->row->r) = (ref){m->ids[0]};
    else if (m->reading.is == READ_VALUE)
        *(text *)field_at(f, at->row->r) = m->key;
    *ret = m->reading;
    *ret_meaning = m;
    return NULL;
}

/* As many decimals as the field keeps: 40 % of a field without any is 40, of one with two 4000. */
static struct reading read_percent(const struct field *f, struct cell typed, bool stated, number *ret)
{
    enum { HUNDREDTHS = 2 };
    struct reading r = cell_percent(typed, stated, ret);

    if (r.is != READ_VALUE)
        return r;
    for (int i = f->decimals; i < HUNDREDTHS; i++) {
        if (ret->n % 10) {
            ret->n = ABSENT;
            return (struct reading){READ_DOUBT, &w_cell_fraction, NULL};
        }
        ret->n /= 10;
    }
    for (int i = HUNDREDTHS; i < f->decimals; i++)
        ret->n *= 10;
    return r;
}

static struct reading read_number(const struct field *f, struct cell typed, const struct cell_unit *unit, number *ret)
{
    struct cell_unit with = *unit;

    if (f->unit == U_PERCENT)
        return read_percent(f, typed, unit->percent, ret);
    for (int i = 0; i < f->decimals; i++)
        with.scale *= 10;
    return cell_number(typed, &with, ret);
}

static struct reading read_figure(const struct at *at, struct cell typed)
{
    const struct field *f = at->s->field;
    void *to = field_at(f, at->row->r);

    switch (f->kind) {
    case KIND_money: return cell_money(typed, &at->s->unit, to);
    case KIND_number: return read_number(f, typed, &at->s->unit, to);
    case KIND_degree: return cell_degree(typed, strcmp(f->name, "lat") == 0 ? AXIS_LATITUDE : AXIS_LONGITUDE, to);
    case KIND_date: return cell_date(typed, &at->s->map->dates, to);
    case KIND_month: return cell_month(typed, &at->s->map->dates, to);
    case KIND_flag: return cell_flag(typed, to);
    default: return (struct reading){READ_DOUBT, &w_cell_prose, NULL};
    }
}

/* --- one field ---------------------------------------------------------------------------------------------------------------------- */

/* What the mapping says instead of the cell's text. */
static text replaced(const struct mapping_field *f, text t)
{
    for (size_t i = 0; i < f->values.n; i++)
        if (scan_same(f->values.v[i].from, t))
            return f->values.v[i].to;
    return t;
}

static void refuse_row(const struct at *at, text t, err why)
{
    report(at, t, why)->kind = CELL_REFUSED;
    if (!at->row->refused)
        at->row->refused = why;
}

/* Takes over what was read, if the field may hold it. */
static void keep(const struct at *at, text t)
{
    const struct field *f = at->s->field;
    err e = field_check(at->c->arena, f, at->row->r);

    if (!e) {
        fieldset_add(&at->row->set, at->s->index);
        return;
    }
    field_clear(f, at->row->r);
    if (e->word == &w_secret_mark)
        refuse_row(at, t, e);
    else
        report(at, t, e);
}

static err take(const struct at *at, const struct sheet_cell *cell, struct cell typed)
{
    const struct field *f = at->s->field;
    const struct meaning *meaning = NULL;
    struct reading r;
    err why = NULL;
    text original = typed.t;

    typed.t = replaced(at->s->map, typed.t);
    if (!typed.t.n)
        return NULL;
    if (f->kind == KIND_text)
        r = read_text(at, cell, typed, &why);
    else if (f->kind == KIND_code || f->kind == KIND_codes || f->kind == KIND_ref)
        TRY(read_meaning(at, typed, &r, &meaning));
    else
        r = read_figure(at, typed);
    if (r.is == READ_VALUE) {
        keep(at, original);
        return NULL;
    }
    field_clear(f, at->row->r);
    if (r.is == READ_EMPTY)
        return NULL;
    if (why)
        report(at, original, why);
    else
        doubt(at, original, r.why);
    if (meaning) {
        struct cell_fault *last = &at->row->faults.v[at->row->faults.n - 1];
        last->n_ids = meaning->n_ids;
        memcpy(last->ids, meaning->ids, sizeof(last->ids));
        last->near = r.near ? text_of(r.near->in[at->c->lang]) : NO_TEXT;
    }
    return NULL;
}

static struct cell cell_of(const struct plan *p, const struct sheet_cell *cell)
{
    struct cell c = {cell->t, CELL_TEXT};

    switch (cell->kind) {
    case SHEET_NUMBER: c.kind = CELL_NUMBER; break;
    case SHEET_DATE: c.kind = CELL_DATE; break;
    case SHEET_ERROR: c.kind = CELL_ERROR; break;
    default: c.kind = p->format == SHEET_CSV || p->format == SHEET_HTML ? CELL_PLAIN : CELL_TEXT;
    }
    return c;
}

/* The first of a part's columns that holds something; −1: none does. A formula without a result counts: it must be told. */
static int pick(const struct source_part *part, const struct sheet_row *row)
{
    for (size_t i = 0; i < part->columns.n; i++) {
        const struct sheet_cell *cell = sheet_at(row, (size_t)part->columns.v[i]);
        if (cell->no_value || (cell->kind != SHEET_EMPTY && !cell_empty(cell->t)))
            return part->columns.v[i];
    }
    return -1;
}

/* Several pieces become one text: "评级:Amber\n说明:…". */
static err read_pieces(struct at *at, const struct sheet_row *row)
{
    struct arena *a = at->c->arena;
    LIST(text) pieces = {0};
    text between = at->s->field->long_text ? T("\n") : T("; "), all;

    for (size_t i = 0; i < at->s->parts.n; i++) {
        const struct source_part *part = &at->s->parts.v[i];
        int column = pick(part, row);
        text t;
        if (column < 0)
            continue;
        at->column = column;
        t = text_trim(sheet_at(row, (size_t)column)->t);
        list_push(&pieces, a) = part->label.n ? text_fmt(a, "%.*s: %.*s", TEXT_ARG(part->label), TEXT_ARG(t)) : t;
    }
    if (!pieces.n)
        return NULL;
    all = text_join(a, pieces.v, pieces.n, between);
    return take(at, NULL, CELL(all));
}

static err read_source(struct at *at, const struct sheet_row *row)
{
    const struct source *s = at->s;
    const struct sheet_cell *cell;

    at->column = -1;
    if (!s->parts.n)
        return take(at, NULL, CELL(s->map->constant));
    if (s->parts.n > 1 || s->parts.v[0].label.n)
        return read_pieces(at, row);
    at->column = pick(&s->parts.v[0], row);
    if (at->column < 0)
        return NULL;
    cell = sheet_at(row, (size_t)at->column);
    if (cell->no_value) {
        doubt(at, T(""), &w_import_no_result);
        return NULL;
    }
    return take(at, cell, cell_of(at->p, cell));
}

/* --- the row ----------------------------------------------------------------------------------------------------------------------- */

/* State secrets must not come in, not even in a column that is not mapped. */
static void check_secrets(struct at *at, const struct sheet_row *row)
{
    static const struct field none = {.name = NULL};
    static const struct source any = {.field = &none};

    at->s = &any;
    for (size_t i = 0; i < row->n; i++) {
        const struct sheet_cell *cell = &row->v[i];
        err e;
        if (cell->kind != SHEET_TEXT || cell->t.n < 6)
            continue;
        e = secret_check(at->c->arena, cell->t);
        if (!e && (int)i == at->p->secret_column && text_has(cell->t, T("密")) && !text_has(cell->t, T("非")))
            e = FAIL(at->c->arena, E_INPUT, w_secret_mark, .args = {ARG_TEXT("mark", cell->t)});
        at->column = (int)i;
        if (e)
            refuse_row(at, cell->t, e);
    }
}

static uint64_t mix(uint64_t h, const void *p, size_t n)
{
    const unsigned char *at = p;

    for (size_t i = 0; i < n; i++)
        h = (h ^ at[i]) * UINT64_C(1099511628211);
    return (h ^ n) * UINT64_C(1099511628211);
}

uint64_t import_hash(uint64_t h, const struct field *f, const void *r)
{
    bool texty = f->kind == KIND_text || f->kind == KIND_code || f->kind == KIND_codes;
    const text *t = field_in(f, r);

    return texty ? mix(h, t->p ? t->p : "", t->n) : mix(h, field_in(f, r), sizeof(int64_t));
}

static uint64_t content_of(const struct plan *p, const struct parsed *row)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < p->sources.n; i++)
        h = import_hash(h, p->sources.v[i].field, row->r);
    for (size_t i = 0; i < row->faults.n; i++)
        h = mix(h, row->faults.v[i].text.p ? row->faults.v[i].text.p : "", row->faults.v[i].text.n);
    return h;
}

err row_read(struct call *c, const struct plan *p, struct lookups *l, const struct sheet_row *row, struct parsed *ret)
{
    struct at at = {.c = c, .p = p, .l = l, .row = ret};

    *ret = (struct parsed){.number = row->number, .hidden = row->hidden, .r = record_new(c->arena, p->record)};
    for (size_t i = 0; i < p->sources.n; i++) {
        at.s = &p->sources.v[i];
        TRY(read_source(&at, row));
    }
    if (!ret->refused)
        check_secrets(&at, row);
    ret->content = content_of(p, ret);
    return NULL;
}

err plan_constants(struct call *c, const struct plan *p, struct lookups *l)
{
    struct parsed row = {.r = record_new(c->arena, p->record)};
    struct at at = {.c = c, .p = p, .l = l, .row = &row};
    struct sheet_row none = {0};

    for (size_t i = 0; i < p->sources.n; i++) {
        at.s = &p->sources.v[i];
        if (at.s->parts.n)
            continue;
        TRY(read_source(&at, &none));
        if (row.faults.n)
            return FAIL(c->arena, E_INPUT, w_mapping_constant, .field = at.s->field->name,
                        .args = {ARG_WORD("field", &at.s->field->label), ARG_TEXT("value", at.s->map->constant),
                                 ARG_TEXT("why", error_text(c->arena, row.faults.v[0].why, c->lang))});
    }
    return NULL;
}
