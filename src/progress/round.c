/* The month's round opens: who owes a report, and by when. Run nightly as a job and by `diaodu round`; running it again marks only what
 * came since. See progress.h.
 */
#include "progress.h"

#include "kit/job.h"
#include "progress/sums.h"

enum { BATCH = 500, BATCH_MEMORY = 256 << 20 };

typedef LIST(id) id_list;

/* The next ones behind a key that are under way: started and not completed; one that is suspended still says so every month. */
static err unmarked(struct call *c, month m, id after, id_list *ret)
{
    static const char sql_unmarked[] =
        "SELECT p.id FROM project p WHERE p.region = $1 AND p.id > $4 AND p.stage IN ('new_start', 'continued', 'suspended') AND p.removed = 0 AND NOT EXISTS"
        " (SELECT 1 FROM project_month m WHERE m.region = p.region AND m.project = p.id AND m.month = $2 AND m.owed = 1) ORDER BY p.id LIMIT $3";
    CLEAN(query_close) struct query q = {0};
    id one;

    TRY(query_open(&q, c->conn, c->arena, sql_unmarked, BIND(V(c->region), V(m), V(BATCH), V(after.n))));
    while (query_row(&q, INTO(TO(&one))))
        list_push(ret, c->arena) = one;
    return query_end(&q);
}

/* Marked now: among those due, as far as its report has come already. */
static err add_marked(struct call *c, const struct place_key *k, id project, month m)
{
    static const char sql_marked[] = "SELECT report_state, submitted_at, accepted_at, late, due_at FROM project_month"
                                     " WHERE region = $1 AND project = $2 AND month = $3";
    struct stored_line s = {.line = {.month = m}, .owed = true};

    TRY(conn_one(c->conn, c->arena, sql_marked, BIND(V(c->region), V(project), V(m)),
                 INTO(TO(&s.line.report_state), TO(&s.line.submitted_at), TO(&s.line.accepted_at), TO(&s.line.late), TO(&s.due_at)), NULL));
    add_due(c, k, &s, 1);
    return NULL;
}

static err mark(struct call *c, id key, month m, moment due_at)
{
    static const char sql_mark[] =
        "INSERT INTO project_month (region, project, month, owed, due_at, works, city, county, lead_department, owner)"
        " VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9) ON CONFLICT (region, project, month) DO UPDATE SET owed = 1, due_at = excluded.due_at"
        " WHERE project_month.owed = 0";
    struct measures one = {{0}};
    const struct project *p;
    struct place_key k;
    int64_t marked;
    void *r;

    TRY(record_load(c, &project_record, key, &r));
    p = r;
    TRY(conn_run(c->conn, c->arena, sql_mark,
                 BIND(V(c->region), V(key), V(m), V(due_at), V(p->works), V(p->city), V(p->county), V(p->lead_department), V(p->owner)), &marked));
    if (!marked) /* another process was faster */
        return NULL;
    k = place_key_of(p);
    one.n[M_OWED] = 1;
    add_measures(c, &k, m, &one, 1);
    return add_marked(c, &k, key, m);
}

static void add_limits(struct call *c, month m, text city, text county, moment due_at, const int64_t sums[], int sign)
{
    int64_t signed_sums[RIPPLE_SUMS];

    for (size_t i = 0; due_table.sums[i]; i++)
        signed_sums[i] = sign * sums[i];
    ripple_add(c, &due_table,
               (const text[]){text_fmt(c->arena, "%lld", (long long)m.n), city, county, text_fmt(c->arena, "%lld", (long long)due_at.ms)}, signed_sums);
}

/* What stands among the sums without a limit goes to it. What the same batch marked is not written there yet, and has its limit. */
static err move_limits(struct call *c, month m, moment due_at)
{
    static const char sql_sums[] = "SELECT city, county, owed, sent, county_passed, city_passed, accepted, late, waiting FROM due_sum"
                                   " WHERE region = $1 AND month = $2 AND due_at = 0";
    CLEAN(query_close) struct query q = {0};
    int64_t n[RIPPLE_SUMS];
    text city, county;

    TRY(query_open(&q, c->conn, c->arena, sql_sums, BIND(V(c->region), V(m))));
    while (query_row(&q, INTO(TO(&city), TO(&county), TO(&n[0]), TO(&n[1]), TO(&n[2]), TO(&n[3]), TO(&n[4]), TO(&n[5]), TO(&n[6])))) {
        add_limits(c, m, city, county, (moment){0}, n, -1);
        add_limits(c, m, city, county, due_at, n, 1);
    }
    return query_end(&q);
}

/* What was marked without a limit (by a file of another system) gets one. */
static err set_limits(struct call *c, month m, moment due_at)
{
    static const char sql_limits[] = "UPDATE project_month SET due_at = $3 WHERE region = $1 AND month = $2 AND owed = 1 AND due_at IS NULL";

    TRY(move_limits(c, m, due_at));
    return conn_run(c->conn, c->arena, sql_limits, BIND(V(c->region), V(m), V(due_at)), NULL);
}

struct marking {
    month m;
    moment due_at;
    id after;
    int64_t n; /* of the last batch */
};

static err mark_next(struct call *c, struct marking *x)
{
    id_list ids = {0};

    ripple_start(c);
    TRY(unmarked(c, x->m, x->after, &ids));
    for (size_t i = 0; i < ids.n; i++)
        TRY(mark(c, ids.v[i], x->m, x->due_at));
    TRY(set_limits(c, x->m, x->due_at));
    TRY(ripple_flush(c));
    x->n = (int64_t)ids.n;
    x->after = ids.n ? ids.v[ids.n - 1] : x->after;
    return conn_wake(c->conn, c->arena);
}

/* In a transaction of its own. */
static err mark_batch(struct call *c, void *data)
{
    err e;

    TRY(conn_begin(c->conn, c->arena));
    e = mark_next(c, data);
    if (!e)
        return conn_commit(c->conn, c->arena);
    conn_rollback(c->conn);
    return e;
}

err progress_open_round(struct call *c, month m, moment due_at, int64_t *ret_marked)
{
    struct marking x = {.m = m, .due_at = due_at, .n = BATCH};

    *ret_marked = 0;
    c->ripples = NULL;
    while (x.n == BATCH) {
        TRY(call_apart(c, BATCH_MEMORY, mark_batch, &x));
        *ret_marked += x.n;
        if (x.n == BATCH)
            TRY(call_let_others(c));
    }
    return NULL;
}

err progress_open_rounds(struct call *c, month *ret_month, int64_t *ret_marked)
{
    struct round_limit due;

    *ret_month = NO_MONTH;
    *ret_marked = 0;
    *ret_month = report_month(c->now);
    if (is_absent(ret_month->n) || !round_limit(report_rounds(), report_calendar(), STEP_OWNER, *ret_month, &due))
        return NULL;
    return progress_open_round(c, *ret_month, due.at, ret_marked);
}

err progress_round_due(struct call *c, bool *ret)
{
    static const char sql_last[] = "SELECT month, day FROM round_run WHERE region = $1";
    month newest = report_month(c->now), last = NO_MONTH;
    int64_t day = 0;
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_last, BIND(V(c->region)), INTO(TO(&last), TO(&day)), &found));
    *ret = !is_absent(newest.n) && (!found || last.n != newest.n || day < c->today.days);
    return NULL;
}

err progress_round_nightly(struct call *c, month *ret_month, int64_t *ret_marked)
{
    static const char sql_done[] = "INSERT INTO round_run (region, month, day) VALUES ($1, $2, $3)"
                                   " ON CONFLICT (region) DO UPDATE SET month = excluded.month, day = excluded.day";

    TRY(progress_open_rounds(c, ret_month, ret_marked));
    TRY(progress_fit_seasons_monthly(c));
    return conn_run(c->conn, c->arena, sql_done, BIND(V(c->region), V(*ret_month), V(c->today.days)), NULL);
}

static err run_round(struct job *j)
{
    struct call all;
    month m;
    int64_t marked;
    err e;

    TRY(job_lease(j, DB_WRITE));
    all = call_system(j->call.arena, j->call.conn, "job"); /* everybody's projects, whoever asked for it */
    all.shares = true;
    e = progress_open_rounds(&all, &m, &marked);
    j->call.conn = all.conn;
    TRY(e);
    j->result = text_fmt(j->call.arena, "{\"marked\":%lld}", (long long)marked);
    return NULL;
}

const struct job_kind round_job = {"round.open", L("开放月报", "Open the month's round"), run_round};
