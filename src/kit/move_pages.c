/* A step of the workflow as a small form: its date, its reason, and whatever is missing for it. See pages.h. */
#include "pages.h"

#include "kit/children.h"
#include "kit/form.tpl.h"
#include "kit/words.h"

/* Where a fault can be mended: a field of the form, or the table of the children that it names. */
static text place_of(struct req *q, const struct record *t, const void *r, err e)
{
    long long key = (long long)record_head_of(r)->id.n;

    if (!e->field)
        return text_fmt(q->call.arena, "/%s/%lld/edit", t->plural, key);
    if (record_field(t, text_of(e->field)))
        return text_fmt(q->call.arena, "/%s/%lld/edit#f-%s", t->plural, key, e->field);
    return text_fmt(q->call.arena, "/%s/%lld#%s", t->plural, key, e->field);
}

err pages_lacks(struct req *q, const struct record *t, const void *r, unsigned state, lack_list *ret)
{
    err faults;

    TRY(workflow_lacks(&q->call, t, r, state, &faults));
    for (; faults; faults = faults->next) {
        const struct field *f = faults->field ? record_field(t, text_of(faults->field)) : NULL;
        const struct record *child = faults->field && !f ? record_by_name(text_of(faults->field)) : NULL;
        bool empty = faults->word == &w_state_needs;
        text said = child && empty ? text_of(child->labels.in[q->call.lang]) : f && empty ? text_of(f->label.in[q->call.lang]) : error_text(q->call.arena, faults, q->call.lang);
        list_push(ret, q->call.arena) = (struct lack_view){said, place_of(q, t, r, faults)};
    }
    return NULL;
}

/* What must be given for the step, and what was given with it: shown again when it was refused. */
static bool is_asked(struct req *q, const struct transition *way, const void *r, const struct field *f, err faults)
{
    bool missing = f->required & 1u << way->to && field_absent(f, r);

    if (missing || params_has(&q->form, text_of(f->name)) || (way->date_field && !strcmp(way->date_field, f->name)))
        return true;
    return error_of(faults, f->name) != NULL;
}

static void add_faults(struct req *q, const struct record *t, const void *r, err faults, struct move_view *v)
{
    for (; faults; faults = faults->next) {
        text said = error_text(q->call.arena, faults, q->call.lang);
        const struct field *f = faults->field ? record_field(t, text_of(faults->field)) : NULL;
        v->faults++;
        if (faults->field && !strcmp(faults->field, "reason"))
            v->reason_fault = said;
        else if (!faults->field || (f && !field_changeable(&q->call, t, f, r)))
            v->general = v->general.p ? v->general : said;
    }
}

static err rows_lacking(struct req *q, const struct record *t, const void *r, unsigned state, struct move_view *v)
{
    err faults;

    TRY(workflow_lacks(&q->call, t, r, state, &faults));
    for (; faults; faults = faults->next)
        if (faults->field && !record_field(t, text_of(faults->field)))
            list_push(&v->rows, q->call.arena) = (struct lack_view){error_text(q->call.arena, faults, q->call.lang), place_of(q, t, r, faults)};
    return NULL;
}

static err show(struct req *q, struct out *o, const void *r, text to, bool posted, err faults)
{
    const struct record *t = q->route->record;
    const struct transition *way = workflow_way(&q->call, t, r, to);
    struct move_view v = {.way = way, .csrf = q->session.csrf, .version = record_head_of(r)->version, .reason = params_get(&q->form, T("reason"))};
    struct form_view form;

    if (!way)
        return workflow_no_way(&q->call, t, r, to);
    v.state = &t->workflow->states[way->to].label;
    v.to = t->workflow->states[way->to].key;
    TRY(pages_head(q, t, r, NO_MOMENT, &v.top));
    v.action = text_fmt(q->call.arena, "/%s/%lld/move", t->plural, (long long)v.top.id.n);
    TRY(form_view(q, t, r, posted, faults, NULL, &form));
    for (size_t g = 0; g < form.groups.n; g++)
        for (size_t i = 0; i < form.groups.v[g].inputs.n; i++) {
            struct input_view in = form.groups.v[g].inputs.v[i];
            if (!is_asked(q, way, r, in.field, faults))
                continue;
            in.needed = (in.field->required & 1u << way->to) != 0;
            in.later = NULL;
            list_push(&v.inputs, q->call.arena) = in;
        }
    add_faults(q, t, r, faults, &v);
    TRY(rows_lacking(q, t, r, way->to, &v));
    if (faults)
        http_status(q->http, 422);
    if (q->fragment)
        web_page_titled(q, o, v.top.title, false, SLOT(record_move, (&(struct tpl_record_move){.v = &v})));
    else
        web_page_titled(q, o, v.top.title, false, SLOT(record_move_page, (&(struct tpl_record_move_page){.v = &v})));
    return NULL;
}

err move_page(struct req *q, struct out *o)
{
    id key = req_id(q, "id");
    void *r;

    TRY(record_load(&q->call, q->route->record, key, &r));
    if (!params_get(&q->query, T("to")).n) /* an address cut short: the steps are offered on the record's own page */
        return web_go(q, "/%s/%lld", q->route->record->plural, (long long)key.n);
    return show(q, o, r, params_get(&q->query, T("to")), false, NULL);
}

err move_post(struct req *q, struct out *o)
{
    const struct record *t = q->route->record;
    id key = req_id(q, "id");
    struct input in;
    void *r;
    err e;

    TRY(record_load(&q->call, t, key, &r));
    e = form_read(q, t, r, &in);
    if (!e)
        e = act_run(&q->call, pages_act(t, "move"), key, &in, NULL);
    if (!e)
        return web_go(q, "/%s/%lld", t->plural, (long long)key.n);
    if (e->code != E_INPUT && e->code != E_CLASH)
        return e;
    return show(q, o, r, in.to, true, e);
}
