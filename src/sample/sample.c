/* Making the sample province: see sample.h. */
#include "making.h"

#include "db/bulk.h"
#include "kit/audit.h"
#include "kit/memo.h"
#include "kit/recompute.h"
#include "kit/ripple.h"
#include "kit/search.h"
#include "list/list.h"
#include "sample/words.h"

static err refuse_full(struct call *c)
{
    static const char sql_any[] = "SELECT COUNT(*) FROM (SELECT 1 FROM body WHERE region = $1 LIMIT 1) x";
    int64_t n;

    TRY(conn_one(c->conn, c->arena, sql_any, BIND(V(c->region)), INTO(TO(&n)), NULL));
    return n ? FAIL(c->arena, E_STATE, w_sample_not_empty) : NULL;
}

/* The tables that hold most of a large province, each with the columns by which rows are looked up meanwhile: whether a code or a name is
 * taken is asked for each. Nobody reads before all is there. */
static const struct {
    const char *name, *looked_up[3];
} large[] = {{"project", {"project_code"}}, {"body", {"name", "uscc"}}, {"plan", {0}}, {"report", {0}}, {"project_month", {0}}, {"search", {0}}};

static err set_aside(struct call *c, index_list aside[])
{
    for (size_t i = 0; i < COUNT(large); i++)
        TRY(bulk_start(c->conn, c->arena, large[i].name, large[i].looked_up, &aside[i]));
    return search_expect_much(c, true);
}

static err put_back(struct call *c, const index_list aside[])
{
    for (size_t i = 0; i < COUNT(large); i++)
        TRY(bulk_end(c->conn, c->arena, large[i].name, &aside[i]));
    return search_expect_much(c, false);
}

static err make(struct making *m, int64_t wanted, sample_progress *progress, void *data)
{
    struct call *c = m->c;
    index_list aside[COUNT(large)] = {0};
    int64_t real;
    bool many = wanted > A_TRANSACTION;

    memo_begin(c);
    if (m->months)
        lists_to_come(c, m->year);
    TRY(places_read(m));
    TRY(conn_begin(c->conn, c->arena));
    if (many)
        TRY(set_aside(c, aside));
    TRY(ground_make(m));
    TRY(real_make(m, &real));
    TRY(projects_make(m, real, wanted, progress, data));
    TRY(funds_end(m));
    TRY(targets_make(m));
    TRY(project_fill_missing(c)); /* rows were written past the acts; before there are indexes to keep */
    if (many)
        TRY(put_back(c, aside));
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
