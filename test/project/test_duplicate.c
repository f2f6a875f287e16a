/* Likely duplicates, as a table of pairs that officers would call so or not. */
#include "project/duplicate.h"
#include "project/words.h"
#include "test.h"

struct side {
    const char *name, *code, *owner, *uscc, *unit;
    int64_t lon, lat, total;
};

static struct twin_facts facts(const struct side *s)
{
    return (struct twin_facts){
        .name = text_of(s->name), .project_code = text_of(s->code), .owner_name = text_of(s->owner),
        .owner_uscc = text_of(s->uscc), .unit = text_of(s->unit),
        .place = {{s->lon ? s->lon : ABSENT}, {s->lat ? s->lat : ABSENT}}, .total = {s->total ? s->total : ABSENT},
    };
}

#define CODE_A "2207-210522-04-01-123456"
#define CODE_B "2208-210522-04-01-654321"

static const struct pair {
    const char *what;
    struct side a, b;
    enum twin_kind kind;
} pairs[] = {
    {"the same code and name", {"大雅河抽水蓄能电站", CODE_A}, {"大雅河抽水蓄能项目", CODE_A}, TWIN_SAME},
    {"one code on two projects", {"大雅河抽水蓄能电站", CODE_A}, {"桓仁县人民医院迁建", CODE_A}, TWIN_ONE_CODE},
    {"one project with two codes",
     {"大雅河抽水蓄能电站", CODE_A, "国网新源", NULL, "210522"}, {"大雅河抽水蓄能电站工程", CODE_B, "国网新源", NULL, "210522"}, TWIN_TWO_CODES},
    {"fillers and brackets do not matter",
     {"桓仁县大雅河抽水蓄能电站建设项目", NULL, "国网新源", NULL, "210522"}, {"大雅河（抽水蓄能）电站工程", NULL, "国网新源", NULL, "210522"}, TWIN_LIKELY},
    {"the same name in one county", {"污水处理厂提标改造", NULL, NULL, NULL, "210522"}, {"污水处理厂提标改造工程", NULL, NULL, NULL, "210522"}, TWIN_LIKELY},
    {"the same name in two counties", {"高标准农田建设项目", NULL, NULL, NULL, "210522"}, {"高标准农田建设项目", NULL, NULL, NULL, "210521"}, TWIN_NONE},
    {"the same name in two cities", {"城区老旧管网改造", NULL, NULL, NULL, "210522"}, {"城区老旧管网改造", NULL, NULL, NULL, "210102"}, TWIN_NONE},
    {"the same name, owner and another county", {"风电场", NULL, "华能", NULL, "211224"}, {"风电场", NULL, "华能", NULL, "211223"}, TWIN_POSSIBLE},
    {"phases", {"恒力石化聚酯园一期", NULL, "恒力", NULL, "210281"}, {"恒力石化聚酯园（二期）", NULL, "恒力", NULL, "210281"}, TWIN_PHASES},
    {"a phase and the whole", {"恒力石化聚酯园", NULL, "恒力", NULL, "210281"}, {"恒力石化聚酯园二期工程", NULL, "恒力", NULL, "210281"}, TWIN_PHASES},
    {"phases in figures and words are the same phase",
     {"恒力石化聚酯园2期", NULL, "恒力", NULL, "210281"}, {"恒力石化聚酯园第二期", NULL, "恒力", NULL, "210281"}, TWIN_LIKELY},
    {"Roman phases", {"石化园Ⅱ期", NULL, "恒力", NULL, "210281"}, {"石化园2期项目", NULL, "恒力", NULL, "210281"}, TWIN_LIKELY},
    {"lines of a metro", {"沈阳地铁4号线", NULL, "沈阳地铁", NULL, "2101"}, {"沈阳地铁6号线", NULL, "沈阳地铁", NULL, "2101"}, TWIN_PHASES},
    {"lines of two cities", {"沈阳地铁4号线", NULL, "沈阳地铁", NULL, "2101"}, {"大连地铁5号线", NULL, "大连地铁", NULL, "2102"}, TWIN_NONE},
    {"one site, near names",
     {"新松机器人产业园", NULL, "新松公司", "A", "210112", 123431500, 41705700, 500000000},
     {"新松机器人智能产业园", NULL, "新松公司", "A", "210112", 123432000, 41705900, 502000000}, TWIN_LIKELY},
    {"the same work in the next street",
     {"文圣区福泉街道老旧小区改造工程", NULL, "文圣区住建局", NULL, "211003"}, {"文圣区太泉街道老旧小区改造工程", NULL, "文圣区住建局", NULL, "211003"}, TWIN_POSSIBLE},
    {"the same work a year later",
     {"浑南区2026年千兆光网扩容", NULL, "电信公司", NULL, "210112"}, {"浑南区2027年千兆光网扩容", NULL, "电信公司", NULL, "210112"}, TWIN_POSSIBLE},
    {"near names, far away",
     {"新松机器人产业园", NULL, NULL, NULL, NULL, 123431500, 41705700, 0},
     {"新松机器人智能产业园", NULL, NULL, NULL, NULL, 121614700, 38914000, 0}, TWIN_NONE},
    {"nothing in common", {"大雅河抽水蓄能电站", NULL, "国网新源", NULL, "210522"}, {"桓仁县中医院", NULL, "桓仁县中医院", NULL, "210522"}, TWIN_NONE},
    {"names of fillers only", {"建设项目", NULL, NULL, NULL, "210522"}, {"工程", NULL, NULL, NULL, "210522"}, TWIN_NONE},
    {"empty names", {"", NULL, "国网新源", NULL, "210522"}, {"大雅河", NULL, "国网新源", NULL, "210522"}, TWIN_NONE},
};

static void check(void **state)
{
    const struct pair *p = *state;
    struct twin_facts a = facts(&p->a), b = facts(&p->b);
    struct twin_verdict v = twin_judge(&a, &b), back = twin_judge(&b, &a);

    if (v.kind != p->kind)
        fail_msg("kind %d score %d name %d%%", v.kind, v.score, v.name_percent);
    assert_int_equal(back.kind, v.kind);
    assert_int_equal(back.score, v.score);
    assert_true(v.reason_count > 0 && v.score >= 0 && v.score <= 100);
}

static bool gives(const struct twin_verdict *v, const struct word *why)
{
    for (size_t i = 0; i < v->reason_count; i++)
        if (v->reasons[i] == why)
            return true;
    return false;
}

static void the_verdict_says_why(void **state)
{
    struct twin_facts a = facts(&pairs[14].a), b = facts(&pairs[14].b);
    struct twin_verdict v = twin_judge(&a, &b);
    (void)state;
    assert_string_equal(pairs[14].what, "one site, near names");
    assert_ptr_equal(v.reasons[0], &w_twin_name_alike);
    assert_true(gives(&v, &w_twin_same_owner) && gives(&v, &w_twin_near) && gives(&v, &w_twin_same_money));
    assert_true(v.metres > 0 && v.metres < 100);
}

static void names_are_compared_without_their_trimmings(void **state)
{
    struct arena *a = arena_new(1 << 20);
    (void)state;
    assert_text(twin_name(a, T("新建 沈阳（浑南）科技城建设项目——第二期工程")), "沈阳浑南科技城");
    assert_text(twin_name(a, T("ＡＢＣ工厂")), "abc工厂");
    assert_text(twin_name(a, T("工程")), "工程");
    assert_text(twin_name(a, T("十里河三十二号院")), "十里河院");
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[COUNT(pairs) + 2];

    for (size_t i = 0; i < COUNT(pairs); i++)
        tests[i] = (struct CMUnitTest){.name = pairs[i].what, .test_func = check, .initial_state = (void *)&pairs[i]};
    tests[COUNT(pairs)] = (struct CMUnitTest)cmocka_unit_test(the_verdict_says_why);
    tests[COUNT(pairs) + 1] = (struct CMUnitTest)cmocka_unit_test(names_are_compared_without_their_trimmings);
    return cmocka_run_group_tests_name("duplicate", tests, NULL, NULL);
}
