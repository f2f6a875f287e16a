/* Forms out of descriptions: reading what was posted, showing it again with the faults at their fields. See pages.h. */
#include "pages.h"

#include "base/format.h"
#include "kit/lists.h"
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

/* After a clash: the writer takes what the other one put. */
static bool gives_way(struct req *q, const struct field *f)
{
    return text_eqz(params_get(&q->form, text_fmt(q->call.arena, "pick.%s", f->name)), "theirs");
}

static err read_one(struct req *q, const struct field *f, void *values)
{
    text typed = f->kind == KIND_codes ? joined(q, f->name) : params_get(&q->form, text_of(f->name));

    return form_value(q, f, typed, values);
}

err form_read(struct req *q, const struct record *t, const void *old, struct input *ret)
{
    struct input in = {.values = record_new(q->call.arena, t), .reason = params_get(&q->form, T("reason")), .to = params_get(&q->form, T("to")),
                       .key = params_get(&q->form, T("idempotency_key")), .distinct = joined(q, "distinct_from")};
    err faults = NULL;

    text_int(params_get(&q->form, T("version")), &in.version);
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        if (!params_has(&q->form, text_of(f->name)) || !field_changeable(&q->call, t, f, old) || gives_way(q, f))
            continue;
        fieldset_add(&in.set, i);
        faults = error_also(q->call.arena, faults, read_one(q, f, in.values));
    }
    *ret = in;
    return faults;
}

/* --- showing ---------------------------------------------------------------------------------------------------------------- */

/* A list too long to be chosen from is looked up while typing. */
enum { CHOOSE_MOST = 150 };

/* The city that a place stands under. */
static text group_of(struct req *q, const struct codelist *l, const struct codeitem *item)
{
    text key = text_of(item->key), city;

    if (l != &list_division)
        return NO_TEXT;
    city = text_fmt(q->call.arena, "%.*s00", TEXT_ARG(text_sub(key, 0, 4)));
    return codelist_item(l, city) ? codelist_label(l, (code){city}, q->call.lang) : NO_TEXT;
}

static bool is_chosen(const struct field *f, text value, const char *key)
{
    return f->kind == KIND_codes ? codes_has((codes){value}, key) : text_eqz(value, key);
}

static void add_options(struct req *q, struct input_view *v, text value)
{
    const struct codelist *l = v->field->list;
    LIST(text) chosen = {0};

    for (size_t i = 0; i < l->n; i++) {
        text group = group_of(q, l, &l->items[i]), label = codelist_label(l, code_of(&l->items[i]), q->call.lang);
        bool is = is_chosen(v->field, value, l->items[i].key);
        if (!v->options.n || !text_eq(v->options.v[v->options.n - 1].label, group))
            list_push(&v->options, q->call.arena) = (struct option_group){.label = group};
        list_push(&v->options.v[v->options.n - 1].options, q->call.arena) = (struct option_view){text_of(l->items[i].key), label, is};
        if (is)
            list_push(&chosen, q->call.arena) = label;
    }
    v->chosen = chosen.n ? text_join(q->call.arena, chosen.v, chosen.n, q->call.lang == LANG_ZH ? T("、") : T(", ")) : NO_TEXT;
}

/* "3217 镁冶炼": what the input of a long list shows; what was typed and is no key stays as typed. */
static void show_found(struct req *q, const struct record *t, struct input_view *v)
{
    const struct codeitem *item = codelist_item(v->field->list, v->value);

    v->find = text_fmt(q->call.arena, "/suggest/%s/%s", t->name, v->field->name);
    if (item)
        v->value = text_fmt(q->call.arena, "%s %.*s", item->key, TEXT_ARG(codelist_label(v->field->list, (code){v->value}, q->call.lang)));
}

static err show_ref(struct req *q, const struct field *f, const void *r, struct input_view *v)
{
    id key = {r ? *(const int64_t *)field_in(f, r) : 0};

    if (!key.n)
        return NULL;
    v->ref_id = text_fmt(q->call.arena, "%lld", (long long)key.n);
    return record_titles(&q->call, record_by_name(text_of(f->to)), &key, 1, &v->value);
}

/* An address that fills the form names a record by its number: its title is shown. */
static err title_number(struct req *q, const struct field *f, struct input_view *v)
{
    text title = NO_TEXT;
    id key;

    if (v->ref_id.n || !text_int(v->value, &key.n))
        return NULL;
    TRY(record_titles(&q->call, record_by_name(text_of(f->to)), &key, 1, &title));
    if (!title.n)
        return NULL;
    v->ref_id = v->value;
    v->value = title;
    return NULL;
}

static int widget_of(const struct field *f)
{
    switch (f->kind) {
    case KIND_code: return f->list->n > CHOOSE_MOST ? WIDGET_FIND : WIDGET_SELECT;
    case KIND_codes: return WIDGET_SET;
    case KIND_flag: return WIDGET_FLAG;
    case KIND_date: return WIDGET_DATE;
    case KIND_month: return WIDGET_MONTH;
    case KIND_ref: return WIDGET_REF;
    default: return f->long_text ? WIDGET_AREA : WIDGET_TEXT;
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

/* What a field is needed for: the state the record is in, or the one that comes next. */
struct stand {
    uint32_t now, next;
    const struct word *later;
};

static struct stand stand_of(struct req *q, const struct record *t, const void *r)
{
    const void *at = r ? r : record_new(q->call.arena, t);
    const struct transition *way = workflow_next(&q->call, t, at);
    struct stand s = {.now = 1u << workflow_state(t, at)};

    if (way) {
        s.next = 1u << way->to;
        s.later = &t->workflow->states[way->to].label;
    }
    return s;
}

static err input_of(struct req *q, const struct record *t, const struct field *f, const void *r, bool posted, err faults,
                    const clash_list *clashes, struct input_view *ret)
{
    struct stand stand = stand_of(q, t, r);
    struct input_view v = {.field = f, .dom = text_of(f->name), .name = text_of(f->name), .error = error_said_at(q->call.arena, faults, f->name, q->call.lang), .widget = widget_of(f),
                           .hint = f->hint ? text_of(f->hint->in[q->call.lang]) : NO_TEXT,
                           .figure = f->kind == KIND_money || f->kind == KIND_number,
                           .needed = (f->required & stand.now) != 0};

    if (posted && params_has(&q->form, text_of(f->name)) && keep_typed(f, clashes) && !gives_way(q, f)) {
        v.value = f->kind == KIND_codes ? joined(q, f->name) : params_get(&q->form, text_of(f->name));
        v.ref_id = params_get(&q->form, text_fmt(q->call.arena, "%s.id", f->name));
        if (f->kind == KIND_ref)
            TRY(title_number(q, f, &v));
    } else if (f->kind == KIND_ref) {
        TRY(show_ref(q, f, r, &v));
    } else if (r) {
        v.value = field_written(q->call.arena, f, r, FORM, q->call.lang);
    } else if (t->state && t->workflow && !strcmp(t->state, f->name)) {
        v.value = text_of(t->workflow->states[0].key); /* where every record begins unless somebody says otherwise */
    }
    if (v.widget == WIDGET_SELECT || v.widget == WIDGET_SET)
        add_options(q, &v, v.value);
    else if (v.widget == WIDGET_FIND)
        show_found(q, t, &v);
    v.later = !v.needed && f->required & stand.next ? stand.later : NULL;
    v.main = !t->workflow || v.needed || v.later || v.value.n || v.error.p;
    *ret = v;
    return NULL;
}

err form_one(struct req *q, const struct record *t, const struct field *f, bool posted, err faults, struct input_view *ret)
{
    return input_of(q, t, f, NULL, posted, faults, NULL, ret);
}

err form_clashes(struct req *q, const void *r, const clash_list *clashes, struct form_view *v)
{
    static const char sql_who[] = "SELECT COALESCE(name, login) FROM account WHERE region = $1 AND id = $2";
    CLEAN(out_free) struct out when = {0};
    bool found;

    for (size_t i = 0; i < clashes->n; i++) {
        const struct clash *c = &clashes->v[i];
        if (!c->field->derived && field_visible(&q->call, c->field))
            list_push(&v->clashes, q->call.arena) = (struct clash_view){c->field, view_shown(&q->call, c->field, c->seen), view_shown(&q->call, c->field, c->theirs),
                                                                        view_shown(&q->call, c->field, c->mine), c->both};
    }
    out_init(&when, 64, LANG_ZH);
    fmt_time(&when, record_head_of(r)->changed_at);
    v->when = text_copy(q->call.arena, out_text(&when));
    return conn_one(q->call.conn, q->call.arena, sql_who, BIND(V(q->call.region), V(record_head_of(r)->changed_by)), INTO(TO(&v->by)), &found);
}

static void add_input(struct req *q, struct input_group *g, const struct input_view *in)
{
    list_push(&g->inputs, q->call.arena) = *in;
    g->folded += !in->main;
    g->faults += in->error.p != NULL;
    g->wanting += in->needed && !in->value.n;
    g->place |= in->field->kind == KIND_degree;
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
        add_input(q, &v.groups.v[v.groups.n - 1], &in);
    }
    if (clashes)
        TRY(form_clashes(q, r, clashes, &v));
    v.reason = params_get(&q->form, T("reason"));
    for (; faults; faults = faults->next) {
        v.faults++;
        if (faults->field && !strcmp(faults->field, "distinct_from")) {
            text other = text_fmt(q->call.arena, "%lld", (long long)faults->row);
            list_push(&v.asks, q->call.arena) =
                (struct ask_view){error_text(q->call.arena, faults, q->call.lang), other, codes_has((codes){joined(q, "distinct_from")}, other.p)};
            continue;
        }
        if (!v.general.p && !belongs_to_field(&v, faults))
            v.general = error_text(q->call.arena, faults, q->call.lang);
    }
    *ret = v;
    return NULL;
}

/* GET /suggest/{record}/{field}?q=: items of a long code list by key, label, or what they begin with. */
err code_suggest(struct req *q, struct out *o)
{
    enum { OFFERED_MOST = 20 };
    const struct record *t = record_by_name(http_param(q->http, "record"));
    const struct field *f = t ? record_field(t, http_param(q->http, "field")) : NULL;
    text typed = text_trim(params_get(&q->query, T("q")));
    size_t n = 0;

    if (!t || !(t->see & q->call.actor.role) || !f || !f->list || !field_visible(&q->call, f))
        return FAIL(q->call.arena, E_GONE, w_web_no_page);
    http_set_type(q->http, "application/json; charset=utf-8");
    LIT(o, "[");
    for (size_t i = 0; typed.n && i < f->list->n && n < OFFERED_MOST; i++) {
        const struct codeitem *item = &f->list->items[i];
        text label = codelist_label(f->list, code_of(item), q->call.lang);
        if (!text_starts(text_of(item->key), typed) && !text_has(text_of(item->in[LANG_ZH]), typed) && !(item->aliases && text_eqz(typed, item->aliases)) &&
            !text_has(text_lower(q->call.arena, label), text_lower(q->call.arena, typed)))
            continue;
        out_raw(o, n++ ? T(",{\"title\":") : T("{\"title\":"));
        out_json(o, text_fmt(q->call.arena, "%s %.*s", item->key, TEXT_ARG(label)));
        LIT(o, "}");
    }
    LIT(o, "]");
    return NULL;
}
