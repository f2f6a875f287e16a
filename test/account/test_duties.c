/* The separation of duties, accounts, sessions, tokens, passwords, the tree of governments, the audit chain: on both engines. */
#include "account/words.h"
#include "base/date.h"
#include "kit/audit.h"
#include "kit/filter.h"
#include "kit/pages.h"
#include "kit/words.h"
#include "world.h"

static const char good[] = "Right-2026-key";

static const char *ref_pair(struct world *w, const char *field, ref r)
{
    return text_fmt(w->a, "%s=%lld", field, (long long)r.n).p;
}

static struct call officer(struct world *w, unsigned role, ref body, const char *unit, int64_t account)
{
    struct call c = world_call(w, role, body, unit);

    c.actor.account.n = account;
    return c;
}

static id open_account(struct world *w, const char *login, const char *role, ref body)
{
    id made;

    assert_ok(world_make(&w->system, "account.create", &made, text_fmt(w->a, "login=%s", login).p, "name=某人", text_fmt(w->a, "role=%s", role).p,
                         ref_pair(w, "body", body), NULL));
    assert_ok(conn_begin(w->conn, w->a));
    assert_ok(password_set(&w->system, (ref){made.n}, text_of(good), false));
    assert_ok(conn_commit(w->conn, w->a));
    return made;
}

static struct call visitor(struct world *w)
{
    struct call c = w->system;

    c.actor = (struct actor){.source = T("10.0.0.9"), .agent = T("Test browser")};
    return c;
}

static struct account *account_now(struct world *w, id key)
{
    void *r;

    assert_ok(record_load(&w->system, &account_record, key, &r));
    return r;
}

static err act(struct call *c, const char *name, id target, const char *role)
{
    struct account *values = record_new(c->arena, &account_record);
    struct input in = {.values = values, .reason = T("工作需要")};
    void *r;

    if (!record_load(c, &account_record, target, &r))
        in.version = record_head_of(r)->version;
    else
        in.version = 1;
    values->role.t = role ? text_of(role) : NO_TEXT;
    return act_run(c, act_by_name(text_of(name)), target, &in, NULL);
}

static void an_account_waits_for_its_role_and_two_people_make_it(void **state)
{
    struct world *w = *state;
    struct call admin = officer(w, ROLE_ADMIN, w->drc, "21", 1), security = officer(w, ROLE_SECURITY, w->drc, "21", 2), guest = visitor(w);
    struct session s;
    id made;

    assert_refused(world_make(&admin, "account.create", NULL, "login=self", "name=甲", "role=drc", ref_pair(w, "body", w->drc), NULL), w_field_denied);
    assert_refused(world_make(&security, "account.create", NULL, "login=self", "name=甲", ref_pair(w, "body", w->drc), NULL), w_act_denied);
    assert_ok(world_make(&admin, "account.create", &made, "login=zhao", "name=赵", ref_pair(w, "body", w->heping), NULL));
    assert_text(account_now(w, made)->state.t, "waiting");
    assert_ok(conn_begin(w->conn, w->a));
    assert_ok(password_set(&security, (ref){made.n}, text_of(good), true));
    assert_ok(conn_commit(w->conn, w->a));
    assert_refused(session_start(&guest, T("zhao"), text_of(good), &s), w_sign_in_inactive);
    assert_refused(act(&admin, "account.grant", made, "county"), w_act_denied);
    assert_refused(act(&security, "account.grant", made, "none"), w_account_want_role);
    assert_refused(act(&security, "account.grant", made, "system"), w_account_want_role);
    assert_ok(act(&security, "account.grant", made, "county"));
    assert_ok(session_start(&guest, T("zhao"), text_of(good), &s));
    assert_true(s.must_change && s.actor.role == ROLE_COUNTY && s.actor.scope == SCOPE_COUNTY);
}

static void nobody_handles_the_own_account_and_offices_are_the_provinces(void **state)
{
    struct world *w = *state;
    id security = open_account(w, "sec", "security", w->drc), other = open_account(w, "adm", "admin", w->drc), county = open_account(w, "cty", "county", w->heping);
    struct call own = officer(w, ROLE_SECURITY, w->drc, "21", security.n), city = officer(w, ROLE_SECURITY, w->shenyang, "2101", 900);

    assert_refused(act(&own, "account.grant", security, "drc"), w_duty_own_account);
    assert_refused(act(&own, "account.disable", security, NULL), w_duty_own_account);
    assert_refused(act(&own, "account.unlock", security, NULL), w_duty_own_account);
    assert_ok(act(&own, "account.disable", other, NULL));
    assert_ok(act(&own, "account.enable", other, NULL));
    assert_refused(act(&city, "account.disable", other, NULL), w_record_gone);      /* the province's, not the city's */
    assert_refused(act(&city, "account.grant", county, "admin"), w_duty_province_only);
    assert_ok(act(&city, "account.disable", county, NULL));
}

static void a_role_stands_where_it_belongs(void **state)
{
    static const struct {
        const char *role;
        int at; /* 0 drc of the province, 1 Shenyang, 2 Heping, 3 owner, 4 energy bureau */
        bool good;
    } cases[] = {
        {"owner", 3, true},  {"owner", 2, false}, {"county", 2, true}, {"county", 3, false}, {"county", 1, false}, {"city", 1, true}, {"city", 0, false},
        {"drc", 3, false},   {"drc", 0, true},    {"lead", 4, true},   {"lead", 1, false},   {"admin", 3, false},  {"admin", 1, true},
        {"auditor", 1, false}, {"auditor", 0, true}, {"inspector", 3, false}, {"leader", 2, true},
    };
    struct world *w = *state;
    const ref bodies[] = {w->drc, w->shenyang, w->heping, w->owner, w->energy};

    for (size_t i = 0; i < COUNT(cases); i++) {
        err e = world_make(&w->system, "account.create", NULL, text_fmt(w->a, "login=case%zu", i).p, "name=x", text_fmt(w->a, "role=%s", cases[i].role).p,
                           ref_pair(w, "body", bodies[cases[i].at]), NULL);
        if (!e != cases[i].good)
            fail_msg("case %zu: %s", i, cases[i].role);
        if (e)
            assert_string_equal(e->word->key, w_role_not_here.key);
    }
}

static void who_holds_an_office_holds_nothing_else(void **state)
{
    struct world *w = *state;
    id person, business;

    assert_ok(world_make(&w->system, "person.create", &person, "name=钱", ref_pair(w, "body", w->drc), NULL));
    assert_ok(world_make(&w->system, "account.create", &business, "login=qian", "name=钱", "role=drc", ref_pair(w, "body", w->drc),
                         ref_pair(w, "person", (ref){person.n}), NULL));
    assert_refused(world_make(&w->system, "account.create", NULL, "login=qian2", "name=钱", "role=auditor", ref_pair(w, "body", w->drc),
                              ref_pair(w, "person", (ref){person.n}), NULL), w_duty_two_offices);
    assert_ok(act(&w->system, "account.revoke", business, NULL));
    assert_ok(world_make(&w->system, "account.create", NULL, "login=qian2", "name=钱", "role=auditor", ref_pair(w, "body", w->drc),
                         ref_pair(w, "person", (ref){person.n}), NULL));
    assert_refused(act(&w->system, "account.grant", business, "drc"), w_duty_two_offices);
}

static void another_body_is_another_scope(void **state)
{
    struct world *w = *state;
    struct call admin = officer(w, ROLE_ADMIN, w->drc, "21", 1), city = officer(w, ROLE_ADMIN, w->shenyang, "2101", 2);
    id key = open_account(w, "sun", "county", w->heping);

    assert_refused(world_change(&w->system, "body.change", (id){w->heping.n}, 1, "unit=210103", NULL), w_body_has_accounts);
    assert_refused(world_change(&city, "account.change", key, 1, ref_pair(w, "body", w->dalian), NULL), w_body_outside);
    assert_ok(world_change(&admin, "account.change", key, 1, ref_pair(w, "body", w->shenyang), NULL));
    assert_text(account_now(w, key)->role.t, "none");
    assert_text(account_now(w, key)->state.t, "waiting");
    assert_ok(world_change(&w->system, "body.change", (id){w->heping.n}, 1, "unit=210103", NULL));
}

static void sessions_and_tokens_end_with_the_account(void **state)
{
    struct world *w = *state;
    struct call c = visitor(w), own;
    struct session s, other, got;
    text token, renewed;
    token_list tokens = {0};
    session_list sessions = {0};
    id key = open_account(w, "zhou", "county", w->heping);

    assert_ok(session_start(&c, T("zhou"), text_of(good), &s));
    c = visitor(w);
    assert_ok(session_start(&c, T("zhou"), text_of(good), &other));
    assert_false(text_eq(s.secret, other.secret));
    own = c;
    own.actor = s.actor;
    assert_ok(session_of(&own, (ref){key.n}, s.secret, &sessions));
    assert_int_equal(sessions.n, 2);
    for (size_t i = 0; i < 2; i++)
        if (!sessions.v[i].here)
            assert_ok(session_end_one(&own, (ref){key.n}, sessions.v[i].id));
    assert_refused(session_end_one(&own, (ref){key.n}, (id){12345}), w_session_gone);
    conn_rollback(w->conn);
    assert_refused(session_load(&c, other.secret, &got), w_sign_in_over);
    assert_ok(session_load(&c, s.secret, &got));
    assert_ok(token_create(&own, (ref){key.n}, T("台账"), &token));
    assert_ok(token_load(&c, token, &got));
    assert_ok(token_of(&own, (ref){key.n}, &tokens));
    assert_true(tokens.n == 1 && tokens.v[0].used_at.ms == c.now.ms);
    assert_ok(token_renew(&own, tokens.v[0].id, &renewed));
    assert_refused(token_load(&c, token, &got), w_token_wrong);
    assert_ok(token_load(&c, renewed, &got));
    c.now.ms += (TOKEN_DAYS + INT64_C(1)) * 86400000;
    assert_refused(token_load(&c, renewed, &got), w_token_wrong);
    c.now = w->system.now;
    assert_ok(act(&w->system, "account.disable", key, NULL));
    assert_ok(act(&w->system, "account.enable", key, NULL));
    assert_refused(session_load(&c, s.secret, &got), w_sign_in_over);
    assert_refused(token_load(&c, renewed, &got), w_token_wrong);
}

static void a_session_lives_thirty_idle_minutes_and_twelve_hours(void **state)
{
    struct world *w = *state;
    struct call c = visitor(w);
    struct session s, got;

    open_account(w, "wu", "county", w->heping);
    assert_ok(session_start(&c, T("wu"), text_of(good), &s));
    for (int i = 0; i < 24; i++) { /* a click every 29 minutes */
        c.now.ms += 29 * 60000;
        assert_ok(session_load(&c, s.secret, &got));
    }
    c.now.ms += 29 * 60000; /* 12 h 5 min */
    assert_refused(session_load(&c, s.secret, &got), w_sign_in_over);
}

static void passwords_follow_the_rules(void **state)
{
    static const struct {
        const char *password;
        bool good;
    } cases[] = {{"Abcdefgh-1", true}, {"Abcdef-12", false}, {"abcdefghijkl", false}, {"Abcdefghijkl", false}, {"Abcdefghijk1", true}, {"密码密码密码密码Aa", true}, {"", false}};
    struct world *w = *state;
    struct call c = visitor(w), own;
    struct session s, old;
    text next;
    id key = open_account(w, "zheng", "county", w->heping);

    for (size_t i = 0; i < COUNT(cases); i++)
        if (!password_check(w->a, text_of(cases[i].password)) != cases[i].good)
            fail_msg("%s", cases[i].password);
    assert_ok(session_start(&c, T("zheng"), text_of(good), &old));
    own = c;
    own.actor = old.actor;
    assert_refused(password_change(&own, T("nonsense"), T("Fresh-2026-a")), w_password_old_wrong);
    conn_rollback(w->conn);
    assert_refused(password_change(&own, text_of(good), T("Fresh-2026-ZHENG")), w_password_name);
    conn_rollback(w->conn);
    for (int i = 0; i < 5; i++) { /* the five last, this one among them */
        own.now.ms += 1000;
        next = text_fmt(w->a, "Fresh-2026-%d", i);
        assert_ok(password_change(&own, i ? text_fmt(w->a, "Fresh-2026-%d", i - 1) : text_of(good), next));
    }
    assert_refused(session_load(&c, old.secret, &s), w_sign_in_over); /* logged out everywhere */
    own.now.ms += 1000;
    assert_refused(password_change(&own, next, T("Fresh-2026-0")), w_password_used);
    conn_rollback(w->conn);
    assert_ok(password_change(&own, next, text_of(good))); /* the sixth back */
    c.now.ms = own.now.ms + (PASSWORD_DAYS + INT64_C(1)) * 86400000;
    assert_ok(session_start(&c, T("zheng"), text_of(good), &s));
    assert_true(s.must_change);
    (void)key;
}

static void locks_hold_and_are_told_like_a_wrong_password(void **state)
{
    struct world *w = *state;
    struct call c = visitor(w), security = officer(w, ROLE_SECURITY, w->drc, "21", 2);
    struct session s;
    audit_list lines = {0};
    struct audit_filter f = {.act = T("account.sign_in"), .result = T("locked"), .from = NO_MOMENT, .until = NO_MOMENT};
    moment until;
    id key = open_account(w, "feng", "county", w->heping);

    for (int i = 0; i < FAILURES_MOST - 1; i++)
        assert_refused(session_start(&c, T("feng"), T("wrong"), &s), w_sign_in_wrong);
    assert_ok(password_locked(&c, (ref){key.n}, &until));
    assert_true(is_absent(until.ms));
    assert_refused(session_start(&c, T("feng"), T("wrong"), &s), w_sign_in_wrong);
    assert_ok(password_locked(&c, (ref){key.n}, &until));
    assert_true(until.ms == c.now.ms + LOCK_MINUTES * 60000);
    c = visitor(w);
    assert_refused(session_start(&c, T("feng"), text_of(good), &s), w_sign_in_wrong);
    assert_ok(audit_read(&w->system, &f, &lines));
    assert_int_equal(lines.n, 2);
    assert_text(lines.v[0].source, "10.0.0.9");
    assert_ok(act(&security, "account.unlock", key, NULL));
    assert_ok(session_start(&c, T("feng"), text_of(good), &s));
}

/* --- the chain ------------------------------------------------------------------------------------------------------------------ */

static int64_t first_fault(struct world *w)
{
    struct audit_check got;

    assert_ok(audit_verify(w->conn, w->a, &got));
    return got.bad_line;
}

static void the_chain_shows_what_was_altered_removed_inserted_or_moved(void **state)
{
    static const struct {
        const char *breaks[3];
        int64_t at;
    } cases[] = {
        {{"UPDATE audit SET after = '{}' WHERE number = 4"}, 4},
        {{"UPDATE audit SET at = at + 1 WHERE number = 5"}, 5},
        {{"UPDATE audit SET region = 22 WHERE number = 6"}, 6},
        {{"DELETE FROM audit WHERE number = 3"}, 3},
        {{"UPDATE audit SET number = 100 WHERE number = 3", "UPDATE audit SET number = 3 WHERE number = 4", "UPDATE audit SET number = 4 WHERE number = 100"}, 3},
        {{"INSERT INTO audit (region, id, at, act, result, hash, number, chain) SELECT region, 1, at, act, result, hash, (SELECT MAX(number) + 1 FROM audit), chain"
          " FROM audit WHERE number = 2"}, 0},
    };
    struct world *w = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct audit_check whole;
        assert_ok(audit_seal(w->conn, w->a));
        assert_ok(audit_verify(w->conn, w->a, &whole));
        assert_true(whole.bad_line == 0 && whole.lines > 7 && whole.unsealed == 0);
        assert_ok(conn_begin(w->conn, w->a));
        for (size_t k = 0; k < 3 && cases[i].breaks[k]; k++)
            assert_ok(conn_run(w->conn, w->a, cases[i].breaks[k], NO_VALUES, NULL));
        assert_true(first_fault(w) == (cases[i].at ? cases[i].at : whole.lines + 1));
        conn_rollback(w->conn);
    }
}

static void a_check_is_itself_in_the_log(void **state)
{
    struct world *w = *state;
    struct audit_filter f = {.act = T("audit.verify"), .from = NO_MOMENT, .until = NO_MOMENT};
    struct audit_check got;
    audit_list lines = {0};

    assert_ok(audit_check_now(&w->system, &got));
    assert_true(got.bad_line == 0);
    assert_ok(conn_run(w->conn, w->a, "UPDATE audit SET login = 'x' WHERE number = 2", NO_VALUES, NULL));
    assert_ok(audit_check_now(&w->system, &got));
    assert_true(got.bad_line == 2);
    assert_ok(audit_read(&w->system, &f, &lines));
    assert_int_equal(lines.n, 2);
    assert_text(lines.v[0].result, "broken");
    assert_text(lines.v[1].result, "ok");
}

static void the_tree_is_made_once(void **state)
{
    static const char sql_count[] = "SELECT COUNT(*) FROM body WHERE kind = $1";
    struct world *w = *state;
    int64_t made, n;

    assert_ok(ground_init(&w->system, &made));
    assert_true(made > 200);
    assert_ok(conn_one(w->conn, w->a, sql_count, BIND(V("government")), INTO(TO(&n)), NULL));
    assert_true(n == 1 + 15 + 100); /* the province, 14 cities and the zone, 100 counties */
    assert_ok(ground_init(&w->system, &made));
    assert_true(made == 0);
}

static text mobile_shown(struct call *c, id person)
{
    void *r;

    assert_ok(record_load(c, &person_record, person, &r));
    return view_shown(c, record_field(&person_record, T("mobile")), r);
}

static void telephones_are_whole_within_the_own_region_only(void **state)
{
    struct world *w = *state;
    struct call province = world_call(w, ROLE_DRC, w->drc, "21"), city = world_call(w, ROLE_CITY, w->shenyang, "2101"),
                county = world_call(w, ROLE_COUNTY, w->heping, "210102"), lead = world_call(w, ROLE_LEAD, w->energy, "21");
    struct filter f;
    id near, far;

    assert_ok(world_make(&w->system, "person.create", &near, "name=近", "mobile=13800000001", ref_pair(w, "body", w->heping), NULL));
    assert_ok(world_make(&w->system, "person.create", &far, "name=远", "mobile=13800000002", ref_pair(w, "body", w->dalian), NULL));
    assert_text(mobile_shown(&province, far), "13800000002");
    assert_text(mobile_shown(&city, near), "13800000001");
    assert_text(mobile_shown(&city, far), "138****0002");
    assert_text(mobile_shown(&county, near), "13800000001");
    assert_text(mobile_shown(&county, far), "138****0002");
    assert_text(mobile_shown(&lead, near), "138****0001");
    assert_ok(filter_init(&f, &person_record));
    assert_ok(filter_add(w->a, &f, T("mobile"), T("13800000002"), &province));
    assert_refused(filter_add(w->a, &f, T("mobile"), T("13800000002"), &city), w_filter_unknown);
}

static void a_lead_department_keeps_its_own_people_and_no_bodies(void **state)
{
    struct world *w = *state;
    struct call lead = world_call(w, ROLE_LEAD, w->energy, "21");
    id made;

    assert_ok(world_make(&lead, "person.create", &made, "name=甲", "mobile=13800000003", ref_pair(w, "body", w->energy), NULL));
    assert_text(mobile_shown(&lead, made), "13800000003");
    assert_refused(world_make(&lead, "person.create", NULL, "name=乙", ref_pair(w, "body", w->heping), NULL), w_body_outside);
    assert_refused(world_make(&lead, "body.create", NULL, "name=丙公司", "kind=owner", "unit=210102", NULL), w_act_denied);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(an_account_waits_for_its_role_and_two_people_make_it),
        IN_WORLD(nobody_handles_the_own_account_and_offices_are_the_provinces),
        IN_WORLD(a_role_stands_where_it_belongs),
        IN_WORLD(who_holds_an_office_holds_nothing_else),
        IN_WORLD(another_body_is_another_scope),
        IN_WORLD(sessions_and_tokens_end_with_the_account),
        IN_WORLD(a_session_lives_thirty_idle_minutes_and_twelve_hours),
        IN_WORLD(passwords_follow_the_rules),
        IN_WORLD(locks_hold_and_are_told_like_a_wrong_password),
        IN_WORLD(the_chain_shows_what_was_altered_removed_inserted_or_moved),
        IN_WORLD(a_check_is_itself_in_the_log),
        IN_WORLD(the_tree_is_made_once),
        IN_WORLD(telephones_are_whole_within_the_own_region_only),
        IN_WORLD(a_lead_department_keeps_its_own_people_and_no_bodies),
    };

    fixture_need_engine();
    return cmocka_run_group_tests_name("duties", tests, NULL, NULL);
}
