/* A season that comes back every year: the winter break over New Year, one within a year, leap days, none. */
#include "base/season.h"
#include "test.h"

static const struct season winter = {{11, 15}, {3, 15}}, summer = {{7, 10}, {8, 31}}, leap = {{2, 29}, {3, 1}}, none;

static date day(const char *iso)
{
    date d = NO_DATE;

    assert_true(date_parse(text_of(iso), &d));
    return d;
}

static void days_are_inside_or_outside(void **state)
{
    static const struct {
        const struct season *s;
        const char *iso;
        bool inside;
    } cases[] = {
        {&winter, "2025-11-14", false}, {&winter, "2025-11-15", true},  {&winter, "2025-12-31", true},
        {&winter, "2026-01-01", true},  {&winter, "2024-02-29", true},  {&winter, "2026-03-15", true},
        {&winter, "2026-03-16", false}, {&winter, "2026-07-01", false}, {&summer, "2026-07-09", false},
        {&summer, "2026-07-10", true},  {&summer, "2026-08-31", true},  {&summer, "2026-09-01", false},
        {&leap, "2023-02-28", true},    {&leap, "2024-02-28", false},   {&leap, "2024-02-29", true},
        {&none, "2026-01-01", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (season_has(*cases[i].s, day(cases[i].iso)) != cases[i].inside)
            fail_msg("%s", cases[i].iso);
}

static void its_ends_are_found(void **state)
{
    date first, last;
    (void)state;
    assert_true(season_around(winter, day("2026-01-20"), &first, &last));
    assert_int_equal(first.days, day("2025-11-15").days);
    assert_int_equal(last.days, day("2026-03-15").days);
    assert_false(season_around(winter, day("2026-05-01"), &first, &last));
    assert_int_equal(season_last_end(winter, day("2026-03-15")).days, day("2025-03-15").days);
    assert_int_equal(season_last_end(winter, day("2026-03-16")).days, day("2026-03-15").days);
    assert_int_equal(season_last_end(none, day("2026-03-16")).days, ABSENT);
}

static void its_days_in_a_month_are_counted(void **state)
{
    static const struct {
        int year, month, days;
    } cases[] = {{2025, 10, 0}, {2025, 11, 16}, {2025, 12, 31}, {2026, 2, 28},
                 {2024, 2, 29}, {2026, 3, 15},  {2026, 4, 0}};
    month m;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(month_make(cases[i].year, cases[i].month, &m));
        assert_int_equal(season_days_in(winter, m), cases[i].days);
        assert_int_equal(season_days_in(none, m), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_inside_or_outside),
        cmocka_unit_test(its_ends_are_found),
        cmocka_unit_test(its_days_in_a_month_are_counted),
    };
    return cmocka_run_group_tests_name("season", tests, NULL, NULL);
}
