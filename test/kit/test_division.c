/* Places: the shipped table, and finding one by what people type. */
#include "base/date.h"
#include "kit/data.h"
#include "kit/division.h"
#include "kit/words.h"
#include "test.h"

static struct arena *arena;
static struct divisions all;

static int setup(void **state)
{
    (void)state;
    arena = arena_new(4 << 20);
    return divisions_read(arena, data_file("divisions.csv"), &all) != NULL;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void liaoning_has_14_cities_the_zone_and_100_counties(void **state)
{
    size_t n[3] = {0}, zone = 0;
    (void)state;
    for (size_t i = 0; i < all.n; i++) {
        bool old = !is_absent(all.v[i].valid_to.days), ours = !all.v[i].code.n;
        n[all.v[i].level] += !old && !ours;
        zone += ours;
    }
    assert_int_equal(n[LEVEL_PROVINCE], 1);
    assert_int_equal(n[LEVEL_CITY], 14);
    assert_int_equal(n[LEVEL_COUNTY], 100);
    assert_int_equal(zone, 2);
    assert_text(division_by_unit(&all, T("211281"))->name_en, "Diaobingshan City");
    assert_text(division_by_unit(&all, T("210224"))->name_en, "Changhai County");
    assert_text(division_by_unit(&all, T("21S1"))->name, "沈抚改革创新示范区");
    assert_null(division_by_unit(&all, T("2199")));
}

static void places_are_found_by_what_people_type(void **state)
{
    static const struct {
        const char *typed, *within, *unit;
    } cases[] = {
        {"210102", "", "210102"},
        {"210100", "", "2101"},
        {"21S1", "", "21S1"},
        {"沈阳市", "", "2101"},
        {"沈阳", "", "2101"},
        {" 辽宁省 ", "", "21"},
        {"桓仁满族自治县", "", "210522"},
        {"桓仁", "", "210522"},
        {"桓仁县", "", ""},
        {"铁西区", "", ""},
        {"铁西区", "2103", "210303"},
        {"沈阳市铁西区", "", "210106"},
        {"沈阳铁西", "", "210106"},
        {"辽宁省沈阳市铁西区", "", "210106"},
        {"辽宁铁岭", "", "2112"},
        {"朝阳", "", "2113"},
        {"朝阳县", "", "211321"},
        {"朝阳市朝阳县", "", "211321"},
        {"朝阳朝阳", "", "211321"},
        {"本溪市本溪满族自治县", "", "210521"},
        {"义县", "", "210727"},
        {"喀喇沁左翼", "", "211324"},
        {"沈抚示范区", "", "21S1"},
        {"沈抚改革创新示范区", "", "21S1"},
        {"210282", "", "210282"},
        {"普兰店", "", "210214"},
        {"普兰店市", "", ""},
        {"北京", "", ""},
        {"Dalian City", "", "2102"},
        {"", "", ""},
        {"沈阳市外星区", "", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct division *d = division_find(&all, text_of(cases[i].typed), text_of(cases[i].within));
        if (!text_eqz(d ? d->unit : NO_TEXT, cases[i].unit))
            fail_msg("%s: got %.*s", cases[i].typed, TEXT_ARG(d ? d->unit : T("nothing")));
    }
}

static void names_are_shown_with_their_city(void **state)
{
    (void)state;
    assert_text(division_full_name(arena, &all, division_by_unit(&all, T("210106")), LANG_ZH), "沈阳市铁西区");
    assert_text(division_full_name(arena, &all, division_by_unit(&all, T("210106")), LANG_EN),
                "Tiexi District, Shenyang City");
    assert_text(division_full_name(arena, &all, division_by_unit(&all, T("2101")), LANG_ZH), "沈阳市");
    assert_text(division_full_name(arena, &all, division_by_unit(&all, T("21S100")), LANG_ZH), "沈抚改革创新示范区");
    assert_true(division_within(T("210106"), T("2101")));
    assert_true(division_within(T("2101"), T("2101")));
    assert_false(division_within(T("210224"), T("2101")));
}

static void a_table_out_of_order_or_without_parent_is_refused(void **state)
{
    struct divisions d;
    (void)state;
    assert_refused(
        divisions_read(
            arena, T("unit,code,name,name_en,pinyin,level,parent,valid_from,valid_to\n2101,,沈阳市,,,city,21,,\n"), &d),
        w_division_row);
    assert_refused(divisions_read(arena,
                                  T("unit,code,name,name_en,pinyin,level,parent,valid_from,valid_to\n"
                                    "21,,辽宁省,,liao ning,province,,,\n"),
                                  &d),
                   w_division_row);
    assert_refused(divisions_read(arena,
                                  T("unit,code,name,name_en,pinyin,level,parent,valid_from,valid_to\n"
                                    "21,,辽宁省,,,province,,,\n21,,辽宁省,,,province,,,\n"),
                                  &d),
                   w_division_row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(liaoning_has_14_cities_the_zone_and_100_counties),
        cmocka_unit_test(places_are_found_by_what_people_type),
        cmocka_unit_test(names_are_shown_with_their_city),
        cmocka_unit_test(a_table_out_of_order_or_without_parent_is_refused),
    };
    return cmocka_run_group_tests_name("division", tests, setup, teardown);
}
