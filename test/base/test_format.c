/* Figures as people read them, and the escapers. */
#include "base/format.h"

#include "base/date.h"
#include "test.h"

static struct out o;

static text with_money(void (*f)(struct out *, money), int64_t yuan, enum lang lang)
{
    out_free(&o);
    out_init(&o, 4096, lang);
    f(&o, (money){yuan});
    return out_text(&o);
}

static void money_is_rounded_half_up_and_grouped(void **state)
{
    (void)state;
    assert_text(with_money(fmt_wan, 16840000000, LANG_ZH), "1,684,000");
    assert_text(with_money(fmt_wan, 12345, LANG_ZH), "1.23");
    assert_text(with_money(fmt_wan, 12350, LANG_ZH), "1.24");
    assert_text(with_money(fmt_wan, 99999999, LANG_ZH), "10,000");
    assert_text(with_money(fmt_wan, -50000, LANG_ZH), "−5");
    assert_text(with_money(fmt_wan, 0, LANG_ZH), "0");
    assert_text(with_money(fmt_wan, ABSENT, LANG_ZH), "–");
    assert_text(with_money(fmt_yi, 83700000000, LANG_ZH), "837.0");
    assert_text(with_money(fmt_money, 10959000000, LANG_ZH), "109.59 亿元");
    assert_text(with_money(fmt_money, 500, LANG_ZH), "500 元");
    assert_text(with_money(fmt_money, 83700000000, LANG_EN), "83.7 billion yuan");
    assert_text(with_money(fmt_yuan, INT64_MAX, LANG_ZH), "9,223,372,036,854,775,807");
}

static void escapers_leave_nothing_dangerous(void **state)
{
    (void)state;
    out_free(&o);
    out_init(&o, 4096, LANG_ZH);
    out_escape_html(&o, T("<a b=\"c\" d='e'>&"));
    assert_text(out_text(&o), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
    o.n = 0;
    out_escape_json(&o, T("a\"\\\n</script>\x01"));
    assert_text(out_text(&o), "a\\\"\\\\\\n\\u003c/script\\u003e\\u0001");
    o.n = 0;
    out_escape_url(&o, T("沈 a/b"));
    assert_text(out_text(&o), "%E6%B2%88%20a%2Fb");
    o.n = 0;
    out_escape_csv(&o, T("a,\"b\""));
    assert_text(out_text(&o), "\"a,\"\"b\"\"\"");
}

static const struct word said = {"said", {"“{plan}”超过 {n} 项,{none}", "{plan} exceeds {n}, {none}"}};

static void messages_carry_their_figures(void **state)
{
    struct arena *a = arena_new(1 << 16);
    err e = FAIL(a, E_INPUT, said, .args = {ARG_MONEY("plan", ((money){50000})), ARG_INT("n", 1200)});
    (void)state;
    assert_text(error_text(a, e, LANG_ZH), "“5 万元”超过 1,200 项,{none}");
    assert_text(error_text(a, e, LANG_EN), "50,000 yuan exceeds 1,200, {none}");
    arena_free(a);
}

static void a_buffer_keeps_its_maximum(void **state)
{
    (void)state;
    out_free(&o);
    out_init(&o, 10, LANG_ZH);
    LIT(&o, "12345678");
    LIT(&o, "12345678");
    assert_true(out_failed(&o));
    assert_text(out_text(&o), "12345678");
    out_free(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_is_rounded_half_up_and_grouped),
        cmocka_unit_test(escapers_leave_nothing_dangerous),
        cmocka_unit_test(messages_carry_their_figures),
        cmocka_unit_test(a_buffer_keeps_its_maximum),
    };
    return cmocka_run_group_tests_name("format", tests, NULL, NULL);
}
