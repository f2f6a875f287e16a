/* The figures: see own.h. */
#include "own.h"

#include "kit/division.h"
#include "kit/lists.h"
#include "report/report.h"
#include "warning/warning.h"

#define FIGURES                                                                                                                        \
    " COUNT(*), SUM(COALESCE(r.typed_fields, 0)), COUNT(r.typed_fields), SUM(COALESCE(r.fill_seconds, 0)), COUNT(r.fill_seconds),"      \
    " SUM(CASE WHEN r.typed_fields <= 4 AND r.fill_seconds < 60 THEN 1 ELSE 0 END),"                                                    \
    " SUM(CASE WHEN r.answers IS NULL OR r.answers = '' THEN 0 ELSE LENGTH(r.answers) - LENGTH(REPLACE(r.answers, '\n', '')) + 1 END)," \
    " SUM(CASE WHEN r.returned_at IS NULL THEN 0 ELSE 1 END)"
#define SENT " r.submitted_at IS NOT NULL AND r.removed = 0 AND ($1 = '' OR r.city = $1 OR r.county = $1)"

static int64_t tenths(int64_t n, int64_t of)
{
    return of > 0 ? n * 10 / of : ABSENT;
}

static void settle(struct burden_line *l)
{
    l->typed_each = tenths(l->typed, l->counted);
    l->seconds_each = l->timed > 0 ? l->seconds / l->timed : ABSENT;
    l->prefilled_share = l->counted > 0 ? 1000 - l->typed * 1000 / (l->counted * FORM_FIELDS) : ABSENT;
    if (l->prefilled_share != ABSENT && l->prefilled_share < 0)
        l->prefilled_share = 0;
    l->easy_share = l->timed > 0 ? l->easy * 1000 / l->timed : ABSENT;
}

static void add(struct burden_line *to, const struct burden_line *l)
{
    to->reports += l->reports;
    to->typed += l->typed;
    to->counted += l->counted;
    to->seconds += l->seconds;
    to->timed += l->timed;
    to->easy += l->easy;
    to->questions += l->questions;
    to->returned += l->returned;
    to->warnings += l->warnings;
}

#define FIGURES_INTO(l) TO(&(l).reports), TO(&(l).typed), TO(&(l).counted), TO(&(l).seconds), TO(&(l).timed), TO(&(l).easy), TO(&(l).questions), TO(&(l).returned)

/* --- by place or body ------------------------------------------------------------------------------------------------------------ */

/* What the rows are of: the level below what is looked at. */
static const char *below(const struct call *c, const struct burden *v)
{
    if (v->unit.n == 6 || c->actor.scope == SCOPE_COUNTY || c->actor.scope == SCOPE_OWNER)
        return "CAST(x.owner AS TEXT)";
    return v->unit.n == 4 || c->actor.scope == SCOPE_CITY ? "x.county" : "x.city";
}

static text of_level(struct call *c, const struct burden *v, const char *sql, const char *alias)
{
    text column = text_replace(c->arena, text_of(below(c, v)), T("x."), text_fmt(c->arena, "%s.", alias));

    return text_replace(c->arena, text_of(sql), T("{key}"), column);
}

static err name_bodies(struct call *c, struct burden *v)
{
    size_t n = v->rows.n;
    id *ids = arena_alloc(c->arena, (n ? n : 1) * sizeof(id));
    text *names = arena_alloc(c->arena, (n ? n : 1) * sizeof(text));

    for (size_t i = 0; i < n; i++)
        ids[i] = text_int(v->rows.v[i].key, &ids[i].n) ? ids[i] : (id){0};
    TRY(record_titles(c, record_by_name(T("body")), ids, n, names));
    for (size_t i = 0; i < n; i++)
        v->rows.v[i].name = names[i].n ? names[i] : T("–");
    return NULL;
}

static err name_rows(struct call *c, struct burden *v)
{
    v->bodies = text_starts(text_of(below(c, v)), T("CAST"));
    if (v->bodies)
        return name_bodies(c, v);
    for (size_t i = 0; i < v->rows.n; i++) {
        struct burden_line *l = &v->rows.v[i];
        l->name = l->key.n ? codelist_label(&list_unit, (code){l->key}, c->lang) : T("–");
        l->href = l->key.n ? text_fmt(c->arena, "/burden?month=%04d-%02d&unit=%.*s", month_year(v->month), month_of_year(v->month), TEXT_ARG(l->key)) : NO_TEXT;
    }
    return NULL;
}

static err read_warnings(struct call *c, struct burden *v)
{
    static const char sql_raised[] = "SELECT COALESCE({key}, ''), COUNT(*) FROM warning w WHERE {scope:w} AND w.raised_at >= $2 AND w.raised_at < $3"
                                     " AND w.removed = 0 AND ($1 = '' OR w.city = $1 OR w.county = $1) GROUP BY 1 ORDER BY 1";
    moment from = date_start(month_first(v->month)), until = date_start(month_first((month){v->month.n + 1}));
    CLEAN(query_close) struct query q = {0};
    text key;
    int64_t n;

    TRY(query_scoped(&q, c, &scope_by_place, of_level(c, v, sql_raised, "w").p, BIND(V(v->unit), V(from), V(until))));
    while (query_row(&q, INTO(TO(&key), TO(&n))))
        for (size_t i = 0; i < v->rows.n; i++)
            if (text_eq(v->rows.v[i].key, key))
                v->rows.v[i].warnings = n;
    return query_end(&q);
}

static err read_rows(struct call *c, struct burden *v)
{
    static const char sql_rows[] = "SELECT COALESCE({key}, '')," FIGURES " FROM report r WHERE {scope:r} AND r.month = $2 AND" SENT " GROUP BY 1 ORDER BY 1 LIMIT 500";
    CLEAN(query_close) struct query q = {0};
    struct burden_line l = {0};

    TRY(query_scoped(&q, c, &scope_by_place, of_level(c, v, sql_rows, "r").p, BIND(V(v->unit), V(v->month))));
    while (query_row(&q, INTO(TO(&l.key), FIGURES_INTO(l))))
        list_push(&v->rows, c->arena) = l;
    TRY(query_end(&q));
    TRY(read_warnings(c, v));
    for (size_t i = 0; i < v->rows.n; i++) {
        settle(&v->rows.v[i]);
        add(&v->all, &v->rows.v[i]);
    }
    settle(&v->all);
    return name_rows(c, v);
}

err burden_read_months(struct call *c, struct burden *v)
{
    static const char sql_months[] = "SELECT r.month," FIGURES " FROM report r WHERE {scope:r} AND r.month BETWEEN $2 AND $3 AND" SENT " GROUP BY 1 ORDER BY 1 DESC";
    CLEAN(query_close) struct query q = {0};
    struct burden_line l = {0};

    TRY(query_scoped(&q, c, &scope_by_place, sql_months, BIND(V(v->unit), V((month){v->month.n - MONTHS_BACK + 1}), V(v->month))));
    while (query_row(&q, INTO(TO(&l.month), FIGURES_INTO(l)))) {
        settle(&l);
        l.href = text_fmt(c->arena, "/burden?month=%04d-%02d&unit=%.*s", month_year(l.month), month_of_year(l.month), TEXT_ARG(v->unit));
        list_push(&v->months, c->arena) = l;
    }
    return query_end(&q);
}

err burden_read(struct call *c, const struct params *query, struct burden *v)
{
    text unit = params_get(query, T("unit"));

    *v = (struct burden){.month = report_month(c->now), .unit = T("")};
    if (is_absent(v->month.n))
        v->month = month_of(c->today);
    month_parse(params_get(query, T("month")), &v->month);
    if (unit.n && codelist_item(&list_unit, unit) && unit.n > 2)
        v->unit = unit;
    v->query = text_fmt(c->arena, "month=%04d-%02d&unit=%.*s", month_year(v->month), month_of_year(v->month), TEXT_ARG(v->unit));
    return read_rows(c, v);
}

const struct capability burden_capability = {.name = "burden", .routes = burden_routes};
