/* What the cockpit shows, out of the sums. See own.h. */
#include "own.h"

#include "base/format.h"
#include "kit/lists.h"
#include "project/project.h"
#include "warning/warning.h"
#include "words.h"

/* --- sums over the caller's scope: kept sums for a province, city or county, added up by index for departments and owners ------------ */

static err by_month(struct call *c, const struct measure_of *of, month from, month until, struct measures *ret)
{
    static const char sql_own[] =
        "SELECT p.month, COALESCE(SUM(p.planned), 0), COALESCE(SUM(p.reported), 0), COALESCE(SUM(p.owed), 0),"
        " SUM(CASE WHEN p.submitted_at IS NOT NULL THEN 1 ELSE 0 END), COALESCE(SUM(p.paid), 0), COALESCE(SUM(p.arrived), 0)"
        " FROM project_month p WHERE {scope:p} AND p.month BETWEEN $1 AND $2 AND ($3 = '' OR p.works = $3) AND ($4 = '' OR p.city = $4) GROUP BY p.month";
    static const struct scoped_table own = {.city = "city", .county = "county", .lead = "lead_department", .owner = "owner"};
    CLEAN(query_close) struct query q = {0};

    if (scope_unit(c).n)
        return measures_by_month(c, of, from, until, ret);
    memset(ret, 0, sizeof(*ret) * (size_t)(until.n - from.n + 1));
    TRY(query_scoped(&q, c, &own, sql_own, BIND(V(from), V(until), V(of->works.n ? of->works : T("")), V(of->unit.n == 4 ? of->unit : T("")))));
    while (query_step(&q)) {
        struct measures *m = &ret[query_int(&q, 0) - from.n];
        m->n[M_PLANNED] = query_int(&q, 1);
        m->n[M_REPORTED] = query_int(&q, 2);
        m->n[M_OWED] = query_int(&q, 3);
        m->n[M_SENT] = query_int(&q, 4);
        m->n[M_PAID] = query_int(&q, 5);
        m->n[M_ARRIVED] = query_int(&q, 6);
    }
    return query_end(&q);
}

static err own_rows(struct call *c, bool works, const struct measure_of *of, month from, month until, measure_list *ret)
{
    static const char sql_works[] = "SELECT p.works, p.month, COALESCE(SUM(p.planned), 0), COALESCE(SUM(p.reported), 0) FROM project_month p"
                                    " WHERE {scope:p} AND p.month BETWEEN $1 AND $2 AND ($3 = '' OR p.city = $3) AND p.works IS NOT NULL GROUP BY p.works, p.month";
    static const char sql_cities[] = "SELECT p.city, p.month, COALESCE(SUM(p.planned), 0), COALESCE(SUM(p.reported), 0) FROM project_month p"
                                     " WHERE {scope:p} AND p.month BETWEEN $1 AND $2 AND ($3 = '' OR p.works = $3) AND p.city IS NOT NULL GROUP BY p.city, p.month";
    static const struct scoped_table own = {.city = "city", .county = "county", .lead = "lead_department", .owner = "owner"};
    CLEAN(query_close) struct query q = {0};
    text narrow = works ? of->unit.n == 4 ? of->unit : T("") : of->works.n ? of->works : T("");

    TRY(query_scoped(&q, c, &own, works ? sql_works : sql_cities, BIND(V(from), V(until), V(narrow))));
    while (query_step(&q)) {
        struct measure_row row = {.key = query_text(&q, 0), .month = {query_int(&q, 1)}};
        row.sums.n[M_PLANNED] = query_int(&q, 2);
        row.sums.n[M_REPORTED] = query_int(&q, 3);
        list_push(ret, c->arena) = row;
    }
    return query_end(&q);
}

static err by_unit(struct call *c, const struct measure_of *of, month from, month until, measure_list *ret)
{
    return scope_unit(c).n ? measures_by_unit(c, of, from, until, ret) : own_rows(c, false, of, from, until, ret);
}

static err by_works(struct call *c, const struct measure_of *of, month from, month until, measure_list *ret)
{
    return scope_unit(c).n ? measures_by_works(c, of, from, until, ret) : own_rows(c, true, of, from, until, ret);
}

/* --- rates ------------------------------------------------------------------------------------------------------------------------- */

static text percent_of_bar(struct arena *a, int64_t rate)
{
    int64_t n = is_absent(rate) || rate < 0 ? 0 : rate > 10000 ? 10000 : rate;

    return text_fmt(a, "%lld.%lld", (long long)(n / 100), (long long)(n / 10 % 10));
}

void fmt_rate(struct out *o, int64_t hundredths)
{
    int64_t n = is_absent(hundredths) ? 0 : hundredths < 0 ? -hundredths : hundredths;

    if (is_absent(hundredths))
        out_raw(o, T("–"));
    else
        out_fmt(o, "%s%lld.%lld", hundredths < 0 ? "−" : "", (long long)(n / 100), (long long)(n / 10 % 10));
}

static struct total total_of(struct arena *a, int64_t done, int64_t due, int64_t plan)
{
    struct total t = {.done = {done}, .plan = {plan}, .due = {due}};

    t.rate = warning_percent(done, plan);
    t.tick = warning_percent(due, plan);
    t.gap = is_absent(t.rate) || is_absent(t.tick) ? ABSENT : t.rate - t.tick;
    t.behind = !is_absent(t.gap) && t.gap < 0;
    if (!is_absent(t.gap))
        t.gap_text = text_fmt(a, "%lld.%lld", (long long)((t.behind ? -t.gap : t.gap) / 100), (long long)((t.behind ? -t.gap : t.gap) / 10 % 10));
    t.fill = percent_of_bar(a, t.rate);
    t.at = percent_of_bar(a, t.tick);
    return t;
}

/* The share of the last month that is due: all of it once it has ended, by days while it runs. */
static int64_t due_share(const struct cockpit *v, int64_t planned)
{
    int64_t days = month_last(v->month).days - month_first(v->month).days + 1, gone = v->today.days - month_first(v->month).days + 1;

    return gone >= days ? planned : gone <= 0 ? 0 : (int64_t)((__int128)planned * gone / days);
}

static month january(const struct cockpit *v)
{
    return (month){v->year * 12};
}

static month december(const struct cockpit *v)
{
    return (month){v->year * 12 + 11};
}

/* Sums of a year's months: to the chosen month, due to the day, of the year. */
static struct total total_from(struct call *c, const struct cockpit *v, const struct measures year[MONTHS_OF_YEAR])
{
    int64_t done = 0, due = 0, plan = 0;

    for (int i = 0; i < MONTHS_OF_YEAR; i++) {
        month m = {v->year * 12 + i};
        plan += year[i].n[M_PLANNED];
        if (m.n > v->month.n)
            continue;
        done += year[i].n[M_REPORTED];
        due += m.n == v->month.n ? due_share(v, year[i].n[M_PLANNED]) : year[i].n[M_PLANNED];
    }
    return total_of(c->arena, done, due, plan);
}

/* --- totals and curve -------------------------------------------------------------------------------------------------------------- */

static void draw_curve(struct call *c, struct cockpit *v, const struct measures year[MONTHS_OF_YEAR])
{
    money plan[MONTHS_OF_YEAR], done[MONTHS_OF_YEAR];

    for (int i = 0; i < MONTHS_OF_YEAR; i++) {
        plan[i] = (money){year[i].n[M_PLANNED]};
        done[i] = (money){year[i].n[M_REPORTED]};
    }
    curve_draw(c, v->year, v->month, plan, done, false, &v->curve);
    for (size_t i = 0; i < v->curve.bars.n; i++) {
        struct month_bar *b = &v->curve.bars.v[i];
        if (b->known)
            b->href = text_fmt(c->arena, "/reports?month=%lld-%02d", (long long)v->year, (int)i + 1);
    }
}

/* The projects of the page's place and work with field=key. */
static text projects_href(struct call *c, const struct cockpit *v, const char *field, const char *key)
{
    return text_fmt(c->arena, "/projects?%s=%s%s%.*s%s%.*s", field, key, v->works.n ? "&works=" : "", TEXT_ARG(v->works),
                    v->unit.n == 4 ? "&city=" : v->unit.n == 6 ? "&county=" : "", TEXT_ARG(v->unit.n > 2 ? v->unit : T("")));
}

static err read_totals(struct call *c, struct cockpit *v, const struct measure_of *of)
{
    static const struct {
        const char *key;
        const struct word *name;
    } lists[] = {{"major", &w_ck_list_major}, {"big", &w_ck_list_big}};
    struct measures year[MONTHS_OF_YEAR];

    TRY(by_month(c, of, january(v), december(v), year));
    v->all = total_from(c, v, year);
    v->any = v->all.plan.yuan != 0 || v->all.done.yuan != 0;
    v->owed = year[v->month.n % 12].n[M_OWED];
    v->sent = year[v->month.n % 12].n[M_SENT];
    draw_curve(c, v, year);
    for (size_t i = 0; i < COUNT(lists) && scope_unit(c).n; i++) {
        struct measure_of one = *of;
        one.list = text_of(lists[i].key);
        TRY(by_month(c, &one, january(v), december(v), year));
        list_push(&v->lists, c->arena) = (struct list_line){lists[i].key, lists[i].name, projects_href(c, v, "lists", lists[i].key), total_from(c, v, year)};
    }
    return NULL;
}

/* --- places ------------------------------------------------------------------------------------------------------------------------ */

static int64_t sum_in(const measure_list *l, text key, enum measure which)
{
    for (size_t i = 0; i < l->n; i++)
        if (text_eq(l->v[i].key, key))
            return l->v[i].sums.n[which];
    return 0;
}

static int by_rate(const void *a, const void *b)
{
    const struct place_line *x = a, *y = b;

    return x->t.rate != y->t.rate ? (x->t.rate < y->t.rate) - (x->t.rate > y->t.rate) : text_cmp(x->key, y->key);
}

/* Up to the month, the month alone, up to the month before, the year. */
struct place_sums {
    measure_list to, alone, before, year;
};

static void add_to(struct call *c, measure_list *l, const struct measure_row *row)
{
    size_t i = 0;

    while (i < l->n && !text_eq(l->v[i].key, row->key))
        i++;
    if (i == l->n)
        list_push(l, c->arena) = (struct measure_row){.key = row->key};
    for (int k = 0; k < M_COUNT; k++)
        l->v[i].sums.n[k] += row->sums.n[k];
}

/* The rows of a year's months, read once, as the four sums. */
static void add_up(struct call *c, const struct cockpit *v, const measure_list *rows, struct place_sums *ret)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct measure_row *row = &rows->v[i];
        add_to(c, &ret->year, row);
        if (row->month.n <= v->month.n)
            add_to(c, &ret->to, row);
        if (row->month.n == v->month.n)
            add_to(c, &ret->alone, row);
        if (row->month.n < v->month.n)
            add_to(c, &ret->before, row);
    }
}

static struct total place_total(struct call *c, const struct cockpit *v, const struct place_sums *s, text key, bool before)
{
    int64_t alone = sum_in(&s->alone, key, M_PLANNED), plan = sum_in(&s->year, key, M_PLANNED);

    if (before)
        return total_of(c->arena, sum_in(&s->before, key, M_REPORTED), sum_in(&s->before, key, M_PLANNED), plan);
    return total_of(c->arena, sum_in(&s->to, key, M_REPORTED), sum_in(&s->to, key, M_PLANNED) - alone + due_share(v, alone), plan);
}

static int64_t value_of(const struct cockpit *v, const struct place_sums *s, const struct place_line *p)
{
    switch (v->by) {
    case BY_GAP: return p->t.gap;
    case BY_STARTS: return warning_percent(sum_in(&s->to, p->key, M_STARTS), sum_in(&s->to, p->key, M_STARTS_PLANNED));
    case BY_PAID: return warning_percent(sum_in(&s->to, p->key, M_PAID), sum_in(&s->to, p->key, M_ARRIVED));
    default: return p->t.rate;
    }
}

static void rank(struct cockpit *v, struct place_line *before, size_t n)
{
    if (!v->places.n)
        return;
    qsort(v->places.v, v->places.n, sizeof(*v->places.v), by_rate);
    qsort(before, n, sizeof(*before), by_rate);
    for (size_t i = 0; i < v->places.n; i++) {
        v->places.v[i].rank = (int64_t)i + 1;
        for (size_t k = 0; k < n; k++)
            if (text_eq(before[k].key, v->places.v[i].key) && v->month.n % 12 > 0)
                v->places.v[i].moved = (int64_t)k - (int64_t)i;
    }
}

static err read_red(struct call *c, struct cockpit *v)
{
    static const char sql_red[] = "SELECT unit, SUM(projects) FROM stock WHERE region = $1 AND what = 'light:red' AND works = $2 AND unit >= $3 AND unit < $4"
                                  " AND lists LIKE $5 GROUP BY unit";
    CLEAN(query_close) struct query q = {0};
    text unit, top = v->unit.n ? v->unit : PROVINCE;
    int64_t n;

    if (!scope_unit(c).n)
        return NULL;
    TRY(query_open(&q, c->conn, c->arena, sql_red,
                   BIND(V(c->region), V(v->works.n ? v->works : T("*")), V(top), V(text_fmt(c->arena, "%.*s~", TEXT_ARG(top))),
                        V(v->list.n ? text_fmt(c->arena, "%%%.*s%%", TEXT_ARG(v->list)) : T("%")))));
    while (query_row(&q, INTO(TO(&unit), TO(&n))))
        for (size_t i = 0; i < v->places.n; i++)
            if (text_eq(v->places.v[i].key, unit))
                v->places.v[i].red = n;
    return query_end(&q);
}

static struct place_line whole_of(struct call *c, const struct cockpit *v, text unit)
{
    text city = text_sub(unit, 0, 4);

    return (struct place_line){.key = city,
                               .name = codelist_label(&list_city, (code){city}, c->lang),
                               .value = unit.n > 4 ? ABSENT : v->by == BY_RATE ? v->all.rate : v->by == BY_GAP ? v->all.gap : ABSENT};
}

static err read_places(struct call *c, struct cockpit *v, const struct measure_of *of)
{
    struct place_sums s = {0};
    measure_list rows = {0};
    struct place_line *before;
    const struct codelist *names = of->unit.n <= 2 ? &list_city : &list_unit;

    TRY(by_unit(c, of, january(v), december(v), &rows));
    add_up(c, v, &rows, &s);
    before = ARENA_ARRAY(c->arena, struct place_line, s.year.n + 1);
    for (size_t i = 0; i < s.year.n; i++) {
        struct place_line p = {.key = s.year.v[i].key};
        before[i] = (struct place_line){.key = p.key, .t = place_total(c, v, &s, p.key, true)};
        p.t = place_total(c, v, &s, p.key, false);
        p.name = codelist_label(names, (code){p.key}, c->lang);
        p.href = text_fmt(c->arena, "/projects?%s=%.*s", p.key.n == 6 ? "county" : "city", TEXT_ARG(p.key));
        p.field = p.key.n == 6 ? "county" : "city";
        p.value = value_of(v, &s, &p);
        list_push(&v->places, c->arena) = p;
    }
    rank(v, before, s.year.n);
    if (of->unit.n >= 4)
        v->whole = whole_of(c, v, of->unit);
    return read_red(c, v);
}

static err read_works(struct call *c, struct cockpit *v, const struct measure_of *of)
{
    struct measure_of all = {of->unit, NO_TEXT, of->list};
    struct place_sums s = {0};
    measure_list rows = {0};

    TRY(by_works(c, &all, january(v), december(v), &rows));
    add_up(c, v, &rows, &s);
    for (size_t i = 0; i < list_works.n; i++) {
        text key = text_of(list_works.items[i].key);
        struct works_line w = {.no = (int64_t)i + 1, .name = text_of(list_works.items[i].in[c->lang]), .t = place_total(c, v, &s, key, false)};
        w.href = text_fmt(c->arena, "/projects?works=%.*s", TEXT_ARG(key));
        if (w.t.plan.yuan || w.t.done.yuan)
            list_push(&v->work, c->arena) = w;
    }
    return NULL;
}

/* --- what is new ------------------------------------------------------------------------------------------------------------------- */

static err read_warnings(struct call *c, struct cockpit *v)
{
    static const char sql_newest[] = "SELECT w.id, w.project, w.name, w.level, w.reason_zh, w.reason_en, w.city, w.act_by, w.raised_at FROM warning w"
                                     " WHERE {scope:w} AND w.state = 'new' AND w.removed = 0 ORDER BY w.raised_at DESC, w.id DESC LIMIT 7";
    CLEAN(query_close) struct query q = {0};
    struct warn_line w;
    text said[2];

    TRY(query_scoped(&q, c, &warning_record.scope, sql_newest, NO_VALUES));
    while (query_row(&q, INTO(TO(&w.id), TO(&w.project), TO(&w.name), TO(&w.level), TO(&said[LANG_ZH]), TO(&said[LANG_EN]), TO(&w.city), TO(&w.act_by), TO(&w.at)))) {
        w.said = said[c->lang];
        w.city = codelist_label(&list_city, (code){w.city}, c->lang);
        list_push(&v->warnings, c->arena) = w;
    }
    return query_end(&q);
}

static text clock_of(struct call *c, moment at)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 64, LANG_ZH);
    fmt_time(&o, at);
    return text_copy(c->arena, text_sub(out_text(&o), 11, out_text(&o).n));
}

static err read_arrivals(struct call *c, struct cockpit *v)
{
    static const char sql_arrived[] = "SELECT p.project, p.name, p.city, p.month_invest, p.submitted_at FROM report p WHERE {scope:p}"
                                      " AND p.submitted_at > $1 AND p.submitted_at <= $2 AND p.removed = 0 ORDER BY p.submitted_at DESC, p.id DESC LIMIT 500";
    CLEAN(query_close) struct query q = {0};
    static const struct scoped_table own = {.city = "city", .county = "county", .lead = "lead_department", .owner = "owner"};
    struct arrival x;

    TRY(query_scoped(&q, c, &own, sql_arrived, BIND(V((moment){c->now.ms - 3600000}), V(c->now))));
    while (query_row(&q, INTO(TO(&x.project), TO(&x.name), TO(&x.city), TO(&x.amount), TO(&x.at)))) {
        if (v->arrived++ >= ARRIVED)
            continue;
        x.city = codelist_label(&list_city, (code){x.city}, c->lang);
        x.clock = clock_of(c, x.at);
        list_push(&v->arrivals, c->arena) = x;
    }
    return query_end(&q);
}

/* --- what is asked for ------------------------------------------------------------------------------------------------------------- */

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

static void offer(struct call *c, struct cockpit *v)
{
    int64_t this_year = month_year(month_of(c->today));
    text own = scope_unit(c), year = text_fmt(c->arena, "%lld", (long long)v->year);

    for (int64_t y = this_year; y > this_year - 3; y--) {
        text key = text_fmt(c->arena, "%lld", (long long)y);
        choose(c, &v->years, key, key, year);
    }
    if (v->year <= this_year - 3)
        choose(c, &v->years, year, year, year);
    for (int i = 0; i < MONTHS_OF_YEAR; i++) {
        month m = {v->year * 12 + i};
        text key = text_fmt(c->arena, "%lld-%02d", (long long)v->year, i + 1);
        if (m.n <= month_of(c->today).n)
            choose(c, &v->months_to_choose, key, month_label(c, m), text_fmt(c->arena, "%lld-%02d", (long long)(v->month.n / 12), (int)(v->month.n % 12) + 1));
    }
    choose(c, &v->list_choices, T(""), text_of(w_ck_list_all.in[c->lang]), v->list);
    choose(c, &v->list_choices, T("major"), text_of(w_ck_list_major.in[c->lang]), v->list);
    choose(c, &v->list_choices, T("big"), text_of(w_ck_list_big.in[c->lang]), v->list);
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
    text list = params_get(q, T("list"));

    v->today = c->today;
    v->year = text_int(params_get(q, T("year")), &year) && year >= 2015 && year <= month_year(now) ? year : month_year(now);
    v->month = v->year == month_year(now) ? now : (month){v->year * 12 + 11};
    if (month_parse(params_get(q, T("month")), &now) && month_year(now) == v->year && now.n <= month_of(c->today).n)
        v->month = now;
    v->list = text_eqz(list, "major") || text_eqz(list, "big") ? list : NO_TEXT;
    v->works = allowed(&list_works, params_get(q, T("works")));
    v->unit = allowed(&list_unit, params_get(q, T("region")));
    for (int i = 0; i < BY_COUNT; i++)
        if (text_eqz(params_get(q, T("by")), measures[i]))
            v->by = (enum by)i;
    v->query = text_fmt(c->arena, "year=%lld&month=%lld-%02d&list=%.*s&works=%.*s&region=%.*s", (long long)v->year, (long long)(v->month.n / 12),
                        (int)(v->month.n % 12) + 1, TEXT_ARG(v->list), TEXT_ARG(v->works), TEXT_ARG(v->unit));
}

static void address(struct call *c, struct cockpit *v)
{
    static const char *const keys[BY_COUNT] = {"rate", "gap", "start", "paid"};
    const char *field = v->unit.n == 6 ? "county" : v->unit.n == 4 ? "city" : NULL;

    v->live = text_fmt(c->arena, "/live/cockpit?%.*s&by=%s", TEXT_ARG(v->query), keys[v->by]);
    v->year_text = text_fmt(c->arena, "%lld", (long long)v->year);
    v->red_href = projects_href(c, v, "light", v->list.n ? text_z(c->arena, text_fmt(c->arena, "red&lists=%.*s", TEXT_ARG(v->list))) : "red");
    v->yellow_href = projects_href(c, v, "light", v->list.n ? text_z(c->arena, text_fmt(c->arena, "yellow&lists=%.*s", TEXT_ARG(v->list))) : "yellow");
    v->behind_href = text_fmt(c->arena, "/projects?stage=new_start,continued,suspended%s%s%s%.*s%s%.*s", field ? "&" : "", field ? field : "", field ? "=" : "",
                              TEXT_ARG(field ? v->unit : T("")), v->works.n ? "&works=" : "", TEXT_ARG(v->works));
}

static void offer_measures(struct call *c, struct cockpit *v)
{
    static const struct word *const words[BY_COUNT] = {&w_ck_by_rate, &w_ck_by_gap, &w_ck_by_start, &w_ck_by_paid};
    static const char *const keys[BY_COUNT] = {"rate", "gap", "start", "paid"};

    for (int i = 0; i < BY_COUNT; i++) {
        (void)list_push(&v->measures, c->arena);
        v->measures.v[i].label = text_of(words[i]->in[c->lang]);
        v->measures.v[i].href = text_fmt(c->arena, "/cockpit?%.*s&by=%s", TEXT_ARG(v->query), keys[i]);
        v->measures.v[i].here = v->by == (enum by)i;
    }
}

/* A past month is shown as it was known when it ended. */
static moment month_end(const struct cockpit *v)
{
    return (moment){date_start((date){month_last(v->month).days + 1}).ms - 1};
}

err cockpit_read(struct call *c, const struct params *query, struct cockpit *v)
{
    struct measure_of of;
    text own = scope_unit(c);

    *v = (struct cockpit){0};
    read_query(c, query, v);
    if (own.n > 2 && !text_starts(v->unit, own))
        v->unit = own;
    offer(c, v);
    offer_measures(c, v);
    address(c, v);
    of = (struct measure_of){v->unit.n ? v->unit : own.n ? own : PROVINCE, v->works, v->list};
    TRY(read_totals(c, v, &of));
    TRY(read_places(c, v, &of));
    TRY(read_works(c, v, &of));
    TRY(lights_of(c, &of, &v->red, &v->yellow));
    TRY(read_warnings(c, v));
    TRY(read_arrivals(c, v));
    TRY(slips_over(c, &of, month_end(v), SLIPS_SHOWN, &v->slips, &v->slip));
    v->map = (struct slot){cockpit_map, v};
    return NULL;
}
