/* The page after signing in, role by role: what is due, lacking or in doubt is counted in the reader's scope, and each figure leads
 * to the list that holds the same.
 */
#include "kit/confine.h"
#include "site.h"

#define PLANNED "content=x", "total_invest=100000000"

/* Heping: one whose start is due, one whose start is to come, one in doubt; Dalian: one due. Today is 2026-11-24. */
static struct site *province(void **state)
{
    struct site *s = site_make(state);
    struct call *c = &s->w->system;
    id made;

    assert_ok(world_make(c, "project.create", &made, "name=和平该开工", "division=210102", PLANNED, "stage=planned",
                         "start_plan=2026-10", text_fmt(s->w->a, "owner_name=辽宁示例能源有限公司").p, NULL));
    assert_ok(world_make(c, "project.create", &made, "name=和平将开工", "division=210102", PLANNED, "stage=planned",
                         "start_plan=2026-11", NULL));
    assert_ok(world_make(c, "project.create", &made, "name=和平有存疑", "division=210102", PLANNED, "stage=planned",
                         "cell_notes=总投资:约 3 亿", NULL));
    assert_ok(world_make(c, "project.create", &made, "name=大连该开工", "division=210202", PLANNED, "stage=planned",
                         "start_plan=2025-01", NULL));
    return s;
}

static struct site *as(void **state, const char *role, ref (*body)(const struct world *))
{
    struct site *s = province(state);

    site_sign_in(s, role, body(s->w));
    site_start(s);
    return s;
}

static ref heping(const struct world *w)
{
    return w->heping;
}
static ref drc(const struct world *w)
{
    return w->drc;
}
static ref dalian(const struct world *w)
{
    return w->dalian;
}
static ref owner(const struct world *w)
{
    return w->owner;
}

static int up(void **state)
{
    *state = NULL;
    return 0;
}
#define ON_SITE(f) cmocka_unit_test_setup_teardown(f, up, site_tear_down)

/* Where the figure behind a heading leads. */
static const char *figure(struct site *s, text page, const char *heading, const char *shown)
{
    text head = text_fmt(s->w->a, ">%s <b>%s</b>", heading, shown), before, href = NO_TEXT, rest;
    ptrdiff_t at = text_find(page, head), next;

    assert_true(at >= 0);
    before = text_sub(page, 0, (size_t)at);
    while ((next = text_find(before, T("href=\""))) >= 0) {
        before = text_sub(before, (size_t)next + 6, before.n);
        href = text_cut(before, '"', &rest);
    }
    return text_z(s->w->a, text_replace(s->w->a, href, T("&amp;"), T("&")));
}

/* Names and buttons lead to files that are there. */
static void every_link_opens(struct site *s, text page)
{
    text before = page, rest;
    ptrdiff_t next;
    size_t n = 0;

    while ((next = text_find(before, T("href=\"/"))) >= 0) {
        text href = text_cut(text_sub(before, (size_t)next + 6, before.n), '"', &rest);
        before = rest;
        if (text_starts(href, T("/projects/")) && ++n)
            site_get(s, 200, text_z(s->w->a, text_replace(s->w->a, href, T("&amp;"), T("&"))));
    }
    assert_true(n > 0);
}

static void an_officer_sees_what_is_due_in_the_county_and_the_list_behind_it(void **state)
{
    struct site *s = as(state, "county", heping);
    text page = site_get(s, 200, "/"), list;

    assert_false(text_has(page, T("大连该开工")));
    assert_false(text_has(page, T("该竣工未竣工 <b>")));
    assert_true(text_has(page, T("无待办：")));
    every_link_opens(s, page);
    list = site_get(s, 200, figure(s, page, "该开工未开工", "1"));
    assert_true(text_has(list, T("和平该开工")));
    assert_false(text_has(list, T("和平将开工"))); /* its month is not over */
    list = site_get(s, 200, figure(s, page, "有存疑原文", "1"));
    assert_true(text_has(list, T("和平有存疑")));
}

static void the_commission_sees_the_province_with_the_oldest_first(void **state)
{
    struct site *s = as(state, "drc", drc);
    text page = site_get(s, 200, "/");

    site_get(s, 200, figure(s, page, "该开工未开工", "2"));
    assert_true(text_find(page, T("大连该开工")) < text_find(page, T("和平该开工")));
    assert_true(text_has(page, T("计划 2025年1月开工")));
}

static void an_inspector_sees_the_same_and_may_only_open(void **state)
{
    struct site *s = as(state, "inspector", drc);
    text page = site_get(s, 200, "/");

    assert_true(text_has(page, T("该开工未开工")));
    assert_false(text_has(page, T("报开工")));
    assert_false(text_has(page, T("/edit\"")));
}

static void an_owner_sees_the_next_step_of_each_file(void **state)
{
    struct site *s = as(state, "owner", owner);
    text page = site_get(s, 200, "/");

    assert_true(text_has(page, T("我的项目")));
    assert_true(text_has(page, T("和平该开工")));
    assert_false(text_has(page, T("和平将开工")));
}

static void a_leader_sees_the_sums(void **state)
{
    struct site *s = as(state, "leader", drc);
    text page = site_get(s, 200, "/");

    assert_true(text_has(page, T("项目总览")));
    assert_true(text_has(page, T("4.0"))); /* four times one hundred million */
    assert_true(text_has(page, T("/projects?city=2102")));
}

/* In preliminary work, and should have begun in January 2025: a red light that the city should have answered long ago. */
static struct site *lit(void **state, const char *role, ref (*body)(const struct world *))
{
    struct site *s = province(state);
    struct call import = s->w->system;
    id made;

    import.lenient = true;
    assert_ok(world_make(&import, "project.create", &made, "name=大连亮红灯", "division=210202", PLANNED, "stage=preliminary",
                         "start_plan=2025-01", NULL));
    site_sign_in(s, role, body(s->w));
    site_start(s);
    return s;
}

static void a_red_light_waits_for_the_level_that_must_answer(void **state)
{
    struct site *s = lit(state, "city", dalian);
    text page = site_get(s, 200, "/"), list = site_get(s, 200, figure(s, page, "预警待说明", "1"));

    assert_true(text_has(page, T("dd-light-red")));
    assert_true(text_has(page, T("计划2025年1月开工")));
    assert_true(text_has(page, T("▲ 逾期 ")));
    assert_true(text_has(list, T("大连亮红灯")));
}

static void a_leader_sees_the_red_lights_and_answers_none(void **state)
{
    struct site *s = lit(state, "leader", drc);
    text page = site_get(s, 200, "/"), list = site_get(s, 200, figure(s, page, "红灯项目", "1"));

    assert_true(text_has(list, T("大连亮红灯")));
    assert_false(text_has(page, T("预警待说明")));
}

static void another_county_is_not_told_of_it(void **state)
{
    struct site *s = lit(state, "county", heping);
    text page = site_get(s, 200, "/");

    assert_false(text_has(page, T("红灯项目")));
    assert_false(text_has(page, T("计划2025年1月开工")));
}

static id file_of_owner(struct world *w, const char *name)
{
    id p;

    assert_ok(world_make(&w->system, "project.create", &p, name, "division=210102", PLANNED, "stage=planned", "works=energy",
                         "owner_name=辽宁示例能源有限公司", NULL));
    return p;
}

static ref shenyang(const struct world *w)
{
    return w->shenyang;
}

static ref energy(const struct world *w)
{
    return w->energy;
}

/* The owner's application came back with a reason; the city's proposal for the list as well. */
static struct site *returned(void **state, const char *role, ref (*body)(const struct world *))
{
    struct site *s = province(state);
    struct world *w = s->w;
    struct call own = world_call(w, ROLE_OWNER, w->owner, "210102"), county = world_call(w, ROLE_COUNTY, w->heping, "210102");
    struct call city = world_call(w, ROLE_CITY, w->shenyang, "2101"), lead = world_call(w, ROLE_LEAD, w->energy, "21");
    id p = file_of_owner(w, "name=和平变电站"), x, e;

    assert_ok(conn_one(w->conn, w->a, "SELECT name FROM body WHERE id = $1", BIND(V(w->shenyang)), INTO(TO(&city.actor.body_name)), NULL));
    assert_ok(world_make(&own, "admission.create", &x, text_fmt(w->a, "project=%lld", (long long)p.n).p, "why=缓解供电紧张", NULL));
    assert_ok(world_change(&county, "admission.move", x, 1, "to=returned", "reason=资金来源未说明", NULL));
    assert_ok(world_make(&city, "list_entry.create", &e, text_fmt(w->a, "project=%lld", (long long)p.n).p, "year=2026", "list=major", "why=带动就业", NULL));
    assert_ok(world_change(&lead, "list_entry.move", e, 1, "to=returned", "reason=前期深度不够", NULL));
    site_sign_in(s, role, body(w));
    site_start(s);
    return s;
}

static void an_owner_is_told_what_came_back_and_why(void **state)
{
    struct site *s = returned(state, "owner", owner);
    text page = site_get(s, 200, "/"), list = site_get(s, 200, figure(s, page, "入库申请被退回", "1"));

    assert_true(text_has(page, T("资金来源未说明")));
    assert_true(text_has(page, T("按退回原因修改后重新申请")));
    assert_true(text_has(list, T("和平变电站")));
    assert_false(text_has(page, T("清单申报被退回"))); /* the city proposed that */
}

/* September's report came back after October's round had opened, October's correction as well: both wait for their owner, each with its month. */
static void what_came_back_waits_whatever_its_month(void **state)
{
    struct site *s = province(state);
    struct world *w = s->w;
    struct call import = w->system, county = world_call(w, ROLE_COUNTY, w->heping, "210102");
    const char *const months[] = {"month=2026-09", "month=2026-10", "month=2026-10"}, *const states[] = {"state=submitted", "state=accepted", "state=submitted"};
    id p, r;
    text page;

    import.lenient = true;
    assert_ok(world_make(&import, "project.create", &p, "name=和平续建", "division=210102", PLANNED, "stage=continued",
                         "owner_name=辽宁示例能源有限公司", NULL));
    for (int i = 0; i < 3; i++) {
        assert_ok(world_make(&import, "report.create", &r, text_fmt(w->a, "project=%lld", (long long)p.n).p, months[i], states[i], "month_invest=10000",
                             "progress_percent=40", "progress_text=主体工程施工到三层，设备基础完成", "site_state=working", "change_reason=重复计算", NULL));
        if (i != 1)
            assert_ok(world_change(&county, "report.move", r, 1, "to=returned", i ? "reason=更正依据不足" : "reason=与形象进度不符", NULL));
    }
    site_sign_in(s, "owner", w->owner);
    site_start(s);
    page = site_get(s, 200, "/");
    assert_text(text_of(figure(s, page, "退回待改", "2")), "/reports?state=returned");
    assert_true(text_has(page, T("2026年9月：与形象进度不符")));
    assert_true(text_has(page, T(">更正依据不足")));
    assert_true(text_has(page, text_fmt(w->a, "/projects/%lld/reports/2026-09", (long long)p.n)));
    every_link_opens(s, page);
}

/* A running project of the owner, its plan for next year after so many steps: 0: none, 1: a draft, 2: proposed, 3: returned, 4: checked, 5: confirmed. */
static struct site *plan_after(void **state, int steps, const char *role, ref (*body)(const struct world *), id *ret_project, id *ret_plan)
{
    static const struct {
        unsigned role;
        const char *to, *reason;
    } way[] = {{ROLE_OWNER, "to=proposed", NULL}, {ROLE_COUNTY, "to=returned", "reason=一季度偏高"}, {ROLE_OWNER, "to=proposed", NULL}, {ROLE_CITY, "to=checked", NULL}, {ROLE_DRC, "to=confirmed", NULL}};
    static const int moves[] = {0, 0, 1, 2, 4, 5};
    struct site *s = province(state);
    struct world *w = s->w;
    struct call import = w->system, own;

    import.lenient = true;
    assert_ok(world_make(&import, "project.create", ret_project, "name=和平续建", "division=210102", PLANNED, "stage=continued", "owner_name=辽宁示例能源有限公司", NULL));
    own = world_who(w, ROLE_OWNER);
    if (steps)
        assert_ok(world_make(&own, "plan.create", ret_plan, text_fmt(w->a, "project=%lld", (long long)ret_project->n).p, "year=2027", "m05=1000000", "goal=主体封顶",
                             text_fmt(w->a, "responsible_body=%lld", (long long)w->heping.n).p, NULL));
    for (int i = 0; i < moves[steps]; i++) {
        struct call c = world_who(w, way[i].role);
        assert_ok(world_change(&c, "plan.move", *ret_plan, i + 1, way[i].to, way[i].reason, NULL));
    }
    site_sign_in(s, role, body(w));
    site_start(s);
    return s;
}

static void an_owner_is_told_which_plans_to_draw_up(void **state)
{
    id p, plan;
    struct site *s = plan_after(state, 0, "owner", owner, &p, &plan);
    text page = site_get(s, 200, "/");

    assert_text(text_of(figure(s, page, "年度计划待编制", "1")), "/plans/grid?year=2027");
    assert_true(text_has(page, text_fmt(s->w->a, "/projects/%lld/plans/2027\"", (long long)p.n)));
    page = site_get(s, 200, text_fmt(s->w->a, "/projects/%lld/plans", (long long)p.n).p);
    assert_true(text_has(page, T("2027年计划"))); /* from October, beside this year's */
}

static void nobody_has(void **state, int steps, const char *role, ref (*body)(const struct world *))
{
    static const char *const headings[] = {"年度计划待编制", "年度计划退回待改", "年度计划待审核", "年度计划待确认"};
    id p, plan;
    struct site *s = plan_after(state, steps, role, body, &p, &plan);
    text page = site_get(s, 200, "/");

    for (size_t i = 0; i < COUNT(headings); i++)
        assert_false(text_has(page, text_of(headings[i])));
}
static void a_draft_of_a_plan_waits_for_nobody(void **state)
{
    nobody_has(state, 1, "owner", owner);
}
static void a_plan_does_not_wait_for_another_city(void **state)
{
    nobody_has(state, 2, "city", dalian);
}
static void nor_for_the_province_before_it_is_checked(void **state)
{
    nobody_has(state, 2, "drc", drc);
}
static void nor_for_anybody_when_it_is_confirmed(void **state)
{
    nobody_has(state, 5, "drc", drc);
}

static void a_plan_that_was_proposed_waits_for_the_county(void **state)
{
    id p, plan;
    struct site *s = plan_after(state, 2, "county", heping, &p, &plan);
    text page = site_get(s, 200, "/");

    assert_text(text_of(figure(s, page, "年度计划待审核", "1")), "/plans?state=proposed");
    assert_true(text_has(page, T("2027 · 主体封顶")));
    assert_true(text_has(site_get(s, 200, text_fmt(s->w->a, "/plans/%lld", (long long)plan.n).p), T("/move?to=checked\"")));
}

static void a_plan_that_came_back_waits_for_its_owner_with_the_reason(void **state)
{
    id p, plan;
    struct site *s = plan_after(state, 3, "owner", owner, &p, &plan);
    text page = site_get(s, 200, "/");

    assert_text(text_of(figure(s, page, "年度计划退回待改", "1")), "/plans?state=returned");
    assert_true(text_has(page, T("2027 · 一季度偏高")));
    site_get(s, 303, text_fmt(s->w->a, "/plans/%lld/months", (long long)plan.n).p);
    assert_true(text_has(site_get(s, 200, text_fmt(s->w->a, "/projects/%lld/plans/2027", (long long)p.n).p), T("一季度偏高"))); /* where it is mended */
}

static void a_plan_that_was_checked_waits_to_be_confirmed(void **state)
{
    id p, plan;
    struct site *s = plan_after(state, 4, "drc", drc, &p, &plan);

    assert_text(text_of(figure(s, site_get(s, 200, "/"), "年度计划待确认", "1")), "/plans?state=checked");
    assert_true(text_has(site_get(s, 200, text_fmt(s->w->a, "/plans/%lld", (long long)plan.n).p), T("/move?to=confirmed\"")));
}

static void who_proposed_for_a_list_is_told_what_came_back(void **state)
{
    struct site *s = returned(state, "city", shenyang);
    text page = site_get(s, 200, "/"), list = site_get(s, 200, figure(s, page, "清单申报被退回", "1"));

    assert_true(text_has(page, T("前期深度不够")));
    assert_true(text_has(list, T("和平变电站")));
    assert_false(text_has(page, T("入库申请被退回"))); /* the owner applied */
}

static void who_returned_it_is_not(void **state)
{
    struct site *s = returned(state, "lead", energy);
    text page = site_get(s, 200, "/");

    assert_false(text_has(page, T("清单申报被退回")));
    assert_false(text_has(page, T("清单申报待提意见")));
}

static void an_administrator_sees_accounts_and_no_projects(void **state)
{
    struct site *s = as(state, "admin", drc);
    text page = site_get(s, 200, "/");

    assert_true(text_has(page, T("账号和单位")));
    assert_true(text_has(page, T("没有账号的机关单位")));
    assert_true(text_has(page, T("待授权的账号")));
    assert_true(text_has(page, T("/accounts/new")));
    assert_false(text_has(page, T("开工")));
}

static void an_auditor_sees_the_log(void **state)
{
    struct site *s = as(state, "auditor", drc);
    text page = site_get(s, 200, "/");

    assert_true(text_has(page, T("七天内登录失败")));
    site_get(s, 200, "/audit?act=project.export");
}

static void nothing_to_do_is_said(void **state)
{
    struct site *s = site_make(state);

    site_sign_in(s, "county", s->w->heping);
    site_start(s);
    assert_true(text_has(site_get(s, 200, "/"), T("您的范围内还没有项目")));
    assert_true(text_has(site_get(s, 200, "/"), T("/projects/import"))); /* and where to begin */
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ON_SITE(an_officer_sees_what_is_due_in_the_county_and_the_list_behind_it),
        ON_SITE(the_commission_sees_the_province_with_the_oldest_first),
        ON_SITE(an_inspector_sees_the_same_and_may_only_open),
        ON_SITE(an_owner_sees_the_next_step_of_each_file),
        ON_SITE(a_leader_sees_the_sums),
        ON_SITE(a_red_light_waits_for_the_level_that_must_answer),
        ON_SITE(a_leader_sees_the_red_lights_and_answers_none),
        ON_SITE(another_county_is_not_told_of_it),
        ON_SITE(an_owner_is_told_what_came_back_and_why),
        ON_SITE(who_proposed_for_a_list_is_told_what_came_back),
        ON_SITE(an_owner_is_told_which_plans_to_draw_up),
        ON_SITE(a_draft_of_a_plan_waits_for_nobody),
        ON_SITE(a_plan_does_not_wait_for_another_city),
        ON_SITE(nor_for_the_province_before_it_is_checked),
        ON_SITE(nor_for_anybody_when_it_is_confirmed),
        ON_SITE(a_plan_that_was_proposed_waits_for_the_county),
        ON_SITE(a_plan_that_came_back_waits_for_its_owner_with_the_reason),
        ON_SITE(a_plan_that_was_checked_waits_to_be_confirmed),
        ON_SITE(who_returned_it_is_not), ON_SITE(what_came_back_waits_whatever_its_month),
        ON_SITE(an_administrator_sees_accounts_and_no_projects),
        ON_SITE(an_auditor_sees_the_log),
        ON_SITE(nothing_to_do_is_said),
    };
    int status = confine_main(argc, argv);

    if (status >= 0)
        return status;
    fixture_need_engine();
    return cmocka_run_group_tests_name("landing", tests, NULL, NULL);
}
