/* What a project adds to the sums: see sums.h. */
#include "sums.h"

const struct ripple_table measure_table = {
    .name = "measure",
    .keys = {"unit", "month", "works", "lists"},
    .integer_keys = 1u << 1,
    .sums = {"baseline", "planned", "reported", "accepted", "arrived", "paid", "owed", "sent", "passed", "late", "zero", "starts_planned",
             "starts", "finishes_planned", "finishes"},
};

const struct ripple_table stock_table = {
    .name = "stock",
    .keys = {"unit", "what", "works", "lists"},
    .sums = {"projects", "total_invest"},
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

/* The units and works a key stands for: province, city, county × all works, its work. Calls each with its texts. */
static void each_row(const struct place_key *k, void (*each)(struct call *, text, text, const void *), struct call *c, const void *data)
{
    const text works[] = {T("*"), k->works};
    text units[UNITS_MOST];
    size_t n = units_of(k->city, k->county, units);

    if (!k->counts)
        return;
    for (size_t u = 0; u < n; u++)
        for (size_t w = 0; w < COUNT(works); w++)
            if (works[w].n)
                each(c, units[u], works[w], data);
}

struct adding {
    text middle; /* the month, or what */
    text lists;
    int64_t sums[RIPPLE_SUMS];
};

static void add_measure_row(struct call *c, text unit, text works, const void *data)
{
    const struct adding *x = data;

    ripple_add(c, &measure_table, (const text[]){unit, x->middle, works, x->lists}, x->sums);
}

void add_measures(struct call *c, const struct place_key *k, month m, const struct measures *sums, int sign)
{
    struct adding x = {.middle = text_fmt(c->arena, "%lld", (long long)m.n), .lists = k->lists};

    for (size_t i = 0; i < M_COUNT; i++)
        x.sums[i] = sign * sums->n[i];
    each_row(k, add_measure_row, c, &x);
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

static void add_stock_row(struct call *c, text unit, text works, const void *data)
{
    const struct adding *x = data;

    ripple_add(c, &stock_table, (const text[]){unit, x->middle, works, x->lists}, x->sums);
}

void add_stock(struct call *c, const struct place_key *k, const struct project *p, int sign)
{
    struct adding x = {.lists = k->lists};

    if (!k->counts)
        return;
    x.sums[0] = sign;
    x.sums[1] = sign * or_zero(p->total_invest.yuan);
    x.middle = text_fmt(c->arena, "stage:%.*s", TEXT_ARG(p->stage.t));
    each_row(k, add_stock_row, c, &x);
    if (!p->light.t.n)
        return;
    x.middle = text_fmt(c->arena, "light:%.*s", TEXT_ARG(p->light.t));
    each_row(k, add_stock_row, c, &x);
}
