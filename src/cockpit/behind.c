/* What stands behind a figure of the cockpit: the reports, the plans or the warnings that add up to it, with the page's own filters and as known at the
 * page's own moment. GET /cockpit/behind?…&show=done|plan|red|yellow&of=2026-03&after=
 */
#include "own.h"

#include "cockpit/cockpit.tpl.h"
#include "kit/lists.h"
#include "project/project.h"
#include "warning/warning.h"
#include "words.h"

enum { ROWS = 200, WARNINGS_READ = 4000 };

static bool before(const struct behind_row *a, month m, id project)
{
    return a->month.n != m.n ? a->month.n > m.n : a->project.n < project.n;
}

static int in_order(const void *a, const void *b)
{
    const struct behind_row *x = a, *y = b;

    return before(x, y->month, y->project) ? -1 : before(y, x->month, x->project) ? 1 : 0;
}

static text place_of(const struct call *c, text city, text county)
{
    return codelist_label(&list_unit, (code){county.n ? county : city}, c->lang);
}

/* "2026-03~4711": the row behind which one goes on. */
static void read_after(text typed, month *ret_month, id *ret_project)
{
    text rest, first = text_cut(typed, '~', &rest);
    int64_t project;
    month m;

    *ret_month = (month){9999 * 12};
    *ret_project = (id){0};
    if (!text_int(rest, &project))
        return;
    *ret_project = (id){project};
    if (month_parse(first, &m))
        *ret_month = m;
}

/* --- reports and plans -------------------------------------------------------------------------------------------------------------- */

static bool belongs(const struct behind *v, const struct month_line *l)
{
    return v->show == SHOW_DONE ? !is_absent(l->submitted_at.ms) : !is_absent(l->planned.yuan) && l->planned.yuan != 0;
}

static void put_line(struct call *c, struct behind_row *r, const struct month_line *l)
{
    r->month = l->month;
    r->planned = l->planned;
    r->done = l->reported;
    r->at = l->submitted_at;
    r->late = l->late.v == 1;
    r->href = l->report.n ? text_fmt(c->arena, "/reports/%lld", (long long)l->report.n) : NO_TEXT;
    r->state = codelist_label(record_field(&report_record, T("state"))->list, l->report_state, c->lang);
}

static err read_rows(struct call *c, struct behind *v, month after, id project)
{
    static const char sql_rows[] =
        "SELECT x.month, x.project, x.name, x.city, x.county, x.planned, x.reported, x.submitted_at, x.late, r.id, COALESCE(r.state, '') FROM"
        " (SELECT m.region, m.month, m.project, p.name, m.city, m.county, m.planned, m.reported, m.submitted_at, m.late FROM project_month m"
        " JOIN project p ON p.region = m.region AND p.id = m.project WHERE {scope:m} AND m.month BETWEEN $1 AND $2 AND {which}"
        " AND (m.month < $3 OR (m.month = $3 AND m.project > $4)) AND p.removed = 0 AND p.parent_id IS NULL AND p.stage <> 'withdrawn'{narrow}"
        " ORDER BY m.month DESC, m.project LIMIT $5) x LEFT JOIN report r ON r.region = x.region AND r.project = x.project AND r.month = x.month AND r.seq ="
        " (SELECT MAX(s.seq) FROM report s WHERE s.region = x.region AND s.project = x.project AND s.month = x.month AND s.removed = 0"
        " AND s.state NOT IN ('draft', 'returned')) ORDER BY x.month DESC, x.project";
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};
    struct month_line l = {0};
    text city, county, sql = text_replace(c->arena, text_of(sql_rows), T("{which}"), v->show == SHOW_DONE ? T("m.submitted_at IS NOT NULL") : T("m.planned <> 0"));
    struct behind_row r;

    list_push(&bind, c->arena) = V(v->from);
    list_push(&bind, c->arena) = V(v->until);
    list_push(&bind, c->arena) = V(after);
    list_push(&bind, c->arena) = V(project.n);
    list_push(&bind, c->arena) = V((int64_t)ROWS + 1);
    sql = cockpit_narrowed(c, &v->ck.of, sql.p, "m", &bind);
    TRY(query_scoped(&q, c, &scope_by_place, sql.p, (struct values){bind.v, bind.n}));
    while (query_row(&q, INTO(TO(&l.month), TO(&r.project), TO(&r.name), TO(&city), TO(&county), TO(&l.planned), TO(&l.reported), TO(&l.submitted_at),
                              TO(&l.late), TO(&l.report), TO(&l.report_state)))) {
        struct behind_row row = {.project = r.project, .name = r.name, .place = place_of(c, city, county)};
        put_line(c, &row, &l);
        list_push(&v->rows, c->arena) = row;
    }
    return query_end(&q);
}

static struct behind_row *row_of(struct behind *v, size_t n, month m, id project)
{
    for (size_t i = 0; i < n; i++)
        if (v->rows.v[i].month.n == m.n && v->rows.v[i].project.n == project.n)
            return &v->rows.v[i];
    return NULL;
}

/* The page's rows as they were known then: changed ones by what they were, and those that were there then only. */
static void rows_as_then(struct call *c, struct behind *v, month after, id project, bool more)
{
    const struct behind_row edge = {.month = after, .project = project};
    size_t n = v->rows.n, kept = 0;

    for (size_t i = 0; i < v->ck.since.n; i++) {
        const struct since_line *l = &v->ck.since.v[i];
        struct behind_row *r = row_of(v, n, l->now.month, l->project), row = {.project = l->project, .name = l->name};
        bool here = l->now.month.n >= v->from.n && l->now.month.n <= v->until.n && since_is_of(l, &v->ck.of) && before(&edge, l->now.month, l->project) &&
                    !(more && before(&v->rows.v[n - 1], l->now.month, l->project));
        if (r) {
            r->gone = !belongs(v, &l->then);
            put_line(c, r, &l->then);
        } else if (here && belongs(v, &l->then)) {
            row.place = place_of(c, l->city, l->county);
            put_line(c, &row, &l->then);
            list_push(&v->rows, c->arena) = row;
        }
    }
    for (size_t i = 0; i < v->rows.n; i++)
        if (!v->rows.v[i].gone)
            v->rows.v[kept++] = v->rows.v[i];
    v->rows.n = kept;
    if (kept)
        qsort(v->rows.v, kept, sizeof(*v->rows.v), in_order);
}

static err read_months(struct call *c, struct behind *v, text typed)
{
    month after;
    id project;
    bool more;

    read_after(typed, &after, &project);
    TRY(read_rows(c, v, after, project));
    more = v->rows.n > ROWS;
    if (more) {
        const struct behind_row *last = &v->rows.v[--v->rows.n - 1];
        v->next = text_fmt(c->arena, "%04d-%02d~%lld", month_year(last->month), month_of_year(last->month), (long long)last->project.n);
    }
    rows_as_then(c, v, after, project, more);
    return NULL;
}

/* The figure itself, out of the same sums as the cockpit's. */
static void add_up(struct behind *v)
{
    for (size_t i = 0; i < v->ck.curve.bars.n; i++) {
        const struct month_bar *b = &v->ck.curve.bars.v[i];
        if (b->month.n < v->from.n || b->month.n > v->until.n)
            continue;
        v->planned.yuan += b->plan.yuan;
        v->done.yuan += b->done.yuan;
    }
}

/* --- lights -------------------------------------------------------------------------------------------------------------------------- */

static err read_lights(struct call *c, struct behind *v, text typed)
{
    static const char sql_lights[] =
        "SELECT w.project, p.name, w.city, w.county, w.id, x.level, {said}.reason_zh, {said}.reason_en, x.since, {said}.act_by FROM warning w CROSS JOIN warning_version x"
        " CROSS JOIN project p WHERE " WARNING_STOOD_AT("$1")
        " AND p.region = w.region AND p.id = w.project AND {scope:w} AND w.raised_at <= $1 AND (w.cleared_at IS NULL OR w.cleared_at > $1)"
        " AND w.project > $2 AND w.removed = 0 AND p.removed = 0 AND p.parent_id IS NULL AND p.stage <> 'withdrawn'{narrow}"
        " ORDER BY w.project, CASE x.level WHEN 'red' THEN 0 ELSE 1 END, w.raised_at, w.id LIMIT $3";
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};
    text city, county, level, said[2], sql;
    id last = {0}, warning;
    struct behind_row r = {0};
    month none;
    int64_t read = 0;
    bool now = is_absent(v->ck.at.ms);

    read_after(typed, &none, &last);
    list_push(&bind, c->arena) = V(now ? c->now : v->ck.at);
    list_push(&bind, c->arena) = V(last.n);
    list_push(&bind, c->arena) = V((int64_t)WARNINGS_READ);
    sql = cockpit_narrowed(c, &v->ck.of, sql_lights, "w", &bind);
    sql = text_replace(c->arena, sql, T("{said}"), now ? T("w") : T("x")); /* its figures change daily without a version */
    TRY(query_scoped(&q, c, &scope_by_place, sql.p, (struct values){bind.v, bind.n}));
    while (!v->next.n && query_row(&q, INTO(TO(&r.project), TO(&r.name), TO(&city), TO(&county), TO(&warning), TO(&level), TO(&said[LANG_ZH]), TO(&said[LANG_EN]),
                                            TO(&r.since), TO(&r.act_by)))) {
        bool first = r.project.n != last.n, red = text_eqz(level, "red");
        if (first && v->rows.n == ROWS)
            v->next = text_fmt(c->arena, "~%lld", (long long)last.n);
        last = r.project;
        read++;
        if (v->next.n || !first || red != (v->show == SHOW_RED))
            continue;
        r.said = said[c->lang];
        r.place = place_of(c, city, county);
        r.href = text_fmt(c->arena, "/warnings/%lld", (long long)warning.n);
        list_push(&v->rows, c->arena) = r;
    }
    if (!v->next.n && read == WARNINGS_READ)
        v->next = text_fmt(c->arena, "~%lld", (long long)last.n);
    return query_end(&q);
}

/* --- the page ------------------------------------------------------------------------------------------------------------------------ */

static void put_chosen(struct call *c, struct behind *v)
{
    const option_list *of[] = {&v->ck.list_choices, &v->ck.work_choices};
    const struct measure_of *m = &v->ck.of;

    if (m->unit.n > 2)
        list_push(&v->chosen, c->arena) = codelist_label(&list_unit, (code){m->unit}, c->lang);
    for (size_t k = 0; k < COUNT(of); k++)
        for (size_t i = 1; i < of[k]->n; i++)
            if (of[k]->v[i].chosen)
                list_push(&v->chosen, c->arena) = of[k]->v[i].label;
}

err behind_read(struct req *q, struct behind *v)
{
    static const char *const shows[] = {"done", "plan", "red", "yellow"};
    struct call *c = &q->call;
    text show = params_get(&q->query, T("show")), after = params_get(&q->query, T("after"));
    month only;

    TRY(cockpit_read(c, &q->query, &v->ck));
    for (size_t i = 0; i < COUNT(shows); i++)
        if (text_eqz(show, shows[i]))
            v->show = (enum behind_show)i;
    v->from = (month){v->ck.year * 12};
    v->until = v->ck.month;
    if (v->show == SHOW_PLAN)
        v->until = (month){v->ck.year * 12 + 11};
    if (month_parse(params_get(&q->query, T("of")), &only) && month_year(only) == v->ck.year)
        v->from = v->until = only;
    put_chosen(c, v);
    add_up(v);
    TRY(v->show <= SHOW_PLAN ? read_months(c, v, after) : read_lights(c, v, after));
    if (v->next.n)
        v->next = text_fmt(c->arena, "%.*s&after=%.*s", TEXT_ARG(cockpit_behind(c, &v->ck, &v->ck.of, shows[v->show], v->from.n == v->until.n ? v->from : NO_MONTH)),
                           TEXT_ARG(v->next));
    return NULL;
}
