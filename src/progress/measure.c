/* Reading the sums: see progress.h. The caller's scope is a unit; whoever has none reads nothing here. */
#include "progress.h"

#include "kit/lists.h"

#define SUMS                                                                                                           \
    "COALESCE(SUM(m.baseline), 0), COALESCE(SUM(m.planned), 0), COALESCE(SUM(m.reported), 0), "                        \
    "COALESCE(SUM(m.accepted), 0),"                                                                                    \
    " COALESCE(SUM(m.arrived), 0), COALESCE(SUM(m.paid), 0), COALESCE(SUM(m.owed), 0), COALESCE(SUM(m.sent), 0),"      \
    " COALESCE(SUM(m.passed), 0), COALESCE(SUM(m.late), 0), COALESCE(SUM(m.zero), 0), "                                \
    "COALESCE(SUM(m.starts_planned), 0),"                                                                              \
    " COALESCE(SUM(m.starts), 0), COALESCE(SUM(m.finishes_planned), 0), COALESCE(SUM(m.finishes), 0)"

/* A unit within the caller's own. */
static bool may_see(const struct call *c, text unit)
{
    text own = scope_unit(c);

    return own.n && text_starts(unit, own);
}

static void read_sums(struct query *q, int from, struct measures *ret)
{
    for (int i = 0; i < M_COUNT; i++)
        ret->n[i] = query_int(q, from + i);
}

/* Lists stand in the key as a set; a list is asked for by a pattern over it. */
static text list_pattern(struct call *c, const struct measure_of *of)
{
    return of->list.n ? text_fmt(c->arena, "%%,%.*s,%%", TEXT_ARG(of->list)) : T("%");
}

static text works_key(const struct measure_of *of)
{
    return of->works.n ? of->works : T("*");
}

err measures_by_month(struct call *c, const struct measure_of *of, month from, month until, struct measures *ret)
{
    static const char sql_by_month[] =
        "SELECT m.month, " SUMS " FROM measure m WHERE m.region = $1 AND m.unit = $2 AND m.month BETWEEN $3 AND $4"
        " AND m.works = $5 AND ',' || m.lists || ',' LIKE $6 GROUP BY m.month";
    CLEAN(query_close) struct query q = {0};

    memset(ret, 0, sizeof(*ret) * (size_t)(until.n - from.n + 1));
    if (!may_see(c, of->unit))
        return NULL;
    TRY(query_open(&q, c->conn, c->arena, sql_by_month,
                   BIND(V(c->region), V(of->unit), V(from), V(until), V(works_key(of)), V(list_pattern(c, of)))));
    while (query_step(&q))
        read_sums(&q, 1, &ret[query_int(&q, 0) - from.n]);
    return query_end(&q);
}

static err read_rows(struct call *c, struct query *q, measure_list *ret)
{
    while (query_step(q)) {
        struct measure_row row = {.key = query_text(q, 0), .month = {query_int(q, 1)}};
        read_sums(q, 2, &row.sums);
        list_push(ret, c->arena) = row;
    }
    return query_end(q);
}

err measures_by_unit(struct call *c, const struct measure_of *of, month from, month until, measure_list *ret)
{
    static const char sql_by_unit[] = "SELECT m.unit, m.month, " SUMS
                                      " FROM measure m WHERE m.region = $1 AND m.works = $2 AND m.unit IN ({units})"
                                      " AND m.month BETWEEN $3 AND $4 AND ',' || m.lists || ',' LIKE $5 GROUP BY m.unit, m.month";
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};
    text units;

    if (!may_see(c, of->unit))
        return NULL;
    list_push(&bind, c->arena) = V(c->region);
    list_push(&bind, c->arena) = V(works_key(of));
    list_push(&bind, c->arena) = V(from);
    list_push(&bind, c->arena) = V(until);
    list_push(&bind, c->arena) = V(list_pattern(c, of));
    units = units_below(c->arena, of->unit, &bind);
    TRY(query_open(&q, c->conn, c->arena, text_replace(c->arena, text_of(sql_by_unit), T("{units}"), units).p,
                   (struct values){bind.v, bind.n}));
    return read_rows(c, &q, ret);
}

err measures_by_works(struct call *c, const struct measure_of *of, month from, month until, measure_list *ret)
{
    static const char sql_by_works[] =
        "SELECT m.works, m.month, " SUMS
        " FROM measure m WHERE m.region = $1 AND m.unit = $2 AND m.month BETWEEN $3 AND $4"
        " AND m.works <> '*' AND ',' || m.lists || ',' LIKE $5 GROUP BY m.works, m.month";
    CLEAN(query_close) struct query q = {0};

    if (!may_see(c, of->unit))
        return NULL;
    TRY(query_open(&q, c->conn, c->arena, sql_by_works,
                   BIND(V(c->region), V(of->unit), V(from), V(until), V(list_pattern(c, of)))));
    return read_rows(c, &q, ret);
}

err stock_of(struct call *c, const struct measure_of *of, stock_list *ret)
{
    static const char sql_stock[] =
        "SELECT s.what, SUM(s.projects), SUM(s.total_invest) FROM stock s WHERE s.region = $1 AND s.unit = $2"
        " AND s.works = $3 AND ',' || s.lists || ',' LIKE $4 GROUP BY s.what ORDER BY s.what";
    CLEAN(query_close) struct query q = {0};
    struct stock_row row;

    if (!may_see(c, of->unit))
        return NULL;
    TRY(query_open(&q, c->conn, c->arena, sql_stock,
                   BIND(V(c->region), V(of->unit), V(works_key(of)), V(list_pattern(c, of)))));
    while (query_row(&q, INTO(TO(&row.what), TO(&row.projects), TO(&row.total_invest))))
        list_push(ret, c->arena) = row;
    return query_end(&q);
}

err lights_of(struct call *c, const struct measure_of *of, int64_t *ret_red, int64_t *ret_yellow)
{
    static const char sql_own[] = "SELECT p.light, COUNT(*) FROM project p WHERE {scope:p} AND p.removed = 0 AND p.light IN ('red', 'yellow')"
                                  " AND ($1 = '' OR p.city = $1 OR p.county = $1) AND ($2 = '' OR p.works = $2) AND ',' || COALESCE(p.lists, '') || ',' LIKE $3"
                                  " AND +p.parent_id IS NULL AND p.stage <> 'withdrawn' GROUP BY p.light";
    CLEAN(query_close) struct query q = {0};
    int64_t red = 0, yellow = 0, n;
    stock_list stock = {0};
    text light;

    if (scope_unit(c).n) {
        TRY(stock_of(c, of, &stock));
        for (size_t i = 0; i < stock.n; i++) {
            red += text_eqz(stock.v[i].what, "light:red") ? stock.v[i].projects : 0;
            yellow += text_eqz(stock.v[i].what, "light:yellow") ? stock.v[i].projects : 0;
        }
    } else {
        TRY(query_scoped(&q, c, &project_record.scope, sql_own,
                         BIND(V(of->unit.n > 2 ? of->unit : T("")), V(of->works.n ? of->works : T("")), V(list_pattern(c, of)))));
        while (query_row(&q, INTO(TO(&light), TO(&n))))
            *(text_eqz(light, "red") ? &red : &yellow) = n;
        TRY(query_end(&q));
    }
    *ret_red = red;
    *ret_yellow = yellow;
    return NULL;
}
