/* The pages that every record type has: see pages.h. */
#include "pages.h"

#include "base/format.h"
#include "kit/api.h"
#include "kit/export.h"
#include "kit/import/task_views.h"
#include "kit/list_page.h"
#include "kit/record.tpl.h"
#include "kit/saved_view.h"
#include "kit/words.h"

static const char *const not_filter[] = {"columns", "csrf", "totals", "exact", "from", "parent", "format", "view", "add", "all", "field", "ask", NULL};

static bool is_listed(text name, const char *const v[])
{
    for (; *v; v++)
        if (text_eqz(name, *v))
            return true;
    return false;
}

err pages_filter(struct req *q, const struct record *t, const struct params *from, struct filter *ret)
{
    TRY(filter_init(ret, t));
    for (size_t i = 0; i < from->list.n; i++)
        if (!is_listed(from->list.v[i].name, not_filter))
            TRY(filter_add(q->call.arena, ret, from->list.v[i].name, from->list.v[i].value, &q->call));
    return NULL;
}

const struct act *pages_act(const struct record *t, const char *verb)
{
    struct arena *a = arena_new(4096 * 8);
    const struct act *x = act_by_name(text_fmt(a, "%s.%s", t->name, verb));

    arena_free(a);
    return x;
}

bool pages_may(struct req *q, const struct record *t, const char *verb)
{
    const struct act *x = pages_act(t, verb);

    return x && act_allowed(&q->call, x);
}

/* --- one record -------------------------------------------------------------------------------------------------------------- */

err pages_load_asked(struct req *q, const struct record *t, void **ret, moment *ret_at)
{
    text at = params_get(&q->query, T("at"));
    id key = req_id(q, "id");

    *ret_at = NO_MOMENT;
    if (!at.n)
        return record_load(&q->call, t, key, ret);
    if (!moment_parse(at, ret_at))
        return FAIL(q->call.arena, E_INPUT, w_field_want_date, .field = "at",
                    .args = {ARG_WORD("field", &w_file_as_of), ARG_TEXT("value", at)});
    if (at.n == 10) /* a day: as it stood at its end */
        ret_at->ms += 86400000 - 1;
    return record_as_of(&q->call, t, key, *ret_at, ret);
}

err pages_file_view(struct req *q, const struct record *t, struct file_view *ret)
{
    struct file_view v = {.record = t, .csrf = q->session.csrf, .may_change = pages_may(q, t, "change"), .may_remove = pages_may(q, t, "remove"), .may_move = pages_may(q, t, "move")};
    void *r;

    TRY(pages_load_asked(q, t, &r, &v.at));
    v.r = r;
    v.head = record_head_of(r);
    v.title = record_title(t, r);
    TRY(pages_head(q, t, r, v.at, &v.top));
    TRY(groups_view(&q->call, t, r, &v.groups));
    if (v.may_move)
        workflow_open(&q->call, t, r, &v.moves);
    *ret = v;
    return NULL;
}

/* GET /{plural}/{id} */
static err page_file(struct req *q, struct out *o)
{
    struct file_view v;

    TRY(pages_file_view(q, q->route->record, &v));
    web_page_titled(q, o, v.title, false, SLOT(record_file, (&(struct tpl_record_file){.v = &v})));
    return NULL;
}

err pages_history_view(struct req *q, const struct record *t, struct history_view *ret)
{
    struct history_view v = {.record = t};
    history_list entries = {0};
    void *r;

    TRY(pages_open(q, t, &r, &v.top));
    v.title = v.top.title;
    v.id = v.top.id;
    TRY(record_history(&q->call, t, v.id, &entries));
    for (size_t i = 0; i < entries.n; i++) {
        struct history_line line = {.entry = &entries.v[i]};
        const struct act *act = act_by_name(entries.v[i].act);
        line.act = act ? text_of(act->label.in[q->call.lang]) : entries.v[i].act;
        for (size_t k = 0; k < entries.v[i].changes.n; k++) {
            const struct change *x = &entries.v[i].changes.v[k];
            if (!field_visible(&q->call, x->field) || x->field->derived)
                continue;
            list_push(&line.changes, q->call.arena) = (struct change_view){
                x->field, x->before ? view_shown(&q->call, x->field, x->before) : NO_TEXT, view_shown(&q->call, x->field, x->after)};
        }
        list_push(&v.lines, q->call.arena) = line;
    }
    *ret = v;
    return NULL;
}

/* GET /{plural}/{id}/history */
static err page_history(struct req *q, struct out *o)
{
    struct history_view v;

    TRY(pages_history_view(q, q->route->record, &v));
    web_page_titled(q, o, v.title, false, SLOT(record_history, (&(struct tpl_record_history){.v = &v})));
    return NULL;
}

/* --- forms --------------------------------------------------------------------------------------------------------------------- */

static err show_form(struct req *q, struct out *o, const void *r, bool posted, err faults, const clash_list *clashes)
{
    const struct record *t = q->route->record;
    struct form_view v;
    text title = r ? record_title(t, r) : text_of(t->label.in[o->lang]);

    TRY(form_view(q, t, r, posted, faults, clashes, &v));
    v.action = http_path(q->http);
    if (faults)
        http_status(q->http, web_status_of(faults->code));
    web_page_titled(q, o, title, false, SLOT(record_form, (&(struct tpl_record_form){.v = &v, .title = title})));
    return NULL;
}

/* GET /{plural}/new; what stands in the address fills the form. */
static err page_new(struct req *q, struct out *o)
{
    q->form = q->query;
    return show_form(q, o, NULL, true, NULL, NULL);
}

/* POST /{plural}/new */
static err post_new(struct req *q, struct out *o)
{
    const struct record *t = q->route->record;
    struct input in;
    id made;
    err e = form_read(q, t, NULL, &in);

    if (!e)
        e = act_run(&q->call, pages_act(t, "create"), (id){0}, &in, &made);
    if (e && (e->code == E_INPUT || e->code == E_DENIED))
        return show_form(q, o, NULL, true, e, NULL);
    TRY(e);
    return web_go(q, "/%s/%lld", t->plural, (long long)made.n);
}

static err page_edit(struct req *q, struct out *o)
{
    void *r;

    TRY(record_load(&q->call, q->route->record, req_id(q, "id"), &r));
    return show_form(q, o, r, false, NULL, NULL);
}

/* POST /{plural}/{id}/edit. After a clash the form comes back on top of what the other saved. */
static err post_edit(struct req *q, struct out *o)
{
    const struct record *t = q->route->record;
    id key = req_id(q, "id");
    clash_list clashes = {0};
    struct input in;
    void *r;
    err e;

    TRY(record_load(&q->call, t, key, &r));
    e = form_read(q, t, r, &in);
    if (!e)
        e = act_run(&q->call, pages_act(t, "change"), key, &in, NULL);
    if (!e)
        return web_go(q, "/%s/%lld", t->plural, (long long)key.n);
    if (e->code == E_CLASH)
        TRY(act_clashes(&q->call, t, key, &in, &clashes, &r));
    else if (e->code != E_INPUT && e->code != E_DENIED)
        return e;
    return show_form(q, o, r, true, e, e->code == E_CLASH ? &clashes : NULL);
}

/* POST /{plural}/{id}/remove */
static err post_remove(struct req *q, struct out *o)
{
    const struct record *t = q->route->record;
    struct input in = {.reason = params_get(&q->form, T("reason"))};

    (void)o;
    TRY(act_run(&q->call, pages_act(t, "remove"), req_id(q, "id"), &in, NULL));
    return web_go(q, "/%s", t->plural);
}

/* POST /{plural}/{id}/move: another state, with what it needs. What is missing comes back in the form. */
static err post_move(struct req *q, struct out *o)
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
    if (e->code != E_INPUT)
        return e;
    return show_form(q, o, r, true, e, NULL);
}

/* --- routes --------------------------------------------------------------------------------------------------------------------- */

static void add(struct arena *a, route_list *v, enum http_method method, const struct record *t, const char *tail,
                err (*page)(struct req *, struct out *), unsigned roles, const char *verb)
{
    const struct act *act = verb ? pages_act(t, verb) : NULL;

    if (verb && !act)
        return;
    list_push(v, a) = (struct route){.method = method, .path = text_fmt(a, "/%s%s", t->plural, tail).p, .page = page, .roles = act ? roles & act->roles : roles,
                                     .act = act ? act->name : NULL, .record = t, .nav = *tail || t->parent ? NULL : &t->labels};
}

const struct route *pages_routes(struct arena *a)
{
    route_list v = {0};
    size_t n;
    const struct record *const *all = record_all(&n);

    for (size_t i = 0; i < n; i++) {
        const struct record *t = all[i];
        add(a, &v, GET, t, "", page_list, t->see, NULL);
        add(a, &v, GET, t, "/export", page_export, t->see, NULL);
        v.v[v.n - 1].flags = HTTP_LONG;
        add(a, &v, GET, t, "/totals", page_totals, t->see, NULL);
        add(a, &v, GET, t, "/new", page_new, t->see, "create");
        add(a, &v, POST, t, "/new", post_new, t->see, "create");
        add(a, &v, GET, t, "/bulk", page_bulk, t->see, "change");
        add(a, &v, POST, t, "/bulk", post_bulk, t->see, "change");
        add(a, &v, POST, t, "/views", views_post, t->see, NULL);
        add(a, &v, POST, t, "/views/{view}", views_change, t->see, NULL);
        add(a, &v, POST, t, "/views/{view}/remove", views_remove, t->see, NULL);
        task_routes(a, t, &v);
        add(a, &v, GET, t, "/{id}", page_file, t->see, NULL);
        v.v[v.n - 1].tab = &w_file_overview;
        add(a, &v, GET, t, "/{id}/history", page_history, t->see, NULL);
        v.v[v.n - 1].tab = &w_file_history;
        add(a, &v, GET, t, "/{id}/edit", page_edit, t->see, "change");
        add(a, &v, POST, t, "/{id}/edit", post_edit, t->see, "change");
        add(a, &v, POST, t, "/{id}/remove", post_remove, t->see, "remove");
        add(a, &v, POST, t, "/{id}/move", post_move, t->see, "move");
    }
    api_routes(a, &v);
    list_push(&v, a) = (struct route){0};
    return v.v;
}
