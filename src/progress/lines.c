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

static month or_first(month m)
{
    return is_absent(m.n) ? (month){0} : m;
}

static month or_last(month m)
{
    return is_absent(m.n) ? (month){9999 * 12} : m;
}

/* `sql` with the span's projects in place of {keys}: those between two keys ($2, $3), or those that are named, the first and the last by the same. */
static err open_facts(struct query *q, struct call *c, const struct facts_span *s, const char *sql, const struct value *with, size_t n)
{
    CLEAN(out_free) struct out in = {0};
    value_list bind = {0};
    text keys;

    if (!s->among)
        return query_open(q, c->conn, c->arena, sql_of_keys(c->arena, sql, s->from, s->to), (struct values){with, n});
    for (size_t i = 0; i < n; i++)
        list_push(&bind, c->arena) = with[i];
    out_init(&in, 64 * 1024, LANG_EN);
    ids_clause(c->arena, s->among, s->n_among, &in, &bind);
    keys = text_fmt(c->arena, "IN ($2, $3, %.*s", TEXT_ARG(text_sub(out_text(&in), 1, out_text(&in).n)));
    return query_open(q, c->conn, c->arena, text_replace(c->arena, text_of(sql), T("{keys}"), keys).p, (struct values){bind.v, bind.n});
}

err plan_facts_open(struct query *q, struct call *c, const struct facts_span *s)
{
    static const char sql_plans[] =
        "SELECT project, year, seq, m01, m02, m03, m04, m05, m06, m07, m08, m09, m10, m11, m12, confirmed_at, superseded_at FROM plan"
        " WHERE region = $1 AND project {keys} AND year BETWEEN $4 AND $5 AND confirmed_at <= $6 AND removed = 0 ORDER BY project, year, seq";

    const struct value with[] = {V(c->region), V(s->from), V(s->to), V(or_first(s->first).n / 12), V(or_last(s->last).n / 12),
                                 V(is_absent(s->at.ms) ? INT64_MAX : s->at.ms)};

    return open_facts(q, c, s, sql_plans, with, COUNT(with));
}

bool plan_facts_next(struct query *q, id *project, struct plan_facts *p)
{
    return query_row(q, INTO(TO(project), TO(&p->year), TO(&p->seq), TO(&p->m[0]), TO(&p->m[1]), TO(&p->m[2]), TO(&p->m[3]), TO(&p->m[4]), TO(&p->m[5]),
                             TO(&p->m[6]), TO(&p->m[7]), TO(&p->m[8]), TO(&p->m[9]), TO(&p->m[10]), TO(&p->m[11]), TO(&p->confirmed_at),
                             TO(&p->superseded_at)));
}

/* As they were at a moment: the last version of each report by then. CROSS JOIN: reports first, whatever SQLite thinks of their versions. */
err report_facts_open(struct query *q, struct call *c, const struct facts_span *s)
{
    static const char sql_now[] =
        "SELECT project, id, month, seq, state, month_invest, fund_arrived, fund_paid, progress_percent, site_state, submitted_at, accepted_at, late"
        " FROM report WHERE region = $1 AND project {keys} AND month BETWEEN $4 AND $5 AND removed = 0 ORDER BY project, month, seq";
    static const char sql_then[] =
        "SELECT r.project, v.id, v.month, v.seq, v.state, v.month_invest, v.fund_arrived, v.fund_paid, v.progress_percent, v.site_state, v.submitted_at,"
        " v.accepted_at, v.late FROM report r CROSS JOIN report_version v WHERE v.region = r.region AND v.id = r.id AND v.version ="
        " (SELECT MAX(w.version) FROM report_version w WHERE w.region = r.region AND w.id = r.id AND w.changed_at <= $6)"
        " AND r.region = $1 AND r.project {keys} AND r.month BETWEEN $4 AND $5 AND v.removed = 0 ORDER BY r.project, v.month, v.seq";
    const struct value with[] = {V(c->region), V(s->from), V(s->to), V(or_first(s->first)), V(or_last(s->last)), V(s->at)};
    bool now = is_absent(s->at.ms);

    return open_facts(q, c, s, now ? sql_now : sql_then, with, now ? 5 : 6);
}

bool report_facts_next(struct query *q, id *project, struct report_facts *r)
{
    return query_row(q, INTO(TO(project), TO(&r->id), TO(&r->month), TO(&r->seq), TO(&r->state), TO(&r->invest), TO(&r->arrived), TO(&r->paid),
                             TO(&r->percent), TO(&r->site), TO(&r->submitted_at), TO(&r->accepted_at), TO(&r->late)));
}

static err load_facts(struct call *c, const struct facts_span *s, plan_facts_list *ret_plans, report_facts_list *ret_reports)
{
    CLEAN(query_close) struct query plans = {0}, reports = {0};
    struct plan_facts p;
    struct report_facts r;
    id of;

    TRY(plan_facts_open(&plans, c, s));
    while (plan_facts_next(&plans, &of, &p))
        list_push(ret_plans, c->arena) = p;
    TRY(query_end(&plans));
    TRY(report_facts_open(&reports, c, s));
    while (report_facts_next(&reports, &of, &r))
        list_push(ret_reports, c->arena) = r;
    return query_end(&reports);
}

err progress_of(struct call *c, id project, month from, month until, moment at, line_list *ret)
{
    plan_facts_list plans = {0};
    report_facts_list reports = {0};

    TRY(load_facts(c, &(struct facts_span){project, project, from, until, at}, &plans, &reports));
    progress_lines(c->arena, &plans, &reports, ret);
    return NULL;
}
