/* Jobs: run once and as their account, show how far they are, stop, are taken over when a process died. */
#include "kit/job_board.h"

#include "kit/confine.h"
#include "kit/words.h"
#include "world.h"

#include <sys/stat.h>
#include <unistd.h>

static const struct word counting = {"counting", {"正在数", "counting"}};
static const struct word refused = {"refused", {"不行：{why}", "no: {why}"}};
static int runs;
static bool stop_inside;
static char data_dir[64];

static err run_count(struct job *j)
{
    runs++;
    for (int i = 0; i < 3; i++) {
        if (i == 1 && stop_inside)
            assert_ok(job_board_ask_stop(j->call.arena, j->data_dir, j->id));
        j->board->told_ms = 0; /* tell at once, as a slow job would */
        if (!job_go_on(j, &counting, i, 3))
            return FAIL(j->call.arena, E_STATE, refused, .args = {ARG_TEXT("why", T("stopped"))});
    }
    j->result = text_fmt(j->call.arena, "%.*s by %.*s", TEXT_ARG(j->input), TEXT_ARG(j->call.actor.login));
    return NULL;
}

static err run_fail(struct job *j)
{
    runs++;
    return FAIL(j->call.arena, E_INPUT, refused, .args = {ARG_TEXT("why", j->input)});
}

static const struct job_kind count_job = {"test.count", L("数数", "Count"), run_count}, fail_job = {"test.fail", L("失败", "Fail"), run_fail};
static const struct job_kind *const kinds[] = {&count_job, &fail_job};

struct ground {
    struct world *w;
    struct job_pool *pool;
};

static struct ground begin(void **state)
{
    struct world *w = *state;
    struct ground g = {.w = w};
    struct job_pool_options o = {.db = w->db, .data_dir = data_dir, .actor_load = actor_load, .lease_s = 1};

    snprintf(data_dir, sizeof(data_dir), "/tmp/diaodu-job-%d", (int)getpid());
    assert_true(mkdir(data_dir, 0700) == 0 || access(data_dir, W_OK) == 0);
    runs = 0;
    stop_inside = false;
    job_register(kinds, COUNT(kinds));
    assert_ok(job_pool_start(w->a, &o, &g.pool));
    return g;
}

static id start(struct ground *g, struct call *c, const struct job_kind *kind, const char *input)
{
    id key;

    assert_ok(conn_begin(c->conn, c->arena));
    assert_ok(job_start(c, kind, T("数一数"), T("/jobs"), text_of(input), &key));
    assert_ok(conn_commit(c->conn, c->arena));
    (void)g;
    return key;
}

/* A test's world has one writer; the pool needs it. */
static bool run_one(struct ground *g)
{
    bool ran;

    conn_release(g->w->conn);
    ran = job_run_next(g->pool);
    assert_ok(db_lease(g->w->db, DB_WRITE, g->w->a, &g->w->conn));
    g->w->system.conn = g->w->conn;
    return ran;
}

static struct job_line look(struct ground *g, id key)
{
    struct job_line l;

    assert_ok(job_load(&g->w->system, data_dir, key, &l));
    return l;
}

static void a_job_runs_once_and_keeps_its_result(void **state)
{
    struct ground g = begin(state);
    id key = start(&g, &g.w->system, &count_job, "数到三");
    struct job_line l = look(&g, key);

    assert_int_equal(l.state, JOB_WAITING);
    assert_true(l.open);
    assert_true(run_one(&g));
    assert_false(run_one(&g));
    l = look(&g, key);
    assert_int_equal(runs, 1);
    assert_int_equal(l.state, JOB_DONE);
    assert_false(l.open);
    assert_true(text_starts(l.result, T("数到三")));
    assert_true(l.ended_at.ms >= l.started_at.ms);
}

static void what_fails_says_why_in_both_languages(void **state)
{
    struct ground g = begin(state);
    id key = start(&g, &g.w->system, &fail_job, "坏");

    assert_true(run_one(&g));
    g.w->system.lang = LANG_EN;
    assert_text(look(&g, key).error, "no: 坏");
    g.w->system.lang = LANG_ZH;
    assert_text(look(&g, key).error, "不行：坏");
    assert_int_equal(look(&g, key).state, JOB_FAILED);
}

static void a_wish_to_stop_ends_it_as_stopped(void **state)
{
    struct ground g = begin(state);
    id key = start(&g, &g.w->system, &count_job, "");

    stop_inside = true;
    assert_true(run_one(&g));
    assert_int_equal(look(&g, key).state, JOB_STOPPED);
    assert_false(run_one(&g));
    key = start(&g, &g.w->system, &count_job, "");
    runs = 0;
    assert_ok(job_stop(&g.w->system, data_dir, key));
    assert_true(look(&g, key).stopping);
    assert_true(run_one(&g)); /* asked before it began: it never does */
    assert_int_equal(runs, 0);
    assert_int_equal(look(&g, key).state, JOB_STOPPED);
}

static void set_running(struct ground *g, id key, int64_t lease_until, int tries)
{
    static const char sql_run[] = "UPDATE job SET state = 'running', process = 7, lease_until = $2, tries = $3 WHERE id = $1";

    assert_ok(conn_run(g->w->conn, g->w->a, sql_run, BIND(V(key), V((moment){lease_until}), V(tries)), NULL));
}

static void a_dead_process_s_job_is_taken_over_when_its_lease_ends(void **state)
{
    struct ground g = begin(state);
    id key = start(&g, &g.w->system, &count_job, "");
    int64_t now = clock_now().ms;

    set_running(&g, key, now + 60000, 1);
    assert_false(run_one(&g));
    set_running(&g, key, now - 1, 1);
    assert_true(run_one(&g));
    assert_int_equal(look(&g, key).state, JOB_DONE);
    set_running(&g, key, now - 1, JOB_TRIES);
    runs = 0;
    assert_true(run_one(&g)); /* it died three times: a fourth would die too */
    assert_int_equal(runs, 0);
    assert_int_equal(look(&g, key).state, JOB_FAILED);
    assert_true(text_has(look(&g, key).error, T("3")));
}

static void progress_is_seen_from_outside(void **state)
{
    struct ground g = begin(state);
    id key = start(&g, &g.w->system, &count_job, "");
    struct job j = {.id = key, .call = g.w->system, .data_dir = data_dir};
    struct job_line l;

    assert_ok(job_board_open(g.w->a, data_dir, key, &j.board));
    set_running(&g, key, clock_now().ms + 60000, 1);
    assert_true(job_go_on(&j, &counting, 12, 40));
    l = look(&g, key);
    assert_int_equal(l.done, 12);
    assert_int_equal(l.total, 40);
    assert_text(l.phase, "正在数");
    assert_true(job_go_on(&j, &counting, 13, 40)); /* within a quarter of a second nothing is written */
    assert_int_equal(look(&g, key).done, 12);
}

static void others_do_not_see_it(void **state)
{
    struct ground g = begin(state);
    struct call drc = world_call(g.w, ROLE_DRC, g.w->drc, "21"), county = world_call(g.w, ROLE_COUNTY, g.w->heping, "210102");
    id key = start(&g, &g.w->system, &count_job, "");
    struct job_line l;

    county.actor.account = (ref){99};
    assert_refused(job_load(&county, data_dir, key, &l), w_job_gone);
    drc.actor.account = (ref){98};
    assert_ok(job_load(&drc, data_dir, key, &l));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_job_runs_once_and_keeps_its_result), IN_WORLD(what_fails_says_why_in_both_languages),
        IN_WORLD(a_wish_to_stop_ends_it_as_stopped), IN_WORLD(a_dead_process_s_job_is_taken_over_when_its_lease_ends),
        IN_WORLD(progress_is_seen_from_outside), IN_WORLD(others_do_not_see_it),
    };
    int confined = confine_main(argc, argv);

    if (confined >= 0)
        return confined;
    fixture_need_engine();
    return cmocka_run_group_tests_name("job", tests, NULL, NULL);
}
