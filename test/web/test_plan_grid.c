/* The annual plans of many projects typed in one table, over HTTP: prefilled from the file, months proposed by the curve, what does not add up
 * marked and not proposed, what went up only read and why, nothing of others touched.
 */
#include "kit/confine.h"
#include "plan/plan.h"
#include "site.h"

static const char *const TODAY = "2026-03-02T09:00:00+08:00";

struct year_work {
    struct site *s;
    id first, second, beside, thought, last;
};

static id project(struct world *w, const char *name, const char *division, const char *stage)
{
    struct call import = w->system;
    id made;

    import.lenient = true;
    assert_ok(world_make(&import, "project.create", &made, text_fmt(w->a, "name=%s", name).p,
                         text_fmt(w->a, "division=%s", division).p, "content=x", "total_invest=1000000000",
                         text_fmt(w->a, "stage=%s", stage).p, "works=energy", "start_plan=2025-04", "finish_plan=2027-10",
                         "before_year=200000000", "year_plan=120000000", "year_goal=主体完工",
                         text_fmt(w->a, "responsible_body=%lld", (long long)w->heping.n).p, NULL));
    return made;
}

/* Two projects of Heping that are built and `more`, one only thought of, one of Dalian; the county's officer is signed in. */
static struct year_work march_with(void **state, int more)
{
    struct year_work f = {.s = site_make(state)};
    struct world *w = f.s->w;
    moment now;

    assert_true(moment_parse(text_of(TODAY), &now));
    clock_set(now);
    w->system.now = now;
    w->system.today = date_of(now);
    f.first = project(w, "供热管网更新", "210102", "continued");
    f.second = project(w, "老旧小区改造", "210102", "continued");
    f.thought = project(w, "远期地铁线路", "210102", "planned");
    f.beside = project(w, "大连港区防波堤", "210202", "continued");
    for (int i = 0; i < more; i++)
        f.last = project(w, text_fmt(w->a, "管网改造%d", i).p, "210102", "continued");
    site_sign_in(f.s, "county", w->heping);
    site_start(f.s);
    return f;
}

static struct year_work march(void **state)
{
    return march_with(state, 0);
}

static bool says(text page, const char *part)
{
    return text_find(page, text_of(part)) >= 0;
}

static text row(struct year_work *f, id key, int64_t version, const char *total, const char *more)
{
    long long k = (long long)key.n;
    text rest = text_replace(f->s->w->a, text_of(more), T("@"), text_fmt(f->s->w->a, "%lld", k));

    return text_fmt(f->s->w->a, "&row=%lld&%lld.version=%lld&%lld.year_total=%s%.*s", k, k, (long long)version, k, total,
                    TEXT_ARG(rest));
}

static text form(struct year_work *f, const char *what, text one, text other)
{
    return text_fmt(f->s->w->a, "do=%s%.*s%.*s", what, TEXT_ARG(one), TEXT_ARG(other));
}

struct stored {
    bool there;
    money total, whole, june;
    text state, goal;
    int64_t version;
    ref body;
};
static struct stored stored(struct site *s, id p)
{
    static const char sql[] = "SELECT total, year_total, m06, state, goal, version, responsible_body FROM plan WHERE project = $1 AND "
                              "year = 2026 AND removed = 0";
    CLEAN(query_close) struct query q = {0};
    struct stored r = {0};
    struct conn *c;

    assert_ok(db_lease(s->w->db, DB_READ, s->w->a, &c));
    assert_ok(query_open(&q, c, s->w->a, sql, BIND(V(p))));
    r.there = query_row(&q, INTO(TO(&r.total), TO(&r.whole), TO(&r.june), TO(&r.state), TO(&r.goal), TO(&r.version), TO(&r.body)));
    assert_ok(query_end(&q));
    query_close(&q);
    conn_release(c);
    return r;
}

static void the_table_holds_what_needs_a_plan_of_ones_own(void **state)
{
    struct year_work f = march(state);
    text page = site_get(f.s, 200, "/plans/grid");

    assert_true(says(page, "供热管网更新") && says(page, "老旧小区改造"));
    assert_false(says(page, "大连港区防波堤") || says(page, "远期地铁线路"));
    assert_true(says(page, "2026年度计划表格") && says(page, "未编 2"));
    assert_true(says(page, "value=\"12000\"") && says(page, "主体完工")); /* from the file */
    page = site_get(f.s, 200, "/plans/grid?year=2027");
    assert_true(says(page, "2027年度计划表格"));
    assert_false(says(page, "value=\"12000\"")); /* which is this year's figure */
    assert_true(says(site_get(f.s, 200, "/plans/grid?works=water"), "没有要编制年度计划的项目"));
    site_get(f.s, 404, "/plans/grid?year=1850");
    site_get(f.s, 422, "/plans/grid?nonsense=1");
    assert_true(says(site_get(f.s, 200, "/plans"), "href=\"/plans/grid\""));
}

typedef LIST(text) key_texts;
static size_t rows_of(text page, key_texts *keys, struct arena *a)
{
    static const char mark[] = "name=\"row\" value=\"";
    ptrdiff_t at;
    size_t n = 0;

    for (; (at = text_find(page, text_of(mark))) >= 0; n++) {
        text rest = text_sub(page, (size_t)at + sizeof(mark) - 1, page.n);
        list_push(keys, a) = text_cut(rest, '"', &page);
    }
    return n;
}

static void hundreds_are_one_table_when_that_is_asked(void **state)
{
    enum { MORE = 120 };
    struct year_work f = march_with(state, MORE);
    struct arena *a = f.s->w->a;
    key_texts few = {0}, all = {0};
    text page = site_get(f.s, 200, "/plans/grid"), sent = T("do=save");

    assert_int_equal(rows_of(page, &few, a), 40);
    assert_true(says(page, "limit=200") && says(page, "一次 200 项") && says(page, "下 40 项"));
    page = site_get(f.s, 200, "/plans/grid?limit=200");
    assert_int_equal(rows_of(page, &all, a), MORE + 2);
    assert_false(says(page, "一次 200 项"));
    for (size_t i = 0; i < all.n; i++)
        sent = text_fmt(a, "%.*s&row=%.*s&%.*s.version=0&%.*s.year_total=3400&%.*s.m05=3400", TEXT_ARG(sent), TEXT_ARG(all.v[i]), TEXT_ARG(all.v[i]),
                        TEXT_ARG(all.v[i]), TEXT_ARG(all.v[i]));
    site_post(f.s, 303, "/plans/grid?limit=200", sent);
    assert_true(stored(f.s, f.first).there && stored(f.s, f.second).there && stored(f.s, f.last).there);
    assert_int_equal(stored(f.s, f.last).total.yuan, 34000000);
    assert_int_equal(rows_of(site_get(f.s, 200, "/plans/grid?limit=1000000"), &few, a), 40); /* too many is as if nothing had been said */
}

static void months_are_proposed_by_the_curve_and_saved_when_it_is_said(void **state)
{
    struct year_work f = march(state);
    text page = site_post(f.s, 200, "/plans/grid", form(&f, "propose", row(&f, f.first, 0, "12000", ""), row(&f, f.second, 0, "", "")));

    assert_true(says(page, "已按工期和冬歇期拆分 1 项") && says(page, "12,000"));
    assert_false(stored(f.s, f.first).there);
    /* the one without a figure is asked for it when it is chosen */
    page = site_post(f.s, 422, "/plans/grid", form(&f, "propose", row(&f, f.first, 0, "12000", ""), row(&f, f.second, 0, "", "&@.pick=1")));
    assert_true(says(page, "请先填写年度计划投资") && says(page, "is-bad"));
    page = site_post(f.s, 200, "/plans/grid", form(&f, "propose", row(&f, f.first, 0, "", ""), NO_TEXT));
    assert_true(says(page, "没有可拆分的项目"));
}

static void good_rows_are_saved_and_the_bad_one_keeps_its_words(void **state)
{
    struct year_work f = march(state);
    text page = site_post(f.s, 422, "/plans/grid", form(&f, "save", row(&f, f.first, 0, "300", "&@.m05=100&@.m06=200&@.goal=%E5%AE%8C%E5%B7%A5"),
                                                        row(&f, f.second, 0, "abc", "")));
    struct stored one = stored(f.s, f.first);

    assert_true(one.there && one.total.yuan == 3000000 && one.whole.yuan == 3000000 && one.june.yuan == 2000000);
    assert_true(text_eqz(one.state, "draft") && text_eqz(one.goal, "完工"));
    assert_int_equal(one.body.n, f.s->w->heping.n); /* as the file says */
    assert_false(stored(f.s, f.second).there);
    assert_true(says(page, "value=\"abc\"") && says(page, "有 1 行未保存"));
    /* beyond the whole: refused inside the act, at the cell */
    page = site_post(f.s, 422, "/plans/grid", form(&f, "save", row(&f, f.second, 0, "", "&@.m12=90000"), NO_TEXT));
    assert_true(says(page, "超过总投资") && says(page, "is-bad"));
}

static void what_does_not_add_up_is_kept_marked_and_not_proposed(void **state)
{
    struct year_work f = march(state);
    text page = site_post(f.s, 422, "/plans/grid", form(&f, "send", row(&f, f.first, 0, "300", "&@.m05=100&@.m06=150"),
                                                        row(&f, f.second, 0, "500", "&@.m05=500")));

    assert_true(stored(f.s, f.first).there && text_eqz(stored(f.s, f.first).state, "draft"));
    assert_true(says(page, "分月合计 250") && says(page, "is-bad"));
    assert_true(text_eqz(stored(f.s, f.second).state, "proposed"));
    assert_true(says(page, "已报送，待审核")); /* only read, and says why */
    page = site_get(f.s, 200, "/plans/grid");
    assert_true(says(page, "▲ 未平") && says(page, "is-ask") && says(page, "相差 50"));
    assert_true(says(site_post(f.s, 303, "/plans/grid", form(&f, "send", row(&f, f.first, 1, "300", "&@.m05=100&@.m06=200"), NO_TEXT)), "sent=1"));
    assert_true(text_eqz(stored(f.s, f.first).state, "proposed"));
    /* and cannot be typed over any more */
    site_post(f.s, 303, "/plans/grid", form(&f, "save", row(&f, f.first, 3, "900", "&@.m05=900"), NO_TEXT));
    assert_int_equal(stored(f.s, f.first).total.yuan, 3000000);
}

static void rows_of_others_are_not_touched(void **state)
{
    struct year_work f = march(state);

    site_post(f.s, 303, "/plans/grid", form(&f, "send", row(&f, f.beside, 0, "99", "&@.m05=99"), NO_TEXT));
    assert_false(stored(f.s, f.beside).there);
}

static void what_saves_itself_answers_with_its_rows(void **state)
{
    struct year_work f = march(state);
    struct world *w = f.s->w;
    text head = T("Content-Type: application/x-www-form-urlencoded\r\n"), csrf = f.s->session.csrf;
    struct answer got = client_call(&f.s->c, "PUT", "/plans/grid", head,
                                    text_fmt(w->a, "csrf=%.*s%.*s", TEXT_ARG(csrf), TEXT_ARG(row(&f, f.first, 0, "12", "&@.m05=12"))));

    assert_int_equal(got.status, 200);
    assert_true(says(got.body, text_fmt(w->a, "id=\"row-%lld\"", (long long)f.first.n).p));
    assert_false(says(got.body, text_fmt(w->a, "id=\"row-%lld\"", (long long)f.second.n).p));
    assert_int_equal(stored(f.s, f.first).total.yuan, 120000);
    got = client_call(&f.s->c, "PUT", "/plans/grid", head,
                      text_fmt(w->a, "csrf=%.*s&do=propose%.*s", TEXT_ARG(csrf), TEXT_ARG(row(&f, f.second, 0, "2400", ""))));
    assert_int_equal(got.status, 200);
    assert_true(says(got.body, "data-grid-said") && says(got.body, "2,400"));
    assert_false(stored(f.s, f.second).there); /* filled in, and saved by what the page does next */
    got = client_call(&f.s->c, "PUT", "/plans/grid", head, text_fmt(w->a, "csrf=wrong%.*s", TEXT_ARG(row(&f, f.first, 1, "13", ""))));
    assert_int_equal(got.status, 403);
}

static void a_row_changed_by_another_shows_both(void **state)
{
    struct year_work f = march(state);
    text page;

    site_post(f.s, 303, "/plans/grid", form(&f, "save", row(&f, f.first, 0, "10", "&@.m05=10"), NO_TEXT));
    site_post(f.s, 303, "/plans/grid", form(&f, "save", row(&f, f.first, 1, "20", "&@.m05=20"), NO_TEXT));
    page = site_post(f.s, 422, "/plans/grid", form(&f, "save", row(&f, f.first, 1, "30", "&@.m05=20"), NO_TEXT));
    assert_true(says(page, "您填 30，他人已改为 20"));
    assert_int_equal(stored(f.s, f.first).whole.yuan, 200000);
}

/* Of one project on its own page: the file's figures are this year's only, and whoever saves second sees what
 * the first has saved, beside what was typed and its sum. */
static void the_page_of_one_plan_keeps_both_when_two_save(void **state)
{
    struct year_work f = march(state);
    struct world *w = f.s->w;
    const char *now = text_fmt(w->a, "/projects/%lld/plans/2026", (long long)f.first.n).p, *next = text_fmt(w->a, "/projects/%lld/plans/2027", (long long)f.first.n).p;
    text page;

    assert_true(says(site_get(f.s, 200, now), "value=\"12000\""));
    assert_false(says(site_get(f.s, 200, next), "value=\"12000\""));
    assert_false(says(site_get(f.s, 200, next), "主体完工"));
    assert_true(says(site_get(f.s, 200, next), "填写年度计划投资后可按进度拆分到月"));
    assert_false(says(site_get(f.s, 200, text_fmt(w->a, "/projects/%lld/plans", (long long)f.first.n).p), "2027年计划"));

    site_post(f.s, 303, now, T("version=0&m05=300&goal=封顶"));
    site_post(f.s, 303, now, T("version=1&m05=400&goal=封顶"));
    page = site_post(f.s, 409, now, T("version=1&m05=500&goal=封顶"));
    assert_true(says(page, "name=\"m05\" value=\"500\""));
    assert_true(says(page, "他人已改为 400"));
    assert_true(says(page, "<b data-sum-of>500</b>"));
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
        ON_SITE(the_table_holds_what_needs_a_plan_of_ones_own),
        ON_SITE(hundreds_are_one_table_when_that_is_asked),
        ON_SITE(months_are_proposed_by_the_curve_and_saved_when_it_is_said),
        ON_SITE(good_rows_are_saved_and_the_bad_one_keeps_its_words),
        ON_SITE(what_does_not_add_up_is_kept_marked_and_not_proposed),
        ON_SITE(rows_of_others_are_not_touched),
        ON_SITE(what_saves_itself_answers_with_its_rows),
        ON_SITE(a_row_changed_by_another_shows_both),
        ON_SITE(the_page_of_one_plan_keeps_both_when_two_save),
    };
    int status = confine_main(argc, argv);

    if (status >= 0)
        return status;
    fixture_need_engine();
    return cmocka_run_group_tests_name("plan grid", tests, NULL, NULL);
}
