/* The plan over time: any day of the year, rates, and proposals that sum to the last yuan. */
#include "base/random.h"
#include "plan/curve_rules.h"
#include "test.h"

static const struct season winter = {{11, 15}, {3, 15}}, no_season;

static date day(const char *iso)
{
    date d = NO_DATE;

    assert_true(date_parse(text_of(iso), &d));
    return d;
}

static month mon(const char *iso)
{
    month m = NO_MONTH;

    if (!iso)
        return m;
    assert_true(month_parse(text_of(iso), &m));
    return m;
}

static void planned_to_a_day_is_linear_in_its_month(void **state)
{
    static const struct {
        const char *iso;
        int64_t yuan;
    } cases[] = {
        /* 3100 in January, 2900 in February, nothing in March, absent April, 3000 in June */
        {"2023-12-31", 0},    {"2024-01-01", 100},  {"2024-01-15", 1500}, {"2024-01-31", 3100}, {"2024-02-01", 3200},
        {"2024-02-28", 5900}, {"2024-02-29", 6000}, {"2024-03-31", 6000}, {"2024-04-30", 6000}, {"2024-06-01", 6100},
        {"2024-06-30", 9000}, {"2024-12-31", 9000}, {"2025-01-01", 9000},
    };
    money m[MONTHS] = {{3100}, {2900}, {0}, NO_MONEY, {0}, {3000}, {0}, {0}, {0}, {0}, {0}, {0}};
    money none[MONTHS] = {NO_MONEY, NO_MONEY, NO_MONEY, NO_MONEY, NO_MONEY, NO_MONEY,
                          NO_MONEY, NO_MONEY, NO_MONEY, NO_MONEY, NO_MONEY, NO_MONEY};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(curve_planned_at(m, 2024, day(cases[i].iso)).yuan, cases[i].yuan);
    assert_int_equal(curve_planned_at(none, 2024, day("2024-05-01")).yuan, ABSENT);
    assert_int_equal(curve_sum(none).yuan, ABSENT);
    assert_int_equal(curve_sum(m).yuan, 9000);
    m[1].yuan = 2800; /* February of a common year */
    assert_int_equal(curve_planned_at(m, 2023, day("2023-02-28")).yuan, 5900);
    assert_int_equal(curve_planned_at(m, 2023, day("2023-02-01")).yuan, 3200);
}

static void rates_are_hundredths_of_a_percent(void **state)
{
    static const struct {
        int64_t a, b, rate;
    } cases[] = {
        {600, 1200, 5000},
        {1, 3, 3333},
        {2, 3, 6666},
        {1200, 600, 20000},
        {0, 600, 0},
        {-300, 600, -5000},
        {600, 0, ABSENT},
        {600, -1, ABSENT},
        {ABSENT, 600, ABSENT},
        {600, ABSENT, ABSENT},
        {INT64_C(900000000000000000), 1, INT64_MAX},
        {INT64_C(1000000000000000), INT64_C(1000000000000000), 10000},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(curve_schedule_progress((money){cases[i].a}, (money){cases[i].b}), cases[i].rate);
        assert_int_equal(curve_completion_rate((money){cases[i].a}, (money){cases[i].b}), cases[i].rate);
    }
}

static void what_is_divided_sums_up(void **state)
{
    static const uint64_t even[] = {1, 1, 1}, none[] = {0, 0, 0}, uneven[] = {5, 0, 3};
    money m[3];
    (void)state;
    assert_true(curve_divide((money){10}, even, 3, 1, m));
    assert_true(m[0].yuan == 4 && m[1].yuan == 3 && m[2].yuan == 3); /* the earlier on a tie */
    assert_true(curve_divide((money){11}, even, 3, 1, m));
    assert_true(m[0].yuan == 4 && m[1].yuan == 4 && m[2].yuan == 3);
    assert_true(curve_divide((money){25001}, uneven, 3, 10000, m)); /* 2 万元 and 5001 left over */
    assert_true(m[0].yuan == 15001 && m[1].yuan == 0 && m[2].yuan == 10000);
    assert_true(curve_divide((money){0}, even, 3, 1, m));
    assert_true(m[0].yuan == 0 && m[1].yuan == 0 && m[2].yuan == 0);
    assert_false(curve_divide((money){10}, none, 3, 1, m));
    assert_false(curve_divide((money){-1}, even, 3, 1, m));
    assert_false(curve_divide(NO_MONEY, even, 3, 1, m));
}

static const struct proposal {
    const char *name, *start, *finish;
    const struct season *pause;
    int pause_percent, year;
    int64_t total, round_to;
    enum curve_fault fault;
    int first, last; /* months with money, 1 … 12 */
} proposals[] = {
    {"a year from January to December", "2026-01", "2026-12", &no_season, 100, 2026, 120000000, 10000, CURVE_FINE, 1,
     12},
    {"starts in April", "2026-04", "2027-12", &winter, 15, 2026, 120000001, 1, CURVE_FINE, 4, 12},
    {"finishes in June", "2024-03", "2026-06", &winter, 15, 2026, 999999, 1, CURVE_FINE, 1, 6},
    {"one month only", "2026-05", "2026-05", &winter, 15, 2026, 77, 1, CURVE_FINE, 5, 5},
    {"neither start nor finish known", NULL, NULL, &winter, 15, 2026, 1200, 1, CURVE_FINE, 1, 12},
    {"no winter work: January and February rest", NULL, NULL, &winter, 0, 2026, 120000, 1, CURVE_FINE, 3, 11},
    {"only winter months left: the break is not thinned away", "2026-12", "2027-02", &winter, 0, 2026, 120000, 1,
     CURVE_FINE, 12, 12},
    {"nothing planned", "2026-01", "2026-12", &winter, 15, 2026, 0, 1, CURVE_FINE, 0, 0},
    {"no total", "2026-01", "2026-12", &winter, 15, 2026, ABSENT, 1, CURVE_NO_TOTAL, 0, 0},
    {"negative total", "2026-01", "2026-12", &winter, 15, 2026, -5, 1, CURVE_NO_TOTAL, 0, 0},
    {"starts next year", "2027-01", "2028-12", &winter, 15, 2026, 5, 1, CURVE_BEFORE_START, 0, 0},
    {"finished last year", "2024-01", "2025-12", &winter, 15, 2026, 5, 1, CURVE_AFTER_FINISH, 0, 0},
    {"finishes before it starts", "2026-05", "2026-04", &winter, 15, 2026, 5, 1, CURVE_FINISH_BEFORE_START, 0, 0},
    {"begun in another century", "1900-01", "2026-12", &winter, 15, 2026, 1200, 1, CURVE_FINE, 1, 12},
    {"leap year", "2024-01", "2024-12", &winter, 15, 2024, INT64_C(1000000000000000), 10000, CURVE_FINE, 1, 12},
};

static void twelve_months_sum_to_the_year(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(proposals); i++) {
        const struct proposal *p = &proposals[i];
        struct curve_wish w = {p->year,   {p->total},       mon(p->start), mon(p->finish),
                               *p->pause, p->pause_percent, p->round_to};
        money m[MONTHS];
        int first = 0, last = 0;
        enum curve_fault fault;
        for (int k = 0; k < MONTHS; k++)
            m[k].yuan = -77;
        fault = curve_propose(&w, m);
        if (fault != p->fault)
            fail_msg("%s: fault %d", p->name, fault);
        if (fault) {
            assert_int_equal(m[0].yuan, -77);
            continue;
        }
        for (int k = 0; k < MONTHS; k++) {
            assert_true(m[k].yuan >= 0);
            first = m[k].yuan && !first ? k + 1 : first;
            last = m[k].yuan ? k + 1 : last;
        }
        if (curve_sum(m).yuan != p->total || first != p->first || (p->total > 100 && last != p->last))
            fail_msg("%s: sum %lld, months %d to %d", p->name, (long long)curve_sum(m).yuan, first, last);
    }
}

static void the_curve_is_slow_fast_slow_and_thin_in_winter(void **state)
{
    struct curve_wish w = {2026, {120000000}, mon("2026-01"), mon("2026-12"), no_season, 100, 10000};
    money m[MONTHS];
    (void)state;
    assert_int_equal(curve_propose(&w, m), CURVE_FINE);
    for (int k = 0; k < 5; k++)
        assert_true(m[k].yuan < m[k + 1].yuan);
    for (int k = 6; k < 11; k++)
        assert_true(m[k].yuan > m[k + 1].yuan);
    assert_int_equal(m[0].yuan, m[11].yuan);
    w.start = w.finish = NO_MONTH;
    w.pause = winter;
    w.pause_percent = 15;
    assert_int_equal(curve_propose(&w, m), CURVE_FINE);
    assert_true(m[0].yuan * 100 / m[6].yuan <= 15 && m[0].yuan > 0);
    assert_true(m[2].yuan > m[0].yuan && m[2].yuan < m[3].yuan); /* half of March is break */
    assert_true(m[11].yuan < m[10].yuan && m[10].yuan < m[9].yuan);
}

static void random_wishes_sum_exactly(void **state)
{
    (void)state;
    for (uint64_t n = 0; n < 20000; n++) {
        struct random r = random_of(n, "curve");
        struct curve_wish w = {2020 + (int)random_below(&r, 20),
                               {random_between(&r, 0, random_chance(&r, 500) ? 100 : INT64_C(1000000000000000))},
                               {random_chance(&r, 200) ? ABSENT : random_between(&r, 2010 * 12, 2045 * 12)},
                               {random_chance(&r, 200) ? ABSENT : random_between(&r, 2010 * 12, 2045 * 12)},
                               random_chance(&r, 500) ? winter : no_season,
                               (int)random_between(&r, -10, 110),
                               1};
        money m[MONTHS], again[MONTHS];
        static const int64_t units[] = {0, 1, 7, 100, 10000};
        w.round_to = units[random_below(&r, COUNT(units))];
        if (curve_propose(&w, m) != CURVE_FINE)
            continue;
        assert_int_equal(curve_sum(m).yuan, w.total.yuan);
        assert_int_equal(curve_propose(&w, again), CURVE_FINE);
        for (int k = 0; k < MONTHS; k++) {
            assert_true(m[k].yuan >= 0);
            assert_int_equal(m[k].yuan, again[k].yuan);
        }
        /* any day of the year lies between 0 and the total, and never falls */
        for (int64_t d = month_first((month){w.year * 12}).days, last = 0;
             d < month_first((month){w.year * 12 + 12}).days; d += 13) {
            int64_t to = curve_planned_at(m, w.year, (date){d}).yuan;
            assert_true(to >= last && to <= w.total.yuan);
            last = to;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(planned_to_a_day_is_linear_in_its_month),
        cmocka_unit_test(rates_are_hundredths_of_a_percent),
        cmocka_unit_test(what_is_divided_sums_up),
        cmocka_unit_test(twelve_months_sum_to_the_year),
        cmocka_unit_test(the_curve_is_slow_fast_slow_and_thin_in_winter),
        cmocka_unit_test(random_wishes_sum_exactly),
    };
    return cmocka_run_group_tests_name("plan curve", tests, NULL, NULL);
}
