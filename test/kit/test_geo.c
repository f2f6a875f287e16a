/* Distances on the ground. */
#include "kit/geo.h"
#include "test.h"

static void known_distances_come_out(void **state)
{
    const struct {
        struct place a, b;
        int64_t metres, within;
    } cases[] = {
        {{{123431500}, {41805700}}, {{123431500}, {41805700}}, 0, 0},
        {{{123000000}, {41000000}}, {{123000000}, {42000000}}, 111195, 2},   /* a degree of latitude */
        {{{123000000}, {60000000}}, {{124000000}, {60000000}}, 55598, 60},   /* half of one at 60° */
        {{{123431500}, {41805700}}, {{121614700}, {38914000}}, 357500, 3000}, /* Shenyang to Dalian */
        {{{0}, {0}}, {{180000000}, {0}}, 20015115, 10},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t got = place_metres(cases[i].a, cases[i].b), back = place_metres(cases[i].b, cases[i].a);
        if (got < cases[i].metres - cases[i].within || got > cases[i].metres + cases[i].within || got != back)
            fail_msg("case %zu: %lld", i, (long long)got);
    }
}

static void unknown_places_have_no_distance(void **state)
{
    struct place here = {{123431500}, {41805700}};
    (void)state;
    assert_true(place_metres(here, (struct place){NO_DEGREE, {1}}) == ABSENT);
    assert_true(place_in_liaoning(here));
    assert_false(place_in_liaoning((struct place){{116400000}, {39900000}}));
    assert_false(place_in_liaoning((struct place){{41805700}, {123431500}}));
    assert_false(place_in_liaoning((struct place){NO_DEGREE, NO_DEGREE}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_distances_come_out),
        cmocka_unit_test(unknown_places_have_no_distance),
    };
    return cmocka_run_group_tests_name("geo", tests, NULL, NULL);
}
