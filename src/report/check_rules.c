/* Checks of a monthly report: see check_rules.h. Each kind is a function below and a row of the table at the end. */
#include "check_rules.h"

#include "check_kinds.h"

#include <string.h>

bool is_reported(const struct check_month *m)
{
    return !is_absent(m->invest.yuan);
}

int64_t sum_or_0(money m)
{
    return is_absent(m.yuan) ? 0 : m.yuan;
}

void add(struct check_verdict *v, const char *key, const struct word *name, enum figure_kind kind, char op, int64_t n)
{
    figure_add(&v->figures, (struct figure){.key = key, .name = name, .kind = kind, .op = op, .n = n});
}

int64_t percent_of(money a, money b)
{
    __int128 n = b.yuan > 0 ? (__int128)a.yuan * 10000 / b.yuan : 0;

    return n > INT64_MAX ? INT64_MAX : n <= INT64_MIN ? INT64_MIN + 1 : (int64_t)n;
}

bool is_above(money a, money b, int64_t percent_hundredths)
{
    return !is_absent(a.yuan) && !is_absent(b.yuan) && (__int128)a.yuan * 10000 > (__int128)b.yuan * percent_hundredths;
}

/* ---- one report against itself and its past ---- */

static bool ask_negative(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    const money parts[] = {f->now.invest, f->now.arrived, f->now.paid};
    bool negative = false;
    (void)r;

    for (size_t i = 0; i < COUNT(parts); i++)
        negative |= !is_absent(parts[i].yuan) && parts[i].yuan < 0;
    if (!negative || (f->correction && text_chars(text_trim(f->reason)) > 0))
        return false;
    add(v, "invest", &w_check_fig_invest, FIG_MONEY, 0, f->now.invest.yuan);
    add(v, "arrived", &w_check_fig_arrived, FIG_MONEY, 0, f->now.arrived.yuan);
    add(v, "paid", &w_check_fig_paid, FIG_MONEY, 0, f->now.paid.yuan);
    return true;
}

static bool ask_percent_range(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    (void)r;
    if (is_absent(f->now.percent.n) || (f->now.percent.n >= 0 && f->now.percent.n <= 100))
        return false;
    add(v, "percent", &w_check_fig_percent, FIG_PERCENT, 0,
        f->now.percent.n > INT32_MAX || f->now.percent.n < INT32_MIN ? ABSENT : f->now.percent.n * 100);
    return true;
}

/* The newest percentage that was reported before. */
static number last_percent(const struct check_facts *f)
{
    for (size_t i = 0; i < f->past_count; i++)
        if (!is_absent(f->past[i].percent.n))
            return f->past[i].percent;
    return NO_NUMBER;
}

static bool ask_percent_falls(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    number before = last_percent(f);
    (void)r;

    if (is_absent(before.n) || is_absent(f->now.percent.n) || f->now.percent.n >= before.n)
        return false;
    add(v, "before", &w_check_fig_percent_before, FIG_PERCENT, 0, before.n * 100);
    add(v, "percent", &w_check_fig_percent, FIG_PERCENT, 0, f->now.percent.n * 100);
    return true;
}

static bool ask_percent_full(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    (void)r;
    if (is_absent(f->now.percent.n) || f->now.percent.n < 100 || f->completed || f->completion_filed ||
        !is_absent(f->finish_actual.days))
        return false;
    add(v, "percent", &w_check_fig_percent, FIG_PERCENT, 0, 10000);
    return true;
}

static bool ask_percent_over_money(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    int64_t money_share, gap;

    if (is_absent(f->now.percent.n) || is_absent(f->total_done.yuan) || is_absent(f->total_invest.yuan) ||
        f->total_invest.yuan <= 0 || f->now.percent.n < 0 || f->now.percent.n > 100)
        return false;
    /* percent − done/total > limit, without rounding */
    if ((__int128)(f->now.percent.n * 100 - r->limit) * f->total_invest.yuan <= (__int128)f->total_done.yuan * 10000)
        return false;
    money_share = percent_of(f->total_done, f->total_invest);
    gap = f->now.percent.n * 100 - money_share;
    add(v, "percent", &w_check_fig_percent, FIG_PERCENT, 0, f->now.percent.n * 100);
    add(v, "share", &w_check_fig_done_share, FIG_PERCENT, '-', money_share);
    add(v, "gap", &w_check_fig_gap, FIG_POINTS, '=', gap);
    add(v, "limit", &w_check_fig_limit, FIG_POINTS, 0, r->limit);
    return true;
}

static bool ask_same_text(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    text now = text_trim(f->now.progress_text), before = f->past_count ? text_trim(f->past[0].progress_text) : NO_TEXT;
    (void)r;

    if (!now.n || !before.n || !text_eq(now, before))
        return false;
    add(v, "month", &w_check_fig_month_before, FIG_MONTH, 0, f->past[0].month.n);
    return true;
}

static bool ask_text_length(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    int64_t n = (int64_t)text_chars(text_trim(f->now.progress_text));

    if (n * 100 >= r->limit)
        return false;
    add(v, "length", &w_check_fig_length, FIG_COUNT, 0, n);
    add(v, "limit", &w_check_fig_limit, FIG_COUNT, 0, r->limit / 100);
    return true;
}

/* All of the months are whole multiples of `least`, and something was done in each. */
static bool ask_round_numbers(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    int64_t unit = is_absent(r->least.yuan) || r->least.yuan <= 0 ? 1000000 : r->least.yuan;

    if (r->months < 1 || (int64_t)f->past_count < r->months - 1)
        return false;
    for (int64_t i = 0; i < r->months; i++) {
        money m = i ? f->past[i - 1].invest : f->now.invest;
        if (is_absent(m.yuan) || m.yuan <= 0 || m.yuan % unit)
            return false;
    }
    add(v, "invest", &w_check_fig_invest, FIG_MONEY, 0, f->now.invest.yuan);
    add(v, "months", &w_check_fig_months, FIG_MONTHS, 0, r->months);
    add(v, "unit", &w_check_fig_unit, FIG_MONEY, 0, unit);
    return true;
}

/* ---- the project, its site, its photographs ---- */

static bool ask_before_start(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    bool started = is_absent(f->start_actual.days) ? f->started : f->start_actual.days <= month_last(f->now.month).days;
    (void)r;

    if (started || f->preliminary_cost || is_absent(f->now.invest.yuan) || f->now.invest.yuan <= 0)
        return false;
    add(v, "invest", &w_check_fig_invest, FIG_MONEY, 0, f->now.invest.yuan);
    add(v, "start", &w_check_fig_start, FIG_DATE, 0, f->start_actual.days);
    return true;
}

static bool ask_start_missing(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    (void)r;
    if (!is_absent(f->start_actual.days) ||
        (!f->started && f->now.site != CHECK_SITE_WORKING && f->now.site != CHECK_SITE_FINISHED))
        return false;
    add(v, "planned", &w_check_fig_start_plan, FIG_MONTH, 0, f->start_plan.n);
    return true;
}

static bool ask_stopped_invest(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    (void)r;
    if (f->now.site != CHECK_SITE_STOPPED || is_absent(f->now.invest.yuan) || f->now.invest.yuan <= 0)
        return false;
    add(v, "invest", &w_check_fig_invest, FIG_MONEY, 0, f->now.invest.yuan);
    return true;
}

static bool ask_milestone_future(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    (void)r;
    if (is_absent(f->latest_milestone.days) || f->latest_milestone.days <= f->today.days)
        return false;
    add(v, "day", &w_check_fig_milestone, FIG_DATE, 0, f->latest_milestone.days);
    add(v, "today", &w_check_fig_today, FIG_DATE, 0, f->today.days);
    return true;
}

static bool ask_milestone_order(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    (void)r;
    (void)v;
    return f->milestone_out_of_order;
}

static bool ask_photo_far(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    if (is_absent(f->photo_metres.n) || f->photo_metres.n <= r->limit / 100)
        return false;
    add(v, "metres", &w_check_fig_metres, FIG_COUNT, 0, f->photo_metres.n);
    add(v, "limit", &w_check_fig_limit, FIG_COUNT, 0, r->limit / 100);
    return true;
}

static bool ask_photo_old(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    if (is_absent(f->photo_day.days) || f->today.days - f->photo_day.days <= r->limit / 100)
        return false;
    add(v, "day", &w_check_fig_photo, FIG_DATE, 0, f->photo_day.days);
    add(v, "days", &w_check_fig_photo_age, FIG_DAYS, 0, f->today.days - f->photo_day.days);
    add(v, "limit", &w_check_fig_limit, FIG_DAYS, 0, r->limit / 100);
    return true;
}

static bool ask_problem_gone(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    (void)r;
    if (f->dropped_problems <= 0)
        return false;
    add(v, "open", &w_check_fig_problems, FIG_COUNT, 0, f->open_problems);
    add(v, "gone", &w_check_fig_problems_gone, FIG_COUNT, 0, f->dropped_problems);
    return true;
}

/* ---- the kinds ---- */

static const struct check_kind kinds[] = {
    {"negative", "invest", &w_check_negative, ask_negative},
    {"percent_range", "percent", &w_check_percent_range, ask_percent_range},
    {"milestone_future", "milestones", &w_check_milestone_future, ask_milestone_future},
    {"milestone_order", "milestones", &w_check_milestone_order, ask_milestone_order},
    {"jump", "invest", &w_check_jump, ask_jump},
    {"share_of_total", "invest", &w_check_share_of_total, ask_share_of_total},
    {"over_total", "invest", &w_check_over_total, ask_over_total},
    {"over_year_plan", "invest", &w_check_over_year_plan, ask_over_year_plan},
    {"arrived_over_issued", "arrived", &w_check_arrived_over_issued, ask_arrived_over_issued},
    {"paid_over_arrived", "paid", &w_check_paid_over_arrived, ask_paid_over_arrived},
    {"arrived_off_ledger", "arrived", &w_check_arrived_off_ledger, ask_arrived_off_ledger},
    {"paid_off_ledger", "paid", &w_check_paid_off_ledger, ask_paid_off_ledger},
    {"paid_over_done", "paid", &w_check_paid_over_done, ask_paid_over_done},
    {"paid_under_done", "paid", &w_check_paid_under_done, ask_paid_under_done},
    {"percent_falls", "percent", &w_check_percent_falls, ask_percent_falls},
    {"percent_full", "percent", &w_check_percent_full, ask_percent_full},
    {"percent_over_money", "percent", &w_check_percent_over_money, ask_percent_over_money},
    {"before_start", "invest", &w_check_before_start, ask_before_start},
    {"start_missing", "site", &w_check_start_missing, ask_start_missing},
    {"stopped_invest", "site", &w_check_stopped_invest, ask_stopped_invest},
    {"winter_invest", "invest", &w_check_winter_invest, ask_winter_invest},
    {"round_numbers", "invest", &w_check_round_numbers, ask_round_numbers},
    {"same_text", "progress_text", &w_check_same_text, ask_same_text},
    {"text_length", "progress_text", &w_check_text_length, ask_text_length},
    {"typed_cumulative", "invest", &w_check_typed_cumulative, ask_typed_cumulative},
    {"photo_far", "photos", &w_check_photo_far, ask_photo_far},
    {"photo_old", "photos", &w_check_photo_old, ask_photo_old},
    {"problem_gone", "problem", &w_check_problem_gone, ask_problem_gone},
};

static const struct check_answer answers[] = {
    {"equipment_batch", &w_answer_equipment_batch},
    {"catch_up", &w_answer_catch_up},
    {"settlement", &w_answer_settlement},
    {"season", &w_answer_season},
    {"land_paid", &w_answer_land_paid},
    {"total_changing", &w_answer_total_changing},
    {"price_rise", &w_answer_price_rise},
    {"scope_change", &w_answer_scope_change},
    {"plan_changing", &w_answer_plan_changing},
    {"own_money_counted", &w_answer_own_money_counted},
    {"issue_not_entered", &w_answer_issue_not_entered},
    {"paid_in_advance", &w_answer_paid_in_advance},
    {"arrival_not_entered", &w_answer_arrival_not_entered},
    {"advance_payment", &w_answer_advance_payment},
    {"payment_by_contract", &w_answer_payment_by_contract},
    {"money_not_arrived", &w_answer_money_not_arrived},
    {"settlement_pending", &w_answer_settlement_pending},
    {"last_month_wrong", &w_answer_last_month_wrong},
    {"correction_pending", &w_answer_correction_pending},
    {"acceptance_pending", &w_answer_acceptance_pending},
    {"preliminary_cost", &w_answer_preliminary_cost},
    {"start_not_entered", &w_answer_start_not_entered},
    {"preparation_only", &w_answer_preparation_only},
    {"partly_stopped", &w_answer_partly_stopped},
    {"winter_works", &w_answer_winter_works},
    {"indoor_works", &w_answer_indoor_works},
    {"contract_stages", &w_answer_contract_stages},
    {"true_figures", &w_answer_true_figures},
    {"nothing_changed", &w_answer_nothing_changed},
    {"several_sites", &w_answer_several_sites},
    {"site_moved", &w_answer_site_moved},
    {"taken_earlier", &w_answer_taken_earlier},
    {"solved_outside", &w_answer_solved_outside},
    {"no_longer_matters", &w_answer_no_longer_matters},
    {"order_changed", &w_answer_order_changed},
    {"entered_late", &w_answer_entered_late},
    {"beside_ledger", &w_answer_beside_ledger},
    {"ledger_pending", &w_answer_ledger_pending},
    {"ledger_wrong", &w_answer_ledger_wrong},
};

const struct check_answer *check_answer_called(text key)
{
    for (size_t i = 0; i < COUNT(answers); i++)
        if (text_eqz(key, answers[i].key))
            return &answers[i];
    return NULL;
}

const struct check_kind *check_kind_called(text key)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (text_eqz(key, kinds[i].key))
            return &kinds[i];
    return NULL;
}

const char *check_kind_key(const struct check_kind *k)
{
    return k->key;
}

const struct check_kind *check_kind_at(size_t i)
{
    return i < COUNT(kinds) ? &kinds[i] : NULL;
}

/* ---- asking ---- */

bool check_ask(const struct check_facts *f, const struct check_rule *r, struct check_verdict *ret)
{
    struct check_verdict v = {.rule = r, .severity = r->severity, .field = r->kind->field, .said = r->kind->said};

    if (!r->kind->ask(f, r, &v))
        return false;
    *ret = v;
    return true;
}

static bool in_force(const struct check_rule *r, date today)
{
    return (is_absent(r->from.days) || r->from.days <= today.days) &&
           (is_absent(r->until.days) || today.days <= r->until.days);
}

size_t check_all(const struct check_facts *f, const struct check_rules *r, struct check_verdict *ret, size_t most)
{
    size_t n = 0;

    for (int severity = CHECK_REFUSE; severity >= CHECK_QUESTION; severity--)
        for (size_t i = 0; i < r->n && n < most; i++)
            if ((int)r->v[i].severity == severity && in_force(&r->v[i], f->today) && check_ask(f, &r->v[i], &ret[n]))
                n++;
    return n;
}

static bool is_answered(text answered, text key)
{
    for (text rest = answered, one; text_each(&rest, ' ', &one);)
        if (one.n && text_eq(one, key))
            return true;
    return false;
}

const struct check_verdict *check_blocks(const struct check_verdict *v, size_t n, text answered)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].severity == CHECK_REFUSE || !is_answered(answered, v[i].rule->key))
            return &v[i];
    return NULL;
}

bool check_answer_enough(text answer)
{
    return check_answer_called(answer) || text_chars(text_trim(answer)) >= 4;
}
