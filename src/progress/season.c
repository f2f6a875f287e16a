/* Fits how a year's work falls on its months to what the province has accepted of its finished years; kept by src/plan, which proposes by
 * it. Once a month, with the nightly round: reports of December are still being accepted in January. See progress.h.
 */
#include "progress.h"

struct gathering {
    plan_season_list fits;        /* keys */
    LIST(struct season_fit) sums; /* of the same index */
};

static struct season_fit *fit_of(struct gathering *g, struct arena *a, const struct plan_season_key *key)
{
    for (size_t i = 0; i < g->fits.n; i++)
        if (text_eq(g->fits.v[i].kind, key->kind) && text_eq(g->fits.v[i].place, key->place))
            return &g->sums.v[i];
    list_push(&g->fits, a) = (struct plan_season){.kind = text_copy(a, key->kind), .place = text_copy(a, key->place)};
    list_push(&g->sums, a) = (struct season_fit){0};
    return &g->sums.v[g->sums.n - 1];
}

/* Under way from the first day of the year to the last: a year in which it began or ended says less of the seasons than of the project. */
static bool whole_year(const struct project *p, int64_t year)
{
    return !is_absent(p->start_actual.days) && month_year(month_of(p->start_actual)) < year &&
           (is_absent(p->finish_actual.days) || month_year(month_of(p->finish_actual)) > year);
}

#define A_MONTH(n) " SUM(CASE WHEN month % 12 = " #n " THEN accepted END) AS m" #n ","
/* Project-years of which all twelve months are accepted; only those come out of the database. */
static const char sql_years[] =
    "SELECT y.year, y.m0, y.m1, y.m2, y.m3, y.m4, y.m5, y.m6, y.m7, y.m8, y.m9, y.m10, y.m11, p.industry, p.build_kind, p.project_type, p.sector, p.works, p.city,"
    " p.start_actual, p.finish_actual FROM (SELECT region, project," A_MONTH(0) A_MONTH(1) A_MONTH(2) A_MONTH(3) A_MONTH(4) A_MONTH(5) A_MONTH(6) A_MONTH(7) A_MONTH(8)
        A_MONTH(9) A_MONTH(10) A_MONTH(11) " month / 12 AS year FROM project_month WHERE region = $1 AND month >= $2 AND month < $3 GROUP BY region, project, month / 12"
    " HAVING COUNT(accepted) = 12) y JOIN project p ON p.region = y.region AND p.id = y.project WHERE p.removed = 0 ORDER BY y.project, y.year";

static err gather_seasons(struct call *c, struct gathering *g)
{
    CLEAN(query_close) struct query q = {0};
    int64_t this_year = month_year(month_of(c->today)), year;
    struct project p = {0};
    money m[MONTHS];

    TRY(query_open(&q, c->conn, c->arena, sql_years, BIND(V(c->region), V((month){(this_year - SEASON_YEARS) * 12}), V((month){this_year * 12}))));
    while (query_row(&q, INTO(TO(&year), TO(&m[0]), TO(&m[1]), TO(&m[2]), TO(&m[3]), TO(&m[4]), TO(&m[5]), TO(&m[6]), TO(&m[7]), TO(&m[8]), TO(&m[9]), TO(&m[10]),
                              TO(&m[11]), TO(&p.industry), TO(&p.build_kind), TO(&p.project_type), TO(&p.sector), TO(&p.works), TO(&p.city), TO(&p.start_actual),
                              TO(&p.finish_actual))))
        if (whole_year(&p, year) && season_tells(m)) {
            struct plan_season_key key = plan_season_key_of(&p, year);
            season_add(fit_of(g, c->arena, &key), year, m);
        }
    return query_end(&q);
}

err progress_fit_seasons(struct call *c)
{
    struct gathering g = {0};

    TRY(gather_seasons(c, &g));
    for (size_t i = 0; i < g.fits.n; i++) {
        struct plan_season *s = &g.fits.v[i];
        season_mean(&g.sums.v[i], s->share);
        s->samples = g.sums.v[i].n;
        s->first = g.sums.v[i].first;
        s->last = g.sums.v[i].last;
    }
    if (!g.fits.n) /* it was looked, and there is nothing */
        list_push(&g.fits, c->arena) = (struct plan_season){.kind = T("-")};
    return plan_seasons_save(c, &g.fits);
}

err progress_fit_seasons_monthly(struct call *c)
{
    static const char sql_last[] = "SELECT MAX(fitted_on) FROM plan_season WHERE region = $1";
    date last = NO_DATE;
    err e;

    TRY(conn_one(c->conn, c->arena, sql_last, BIND(V(c->region)), INTO(TO(&last)), NULL));
    if (!is_absent(last.days) && month_of(last).n == month_of(c->today).n)
        return NULL;
    TRY(conn_begin(c->conn, c->arena));
    e = progress_fit_seasons(c);
    if (e) {
        conn_rollback(c->conn);
        return e;
    }
    return conn_commit(c->conn, c->arena);
}
