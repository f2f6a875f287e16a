/* A made-up project: see made.h. */
#include "made.h"

#include "base/date.h"

#include <string.h>

date day(const char *iso)
{
    date d = NO_DATE;

    if (!date_parse(text_of(iso), &d))
        fail_msg("no date: %s", iso);
    return d;
}

month mon(const char *iso)
{
    month m = NO_MONTH;

    if (!month_parse(text_of(iso), &m))
        fail_msg("no month: %s", iso);
    return m;
}

struct warning_line *line(struct made *m, const char *month)
{
    return &m->lines[mon(month).n - m->lines[0].month.n];
}

void silent(struct made *m, const char *month)
{
    struct warning_line *l = line(m, month);

    l->reported = l->accepted = l->arrived = l->paid = NO_MONEY;
    l->state = LINE_NONE;
    l->submitted = NO_DATE;
    l->site = SITE_UNKNOWN;
    l->percent = NO_NUMBER;
    l->same_text = NO_FLAG;
}

void done(struct made *m, const char *month, int64_t yuan)
{
    line(m, month)->reported.yuan = line(m, month)->accepted.yuan = yuan;
}

void made(struct made *m, const char *through)
{
    memset(m, 0, sizeof(*m));
    m->f = (struct warning_facts){
        .stage = WST_CONTINUED,
        .total_invest = {10000000},
        .start_plan = mon("2025-01"),
        .finish_plan = mon("2026-12"),
        .produce_plan = NO_MONTH,
        .start_actual = day("2025-01-10"),
        .finish_actual = NO_DATE,
        .produce_actual = NO_DATE,
        .in_stats = YES,
        .stats_month = NO_MONTH,
        .suspended_on = NO_DATE,
        .suspend_filed_on = NO_DATE,
        .resumed_on = NO_DATE,
        .joint_start = NO_DATE,
        .plan_since = NO_DATE,
        .done_before = {0},
        .paid_before = {0},
        .lines = m->lines,
        .line_count = MADE_LINES,
        .milestones = m->milestones,
        .funds = m->funds,
        .approvals = m->approvals,
        .orders = m->orders,
    };
    for (int i = 0; i < MADE_LINES; i++) {
        struct warning_line *l = &m->lines[i];
        l->month.n = mon("2025-01").n + i;
        l->planned.yuan = l->baseline.yuan = 100;
        l->year_planned.yuan = 1200;
        l->then_planned = l->then_year = NO_MONEY;
        l->reported.yuan = l->accepted.yuan = l->arrived.yuan = l->paid.yuan = 100;
        l->percent.n = i + 1;
        l->same_text = NO;
        l->site = SITE_WORKING;
        l->state = LINE_ACCEPTED;
        l->submitted.days = month_first(l->month).days + 27;
        l->due = month_last(l->month);
        l->closes.days = l->due.days + 8;
        if (l->month.n > mon(through).n) {
            l->reported = l->accepted = l->arrived = l->paid = NO_MONEY;
            l->state = LINE_NONE;
            l->submitted = NO_DATE;
            l->site = SITE_UNKNOWN;
            l->percent = NO_NUMBER;
            l->same_text = NO_FLAG;
        }
    }
}

struct warning_rule rule(const char *measure, const char *blue, const char *yellow, const char *red)
{
    static struct arena *arena;
    struct warning_pack p;
    text csv;

    if (!arena)
        arena = arena_new(64 << 20);
    csv = text_fmt(arena,
                   "key,measure,blue,yellow,red,blue_act,yellow_act,red_act,title_zh,title_en,source,mark\n"
                   "r,%s,%s,%s,%s,county 5,county 5,city 5,x,x,x,D\n",
                   measure, blue, yellow, red);
    assert_ok(warning_pack_read(arena, T("test"), csv, &p));
    return p.v[0];
}

struct warning_verdict judge(struct made *m, const struct warning_rule *r, const char *today)
{
    struct warning_day d = {.today = day(today)};

    return warning_judge(&m->f, r, &d);
}
