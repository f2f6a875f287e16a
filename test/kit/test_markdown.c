/* The manual's Markdown: what it becomes, and what it can't become. */
#include "test.h"

#include "kit/markdown.h"

static struct arena *arena;

static int begin(void **state)
{
    (void)state;
    arena = arena_new(1 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static struct case_ {
    const char *name, *from, *to;
} cases[] = {
    {"a paragraph of two lines", "# T\n\n一行\n二行\n", "<p>一行二行</p>"},
    {"between words of letters the end of a line is a space", "one line\nand two\n", "<p>one line\nand two</p>"},
    {"an item goes on", "- one\n  more\n- 一，\n  二\n", "<li>one\nmore</li><li>一，二</li>"},
    {"beside letters it stays", "口令\nTOTP\n", "<p>口令\nTOTP</p>"},
    {"strong words", "**条件。** 常用\n", "<strong>条件。</strong>"},
    {"code is not read", "`a **b** <c>`\n", "<code>a **b** &lt;c&gt;</code>"},
    {"a link within the site", "[清单](/projects)\n", "<a href=\"/projects\">清单</a>"},
    {"a file of the repository is words alone", "[说明](docs/x.md)\n", "说明"},
    {"a heading has its anchor", "## 登录\n", "登录</h2>"},
    {"a table", "| 角色 | 看到 |\n|---|---|\n| 甲 | 乙 |\n", "<td>乙</td>"},
    {"a list", "- 一\n- 二\n", "<li>一"},
    {"numbers", "1. 一\n2. 二\n", "<ol>"},
    {"markup is escaped", "<script>x</script>\n", "&lt;script&gt;"},
};

static text html(const char *from, text *title, markdown_headings *headings)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 1 << 16, LANG_ZH);
    out_html(&o, markdown_html(arena, text_of(from), title, headings));
    return text_copy(arena, out_text(&o));
}

static void becomes(void **state)
{
    const struct case_ *c = *state;
    text title = NO_TEXT;
    markdown_headings headings = {0};
    text got = html(c->from, &title, &headings);

    if (!text_has(got, text_of(c->to)))
        fail_msg("%s: %.*s", c->name, TEXT_ARG(got));
    assert_false(text_has(got, T("<script")));
}

static void a_document_has_its_title_and_chapters(void **state)
{
    text title = NO_TEXT;
    markdown_headings headings = {0};
    text got = html("# 使用手册\n\n## 登录\n\n![图](pictures/a.png)\n\n## 清单\n\n[坏](javascript:alert(1))\n", &title, &headings);

    (void)state;
    assert_text(title, "使用手册");
    assert_int_equal(headings.n, 2);
    assert_text(headings.v[1].title, "清单");
    assert_false(text_has(got, T("<img")));
    assert_false(text_has(got, T("javascript:")));
}

int main(void)
{
    struct CMUnitTest tests[COUNT(cases) + 1];

    for (size_t i = 0; i < COUNT(cases); i++)
        tests[i] = (struct CMUnitTest){.name = cases[i].name, .test_func = becomes, .initial_state = &cases[i]};
    tests[COUNT(cases)] = (struct CMUnitTest)cmocka_unit_test(a_document_has_its_title_and_chapters);
    return cmocka_run_group_tests_name("markdown", tests, begin, end);
}
