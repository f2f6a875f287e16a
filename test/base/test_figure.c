/* Figures of a calculation in both languages. */
#include "base/date.h"
#include "base/figure.h"
#include "test.h"

static const struct word label = {"label", {"名", "label"}}, yes = {"yes", {"冬歇", "winter break"}};

static text said(struct arena *a, struct figure f, enum lang lang)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 1000, lang);
    fmt_figure(&o, &f);
    return text_copy(a, out_text(&o));
}

static void figures_carry_their_unit(void **state)
{
    static const struct {
        struct figure f;
        const char *in[2];
    } cases[] = {
        {{"k", &label, FIG_MONEY, 0, 12000000, {NULL, 0}, NULL}, {"1,200 万元", "12 million yuan"}},
        {{"k", &label, FIG_PERCENT, 0, 2550, {NULL, 0}, NULL}, {"25.5%", "25.5%"}},
        {{"k", &label, FIG_PERCENT, 0, -205, {NULL, 0}, NULL}, {"−2.05%", "−2.05%"}},
        {{"k", &label, FIG_POINTS, 0, 3000, {NULL, 0}, NULL}, {"30个百分点", "30 points"}},
        {{"k", &label, FIG_POINTS, 0, 100, {NULL, 0}, NULL}, {"1个百分点", "1 point"}},
        {{"k", &label, FIG_DAYS, 0, 1, {NULL, 0}, NULL}, {"1天", "1 day"}},
        {{"k", &label, FIG_MONTHS, 0, 3, {NULL, 0}, NULL}, {"3个月", "3 months"}},
        {{"k", &label, FIG_COUNT, 0, 1684, {NULL, 0}, NULL}, {"1,684", "1,684"}},
        {{"k", &label, FIG_DATE, 0, 0, {NULL, 0}, NULL}, {"1970-01-01", "1970-01-01"}},
        {{"k", &label, FIG_TEXT, 0, 0, {"主体封顶", 12}, NULL}, {"主体封顶", "主体封顶"}},
        {{"k", &label, FIG_WORD, 0, 0, {NULL, 0}, &yes}, {"冬歇", "winter break"}},
        {{"k", &label, FIG_FLAG, 0, 1, {NULL, 0}, NULL}, {"是", "yes"}},
        {{"k", &label, FIG_MONEY, 0, ABSENT, {NULL, 0}, NULL}, {"–", "–"}},
        {{"k", &label, FIG_TEXT, 0, 0, {NULL, 0}, NULL}, {"–", "–"}},
        {{"k", &label, FIG_NONE, 0, 0, {NULL, 0}, NULL}, {"–", "–"}},
    };
    struct arena *a = arena_new(1 << 20);
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        for (int lang = 0; lang < LANG_COUNT; lang++)
            assert_string_equal(text_z(a, said(a, cases[i].f, lang)), cases[i].in[lang]);
    arena_free(a);
}

static void sentences_are_filled_in_by_key(void **state)
{
    static const struct word sentence = {"s", {"落后{behind},{unknown}", "{behind} behind, {"}};
    CLEAN(out_free) struct out o = {0};
    struct figures f = {0};
    (void)state;
    figure_add(&f, (struct figure){.key = "behind", .name = &label, .kind = FIG_DAYS, .n = 16});
    out_init(&o, 1000, LANG_ZH);
    figure_fill(&o, &sentence, &f);
    assert_text(out_text(&o), "落后16天,{unknown}");
    o.n = 0;
    o.lang = LANG_EN;
    figure_fill(&o, &sentence, &f);
    assert_text(out_text(&o), "16 days behind, {");
    assert_non_null(figure_called(&f, "behind"));
    assert_null(figure_called(&f, "other"));
}

static void no_more_than_fit_are_kept(void **state)
{
    struct figures f = {0};
    (void)state;
    for (int i = 0; i < 20; i++)
        figure_add(&f, (struct figure){.key = "k", .name = &label, .kind = FIG_COUNT, .n = i});
    assert_int_equal(f.n, FIGURES_MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_carry_their_unit),
        cmocka_unit_test(sentences_are_filled_in_by_key),
        cmocka_unit_test(no_more_than_fit_are_kept),
    };
    return cmocka_run_group_tests_name("figure", tests, NULL, NULL);
}
