/* What is new on the cockpit: lights, warnings, what arrived in the last hour; of a past month as it was known then, and what has changed since.
 * All within the page's place, work and list. See own.h.
 */
#include "own.h"

#include "base/format.h"
#include "kit/lists.h"
#include "project/project.h"
#include "warning/warning.h"

static err open_narrowed(struct query *q, struct call *c, const struct cockpit *v, const char *sql, moment since, moment until)
{
    value_list bind = {0};

    list_push(&bind, c->arena) = V(since);
    list_push(&bind, c->arena) = V(until);
    sql = cockpit_narrowed(c, &v->of, sql, "w", &bind).p;
    return query_scoped(q, c, &scope_by_place, sql, (struct values){bind.v, bind.n});
}

/* --- lights ------------------------------------------------------------------------------------------------------------------------ */

static void red_at(struct cockpit *v, text place, int64_t n)
{
    for (size_t i = 0; i < v->places.n; i++)
        if (text_eq(v->places.v[i].key, place))
            v->places.v[i].red += n;
}

static err red_now(struct call *c, struct cockpit *v)
{
    static const char sql_red[] = "SELECT unit, SUM(projects) FROM stock WHERE region = $1 AND what = 'light:red' AND works = $2 AND unit >= $3 AND unit < $4"
                                  " AND ',' || lists || ',' LIKE $5 GROUP BY unit";
    CLEAN(query_close) struct query q = {0};
    text unit;
    int64_t n;

    TRY(lights_of(c, &v->of, &v->red, &v->yellow));
    if (!scope_unit(c).n)
        return NULL;
    TRY(query_open(&q, c->conn, c->arena, sql_red,
                   BIND(V(c->region), V(v->works.n ? v->works : T("*")), V(v->of.unit), V(text_fmt(c->arena, "%.*s~", TEXT_ARG(v->of.unit))),
                        V(v->list.n ? text_fmt(c->arena, "%%,%.*s,%%", TEXT_ARG(v->list)) : T("%")))));
    while (query_row(&q, INTO(TO(&unit), TO(&n))))
        red_at(v, unit, n);
    return query_end(&q);
}

/* The worst that burnt over each project at the page's moment. */
static err lights_then(struct call *c, struct cockpit *v)
{
    static const char sql_lights[] =
        "SELECT w.city, w.county, MAX(CASE x.level WHEN 'red' THEN 2 ELSE 1 END) FROM warning w CROSS JOIN warning_version x CROSS JOIN project p"
        " WHERE " WARNING_STOOD_AT("$2")
        " AND p.region = w.region AND p.id = w.project AND {scope:w} AND w.raised_at <= $2 AND (w.cleared_at IS NULL OR w.cleared_at > $1)"
        " AND w.removed = 0 AND p.removed = 0 AND p.parent_id IS NULL AND p.stage <> 'withdrawn'{narrow} GROUP BY w.project, w.city, w.county";
    CLEAN(query_close) struct query q = {0};
    text city, county;
    int64_t worst;

    TRY(open_narrowed(&q, c, v, sql_lights, v->at, v->at));
    while (query_row(&q, INTO(TO(&city), TO(&county), TO(&worst)))) {
        *(worst == 2 ? &v->red : &v->yellow) += 1;
        red_at(v, v->of.unit.n <= 2 ? city : county, worst == 2);
    }
    return query_end(&q);
}

/* --- warnings ---------------------------------------------------------------------------------------------------------------------- */

static err read_warnings(struct call *c, struct cockpit *v)
{
    static const char sql_now[] = "SELECT w.id, w.project, w.name, w.level, w.reason_zh, w.reason_en, w.city, w.act_by, w.raised_at FROM warning w"
                                  " WHERE {scope:w} AND w.state = 'new' AND w.raised_at > $1 AND w.raised_at <= $2 AND w.removed = 0{narrow}"
                                  " ORDER BY w.raised_at DESC, w.id DESC LIMIT 7";
    static const char sql_then[] =
        "SELECT w.id, w.project, w.name, x.level, x.reason_zh, x.reason_en, w.city, x.act_by, w.raised_at FROM warning w CROSS JOIN warning_version x"
        " WHERE " WARNING_STOOD_AT("$2")
        " AND {scope:w} AND w.raised_at > $1 AND w.raised_at <= $2 AND x.state = 'new' AND w.removed = 0{narrow}"
        " ORDER BY w.raised_at DESC, w.id DESC LIMIT 7";
    bool now = is_absent(v->at.ms);
    CLEAN(query_close) struct query q = {0};
    struct warn_line w;
    text said[2];

    TRY(open_narrowed(&q, c, v, now ? sql_now : sql_then, (moment){0}, now ? c->now : v->at));
    while (query_row(&q, INTO(TO(&w.id), TO(&w.project), TO(&w.name), TO(&w.level), TO(&said[LANG_ZH]), TO(&said[LANG_EN]), TO(&w.city), TO(&w.act_by), TO(&w.at)))) {
        w.said = said[c->lang];
        w.late = now && !is_absent(w.act_by.days) ? c->today.days - w.act_by.days : 0;
        w.city = codelist_label(&list_city, (code){w.city}, c->lang);
        list_push(&v->warnings, c->arena) = w;
    }
    return query_end(&q);
}

/* --- what arrived, what changed since ----------------------------------------------------------------------------------------------- */

text cockpit_clock(struct call *c, moment at)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 64, LANG_ZH);
    fmt_time(&o, at);
    return text_copy(c->arena, text_sub(out_text(&o), 11, out_text(&o).n));
}

static err read_arrivals(struct call *c, struct cockpit *v)
{
    static const char sql_arrived[] = "SELECT w.project, w.name, w.city, w.month_invest, w.submitted_at FROM report w WHERE {scope:w}"
                                      " AND w.submitted_at > $1 AND w.submitted_at <= $2 AND w.removed = 0{narrow} ORDER BY w.submitted_at DESC, w.id DESC LIMIT 500";
    CLEAN(query_close) struct query q = {0};
    struct arrival x;

    TRY(open_narrowed(&q, c, v, sql_arrived, (moment){c->now.ms - 3600000}, c->now));
    while (query_row(&q, INTO(TO(&x.project), TO(&x.name), TO(&x.city), TO(&x.amount), TO(&x.at)))) {
        if (v->arrived++ >= ARRIVED)
            continue;
        x.city = codelist_label(&list_city, (code){x.city}, c->lang);
        x.clock = cockpit_clock(c, x.at);
        list_push(&v->arrivals, c->arena) = x;
    }
    return query_end(&q);
}

static int by_size(const void *a, const void *b)
{
    const struct late_change *x = a, *y = b;
    int64_t m = x->by.yuan < 0 ? -x->by.yuan : x->by.yuan, n = y->by.yuan < 0 ? -y->by.yuan : y->by.yuan;

    return m != n ? (m < n) - (m > n) : (x->project.n > y->project.n) - (x->project.n < y->project.n);
}

/* The greatest first: what the figures of a past page lack of today's. */
static void read_changes(struct call *c, struct cockpit *v)
{
    for (size_t i = 0; i < v->since.n; i++) {
        const struct since_line *l = &v->since.v[i];
        money by = {since_difference(l).n[M_REPORTED]};
        if (!by.yuan || l->now.month.n > v->month.n || !since_is_of(l, &v->of))
            continue;
        v->arrived++;
        list_push(&v->changes, c->arena) =
            (struct late_change){l->project, l->name, codelist_label(&list_city, (code){l->city}, c->lang),
                            l->now.report.n ? text_fmt(c->arena, "/reports/%lld", (long long)l->now.report.n) : text_fmt(c->arena, "/projects/%lld", (long long)l->project.n),
                            l->now.month, by};
    }
    if (v->changes.n)
        qsort(v->changes.v, v->changes.n, sizeof(*v->changes.v), by_size);
    v->changes.n = v->changes.n > ARRIVED ? ARRIVED : v->changes.n;
}

err cockpit_news(struct call *c, struct cockpit *v)
{
    bool now = is_absent(v->at.ms);

    TRY(now ? red_now(c, v) : lights_then(c, v));
    TRY(read_warnings(c, v));
    if (now)
        return read_arrivals(c, v);
    read_changes(c, v);
    return NULL;
}
