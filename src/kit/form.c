/* Forms out of descriptions: reading what was posted, showing it again with the faults at their fields. See pages.h. */
#include "pages.h"

#include "base/format.h"
#include "kit/words.h"

/* --- reading ------------------------------------------------------------------------------------------------------------- */

/* A set's boxes come as several values of one name. */
static text joined(struct req *q, const char *name)
{
    LIST(text) parts = {0};

    for (size_t i = 0; i < q->form.list.n; i++)
        if (text_eqz(q->form.list.v[i].name, name) && q->form.list.v[i].value.n)
            list_push(&parts, q->call.arena) = q->form.list.v[i].value;
    return parts.n ? text_join(q->call.arena, parts.v, parts.n, T(",")) : T("");
}

static err resolve(struct req *q, const struct field *f, text typed, text *ret)
{
    struct arena *a = q->call.arena;
    const struct record *to = record_by_name(text_of(f->to));
    text was = params_get(&q->form, text_fmt(a, "%s.was", f->name)), key = params_get(&q->form, text_fmt(a, "%s.id", f->name));
    void *found;
    int64_t n;

    typed = text_trim(typed);
    if (!typed.n || text_int(typed, &n)) {
        *ret = typed;
        return NULL;
    }
    if (key.n && text_eq(typed, was)) {
        *ret = key;
        return NULL;
    }
    TRY(record_find(&q->call, to, to->title, V(typed), &found));
    if (!found)
        return FAIL(a, E_INPUT, w_form_no_such, .field = f->name, .args = {ARG_WORD("record", &to->label), ARG_TEXT("title", typed)});
    *ret = text_fmt(a, "%lld", (long long)record_head_of(found)->id.n);
    return NULL;
}

err form_value(struct req *q, const struct field *f, text typed, void *values)
{
    if (f->kind == KIND_ref)
        TRY(resolve(q, f, typed, &typed));
    return field_parse(q->call.arena, f, typed, FORM, values);
}

static err read_one(struct req *q, const struct field *f, void *values)
{
    text typed = f->kind == KIND_codes ? joined(q, f->name) : params_get(&q->form, text_of(f->name));

    return form_value(q, f, typed, values);
}

err form_read(struct req *q, const struct record *t, const void *old, struct input *ret)
{
    struct input in = {.values = record_new(q->call.arena, t), .reason = params_get(&q->form, T("reason")), .to = params_get(&q->form, T("to")),
                       .key = params_get(&q->form, T("idempotency_key"))};
    err faults = NULL;

    text_int(params_get(&q->form, T("version")), &in.version);
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        if (!params_has(&q->form, text_of(f->name)) || !field_changeable(&q->call, t, f, old))
            continue;
        fieldset_add(&in.set, i);
        faults = error_also(q->call.arena, faults, read_one(q, f, in.values));
    }
    *ret = in;
    return faults;
}

/* --- showing ---------------------------------------------------------------------------------------------------------------- */

static text written(struct arena *a, const struct field *f, const void *r, enum lang lang)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 1 << 20, lang);
    field_write(&o, f, r, FORM);
    return text_copy(a, out_text(&o));
}

static void add_options(struct req *q, struct input_view *v, text chosen)
{
    const struct codelist *l = v->field->list;

    for (size_t i = 0; i < l->n; i++)
        list_push(&v->options, q->call.arena) = (struct option_view){
            text_of(l->items[i].key), text_of(l->items[i].in[q->call.lang]),
            v->field->kind == KIND_codes ? codes_has((codes){chosen}, l->items[i].key) : text_eqz(chosen, l->items[i].key)};
}

static err show_ref(struct req *q, const struct field *f, const void *r, struct input_view *v)
{
    id key = {r ? *(const int64_t *)field_in(f, r) : 0};

    if (!key.n)
        return NULL;
    v->ref_id = text_fmt(q->call.arena, "%lld", (long long)key.n);
    return record_titles(&q->call, record_by_name(text_of(f->to)), &key, 1, &v->value);
}

static int widget_of(const struct field *f)
{
    switch (f->kind) {
    case KIND_code: return WIDGET_SELECT;
    case KIND_codes: return WIDGET_SET;
    case KIND_flag: return WIDGET_FLAG;
    case KIND_date: return WIDGET_DATE;
    case KIND_month: return WIDGET_MONTH;
    case KIND_ref: return WIDGET_REF;
    default: return f->long_text ? WIDGET_AREA : WIDGET_TEXT;
    }
}

static text fault_at(struct req *q, const struct field *f, err faults)
{
    for (; faults; faults = faults->next)
        if (faults->field && !strcmp(faults->field, f->name))
            return error_text(q->call.arena, faults, q->call.lang);
    return NO_TEXT;
}

static void show_clash(struct req *q, const struct field *f, const clash_list *clashes, struct input_view *v)
{
    for (size_t i = 0; clashes && i < clashes->n; i++)
        if (clashes->v[i].field == f) {
            struct out o;
            out_init(&o, 1 << 20, q->call.lang);
            field_show(&o, f, clashes->v[i].theirs);
            v->theirs = text_copy(q->call.arena, out_text(&o));
            v->clash = clashes->v[i].both;
            out_free(&o);
        }
}

/* After a clash a field that only the other changed shows the other's value; what both changed shows what was typed. */
static bool keep_typed(const struct field *f, const clash_list *clashes)
{
    for (size_t i = 0; clashes && i < clashes->n; i++)
        if (clashes->v[i].field == f)
            return clashes->v[i].both;
    return true;
}

static err input_of(struct req *q, const struct record *t, const struct field *f, const void *r, bool posted, err faults,
                    const clash_list *clashes, struct input_view *ret)
{
    struct input_view v = {.field = f, .name = text_of(f->name), .error = fault_at(q, f, faults), .widget = widget_of(f),
                           .hint = f->hint ? text_of(f->hint->in[q->call.lang]) : NO_TEXT,
                           .figure = f->kind == KIND_money || f->kind == KIND_number,
                           .needed = (f->required & 1u << (r ? workflow_state(t, r) : 0)) != 0};

    if (posted && params_has(&q->form, text_of(f->name)) && keep_typed(f, clashes)) {
        v.value = f->kind == KIND_codes ? joined(q, f->name) : params_get(&q->form, text_of(f->name));
        v.ref_id = params_get(&q->form, text_fmt(q->call.arena, "%s.id", f->name));
    } else if (f->kind == KIND_ref) {
        TRY(show_ref(q, f, r, &v));
    } else if (r) {
        v.value = written(q->call.arena, f, r, q->call.lang);
    }
    if (v.widget == WIDGET_SELECT || v.widget == WIDGET_SET)
        add_options(q, &v, v.value);
    show_clash(q, f, clashes, &v);
    *ret = v;
    return NULL;
}

err form_one(struct req *q, const struct record *t, const struct field *f, bool posted, err faults, struct input_view *ret)
{
    return input_of(q, t, f, NULL, posted, faults, NULL, ret);
}

static bool belongs_to_field(const struct form_view *v, err e)
{
    for (size_t g = 0; g < v->groups.n; g++)
        for (size_t i = 0; i < v->groups.v[g].inputs.n; i++)
            if (e->field && !strcmp(v->groups.v[g].inputs.v[i].field->name, e->field))
                return true;
    return false;
}

err form_view(struct req *q, const struct record *t, const void *r, bool posted, err faults, const clash_list *clashes, struct form_view *ret)
{
    struct form_view v = {.record = t, .r = r, .csrf = q->session.csrf, .version = r ? record_head_of(r)->version : 0, .clashed = clashes != NULL};
    const struct word *group = NULL;

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        struct input_view in;
        if (f->group)
            group = f->group;
        if (!field_changeable(&q->call, t, f, r))
            continue;
        TRY(input_of(q, t, f, r, posted, faults, clashes, &in));
        if (!v.groups.n || v.groups.v[v.groups.n - 1].title != group)
            list_push(&v.groups, q->call.arena) = (struct input_group){.title = group ? group : &w_form_main};
        list_push(&v.groups.v[v.groups.n - 1].inputs, q->call.arena) = in;
        v.groups.v[v.groups.n - 1].faulty |= in.error.p != NULL || in.clash;
    }
    for (; faults; faults = faults->next) {
        v.faults++;
        if (!v.general.p && !belongs_to_field(&v, faults))
            v.general = error_text(q->call.arena, faults, q->call.lang);
    }
    *ret = v;
    return NULL;
}
