/* The second factor: codes by the vectors of RFC 6238, the second step of signing in, locks, taking it off; on both engines. */
#include "account/second.h"
#include "account/words.h"
#include "base/date.h"
#include "kit/words.h"

#include "../web/site.h"

static const char good[] = "Right-2026-key";
/* The key of RFC 6238, appendix B, "12345678901234567890"; its codes are the last six digits of those there. */
static const char key[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
enum { AT = 1111111109, NEXT = 1111111111 }; /* neighbouring steps: 081804 and 050471 */

static struct call visitor(struct world *w, int64_t at)
{
    struct call c = w->system;

    c.actor = (struct actor){.source = T("10.0.0.9"), .agent = T("Test browser")};
    c.now.ms = at * 1000;
    return c;
}

static void set_key(struct world *w, ref account, moment since)
{
    assert_ok(conn_run(w->conn, w->a,
                       "UPDATE credential SET otp_key = $2, otp_since = $3, otp_step = NULL WHERE account = $1",
                       BIND(V(account), V(text_of(key)), V(since)), NULL));
}

/* An account with that key, on since before. */
static ref person_with(struct world *w, const char *login, moment since)
{
    id made;

    w->system.now.ms = (int64_t)(AT - 100) * 1000;
    assert_ok(world_make(&w->system, "account.create", &made, text_fmt(w->a, "login=%s", login).p, "name=某人",
                         "role=county", text_fmt(w->a, "body=%lld", (long long)w->heping.n).p, NULL));
    assert_ok(conn_begin(w->conn, w->a));
    assert_ok(password_set(&w->system, (ref){made.n}, text_of(good), false));
    set_key(w, (ref){made.n}, since);
    assert_ok(conn_commit(w->conn, w->a));
    return (ref){made.n};
}

static moment before(void)
{
    return (moment){(int64_t)(AT - 90) * 1000};
}

static void codes_are_those_of_the_standard(void **state)
{
    static const struct {
        int64_t at;
        const char *code;
        bool right;
    } cases[] = {
        {59, "287082", true},
        {AT, "081804", true},
        {NEXT, "050471", true},
        {1234567890, "005924", true},
        {2000000000, "279037", true},
        {AT, "050471", true},
        {NEXT, "081804", true}, /* a step beside */
        {NEXT + 30, "081804", false},
        {AT - 60, "081804", false}, /* two beside: 1111111109 is the last second of its step */
        {NEXT, " 050 471 ", true},
        {NEXT, "50471", false},
        {NEXT, "0504711", false},
        {NEXT, "", false},
        {NEXT, "abcdef", false},
    };
    struct world *w = *state;
    ref account = person_with(w, "wen", NO_MOMENT);

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct call c = visitor(w, cases[i].at);
        bool right;
        assert_ok(conn_begin(w->conn, w->a));
        set_key(w, account, NO_MOMENT);
        assert_ok(second_spend(&c, account, text_of(cases[i].code), &right));
        if (right != cases[i].right)
            fail_msg("%s at %lld", cases[i].code, (long long)cases[i].at);
        assert_ok(conn_commit(w->conn, w->a));
    }
}

static void a_code_is_good_once(void **state)
{
    struct world *w = *state;
    ref account = person_with(w, "wen", NO_MOMENT);
    struct call c = visitor(w, NEXT);
    bool right;

    assert_ok(conn_begin(w->conn, w->a));
    assert_ok(second_spend(&c, account, T("050471"), &right));
    assert_true(right);
    assert_ok(second_spend(&c, account, T("050471"), &right));
    assert_false(right);
    assert_ok(second_spend(&c, account, T("081804"), &right)); /* nor an earlier one behind it */
    assert_false(right);
    assert_ok(conn_commit(w->conn, w->a));
}

static void the_password_alone_opens_nothing(void **state)
{
    struct world *w = *state;
    struct call c = visitor(w, AT), late = visitor(w, AT + 301);
    struct session step, in, again;

    person_with(w, "wen", before());
    assert_ok(session_start(&c, T("wen"), text_of(good), &step));
    assert_true(step.needs_code && !step.csrf.n);
    assert_refused(session_load(&c, step.secret, &again), w_sign_in_over);
    assert_refused(session_second(&late, step.secret, T("081804"), &again), w_second_over);
    assert_refused(session_second(&c, step.secret, T("123456"), &again), w_second_wrong);
    assert_ok(session_second(&c, step.secret, T("081804"), &in));
    assert_true(in.second && in.actor.role == ROLE_COUNTY && in.csrf.n);
    assert_ok(session_load(&c, in.secret, &again));
    assert_true(again.second);
    assert_refused(session_second(&c, step.secret, T("050471"), &again), w_second_over); /* a step is one sign-in */
}

static void wrong_codes_lock_and_a_right_password_does_not_forget_them(void **state)
{
    struct world *w = *state;
    struct call c = visitor(w, AT), later = visitor(w, AT + LOCK_MINUTES * 60 + 1);
    struct session step, in;

    person_with(w, "wen", before());
    assert_ok(session_start(&c, T("wen"), text_of(good), &step));
    for (int i = 1; i < FAILURES_MOST; i++)
        assert_refused(session_second(&c, step.secret, T("000000"), &in), w_second_wrong);
    c = visitor(w, AT);
    assert_ok(session_start(&c, T("wen"), text_of(good), &step));
    assert_refused(session_second(&c, step.secret, T("000000"), &in), w_second_wrong);
    assert_refused(session_second(&c, step.secret, T("081804"), &in), w_second_locked);
    c = visitor(w, AT);
    assert_refused(session_start(&c, T("wen"), text_of(good), &step), w_sign_in_wrong);
    assert_ok(session_start(&later, T("wen"), text_of(good), &step));
    assert_true(step.needs_code);
}

static void a_new_password_ends_the_step_of_the_old_one(void **state)
{
    struct world *w = *state;
    ref account = person_with(w, "wen", before());
    struct call c = visitor(w, AT), changing = w->system;
    struct session step, in;

    assert_ok(session_start(&c, T("wen"), text_of(good), &step));
    changing.now.ms = (int64_t)(AT + 1) * 1000;
    assert_ok(conn_begin(w->conn, w->a));
    assert_ok(password_set(&changing, account, T("Other-2026-key"), false));
    assert_ok(conn_commit(w->conn, w->a));
    assert_refused(session_second(&c, step.secret, T("081804"), &in), w_second_over);
}

static void it_is_on_from_the_first_right_code_and_off_by_another(void **state)
{
    struct world *w = *state;
    ref account = person_with(w, "wen", NO_MOMENT);
    struct call c = visitor(w, AT);
    struct session in;
    struct second s;
    text made;

    assert_ok(session_start(&c, T("wen"), text_of(good), &in));
    assert_false(in.needs_code);
    c.actor = in.actor;
    assert_ok(second_begin(&c, &made));
    assert_int_equal(made.n, 32);
    assert_true(!text_eqz(made, key));
    set_key(w, account, NO_MOMENT);
    assert_refused(second_confirm(&c, T("111111")), w_second_wrong);
    assert_ok(second_of(&c, account, &s));
    assert_true(is_absent(s.since.ms));
    assert_ok(second_confirm(&c, T("081804")));
    assert_ok(second_of(&c, account, &s));
    assert_int_equal(s.since.ms, c.now.ms);
    assert_refused(second_begin(&c, &made), w_second_on_already);
    conn_rollback(w->conn);
    assert_refused(second_end(&c, T("081804")), w_second_wrong); /* spent */
    assert_ok(second_end(&c, T("050471")));
    assert_ok(second_of(&c, account, &s));
    assert_true(!s.key.n && is_absent(s.since.ms));
}

static void a_lost_telephone_is_taken_off_by_the_security_administrator(void **state)
{
    struct world *w = *state;
    ref account = person_with(w, "wen", before());
    struct call security = world_call(w, ROLE_SECURITY, w->drc, "21"), admin = world_call(w, ROLE_ADMIN, w->drc, "21"),
                own = security, c = visitor(w, AT);
    struct input with = {.reason = T("手机丢失"), .version = 1}, without = {.version = 1};
    const struct act *act = act_by_name(T("account.second_off"));
    struct session in;

    own.actor.account = account;
    security.actor.account.n = 77;
    assert_refused(act_run(&admin, act, (id){account.n}, &with, NULL), w_act_denied);
    assert_refused(act_run(&security, act, (id){account.n}, &without, NULL), w_act_needs_reason);
    assert_refused(act_run(&own, act, (id){account.n}, &with, NULL), w_duty_own_account);
    assert_ok(act_run(&security, act, (id){account.n}, &with, NULL));
    assert_ok(session_start(&c, T("wen"), text_of(good), &in));
    assert_false(in.needs_code);
}

static void where_it_is_asked_of_all_nothing_else_is_done_before(void **state)
{
    struct site *s = site_make(state);
    text page;

    site_sign_in(s, "county", s->w->heping);
    site_start(s);
    s->web.second_factor = true;
    assert_text(site_get(s, 303, "/projects"), "/account/second");
    page = site_get(s, 200, "/account/second");
    assert_true(text_find(page, T("dd-qr")) < 0);
    site_post(s, 303, "/account/second/begin", T(""));
    page = site_get(s, 200, "/account/second");
    assert_true(text_find(page, T("class=\"dd-qr\"")) > 0 && text_find(page, T("dd-secret")) > 0);
    page = site_post(s, 422, "/account/second/confirm", T("code=12"));
    assert_true(text_find(page, T("role=\"alert\"")) > 0);
    assert_text(site_get(s, 303, "/sign-in/code"), "/sign-in");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(codes_are_those_of_the_standard),
        IN_WORLD(a_code_is_good_once),
        IN_WORLD(the_password_alone_opens_nothing),
        IN_WORLD(wrong_codes_lock_and_a_right_password_does_not_forget_them),
        IN_WORLD(a_new_password_ends_the_step_of_the_old_one),
        IN_WORLD(it_is_on_from_the_first_right_code_and_off_by_another),
        IN_WORLD(a_lost_telephone_is_taken_off_by_the_security_administrator),
        cmocka_unit_test_teardown(where_it_is_asked_of_all_nothing_else_is_done_before, site_tear_down),
    };

    fixture_need_engine();
    return cmocka_run_group_tests_name("second factor", tests, NULL, NULL);
}
