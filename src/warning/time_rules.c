/* Measures of time: planned starts, milestones, completion, statistics, approvals, orders that have passed. */
#include "measure.h"

struct finding measure_start_overdue(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding found = {.measured = true, .den = 1, .reason = &w_warn_start_overdue};
    (void)r;

    if (is_absent(f->start_plan.n))
        return finding_none(&w_warn_no_start_plan);
    if (is_started(f, at.known))
        return finding_none(&w_warn_started);
    /* a month counts when it has ended: in the planned month itself there is still time */
    found.num = month_of(at.day).n - f->start_plan.n;
    found.start = month_first(f->start_plan);
    figure_add(&found.figures, fig_of("planned", &w_warn_fig_start_plan, FIG_MONTH, f->start_plan.n));
    figure_add(&found.figures, fig_of("today", &w_warn_fig_today, FIG_DATE, at.day.days));
    figure_add(&found.figures, fig_of("months", &w_warn_fig_months_ended, FIG_MONTHS, (int64_t)found.num));
    return found;
}

static struct finding days_past(date limit, date day, text what, const struct word *limit_name,
                                const struct word *reason)
{
    struct finding found = {
        .measured = true, .den = 1, .num = day.days - limit.days, .start = limit, .reason = reason, .what = what};

    figure_add(&found.figures, fig_text("what", &w_warn_fig_what, what));
    figure_add(&found.figures, fig_of("limit", limit_name, FIG_DATE, limit.days));
    figure_add(&found.figures, fig_of("today", &w_warn_fig_today, FIG_DATE, day.days));
    figure_add(&found.figures, fig_of("days", &w_warn_fig_days, FIG_DAYS, (int64_t)found.num));
    return found;
}

/* The worst, and how many have passed their day. */
static void count_overdue(struct finding *worst, const struct finding *one, int64_t *overdue)
{
    *overdue += one->num > 0;
    finding_worse(worst, one);
}

struct finding measure_milestone(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding worst = finding_none(&w_warn_no_milestone);
    int64_t overdue = 0;
    (void)r;

    for (size_t i = 0; i < f->milestone_count; i++) {
        const struct warning_milestone *m = &f->milestones[i];
        struct finding one;
        if (is_absent(m->planned.days) || happened(m->actual, at.known))
            continue;
        one = days_past(m->planned, at.day, m->name, &w_warn_fig_milestone_plan, &w_warn_milestone);
        count_overdue(&worst, &one, &overdue);
    }
    if (worst.measured)
        figure_add(&worst.figures, fig_of("overdue", &w_warn_fig_overdue, FIG_COUNT, overdue));
    return worst;
}

struct finding measure_stats(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding found = {.measured = true, .den = 1, .reason = &w_warn_stats};
    (void)r;

    if (!happened(f->start_actual, at.known))
        return finding_none(&w_warn_not_started);
    if (f->in_stats.v == 1 || (!is_absent(f->stats_month.n) && f->stats_month.n <= month_of(at.known).n))
        return finding_none(&w_warn_in_stats);
    if (is_absent(f->in_stats.v) && is_absent(f->stats_month.n)) /* not said: among what the file lacks, and no claim against it */
        return finding_none(&w_warn_stats_unsaid);
    found.num = full_months(f->start_actual, at.day);
    found.start = f->start_actual;
    figure_add(&found.figures, fig_of("start", &w_warn_fig_start, FIG_DATE, f->start_actual.days));
    figure_add(&found.figures, fig_of("today", &w_warn_fig_today, FIG_DATE, at.day.days));
    figure_add(&found.figures, fig_of("months", &w_warn_fig_months, FIG_MONTHS, (int64_t)found.num));
    return found;
}

/* Really started: a day of start, and a report since that shows works or investment. A ceremony is not a start. */
static bool really_started(const struct warning_facts *f, date known)
{
    if (!is_started(f, known))
        return false;
    if (is_finished(f, known))
        return true;
    for (size_t i = 0; i < f->line_count; i++) {
        const struct warning_line *l = &f->lines[i];
        if (!line_sent(l, known) || (!is_absent(f->start_actual.days) && l->month.n < month_of(f->start_actual).n))
            continue;
        if (amount_or_0(l->reported) > 0 || l->site == SITE_WORKING || l->site == SITE_FINISHED)
            return true;
    }
    return false;
}

struct finding measure_joint_start(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding found = {.measured = true, .den = 1, .reason = &w_warn_joint_start};
    (void)r;

    if (is_absent(f->joint_start.days))
        return finding_none(&w_warn_no_joint_start);
    if (really_started(f, at.known))
        return finding_none(&w_warn_really_started);
    found.num = at.day.days - f->joint_start.days;
    found.start = f->joint_start;
    figure_add(&found.figures, fig_of("joint", &w_warn_fig_joint, FIG_DATE, f->joint_start.days));
    figure_add(&found.figures, fig_of("start", &w_warn_fig_start, FIG_DATE, f->start_actual.days));
    figure_add(&found.figures, fig_of("today", &w_warn_fig_today, FIG_DATE, at.day.days));
    figure_add(&found.figures, fig_of("days", &w_warn_fig_days, FIG_DAYS, (int64_t)found.num));
    return found;
}

struct finding measure_finish(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding found = {.measured = true, .den = 1, .reason = &w_warn_finish};
    (void)r;

    if (is_absent(f->finish_plan.n))
        return finding_none(&w_warn_no_finish_plan);
    if (is_finished(f, at.known))
        return finding_none(&w_warn_finished);
    found.num = month_of(at.day).n - f->finish_plan.n - 1; /* months that have ended since the planned one did */
    found.start = month_last(f->finish_plan);
    figure_add(&found.figures, fig_of("planned", &w_warn_fig_finish_plan, FIG_MONTH, f->finish_plan.n));
    figure_add(&found.figures, fig_of("today", &w_warn_fig_today, FIG_DATE, at.day.days));
    figure_add(&found.figures, fig_of("months", &w_warn_fig_months_ended, FIG_MONTHS, (int64_t)found.num));
    return found;
}

struct finding measure_production(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding found = {.measured = true, .den = 1, .reason = &w_warn_production};
    (void)r;

    if (!happened(f->finish_actual, at.known))
        return finding_none(&w_warn_not_finished);
    if (happened(f->produce_actual, at.known) || f->stage == WST_IN_PRODUCTION || f->stage == WST_FULL_PRODUCTION)
        return finding_none(&w_warn_in_production);
    found.num = full_months(f->finish_actual, at.day);
    found.start = f->finish_actual;
    figure_add(&found.figures, fig_of("finish", &w_warn_fig_finish, FIG_DATE, f->finish_actual.days));
    figure_add(&found.figures, fig_of("today", &w_warn_fig_today, FIG_DATE, at.day.days));
    figure_add(&found.figures, fig_of("months", &w_warn_fig_months, FIG_MONTHS, (int64_t)found.num));
    return found;
}

static struct finding approvals_past(const struct warning_facts *f, struct probe at, bool legal)
{
    struct finding worst = finding_none(&w_warn_no_approval);
    int64_t overdue = 0;

    for (size_t i = 0; i < f->approval_count; i++) {
        const struct warning_approval *p = &f->approvals[i];
        date limit = legal ? p->legal : p->promised;
        struct finding one;
        if (is_absent(limit.days) || happened(p->done, at.known))
            continue;
        one = days_past(limit, at.day, p->name, legal ? &w_warn_fig_legal : &w_warn_fig_promised,
                        legal ? &w_warn_legal : &w_warn_promised);
        count_overdue(&worst, &one, &overdue);
    }
    if (worst.measured)
        figure_add(&worst.figures, fig_of("overdue", &w_warn_fig_overdue, FIG_COUNT, overdue));
    return worst;
}

struct finding measure_promised(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    (void)r;
    return approvals_past(f, at, false);
}

struct finding measure_legal(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    (void)r;
    return approvals_past(f, at, true);
}

struct finding measure_order(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding worst = finding_none(&w_warn_no_order);
    (void)r;

    for (size_t i = 0; i < f->order_count; i++) {
        const struct warning_order *w = &f->orders[i];
        struct finding one = {.measured = true, .den = 1, .start = w->due[0], .reason = &w_warn_order, .what = w->name};
        if (is_absent(w->due[0].days) || happened(w->done, at.known))
            continue;
        for (size_t k = 0; k < COUNT(w->due) && !is_absent(w->due[k].days) && w->due[k].days < at.day.days; k++)
            one.num++;
        figure_add(&one.figures, fig_text("what", &w_warn_fig_what, w->name));
        figure_add(&one.figures, fig_of("limit", &w_warn_fig_first_due, FIG_DATE, w->due[0].days));
        figure_add(&one.figures, fig_of("today", &w_warn_fig_today, FIG_DATE, at.day.days));
        figure_add(&one.figures, fig_of("times", &w_warn_fig_expired, FIG_COUNT, (int64_t)one.num));
        finding_worse(&worst, &one);
    }
    return worst;
}
