/* Tables of child records on their parent's page, changed in place: a row becomes a form where it stands, with script (the
 * table alone is exchanged) and without (a page with the table alone). See pages.h and children.h.
 */
#include "pages.h"

#include "kit/child.tpl.h"
#include "kit/children.h"
#include "kit/words.h"

static bool may(struct req *q, const struct record *t, const char *verb)
{
    const struct act *x = pages_act(t, verb);

    return x && act_allowed(&q->call, x);
}

/* Rows are changed while their parent may be. */
static bool parent_fits(struct req *q, const struct record *over, const void *parent)
{
    const struct act *change = pages_act(over, "change");

    return change ? !act_unfit(&q->call, change, parent) : record_head_of(parent)->removed.v != 1;
}

static void columns_of(struct call *c, const struct record *t, field_list *ret)
{
    for (size_t i = 0; i < t->n_fields; i++)
        if (strcmp(t->fields[i].name, t->parent) != 0 && !t->fields[i].derived && field_visible(c, &t->fields[i]))
            list_push(ret, c->arena) = &t->fields[i];
}

static err section_of(struct req *q, const struct record *t, const struct record *over, const void *parent, moment at, struct section_view *ret)
{
    id key = record_head_of(parent)->id;
    struct section_view s = {.record = t, .csrf = q->session.csrf};
    child_list all = {0};
    struct whole whole;

    s.base = text_fmt(q->call.arena, "/%s/%lld/%s", over->plural, (long long)key.n, t->plural);
    s.back = text_fmt(q->call.arena, "/%s/%lld#%s", over->plural, (long long)key.n, t->plural);
    s.may_change = is_absent(at.ms) && parent_fits(q, over, parent) && may(q, t, "change");
    columns_of(&q->call, t, &s.columns);
    TRY(children_load(&q->call, t, key, at, &all));
    TRY(rows_view(&q->call, t, all.v, all.n, &s.columns, &s.rows));
    TRY(children_whole(&q->call, t, parent, &all, &whole));
    s.said = whole.said;
    s.fault = whole.fault ? error_text(q->call.arena, whole.fault, q->call.lang) : NO_TEXT;
    *ret = s;
    return NULL;
}

err pages_sections(struct req *q, const struct record *t, const void *r, moment at, section_list *ret)
{
    record_type_list types = {0};

    child_types(q->call.arena, t, &types);
    for (size_t i = 0; i < types.n; i++) {
        struct section_view s;
        if (!(types.v[i]->see & q->call.actor.role) || !pages_act(types.v[i], "create"))
            continue; /* what is added otherwise, as a file is, has pages of its own */
        TRY(section_of(q, types.v[i], t, r, at, &s));
        list_push(ret, q->call.arena) = s;
    }
    return NULL;
}

/* --- the row in change -------------------------------------------------------------------------------------------------------- */

/* A row that refers to another of the same table chooses it from there. */
static void offer_siblings(struct req *q, const struct section_view *s, struct input_view *in)
{
    struct option_group all = {0};

    for (size_t i = 0; i < s->rows.n; i++) {
        text key = text_fmt(q->call.arena, "%lld", (long long)s->rows.v[i].id.n);
        if (s->rows.v[i].id.n != s->editing.n)
            list_push(&all.options, q->call.arena) = (struct option_view){key, s->rows.v[i].title, text_eq(key, in->ref_id) || text_eq(key, in->value)};
    }
    in->widget = WIDGET_SELECT;
    in->options.n = 0;
    list_push(&in->options, q->call.arena) = all;
}

static err open_row(struct req *q, struct section_view *s, const void *r, bool posted, err faults)
{
    struct form_view v;

    TRY(form_view(q, s->record, r, posted, faults, NULL, &v));
    s->editing = r ? record_head_of(r)->id : (id){0};
    s->version = v.version;
    s->general = v.general;
    for (size_t g = 0; g < v.groups.n; g++)
        for (size_t i = 0; i < v.groups.v[g].inputs.n; i++) {
            struct input_view in = v.groups.v[g].inputs.v[i];
            if (!strcmp(in.field->name, s->record->parent))
                continue;
            in.dom = text_fmt(q->call.arena, "%s-%s", s->record->plural, in.field->name);
            if (in.field->kind == KIND_ref && !strcmp(in.field->to, s->record->name))
                offer_siblings(q, s, &in);
            list_push(&s->inputs, q->call.arena) = in;
        }
    return NULL;
}

static err show(struct req *q, struct out *o, const void *parent, struct section_view *s)
{
    struct head_view head;

    if (q->fragment) {
        web_page_titled(q, o, NO_TEXT, false, SLOT(record_section, (&(struct tpl_record_section){.s = s})));
        return NULL;
    }
    TRY(pages_head(q, parent_type(s->record), parent, NO_MOMENT, &head));
    web_page_titled(q, o, head.title, false, SLOT(record_section_page, (&(struct tpl_record_section_page){.h = &head, .s = s})));
    return NULL;
}

/* The row of the address's {child}; it must belong to the parent of {id}. NULL when the address names none. */
static err row_asked(struct req *q, const struct record *t, const void *parent, void **ret)
{
    id key = req_id(q, "child");

    *ret = NULL;
    if (!http_param(q->http, "child").n)
        return NULL;
    TRY(record_load(&q->call, t, key, ret));
    if (parent_of(t, *ret).n == record_head_of(parent)->id.n)
        return NULL;
    return FAIL(q->call.arena, E_GONE, w_record_gone, .args = {ARG_WORD("record", &t->label)});
}

err section_page(struct req *q, struct out *o)
{
    const struct record *t = q->route->record, *over = parent_type(t);
    struct section_view s;
    void *parent, *row;

    TRY(record_load(&q->call, over, req_id(q, "id"), &parent));
    TRY(row_asked(q, t, parent, &row));
    TRY(section_of(q, t, over, parent, NO_MOMENT, &s));
    if (q->route->act)
        TRY(open_row(q, &s, row, false, NULL));
    return show(q, o, parent, &s);
}

/* After a change: with script the table anew, and word to the rest of the page; without, the parent's file. */
static err done(struct req *q, struct out *o, const struct record *over, id parent)
{
    const struct record *t = q->route->record;
    struct section_view s;
    void *r;

    if (!q->fragment)
        return web_go(q, "/%s/%lld#%s", over->plural, (long long)parent.n, t->plural);
    TRY(record_load(&q->call, over, parent, &r));
    TRY(section_of(q, t, over, r, NO_MOMENT, &s));
    http_set_header(q->http, "HX-Trigger", T("record-changed"));
    return show(q, o, r, &s);
}

static err refused(struct req *q, struct out *o, const struct record *over, id parent, err e)
{
    const struct record *t = q->route->record;
    struct section_view s;
    void *r, *row;

    if (e->code != E_INPUT && e->code != E_DENIED && e->code != E_CLASH)
        return e;
    TRY(record_load(&q->call, over, parent, &r));
    TRY(row_asked(q, t, r, &row));
    TRY(section_of(q, t, over, r, NO_MOMENT, &s));
    TRY(open_row(q, &s, row, true, e));
    http_status(q->http, web_status_of(e->code == E_CLASH ? E_INPUT : e->code));
    return show(q, o, r, &s);
}

static void set_parent(const struct record *t, id parent, struct input *in)
{
    const struct field *f = record_field(t, text_of(t->parent));

    *(int64_t *)field_at(f, in->values) = parent.n;
    fieldset_add(&in->set, record_index(t, f));
}

err section_post(struct req *q, struct out *o)
{
    const struct record *t = q->route->record, *over = parent_type(t);
    id parent = req_id(q, "id");
    struct input in;
    void *r, *row;
    err e;

    TRY(record_load(&q->call, over, parent, &r));
    TRY(row_asked(q, t, r, &row));
    e = form_read(q, t, row, &in);
    if (!row)
        set_parent(t, parent, &in);
    if (!e)
        e = act_run(&q->call, pages_act(t, row ? "change" : "create"), row ? record_head_of(row)->id : (id){0}, &in, NULL);
    return e ? refused(q, o, over, parent, e) : done(q, o, over, parent);
}

err section_remove(struct req *q, struct out *o)
{
    const struct record *t = q->route->record, *over = parent_type(t);
    struct input in = {0};
    id parent = req_id(q, "id");
    void *r, *row;

    TRY(record_load(&q->call, over, parent, &r));
    TRY(row_asked(q, t, r, &row));
    if (!row)
        return FAIL(q->call.arena, E_GONE, w_record_gone, .args = {ARG_WORD("record", &t->label)});
    TRY(act_run(&q->call, pages_act(t, "remove"), record_head_of(row)->id, &in, NULL));
    return done(q, o, over, parent);
}
