/* Ties a mapping to one file: which column feeds which field, in which unit. See in.h. */
#include "kit/import/in.h"
#include "kit/import/words.h"

static text column_name(struct arena *a, int column)
{
    return sheet_column_name(a, (size_t)column);
}

static text title_of(const struct plan *p, int column)
{
    return (size_t)column < p->head->n ? p->head->titles[column] : T("");
}

/* --- columns ---------------------------------------------------------------------------------------------------------------- */

static err tie_part(struct call *c, const struct plan *p, struct source *s, const struct mapping_part *part)
{
    const struct mapping_field *f = s->map;
    struct source_part got = {.label = part->label};
    err faults = NULL;

    for (size_t i = 0; i < part->sources.n; i++) {
        const struct mapping_source *from = &part->sources.v[i];
        bool twice;
        int column = mapping_column(from, p->head, &twice);
        text head = from->heads.n ? from->heads.v[0] : NO_TEXT;
        if (twice)
            faults = error_also(c->arena, faults, FAIL(c->arena, E_INPUT, w_mapping_column_twice, .field = f->field->name,
                                                       .args = {ARG_TEXT("head", head), ARG_WORD("field", &f->field->label)}));
        else if (column >= 0)
            list_push(&got.columns, c->arena) = column;
        else if (!f->optional)
            faults = error_also(c->arena, faults, FAIL(c->arena, E_INPUT, w_mapping_column_gone, .field = f->field->name,
                                                       .args = {ARG_TEXT("head", head), ARG_WORD("field", &f->field->label)}));
    }
    if (got.columns.n)
        list_push(&s->parts, c->arena) = got;
    return faults;
}

/* --- units ------------------------------------------------------------------------------------------------------------------ */

/* What stands in the title's last brackets: 总投资(万元) → 万元. */
static text bracketed(text title)
{
    text bracket, said;

    import_bare_title(title, &bracket);
    said = text_cut(bracket, ')', &bracket);
    if (text_ends(said, T("）")))
        said = text_sub(said, 0, said.n - 3);
    return text_trim(said);
}

/* The unit of a column: as the mapping says, else its own title, else (of money) the sheet. False: nowhere said, or unreadable. */
bool import_column_unit(const struct field *f, text given, text title, text sheet, struct cell_unit *ret, text *ret_said)
{
    text said = given;

    if (!said.p && !(f->kind == KIND_money && head_unit(title, &said)))
        said = bracketed(title);
    if (!given.p && f->kind == KIND_money && !(said.n && import_unit_read(f, said, ret)))
        said = sheet;
    *ret_said = said;
    return said.n && import_unit_read(f, said, ret);
}

static err find_unit(struct call *c, const struct plan *p, struct source *s)
{
    const struct field *f = s->field;
    int column = s->parts.n ? s->parts.v[0].columns.v[0] : -1;
    text said;

    s->unit = unit_one;
    if (f->kind != KIND_money && f->kind != KIND_number)
        return NULL;
    if (import_column_unit(f, s->map->unit, column < 0 ? T("") : title_of(p, column), p->head->unit, &s->unit, &said) || f->kind != KIND_money)
        return NULL;
    return FAIL(c->arena, E_INPUT, w_mapping_no_unit, .field = f->name,
                .args = {ARG_WORD("field", &f->label), ARG_TEXT("column", column < 0 ? T("–") : column_name(c->arena, column)),
                         ARG_TEXT("head", column < 0 ? T("") : title_of(p, column))});
}

static err tie_field(struct call *c, struct plan *p, const struct mapping_field *f)
{
    struct source s = {.map = f, .field = f->field, .index = record_index(p->record, f->field)};
    err faults = NULL;

    for (size_t i = 0; i < f->parts.n; i++)
        faults = error_also(c->arena, faults, tie_part(c, p, &s, &f->parts.v[i]));
    if (faults)
        return faults;
    if (!s.parts.n && !f->constant.p)
        return NULL; /* optional and not there */
    TRY(find_unit(c, p, &s));
    list_push(&p->sources, c->arena) = s;
    return NULL;
}

/* --- keys ------------------------------------------------------------------------------------------------------------------- */

static err add_key(struct call *c, struct plan *p, text key)
{
    if (p->n_keys == KEYS)
        return NULL;
    TRY(import_key_read(c->arena, p->record, key, &p->keys[p->n_keys]));
    p->n_keys++;
    return NULL;
}

/* As the mapping says, else as the record type says, else its code and then its title. */
static err find_keys(struct call *c, struct plan *p)
{
    text part;

    for (size_t i = 0; i < p->mapping->match.n; i++)
        TRY(add_key(c, p, p->mapping->match.v[i]));
    if (p->n_keys)
        return NULL;
    for (text rest = text_of(p->record->match); text_each(&rest, '|', &part);)
        TRY(add_key(c, p, part));
    if (!p->n_keys && p->record->code)
        TRY(add_key(c, p, text_of(p->record->code)));
    if (!p->record->match)
        TRY(add_key(c, p, text_of(p->record->title)));
    return NULL;
}

static int secret_column(const struct head *h)
{
    for (size_t i = 0; i < h->n; i++)
        if (text_has(h->titles[i], T("密级")))
            return (int)i;
    return -1;
}

err plan_make(struct call *c, const struct mapping *m, const struct head *h, enum sheet_format format, struct plan *ret)
{
    struct plan p = {.record = m->record, .mapping = m, .head = h, .format = format, .secret_column = secret_column(h)};
    err faults = NULL;

    if (m->record->notes)
        p.notes = record_field(m->record, text_of(m->record->notes));
    p.suffix = record_field(m->record, T("code_suffix"));
    for (size_t i = 0; i < m->fields.n; i++)
        faults = error_also(c->arena, faults, tie_field(c, &p, &m->fields.v[i]));
    if (faults)
        return faults;
    TRY(find_keys(c, &p));
    *ret = p;
    return NULL;
}
