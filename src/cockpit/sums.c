/* What the cockpit shows, out of the sums. See own.h. */
#include "own.h"

#include "base/format.h"
#include "kit/lists.h"
#include "project/project.h"
#include "warning/warning.h"
#include "words.h"

/* --- sums over the caller's scope: kept sums for a province, city or county, added up by index for departments and owners ------------ */

/* `sql` over the caller's own project_month p, without parts of other projects and what was withdrawn or removed; $1 … $2: the months. */
static err open_own(struct query *q, struct call *c, const struct measure_of *of, const char *sql, month from, month until)
{
    static const char sql_apart[] = " AND p.project NOT IN (SELECT x.id FROM project x WHERE {scope:x} AND (x.removed = 1 OR x.parent_id IS NOT NULL"
                                    " OR x.stage = 'withdrawn'))";
    CLEAN(out_free) struct out o = {0}, apart = {0};
    value_list bind = {0};
    text rest, before;

    list_push(&bind, c->arena) = V(from);
    list_push(&bind, c->arena) = V(until);
    sql = cockpit_narrowed(c, of, sql, "p", &bind).p;
    out_init(&apart, 16 * 1024, LANG_EN);
    scope_clause(c, &project_record.scope, "x", &apart, &bind);
    before = text_replace(c->arena, text_of(sql_apart), T("{scope:x}"), out_text(&apart));
    rest = text_replace(c->arena, text_of(sql), T("{apart}"), before);
    out_init(&o, 16 * 1024, LANG_EN);
    scope_clause(c, &scope_by_place, "p", &o, &bind);
    return query_open(q, c->conn, c->arena, text_replace(c->arena, rest, T("{own}"), out_text(&o)).p, (struct values){bind.v, bind.n});
}

static void less(struct measures *m, const struct measures *by)
{
    for (int i = 0; i < M_COUNT; i++)
        m->n[i] -= by->n[i];
}

/* The months as they were known at the page's moment. */
static void as_then(const struct cockpit *v, const struct measure_of *of, month from, month until, struct measures *ret)
{
    for (size_t i = 0; i < v->since.n; i++) {
        const struct since_line *l = &v->since.v[i];
        struct measures by = since_difference(l);
        if (l->now.month.n >= from.n && l->now.month.n <= until.n && since_is_of(l, of))
            less(&ret[l->now.month.n - from.n], &by);
    }
}

static err by_month(struct call *c, const struct cockpit *v, const struct measure_of *of, month from, month until, struct measures *ret)
{
    static const char sql_own[] =
        "SELECT p.month, COALESCE(SUM(p.planned), 0), COALESCE(SUM(p.reported), 0), COALESCE(SUM(p.owed), 0),"
        " SUM(CASE WHEN p.submitted_at IS NOT NULL THEN 1 ELSE 0 END), COALESCE(SUM(p.paid), 0), COALESCE(SUM(p.arrived), 0)"
        " FROM project_month p WHERE {own} AND p.month BETWEEN $1 AND $2{narrow}{apart} GROUP BY p.month";
    CLEAN(query_close) struct query q = {0};

    if (scope_unit(c).n) {
        TRY(measures_by_month(c, of, from, until, ret));
        as_then(v, of, from, until, ret);
        return NULL;
    }
    memset(ret, 0, sizeof(*ret) * (size_t)(until.n - from.n + 1));
    TRY(open_own(&q, c, of, sql_own, from, until));
    while (query_step(&q)) {
        struct measures *m = &ret[query_int(&q, 0) - from.n];
        m->n[M_PLANNED] = query_int(&q, 1);
        m->n[M_REPORTED] = query_int(&q, 2);
        m->n[M_OWED] = query_int(&q, 3);
        m->n[M_SENT] = query_int(&q, 4);
        m->n[M_PAID] = query_int(&q, 5);
        m->n[M_ARRIVED] = query_int(&q, 6);
    }
    TRY(query_end(&q));
    as_then(v, of, from, until, ret);
    return NULL;
}

static err own_rows(struct call *c, bool works, const struct measure_of *of, month from, month until, measure_list *ret)
{
    static const char sql_rows[] = "SELECT p.{key}, p.month, COALESCE(SUM(p.planned), 0), COALESCE(SUM(p.reported), 0), COALESCE(SUM(p.paid), 0),"
                                   " COALESCE(SUM(p.arrived), 0) FROM project_month p"
                                   " WHERE {own} AND p.month BETWEEN $1 AND $2{narrow}{apart} AND p.{key} IS NOT NULL GROUP BY p.{key}, p.month";
    text key = works ? T("works") : of->unit.n <= 2 ? T("city") : T("county");
    CLEAN(query_close) struct query q = {0};

    TRY(open_own(&q, c, of, text_replace(c->arena, text_of(sql_rows), T("{key}"), key).p, from, until));
    while (query_step(&q)) {
        struct measure_row row = {.key = query_text(&q, 0), .month = {query_int(&q, 1)}};
        row.sums.n[M_PLANNED] = query_int(&q, 2);
        row.sums.n[M_REPORTED] = query_int(&q, 3);
        row.sums.n[M_PAID] = query_int(&q, 4);
        row.sums.n[M_ARRIVED] = query_int(&q, 5);
        list_push(ret, c->arena) = row;
    }
    return query_end(&q);
}

/* Rows by place or by work as they were known at the page's moment. */
static void rows_as_then(struct call *c, const struct cockpit *v, bool works, const struct measure_of *of, month from, month until, measure_list *ret)
{
    for (size_t i = 0; i < v->since.n; i++) {
        const struct since_line *l = &v->since.v[i];
        struct measure_row row = {.key = works ? l->works : of->unit.n <= 2 ? l->city : l->county, .month = l->now.month};
        struct measures by = since_difference(l);
        if (!row.key.n || l->now.month.n < from.n || l->now.month.n > until.n || !since_is_of(l, of))
            continue;
        less(&row.sums, &by);
        list_push(ret, c->arena) = row;
    }
}

static err by_unit(struct call *c, const struct cockpit *v, const struct measure_of *of, month from, month until, measure_list *ret)
{
    TRY(scope_unit(c).n ? measures_by_unit(c, of, from, until, ret) : own_rows(c, false, of, from, until, ret));
    rows_as_then(c, v, false, of, from, until, ret);
    return NULL;
}

static err by_works(struct call *c, const struct cockpit *v, const struct measure_of *of, month from, month until, measure_list *ret)
{
    TRY(scope_unit(c).n ? measures_by_works(c, of, from, until, ret) : own_rows(c, true, of, from, until, ret));
    rows_as_then(c, v, true, of, from, until, ret);
    return NULL;
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
            b->href = cockpit_behind(c, v, &v->of, "done", b->month);
    }
}

static err read_totals(struct call *c, struct cockpit *v)
{
    struct measures year[MONTHS_OF_YEAR];

    TRY(by_month(c, v, &v->of, january(v), december(v), year));
    v->all = total_from(c, v, year);
    v->any = v->all.plan.yuan != 0 || v->all.done.yuan != 0;
    v->owed = year[v->month.n % 12].n[M_OWED];
    v->sent = year[v->month.n % 12].n[M_SENT];
    draw_curve(c, v, year);
    for (size_t i = 0; i < list_lists.n; i++) {
        struct measure_of one = v->of;
        one.list = text_of(list_lists.items[i].key);
        TRY(by_month(c, v, &one, january(v), december(v), year));
        list_push(&v->lists, c->arena) =
            (struct list_line){one.list, text_of(list_lists.items[i].in[c->lang]), cockpit_behind(c, v, &one, "done", NO_MONTH), total_from(c, v, year)};
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

static struct place_line whole_of(struct call *c, const struct cockpit *v, text unit)
{
    text city = text_sub(unit, 0, 4);

    return (struct place_line){.key = city,
                               .name = codelist_label(&list_city, (code){city}, c->lang),
                               .value = unit.n > 4 ? ABSENT : v->by == BY_RATE ? v->all.rate : v->by == BY_GAP ? v->all.gap : ABSENT};
}

static err read_places(struct call *c, struct cockpit *v)
{
    const struct measure_of *of = &v->of;
    struct place_sums s = {0};
    measure_list rows = {0};
    struct place_line *before;
    const struct codelist *names = of->unit.n <= 2 ? &list_city : &list_unit;

    TRY(by_unit(c, v, of, january(v), december(v), &rows));
    add_up(c, v, &rows, &s);
    before = ARENA_ARRAY(c->arena, struct place_line, s.year.n + 1);
    for (size_t i = 0; i < s.year.n; i++) {
        struct place_line p = {.key = s.year.v[i].key};
        struct measure_of one = *of;
        before[i] = (struct place_line){.key = p.key, .t = place_total(c, v, &s, p.key, true)};
        p.t = place_total(c, v, &s, p.key, false);
        p.name = codelist_label(names, (code){p.key}, c->lang);
        one.unit = p.key;
        p.href = cockpit_projects(c, &one);
        p.done_href = cockpit_behind(c, v, &one, "done", NO_MONTH);
        p.red_href = cockpit_behind(c, v, &one, "red", NO_MONTH);
        p.value = value_of(v, &s, &p);
        list_push(&v->places, c->arena) = p;
    }
    rank(v, before, s.year.n);
    if (of->unit.n >= 4)
        v->whole = whole_of(c, v, of->unit);
    return NULL;
}

static err read_works(struct call *c, struct cockpit *v)
{
    struct measure_of all = {v->of.unit, NO_TEXT, v->of.list};
    struct place_sums s = {0};
    measure_list rows = {0};

    TRY(by_works(c, v, &all, january(v), december(v), &rows));
    add_up(c, v, &rows, &s);
    for (size_t i = 0; i < list_works.n; i++) {
        text key = text_of(list_works.items[i].key);
        struct works_line w = {.no = (int64_t)i + 1, .name = text_of(list_works.items[i].in[c->lang]), .t = place_total(c, v, &s, key, false)};
        all.works = key;
        w.href = cockpit_projects(c, &all);
        w.done_href = cockpit_behind(c, v, &all, "done", NO_MONTH);
        if ((w.t.plan.yuan || w.t.done.yuan) && (!v->works.n || text_eq(v->works, key)))
            list_push(&v->work, c->arena) = w;
    }
    return NULL;
}

/* A past month is shown as it was known when it ended. */
static moment month_end(const struct cockpit *v)
{
    return (moment){date_start((date){month_last(v->month).days + 1}).ms - 1};
}

/* What has changed since the month's round closed: before all sums, which are those of now without it. */
static err read_since(struct call *c, struct cockpit *v)
{
    if (!v->past)
        return NULL;
    TRY(months_since(c, v->of.unit, january(v), v->month, v->closed, &v->since));
    v->changed = (money){0};
    for (size_t i = 0; i < v->since.n; i++)
        if (v->since.v[i].now.month.n <= v->month.n && since_is_of(&v->since.v[i], &v->of))
            v->changed.yuan += since_difference(&v->since.v[i]).n[M_REPORTED];
    if (is_absent(v->at.ms))
        v->since.n = 0; /* only said, not taken off */
    return NULL;
}

err cockpit_read(struct call *c, const struct params *query, struct cockpit *v)
{
    *v = (struct cockpit){0};
    TRY(cockpit_asked(c, query, v));
    TRY(read_since(c, v));
    TRY(read_totals(c, v));
    TRY(read_places(c, v));
    TRY(read_works(c, v));
    TRY(cockpit_news(c, v));
    TRY(slips_over(c, &v->of, month_end(v), SLIPS_SHOWN, &v->slips, &v->slip));
    v->map = (struct slot){cockpit_map, v};
    return NULL;
}
