/* Record types: registry, description, comparison. Reading them is in store.c, saving in save.c. See record.h. */
#include "record.h"

#include "base/format.h"
#include "kit/workflow.h"

static const struct record *const *records;
static size_t n_records;

void record_register(const struct record *const *v, size_t n)
{
    records = v;
    n_records = n;
}

const struct record *const *record_all(size_t *ret_n)
{
    *ret_n = n_records;
    return records;
}

const struct record *record_by_name(text name)
{
    for (size_t i = 0; i < n_records; i++)
        if (text_eqz(name, records[i]->name) || text_eqz(name, records[i]->plural))
            return records[i];
    return NULL;
}

const struct record *record_of_field(const struct field *f)
{
    for (size_t i = 0; i < n_records; i++)
        if (f >= records[i]->fields && f < records[i]->fields + records[i]->n_fields)
            return records[i];
    return NULL;
}

static const char *field_fault(const struct record *t, const struct field *f)
{
    (void)t;
    if (!f->see)
        return "no visibility";
    if (!f->change)
        return "nobody said who may change it";
    if (!f->label.in[LANG_ZH] || !f->label.in[LANG_EN])
        return "a label is missing";
    if (f->kind == KIND_money && f->unit != U_YUAN)
        return "money without its unit";
    if ((f->kind == KIND_code || f->kind == KIND_codes) && !f->list)
        return "a code without its list";
    if (f->kind == KIND_ref && !record_by_name(text_of(f->to)))
        return "a reference to no record type";
    return NULL;
}

const char *record_fault(const struct record *t, struct arena *a)
{
    if (t->n_fields > FIELDS_MAX)
        return "too many fields";
    if (!t->see || !t->title || !record_field(t, text_of(t->title)))
        return text_fmt(a, "%s: no visibility or no title", t->name).p;
    for (size_t i = 0; i < t->n_fields; i++) {
        const char *fault = field_fault(t, &t->fields[i]);
        if (fault)
            return text_fmt(a, "%s.%s: %s", t->name, t->fields[i].name, fault).p;
    }
    return NULL;
}

const struct field *record_field(const struct record *t, text name)
{
    for (size_t i = 0; i < t->n_fields; i++)
        if (text_eqz(name, t->fields[i].name))
            return &t->fields[i];
    return NULL;
}

size_t record_index(const struct record *t, const struct field *f)
{
    return (size_t)(f - t->fields);
}

struct record_head *record_head(void *r)
{
    return r;
}

const struct record_head *record_head_of(const void *r)
{
    return r;
}

void *record_new(struct arena *a, const struct record *t)
{
    void *r = arena_alloc(a, t->size);

    record_head(r)->changed_at = NO_MOMENT;
    record_head(r)->removed = NO;
    for (size_t i = 0; i < t->n_fields; i++)
        field_clear(&t->fields[i], r);
    return r;
}

void *record_copy(struct arena *a, const struct record *t, const void *r)
{
    void *copy = arena_alloc(a, t->size);

    memcpy(copy, r, t->size);
    return copy;
}

text record_title(const struct record *t, const void *r)
{
    const struct field *f = record_field(t, text_of(t->title));
    text title = *(const text *)field_in(f, r);

    return f->kind == KIND_code ? codelist_label(f->list, (code){title}, LANG_ZH) : title;
}

void record_diff(struct arena *a, const struct record *t, const void *before, const void *after, change_list *ret)
{
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        bool same = before ? field_same(f, before, after) : field_absent(f, after);
        if (!same)
            list_push(ret, a) = (struct change){f, before, after};
    }
}

bool field_visible(const struct call *c, const struct field *f)
{
    return (f->see & c->actor.role) != 0;
}

bool field_changeable(const struct call *c, const struct record *t, const struct field *f, const void *r)
{
    bool exists = r && record_head_of(r)->version > 0;

    if (f->derived || !(f->change & c->actor.role))
        return false;
    /* once a record exists its state moves by acts; an import brings the state another system moved it to */
    if (exists && !c->lenient && t->workflow && t->state && !strcmp(f->name, t->state))
        return false;
    return !(f->once && exists && !field_absent(f, r));
}

static bool text_is(const struct record *t, const char *column, const void *r, text wanted)
{
    const struct field *f = column ? record_field(t, text_of(column)) : NULL;

    return f && text_eq(*(const text *)field_in(f, r), wanted);
}

/* What is not an open directory shows nothing but the own region as it is. */
static bool of_own_region(const struct call *c, const struct record *t, const void *r)
{
    const struct actor *who = &c->actor;
    enum scope reach = who->role & WHO_OFFICERS ? scope_of_office(who->role, who->unit) : who->scope;
    const struct field *body = record_field(t, T("body"));

    if (!t->scope.open || reach == SCOPE_REGION)
        return true;
    if (!r)
        return false;
    if (reach == SCOPE_CITY)
        return text_is(t, t->scope.city, r, text_sub(who->unit, 0, 4));
    if (reach == SCOPE_COUNTY)
        return text_is(t, t->scope.county, r, who->unit);
    return body && ((const ref *)field_in(body, r))->n == who->body.n;
}

bool sees_personal(const struct call *c, const struct record *t, const void *r)
{
    return c->actor.role & (WHO_MANAGER | ROLE_ADMIN | ROLE_OWNER) && of_own_region(c, t, r);
}

bool field_in_clear(const struct call *c, const struct field *f, const void *r)
{
    return !f->personal || sees_personal(c, record_of_field(f), r);
}

text mask_personal(struct arena *a, text t)
{
    text head = {t.p, 0}, rest = t, tail;
    size_t n = text_chars(t), keep = n > 7 ? 3 : n > 2 ? 1 : 0;

    for (size_t i = 0; i < keep && rest.n; i++)
        text_next(&rest);
    head.n = (size_t)(rest.p - t.p);
    tail = rest;
    for (size_t i = keep; i + (n > 7 ? 4 : 0) < n && tail.n; i++)
        text_next(&tail);
    return text_fmt(a, "%.*s****%.*s", TEXT_ARG(head), TEXT_ARG(tail));
}
