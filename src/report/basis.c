/* What the reports of a month stand on, for one project or for a page of forty in as many statements: see ask.h. */
#include "ask.h"

#include "report/check_kinds.h"

enum check_site check_site_of(code c)
{
    static const struct {
        const char *key;
        enum check_site site;
    } sites[] = {{"not_started", CHECK_SITE_NOT_STARTED},
                 {"working", CHECK_SITE_WORKING},
                 {"winter", CHECK_SITE_WINTER},
                 {"stopped", CHECK_SITE_STOPPED},
                 {"finished", CHECK_SITE_FINISHED}};

    for (size_t i = 0; i < COUNT(sites); i++)
        if (text_eqz(c.t, sites[i].key))
            return sites[i].site;
    return CHECK_SITE_UNKNOWN;
}

struct gathering {
    struct call *c;
    struct report_basis *v;
    size_t n;
    id *projects;
    month month;
};

static struct report_basis *basis_of(struct gathering *g, id project)
{
    for (size_t i = 0; i < g->n; i++)
        if (g->projects[i].n == project.n)
            return &g->v[i];
    return NULL;
}

/* `sql` with the projects in place of {projects}, after these values. */
static err open_of(struct query *q, struct gathering *g, const char *sql, struct value from, struct value until)
{
    CLEAN(out_free) struct out in = {0};
    value_list bind = {0};

    out_init(&in, 64 * 1024, LANG_EN);
    list_push(&bind, g->c->arena) = V(g->c->region);
    list_push(&bind, g->c->arena) = from;
    list_push(&bind, g->c->arena) = until;
    if (!ids_clause(g->c->arena, g->projects, g->n, &in, &bind))
        LIT(&in, "(0)");
    return query_open(q, g->c->conn, g->c->arena,
                      text_replace(g->c->arena, text_of(sql), T("{projects}"), out_text(&in)).p,
                      (struct values){bind.v, bind.n});
}

/* --- the months before ------------------------------------------------------------------------------------------------------------ */

static err load_past(struct gathering *g)
{
    static const char sql_past[] =
        "SELECT project, month, reported, arrived, paid, planned, percent, site_state FROM project_month"
        " WHERE region = $1 AND month BETWEEN $2 AND $3 AND project IN {projects} AND submitted_at IS NOT NULL";
    CLEAN(query_close) struct query q = {0};
    struct check_month m = {0};
    id project;
    code site;

    for (size_t k = 0; k < g->n; k++)
        for (int i = 0; i < BASIS_MONTHS; i++)
            g->v[k].past[i] = (struct check_month){.month = {g->month.n - 1 - i},
                                                   .invest = NO_MONEY,
                                                   .arrived = NO_MONEY,
                                                   .paid = NO_MONEY,
                                                   .planned = NO_MONEY,
                                                   .percent = NO_NUMBER};
    TRY(open_of(&q, g, sql_past, V((month){g->month.n - BASIS_MONTHS}), V((month){g->month.n - 1})));
    while (query_row(&q, INTO(TO(&project), TO(&m.month), TO(&m.invest), TO(&m.arrived), TO(&m.paid), TO(&m.planned),
                              TO(&m.percent), TO(&site)))) {
        struct report_basis *b = basis_of(g, project);
        m.site = check_site_of(site);
        if (b)
            b->past[g->month.n - 1 - m.month.n] = m;
    }
    return query_end(&q);
}

/* Of each project the report that `sql` names last; NULL: none. */
static err newest_of(struct gathering *g, const char *sql, month from, month until, void **ret)
{
    id *newest = arena_alloc(g->c->arena, (g->n ? g->n : 1) * sizeof(id)), project, key;
    CLEAN(query_close) struct query q = {0};

    for (size_t i = 0; i < g->n; i++)
        newest[i] = (id){0};
    TRY(open_of(&q, g, sql, V(from), V(until)));
    while (query_row(&q, INTO(TO(&project), TO(&key))))
        for (size_t i = 0; i < g->n; i++)
            if (g->projects[i].n == project.n)
                newest[i] = key;
    TRY(query_end(&q));
    return record_load_many(g->c, &report_record, newest, g->n, ret);
}

/* The newest month that was sent, of each. */
static err load_last(struct gathering *g)
{
    static const char sql_last[] =
        "SELECT project, id FROM report WHERE region = $1 AND month BETWEEN $2 AND $3 AND project IN {projects}"
        " AND removed = 0 AND state NOT IN ('draft', 'returned') ORDER BY project, month, seq";
    void **reports = arena_alloc(g->c->arena, g->n * sizeof(void *));

    TRY(newest_of(g, sql_last, (month){g->month.n - BASIS_MONTHS}, (month){g->month.n - 1}, reports));
    for (size_t i = 0; i < g->n; i++) {
        const struct report *last_one = reports[i];
        g->v[i].last = last_one;
        if (last_one)
            g->v[i].past[g->month.n - 1 - last_one->month.n].progress_text = last_one->progress_text;
    }
    return NULL;
}

static void settle_sums(struct report_basis *b, bool this_year)
{
    /* what was done before the platform knew of it stands in the file, as of the end of last year */
    if (this_year && !is_absent(b->project->before_year.yuan))
        b->total_before.yuan = b->project->before_year.yuan + sum_or_0(b->year_before);
    b->year_before.yuan = sum_or_0(b->year_before);
    b->total_before.yuan = sum_or_0(b->total_before);
    b->arrived_before.yuan = sum_or_0(b->arrived_before);
    b->paid_before.yuan = sum_or_0(b->paid_before);
}

static err load_sums(struct gathering *g)
{
    static const char sql_sums[] =
        "SELECT project, SUM(CASE WHEN month >= $2 AND month < $3 THEN reported END), SUM(CASE WHEN month < $3 THEN "
        "reported END),"
        " SUM(CASE WHEN month < $3 THEN arrived END), SUM(CASE WHEN month < $3 THEN paid END),"
        " SUM(CASE WHEN month >= $2 AND month < $2 + 12 THEN planned END), SUM(CASE WHEN month BETWEEN $2 AND $3 THEN "
        "planned END),"
        " SUM(CASE WHEN month = $3 THEN planned END), SUM(CASE WHEN month = $3 + 1 THEN planned END)"
        " FROM project_month WHERE region = $1 AND project IN {projects} GROUP BY project";
    month first = {g->month.n - g->month.n % 12};
    bool this_year = month_year(first) == month_year(month_of(g->c->today));
    CLEAN(query_close) struct query q = {0};
    struct report_basis s = {0};
    id project;

    for (size_t i = 0; i < g->n; i++)
        g->v[i].year_before = g->v[i].total_before = g->v[i].arrived_before = g->v[i].paid_before = g->v[i].year_plan =
            g->v[i].planned_to_date = g->v[i].planned = g->v[i].planned_next = NO_MONEY;
    TRY(open_of(&q, g, sql_sums, V(first), V(g->month)));
    while (query_row(&q, INTO(TO(&project), TO(&s.year_before), TO(&s.total_before), TO(&s.arrived_before),
                              TO(&s.paid_before), TO(&s.year_plan), TO(&s.planned_to_date), TO(&s.planned),
                              TO(&s.planned_next)))) {
        struct report_basis *b = basis_of(g, project);
        if (!b)
            continue;
        b->year_before = s.year_before;
        b->total_before = s.total_before;
        b->arrived_before = s.arrived_before;
        b->paid_before = s.paid_before;
        b->year_plan = s.year_plan;
        b->planned_to_date = s.planned_to_date;
        b->planned = s.planned;
        b->planned_next = s.planned_next;
    }
    TRY(query_end(&q));
    for (size_t i = 0; i < g->n; i++)
        settle_sums(&g->v[i], this_year);
    return NULL;
}

/* --- what the ledger of funds has of the month (src/fund writes it) ------------------------------------------------------------------- */

static err load_ledger(struct gathering *g)
{
    static const char sql_ledger[] =
        "SELECT project, SUM(CASE WHEN step = 'arrived' THEN amount END), SUM(CASE WHEN step = 'paid' THEN amount END) FROM fund_entry"
        " WHERE region = $1 AND project IN {projects} AND day BETWEEN $2 AND $3 AND step IN ('arrived', 'paid') AND removed = 0 GROUP BY project";
    CLEAN(query_close) struct query q = {0};
    money arrived, paid;
    id project;

    for (size_t i = 0; i < g->n; i++)
        g->v[i].ledger_arrived = g->v[i].ledger_paid = NO_MONEY;
    TRY(open_of(&q, g, sql_ledger, V(month_first(g->month)), V(month_last(g->month))));
    while (query_row(&q, INTO(TO(&project), TO(&arrived), TO(&paid)))) {
        struct report_basis *b = basis_of(g, project);
        if (!b)
            continue;
        b->ledger_arrived = arrived;
        b->ledger_paid = paid;
    }
    return query_end(&q);
}

err report_bases(struct call *c, const struct project *const *projects, size_t n, month m, struct report_basis *ret)
{
    struct gathering g = {c, ret, n, arena_alloc(c->arena, (n ? n : 1) * sizeof(id)), m};

    for (size_t i = 0; i < n; i++) {
        ret[i] = (struct report_basis){.project = projects[i], .month = m};
        g.projects[i] = projects[i]->head.id;
    }
    if (!n)
        return NULL;
    TRY(load_past(&g));
    TRY(load_last(&g));
    TRY(load_ledger(&g));
    return load_sums(&g);
}

err report_basis(struct call *c, const struct project *p, month m, struct report_basis *ret)
{
    return report_bases(c, &p, 1, m, ret);
}

err report_editions(struct call *c, const id *projects, size_t n, month m, struct report **ret)
{
    static const char sql_newest[] = "SELECT project, id FROM report WHERE region = $1 AND month BETWEEN $2 AND $3 AND "
                                     "project IN {projects} AND removed = 0"
                                     " ORDER BY project, seq";
    struct gathering g = {.c = c, .n = n, .projects = arena_alloc(c->arena, (n ? n : 1) * sizeof(id)), .month = m};
    void **reports = arena_alloc(c->arena, (n ? n : 1) * sizeof(void *));

    for (size_t i = 0; i < n; i++)
        g.projects[i] = projects[i];
    TRY(newest_of(&g, sql_newest, m, m, reports));
    for (size_t i = 0; i < n; i++)
        ret[i] = reports[i];
    return NULL;
}
