/* What is asked of the cockpit: year, month, list, work and region out of the address; what can be chosen; where its figures lead. See own.h. */
#include "own.h"

#include "base/format.h"
#include "kit/lists.h"
#include "project/project.h"
#include "words.h"

static void choose(struct call *c, option_list *l, text key, text label, text chosen)
{
    list_push(l, c->arena) = (struct option_view){key, label, text_eq(key, chosen)};
}

static text month_label(struct call *c, month m)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 64, c->lang);
    fmt_month(&o, m);
    return text_copy(c->arena, out_text(&o));
}

static void offer(struct call *c, struct cockpit *v, int64_t first)
{
    int64_t this_year = month_year(month_of(c->today));
    text own = scope_unit(c), year = text_fmt(c->arena, "%lld", (long long)v->year);

    for (int64_t y = this_year; y >= first || y == this_year; y--) {
        text key = text_fmt(c->arena, "%lld", (long long)y);
        choose(c, &v->years, key, key, year);
    }
    if (v->year < first)
        choose(c, &v->years, year, year, year);
    for (int i = 0; i < MONTHS_OF_YEAR; i++) {
        month m = {v->year * 12 + i};
        text key = text_fmt(c->arena, "%lld-%02d", (long long)v->year, i + 1);
        if (m.n <= month_of(c->today).n)
            choose(c, &v->months_to_choose, key, month_label(c, m), text_fmt(c->arena, "%lld-%02d", (long long)(v->month.n / 12), (int)(v->month.n % 12) + 1));
    }
    choose(c, &v->list_choices, T(""), text_of(w_ck_list_all.in[c->lang]), v->list);
    for (size_t i = 0; i < list_lists.n; i++)
        choose(c, &v->list_choices, text_of(list_lists.items[i].key), text_of(list_lists.items[i].in[c->lang]), v->list);
    choose(c, &v->work_choices, T(""), text_of(w_ck_works_all.in[c->lang]), v->works);
    for (size_t i = 0; i < list_works.n; i++)
        choose(c, &v->work_choices, text_of(list_works.items[i].key), text_of(list_works.items[i].in[c->lang]), v->works);
    choose(c, &v->regions, T(""), text_of(w_ck_region_all.in[c->lang]), v->unit);
    for (size_t i = 0; i < all_divisions.n; i++) {
        const struct division *d = &all_divisions.v[i];
        bool under = own.n <= 2 ? d->level == LEVEL_CITY : own.n == 4 && d->level == LEVEL_COUNTY && text_starts(d->unit, own);
        if (under && is_absent(d->valid_to.days))
            choose(c, &v->regions, d->unit, division_name(d, c->lang), v->unit);
    }
}

static text allowed(const struct codelist *l, text key)
{
    return key.n && codelist_item(l, key) ? key : NO_TEXT;
}

static void read_query(struct call *c, const struct params *q, struct cockpit *v)
{
    static const char *const measures[BY_COUNT] = {"rate", "gap", "start", "paid"};
    int64_t year;
    month now = month_of(c->today);

    v->today = c->today;
    v->clock = cockpit_clock(c, c->now);
    v->year = text_int(params_get(q, T("year")), &year) && year >= 2015 && year <= month_year(now) ? year : month_year(now);
    v->month = v->year == month_year(now) ? now : (month){v->year * 12 + 11};
    if (month_parse(params_get(q, T("month")), &now) && month_year(now) == v->year && now.n <= month_of(c->today).n)
        v->month = now;
    v->list = allowed(&list_lists, params_get(q, T("list")));
    v->works = allowed(&list_works, params_get(q, T("works")));
    v->unit = allowed(&list_unit, params_get(q, T("region")));
    for (int i = 0; i < BY_COUNT; i++)
        if (text_eqz(params_get(q, T("by")), measures[i]))
            v->by = (enum by)i;
    v->as_now = text_eqz(params_get(q, T("known")), "now");
}

/* --- where its figures lead ----------------------------------------------------------------------------------------------------- */

static text question(struct call *c, const struct cockpit *v, const struct measure_of *of)
{
    return text_fmt(c->arena, "year=%lld&month=%04d-%02d&list=%.*s&works=%.*s&region=%.*s%s", (long long)v->year, month_year(v->month), month_of_year(v->month),
                    TEXT_ARG(of->list), TEXT_ARG(of->works), TEXT_ARG(of->unit.n > 2 ? of->unit : T("")), v->as_now ? "&known=now" : "");
}

text cockpit_behind(struct call *c, const struct cockpit *v, const struct measure_of *of, const char *show, month only)
{
    text ret = text_fmt(c->arena, "/cockpit/behind?%.*s&show=%s", TEXT_ARG(question(c, v, of)), show);

    return is_absent(only.n) ? ret : text_fmt(c->arena, "%.*s&of=%04d-%02d", TEXT_ARG(ret), month_year(only), month_of_year(only));
}

text cockpit_projects(struct call *c, const struct measure_of *of)
{
    CLEAN(out_free) struct out o = {0};
    const text parts[][2] = {{of->unit.n == 6 ? T("county") : T("city"), of->unit.n > 2 ? of->unit : T("")}, {T("works"), of->works}, {T("lists"), of->list}};
    const char *sign = "?";

    out_init(&o, 1024, LANG_EN);
    LIT(&o, "/projects");
    for (size_t i = 0; i < COUNT(parts); i++) {
        if (!parts[i][1].n)
            continue;
        out_fmt(&o, "%s%.*s=%.*s", sign, TEXT_ARG(parts[i][0]), TEXT_ARG(parts[i][1]));
        sign = "&";
    }
    return text_copy(c->arena, out_text(&o));
}

text cockpit_narrowed(struct call *c, const struct measure_of *of, const char *sql, const char *alias, value_list *bind)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 1024, LANG_EN);
    if (of->unit.n > 2) {
        list_push(bind, c->arena) = V(of->unit);
        out_fmt(&o, " AND %s.%s = $%zu", alias, of->unit.n == 4 ? "city" : "county", bind->n);
    }
    if (of->works.n) {
        list_push(bind, c->arena) = V(of->works);
        out_fmt(&o, " AND %s.works = $%zu", alias, bind->n);
    }
    if (of->list.n) {
        list_push(bind, c->arena) = V(text_fmt(c->arena, "%%,%.*s,%%", TEXT_ARG(of->list)));
        out_fmt(&o, " AND %s.project IN (SELECT l.id FROM project l WHERE l.lists > '' AND ',' || l.lists || ',' LIKE $%zu AND ", alias, bind->n);
        scope_clause(c, &project_record.scope, "l", &o, bind);
        LIT(&o, ")");
    }
    return text_replace(c->arena, text_of(sql), T("{narrow}"), out_text(&o));
}

static void address(struct call *c, struct cockpit *v)
{
    static const char *const keys[BY_COUNT] = {"rate", "gap", "start", "paid"};

    v->query = question(c, v, &v->of);
    if (is_absent(v->at.ms))
        v->live = text_fmt(c->arena, "?%.*s&by=%s", TEXT_ARG(v->query), keys[v->by]);
    v->year_text = text_fmt(c->arena, "%lld", (long long)v->year);
    v->red_href = cockpit_behind(c, v, &v->of, "red", NO_MONTH);
    v->yellow_href = cockpit_behind(c, v, &v->of, "yellow", NO_MONTH);
    v->done_href = cockpit_behind(c, v, &v->of, "done", NO_MONTH);
    v->plan_href = cockpit_behind(c, v, &v->of, "plan", NO_MONTH);
    v->warnings_href = text_fmt(c->arena, "/warnings?state=new%s%s%.*s%s%.*s", v->unit.n ? "&" : "", v->unit.n == 4 ? "city=" : v->unit.n == 6 ? "county=" : "",
                                TEXT_ARG(v->unit.n >= 4 ? v->unit : T("")), v->works.n ? "&works=" : "", TEXT_ARG(v->works));
}

static void offer_measures(struct call *c, struct cockpit *v)
{
    static const struct word *const words[BY_COUNT] = {&w_ck_by_rate, &w_ck_by_gap, &w_ck_by_start, &w_ck_by_paid};
    static const char *const keys[BY_COUNT] = {"rate", "gap", "start", "paid"};

    for (int i = 0; i < BY_COUNT; i++) {
        struct measure_link m = {.label = text_of(words[i]->in[c->lang]), .here = v->by == (enum by)i};
        if (i == BY_STARTS && !is_absent(v->at.ms))
            continue;
        m.href = text_fmt(c->arena, "/cockpit?%.*s&by=%s", TEXT_ARG(v->query), keys[i]);
        m.unit = i == BY_GAP ? &w_ck_points : &w_ck_percent;
        list_push(&v->measures, c->arena) = m;
    }
}

/* The first year of which anything was planned or done. */
static err first_year(struct call *c, int64_t *ret)
{
    static const char sql_first[] = "SELECT month FROM measure WHERE region = $1 AND unit = $2 AND works = '*' AND (planned <> 0 OR reported <> 0)"
                                    " ORDER BY month LIMIT 1";
    month first = month_of(c->today);

    TRY(conn_one(c->conn, c->arena, sql_first, BIND(V(c->region), V(PROVINCE)), INTO(TO(&first)), &(bool){0}));
    *ret = month_year(first);
    return NULL;
}

/* A past month is shown as it was known when its round closed, unless one asks for what is known now. Starts are known as they are now only: they are
 * not offered there. */
static void when_known(struct call *c, struct cockpit *v)
{
    struct round_limit closes;

    v->at = NO_MOMENT;
    v->past = round_limit(report_rounds(), report_calendar(), STEP_CLOSE, v->month, &closes) && closes.at.ms <= c->now.ms;
    v->closed = v->past ? closes.at : NO_MOMENT;
    if (v->past && !v->as_now)
        v->at = closes.at;
    if (!is_absent(v->at.ms) && v->by == BY_STARTS)
        v->by = BY_RATE;
}

err cockpit_asked(struct call *c, const struct params *query, struct cockpit *v)
{
    text own = scope_unit(c);
    int64_t first = 0;

    read_query(c, query, v);
    if (own.n > 2 && !text_starts(v->unit, own))
        v->unit = own;
    when_known(c, v);
    v->of = (struct measure_of){v->unit.n ? v->unit : own.n ? own : PROVINCE, v->works, v->list};
    TRY(first_year(c, &first));
    offer(c, v, first);
    address(c, v);
    offer_measures(c, v);
    if (v->past)
        v->other_href = text_fmt(c->arena, "/cockpit?%.*s", TEXT_ARG(question(c, &(struct cockpit){.year = v->year, .month = v->month, .as_now = !v->as_now}, &v->of)));
    return NULL;
}
