/* Kept views: see saved_view.h. They belong to the account; nobody else sees them, so they are no business data. */
#include "saved_view.h"

#include "kit/words.h"

err views_of(struct call *c, const struct record *t, saved_view_list *ret)
{
    static const char sql_views[] = "SELECT id, name, query FROM saved_view WHERE region = $1 AND account = $2 AND record = $3 ORDER BY id";
    CLEAN(query_close) struct query q = {0};
    struct saved_view v = {0};
    text query;

    TRY(query_open(&q, c->conn, c->arena, sql_views, BIND(V(c->region), V(c->actor.account.n), V(t->name))));
    while (query_row(&q, INTO(TO(&v.id), TO(&v.name), TO(&query)))) {
        v.href = text_fmt(c->arena, "/%s?%.*s", t->plural, TEXT_ARG(query));
        list_push(ret, c->arena) = v;
    }
    return query_end(&q);
}

err views_post(struct req *q, struct out *o)
{
    static const char sql_add[] = "INSERT INTO saved_view (region, id, account, record, name, query, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    struct call *c = &q->call;
    const struct record *t = q->route->record;
    text name = text_fold(c->arena, params_get(&q->form, T("name"))), query = params_get(&q->form, T("query"));

    (void)o;
    if (!name.n || text_chars(name) > 40 || query.n > 4000)
        return FAIL(c->arena, E_INPUT, w_field_required, .field = "name", .args = {ARG_WORD("field", &w_list_view_name)});
    TRY(conn_run(c->conn, c->arena, sql_add,
                 BIND(V(c->region), V(db_new_id()), V(c->actor.account.n), V(t->name), V(name), V(query), V(c->now)), NULL));
    return web_go(q, "/%s?%.*s", t->plural, TEXT_ARG(query));
}

err views_remove(struct req *q, struct out *o)
{
    static const char sql_remove[] = "DELETE FROM saved_view WHERE region = $1 AND account = $2 AND id = $3";
    struct call *c = &q->call;

    (void)o;
    TRY(conn_run(c->conn, c->arena, sql_remove, BIND(V(c->region), V(c->actor.account.n), V(req_id(q, "view"))), NULL));
    return web_go(q, "/%s", q->route->record->plural);
}
