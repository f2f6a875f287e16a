/* A report's way: prefilled, questioned, sent in time or permitted late, reviewed, returned, corrected; the round marks who owes one. */
#include "report/ask.h"
#include "report/words.h"
#include "progress/progress.h"
#include "world.h"

static const char *const OPENED = "2026-11-25T08:00:00+08:00";

static id project(struct world *w)
{
    struct call import = w->system;
    id made;

    import.lenient = true;
    assert_ok(world_make(&import, "project.create", &made, "name=和平区供热管网更新", "division=210102", "content=x", "total_invest=1000000000", "stage=continued",
                         "works=energy", "start_actual=2025-05-01", "before_year=200000000", "owner_name=辽宁示例能源有限公司", NULL));
    return made;
}

static const char *pair(struct world *w, const char *name, int64_t n)
{
    return text_fmt(w->a, "%s=%lld", name, (long long)n).p;
}

static id draft(struct world *w, id p, const char *month, int64_t yuan, const char *words)
{
    struct call c = world_who(w, ROLE_OWNER);
    id made;

    assert_ok(world_make(&c, "report.create", &made, pair(w, "project", p.n), text_fmt(w->a, "month=%s", month).p, pair(w, "month_invest", yuan),
                         "progress_percent=21", text_fmt(w->a, "progress_text=%s", words).p, "site_state=working", "fund_paid=9000000", NULL));
    return made;
}

static struct report *load(struct world *w, id key)
{
    void *r;

    assert_ok(record_load(&w->system, &report_record, key, &r));
    return r;
}

static err move(struct world *w, unsigned role, id key, const char *to, const char *reason)
{
    struct call c = world_who(w, role);

    return world_change(&c, "report.move", key, load(w, key)->head.version, to, reason, NULL);
}

static err answer(struct world *w, id key, const char *answers)
{
    struct call c = world_who(w, ROLE_OWNER);

    return world_change(&c, "report.change", key, load(w, key)->head.version, answers, NULL);
}

#define LONG_TEXT "二标段管沟开挖完成，换热站设备基础浇筑三座"

static void in_time_and_without_doubts(void **state)
{
    struct world *w = *state;
    struct report *r;
    id p, key;

    world_at(w, OPENED);
    p = project(w);
    key = draft(w, p, "2026-11", 12340000, LONG_TEXT);
    assert_ok(move(w, ROLE_OWNER, key, "to=submitted", NULL));
    r = load(w, key);
    assert_int_equal(r->late.v, 0);
    assert_int_equal(r->submitted_at.ms, w->system.now.ms);
    assert_int_equal(r->due_at.ms - r->submitted_at.ms, (INT64_C(5) * 24 + 16) * 3600000); /* the end of 30 November */
    assert_ok(move(w, ROLE_COUNTY, key, "to=county_passed", NULL));
    assert_ok(move(w, ROLE_CITY, key, "to=city_passed", NULL));
    assert_ok(move(w, ROLE_DRC, key, "to=accepted", NULL));
    assert_text(load(w, key)->state.t, "accepted");
}

static void each_level_does_its_own_step(void **state)
{
    struct world *w = *state;
    id key;

    world_at(w, OPENED);
    key = draft(w, project(w), "2026-11", 12340000, LONG_TEXT);
    assert_non_null(move(w, ROLE_DRC, key, "to=submitted", NULL)); /* the province sends for nobody */
    assert_ok(move(w, ROLE_OWNER, key, "to=submitted", NULL));
    assert_non_null(move(w, ROLE_OWNER, key, "to=county_passed", NULL));
    assert_non_null(move(w, ROLE_COUNTY, key, "to=accepted", NULL));
    assert_non_null(move(w, ROLE_DRC, key, "to=accepted", NULL)); /* before the city */
    assert_text(load(w, key)->state.t, "submitted");
}

static void explained_or_not_accepted(void **state)
{
    struct world *w = *state;
    id key;
    err e;

    world_at(w, OPENED);
    key = draft(w, project(w), "2026-11", 12340000, "开挖");
    e = move(w, ROLE_OWNER, key, "to=submitted", NULL);
    assert_refused(e, w_report_unexplained);
    assert_string_equal(e->field, "progress_text");
    assert_ok(answer(w, key, "answers=short_text: 无"));
    assert_refused(move(w, ROLE_OWNER, key, "to=submitted", NULL), w_report_unexplained); /* one character explains nothing */
    assert_ok(answer(w, key, "answers=short_text: nothing_changed;"));
    assert_ok(move(w, ROLE_OWNER, key, "to=submitted", NULL));
}

static void a_large_share_is_asked_about(void **state)
{
    struct world *w = *state;
    id key;
    err e;

    world_at(w, OPENED);
    key = draft(w, project(w), "2026-11", 300000001, LONG_TEXT); /* above 30 % of the total */
    e = move(w, ROLE_OWNER, key, "to=submitted", NULL);
    assert_refused(e, w_report_unexplained);
    assert_string_equal(e->field, "month_invest");
    assert_ok(answer(w, key, "answers=share: 两台主变压器集中到货"));
    assert_ok(move(w, ROLE_OWNER, key, "to=submitted", NULL));
}

static void not_before_it_opens(void **state)
{
    struct world *w = *state;
    id key;

    world_at(w, "2026-11-24T23:59:59+08:00");
    key = draft(w, project(w), "2026-11", 12340000, LONG_TEXT);
    assert_refused(move(w, ROLE_OWNER, key, "to=submitted", NULL), w_report_locked);
    world_at(w, "2026-11-25T00:00:00+08:00");
    assert_ok(move(w, ROLE_OWNER, key, "to=submitted", NULL));
}

static void late_from_midnight_in_shanghai(void **state)
{
    struct world *w = *state;
    id a, b;

    world_at(w, OPENED);
    a = draft(w, project(w), "2026-11", 12340000, LONG_TEXT);
    b = draft(w, project(w), "2026-11", 12340000, LONG_TEXT);
    world_at(w, "2026-11-30T23:59:59.999+08:00");
    assert_ok(move(w, ROLE_OWNER, a, "to=submitted", NULL));
    world_at(w, "2026-12-01T00:00:00+08:00");
    assert_ok(move(w, ROLE_OWNER, b, "to=submitted", NULL));
    assert_int_equal(load(w, a)->late.v, 0);
    assert_int_equal(load(w, b)->late.v, 1);
}

static err grant(struct world *w, struct call *c, id p, const char *step, const char *until)
{
    id made;

    return world_make(c, "late_grant.create", &made, pair(w, "project", p.n), "month=2026-11", text_fmt(w->a, "step=%s", step).p,
                      text_fmt(w->a, "last_day=%s", until).p, "why=汛期道路中断", NULL);
}

static void closed_but_for_a_permission(void **state)
{
    struct world *w = *state;
    struct call county, owner, dalian;
    id p, key;
    err e;

    world_at(w, OPENED);
    p = project(w);
    key = draft(w, p, "2026-11", 12340000, LONG_TEXT);
    world_at(w, "2026-12-08T18:00:00+08:00");
    assert_refused(move(w, ROLE_OWNER, key, "to=submitted", NULL), w_report_locked);
    county = world_who(w, ROLE_COUNTY);
    owner = world_who(w, ROLE_OWNER);
    dalian = world_call(w, ROLE_CITY, w->dalian, "2102");
    e = grant(w, &owner, p, "owner", "2026-12-10");
    assert_int_equal(e->code, E_DENIED);
    e = grant(w, &dalian, p, "owner", "2026-12-10"); /* not in its tree */
    assert_int_equal(e->code, E_GONE);
    assert_refused(grant(w, &county, p, "county", "2026-12-10"), w_grant_not_above);
    assert_refused(grant(w, &county, p, "owner", "2026-12-07"), w_grant_past);
    assert_ok(grant(w, &county, p, "owner", "2026-12-10"));
    assert_ok(move(w, ROLE_OWNER, key, "to=submitted", NULL));
    assert_int_equal(load(w, key)->late.v, 0); /* permitted: on time by what counted */
}

static void a_permission_ends_too(void **state)
{
    struct world *w = *state;
    struct call county;
    id p, key;

    world_at(w, OPENED);
    p = project(w);
    key = draft(w, p, "2026-11", 12340000, LONG_TEXT);
    world_at(w, "2026-12-09T08:00:00+08:00");
    county = world_who(w, ROLE_COUNTY);
    assert_ok(grant(w, &county, p, "owner", "2026-12-10"));
    world_at(w, "2026-12-11T00:00:00+08:00");
    assert_refused(move(w, ROLE_OWNER, key, "to=submitted", NULL), w_report_locked);
}

static void a_body_of_another_tree_is_not_let_in(void **state)
{
    struct world *w = *state;
    struct call county;
    id made;

    world_at(w, OPENED);
    county = world_who(w, ROLE_COUNTY);
    assert_refused(world_make(&county, "late_grant.create", &made, pair(w, "body", w->other_owner.n), "month=2026-11", "step=owner", "last_day=2026-12-20",
                              "why=x", NULL), w_grant_not_yours);
    assert_refused(world_make(&county, "late_grant.create", &made, "month=2026-11", "step=owner", "last_day=2026-12-20", "why=x", NULL), w_grant_one);
    assert_refused(world_make(&county, "late_grant.create", &made, pair(w, "body", w->owner.n), "month=2027-11", "step=owner", "last_day=2027-12-20", "why=x", NULL),
                   w_grant_not_due); /* a year mistyped */
    assert_ok(world_make(&county, "late_grant.create", &made, pair(w, "body", w->owner.n), "month=2026-11", "step=owner", "last_day=2026-12-20", "why=x", NULL));
}

static void a_return_names_reason_and_field(void **state)
{
    struct world *w = *state;
    struct call county;
    struct report *said;
    struct input in = {0};
    id key;

    world_at(w, OPENED);
    key = draft(w, project(w), "2026-11", 12340000, LONG_TEXT);
    assert_ok(move(w, ROLE_OWNER, key, "to=submitted", NULL));
    assert_non_null(move(w, ROLE_COUNTY, key, "to=returned", NULL));
    county = world_who(w, ROLE_COUNTY);
    said = record_new(w->a, &report_record);
    said->return_field = T("progress_percent");
    in = (struct input){.values = said, .to = T("returned"), .reason = T("形象进度与投资不符"), .version = load(w, key)->head.version};
    assert_ok(act_run(&county, act_by_name(T("report.move")), key, &in, NULL));
    assert_text(load(w, key)->return_field, "progress_percent");
    assert_text(load(w, key)->return_reason, "形象进度与投资不符");
    assert_ok(answer(w, key, "progress_percent=22"));
    assert_ok(move(w, ROLE_OWNER, key, "to=submitted", NULL));
}

static void a_correction_is_a_version_of_its_own(void **state)
{
    struct world *w = *state;
    struct call owner;
    id p, key, second;

    world_at(w, OPENED);
    p = project(w);
    key = draft(w, p, "2026-11", 12340000, LONG_TEXT);
    assert_ok(move(w, ROLE_OWNER, key, "to=submitted", NULL));
    assert_ok(move(w, ROLE_COUNTY, key, "to=county_passed", NULL));
    assert_ok(move(w, ROLE_CITY, key, "to=city_passed", NULL));
    assert_ok(move(w, ROLE_DRC, key, "to=accepted", NULL));
    world_at(w, "2027-02-01T08:00:00+08:00"); /* long closed */
    owner = world_who(w, ROLE_OWNER);
    assert_refused(world_make(&owner, "report.create", &second, pair(w, "project", p.n), "month=2026-11", "month_invest=1", NULL), w_report_needs_reason);
    assert_ok(world_make(&owner, "report.create", &second, pair(w, "project", p.n), "month=2026-11", "month_invest=11000000", "progress_percent=20",
                         "progress_text=" LONG_TEXT, "site_state=working", "change_reason=结算核减", NULL));
    assert_ok(move(w, ROLE_OWNER, second, "to=submitted", NULL));
    assert_int_equal(load(w, second)->seq.n, 2);
    assert_int_equal(load(w, second)->late.v, 0); /* as the first */
    assert_int_equal(load(w, key)->month_invest.yuan, 12340000);
}

static void as_last_month_and_nothing_changed(void **state)
{
    struct world *w = *state;
    struct report_basis b;
    struct report r, zero;
    struct report_doubts d;
    id p, key;
    void *project_now;

    world_at(w, "2026-10-26T08:00:00+08:00");
    p = project(w);
    key = draft(w, p, "2026-10", 12340000, LONG_TEXT);
    assert_ok(move(w, ROLE_OWNER, key, "to=submitted", NULL));
    world_at(w, OPENED);
    assert_ok(record_load(&w->system, &project_record, p, &project_now));
    assert_ok(report_basis(&w->system, project_now, (month){2026 * 12 + 10}, &b));
    assert_int_equal(b.year_before.yuan, 12340000);
    assert_int_equal(b.total_before.yuan, 212340000); /* with what was done before the year */
    report_prefill(&w->system, &b, &r);
    assert_true(is_absent(r.month_invest.yuan));
    assert_int_equal(r.progress_percent.n, 21);
    assert_text(r.progress_text, LONG_TEXT);
    assert_int_equal(report_typed(&w->system, &b, &r), 0);
    r.month_invest.yuan = 5000000;
    r.progress_percent.n = 22;
    assert_int_equal(report_typed(&w->system, &b, &r), 2);
    report_zero(&w->system, &b, &zero);
    report_doubts(&b, &zero, w->system.today, &d);
    assert_int_equal(zero.month_invest.yuan, 0);
    assert_null(report_blocked(w->a, &d, zero.answers)); /* the same words are explained by nothing having changed */
}

/* What the ledger of funds has of the month stands in the report already, and is not typed. */
static void money_of_the_ledger_is_prefilled(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    struct report_basis b;
    struct report r;
    id p, document, paid;
    void *project_now;

    world_at(w, OPENED);
    p = project(w);
    assert_ok(world_make(c, "fund_batch.create", &document, "name=资金计划", "doc_no=辽发改投资〔2026〕9号", "kind=central_budget", "issued_on=2026-03-02", "total=10000000", NULL));
#define ENTRY(step, amount, day) \
    world_make(c, "fund_entry.create", &paid, pair(w, "project", p.n), pair(w, "batch", document.n), "step=" step, "amount=" amount, "day=" day, "doc_no=凭证1号", "payee=施工单位", NULL)
    assert_ok(ENTRY("issued", "10000000", "2026-03-02"));
    assert_ok(record_load(c, &project_record, p, &project_now));
    assert_ok(report_basis(c, project_now, (month){2026 * 12 + 9}, &b));
    assert_true(is_absent(b.ledger_arrived.yuan) && is_absent(b.ledger_paid.yuan)); /* nothing of October */
    report_prefill(c, &b, &r);
    assert_int_equal(r.fund_arrived.yuan, 0);
    assert_ok(ENTRY("arrived", "8000000", "2026-09-30"));
    assert_ok(ENTRY("arrived", "1000000", "2026-10-31"));
    assert_ok(ENTRY("paid", "400000", "2026-10-01"));
    assert_ok(ENTRY("paid", "50000", "2026-11-01"));
    assert_ok(ENTRY("paid", "200000", "2026-10-15"));
    assert_ok(report_basis(c, project_now, (month){2026 * 12 + 9}, &b));
    report_prefill(c, &b, &r);
    assert_int_equal(r.fund_arrived.yuan, 1000000); /* from the first of the month to its last */
    assert_int_equal(r.fund_paid.yuan, 600000);
    assert_int_equal(report_typed(c, &b, &r), 0); /* what is prefilled is not typed */
    r.fund_paid.yuan = 700000;
    assert_int_equal(report_typed(c, &b, &r), 1);
    assert_ok(world_change(c, "fund_entry.reverse", paid, 1, "reason=付款退回", NULL));
    assert_ok(report_basis(c, project_now, (month){2026 * 12 + 9}, &b));
    assert_int_equal(b.ledger_paid.yuan, 600000); /* what was taken back counts on the day on which it was */
    assert_ok(report_basis(c, project_now, (month){2026 * 12 + 10}, &b));
    assert_int_equal(b.ledger_paid.yuan, 50000 - 200000);
    report_prefill(c, &b, &r);
    assert_int_equal(r.fund_paid.yuan, 0); /* never less than nothing */
}

static bool doubted(const struct report_doubts *d, const char *key)
{
    for (size_t i = 0; i < d->n; i++)
        if (text_eqz(d->v[i].rule->key, key))
            return true;
    return false;
}

/* Another figure than the ledger's is explained or not accepted; the prefilled one is not asked about. */
static void what_differs_from_the_ledger_is_explained_or_not_accepted(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    struct report_doubts d;
    struct report_basis b;
    struct report r;
    id p, document, paid, key;
    void *now;
    err e;

    world_at(w, OPENED);
    p = project(w);
    assert_ok(world_make(c, "fund_batch.create", &document, "name=资金计划", "doc_no=辽发改投资〔2026〕9号", "kind=central_budget", "issued_on=2026-03-02", "total=10000000", NULL));
    assert_ok(ENTRY("issued", "10000000", "2026-03-02"));
    assert_ok(ENTRY("arrived", "9500000", "2026-10-08"));
    assert_ok(ENTRY("paid", "8000000", "2026-11-03"));
    assert_ok(record_load(c, &project_record, p, &now));
    assert_ok(report_basis(c, now, (month){2026 * 12 + 10}, &b));
    report_prefill(c, &b, &r);
    report_doubts(&b, &r, c->today, &d);
    assert_false(doubted(&d, "paid_ledger"));
    key = draft(w, p, "2026-11", 12340000, LONG_TEXT); /* nine million paid, it says */
    report_doubts(&b, load(w, key), c->today, &d);
    assert_true(doubted(&d, "paid_ledger"));
    assert_false(doubted(&d, "arrived_ledger")); /* nothing of November in it */
    e = move(w, ROLE_OWNER, key, "to=submitted", NULL);
    assert_non_null(e);
    assert_true(e->word == &w_report_unexplained);
    assert_string_equal(e->field, "fund_paid");
    assert_ok(answer(w, key, "answers=paid_ledger: beside_ledger;"));
    assert_ok(move(w, ROLE_OWNER, key, "to=submitted", NULL));
}

static void answers_are_kept_apart(void **state)
{
    struct world *w = *state;
    text t = answer_add(w->a, NO_TEXT, T("jump"), (struct doubt_answer){T("catch_up"), T("补报\n九月")});

    t = answer_add(w->a, t, T("share"), (struct doubt_answer){NO_TEXT, T("设备到货")});
    assert_text(answer_to(t, T("jump")).ready, "catch_up");
    assert_text(answer_to(t, T("jump")).words, "补报 九月");
    assert_text(answer_to(t, T("share")).words, "设备到货");
    assert_true(answer_enough(answer_to(t, T("share"))));
    assert_false(answer_enough(answer_to(t, T("round"))));
    assert_text(answer_to(T("jump: 两台主变到货"), T("jump")).words, "两台主变到货");
}

static int64_t owed(struct world *w, month m)
{
    struct measure_of all = {T("2101"), NO_TEXT, NO_TEXT};
    struct measures got;

    assert_ok(measures_by_month(&w->system, &all, m, m, &got));
    return got.n[M_OWED];
}

static void the_round_marks_who_owes_one(void **state)
{
    struct world *w = *state;
    month m, november = {2026 * 12 + 10};
    int64_t marked;
    id key;

    world_at(w, OPENED);
    (void)project(w);
    assert_ok(progress_open_rounds(&w->system, &m, &marked));
    assert_int_equal(m.n, november.n);
    assert_int_equal(marked, 1);
    assert_int_equal(owed(w, november), 1);
    key = draft(w, project(w), "2026-11", 12340000, LONG_TEXT);
    assert_ok(move(w, ROLE_OWNER, key, "to=submitted", NULL));
    assert_ok(progress_open_rounds(&w->system, &m, &marked)); /* only what came since */
    assert_int_equal(marked, 1);
    assert_int_equal(owed(w, november), 2);
    assert_ok(progress_open_rounds(&w->system, &m, &marked));
    assert_int_equal(marked, 0);
    assert_int_equal(owed(w, november), 2);
}

/* The server looks by itself: once when a round has opened, once a day for what has started since, and a second server finds it done. */
static void the_round_opens_by_itself_once_a_day(void **state)
{
    struct world *w = *state;
    int64_t marked;
    bool due;
    month m;

    world_at(w, "2026-11-24T23:59:59+08:00");
    project(w);
    assert_ok(progress_round_nightly(&w->system, &m, &marked)); /* October's, which is the newest */
    assert_ok(progress_round_due(&w->system, &due));
    assert_false(due);
    world_at(w, "2026-11-25T00:00:00+08:00");
    assert_ok(progress_round_due(&w->system, &due));
    assert_true(due);
    assert_ok(progress_round_nightly(&w->system, &m, &marked));
    assert_int_equal(m.n, 2026 * 12 + 10);
    assert_int_equal(marked, 1);
    assert_ok(progress_round_due(&w->system, &due));
    assert_false(due);
    assert_ok(progress_round_nightly(&w->system, &m, &marked)); /* another server that looked at the same time */
    assert_int_equal(marked, 0);
    {
        struct measures sums = {{0}};
        struct measure_of all = {.unit = T("21")};
        assert_ok(measures_by_month(&w->system, &all, m, m, &sums));
        assert_int_equal(sums.n[M_OWED], 1);
    }
    world_at(w, "2026-11-26T00:00:00+08:00");
    assert_ok(progress_round_due(&w->system, &due));
    assert_true(due);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(in_time_and_without_doubts),
        IN_WORLD(each_level_does_its_own_step),
        IN_WORLD(explained_or_not_accepted),
        IN_WORLD(a_large_share_is_asked_about),
        IN_WORLD(not_before_it_opens),
        IN_WORLD(late_from_midnight_in_shanghai),
        IN_WORLD(closed_but_for_a_permission),
        IN_WORLD(a_permission_ends_too),
        IN_WORLD(a_body_of_another_tree_is_not_let_in),
        IN_WORLD(a_return_names_reason_and_field),
        IN_WORLD(a_correction_is_a_version_of_its_own),
        IN_WORLD(as_last_month_and_nothing_changed), IN_WORLD(money_of_the_ledger_is_prefilled),
        IN_WORLD(what_differs_from_the_ledger_is_explained_or_not_accepted),
        IN_WORLD(answers_are_kept_apart),
        IN_WORLD(the_round_marks_who_owes_one),
        IN_WORLD(the_round_opens_by_itself_once_a_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
