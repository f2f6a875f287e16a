/* Checks of a monthly report: what ships asks at, just under and just over each limit, and what is not known is not asked. */
#include "base/random.h"
#include "kit/data.h"
#include "report/check_table.h"
#include "report/words.h"
#include "test.h"

#include <string.h>

static struct arena *arena;
static struct check_rules rules;

static int setup(void **state)
{
    (void)state;
    arena = arena_new(16 << 20);
    return checks_read(arena, data_file("report_checks.csv"), &rules) != NULL;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static date day(const char *iso)
{
    date d = NO_DATE;

    assert_true(date_parse(text_of(iso), &d));
    return d;
}

static month mon(const char *iso)
{
    month m = NO_MONTH;

    assert_true(month_parse(text_of(iso), &m));
    return m;
}

enum { PAST = 12 };
static const int64_t WAN = 10000;

/* An unremarkable report of July 2025: 203 万 each month, 10 亿 in total, everything in order. */
struct made {
    struct check_facts f;
    struct check_month past[PAST];
};

static void made(struct made *m, const char *month)
{
    memset(m, 0, sizeof(*m));
    m->f = (struct check_facts){
        .now = {mon(month),
                {203 * WAN},
                {203 * WAN},
                {150 * WAN},
                {203 * WAN},
                {30},
                CHECK_SITE_WORKING,
                T("主体结构施工至十二层,机电安装同步进行")},
        .past = m->past,
        .past_count = PAST,
        .issued_total = {50000 * WAN},
        .arrived_total = {30000 * WAN},
        .paid_total = {20000 * WAN},
        .year_done = {1421 * WAN},
        .total_done = {30000 * WAN},
        .ledger_arrived = NO_MONEY,
        .ledger_paid = NO_MONEY,
        .typed_year = NO_MONEY,
        .typed_total = NO_MONEY,
        .total_invest = {100000 * WAN},
        .year_plan = {2436 * WAN},
        .planned_to_date = {1421 * WAN},
        .next_month = {203 * WAN},
        .start_actual = day("2023-03-20"),
        .finish_actual = NO_DATE,
        .start_plan = mon("2023-03"),
        .started = true,
        .photo_day = NO_DATE,
        .photo_metres = NO_NUMBER,
        .latest_milestone = NO_DATE,
        .today = month_last(mon(month)),
    };
    for (int i = 0; i < PAST; i++)
        m->past[i] = (struct check_month){{m->f.now.month.n - 1 - i},
                                          {203 * WAN},
                                          {203 * WAN},
                                          {150 * WAN},
                                          {203 * WAN},
                                          {29 - i},
                                          CHECK_SITE_WORKING,
                                          T("主体结构施工至十一层,机电安装同步进行")};
}

/* What a case changes; n is its figure. */
#define CHANGE(name, body)                                                                                             \
    static void name(struct made *m, int64_t n)                                                                        \
    {                                                                                                                  \
        (void)m, (void)n;                                                                                              \
        body;                                                                                                          \
    }
CHANGE(nothing, )
CHANGE(invest, m->f.now.invest.yuan = n)
CHANGE(no_invest, m->f.now.invest = NO_MONEY)
CHANGE(correction, {
    m->f.now.invest.yuan = n;
    m->f.correction = true;
    m->f.reason = T("上月重复计算");
})
CHANGE(correction_unreasoned, {
    m->f.now.invest.yuan = n;
    m->f.correction = true;
    m->f.reason = T("  ");
})
CHANGE(paid_now, m->f.now.paid.yuan = n)
CHANGE(percent, m->f.now.percent.n = n)
CHANGE(percent_unknown, m->f.now.percent = NO_NUMBER)
CHANGE(percent_and_completed, {
    m->f.now.percent.n = n;
    m->f.completion_filed = true;
    m->f.total_done.yuan = 90000 * WAN;
})
CHANGE(percent_of_much, {
    m->f.now.percent.n = n;
    m->f.total_done.yuan = 90000 * WAN;
})
CHANGE(done_percent, {
    m->f.now.percent.n = 55;
    m->f.total_done.yuan = n;
})
CHANGE(done_without_total, {
    m->f.now.percent.n = 90;
    m->f.total_invest = NO_MONEY;
})
CHANGE(total_done, m->f.total_done.yuan = n)
CHANGE(total_unknown, {
    m->f.total_done.yuan = n;
    m->f.total_invest = NO_MONEY;
})
CHANGE(total_zero, {
    m->f.total_done.yuan = n;
    m->f.total_invest.yuan = 0;
})
CHANGE(year_done, m->f.year_done.yuan = n)
CHANGE(no_year_plan, {
    m->f.year_done.yuan = n;
    m->f.year_plan = NO_MONEY;
})
CHANGE(arrived, m->f.arrived_total.yuan = n)
CHANGE(issued_unknown, {
    m->f.arrived_total.yuan = n;
    m->f.issued_total = NO_MONEY;
})
CHANGE(paid, {
    m->f.paid_total.yuan = n;
    m->f.arrived_total.yuan = 50000 * WAN;
})
CHANGE(paid_unarrived, m->f.paid_total.yuan = n)
CHANGE(few_months, {
    m->f.now.invest.yuan = n;
    m->f.past_count = 2;
})
CHANGE(jump_even, {
    for (int i = 0; i < 6; i++)
        m->past[i].invest.yuan = (i + 1) * 1000000;
    m->f.now.invest.yuan = n;
}) /* median 3.5 m */
CHANGE(jump_with_zeros, {
    for (int i = 0; i < 6; i++)
        m->past[i].invest.yuan = i < 3 ? 0 : 2000000;
    m->f.now.invest.yuan = n;
})
CHANGE(not_started, {
    m->f.start_actual = NO_DATE;
    m->f.started = false;
    m->f.now.site = CHECK_SITE_NOT_STARTED;
    m->f.now.invest.yuan = n;
})
CHANGE(start_next_month, {
    m->f.start_actual = day("2025-08-01");
    m->f.now.invest.yuan = n;
})
CHANGE(start_last_day, {
    m->f.start_actual = day("2025-07-31");
    m->f.now.invest.yuan = n;
})
CHANGE(preliminary, {
    not_started(m, n);
    m->f.preliminary_cost = true;
})
CHANGE(started_undated, m->f.start_actual = NO_DATE)
CHANGE(site, m->f.now.site = (enum check_site)n)
CHANGE(site_without_money, {
    m->f.now.site = (enum check_site)n;
    m->f.now.invest.yuan = 0;
})
CHANGE(rounds, {
    m->f.now.invest.yuan = m->past[0].invest.yuan = 3000000;
    m->past[1].invest.yuan = n;
})
CHANGE(same, m->f.now.progress_text = T(" 主体结构施工至十一层,机电安装同步进行"))
CHANGE(same_unknown, {
    same(m, n);
    m->past[0].progress_text = NO_TEXT;
})
CHANGE(text_15, m->f.now.progress_text = T("主体结构施工至十二层机电安装中"))
CHANGE(text_14, m->f.now.progress_text = T("主体结构施工至十二层机电安装"))
CHANGE(no_text, m->f.now.progress_text = NO_TEXT)
CHANGE(typed_year, m->f.typed_year.yuan = n)
CHANGE(typed_total, m->f.typed_total.yuan = n)
CHANGE(arrived_ledger, m->f.ledger_arrived.yuan = m->f.now.arrived.yuan + n)
CHANGE(paid_ledger, m->f.ledger_paid.yuan = m->f.now.paid.yuan + n)
CHANGE(nothing_paid, {
    m->f.ledger_paid.yuan = n;
    m->f.now.paid = NO_MONEY;
})
CHANGE(milestone, m->f.latest_milestone.days = day("2025-07-31").days + n)
CHANGE(milestone_order, m->f.milestone_out_of_order = n)
CHANGE(photo_metres, m->f.photo_metres.n = n)
CHANGE(photo_age, m->f.photo_day.days = m->f.today.days - n)
CHANGE(problems, {
    m->f.open_problems = 3;
    m->f.dropped_problems = (int)n;
})
CHANGE(arrears, {
    m->f.paid_total.yuan = n;
    for (int i = 0; i < PAST; i++)
        m->past[i].paid.yuan = 0;
    m->f.now.paid.yuan = 0;
    m->f.total_done.yuan = 10000 * WAN;
})
CHANGE(arrears_since_five, {
    arrears(m, n);
    m->past[4].paid.yuan = -2000 * WAN;
    m->past[5].paid.yuan = 0;
})

static const struct check_case {
    const char *key, *month;
    void (*change)(struct made *m, int64_t n);
    int64_t n;
    bool asked;
} cases[] = {
    {"negative", "2025-07", invest, 0, false},
    {"negative", "2025-07", invest, -1, true},
    {"negative", "2025-07", correction, -1, false},
    {"negative", "2025-07", correction_unreasoned, -1, true},
    {"negative", "2025-07", paid_now, -1, true},
    {"percent_range", "2025-07", percent, 0, false},
    {"percent_range", "2025-07", percent, -1, true},
    {"percent_range", "2025-07", percent, 100, false},
    {"percent_range", "2025-07", percent, 101, true},
    {"percent_range", "2025-07", percent_unknown, 0, false},
    {"percent_falls", "2025-07", percent, 29, false},
    {"percent_falls", "2025-07", percent, 28, true},
    {"percent_falls", "2025-07", percent_unknown, 0, false},
    {"percent_full", "2025-07", percent_of_much, 99, false},
    {"percent_full", "2025-07", percent_of_much, 100, true},
    {"percent_full", "2025-07", percent_and_completed, 100, false},
    {"percent_money", "2025-07", done_percent, 30000 * 10000, false}, /* 55 − 30 = 25: not more */
    {"percent_money", "2025-07", done_percent, 30000 * 10000 - 1, true},
    {"percent_money", "2025-07", done_percent, 0, true},
    {"percent_money", "2025-07", done_without_total, 0, false},
    /* 5 × 203 万 = 1015 万 */
    {"jump", "2025-07", invest, 1015 * 10000, false},
    {"jump", "2025-07", invest, 1015 * 10000 + 1, true},
    {"jump", "2025-07", few_months, 9999 * 10000, false},
    {"jump", "2025-07", no_invest, 0, false},
    {"jump", "2025-07", jump_even, 17500000, false},
    {"jump", "2025-07", jump_even, 17500001, true},
    {"jump", "2025-07", jump_with_zeros, 10000000, false},
    {"jump", "2025-07", jump_with_zeros, 10000001, true},
    {"share", "2025-07", invest, INT64_C(300000000), false},
    {"share", "2025-07", invest, INT64_C(300000001), true},
    {"share", "2025-07", total_unknown, 1, false},
    {"over_total", "2025-07", total_done, INT64_C(1100000000), false},
    {"over_total", "2025-07", total_done, INT64_C(1100000001), true},
    {"over_total", "2025-07", total_unknown, INT64_C(1100000001), false},
    {"over_total", "2025-07", total_zero, INT64_C(1100000001), false},
    {"over_year", "2025-07", year_done, 36540000, false},
    {"over_year", "2025-07", year_done, 36540001, true},
    {"over_year", "2025-07", no_year_plan, 36540001, false},
    {"arrived_issued", "2025-07", arrived, INT64_C(500000000), false},
    {"arrived_issued", "2025-07", arrived, INT64_C(500000001), true},
    {"arrived_issued", "2025-07", issued_unknown, INT64_C(500000001), false},
    {"paid_arrived", "2025-07", paid_unarrived, INT64_C(300000000), false},
    {"paid_arrived", "2025-07", paid_unarrived, INT64_C(300000001), true},
    {"paid_ahead", "2025-07", paid, INT64_C(330000000), false},
    {"paid_ahead", "2025-07", paid, INT64_C(330000001), true},
    /* 10,000 万 done, 203 万 of it a month: five months ago 8,985 万, 30 % of it are 2,695.5 万 */
    {"arrears", "2025-07", arrears, 26955000, false},
    {"arrears", "2025-07", arrears, 26954999, true},
    {"arrears", "2025-07", arrears, 0, true},
    {"arrears", "2025-07", arrears_since_five, 20000000, true},
    {"before_start", "2025-07", not_started, 1, true},
    {"before_start", "2025-07", not_started, 0, false},
    {"before_start", "2025-07", preliminary, 1, false},
    {"before_start", "2025-07", start_next_month, 1, true},
    {"before_start", "2025-07", start_last_day, 1, false},
    {"before_start", "2025-07", started_undated, 0, false},
    {"start_missing", "2025-07", started_undated, 0, true},
    {"start_missing", "2025-07", nothing, 0, false},
    {"start_missing", "2025-07", not_started, 0, false},
    {"site_stopped", "2025-07", site, CHECK_SITE_STOPPED, true},
    {"site_stopped", "2025-07", site, CHECK_SITE_WORKING, false},
    {"site_stopped", "2025-07", site_without_money, CHECK_SITE_STOPPED, false},
    {"round", "2025-07", rounds, 2000000, true},
    {"round", "2025-07", rounds, 2000001, false},
    {"round", "2025-07", rounds, 0, false},
    {"same_text", "2025-07", same, 0, true},
    {"same_text", "2025-07", nothing, 0, false},
    {"same_text", "2025-07", same_unknown, 0, false},
    {"short_text", "2025-07", text_15, 0, false},
    {"short_text", "2025-07", text_14, 0, true},
    {"short_text", "2025-07", no_text, 0, true},
    {"typed_total", "2025-07", typed_year, 1421 * 10000, false},
    {"typed_total", "2025-07", typed_year, 1421 * 10000 + 1, true},
    {"typed_total", "2025-07", typed_total, 30000 * 10000, false},
    {"typed_total", "2025-07", typed_total, 30000 * 10000 - 1, true},
    {"arrived_ledger", "2025-07", arrived_ledger, 0, false},
    {"arrived_ledger", "2025-07", arrived_ledger, 9999, false},
    {"arrived_ledger", "2025-07", arrived_ledger, -9999, false},
    {"arrived_ledger", "2025-07", arrived_ledger, 10000, true},
    {"arrived_ledger", "2025-07", arrived_ledger, -10000, true},
    {"paid_ledger", "2025-07", paid_ledger, 9999, false},
    {"paid_ledger", "2025-07", paid_ledger, 10000, true},
    {"paid_ledger", "2025-07", paid_ledger, -10000, true},
    {"paid_ledger", "2025-07", nothing_paid, 500000, false},
    {"milestone_future", "2025-07", milestone, 0, false},
    {"milestone_future", "2025-07", milestone, 1, true},
    {"milestone_order", "2025-07", milestone_order, 0, false},
    {"milestone_order", "2025-07", milestone_order, 1, true},
    {"photo_far", "2025-07", photo_metres, 2000, false},
    {"photo_far", "2025-07", photo_metres, 2001, true},
    {"photo_old", "2025-07", photo_age, 45, false},
    {"photo_old", "2025-07", photo_age, 46, true},
    {"problem_gone", "2025-07", problems, 0, false},
    {"problem_gone", "2025-07", problems, 1, true},
};

static const struct check_rule *called(const char *key)
{
    for (size_t i = 0; i < rules.n; i++)
        if (text_eqz(rules.v[i].key, key))
            return &rules.v[i];
    fail_msg("no check %s", key);
    return NULL;
}

static void each_limit_at_under_and_over(void **state)
{
    int faults = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct made m;
        struct check_verdict v;
        made(&m, cases[i].month);
        cases[i].change(&m, cases[i].n);
        if (check_ask(&m.f, called(cases[i].key), &v) != cases[i].asked) {
            print_error("case %d: %s with %lld: want %d\n", (int)i, cases[i].key, (long long)cases[i].n,
                        cases[i].asked);
            faults++;
        }
    }
    assert_int_equal(faults, 0);
}

static void every_check_that_ships_is_tried_both_ways(void **state)
{
    (void)state;
    for (size_t i = 0; i < rules.n; i++) {
        bool asked = text_eqz(rules.v[i].key, "winter"), silent = asked; /* has a test of its own */
        for (size_t k = 0; k < COUNT(cases); k++)
            if (text_eqz(rules.v[i].key, cases[k].key)) {
                asked |= cases[k].asked;
                silent |= !cases[k].asked;
            }
        if (!asked || !silent)
            fail_msg("%.*s", TEXT_ARG(rules.v[i].key));
    }
    for (size_t i = 0; check_kind_at(i); i++) {
        bool used = false;
        for (size_t k = 0; k < rules.n; k++)
            used |= rules.v[k].kind == check_kind_at(i);
        if (!used)
            fail_msg("%s is used by no row", check_kind_key(check_kind_at(i)));
    }
}

static void an_unremarkable_report_is_asked_nothing(void **state)
{
    struct made m;
    struct check_verdict v[40];
    (void)state;
    made(&m, "2025-07");
    assert_int_equal(check_all(&m.f, &rules, v, COUNT(v)), 0);
    m.f.past_count = 0; /* the very first report */
    assert_int_equal(check_all(&m.f, &rules, v, COUNT(v)), 0);
}

static void winter_money_is_weighed_against_autumn(void **state)
{
    static const struct {
        const char *month;
        int64_t invest;
        bool asked;
    } cases_[] = {
        /* the mean of August to October is 2,030,000; a fifth of ten times that would be asked */
        {"2025-12", 4060000, false}, {"2025-12", 4060001, true},  {"2026-01", 4060001, true},
        {"2026-02", 4060001, true},  {"2025-11", 4060001, false}, {"2026-03", 4060001, false},
        {"2025-07", 4060001, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases_); i++) {
        struct made m;
        struct check_verdict v;
        made(&m, cases_[i].month);
        m.f.pause = (struct season){{11, 15}, {3, 15}};
        for (int k = 0; k < PAST; k++)
            m.past[k].invest.yuan = 20300000;
        m.f.now.invest.yuan = cases_[i].invest;
        if (check_ask(&m.f, called("winter"), &v) != cases_[i].asked)
            fail_msg("%s %lld", cases_[i].month, (long long)cases_[i].invest);
        m.f.pause.from.month = 0; /* indoors */
        assert_false(check_ask(&m.f, called("winter"), &v));
    }
}

static void refusals_come_first_and_questions_want_answers(void **state)
{
    struct made m;
    struct check_verdict v[40];
    size_t n;
    (void)state;
    made(&m, "2025-07");
    m.f.now.percent.n = 101;
    m.f.now.site = CHECK_SITE_STOPPED;
    n = check_all(&m.f, &rules, v, COUNT(v));
    assert_true(n >= 2);
    assert_int_equal(v[0].severity, CHECK_REFUSE);
    assert_ptr_equal(check_blocks(v, n, T("percent_range site_stopped percent_full percent_money")), &v[0]);
    m.f.now.percent.n = 30;
    n = check_all(&m.f, &rules, v, COUNT(v));
    assert_int_equal(n, 1);
    assert_ptr_equal(check_blocks(v, n, NO_TEXT), &v[0]);
    assert_ptr_equal(check_blocks(v, n, T("site")), &v[0]);
    assert_null(check_blocks(v, n, T("jump site_stopped")));
    assert_int_equal(check_all(&m.f, &rules, v, 0), 0);
    assert_true(check_answer_enough(T("partly_stopped")));
    assert_true(check_answer_enough(T("部分停工")));
    assert_false(check_answer_enough(T("见说明")));
    assert_false(check_answer_enough(T("      ")));
}

static void the_sentence_holds_the_arithmetic(void **state)
{
    struct made m;
    struct check_verdict v;
    CLEAN(out_free) struct out o = {0};
    (void)state;
    made(&m, "2025-07");
    m.f.now.invest.yuan = 1200 * WAN;
    assert_true(check_ask(&m.f, called("jump"), &v));
    assert_string_equal(v.field, "invest");
    out_init(&o, 4096, LANG_ZH);
    figure_fill(&o, v.said, &v.figures);
    assert_text(out_text(&o), "本月完成1,200 万元，是近6个月中位数203 万元的591.13%，超过500%。");
}

static void every_sentence_finds_its_figures(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            struct made m;
            struct check_verdict v;
            CLEAN(out_free) struct out o = {0};
            made(&m, cases[i].month);
            cases[i].change(&m, cases[i].n);
            if (!check_ask(&m.f, called(cases[i].key), &v))
                continue;
            out_init(&o, 4096, lang);
            figure_fill(&o, v.said, &v.figures);
            if (text_has(out_text(&o), T("{")))
                fail_msg("%s: %.*s", cases[i].key, TEXT_ARG(out_text(&o)));
        }
}

#define HEAD "key,kind,severity,limit,months,least,answers,title_zh,title_en,from,until,version,source,mark\n"

static void tables_with_faults_are_refused(void **state)
{
    static const struct {
        const char *rows;
        const struct word *why;
    } t[] = {
        {"a,jump,question,5,6,100,catch_up,x,x,,,1,x,D\n", NULL},
        {"a,leap,question,5,6,100,catch_up,x,x,,,1,x,D\n", &w_checks_column},
        {"a,jump,ask,5,6,100,catch_up,x,x,,,1,x,D\n", &w_checks_column},
        {"a,jump,question,5,6,100,whatever,x,x,,,1,x,D\n", &w_checks_column},
        {"a,jump,question,five,6,100,,x,x,,,1,x,D\n", &w_checks_number},
        {"a,jump,question,-5,6,100,,x,x,,,1,x,D\n", &w_checks_number},
        {"a,jump,question,5,0,100,,x,x,,,1,x,D\n", &w_checks_number},
        {"a,jump,question,5,25,100,,x,x,,,1,x,D\n", &w_checks_number},
        {"a,jump,question,5,6,-1,,x,x,,,1,x,D\n", &w_checks_number},
        {"a,jump,question,5,6,100,,x,,,,1,x,D\n", &w_checks_missing},
        {"a,jump,question,5,6,100,,x,x,,,1,,D\n", &w_checks_missing},
        {"a,jump,question,5,6,100,,x,x,,,1,x,Q\n", &w_checks_column},
        {"a,jump,question,5,6,100,,x,x,2026-02-30,,1,x,D\n", &w_checks_dates},
        {"a,jump,question,5,6,100,,x,x,,2025-12-31,1,x,D\na,jump,question,6,6,100,,x,x,2026-01-01,,2,x,D\n", NULL},
        {"a,jump,question,5,6,100,,x,x,,2026-01-01,1,x,D\na,jump,question,6,6,100,,x,x,2026-01-01,,2,x,D\n",
         &w_checks_overlap},
        {"a,jump,question,5,6,100,,x,x,,2025-12-31,1,x,D\na,jump,question,6,6,100,,x,x,2026-01-01,,1,x,D\n",
         &w_checks_overlap},
        {"a,jump,question,5,6,100,,x,x,,,1,x,D\na,jump,question,6,6,100,,x,x,,,2,x,D\n", &w_checks_overlap},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(t); i++) {
        struct check_rules r;
        err e = checks_read(arena, text_fmt(arena, HEAD "%s", t[i].rows), &r);
        if ((e ? e->word : NULL) != t[i].why)
            fail_msg("%s: %s", t[i].rows, e ? text_z(arena, error_text(arena, e, LANG_EN)) : "read");
    }
}

static void a_check_asks_only_while_it_is_in_force(void **state)
{
    struct check_rule r = *called("site_stopped");
    struct check_rules one = {&r, 1};
    struct check_verdict v[1];
    struct made m;
    (void)state;
    made(&m, "2025-07"); /* today is 31 July */
    m.f.now.site = CHECK_SITE_STOPPED;
    r.from = day("2025-07-31");
    assert_int_equal(check_all(&m.f, &one, v, 1), 1);
    r.from = day("2025-08-01");
    assert_int_equal(check_all(&m.f, &one, v, 1), 0);
    r.from = NO_DATE;
    r.until = day("2025-07-30");
    assert_int_equal(check_all(&m.f, &one, v, 1), 0);
}

static int64_t amount(struct random *r)
{
    switch (random_below(r, 5)) {
    case 0: return ABSENT;
    case 1: return 0;
    case 2: return -random_between(r, 1, INT64_C(1000000000000000));
    default: return random_between(r, 1, INT64_C(1000000000000000));
    }
}

/* Random reports: nothing crashes, whatever is asked has a field, a sentence and figures that can be written. */
static void random_reports_are_asked_soundly(void **state)
{
    (void)state;
    for (uint64_t n = 0; n < 20000; n++) {
        struct random r = random_of(n, "checks");
        struct made m;
        struct check_verdict v[40];
        size_t found;
        made(&m, "2025-12");
        m.f.past_count = random_below(&r, PAST + 1);
        m.f.now = (struct check_month){m.f.now.month,
                                       {amount(&r)},
                                       {amount(&r)},
                                       {amount(&r)},
                                       {amount(&r)},
                                       {random_chance(&r, 100) ? amount(&r) : random_between(&r, -1, 101)},
                                       (enum check_site)random_below(&r, 6),
                                       random_chance(&r, 500) ? NO_TEXT : T("主体结构施工至十一层,机电安装同步进行")};
        for (int i = 0; i < PAST; i++) {
            m.past[i].invest.yuan = amount(&r);
            m.past[i].paid.yuan = amount(&r);
            m.past[i].percent.n = random_chance(&r, 300) ? ABSENT : random_between(&r, 0, 100);
        }
        m.f.total_invest.yuan = amount(&r);
        m.f.total_done.yuan = amount(&r);
        m.f.year_done.yuan = amount(&r);
        m.f.year_plan.yuan = amount(&r);
        m.f.paid_total.yuan = amount(&r);
        m.f.arrived_total.yuan = amount(&r);
        m.f.issued_total.yuan = amount(&r);
        m.f.typed_total.yuan = amount(&r);
        m.f.pause = random_chance(&r, 500) ? (struct season){{11, 15}, {3, 15}} : (struct season){{0, 0}, {0, 0}};
        found = check_all(&m.f, &rules, v, COUNT(v));
        for (size_t i = 0; i < found; i++) {
            CLEAN(out_free) struct out o = {0};
            assert_non_null(v[i].field);
            out_init(&o, 1 << 16, LANG_EN);
            figure_fill(&o, v[i].said, &v[i].figures);
            for (size_t k = 0; k < v[i].figures.n; k++)
                fmt_figure(&o, &v[i].figures.v[k]);
            assert_false(out_failed(&o));
            assert_true(i == 0 || v[i - 1].severity >= v[i].severity);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_limit_at_under_and_over),
        cmocka_unit_test(every_check_that_ships_is_tried_both_ways),
        cmocka_unit_test(an_unremarkable_report_is_asked_nothing),
        cmocka_unit_test(winter_money_is_weighed_against_autumn),
        cmocka_unit_test(refusals_come_first_and_questions_want_answers),
        cmocka_unit_test(the_sentence_holds_the_arithmetic),
        cmocka_unit_test(every_sentence_finds_its_figures),
        cmocka_unit_test(tables_with_faults_are_refused),
        cmocka_unit_test(a_check_asks_only_while_it_is_in_force),
        cmocka_unit_test(random_reports_are_asked_soundly),
    };
    return cmocka_run_group_tests_name("report checks", tests, setup, teardown);
}
