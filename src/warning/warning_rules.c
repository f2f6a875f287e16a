/* The engine: see warning_rules.h. The measures are in plan_rules.c, time_rules.c, site_rules.c and fund_rules.c; their table
 * is at the end of this file.
 */
#include "warning_rules.h"

#include "measure.h"

#include <string.h>

/* ---- helpers of all measures ---- */

int64_t amount_or_0(money m)
{
    return is_absent(m.yuan) ? 0 : m.yuan;
}

bool happened(date d, date known)
{
    return !is_absent(d.days) && d.days <= known.days;
}

bool is_started(const struct warning_facts *f, date known)
{
    if (!is_absent(f->start_actual.days))
        return f->start_actual.days <= known.days;
    return f->stage >= WST_NEW_START && f->stage != WST_WITHDRAWN;
}

bool is_finished(const struct warning_facts *f, date known)
{
    return happened(f->finish_actual, known) ||
           (f->stage >= WST_COMPLETED && f->stage <= WST_FULL_PRODUCTION && is_absent(f->finish_actual.days));
}

bool line_sent(const struct warning_line *l, date known)
{
    return l->state >= LINE_SUBMITTED && happened(l->submitted, known);
}

bool line_counted(const struct warning_line *l, date day)
{
    return line_sent(l, day) || (!is_absent(l->closes.days) && l->closes.days < day.days);
}

bool line_in_pause(const struct warning_facts *f, const struct warning_line *l)
{
    return season_days_in(f->pause, l->month) > 0;
}

int64_t full_months(date from, date to)
{
    int y, m, from_day, to_day;
    int64_t n = month_of(to).n - month_of(from).n;

    if (to.days < from.days)
        return -full_months(to, from);
    date_parts(from, &y, &m, &from_day);
    date_parts(to, &y, &m, &to_day);
    return n - (to_day < from_day && to.days != month_last(month_of(to)).days);
}

struct figure fig_money(const char *key, const struct word *name, char op, int64_t yuan)
{
    return (struct figure){.key = key, .name = name, .kind = FIG_MONEY, .op = op, .n = yuan};
}

struct figure fig_of(const char *key, const struct word *name, enum figure_kind kind, int64_t n)
{
    return (struct figure){.key = key, .name = name, .kind = kind, .n = n};
}

struct figure fig_text(const char *key, const struct word *name, text t)
{
    return (struct figure){.key = key, .name = name, .kind = FIG_TEXT, .t = t};
}

int64_t shown(__int128 n)
{
    if (n > INT64_MAX)
        return INT64_MAX;
    return n <= INT64_MIN ? INT64_MIN + 1 : (int64_t)n;
}

int64_t warning_percent(int64_t dividend, int64_t divisor)
{
    if (is_absent(dividend) || is_absent(divisor) || divisor <= 0)
        return ABSENT;
    return shown((__int128)dividend * 10000 / divisor);
}

/* ---- findings and levels ---- */

struct finding finding_none(const struct word *why)
{
    return (struct finding){.measured = false, .den = 1, .start = NO_DATE, .reason = why};
}

void finding_worse(struct finding *worst, const struct finding *one)
{
    __int128 a, b;

    if (!worst->measured) {
        *worst = *one;
        return;
    }
    /* the fractions have numerators and denominators below 10^20 at most: compared as whole parts, then remainders */
    a = worst->num / worst->den;
    b = one->num / one->den;
    if (a == b) {
        a = worst->num % worst->den * (1 << 20) / worst->den;
        b = one->num % one->den * (1 << 20) / one->den;
    }
    if (b > a || (b == a && one->start.days < worst->start.days))
        *worst = *one;
}

static bool passes(struct threshold t, const struct finding *found)
{
    __int128 value = found->num * 100, limit = (__int128)t.n * found->den;

    switch (t.how) {
    case AT_LEAST: return value >= limit;
    case MORE_THAN: return value > limit;
    case LESS_THAN: return value < limit;
    case AT_MOST: return value <= limit;
    default: return false;
    }
}

enum warning_level level_of(const struct warning_rule *r, const struct finding *found)
{
    for (int level = LEVEL_RED; found->measured && level > LEVEL_NONE; level--)
        if (passes(r->at[level], found))
            return (enum warning_level)level;
    return LEVEL_NONE;
}

/* ---- one rule ---- */

bool warning_rule_in_force(const struct warning_rule *r, date today)
{
    return (is_absent(r->from.days) || r->from.days <= today.days) &&
           (is_absent(r->until.days) || today.days <= r->until.days);
}

static bool is_for(const struct warning_facts *f, const struct warning_rule *r)
{
    if (f->stage == WST_WITHDRAWN || (r->stages && !(r->stages & 1u << f->stage)))
        return false;
    return is_absent(r->least_total.yuan) || is_absent(f->total_invest.yuan) ||
           f->total_invest.yuan >= r->least_total.yuan;
}

static enum warning_level level_on(const struct warning_facts *f, const struct warning_rule *r, date day, date known)
{
    struct finding found = r->measure->measure(f, r, (struct probe){day, known});

    return level_of(r, &found);
}

/* The first day of the run from which the level has been `least` or worse: what is overdue only grows within a run. */
static date first_day(const struct warning_facts *f, const struct warning_rule *r, enum warning_level least, date start,
                      date today)
{
    int64_t low = start.days, high = today.days;

    if (low == ABSENT || low > high)
        return today;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (level_on(f, r, (date){middle}, today) >= least)
            high = middle;
        else
            low = middle + 1;
    }
    return (date){high};
}

static void judge_today(const struct warning_facts *f, const struct warning_rule *r, date today,
                        struct warning_verdict *v)
{
    struct finding found = r->measure->measure(f, r, (struct probe){today, today});

    v->level = level_of(r, &found);
    v->bulletin = found.measured && passes(r->bulletin, &found);
    v->reason = found.reason;
    v->figures = found.figures;
    v->what = found.what;
    if (!v->level)
        return;
    v->level_since = first_day(f, r, v->level, found.start, today);
    v->since = first_day(f, r, LEVEL_BLUE, found.start, today);
}

struct warning_verdict warning_judge(const struct warning_facts *f, const struct warning_rule *r,
                                     const struct warning_day *day)
{
    struct warning_verdict v = {.rule = r, .since = NO_DATE, .level_since = NO_DATE, .act_by = NO_DATE};

    if (!warning_rule_in_force(r, day->today)) {
        v.reason = &w_warn_not_in_force;
        return v;
    }
    if (!is_for(f, r)) {
        v.reason = &w_warn_not_for_it;
        return v;
    }
    if (r->measure->monthly)
        history_judge(f, r, day->today, &v);
    else
        judge_today(f, r, day->today, &v);
    v.actor = r->act[v.level].actor;
    if (v.level && day->workdays_after) {
        struct warning_by by = day->workdays_after(day->data, v.level_since, r->act[v.level].workdays);
        v.act_by = by.day;
        v.act_by_unpublished = by.unpublished;
    }
    return v;
}

/* ---- packs ---- */

size_t warning_judge_all(const struct warning_facts *f, const struct warning_pack *p, const struct warning_day *day,
                         struct warning_verdict *ret, size_t most)
{
    size_t n = 0;

    for (size_t i = 0; i < p->n && n < most; i++)
        if (warning_rule_in_force(&p->v[i], day->today))
            ret[n++] = warning_judge(f, &p->v[i], day);
    return n;
}

enum warning_level warning_light(const struct warning_verdict *v, size_t n)
{
    enum warning_level worst = LEVEL_NONE;

    for (size_t i = 0; i < n; i++)
        worst = v[i].level > worst ? v[i].level : worst;
    return worst;
}

static const struct warning_verdict *worst_in(const char *family, const struct warning_verdict *v, size_t n)
{
    const struct warning_verdict *worst = NULL;

    for (size_t i = 0; i < n; i++)
        if (v[i].level && !strcmp(v[i].rule->measure->family, family) && (!worst || v[i].level > worst->level))
            worst = &v[i];
    return worst;
}

static bool has_family(const char *family, const struct warning_verdict *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(v[i].rule->measure->family, family))
            return true;
    return false;
}

size_t warning_compare(const struct warning_verdict *a, size_t a_count, const struct warning_verdict *b, size_t b_count,
                       struct warning_difference *ret, size_t most)
{
    const char *before = "";
    size_t n = 0;

    for (size_t i = 0; warning_measure_at(i) && n < most; i++) {
        const char *family = warning_measure_at(i)->family;
        struct warning_difference d = {.family = family};
        bool again = !strcmp(family, before);
        before = family;
        if (again || (!has_family(family, a, a_count) && !has_family(family, b, b_count)))
            continue;
        d.of_a = worst_in(family, a, a_count);
        d.of_b = worst_in(family, b, b_count);
        d.a = d.of_a ? d.of_a->level : LEVEL_NONE;
        d.b = d.of_b ? d.of_b->level : LEVEL_NONE;
        ret[n++] = d;
    }
    return n;
}

/* ---- the measures; those of a family stand together ---- */

static const struct warning_measure measures[] = {
    {"start_overdue", "start", &w_measure_start_overdue, &w_unit_months, measure_start_overdue},
    {"joint_start", "start", &w_measure_joint_start, &w_unit_days, measure_joint_start},
    {"plan_points", "plan", &w_measure_plan_points, &w_unit_points, measure_plan, .monthly = true},
    {"plan_relative", "plan", &w_measure_plan_relative, &w_unit_percent, measure_plan, .monthly = true},
    {"plan_ratio", "plan", &w_measure_plan_ratio, &w_unit_percent, measure_plan, .monthly = true, .falls = true},
    {"plan_months", "plan", &w_measure_plan_months, &w_unit_months, measure_plan, .monthly = true},
    {"milestone_overdue", "milestone", &w_measure_milestone_overdue, &w_unit_days, measure_milestone},
    {"report_late", "report", &w_measure_report_late, &w_unit_days, measure_report_late},
    {"report_late_row", "report", &w_measure_report_late_row, &w_unit_times, measure_report_row},
    {"stats_missing", "stats", &w_measure_stats_missing, &w_unit_months, measure_stats},
    {"stopped_unfiled", "site", &w_measure_stopped_unfiled, &w_unit_days, measure_stopped},
    {"not_resumed", "site", &w_measure_not_resumed, &w_unit_days, measure_not_resumed},
    {"no_change", "site", &w_measure_no_change, &w_unit_months, measure_no_change},
    {"fund_asleep", "funds", &w_measure_fund_asleep, &w_unit_months, measure_fund_asleep},
    {"fund_behind", "funds", &w_measure_fund_behind, &w_unit_percent, measure_fund_behind},
    {"fund_year_end", "funds", &w_measure_fund_year_end, &w_unit_days, measure_fund_year_end},
    {"fund_not_arrived", "funds", &w_measure_fund_not_arrived, &w_unit_months, measure_fund_not_arrived},
    {"fund_diverted", "funds", &w_measure_fund_diverted, &w_unit_percent, measure_fund_diverted},
    {"fund_required", "funds", &w_measure_fund_required, &w_unit_percent, measure_fund_required},
    {"paid_ahead", "payment", &w_measure_paid_ahead, &w_unit_percent, measure_paid_ahead},
    {"arrears", "payment", &w_measure_arrears, &w_unit_months, measure_arrears},
    {"finish_overdue", "finish", &w_measure_finish_overdue, &w_unit_months, measure_finish},
    {"production_overdue", "finish", &w_measure_production_overdue, &w_unit_months, measure_production},
    {"approval_promised", "approvals", &w_measure_approval_promised, &w_unit_days, measure_promised},
    {"approval_legal", "approvals", &w_measure_approval_legal, &w_unit_days, measure_legal},
    {"order_overdue", "orders", &w_measure_order_overdue, &w_unit_times, measure_order},
};

const struct warning_measure *warning_measure_called(text key)
{
    for (size_t i = 0; i < COUNT(measures); i++)
        if (text_eqz(key, measures[i].key))
            return &measures[i];
    return NULL;
}

const struct warning_measure *warning_measure_at(size_t i)
{
    return i < COUNT(measures) ? &measures[i] : NULL;
}

const char *warning_measure_key(const struct warning_measure *m)
{
    return m->key;
}

const char *warning_measure_family(const struct warning_measure *m)
{
    return m->family;
}

const struct word *warning_measure_name(const struct warning_measure *m)
{
    return m->name;
}

const struct word *warning_measure_unit(const struct warning_measure *m)
{
    return m->unit;
}

bool warning_measure_falls(const struct warning_measure *m)
{
    return m->falls;
}
