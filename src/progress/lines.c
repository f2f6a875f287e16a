/* From plans and reports to months: pure but for progress_of, which loads them. See progress.h. */
#include "progress/own.h"

#include "project/project.h"

static struct month_line *line_at(struct arena *a, line_list *l, month m)
{
    size_t i = l->n;

    while (i > 0 && l->v[i - 1].month.n > m.n)
        i--;
    if (i > 0 && l->v[i - 1].month.n == m.n)
        return &l->v[i - 1];
    (void)list_push(l, a);
    memmove(&l->v[i + 1], &l->v[i], (l->n - 1 - i) * sizeof(*l->v));
    l->v[i] = (struct month_line){
        m, NO_MONEY, NO_MONEY, NO_MONEY, NO_MONEY, NO_MONEY, NO_MONEY, NO_NUMBER, {NO_TEXT}, {0}, {NO_TEXT}, NO_MOMENT, NO_MOMENT, NO_FLAG};
    return &l->v[i];
}

void progress_empty_line(struct arena *a, month m, line_list *ret)
{
    (void)line_at(a, ret, m);
}

/* The first edition of a year is its baseline, the last one is in force; editions come in any order. */
static void add_plan(struct arena *a, const plan_facts_list *plans, const struct plan_facts *p, line_list *ret)
{
    bool first = true, last = true;

    for (size_t i = 0; i < plans->n; i++) {
        first &= plans->v[i].year != p->year || plans->v[i].seq >= p->seq;
        last &= plans->v[i].year != p->year || plans->v[i].seq <= p->seq;
    }
    for (int m = 0; (first || last) && m < 12; m++) {
        struct month_line *l;
        if (is_absent(p->m[m].yuan))
            continue;
        l = line_at(a, ret, (month){p->year * 12 + m});
        if (first)
            l->baseline = p->m[m];
        if (last)
            l->planned = p->m[m];
    }
}

static bool is_state(const struct report_facts *r, const char *state)
{
    return text_eqz(r->state.t, state);
}

/* Newest first: an accepted report stays accepted while its correction is under way. */
static void add_report(struct arena *a, const struct report_facts *r, line_list *ret)
{
    bool sent = !is_state(r, "draft") && !is_state(r, "returned");
    struct month_line *l = line_at(a, ret, r->month);

    if (!l->report.n) {
        l->report = r->id;
        l->report_state = r->state;
    }
    if (sent && is_absent(l->submitted_at.ms)) {
        l->reported = r->invest;
        l->arrived = r->arrived;
        l->paid = r->paid;
        l->percent = r->percent;
        l->site = r->site;
        l->submitted_at = r->submitted_at;
        l->late = r->late;
    }
    if (is_state(r, "accepted") && is_absent(l->accepted_at.ms)) {
        l->accepted = r->invest;
        l->accepted_at = r->accepted_at;
    }
}

static int by_newest(const void *a, const void *b)
{
    const struct report_facts *x = a, *y = b;

    return x->month.n != y->month.n ? (x->month.n > y->month.n) - (x->month.n < y->month.n) : (x->seq < y->seq) - (x->seq > y->seq);
}

void progress_lines(struct arena *a, const plan_facts_list *plans, const report_facts_list *reports, line_list *ret)
{
    struct report_facts *v = ARENA_ARRAY(a, struct report_facts, reports->n + 1);

    for (size_t i = 0; i < plans->n; i++)
        add_plan(a, plans, &plans->v[i], ret);
    for (size_t i = 0; i < reports->n; i++)
        v[i] = reports->v[i];
    qsort(v, reports->n, sizeof(*v), by_newest);
    for (size_t i = 0; i < reports->n; i++)
        add_report(a, &v[i], ret);
}

/* --- loading ---------------------------------------------------------------------------------------------------------------- */

static err load_plans(struct call *c, id project, month from, month until, moment at, plan_facts_list *ret)
{
    static const char sql_plans[] =
        "SELECT year, seq, m01, m02, m03, m04, m05, m06, m07, m08, m09, m10, m11, m12, confirmed_at, superseded_at FROM plan"
        " WHERE region = $1 AND project = $2 AND year BETWEEN $3 AND $4 AND confirmed_at <= $5 AND removed = 0 ORDER BY year, seq";
    CLEAN(query_close) struct query q = {0};
    struct plan_facts p;

    TRY(query_open(&q, c->conn, c->arena, sql_plans,
                   BIND(V(c->region), V(project), V(is_absent(from.n) ? INT64_C(0) : from.n / 12),
                        V(is_absent(until.n) ? INT64_C(9999) : until.n / 12), V(is_absent(at.ms) ? INT64_MAX : at.ms))));
    while (query_row(&q, INTO(TO(&p.year), TO(&p.seq), TO(&p.m[0]), TO(&p.m[1]), TO(&p.m[2]), TO(&p.m[3]), TO(&p.m[4]), TO(&p.m[5]),
                              TO(&p.m[6]), TO(&p.m[7]), TO(&p.m[8]), TO(&p.m[9]), TO(&p.m[10]), TO(&p.m[11]), TO(&p.confirmed_at),
                              TO(&p.superseded_at))))
        list_push(ret, c->arena) = p;
    return query_end(&q);
}

#define REPORT_COLUMNS                                                                                                 \
    "id, month, seq, state, month_invest, fund_arrived, fund_paid, progress_percent, site_state, submitted_at, accepted_at, late"

static bool next_report(struct query *q, struct report_facts *r)
{
    return query_row(q, INTO(TO(&r->id), TO(&r->month), TO(&r->seq), TO(&r->state), TO(&r->invest), TO(&r->arrived), TO(&r->paid),
                             TO(&r->percent), TO(&r->site), TO(&r->submitted_at), TO(&r->accepted_at), TO(&r->late)));
}

static err load_reports(struct call *c, id project, month from, month until, report_facts_list *ret)
{
    static const char sql_reports[] = "SELECT " REPORT_COLUMNS " FROM report WHERE region = $1 AND project = $2 AND month BETWEEN $3 AND $4"
                                      " AND removed = 0 ORDER BY month, seq";
    CLEAN(query_close) struct query q = {0};
    struct report_facts r;

    TRY(query_open(&q, c->conn, c->arena, sql_reports,
                   BIND(V(c->region), V(project), V(is_absent(from.n) ? INT64_C(0) : from.n), V(is_absent(until.n) ? INT64_MAX : until.n))));
    while (next_report(&q, &r))
        list_push(ret, c->arena) = r;
    return query_end(&q);
}

/* As they were at a moment: the last version of each report by then. */
static err load_reports_as_of(struct call *c, id project, month from, month until, moment at, report_facts_list *ret)
{
    static const char sql_versions[] =
        "SELECT v.id, v.month, v.seq, v.state, v.month_invest, v.fund_arrived, v.fund_paid, v.progress_percent, v.site_state, v.submitted_at,"
        " v.accepted_at, v.late FROM report r JOIN report_version v ON v.region = r.region AND v.id = r.id AND v.version ="
        " (SELECT MAX(w.version) FROM report_version w WHERE w.region = r.region AND w.id = r.id AND w.changed_at <= $5)"
        " WHERE r.region = $1 AND r.project = $2 AND r.month BETWEEN $3 AND $4 AND v.removed = 0 ORDER BY v.month, v.seq";
    CLEAN(query_close) struct query q = {0};
    struct report_facts r;

    TRY(query_open(&q, c->conn, c->arena, sql_versions,
                   BIND(V(c->region), V(project), V(is_absent(from.n) ? INT64_C(0) : from.n), V(is_absent(until.n) ? INT64_MAX : until.n), V(at))));
    while (next_report(&q, &r))
        list_push(ret, c->arena) = r;
    return query_end(&q);
}

err progress_facts(struct call *c, id project, month from, month until, moment at, plan_facts_list *ret_plans, report_facts_list *ret_reports)
{
    TRY(load_plans(c, project, from, until, at, ret_plans));
    if (is_absent(at.ms))
        return load_reports(c, project, from, until, ret_reports);
    return load_reports_as_of(c, project, from, until, at, ret_reports);
}

err progress_of(struct call *c, id project, month from, month until, moment at, line_list *ret)
{
    plan_facts_list plans = {0};
    report_facts_list reports = {0};

    TRY(progress_facts(c, project, from, until, at, &plans, &reports));
    progress_lines(c->arena, &plans, &reports, ret);
    return NULL;
}

/* --- of many projects ---------------------------------------------------------------------------------------------------------- */

err plan_facts_between(struct query *q, struct call *c, int64_t from, int64_t to)
{
    static const char sql_plans_between[] =
        "SELECT project, year, seq, m01, m02, m03, m04, m05, m06, m07, m08, m09, m10, m11, m12, confirmed_at, superseded_at FROM plan"
        " WHERE region = $1 AND project BETWEEN $2 AND $3 AND confirmed_at IS NOT NULL AND removed = 0 ORDER BY project, year, seq";

    return query_open(q, c->conn, c->arena, sql_plans_between, BIND(V(c->region), V(from), V(to)));
}

bool next_plan_of(struct query *q, int64_t *project, struct plan_facts *p)
{
    return query_row(q, INTO(TO(project), TO(&p->year), TO(&p->seq), TO(&p->m[0]), TO(&p->m[1]), TO(&p->m[2]), TO(&p->m[3]), TO(&p->m[4]), TO(&p->m[5]),
                             TO(&p->m[6]), TO(&p->m[7]), TO(&p->m[8]), TO(&p->m[9]), TO(&p->m[10]), TO(&p->m[11]), TO(&p->confirmed_at),
                             TO(&p->superseded_at)));
}

err report_facts_between(struct query *q, struct call *c, int64_t from, int64_t to)
{
    static const char sql_reports_between[] = "SELECT project, " REPORT_COLUMNS " FROM report WHERE region = $1 AND project BETWEEN $2 AND $3 AND removed = 0"
                                              " ORDER BY project, month, seq";

    return query_open(q, c->conn, c->arena, sql_reports_between, BIND(V(c->region), V(from), V(to)));
}

bool next_report_of(struct query *q, int64_t *project, struct report_facts *r)
{
    return query_row(q, INTO(TO(project), TO(&r->id), TO(&r->month), TO(&r->seq), TO(&r->state), TO(&r->invest), TO(&r->arrived), TO(&r->paid),
                             TO(&r->percent), TO(&r->site), TO(&r->submitted_at), TO(&r->accepted_at), TO(&r->late)));
}
