/* Rule packs: what ships, and every fault with its words. */
#include "made.h"

#include "base/date.h"
#include "warning/words.h"

#include <string.h>

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_new(16 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void what_ships_reads_and_names_its_sources(void **state)
{
    static const char *const keys[] = {"default", "yinchuan", "wuhan", "tianjin", "henan", "malaysia"};
    struct warning_packs all;
    const struct warning_pack *p;
    (void)state;
    assert_ok(warning_packs_shipped(arena, &all));
    assert_int_equal(all.n, COUNT(keys));
    for (size_t i = 0; i < all.n; i++) {
        assert_true(text_eqz(all.v[i].key, keys[i]));
        assert_true(all.v[i].title[LANG_ZH].n > 0 && all.v[i].title[LANG_EN].n > 0);
        for (size_t k = 0; k < all.v[i].n; k++)
            assert_true(all.v[i].v[k].source.n > 0 && all.v[i].v[k].mark);
    }
    assert_ok(warning_pack_called(arena, &all, T("wuhan"), &p));
    assert_int_equal(p->v[0].at[LEVEL_YELLOW].n, 8000);
    assert_int_equal(p->v[0].at[LEVEL_YELLOW].how, LESS_THAN);
    assert_refused(warning_pack_called(arena, &all, T("beijing"), &p), w_pack_unknown);
}

static void every_measure_is_used_by_what_ships_or_by_a_test(void **state)
{
    static const char *const used_elsewhere[] = {"plan_relative"};
    struct warning_packs all;
    (void)state;
    assert_ok(warning_packs_shipped(arena, &all));
    for (size_t i = 0; warning_measure_at(i); i++) {
        const struct warning_measure *m = warning_measure_at(i);
        bool used = false;
        for (size_t k = 0; k < COUNT(used_elsewhere); k++)
            used |= !strcmp(used_elsewhere[k], warning_measure_key(m));
        for (size_t p = 0; p < all.n; p++)
            for (size_t k = 0; k < all.v[p].n; k++)
                used |= all.v[p].v[k].measure == m;
        if (!used)
            fail_msg("%s is used by no rule", warning_measure_key(m));
        assert_non_null(warning_measure_name(m));
        assert_non_null(warning_measure_unit(m));
        assert_non_null(warning_measure_family(m));
    }
}

#define HEAD                                                                                                           \
    "key,version,measure,blue,yellow,red,bulletin,blue_act,yellow_act,red_act,from,until,stages,hold,against,title_"   \
    "zh,title_en,source,mark\n"

static void faults_are_told_with_what_to_mend(void **state)
{
    static const struct {
        const char *rows;
        const struct word *why;
    } cases[] = {
        {"a,1,plan_points,,>=10,>30,,,county 5,city 5,,,,1,,x,x,x,D\n", NULL},
        {"a,1,plan_pts,,>=10,>30,,,county 5,city 5,,,,,,x,x,x,D\n", &w_pack_column},
        {"a,1,plan_points,,10,>30,,,county 5,city 5,,,,,,x,x,x,D\n", &w_pack_threshold},
        {"a,1,plan_points,,>=ten,>30,,,county 5,city 5,,,,,,x,x,x,D\n", &w_pack_threshold},
        {"a,1,plan_points,,>=1.234,>30,,,county 5,city 5,,,,,,x,x,x,D\n", &w_pack_threshold},
        {"a,1,plan_points,,>=10.5,>30.25,,,county 5,city 5,,,,,,x,x,x,D\n", NULL},
        {"a,1,plan_points,,>=30,>10,,,county 5,city 5,,,,,,x,x,x,D\n", &w_pack_order},
        {"a,1,plan_points,,>=30,>30,,,county 5,city 5,,,,,,x,x,x,D\n", NULL},
        {"a,1,plan_points,,>30,>=30,,,county 5,city 5,,,,,,x,x,x,D\n", &w_pack_order},
        {"a,1,plan_points,>40,,>30,,county 5,,city 5,,,,,,x,x,x,D\n", &w_pack_order},
        {"a,1,plan_ratio,,<60,<80,,,county 5,city 5,,,,,,x,x,x,D\n", &w_pack_order},
        {"a,1,plan_ratio,,>80,>60,,,county 5,city 5,,,,,,x,x,x,D\n", &w_pack_direction},
        {"a,1,plan_points,,<10,,,,county 5,,,,,,,x,x,x,D\n", &w_pack_direction},
        {"a,1,plan_points,,,,,,,,,,,,,x,x,x,D\n", &w_pack_no_threshold},
        {"a,1,plan_points,,>=10,,,,,,,,,,,x,x,x,D\n", &w_pack_nobody},
        {"a,1,plan_points,,>=10,,,,county,,,,,,,x,x,x,D\n", &w_pack_nobody},
        {"a,1,plan_points,,>=10,,,,mayor 5,,,,,,,x,x,x,D\n", &w_pack_column},
        {"a,0,plan_points,,>=10,,,,county 5,,,,,,,x,x,x,D\n", &w_pack_number},
        {"a,1,plan_points,,>=10,,,,county 5,,,,,13,,x,x,x,D\n", &w_pack_number},
        {"a,1,plan_points,,>=10,,,,county 5,,2026-02-30,,,,,x,x,x,D\n", &w_pack_dates},
        {"a,1,plan_points,,>=10,,,,county 5,,2026-02-02,2026-02-01,,,,x,x,x,D\n", &w_pack_dates},
        {"a,1,plan_points,,>=10,,,,county 5,,,,building,,,x,x,x,D\n", &w_pack_column},
        {"a,1,plan_points,,>=10,,,,county 5,,,,,,first,x,x,x,D\n", &w_pack_column},
        {"a,1,plan_points,,>=10,,,,county 5,,,,,,,x,,x,D\n", &w_pack_missing},
        {"a,1,plan_points,,>=10,,,,county 5,,,,,,,x,x,,D\n", &w_pack_missing},
        {"a,1,plan_points,,>=10,,,,county 5,,,,,,,x,x,x,X\n", &w_pack_column},
        {",1,plan_points,,>=10,,,,county 5,,,,,,,x,x,x,D\n", &w_pack_missing},
        /* versions */
        {"a,1,plan_points,,>=10,,,,county 5,,,2025-12-31,,,,x,x,x,D\na,2,plan_points,,>=10,,,,county "
         "5,,2026-01-01,,,,,x,x,x,D\n",
         NULL},
        {"a,1,plan_points,,>=10,,,,county 5,,,2026-01-01,,,,x,x,x,D\na,2,plan_points,,>=10,,,,county "
         "5,,2026-01-01,,,,,x,x,x,D\n",
         &w_pack_overlap},
        {"a,1,plan_points,,>=10,,,,county 5,,,,,,,x,x,x,D\na,2,plan_points,,>=10,,,,county 5,,2026-01-01,,,,,x,x,x,D\n",
         &w_pack_overlap},
        {"a,1,plan_points,,>=10,,,,county 5,,,2025-12-31,,,,x,x,x,D\na,1,plan_points,,>=10,,,,county "
         "5,,2026-01-01,,,,,x,x,x,D\n",
         &w_pack_twice},
        {"a,1,plan_points,,>=10,,,,county 5,,,,,,,x,x,x,D\nb,1,plan_points,,>=10,,,,county 5,,,,,,,x,x,x,D\n", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct warning_pack p;
        err e = warning_pack_read(arena, T("test"), text_fmt(arena, HEAD "%s", cases[i].rows), &p);
        if ((e ? e->word : NULL) != cases[i].why)
            fail_msg("%s: %s", cases[i].rows, e ? text_z(arena, error_text(arena, e, LANG_EN)) : "read");
        if (e && !e->row)
            fail_msg("%s names no row", e->word->key);
    }
}

static void a_fault_names_the_rule_and_what_is_known(void **state)
{
    struct warning_pack p;
    err e = warning_pack_read(arena, T("test"), T(HEAD "a,1,plan_points,,>=30,>10,,,county 5,city 5,,,,,,x,x,x,D\n"),
                              &p);
    (void)state;
    assert_text(error_text(arena, e, LANG_ZH), "规则“a”第1版的界限次序不对：蓝、黄、红应依次更严重。");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_ships_reads_and_names_its_sources),
        cmocka_unit_test(every_measure_is_used_by_what_ships_or_by_a_test),
        cmocka_unit_test(faults_are_told_with_what_to_mend),
        cmocka_unit_test(a_fault_names_the_rule_and_what_is_known),
    };
    return cmocka_run_group_tests_name("warning packs", tests, setup, teardown);
}
