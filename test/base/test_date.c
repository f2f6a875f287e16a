/* Dates: month and year ends, leap days, midnight in Shanghai. */
#include "base/date.h"
#include "test.h"

static void every_day_of_four_centuries_survives(void **state)
{
    date first, last;
    (void)state;
    assert_true(date_make(1900, 1, 1, &first));
    assert_true(date_make(2300, 12, 31, &last));
    for (int64_t n = first.days; n <= last.days; n++) {
        int y, m, d;
        date back;
        date_parts((date){n}, &y, &m, &d);
        assert_true(date_make(y, m, d, &back));
        assert_true(back.days == n);
    }
}

static void impossible_dates_are_refused(void **state)
{
    date d;
    (void)state;
    assert_false(date_make(2023, 2, 29, &d));
    assert_true(date_make(2024, 2, 29, &d));
    assert_false(date_make(2100, 2, 29, &d));
    assert_false(date_parse(T("2026-13-01"), &d));
    assert_false(date_parse(T("2026-1-1"), &d));
    assert_false(date_parse(T("2026-01-01x"), &d));
    assert_true(date_parse(T("2026-11-24"), &d));
    assert_int_equal(date_weekday(d), 2);
}

static void the_day_changes_at_midnight_in_shanghai(void **state)
{
    moment before, after;
    date d;
    (void)state;
    assert_true(moment_parse(T("2026-11-23T15:59:59.999Z"), &before));
    assert_true(moment_parse(T("2026-11-24T00:00:00+08:00"), &after));
    assert_true(after.ms == before.ms + 1);
    assert_true(date_parse(T("2026-11-24"), &d));
    assert_true(date_of(after).days == d.days);
    assert_true(date_of(before).days == d.days - 1);
    assert_true(date_start(d).ms == after.ms);
}

static void months_begin_and_end(void **state)
{
    month m;
    date d;
    (void)state;
    assert_true(month_parse(T("2024-02"), &m));
    assert_int_equal(month_year(m), 2024);
    assert_int_equal(month_of_year(m), 2);
    d = month_last(m);
    assert_true(month_of(d).n == m.n);
    assert_true(month_of((date){d.days + 1}).n == m.n + 1);
    assert_int_equal(d.days - month_first(m).days, 28);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_four_centuries_survives),
        cmocka_unit_test(impossible_dates_are_refused),
        cmocka_unit_test(the_day_changes_at_midnight_in_shanghai),
        cmocka_unit_test(months_begin_and_end),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
