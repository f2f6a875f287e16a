/* Jobs as rows: added, looked at, asked to stop. See job.h; running: job_pool.c. */
#include "job_board.h"

#include "kit/audit.h"
#include "kit/role.h"
#include "kit/words.h"

static const struct job_kind *const *kinds;
static size_t n_kinds;

const struct word *const job_state_words[JOB_STATES] = {
    [JOB_WAITING] = &w_job_waiting, [JOB_RUNNING] = &w_job_running, [JOB_DONE] = &w_job_done,
    [JOB_STOPPED] = &w_job_was_stopped, [JOB_FAILED] = &w_job_failed,
};

void job_register(const struct job_kind *const *v, size_t n)
{
    kinds = v;
    n_kinds = n;
}

const struct job_kind *const *job_kinds(size_t *ret_n)
{
    *ret_n = n_kinds;
    return kinds;
}

static const struct job_kind *kind_of(text name)
{
    for (size_t i = 0; i < n_kinds; i++)
        if (text_eqz(name, kinds[i]->name))
            return kinds[i];
    return NULL;
}

err job_start(struct call *c, const struct job_kind *kind, text title, text link, text input, id *ret)
{
    static const char sql_add[] =
        "INSERT INTO job (region, id, kind, account, input, state, done, created_at, stop, title, link, tries)"
        " VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6, 0, $7, $8, 0)";
    id key = db_new_id();

    TRY(conn_run(c->conn, c->arena, sql_add,
                 BIND(V(c->region), V(key), V(kind->name), V(c->actor.account), V(input), V(c->now), V(title), V(link)), NULL));
    *ret = key;
    return NULL;
}

static enum job_state state_of(text t)
{
    static const char *const names[JOB_STATES] = {"waiting", "running", "done", "stopped", "failed"};

    for (int i = 0; i < JOB_STATES; i++)
        if (text_eqz(t, names[i]))
            return (enum job_state)i;
    return JOB_FAILED;
}

/* The columns that both queries give, in this order. */
struct raw {
    text kind, state, error_zh, error_en;
};
#define COLUMNS "id, kind, state, title, link, error_zh, error_en, result, created_at, started_at, ended_at"
#define INTO_LINE(l, r) \
    INTO(TO(&(l).id), TO(&(r).kind), TO(&(r).state), TO(&(l).title), TO(&(l).link), TO(&(r).error_zh), TO(&(r).error_en), TO(&(l).result), \
         TO(&(l).created_at), TO(&(l).started_at), TO(&(l).ended_at))

static void finish(struct call *c, const char *data_dir, const struct raw *r, struct job_line *l)
{
    l->kind = kind_of(r->kind);
    l->state = state_of(r->state);
    l->open = l->state == JOB_WAITING || l->state == JOB_RUNNING;
    l->error = c->lang == LANG_EN ? r->error_en : r->error_zh;
    if (l->open)
        job_board_read(c->arena, data_dir, c->lang, l);
}

err job_load(struct call *c, const char *data_dir, id key, struct job_line *ret)
{
    static const char sql_one[] = "SELECT " COLUMNS ", account FROM job WHERE region = $1 AND id = $2";
    struct job_line l = {0};
    struct raw r = {0};
    ref account = {0};
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_one, BIND(V(c->region), V(key)),
                 INTO(TO(&l.id), TO(&r.kind), TO(&r.state), TO(&l.title), TO(&l.link), TO(&r.error_zh), TO(&r.error_en), TO(&l.result),
                      TO(&l.created_at), TO(&l.started_at), TO(&l.ended_at), TO(&account)),
                 &found));
    if (!found || (account.n != c->actor.account.n && !(c->actor.role & (ROLE_DRC | ROLE_SYSTEM))))
        return FAIL(c->arena, E_GONE, w_job_gone);
    finish(c, data_dir, &r, &l);
    *ret = l;
    return NULL;
}

err job_mine(struct call *c, const char *data_dir, job_list *ret)
{
    static const char sql_mine[] = "SELECT " COLUMNS " FROM job WHERE region = $1 AND account = $2 ORDER BY id DESC LIMIT 100";
    CLEAN(query_close) struct query q = {0};
    struct job_line l = {0};
    struct raw r = {0};

    TRY(query_open(&q, c->conn, c->arena, sql_mine, BIND(V(c->region), V(c->actor.account))));
    while (query_row(&q, INTO_LINE(l, r))) {
        finish(c, data_dir, &r, &l);
        list_push(ret, c->arena) = l;
        l = (struct job_line){0};
    }
    return query_end(&q);
}

err job_stop(struct call *c, const char *data_dir, id key)
{
    return job_board_ask_stop(c->arena, data_dir, key);
}
