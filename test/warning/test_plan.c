/* The plan measures at, just under and just over each threshold; hold, since, winter, plan changes, silence, no plan. */
#include "made.h"

#include "base/date.h"
#include "warning/words.h"

#include <string.h>

/* All of what is done by June lies in January, 600 is planned, 1200 the year. */
static void thresholds_at_under_and_over(void **state)
{
    static const struct {
        const char *measure, *blue, *yellow, *red;
        int64_t done;
        enum warning_level level;
    } cases[] = {
        /* Yinchuan: 10–30 points inclusive yellow, above red. 10 points are 120 */
        {"plan_points", "", ">=10", ">30", 600, N},
        {"plan_points", "", ">=10", ">30", 481, N},
        {"plan_points", "", ">=10", ">30", 480, Y},
        {"plan_points", "", ">=10", ">30", 240, Y},
        {"plan_points", "", ">=10", ">30", 239, R},
        {"plan_points", "", ">=10", ">30", 0, R},
        {"plan_points", "", ">=10", ">30", -50, R},
        {"plan_points", "", ">=10", ">30", 900, N},
        {"plan_points", ">0", ">=10", ">30", 599, B},
        {"plan_points", ">0", ">=10", ">30", 600, N},
        /* Wuhan: below 80 % yellow, below 60 % red */
        {"plan_ratio", "", "<80", "<60", 480, N},
        {"plan_ratio", "", "<80", "<60", 479, Y},
        {"plan_ratio", "", "<80", "<60", 360, Y},
        {"plan_ratio", "", "<80", "<60", 359, R},
        {"plan_ratio", "", "<80", "<60", -1, R},
        {"plan_ratio", "", "<80", "<60", 601, N},
        /* Sanya: any shortfall yellow, above 50 % red; Malaysia: above 20 % */
        {"plan_relative", "", ">0", ">50", 600, N},
        {"plan_relative", "", ">0", ">50", 599, Y},
        {"plan_relative", "", ">0", ">50", 300, Y},
        {"plan_relative", "", ">0", ">50", 299, R},
        {"plan_relative", "", "", ">20", 480, N},
        {"plan_relative", "", "", ">20", 479, R},
        /* months late: the plan of April (400) covered is two months late */
        {"plan_months", "", "", ">2", 400, N},
        {"plan_months", "", "", ">2", 399, R},
        {"plan_months", "", "", ">2", 600, N},
        {"plan_months", "", ">=1", ">2", 500, Y},
        {"plan_months", "", "", ">2", 0, R},
        {"plan_months", "", "", ">2", -1, R},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct made m;
        struct warning_rule r = rule(cases[i].measure, cases[i].blue, cases[i].yellow, cases[i].red);
        struct warning_verdict v;
        made(&m, "2025-06");
        for (int k = 0; k < 6; k++)
            m.lines[k].reported.yuan = m.lines[k].accepted.yuan = 0;
        done(&m, "2025-01", cases[i].done);
        v = judge(&m, &r, "2025-07-15");
        if (v.level != cases[i].level)
            fail_msg("%s done %d: level %d, want %d", cases[i].measure, (int)cases[i].done, v.level, cases[i].level);
    }
}

static void a_month_counts_when_reported_or_closed(void **state)
{
    static const struct {
        const char *through, *today, *counted;
        int silent;
    } cases[] = {
        {"2025-06", "2025-07-15", "2025-06", 0}, {"2025-06", "2025-06-27", "2025-05", 0}, /* sent on the 28th */
        {"2025-06", "2025-06-28", "2025-06", 0}, {"2025-05", "2025-07-08", "2025-05", 0}, /* closes on the 8th */
        {"2025-05", "2025-07-09", "2025-06", 1}, {"2025-12", "2026-01-20", "2025-12", 0},
        {"2025-12", "2026-02-08", "2025-12", 0}, {"2025-12", "2026-02-09", "2026-01", 1},
        {"2026-02", "2026-02-28", "2026-02", 0},
    };
    struct warning_rule r = rule("plan_points", "", ">=10", ">30");
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct made m;
        struct schedule s;
        made(&m, cases[i].through);
        assert_true(warning_schedule(&m.f, &r, day(cases[i].today), &s));
        if (s.through.n != mon(cases[i].counted).n || s.silent != cases[i].silent)
            fail_msg("%s on %s: %d-%d, %d silent", cases[i].through, cases[i].today, month_year(s.through),
                     month_of_year(s.through), s.silent);
    }
}

static void silence_goes_on_falling_behind(void **state)
{
    struct warning_rule r = rule("plan_points", "", ">=10", ">30");
    struct made m;
    struct warning_verdict v;
    (void)state;
    made(&m, "2025-06");
    assert_int_equal(judge(&m, &r, "2025-08-15").level, N); /* July missing: 8.3 points */
    v = judge(&m, &r, "2025-09-15");                        /* August too: 16.6 */
    assert_int_equal(v.level, Y);
    assert_int_equal(v.since.days, day("2025-09-09").days); /* the day after August's round closed */
    v = judge(&m, &r, "2025-12-15");                        /* 5 months: 41.6 */
    assert_int_equal(v.level, R);
    assert_int_equal(v.since.days, day("2025-09-09").days);
    assert_int_equal(v.level_since.days, day("2025-11-09").days); /* October: 4 months, 33.3 */
    assert_int_equal(figure_called(&v.figures, "silent")->n, 5);
}

static void no_plan_is_no_delay(void **state)
{
    struct warning_rule r = rule("plan_points", "", ">=10", ">30"), ratio = rule("plan_ratio", "", "<80", "<60");
    struct made m;
    struct warning_verdict v;
    (void)state;
    made(&m, "2025-06");
    for (int i = 0; i < MADE_LINES; i++) {
        m.lines[i].planned = m.lines[i].year_planned = NO_MONEY;
        m.lines[i].reported.yuan = 0;
    }
    v = judge(&m, &r, "2025-07-15");
    assert_int_equal(v.level, N);
    assert_ptr_equal(v.reason, &w_warn_no_plan);
    for (int i = 0; i < MADE_LINES; i++)
        m.lines[i].planned.yuan = m.lines[i].year_planned.yuan = 0;
    v = judge(&m, &ratio, "2025-07-15");
    assert_int_equal(v.level, N);
    assert_ptr_equal(v.reason, &w_warn_nothing_planned);
    m.f.line_count = 0;
    v = judge(&m, &r, "2025-07-15");
    assert_int_equal(v.level, N);
    assert_ptr_equal(v.reason, &w_warn_no_plan);
}

/* Behind at March (red), caught up in April. */
static void caught_up(struct made *m, enum line_state april)
{
    made(m, "2025-04");
    done(m, "2025-01", 0);
    done(m, "2025-02", 0);
    done(m, "2025-03", 0); /* 300 planned, 25 points */
    done(m, "2025-04", 400);
    line(m, "2025-04")->state = april;
}

static void a_level_falls_only_by_a_whole_accepted_report(void **state)
{
    struct warning_rule r = rule("plan_points", "", ">=10", ">20");
    struct made m;
    struct warning_verdict v;
    (void)state;
    r.hold = 1;
    caught_up(&m, LINE_SUBMITTED);
    v = judge(&m, &r, "2025-05-05");
    assert_int_equal(v.level, R);
    assert_true(v.held);
    assert_ptr_equal(v.reason, &w_warn_plan_caught_up); /* nobody is told that he is zero points behind */
    assert_int_equal(v.level_since.days, day("2025-03-28").days);
    assert_int_equal(v.since.days, day("2025-02-28").days); /* 16.6 points yellow */
    caught_up(&m, LINE_ACCEPTED);
    v = judge(&m, &r, "2025-05-05");
    assert_int_equal(v.level, N);
    assert_false(v.held);
    assert_int_equal(v.since.days, ABSENT);
    r.hold = 2;
    assert_int_equal(judge(&m, &r, "2025-05-05").level, R); /* two are wanted */
    r.hold = 0;
    caught_up(&m, LINE_SUBMITTED);
    assert_int_equal(judge(&m, &r, "2025-05-05").level, N);
    caught_up(&m, LINE_RETURNED); /* sent back: as if nothing had been sent */
    r.hold = 1;
    v = judge(&m, &r, "2025-05-05");
    assert_int_equal(v.level, R);
    assert_false(v.held);
    assert_ptr_equal(v.reason, &w_warn_plan_points);
}

static void two_reports_fall_to_the_worse_of_them(void **state)
{
    struct warning_rule r = rule("plan_points", "", ">=10", ">20");
    struct made m;
    (void)state;
    r.hold = 2;
    made(&m, "2025-05");
    for (int i = 0; i < 3; i++)
        m.lines[i].reported.yuan = 0;
    m.lines[3].reported.yuan = 250; /* April: 12.5 points, yellow */
    m.lines[4].reported.yuan = 250; /* May: none behind */
    assert_int_equal(judge(&m, &r, "2025-06-05").level, Y);
}

static void a_lowered_plan_alone_clears_nothing(void **state)
{
    struct warning_rule r = rule("plan_points", "", ">=10", ">20");
    struct made m;
    struct warning_verdict v;
    (void)state;
    r.hold = 1;
    made(&m, "2025-04");
    for (int i = 0; i < 4; i++) {
        m.lines[i].then_planned.yuan = 100 * (i + 1);
        m.lines[i].then_year.yuan = 1200;
        m.lines[i].reported.yuan = 0;
        m.lines[i].planned.yuan = 0;
    }
    m.lines[3].reported.yuan = 100;
    m.lines[3].planned.yuan = 100; /* lowered on 6 May: nothing but April's 100, which is done */
    m.f.plan_since = day("2025-05-06");
    v = judge(&m, &r, "2025-05-07");
    assert_int_equal(v.level, R);
    assert_true(v.held);
    m.lines[4] = m.lines[3]; /* May, reported under the new plan and accepted */
    m.lines[4].month = mon("2025-05");
    m.lines[4].then_planned = m.lines[4].then_year = NO_MONEY;
    m.lines[4].submitted = day("2025-05-28");
    assert_int_equal(judge(&m, &r, "2025-06-01").level, N);
    r.against_baseline = true; /* against the first plan it is still 300 of 500 behind */
    assert_int_equal(judge(&m, &r, "2025-06-01").level, R);
}

static void accepted_figures_alone_when_the_rule_says_so(void **state)
{
    struct warning_rule r = rule("plan_points", "", ">=10", ">30");
    struct made m;
    (void)state;
    made(&m, "2025-06");
    for (int i = 3; i < 6; i++) {
        m.lines[i].accepted = NO_MONEY;
        m.lines[i].state = LINE_SUBMITTED;
    }
    assert_int_equal(judge(&m, &r, "2025-07-15").level, N);
    r.accepted_only = true;
    assert_int_equal(judge(&m, &r, "2025-07-15").level, Y); /* 300 of 600 of 1200: 25 points */
}

static void pause(struct made *m)
{
    m->f.pause = (struct season){{11, 15}, {3, 15}};
    m->f.resume_by = (struct year_day){3, 31};
}

static void the_winter_break_is_not_held_against_a_site(void **state)
{
    struct warning_rule r = rule("plan_points", "", ">=10", ">30");
    struct made m;
    struct warning_verdict v;
    (void)state;
    made(&m, "2026-03");
    pause(&m);
    for (int i = 10; i < 15; i++)
        m.lines[i].reported.yuan = 0; /* November to March nothing */
    v = judge(&m, &r, "2025-12-30");
    assert_int_equal(v.level, N);
    assert_int_equal(figure_called(&v.figures, "through")->n, mon("2025-10").n);
    assert_int_equal(judge(&m, &r, "2026-01-31").level, N);
    assert_int_equal(judge(&m, &r, "2026-03-15").level, N); /* the last day of the break */
    /* after it the plan of the new year counts as planned, month by month: 200 of 1200 by February */
    assert_int_equal(judge(&m, &r, "2026-03-16").level, Y);
    assert_int_equal(judge(&m, &r, "2026-03-30").level, Y); /* March reported: 25 points */
    m.f.pause.from.month = 0; /* indoor works have no break: November and December are 16.6 points */
    assert_int_equal(judge(&m, &r, "2025-12-30").level, Y);
}

static void what_was_behind_before_winter_stays_behind(void **state)
{
    struct warning_rule r = rule("plan_points", "", ">=10", ">30");
    struct made m;
    struct warning_verdict v;
    (void)state;
    made(&m, "2026-02");
    pause(&m);
    for (int i = 8; i < 12; i++)
        m.lines[i].reported.yuan = 0; /* September, October: 16.6 points */
    v = judge(&m, &r, "2025-12-30");
    assert_int_equal(v.level, Y);
    assert_int_equal(v.since.days, day("2025-10-28").days);
    assert_int_equal(judge(&m, &r, "2026-02-20").level, Y); /* also in the new year, until the break is over */
    done(&m, "2025-12", 200);                               /* winter work counts */
    assert_int_equal(judge(&m, &r, "2025-12-30").level, N);
}

/* October behind; November, in the break, makes up for it and is accepted: the light is out, and December's report, sent and not yet accepted, does
 * not light it again. */
static void what_fell_in_the_break_does_not_rise_with_the_next_report(void **state)
{
    struct warning_rule r = rule("plan_points", "", ">=10", ">30");
    struct made m;
    (void)state;
    r.hold = 1;
    made(&m, "2025-12");
    pause(&m);
    m.lines[8].reported.yuan = m.lines[9].reported.yuan = 0; /* September, October: 16.6 points */
    done(&m, "2025-11", 200);
    done(&m, "2025-12", 10);
    line(&m, "2025-12")->state = LINE_SUBMITTED;
    assert_int_equal(judge(&m, &r, "2025-11-27").level, Y);
    assert_int_equal(judge(&m, &r, "2025-11-29").level, N);
    assert_int_equal(judge(&m, &r, "2025-12-27").level, N);
    assert_int_equal(judge(&m, &r, "2025-12-29").level, N);
    line(&m, "2025-11")->state = LINE_SUBMITTED; /* the making up itself is not accepted yet */
    assert_int_equal(judge(&m, &r, "2025-11-29").level, Y);
    assert_true(judge(&m, &r, "2025-12-29").held);
}

static void the_arithmetic_is_shown(void **state)
{
    struct warning_rule r = rule("plan_points", "", ">=10", ">30");
    struct made m;
    struct warning_verdict v;
    CLEAN(out_free) struct out o = {0};
    (void)state;
    made(&m, "2025-06");
    for (int i = 0; i < 6; i++)
        m.lines[i].reported.yuan = 50;
    v = judge(&m, &r, "2025-07-15");
    assert_int_equal(v.level, Y);
    assert_int_equal(v.figures.n, 6);
    out_init(&o, 4096, LANG_ZH);
    figure_fill(&o, v.reason, &v.figures);
    assert_text(out_text(&o), "至2025年6月计划完成600 元，实际完成300 元，落后年度计划25个百分点。");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thresholds_at_under_and_over),
        cmocka_unit_test(a_month_counts_when_reported_or_closed),
        cmocka_unit_test(silence_goes_on_falling_behind),
        cmocka_unit_test(no_plan_is_no_delay),
        cmocka_unit_test(a_level_falls_only_by_a_whole_accepted_report),
        cmocka_unit_test(two_reports_fall_to_the_worse_of_them),
        cmocka_unit_test(a_lowered_plan_alone_clears_nothing),
        cmocka_unit_test(accepted_figures_alone_when_the_rule_says_so),
        cmocka_unit_test(the_winter_break_is_not_held_against_a_site), cmocka_unit_test(what_fell_in_the_break_does_not_rise_with_the_next_report),
        cmocka_unit_test(what_was_behind_before_winter_stays_behind),
        cmocka_unit_test(the_arithmetic_is_shown),
    };
    return cmocka_run_group_tests_name("warning plan", tests, NULL, NULL);
}
