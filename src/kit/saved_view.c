/* Kept views: see saved_view.h. They belong to the account; nobody else sees them, so they are no business data. */
#include "saved_view.h"

#include "kit/words.h"

err views_of(struct call *c, const struct record *t, saved_view_list *ret)
{
    static const char sql_views[] = "SELECT id, name, query FROM saved_view WHERE region = $1 AND account = $2 AND record = $3 ORDER BY id";
    CLEAN(query_close) struct query q = {0};
    struct saved_view v = {0};

    TRY(query_open(&q, c->conn, c->arena, sql_views, BIND(V(c->region), V(c->actor.account.n), V(t->name))));
    while (query_row(&q, INTO(TO(&v.id), TO(&v.name), TO(&v.query)))) {
        v.href = text_fmt(c->arena, "/%s?%.*s%sview=%lld", t->plural, TEXT_ARG(v.query), v.query.n ? "&" : "", (long long)v.id.n);
        list_push(ret, c->arena) = v;
    }
    return query_end(&q);
}

static err read_name(struct req *q, text *ret)
{
    *ret = text_fold(q->call.arena, params_get(&q->form, T("name")));
    if (ret->n && text_chars(*ret) <= 40)
        return NULL;
    return FAIL(q->call.arena, E_INPUT, w_field_required, .field = "name", .args = {ARG_WORD("field", &w_list_view_name)});
}

err views_post(struct req *q, struct out *o)
{
    static const char sql_add[] = "INSERT INTO saved_view (region, id, account, record, name, query, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    struct call *c = &q->call;
    const struct record *t = q->route->record;
    text name, query = text_sub(params_get(&q->form, T("query")), 0, 4000);
    id made = db_new_id();

    (void)o;
    TRY(read_name(q, &name));
    TRY(conn_run(c->conn, c->arena, sql_add,
                 BIND(V(c->region), V(made), V(c->actor.account.n), V(t->name), V(name), V(query), V(c->now)), NULL));
    return web_go(q, "/%s?%.*s%sview=%lld", t->plural, TEXT_ARG(query), query.n ? "&" : "", (long long)made.n);
}

err views_change(struct req *q, struct out *o)
{
    static const char sql_name[] = "UPDATE saved_view SET name = $4, changed_at = $5 WHERE region = $1 AND account = $2 AND id = $3";
    static const char sql_query[] = "UPDATE saved_view SET query = $4, changed_at = $5 WHERE region = $1 AND account = $2 AND id = $3";
    struct call *c = &q->call;
    bool query = params_has(&q->form, T("query"));
    text with = text_sub(params_get(&q->form, T("query")), 0, 4000), back = params_get(&q->form, T("back"));

    (void)o;
    if (!query)
        TRY(read_name(q, &with));
    TRY(conn_run(c->conn, c->arena, query ? sql_query : sql_name,
                 BIND(V(c->region), V(c->actor.account.n), V(req_id(q, "view")), V(with), V(c->now)), NULL));
    return web_go(q, "%.*s", TEXT_ARG(http_is_local(back) ? back : text_fmt(c->arena, "/%s", q->route->record->plural)));
}

err views_remove(struct req *q, struct out *o)
{
    static const char sql_remove[] = "DELETE FROM saved_view WHERE region = $1 AND account = $2 AND id = $3";
    struct call *c = &q->call;

    (void)o;
    TRY(conn_run(c->conn, c->arena, sql_remove, BIND(V(c->region), V(c->actor.account.n), V(req_id(q, "view"))), NULL));
    return web_go(q, "/%s", q->route->record->plural);
}
