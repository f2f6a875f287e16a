/* Stage and dates of one made-up project: starts cluster in spring and September, when Liaoning's ground is open. */
#include "making.h"

/* Of a year's starts, how many fall into each month, in permille. */
static const unsigned starts[12] = {10, 15, 170, 190, 150, 100, 70, 70, 120, 60, 30, 15};

static month month_in(struct making *m, int year)
{
    return (month){(int64_t)year * 12 + (int64_t)random_weighted(&m->r, starts, 12)};
}

static date day_in(struct making *m, month in)
{
    date d = month_first(in);

    d.days += random_between(&m->r, 0, 27);
    return d.days > m->today.days ? m->today : d;
}

static int years_to_build(const struct draft *d)
{
    int64_t yi = d->total.yuan / 100000000;

    return yi > 100 ? 6 : yi > 30 ? 4 : yi > 8 ? 3 : 2;
}

static void year_figures(struct making *m, const struct draft *d, struct project *p)
{
    int64_t total = d->total.yuan, done = 0, step = 100000;

    if (d->stage == ST_CONTINUED || d->stage == ST_SUSPENDED)
        done = total * random_between(&m->r, 10, 60) / 100;
    else if (d->stage >= ST_COMPLETED)
        done = total * random_between(&m->r, 70, 95) / 100;
    if (d->stage >= ST_NEW_START)
        p->before_year = (money){done / step * step};
    if (d->stage >= ST_RESERVE)
        p->year_plan = (money){(total - done) * random_between(&m->r, 15, 45) / 100 / step * step};
}

void times_fill(struct making *m, const struct draft *d, struct project *p)
{
    int build = years_to_build(d), begun = m->year;
    month start;

    p->stage.t = text_of(project_record.workflow->states[d->stage].key);
    if (d->stage <= ST_PRELIMINARY)
        begun = m->year + (int)random_between(&m->r, d->stage == ST_PRELIMINARY ? 0 : 1, 3);
    else if (d->stage == ST_CONTINUED || d->stage == ST_SUSPENDED)
        begun = m->year - (int)random_between(&m->r, 1, build);
    else if (d->stage >= ST_COMPLETED)
        begun = m->year - build - (int)random_between(&m->r, 0, 2);
    start = month_in(m, begun);
    if (d->stage == ST_NEW_START && start.n > month_of(m->today).n)
        start.n = month_of(m->today).n;
    if (d->stage >= ST_RESERVE) {
        p->start_plan = start;
        p->finish_plan = (month){start.n + build * 12 - random_between(&m->r, 0, 5)};
    }
    if (d->stage >= ST_NEW_START) {
        p->start_actual = day_in(m, (month){start.n + (random_chance(&m->r, 250) && start.n < month_of(m->today).n ? 1 : 0)});
        if (random_chance(&m->r, 900))
            p->year_goal = random_chance(&m->r, 500) ? T("完成主体结构施工") : T("完成基础工程，主要设备进场安装");
        p->in_stats = random_chance(&m->r, 850) ? YES : NO;
    }
    if (d->stage == ST_COMPLETED || d->stage == ST_IN_PRODUCTION)
        p->finish_actual = day_in(m, p->finish_plan);
    if (d->stage == ST_IN_PRODUCTION)
        p->produce_actual = (date){p->finish_actual.days + 30 > m->today.days ? m->today.days : p->finish_actual.days + 30};
    if (d->stage == ST_SUSPENDED) {
        p->suspend_reason.t = T("funds");
        p->resume_plan = (month){month_of(m->today).n + 5};
    }
    if (d->stage == ST_WITHDRAWN)
        p->withdraw_reason = T("企业调整投资方向，申请退出（示例）");
    year_figures(m, d, p);
}
