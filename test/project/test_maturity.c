/* The score of preliminary work by cases, and what a table of rules may not say. */
#include "project/project.h"
#include "project/words.h"
#include "capabilities.h"
#include "test.h"

#define HEAD "key,points,needs,arg,name,name_en\n"

static const char *const rules_text = HEAD "content,30,field,content,内容,Content\n"
                                           "approval,30,permit,approval,立项,Approval\n"
                                           "funds,20,funds,,资金,Funds\n"
                                           "milestones,10,rows,milestones,节点,Milestones\n"
                                           "area,10,land,,用地,Land\n";

struct scored {
    const char *what, *content, *permits;
    int64_t total, sources, milestones, need, approved, score;
};

static const struct scored cases[] = {
    {"nothing at all", "", "", ABSENT, 0, 0, ABSENT, ABSENT, 0},
    {"content alone", "x", "", ABSENT, 0, 0, ABSENT, ABSENT, 30},
    {"another permit is not the one", "x", "land,eia", ABSENT, 0, 0, ABSENT, ABSENT, 30},
    {"approved", "x", "approval,eia", ABSENT, 0, 0, ABSENT, ABSENT, 60},
    {"money one yuan short", "", "", 100, 99, 0, ABSENT, ABSENT, 0},
    {"money as much as the total", "", "", 100, 100, 0, ABSENT, ABSENT, 20},
    {"sources without a total", "", "", ABSENT, 100, 0, ABSENT, ABSENT, 0},
    {"a total of nothing", "", "", 0, 0, 0, ABSENT, ABSENT, 0},
    {"one milestone", "", "", ABSENT, 0, 1, ABSENT, ABSENT, 10},
    {"no land needed", "", "", ABSENT, 0, 0, 0, ABSENT, 10},
    {"land one square metre short", "", "", ABSENT, 0, 0, 500, 499, 0},
    {"land as much as needed", "", "", ABSENT, 0, 0, 500, 500, 10},
    {"all of it", "x", "approval", 100, 120, 3, 500, 600, 100},
};

static void every_case(void **state)
{
    struct arena *a = arena_new(1 << 20);
    struct maturity_rules rules;

    (void)state;
    assert_ok(maturity_read(a, text_of(rules_text), &rules));
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct scored *k = &cases[i];
        struct project *p = record_new(a, &project_record);
        struct maturity_facts f = {.p = p, .sources = {k->sources}, .milestones = k->milestones};
        if (*k->content)
            p->content = text_of(k->content);
        p->permit_state.t = *k->permits ? text_of(k->permits) : NO_TEXT;
        p->total_invest.yuan = k->total;
        p->land_need.n = k->need;
        p->land_approved.n = k->approved;
        if (maturity_score(&rules, &f) != k->score)
            fail_msg("%s: %lld, not %lld", k->what, (long long)maturity_score(&rules, &f), (long long)k->score);
    }
    arena_free(a);
}

static void a_rule_that_cannot_be_read_is_refused(void **state)
{
    static const char *const wrong[] = {HEAD "a,0,field,content,甲,A\n", HEAD "a,-1,field,content,甲,A\n", HEAD "a,x,field,content,甲,A\n",
                                        HEAD "a,1,wish,content,甲,A\n", HEAD "a,1,field,no_such_field,甲,A\n",
                                        HEAD "a,1,permit,wish,甲,A\n", HEAD "a,1,rows,wishes,甲,A\n"};
    struct arena *a = arena_new(1 << 20);
    struct maturity_rules rules;

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        err e = maturity_read(a, text_of(wrong[i]), &rules);
        assert_non_null(e);
        assert_int_equal(e->row, 2);
    }
    arena_free(a);
}

static void the_shipped_rules_make_a_hundred(void **state)
{
    const struct maturity_rules *rules = maturity_rules();
    int64_t sum = 0;

    (void)state;
    for (size_t i = 0; i < rules->n; i++)
        sum += rules->v[i].points;
    assert_int_equal(sum, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_case), cmocka_unit_test(a_rule_that_cannot_be_read_is_refused),
                                       cmocka_unit_test(the_shipped_rules_make_a_hundred)};

    capabilities_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
