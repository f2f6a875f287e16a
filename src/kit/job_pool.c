/* Running jobs: a few threads that claim rows under a lease, one that renews the leases. See job.h. */
#include "job_board.h"

#include "base/date.h"
#include "base/log.h"
#include "kit/audit.h"
#include "kit/role.h"
#include "kit/words.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <sodium.h>

enum { THREADS_MOST = 8, LOOK_MS = 1000, LEASE_S = 60, SWEEP_EVERY_S = 3600, WORK_MEMORY = 1 << 30, SMALL_MEMORY = 16 << 20 };

struct job_pool {
    struct job_pool_options o;
    int64_t process;         /* drawn at the start: tells our rows from those of one who died */
    pthread_mutex_t lock;
    pthread_cond_t done;
    _Atomic bool ending;
    int running;             /* threads */
    id now[THREADS_MOST];    /* what each thread is at */
    int64_t swept_ms;
};

/* Only to wake sooner: correctness does not rest on it. */
static pthread_mutex_t wake_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;

void job_wake(void)
{
    pthread_mutex_lock(&wake_lock);
    pthread_cond_broadcast(&wake);
    pthread_mutex_unlock(&wake_lock);
}

static void doze(int ms)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&wake_lock);
    pthread_cond_timedwait(&wake, &wake_lock, &until);
    pthread_mutex_unlock(&wake_lock);
}

/* --- claiming -------------------------------------------------------------------------------------------------------------------- */

struct claimed {
    id id;
    int64_t region, tries;
    text kind, input;
    ref account;
};

static err something_waits(struct job_pool *p, struct arena *a, bool *ret)
{
    static const char sql_waiting[] = "SELECT COUNT(*) FROM job WHERE state = 'waiting' OR (state = 'running' AND lease_until < $1)";
    struct conn *c CLEAN(conn_clean) = NULL;
    int64_t n;

    TRY(db_lease(p->o.db, DB_READ, a, &c));
    TRY(conn_one(c, a, sql_waiting, BIND(V(clock_now())), INTO(TO(&n)), NULL));
    *ret = n > 0;
    return NULL;
}

/* On PostgreSQL claimers pass each other's rows; on SQLite the transaction has the database to itself. */
static err claim_inside(struct job_pool *p, struct conn *c, struct arena *a, struct claimed *ret, bool *ret_found)
{
    static const char sql_next[] =
        "SELECT region, id, kind, input, account, tries FROM job"
        " WHERE state = 'waiting' OR (state = 'running' AND lease_until < $1) ORDER BY id LIMIT 1";
    static const char sql_next_locked[] =
        "SELECT region, id, kind, input, account, tries FROM job"
        " WHERE state = 'waiting' OR (state = 'running' AND lease_until < $1) ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED";
    static const char sql_claim[] =
        "UPDATE job SET state = 'running', process = $3, lease_until = $4, tries = $5, started_at = COALESCE(started_at, $6)"
        " WHERE region = $1 AND id = $2";
    moment now = clock_now();

    TRY(conn_one(c, a, conn_engine(c) == DB_POSTGRES ? sql_next_locked : sql_next, BIND(V(now)),
                 INTO(TO(&ret->region), TO(&ret->id), TO(&ret->kind), TO(&ret->input), TO(&ret->account), TO(&ret->tries)), ret_found));
    if (!*ret_found)
        return conn_commit(c, a);
    ret->tries++;
    TRY(conn_run(c, a, sql_claim,
                 BIND(V(ret->region), V(ret->id), V(p->process), V((moment){now.ms + (int64_t)p->o.lease_s * 1000}), V(ret->tries), V(now)), NULL));
    return conn_commit(c, a);
}

static err claim(struct job_pool *p, struct arena *a, struct claimed *ret, bool *ret_found)
{
    struct conn *c CLEAN(conn_clean) = NULL;

    *ret_found = false;
    TRY(something_waits(p, a, ret_found));
    if (!*ret_found)
        return NULL;
    TRY(db_lease(p->o.db, DB_WRITE, a, &c));
    TRY(conn_begin(c, a));
    return claim_inside(p, c, a, ret, ret_found);
}

/* --- one job ------------------------------------------------------------------------------------------------------------------------ */

static void release(void *data)
{
    struct job *j = data;

    conn_release(j->call.conn);
    j->call.conn = NULL;
}

err job_lease(struct job *j, enum db_use use)
{
    release(j);
    return db_lease(j->db, use, j->call.arena, &j->call.conn);
}

/* The account as it is now: what it lost since it may not do by a job either. */
static err set_up(struct job_pool *p, struct arena *a, const struct claimed *got, struct job *j)
{
    moment now = clock_now();

    *j = (struct job){.id = got->id, .db = p->o.db, .data_dir = p->o.data_dir, .input = got->input};
    j->call = (struct call){.arena = a, .region = got->region, .now = now, .today = date_of(now)};
    arena_on_end(a, release, j);
    TRY(job_lease(j, DB_READ));
    if (got->account.n) {
        TRY(p->o.actor_load(&j->call, got->account, &j->call.actor, &j->call.lang));
        j->call.actor.source = T("job");
    } else {
        j->call.actor = call_system(a, j->call.conn, "job").actor;
    }
    release(j);
    TRY(job_board_open(a, p->o.data_dir, got->id, &j->board));
    j->board->ending = &p->ending;
    return NULL;
}

static const struct job_kind *kind_of(text name)
{
    size_t n;
    const struct job_kind *const *all = job_kinds(&n);

    for (size_t i = 0; i < n; i++)
        if (text_eqz(name, all[i]->name))
            return all[i];
    return NULL;
}

static err run_kind(struct job *j, const struct claimed *got)
{
    const struct job_kind *kind = kind_of(got->kind);

    if (!kind)
        return FAIL(j->call.arena, E_SYSTEM, w_job_unknown, .args = {ARG_TEXT("kind", got->kind)});
    if (got->tries > JOB_TRIES)
        return FAIL(j->call.arena, E_SYSTEM, w_job_died, .args = {ARG_INT("n", got->tries - 1)});
    if (job_board_stop_asked(j->call.arena, j->data_dir, j->id))
        return FAIL(j->call.arena, E_STATE, w_job_stopped_before);
    return kind->run(j);
}

/* A job that fills its memory ends as failed, not the process with it. */
static err run_guarded(struct job_pool *p, struct arena *a, const struct claimed *got, struct job *j)
{
    jmp_buf full;
    err e;

    if (setjmp(full)) {
        arena_catch(a, NULL);
        return FAIL(a, E_SYSTEM, w_job_memory);
    }
    arena_catch(a, &full);
    e = set_up(p, a, got, j);
    if (!e)
        e = run_kind(j, got);
    arena_catch(a, NULL);
    return e;
}

static text said(struct arena *a, err e, enum lang lang)
{
    return e ? error_text(a, e, lang) : NO_TEXT;
}

/* The end, unless another process took the job over meanwhile. */
static err finish(struct job_pool *p, struct arena *a, const struct claimed *got, struct job *j, err how, bool stopped)
{
    static const char sql_end[] =
        "UPDATE job SET state = $4, result = $5, error_zh = $6, error_en = $7, ended_at = $8, lease_until = NULL"
        " WHERE region = $1 AND id = $2 AND process = $3 AND state = 'running'";
    struct conn *c CLEAN(conn_clean) = NULL;
    const char *state = !how ? "done" : stopped ? "stopped" : "failed";
    int64_t n;

    release(j);
    TRY(db_lease(p->o.db, DB_WRITE, a, &c));
    TRY(conn_begin(c, a));
    TRY(conn_run(c, a, sql_end,
                 BIND(V(got->region), V(got->id), V(p->process), V(state), V(how ? NO_TEXT : j->result), V(said(a, how, LANG_ZH)),
                      V(said(a, how, LANG_EN)), V(clock_now())),
                 &n));
    if (n && stopped) {
        j->call.conn = c;
        j->call.act_name = T("job.stop");
        TRY(audit_note(&j->call, "job.stop", text_fmt(a, "{\"job\":\"%lld\",\"kind\":\"%.*s\"}", (long long)got->id.n, TEXT_ARG(got->kind)), T("ok")));
        j->call.conn = NULL;
    }
    TRY(conn_commit(c, a));
    job_board_remove(a, p->o.data_dir, got->id);
    return NULL;
}

/* The process ends: the job goes back into the queue, and this try does not count. */
static err hand_back(struct job_pool *p, struct arena *a, const struct claimed *got, struct job *j)
{
    static const char sql_back[] =
        "UPDATE job SET state = 'waiting', tries = tries - 1, lease_until = NULL WHERE region = $1 AND id = $2 AND process = $3 AND state = 'running'";
    struct conn *c CLEAN(conn_clean) = NULL;

    release(j);
    TRY(db_lease(p->o.db, DB_WRITE, a, &c));
    return conn_run(c, a, sql_back, BIND(V(got->region), V(got->id), V(p->process)), NULL);
}

static void run(struct job_pool *p, struct arena *small, const struct claimed *got)
{
    struct arena *a = arena_new(WORK_MEMORY);
    struct job *j = ARENA_NEW(small, struct job);
    bool stopped;
    err how = run_guarded(p, a, got, j), e;

    stopped = how && (job_board_stop_asked(small, p->o.data_dir, got->id) || (j->board && j->board->stopped));
    if (how && how->code >= E_DATABASE)
        log_error("job %lld (%.*s): %.*s", (long long)got->id.n, TEXT_ARG(got->kind), TEXT_ARG(error_whole(small, how, LANG_EN)));
    e = how && p->ending && !stopped ? hand_back(p, small, got, j) : finish(p, small, got, j, how, stopped);
    if (e)
        log_error("job %lld could not be ended: %.*s", (long long)got->id.n, TEXT_ARG(error_whole(small, e, LANG_EN)));
    arena_free(a);
    malloc_trim(0); /* what a hundred thousand rows needed goes back to the system */
}

static bool run_next(struct job_pool *p, id *now)
{
    struct arena *small = arena_new(SMALL_MEMORY);
    struct claimed got = {0};
    bool found = false;
    err e = claim(p, small, &got, &found);

    if (e)
        log_error("looking for jobs: %.*s", TEXT_ARG(error_whole(small, e, LANG_EN)));
    if (!e && found) {
        pthread_mutex_lock(&p->lock);
        *now = got.id;
        pthread_mutex_unlock(&p->lock);
        run(p, small, &got);
        pthread_mutex_lock(&p->lock);
        *now = (id){0};
        pthread_mutex_unlock(&p->lock);
    }
    arena_free(small);
    return !e && found;
}

bool job_run_next(struct job_pool *p)
{
    return run_next(p, &p->now[0]);
}

/* --- threads -------------------------------------------------------------------------------------------------------------------------- */

struct seat {
    struct job_pool *p;
    int i;
};

static void leave(struct job_pool *p)
{
    pthread_mutex_lock(&p->lock);
    p->running--;
    pthread_cond_broadcast(&p->done);
    pthread_mutex_unlock(&p->lock);
}

static void *work(void *data)
{
    struct seat *s = data;

    while (!s->p->ending)
        if (!run_next(s->p, &s->p->now[s->i]) && !s->p->ending)
            doze(LOOK_MS);
    leave(s->p);
    return NULL;
}

static err renew(struct job_pool *p, struct arena *a)
{
    static const char sql_renew[] = "UPDATE job SET lease_until = $3 WHERE id = $1 AND process = $2 AND state = 'running'";
    struct conn *c CLEAN(conn_clean) = NULL;

    for (int i = 0; i < THREADS_MOST; i++) {
        id now;
        pthread_mutex_lock(&p->lock);
        now = p->now[i];
        pthread_mutex_unlock(&p->lock);
        if (!now.n)
            continue;
        if (!c)
            TRY(db_lease(p->o.db, DB_WRITE, a, &c));
        TRY(conn_run(c, a, sql_renew, BIND(V(now), V(p->process), V((moment){clock_now().ms + (int64_t)p->o.lease_s * 1000})), NULL));
    }
    return NULL;
}

static err sweep(struct job_pool *p, struct arena *a)
{
    static const char sql_sweep[] = "DELETE FROM job WHERE state IN ('done', 'stopped', 'failed') AND ended_at < $1";
    struct conn *c CLEAN(conn_clean) = NULL;
    int64_t now = clock_now().ms;

    if (now - p->swept_ms < SWEEP_EVERY_S * INT64_C(1000))
        return NULL;
    p->swept_ms = now;
    TRY(db_lease(p->o.db, DB_WRITE, a, &c));
    return conn_run(c, a, sql_sweep, BIND(V((moment){now - JOB_KEPT_DAYS * INT64_C(86400000)})), NULL);
}

/* While a job holds SQLite's writer this waits with everybody else; so does whoever might want to take the job over. */
static void *keep(void *data)
{
    struct job_pool *p = data;
    int64_t renewed = 0;

    while (!p->ending) {
        struct arena *a = arena_new(SMALL_MEMORY);
        err e = sweep(p, a);
        int64_t now = clock_now().ms;
        if (!e && now - renewed > (int64_t)p->o.lease_s * 1000 / 4) {
            e = renew(p, a);
            renewed = now;
        }
        if (e && e->code != E_BUSY)
            log_error("renewing the leases of jobs: %.*s", TEXT_ARG(error_whole(a, e, LANG_EN)));
        arena_free(a);
        doze(LOOK_MS);
    }
    leave(p);
    return NULL;
}

err job_pool_start(struct arena *a, const struct job_pool_options *o, struct job_pool **ret)
{
    struct job_pool *p = ARENA_NEW(a, struct job_pool);
    pthread_t t;

    p->o = *o;
    if (!p->o.lease_s)
        p->o.lease_s = LEASE_S;
    if (p->o.threads > THREADS_MOST)
        p->o.threads = THREADS_MOST;
    randombytes_buf(&p->process, sizeof(p->process));
    p->process &= INT64_C(0xfffffffffffff);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->done, NULL);
    for (int i = 0; i < p->o.threads; i++) {
        struct seat *s = ARENA_NEW(a, struct seat);
        *s = (struct seat){p, i};
        p->running++;
        if (pthread_create(&t, NULL, work, s) || pthread_detach(t))
            return FAIL(a, E_SYSTEM, w_job_no_thread);
    }
    if (p->o.threads) {
        p->running++;
        if (pthread_create(&t, NULL, keep, p) || pthread_detach(t))
            return FAIL(a, E_SYSTEM, w_job_no_thread);
    }
    *ret = p;
    return NULL;
}

bool job_pool_stop(struct job_pool *p, int seconds)
{
    struct timespec until;
    bool all;

    p->ending = true;
    job_wake();
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&p->lock);
    while (p->running && pthread_cond_timedwait(&p->done, &p->lock, &until) != ETIMEDOUT)
        continue;
    all = p->running == 0;
    pthread_mutex_unlock(&p->lock);
    return all;
}
