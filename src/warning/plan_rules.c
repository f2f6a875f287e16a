/* The plan measures: behind in percentage points, relative, as a ratio, in months; judged month by month with a hold.
 *
 * Which months count: those that are reported, and those whose round has closed, so that a silent month counts as nothing
 * done. Inside the winter break the plan is asked up to the last whole month before it, while what is done meanwhile
 * counts: what was behind stays behind, and standing still adds nothing. In the new year the old one's measure
 * holds until the first month of the new one counts.
 */
#include "measure.h"

#include <string.h>

static money done_of(const struct warning_line *l, const struct warning_rule *r, date known)
{
    if (r->accepted_only)
        return l->accepted;
    return line_sent(l, known) ? l->reported : NO_MONEY;
}

static money planned_of(const struct warning_line *l, const struct warning_rule *r)
{
    return r->against_baseline ? l->baseline : l->planned;
}

static bool same_year(const struct warning_line *a, const struct warning_line *b)
{
    return month_year(a->month) == month_year(b->month);
}

/* The plan of the year that the line lies in. NO_MONEY: there is none. */
static money year_plan(const struct warning_facts *f, const struct warning_rule *r, size_t line)
{
    money sum = NO_MONEY;

    if (!r->against_baseline && !is_absent(f->lines[line].year_planned.yuan))
        return f->lines[line].year_planned;
    for (size_t i = 0; i < f->line_count; i++)
        if (same_year(&f->lines[i], &f->lines[line]) && !is_absent(planned_of(&f->lines[i], r).yuan))
            sum.yuan = amount_or_0(sum) + planned_of(&f->lines[i], r).yuan;
    return sum;
}

/* The newest month that counts on the day, and whether the winter break holds it back. */
static bool newest_counted(const struct warning_facts *f, date today, size_t *ret_line, bool *ret_in_pause)
{
    date first, last;
    bool in_pause = season_around(f->pause, today, &first, &last);

    for (size_t i = f->line_count; i-- > 0;) {
        if (!line_counted(&f->lines[i], today) || (in_pause && month_last(f->lines[i].month).days >= first.days))
            continue;
        *ret_line = i;
        *ret_in_pause = in_pause;
        return true;
    }
    return false;
}

/* Sums of the line's year: planned up to the line, done up to the line. */
static void sum_to(const struct warning_facts *f, const struct warning_rule *r, size_t line, date known,
                   struct finding_plan *p)
{
    p->schedule.planned = p->schedule.done = NO_MONEY;
    p->schedule.silent = 0;
    for (size_t i = 0; i <= line; i++) {
        const struct warning_line *l = &f->lines[i];
        money planned = planned_of(l, r), done = done_of(l, r, known);
        if (!same_year(l, &f->lines[line]))
            continue;
        if (!is_absent(planned.yuan))
            p->schedule.planned.yuan = amount_or_0(p->schedule.planned) + planned.yuan;
        p->schedule.done.yuan = amount_or_0(p->schedule.done) + amount_or_0(done);
        p->schedule.silent += is_absent(done.yuan);
    }
}

/* As things stood when the line's round closed: its figures under the plan that was in force then. */
void plan_at(const struct warning_facts *f, const struct warning_rule *r, size_t line, struct finding_plan *ret)
{
    const struct warning_line *l = &f->lines[line];
    date known = {INT64_MAX};

    memset(ret, 0, sizeof(*ret));
    ret->line = ret->evidence = line;
    ret->schedule.through = l->month;
    sum_to(f, r, line, known, ret);
    ret->schedule.year = year_plan(f, r, line);
    if (!r->against_baseline && !is_absent(l->then_planned.yuan))
        ret->schedule.planned = l->then_planned;
    if (!r->against_baseline && !is_absent(l->then_year.yuan))
        ret->schedule.year = l->then_year;
}

/* What was asked up to `line`, and what the year's reports up to `upto` say: in the break work is done ahead of what is asked. */
void plan_ahead(const struct warning_facts *f, const struct warning_rule *r, size_t line, size_t upto, date today, struct finding_plan *ret)
{
    memset(ret, 0, sizeof(*ret));
    ret->line = line;
    ret->evidence = f->line_count;
    ret->schedule.through = f->lines[line].month;
    sum_to(f, r, line, today, ret);
    ret->schedule.year = year_plan(f, r, line);
    for (size_t i = 0; i <= upto && i < f->line_count; i++) {
        money done = done_of(&f->lines[i], r, today);
        if (!same_year(&f->lines[i], &f->lines[line]) || is_absent(done.yuan))
            continue;
        if (i > line)
            ret->schedule.done.yuan = amount_or_0(ret->schedule.done) + done.yuan;
        ret->evidence = i;
    }
}

bool plan_through(const struct warning_facts *f, const struct warning_rule *r, date today, struct finding_plan *ret)
{
    bool in_pause;
    size_t line;

    if (!newest_counted(f, today, &line, &in_pause))
        return false;
    plan_ahead(f, r, line, f->line_count, today, ret);
    ret->schedule.in_pause = in_pause;
    return true;
}

bool warning_schedule(const struct warning_facts *f, const struct warning_rule *r, date today, struct schedule *ret)
{
    struct finding_plan p;

    if (!plan_through(f, r, today, &p) || is_absent(p.schedule.planned.yuan))
        return false;
    *ret = p.schedule;
    return true;
}

/* Months by which the work is late: since the last month whose plan to date is covered by what is done. */
static int64_t months_late(const struct warning_facts *f, const struct warning_rule *r, const struct finding_plan *p)
{
    int64_t planned = 0, late = 0;

    for (size_t i = 0; i <= p->line; i++) {
        if (!same_year(&f->lines[i], &f->lines[p->line]))
            continue;
        planned += amount_or_0(planned_of(&f->lines[i], r));
        late = planned <= amount_or_0(p->schedule.done) ? 0 : late + 1;
    }
    return late;
}

/* The fraction that the rule's measure makes of planned, done and the year's plan. False: nothing to divide by. */
static bool plan_value(const struct warning_facts *f, const struct warning_rule *r, const struct finding_plan *p,
                       struct finding *ret)
{
    __int128 planned = p->schedule.planned.yuan, done = amount_or_0(p->schedule.done), year = p->schedule.year.yuan;
    const char *key = r->measure->key;

    if (!strcmp(key, "plan_points")) {
        ret->den = year;
        ret->num = (planned - done) * 100;
    } else if (!strcmp(key, "plan_relative")) {
        ret->den = planned;
        ret->num = (planned - done) * 100;
    } else if (!strcmp(key, "plan_ratio")) {
        ret->den = planned;
        ret->num = done * 100;
    } else {
        ret->den = 1;
        ret->num = months_late(f, r, p);
    }
    return ret->den > 0 && planned > 0;
}

static void add_figures(const struct warning_rule *r, const struct finding_plan *p, struct finding *ret)
{
    const struct schedule *s = &p->schedule;
    int64_t value = shown(ret->num * 100 / ret->den);
    const char *key = r->measure->key;

    figure_add(&ret->figures, fig_of("through", &w_warn_fig_through, FIG_MONTH, s->through.n));
    if (!strcmp(key, "plan_ratio")) {
        figure_add(&ret->figures, fig_money("done", &w_warn_fig_done, 0, s->done.yuan));
        figure_add(&ret->figures, fig_money("planned", &w_warn_fig_planned, '/', s->planned.yuan));
        figure_add(
            &ret->figures,
            (struct figure){.key = "value", .name = &w_warn_fig_ratio, .kind = FIG_PERCENT, .op = '=', .n = value});
    } else {
        figure_add(&ret->figures, fig_money("planned", &w_warn_fig_planned, 0, s->planned.yuan));
        figure_add(&ret->figures, fig_money("done", &w_warn_fig_done, '-', amount_or_0(s->done)));
        figure_add(&ret->figures, fig_money("behind", &w_warn_fig_behind, '=', s->planned.yuan - amount_or_0(s->done)));
        if (!strcmp(key, "plan_points")) {
            figure_add(&ret->figures, fig_money("year", &w_warn_fig_year, '/', s->year.yuan));
            figure_add(
                &ret->figures,
                (struct figure){.key = "value", .name = &w_warn_fig_points, .kind = FIG_POINTS, .op = '=', .n = value});
        } else if (!strcmp(key, "plan_relative")) {
            figure_add(&ret->figures, fig_money("base", &w_warn_fig_planned, '/', s->planned.yuan));
            figure_add(
                &ret->figures,
                (struct figure){.key = "value", .name = &w_warn_fig_below, .kind = FIG_PERCENT, .op = '=', .n = value});
        } else {
            figure_add(&ret->figures, fig_of("value", &w_warn_fig_months_late, FIG_MONTHS, value / 100));
        }
    }
    if (s->silent)
        figure_add(&ret->figures, fig_of("silent", &w_warn_fig_silent, FIG_COUNT, s->silent));
    if (s->in_pause)
        figure_add(&ret->figures, fig_of("pause", &w_warn_fig_in_pause, FIG_FLAG, 1));
}

struct finding plan_finding(const struct warning_facts *f, const struct warning_rule *r, const struct finding_plan *p)
{
    struct finding found = {.measured = true, .plan = *p, .start = month_first(p->schedule.through)};

    if (is_absent(p->schedule.planned.yuan))
        return finding_none(&w_warn_no_plan);
    if (!plan_value(f, r, p, &found))
        return finding_none(&w_warn_nothing_planned);
    found.reason = !strcmp(r->measure->key, "plan_points")     ? &w_warn_plan_points
                   : !strcmp(r->measure->key, "plan_relative") ? &w_warn_plan_relative
                   : !strcmp(r->measure->key, "plan_ratio")    ? &w_warn_plan_ratio
                                                               : &w_warn_plan_months;
    add_figures(r, p, &found);
    return found;
}

struct finding measure_plan(const struct warning_facts *f, const struct warning_rule *r, struct probe at)
{
    struct finding_plan p;

    if (!plan_through(f, r, at.day, &p))
        return finding_none(&w_warn_no_plan);
    return plan_finding(f, r, &p);
}
