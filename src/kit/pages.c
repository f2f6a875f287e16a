/* The pages that every record type has: see pages.h. */
#include "pages.h"

#include "base/format.h"
#include "kit/api.h"
#include "kit/children.h"
#include "kit/export.h"
#include "kit/import/task_views.h"
#include "kit/list_page.h"
#include "kit/form.tpl.h"
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
    char name[128];

    snprintf(name, sizeof(name), "%s.%s", t->name, verb);
    return act_by_name(text_of(name));
}

bool pages_may(struct req *q, const struct record *t, const char *verb)
{
    const struct act *x = pages_act(t, verb);

    return x && act_allowed(&q->call, x);
}

bool pages_may_on(struct req *q, const struct record *t, const char *verb, const void *r)
{
    const struct act *x = pages_act(t, verb);

    return x && !act_closed(&q->call, x, r);
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
    if (date_of(*ret_at).days > q->call.today.days)
        return FAIL(q->call.arena, E_INPUT, w_file_as_of_future, .field = "at", .args = {ARG_DATE("day", date_of(*ret_at))});
    if (at.n == 10) /* a day: as it stood at its end */
        ret_at->ms += 86400000 - 1;
    return record_as_of(&q->call, t, key, *ret_at, ret);
}

err pages_file_view(struct req *q, const struct record *t, struct file_view *ret)
{
    struct file_view v = {.record = t, .csrf = q->session.csrf};
    void *r;

    TRY(pages_load_asked(q, t, &r, &v.at));
    v.r = r;
    v.may_remove = is_absent(v.at.ms) && pages_may_on(q, t, "remove", r);
    v.may_move = is_absent(v.at.ms) && pages_may_on(q, t, "move", r);
    v.head = record_head_of(r);
    v.title = record_title(t, r);
    TRY(pages_head(q, t, r, v.at, &v.top));
    TRY(groups_view(&q->call, t, r, &v.groups));
    TRY(pages_sections(q, t, r, v.at, &v.sections));
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

static text home_of(struct req *q, const struct record *t, const void *values, id made)
{
    struct arena *a = q->call.arena;
    text at = text_of(t->home ? t->home : t->path);

    if (!t->home)
        return text_fmt(a, "%.*s/%lld", TEXT_ARG(at), (long long)made.n);
    for (size_t i = 0; i < t->n_fields; i++) {
        text mark = text_fmt(a, "{%s}", t->fields[i].name);
        if (text_has(at, mark))
            at = text_replace(a, at, mark, field_written(a, &t->fields[i], values, PLAIN, q->call.lang));
    }
    return at;
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
    return web_go(q, "%.*s", TEXT_ARG(home_of(q, t, in.values, made)));
}

static err page_edit(struct req *q, struct out *o)
{
    void *r;

    TRY(record_load(&q->call, q->route->record, req_id(q, "id"), &r));
    TRY(act_closed(&q->call, act_by_name(text_of(q->route->act)), r)); /* nobody types what would be refused */
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

/* --- routes --------------------------------------------------------------------------------------------------------------------- */

static void add(struct arena *a, route_list *v, enum http_method method, const struct record *t, const char *tail,
                err (*page)(struct req *, struct out *), unsigned roles, const char *verb)
{
    const struct act *act = verb ? pages_act(t, verb) : NULL;

    if (verb && !act)
        return;
    list_push(v, a) = (struct route){.method = method, .path = text_fmt(a, "/%s%s", t->plural, tail).p, .page = page, .roles = act ? roles & act->roles : roles,
                                     .act = act ? act->name : NULL, .record = t, .nav = *tail || t->parent || t->aside ? NULL : &t->labels, .place = t->place};
}

/* A child type's table on its parent's page. */
static void add_child(struct arena *a, route_list *v, const struct record *t)
{
    const char *const base = text_fmt(a, "/%s/{id}/%s", parent_type(t)->plural, t->plural).p;
    const struct {
        enum http_method method;
        const char *tail;
        err (*page)(struct req *, struct out *);
        const char *verb;
    } rows[] = {
        {GET, "", section_page, NULL},           {GET, "/new", section_page, "create"},     {POST, "/new", section_post, "create"},
        {GET, "/{child}", section_page, "change"}, {POST, "/{child}", section_post, "change"}, {POST, "/{child}/remove", section_remove, "remove"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct act *act = rows[i].verb ? pages_act(t, rows[i].verb) : NULL;
        if (rows[i].verb && !act)
            continue;
        list_push(v, a) = (struct route){.method = rows[i].method, .path = text_fmt(a, "%s%s", base, rows[i].tail).p, .page = rows[i].page,
                                         .roles = act ? t->see & act->roles : t->see, .act = act ? act->name : NULL, .record = t};
    }
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
        add(a, &v, GET, t, "/columns", page_columns, t->see, NULL);
        add(a, &v, GET, t, "/conditions", page_conditions, t->see, NULL);
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
        add(a, &v, GET, t, "/{id}/move", move_page, t->see, "move");
        add(a, &v, POST, t, "/{id}/move", move_post, t->see, "move");
        if (t->parent && pages_act(t, "create"))
            add_child(a, &v, t);
    }
    api_routes(a, &v);
    list_push(&v, a) = (struct route){.method = GET, .path = "/suggest/{record}/{field}", .page = code_suggest, .roles = WHO_ALL};
    list_push(&v, a) = (struct route){0};
    return v.v;
}
