/* The API: its routes, and reading. See api.h. */
#include "api.h"

#include "base/format.h"
#include "kit/json.h"
#include "kit/words.h"

/* --- routes ------------------------------------------------------------------------------------------------------------------ */

static const struct api_operation operations[] = {
    {api_list, "list", &w_api_list, 0, 200, true},
    {api_create, NULL, NULL, API_FIELDS | API_DISTINCT | API_REASON, 201, false},
    {api_bulk, "bulk_change", &w_api_bulk, 0, 200, false},
    {api_one, "get", &w_api_one, 0, 200, false},
    {api_change, NULL, NULL, API_FIELDS | API_VERSION | API_REASON, 200, false},
    {api_remove, NULL, NULL, API_VERSION | API_REASON, 204, false},
    {api_history, "history_of", &w_api_history, 0, 200, false},
    {api_act, NULL, NULL, API_FIELDS | API_VERSION | API_REASON | API_TO, 200, false},
};

const struct api_operation *api_operation_of(const struct route *r)
{
    for (size_t i = 0; i < COUNT(operations); i++)
        if (operations[i].page == r->page)
            return &operations[i];
    return NULL;
}

text api_summary(const struct route *r, enum lang lang)
{
    const struct api_operation *op = api_operation_of(r);
    const struct act *act = r->act ? act_by_name(text_of(r->act)) : NULL;

    if (op && op->summary)
        return text_of(op->summary->in[lang]);
    return act ? text_of(act->label.in[lang]) : NO_TEXT;
}

text api_verb(const struct act *act)
{
    text verb;

    text_cut(text_of(act->name), '.', &verb);
    return verb;
}

static void add(struct arena *a, route_list *v, enum http_method method, const struct record *t, const char *tail,
                err (*page)(struct req *, struct out *), const struct act *act)
{
    list_push(v, a) = (struct route){.method = method,
                                     .path = text_fmt(a, API_ROOT "/%s%s", t->plural, tail).p,
                                     .page = page,
                                     .roles = act ? t->see & act->roles : t->see,
                                     .act = act ? act->name : NULL,
                                     .flags = ROUTE_API,
                                     .record = t};
}

static const struct act *act_of(struct arena *a, const struct record *t, const char *verb)
{
    return act_by_name(text_fmt(a, "%s.%s", t->name, verb));
}

/* The acts that have no method of their own. Those of the import are the import's. */
static void add_acts(struct arena *a, route_list *v, const struct record *t, bool creating)
{
    static const char *const apart[] = {"create", "change", "remove", "import", "import_change"};
    size_t n;
    const struct act *const *all = act_all(&n);

    for (size_t i = 0; i < n; i++) {
        text verb = api_verb(all[i]);
        bool skip = all[i]->target != t || all[i]->creates != creating || all[i]->with_file || !(all[i]->roles & ~(unsigned)ROLE_SYSTEM);
        for (size_t k = 0; k < COUNT(apart); k++)
            skip |= text_eqz(verb, apart[k]);
        if (!skip)
            add(a, v, POST, t, text_fmt(a, "%s/%.*s", creating ? "" : "/{id}", TEXT_ARG(verb)).p,
                creating ? api_create : api_act, all[i]);
    }
}

static void add_record(struct arena *a, route_list *v, const struct record *t)
{
    const struct act *create = act_of(a, t, "create"), *change = act_of(a, t, "change"),
                     *remove = act_of(a, t, "remove");

    add(a, v, GET, t, "", api_list, NULL);
    if (create)
        add(a, v, POST, t, "", api_create, create);
    if (change)
        add(a, v, POST, t, "/bulk", api_bulk, change);
    add_acts(a, v, t, true);
    add(a, v, GET, t, "/{id}", api_one, NULL);
    if (change)
        add(a, v, PATCH, t, "/{id}", api_change, change);
    if (remove)
        add(a, v, DELETE, t, "/{id}", api_remove, remove);
    if (t->history)
        add(a, v, GET, t, "/{id}/history", api_history, NULL);
    add_acts(a, v, t, false);
}

void api_routes(struct arena *a, route_list *v)
{
    size_t n;
    const struct record *const *all = record_all(&n);

    for (size_t i = 0; i < n; i++)
        add_record(a, v, all[i]);
    list_push(v, a) = (struct route){
        .method = GET, .path = API_ROOT "/openapi.json", .page = api_spec, .roles = WHO_PUBLIC, .flags = ROUTE_API};
    list_push(v, a) = (struct route){.method = GET, .path = "/api", .page = api_page, .roles = WHO_PUBLIC};
}

/* --- reading ----------------------------------------------------------------------------------------------------------------- */

static err read_filter(struct req *q, const struct record *t, struct filter *ret, bool *ret_exact)
{
    struct call *c = &q->call;
    err faults = NULL;

    TRY(filter_init(ret, t));
    for (size_t i = 0; i < q->query.list.n; i++) {
        const struct param *p = &q->query.list.v[i];
        if (text_eqz(p->name, "exact"))
            *ret_exact = text_eqz(p->value, "1") || text_eqz(p->value, "true");
        else
            faults = error_also(c->arena, faults, filter_add(c->arena, ret, p->name, p->value, c));
    }
    return faults;
}

static void put_items(struct call *c, struct json_out *w, const struct record *t, const struct page *page)
{
    json_key(w, "items");
    json_open(w, '[');
    for (size_t i = 0; i < page->items.n; i++)
        record_json(c, json_value(w), t, page->items.v[i]);
    json_close(w);
    json_put(w, "next", page->next);
}

/* GET /api/v1/{plural} */
err api_list(struct req *q, struct out *o)
{
    const struct record *t = q->route->record;
    struct json_out w = web_json(q, o);
    struct filter f;
    struct page page;
    int64_t total;
    bool exact = false, more;

    TRY(read_filter(q, t, &f, &exact));
    TRY(record_list(&q->call, &f, &page));
    TRY(record_count_upto(&q->call, &f, exact ? 0 : API_COUNT_BOUND, &total, &more));
    json_open(&w, '{');
    json_put(&w, "total", total);
    if (more)
        json_put(&w, "total_is", "at_least");
    put_items(&q->call, &w, t, &page);
    json_close(&w);
    json_end(&w);
    return NULL;
}

/* GET /api/v1/{plural}/{id} */
err api_one(struct req *q, struct out *o)
{
    struct call *c = &q->call;
    const struct record *t = q->route->record;
    moment at;
    void *r;

    TRY(pages_load_asked(q, t, &r, &at));
    if (is_absent(at.ms) && record_head_of(r)->removed.v == 1)
        return FAIL(c->arena, E_GONE, w_record_removed, .args = {ARG_TEXT("title", record_title(t, r))});
    http_set_type(q->http, "application/json; charset=utf-8");
    if (http_not_modified(q->http, text_fmt(c->arena, "%lld", (long long)record_head_of(r)->version)))
        return NULL;
    return record_json(c, o, t, r);
}

static void put_who(struct json_out *w, ref who, text name)
{
    if (!who.n) {
        json_put_null(w);
        return;
    }
    json_open(w, '{');
    json_key(w, "id");
    out_fmt(json_value(w), "\"%lld\"", (long long)who.n);
    json_put(w, "name", name);
    json_close(w);
}

static void put_change(struct call *c, struct json_out *w, const struct change *x)
{
    json_open(w, '{');
    json_put(w, "field", x->field->name);
    json_key(w, "before");
    record_field_json(c, json_value(w), x->field, x->before);
    json_key(w, "after");
    record_field_json(c, json_value(w), x->field, x->after);
    json_close(w);
}

static void put_entry(struct call *c, struct json_out *w, const struct history_entry *e)
{
    const struct act *act = act_by_name(e->act);

    json_open(w, '{');
    json_put(w, "version", e->version);
    json_key(w, "at");
    out_char(json_value(w), '"');
    fmt_time_iso(w->o, e->at);
    out_char(w->o, '"');
    json_key(w, "by");
    put_who(w, e->by, e->by_name);
    json_put(w, "act", e->act);
    json_put(w, "label", act ? text_of(act->label.in[c->lang]) : e->act);
    json_put(w, "reason", e->reason);
    json_key(w, "changes");
    json_open(w, '[');
    for (size_t i = 0; i < e->changes.n; i++)
        if (field_visible(c, e->changes.v[i].field))
            put_change(c, w, &e->changes.v[i]);
    json_close(w);
    json_close(w);
}

/* GET /api/v1/{plural}/{id}/history: newest first */
err api_history(struct req *q, struct out *o)
{
    struct json_out w = web_json(q, o);
    history_list entries = {0};

    TRY(record_history(&q->call, q->route->record, req_id(q, "id"), &entries));
    json_open(&w, '{');
    json_key(&w, "items");
    json_open(&w, '[');
    for (size_t i = 0; i < entries.n; i++)
        put_entry(&q->call, &w, &entries.v[i]);
    json_close(&w);
    json_close(&w);
    json_end(&w);
    return NULL;
}
