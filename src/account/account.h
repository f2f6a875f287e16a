/* Accounts, passwords, sessions, tokens; bodies and people. What others may use.
 *
 * Identity follows grade-3 protection (GB/T 22239 §8.1.4): passwords of ten characters and three classes, changed every 90 days
 * and never one of the last five, Argon2id; five failures lock for 15 minutes; a session ends after 30 idle minutes or
 * twelve hours; a second factor is asked for where it is on (second.h); secrets of sessions and tokens are kept as hashes only.
 */
#ifndef DIAODU_ACCOUNT_ACCOUNT_H
#define DIAODU_ACCOUNT_ACCOUNT_H

#include "kit/web.h"

struct body {
    struct record_head head;
#define FIELD(type, name, ...) type name;
#include "body.def"
#undef FIELD
};

struct person {
    struct record_head head;
#define FIELD(type, name, ...) type name;
#include "person.def"
#undef FIELD
};

struct account {
    struct record_head head;
#define FIELD(type, name, ...) type name;
#include "account.def"
#undef FIELD
};

extern const struct record body_record, person_record, account_record;
extern const struct codelist list_body_kind, list_role, list_account_state, list_lang;

/* The unit codes of city and county out of a unit or division code: 210102 → 2101, 210102; 2101 → 2101, none. */
void unit_parts(struct arena *a, text unit, text *ret_city, text *ret_county);

enum {
    PASSWORD_LEAST = 10,
    PASSWORD_DAYS = 90,
    PASSWORDS_KEPT = 5,
    FAILURES_MOST = 5,
    LOCK_MINUTES = 15,
    IDLE_MINUTES = 30,
    SESSION_HOURS = 12,
    TOKEN_DAYS = 365,
    STEP_MINUTES = 5,
};

/* A new password for an account: checked against the rules and the last five. Inside a transaction. */
err password_set(struct call *c, ref account, text password, bool must_change);
/* Its two halves: what takes long and only reads, and what writes, inside a transaction. */
err password_ready(struct call *c, ref account, text password, text *ret_hash);
err password_store(struct call *c, ref account, text hash, bool must_change);
/* Takes a lock off before its time. */
err password_unlock(struct call *c, ref account);
/* Until when the account is locked; absent: it is not. */
err password_locked(struct call *c, ref account, moment *ret_until);
/* That of a sample's account, printed beside its name, which it bears: past the rules. */
err password_print(struct call *c, ref account, text password);
/* Checks the rules only, but for the account's name. */
err password_check(struct arena *a, text password);
/* The owner of an account changes their own password; wrong old one is E_INPUT at `old`. */
err password_change(struct call *c, text old, text password);

/* Signs in. An account with a second factor (second.h) has only a secret of the step then (session.needs_code): session_second
 * goes on with it. Wrong name, wrong password and lock are told alike (E_SIGN_IN) and take as long. Audited either way. */
err session_start(struct call *c, text login, text password, struct session *ret);
/* The second step: the step's secret and the code make a session. E_SIGN_IN when the step is over, E_INPUT at `code` when the code is
 * wrong (counted as a wrong password is) or the account locked. On a writer. */
err session_second(struct call *c, text step, text digits, struct session *ret);
/* The session behind a cookie; E_SIGN_IN when it is over. Marks it as seen, at most once a minute, unless c->unattended. */
err session_load(struct call *c, text secret, struct session *ret);
err session_end(struct call *c, text secret);
err session_end_all(struct call *c, ref account);
/* One's own sessions that are not over; `here` is the one behind the secret. */
struct session_line {
    id id;
    text source, agent;
    moment created_at, seen_at;
    bool here;
};
typedef LIST(struct session_line) session_list;
err session_of(struct call *c, ref account, text secret, session_list *ret);
err session_end_one(struct call *c, ref account, id which);
err session_end_others(struct call *c, ref account, text secret);
err session_set_lang(struct call *c, text secret, enum lang lang);

/* API tokens: the secret is shown once, at creation and when it is renewed; all end with the account. */
err token_create(struct call *c, ref account, text name, text *ret_secret);
err token_load(struct call *c, text secret, struct session *ret);
err token_remove(struct call *c, id token);
err token_renew(struct call *c, id token, text *ret_secret);
err token_remove_all(struct call *c, ref account);
struct token_line {
    id id;
    text name;
    moment created_at, expires_at, used_at;
};
typedef LIST(struct token_line) token_list;
err token_of(struct call *c, ref account, token_list *ret);

/* The outcome of an act as the log shows it. */
text audit_result_label(text result, enum lang lang);

/* Fills an actor from an account's row. E_SIGN_IN unless the account is active. */
err actor_load(struct call *c, ref account, struct actor *ret, enum lang *ret_lang);

/* Finds a body by credit code, else by its exact name or short name; absent when there is none or more than one. */
err body_find(struct call *c, text uscc, text name, ref *ret);

/* The tree of governments, departments and commissions out of config/; what is there already stays. On a writer, outside a
 * transaction. */
err ground_init(struct call *c, int64_t *ret_made);

#include "kit/capability.h"
extern const struct capability account_capability;
extern const struct route account_routes[];

#endif
