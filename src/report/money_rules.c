/* Checks that weigh one amount against another: the month against its past, sums against the project, the plan, each other. */
#include "check_kinds.h"

static bool is_small(money m, const struct check_rule *r)
{
    return is_absent(m.yuan) || (!is_absent(r->least.yuan) && m.yuan < r->least.yuan);
}

/* a over b, both shown with their ratio and the limit; asked when above the rule's limit. */
static bool ask_ratio(money a, const struct word *a_name, money b, const struct word *b_name,
                      const struct check_rule *r, struct check_verdict *v)
{
    if (is_small(a, r) || !is_above(a, b, r->limit))
        return false;
    add(v, "a", a_name, FIG_MONEY, 0, a.yuan);
    add(v, "b", b_name, FIG_MONEY, '/', b.yuan);
    add(v, "share", &w_check_fig_share, FIG_PERCENT, '=', b.yuan > 0 ? percent_of(a, b) : ABSENT);
    add(v, "limit", &w_check_fig_limit, FIG_PERCENT, 0, r->limit);
    return true;
}

bool ask_share_of_total(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    return f->total_invest.yuan > 0 &&
           ask_ratio(f->now.invest, &w_check_fig_invest, f->total_invest, &w_check_fig_total, r, v);
}

bool ask_over_total(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    return f->total_invest.yuan > 0 &&
           ask_ratio(f->total_done, &w_check_fig_total_done, f->total_invest, &w_check_fig_total, r, v);
}

bool ask_over_year_plan(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    return f->year_plan.yuan > 0 &&
           ask_ratio(f->year_done, &w_check_fig_year_done, f->year_plan, &w_check_fig_year_plan, r, v);
}

bool ask_arrived_over_issued(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    return ask_ratio(f->arrived_total, &w_check_fig_arrived_total, f->issued_total, &w_check_fig_issued_total, r, v);
}

bool ask_paid_over_arrived(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    return ask_ratio(f->paid_total, &w_check_fig_paid_total, f->arrived_total, &w_check_fig_arrived_total, r, v);
}

bool ask_paid_over_done(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    return ask_ratio(f->paid_total, &w_check_fig_paid_total, f->total_done, &w_check_fig_total_done, r, v);
}

/* The report's figure and the ledger's of the same month, apart by the rule's least amount or more, whichever is greater. */
static bool ask_off_ledger(money reported, const struct word *name, money ledger, const struct check_rule *r, struct check_verdict *v)
{
    __int128 off = (__int128)reported.yuan - ledger.yuan;

    if (is_absent(reported.yuan) || is_absent(ledger.yuan) || !off || (off < 0 ? -off : off) < sum_or_0(r->least))
        return false;
    add(v, "a", name, FIG_MONEY, 0, reported.yuan);
    add(v, "b", &w_check_fig_ledger, FIG_MONEY, '-', ledger.yuan);
    add(v, "off", &w_check_fig_off, FIG_MONEY, '=', (int64_t)off);
    return true;
}

bool ask_arrived_off_ledger(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    return ask_off_ledger(f->now.arrived, &w_check_fig_arrived, f->ledger_arrived, r, v);
}

bool ask_paid_off_ledger(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    return ask_off_ledger(f->now.paid, &w_check_fig_paid, f->ledger_paid, r, v);
}

/* Paid below the share of what is done, now and in each of the months before: sums then are sums now without what came since. */
bool ask_paid_under_done(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    money paid = f->paid_total, done = f->total_done;

    if (is_absent(paid.yuan) || is_small(done, r) || r->months < 1 || (int64_t)f->past_count < r->months - 1)
        return false;
    for (int64_t i = 0; i < r->months; i++) {
        const struct check_month *m = i ? &f->past[i - 1] : &f->now;
        if (!is_reported(m) || done.yuan <= 0 || (__int128)paid.yuan * 10000 >= (__int128)done.yuan * r->limit)
            return false;
        paid.yuan -= sum_or_0(m->paid);
        done.yuan -= sum_or_0(m->invest);
    }
    add(v, "a", &w_check_fig_paid_total, FIG_MONEY, 0, f->paid_total.yuan);
    add(v, "b", &w_check_fig_total_done, FIG_MONEY, '/', f->total_done.yuan);
    add(v, "share", &w_check_fig_share, FIG_PERCENT, '=', percent_of(f->paid_total, f->total_done));
    add(v, "limit", &w_check_fig_limit, FIG_PERCENT, 0, r->limit);
    add(v, "months", &w_check_fig_months, FIG_MONTHS, 0, r->months);
    return true;
}

enum { MEDIAN_MOST = 24, MEDIAN_LEAST = 3 };

/* Twice the median of the months with work among the last `months`; false with fewer than three of them. */
static bool median_twice(const struct check_facts *f, int64_t months, __int128 *ret)
{
    int64_t v[MEDIAN_MOST];
    size_t n = 0;

    for (size_t i = 0; i < f->past_count && (int64_t)i < months && n < MEDIAN_MOST; i++) {
        int64_t one = sum_or_0(f->past[i].invest);
        size_t k = n;
        if (one <= 0)
            continue;
        for (; k > 0 && v[k - 1] > one; k--)
            v[k] = v[k - 1];
        v[k] = one;
        n++;
    }
    if (n < MEDIAN_LEAST)
        return false;
    *ret = (__int128)v[n / 2] + v[(n - 1) / 2];
    return true;
}

bool ask_jump(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    __int128 twice;

    if (is_small(f->now.invest, r) || !median_twice(f, r->months, &twice) ||
        (__int128)f->now.invest.yuan * 200 <= twice * r->limit)
        return false;
    add(v, "invest", &w_check_fig_invest, FIG_MONEY, 0, f->now.invest.yuan);
    add(v, "median", &w_check_fig_median, FIG_MONEY, '/', (int64_t)(twice / 2));
    add(v, "times", &w_check_fig_times, FIG_PERCENT, '=', percent_of(f->now.invest, (money){(int64_t)(twice / 2)}));
    add(v, "limit", &w_check_fig_limit, FIG_PERCENT, 0, r->limit * 100);
    add(v, "months", &w_check_fig_months, FIG_MONTHS, 0, r->months);
    return true;
}

/* The mean of the `months` months before the one in which the break begins, as far as they are reported. */
static bool autumn_mean(const struct check_facts *f, const struct check_rule *r, date pause_first, money *ret)
{
    month before = month_of(pause_first);
    __int128 sum = 0;
    int64_t n = 0;

    for (size_t i = 0; i < f->past_count; i++) {
        const struct check_month *m = &f->past[i];
        if (m->month.n >= before.n || m->month.n < before.n - r->months || !is_reported(m))
            continue;
        sum += m->invest.yuan;
        n++;
    }
    if (!n || sum <= 0)
        return false;
    ret->yuan = (int64_t)(sum / n);
    return true;
}

/* Only months that lie wholly in the break, or mostly: in March and November half a month's work is no wonder. */
bool ask_winter_invest(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    date first, last, middle = {month_first(f->now.month).days + 14};
    money mean;

    if (season_days_in(f->pause, f->now.month) * 3 <
            (month_last(f->now.month).days - month_first(f->now.month).days + 1) * 2 ||
        !season_around(f->pause, middle, &first, &last) || is_small(f->now.invest, r) ||
        !autumn_mean(f, r, first, &mean) || !is_above(f->now.invest, mean, r->limit))
        return false;
    add(v, "invest", &w_check_fig_invest, FIG_MONEY, 0, f->now.invest.yuan);
    add(v, "mean", &w_check_fig_autumn, FIG_MONEY, '/', mean.yuan);
    add(v, "share", &w_check_fig_share, FIG_PERCENT, '=', percent_of(f->now.invest, mean));
    add(v, "limit", &w_check_fig_limit, FIG_PERCENT, 0, r->limit);
    return true;
}

bool ask_typed_cumulative(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v)
{
    bool year = !is_absent(f->typed_year.yuan) && !is_absent(f->year_done.yuan) &&
                f->typed_year.yuan != f->year_done.yuan;
    bool total = !is_absent(f->typed_total.yuan) && !is_absent(f->total_done.yuan) &&
                 f->typed_total.yuan != f->total_done.yuan;
    (void)r;

    if (!year && !total)
        return false;
    add(v, "typed", year ? &w_check_fig_typed_year : &w_check_fig_typed_total, FIG_MONEY, 0,
        year ? f->typed_year.yuan : f->typed_total.yuan);
    add(v, "summed", year ? &w_check_fig_year_done : &w_check_fig_total_done, FIG_MONEY, '-',
        year ? f->year_done.yuan : f->total_done.yuan);
    add(v, "off", &w_check_fig_off, FIG_MONEY, '=',
        year ? f->typed_year.yuan - f->year_done.yuan : f->typed_total.yuan - f->total_done.yuan);
    return true;
}
