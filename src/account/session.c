/* Signing in and sessions: see account.h. The secret is 32 random bytes; the database knows only its hash. */
#include "account.h"

#include "account/words.h"
#include "base/date.h"
#include "kit/audit.h"
#include "password.h"
#include "second.h"
#include "secret.h"

#include <sodium.h>

enum { SECRET_BYTES = 32, SEEN_EVERY_MS = 60000 };

static text base64(struct arena *a, const unsigned char *p, size_t n)
{
    size_t most = sodium_base64_encoded_len(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *z = arena_alloc(a, most);

    sodium_bin2base64(z, most, p, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return text_of(z);
}

text secret_new(struct arena *a)
{
    unsigned char bytes[SECRET_BYTES];

    randombytes_buf(bytes, sizeof(bytes));
    return base64(a, bytes, sizeof(bytes));
}

/* A hash for one purpose: the database's key and the form's token never tell each other. */
text secret_derived(struct arena *a, text secret, const char *purpose)
{
    unsigned char got[32];

    crypto_generichash(got, sizeof(got), (const unsigned char *)secret.p, secret.n, (const unsigned char *)purpose,
                       strlen(purpose));
    return base64(a, got, sizeof(got));
}

const char purpose_key[] = "diaodu session key 1";
static const char purpose_csrf[] = "diaodu form token 1";

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
    moment changed_at, locked_until, second_since;
    int64_t failed;
    bool must_change;
};

static err load_credential(struct call *c, text login, ref *ret_account, struct credential *ret, bool *ret_found)
{
    static const char sql_find[] =
        "SELECT a.id, c.hash, c.changed_at, c.locked_until, c.failed, c.must_change, c.otp_since FROM account a"
        " JOIN credential c ON c.region = a.region AND c.account = a.id WHERE a.region = $1 AND a.login = $2 AND "
        "a.removed = 0";

    return conn_one(c->conn, c->arena, sql_find, BIND(V(c->region), V(login)),
                    INTO(TO(ret_account), TO(&ret->hash), TO(&ret->changed_at), TO(&ret->locked_until),
                         TO(&ret->failed), TO(&ret->must_change), TO(&ret->second_since)),
                    ret_found);
}

err account_note(struct call *c, ref account, const char *what, const char *result)
{
    c->act_name = text_of(what);
    return audit_line(c, "account", (id){account.n}, NO_TEXT, NO_TEXT, text_of(result));
}

/* Counted by the database, so that tries at the same time all count. */
err sign_in_failed(struct call *c, ref account)
{
    static const char sql_fail[] =
        "UPDATE credential SET locked_until = CASE WHEN failed + 1 >= $3 THEN $4 ELSE locked_until END,"
        " failed = CASE WHEN failed + 1 >= $3 THEN 0 ELSE failed + 1 END WHERE region = $1 AND account = $2";
    static const char sql_locked[] = "SELECT locked_until FROM credential WHERE region = $1 AND account = $2";
    moment until = {c->now.ms + LOCK_MINUTES * 60000}, now_until;

    TRY(conn_to_writer(&c->conn, c->arena));
    TRY(conn_begin(c->conn, c->arena));
    TRY(conn_run(c->conn, c->arena, sql_fail, BIND(V(c->region), V(account), V((int64_t)FAILURES_MOST), V(until)),
                 NULL));
    TRY(conn_one(c->conn, c->arena, sql_locked, BIND(V(c->region), V(account)), INTO(TO(&now_until)), NULL));
    c->actor.account = account;
    TRY(account_note(c, c->actor.account, "account.sign_in", now_until.ms == until.ms ? "locked" : "wrong"));
    return conn_commit(c->conn, c->arena);
}

static err note_alone(struct call *c, const char *result)
{
    TRY(conn_to_writer(&c->conn, c->arena));
    TRY(conn_begin(c->conn, c->arena));
    TRY(account_note(c, c->actor.account, "account.sign_in", result));
    return conn_commit(c->conn, c->arena);
}

/* An unknown name and a locked account take as long as a wrong password and are told alike: nobody learns which names exist. */
static err refuse_unheard(struct call *c, text password, const char *result)
{
    password_pretend(c->arena, password);
    TRY(note_alone(c, result));
    return FAIL(c->arena, E_SIGN_IN, w_sign_in_wrong,
                .args = {ARG_INT("n", FAILURES_MOST), ARG_INT("minutes", LOCK_MINUTES)});
}

static err open_session(struct call *c, ref account, text *ret_secret)
{
    static const char sql_open[] = "INSERT INTO session (hash, region, account, created_at, seen_at, source, agent, id)"
                                   " VALUES ($1, $2, $3, $4, $4, $5, $6, $7)";
    static const char sql_clear[] =
        "UPDATE credential SET failed = 0, locked_until = 0 WHERE region = $1 AND account = $2";
    static const char sql_old[] = "DELETE FROM session WHERE seen_at < $1";
    text secret = secret_new(c->arena);

    TRY(conn_to_writer(&c->conn, c->arena));
    TRY(conn_begin(c->conn, c->arena));
    TRY(conn_run(c->conn, c->arena, sql_open,
                 BIND(V(secret_derived(c->arena, secret, purpose_key)), V(c->region), V(account), V(c->now),
                      V(c->actor.source), V(c->actor.agent), V(db_new_id())),
                 NULL));
    TRY(conn_run(c->conn, c->arena, sql_clear, BIND(V(c->region), V(account)), NULL));
    TRY(conn_run(c->conn, c->arena, sql_old, BIND(V(c->now.ms - SESSION_HOURS * INT64_C(3600000))), NULL));
    TRY(account_note(c, c->actor.account, "account.sign_in", "ok"));
    TRY(conn_commit(c->conn, c->arena));
    *ret_secret = secret;
    return NULL;
}

/* --- the second step ----------------------------------------------------------------------------------------------------------- */

static const char purpose_step[] = "diaodu sign-in step 1";

static err open_step(struct call *c, ref account, text *ret_secret)
{
    static const char sql_open[] =
        "INSERT INTO sign_in_step (hash, region, account, created_at) VALUES ($1, $2, $3, $4)";
    static const char sql_old[] = "DELETE FROM sign_in_step WHERE created_at < $1";
    text secret = secret_new(c->arena);

    TRY(conn_to_writer(&c->conn, c->arena));
    TRY(conn_begin(c->conn, c->arena));
    TRY(conn_run(c->conn, c->arena, sql_open,
                 BIND(V(secret_derived(c->arena, secret, purpose_step)), V(c->region), V(account), V(c->now)), NULL));
    TRY(conn_run(c->conn, c->arena, sql_old, BIND(V(c->now.ms - STEP_MINUTES * 60000)), NULL));
    *ret_secret = secret;
    return conn_commit(c->conn, c->arena);
}

static err load_step(struct call *c, text secret, ref *ret_account, struct credential *ret)
{
    static const char sql_step[] =
        "SELECT s.account, c.changed_at, c.must_change FROM sign_in_step s JOIN credential c ON "
        "c.region = s.region"
        " AND c.account = s.account WHERE s.hash = $1 AND s.created_at >= $2 AND s.created_at >= c.changed_at";
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_step,
                 BIND(V(secret_derived(c->arena, secret, purpose_step)), V(c->now.ms - STEP_MINUTES * 60000)),
                 INTO(TO(ret_account), TO(&ret->changed_at), TO(&ret->must_change)), &found));
    return found ? NULL : FAIL(c->arena, E_SIGN_IN, w_second_over);
}

static err end_step(struct call *c, text secret)
{
    static const char sql_end[] = "DELETE FROM sign_in_step WHERE hash = $1";

    return conn_run(c->conn, c->arena, sql_end, BIND(V(secret_derived(c->arena, secret, purpose_step))), NULL);
}

static bool too_old(const struct call *c, const struct credential *cred)
{
    return cred->must_change || c->now.ms - cred->changed_at.ms > PASSWORD_DAYS * INT64_C(86400000);
}

/* Argon2 takes its time on purpose: the connection becomes a writing one only behind it. */
err session_start(struct call *c, text login, text password, struct session *ret)
{
    struct session s = {0};
    struct credential cred = {0};
    ref account = {0};
    bool found;

    c->actor.login = text_sub(login, 0, 60);
    TRY(load_credential(c, login, &account, &cred, &found));
    if (!found)
        return refuse_unheard(c, password, "unknown");
    if (cred.locked_until.ms > c->now.ms) {
        c->actor.account = account;
        return refuse_unheard(c, password, "locked");
    }
    if (!password_fits(c->arena, cred.hash, password)) {
        TRY(sign_in_failed(c, account));
        return FAIL(c->arena, E_SIGN_IN, w_sign_in_wrong,
                    .args = {ARG_INT("n", FAILURES_MOST), ARG_INT("minutes", LOCK_MINUTES)});
    }
    TRY(actor_load(c, account, &s.actor, &s.lang));
    c->actor = s.actor;
    if (is_absent(cred.second_since.ms)) {
        TRY(open_session(c, account, &s.secret));
        s.csrf = secret_derived(c->arena, s.secret, purpose_csrf);
        s.must_change = too_old(c, &cred);
    } else {
        TRY(open_step(c, account, &s.secret));
        s.needs_code = true;
    }
    *ret = s;
    return NULL;
}

err session_second(struct call *c, text step, text digits, struct session *ret)
{
    struct session s = {0};
    struct credential cred = {0};
    ref account;

    TRY(load_step(c, step, &account, &cred));
    TRY(actor_load(c, account, &s.actor, &s.lang));
    c->actor = s.actor;
    TRY(conn_begin(c->conn, c->arena));
    TRY(second_use(c, account, digits));
    TRY(end_step(c, step));
    TRY(conn_commit(c->conn, c->arena));
    TRY(open_session(c, account, &s.secret));
    s.csrf = secret_derived(c->arena, s.secret, purpose_csrf);
    s.must_change = too_old(c, &cred);
    s.second = true;
    *ret = s;
    return NULL;
}

/* Reading a page needs the writer once a minute at most and never waits for it: while an import holds SQLite's for a minute,
 * the session counts as seen all the same, for IDLE_MINUTES is much longer. */
static err mark_seen(struct call *c, text hash)
{
    static const char sql_seen[] = "UPDATE session SET seen_at = $2 WHERE hash = $1";
    struct conn *w CLEAN(conn_clean) = NULL;

    if (conn_writes(c->conn))
        return conn_run(c->conn, c->arena, sql_seen, BIND(V(hash), V(c->now)), NULL);
    TRY(db_try_lease(conn_db(c->conn), DB_WRITE, c->arena, &w));
    return !w ? NULL : conn_run(w, c->arena, sql_seen, BIND(V(hash), V(c->now)), NULL);
}

err session_load(struct call *c, text secret, struct session *ret)
{
    static const char sql_load[] =
        "SELECT s.account, s.created_at, s.seen_at, s.lang, c.must_change, c.changed_at, c.otp_since FROM session s"
        " JOIN credential c ON c.region = s.region AND c.account = s.account WHERE s.hash = $1";
    text hash = secret_derived(c->arena, secret, purpose_key), lang;
    struct credential cred = {0};
    struct session s = {.csrf = secret_derived(c->arena, secret, purpose_csrf)};
    moment created, seen;
    ref account;
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_load, BIND(V(hash)),
                 INTO(TO(&account), TO(&created), TO(&seen), TO(&lang), TO(&cred.must_change), TO(&cred.changed_at),
                      TO(&cred.second_since)),
                 &found));
    if (!found || c->now.ms - seen.ms > IDLE_MINUTES * 60000 ||
        c->now.ms - created.ms > SESSION_HOURS * INT64_C(3600000))
        return FAIL(c->arena, E_SIGN_IN, w_sign_in_over);
    TRY(actor_load(c, account, &s.actor, &s.lang));
    if (lang.p)
        s.lang = text_eqz(lang, "en") ? LANG_EN : LANG_ZH;
    s.must_change = too_old(c, &cred);
    s.second = !is_absent(cred.second_since.ms);
    if (!c->unattended && c->now.ms - seen.ms > SEEN_EVERY_MS)
        TRY(mark_seen(c, hash));
    *ret = s;
    return NULL;
}

err session_end(struct call *c, text secret)
{
    static const char sql_end[] = "DELETE FROM session WHERE hash = $1";

    TRY(conn_begin(c->conn, c->arena));
    TRY(conn_run(c->conn, c->arena, sql_end, BIND(V(secret_derived(c->arena, secret, purpose_key))), NULL));
    TRY(account_note(c, c->actor.account, "account.sign_out", "ok"));
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
                    BIND(V(secret_derived(c->arena, secret, purpose_key)), V(lang == LANG_EN ? "en" : "zh")), NULL);
}

/* --- one's own sessions ------------------------------------------------------------------------------------------------------ */

err session_of(struct call *c, ref account, text secret, session_list *ret)
{
    static const char sql_list[] =
        "SELECT hash, id, source, agent, created_at, seen_at FROM session WHERE region = $1 AND account = $2"
        " AND seen_at >= $3 AND created_at >= $4 ORDER BY seen_at DESC, id DESC LIMIT 50";
    CLEAN(query_close) struct query q = {0};
    moment idle = {c->now.ms - IDLE_MINUTES * 60000}, oldest = {c->now.ms - SESSION_HOURS * INT64_C(3600000)};
    text hash, mine = secret_derived(c->arena, secret, purpose_key);
    struct session_line l;

    TRY(query_open(&q, c->conn, c->arena, sql_list, BIND(V(c->region), V(account), V(idle), V(oldest))));
    while (query_row(&q, INTO(TO(&hash), TO(&l.id), TO(&l.source), TO(&l.agent), TO(&l.created_at), TO(&l.seen_at)))) {
        l.here = text_eq(hash, mine);
        list_push(ret, c->arena) = l;
    }
    return query_end(&q);
}

err session_end_one(struct call *c, ref account, id which)
{
    static const char sql_one[] = "DELETE FROM session WHERE region = $1 AND account = $2 AND id = $3";
    int64_t n;

    TRY(conn_begin(c->conn, c->arena));
    TRY(conn_run(c->conn, c->arena, sql_one, BIND(V(c->region), V(account), V(which)), &n));
    if (!n)
        return FAIL(c->arena, E_GONE, w_session_gone);
    TRY(account_note(c, c->actor.account, "account.session_end", "ok"));
    return conn_commit(c->conn, c->arena);
}

err session_end_others(struct call *c, ref account, text secret)
{
    static const char sql_others[] = "DELETE FROM session WHERE region = $1 AND account = $2 AND hash <> $3";

    TRY(conn_begin(c->conn, c->arena));
    TRY(conn_run(c->conn, c->arena, sql_others,
                 BIND(V(c->region), V(account), V(secret_derived(c->arena, secret, purpose_key))), NULL));
    TRY(account_note(c, c->actor.account, "account.session_end", "ok"));
    return conn_commit(c->conn, c->arena);
}
