/* What sums of a past moment lack of those kept now: the few projects of which a plan or report has changed since, each of their months anew as it is
 * and as it was, by the same function. A past page thus reads the kept sums and what differs, whatever the number of projects. See progress.h.
 */
#include "progress.h"

#include "progress/own.h"

enum { CHUNK = 512 };

struct changed {
    id project;
    text name, city, county, works, lists;
    plan_facts_list plans;
    report_facts_list reports;
    line_list now;
};
typedef LIST(struct changed) changed_list;

/* Projects that count, of the unit, of which a report of the months (of one year, from its first on) or a plan of that year is another than at that
 * moment. Months are named one by one, so that of each only what changed since is walked. */
static err read_changed(struct call *c, text unit, month from, month until, moment at, changed_list *ret)
{
    static const char sql_changed[] =
        "SELECT p.id, p.name, COALESCE(p.city, ''), COALESCE(p.county, ''), COALESCE(p.works, ''), COALESCE(p.lists, '') FROM project p WHERE {scope:p}"
        " AND p.id IN (SELECT r.project FROM report r WHERE r.region = $1 AND r.month IN ($2, CAST($2 AS BIGINT) + 1, CAST($2 AS BIGINT) + 2,"
        " CAST($2 AS BIGINT) + 3, CAST($2 AS BIGINT) + 4, CAST($2 AS BIGINT) + 5, CAST($2 AS BIGINT) + 6, CAST($2 AS BIGINT) + 7, CAST($2 AS BIGINT) + 8,"
        " CAST($2 AS BIGINT) + 9, CAST($2 AS BIGINT) + 10, CAST($2 AS BIGINT) + 11) AND r.month <= $3 AND r.changed_at > $4"
        " UNION SELECT y.project FROM plan y WHERE y.region = $1 AND y.year = $5 AND y.confirmed_at > $4)"
        " AND ($6 = '' OR p.city = $6 OR p.county = $6) AND +p.parent_id IS NULL AND p.stage <> 'withdrawn' AND p.removed = 0 ORDER BY p.id";
    CLEAN(query_close) struct query q = {0};
    struct changed x = {0};

    TRY(query_scoped(&q, c, &project_record.scope, sql_changed,
                     BIND(V(c->region), V(from), V(until), V(at), V((int64_t)month_year(from)), V(unit.n > 2 ? unit : T("")))));
    while (query_row(&q, INTO(TO(&x.project), TO(&x.name), TO(&x.city), TO(&x.county), TO(&x.works), TO(&x.lists))))
        list_push(ret, c->arena) = x;
    return query_end(&q);
}

/* Rows come in the order of projects. */
static struct changed *find(struct changed *v, size_t n, size_t *at, id project)
{
    while (*at < n && v[*at].project.n < project.n)
        ++*at;
    return *at < n && v[*at].project.n == project.n ? &v[*at] : NULL;
}

static err read_facts(struct call *c, struct changed *v, size_t n, const struct facts_span *s)
{
    CLEAN(query_close) struct query plans = {0}, reports = {0};
    struct plan_facts p;
    struct report_facts r;
    struct changed *x;
    size_t at = 0;
    id project;

    for (size_t i = 0; i < n; i++)
        v[i].plans.n = v[i].reports.n = 0;
    TRY(plan_facts_open(&plans, c, s));
    while (plan_facts_next(&plans, &project, &p))
        if ((x = find(v, n, &at, project)))
            list_push(&x->plans, c->arena) = p;
    TRY(query_end(&plans));
    at = 0;
    TRY(report_facts_open(&reports, c, s));
    while (report_facts_next(&reports, &project, &r))
        if ((x = find(v, n, &at, project)))
            list_push(&x->reports, c->arena) = r;
    return query_end(&reports);
}

static const struct month_line *line_of(struct call *c, line_list *l, month m)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i].month.n == m.n)
            return &l->v[i];
    progress_empty_line(c->arena, m, l);
    return line_of(c, l, m);
}

static bool same_figures(const struct month_line *a, const struct month_line *b)
{
    return a->baseline.yuan == b->baseline.yuan && a->planned.yuan == b->planned.yuan && a->reported.yuan == b->reported.yuan &&
           a->accepted.yuan == b->accepted.yuan && a->arrived.yuan == b->arrived.yuan && a->paid.yuan == b->paid.yuan &&
           is_absent(a->submitted_at.ms) == is_absent(b->submitted_at.ms) && is_absent(a->accepted_at.ms) == is_absent(b->accepted_at.ms) &&
           a->late.v == b->late.v;
}

static void compare(struct call *c, struct changed *x, line_list *then, month from, month last, since_list *ret)
{
    for (month m = from; m.n <= last.n; m.n++) {
        struct month_line now = *line_of(c, &x->now, m), was = *line_of(c, then, m);
        if (!same_figures(&now, &was))
            list_push(ret, c->arena) = (struct since_line){x->project, x->name, x->city, x->county, x->works, x->lists, now, was};
    }
}

static err compare_chunk(struct call *c, struct changed *v, size_t n, month from, month until, moment at, since_list *ret)
{
    id *among = ARENA_ARRAY(c->arena, id, n);
    month last = {from.n - from.n % 12 + 11};
    struct facts_span s = {v[0].project, v[n - 1].project, from, until, NO_MOMENT, among, n};

    for (size_t i = 0; i < n; i++)
        among[i] = v[i].project;
    TRY(read_facts(c, v, n, &s));
    for (size_t i = 0; i < n; i++)
        progress_lines(c->arena, &v[i].plans, &v[i].reports, &v[i].now);
    s.at = at;
    TRY(read_facts(c, v, n, &s));
    for (size_t i = 0; i < n; i++) {
        line_list then = {0};
        progress_lines(c->arena, &v[i].plans, &v[i].reports, &then);
        compare(c, &v[i], &then, from, last, ret);
    }
    return NULL;
}

err months_since(struct call *c, text unit, month from, month until, moment at, since_list *ret)
{
    changed_list l = {0};

    TRY(read_changed(c, unit, from, until, at, &l));
    for (size_t i = 0; i < l.n; i += CHUNK)
        TRY(compare_chunk(c, l.v + i, l.n - i < CHUNK ? l.n - i : CHUNK, from, until, at, ret));
    return NULL;
}

bool since_is_of(const struct since_line *l, const struct measure_of *of)
{
    text lists = l->lists, one;

    if ((of->unit.n == 4 && !text_eq(of->unit, l->city)) || (of->unit.n > 4 && !text_eq(of->unit, l->county)) || (of->works.n && !text_eq(of->works, l->works)))
        return false;
    while (of->list.n && text_each(&lists, ',', &one))
        if (text_eq(one, of->list))
            return true;
    return !of->list.n;
}

struct measures since_difference(const struct since_line *l)
{
    struct measures now = measures_of_line(&(struct stored_line){.line = l->now}), then = measures_of_line(&(struct stored_line){.line = l->then});

    for (int i = 0; i < M_COUNT; i++)
        now.n[i] -= then.n[i];
    return now;
}
