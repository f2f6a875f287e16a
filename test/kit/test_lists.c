/* Code lists out of config/: what people type for a place, a work or an industry. */
#include "kit/field.h"
#include "kit/lists.h"
#include "test.h"

static int setup(void **state)
{
    (void)state;
    lists_start();
    return 0;
}

static void typed_words_find_places_works_and_industries(void **state)
{
    static const struct {
        const struct codelist *list;
        const char *typed, *key;
    } cases[] = {
        {&list_division, "210106", "210106"},
        {&list_division, "沈阳市铁西区", "210106"},
        {&list_division, "辽宁省沈阳市铁西区", "210106"},
        {&list_division, "沈阳铁西", "210106"},
        {&list_division, "沈阳·铁西区", "210106"},
        {&list_division, "铁西区", ""},
        {&list_division, "桓仁", "210522"},
        {&list_division, "桓仁满族自治县", "210522"},
        {&list_division, "沈阳", "210100"},
        {&list_division, "沈阳市", "210100"},
        {&list_division, "朝阳", "211300"},
        {&list_division, "朝阳县", "211321"},
        {&list_division, "沈抚改革创新示范区", "21S100"},
        {&list_division, "沈抚示范区", "21S100"},
        {&list_division, "普兰店", "210214"},
        {&list_division, "210282", ""},
        {&list_unit, "2101", "2101"},
        {&list_unit, "沈抚示范区", ""}, /* the zone, or its one county */
        {&list_unit, "大连", "2102"},
        {&list_works, "数字辽宁", "digital"},
        {&list_works, "数字 辽宁", "digital"},
        {&list_industry, "3217", "3217"},
        {&list_industry, "C3217", "3217"},
        {&list_industry, "c3217 镁冶炼", "3217"},
        {&list_industry, "镁冶炼", "3217"},
        {&list_industry, "C", "C"},
        {&list_industry, "D3217", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct codeitem *got = codelist_match(cases[i].list, text_of(cases[i].typed));
        if (strcmp(got ? got->key : "", cases[i].key))
            fail_msg("%s: got %s", cases[i].typed, got ? got->key : "nothing");
    }
}

static void an_item_without_english_shows_its_chinese_name(void **state)
{
    (void)state;
    assert_text(codelist_label(&list_industry, (code){T("3217")}, LANG_EN), "镁冶炼");
    assert_text(codelist_label(&list_industry, (code){T("C")}, LANG_EN), "Manufacturing");
}

/* Long lists are looked up by a sorted index: no item may be lost in it, none may share its key. */
static void each_key_finds_its_item(void **state)
{
    static const struct codelist *const all[] = {&list_division, &list_unit, &list_city, &list_works, &list_industry, &list_fund_kind};

    (void)state;
    for (size_t k = 0; k < COUNT(all); k++) {
        for (size_t i = 0; i < all[k]->n; i++)
            assert_ptr_equal(codelist_item(all[k], text_of(all[k]->items[i].key)), &all[k]->items[i]);
        assert_null(codelist_item(all[k], T("")));
        assert_null(codelist_item(all[k], T("no such key")));
        assert_null(codelist_item(all[k], NO_TEXT));
    }
}

static void the_next_field_of_a_set(void **state)
{
    struct fieldset s = {0};

    (void)state;
    assert_int_equal(fieldset_next(&s, 0), FIELDS_MAX);
    fieldset_add(&s, 0);
    fieldset_add(&s, 63);
    fieldset_add(&s, 64);
    fieldset_add(&s, FIELDS_MAX - 1);
    assert_int_equal(fieldset_next(&s, 0), 0);
    assert_int_equal(fieldset_next(&s, 1), 63);
    assert_int_equal(fieldset_next(&s, 64), 64);
    assert_int_equal(fieldset_next(&s, 65), FIELDS_MAX - 1);
    assert_int_equal(fieldset_next(&s, FIELDS_MAX), FIELDS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typed_words_find_places_works_and_industries),
        cmocka_unit_test(each_key_finds_its_item),
        cmocka_unit_test(the_next_field_of_a_set),
        cmocka_unit_test(an_item_without_english_shows_its_chinese_name),
    };
    return cmocka_run_group_tests_name("lists", tests, setup, NULL);
}
