/* Measures of money: asleep, behind the expectation, unpaid at the year's end, paid ahead of the work, in arrears. */
#include "measure.h"

/* Is the fund one that the rule asks of? The list is blank-separated; none means all. */
static bool is_asked(const struct warning_rule *r, const struct warning_fund *fund)
{
    if (!r->funds.n)
        return true;
    for (text rest = r->funds, kind; text_each(&rest, ' ', &kind);)
        if (text_eq(kind, fund->kind))
            return true;
    return false;
}

static bool is_issued(const struct warning_rule *r, const struct warning_fund *fund, date known)
{
    return is_asked(r, fund) && happened(fund->issued_on, known) && !is_absent(fund->issued.yuan) &&
           fund->issued.yuan > 0 && !is_absent(fund->paid.yuan);
}

static void add_fund(struct finding *one, const struct warning_fund *fund)
{
    one->what = fund->name;
    figure_add(&one->figures, fig_text("what", &w_warn_fig_fund, fund->name));
    figure_add(&one->figures, fig_of("issued_on", &w_warn_fig_issued_on, FIG_DATE, fund->issued_on.days));
    figure_add(&one->figures, fig_money("issued", &w_warn_fig_issued, 0, fund->issued.yuan));
    figure_add(&one->figures, fig_money("paid", &w_warn_fig_paid, 0, fund->paid.yuan));
}

struct finding measure_fund_asleep(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding worst = finding_none(&w_warn_no_fund);

    for (size_t i = 0; i < f->fund_count; i++) {
        const struct warning_fund *fund = &f->funds[i];
        struct finding one = {.measured = true, .den = 1, .start = fund->issued_on, .reason = &w_warn_fund_asleep};
        if (!is_issued(r, fund, at.known) || fund->paid.yuan > 0)
            continue;
        one.num = full_months(fund->issued_on, at.day);
        add_fund(&one, fund);
        figure_add(&one.figures, fig_of("months", &w_warn_fig_months, FIG_MONTHS, (int64_t)one.num));
        finding_worse(&worst, &one);
    }
    return worst;
}

/* Expected evenly over `period` months that begin with the one after the issue; counted at the end of each, so that nobody is
 * behind on the first day. What ought to have been paid when the period is over stays expected. */
struct finding measure_fund_behind(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding worst = finding_none(&w_warn_no_fund);

    for (size_t i = 0; i < f->fund_count && r->period > 0; i++) {
        const struct warning_fund *fund = &f->funds[i];
        struct finding one = {.measured = true, .start = fund->issued_on, .reason = &w_warn_fund_behind};
        int64_t ended;
        if (!is_issued(r, fund, at.known))
            continue;
        ended = month_of(at.day).n - month_of(fund->issued_on).n - 1;
        if (ended <= 0)
            continue;
        ended = ended > r->period ? r->period : ended;
        one.den = (__int128)fund->issued.yuan * ended;
        one.num = (one.den - (__int128)fund->paid.yuan * r->period) * 100;
        add_fund(&one, fund);
        figure_add(&one.figures, fig_of("ended", &w_warn_fig_period_ended, FIG_MONTHS, ended));
        figure_add(&one.figures, fig_of("period", &w_warn_fig_period, FIG_MONTHS, r->period));
        figure_add(&one.figures, fig_money("expected", &w_warn_fig_expected, 0, (int64_t)(one.den / r->period)));
        figure_add(&one.figures, fig_of("below", &w_warn_fig_below, FIG_PERCENT, shown(one.num * 100 / one.den)));
        finding_worse(&worst, &one);
    }
    return worst;
}

struct finding measure_fund_year_end(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding worst = finding_none(&w_warn_no_fund);

    for (size_t i = 0; i < f->fund_count; i++) {
        const struct warning_fund *fund = &f->funds[i];
        struct finding one = {.measured = true, .den = 1, .start = fund->issued_on, .reason = &w_warn_fund_year_end};
        date end;
        if (!is_issued(r, fund, at.known) || fund->paid.yuan > 0)
            continue;
        end = year_day_in((struct year_day){12, 31}, month_year(month_of(fund->issued_on)));
        one.num = at.day.days - end.days;
        add_fund(&one, fund);
        figure_add(&one.figures, fig_of("limit", &w_warn_fig_year_end, FIG_DATE, end.days));
        figure_add(&one.figures, fig_of("days", &w_warn_fig_days, FIG_DAYS, (int64_t)one.num));
        finding_worse(&worst, &one);
    }
    return worst;
}

struct finding measure_fund_required(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding worst = finding_none(&w_warn_no_fund);

    for (size_t i = 0; i < f->fund_count; i++) {
        const struct warning_fund *fund = &f->funds[i];
        struct finding one = {.measured = true, .reason = &w_warn_fund_required};
        if (!is_issued(r, fund, at.known) || is_absent(fund->required.yuan) || fund->required.yuan <= 0 ||
            (!is_absent(fund->required_by.days) && fund->required_by.days >= at.day.days))
            continue;
        one.start = is_absent(fund->required_by.days) ? fund->issued_on : fund->required_by;
        one.den = fund->required.yuan;
        one.num = (one.den - fund->paid.yuan) * 100;
        add_fund(&one, fund);
        figure_add(&one.figures, fig_money("required", &w_warn_fig_required, 0, fund->required.yuan));
        figure_add(&one.figures, fig_of("below", &w_warn_fig_below, FIG_PERCENT, shown(one.num * 100 / one.den)));
        finding_worse(&worst, &one);
    }
    return worst;
}

/* Of what was issued a part has not reached the project's account, counted from the issue. */
struct finding measure_fund_not_arrived(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding worst = finding_none(&w_warn_no_fund);

    for (size_t i = 0; i < f->fund_count; i++) {
        const struct warning_fund *fund = &f->funds[i];
        struct finding one = {.measured = true, .den = 1, .start = fund->issued_on, .reason = &w_warn_fund_not_arrived};
        if (!is_issued(r, fund, at.known) || is_absent(fund->arrived.yuan) || fund->arrived.yuan >= fund->issued.yuan)
            continue;
        one.num = full_months(fund->issued_on, at.day);
        add_fund(&one, fund);
        figure_add(&one.figures, fig_money("arrived", &w_warn_fig_arrived, 0, fund->arrived.yuan));
        figure_add(&one.figures, fig_of("months", &w_warn_fig_months, FIG_MONTHS, (int64_t)one.num));
        finding_worse(&worst, &one);
    }
    return worst;
}

struct finding measure_fund_diverted(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding worst = finding_none(&w_warn_no_fund);

    for (size_t i = 0; i < f->fund_count; i++) {
        const struct warning_fund *fund = &f->funds[i];
        struct finding one = {.measured = true, .start = fund->diverted_on, .reason = &w_warn_fund_diverted};
        if (!is_issued(r, fund, at.known) || is_absent(fund->diverted.yuan) || fund->diverted.yuan <= 0 || !happened(fund->diverted_on, at.known))
            continue;
        one.den = fund->issued.yuan;
        one.num = (__int128)fund->diverted.yuan * 100;
        add_fund(&one, fund);
        figure_add(&one.figures, fig_money("diverted", &w_warn_fig_diverted, 0, fund->diverted.yuan));
        finding_worse(&worst, &one);
    }
    return worst;
}

/* Cumulative sums since the start up to and with a line. */
struct totals {
    int64_t done, paid;
    bool known;
};

static struct totals totals_before(const struct warning_facts *f)
{
    bool known = !is_absent(f->done_before.yuan) && !is_absent(f->paid_before.yuan);

    return (struct totals){amount_or_0(f->done_before), amount_or_0(f->paid_before), known};
}

static void add_line(struct totals *t, const struct warning_line *l, date known)
{
    if (!line_sent(l, known))
        return;
    t->done += amount_or_0(l->reported);
    t->paid += amount_or_0(l->paid);
}

static void add_paid_share(struct finding *one, const struct totals *t)
{
    struct figure share = {.key = "share", .name = &w_warn_fig_paid_share, .kind = FIG_PERCENT, .op = '='};

    share.n = warning_percent(t->paid, t->done);
    figure_add(&one->figures, fig_money("paid", &w_warn_fig_paid_total, 0, t->paid));
    figure_add(&one->figures, fig_money("done", &w_warn_fig_done_total, '/', t->done));
    figure_add(&one->figures, share);
}

/* Paid against done; nothing done makes any payment one without measure. */
static void divide_paid(const struct totals *t, struct finding *ret)
{
    ret->den = t->done > 0 ? t->done : 1;
    ret->num = t->done > 0 ? (__int128)t->paid * 100 : (__int128)1 << 80;
}

struct finding measure_paid_ahead(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding found = {.measured = true, .reason = &w_warn_paid_ahead, .start = NO_DATE};
    struct totals t = totals_before(f);
    bool in_run = false, any = false;

    for (size_t i = 0; i < f->line_count; i++) {
        const struct warning_line *l = &f->lines[i];
        if (!line_sent(l, at.known) || l->submitted.days > at.day.days)
            continue;
        add_line(&t, l, at.known);
        divide_paid(&t, &found);
        found.start = in_run ? found.start : l->submitted;
        in_run = level_of(r, &found) > LEVEL_NONE;
        any = true;
    }
    if (!t.known || !any || t.paid <= 0)
        return finding_none(&w_warn_nothing_paid);
    add_paid_share(&found, &t);
    return found;
}

/* Months in a row, up to the newest report, in which less than the share of the work done was paid. */
struct finding measure_arrears(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding found = {.measured = true, .den = 1, .reason = &w_warn_arrears};
    struct totals t = totals_before(f);

    for (size_t i = 0; i < f->line_count && t.known; i++) {
        const struct warning_line *l = &f->lines[i];
        add_line(&t, l, at.known);
        if (!line_sent(l, at.known) || l->submitted.days > at.day.days)
            continue;
        if (t.done <= 0 || (__int128)t.paid * 10000 >= (__int128)t.done * r->share)
            found.num = 0;
        else if (found.num++ == 0)
            found.start = l->submitted;
    }
    if (!found.num)
        return finding_none(&w_warn_no_arrears);
    add_paid_share(&found, &t);
    figure_add(&found.figures, fig_of("limit", &w_warn_fig_share_limit, FIG_PERCENT, r->share));
    figure_add(&found.figures, fig_of("months", &w_warn_fig_in_a_row, FIG_MONTHS, (int64_t)found.num));
    return found;
}
