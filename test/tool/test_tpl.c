/* Compiled templates: every type in every context, nasty text, blocks, calls, slots, white space. */
#include "test.h"

#include "pages.tpl.h"

/* Writes a page in a language and compares it with what is expected. */
#define assert_page(lang_, call, want)                                                                                 \
    do {                                                                                                               \
        CLEAN(out_free) struct out page_;                                                                              \
        struct out *o = &page_;                                                                                        \
        out_init(o, 1 << 20, (lang_));                                                                                 \
        call;                                                                                                          \
        assert_false(out_failed(o));                                                                                   \
        assert_text(out_text(o), want);                                                                                \
    } while (0)

static struct every every(void)
{
    static char own[] = "it's";
    struct every v = {.text = T("<a href=\"x\">&'"), .code = {T("k<")}, .codes = {T("a,b")}, .z = "</script>", .own = own,
                      .flat = true, .i = -1, .l = -2, .size = 3, .i64 = INT64_MIN, .u64 = UINT64_MAX, .id = {7}, .ref = {0},
                      .money = {83700000000}, .number = {1684000}, .degree = {123456789}, .flag = NO,
                      .word = &w_plain, .url = url_of(T("/a?b=1&c=\"2\""))};
    date_make(2026, 11, 24, &v.date);
    v.month = month_of(v.date);
    v.moment = date_start(v.date);
    return v;
}

static struct every nothing(void)
{
    return (struct every){.text = NO_TEXT, .id = {0}, .money = NO_MONEY, .number = NO_NUMBER, .degree = NO_DEGREE,
                          .date = NO_DATE, .month = NO_MONTH, .moment = NO_MOMENT, .flag = NO_FLAG};
}

static void every_type_between_tags(void **state)
{
    struct every v = every(), none = nothing();
    (void)state;

    assert_page(LANG_ZH, tpl_every_html(o, &(struct tpl_every_html){&v}),
                "&lt;a href=&quot;x&quot;&gt;&amp;&#39;|k&lt;|a,b|&lt;/script&gt;|it&#39;s|是|-1|-2|3|-9223372036854775808|"
                "18446744073709551615|7||837 亿元|1,684,000|123.456789|2026-11-24|2026年11月|2026-11-24 00:00|否|“问候”&lt;|"
                "/a?b=1&amp;c=&quot;2&quot;");
    assert_page(LANG_EN, tpl_every_html(o, &(struct tpl_every_html){&none}),
                "|||||No|0|0|0|0|0|||–|–|–|–|–|–|–||");
}

static void every_type_in_an_attribute(void **state)
{
    struct every v = every(), none = nothing();
    (void)state;

    assert_page(LANG_ZH, tpl_every_attr(o, &(struct tpl_every_attr){&v}),
                "<i title=\"&lt;a href=&quot;x&quot;&gt;&amp;&#39;|k&lt;|a,b|&lt;/script&gt;|it&#39;s|true|-1|-2|3|"
                "-9223372036854775808|18446744073709551615|7||83700000000|1684000|123.456789|2026-11-24|2026-11|"
                "2026-11-23T16:00:00.000Z|false|“问候”&lt;|/a?b=1&amp;c=&quot;2&quot;\"></i>");
    assert_page(LANG_EN, tpl_every_attr(o, &(struct tpl_every_attr){&none}),
                "<i title=\"|||||false|0|0|0|0|0|||||||||||\"></i>");
}

static void every_type_in_a_url(void **state)
{
    struct every v = every();
    (void)state;

    assert_page(LANG_EN, tpl_every_url(o, &(struct tpl_every_url){&v}),
                "<a href=\"/x?%3Ca%20href%3D%22x%22%3E%26%27&amp;k%3C&amp;a%2Cb&amp;%3C%2Fscript%3E&amp;it%27s&amp;true&amp;-1&amp;-2&amp;3&amp;"
                "-9223372036854775808&amp;18446744073709551615&amp;7&amp;&amp;83700000000&amp;1684000&amp;123.456789&amp;2026-11-24&amp;2026-11&amp;"
                "2026-11-23T16%3A00%3A00.000Z&amp;false&amp;%E2%80%9CHello%E2%80%9D%3C&amp;%2Fa%3Fb%3D1%26c%3D%222%22\">x</a>");
}

static void every_type_in_json(void **state)
{
    struct every v = every(), none = nothing();
    (void)state;

    assert_page(LANG_EN, tpl_every_json(o, &(struct tpl_every_json){&v}),
                "<script type=\"application/json\">[\"\\u003ca href=\\\"x\\\"\\u003e\\u0026'\",\"k\\u003c\",\"a,b\","
                "\"\\u003c/script\\u003e\",\"it's\",true,-1,-2,3,-9223372036854775808,18446744073709551615,7,null,83700000000,1684000,"
                "123.456789,\"2026-11-24\",\"2026-11\",\"2026-11-23T16:00:00.000Z\",false,\"“Hello”\\u003c\","
                "\"/a?b=1\\u0026c=\\\"2\\\"\"]</script>");
    assert_page(LANG_EN, tpl_every_json(o, &(struct tpl_every_json){&none}),
                "<script type=\"application/json\">[null,null,null,null,null,false,0,0,0,0,0,null,null,null,null,null,null,null,null,"
                "null,null,null]</script>");
}

static void json_in_an_attribute_is_escaped_twice(void **state)
{
    date due;
    (void)state;

    date_make(2026, 2, 28, &due);
    assert_page(LANG_EN, tpl_json_attr(o, &(struct tpl_json_attr){T("'\"<"), due}),
                "<b hx-vals='{\"name\": &quot;&#39;\\&quot;\\u003c&quot;, \"due\": &quot;2026-02-28&quot;}'></b>");
}

static void a_whole_url_leads_nowhere_unless_it_is_safe(void **state)
{
    static const struct {
        const char *url, *page;
    } cases[] = {
        {"/a?b&c", "/a?b&amp;c"}, {"?q", "?q"}, {"#x", "#x"}, {"/", "/"},
        {"https://a.example/'", "https://a.example/&#39;"}, {"http://a.example", "http://a.example"},
        {"javascript:alert(1)", "#"}, {"JaVaScRiPt:alert(1)", "#"}, {" /x", "#"}, {"java\nscript:1", "#"},
        {"//a.example", "#"}, {"/\\a.example", "#"}, {"\\\\a.example", "#"}, {"/\t/a.example", "#"},
        {"data:text/html,x", "#"}, {"", "#"}, {"x", "#"}, {NULL, "#"},
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEAN(out_free) struct out o, want;
        out_init(&o, 1 << 16, LANG_ZH);
        out_init(&want, 1 << 16, LANG_ZH);
        tpl_whole_url(&o, &(struct tpl_whole_url){url_of(text_of(cases[i].url))});
        out_fmt(&want, "<a href=\"%s\" hx-get='%s'>x</a>", cases[i].page, cases[i].page);
        if (!text_eq(out_text(&o), out_text(&want)))
            fail_msg("%s became %.*s", cases[i].url, TEXT_ARG(out_text(&o)));
    }
}

static void a_piece_of_a_url_stays_a_piece(void **state)
{
    (void)state;

    assert_page(LANG_ZH, tpl_path(o, &(struct tpl_path){T("../a&b"), url_of(T("/p?x=1"))}),
                "<a href=\"/project/..%2Fa%26b#..%2Fa%26b\">a</a><a href=\"?q=..%2Fa%26b\">b</a><a href=\"mailto:..%2Fa%26b\">c</a>"
                "<a href=\"/sign-in?next=%2Fp%3Fx%3D1\">d</a>");
}

static void formatters_are_escaped(void **state)
{
    (void)state;

    assert_page(LANG_ZH, tpl_formats(o, &(struct tpl_formats){{16840000}, T("<b>"), "→&"}),
                "1,684 <i title=\"1,684 万元\">&lt;b&gt;→&amp;</i><i title=\"&lt;b&gt;&#39;&gt;\"></i>"
                "<a href=\"/x?m=1%2C684&amp;n=%3Cb%3E%2F\"></a>\n"
                "<script type=\"application/json\">{\"m\": \"1,684\" , \"n\": \"\\u003cb\\u003e\\u003c\" }</script>");
}

static void words_take_arguments_and_are_escaped(void **state)
{
    date day;
    (void)state;

    date_make(2026, 11, 24, &day);
    assert_page(LANG_EN, tpl_words(o, &(struct tpl_words){T("<Li>"), {5000000}, &w_plain, day}),
                "<p title=\"Dear &lt;Li&gt; &amp; 5 million yuan {when} {month} {n} {yes}\">“Hello”&lt;|“Hello”&lt;|"
                "Dear &lt;Li&gt; &amp; 5 million yuan 2026-11-24 November 2026 2 Yes|“Hello”&lt;</p>");
    assert_page(LANG_ZH, tpl_words(o, &(struct tpl_words){NO_TEXT, {5000000}, &w_plain, day}),
                "<p title=\" &amp; 500 万元\">“问候”&lt;|“问候”&lt;| &amp; 500 万元|“问候”&lt;</p>");
}

static void branches_stand_in_tags_values_and_text(void **state)
{
    (void)state;

    assert_page(LANG_ZH, tpl_branches(o, &(struct tpl_branches){2, true}),
                "<input type=\"checkbox\" checked class=\"many\">\n<b>many</b>\n<i class=\"a on\" title='2'></i>");
    assert_page(LANG_ZH, tpl_branches(o, &(struct tpl_branches){1, false}),
                "<input type=\"checkbox\" class=\"one\">\n<b>one</b>\n<i class=\"a\" title='1'></i>");
    assert_page(LANG_ZH, tpl_branches(o, &(struct tpl_branches){0, false}),
                "<input type=\"checkbox\" hidden>\n<b>none</b>\n<i class=\"a\" title='0'></i>");
}

static void a_loop_counts_and_says_when_it_is_empty(void **state)
{
    struct line v[] = {{T("一"), {20000}}, {T("<"), {10000}}};
    struct lines some = {{v, 2, 2}}, none = {{NULL, 0, 0}};
    (void)state;

    assert_page(LANG_ZH, tpl_loop(o, &(struct tpl_loop){&some}),
                "<ul>\n<li>0 一 2</li>\n<li class=\"odd\">1 &lt; 1</li>\n</ul>\n一&lt;");
    assert_page(LANG_ZH, tpl_loop(o, &(struct tpl_loop){&none}), "<ul>\n<li>–</li>\n</ul>\n");
}

static void templates_call_templates_and_fill_slots(void **state)
{
    struct lines none = {{NULL, 0, 0}};
    (void)state;

    assert_page(LANG_ZH, tpl_call(o, &(struct tpl_call){&none}),
                "<div><ul>\n<li>–</li>\n</ul>\n<hr><!doctype html>\n<title>&lt;t&gt;</title>\n<main id=\"0\"><hr></main></div>");
    assert_page(LANG_ZH, tpl_frame(o, &(struct tpl_frame){.title = T("x")}),
                "<!doctype html>\n<title>x</title>\n<main id=\"0\"></main>");
}

static int twice(int n)
{
    return n * 2;
}

static void a_parameter_may_be_a_function_or_an_array(void **state)
{
    static const char *const a[] = {"first"};
    (void)state;

    assert_page(LANG_ZH, tpl_function(o, &(struct tpl_function){twice, a}), "4first");
}

static void white_space_shrinks_except_where_it_counts(void **state)
{
    (void)state;

    assert_page(LANG_ZH, tpl_blanks(o, &(struct tpl_blanks){T(" n\n")}),
                "<pre>\n  a    n\n\n    b\n</pre>\n<textarea name=\"x\" rows=\"3\" cols=\"4\">\n  n\n\n</textarea>\n"
                "<p>a b\nc</p> <style>a  {  }</style>");
}

static void trusted_markup_is_not_escaped(void **state)
{
    (void)state;

    assert_page(LANG_ZH, tpl_trusted(o, &(struct tpl_trusted){markup_trusted(T("<b>&amp;</b>")), 1, true}), "<b>&amp;</b>1x");
}

static void absent_text_is_written_as_nothing(void **state)
{
    (void)state;

    assert_page(LANG_ZH, tpl_absent(o, &(struct tpl_absent){NO_TEXT, NULL}), "[]has not");
    assert_page(LANG_ZH, tpl_absent(o, &(struct tpl_absent){T("a"), NULL}), "[a]has");
}

static void what_does_not_fit_beside_fails_the_page(void **state)
{
    CLEAN(out_free) struct out o, side;
    (void)state;

    out_init(&o, 1 << 20, LANG_ZH);
    side = markup_side(&o);
    side.max = 4;
    out_raw(&side, T("12345"));
    markup_join(&o, &side, MARKUP_HTML);
    assert_true(out_failed(&o));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_between_tags),
        cmocka_unit_test(every_type_in_an_attribute),
        cmocka_unit_test(every_type_in_a_url),
        cmocka_unit_test(every_type_in_json),
        cmocka_unit_test(json_in_an_attribute_is_escaped_twice),
        cmocka_unit_test(a_whole_url_leads_nowhere_unless_it_is_safe),
        cmocka_unit_test(a_piece_of_a_url_stays_a_piece),
        cmocka_unit_test(formatters_are_escaped),
        cmocka_unit_test(words_take_arguments_and_are_escaped),
        cmocka_unit_test(branches_stand_in_tags_values_and_text),
        cmocka_unit_test(a_loop_counts_and_says_when_it_is_empty),
        cmocka_unit_test(templates_call_templates_and_fill_slots),
        cmocka_unit_test(a_parameter_may_be_a_function_or_an_array),
        cmocka_unit_test(white_space_shrinks_except_where_it_counts),
        cmocka_unit_test(trusted_markup_is_not_escaped),
        cmocka_unit_test(absent_text_is_written_as_nothing),
        cmocka_unit_test(what_does_not_fit_beside_fails_the_page),
    };
    return cmocka_run_group_tests_name("templates", tests, NULL, NULL);
}
