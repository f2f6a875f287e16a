/* Working days: the shipped table by the counts that law fixes, and deadlines around holidays. */
#include "kit/workday.h"
#include "base/date.h"
#include "kit/data.h"
#include "kit/words.h"
#include "test.h"

static struct arena *arena;
static struct workdays all;

static int setup(void **state)
{
    (void)state;
    arena = arena_new(4 << 20);
    return workdays_read(arena, data_file("holidays.csv"), &all) != NULL;
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

static void every_year_keeps_its_statutory_days(void **state)
{
    (void)state;
    assert_int_equal(all.year_count, 5);
    for (size_t i = 0; i < all.year_count; i++) {
        int year = all.years[i], weekdays = 0, worked = 0;
        date d, last;
        assert_true(date_make(year, 1, 1, &d));
        assert_true(date_make(year, 12, 31, &last));
        for (; d.days <= last.days; d.days++) {
            weekdays += date_weekday(d) <= 5;
            worked += workday_is(&all, d);
        }
        /* the one span that crosses a year begins on 31 December 2022, a Saturday: no weekday is shifted */
        assert_int_equal(weekdays - worked, year < 2025 ? 11 : 13);
    }
}

static void days_are_told_apart(void **state)
{
    static const struct {
        const char *iso;
        bool worked;
    } cases[] = {
        {"2022-01-29", true},  {"2022-02-04", false}, {"2022-12-31", false}, {"2023-01-02", false}, {"2023-01-03", true},
        {"2023-10-08", true},  {"2024-10-12", true},  {"2025-01-26", true},  {"2025-10-08", false}, {"2026-02-14", true},
        {"2026-02-23", false}, {"2026-02-24", true},  {"2026-11-24", true},  {"2026-11-28", false}, {"2027-10-01", true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (workday_is(&all, day(cases[i].iso)) != cases[i].worked)
            fail_msg("%s", cases[i].iso);
    assert_text(workday_holiday(&all, day("2026-02-17")), "春节");
    assert_null(workday_holiday(&all, day("2026-02-14")).p);
}

static void deadlines_do_not_count_the_day_of_receipt(void **state)
{
    static const struct {
        const char *from;
        int n;
        const char *end;
        bool unpublished;
    } cases[] = {
        {"2026-11-23", 5, "2026-11-30", false}, {"2026-11-23", 1, "2026-11-24", false},
        {"2026-11-28", 0, "2026-11-30", false}, {"2026-11-24", 0, "2026-11-24", false},
        {"2026-02-13", 1, "2026-02-14", false}, {"2026-02-14", 1, "2026-02-24", false},
        {"2026-09-30", 5, "2026-10-13", false}, {"2026-12-30", 2, "2027-01-01", true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct deadline got = deadline_workdays(&all, day(cases[i].from), cases[i].n);
        if (got.day.days != day(cases[i].end).days || got.unpublished != cases[i].unpublished)
            fail_msg("%s + %d", cases[i].from, cases[i].n);
    }
}

static void calendar_deadlines_move_to_the_next_working_day(void **state)
{
    (void)state;
    assert_true(deadline_days(&all, day("2026-09-21"), 10).day.days == day("2026-10-08").days);
    assert_true(deadline_days(&all, day("2026-11-23"), 10).day.days == day("2026-12-03").days);
    assert_true(deadline_days(&all, day("2026-12-31"), 3).unpublished);
}

static void working_days_between_two_dates_are_counted(void **state)
{
    (void)state;
    assert_int_equal(workdays_between(&all, day("2026-11-23"), day("2026-11-30")), 5);
    assert_int_equal(workdays_between(&all, day("2026-11-30"), day("2026-11-23")), -5);
    assert_int_equal(workdays_between(&all, day("2026-02-14"), day("2026-02-24")), 1);
    assert_int_equal(workdays_between(&all, day("2026-11-24"), day("2026-11-24")), 0);
}

static void a_wrong_table_is_refused(void **state)
{
    struct workdays w;
    (void)state;
    assert_refused(workdays_read(arena, T("kind,from,to,name\nwork,2026-11-24,,\n"), &w), w_holiday_row);
    assert_refused(workdays_read(arena, T("kind,from,to,name\noff,2026-11-24,2026-11-23,\n"), &w), w_holiday_row);
    assert_refused(workdays_read(arena, T("kind,from,to,name\nfree,2026-11-28,,\n"), &w), w_holiday_row);
    assert_refused(workdays_read(arena, T("kind,from,to,name\noff,2026-10-01,2026-10-07,\noff,2026-10-07,2026-10-08,\n"), &w),
                   w_holiday_overlap);
    assert_refused(workdays_read(arena, T("kind,from,to,name\noff,2026-10-07,2026-10-08,\noff,2026-10-01,2026-10-07,\n"), &w),
                   w_holiday_overlap);
    assert_refused(workdays_read(arena, T("kind,from,to,name\nyear,2026-01-01,,\noff,2026-10-01,2026-10-07,\n"), &w),
                   w_holiday_year);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_year_keeps_its_statutory_days),
        cmocka_unit_test(days_are_told_apart),
        cmocka_unit_test(deadlines_do_not_count_the_day_of_receipt),
        cmocka_unit_test(calendar_deadlines_move_to_the_next_working_day),
        cmocka_unit_test(working_days_between_two_dates_are_counted),
        cmocka_unit_test(a_wrong_table_is_refused),
    };
    return cmocka_run_group_tests_name("workday", tests, setup, teardown);
}
