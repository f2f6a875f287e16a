/* What a project adds to the sums: see sums.h. */
#include "sums.h"

const struct ripple_table measure_table = {
    .name = "measure",
    .keys = {"unit", "month", "works", "lists"},
    .integer_keys = 1u << 1,
    .sums = {"baseline", "planned", "reported", "accepted", "arrived", "paid", "owed", "sent", "passed", "late", "zero", "starts_planned",
             "starts", "finishes_planned", "finishes"},
};

/* In the province, its city and its county; among all works and its own. */
static void spread(struct call *c, const struct ripple_table *t, text city, text county, text middle, const text last[2], const int64_t sums[])
{
    const text works[] = {T("*"), last[0]};
    text units[UNITS_MOST];
    size_t n = units_of(city, county, units);

    for (size_t u = 0; u < n; u++)
        for (size_t w = 0; w < COUNT(works); w++)
            if (works[w].n)
                ripple_add(c, t, (const text[]){units[u], middle, works[w], last[1]}, sums);
}

static void spread_measure(struct call *c, const text keys[], const int64_t sums[])
{
    spread(c, &measure_table, keys[0], keys[1], keys[2], &keys[3], sums);
}

static const struct ripple_table measure_places = {
    .name = "measure places",
    .keys = {"city", "county", "month", "works", "lists"},
    .sums = {"baseline", "planned", "reported", "accepted", "arrived", "paid", "owed", "sent", "passed", "late", "zero", "starts_planned",
             "starts", "finishes_planned", "finishes"},
    .spread = spread_measure,
};

const struct ripple_table stock_table = {
    .name = "stock",
    .keys = {"unit", "what", "works", "lists"},
    .sums = {"projects", "total_invest"},
};

static void spread_stock(struct call *c, const text keys[], const int64_t sums[])
{
    spread(c, &stock_table, keys[0], keys[1], keys[2], &keys[3], sums);
}

static const struct ripple_table stock_places = {
    .name = "stock places",
    .keys = {"city", "county", "what", "works", "lists"},
    .sums = {"projects", "total_invest"},
    .spread = spread_stock,
};

const struct ripple_table due_table = {
    .name = "due_sum",
    .keys = {"month", "city", "county", "due_at"},
    .integer_keys = 1u << 0 | 1u << 3,
    .sums = {"owed", "sent", "county_passed", "city_passed", "accepted", "late", "waiting"},
};

struct place_key place_key_of(const struct project *p)
{
    struct place_key key = {0};
    struct contribution k;

    if (!p || p->head.removed.v == 1)
        return key;
    key.owes = true;
    key.due_city = p->city.t;
    key.due_county = p->county.t;
    if (!project_contribution(p, &k))
        return key;
    key.counts = true;
    key.city = k.city;
    key.county = k.county;
    key.works = k.works;
    key.lists = p->lists.t;
    return key;
}

static int64_t or_zero(int64_t n)
{
    return n == ABSENT ? 0 : n;
}

struct measures measures_of_line(const struct stored_line *s)
{
    const struct month_line *l = &s->line;
    bool sent = !is_absent(l->submitted_at.ms);
    struct measures m = {{0}};

    m.n[M_BASELINE] = or_zero(l->baseline.yuan);
    m.n[M_PLANNED] = or_zero(l->planned.yuan);
    m.n[M_REPORTED] = or_zero(l->reported.yuan);
    m.n[M_ACCEPTED] = or_zero(l->accepted.yuan);
    m.n[M_ARRIVED] = or_zero(l->arrived.yuan);
    m.n[M_PAID] = or_zero(l->paid.yuan);
    m.n[M_OWED] = s->owed;
    m.n[M_SENT] = sent;
    m.n[M_PASSED] = !is_absent(l->accepted_at.ms);
    m.n[M_LATE] = sent && l->late.v == 1;
    m.n[M_ZERO] = sent && l->reported.yuan == 0;
    return m;
}

void add_measures(struct call *c, const struct place_key *k, month m, const struct measures *sums, int sign)
{
    int64_t n[M_COUNT];

    for (size_t i = 0; i < M_COUNT; i++)
        n[i] = sign * sums->n[i];
    if (k->counts)
        ripple_add(c, &measure_places, (const text[]){k->city, k->county, text_fmt(c->arena, "%lld", (long long)m.n), k->works, k->lists}, n);
}

void add_due(struct call *c, const struct place_key *k, const struct stored_line *s, int sign)
{
    const struct month_line *l = &s->line;
    bool sent = !is_absent(l->submitted_at.ms), city = text_eqz(l->report_state.t, "city_passed") || text_eqz(l->report_state.t, "accepted");
    bool county = city || text_eqz(l->report_state.t, "county_passed"), late = l->late.v == 1;
    const bool is[] = {true, sent, county, city, !is_absent(l->accepted_at.ms), late, !sent && !late};
    int64_t sums[COUNT(is)];

    if (!k->owes || !s->owed)
        return;
    for (size_t i = 0; i < COUNT(is); i++)
        sums[i] = sign * is[i];
    ripple_add(c, &due_table,
               (const text[]){text_fmt(c->arena, "%lld", (long long)l->month.n), k->due_city, k->due_county,
                              text_fmt(c->arena, "%lld", is_absent(s->due_at.ms) ? 0LL : (long long)s->due_at.ms)},
               sums);
}

static void add_date(struct call *c, const struct place_key *k, month m, enum measure which, int sign)
{
    struct measures one = {{0}};

    if (is_absent(m.n))
        return;
    one.n[which] = 1;
    add_measures(c, k, m, &one, sign);
}

static month month_or_none(date d)
{
    return is_absent(d.days) ? NO_MONTH : month_of(d);
}

void add_dates(struct call *c, const struct place_key *k, const struct project *p, int sign)
{
    if (!k->counts)
        return;
    add_date(c, k, p->start_plan, M_STARTS_PLANNED, sign);
    add_date(c, k, month_or_none(p->start_actual), M_STARTS, sign);
    add_date(c, k, p->finish_plan, M_FINISHES_PLANNED, sign);
    add_date(c, k, month_or_none(p->finish_actual), M_FINISHES, sign);
}

static void add_stock_of(struct call *c, const struct place_key *k, const char *what, text key, const int64_t sums[])
{
    text said = text_fmt(c->arena, "%s:%.*s", what, TEXT_ARG(key));

    ripple_add(c, &stock_places, (const text[]){k->city, k->county, said, k->works, k->lists}, sums);
}

void add_stock(struct call *c, const struct place_key *k, const struct project *p, int sign)
{
    const int64_t sums[] = {sign, sign * or_zero(p->total_invest.yuan)};

    if (!k->counts)
        return;
    add_stock_of(c, k, "stage", p->stage.t, sums);
    if (p->light.t.n)
        add_stock_of(c, k, "light", p->light.t, sums);
}
