/* API tokens: see account.h. The secret is shown once; the database knows only its hash. A token has the rights of its account and
 * ends with it.
 */
#include "account.h"

#include "account/words.h"
#include "base/date.h"
#include "secret.h"

enum { USED_EVERY_MS = 60000 };

err token_create(struct call *c, ref account, text name, text *ret_secret)
{
    static const char sql_add[] = "INSERT INTO token (hash, region, account, id, name, created_at, expires_at)"
                                  " VALUES ($1, $2, $3, $4, $5, $6, $7)";
    text secret = text_fmt(c->arena, "dd_%.*s", TEXT_ARG(secret_new(c->arena)));
    moment until = {c->now.ms + TOKEN_DAYS * INT64_C(86400000)};

    TRY(conn_begin(c->conn, c->arena));
    TRY(conn_run(c->conn, c->arena, sql_add,
                 BIND(V(secret_derived(c->arena, secret, purpose_key)), V(c->region), V(account), V(db_new_id()), V(name), V(c->now), V(until)), NULL));
    TRY(account_note(c, account, "token.create", "ok"));
    TRY(conn_commit(c->conn, c->arena));
    *ret_secret = secret;
    return NULL;
}

/* By a connection of its own: reading over the API must not need the writer at every call. */
static err mark_used(struct call *c, text hash)
{
    static const char sql_used[] = "UPDATE token SET used_at = $2 WHERE hash = $1";
    struct conn *w CLEAN(conn_clean) = NULL;

    if (conn_writes(c->conn))
        return conn_run(c->conn, c->arena, sql_used, BIND(V(hash), V(c->now)), NULL);
    TRY(db_lease(conn_db(c->conn), DB_WRITE, c->arena, &w));
    return conn_run(w, c->arena, sql_used, BIND(V(hash), V(c->now)), NULL);
}

err token_load(struct call *c, text secret, struct session *ret)
{
    static const char sql_load[] = "SELECT account, expires_at, used_at FROM token WHERE hash = $1";
    text hash = secret_derived(c->arena, secret, purpose_key);
    struct session s = {.second = true};
    ref account;
    moment until, used;
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_load, BIND(V(hash)), INTO(TO(&account), TO(&until), TO(&used)), &found));
    if (!found || until.ms < c->now.ms)
        return FAIL(c->arena, E_SIGN_IN, w_token_wrong);
    TRY(actor_load(c, account, &s.actor, &s.lang));
    if (is_absent(used.ms) || c->now.ms - used.ms > USED_EVERY_MS)
        TRY(mark_used(c, hash));
    *ret = s;
    return NULL;
}

err token_remove(struct call *c, id token)
{
    static const char sql_remove[] = "DELETE FROM token WHERE region = $1 AND account = $2 AND id = $3";
    int64_t n;

    TRY(conn_begin(c->conn, c->arena));
    TRY(conn_run(c->conn, c->arena, sql_remove, BIND(V(c->region), V(c->actor.account), V(token)), &n));
    if (!n)
        return FAIL(c->arena, E_GONE, w_token_gone);
    TRY(account_note(c, c->actor.account, "token.remove", "ok"));
    return conn_commit(c->conn, c->arena);
}

err token_of(struct call *c, ref account, token_list *ret)
{
    static const char sql_list[] = "SELECT id, name, created_at, expires_at, used_at FROM token WHERE region = $1 AND account = $2 ORDER BY id DESC";
    CLEAN(query_close) struct query q = {0};
    struct token_line l;

    TRY(query_open(&q, c->conn, c->arena, sql_list, BIND(V(c->region), V(account))));
    while (query_row(&q, INTO(TO(&l.id), TO(&l.name), TO(&l.created_at), TO(&l.expires_at), TO(&l.used_at))))
        list_push(ret, c->arena) = l;
    return query_end(&q);
}

err token_renew(struct call *c, id token, text *ret_secret)
{
    static const char sql_renew[] = "UPDATE token SET hash = $4, created_at = $5, expires_at = $6, used_at = NULL"
                                    " WHERE region = $1 AND account = $2 AND id = $3";
    text secret = text_fmt(c->arena, "dd_%.*s", TEXT_ARG(secret_new(c->arena)));
    moment until = {c->now.ms + TOKEN_DAYS * INT64_C(86400000)};
    int64_t n;

    TRY(conn_begin(c->conn, c->arena));
    TRY(conn_run(c->conn, c->arena, sql_renew,
                 BIND(V(c->region), V(c->actor.account), V(token), V(secret_derived(c->arena, secret, purpose_key)), V(c->now), V(until)), &n));
    if (!n)
        return FAIL(c->arena, E_GONE, w_token_gone);
    TRY(account_note(c, c->actor.account, "token.renew", "ok"));
    TRY(conn_commit(c->conn, c->arena));
    *ret_secret = secret;
    return NULL;
}

err token_remove_all(struct call *c, ref account)
{
    static const char sql_all[] = "DELETE FROM token WHERE region = $1 AND account = $2";

    return conn_run(c->conn, c->arena, sql_all, BIND(V(c->region), V(account)), NULL);
}
