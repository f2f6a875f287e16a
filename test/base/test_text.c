/* Text and arena: the edges that callers lean on. */
#include "test.h"

static void numbers_are_read_whole_or_not_at_all(void **state)
{
    int64_t n = 7;
    (void)state;
    assert_true(text_int(T("-9223372036854775808"), &n));
    assert_true(n == INT64_MIN);
    assert_true(text_int(T("9223372036854775807"), &n));
    assert_true(n == INT64_MAX);
    n = 7;
    assert_false(text_int(T("9223372036854775808"), &n));
    assert_false(text_int(T("12a"), &n));
    assert_false(text_int(T(""), &n));
    assert_false(text_int(T("-"), &n));
    assert_true(n == 7);
    assert_true(text_hundredths(T("12.5"), &n) && n == 1250);
    assert_true(text_hundredths(T("-0.05"), &n) && n == -5);
    assert_true(text_hundredths(T("30"), &n) && n == 3000);
    assert_false(text_hundredths(T("1."), &n));
    assert_false(text_hundredths(T("1.234"), &n));
    assert_false(text_hundredths(T("1.-2"), &n));
    assert_false(text_hundredths(T(".5"), &n));
    assert_false(text_hundredths(T("100000000000000"), &n));
}

static void trimming_knows_chinese_spaces(void **state)
{
    (void)state;
    assert_text(text_trim(T("\xef\xbb\xbf \xe3\x80\x80沈阳\xc2\xa0\t\n")), "沈阳");
    assert_text(text_trim(T("   ")), "");
}

static void invalid_utf8_is_found(void **state)
{
    (void)state;
    assert_true(text_valid(T("调兵山 a")));
    assert_false(text_valid(T("\xff")));
    assert_false(text_valid(T("\xe4\xb8")));
    assert_false(text_valid(T("\xc0\x80")));
    assert_false(text_valid(T("\xed\xa0\x80")));
    assert_true(text_valid(T("\xef\xbf\xbd")));
    assert_int_equal(text_chars(T("调兵山")), 3);
}

static void folding_makes_full_width_plain(void **state)
{
    struct arena *a = arena_new(1 << 16);
    (void)state;
    assert_text(text_fold(a, T(" 总投资(万元)\r\n  ABC ")), "总投资(万元) ABC");
    assert_text(text_tidy(a, T(" 中星(沈阳)公司 ")), "中星（沈阳）公司");
    assert_text(text_tidy(a, T("中星（沈阳）公司")), "中星（沈阳）公司");
    assert_text(text_tidy(a, T("改造工程(EPC)")), "改造工程（EPC）");
    assert_text(text_tidy(a, T("改造工程(EPC) (二期)")), "改造工程（EPC） （二期）");
    assert_text(text_tidy(a, T("High Speed 2 (HS2), phase 1: north")), "High Speed 2 (HS2), phase 1: north");
    assert_text(text_tidy(a, T("ＡＢＣ１２３（ｘ）")), "ABC123(x)");
    assert_text(text_tidy(a, T("甲,乙:丙)")), "甲，乙：丙）");
    assert_text(text_tidy(a, T("https://a.cn/b?c=(1)")), "https://a.cn/b?c=(1)");
    assert_null(text_tidy(a, NO_TEXT).p);
    arena_free(a);
}

static void parts_are_cut_in_order(void **state)
{
    text rest = T("a,,b"), part;
    int n = 0;
    (void)state;
    while (text_each(&rest, ',', &part))
        n++;
    assert_int_equal(n, 3);
}

static void count_end(void *data)
{
    ++*(int *)data;
}

static void arena_jumps_when_exhausted_and_runs_its_ends(void **state)
{
    static int ended;
    jmp_buf out;
    struct arena *a = arena_new(100000);
    (void)state;
    arena_on_end(a, count_end, &ended);
    arena_catch(a, &out);
    if (setjmp(out) == 0) {
        for (;;)
            arena_alloc(a, 5000);
    }
    assert_int_equal(ended, 0);
    arena_free(a);
    assert_int_equal(ended, 1);
}

static void a_reset_gives_memory_back(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct arena_mark m;
    (void)state;
    arena_alloc(a, 10);
    m = arena_mark(a);
    for (int i = 0; i < 1000; i++) {
        arena_alloc(a, 100000);
        arena_reset(a, m);
    }
    assert_true(arena_used(a) < 1 << 18);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_whole_or_not_at_all),
        cmocka_unit_test(trimming_knows_chinese_spaces),
        cmocka_unit_test(invalid_utf8_is_found),
        cmocka_unit_test(folding_makes_full_width_plain),
        cmocka_unit_test(parts_are_cut_in_order),
        cmocka_unit_test(arena_jumps_when_exhausted_and_runs_its_ends),
        cmocka_unit_test(a_reset_gives_memory_back),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
