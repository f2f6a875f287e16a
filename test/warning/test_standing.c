/* Since when a project is behind: the first month of the unbroken run in which what is done stays under what was planned. */
#include "test.h"
#include "warning/own.h"

enum { MOST = 14 };
static const int64_t year = INT64_C(2026) * 12;

static month since(const int64_t plan[], const int64_t done[], size_t n, int64_t through)
{
    static struct warning_line lines[MOST];
    struct warning_facts f = {.lines = lines, .line_count = n};

    for (size_t i = 0; i < n; i++)
        lines[i] = (struct warning_line){.month = {year + (int64_t)i}, .planned = {plan[i]}, .reported = {done[i]}};
    return standing_behind_since(&f, (month){year + through});
}

static void the_run_that_still_lasts_counts(void **state)
{
    static const struct {
        int64_t plan[4], done[4];
        int64_t through, is; /* is −1: not behind */
    } cases[] = {
        {{10, 10, 10, 10}, {10, 10, 10, 10}, 3, -1},             /* just on the plan */
        {{10, 10, 10, 10}, {10, 10, 10, 9}, 3, 3},               /* one under */
        {{10, 10, 10, 10}, {9, 10, 10, 10}, 3, 0},               /* never made up for */
        {{10, 10, 10, 10}, {9, 11, 9, 10}, 3, 2},                /* made up in February, behind again in March */
        {{10, 10, 10, 10}, {0, 0, 0, 40}, 3, -1},                /* caught up in the last month */
        {{10, 10, 10, 10}, {9, 10, 10, 10}, 0, 0},               /* asked up to January only */
        {{0, 0, 10, 10}, {0, 0, ABSENT, 0}, 3, 2},               /* a month without report is nothing done */
        {{ABSENT, ABSENT, ABSENT, ABSENT}, {0, 0, 0, 0}, 3, -1}, /* no plan */
        {{10, 10, 10, 10}, {-5, 20, 10, 15}, 3, -1},             /* a correction below zero, made up */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        month got = since(cases[i].plan, cases[i].done, 4, cases[i].through);
        int64_t want = cases[i].is < 0 ? NO_MONTH.n : year + cases[i].is;
        if (got.n != want)
            fail_msg("case %zu: %lld instead of %lld", i, (long long)(got.n - year), (long long)(want - year));
    }
}

static void another_year_is_not_counted(void **state)
{
    static const int64_t plan[13] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100, 10},
                         done[13] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10};

    (void)state;
    assert_int_equal(since(plan, done, 13, 11).n, year + 11);
    assert_int_equal(since(plan, done, 13, 12).n, NO_MONTH.n); /* December's gap is last year's */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_run_that_still_lasts_counts),
                                       cmocka_unit_test(another_year_is_not_counted)};

    return cmocka_run_group_tests_name("warning standing", tests, NULL, NULL);
}
