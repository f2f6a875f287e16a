/* Queries and forms: read, changed, written back; whole URLs. */
#include "test.h"

#include "kit/url.h"
#include "kit/words.h"

static int begin(void **state)
{
    *state = arena_new(1 << 20);
    return 0;
}

static int end(void **state)
{
    arena_free(*state);
    return 0;
}

static text written(struct arena *a, const struct params *p)
{
    CLEAN(out_free) struct out o;

    out_init(&o, 1 << 16, LANG_ZH);
    params_write(&o, p);
    return text_copy(a, out_text(&o));
}

static void queries_are_read_and_written_in_one_form(void **state)
{
    static const struct {
        const char *query, *again;
    } cases[] = {
        {"", ""},
        {"a=1", "a=1"},
        {"a=1&b=2&a=3", "a=1&b=2&a=3"},
        {"a", "a="},
        {"a=", "a="},
        {"=x", "=x"},
        {"&&a=1&", "a=1"},
        {"a=b=c", "a=b%3Dc"},
        {"q=%E6%B2%88%E9%98%B3+x", "q=%E6%B2%88%E9%98%B3%20x"},
        {"q=沈阳", "q=%E6%B2%88%E9%98%B3"},
        {"a%26b=%3d", "a%26b=%3D"},
        {"a=%2B", "a=%2B"},
        {"a=1;b=2", "a=1%3Bb%3D2"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct params p;
        assert_ok(params_parse(*state, text_of(cases[i].query), PARAMS_QUERY, &p));
        if (!text_eqz(written(*state, &p), cases[i].again))
            fail_msg("%s became %.*s", cases[i].query, TEXT_ARG(written(*state, &p)));
    }
}

static void what_is_badly_encoded_is_refused(void **state)
{
    static const struct {
        const char *query;
        const struct word *word;
    } cases[] = {
        {"a=%", &w_url_percent}, {"a=%1", &w_url_percent}, {"a=%zz", &w_url_percent}, {"%=1", &w_url_percent},
        {"a=%-1", &w_url_percent}, {"a=%00", &w_url_utf8}, {"a=%ff", &w_url_utf8}, {"a=%C0%80", &w_url_utf8},
        {"a=%ED%A0%80", &w_url_utf8}, {"a=\xff", &w_url_utf8}, {"\xe6\xb2=1", &w_url_utf8},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct params p = {0};
        assert_refused(params_parse(*state, text_of(cases[i].query), PARAMS_QUERY, &p), *cases[i].word);
        assert_int_equal(p.list.n, 0);
    }
}

static void more_parameters_than_allowed_are_refused(void **state)
{
    struct params p;
    err e = params_parse(*state, T("a&b&c"), 2, &p);

    assert_non_null(e);
    assert_int_equal(e->code, E_TOO_LARGE);
    assert_ok(params_parse(*state, T("a&b&"), 2, &p));
}

static void a_plus_is_a_space_in_a_query_only(void **state)
{
    text t;

    assert_ok(url_decode(*state, T("a+b%20c"), true, &t));
    assert_text(t, "a b c");
    assert_ok(url_decode(*state, T("a+b%20c"), false, &t));
    assert_text(t, "a+b c");
}

static void values_are_found_by_name(void **state)
{
    struct params p;
    text value;
    size_t at = 0;

    assert_ok(params_parse(*state, T("a=1&b=&a=2"), PARAMS_QUERY, &p));
    assert_text(params_get(&p, T("a")), "1");
    assert_text(params_get(&p, T("b")), "");
    assert_non_null(params_get(&p, T("b")).p);
    assert_null(params_get(&p, T("c")).p);
    assert_true(params_each(&p, T("a"), &at, &value));
    assert_text(value, "1");
    assert_true(params_each(&p, T("a"), &at, &value));
    assert_text(value, "2");
    assert_false(params_each(&p, T("a"), &at, &value));
}

static void setting_and_removing_keep_the_order(void **state)
{
    struct params p, copy, none = {0};

    assert_ok(params_parse(*state, T("a=1&b=2&a=3&c=4"), PARAMS_QUERY, &p));
    copy = params_copy(*state, &p);
    params_set(&p, *state, T("a"), T("x y"));
    params_set(&p, *state, T("d"), T("&"));
    assert_text(written(*state, &p), "a=x%20y&b=2&c=4&d=%26");
    params_remove(&p, T("b"));
    params_remove(&p, T("nothing"));
    assert_text(written(*state, &p), "a=x%20y&c=4&d=%26");
    params_remove_value(&copy, T("a"), T("3"));
    assert_text(written(*state, &copy), "a=1&b=2&c=4");
    params_remove(&none, T("a"));
    params_remove_value(&none, T("a"), T("1"));
    params_set(&none, *state, T("a"), T("1"));
    assert_text(written(*state, &none), "a=1");
}

static void a_link_has_a_question_mark_only_with_a_query(void **state)
{
    struct params p = {0};

    assert_text(params_url(*state, T("/projects"), &p).t, "/projects");
    params_add(&p, *state, T("q"), T("沈"));
    assert_text(params_url(*state, T("/projects"), &p).t, "/projects?q=%E6%B2%88");
    assert_text(params_url(*state, T("//a.example"), &p).t, "#");
}

static void the_way_back_stays_within_the_site(void **state)
{
    struct url home = url_of(T("/home"));
    (void)state;

    assert_text(url_local(T("/a?b"), home).t, "/a?b");
    assert_text(url_local(T("https://a.example/"), home).t, "/home");
    assert_text(url_local(T("//a.example/"), home).t, "/home");
    assert_text(url_local(T("/\\a.example/"), home).t, "/home");
    assert_text(url_local(T("?x"), home).t, "/home");
    assert_text(url_local(NO_TEXT, home).t, "/home");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries_are_read_and_written_in_one_form),
        cmocka_unit_test(what_is_badly_encoded_is_refused),
        cmocka_unit_test(more_parameters_than_allowed_are_refused),
        cmocka_unit_test(a_plus_is_a_space_in_a_query_only),
        cmocka_unit_test(values_are_found_by_name),
        cmocka_unit_test(setting_and_removing_keep_the_order),
        cmocka_unit_test(a_link_has_a_question_mark_only_with_a_query),
        cmocka_unit_test(the_way_back_stays_within_the_site),
    };
    return cmocka_run_group_tests_name("url", tests, begin, end);
}
