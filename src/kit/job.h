/* Jobs: work that takes longer than a request may. A job is a row: any process of the database may run it, one at a time, under a
 * lease that it renews; when a process dies, the lease ends and another begins the job again. So what a job does must be able to
 * begin again: its writing is one transaction, at whose end it makes sure that it has not been written already.
 *
 *     static err run_recompute(struct job *j)
 *     {
 *         TRY(job_lease(j, DB_WRITE));
 *         for (…) if (!job_go_on(j, &w_recompute_adding, done, total)) return FAIL(…, E_STATE, w_job_stopped_);
 *     }
 *     const struct job_kind recompute_job = {"recompute", L("…", "…"), run_recompute};
 *
 * Progress and the wish to stop lie in small files of the data directory (jobs/ID): SQLite has one writer, and while a job writes
 * nothing else can be written into the database that others would see. Processes on several machines share the data directory.
 *
 * Life cycle of a row:  waiting → running → done | stopped | failed; ended ones are swept after JOB_KEPT_DAYS.
 */
#ifndef DIAODU_KIT_JOB_H
#define DIAODU_KIT_JOB_H

#include "kit/call.h"

struct job {
    id id;
    struct call call;      /* as the account that started it is now; its connection is NULL before job_lease */
    struct db *db;
    const char *data_dir;
    text input;
    text result;           /* set by run: JSON, kept with the row */
    struct job_board *board;
};

struct job_kind {
    const char *name; /* "import.check" */
    struct word label;
    err (*run)(struct job *j);
};

/* A connection for the job's call, given back at its end; a former one is released. */
err job_lease(struct job *j, enum db_use use);

/* Says how far it is (total 0: not known); cheap, may be called for every row. False: somebody asked to stop. */
bool job_go_on(struct job *j, const struct word *phase, int64_t done, int64_t total);

/* All kinds of the program, set once by main from the capabilities. */
void job_register(const struct job_kind *const *v, size_t n);
const struct job_kind *const *job_kinds(size_t *ret_n);

/* --- starting, looking, stopping: for pages ------------------------------------------------------------------------------------ */

/* Adds a job in the caller's transaction. `title` says what it is about, `link` where its result is shown. */
err job_start(struct call *c, const struct job_kind *kind, text title, text link, text input, id *ret);
/* After the commit: a pool in this process need not wait for its next look. */
void job_wake(void);

enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE, JOB_STOPPED, JOB_FAILED, JOB_STATES };
extern const struct word *const job_state_words[JOB_STATES];

struct job_line {
    id id;
    const struct job_kind *kind; /* NULL: this program knows it no more */
    enum job_state state;
    text title, link, error, phase, result;
    int64_t done, total;
    moment created_at, started_at, ended_at;
    bool stopping;               /* asked to stop, still at it */
    bool open;                   /* waiting or running */
};
typedef LIST(struct job_line) job_list;

/* One job of the caller's (a DRC officer's: anybody's); E_GONE else. */
err job_load(struct call *c, const char *data_dir, id key, struct job_line *ret);
/* The caller's, newest first, at most 100. */
err job_mine(struct call *c, const char *data_dir, job_list *ret);
/* Asks it to stop; one that waits never begins. Load it before, which tells whether the caller may. */
err job_stop(struct call *c, const char *data_dir, id key);

/* --- running: for the server ------------------------------------------------------------------------------------------------------ */

struct job_pool;
struct job_pool_options {
    struct db *db;
    const char *data_dir;
    int threads;
    int lease_s; /* 0: 60 */
    err (*actor_load)(struct call *c, ref account, struct actor *ret, enum lang *ret_lang);
};
err job_pool_start(struct arena *a, const struct job_pool_options *o, struct job_pool **ret);
/* Asks what runs to stop for now (it is begun again by the next process) and waits at most `seconds`; false: something still runs. */
bool job_pool_stop(struct job_pool *p, int seconds);

/* Runs one waiting job on this thread; false when there is none. For tests and the command line. */
bool job_run_next(struct job_pool *p);

enum { JOB_KEPT_DAYS = 30, JOB_TRIES = 3 };

#endif
