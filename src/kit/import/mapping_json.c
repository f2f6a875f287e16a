/* Mappings as JSON: strict, so that a slip of the pen is told and not passed over. See mapping.h for the form. */
#include "kit/import/in.h"
#include "kit/import/words.h"

#include <jansson.h>

struct in {
    struct arena *a;
    const char *where; /* the field, or "mapping" */
};

static text json_text(struct arena *a, const json_t *j)
{
    return text_copy(a, (text){json_string_value(j), json_string_length(j)});
}

static err wrong_kind(const struct in *in, const char *key, const struct word *kind)
{
    return FAIL(in->a, E_INPUT, w_mapping_kind, .field = in->where,
                .args = {ARG_TEXT("where", text_of(in->where)), ARG_TEXT("key", text_of(key)), ARG_WORD("kind", kind)});
}

static err known_keys(const struct in *in, json_t *j, const char *const keys[])
{
    const char *key;
    json_t *value;

    json_object_foreach(j, key, value)
    {
        size_t i = 0;
        while (keys[i] && strcmp(keys[i], key) != 0)
            i++;
        if (!keys[i])
            return FAIL(in->a, E_INPUT, w_mapping_key_word, .field = in->where,
                        .args = {ARG_TEXT("where", text_of(in->where)), ARG_TEXT("key", text_copy(in->a, text_of(key)))});
    }
    return NULL;
}

static err get_text(const struct in *in, json_t *j, const char *key, text *ret)
{
    json_t *v = json_object_get(j, key);

    if (!v || json_is_null(v))
        return NULL;
    if (!json_is_string(v))
        return wrong_kind(in, key, &w_mapping_want_text);
    *ret = json_text(in->a, v);
    return NULL;
}

static err get_int(const struct in *in, json_t *j, const char *key, int64_t *ret)
{
    json_t *v = json_object_get(j, key);

    if (!v || json_is_null(v))
        return NULL;
    if (!json_is_integer(v) || json_integer_value(v) < 0)
        return wrong_kind(in, key, &w_mapping_want_number);
    *ret = json_integer_value(v);
    return NULL;
}

static err get_flag(const struct in *in, json_t *j, const char *key, bool *ret)
{
    json_t *v = json_object_get(j, key);

    if (!v || json_is_null(v))
        return NULL;
    if (!json_is_boolean(v))
        return wrong_kind(in, key, &w_mapping_want_flag);
    *ret = json_is_true(v);
    return NULL;
}

/* --- columns -------------------------------------------------------------------------------------------------------------- */

static err read_letter(const struct in *in, text t, int *ret)
{
    int64_t n = 0;

    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i] >= 'a' && t.p[i] <= 'z' ? (char)(t.p[i] - 32) : t.p[i];
        if (c < 'A' || c > 'Z' || i > 2)
            n = SHEET_COLUMNS_MAX + 1;
        n = n * 26 + c - 'A' + 1;
    }
    if (n < 1 || n > SHEET_COLUMNS_MAX)
        return FAIL(in->a, E_INPUT, w_mapping_letter, .field = in->where, .args = {ARG_TEXT("letter", t)});
    *ret = (int)n - 1;
    return NULL;
}

/* "Head", or ["Head", "or this"]. */
static err read_heads(const struct in *in, json_t *j, struct mapping_source *s)
{
    size_t i;
    json_t *one;

    if (json_is_string(j)) {
        list_push(&s->heads, in->a) = json_text(in->a, j);
        return NULL;
    }
    if (!json_is_array(j) || !json_array_size(j))
        return wrong_kind(in, "column", &w_mapping_want_text);
    json_array_foreach(j, i, one)
    {
        if (!json_is_string(one))
            return wrong_kind(in, "column", &w_mapping_want_text);
        list_push(&s->heads, in->a) = json_text(in->a, one);
    }
    return NULL;
}

static err read_source(const struct in *in, json_t *j, struct mapping_source *ret)
{
    static const char *const keys[] = {"column", "letter", NULL};
    text letter = NO_TEXT;

    *ret = (struct mapping_source){.column = -1};
    if (!json_is_object(j))
        return read_heads(in, j, ret);
    TRY(known_keys(in, j, keys));
    TRY(get_text(in, j, "letter", &letter));
    if (letter.p)
        return read_letter(in, letter, &ret->column);
    return read_heads(in, json_object_get(j, "column"), ret);
}

/* The "column", "letter" or "first" of a part. */
static err read_part(const struct in *in, json_t *j, struct mapping_part *p)
{
    json_t *first = json_object_get(j, "first"), *column = json_object_get(j, "column"), *one;
    struct mapping_source s = {.column = -1};
    text letter = NO_TEXT;
    size_t i;

    TRY(get_text(in, j, "letter", &letter));
    if (letter.p)
        TRY(read_letter(in, letter, &s.column));
    else if (column)
        TRY(read_heads(in, column, &s));
    if (letter.p || column)
        list_push(&p->sources, in->a) = s;
    if (!first)
        return NULL;
    if (!json_is_array(first))
        return wrong_kind(in, "first", &w_mapping_want_list);
    json_array_foreach(first, i, one)
    {
        TRY(read_source(in, one, &s));
        list_push(&p->sources, in->a) = s;
    }
    return NULL;
}

static err read_parts(const struct in *in, json_t *j, struct mapping_field *f)
{
    static const char *const keys[] = {"label", "column", "letter", "first", NULL};
    json_t *parts = json_object_get(j, "parts"), *one;
    struct mapping_part p = {0};
    size_t i;

    if (!parts) {
        TRY(read_part(in, j, &p));
        if (p.sources.n)
            list_push(&f->parts, in->a) = p;
        return NULL;
    }
    if (!json_is_array(parts))
        return wrong_kind(in, "parts", &w_mapping_want_list);
    json_array_foreach(parts, i, one)
    {
        p = (struct mapping_part){0};
        if (!json_is_object(one))
            return wrong_kind(in, "parts", &w_mapping_want_object);
        TRY(known_keys(in, one, keys));
        TRY(get_text(in, one, "label", &p.label));
        TRY(read_part(in, one, &p));
        if (!p.sources.n)
            return wrong_kind(in, "parts", &w_mapping_want_object);
        list_push(&f->parts, in->a) = p;
    }
    return NULL;
}

/* --- a field ---------------------------------------------------------------------------------------------------------------- */

static err read_dates(const struct in *in, json_t *j, struct cell_dates *ret)
{
    static const char *const keys[] = {"order", "month_as", NULL};
    json_t *dates = json_object_get(j, "dates");
    text order = NO_TEXT, month_as = NO_TEXT;

    if (!dates)
        return NULL;
    if (!json_is_object(dates))
        return wrong_kind(in, "dates", &w_mapping_want_object);
    TRY(known_keys(in, dates, keys));
    TRY(get_text(in, dates, "order", &order));
    TRY(get_text(in, dates, "month_as", &month_as));
    if (order.p && !text_eqz(order, "day") && !text_eqz(order, "month"))
        return wrong_kind(in, "order", &w_mapping_want_order);
    if (month_as.p && !text_eqz(month_as, "first") && !text_eqz(month_as, "last"))
        return wrong_kind(in, "month_as", &w_mapping_want_month_as);
    if (order.p)
        ret->order = text_eqz(order, "day") ? DAY_FIRST : MONTH_FIRST;
    if (month_as.p)
        ret->month_as = text_eqz(month_as, "first") ? MONTH_IS_FIRST_DAY : MONTH_IS_LAST_DAY;
    return NULL;
}

static err read_values(const struct in *in, json_t *j, struct mapping_field *f)
{
    json_t *values = json_object_get(j, "values"), *to;
    const char *from;

    if (!values)
        return NULL;
    if (!json_is_object(values))
        return wrong_kind(in, "values", &w_mapping_want_object);
    json_object_foreach(values, from, to)
    {
        if (!json_is_string(to))
            return wrong_kind(in, from, &w_mapping_want_text);
        list_push(&f->values, in->a) = (struct mapping_value){text_copy(in->a, text_of(from)), json_text(in->a, to)};
    }
    return NULL;
}

static err read_field(struct arena *a, struct mapping *m, const char *name, json_t *j)
{
    static const char *const keys[] = {"column", "letter", "first", "parts", "constant", "unit", "dates", "values", "optional", NULL};
    const struct field *to = record_field(m->record, text_of(name));
    struct mapping_field *f;
    struct in in = {a, NULL};

    if (!to)
        return FAIL(a, E_INPUT, w_mapping_no_field, .args = {ARG_WORD("record", &m->record->label), ARG_TEXT("name", text_copy(a, text_of(name)))});
    in.where = to->name;
    f = mapping_field(a, m, to);
    if (!json_is_object(j))
        return wrong_kind(&in, to->name, &w_mapping_want_object);
    TRY(known_keys(&in, j, keys));
    TRY(read_parts(&in, j, f));
    TRY(get_text(&in, j, "constant", &f->constant));
    TRY(get_text(&in, j, "unit", &f->unit));
    TRY(get_flag(&in, j, "optional", &f->optional));
    TRY(read_values(&in, j, f));
    return read_dates(&in, j, &f->dates);
}

static err read_fields(const struct in *in, json_t *j, struct mapping *m)
{
    json_t *fields = json_object_get(j, "fields"), *one;
    const char *name;
    err faults = NULL;

    if (!json_is_object(fields))
        return wrong_kind(in, "fields", &w_mapping_want_object);
    json_object_foreach(fields, name, one) faults = error_also(in->a, faults, read_field(in->a, m, name, one));
    return faults;
}

/* --- the whole ---------------------------------------------------------------------------------------------------------------- */

static err read_match(const struct in *in, json_t *j, struct mapping *m)
{
    json_t *match = json_object_get(j, "match"), *one;
    size_t i;

    if (!match)
        return NULL;
    if (!json_is_array(match))
        return wrong_kind(in, "match", &w_mapping_want_list);
    json_array_foreach(match, i, one)
    {
        if (!json_is_string(one))
            return wrong_kind(in, "match", &w_mapping_want_text);
        list_push(&m->match, in->a) = json_text(in->a, one);
    }
    return NULL;
}

static err read_layout(const struct in *in, json_t *j, struct mapping *m)
{
    text hidden = NO_TEXT, separator = NO_TEXT;

    TRY(get_text(in, j, "sheet", &m->sheet));
    TRY(get_text(in, j, "encoding", &m->encoding));
    TRY(get_text(in, j, "separator", &separator));
    TRY(get_int(in, j, "head_row", &m->head_from));
    TRY(get_int(in, j, "head_to", &m->head_to));
    TRY(get_int(in, j, "data_row", &m->data_from));
    TRY(get_text(in, j, "hidden_rows", &hidden));
    if (hidden.p && !text_eqz(hidden, "skip") && !text_eqz(hidden, "read"))
        return wrong_kind(in, "hidden_rows", &w_mapping_want_text);
    if (separator.n > 1)
        return wrong_kind(in, "separator", &w_mapping_want_text);
    m->skip_hidden = text_eqz(hidden, "skip");
    m->separator = separator.n ? separator.p[0] : 0;
    return NULL;
}

static err record_of(const struct in *in, json_t *j, const struct record *t, const struct record **ret)
{
    text name = NO_TEXT;

    TRY(get_text(in, j, "record", &name));
    *ret = name.p ? record_by_name(name) : t;
    if (!*ret)
        return wrong_kind(in, "record", &w_mapping_want_text);
    if (t && *ret != t)
        return FAIL(in->a, E_INPUT, w_mapping_other_record, .args = {ARG_WORD("record", &(*ret)->label)});
    return NULL;
}

static void drop(void *j)
{
    json_decref(j);
}

err mapping_read(struct arena *a, text json, const struct record *t, struct mapping **ret)
{
    static const char *const keys[] = {"name", "version", "record", "note", "sheet", "encoding", "separator", "head_row", "head_to",
                                       "data_row", "hidden_rows", "match", "fields", NULL};
    struct in in = {a, "mapping"};
    json_error_t fault;
    json_t *j = json_loadb(json.p ? json.p : "", json.n, JSON_REJECT_DUPLICATES, &fault);
    const struct record *record;
    struct mapping *m;

    if (!j)
        return FAIL(a, E_INPUT, w_mapping_json, .args = {ARG_INT("line", fault.line), ARG_TEXT("what", text_copy(a, text_of(fault.text)))});
    arena_on_end(a, drop, j);
    if (!json_is_object(j))
        return wrong_kind(&in, "mapping", &w_mapping_want_object);
    TRY(known_keys(&in, j, keys));
    TRY(record_of(&in, j, t, &record));
    m = mapping_new(a, record, NO_TEXT);
    TRY(get_text(&in, j, "name", &m->name));
    TRY(get_text(&in, j, "note", &m->note));
    TRY(get_int(&in, j, "version", &m->version));
    m->version = m->version ? m->version : 1; /* as if it had not been said */
    TRY(read_layout(&in, j, m));
    TRY(read_match(&in, j, m));
    TRY(read_fields(&in, j, m));
    TRY(mapping_check(a, m));
    *ret = m;
    return NULL;
}

/* --- writing -------------------------------------------------------------------------------------------------------------------- */

static json_t *json_of(text t)
{
    return json_stringn(t.p ? t.p : "", t.n);
}

static void set_text(json_t *j, const char *key, text t)
{
    if (t.p)
        json_object_set_new(j, key, json_of(t));
}

static void set_int(json_t *j, const char *key, int64_t n)
{
    if (n)
        json_object_set_new(j, key, json_integer(n));
}

static void set_letter(json_t *j, int column)
{
    struct arena *a = arena_new(4096);

    set_text(j, "letter", sheet_column_name(a, (size_t)column));
    arena_free(a);
}

static json_t *heads_json(const struct mapping_source *s)
{
    json_t *v;

    if (s->heads.n == 1)
        return json_of(s->heads.v[0]);
    v = json_array();
    for (size_t i = 0; i < s->heads.n; i++)
        json_array_append_new(v, json_of(s->heads.v[i]));
    return v;
}

static void set_part(json_t *j, const struct mapping_part *p)
{
    json_t *first;

    if (p->sources.n == 1) {
        if (p->sources.v[0].column >= 0)
            set_letter(j, p->sources.v[0].column);
        else
            json_object_set_new(j, "column", heads_json(&p->sources.v[0]));
        return;
    }
    first = json_array();
    for (size_t i = 0; i < p->sources.n; i++) {
        const struct mapping_source *s = &p->sources.v[i];
        json_t *one = s->column < 0 ? heads_json(s) : json_object();
        if (s->column >= 0)
            set_letter(one, s->column);
        json_array_append_new(first, one);
    }
    json_object_set_new(j, "first", first);
}

static void set_parts(json_t *j, const struct mapping_field *f)
{
    json_t *parts;

    if (f->parts.n == 1 && !f->parts.v[0].label.p) {
        set_part(j, &f->parts.v[0]);
        return;
    }
    if (!f->parts.n)
        return;
    parts = json_array();
    for (size_t i = 0; i < f->parts.n; i++) {
        json_t *one = json_object();
        set_text(one, "label", f->parts.v[i].label);
        set_part(one, &f->parts.v[i]);
        json_array_append_new(parts, one);
    }
    json_object_set_new(j, "parts", parts);
}

static void set_dates(json_t *j, const struct cell_dates *d)
{
    json_t *dates;

    if (!d->order && !d->month_as)
        return;
    dates = json_object();
    if (d->order)
        set_text(dates, "order", d->order == DAY_FIRST ? T("day") : T("month"));
    if (d->month_as)
        set_text(dates, "month_as", d->month_as == MONTH_IS_FIRST_DAY ? T("first") : T("last"));
    json_object_set_new(j, "dates", dates);
}

static json_t *field_object(const struct mapping_field *f)
{
    json_t *j = json_object(), *values;

    set_parts(j, f);
    set_text(j, "constant", f->constant);
    set_text(j, "unit", f->unit);
    set_dates(j, &f->dates);
    if (f->optional)
        json_object_set_new(j, "optional", json_true());
    if (f->values.n) {
        values = json_object();
        for (size_t i = 0; i < f->values.n; i++)
            json_object_setn_new(values, f->values.v[i].from.p, f->values.v[i].from.n, json_of(f->values.v[i].to));
        json_object_set_new(j, "values", values);
    }
    return j;
}

static json_t *mapping_object(const struct mapping *m)
{
    json_t *j = json_object(), *match = json_array(), *fields = json_object();

    set_text(j, "name", m->name);
    set_int(j, "version", m->version);
    set_text(j, "record", text_of(m->record->name));
    set_text(j, "note", m->note);
    set_text(j, "sheet", m->sheet);
    set_text(j, "encoding", m->encoding);
    if (m->separator)
        json_object_set_new(j, "separator", json_stringn(&m->separator, 1));
    set_int(j, "head_row", m->head_from);
    set_int(j, "head_to", m->head_to);
    set_int(j, "data_row", m->data_from);
    if (m->skip_hidden)
        set_text(j, "hidden_rows", T("skip"));
    for (size_t i = 0; i < m->match.n; i++)
        json_array_append_new(match, json_of(m->match.v[i]));
    if (m->match.n)
        json_object_set(j, "match", match);
    json_decref(match);
    for (size_t k = 0; k < m->record->n_fields; k++)
        for (size_t i = 0; i < m->fields.n; i++)
            if (m->fields.v[i].field == &m->record->fields[k])
                json_object_set_new(fields, m->record->fields[k].name, field_object(&m->fields.v[i]));
    json_object_set_new(j, "fields", fields);
    return j;
}

static int put(const char *p, size_t n, void *data)
{
    out_put(data, p, n);
    return 0;
}

void mapping_write(struct out *o, const struct mapping *m)
{
    json_t *j = mapping_object(m);

    json_dump_callback(j, put, o, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    LIT(o, "\n");
    json_decref(j);
}
