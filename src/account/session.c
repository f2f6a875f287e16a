/* Signing in, sessions, tokens: see account.h. The secret is 32 random bytes; the database knows only its hash. */
#include "account.h"

#include "account/words.h"
#include "base/date.h"
#include "kit/audit.h"
#include "password.h"

#include <sodium.h>

enum { SECRET_BYTES = 32, SEEN_EVERY_MS = 60000 };

static text base64(struct arena *a, const unsigned char *p, size_t n)
{
    size_t most = sodium_base64_encoded_len(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *z = arena_alloc(a, most);

    sodium_bin2base64(z, most, p, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return text_of(z);
}

static text new_secret(struct arena *a)
{
    unsigned char bytes[SECRET_BYTES];

    randombytes_buf(bytes, sizeof(bytes));
    return base64(a, bytes, sizeof(bytes));
}

/* A hash for one purpose: the database's key and the form's token never tell each other. */
static text derived(struct arena *a, text secret, const char *purpose)
{
    unsigned char got[32];

    crypto_generichash(got, sizeof(got), (const unsigned char *)secret.p, secret.n, (const unsigned char *)purpose, strlen(purpose));
    return base64(a, got, sizeof(got));
}

static const char purpose_key[] = "diaodu session key 1", purpose_csrf[] = "diaodu form token 1";

err actor_load(struct call *c, ref account, struct actor *ret, enum lang *ret_lang)
{
    static const char sql_actor[] = "SELECT a.login, a.name, a.role, a.body, a.person, a.state, a.lang, b.name, b.unit"
                                    " FROM account a JOIN body b ON b.region = a.region AND b.id = a.body"
                                    " WHERE a.region = $1 AND a.id = $2 AND a.removed = 0";
    struct actor who = {.account = account, .source = c->actor.source, .agent = c->actor.agent};
    text role, state, lang;
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_actor, BIND(V(c->region), V(account)),
                 INTO(TO(&who.login), TO(&who.name), TO(&role), TO(&who.body), TO(&who.person), TO(&state), TO(&lang),
                      TO(&who.body_name), TO(&who.unit)),
                 &found));
    if (!found || !text_eqz(state, "active") || !role_by_key(role))
        return FAIL(c->arena, E_SIGN_IN, w_sign_in_inactive);
    who.role = role_by_key(role)->role;
    who.scope = scope_of(who.role, who.unit);
    *ret = who;
    if (ret_lang)
        *ret_lang = text_eqz(lang, "en") ? LANG_EN : LANG_ZH;
    return NULL;
}

struct credential {
    text hash;
    moment changed_at, locked_until;
    int64_t failed;
    bool must_change;
};

static err load_credential(struct call *c, text login, ref *ret_account, struct credential *ret, bool *ret_found)
{
    static const char sql_find[] =
        "SELECT a.id, c.hash, c.changed_at, c.locked_until, c.failed, c.must_change FROM account a"
        " JOIN credential c ON c.region = a.region AND c.account = a.id WHERE a.region = $1 AND a.login = $2 AND a.removed = 0";

    return conn_one(c->conn, c->arena, sql_find, BIND(V(c->region), V(login)),
                    INTO(TO(ret_account), TO(&ret->hash), TO(&ret->changed_at), TO(&ret->locked_until), TO(&ret->failed),
                         TO(&ret->must_change)),
                    ret_found);
}

static err note(struct call *c, const char *what, const char *result)
{
    c->act_name = text_of(what);
    return audit_line(c, "account", (id){c->actor.account.n}, NO_TEXT, NO_TEXT, text_of(result));
}

static err count_failure(struct call *c, ref account, const struct credential *cred)
{
    static const char sql_fail[] = "UPDATE credential SET failed = $3, locked_until = $4 WHERE region = $1 AND account = $2";
    bool lock = cred->failed + 1 >= FAILURES_MOST;
    moment until = {lock ? c->now.ms + LOCK_MINUTES * 60000 : 0};

    TRY(conn_begin(c->conn, c->arena));
    TRY(conn_run(c->conn, c->arena, sql_fail, BIND(V(c->region), V(account), V(lock ? (int64_t)0 : cred->failed + 1), V(until)), NULL));
    c->actor.account = account;
    TRY(note(c, "account.sign_in", lock ? "locked" : "wrong"));
    return conn_commit(c->conn, c->arena);
}

static err note_unknown(struct call *c)
{
    TRY(conn_begin(c->conn, c->arena));
    TRY(note(c, "account.sign_in", "unknown"));
    return conn_commit(c->conn, c->arena);
}

static err open_session(struct call *c, ref account, text *ret_secret)
{
    static const char sql_open[] = "INSERT INTO session (hash, region, account, created_at, seen_at, source, agent)"
                                   " VALUES ($1, $2, $3, $4, $4, $5, $6)";
    static const char sql_clear[] = "UPDATE credential SET failed = 0, locked_until = 0 WHERE region = $1 AND account = $2";
    static const char sql_old[] = "DELETE FROM session WHERE seen_at < $1";
    text secret = new_secret(c->arena);

    TRY(conn_begin(c->conn, c->arena));
    TRY(conn_run(c->conn, c->arena, sql_open,
                 BIND(V(derived(c->arena, secret, purpose_key)), V(c->region), V(account), V(c->now), V(c->actor.source), V(c->actor.agent)),
                 NULL));
    TRY(conn_run(c->conn, c->arena, sql_clear, BIND(V(c->region), V(account)), NULL));
    TRY(conn_run(c->conn, c->arena, sql_old, BIND(V(c->now.ms - SESSION_HOURS * INT64_C(3600000))), NULL));
    TRY(note(c, "account.sign_in", "ok"));
    TRY(conn_commit(c->conn, c->arena));
    *ret_secret = secret;
    return NULL;
}

static bool too_old(const struct call *c, const struct credential *cred)
{
    return cred->must_change || c->now.ms - cred->changed_at.ms > PASSWORD_DAYS * INT64_C(86400000);
}

err session_start(struct call *c, text login, text password, struct session *ret)
{
    struct session s = {0};
    struct credential cred = {0};
    ref account = {0};
    bool found;

    c->actor.login = text_sub(login, 0, 60);
    TRY(load_credential(c, login, &account, &cred, &found));
    if (!found) {
        password_pretend(c->arena, password);
        TRY(note_unknown(c));
        return FAIL(c->arena, E_SIGN_IN, w_sign_in_wrong);
    }
    if (cred.locked_until.ms > c->now.ms)
        return FAIL(c->arena, E_SIGN_IN, w_sign_in_locked, .args = {ARG_INT("minutes", (cred.locked_until.ms - c->now.ms) / 60000 + 1)});
    if (!password_fits(c->arena, cred.hash, password)) {
        TRY(count_failure(c, account, &cred));
        return FAIL(c->arena, E_SIGN_IN, w_sign_in_wrong);
    }
    TRY(actor_load(c, account, &s.actor, &s.lang));
    c->actor = s.actor;
    TRY(open_session(c, account, &s.secret));
    s.csrf = derived(c->arena, s.secret, purpose_csrf);
    s.must_change = too_old(c, &cred);
    *ret = s;
    return NULL;
}

/* Written by a connection of its own: reading a page must not need the writer more than once a minute. */
static err mark_seen(struct call *c, text hash)
{
    static const char sql_seen[] = "UPDATE session SET seen_at = $2 WHERE hash = $1";
    struct conn *w CLEAN(conn_clean) = NULL;

    TRY(db_lease(conn_db(c->conn), DB_WRITE, c->arena, &w));
    return conn_run(w, c->arena, sql_seen, BIND(V(hash), V(c->now)), NULL);
}

err session_load(struct call *c, text secret, struct session *ret)
{
    static const char sql_load[] =
        "SELECT s.account, s.created_at, s.seen_at, s.lang, c.must_change, c.changed_at FROM session s"
        " JOIN credential c ON c.region = s.region AND c.account = s.account WHERE s.hash = $1";
    text hash = derived(c->arena, secret, purpose_key), lang;
    struct credential cred = {0};
    struct session s = {.csrf = derived(c->arena, secret, purpose_csrf)};
    moment created, seen;
    ref account;
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_load, BIND(V(hash)),
                 INTO(TO(&account), TO(&created), TO(&seen), TO(&lang), TO(&cred.must_change), TO(&cred.changed_at)), &found));
    if (!found || c->now.ms - seen.ms > IDLE_MINUTES * 60000 || c->now.ms - created.ms > SESSION_HOURS * INT64_C(3600000))
        return FAIL(c->arena, E_SIGN_IN, w_sign_in_over);
    TRY(actor_load(c, account, &s.actor, &s.lang));
    if (lang.p)
        s.lang = text_eqz(lang, "en") ? LANG_EN : LANG_ZH;
    s.must_change = too_old(c, &cred);
    if (c->now.ms - seen.ms > SEEN_EVERY_MS)
        TRY(mark_seen(c, hash));
    *ret = s;
    return NULL;
}

err session_end(struct call *c, text secret)
{
    static const char sql_end[] = "DELETE FROM session WHERE hash = $1";

    TRY(conn_begin(c->conn, c->arena));
    TRY(conn_run(c->conn, c->arena, sql_end, BIND(V(derived(c->arena, secret, purpose_key))), NULL));
    TRY(note(c, "account.sign_out", "ok"));
    return conn_commit(c->conn, c->arena);
}

err session_end_all(struct call *c, ref account)
{
    static const char sql_all[] = "DELETE FROM session WHERE region = $1 AND account = $2";

    return conn_run(c->conn, c->arena, sql_all, BIND(V(c->region), V(account)), NULL);
}

err session_set_lang(struct call *c, text secret, enum lang lang)
{
    static const char sql_lang[] = "UPDATE session SET lang = $2 WHERE hash = $1";

    return conn_run(c->conn, c->arena, sql_lang,
                    BIND(V(derived(c->arena, secret, purpose_key)), V(lang == LANG_EN ? "en" : "zh")), NULL);
}

/* --- tokens ---------------------------------------------------------------------------------------------------------------- */

err token_create(struct call *c, ref account, text name, text *ret_secret)
{
    static const char sql_add[] = "INSERT INTO token (hash, region, account, id, name, created_at, expires_at)"
                                  " VALUES ($1, $2, $3, $4, $5, $6, $7)";
    text secret = text_fmt(c->arena, "dd_%.*s", TEXT_ARG(new_secret(c->arena)));
    moment until = {c->now.ms + TOKEN_DAYS * INT64_C(86400000)};

    TRY(conn_begin(c->conn, c->arena));
    TRY(conn_run(c->conn, c->arena, sql_add,
                 BIND(V(derived(c->arena, secret, purpose_key)), V(c->region), V(account), V(db_new_id()), V(name), V(c->now), V(until)), NULL));
    c->act_name = T("token.create");
    TRY(audit_line(c, "account", (id){account.n}, NO_TEXT, NO_TEXT, T("ok")));
    TRY(conn_commit(c->conn, c->arena));
    *ret_secret = secret;
    return NULL;
}

err token_load(struct call *c, text secret, struct session *ret)
{
    static const char sql_load[] = "SELECT account, expires_at FROM token WHERE hash = $1";
    struct session s = {0};
    ref account;
    moment until;
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_load, BIND(V(derived(c->arena, secret, purpose_key))), INTO(TO(&account), TO(&until)), &found));
    if (!found || until.ms < c->now.ms)
        return FAIL(c->arena, E_SIGN_IN, w_token_wrong);
    TRY(actor_load(c, account, &s.actor, &s.lang));
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
    c->act_name = T("token.remove");
    TRY(audit_line(c, "account", (id){c->actor.account.n}, NO_TEXT, NO_TEXT, T("ok")));
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
