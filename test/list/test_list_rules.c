/* Who a list rule takes in, as a table of cases: alternatives, conditions for all, limits of strategic industries, absent facts. */
#include "list/list_rules.h"
#include "test.h"

enum { F_STAGE, F_TOTAL, F_START, F_PERMITS, F_PARENT, F_STRATEGIC, FACTS };
enum { YI = 100000000, JAN = 2026 * 12, DEC = 2026 * 12 + 11 };

static const text started[] = {{"preliminary", 11}, {"new_start", 9}}, going[] = {{"continued", 9}}, early[] = {{"preliminary", 11}}, permits[] = {{"approval", 8}, {"land", 4}};

static const struct rule_condition conditions[] = {
    {0, F_PARENT, RULE_FIGURE, RULE_EMPTY, ABSENT, ABSENT, NULL, 0},
    {0, F_TOTAL, RULE_FIGURE, RULE_LEAST, YI, YI / 2, NULL, 0},
    {1, F_STAGE, RULE_WORD, RULE_IS, ABSENT, ABSENT, started, 2},
    {1, F_START, RULE_FIGURE, RULE_LEAST, JAN, ABSENT, NULL, 0},
    {1, F_START, RULE_FIGURE, RULE_MOST, DEC, ABSENT, NULL, 0},
    {2, F_STAGE, RULE_WORD, RULE_IS, ABSENT, ABSENT, going, 1},
    {3, F_STAGE, RULE_WORD, RULE_IS, ABSENT, ABSENT, early, 1},
    {3, F_PERMITS, RULE_SET, RULE_HAS_ALL, ABSENT, ABSENT, permits, 2},
};
static const struct list_rules rules = {conditions, COUNT(conditions), F_STRATEGIC};

static const struct {
    const char *what, *stage;
    int64_t total, start;
    const char *permits, *strategic;
    int64_t parent;
    bool in;
    int64_t alternative;
} cases[] = {
    {"new start of the year", "new_start", YI, JAN, NULL, NULL, ABSENT, true, 1},
    {"starts in December", "preliminary", YI, DEC, NULL, NULL, ABSENT, true, 1},
    {"starts the year after", "new_start", YI, DEC + 1, NULL, NULL, ABSENT, false, 1},
    {"started the year before, carried on", "continued", YI, JAN - 8, NULL, NULL, ABSENT, true, 2},
    {"one yuan below", "continued", YI - 1, JAN - 8, NULL, NULL, ABSENT, false, 2},
    {"below, but strategic", "continued", YI / 2, JAN - 8, NULL, "it", ABSENT, true, 2},
    {"below even for strategic ones", "continued", YI / 2 - 1, JAN - 8, NULL, "it", ABSENT, false, 2},
    {"a part of another", "continued", YI, JAN - 8, NULL, NULL, 7, false, 2},
    {"substantial preliminary progress", "preliminary", YI, JAN + 30, "approval,land,eia", NULL, ABSENT, true, 3},
    {"land is open", "preliminary", YI, JAN + 30, "approval,eia", NULL, ABSENT, false, 1},
    {"no start known, land is settled", "preliminary", YI, ABSENT, "land,approval", NULL, ABSENT, true, 3},
    {"no total", "continued", ABSENT, JAN, NULL, NULL, ABSENT, false, 2},
    {"completed", "completed", YI, JAN - 8, "approval,land", NULL, ABSENT, false, 2},
    {"nothing known", NULL, ABSENT, ABSENT, NULL, NULL, ABSENT, false, 2},
};

static void every_case_has_its_verdict(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rule_value facts[FACTS] = {{ABSENT, text_of(cases[i].stage)}, {cases[i].total, NO_TEXT}, {cases[i].start, NO_TEXT}, {ABSENT, text_of(cases[i].permits)},
                                          {cases[i].parent, NO_TEXT}, {ABSENT, text_of(cases[i].strategic)}};
        struct rule_verdict v = list_rules_judge(&rules, facts);
        if (v.in != cases[i].in || v.alternative != cases[i].alternative)
            fail_msg("%s: %s by %lld", cases[i].what, v.in ? "in" : "out", (long long)v.alternative);
    }
}

static struct rule_verdict one(enum rule_kind kind, enum rule_op op, int64_t n, const char *word, struct rule_value fact)
{
    const text words[] = {text_of(word)};
    struct rule_condition c = {0, 0, kind, op, n, ABSENT, words, word ? 1 : 0};
    struct list_rules r = {&c, 1, SIZE_MAX};

    return list_rules_judge(&r, &fact);
}

static void every_operator_knows_what_is_absent(void **state)
{
    const struct rule_value none = {ABSENT, NO_TEXT}, five = {5, NO_TEXT}, set = {ABSENT, {"ppp,reits", 9}};

    (void)state;
    assert_true(one(RULE_FIGURE, RULE_EMPTY, ABSENT, NULL, none).in);
    assert_false(one(RULE_FIGURE, RULE_FILLED, ABSENT, NULL, none).in);
    assert_false(one(RULE_FIGURE, RULE_LEAST, -9, NULL, none).in);
    assert_false(one(RULE_FIGURE, RULE_MOST, 9, NULL, none).in);
    assert_true(one(RULE_FIGURE, RULE_IS_NOT, 9, NULL, none).in);
    assert_true(one(RULE_FIGURE, RULE_IS, 5, NULL, five).in);
    assert_false(one(RULE_FIGURE, RULE_IS_NOT, 5, NULL, five).in);
    assert_true(one(RULE_SET, RULE_IS, ABSENT, "reits", set).in);
    assert_false(one(RULE_SET, RULE_IS, ABSENT, "reit", set).in);
    assert_false(one(RULE_SET, RULE_IS_NOT, ABSENT, "ppp", set).in);
    assert_true(one(RULE_SET, RULE_FILLED, ABSENT, NULL, set).in);
    assert_false(rule_op_fits(RULE_WORD, RULE_LEAST));
    assert_false(rule_op_fits(RULE_FIGURE, RULE_HAS_ALL));
    assert_true(rule_op_fits(RULE_SET, RULE_HAS_ALL));
}

static void a_rule_without_conditions_takes_in_nobody(void **state)
{
    struct list_rules empty = {NULL, 0, SIZE_MAX};

    (void)state;
    assert_false(list_rules_judge(&empty, NULL).in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_has_its_verdict),
        cmocka_unit_test(every_operator_knows_what_is_absent),
        cmocka_unit_test(a_rule_without_conditions_takes_in_nobody),
    };

    return cmocka_run_group_tests_name("list rules", tests, NULL, NULL);
}
