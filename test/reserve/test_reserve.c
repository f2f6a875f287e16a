/* Maturity follows the file and its rows; the rolling plan keeps within the total; the sums over places are what the files come to. */
#include "kit/children.h"
#include "kit/words.h"
#include "project/words.h"
#include "reserve/own.h"
#include "reserve/words.h"
#include "world.h"

static id project(struct world *w, const char *name, const char *stage)
{
    struct call import = w->system;
    id made;

    import.lenient = true;
    assert_ok(world_make(&import, "project.create", &made, text_fmt(w->a, "name=%s", name).p, "division=210102", "content=x", "total_invest=100000000",
                         text_fmt(w->a, "stage=%s", stage).p, "works=energy", "owner_name=辽宁示例能源有限公司", "before_year=10000000", NULL));
    return made;
}

static struct project *load(struct world *w, id p)
{
    void *r;

    assert_ok(record_load(&w->system, &project_record, p, &r));
    return r;
}

static const char *of(struct world *w, id p)
{
    return text_fmt(w->a, "project=%lld", (long long)p.n).p;
}

static void sums_are_right(struct world *w)
{
    struct recompute_result result = {0};

    for (const struct recompute *r = reserve_recomputes; r->name; r++) {
        assert_ok(recompute_run(&w->system, r, true, &result));
        if (result.wrong)
            fail_msg("%s: %lld wrong, first %.*s", r->name, (long long)result.wrong, TEXT_ARG(result.first));
    }
    for (const struct recompute *r = project_capability.recomputes; r->name; r++) {
        assert_ok(recompute_run(&w->system, r, true, &result));
        assert_int_equal(result.wrong, 0);
    }
}

static void maturity_follows_the_rows(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    id p = project(w, "储备甲", "reserve"), started = project(w, "在建乙", "continued"), row;
    int64_t before = load(w, p)->maturity.n;

    assert_true(before > 0 && before < NEAR_FROM);
    assert_true(is_absent(load(w, started)->maturity.n)); /* not asked of what has begun */
    assert_ok(world_make(c, "milestone.create", &row, of(w, p), "name=桩基", "planned=2027-05-01", NULL));
    assert_int_equal(load(w, p)->maturity.n, before + 4);
    assert_ok(world_make(c, "fund_source.create", NULL, of(w, p), "kind=own", "amount=100000000", NULL));
    assert_int_equal(load(w, p)->maturity.n, before + 19);
    assert_ok(world_make(c, "permit.create", NULL, of(w, p), "item=land_supply", "state=exempt", NULL));
    assert_int_equal(load(w, p)->maturity.n, before + 34);
    sums_are_right(w);
    assert_ok(world_change(c, "milestone.remove", row, 1, NULL));
    assert_int_equal(load(w, p)->maturity.n, before + 30);
    sums_are_right(w);
}

/* Not by the project's name, which is repeated in rows that stand in lists of their own. */
static void named_by_their_years(const child_list *all)
{
    assert_int_equal(all->n, 2);
    for (size_t i = 0; i < all->n; i++)
        assert_true(text_eqz(record_title(&rolling_year_record, all->v[i]), i ? "2027" : "2026"));
}

static void the_rolling_plan_keeps_within_the_total(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    id p = project(w, "储备甲", "reserve"), row;
    child_list all = {0};
    struct whole whole = {0};

    assert_ok(world_make(c, "rolling_year.create", &row, of(w, p), "year=2026", "invest=50000000", NULL));
    assert_refused(world_make(c, "rolling_year.create", NULL, of(w, p), "year=2026", "invest=1", NULL), w_rolling_twice);
    assert_ok(world_make(c, "rolling_year.create", NULL, of(w, p), "year=2027", "invest=40000000", NULL));
    assert_ok(children_load(c, &rolling_year_record, p, NO_MOMENT, &all));
    assert_ok(children_whole(c, &rolling_year_record, load(w, p), &all, &whole));
    assert_null(whole.fault); /* 10 before, 50 and 40: the total to the yuan */
    named_by_their_years(&all);
    assert_ok(world_change(c, "project.change", p, load(w, p)->head.version, "name=储备甲改名", NULL));
    all = (child_list){0};
    assert_ok(children_load(c, &rolling_year_record, p, NO_MOMENT, &all));
    named_by_their_years(&all);
    assert_ok(world_change(c, "rolling_year.change", row, 1, "invest=50000001", NULL));
    all = (child_list){0};
    assert_ok(children_load(c, &rolling_year_record, p, NO_MOMENT, &all));
    assert_ok(children_whole(c, &rolling_year_record, load(w, p), &all, &whole));
    assert_non_null(whole.fault);
    assert_string_equal(whole.fault->word->key, "rolling_beyond");
    sums_are_right(w);
}

static void what_moves_is_counted_elsewhere(void **state)
{
    static const char sql_there[] = "SELECT (SELECT COALESCE(SUM(projects), 0) FROM reserve_sum WHERE region = $1 AND unit = $2),"
                                    " (SELECT COALESCE(SUM(invest), 0) FROM rolling_sum WHERE region = $1 AND unit = $2)";
    struct world *w = *state;
    struct call *c = &w->system;
    id p = project(w, "储备甲", "reserve");
    int64_t n = 0, invest = 0;

    assert_ok(world_make(c, "rolling_year.create", NULL, of(w, p), "year=2026", "invest=500", NULL));
    assert_ok(world_change(c, "project.change", p, load(w, p)->head.version, "division=210202", NULL));
    assert_ok(conn_one(w->conn, w->a, sql_there, BIND(V(c->region), V(T("2101"))), INTO(TO(&n), TO(&invest)), NULL));
    assert_int_equal(n + invest, 0);
    assert_ok(conn_one(w->conn, w->a, sql_there, BIND(V(c->region), V(T("210202"))), INTO(TO(&n), TO(&invest)), NULL));
    assert_int_equal(n, 1);
    assert_int_equal(invest, 500);
    sums_are_right(w);
    assert_ok(world_change(c, "project.remove", p, load(w, p)->head.version, "reason=误建", NULL));
    assert_ok(conn_one(w->conn, w->a, sql_there, BIND(V(c->region), V(T("21"))), INTO(TO(&n), TO(&invest)), NULL));
    assert_int_equal(n, 0);
}

/* --- applications ------------------------------------------------------------------------------------------------------------------ */

static void whose_turn_it_is(void **state)
{
    static const struct {
        enum admission_state state;
        enum rung asked;
        const char *county, *city;
        int64_t lead;
        enum rung turn;
    } cases[] = {
        {ADMISSION_PROPOSED, RUNG_OWNER, "210102", "2101", 5, RUNG_COUNTY},     {ADMISSION_PROPOSED, RUNG_OWNER, "", "2101", 5, RUNG_CITY},
        {ADMISSION_PROPOSED, RUNG_OWNER, "", "", 5, RUNG_PROVINCE},             {ADMISSION_PROPOSED, RUNG_COUNTY, "210102", "2101", 5, RUNG_CITY},
        {ADMISSION_PROPOSED, RUNG_CITY, "210102", "2101", 5, RUNG_DEPARTMENT},  {ADMISSION_PROPOSED, RUNG_CITY, "210102", "2101", 0, RUNG_PROVINCE},
        {ADMISSION_PROPOSED, RUNG_DEPARTMENT, "210102", "2101", 5, RUNG_PROVINCE}, {ADMISSION_PROPOSED, RUNG_PROVINCE, "210102", "2101", 5, RUNG_PROVINCE},
        {ADMISSION_CHECKED, RUNG_OWNER, "210102", "2101", 5, RUNG_CITY},        {ADMISSION_CHECKED, RUNG_COUNTY, "210102", "2101", 5, RUNG_CITY},
        {ADMISSION_CHECKED, RUNG_CITY, "210102", "2101", 5, RUNG_PROVINCE},     {ADMISSION_CHECKED, RUNG_DEPARTMENT, "210102", "2101", 5, RUNG_PROVINCE},
        {ADMISSION_CHECKED, RUNG_OWNER, "", "", 5, RUNG_PROVINCE},              {ADMISSION_RETURNED, RUNG_OWNER, "210102", "2101", 5, RUNG_OWNER},
        {ADMISSION_RETURNED, RUNG_CITY, "210102", "2101", 5, RUNG_CITY},        {ADMISSION_ADMITTED, RUNG_CITY, "210102", "2101", 5, RUNGS},
        {ADMISSION_WITHDRAWN, RUNG_OWNER, "210102", "2101", 5, RUNGS},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct project p = {.county.t = text_of(cases[i].county), .city.t = text_of(cases[i].city), .lead_department = {cases[i].lead}};
        if (admission_turn(cases[i].state, cases[i].asked, &p) != cases[i].turn)
            fail_msg("case %zu: turn %d", i, (int)admission_turn(cases[i].state, cases[i].asked, &p));
    }
}

#define COMPLETE \
    "address=某街1号", "owner_kind=private", "industry=4420", "sector=energy", "build_kind=new", "invest_kind=enterprise", "year_plan=1", \
        "start_plan=2027-03", "finish_plan=2028-03", "contact=王五", "contact_phone=024-23456789"

/* A planned project of the owner in Heping; complete: with all that the reserve asks for. */
static id planned(struct world *w, const char *name, bool complete)
{
    struct call *c = &w->system;
    id made, person;
    const char *at;

    assert_ok(world_make(c, "project.create", &made, text_fmt(w->a, "name=%s", name).p, "division=210102", "content=新建变电站", "total_invest=100000000", "stage=planned",
                         "works=energy", "owner_name=辽宁示例能源有限公司", NULL));
    if (!complete)
        return made;
    at = of(w, made);
    assert_ok(world_make(c, "person.create", &person, "name=张三", text_fmt(w->a, "body=%lld", (long long)w->heping.n).p, NULL));
    assert_ok(world_make(c, "fund_source.create", NULL, at, "kind=own", "amount=100000000", NULL));
    assert_ok(world_make(c, "capacity.create", NULL, at, "name=变电容量", "amount=240", "unit=兆伏安", NULL));
    assert_ok(world_make(c, "milestone.create", NULL, at, "name=开工", "planned=2027-03-15", NULL));
    assert_ok(world_change(c, "project.change", made, load(w, made)->head.version, COMPLETE,
                           text_fmt(w->a, "responsible_body=%lld", (long long)w->heping.n).p, text_fmt(w->a, "leader_in_charge=%lld", (long long)person.n).p,
                           text_fmt(w->a, "responsible_person=%lld", (long long)person.n).p, NULL));
    return made;
}

static struct admission *admission_now(struct world *w, id key)
{
    void *r;

    assert_ok(record_load(&w->system, &admission_record, key, &r));
    return r;
}

static err step(struct world *w, struct call *by, id key, const char *to, const char *more)
{
    return world_change(by, "admission.move", key, admission_now(w, key)->head.version, to, more, NULL);
}

struct people {
    struct call owner, county, city, lead, drc;
};

static struct people people(struct world *w)
{
    return (struct people){world_call(w, ROLE_OWNER, w->owner, "210102"), world_call(w, ROLE_COUNTY, w->heping, "210102"), world_call(w, ROLE_CITY, w->shenyang, "2101"),
                           world_call(w, ROLE_LEAD, w->energy, "21"), world_call(w, ROLE_DRC, w->drc, "21")};
}

static void a_project_is_admitted_level_by_level(void **state)
{
    struct world *w = *state;
    struct people by = people(w);
    struct call beside = world_call(w, ROLE_CITY, w->dalian, "2102");
    id p = planned(w, "变电站", true), x, other;
    history_list history = {0};
    text lacks;

    assert_ok(admission_lacks(&w->system, load(w, p), &lacks));
    assert_text(lacks, "");
    assert_refused(world_make(&by.owner, "admission.create", &x, of(w, p), NULL), w_field_required);
    assert_ok(world_make(&by.owner, "admission.create", &x, of(w, p), "why=缓解供电紧张", NULL));
    assert_refused(world_make(&by.county, "admission.create", &other, of(w, p), "why=再来一次", NULL), w_admission_open_already);
    assert_text(admission_now(w, x)->turn.t, "county");
    assert_refused(step(w, &by.owner, x, "to=checked", "opinion=自审"), w_state_no_way);
    assert_non_null(step(w, &beside, x, "to=checked", "opinion=外市")); /* not there for another city */
    assert_non_null(error_of(step(w, &by.county, x, "to=checked", NULL), "opinion"));
    assert_refused(step(w, &by.county, x, "to=returned", NULL), w_act_needs_reason);
    assert_ok(step(w, &by.county, x, "to=returned", "reason=资金来源未说明"));
    assert_text(admission_now(w, x)->answer, "资金来源未说明");
    assert_text(admission_now(w, x)->turn.t, "owner");
    assert_ok(world_change(&by.owner, "admission.change", x, admission_now(w, x)->head.version, "why=缓解供电紧张，资本金已到位", NULL));
    assert_ok(step(w, &by.owner, x, "to=proposed", NULL));
    assert_ok(step(w, &by.county, x, "to=checked", "opinion=情况属实"));
    assert_text(admission_now(w, x)->turn.t, "city");
    assert_refused(step(w, &by.county, x, "to=admitted", NULL), w_state_no_way); /* a county does not admit */
    assert_text(load(w, p)->stage.t, "planned");
    assert_ok(step(w, &by.city, x, "to=admitted", NULL));
    assert_text(load(w, p)->stage.t, "reserve"); /* in the same act */
    assert_int_equal(admission_now(w, x)->turn.t.n, 0);
    assert_refused(step(w, &by.city, x, "to=returned", "reason=x"), w_state_no_way);
    assert_refused(world_make(&by.city, "admission.create", &other, of(w, p), "why=x", NULL), w_admission_stage);
    assert_ok(record_history(&w->system, &project_record, p, &history));
    assert_text(history.v[0].act, "admission.move");
    sums_are_right(w);
}

/* What would be refused is not offered: by the state, by the level, by the role; and the act itself says the same. */
static void an_application_is_changed_while_it_is_open_and_not_from_below(void **state)
{
    struct world *w = *state;
    struct people by = people(w);
    struct call leader = world_call(w, ROLE_LEADER, w->province, "21");
    id p = planned(w, "换热站", true), q = planned(w, "管网", true), x, y;
    const struct act *change = act_by_name(T("admission.change"));

    assert_ok(world_make(&by.owner, "admission.create", &x, of(w, p), "why=缓解供热紧张", NULL));
    assert_null(act_closed(&by.owner, change, admission_now(w, x)));
    assert_null(act_closed(&by.county, change, admission_now(w, x)));
    assert_refused(act_closed(&leader, change, admission_now(w, x)), w_act_denied);
    assert_ok(step(w, &by.county, x, "to=checked", "opinion=情况属实"));
    assert_refused(act_closed(&by.owner, change, admission_now(w, x)), w_act_wrong_state);
    assert_refused(act_closed(&by.city, change, admission_now(w, x)), w_act_wrong_state);
    assert_refused(world_change(&by.city, "admission.change", x, admission_now(w, x)->head.version, "why=x", NULL), w_act_wrong_state);
    assert_ok(world_make(&by.city, "admission.create", &y, of(w, q), "why=市里提出", NULL));
    assert_refused(act_closed(&by.county, change, admission_now(w, y)), w_admission_not_your_turn);
    assert_refused(world_change(&by.county, "admission.change", y, 1, "why=县里改写", NULL), w_admission_not_your_turn);
    assert_null(act_closed(&by.city, change, admission_now(w, y)));
}

static void nothing_comes_into_the_reserve_another_way(void **state)
{
    struct world *w = *state;
    struct people by = people(w);
    struct call import = by.owner;
    id p = planned(w, "变电站", true), made;

    assert_refused(world_change(&by.city, "project.move", p, load(w, p)->head.version, "to=reserve", NULL), w_reserve_by_application);
    assert_refused(world_change(&by.drc, "project.move", p, load(w, p)->head.version, "to=reserve", NULL), w_reserve_by_application);
    assert_refused(world_make(&by.drc, "project.create", &made, "name=直接入库", "division=210102", "content=x", "total_invest=5", "stage=reserve", "works=energy",
                              "owner_name=辽宁示例能源有限公司", text_fmt(w->a, "responsible_body=%lld", (long long)w->heping.n).p,
                              text_fmt(w->a, "leader_in_charge=%lld", (long long)load(w, p)->leader_in_charge.n).p,
                              text_fmt(w->a, "responsible_person=%lld", (long long)load(w, p)->leader_in_charge.n).p, COMPLETE, NULL), w_reserve_by_application);
    import.lenient = true; /* as an import does */
    assert_non_null(error_of(world_make(&import, "project.create", &made, "name=导入入库", "division=210102", "content=x", "total_invest=5", "stage=reserve",
                                        "owner_name=辽宁示例能源有限公司", NULL), "stage"));
    import = by.county;
    import.lenient = true;
    assert_ok(world_make(&import, "project.create", &made, "name=县里的储备", "division=210102", "content=x", "total_invest=5", "stage=reserve", NULL));
}

static void completeness_is_forced_at_the_admission_only(void **state)
{
    struct world *w = *state;
    struct people by = people(w);
    id p = planned(w, "缺资料", false), x;
    err e;

    assert_ok(world_make(&by.county, "admission.create", &x, of(w, p), "why=补短板", NULL));
    assert_text(admission_now(w, x)->turn.t, "city");
    assert_ok(step(w, &by.city, x, "to=checked", "opinion=同意，资料边办边补"));
    e = step(w, &by.city, x, "to=admitted", NULL);
    assert_refused(e, w_admission_lacks);
    assert_true(text_has(error_text(w->a, e, LANG_ZH), T("资金来源")) && text_has(error_text(w->a, e, LANG_ZH), T("详细地址")));
    assert_text(load(w, p)->stage.t, "planned");
    assert_text(admission_now(w, x)->state.t, "checked");
}

static void above_the_city_a_department_checks_and_the_province_admits(void **state)
{
    struct world *w = *state;
    struct people by = people(w);
    id p = planned(w, "变电站", true), second = planned(w, "换流站", true), x, y;

    assert_ok(world_make(&by.city, "admission.create", &x, of(w, p), "why=全市骨干", NULL));
    assert_text(admission_now(w, x)->turn.t, "department");
    assert_refused(step(w, &by.city, x, "to=checked", "opinion=自审"), w_admission_not_your_turn);
    assert_refused(step(w, &by.county, x, "to=withdrawn", "reason=x"), w_admission_not_your_turn); /* not theirs to withdraw */
    assert_refused(world_change(&by.owner, "admission.change", x, 1, "why=改掉", NULL), w_admission_not_your_turn);
    assert_ok(step(w, &by.lead, x, "to=checked", "opinion=符合规划"));
    assert_text(admission_now(w, x)->turn.t, "province");
    assert_refused(step(w, &by.city, x, "to=admitted", NULL), w_admission_not_your_turn);
    assert_refused(step(w, &by.lead, x, "to=admitted", NULL), w_state_no_way);
    assert_ok(step(w, &by.drc, x, "to=admitted", NULL));
    assert_text(load(w, p)->stage.t, "reserve");
    assert_ok(world_make(&by.lead, "admission.create", &y, of(w, second), "why=行业规划项目", NULL));
    assert_text(admission_now(w, y)->turn.t, "province");
    assert_refused(step(w, &by.lead, y, "to=checked", "opinion=自审"), w_admission_not_your_turn);
    assert_ok(step(w, &by.lead, y, "to=withdrawn", "reason=另行申报"));
    assert_text(admission_now(w, y)->answer, "另行申报");
}

static void a_file_that_goes_closes_its_application(void **state)
{
    struct world *w = *state;
    struct people by = people(w);
    id p = planned(w, "变电站", false), q = planned(w, "换流站", false), x, y;

    assert_ok(world_make(&by.owner, "admission.create", &x, of(w, p), "why=缓解供电紧张", NULL));
    assert_ok(world_make(&by.owner, "admission.create", &y, of(w, q), "why=缓解供电紧张", NULL));
    assert_ok(world_change(&by.drc, "project.change", p, load(w, p)->head.version, "division=210202", NULL));
    assert_text(admission_now(w, x)->county.t, "210202");
    assert_ok(world_change(&by.drc, "project.move", p, load(w, p)->head.version, "to=withdrawn", "reason=不建了", "withdraw_reason=企业撤资,沈发改〔2026〕8号", NULL));
    assert_text(admission_now(w, x)->state.t, "withdrawn");
    assert_text(admission_now(w, x)->answer, "不建了");
    assert_ok(world_change(&w->system, "project.remove", q, load(w, q)->head.version, "reason=误建", NULL));
    assert_text(admission_now(w, y)->state.t, "withdrawn");
    sums_are_right(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {IN_WORLD(maturity_follows_the_rows), IN_WORLD(the_rolling_plan_keeps_within_the_total),
                                       IN_WORLD(what_moves_is_counted_elsewhere),
                                       cmocka_unit_test(whose_turn_it_is), IN_WORLD(a_project_is_admitted_level_by_level),
                                       IN_WORLD(an_application_is_changed_while_it_is_open_and_not_from_below), IN_WORLD(nothing_comes_into_the_reserve_another_way),
                                       IN_WORLD(completeness_is_forced_at_the_admission_only), IN_WORLD(above_the_city_a_department_checks_and_the_province_admits),
                                       IN_WORLD(a_file_that_goes_closes_its_application)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
