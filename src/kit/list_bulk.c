/* One field changed for many records, all or nothing: the chosen ones (id=…) or all that fit a filter (all=1). The page states
 * how many; when there are others by the time it is sent, nothing is changed and the page says so.
 */
#include "list_page.h"

#include "kit/list.tpl.h"
#include "kit/ripple.h"
#include "kit/words.h"

typedef LIST(id) id_list;

static bool may_bulk(struct req *q, const struct record *t, const struct field *f)
{
    return field_changeable(&q->call, t, f, NULL) && !f->unique && !f->once && !f->derived && !f->long_text && strcmp(t->title, f->name) != 0 &&
           !(t->state && strcmp(t->state, f->name) == 0);
}

/* The records meant. Neither chosen nor all asked for: none. */
static err meant(struct req *q, const struct record *t, const struct params *from, struct filter *ret)
{
    TRY(pages_filter(q, t, from, ret));
    if (!ret->ids.n && !params_has(from, T("all")))
        return FAIL(q->call.arena, E_INPUT, w_bulk_none);
    ret->after = ret->before = NO_TEXT;
    return NULL;
}

static err count_meant(struct req *q, const struct filter *f, int64_t *ret)
{
    bool more;

    TRY(record_count_upto(&q->call, f, BULK_MOST, ret, &more));
    if (more)
        return FAIL(q->call.arena, E_INPUT, w_bulk_many, .args = {ARG_INT("most", BULK_MOST)});
    return *ret ? NULL : FAIL(q->call.arena, E_INPUT, w_bulk_none);
}

static err show(struct req *q, struct out *o, const struct params *from, err e)
{
    const struct record *t = q->route->record;
    struct bulk_view v = {.record = t, .csrf = q->session.csrf, .all = params_has(from, T("all"))};
    struct params keep = params_copy(q->call.arena, from);
    field_list columns = {0};
    struct filter f;
    struct page page;

    TRY(meant(q, t, from, &f));
    TRY(count_meant(q, &f, &v.n));
    f.limit = 12;
    TRY(record_list(&q->call, &f, &page));
    list_columns(&q->call, t, NO_TEXT, &columns);
    columns.n = columns.n ? 1 : 0;
    TRY(rows_view(&q->call, t, page.items.v, page.items.n, &columns, &v.some));
    for (size_t i = 0; i < t->n_fields; i++)
        if (may_bulk(q, t, &t->fields[i]))
            list_push(&v.fields, q->call.arena) = &t->fields[i];
    v.field = record_field(t, params_get(from, T("field")));
    if (v.field && may_bulk(q, t, v.field))
        TRY(form_one(q, t, v.field, e != NULL, e, &v.input));
    else
        v.field = NULL;
    if (e) {
        http_status(q->http, web_status_of(e->code));
        v.error = v.input.error.n ? NO_TEXT : error_text(q->call.arena, e, o->lang);
    }
    params_remove(&keep, T("field"));
    params_remove(&keep, T("csrf"));
    for (size_t i = 0; i < keep.list.n; i++)
        list_push(&v.keep, q->call.arena) = keep.list.v[i];
    v.query = params_url(q->call.arena, T("/x"), &keep).t;
    v.query = text_sub(v.query, 3, v.query.n);
    v.back = text_fmt(q->call.arena, "/%s", t->plural);
    web_page(q, o, &w_bulk_title, SLOT(record_bulk, (&(struct tpl_record_bulk){.v = &v})));
    return NULL;
}

/* GET /{plural}/bulk?id=…&id=… or ?all=1&…: which field, then its value */
err page_bulk(struct req *q, struct out *o)
{
    struct list_query l;

    list_query_read(q, q->route->record, &q->query, &l);
    return show(q, o, &l.params, NULL);
}

static err gather(struct call *c, const struct filter *f, id_list *ret)
{
    struct filter step = *f;

    step.limit = LIMIT_MOST;
    for (;;) {
        struct page page;
        TRY(record_list(c, &step, &page));
        for (size_t i = 0; i < page.items.n; i++)
            list_push(ret, c->arena) = record_head_of(page.items.v[i])->id;
        if (!page.next.n)
            return NULL;
        step.after = page.next;
    }
}

static err change_all(struct req *q, const id_list *ids, struct input *in)
{
    const struct record *t = q->route->record;
    const struct act *act = pages_act(t, "change");
    err e = NULL;

    for (size_t i = 0; !e && i < ids->n; i++) {
        void *r;
        e = record_load(&q->call, t, ids->v[i], &r);
        if (e)
            break;
        in->version = record_head_of(r)->version;
        e = act_run_inside(&q->call, act, ids->v[i], in, NULL);
        if (e && e->code == E_INPUT)
            e = FAIL(q->call.arena, E_INPUT, w_bulk_row, .field = e->field,
                     .args = {ARG_TEXT("title", record_title(t, r)), ARG_TEXT("why", error_text(q->call.arena, e, q->call.lang))});
    }
    return e ? e : ripple_flush(&q->call);
}

static err run(struct req *q, const struct params *from, const struct field *f)
{
    const struct record *t = q->route->record;
    struct input in = {.values = record_new(q->call.arena, t)};
    struct filter which;
    id_list ids = {0};
    int64_t n, expected = 0;
    text typed = params_get(&q->form, text_of(f->name));

    TRY(meant(q, t, from, &which));
    TRY(count_meant(q, &which, &n));
    text_int(params_get(&q->form, T("n")), &expected);
    if (n != expected)
        return FAIL(q->call.arena, E_INPUT, w_bulk_other_count, .args = {ARG_INT("n", n), ARG_INT("before", expected)});
    TRY(form_value(q, f, typed, in.values));
    TRY(field_check(q->call.arena, f, in.values));
    fieldset_add(&in.set, record_index(t, f));
    TRY(gather(&q->call, &which, &ids));
    return change_all(q, &ids, &in);
}

/* POST /{plural}/bulk: query (as page_bulk's), field, its value, n (how many the page stated) */
err post_bulk(struct req *q, struct out *o)
{
    const struct record *t = q->route->record;
    struct conn *c = q->call.conn;
    const struct field *f = record_field(t, params_get(&q->form, T("field")));
    struct params from;
    err e;

    TRY(params_parse(q->call.arena, params_get(&q->form, T("query")), PARAMS_FORM, &from));
    if (!f || !may_bulk(q, t, f))
        return show(q, o, &from, FAIL(q->call.arena, E_INPUT, w_bulk_field));
    params_set(&from, q->call.arena, T("field"), text_of(f->name));
    TRY(conn_begin(c, q->call.arena));
    e = run(q, &from, f);
    if (!e)
        e = conn_commit(c, q->call.arena);
    if (e)
        conn_rollback(c);
    if (e && e->code == E_INPUT)
        return show(q, o, &from, e);
    TRY(e);
    params_remove(&from, T("field"));
    params_remove(&from, T("all"));
    return web_go(q, "%.*s", TEXT_ARG(params_url(q->call.arena, text_fmt(q->call.arena, "/%s", t->plural), &from).t));
}
