/* Places on the map of the province: where the drawing has them, and in which city they lie. */
#include "test.h"

#include "kit/geo_map.h"

static struct place at(int64_t lon, int64_t lat)
{
    return (struct place){{lon}, {lat}};
}

static struct {
    const char *name;
    int64_t lon, lat;
    const char *division;
    enum map_fit fit;
    const char *city;
} cases[] = {
    {"Shenyang's centre lies in Shenyang", 123430000, 41800000, "210102", MAP_FITS, NULL},
    {"Shenyang's centre is not Dalian's", 123430000, 41800000, "210202", MAP_OTHER, "210100"},
    {"Anshan's centre lies in Anshan", 122990000, 41110000, "210300", MAP_FITS, NULL},
    {"Fushun's Qingyuan is not Dandong's", 124920000, 42100000, "210602", MAP_OTHER, "210400"},
    {"the zone lies in Shenyang or Fushun", 123700000, 41820000, "21S100", MAP_FITS, NULL},
    {"the middle of the Bohai is in no city", 120600000, 39700000, "211402", MAP_OUTSIDE, NULL},
    {"a place of another province is in no city", 125700000, 43400000, "211202", MAP_OUTSIDE, NULL},
};

static void check(void **state)
{
    size_t i = (size_t)(uintptr_t)*state;
    text city = NO_TEXT;

    assert_int_equal(map_check(at(cases[i].lon, cases[i].lat), text_of(cases[i].division), &city), cases[i].fit);
    if (cases[i].city)
        assert_true(text_eqz(city, cases[i].city));
}

static void what_is_not_known_is_not_judged(void **state)
{
    struct map_point p;
    text city;

    (void)state;
    assert_int_equal(map_check(at(ABSENT, 41000000), T("210102"), &city), MAP_UNKNOWN);
    assert_int_equal(map_check(at(123000000, 41000000), NO_TEXT, &city), MAP_UNKNOWN);
    assert_false(map_point(at(ABSENT, ABSENT), &p));
    assert_false(map_point(at(100000000, 41000000), &p));
    assert_true(map_point(at(123430000, 41800000), &p));
    assert_true(p.x > 3000 && p.x < 4000 && p.y > 1500 && p.y < 2100);
}

int main(void)
{
    struct CMUnitTest tests[COUNT(cases) + 1];

    for (size_t i = 0; i < COUNT(cases); i++)
        tests[i] = (struct CMUnitTest){.name = cases[i].name, .test_func = check, .initial_state = (void *)(uintptr_t)i};
    tests[COUNT(cases)] = (struct CMUnitTest)cmocka_unit_test(what_is_not_known_is_not_judged);
    return cmocka_run_group_tests_name("geo map", tests, NULL, NULL);
}
