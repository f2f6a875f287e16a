/* The monthly round: limits moved by holidays, each standing at, just before and just after, permissions, unpublished years. */
#include "base/random.h"
#include "kit/data.h"
#include "report/deadline.h"
#include "report/words.h"
#include "test.h"

#include <string.h>

static struct arena *arena;
static struct workdays days;
static struct deadline_rules rules;

static int setup(void **state)
{
    (void)state;
    arena = arena_new(16 << 20);
    return workdays_read(arena, data_file("holidays.csv"), &days) ||
           deadlines_read(arena, data_file("deadlines.csv"), &rules);
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static moment at(const char *iso)
{
    moment m = NO_MOMENT;

    if (!moment_parse(text_of(iso), &m))
        fail_msg("no moment: %s", iso);
    return m;
}

static month mon(const char *iso)
{
    month m = NO_MONTH;

    assert_true(month_parse(text_of(iso), &m));
    return m;
}

static void limits_fall_on_working_days(void **state)
{
    static const struct {
        const char *month;
        enum round_step step;
        const char *end; /* the moment at which it is over */
        bool moved, unpublished;
    } cases[] = {
        {"2025-07", STEP_OPEN, "2025-07-25T00:00:00+08:00", false, false},
        {"2025-07", STEP_OWNER, "2025-08-01T00:00:00+08:00", false, false}, /* Thursday 31 July, 24:00 */
        {"2025-07", STEP_COUNTY, "2025-08-01T00:00:00+08:00", false, false},
        {"2025-07", STEP_CITY, "2025-08-05T00:00:00+08:00", true, false}, /* 3 August is a Sunday */
        {"2025-07", STEP_DEPARTMENT, "2025-08-06T00:00:00+08:00", false, false},
        {"2025-07", STEP_CLOSE, "2025-08-08T18:00:00+08:00", false, false},
        {"2025-08", STEP_OWNER, "2025-09-02T00:00:00+08:00", true, false},  /* Sunday 31 August */
        {"2024-02", STEP_OWNER, "2024-03-01T00:00:00+08:00", false, false}, /* leap day, a Thursday */
        {"2023-02", STEP_OWNER, "2023-03-01T00:00:00+08:00", false, false}, /* 28 February */
        {"2025-12", STEP_OWNER, "2026-01-01T00:00:00+08:00", false, false}, /* Wednesday: the year ends on time */
        {"2025-12", STEP_CITY, "2026-01-05T00:00:00+08:00", true, false},   /* 1–3 January off, Sunday 4 is worked */
        {"2025-12", STEP_CLOSE, "2026-01-08T18:00:00+08:00", false, false},
        {"2026-01", STEP_OWNER, "2026-02-03T00:00:00+08:00", true, false}, /* Saturday */
        {"2022-12", STEP_OWNER, "2023-01-04T00:00:00+08:00", true, false}, /* 31 December–2 January off */
        {"2025-01", STEP_OWNER, "2025-02-06T00:00:00+08:00", true, false}, /* Spring Festival 28 January–4 February */
        {"2025-01", STEP_CITY, "2025-02-06T00:00:00+08:00", true, false},  /* all on the first day back … */
        {"2025-01", STEP_DEPARTMENT, "2025-02-06T00:00:00+08:00", false, false},
        {"2025-01", STEP_CLOSE, "2025-02-08T18:00:00+08:00", false, false}, /* 8 February, a Saturday, is worked */
        {"2025-09", STEP_OWNER, "2025-10-01T00:00:00+08:00", false, false},
        {"2025-09", STEP_CITY, "2025-10-10T00:00:00+08:00", true, false}, /* 1–8 October off */
        {"2025-09", STEP_DEPARTMENT, "2025-10-10T00:00:00+08:00", true, false},
        {"2025-09", STEP_CLOSE, "2025-10-10T18:00:00+08:00", true,
         false}, /* not at 18:00 of a day that runs to 24:00 */
        {"2026-12", STEP_OWNER, "2027-01-01T00:00:00+08:00", false, false},
        {"2026-12", STEP_CITY, "2027-01-05T00:00:00+08:00", true, true}, /* 2027 is not published */
        {"2026-12", STEP_CLOSE, "2027-01-08T18:00:00+08:00", false, true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct round_limit l;
        assert_true(round_limit(&rules, &days, cases[i].step, mon(cases[i].month), &l));
        if (l.at.ms != at(cases[i].end).ms || (l.day.days != l.nominal.days) != cases[i].moved ||
            l.unpublished != cases[i].unpublished)
            fail_msg("%s step %d: off by %lld h; moved %d, unpublished %d", cases[i].month, cases[i].step,
                     (long long)(l.at.ms - at(cases[i].end).ms) / 3600000, l.day.days != l.nominal.days, l.unpublished);
    }
}

static struct round_state owner(const char *month, const char *now)
{
    return round_state(&rules, &days, STEP_OWNER, mon(month), at(now), NO_MOMENT, NULL, 0);
}

static void each_standing_at_before_and_after(void **state)
{
    static const struct {
        const char *now;
        enum round_standing standing;
        bool may_send;
        int hours;
    } cases[] = {
        /* July 2025: opens on the 25th, owner until the 31st 24:00, closes on 8 August 18:00 */
        {"2025-07-24T23:59:59.999+08:00", ROUND_NOT_OPEN, false, 0},
        {"2025-07-25T00:00:00+08:00", ROUND_RUNS, true, 0},
        {"2025-07-30T23:59:59.999+08:00", ROUND_RUNS, true, 0},
        {"2025-07-31T00:00:00+08:00", ROUND_DUE_TODAY, true, 0},
        {"2025-07-31T23:59:59.999+08:00", ROUND_DUE_TODAY, true, 0},
        {"2025-08-01T00:00:00+08:00", ROUND_LATE, true, 0},
        {"2025-08-01T00:59:59.999+08:00", ROUND_LATE, true, 0},
        {"2025-08-01T01:00:00+08:00", ROUND_LATE, true, 1},
        {"2025-08-02T00:00:00+08:00", ROUND_LATE, true, 24},
        {"2025-08-08T17:59:59.999+08:00", ROUND_LATE, true, 185},
        {"2025-08-08T18:00:00+08:00", ROUND_CLOSED, false, 186},
        {"2026-08-08T18:00:00+08:00", ROUND_CLOSED, false, 8946},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct round_state s = owner("2025-07", cases[i].now);
        if (s.standing != cases[i].standing || s.may_send != cases[i].may_send || s.late_hours != cases[i].hours ||
            !s.why)
            fail_msg("%s: standing %d, may %d, %lld hours", cases[i].now, s.standing, s.may_send,
                     (long long)s.late_hours);
    }
}

/* It is midnight in Shanghai that counts, not in Greenwich: 16:00 UTC. */
static void midnight_is_that_of_shanghai(void **state)
{
    (void)state;
    assert_int_equal(owner("2025-07", "2025-07-31T15:59:59.999Z").standing, ROUND_DUE_TODAY);
    assert_int_equal(owner("2025-07", "2025-07-31T16:00:00Z").standing, ROUND_LATE);
    assert_int_equal(owner("2025-07", "2025-07-24T15:59:59.999Z").standing, ROUND_NOT_OPEN);
    assert_int_equal(owner("2025-07", "2025-07-24T16:00:00Z").standing, ROUND_RUNS);
}

/* dhis2-core 19806: the last day's date was taken as its first moment, so that the last day itself was already locked. */
static void the_last_day_is_open_to_its_end__dhis2_19806(void **state)
{
    (void)state;
    for (int hour = 0; hour < 24; hour++) {
        struct round_state s = owner("2025-07", text_fmt(arena, "2025-07-31T%02d:30:00+08:00", hour).p);
        assert_true(s.may_send);
        assert_int_equal(s.standing, ROUND_DUE_TODAY);
        s = owner("2024-02", text_fmt(arena, "2024-02-29T%02d:30:00+08:00", hour).p);
        assert_int_equal(s.standing, ROUND_DUE_TODAY);
    }
}

/* dhis2-core 24889: the test of the window was the wrong way round: locked inside it, open outside. */
static void the_window_is_open_inside_and_shut_outside__dhis2_24889(void **state)
{
    (void)state;
    for (int64_t h = -40 * 24; h < 40 * 24; h++) {
        moment now = {at("2025-07-31T12:00:00+08:00").ms + h * 3600000};
        struct round_state s = round_state(&rules, &days, STEP_OWNER, mon("2025-07"), now, NO_MOMENT, NULL, 0);
        bool inside = s.opens.at.ms <= now.ms && now.ms < s.closes.at.ms;
        assert_true(s.opens.at.ms < s.closes.at.ms);
        assert_int_equal(s.may_send, inside);
    }
}

static void a_permission_opens_again_and_counts_from_when_it_was_given(void **state)
{
    struct late_grant g[] = {
        {STEP_OWNER, mon("2025-07"), at("2025-08-12T00:00:00+08:00"), at("2025-08-09T09:00:00+08:00")},
        {STEP_OWNER, mon("2025-07"), at("2025-08-10T00:00:00+08:00"), at("2025-08-09T10:00:00+08:00")},
        {STEP_CITY, mon("2025-07"), at("2025-09-01T00:00:00+08:00"), at("2025-08-01T10:00:00+08:00")},
        {STEP_OWNER, mon("2025-06"), at("2025-09-01T00:00:00+08:00"), at("2025-08-01T10:00:00+08:00")},
    };
    static const struct {
        const char *now;
        enum round_standing standing;
        bool granted;
    } cases[] = {
        {"2025-08-09T08:59:59+08:00", ROUND_CLOSED, false},   {"2025-08-09T09:00:00+08:00", ROUND_RUNS, true},
        {"2025-08-11T00:00:00+08:00", ROUND_DUE_TODAY, true}, {"2025-08-11T23:59:59.999+08:00", ROUND_DUE_TODAY, true},
        {"2025-08-12T00:00:00+08:00", ROUND_CLOSED, true},
    };
    struct round_state s;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        s = round_state(&rules, &days, STEP_OWNER, mon("2025-07"), at(cases[i].now), NO_MOMENT, g, COUNT(g));
        if (s.standing != cases[i].standing || s.granted != cases[i].granted)
            fail_msg("%s: standing %d", cases[i].now, s.standing);
    }
    s = round_state(&rules, &days, STEP_OWNER, mon("2025-07"), at("2025-09-01"), at("2025-08-11T20:00:00+08:00"), g,
                    COUNT(g));
    assert_int_equal(s.standing, ROUND_DONE);
    assert_false(s.was_late);
    s = round_state(&rules, &days, STEP_OWNER, mon("2025-07"), at("2025-09-01"), at("2025-08-12T03:00:00+08:00"), g,
                    COUNT(g));
    assert_true(s.was_late);
    assert_int_equal(s.late_hours, 3);
}

static void what_is_done_says_whether_it_was_in_time(void **state)
{
    struct round_state s = round_state(&rules, &days, STEP_OWNER, mon("2025-07"), at("2025-08-20"),
                                       at("2025-07-31T23:59:59.999+08:00"), NULL, 0);
    (void)state;
    assert_int_equal(s.standing, ROUND_DONE);
    assert_false(s.was_late);
    s = round_state(&rules, &days, STEP_OWNER, mon("2025-07"), at("2025-08-20"), at("2025-08-01T00:00:00+08:00"), NULL,
                    0);
    assert_true(s.was_late);
    assert_int_equal(s.late_hours, 0);
    s = round_state(&rules, &days, STEP_OWNER, mon("2025-07"), at("2025-07-30"), at("2025-07-31"), NULL, 0);
    assert_int_equal(s.standing, ROUND_RUNS); /* asked as of a day before it was done */
}

static text why(enum lang lang, const char *month, const char *now)
{
    CLEAN(out_free) struct out o = {0};
    struct round_state s = owner(month, now);

    out_init(&o, 4096, lang);
    round_why(&o, &s, STEP_OWNER, mon(month));
    return text_copy(arena, out_text(&o));
}

static void every_lock_says_why(void **state)
{
    (void)state;
    assert_text(why(LANG_ZH, "2025-07", "2025-08-09T09:00:00+08:00"),
                "2025年7月月报已于2025-08-08 18:00关闭，逾期201小时。需要补报的，请上级准予迟报。");
    assert_text(why(LANG_EN, "2025-07", "2025-07-20T09:00:00+08:00"),
                "The round of July 2025 opens on 2025-07-25 00:00; it is too early.");
    assert_text(why(LANG_ZH, "2025-07", "2025-07-31T09:00:00+08:00"),
                "2025年7月月报今日截止：项目单位报送限2025-07-31 24:00前。");
    assert_true(text_has(why(LANG_ZH, "2026-12", "2026-12-28T09:00:00+08:00"), T("尚未公布")));
    assert_false(text_has(why(LANG_ZH, "2026-11", "2026-11-28T09:00:00+08:00"), T("尚未公布")));
}

static void the_newest_round_is_the_one_last_opened(void **state)
{
    (void)state;
    assert_int_equal(round_newest(&rules, &days, at("2026-01-24T23:59:59+08:00")).n, mon("2025-12").n);
    assert_int_equal(round_newest(&rules, &days, at("2026-01-25T00:00:00+08:00")).n, mon("2026-01").n);
    assert_int_equal(round_newest(&rules, &days, at("2026-02-01T00:00:00+08:00")).n, mon("2026-01").n);
}

#define HEAD "step,from,until,months_later,day,workdays,time,move,source,mark\n"
#define OPEN "open,,,0,25,,00:00,none,x,D\n"
#define OWNER "owner,,,0,31,,24:00,next,x,D\n"
#define COUNTY "county,,,0,31,,24:00,next,x,D\n"
#define CITY "city,,,1,3,,24:00,next,x,D\n"
#define DEPARTMENT "department,,,1,5,,24:00,next,x,D\n"
#define CLOSE "close,,,1,8,,18:00,next,x,D\n"
#define MIDDLE COUNTY CITY DEPARTMENT

static void tables_with_faults_are_refused(void **state)
{
    static const struct {
        const char *csv;
        const struct word *why;
    } cases[] = {
        {HEAD OPEN OWNER MIDDLE CLOSE, NULL},
        {HEAD OPEN OWNER MIDDLE, &w_deadline_once},
        {HEAD OPEN OWNER MIDDLE CLOSE CLOSE, &w_deadline_once},
        {HEAD OPEN OWNER MIDDLE "close,,2025-12,1,8,,18:00,next,x,D\nclose,2026-01,,1,9,,18:00,next,x,D\n", NULL},
        {HEAD OPEN OWNER MIDDLE "close,,2025-12,1,8,,18:00,next,x,D\nclose,2026-02,,1,9,,18:00,next,x,D\n",
         &w_deadline_once},
        {HEAD OPEN OWNER MIDDLE "close,,,1,4,,18:00,next,x,D\n", &w_deadline_order},
        {HEAD "open,,,1,25,,00:00,none,x,D\n" OWNER MIDDLE CLOSE, &w_deadline_order},
        {HEAD OPEN "owner,,,1,,5,24:00,none,x,D\ncounty,,,1,,5,24:00,none,x,D\ncity,,,1,,5,24:00,none,x,D\ndepartment,,"
                   ",1,,6,24:00,none,x,D\nclose,,,1,,8,18:00,none,x,D\n",
         NULL},
        {HEAD "opening,,,0,25,,00:00,none,x,D\n", &w_deadline_row},
        {HEAD "open,2026-13,,0,25,,00:00,none,x,D\n", &w_deadline_row},
        {HEAD "open,2026-02,2026-01,0,25,,00:00,none,x,D\n", &w_deadline_row},
        {HEAD "open,,,0,32,,00:00,none,x,D\n", &w_deadline_row},
        {HEAD "open,,,0,25,5,00:00,none,x,D\n", &w_deadline_row},
        {HEAD "open,,,0,,,00:00,none,x,D\n", &w_deadline_row},
        {HEAD "open,,,0,25,,24:01,none,x,D\n", &w_deadline_row},
        {HEAD "open,,,0,25,,noon,none,x,D\n", &w_deadline_row},
        {HEAD "open,,,0,25,,00:00,soon,x,D\n", &w_deadline_row},
        {HEAD "open,,,0,25,,00:00,none,,D\n", &w_deadline_row},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct deadline_rules r;
        struct arena_mark mark = arena_mark(arena);
        err e = deadlines_read(arena, text_of(cases[i].csv), &r);
        if ((e ? e->word : NULL) != cases[i].why)
            fail_msg("%s: %s", cases[i].csv, e ? text_z(arena, error_text(arena, e, LANG_EN)) : "read");
        arena_reset(arena, mark);
    }
}

static void other_places_have_other_ways(void **state)
{
    struct deadline_rules r;
    struct round_limit l;
    text csv = T(HEAD OPEN "owner,,,1,,5,24:00,none,x,D\ncounty,,,1,,5,24:00,none,x,D\ncity,,,1,,6,24:00,none,x,D\n"
                           "department,,,1,,7,24:00,none,x,D\nclose,,,1,14,,18:00,previous,x,D\n");
    (void)state;
    assert_ok(deadlines_read(arena, csv, &r));
    assert_true(round_limit(&r, &days, STEP_OWNER, mon("2025-09"),
                            &l)); /* fifth working day of October 2025: 9, 10, 11 (make-up), 13, 14 */
    assert_int_equal(l.at.ms, at("2025-10-15T00:00:00+08:00").ms);
    assert_true(
        round_limit(&r, &days, STEP_CLOSE, mon("2025-08"), &l)); /* Sunday 14 September moves to the Friday before */
    assert_int_equal(l.at.ms, at("2025-09-12T18:00:00+08:00").ms);
}

static void any_month_keeps_its_order(void **state)
{
    (void)state;
    for (int64_t m = mon("2021-12").n; m < mon("2030-01").n; m++) {
        struct round_limit last = {0}, l;
        for (int step = 0; step < STEP_COUNT; step++) {
            assert_true(round_limit(&rules, &days, (enum round_step)step, (month){m}, &l));
            assert_true(l.at.ms >= last.at.ms);
            assert_true(step == STEP_OPEN || workday_is(&days, l.day));
            last = l;
        }
    }
}

/* A hundred thousand random moments: exactly one standing fits, time only moves it on, and the hours are whole. */
static void random_moments_have_one_standing(void **state)
{
    struct random r = random_of(1, "deadline");
    (void)state;
    for (int i = 0; i < 100000; i++) {
        month m = {random_between(&r, mon("2022-01").n, mon("2026-12").n)};
        enum round_step step = (enum round_step)random_between(&r, STEP_OWNER, STEP_DEPARTMENT);
        moment now = {date_start(month_first(m)).ms + random_between(&r, 0, INT64_C(60) * 86400000)};
        struct round_state s = round_state(&rules, &days, step, m, now, NO_MOMENT, NULL, 0);
        struct round_state next = round_state(&rules, &days, step, m, (moment){now.ms + 1}, NO_MOMENT, NULL, 0);
        assert_true(s.standing <= next.standing && s.late_hours <= next.late_hours);
        assert_int_equal(s.may_send,
                         s.standing == ROUND_RUNS || s.standing == ROUND_DUE_TODAY || s.standing == ROUND_LATE);
        assert_int_equal(s.standing >= ROUND_LATE, now.ms >= s.due.at.ms);
        if (s.standing >= ROUND_LATE)
            assert_true(s.late_hours * 3600000 <= now.ms - s.due.at.ms &&
                        (s.late_hours + 1) * 3600000 > now.ms - s.due.at.ms);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_fall_on_working_days),
        cmocka_unit_test(each_standing_at_before_and_after),
        cmocka_unit_test(midnight_is_that_of_shanghai),
        cmocka_unit_test(the_last_day_is_open_to_its_end__dhis2_19806),
        cmocka_unit_test(the_window_is_open_inside_and_shut_outside__dhis2_24889),
        cmocka_unit_test(a_permission_opens_again_and_counts_from_when_it_was_given),
        cmocka_unit_test(what_is_done_says_whether_it_was_in_time),
        cmocka_unit_test(every_lock_says_why),
        cmocka_unit_test(the_newest_round_is_the_one_last_opened),
        cmocka_unit_test(tables_with_faults_are_refused),
        cmocka_unit_test(other_places_have_other_ways),
        cmocka_unit_test(any_month_keeps_its_order),
        cmocka_unit_test(random_moments_have_one_standing),
    };
    return cmocka_run_group_tests_name("deadlines", tests, setup, teardown);
}
