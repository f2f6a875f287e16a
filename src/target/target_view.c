/* Reading what the page of targets shows: see pages.h. */
#include "pages.h"

#include "account/account.h"
#include "base/format.h"
#include "kit/lists.h"
#include "target/words.h"

enum { FIRST_YEAR = 2000, LAST_YEAR = 2100, YEARS = 3, TENTHS = 1000, YI_SEEN = 5000000 /* half of the last decimal of 亿元 */ };

money target_gap(const struct target_line *l)
{
    return is_absent(l->target.yuan) ? NO_MONEY : (money){l->target.yuan - l->planned.yuan};
}

number target_starts_gap(const struct target_line *l)
{
    return is_absent(l->starts_target.n) ? NO_NUMBER : (number){l->starts_target.n - l->starts_planned};
}

int64_t target_share(const struct target_line *l)
{
    return is_absent(l->target.yuan) || l->target.yuan <= 0 ? ABSENT : (int64_t)((__int128)l->done.yuan * TENTHS / l->target.yuan);
}

bool target_gap_tiny(money gap, bool wan)
{
    return !wan && gap.yuan && gap.yuan > -YI_SEEN && gap.yuan < YI_SEEN;
}

static struct target_line new_line(text key, text label)
{
    return (struct target_line){.key = key, .label = label, .target = NO_MONEY, .starts_target = NO_NUMBER};
}

static void add_sums(struct target_line *l, const struct measures *m)
{
    l->planned.yuan += m->n[M_PLANNED];
    l->done.yuan += m->n[M_REPORTED];
    l->starts_planned += m->n[M_STARTS_PLANNED];
    l->starts += m->n[M_STARTS];
}

static struct target_line *line_of(struct call *c, target_line_list *l, const struct codelist *list, text key)
{
    for (size_t i = 0; i < l->n; i++)
        if (text_eq(l->v[i].key, key))
            return &l->v[i];
    list_push(l, c->arena) = new_line(key, codelist_label(list, (code){key}, c->lang));
    return &l->v[l->n - 1];
}

/* The targets of the year for the unit, those below it, and its works. Found beside what the plans come to: a place without a plan has its line too. */
static err read_targets(struct call *c, struct targets_view *v)
{
    static const char sql_targets[] = "SELECT unit, works, invest, starts FROM target WHERE region = $1 AND year = $2 AND removed = 0 ORDER BY unit, id";
    CLEAN(query_close) struct query q = {0};
    size_t below = v->unit.n + 2;
    code unit, works;
    number starts;
    money invest;

    TRY(query_open(&q, c->conn, c->arena, sql_targets, BIND(V(c->region), V(v->year))));
    while (query_row(&q, INTO(TO(&unit), TO(&works), TO(&invest), TO(&starts)))) {
        struct target_line *l = NULL;
        if (works.t.n && text_eq(unit.t, v->unit))
            l = line_of(c, &v->by_works, &list_works, works.t);
        else if (!works.t.n && text_eq(unit.t, v->unit))
            l = &v->all;
        else if (!works.t.n && unit.t.n == below && text_starts(unit.t, v->unit))
            l = line_of(c, &v->places, &list_unit, unit.t);
        if (!l)
            continue;
        l->target = invest;
        l->starts_target = starts;
    }
    return query_end(&q);
}

static err read_months(struct call *c, struct targets_view *v)
{
    struct measures by_month[12];
    month from = {v->year * 12};
    struct target_month m = {.planned_sum = {0}};

    TRY(measures_by_month(c, &(struct measure_of){.unit = v->unit}, from, (month){from.n + 11}, by_month));
    for (int i = 0; i < 12; i++) {
        add_sums(&v->all, &by_month[i]);
        m.month.n = from.n + i;
        m.planned.yuan = by_month[i].n[M_PLANNED];
        m.done.yuan = by_month[i].n[M_REPORTED];
        m.planned_sum.yuan += m.planned.yuan;
        m.done_sum.yuan += m.done.yuan;
        list_push(&v->months, c->arena) = m;
    }
    return NULL;
}

static err read_rows(struct call *c, struct targets_view *v)
{
    measure_list units = {0}, works = {0};
    struct measure_of of = {.unit = v->unit};
    month from = {v->year * 12}, until = {v->year * 12 + 11};

    if (v->unit.n < 6)
        TRY(measures_by_unit(c, &of, from, until, &units));
    TRY(measures_by_works(c, &of, from, until, &works));
    for (size_t i = 0; i < units.n; i++)
        add_sums(line_of(c, &v->places, &list_unit, units.v[i].key), &units.v[i].sums);
    for (size_t i = 0; i < works.n; i++)
        add_sums(line_of(c, &v->by_works, &list_works, works.v[i].key), &works.v[i].sums);
    for (size_t i = 0; i < v->places.n; i++)
        v->places.v[i].href = text_fmt(c->arena, "/targets?year=%lld&unit=%.*s", (long long)v->year, TEXT_ARG(v->places.v[i].key));
    return NULL;
}

/* A lead department reads the works it leads, over the whole province. */
static err keep_own_works(struct call *c, struct targets_view *v)
{
    const struct body *b;
    size_t n = 0;
    void *r;

    TRY(record_load(c, &body_record, (id){c->actor.body.n}, &r));
    b = r;
    for (size_t i = 0; i < v->by_works.n; i++)
        if (codes_has(b->works, text_z(c->arena, v->by_works.v[i].key)))
            v->by_works.v[n++] = v->by_works.v[i];
    v->by_works.n = n;
    v->places.n = 0;
    v->months.n = 0;
    v->all = new_line(NO_TEXT, text_of(w_target_all.in[c->lang]));
    for (size_t i = 0; i < n; i++) {
        struct target_line *l = &v->by_works.v[i];
        v->all.planned.yuan += l->planned.yuan;
        v->all.done.yuan += l->done.yuan;
        v->all.starts_planned += l->starts_planned;
        v->all.starts += l->starts;
    }
    return NULL;
}

static void read_address(struct req *q, struct targets_view *v)
{
    struct call *c = &q->call;
    text unit = params_get(&q->query, T("unit"));
    int64_t now = month_year(month_of(c->today));

    if (!text_int(params_get(&q->query, T("year")), &v->year) || v->year < FIRST_YEAR || v->year > LAST_YEAR)
        v->year = now;
    v->year_text = text_fmt(c->arena, "%lld", (long long)v->year);
    v->unit = v->whole ? c->actor.unit : PROVINCE;
    if (v->whole && codelist_has(&list_unit, (code){unit}) && unit.n > c->actor.unit.n && text_starts(unit, c->actor.unit))
        v->unit = unit;
    for (int64_t y = now + 1; y > now + 1 - YEARS; y--)
        list_push(&v->years, c->arena) = (struct target_year){text_fmt(c->arena, "%lld", (long long)y),
                                                              text_fmt(c->arena, "/targets?year=%lld&unit=%.*s", (long long)y, TEXT_ARG(v->unit)), y == v->year};
    if (text_eq(v->unit, c->actor.unit) || !v->whole)
        return;
    v->unit_name = codelist_label(&list_unit, (code){v->unit}, c->lang);
    v->up = text_fmt(c->arena, "/targets?year=%lld&unit=%.*s", (long long)v->year, (int)(v->unit.n - 2), v->unit.p);
}

err targets_view(struct req *q, struct targets_view *ret)
{
    struct call reader = q->call;
    struct targets_view v = {.whole = q->call.actor.scope != SCOPE_WORKS};

    read_address(q, &v);
    if (!v.whole)
        reader.actor = (struct actor){.role = ROLE_SYSTEM, .scope = SCOPE_REGION, .unit = PROVINCE};
    v.all = new_line(v.unit, text_of(w_target_all.in[q->call.lang]));
    TRY(read_targets(&reader, &v));
    TRY(read_months(&reader, &v));
    TRY(read_rows(&reader, &v));
    if (!v.whole)
        TRY(keep_own_works(&q->call, &v));
    v.wan = sum_in_wan((money){v.all.planned.yuan > v.all.target.yuan ? v.all.planned.yuan : v.all.target.yuan});
    v.may_set = pages_may(q, &target_record, "create");
    *ret = v;
    return NULL;
}
