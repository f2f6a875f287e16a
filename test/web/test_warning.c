/* The page of one warning and the tab of a project's warnings over HTTP: the rule's arithmetic with the real figures, the months behind
 * it, who must act; the acts as forms, and who is refused; what stands there when the facts have put it out.
 */
#include "kit/confine.h"
#include "plan/plan.h"
#include "report/report.h"
#include "site.h"

struct lit {
    struct site *s;
    id project, other, warning;
};

static err step(struct world *w, const char *act, id target, const char *to)
{
    const struct act *x = act_by_name(text_of(act));
    void *r;

    TRY(record_load(&w->system, x->target, target, &r));
    return world_change(&w->system, act, target, record_head_of(r)->version, to, NULL);
}

static id project(struct world *w, const char *name, const char *division)
{
    struct call import = w->system;
    id made;

    import.lenient = true;
    assert_ok(world_make(&import, "project.create", &made, name, division, "content=x", "total_invest=1000000000",
                         "stage=continued", "works=energy", "start_actual=2025-05-01", "in_stats=1", NULL));
    return made;
}

static void plan_it(struct world *w, id p)
{
    id plan;

    assert_ok(world_make(&w->system, "plan.create", &plan, text_fmt(w->a, "project=%lld", (long long)p.n).p,
                         "year=2026", "m01=100000000", "m06=100000000", "m12=10000000", "goal=完成主体",
                         text_fmt(w->a, "responsible_body=%lld", (long long)w->drc.n).p, NULL));
    assert_ok(step(w, "plan.move", plan, "to=proposed"));
    assert_ok(step(w, "plan.move", plan, "to=checked"));
    assert_ok(step(w, "plan.move", plan, "to=confirmed"));
}

static void report_it(struct world *w, id p, const char *month, const char *invest)
{
    id made;

    assert_ok(world_make(&w->system, "report.create", &made, text_fmt(w->a, "project=%lld", (long long)p.n).p, month,
                         invest, "progress_percent=40", "progress_text=主体工程施工到三层", "site_state=working",
                         NULL));
    assert_ok(step(w, "report.move", made, "to=submitted"));
    assert_ok(step(w, "report.move", made, "to=county_passed"));
    assert_ok(step(w, "report.move", made, "to=city_passed"));
    assert_ok(step(w, "report.move", made, "to=accepted"));
}

/* 200 million planned by now, 30 million done: 170 of the year's 210 behind, 80.95 points. */
static struct lit *lit(void **state)
{
    static const char sql_one[] = "SELECT id FROM warning WHERE region = $1 AND project = $2 AND rule = 'plan'";
    struct site *s = site_make(state);
    struct world *w = s->w;
    struct lit *l = ARENA_NEW(w->a, struct lit);

    *l = (struct lit){.s = s,
                      .project = project(w, "name=和平落后项目", "division=210102"),
                      .other = project(w, "name=大连无灯项目", "division=210202")};
    plan_it(w, l->project);
    report_it(w, l->project, "month=2026-10", "month_invest=30000000");
    assert_ok(conn_one(w->conn, w->a, sql_one, BIND(V(w->system.region), V(l->project)), INTO(TO(&l->warning)), NULL));
    return l;
}

static struct lit *as(void **state, const char *role, bool shenyang)
{
    struct lit *l = lit(state);

    site_sign_in(l->s, role, shenyang ? l->s->w->shenyang : l->s->w->dalian);
    site_start(l->s);
    return l;
}

static const char *at(struct lit *l, const char *format)
{
    return text_fmt(l->s->w->a, "/warnings/%lld%s", (long long)l->warning.n, format).p;
}

static void says(text page, const char *what)
{
    if (text_find(page, text_of(what)) < 0)
        fail_msg("the page does not say: %s", what);
}

static void the_page_shows_the_arithmetic_and_the_months_behind_it(void **state)
{
    struct lit *l = as(state, "city", true);
    text page = site_get(l->s, 200, at(l, ""));

    says(page, "dd-light-red");
    says(page, "落后序时进度");
    says(page, "80.95个百分点");
    says(page, "1.7 亿元");
    says(page, "&gt; 30个百分点");
    says(page, "2026年10月");
    says(page, "3,000</td>");
    says(page, "/reports/");
    says(page, "银川");
    says(page, "灯不能手工熄灭");
}

/* Two fields keep the sentence in two languages; the list shows the reader's, unless he chooses. */
static void the_list_gives_the_reason_in_the_readers_language(void **state)
{
    struct lit *l = as(state, "city", true);
    text page = site_get(l->s, 200, "/warnings");

    says(page, "落后年度计划80.95个百分点");
    assert_true(text_find(page, T("points of the year")) < 0);
    l->s->c.cookies = text_fmt(l->s->w->a, "dd_session=%.*s; dd_lang=en", TEXT_ARG(l->s->session.secret));
    page = site_get(l->s, 200, "/warnings");
    says(page, "80.95 points of the year");
    assert_true(text_find(page, T("个百分点")) < 0);
    says(site_get(l->s, 200, "/warnings?columns=name,reason_zh"), "80.95个百分点");
}

/* A box chooses a row for its sums and for export; what may not be changed as it stands is told to the button beside them. */
static void a_row_that_may_not_be_changed_is_marked(void **state)
{
    struct lit *l = lit(state);
    text page;

    assert_ok(world_make(&l->s->w->system, "report.create", &(id){0}, text_fmt(l->s->w->a, "project=%lld", (long long)l->project.n).p,
                         "month=2026-11", "month_invest=1000000", "progress_percent=41", "progress_text=主体工程施工到四层",
                         "site_state=working", NULL));
    site_sign_in(l->s, "city", l->s->w->shenyang);
    site_start(l->s);
    page = site_get(l->s, 200, "/reports?month=2026-10");
    says(page, "<tr data-fixed>");
    says(page, "data-change");
    page = site_get(l->s, 200, "/reports?month=2026-11");
    says(page, "<tbody data-rows>");
    assert_true(text_find(page, T("data-fixed>")) < 0);
}

static void it_is_acknowledged_then_explained_and_stays_lit(void **state)
{
    struct lit *l = as(state, "city", true);
    text page;

    site_post(l->s, 303, at(l, "/move"), T("version=1&to=acknowledged"));
    page = site_get(l->s, 200, at(l, ""));
    says(page, "签收</strong>");
    page = site_post(l->s, 422, at(l, "/move"), T("version=2&to=handled&reason=")); /* not without a reason */
    site_post(l->s, 303, at(l, "/move"), T("version=2&to=handled&reason=征地推迟"));
    page = site_get(l->s, 200, at(l, ""));
    says(page, "征地推迟");
    says(page, "dd-light-red");
    assert_true(text_find(page, T("name=\"to\"")) < 0); /* nothing is left to do by hand */
    site_post(l->s, 409, at(l, "/move"), T("version=3&to=cleared"));
}

static id report_of(struct world *w, id p, const char *month)
{
    id made;

    assert_ok(world_make(&w->system, "report.create", &made, text_fmt(w->a, "project=%lld", (long long)p.n).p, month, "month_invest=20000000",
                         "progress_percent=41", "progress_text=主体工程施工到四层", "site_state=working", NULL));
    return made;
}

static text form_of(struct lit *l, id p, const char *month)
{
    return site_get(l->s, 200, text_fmt(l->s->w->a, "/projects/%lld/reports/%s", (long long)p.n, month).p);
}

/* Not so late that the session has ended. */
static void later(struct lit *l, int64_t minutes)
{
    l->s->w->system.now.ms += minutes * 60000;
    clock_set(l->s->w->system.now);
}

static void a_rectification_is_asked_its_photograph_by_the_next_report_and_no_other(void **state)
{
    struct lit *l = lit(state);
    struct world *w = l->s->w;
    const char *asked = "“落后序时进度”预警整改后";
    struct conn *conn CLEAN(conn_clean) = NULL;
    text page;
    struct call drc;
    id november, beside = project(w, "name=和平另一项目", "division=210102");

    report_it(w, beside, "month=2026-10", "month_invest=30000000");
    site_sign_in(l->s, "city", w->shenyang);
    site_start(l->s);
    assert_true(text_find(form_of(l, l->project, "2026-11"), T("dd-rep-photo")) < 0); /* nothing is asked of anybody else */
    later(l, 1);
    site_post(l->s, 303, at(l, "/move"), T("version=1&to=acknowledged&rectified=1")); /* nothing was put right by having been seen */
    page = site_get(l->s, 200, at(l, ""));
    says(page, "name=\"rectified\"");
    assert_true(text_find(page, T("整改后照片")) < 0);
    page = site_post(l->s, 422, at(l, "/move"), T("version=2&to=handled&reason=&rectified=1"));
    says(page, "name=\"rectified\""); /* what was ticked stays when the reason is missing */
    site_post(l->s, 303, at(l, "/move"), T("version=2&to=handled&reason=增开两个作业面&rectified=1"));
    page = site_get(l->s, 200, at(l, ""));
    says(page, "说明并办理，已现场整改");
    says(page, "还没有照片");
    says(site_get(l->s, 200, text_fmt(w->a, "/api/v1/warnings/%lld", (long long)l->warning.n).p), "\"rectified\":true");
    page = form_of(l, l->project, "2026-11");
    says(page, asked);
    says(page, text_fmt(w->a, "files?occasion=rectification&amp;about_record=warning&amp;about_id=%lld", (long long)l->warning.n).p);
    assert_true(text_find(form_of(l, beside, "2026-11"), T("dd-rep-photo")) < 0);
    says(site_get(l->s, 200, text_fmt(w->a, "/projects/%lld/files?occasion=rectification&about_record=warning&about_id=%lld", (long long)l->project.n, (long long)l->warning.n).p),
         text_fmt(w->a, "name=\"about_id\" value=\"%lld\"", (long long)l->warning.n).p);
    later(l, 1);
    assert_ok(db_lease(w->db, DB_WRITE, w->a, &conn));
    w->system.conn = conn;
    november = report_of(w, l->project, "month=2026-11");
    says(form_of(l, l->project, "2026-11"), asked);                /* also while it is a draft */
    assert_ok(step(w, "report.move", november, "to=submitted"));
    assert_true(text_find(form_of(l, l->project, "2026-08"), text_of(asked)) < 0); /* one is sent: no other asks */
    later(l, 1);
    drc = world_who(w, ROLE_DRC);
    assert_ok(world_change(&drc, "report.move", november, 2, "to=returned", "reason=说明过短", NULL));
    says(form_of(l, l->project, "2026-11"), asked); /* it comes again, and is the same report */
}

static void an_answer_in_words_asks_for_no_photograph(void **state)
{
    struct lit *l = as(state, "city", true);
    text page;

    later(l, 1);
    site_post(l->s, 303, at(l, "/move"), T("version=1&to=handled&reason=征地推迟一个月"));
    page = site_get(l->s, 200, at(l, ""));
    assert_true(text_find(page, T("整改")) < 0);
    assert_true(text_find(form_of(l, l->project, "2026-11"), T("dd-rep-photo")) < 0);
}

static void who_may_not_act_sees_no_form_and_another_city_nothing(void **state)
{
    struct lit *l = as(state, "leader", true);
    text page = site_get(l->s, 200, at(l, ""));

    assert_true(text_find(page, T("name=\"to\"")) < 0);
    site_post(l->s, 403, at(l, "/move"), T("version=1&to=acknowledged"));
}

static void another_city_sees_neither_page_nor_figures(void **state)
{
    struct lit *l = as(state, "city", false);

    site_get(l->s, 404, at(l, ""));
    site_get(l->s, 404, text_fmt(l->s->w->a, "/api/v1/warnings/%lld/arithmetic", (long long)l->warning.n).p);
    site_get(l->s, 404, text_fmt(l->s->w->a, "/projects/%lld/warnings", (long long)l->project.n).p);
    says(site_get(l->s, 200, text_fmt(l->s->w->a, "/projects/%lld/warnings", (long long)l->other.n).p), "没有亮着的灯");
}

static void the_api_gives_figures_limits_and_months(void **state)
{
    struct lit *l = as(state, "city", true);
    text json = site_get(l->s, 200,
                         text_fmt(l->s->w->a, "/api/v1/warnings/%lld/arithmetic", (long long)l->warning.n).p);

    says(json, "\"rule\":\"plan\"");
    says(json, "80.95个百分点");
    says(json, "\"planned\":100000000");
    says(json, "\"done\":30000000");
    says(json, "\"workdays\":5");
}

static void what_is_out_says_what_it_was_and_why_it_is_out(void **state)
{
    struct lit *l = lit(state);
    struct world *w = l->s->w;
    text page;

    w->system.now.ms += INT64_C(2) * 86400000;
    w->system.today.days += 2;
    clock_set(w->system.now);
    report_it(w, l->project, "month=2026-09", "month_invest=170000000");
    site_sign_in(l->s, "city", w->shenyang);
    site_start(l->s);
    page = site_get(l->s, 200, at(l, ""));
    says(page, "已消除");
    says(page, "事实已变，灯灭");
    says(page, "80.95个百分点"); /* of the last evening on which it burnt */
    says(page, "现在：");
    page = site_get(l->s, 200, text_fmt(w->a, "/projects/%lld/warnings", (long long)l->project.n).p);
    says(page, "已消除的");
    says(site_get(l->s, 200, "/projects"), "dd-light-");
}

static void two_packs_are_compared_within_the_scope(void **state)
{
    struct lit *l = as(state, "city", true);
    text page = site_get(l->s, 200, "/warnings/compare?a=default&b=tianjin&year=2026"), json;

    says(page, "规则包比较");
    says(page, "和平落后项目");
    says(page, "落后年度计划80.95个百分点"); /* Tianjin's rules are of bonds only */
    assert_true(text_find(page, T("大连无灯项目")) < 0);
    says(site_get(l->s, 200, "/warnings/compare?a=default&b=default"), "两套规则对这些项目的说法相同");
    says(site_get(l->s, 200, "/warnings/compare?a=nonsense&b=&year=x&after="), "规则包比较");
    json = site_get(l->s, 200, "/api/v1/warnings/compare?a=default&b=tianjin");
    says(json, "\"a\":\"red\",\"b\":\"\"");
    says(json, "\"projects\":1");
    says(site_get(l->s, 200, "/warnings/compare?a=default&b=tianjin&year=2025"), "2025-12-31"); /* nothing was known then */
}

static void a_search_finds_the_project_and_not_each_of_its_warnings(void **state)
{
    struct lit *l = as(state, "city", true);
    const char *file = text_fmt(l->s->w->a, "/projects/%lld\"", (long long)l->project.n).p;
    text page = site_get(l->s, 200, "/search?q=%E5%92%8C%E5%B9%B3%E8%90%BD%E5%90%8E");

    says(page, file);
    assert_true(text_find(page, T("href=\"/warnings/")) < 0);
    says(site_get(l->s, 200, "/search?quick=1&q=hplh"), file);
    says(site_get(l->s, 200, "/warnings?q=hplh"), "和平落后项目"); /* in their own list they are found by it */
}

static void an_owner_compares_no_packs(void **state)
{
    struct site *s = site_make(state);

    site_sign_in(s, "owner", s->w->owner);
    site_start(s);
    site_get(s, 403, "/warnings/compare");
}

static int up(void **state)
{
    *state = NULL;
    return 0;
}
#define ON_SITE(f) cmocka_unit_test_setup_teardown(f, up, site_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ON_SITE(the_page_shows_the_arithmetic_and_the_months_behind_it),
        ON_SITE(the_list_gives_the_reason_in_the_readers_language),
        ON_SITE(a_row_that_may_not_be_changed_is_marked),
        ON_SITE(it_is_acknowledged_then_explained_and_stays_lit),
        ON_SITE(a_rectification_is_asked_its_photograph_by_the_next_report_and_no_other),
        ON_SITE(an_answer_in_words_asks_for_no_photograph),
        ON_SITE(who_may_not_act_sees_no_form_and_another_city_nothing),
        ON_SITE(another_city_sees_neither_page_nor_figures),
        ON_SITE(the_api_gives_figures_limits_and_months),
        ON_SITE(two_packs_are_compared_within_the_scope),
        ON_SITE(a_search_finds_the_project_and_not_each_of_its_warnings),
        ON_SITE(an_owner_compares_no_packs),
        ON_SITE(what_is_out_says_what_it_was_and_why_it_is_out),
    };
    int status = confine_main(argc, argv);

    if (status >= 0)
        return status;
    fixture_need_engine();
    return cmocka_run_group_tests_name("warning page", tests, NULL, NULL);
}
