/* The sums anew from the raw plans, reports and files, some hundred projects at a time: what every project adds is said by the same
 * functions that acts use. For `diaodu recompute [--check]`.
 */
#include "kit/recompute.h"

#include "progress.h"
#include "progress/own.h"
#include "progress/sums.h"

enum { A_BATCH = 500, BATCH_MEMORY = 256 << 20 };

/* A project with what it has, in the order of ids. */
struct gathered {
    struct project *p;
    plan_facts_list plans;
    report_facts_list reports;
    LIST(month) owed;
};
typedef LIST(struct gathered) gathered_list;

static err read_projects(struct call *c, int64_t after, gathered_list *ret)
{
    static const char sql_projects[] =
        "SELECT id, removed, parent_id, stage, works, city, county, lists, light, total_invest, start_plan, start_actual, finish_plan, finish_actual"
        " FROM project WHERE region = $1 AND id > $2 ORDER BY id LIMIT 500";
    CLEAN(query_close) struct query q = {0};
    bool more = true;

    TRY(query_open(&q, c->conn, c->arena, sql_projects, BIND(V(c->region), V(after))));
    while (more) {
        struct project *p = record_new(c->arena, &project_record);
        more = query_row(&q, INTO(TO(&p->head.id), TO(&p->head.removed), TO(&p->parent_id), TO(&p->stage), TO(&p->works), TO(&p->city), TO(&p->county),
                                  TO(&p->lists), TO(&p->light), TO(&p->total_invest), TO(&p->start_plan), TO(&p->start_actual), TO(&p->finish_plan),
                                  TO(&p->finish_actual)));
        if (more)
            list_push(ret, c->arena) = (struct gathered){.p = p};
    }
    return query_end(&q);
}

/* Rows come in the order of projects: the next one is here or further on. */
static struct gathered *find(gathered_list *l, size_t *at, int64_t project)
{
    while (*at < l->n && l->v[*at].p->head.id.n < project)
        ++*at;
    return *at < l->n && l->v[*at].p->head.id.n == project ? &l->v[*at] : NULL;
}

static err read_owed(struct call *c, int64_t from, int64_t to, gathered_list *l)
{
    static const char sql_owed[] = "SELECT project, month FROM project_month WHERE region = $1 AND project BETWEEN $2 AND $3 AND owed = 1 ORDER BY project, month";
    CLEAN(query_close) struct query q = {0};
    int64_t project;
    size_t at = 0;
    month m;

    TRY(query_open(&q, c->conn, c->arena, sql_owed, BIND(V(c->region), V(from), V(to))));
    while (query_row(&q, INTO(TO(&project), TO(&m)))) {
        struct gathered *g = find(l, &at, project);
        if (g)
            list_push(&g->owed, c->arena) = m;
    }
    return query_end(&q);
}

static err read_facts(struct call *c, int64_t from, int64_t to, gathered_list *l)
{
    CLEAN(query_close) struct query plans = {0}, reports = {0};
    struct plan_facts p;
    struct report_facts r;
    int64_t project;
    size_t at = 0;

    TRY(plan_facts_between(&plans, c, from, to));
    while (next_plan_of(&plans, &project, &p)) {
        struct gathered *g = find(l, &at, project);
        if (g)
            list_push(&g->plans, c->arena) = p;
    }
    TRY(query_end(&plans));
    at = 0;
    TRY(report_facts_between(&reports, c, from, to));
    while (next_report_of(&reports, &project, &r)) {
        struct gathered *g = find(l, &at, project);
        if (g)
            list_push(&g->reports, c->arena) = r;
    }
    return query_end(&reports);
}

static bool is_owed(const struct gathered *g, month m)
{
    for (size_t i = 0; i < g->owed.n; i++)
        if (g->owed.v[i].n == m.n)
            return true;
    return false;
}

static void add_months(struct call *c, struct gathered *g)
{
    struct place_key k = place_key_of(g->p);
    line_list lines = {0};

    progress_lines(c->arena, &g->plans, &g->reports, &lines);
    for (size_t i = 0; i < g->owed.n; i++)
        progress_empty_line(c->arena, g->owed.v[i], &lines); /* where there is none yet */
    for (size_t i = 0; i < lines.n; i++) {
        struct stored_line s = {lines.v[i], is_owed(g, lines.v[i].month)};
        struct measures m = measures_of_line(&s);
        add_measures(c, &k, s.line.month, &m, 1);
    }
    add_dates(c, &k, g->p, 1);
}

static err each_batch(struct call *c, bool months, void (*add)(struct call *c, struct gathered *g))
{
    struct arena *whole = c->arena;
    int64_t after = 0;
    size_t n = A_BATCH;
    err e = NULL;

    if (!c->ripples)
        ripple_start(c); /* in the call's own memory, before it is changed for each batch */
    while (!e && n == A_BATCH) {
        gathered_list l = {0};
        c->arena = arena_new(BATCH_MEMORY);
        e = read_projects(c, after, &l);
        n = l.n;
        if (!e && n && months)
            e = read_facts(c, l.v[0].p->head.id.n, l.v[n - 1].p->head.id.n, &l);
        if (!e && n && months)
            e = read_owed(c, l.v[0].p->head.id.n, l.v[n - 1].p->head.id.n, &l);
        for (size_t i = 0; !e && i < n; i++)
            add(c, &l.v[i]);
        after = n ? l.v[n - 1].p->head.id.n : after;
        e = e ? error_new(whole, e) : NULL;
        arena_free(c->arena);
        c->arena = whole;
    }
    return e;
}

static void add_now(struct call *c, struct gathered *g)
{
    struct place_key k = place_key_of(g->p);

    add_stock(c, &k, g->p, 1);
}

static err gather_measure(struct call *c)
{
    return each_batch(c, true, add_months);
}

static err gather_stock(struct call *c)
{
    return each_batch(c, false, add_now);
}

const struct recompute progress_recomputes[] = {
    {"measure", L("各月汇总", "Sums by month"), &measure_table, gather_measure},
    {"stock", L("现状汇总", "What there is now"), &stock_table, gather_stock},
    {0},
};
