/* Warnings kept beside the records: raised and cleared by the facts alone, as of a past day, and after any sequence of acts what a
 * full recomputation finds, to the last digit.
 */
#include "base/random.h"
#include "kit/recompute.h"
#include "plan/plan.h"
#include "progress/progress.h"
#include "report/report.h"
#include "warning/warning.h"
#include "world.h"

static id new_project(struct world *w, int n)
{
    struct call import = w->system;
    id made;

    import.lenient = true;
    assert_ok(world_make(&import, "project.create", &made, text_fmt(w->a, "name=在建%d", n).p, n % 2 ? "division=210102" : "division=210202", "content=x",
                         "total_invest=1000000000", "stage=continued", "works=energy", "start_actual=2025-05-01", "in_stats=1", NULL));
    return made;
}

static err move(struct world *w, const char *act, id target, const char *to, const char *reason)
{
    const struct act *x = act_by_name(text_of(act));
    void *r;

    TRY(record_load(&w->system, x->target, target, &r));
    return world_change(&w->system, act, target, record_head_of(r)->version, to, reason, NULL);
}

static void plan_it(struct world *w, id project)
{
    id plan;

    assert_ok(world_make(&w->system, "plan.create", &plan, text_fmt(w->a, "project=%lld", (long long)project.n).p, "year=2026", "m01=100000000", "m06=100000000",
                         "m12=10000000", "goal=完成主体", text_fmt(w->a, "responsible_body=%lld", (long long)w->drc.n).p, NULL));
    assert_ok(move(w, "plan.move", plan, "to=proposed", NULL));
    assert_ok(move(w, "plan.move", plan, "to=checked", NULL));
    assert_ok(move(w, "plan.move", plan, "to=confirmed", NULL));
}

static id report_it(struct world *w, id project, const char *month, int64_t yuan)
{
    id made;

    assert_ok(world_make(&w->system, "report.create", &made, text_fmt(w->a, "project=%lld", (long long)project.n).p, text_fmt(w->a, "month=%s", month).p,
                         text_fmt(w->a, "month_invest=%lld", (long long)yuan).p, "progress_percent=40", "progress_text=主体工程施工到三层", "site_state=working", NULL));
    return made;
}

static err accept(struct world *w, id report)
{
    TRY(move(w, "report.move", report, "to=submitted", NULL));
    TRY(move(w, "report.move", report, "to=county_passed", NULL));
    TRY(move(w, "report.move", report, "to=city_passed", NULL));
    return move(w, "report.move", report, "to=accepted", NULL);
}

static int64_t open_warnings(struct world *w, id project, const char *rule)
{
    static const char sql_open[] = "SELECT COUNT(*) FROM warning WHERE region = $1 AND project = $2 AND rule = $3 AND state <> 'cleared'";
    int64_t n;

    assert_ok(conn_one(w->conn, w->a, sql_open, BIND(V(w->system.region), V(project), V(rule)), INTO(TO(&n)), NULL));
    return n;
}

static text light_of(struct world *w, id project)
{
    static const char sql_light[] = "SELECT light FROM project WHERE region = $1 AND id = $2";
    text light;

    assert_ok(conn_one(w->conn, w->a, sql_light, BIND(V(w->system.region), V(project)), INTO(TO(&light)), NULL));
    return light;
}

static void the_act_that_changes_the_facts_raises_and_clears(void **state)
{
    struct world *w = *state;
    id p = new_project(w, 1), r;

    assert_text(light_of(w, p), "green");
    plan_it(w, p); /* 200 million planned by now, nothing done */
    assert_int_equal(open_warnings(w, p, "plan"), 1);
    assert_text(light_of(w, p), "red");
    r = report_it(w, p, "2026-10", 200000000);
    assert_ok(accept(w, r));
    assert_int_equal(open_warnings(w, p, "plan"), 0);
    assert_text(light_of(w, p), "green");
}

static void nobody_puts_a_light_out_by_hand(void **state)
{
    static const char sql_one[] = "SELECT id FROM warning WHERE region = $1 AND project = $2 AND rule = 'plan'";
    struct world *w = *state;
    struct call city = world_call(w, ROLE_CITY, w->shenyang, "2101");
    id p = new_project(w, 1), warning;

    plan_it(w, p);
    assert_ok(conn_one(w->conn, w->a, sql_one, BIND(V(w->system.region), V(p)), INTO(TO(&warning)), NULL));
    assert_non_null(world_change(&city, "warning.move", warning, 1, "to=cleared", NULL));
    assert_non_null(world_change(&city, "warning.move", warning, 1, "to=handled", NULL)); /* not without a reason */
    assert_ok(world_change(&city, "warning.move", warning, 1, "to=acknowledged", NULL));
    assert_ok(world_change(&city, "warning.move", warning, 2, "to=handled", "reason=征地推迟，已调整施工组织", NULL));
    assert_int_equal(open_warnings(w, p, "plan"), 1); /* answered, and lit all the same */
    assert_text(light_of(w, p), "red");
}

static void a_past_day_knows_what_was_known_then(void **state)
{
    struct world *w = *state;
    struct warning_verdict v[VERDICTS_MOST];
    struct warning_facts facts;
    struct project *p;
    const struct warning_pack *pack;
    id project = new_project(w, 1);
    date then = w->system.today;
    size_t n, red = 0;

    plan_it(w, project);
    assert_ok(warning_pack_now(&w->system, &pack));
    w->system.now.ms += INT64_C(2) * 86400000;
    w->system.today.days += 2;
    assert_ok(accept(w, report_it(w, project, "2026-10", 200000000)));
    assert_ok(warning_facts_of(&w->system, project, then, &p, &facts));
    n = warning_verdicts(&facts, pack, then, v);
    for (size_t i = 0; i < n; i++)
        red += v[i].level == LEVEL_RED && text_eqz(v[i].rule->key, "plan");
    assert_int_equal(red, 1);
    assert_int_equal(open_warnings(w, project, "plan"), 0);
}

/* --- any sequence of acts --------------------------------------------------------------------------------------------------------- */

enum { PROJECTS = 5, ACTS = 60 };

static void some_act(struct world *w, struct random *r, const id *projects, id *last)
{
    id p = projects[random_below(r, PROJECTS)];
    void *now;

    switch (random_below(r, 7)) {
    case 0:
        (void)world_make(&w->system, "report.create", last, text_fmt(w->a, "project=%lld", (long long)p.n).p,
                         text_fmt(w->a, "month=2026-%02d", (int)random_between(r, 1, 11)).p,
                         text_fmt(w->a, "month_invest=%lld", (long long)random_between(r, 0, 90000000)).p, "progress_percent=40", "progress_text=施工",
                         "site_state=working", "change_reason=更正", NULL);
        break;
    case 1: (void)move(w, "report.move", *last, "to=submitted", NULL); break;
    case 2: (void)accept(w, *last); break;
    case 3: {
        struct call city = world_call(w, ROLE_CITY, w->shenyang, "2101");
        if (!record_load(&w->system, &report_record, *last, &now))
            (void)world_change(&city, "report.move", *last, record_head_of(now)->version, "to=returned", "reason=不符", NULL);
        break;
    }
    case 4:
        if (!record_load(&w->system, &project_record, p, &now))
            (void)world_change(&w->system, "project.change", p, record_head_of(now)->version,
                               random_chance(r, 500) ? "division=210103" : "division=210202", random_chance(r, 500) ? "works=digital" : "works=energy", NULL);
        break;
    case 5:
        if (!record_load(&w->system, &project_record, p, &now))
            (void)world_change(&w->system, "project.change", p, record_head_of(now)->version,
                               text_fmt(w->a, "parent_id=%lld", random_chance(r, 700) ? 0LL : (long long)projects[0].n).p, NULL);
        break;
    default:
        if (!record_load(&w->system, &project_record, p, &now) && random_chance(r, 150))
            (void)world_change(&w->system, "project.remove", p, record_head_of(now)->version, "reason=重复", NULL);
    }
}

static void check_all(struct world *w)
{
    struct warning_tally tally;

    for (const struct recompute *what = progress_capability.recomputes; what->name; what++) {
        struct recompute_result got;
        assert_ok(recompute_run(&w->system, what, true, &got));
        if (got.wrong)
            fail_msg("%s: %lld wrong, first %.*s", what->name, (long long)got.wrong, TEXT_ARG(got.first));
        assert_true(got.rows > 0);
    }
    assert_ok(warnings_all(&w->system, true, &tally));
    assert_int_equal(tally.changed, 0);
}

static void after_any_sequence_of_acts_a_recomputation_finds_the_same(void **state)
{
    struct world *w = *state;

    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct random r = random_of(seed, "acts");
        id projects[PROJECTS], last = {0};
        for (int i = 0; i < PROJECTS; i++) {
            projects[i] = new_project(w, (int)seed * 10 + i);
            if (i)
                plan_it(w, projects[i]);
        }
        for (int i = 0; i < ACTS; i++)
            some_act(w, &r, projects, &last);
        check_all(w);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(the_act_that_changes_the_facts_raises_and_clears),
        IN_WORLD(nobody_puts_a_light_out_by_hand),
        IN_WORLD(a_past_day_knows_what_was_known_then),
        IN_WORLD(after_any_sequence_of_acts_a_recomputation_finds_the_same),
    };

    (void)argc;
    (void)argv;
    fixture_need_engine();
    return cmocka_run_group_tests_name("warning kept", tests, NULL, NULL);
}
