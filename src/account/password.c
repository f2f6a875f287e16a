/* Passwords: Argon2id by libsodium, with limits fit for a server that signs many in at once. See account.h. */
#include "account.h"

#include "account/words.h"
#include "base/date.h"
#include "password.h"
#include "secret.h"

#include <sodium.h>

/* two passes over 19 MiB */
enum { HASH_OPS = 2, HASH_MEMORY = 19456 * 1024 };

static int classes(text t)
{
    bool lower = false, upper = false, digit = false, other = false;

    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (c >= 'a' && c <= 'z')
            lower = true;
        else if (c >= 'A' && c <= 'Z')
            upper = true;
        else if (c >= '0' && c <= '9')
            digit = true;
        else
            other = true;
    }
    return lower + upper + digit + other;
}

err password_check(struct arena *a, text password)
{
    if (text_chars(password) < PASSWORD_LEAST || password.n > 256 || classes(password) < 3)
        return FAIL(a, E_INPUT, w_password_weak, .field = "password", .args = {ARG_INT("n", PASSWORD_LEAST)});
    return NULL;
}

err password_hash(struct arena *a, text password, text *ret)
{
    char hash[crypto_pwhash_STRBYTES];

    if (crypto_pwhash_str_alg(hash, password.p ? password.p : "", password.n, HASH_OPS, HASH_MEMORY, crypto_pwhash_ALG_ARGON2ID13))
        return FAIL(a, E_SYSTEM, w_password_hash_failed);
    *ret = text_copy(a, text_of(hash));
    return NULL;
}

bool password_fits(struct arena *a, text hash, text password)
{
    return hash.n && crypto_pwhash_str_verify(text_z(a, hash), password.p ? password.p : "", password.n) == 0;
}

/* Takes as long as a real check: an unknown name must not answer faster than a wrong password. */
void password_pretend(struct arena *a, text password)
{
    text ignored;
    err e = password_hash(a, password, &ignored);

    (void)e;
}

static err check_past(struct call *c, ref account, text password)
{
    static const char sql_past[] = "SELECT hash FROM credential_past WHERE region = $1 AND account = $2 ORDER BY changed_at DESC LIMIT 5";
    CLEAN(query_close) struct query q = {0};
    text hash;

    TRY(query_open(&q, c->conn, c->arena, sql_past, BIND(V(c->region), V(account))));
    while (query_row(&q, INTO(TO(&hash))))
        if (password_fits(c->arena, hash, password))
            return FAIL(c->arena, E_INPUT, w_password_used, .field = "password", .args = {ARG_INT("n", PASSWORDS_KEPT)});
    return query_end(&q);
}

/* A password made around the account's own name is the first that is tried. */
static err check_name(struct call *c, ref account, text password)
{
    enum { NAME_LEAST = 3 }; /* shorter ones stand in half of all words */
    static const char sql_login[] = "SELECT login FROM account WHERE region = $1 AND id = $2";
    text login = NO_TEXT;

    TRY(conn_one(c->conn, c->arena, sql_login, BIND(V(c->region), V(account)), INTO(TO(&login)), NULL));
    if (text_chars(login) >= NAME_LEAST && text_has(text_lower(c->arena, password), text_lower(c->arena, login)))
        return FAIL(c->arena, E_INPUT, w_password_name, .field = "password", .args = {ARG_TEXT("login", login)});
    return NULL;
}

err password_ready(struct call *c, ref account, text password, text *ret_hash)
{
    TRY(password_check(c->arena, password));
    TRY(check_name(c, account, password));
    TRY(check_past(c, account, password));
    return password_hash(c->arena, password, ret_hash);
}

err password_store(struct call *c, ref account, text hash, bool must_change)
{
    static const char sql_set[] =
        "INSERT INTO credential (region, account, hash, changed_at, must_change, failed, locked_until)"
        " VALUES ($1, $2, $3, $4, $5, 0, 0) ON CONFLICT (region, account) DO UPDATE SET hash = excluded.hash,"
        " changed_at = excluded.changed_at, must_change = excluded.must_change, failed = 0, locked_until = 0";
    static const char sql_keep[] = "INSERT INTO credential_past (region, account, changed_at, hash) VALUES ($1, $2, $3, $4)"
                                   " ON CONFLICT (region, account, changed_at) DO UPDATE SET hash = excluded.hash";

    TRY(conn_run(c->conn, c->arena, sql_set, BIND(V(c->region), V(account), V(hash), V(c->now), V(must_change)), NULL));
    TRY(conn_run(c->conn, c->arena, sql_keep, BIND(V(c->region), V(account), V(c->now), V(hash)), NULL));
    return account_note(c, account, "account.password", "ok");
}

err password_set(struct call *c, ref account, text password, bool must_change)
{
    text hash;

    TRY(password_ready(c, account, password, &hash));
    return password_store(c, account, hash, must_change);
}

err password_print(struct call *c, ref account, text password)
{
    text hash;

    TRY(password_hash(c->arena, password, &hash));
    return password_store(c, account, hash, false);
}

err password_change(struct call *c, text old, text password)
{
    static const char sql_hash[] = "SELECT hash FROM credential WHERE region = $1 AND account = $2";
    ref account = c->actor.account;
    text hash;

    TRY(conn_one(c->conn, c->arena, sql_hash, BIND(V(c->region), V(account)), INTO(TO(&hash)), NULL));
    if (!password_fits(c->arena, hash, old))
        return FAIL(c->arena, E_INPUT, w_password_old_wrong, .field = "old");
    TRY(password_ready(c, account, password, &hash));
    TRY(conn_to_writer(&c->conn, c->arena));
    TRY(conn_begin(c->conn, c->arena));
    TRY(password_store(c, account, hash, false));
    TRY(session_end_all(c, account));
    return conn_commit(c->conn, c->arena);
}

err password_unlock(struct call *c, ref account)
{
    static const char sql_unlock[] = "UPDATE credential SET failed = 0, locked_until = 0 WHERE region = $1 AND account = $2";

    return conn_run(c->conn, c->arena, sql_unlock, BIND(V(c->region), V(account)), NULL);
}

err password_locked(struct call *c, ref account, moment *ret_until)
{
    static const char sql_locked[] = "SELECT locked_until FROM credential WHERE region = $1 AND account = $2";
    moment until = {0};
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_locked, BIND(V(c->region), V(account)), INTO(TO(&until)), &found));
    *ret_until = found && until.ms > c->now.ms ? until : NO_MOMENT;
    return NULL;
}
