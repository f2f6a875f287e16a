/* Every other measure: each threshold of the default set at, just under and just over, and what makes it silent. */
#include "made.h"

#include "base/date.h"
#include "warning/words.h"

#include <string.h>

static struct arena *arena;
static struct warning_packs packs;

static int setup(void **state)
{
    (void)state;
    arena = arena_new(16 << 20);
    return warning_packs_shipped(arena, &packs) != NULL;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static struct warning_verdict by(const char *pack, const char *key, struct made *m, const char *today)
{
    const struct warning_pack *p;

    assert_ok(warning_pack_called(arena, &packs, text_of(pack), &p));
    for (size_t i = 0; i < p->n; i++)
        if (text_eqz(p->v[i].key, key))
            return judge(m, &p->v[i], today);
    fail_msg("no rule %s in %s", key, pack);
    return (struct warning_verdict){0};
}

/* What a case changes. */
static void not_started(struct made *m)
{
    m->f.stage = WST_PRELIMINARY;
    m->f.start_actual = NO_DATE;
    m->f.start_plan = mon("2025-03");
}
static void started_tomorrow(struct made *m)
{
    not_started(m);
    m->f.start_actual = day("2025-06-02");
}
static void only_an_idea(struct made *m)
{
    not_started(m);
    m->f.stage = WST_PLANNED;
}
static void no_start_planned(struct made *m)
{
    not_started(m);
    m->f.start_plan = NO_MONTH;
}
static void withdrawn(struct made *m)
{
    not_started(m);
    m->f.stage = WST_WITHDRAWN;
}
static void milestone(struct made *m)
{
    m->milestones[0] = (struct warning_milestone){T("基础完工"), day("2025-02-28"), NO_DATE};
    m->milestones[1] = (struct warning_milestone){T("主体封顶"), day("2025-01-15"),
                                                  day("2025-02-20")}; /* late but done */
    m->milestones[2] = (struct warning_milestone){T("竣工"), day("2026-02-28"), NO_DATE};
    m->f.milestone_count = 3;
}
static void milestone_without_day(struct made *m)
{
    milestone(m);
    m->milestones[0].planned = NO_DATE;
}
static void out_of_stats(struct made *m)
{
    m->f.in_stats = NO;
    m->f.start_actual = day("2025-01-31");
}
static void small(struct made *m)
{
    out_of_stats(m);
    m->f.total_invest.yuan = 4999999;
}
static void large_enough(struct made *m)
{
    out_of_stats(m);
    m->f.total_invest.yuan = 5000000;
}
static void stats_unsaid(struct made *m)
{
    out_of_stats(m);
    m->f.in_stats = NO_FLAG;
}
static void in_stats_since_march(struct made *m)
{
    out_of_stats(m);
    m->f.stats_month = mon("2025-03");
}
static void june_missing(struct made *m)
{
    silent(m, "2025-06");
}
static void june_returned(struct made *m)
{
    line(m, "2025-06")->state = LINE_RETURNED;
}
static void june_granted(struct made *m)
{
    silent(m, "2025-06");
    line(m, "2025-06")->due = day("2025-07-05");
}
static void june_late_again(struct made *m)
{
    silent(m, "2025-06");
    line(m, "2025-05")->submitted = day("2025-06-02");
}
static void june_late_may_in_time(struct made *m)
{
    silent(m, "2025-06");
    line(m, "2025-04")->submitted = day("2025-06-02");
}
static void stopped(struct made *m)
{
    m->f.stage = WST_SUSPENDED;
    m->f.suspended_on = day("2025-06-10");
}
static void stopped_and_filed(struct made *m)
{
    stopped(m);
    m->f.suspend_filed_on = day("2025-06-20");
}
static void report_says_stopped(struct made *m)
{
    line(m, "2025-05")->site = line(m, "2025-06")->site = SITE_STOPPED;
}
static void report_said_stopped(struct made *m)
{
    line(m, "2025-05")->site = SITE_STOPPED;
}
static void wintering(struct made *m)
{
    m->f.pause = (struct season){{11, 15}, {3, 15}};
    m->f.resume_by = (struct year_day){3, 31};
    for (int i = 11; i < 14; i++) {
        m->lines[i].site = SITE_WINTER;
        m->lines[i].reported.yuan = 0;
    }
}
static void wintering_indoors(struct made *m)
{
    wintering(m);
    m->f.pause.from.month = 0;
}
static void wintering_back_in_march(struct made *m)
{
    wintering(m);
    m->lines[14] = m->lines[10];
    m->lines[14].month = mon("2026-03");
    m->lines[14].submitted = day("2026-03-28");
}
static void wintering_declared_back(struct made *m)
{
    wintering(m);
    m->f.resumed_on = day("2026-03-20");
}
static void wintering_silent(struct made *m)
{
    wintering(m);
    for (int i = 10; i < 14; i++)
        silent(m, i == 10 ? "2025-11" : i == 11 ? "2025-12" : i == 12 ? "2026-01" : "2026-02");
}
static void wintering_started_after(struct made *m)
{
    wintering(m);
    m->f.start_actual = day("2026-03-16");
}
static void wintering_at_work(struct made *m)
{
    wintering(m);
    for (int i = 11; i < 14; i++)
        m->lines[i].site = SITE_WORKING;
}
static void idle(struct made *m)
{
    for (int i = 3; i < 6; i++) { /* April to June */
        m->lines[i].reported.yuan = 0;
        m->lines[i].same_text = YES;
        m->lines[i].percent.n = 3;
    }
}
static void idle_with_new_text(struct made *m)
{
    idle(m);
    line(m, "2025-06")->same_text = NO;
}
static void idle_with_more_percent(struct made *m)
{
    idle(m);
    line(m, "2025-06")->percent.n = 4;
}
static void idle_in_winter(struct made *m)
{
    wintering(m);
    for (int i = 10; i < 15; i++) {
        m->lines[i].reported.yuan = 0;
        m->lines[i].same_text = YES;
        m->lines[i].percent.n = 10;
    }
}
static void bond_unpaid(struct made *m)
{
    m->funds[0] = (struct warning_fund){
        T("special_bond"), T("辽财债〔2025〕1号"), day("2025-01-31"), {6000}, {6000}, {0}, NO_MONEY, NO_DATE};
    m->f.fund_count = 1;
}
static void bond(struct made *m, int64_t paid)
{
    bond_unpaid(m);
    m->funds[0].paid.yuan = paid;
}
static void bond_1400(struct made *m)
{
    bond(m, 1400);
}
static void bond_1399(struct made *m)
{
    bond(m, 1399);
}
static void bond_2000(struct made *m)
{
    bond(m, 2000);
}
static void bond_1999(struct made *m)
{
    bond(m, 1999);
}
static void bond_6000(struct made *m)
{
    bond(m, 6000);
}
static void bond_1(struct made *m)
{
    bond(m, 1);
}
static void bond_unknown(struct made *m)
{
    bond_unpaid(m);
    m->funds[0].paid = NO_MONEY;
}
static void own_money(struct made *m)
{
    bond_unpaid(m);
    m->funds[0].kind = T("own");
}
static void required(struct made *m, int64_t paid)
{
    bond(m, paid);
    m->funds[0].kind = T("central_budget");
    m->funds[0].required.yuan = 3000;
    m->funds[0].required_by = day("2025-06-30");
}
static void required_2999(struct made *m)
{
    required(m, 2999);
}
static void required_3000(struct made *m)
{
    required(m, 3000);
}
static void paid_110(struct made *m)
{
    line(m, "2025-01")->paid.yuan = 160;
} /* 660 of 600 */
static void paid_111(struct made *m)
{
    line(m, "2025-01")->paid.yuan = 161;
}
static void paid_without_work(struct made *m)
{
    for (int i = 0; i < 6; i++)
        m->lines[i].reported.yuan = 0;
}
static void paid_share(struct made *m, int64_t each)
{
    for (int i = 0; i < MADE_LINES; i++)
        m->lines[i].paid.yuan = each;
}
static void paid_29(struct made *m)
{
    paid_share(m, 29);
}
static void paid_30(struct made *m)
{
    paid_share(m, 30);
}
static void joint(struct made *m)
{
    not_started(m);
    m->f.joint_start = day("2025-03-17");
}
static void joint_ceremony_only(struct made *m)
{
    joint(m);
    m->f.start_actual = day("2025-03-17");
    m->f.stage = WST_NEW_START;
    for (int i = 2; i < 6; i++) {
        m->lines[i].reported.yuan = 0;
        m->lines[i].site = SITE_NOT_STARTED;
    }
}
static void joint_working(struct made *m)
{
    joint_ceremony_only(m);
    line(m, "2025-04")->site = SITE_WORKING;
}
static void finish_passed(struct made *m)
{
    m->f.finish_plan = mon("2025-03");
}
static void finish_done(struct made *m)
{
    finish_passed(m);
    m->f.finish_actual = day("2025-05-01");
}
static void completed(struct made *m)
{
    m->f.stage = WST_COMPLETED;
    m->f.finish_actual = day("2025-08-31");
}
static void approval(struct made *m)
{
    m->approvals[0] = (struct warning_approval){T("施工许可证"), day("2025-06-10"), day("2025-06-20"), NO_DATE};
    m->approvals[1] = (struct warning_approval){T("环评"), day("2025-01-10"), day("2025-02-20"), day("2025-02-28")};
    m->f.approval_count = 2;
}
static void order(struct made *m)
{
    m->orders[0] = (struct warning_order){
        T("督办〔2025〕3号"), {day("2025-06-10"), day("2025-06-15"), day("2025-06-20")}, NO_DATE};
    m->f.order_count = 1;
}
static void order_answered(struct made *m)
{
    order(m);
    m->orders[0].done = day("2025-06-25");
}

static const struct measure_case {
    const char *pack, *key;
    void (*change)(struct made *m);
    const char *through, *today;
    enum warning_level level;
    const char *since; /* NULL: not asked */
} cases[] = {
    /* not started: planned in March; a month counts when it has ended */
    {"default", "start", not_started, "2025-02", "2025-03-31", N, NULL},
    {"default", "start", not_started, "2025-02", "2025-04-01", Y, "2025-04-01"},
    {"default", "start", not_started, "2025-02", "2025-05-31", Y, "2025-04-01"},
    {"default", "start", not_started, "2025-02", "2025-06-01", R, "2025-04-01"},
    {"default", "start", started_tomorrow, "2025-02", "2025-06-01", R, NULL},
    {"default", "start", started_tomorrow, "2025-02", "2025-06-02", N, NULL},
    {"default", "start", only_an_idea, "2025-02", "2025-06-01", N, NULL},
    {"default", "start", no_start_planned, "2025-02", "2025-06-01", N, NULL},
    {"default", "start", withdrawn, "2025-02", "2025-06-01", N, NULL},
    {"henan", "start", not_started, "2025-02", "2025-04-30", B, NULL},
    {"henan", "start", not_started, "2025-02", "2025-05-01", Y, "2025-04-01"},
    {"henan", "start", not_started, "2025-02", "2025-06-01", R, "2025-04-01"},
    /* milestones: due 28 February; more than 15 and 45 days, to today */
    {"default", "milestone", milestone, "2025-02", "2025-02-28", N, NULL},
    {"default", "milestone", milestone, "2025-02", "2025-03-15", N, NULL},
    {"default", "milestone", milestone, "2025-02", "2025-03-16", Y, "2025-03-16"},
    {"default", "milestone", milestone, "2025-02", "2025-04-14", Y, "2025-03-16"},
    {"default", "milestone", milestone, "2025-02", "2025-04-15", R, "2025-03-16"},
    {"default", "milestone", milestone_without_day, "2025-02", "2025-04-15", N, NULL},
    {"default", "milestone", not_started, "2025-02", "2025-04-15", N, NULL},
    /* statistics: started on 31 January, a month is full on 28 February */
    {"default", "stats", out_of_stats, "2025-02", "2025-02-27", N, NULL},
    {"default", "stats", out_of_stats, "2025-02", "2025-02-28", Y, "2025-02-28"},
    {"default", "stats", out_of_stats, "2025-02", "2025-03-30", Y, NULL},
    {"default", "stats", out_of_stats, "2025-02", "2025-03-31", R, "2025-02-28"},
    {"default", "stats", stats_unsaid, "2025-02", "2025-06-30", N, NULL}, /* lacking, which is no claim */
    {"default", "stats", small, "2025-02", "2025-06-30", N, NULL},
    {"default", "stats", large_enough, "2025-02", "2025-06-30", R, NULL},
    {"default", "stats", in_stats_since_march, "2025-02", "2025-02-28", Y, NULL},
    {"default", "stats", in_stats_since_march, "2025-02", "2025-03-31", N, NULL},
    /* report of June: due 30 June */
    {"default", "report", june_missing, "2025-06", "2025-06-30", N, NULL},
    {"default", "report", june_missing, "2025-06", "2025-07-01", Y, "2025-07-01"},
    {"default", "report", june_missing, "2025-06", "2025-07-04", Y, NULL},
    {"default", "report", june_missing, "2025-06", "2025-07-05", R, "2025-07-01"},
    {"default", "report", june_returned, "2025-06", "2025-07-01", Y, NULL},
    {"default", "report", june_granted, "2025-06", "2025-07-05", N, NULL},
    {"default", "report", june_granted, "2025-06", "2025-07-06", Y, NULL},
    {"default", "report_row", june_missing, "2025-06", "2025-07-01", N, NULL},
    {"default", "report_row", june_late_again, "2025-06", "2025-06-30", N, NULL},
    {"default", "report_row", june_late_again, "2025-06", "2025-07-01", R, NULL},
    {"default", "report_row", june_late_may_in_time, "2025-06", "2025-07-01", N, NULL},
    /* stopped on 10 June, nothing filed */
    {"default", "stopped", stopped, "2025-05", "2025-06-10", N, NULL},
    {"default", "stopped", stopped, "2025-05", "2025-06-11", Y, "2025-06-11"},
    {"default", "stopped", stopped, "2025-05", "2025-07-09", Y, NULL},
    {"default", "stopped", stopped, "2025-05", "2025-07-10", R, "2025-06-11"},
    {"default", "stopped", stopped_and_filed, "2025-05", "2025-06-19", Y, NULL},
    {"default", "stopped", stopped_and_filed, "2025-05", "2025-06-20", N, NULL},
    {"default", "stopped", report_says_stopped, "2025-06", "2025-07-05", R, "2025-05-29"},
    {"default", "stopped", report_said_stopped, "2025-06", "2025-07-05", N, NULL},
    /* spring: back by 31 March */
    {"default", "resume", wintering, "2026-02", "2026-03-10", N, NULL},
    {"default", "resume", wintering, "2026-02", "2026-03-31", N, NULL},
    {"default", "resume", wintering, "2026-02", "2026-04-01", Y, "2026-04-01"},
    {"default", "resume", wintering, "2026-02", "2026-04-15", Y, NULL},
    {"default", "resume", wintering, "2026-02", "2026-04-16", R, "2026-04-01"},
    {"default", "resume", wintering_back_in_march, "2026-02", "2026-04-16", N, NULL},
    {"default", "resume", wintering_declared_back, "2026-02", "2026-04-16", N, NULL},
    {"default", "resume", wintering_indoors, "2026-02", "2026-04-16", N, NULL},
    {"default", "resume", wintering_silent, "2026-02", "2026-04-16", R, NULL},
    {"default", "resume", wintering_started_after, "2026-02", "2026-04-16", N, NULL},
    {"default", "resume", wintering_at_work, "2026-02", "2026-04-16", N, NULL},
    /* no change since April */
    {"default", "no_change", idle, "2025-04", "2025-05-05", N, NULL},
    {"default", "no_change", idle, "2025-05", "2025-06-05", Y, "2025-05-28"},
    {"default", "no_change", idle, "2025-06", "2025-07-05", R, "2025-05-28"},
    {"default", "no_change", idle_with_new_text, "2025-06", "2025-07-05", N, NULL},
    {"default", "no_change", idle_with_more_percent, "2025-06", "2025-07-05", N, NULL},
    {"default", "no_change", stopped, "2025-06", "2025-12-05", N, NULL},
    {"default", "no_change", idle_in_winter, "2026-03", "2026-03-30", N, NULL},
    {"default", "no_change", idle_in_winter, "2026-03", "2026-05-09", N, NULL}, /* April silent: one month */
    {"default", "no_change", idle_in_winter, "2026-03", "2026-06-09", Y, NULL},
    /* a bond of 6000 issued on 31 January: asleep for 3 and 6 months */
    {"default", "asleep", bond_unpaid, "2025-06", "2025-04-29", N, NULL},
    {"default", "asleep", bond_unpaid, "2025-06", "2025-04-30", Y, "2025-04-30"},
    {"default", "asleep", bond_unpaid, "2025-06", "2025-07-30", Y, NULL},
    {"default", "asleep", bond_unpaid, "2025-06", "2025-07-31", R, "2025-04-30"},
    {"default", "asleep", bond_1, "2025-06", "2025-12-31", N, NULL},
    {"default", "asleep", bond_unknown, "2025-06", "2025-12-31", N, NULL},
    {"default", "asleep", own_money, "2025-06", "2025-12-31", N, NULL},
    {"default", "asleep", bond_unpaid, "2025-06", "2025-01-30", N, NULL}, /* not issued yet */
    /* expected 1000 a month from February on; by the end of March 2000 */
    {"default", "bond", bond_unpaid, "2025-06", "2025-02-28", N, NULL},
    {"default", "bond", bond_unpaid, "2025-06", "2025-03-01", R, "2025-03-01"},
    {"default", "bond", bond_2000, "2025-06", "2025-04-01", N, NULL},
    {"default", "bond", bond_1999, "2025-06", "2025-04-01", Y, NULL},
    {"default", "bond", bond_1400, "2025-06", "2025-04-01", Y, NULL}, /* 30 % below */
    {"default", "bond", bond_1399, "2025-06", "2025-04-01", R, NULL},
    {"tianjin", "bond", bond_1399, "2025-06", "2025-04-01", R, NULL},
    {"default", "bond", bond_2000, "2025-06", "2026-04-01", R, NULL}, /* all of it since August */
    {"default", "bond", bond_6000, "2025-06", "2026-04-01", N, NULL},
    {"default", "bond", own_money, "2025-06", "2026-04-01", N, NULL},
    {"default", "year_end", bond_unpaid, "2025-06", "2025-12-30", N, NULL},
    {"default", "year_end", bond_unpaid, "2025-06", "2025-12-31", R, "2025-12-31"},
    {"default", "year_end", bond_unpaid, "2025-06", "2026-02-28", R, "2025-12-31"},
    {"default", "year_end", bond_1, "2025-06", "2025-12-31", N, NULL},
    {"default", "required", required_2999, "2025-06", "2025-06-30", N, NULL},
    {"default", "required", required_2999, "2025-06", "2025-07-01", R, "2025-07-01"},
    {"default", "required", required_3000, "2025-06", "2025-07-01", N, NULL},
    /* paid against done, 600 done */
    {"default", "paid_ahead", NULL, "2025-06", "2025-07-05", N, NULL},
    {"default", "paid_ahead", paid_110, "2025-06", "2025-07-05", N, NULL},
    {"default", "paid_ahead", paid_111, "2025-06", "2025-07-05", Y, NULL},
    {"default", "paid_ahead", paid_without_work, "2025-06", "2025-07-05", Y, "2025-01-28"},
    {"default", "arrears", paid_29, "2025-05", "2025-07-05", N, NULL},
    {"default", "arrears", paid_29, "2025-06", "2025-07-05", Y, "2025-06-28"},
    {"default", "arrears", paid_29, "2025-11", "2025-12-05", Y, NULL},
    {"default", "arrears", paid_29, "2025-12", "2026-01-05", R, "2025-06-28"},
    {"default", "arrears", paid_30, "2025-12", "2026-01-05", N, NULL},
    /* joint start on 17 March */
    {"default", "joint_start", joint, "2025-02", "2025-04-15", N, NULL},
    {"default", "joint_start", joint, "2025-02", "2025-04-16", Y, "2025-04-16"},
    {"default", "joint_start", joint, "2025-02", "2025-05-15", Y, NULL},
    {"default", "joint_start", joint, "2025-02", "2025-05-16", R, "2025-04-16"},
    {"default", "joint_start", joint_ceremony_only, "2025-06", "2025-05-16", R, NULL},
    {"default", "joint_start", joint_working, "2025-06", "2025-05-16", N, NULL},
    /* completion planned for March, month by month */
    {"default", "finish", finish_passed, "2025-06", "2025-04-30", N, NULL},
    {"default", "finish", finish_passed, "2025-06", "2025-05-01", Y, "2025-05-01"},
    {"default", "finish", finish_passed, "2025-06", "2025-06-30", Y, NULL},
    {"default", "finish", finish_passed, "2025-06", "2025-07-01", R, "2025-05-01"},
    {"default", "finish", finish_done, "2025-06", "2025-07-01", N, NULL},
    {"malaysia", "sick_finish", finish_passed, "2025-06", "2025-06-30", N, NULL},
    {"malaysia", "sick_finish", finish_passed, "2025-06", "2025-07-01", R, NULL},
    /* completed on 31 August: six months are full on 28 February */
    {"default", "production", completed, "2025-12", "2026-02-27", N, NULL},
    {"default", "production", completed, "2025-12", "2026-02-28", Y, "2026-02-28"},
    {"default", "production", completed, "2025-12", "2026-08-30", Y, NULL},
    {"default", "production", completed, "2025-12", "2026-08-31", R, "2026-02-28"},
    {"default", "promised", approval, "2025-06", "2025-06-10", N, NULL},
    {"default", "promised", approval, "2025-06", "2025-06-11", Y, "2025-06-11"},
    {"default", "legal", approval, "2025-06", "2025-06-20", N, NULL},
    {"default", "legal", approval, "2025-06", "2025-06-21", R, "2025-06-21"},
    {"henan", "order", order, "2025-06", "2025-06-10", N, NULL},
    {"henan", "order", order, "2025-06", "2025-06-11", B, "2025-06-11"},
    {"henan", "order", order, "2025-06", "2025-06-15", B, NULL},
    {"henan", "order", order, "2025-06", "2025-06-16", Y, NULL},
    {"henan", "order", order, "2025-06", "2025-06-21", R, "2025-06-11"},
    {"henan", "order", order_answered, "2025-06", "2025-06-25", N, NULL},
};

static void each_threshold_at_under_and_over(void **state)
{
    int faults = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct measure_case *c = &cases[i];
        struct made m;
        struct warning_verdict v;
        made(&m, c->through);
        if (c->change)
            c->change(&m);
        v = by(c->pack, c->key, &m, c->today);
        if (v.level != c->level || (c->since && v.since.days != day(c->since).days)) {
            int y = 0, mo = 0, d = 0;
            if (!is_absent(v.since.days))
                date_parts(v.since, &y, &mo, &d);
            print_error("case %d: %s %s on %s: level %d, want %d; since %d-%d-%d, want %s (%s)\n", (int)i, c->pack,
                        c->key, c->today, v.level, c->level, y, mo, d, c->since ? c->since : "any", v.reason->key);
            faults++;
        }
    }
    assert_int_equal(faults, 0);
}

static void the_bulletin_names_joint_starts_after_90_days(void **state)
{
    struct made m;
    (void)state;
    made(&m, "2025-02");
    joint(&m);
    assert_false(by("default", "joint_start", &m, "2025-06-14").bulletin);
    assert_true(by("default", "joint_start", &m, "2025-06-15").bulletin);
}

static struct warning_by five_days_on(const void *data, date from, int n)
{
    return (struct warning_by){{from.days + n + *(const int *)data}, true};
}

static void who_must_act_by_when_is_said(void **state)
{
    static const int weekend = 2;
    struct made m;
    struct warning_rule r = rule("start_overdue", "", ">=1", ">=3");
    struct warning_day d = {.today = day("2025-06-20"), .workdays_after = five_days_on, .data = &weekend};
    struct warning_verdict v;
    (void)state;
    made(&m, "2025-02");
    not_started(&m);
    v = warning_judge(&m.f, &r, &d);
    assert_int_equal(v.level, R);
    assert_int_equal(v.actor, ACTOR_CITY);
    assert_int_equal(v.act_by.days, day("2025-06-08").days); /* red since 1 June */
    assert_true(v.act_by_unpublished);
    assert_int_equal(warning_judge(&m.f, &r, &(struct warning_day){.today = d.today}).act_by.days, ABSENT);
}

static void a_rule_speaks_only_while_it_is_in_force(void **state)
{
    struct made m;
    struct warning_rule r = rule("start_overdue", "", ">=1", ">=3");
    (void)state;
    made(&m, "2025-02");
    not_started(&m);
    r.from = day("2025-06-01");
    r.until = day("2025-06-30");
    assert_int_equal(judge(&m, &r, "2025-05-31").level, N);
    assert_int_equal(judge(&m, &r, "2025-06-01").level, R);
    assert_int_equal(judge(&m, &r, "2025-06-30").level, R);
    assert_ptr_equal(judge(&m, &r, "2025-07-01").reason, &w_warn_not_in_force);
}

static void packs_are_compared_family_by_family(void **state)
{
    struct warning_verdict a[40], b[40];
    struct warning_difference d[20];
    struct made m;
    struct warning_day today = {.today = day("2025-07-15")};
    size_t na, nb, n;
    bool seen = false;
    (void)state;
    made(&m, "2025-06");
    for (int i = 0; i < 6; i++)
        m.lines[i].reported.yuan = 75; /* 450 of 600: 75 %, 12.5 points */
    na = warning_judge_all(&m.f, &packs.v[0], &today, a, COUNT(a));
    nb = warning_judge_all(&m.f, &packs.v[2], &today, b, COUNT(b));
    assert_int_equal(na, packs.v[0].n);
    assert_int_equal(warning_light(a, na), Y);
    n = warning_compare(a, na, b, nb, d, COUNT(d));
    for (size_t i = 0; i < n; i++)
        if (!strcmp(d[i].family, "plan")) {
            seen = true;
            assert_int_equal(d[i].a, Y);
            assert_int_equal(d[i].b, Y);
            assert_non_null(d[i].of_a);
        } else {
            assert_int_equal(d[i].b, N);
            assert_null(d[i].of_b);
        }
    assert_true(seen);
    assert_int_equal(warning_compare(a, na, b, nb, d, 1), 1);
    assert_int_equal(warning_judge_all(&m.f, &packs.v[0], &today, a, 3), 3);
}

static void every_sentence_finds_its_figures(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct made m;
        struct warning_verdict v;
        made(&m, cases[i].through);
        if (cases[i].change)
            cases[i].change(&m);
        v = by(cases[i].pack, cases[i].key, &m, cases[i].today);
        assert_non_null(v.reason);
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            CLEAN(out_free) struct out o = {0};
            out_init(&o, 4096, lang);
            figure_fill(&o, v.reason, &v.figures);
            if (text_has(out_text(&o), T("{")))
                fail_msg("%s: %.*s", cases[i].key, TEXT_ARG(out_text(&o)));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_threshold_at_under_and_over),
        cmocka_unit_test(the_bulletin_names_joint_starts_after_90_days),
        cmocka_unit_test(who_must_act_by_when_is_said),
        cmocka_unit_test(a_rule_speaks_only_while_it_is_in_force),
        cmocka_unit_test(packs_are_compared_family_by_family),
        cmocka_unit_test(every_sentence_finds_its_figures),
    };
    return cmocka_run_group_tests_name("warning measures", tests, setup, teardown);
}
