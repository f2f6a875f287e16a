/* Project codes, credit codes, secrecy marks: as tables of cases. */
#include "kit/codes.h"
#include "base/date.h"
#include "kit/data.h"
#include "kit/words.h"
#include "test.h"

static struct arena *arena;
static struct divisions places;

static int setup(void **state)
{
    (void)state;
    arena = arena_new(8 << 20);
    return divisions_read(arena, data_file("divisions.csv"), &places) != NULL;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void check(const char *typed, err got, const struct word *want)
{
    if ((got ? got->word : NULL) != want)
        fail_msg("%s: got %s, want %s", typed, got ? got->word->key : "no error", want ? want->key : "no error");
}

static void project_codes_are_normalised_and_checked(void **state)
{
    static const struct {
        const char *typed, *written, *phase;
        const struct word *why;
    } cases[] = {
        {"2207-210522-04-01-123456", "2207-210522-04-01-123456", "", NULL},
        {" ２２０７－２１０５２２－０４－０１－１２３４５６ ", "2207-210522-04-01-123456", "", NULL},
        {"2207—210522—04—01—123456", "2207-210522-04-01-123456", "", NULL},
        {"22072105220401123456", "2207-210522-04-01-123456", "", NULL},
        {"2207 210522 04 01 12345x", "2207-210522-04-01-12345X", "", NULL},
        {"2207-210522-04-01-123456-002", "2207-210522-04-01-123456", "002", NULL},
        {"22072105220401123456002", "2207-210522-04-01-123456", "002", NULL},
        {"2010-210100-04-01-123456", "2010-210100-04-01-123456", "", NULL},
        {"2012-210000-04-01-123456", "2012-210000-04-01-123456", "", NULL},
        {"2017-130000-01-01-00001", "2017-130000-01-01-00001", "", NULL},
        {"2017130000010100001", "2017-130000-01-01-00001", "", NULL},
        {"2016-210282-44-03-001234", "2016-210282-44-03-001234", "", NULL},
        {"2019-000052-54-02-001234", "2019-000052-54-02-001234", "", NULL},
        {"2301-210172-04-01-123456", "2301-210172-04-01-123456", "", NULL},
        {"", "", "", NULL},
        {"　", "", "", NULL},
        {"2207-210522-04-01-12345", "", "", &w_code_length},
        {"2207-210522-04-01-1234567", "", "", &w_code_length},
        {"2207-210522-04-01-123456-01", "", "", &w_code_length},
        {"220-7210522-04-01-123456", "", "", &w_code_groups},
        {"2207-210522-04-01-1234A6", "", "", &w_code_characters},
        {"2207-210522-04-01-１２３４５六", "", "", &w_code_characters},
        {"沈发改备〔2022〕12号", "", "", &w_code_characters},
        {"2213-210522-04-01-123456", "", "", &w_code_time},
        {"2009-210522-04-01-123456", "", "", &w_code_time},
        {"2014-210522-04-01-123456", "", "", &w_code_time},
        {"2022-210522-04-01-123456", "", "", &w_code_time},
        {"2612-210522-04-01-123456", "", "", &w_code_future},
        {"2207-210599-04-01-123456", "", "", &w_code_region},
        {"2207-219900-04-01-123456", "", "", &w_code_region},
        {"2207-990000-04-01-123456", "", "", &w_code_region},
        {"2207-210522-00-01-123456", "", "", &w_code_parts},
        {"2207-210522-04-00-123456", "", "", &w_code_parts},
        {"2017-210522-44-04-001234", "", "", &w_code_kind},
    };
    month today;
    (void)state;
    assert_true(month_make(2026, 11, &today));
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct project_code c = {0};
        check(cases[i].typed, project_code_read(arena, text_of(cases[i].typed), &places, today, &c), cases[i].why);
        if (!text_eqz(c.written, cases[i].written) || !text_eqz(c.phase, cases[i].phase))
            fail_msg("%s: got %.*s %.*s", cases[i].typed, TEXT_ARG(c.written), TEXT_ARG(c.phase));
    }
}

static void a_project_code_tells_its_time_and_place(void **state)
{
    struct project_code c;
    (void)state;
    assert_ok(project_code_read(arena, T("2207-210522-04-01-123456"), &places, NO_MONTH, &c));
    assert_false(c.is_old);
    assert_int_equal(month_of_year(c.given), 7);
    assert_int_equal(c.year, 2022);
    assert_text(c.region, "210522");
    assert_ok(project_code_read(arena, T("2012-210522-04-01-123456"), &places, NO_MONTH, &c));
    assert_false(c.is_old);
    assert_int_equal(month_of_year(c.given), 12);
    assert_ok(project_code_read(arena, T("2019-210522-44-03-123456"), &places, NO_MONTH, &c));
    assert_true(c.is_old);
    assert_int_equal(c.year, 2019);
    assert_true(is_absent(c.given.n));
}

static void credit_codes_are_checked_to_the_last_character(void **state)
{
    static const struct {
        const char *typed, *written;
        const struct word *why;
    } cases[] = {
        {"91350100M000100Y43", "91350100M000100Y43", NULL},
        {"91210100MA0UB1T1XX", "91210100MA0UB1T1XX", NULL},
        {"122100004630000157", "122100004630000157", NULL},
        {"11210200002400032P", "11210200002400032P", NULL},
        {"91350100m000100y43", "91350100M000100Y43", NULL},
        {"９１３５０１００Ｍ０００１００Ｙ４３", "91350100M000100Y43", NULL},
        {" 9135 0100 M000 100Y43 ", "91350100M000100Y43", NULL},
        {"", "", NULL},
        {"91350100M000100Y4", "", &w_uscc_length},
        {"210100000012345", "", &w_uscc_length},
        {"91350100M000100Y44", "", &w_uscc_check},
        {"91350200M000100Y43", "", &w_uscc_check},
        {"91350100M000100X43", "", &w_uscc_organisation},
        {"91350100M001100Y43", "", &w_uscc_organisation},
        {"9135O100M000100Y43", "", &w_uscc_character},
        {"91350100M000100Y4三", "", &w_uscc_character},
        {"9135A100M000100Y43", "", &w_uscc_region},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        text got = NO_TEXT;
        check(cases[i].typed, uscc_read(arena, text_of(cases[i].typed), &got), cases[i].why);
        if (!text_eqz(got, cases[i].written))
            fail_msg("%s: got %.*s", cases[i].typed, TEXT_ARG(got));
    }
}

static void a_wrong_check_digit_is_told_with_the_right_one(void **state)
{
    text got;
    err e = uscc_read(arena, T("91350100M000100Y44"), &got);
    (void)state;
    assert_non_null(strstr(text_z(arena, error_text(arena, e, LANG_ZH)), "“4”，按前 17 位应为“3”"));
    e = uscc_read(arena, T("9135O100M000100Y43"), &got);
    assert_non_null(strstr(text_z(arena, error_text(arena, e, LANG_EN)), "Character 5 of the credit code, “O”"));
}

static void secrecy_marks_are_refused_and_look_alikes_pass(void **state)
{
    static const struct {
        const char *t;
        bool marked;
    } cases[] = {
        {"某某基地建设（绝密）", true},     {"机密★10年", true},         {"秘密★", true},
        {"密级：秘密", true},               {"【秘密】关于下达计划的通知", true}, {"涉密机房建设", true},
        {"本项目涉及国家秘密", true},       {"机密级", true},             {"机密", true},
        {"电机密封件生产线", false},        {"计算机密码应用改造", false}, {"隔绝密封", false},
        {"商业秘密保护中心", false},        {"保密柜", false},            {"非涉密网络改造", false},
        {"不涉及国家秘密", false},          {"秘密花园景区", false},      {"飞机密集区雷达", false},
        {"", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        check(cases[i].t, secret_check(arena, text_of(cases[i].t)), cases[i].marked ? &w_secret_mark : NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(project_codes_are_normalised_and_checked),
        cmocka_unit_test(a_project_code_tells_its_time_and_place),
        cmocka_unit_test(credit_codes_are_checked_to_the_last_character),
        cmocka_unit_test(a_wrong_check_digit_is_told_with_the_right_one),
        cmocka_unit_test(secrecy_marks_are_refused_and_look_alikes_pass),
    };
    return cmocka_run_group_tests_name("codes", tests, setup, teardown);
}
