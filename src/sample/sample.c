/* Making the sample province: see sample.h. */
#include "making.h"

#include "db/bulk.h"
#include "kit/audit.h"
#include "kit/recompute.h"
#include "kit/ripple.h"
#include "kit/search.h"
#include "sample/words.h"

static err refuse_full(struct call *c)
{
    static const char sql_any[] = "SELECT COUNT(*) FROM (SELECT 1 FROM body WHERE region = $1 LIMIT 1) x";
    int64_t n;

    TRY(conn_one(c->conn, c->arena, sql_any, BIND(V(c->region)), INTO(TO(&n)), NULL));
    return n ? FAIL(c->arena, E_STATE, w_sample_not_empty) : NULL;
}

static const char *const looked_up[] = {"project_code", NULL}; /* whether it is taken is asked for each */

static err make(struct making *m, int64_t wanted, sample_progress *progress, void *data)
{
    struct call *c = m->c;
    struct recompute_result mended = {0};
    index_list aside = {0};
    int64_t real;
    bool many = wanted > A_TRANSACTION;

    TRY(places_read(m));
    if (many)
        TRY(search_expect_much(c, true));
    TRY(conn_begin(c->conn, c->arena));
    if (many)
        TRY(bulk_start(c->conn, c->arena, "project", looked_up, &aside));
    TRY(ground_make(m));
    TRY(real_make(m, &real));
    TRY(projects_make(m, real, wanted, progress, data));
    TRY(funds_end(m));
    TRY(targets_make(m));
    if (many) {
        TRY(bulk_end(c->conn, c->arena, "project", &aside));
        TRY(search_expect_much(c, false));
    }
    TRY(project_mend_missing(c, false, &mended)); /* rows were written past the acts */
    TRY(admissions_make(m));
    TRY(lists_make(m));
    TRY(accounts_make(m));
    TRY(audit_note(c, "sample.make", text_fmt(c->arena, "{\"projects\":%lld}", (long long)m->result->projects), T("ok")));
    return conn_commit(c->conn, c->arena);
}

err sample_make(struct call *c, const struct sample_options *o, sample_progress *progress, void *data, struct sample_result *ret)
{
    struct making *m = ARENA_NEW(c->arena, struct making);
    int64_t wanted = o->projects ? o->projects : SAMPLE_PROJECTS;
    bool bulk = c->bulk, lenient = c->lenient;
    err e;

    if (wanted < SAMPLE_LEAST || wanted > SAMPLE_MOST)
        return FAIL(c->arena, E_INPUT, w_sample_count, .args = {ARG_INT("least", SAMPLE_LEAST), ARG_INT("most", SAMPLE_MOST)});
    TRY(refuse_full(c));
    m->c = c;
    m->wanted = wanted;
    m->keep = c->arena;
    m->o = o;
    m->r = random_of(o->seed ? o->seed : SAMPLE_SEED, "sample");
    m->today = o->today.days && !is_absent(o->today.days) ? o->today : c->today;
    m->year = month_year(month_of(m->today));
    m->months = o->months ? o->months : wanted <= SAMPLE_WITH_MONTHS ? SAMPLE_MONTHS : 0;
    m->months = m->months < 0 ? 0 : m->months > SAMPLE_MONTHS_MOST ? SAMPLE_MONTHS_MOST : m->months;
    m->result = ret;
    c->bulk = c->lenient = true;
    e = make(m, wanted, progress, data);
    c->bulk = bulk;
    c->lenient = lenient;
    if (e)
        conn_rollback(c->conn);
    return e;
}
