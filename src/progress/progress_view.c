/* What the tab "progress and funds" shows: the year's curve, the newest reports, the milestones, the money on its way. See pages.h. */
#include "pages.h"

#include "base/format.h"
#include "kit/lists.h"
#include "progress/words.h"

enum {
    FIRST_YEAR = 2000,
    LAST_YEAR = 2100,
    STEPS_MOST = 200,
    PERCENT = 100
};

static int64_t known(money m)
{
    return is_absent(m.yuan) ? 0 : m.yuan;
}

/* --- months ------------------------------------------------------------------------------------------------------------------------ */

static void add_years(struct call *c, const line_list *lines, struct progress_view *v)
{
    int64_t last = 0, own = month_year(month_of(c->today));

    for (size_t i = 0; i <= lines->n; i++) {
        int64_t year = i < lines->n ? month_year(lines->v[i].month)
                       : last > own ? last
                                    : own; /* this year is there without a line as well */
        if (year == last)
            continue;
        last = year;
        list_push(&v->years, c->arena) = (struct year_link){
            text_fmt(c->arena, "%lld", (long long)year),
            text_fmt(c->arena, "/projects/%lld/progress?year=%lld", (long long)v->top.id.n, (long long)year),
            year == v->year};
    }
}

static void add_curve(struct call *c, const line_list *lines, struct progress_view *v)
{
    money plan[MONTHS_OF_YEAR] = {{0}}, done[MONTHS_OF_YEAR] = {{0}};
    month until = {v->year * 12 - 1};
    int64_t most = 0, sum = 0;

    for (size_t i = 0; i < lines->n; i++) {
        const struct month_line *l = &lines->v[i];
        if (month_year(l->month) != v->year)
            continue;
        v->any = true;
        plan[l->month.n % 12] = (money){known(l->planned)};
        done[l->month.n % 12] = (money){known(l->reported)};
        most += known(l->planned);
        sum += known(l->reported);
        if (!is_absent(l->reported.yuan))
            until = l->month;
    }
    most = sum > most ? sum : most;
    curve_draw(c, v->year, until, plan, done, sum_in_wan((money){most}), &v->curve);
}

static void add_months(struct call *c, const line_list *lines, struct progress_view *v)
{
    const struct codelist *states = record_field(&report_record, T("state"))->list;

    for (size_t i = lines->n; i-- > 0;) {
        const struct month_line *l = &lines->v[i];
        struct progress_month m = {
            .month = l->month, .planned = l->planned, .done = l->reported, .share = ABSENT, .late = l->late.v == 1};
        if (month_year(l->month) != v->year || l->month.n > month_of(c->today).n)
            continue;
        if (known(l->planned) > 0 && !is_absent(l->reported.yuan))
            m.share = (int64_t)((__int128)l->reported.yuan * PERCENT / l->planned.yuan);
        m.state = l->report.n ? codelist_label(states, l->report_state, c->lang) : NO_TEXT;
        m.href = l->report.n ? text_fmt(c->arena, "/reports/%lld", (long long)l->report.n) : NO_TEXT;
        if (l->report.n)
            v->curve.bars.v[l->month.n % 12].href = m.href;
        list_push(&v->months, c->arena) = m;
    }
}

/* --- milestones -------------------------------------------------------------------------------------------------------------------- */

static err add_gantt(struct call *c, struct progress_view *v)
{
    static const char sql_steps[] =
        "SELECT id, follows, name, planned, actual FROM milestone WHERE region = $1 AND project = $2 AND removed = 0"
        " ORDER BY planned, id LIMIT $3";
    CLEAN(query_close) struct query q = {0};
    gantt_steps steps = {0};
    struct gantt_step s;
    date starts = v->p->start_actual;

    TRY(query_open(&q, c->conn, c->arena, sql_steps, BIND(V(c->region), V(v->p->head.id), V(STEPS_MOST))));
    while (query_row(&q, INTO(TO(&s.id), TO(&s.follows), TO(&s.name), TO(&s.planned), TO(&s.actual))))
        if (!is_absent(s.planned.days))
            list_push(&steps, c->arena) = s;
    TRY(query_end(&q));
    if (is_absent(starts.days) && !is_absent(v->p->start_plan.n))
        starts = month_first(v->p->start_plan);
    gantt_draw(c, &steps, starts, &v->gantt);
    return NULL;
}

/* --- money on its way -------------------------------------------------------------------------------------------------------------- */

static text fill_of(struct call *c, money part, money whole)
{
    return part_fill(c->arena, whole.yuan > 0 && part.yuan > 0 ? (int64_t)((__int128)part.yuan * 1000 / whole.yuan) : 0);
}

static err read_funds(struct call *c, struct progress_view *v)
{
    static const char sql_funds[] = "SELECT kind, name, amount FROM fund_source WHERE region = $1 AND project = $2 AND "
                                    "removed = 0 ORDER BY amount DESC, id LIMIT $3";
    CLEAN(query_close) struct query q = {0};
    const struct codelist *kinds = record_field(&fund_source_record, T("kind"))->list;
    struct fund_row f;
    code kind;

    TRY(query_open(&q, c->conn, c->arena, sql_funds, BIND(V(c->region), V(v->p->head.id), V(STEPS_MOST))));
    while (query_row(&q, INTO(TO(&kind), TO(&f.name), TO(&f.amount)))) {
        f.kind = codelist_label(kinds, kind, c->lang);
        v->planned.yuan += known(f.amount);
        list_push(&v->funds, c->arena) = f;
    }
    return query_end(&q);
}

static err add_funds(struct call *c, const line_list *lines, struct progress_view *v)
{
    int64_t year = (int64_t)month_year(month_of(c->today)) * 12;
    money whole;

    TRY(read_funds(c, v));
    v->before = v->p->before_year;
    v->done = (money){known(v->before)};
    for (size_t i = 0; i < lines->n; i++) {
        v->arrived.yuan += known(lines->v[i].arrived);
        v->paid.yuan += known(lines->v[i].paid);
        if (lines->v[i].month.n >= year ||
            is_absent(v->before.yuan)) /* the years before are in the file's own figure */
            v->done.yuan += known(lines->v[i].reported);
    }
    whole = v->planned.yuan > 0 ? v->planned : (money){known(v->p->total_invest)};
    v->arrived_fill = fill_of(c, v->arrived, whole);
    v->paid_fill = fill_of(c, v->paid, whole);
    v->done_fill = fill_of(c, v->done, whole);
    for (size_t i = 0; i < v->funds.n; i++)
        v->funds.v[i].fill = fill_of(c, v->funds.v[i].amount, whole);
    return NULL;
}

err progress_view(struct req *q, struct progress_view *ret)
{
    struct call *c = &q->call;
    struct progress_view v = {.year = month_year(month_of(c->today))};
    line_list lines = {0};
    int64_t year;
    void *p;

    TRY(pages_open(q, &project_record, &p, &v.top));
    v.p = p;
    if (text_int(params_get(&q->query, T("year")), &year) && year >= FIRST_YEAR && year <= LAST_YEAR)
        v.year = year;
    v.year_text = text_fmt(c->arena, "%lld", (long long)v.year);
    TRY(progress_kept(c, v.p->head.id, NO_MONTH, NO_MONTH, &lines));
    add_years(c, &lines, &v);
    add_curve(c, &lines, &v);
    add_months(c, &lines, &v);
    TRY(add_gantt(c, &v));
    TRY(add_funds(c, &lines, &v));
    *ret = v;
    return NULL;
}
