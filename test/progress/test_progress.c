/* Plans and reports become months, months become sums; every sum equals what a count over the raw records gives. */
#include "kit/recompute.h"
#include "plan/words.h"
#include "progress/progress.h"
#include "report/words.h"
#include "world.h"

static id new_project(struct world *w, const char *name, const char *division)
{
    struct call import = w->system;
    id made;

    import.lenient = true; /* a file of a running project with the fields that matter here only */
    assert_ok(world_make(&import, "project.create", &made, text_fmt(w->a, "name=%s", name).p, text_fmt(w->a, "division=%s", division).p,
                         "content=x", "total_invest=1000000000", "stage=continued", "works=energy", "start_actual=2025-05-01", NULL));
    return made;
}

static id new_plan(struct world *w, id project, const char *m01, const char *m11, const char *reason)
{
    id made;

    assert_ok(world_make(&w->system, "plan.create", &made, text_fmt(w->a, "project=%lld", (long long)project.n).p, "year=2026", m01, m11, reason,
                         NULL));
    return made;
}

static err move(struct world *w, struct call *c, const char *act, id target, const char *to, const char *reason)
{
    const struct act *x = act_by_name(text_of(act));
    void *r;

    TRY(record_load(&w->system, x->target, target, &r));
    return world_change(c, act, target, record_head_of(r)->version, to, reason, NULL);
}

static void confirm(struct world *w, id plan)
{
    id body = {w->drc.n};

    assert_ok(world_change(&w->system, "plan.change", plan, 1, "goal=完成主体工程", text_fmt(w->a, "responsible_body=%lld", (long long)body.n).p,
                           NULL));
    assert_ok(move(w, &w->system, "plan.move", plan, "to=proposed", NULL));
    assert_ok(move(w, &w->system, "plan.move", plan, "to=checked", NULL));
    assert_ok(move(w, &w->system, "plan.move", plan, "to=confirmed", NULL));
}

static id new_report(struct world *w, id project, const char *month, int64_t yuan)
{
    id made;

    assert_ok(world_make(&w->system, "report.create", &made, text_fmt(w->a, "project=%lld", (long long)project.n).p, text_fmt(w->a, "month=%s", month).p,
                         text_fmt(w->a, "month_invest=%lld", (long long)yuan).p, "progress_percent=40", "progress_text=主体工程施工到三层",
                         "site_state=working", NULL));
    return made;
}

static struct measures province(struct world *w, const char *list)
{
    struct measures year[12], all = {{0}};
    struct measure_of of = {T("21"), NO_TEXT, text_of(list)};

    assert_ok(measures_by_month(&w->system, &of, (month){2026 * 12}, (month){2026 * 12 + 11}, year));
    for (int i = 0; i < 12; i++)
        for (int k = 0; k < M_COUNT; k++)
            all.n[k] += year[i].n[k];
    return all;
}

static void the_first_confirmed_plan_stays_the_baseline(void **state)
{
    struct world *w = *state;
    id p = new_project(w, "基线", "210102"), first = new_plan(w, p, "m01=100", "m11=200", NULL), second;
    struct measures m;
    void *r;

    assert_int_equal(province(w, NULL).n[M_PLANNED], 0); /* a draft counts nowhere */
    assert_ok(record_load(&w->system, &plan_record, first, &r));
    assert_int_equal(((struct plan *)r)->baseline.v, 0); /* nor is it a baseline before it is confirmed */
    confirm(w, first);
    assert_int_equal(province(w, NULL).n[M_PLANNED], 300);
    assert_refused(world_make(&w->system, "plan.create", &second, text_fmt(w->a, "project=%lld", (long long)p.n).p, "year=2026", "m01=1", NULL),
                   w_plan_needs_reason);
    second = new_plan(w, p, "m01=100", "m11=50", "change_reason=征地推迟");
    assert_refused(world_make(&w->system, "plan.create", &second, text_fmt(w->a, "project=%lld", (long long)p.n).p, "year=2026", "m01=1",
                              "change_reason=x", NULL),
                   w_plan_one_open);
    confirm(w, second);
    m = province(w, NULL);
    assert_int_equal(m.n[M_PLANNED], 150);
    assert_int_equal(m.n[M_BASELINE], 300);
    assert_ok(record_load(&w->system, &plan_record, first, &r));
    assert_text(((struct plan *)r)->state.t, "superseded");
    assert_int_equal(((struct plan *)r)->total.yuan, 300); /* nothing of it was overwritten */
    assert_int_equal(((struct plan *)r)->baseline.v, 1);
    assert_ok(record_load(&w->system, &plan_record, second, &r));
    assert_int_equal(((struct plan *)r)->baseline.v, 0);
}

static void reported_and_accepted_are_two_figures(void **state)
{
    struct world *w = *state;
    id p = new_project(w, "两数", "210102"), r = new_report(w, p, "2026-10", 70), fixed;
    struct measures m;

    assert_int_equal(province(w, NULL).n[M_REPORTED], 0);
    assert_ok(move(w, &w->system, "report.move", r, "to=submitted", NULL));
    m = province(w, NULL);
    assert_int_equal(m.n[M_REPORTED], 70);
    assert_int_equal(m.n[M_ACCEPTED], 0);
    assert_int_equal(m.n[M_SENT], 1);
    assert_ok(move(w, &w->system, "report.move", r, "to=county_passed", NULL));
    assert_ok(move(w, &w->system, "report.move", r, "to=city_passed", NULL));
    assert_ok(move(w, &w->system, "report.move", r, "to=accepted", NULL));
    assert_int_equal(province(w, NULL).n[M_ACCEPTED], 70);
    /* a correction is a new version: while it is under way the accepted figure stands */
    assert_ok(world_make(&w->system, "report.create", &fixed, text_fmt(w->a, "project=%lld", (long long)p.n).p, "month=2026-10", "month_invest=60",
                         "progress_percent=40", "progress_text=主体工程施工到三层", "site_state=working", "change_reason=重复计算", NULL));
    assert_ok(move(w, &w->system, "report.move", fixed, "to=submitted", NULL));
    m = province(w, NULL);
    assert_int_equal(m.n[M_REPORTED], 60);
    assert_int_equal(m.n[M_ACCEPTED], 70);
    assert_int_equal(m.n[M_SENT], 1);
}

static void a_returned_report_does_not_count(void **state)
{
    struct world *w = *state;
    struct call city = world_call(w, ROLE_CITY, w->shenyang, "2101");
    id p = new_project(w, "退回", "210102"), r = new_report(w, p, "2026-10", 70);

    assert_ok(move(w, &w->system, "report.move", r, "to=submitted", NULL));
    assert_non_null(move(w, &city, "report.move", r, "to=returned", NULL)); /* not without a reason */
    assert_ok(move(w, &city, "report.move", r, "to=returned", "reason=金额与形象进度不符"));
    assert_int_equal(province(w, NULL).n[M_REPORTED], 0);
    assert_ok(move(w, &w->system, "report.move", r, "to=submitted", NULL));
    assert_int_equal(province(w, NULL).n[M_REPORTED], 70);
}

static void a_project_takes_its_months_along(void **state)
{
    struct world *w = *state;
    id p = new_project(w, "搬迁", "210102"), r = new_report(w, p, "2026-10", 70);
    struct measure_of shenyang = {T("2101"), NO_TEXT, NO_TEXT}, dalian = {T("2102"), NO_TEXT, NO_TEXT};
    struct measures m;
    month october = {2026 * 12 + 9};
    void *now;

    assert_ok(move(w, &w->system, "report.move", r, "to=submitted", NULL));
    assert_ok(measures_by_month(&w->system, &shenyang, october, october, &m));
    assert_int_equal(m.n[M_REPORTED], 70);
    assert_ok(record_load(&w->system, &project_record, p, &now));
    assert_ok(world_change(&w->system, "project.change", p, record_head_of(now)->version, "division=210202", NULL));
    assert_ok(measures_by_month(&w->system, &shenyang, october, october, &m));
    assert_int_equal(m.n[M_REPORTED], 0);
    assert_ok(measures_by_month(&w->system, &dalian, october, october, &m));
    assert_int_equal(m.n[M_REPORTED], 70);
    assert_ok(record_load(&w->system, &report_record, r, &now));
    assert_text(((struct report *)now)->county.t, "210202");
}

/* --- who owes the month's report, by place ------------------------------------------------------------------------------------- */

struct due {
    int64_t owed, sent, county, waiting;
};
static struct due due_in(struct world *w, const char *city)
{
    static const char sql[] = "SELECT COALESCE(SUM(owed), 0), COALESCE(SUM(sent), 0), COALESCE(SUM(county_passed), 0), COALESCE(SUM(waiting), 0)"
                              " FROM due_sum WHERE region = $1 AND city = $2 AND month = 24321";
    struct due d;

    assert_ok(conn_one(w->conn, w->a, sql, BIND(V(w->system.region), V(city)), INTO(TO(&d.owed), TO(&d.sent), TO(&d.county), TO(&d.waiting)), NULL));
    return d;
}

static void assert_due_as_counted(struct world *w)
{
    for (const struct recompute *x = progress_capability.recomputes; x->name; x++) {
        struct recompute_result got;
        assert_ok(recompute_run(&w->system, x, true, &got));
        if (got.wrong)
            fail_msg("%s: %lld wrong, first %.*s", x->name, (long long)got.wrong, TEXT_ARG(got.first));
    }
}

/* Marked, sent, passed, returned, moved, removed, with a limit that comes later: the sums follow each step. */
static void who_owes_is_known_by_place_after_every_act(void **state)
{
    struct world *w = *state;
    id p = new_project(w, "应报一", "210102"), other = new_project(w, "应报二", "210102"), r;
    moment due = {w->system.now.ms + 86400000};
    struct call county;
    int64_t marked;
    void *now;

    r = new_report(w, other, "2026-10", 5); /* begun before the round opens */
    assert_ok(move(w, &w->system, "report.move", r, "to=submitted", NULL));
    assert_int_equal(due_in(w, "2101").owed, 0);
    assert_ok(progress_open_round(&w->system, (month){24321}, due, &marked));
    assert_int_equal(marked, 2);
    assert_int_equal(due_in(w, "2101").owed, 2);
    assert_int_equal(due_in(w, "2101").sent, 1);
    assert_int_equal(due_in(w, "2101").waiting, 1);
    assert_due_as_counted(w);

    county = world_call(w, ROLE_COUNTY, w->heping, "210102");
    assert_ok(move(w, &county, "report.move", r, "to=returned", "reason=请核对"));
    assert_int_equal(due_in(w, "2101").sent, 0);
    assert_due_as_counted(w);
    assert_ok(move(w, &w->system, "report.move", r, "to=submitted", NULL));
    assert_ok(move(w, &w->system, "report.move", r, "to=county_passed", NULL));
    assert_int_equal(due_in(w, "2101").county, 1);
    assert_due_as_counted(w);

    assert_ok(record_load(&w->system, &project_record, other, &now));
    assert_ok(world_change(&w->system, "project.change", other, record_head_of(now)->version, "division=210202", NULL));
    assert_int_equal(due_in(w, "2101").owed, 1);
    assert_int_equal(due_in(w, "2102").owed, 1);
    assert_due_as_counted(w);

    assert_ok(conn_run(w->conn, w->a, "UPDATE project_month SET due_at = NULL", NO_VALUES, NULL)); /* as a file of another system leaves them */
    for (const struct recompute *x = progress_capability.recomputes; x->name; x++)
        assert_ok(recompute_run(&w->system, x, false, &(struct recompute_result){0}));
    assert_ok(progress_open_round(&w->system, (month){24321}, due, &marked));
    assert_int_equal(marked, 0);
    assert_due_as_counted(w);

    assert_ok(record_load(&w->system, &project_record, p, &now));
    assert_ok(world_change(&w->system, "project.remove", p, record_head_of(now)->version, "reason=重复登记", NULL));
    assert_int_equal(due_in(w, "2101").owed, 0);
    assert_due_as_counted(w);
}

static void a_past_day_answers_as_it_did_then(void **state)
{
    struct world *w = *state;
    id p = new_project(w, "当时", "210102"), r = new_report(w, p, "2026-10", 70);
    line_list then = {0}, now = {0};
    struct call city;
    moment before;

    assert_ok(move(w, &w->system, "report.move", r, "to=submitted", NULL));
    before = w->system.now;
    w->system.now.ms += 1000;
    city = world_call(w, ROLE_CITY, w->shenyang, "2101");
    assert_ok(move(w, &city, "report.move", r, "to=returned", "reason=错"));
    assert_ok(world_change(&w->system, "report.change", r, 3, "month_invest=55", NULL));
    assert_ok(move(w, &w->system, "report.move", r, "to=submitted", NULL));
    assert_ok(progress_of(&w->system, p, NO_MONTH, NO_MONTH, before, &then));
    assert_ok(progress_of(&w->system, p, NO_MONTH, NO_MONTH, NO_MOMENT, &now));
    assert_int_equal(then.n, 1);
    assert_int_equal(then.v[0].reported.yuan, 70);
    assert_int_equal(now.v[0].reported.yuan, 55);
}

/* The sums of a past moment are those of now without what has come since: a correction, a report that was late, a plan confirmed anew; and of no
 * other place, and of nothing that was there already. */
static void past_sums_are_those_of_now_without_what_came_since(void **state)
{
    struct world *w = *state;
    const struct measure_of shenyang = {.unit = T("2101"), .list = T("big")}, dalian = {.unit = T("2102")};
    const month from = {2026 * 12}, october = {2026 * 12 + 9};
    id kept = new_project(w, "照旧", "210102"), fixed = new_project(w, "更正", "210102"), late = new_project(w, "迟报", "210203"), r;
    struct measures before, now, difference = {{0}};
    since_list since = {0};
    struct call city;
    moment closed;

    confirm(w, new_plan(w, fixed, "m01=100", "m11=200", NULL));
    assert_ok(move(w, &w->system, "report.move", new_report(w, kept, "2026-10", 40), "to=submitted", NULL));
    r = new_report(w, fixed, "2026-10", 70);
    assert_ok(move(w, &w->system, "report.move", r, "to=submitted", NULL));
    before = province(w, NULL);
    closed = w->system.now;

    w->system.now.ms += 1000;
    assert_ok(months_since(&w->system, T("21"), from, october, closed, &since));
    assert_int_equal(since.n, 0);
    assert_ok(move(w, &w->system, "report.move", new_report(w, late, "2026-10", 9), "to=submitted", NULL));
    city = world_call(w, ROLE_CITY, w->shenyang, "2101");
    assert_ok(move(w, &city, "report.move", r, "to=returned", "reason=错"));
    assert_ok(world_change(&w->system, "report.change", r, 3, "month_invest=55", NULL));
    assert_ok(move(w, &w->system, "report.move", r, "to=submitted", NULL));
    confirm(w, new_plan(w, fixed, "m01=100", "m11=50", "change_reason=征地推迟"));

    now = province(w, NULL);
    assert_int_equal(now.n[M_REPORTED] - before.n[M_REPORTED], 9 - 15);
    assert_ok(months_since(&w->system, T("21"), from, october, closed, &since));
    assert_int_equal(since.n, 3); /* October of two, November's plan of one */
    for (size_t i = 0; i < since.n; i++) {
        struct measures one = since_difference(&since.v[i]);
        for (int k = 0; k < M_COUNT; k++)
            difference.n[k] += one.n[k];
        assert_int_equal(since_is_of(&since.v[i], &dalian), text_eqz(since.v[i].name, "迟报"));
        assert_int_equal(since_is_of(&since.v[i], &shenyang), text_eqz(since.v[i].name, "更正"));
    }
    for (int k = 0; k < M_COUNT; k++)
        assert_int_equal(now.n[k] - difference.n[k], before.n[k]);
    since.n = 0;
    assert_ok(months_since(&city, T("21"), from, october, closed, &since));
    assert_int_equal(since.n, 2); /* nothing of another city's */
}

static void nobody_reports_for_a_project_beside_the_own_region(void **state)
{
    struct world *w = *state;
    struct call dalian = world_call(w, ROLE_CITY, w->dalian, "2102");
    id p = new_project(w, "沈阳项目", "210102"), r;
    err e = world_make(&dalian, "report.create", &r, text_fmt(w->a, "project=%lld", (long long)p.n).p, "month=2026-10", NULL);

    assert_non_null(e);
    assert_int_equal(e->code, E_GONE);
    r = new_report(w, p, "2026-10", 1);
    e = world_change(&dalian, "report.change", r, 1, "month_invest=9", NULL);
    assert_non_null(e);
    assert_int_equal(e->code, E_GONE);
}

/* A project under way since 2022 with every month of 2023–2025 accepted: twice as much in July as in another month. */
static id finished_years(struct world *w, const char *name, const char *finish, bool last_month)
{
    static const char sql_month[] = "INSERT INTO project_month (region, project, month, accepted, owed) VALUES ($1, $2, $3, $4, 1)";
    struct call import = w->system;
    id made;

    import.lenient = true;
    assert_ok(world_make(&import, "project.create", &made, text_fmt(w->a, "name=%s", name).p, "division=210102", "content=x", "total_invest=1000000000", "stage=continued",
                         "works=energy", "start_actual=2022-05-01", finish, NULL));
    for (int m = 0; m < 36 - !last_month; m++)
        assert_ok(conn_run(w->conn, w->a, sql_month, BIND(V(w->system.region), V(made), V((month){2023 * 12 + m}), V((money){m % 12 == 6 ? 2000 : 1000})), NULL));
    return made;
}

static void months_are_fitted_to_finished_years(void **state)
{
    static const char sql_fit[] = "SELECT samples, year_first, year_last, m01, m07, m01 + m02 + m03 + m04 + m05 + m06 + m07 + m08 + m09 + m10 + m11 + m12 FROM plan_season"
                                  " WHERE region = $1 AND kind = $2";
    static const char sql_rows[] = "SELECT COUNT(*), MAX(samples) FROM plan_season WHERE region = $1";
    struct world *w = *state;
    struct call c = w->system;
    int64_t n = 0, first = 0, last = 0, january = 0, july = 0, all = 0, rows = 0;

    assert_ok(progress_fit_seasons_monthly(&c)); /* nothing is there: it was looked, and no kind has a fit */
    assert_ok(conn_one(w->conn, w->a, sql_rows, BIND(V(c.region)), INTO(TO(&rows), TO(&n)), NULL));
    assert_int_equal(rows, 1);
    assert_int_equal(n, 0);
    finished_years(w, "甲", NULL, true);
    finished_years(w, "乙", NULL, false);                      /* December 2025 is not accepted yet */
    finished_years(w, "丙", "finish_actual=2025-06-30", true); /* 2025 was no whole year of it */
    finished_years(w, "丁", NULL, true);
    assert_ok(progress_fit_seasons_monthly(&c)); /* this month it was done already */
    assert_ok(conn_one(w->conn, w->a, sql_rows, BIND(V(c.region)), INTO(TO(&rows), TO(&n)), NULL));
    assert_int_equal(n, 0);
    c.today.days += 10;
    assert_ok(progress_fit_seasons_monthly(&c));
    assert_ok(conn_one(w->conn, w->a, sql_fit, BIND(V(c.region), V(T("outdoor"))), INTO(TO(&n), TO(&first), TO(&last), TO(&january), TO(&july), TO(&all)), NULL));
    assert_int_equal(n, 3 + 2 + 2 + 3);
    assert_int_equal(first, 2023);
    assert_int_equal(last, 2025);
    assert_int_equal(all, SEASON_WHOLE);
    assert_in_range(january, SEASON_WHOLE / 13 - 1, SEASON_WHOLE / 13 + 1);
    assert_in_range(july, 2 * SEASON_WHOLE / 13 - 6, 2 * SEASON_WHOLE / 13 + 6);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(the_first_confirmed_plan_stays_the_baseline),
        IN_WORLD(reported_and_accepted_are_two_figures), IN_WORLD(months_are_fitted_to_finished_years),
        IN_WORLD(a_returned_report_does_not_count),
        IN_WORLD(a_project_takes_its_months_along),
        IN_WORLD(who_owes_is_known_by_place_after_every_act),
        IN_WORLD(a_past_day_answers_as_it_did_then), IN_WORLD(past_sums_are_those_of_now_without_what_came_since),
        IN_WORLD(nobody_reports_for_a_project_beside_the_own_region),
    };

    (void)argc;
    (void)argv;
    fixture_need_engine();
    return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
