/* JSON: what is taken, what is refused and how it is said, what is written. */
#include "test.h"

#include "kit/json.h"
#include "kit/words.h"

static int begin(void **state)
{
    *state = arena_new(1 << 22);
    return 0;
}

static int end(void **state)
{
    arena_free(*state);
    return 0;
}

static void members_are_read_by_kind(void **state)
{
    const struct json *j;
    text t = T("before");
    int64_t n = 7;
    bool b = false;

    assert_ok(json_parse(*state, T("{\"a\":\"沈\\n\",\"n\":-12,\"b\":true,\"z\":null,\"r\":123.456789,\"l\":[1,\"x\"]}"), NULL, &j));
    assert_int_equal(json_kind(j), JSON_IS_OBJECT);
    assert_int_equal(json_count(j), 6);
    assert_true(json_text(json_get(j, "a"), &t));
    assert_text(t, "沈\n");
    assert_true(json_int(json_get(j, "n"), &n));
    assert_int_equal(n, -12);
    assert_true(json_bool(json_get(j, "b"), &b));
    assert_true(b);
    assert_int_equal(json_kind(json_get(j, "z")), JSON_IS_NULL);
    assert_int_equal(json_kind(json_get(j, "r")), JSON_IS_REAL);
    assert_int_equal(json_count(json_get(j, "l")), 2);
    assert_true(json_text(json_item(json_get(j, "l"), 1), &t));
    assert_text(t, "x");
    assert_null(json_item(json_get(j, "l"), 2));
    assert_null(json_get(j, "none"));
}

static void another_kind_leaves_the_variable_alone(void **state)
{
    const struct json *j;
    text t = T("before");
    int64_t n = 7;
    bool b = true;

    assert_ok(json_parse(*state, T("{\"a\":\"1\",\"n\":1.0}"), NULL, &j));
    assert_false(json_text(json_get(j, "n"), &t));
    assert_false(json_int(json_get(j, "n"), &n));
    assert_false(json_int(json_get(j, "a"), &n));
    assert_false(json_bool(json_get(j, "a"), &b));
    assert_false(json_text(NULL, &t));
    assert_false(json_int(NULL, &n));
    assert_false(json_bool(NULL, &b));
    assert_null(json_get(NULL, "a"));
    assert_null(json_item(NULL, 0));
    assert_int_equal(json_count(NULL), 0);
    assert_text(t, "before");
    assert_int_equal(n, 7);
    assert_true(b);
}

static void members_come_in_their_order(void **state)
{
    const struct json *j, *value;
    text key, keys = T("");
    void *at = NULL;

    assert_ok(json_parse(*state, T("{\"z\":1,\"a\":2,\"m\":3}"), NULL, &j));
    while (json_each(j, &at, &key, &value))
        keys = text_fmt(*state, "%.*s%.*s", TEXT_ARG(keys), TEXT_ARG(key));
    assert_text(keys, "zam");
}

static void scalars_are_read_as_they_would_be_typed(void **state)
{
    static const struct {
        const char *json, *plain;
    } cases[] = {
        {"\"a b\"", "a b"}, {"12", "12"}, {"-9223372036854775808", "-9223372036854775808"}, {"123.456789", "123.456789"},
        {"-0.1", "-0.1"}, {"true", "true"}, {"false", "false"}, {"\"\"", ""}, {"null", NULL},
    };
    const struct json *j;
    text t;

    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_ok(json_parse(*state, text_of(cases[i].json), NULL, &j));
        assert_true(json_plain(*state, j, &t));
        if (!text_eq(t, text_of(cases[i].plain)) || !t.p != !cases[i].plain)
            fail_msg("%s became %.*s", cases[i].json, TEXT_ARG(t));
    }
    assert_true(json_plain(*state, NULL, &t));
    assert_null(t.p);
    assert_ok(json_parse(*state, T("[1]"), NULL, &j));
    assert_false(json_plain(*state, j, &t));
}

static void faults_name_line_and_column(void **state)
{
    static const struct {
        const char *json;
        const struct word *word;
        int line;
    } cases[] = {
        {"", &w_json_cut, 1},
        {"{\"a\":1,\n\"b\":", &w_json_cut, 2},
        {"{\"a\":1,\n}", &w_json_syntax, 2},
        {"{'a':1}", &w_json_syntax, 1},
        {"[1] [2]", &w_json_syntax, 1},
        {"[01]", &w_json_syntax, 1},
        {"[NaN]", &w_json_syntax, 1},
        {"{\"a\":1,\n\n\"a\":2}", &w_json_twice, 3},
        {"[99999999999999999999]", &w_json_number, 1},
        {"[1e999]", &w_json_number, 1},
        {"[\"\xff\"]", &w_json_utf8, 1},
        {"[\"a\\u0000\"]", &w_json_utf8, 1},
        {"{\"a\\u0000\":1}", &w_json_utf8, 1},
    };
    const struct json *j = NULL;

    for (size_t i = 0; i < COUNT(cases); i++) {
        err e = json_parse(*state, text_of(cases[i].json), NULL, &j);
        if (!e || e->word != cases[i].word || e->args[0].n != cases[i].line)
            fail_msg("%s: %s line %d", cases[i].json, e ? e->word->key : "taken", e ? (int)e->args[0].n : 0);
        assert_int_equal(e->code, E_INPUT);
        assert_null(j);
    }
}

static void limits_are_kept_before_memory_is_taken(void **state)
{
    static const struct {
        const char *json;
        struct json_limits limits;
        const struct word *word;
    } cases[] = {
        {"[[[1]]]", {.depth = 2}, &w_json_deep},
        {"[[[1]]]", {.depth = 3}, NULL},
        {"[\"[[[[\\\"[[[\"]", {.depth = 1}, NULL},
        {"[],[]", {.depth = 1}, &w_json_syntax},
        {"[1,2,3,4]", {.values = 4}, &w_json_many},
        {"[1,2,3]", {.values = 4}, NULL},
        {"[1,2,3]", {.bytes = 6}, &w_json_large},
    };
    const struct json *j;

    for (size_t i = 0; i < COUNT(cases); i++) {
        err e = json_parse(*state, text_of(cases[i].json), &cases[i].limits, &j);
        if ((e ? e->word : NULL) != cases[i].word)
            fail_msg("%s: %s", cases[i].json, e ? e->word->key : "taken");
    }
}

static void a_deep_nest_is_refused_by_default(void **state)
{
    static char nest[100000];
    const struct json *j;

    memset(nest, '[', sizeof(nest));
    assert_refused(json_parse(*state, (text){nest, sizeof(nest)}, NULL, &j), w_json_deep);
}

static void what_is_written_is_json(void **state)
{
    CLEAN(out_free) struct out o;
    struct json_out w;
    const struct json *j;
    date day;

    date_make(2026, 11, 24, &day);
    out_init(&o, 1 << 16, LANG_ZH);
    w = json_begin(&o);
    json_open(&w, '{');
    json_put(&w, "name", T("“沈”\"</script>\n"));
    json_put(&w, "money", ((money){5000}));
    json_put(&w, "none", NO_MONEY);
    json_key_text(&w, T("a\"b"));
    json_open(&w, '[');
    json_item_put(&w, 1);
    json_item_put(&w, true);
    json_item_put(&w, day);
    json_put_null(&w);
    json_open(&w, '{');
    json_close(&w);
    json_open(&w, '[');
    json_close(&w);
    json_close(&w);
    json_key(&w, "raw");
    out_raw(json_value(&w), T("1.5"));
    json_close(&w);
    json_end(&w);
    assert_text(out_text(&o), "{\"name\":\"“沈”\\\"\\u003c/script\\u003e\\n\",\"money\":5000,\"none\":null,"
                              "\"a\\\"b\":[1,1,\"2026-11-24\",null,{},[]],\"raw\":1.5}");
    assert_ok(json_parse(*state, out_text(&o), NULL, &j));
}

static void a_lone_scalar_is_json_too(void **state)
{
    CLEAN(out_free) struct out o;
    struct json_out w;
    (void)state;

    out_init(&o, 1 << 10, LANG_ZH);
    w = json_begin(&o);
    json_item_put(&w, "x");
    json_end(&w);
    assert_text(out_text(&o), "\"x\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_read_by_kind),
        cmocka_unit_test(another_kind_leaves_the_variable_alone),
        cmocka_unit_test(members_come_in_their_order),
        cmocka_unit_test(scalars_are_read_as_they_would_be_typed),
        cmocka_unit_test(faults_name_line_and_column),
        cmocka_unit_test(limits_are_kept_before_memory_is_taken),
        cmocka_unit_test(a_deep_nest_is_refused_by_default),
        cmocka_unit_test(what_is_written_is_json),
        cmocka_unit_test(a_lone_scalar_is_json_too),
    };
    return cmocka_run_group_tests_name("json", tests, begin, end);
}
