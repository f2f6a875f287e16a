/* Code lists: what people type finds its item, and nothing is taken that two items could mean. */
#include "kit/codelist.h"
#include "kit/scan.h"
#include "test.h"

static const struct codeitem items[] = {
    {"state_central", {"国企-央企", "Central state firm"}, "央企|中央企业"},
    {"state_local", {"国企-地方", "Local state firm"}, "地方国企|省属国企|国企"},
    {"private", {"民营", "Private firm"}, "民企|民营企业|私营"},
    {"foreign", {"外资", "Foreign firm"}, NULL},
    {"double_a", {"双", "Twice"}, NULL},
    {"double_b", {"双 ", "Twice over"}, NULL},
};
static const struct codelist list = CODELIST("owner_kind", items);

static const char *matched(const char *typed)
{
    const struct codeitem *i = codelist_match(&list, text_of(typed));

    return i ? i->key : "";
}

static void typed_words_find_their_item(void **state)
{
    static const char *const cases[][2] = {
        {"private", "private"},   {"民营", "private"},        {" 民 营　", "private"},   {"PRIVATE firm", "private"},
        {"ｐｒｉｖａｔｅ", "private"}, {"国企（央企）", "state_central"}, {"国企—央企", "state_central"}, {"中央企业", "state_central"},
        {"国企", "state_local"},  {"外资", "foreign"},        {"民", ""},              {"", ""},
        {"外资企业", ""},         {"双", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (strcmp(matched(cases[i][0]), cases[i][1]))
            fail_msg("%s: got %s", cases[i][0], matched(cases[i][0]));
}

static void the_nearest_item_is_offered_and_nothing_far(void **state)
{
    (void)state;
    assert_string_equal(codelist_nearest(&list, T("外资企业"))->key, "foreign");
    assert_string_equal(codelist_nearest(&list, T("地方国有企业"))->key, "state_local");
    assert_null(codelist_nearest(&list, T("学校")));
    assert_null(codelist_nearest(&list, T("")));
}

static void labels_are_shown_in_both_languages(void **state)
{
    (void)state;
    assert_text(codelist_label(&list, (code){T("foreign")}, LANG_ZH), "外资");
    assert_text(codelist_label(&list, (code){T("foreign")}, LANG_EN), "Foreign firm");
    assert_text(codelist_label(&list, (code){T("gone")}, LANG_EN), "gone");
    assert_null(codelist_label(&list, (code){NO_TEXT}, LANG_EN).p);
}

static void sets_are_searched_by_whole_keys(void **state)
{
    codes set = {T("ppp,reits,two_majors")};
    (void)state;
    assert_true(codes_has(set, "reits"));
    assert_true(codes_has(set, "two_majors"));
    assert_false(codes_has(set, "two"));
    assert_int_equal(codes_count(set), 3);
    assert_int_equal(codes_count((codes){NO_TEXT}), 0);
}

static void likeness_counts_common_characters_in_order(void **state)
{
    (void)state;
    assert_int_equal(text_likeness(T("大雅河"), T("大雅河")), 100);
    assert_int_equal(text_likeness(T("abcd"), T("abxx")), 50);
    assert_int_equal(text_likeness(T("ab"), T("ba")), 50);
    assert_int_equal(text_likeness(T("a"), T("")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typed_words_find_their_item),
        cmocka_unit_test(the_nearest_item_is_offered_and_nothing_far),
        cmocka_unit_test(labels_are_shown_in_both_languages),
        cmocka_unit_test(sets_are_searched_by_whole_keys),
        cmocka_unit_test(likeness_counts_common_characters_in_order),
    };
    return cmocka_run_group_tests_name("codelist", tests, NULL, NULL);
}
