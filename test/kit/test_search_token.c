/* Search words: what finds what, what doesn't, and that no engine will cut them. */
#include "kit/search_token.h"
#include "kit/data.h"
#include "kit/division.h"
#include "test.h"

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_new(256 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static bool finds(const char *typed, const char *name, enum search_kind kind)
{
    search_terms q = {0};

    return search_query(arena, text_of(typed), &q) && search_matches(search_tokens(arena, text_of(name), kind), &q);
}

static void names_are_found_by_characters_initials_and_pinyin(void **state)
{
    static const struct {
        const char *name, *typed;
        bool found;
    } cases[] = {
        {"大雅河抽水蓄能电站", "大雅河", true},     {"大雅河抽水蓄能电站", "雅河", true},
        {"大雅河抽水蓄能电站", "雅", true},         {"大雅河抽水蓄能电站", "站", true},
        {"大雅河抽水蓄能电站", "抽水 蓄能", true},  {"大雅河抽水蓄能电站", "蓄能　大雅", true},
        {"大雅河抽水蓄能电站", "dyh", true},        {"大雅河抽水蓄能电站", "DYH", true},
        {"大雅河抽水蓄能电站", "dyhcsxn", true},    {"大雅河抽水蓄能电站", "csxn", true},
        {"大雅河抽水蓄能电站", "dy", true},         {"大雅河抽水蓄能电站", "dayahe", true},
        {"大雅河抽水蓄能电站", "dayahechoushuixuneng", true}, {"大雅河抽水蓄能电站", "yahe", true},
        {"大雅河抽水蓄能电站", "大雅he", true},     {"大雅河抽水蓄能电站", "大雅 csxn", true},
        {"大雅河抽水蓄能电站", "大雅河电厂", false}, {"大雅河抽水蓄能电站", "dyc", false},
        {"大雅河抽水蓄能电站", "河雅", false},      {"大雅河抽水蓄能电站", "dayahu", false},
        {"大雅河（二期）工程", "大雅河二期", true}, {"大雅河（二期）工程", "大雅河（二期）", true},
        {"大雅河（二期）工程", "dyheq", true},
        {"长海县海上风电", "ch", true},             {"长海县海上风电", "chx", true},
        {"长海县海上风电", "changhai", true},       {"长海县海上风电", "zhx", true},
        {"调兵山市供热", "dbs", true},              {"调兵山市供热", "tbs", true},
        {"调兵山市供热", "diaobing", true},         {"朝阳机场", "cyjc", true},
        {"乐购辽宁", "lgln", true},                 {"旅顺口", "lvshun", true},
        {"旅顺口", "lushun", true},                 {"大石桥镁产业", "dsq", true},
        {"沈阳地铁4号线", "sydt", true},            {"沈阳地铁4号线", "4号", true},
        {"沈阳地铁4号线", "地铁4号线", true},       {"沈阳地铁4号线", "sydt4hx", true},
        {"沈阳地铁4号线", "dt4", true},             {"沈阳地铁4号线", "地铁 4", true},
        {"沈阳地铁4号线", "5号", false},            {"沈阳地铁4号线", "ditie4hao", true},
        {"沈阳地铁４号线", "4号线", true},          {"大连地铁5号线", "4号", false},
        {"宝马X3 (iX3) 升级", "x3", true},          {"宝马X3 (iX3) 升级", "ix3", true},
        {"宝马X3 (iX3) 升级", "bmx3", true},        {"Crossrail Programme", "cross", true},
        {"Crossrail Programme", "crossrail prog", true}, {"Crossrail Programme", "programmes", true},
        {"Crossrail Programme", "rail", false},     {"2022-2025年规划", "2022-2025", true},
        {"2022-2025年规划", "2025", true},          {"160万千瓦", "160", true},
        {"160万千瓦", "60", false},                 {"行政中心", "xzzx", true},
        {"银行总部", "yhzb", true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (finds(cases[i].typed, cases[i].name, SEARCH_NAME) != cases[i].found)
            fail_msg("%s %s %s", cases[i].typed, cases[i].found ? "does not find" : "finds", cases[i].name);
}

static void codes_are_found_from_any_of_their_groups(void **state)
{
    static const struct {
        const char *code, *typed;
        bool found;
    } cases[] = {
        {"2207-210522-04-01-123456", "2207-210522", true},   {"2207-210522-04-01-123456", "22072105220401123456", true},
        {"2207-210522-04-01-123456", "2207-210522-04-01-123456", true}, {"2207-210522-04-01-123456", "2207", true},
        {"2207-210522-04-01-123456", "210522", true},        {"2207-210522-04-01-123456", "210522-04", true},
        {"2207-210522-04-01-123456", "123456", true},        {"2207-210522-04-01-123456", "2207-21", true},
        {"2207-210522-04-01-123456", "2207-210523", false},  {"2207-210522-04-01-123456", "22072105229", false},
        {"91210100MA0UB1T1XX", "91210100MA0UB1T1XX", true},  {"91210100MA0UB1T1XX", "91210100ma0ub1", true},
        {"91210100MA0UB1T1XX", "912101", true},              {"91210100MA0UB1T1XX", "91210100MA0UB2", false},
        {"DFT_0012_1112-Q1", "dft_0012", true},              {"DFT_0012_1112-Q1", "1112-q1", true},
        {"DFT-SHMETRO-12", "shmetro", true},                 {"DFT-SHMETRO-12", "shmetr", true},
        {"DFT-SHMETRO-12", "shmet", true},                   {"DFT-SHMETRO-12", "shmetx", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (finds(cases[i].typed, cases[i].code, SEARCH_CODE) != cases[i].found)
            fail_msg("%s %s %s", cases[i].typed, cases[i].found ? "does not find" : "finds", cases[i].code);
}

static void what_can_find_nothing_is_no_query(void **state)
{
    static const char *const cases[] = {"", " ", "（）——", "d", "7", "。", "\xff\xfe"};
    search_terms q = {0};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (search_query(arena, text_of(cases[i]), &q))
            fail_msg("“%s” is a query", cases[i]);
    assert_true(search_query(arena, T("d 河"), &q));
    assert_int_equal(q.n, 2);
}

/* FTS5's unicode61 and PostgreSQL's parser both keep a run of ASCII letters and digits that begins with a letter. */
static void words_are_plain_and_bounded(void **state)
{
    static const char *const names[] = {
        "大雅河抽水蓄能电站（160万千瓦）一期、二期——“国网新源”", "ＡＢＣ１２３ｄｅｆ", "𠮷野家 émile Ω", "\xff大\xfe雅",
        "长朝重行乐调长朝重行乐调长朝重行乐调长朝重行乐调长朝重行乐调长朝重行乐调",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        text rest = search_tokens(arena, text_of(names[i]), SEARCH_NAME), part, before = NO_TEXT;
        size_t n = 0, chars = text_chars(text_of(names[i]));
        while (text_each(&rest, ' ', &part)) {
            assert_true(part.n >= 2 && part.n <= SEARCH_WORD + 1 && (part.p[0] == 'h' || part.p[0] == 'w'));
            for (size_t k = 0; k < part.n; k++)
                assert_true((part.p[k] >= 'a' && part.p[k] <= 'z') || (part.p[k] >= '0' && part.p[k] <= '9'));
            assert_true(text_cmp(before, part) < 0);
            before = part;
            n++;
        }
        assert_true(n > 0 && n <= chars * (2 * SEARCH_READINGS + 3));
    }
    assert_text(search_tokens(arena, T("（——）"), SEARCH_NAME), "");
    assert_text(search_tokens(arena, NO_TEXT, SEARCH_NAME), "");
}

static void long_texts_are_cut_not_refused(void **state)
{
    char *p = arena_alloc(arena, 300000);
    (void)state;
    for (size_t i = 0; i + 3 < 300000; i += 3)
        memcpy(p + i, "长", 3);
    assert_true(search_tokens(arena, (text){p, 299997}, SEARCH_NAME).n < 100000);
    memset(p, 'a', 300000);
    search_terms q = {0};
    assert_true(search_query(arena, (text){p, 300000}, &q));
    assert_true(q.n <= SEARCH_TERMS);
}

/* The initials of a county should find little else: among our own places at most a handful share three letters. */
static void initials_of_places_find_few_others(void **state)
{
    struct divisions d;
    size_t queries = 0, hits = 0;
    text *tokens;
    (void)state;
    assert_ok(divisions_read(arena, data_file("divisions.csv"), &d));
    tokens = ARENA_ARRAY(arena, text, d.n);
    for (size_t i = 0; i < d.n; i++)
        tokens[i] = search_tokens(arena, d.v[i].name, SEARCH_NAME);
    for (size_t i = 0; i < d.n; i++) {
        text rest = d.v[i].pinyin, part, initials = T("");
        search_terms q = {0};
        while (text_each(&rest, ' ', &part))
            initials = text_fmt(arena, "%.*s%c", TEXT_ARG(initials), part.p[0]);
        assert_true(search_query(arena, initials, &q));
        assert_true(search_matches(tokens[i], &q));
        queries++;
        for (size_t k = 0; k < d.n; k++)
            hits += search_matches(tokens[k], &q);
    }
    assert_true(hits < queries * 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found_by_characters_initials_and_pinyin),
        cmocka_unit_test(codes_are_found_from_any_of_their_groups),
        cmocka_unit_test(what_can_find_nothing_is_no_query),
        cmocka_unit_test(words_are_plain_and_bounded),
        cmocka_unit_test(long_texts_are_cut_not_refused),
        cmocka_unit_test(initials_of_places_find_few_others),
    };
    return cmocka_run_group_tests_name("search_token", tests, setup, teardown);
}
