/* Industries: the shipped table, and what people type. */
#include "project/industry.h"
#include "kit/data.h"
#include "project/words.h"
#include "test.h"

static struct arena *arena;
static struct industries all;

static int setup(void **state)
{
    (void)state;
    arena = arena_new(8 << 20);
    return industries_read(arena, data_file("industries.csv"), &all) != NULL;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void the_table_has_20_sections_97_divisions_473_groups(void **state)
{
    size_t n[5] = {0};
    (void)state;
    for (size_t i = 0; i < all.n; i++) {
        n[all.v[i].code.n]++;
        if (all.v[i].code.n < 3 && !all.v[i].name_en.n)
            fail_msg("%.*s has no English name", TEXT_ARG(all.v[i].code));
    }
    assert_int_equal(n[1], 20);
    assert_int_equal(n[2], 97);
    assert_int_equal(n[3], 473);
    assert_int_equal(n[4], 1381);
}

static void industries_are_found_by_code_or_name(void **state)
{
    static const struct {
        const char *typed, *written;
        const struct word *why;
    } cases[] = {
        {"C3217", "C3217", NULL},      {"3217", "C3217", NULL},       {"c 3217", "C3217", NULL},
        {"Ｃ３２１７", "C3217", NULL}, {"C32", "C32", NULL},          {"321", "C321", NULL},
        {"C", "C", NULL},              {"7810", "N7810", NULL},       {"3217 镁冶炼", "C3217", NULL},
        {"镁冶炼", "C3217", NULL},     {"制造业", "C", NULL},         {"其他采矿业", "B1200", NULL},
        {"Manufacturing", "C", NULL},  {"", "", NULL},                {"  ", "", NULL},
        {"D3217", "", &w_industry_section}, {"3299x", "", &w_industry_form}, {"9999", "", &w_industry_unknown},
        {"U", "", &w_industry_unknown}, {"3", "", &w_industry_form},  {"32170", "", &w_industry_form},
        {"炼镁", "", &w_industry_form}, {"工业", "", &w_industry_form},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct industry *got = NULL;
        err e = industry_read(arena, text_of(cases[i].typed), &all, &got);
        text written = got ? industry_written(arena, got) : NO_TEXT;
        if ((e ? e->word : NULL) != cases[i].why || (!e && !text_eqz(written, cases[i].written)))
            fail_msg("%s: got %.*s %s", cases[i].typed, TEXT_ARG(written), e ? e->word->key : "");
    }
}

static void a_wrong_letter_is_told_with_the_right_one(void **state)
{
    const struct industry *got;
    err e = industry_read(arena, T("D3217"), &all, &got);
    (void)state;
    assert_text(error_text(arena, e, LANG_ZH), "行业“3217”的门类是C，不是D。");
}

static void a_table_without_parents_is_refused(void **state)
{
    struct industries i;
    (void)state;
    assert_refused(industries_read(arena, T("code,section,name,name_en\n321,C,x,\n"), &i), w_industry_row);
    assert_refused(industries_read(arena, T("code,section,name,name_en\n32,U,x,\n"), &i), w_industry_row);
    assert_refused(industries_read(arena, T("code,section,name,name_en\n32,C,x,\n31,C,x,\n"), &i), w_industry_row);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_has_20_sections_97_divisions_473_groups),
        cmocka_unit_test(industries_are_found_by_code_or_name),
        cmocka_unit_test(a_wrong_letter_is_told_with_the_right_one),
        cmocka_unit_test(a_table_without_parents_is_refused),
    };
    return cmocka_run_group_tests_name("industry", tests, setup, teardown);
}
