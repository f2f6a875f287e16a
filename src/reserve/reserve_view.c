/* Reading what the pages of the reserve show: see own.h. */
#include "own.h"

#include "base/format.h"
#include "kit/lists.h"
#include "reserve/words.h"

enum { ROWS_MOST = 30 };

/* --- places --------------------------------------------------------------------------------------------------------------------------------- */

static struct reserve_line *line_of(struct call *c, reserve_line_list *l, text unit)
{
    for (size_t i = 0; i < l->n; i++)
        if (text_eq(l->v[i].key, unit))
            return &l->v[i];
    list_push(l, c->arena) = (struct reserve_line){.key = unit, .label = codelist_label(&list_unit, (code){unit}, c->lang)};
    return &l->v[l->n - 1];
}

/* The unit itself and those one level below; a department's and an owner's come from their files. */
static bool is_level(text of, text unit)
{
    return text_eq(of, unit) || (text_starts(unit, of) && unit.n == (of.n == 2 ? 4u : 6u));
}

static struct reserve_line *where(struct call *c, struct reserve_view *v, text unit)
{
    if (!is_level(v->unit, unit))
        return NULL;
    return text_eq(unit, v->unit) ? &v->all : line_of(c, &v->lines, unit);
}

static int band_of(text key)
{
    for (int i = 0; i < BANDS; i++)
        if (text_eqz(key, reserve_band_keys[i]))
            return i;
    return BAND_EARLY;
}

static err read_sums(struct call *c, struct reserve_view *v)
{
    static const char sql_bands[] = "SELECT unit, band, projects, total_invest FROM reserve_sum WHERE region = $1 AND unit >= $2 AND unit < $3";
    static const char sql_years[] = "SELECT unit, year, invest FROM rolling_sum WHERE region = $1 AND unit >= $2 AND unit < $3 AND year BETWEEN $4 AND $5";
    CLEAN(query_close) struct query bands = {0}, years = {0};
    text unit, band, end = text_fmt(c->arena, "%.*s~", TEXT_ARG(v->unit));
    struct reserve_line *l;
    int64_t projects, year;
    money total;

    TRY(query_open(&bands, c->conn, c->arena, sql_bands, BIND(V(c->region), V(v->unit), V(end))));
    while (query_row(&bands, INTO(TO(&unit), TO(&band), TO(&projects), TO(&total)))) {
        if (!(l = where(c, v, unit)))
            continue;
        l->projects[band_of(band)] = projects;
        l->total[band_of(band)] = total;
    }
    TRY(query_end(&bands));
    TRY(query_open(&years, c->conn, c->arena, sql_years, BIND(V(c->region), V(v->unit), V(end), V(v->year), V(v->year + ROLLING_YEARS - 1))));
    while (query_row(&years, INTO(TO(&unit), TO(&year), TO(&total))))
        if ((l = where(c, v, unit)))
            l->rolling[year - v->year] = total;
    return query_end(&years);
}

/* Of a department or an owner: added up from the files. */
static err add_files(struct call *c, struct reserve_view *v)
{
    static const char sql_files[] = "SELECT stage, maturity, total_invest FROM project r WHERE r.region = $1 AND {scope:r} AND r.removed = 0 AND +r.parent_id IS NULL"
                                    " AND r.stage IN ('planned', 'reserve', 'preliminary')";
    static const char sql_years[] = "SELECT r.year, SUM(r.invest) FROM rolling_year r WHERE r.region = $1 AND {scope:r} AND r.removed = 0 AND r.year BETWEEN $2 AND $3"
                                    " GROUP BY r.year";
    CLEAN(query_close) struct query files = {0}, years = {0};
    struct project p = {0};
    int64_t year;
    money total;

    TRY(query_scoped(&files, c, &project_record.scope, sql_files, BIND(V(c->region))));
    while (query_row(&files, INTO(TO(&p.stage), TO(&p.maturity), TO(&p.total_invest)))) {
        v->all.projects[reserve_band_of(&p)]++;
        v->all.total[reserve_band_of(&p)].yuan += is_absent(p.total_invest.yuan) ? 0 : p.total_invest.yuan;
    }
    TRY(query_end(&files));
    TRY(query_scoped(&years, c, &scope_by_place, sql_years, BIND(V(c->region), V(v->year), V(v->year + ROLLING_YEARS - 1))));
    while (query_row(&years, INTO(TO(&year), TO(&total))))
        v->all.rolling[year - v->year] = total;
    return query_end(&years);
}

/* --- the most mature that have not begun ------------------------------------------------------------------------------------------------------- */

static err read_rows(struct call *c, struct reserve_view *v)
{
    static const char sql_rows[] = "SELECT r.id, r.name, r.stage, r.division, r.maturity, r.total_invest, r.start_plan FROM project r WHERE r.region = $1 AND"
                                   " {scope:r} AND r.removed = 0 AND r.maturity IS NOT NULL AND ($2 = '' OR r.city = $2 OR r.county = $2)"
                                   " ORDER BY r.maturity DESC, r.id DESC LIMIT $3";
    const struct codelist *stages = record_field(&project_record, T("stage"))->list;
    CLEAN(query_close) struct query q = {0};
    text unit = text_eq(v->unit, c->actor.unit) ? T("") : v->unit;
    struct reserve_row r;
    code stage, place;

    TRY(query_scoped(&q, c, &project_record.scope, sql_rows, BIND(V(c->region), V(unit), V((int64_t)ROWS_MOST))));
    while (query_row(&q, INTO(TO(&r.id), TO(&r.name), TO(&stage), TO(&place), TO(&r.score), TO(&r.total), TO(&r.start)))) {
        r.stage = codelist_label(stages, stage, c->lang);
        r.place = codelist_label(&list_division, place, c->lang);
        list_push(&v->rows, c->arena) = r;
    }
    return query_end(&q);
}

static bool reads_in_wan(const struct reserve_line *all)
{
    money most = all->total[0];

    for (int i = 1; i < BANDS; i++)
        most = all->total[i].yuan > most.yuan ? all->total[i] : most;
    return sum_in_wan(most);
}

err reserve_view(struct req *q, struct reserve_view *ret)
{
    struct call *c = &q->call;
    struct reserve_view v = {.year = month_year(month_of(c->today))};
    text unit = params_get(&q->query, T("unit"));
    bool kept = c->actor.scope != SCOPE_WORKS && c->actor.scope != SCOPE_OWNER;

    v.unit = c->actor.unit;
    v.year_text = text_fmt(c->arena, "%lld", (long long)v.year);
    if (codelist_has(&list_unit, (code){unit}) && text_starts(unit, c->actor.unit) && unit.n > c->actor.unit.n)
        v.unit = unit;
    TRY(kept ? read_sums(c, &v) : add_files(c, &v));
    v.wan = reads_in_wan(&v.all);
    TRY(read_rows(c, &v));
    TRY(admission_read_mine(q, text_eq(v.unit, c->actor.unit) ? T("") : v.unit, &v.mine));
    for (size_t i = 0; i < v.lines.n; i++)
        v.lines.v[i].href = text_fmt(c->arena, "/reserve?unit=%.*s", TEXT_ARG(v.lines.v[i].key));
    if (!text_eq(v.unit, c->actor.unit)) {
        v.unit_name = codelist_label(&list_unit, (code){v.unit}, c->lang);
        v.up = v.unit.n == 6 && c->actor.unit.n == 2 ? text_fmt(c->arena, "/reserve?unit=%.4s", v.unit.p) : T("/reserve");
    }
    v.list = text_fmt(c->arena, "/projects?stage=planned,reserve,preliminary&sort=-maturity&columns=name,stage,maturity,division,works,total_invest,start_plan%s%.*s",
                      v.unit.n == 4 ? "&city=" : v.unit.n == 6 ? "&county=" : "", v.unit.n > 2 ? (int)v.unit.n : 0, v.unit.p);
    *ret = v;
    return NULL;
}

/* --- one project ----------------------------------------------------------------------------------------------------------------------------------- */

/* Where an item is mended: its field in the form, or its table in the file. */
static text mended_at(struct call *c, const struct project *p, const struct maturity_rule *r)
{
    static const char *const tables[] = {[NEEDS_PERMIT] = "permits", [NEEDS_FUNDS] = "fund_sources", [NEEDS_ROWS] = "milestones"};
    long long at = (long long)p->head.id.n;

    if (r->need == NEEDS_FIELD)
        return text_fmt(c->arena, "/projects/%lld/edit#f-%.*s", at, TEXT_ARG(r->arg));
    if (r->need == NEEDS_LAND)
        return text_fmt(c->arena, "/projects/%lld/edit#f-land_approved", at);
    return text_fmt(c->arena, "/projects/%lld#%s", at, tables[r->need]);
}

err maturity_tab(struct req *q, struct maturity_tab *ret)
{
    const struct maturity_rules *rules = maturity_rules();
    struct call *c = &q->call;
    struct maturity_tab v = {0};
    struct maturity_facts f;
    void *r;

    TRY(pages_open(q, &project_record, &r, &v.top));
    v.p = r;
    v.asked = maturity_asked(v.p);
    v.may_change = v.top.may_change;
    TRY(admission_read_panel(q, v.p, &v.admission));
    TRY(maturity_facts_of(c, v.p, &f));
    v.score = maturity_score(rules, &f);
    v.fill = text_fmt(c->arena, "%lld", (long long)v.score);
    for (size_t i = 0; i < rules->n; i++)
        list_push(&v.items, c->arena) = (struct maturity_item){.name = rules->v[i].name[c->lang], .points = rules->v[i].points,
                                                               .met = maturity_met(&rules->v[i], &f), .href = mended_at(c, v.p, &rules->v[i])};
    *ret = v;
    return NULL;
}
