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

#include <pthread.h>

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

/* --- the night's run and those who write meanwhile --------------------------------------------------------------------------------- */

struct meanwhile {
    struct db *db;
    int64_t leased; /* how often another writer got its turn before the run was over */
    _Atomic bool over;
};

static void *write_meanwhile(void *data)
{
    struct meanwhile *m = data;

    while (!m->over) {
        struct arena *a = arena_new(1 << 20);
        struct conn *c = NULL;
        if (!db_lease(m->db, DB_WRITE, a, &c) && !m->over)
            m->leased++;
        conn_release(c);
        arena_free(a);
    }
    return NULL;
}

/* More than two batches, so that the writer must be given back at least twice. */
static void the_night_run_lets_others_write_between_its_batches(void **state)
{
    enum { MANY = 220 };
    struct world *w = *state;
    struct meanwhile m = {.db = w->db};
    struct call night;
    pthread_t other;
    struct warning_tally tally;
    bool done = false;
    err e;

    for (int i = 0; i < MANY; i++)
        (void)new_project(w, i);
    conn_release(w->conn);
    assert_int_equal(pthread_create(&other, NULL, write_meanwhile, &m), 0);
    assert_ok(db_lease(w->db, DB_WRITE, w->a, &w->conn));
    night = w->system;
    night.conn = w->conn;
    night.shares = true;
    e = warnings_nightly(&night, &done);
    w->conn = night.conn;
    w->system.conn = night.conn;
    m.over = true;
    if (conn_engine(night.conn) == DB_SQLITE) { /* let the other one end: it may wait for the writer that is held here */
        conn_release(night.conn);
        assert_int_equal(pthread_join(other, NULL), 0);
        assert_ok(db_lease(w->db, DB_WRITE, w->a, &w->conn));
        w->system.conn = w->conn;
    } else {
        assert_int_equal(pthread_join(other, NULL), 0);
    }
    assert_ok(e);
    assert_true(done);
    assert_true(m.leased >= 2);
    assert_ok(warnings_all(&w->system, true, &tally));
    assert_int_equal(tally.changed, 0);
}

/* --- any sequence of acts --------------------------------------------------------------------------------------------------------- */

enum { PROJECTS = 5, ACTS = 60 };

/* A further edition of the year's plan, confirmed or left on its way. */
static void adjust_plan(struct world *w, struct random *r, id project)
{
    id plan;

    if (world_make(&w->system, "plan.create", &plan, text_fmt(w->a, "project=%lld", (long long)project.n).p, "year=2026",
                   text_fmt(w->a, "m03=%lld", (long long)random_between(r, 1, 90000000)).p, "m10=50000000", "goal=调整", "change_reason=征地推迟",
                   text_fmt(w->a, "responsible_body=%lld", (long long)w->drc.n).p, NULL))
        return;
    (void)move(w, "plan.move", plan, "to=proposed", NULL);
    if (random_chance(r, 300))
        return;
    (void)move(w, "plan.move", plan, "to=checked", NULL);
    (void)move(w, "plan.move", plan, "to=confirmed", NULL);
}

static void some_act(struct world *w, struct random *r, const id *projects, id *last)
{
    id p = projects[random_below(r, PROJECTS)];
    void *now;

    switch (random_below(r, 9)) {
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
                               random_chance(r, 500) ? "division=210103" : "division=210202", random_chance(r, 500) ? "works=digital" : "works=energy",
                               text_fmt(w->a, "finish_plan=2027-%02d", (int)random_between(r, 1, 12)).p,
                               text_fmt(w->a, "total_invest=%lld", (long long)random_between(r, 5, 9) * 1000000000).p,
                               text_fmt(w->a, "invest_doc=批复%d号", (int)random_between(r, 1, 1000000)).p, NULL);
        break;
    case 5:
        if (!record_load(&w->system, &project_record, p, &now))
            (void)world_change(&w->system, "project.change", p, record_head_of(now)->version,
                               text_fmt(w->a, "parent_id=%lld", random_chance(r, 700) ? 0LL : (long long)projects[0].n).p, NULL);
        break;
    case 6: {
        id made;
        (void)world_make(&w->system, "milestone.create", &made, text_fmt(w->a, "project=%lld", (long long)p.n).p, "name=节点",
                         text_fmt(w->a, "planned=2026-%02d-15", (int)random_between(r, 1, 12)).p, random_chance(r, 400) ? "actual=2026-11-01" : "evidence=无", NULL);
        break;
    }
    case 7: adjust_plan(w, r, p); break;
    default:
        if (!record_load(&w->system, &project_record, p, &now) && random_chance(r, 150))
            (void)world_change(&w->system, "project.remove", p, record_head_of(now)->version, "reason=重复", NULL);
    }
}

static void postpone(struct world *w, id p, const char *finish)
{
    void *now;

    assert_ok(record_load(&w->system, &project_record, p, &now));
    assert_ok(world_change(&w->system, "project.change", p, record_head_of(now)->version, finish, NULL));
}

static void open_round(struct world *w, const char *m)
{
    month of;
    int64_t marked;

    assert_true(month_parse(text_of(m), &of));
    assert_ok(progress_open_round(&w->system, of, (moment){w->system.now.ms + 86400000}, &marked));
}

/* How many rows stand otherwise than computed anew, over all tables; with `mend` they are put right. `together`: those of the same records by one
 * walk, as the command has it; else each alone. */
static int64_t wrong_in_all(struct world *w, bool together, bool mend, bool say)
{
    static const struct capability *const all[] = {&project_capability, &progress_capability, &warning_capability};
    const struct recompute *what[16], *alone;
    struct recompute_result got[16];
    size_t n = 0, walked = 0;
    int64_t wrong = 0;

    for (size_t i = 0; i < COUNT(all); i++)
        for (alone = all[i]->recomputes; alone->name; alone++)
            if (together && alone->of)
                what[walked++] = alone;
    n = walked;
    for (size_t i = 0; i < COUNT(all); i++)
        for (alone = all[i]->recomputes; alone->name; alone++)
            if (!together || !alone->of)
                what[n++] = alone;
    if (walked)
        assert_ok(recompute_walk(&w->system, what, walked, !mend, got));
    for (size_t i = walked; i < n; i++)
        assert_ok(recompute_run(&w->system, what[i], !mend, &got[i]));
    for (size_t i = 0; i < n; i++) {
        if (got[i].wrong && say)
            fail_msg("%s: %lld wrong, first %.*s", what[i]->name, (long long)got[i].wrong, TEXT_ARG(got[i].first));
        if (!got[i].rows)
            fail_msg("%s: nothing to prove", what[i]->name);
        assert_true(!got[i].wrong == !got[i].first.n);
        wrong += got[i].wrong;
    }
    return wrong;
}

static void check_all(struct world *w)
{
    struct warning_tally tally;

    assert_int_equal(wrong_in_all(w, true, false, true), 0);
    assert_ok(warnings_all(&w->system, true, &tally));
    assert_int_equal(tally.changed, 0);
}

/* Each kind of what pages read, put wrong behind the program's back: found, named, mended. */
static void what_stands_wrong_is_found_and_mended(void **state)
{
    static const char *const spoil[] = {
        "UPDATE project_month SET reported = reported + 1 WHERE reported IS NOT NULL",
        "UPDATE project_month SET planned = NULL WHERE month % 12 = 5",
        "UPDATE project_month SET county = '210103'",
        "DELETE FROM project_month WHERE owed = 0",
        "UPDATE project SET done_now = 1",
        "UPDATE project SET light = 'green'",
        "UPDATE project SET lists = 'central'",
        "UPDATE project SET lists = 'central', light = 'green', maturity = 7, missing = 0", /* one mends what another counts by */
        "UPDATE project SET maturity = 7",
        "UPDATE project SET missing = missing + 1",
        "DELETE FROM project_total",
        "UPDATE project_listed SET total_invest = total_invest + 1",
        "UPDATE stock SET projects = projects - 1",
        ("INSERT INTO stock (region, unit, what, works, lists, projects, total_invest) VALUES (21, '2199', 'light:red', '*', '', 1, 1)"
         " ON CONFLICT (region, unit, what, works, lists) DO UPDATE SET projects = 1"),
        "UPDATE measure SET reported = reported + 1 WHERE works = '*'",
        "UPDATE due_sum SET sent = sent + 1",
        "DELETE FROM due_sum",
        "UPDATE slip SET months = months + 1",
        "UPDATE slip SET until = until - 1",
        "DELETE FROM slip",
        "DELETE FROM warning",
        "UPDATE warning SET level = 'blue'",
        "UPDATE warning SET reason_zh = ''",
    };
    struct world *w = *state;
    id p = new_project(w, 1);

    plan_it(w, p);
    assert_ok(move(w, "report.move", report_it(w, p, "2026-10", 20000000), "to=submitted", NULL));
    postpone(w, p, "finish_plan=2027-05");
    postpone(w, p, "finish_plan=2028-05");
    open_round(w, "2026-09"); /* for which nothing came, and */
    open_round(w, "2026-10");
    for (size_t i = 0; i < COUNT(spoil) * 2; i++) {
        bool together = i % 2;
        assert_int_equal(wrong_in_all(w, together, false, true), 0);
        assert_ok(conn_script(w->conn, w->a, spoil[i / 2]));
        if (wrong_in_all(w, !together, false, false) == 0)
            fail_msg("not found: %s", spoil[i / 2]);
        assert_true(wrong_in_all(w, together, true, false) > 0);
    }
    check_all(w);
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
        open_round(w, "2026-07");
        for (int i = 0; i < ACTS; i++) {
            some_act(w, &r, projects, &last);
            if (i == ACTS / 2)
                open_round(w, "2026-10"); /* of some there are reports already */
        }
        check_all(w);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(the_act_that_changes_the_facts_raises_and_clears),
        IN_WORLD(nobody_puts_a_light_out_by_hand),
        IN_WORLD(a_past_day_knows_what_was_known_then),
        IN_WORLD(the_night_run_lets_others_write_between_its_batches),
        IN_WORLD(what_stands_wrong_is_found_and_mended),
        IN_WORLD(after_any_sequence_of_acts_a_recomputation_finds_the_same),
    };

    (void)argc;
    (void)argv;
    fixture_need_engine();
    return cmocka_run_group_tests_name("warning kept", tests, NULL, NULL);
}
