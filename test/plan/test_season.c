/* Months fitted to finished years: which years tell something, that every one counts the same, and that the mean is whole. */
#include "plan/season_rules.h"
#include "test.h"

static const money even[MONTHS] = {{100}, {100}, {100}, {100}, {100}, {100}, {100}, {100}, {100}, {100}, {100}, {100}};

static void a_year_tells_something_when_all_twelve_are_accepted(void **state)
{
    money m[MONTHS];

    (void)state;
    assert_true(season_tells(even));
    memcpy(m, even, sizeof(m));
    m[11] = NO_MONEY;
    assert_false(season_tells(m)); /* December is still out */
    m[11].yuan = -5;
    assert_false(season_tells(m)); /* a correction of another month */
    m[11].yuan = 0;
    assert_true(season_tells(m));
    memset(m, 0, sizeof(m));
    assert_false(season_tells(m)); /* nothing was done */
}

static void every_year_counts_the_same_however_large(void **state)
{
    struct season_fit f = {0};
    money january[MONTHS] = {{INT64_C(900000000000)}}, july[MONTHS] = {{0}};
    int64_t share[MONTHS], sum = 0;

    (void)state;
    july[6].yuan = 1;
    assert_false(season_mean(&f, share)); /* nothing was gathered */
    season_add(&f, 2024, january);
    season_add(&f, 2023, july);
    assert_true(season_mean(&f, share));
    assert_int_equal(share[0], SEASON_WHOLE / 2);
    assert_int_equal(share[6], SEASON_WHOLE / 2);
    assert_int_equal(f.n, 2);
    assert_int_equal(f.first, 2023);
    assert_int_equal(f.last, 2024);
    for (int i = 0; i < MONTHS; i++)
        sum += share[i];
    assert_int_equal(sum, SEASON_WHOLE);
}

static void shares_sum_to_the_whole_and_the_order_does_not_matter(void **state)
{
    struct season_fit ab = {0}, ba = {0};
    money odd[MONTHS];
    int64_t one[MONTHS], other[MONTHS], sum = 0;

    (void)state;
    for (int i = 0; i < MONTHS; i++)
        odd[i].yuan = 7 * i * i + 1;
    season_add(&ab, 2024, even);
    season_add(&ab, 2025, odd);
    season_add(&ba, 2025, odd);
    season_add(&ba, 2024, even);
    season_add(&ba, 2023, (const money[MONTHS]){{-1}}); /* tells nothing, adds nothing */
    assert_true(season_mean(&ab, one) && season_mean(&ba, other));
    assert_memory_equal(one, other, sizeof(one));
    assert_int_equal(ba.first, 2024);
    for (int i = 0; i < MONTHS; i++)
        sum += one[i];
    assert_int_equal(sum, SEASON_WHOLE);
}

static void a_proposal_follows_the_fitted_months(void **state)
{
    static const int64_t fitted[MONTHS] = {0, 0, 50000, 100000, 150000, 150000, 150000, 150000, 150000, 100000, 0, 0};
    struct curve_wish w = {.year = 2027, .total = {INT64_C(120000000)}, .start = NO_MONTH, .finish = NO_MONTH, .round_to = 10000, .season = fitted};
    money got[MONTHS];

    (void)state;
    assert_int_equal(curve_propose(&w, got), CURVE_FINE);
    for (int i = 0; i < MONTHS; i++)
        assert_int_equal(got[i].yuan, 120 * fitted[i]);
    w.start = (month){2027 * 12 + 6}; /* from July on: the same months among themselves */
    assert_int_equal(curve_propose(&w, got), CURVE_FINE);
    assert_int_equal(got[5].yuan, 0);
    for (int i = 6; i < 9; i++)
        assert_in_range(got[i].yuan, 32720000, 32730000); /* 150 of 550, in whole 10 000 yuan */
    assert_true(got[9].yuan < got[8].yuan && got[10].yuan == 0);
    assert_int_equal(curve_sum(got).yuan, w.total.yuan);
    w.start = (month){2027 * 12 + 10}; /* none of its months is one in which anything was done: even then it sums */
    assert_int_equal(curve_propose(&w, got), CURVE_FINE);
    assert_int_equal(curve_sum(got).yuan, w.total.yuan);
    assert_true(got[10].yuan > 0 && got[9].yuan == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_year_tells_something_when_all_twelve_are_accepted), cmocka_unit_test(every_year_counts_the_same_however_large),
                                       cmocka_unit_test(shares_sum_to_the_whole_and_the_order_does_not_matter), cmocka_unit_test(a_proposal_follows_the_fitted_months)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
