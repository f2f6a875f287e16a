/* Many records typed in one table, over HTTP: what can be saved is saved in one act, what cannot keeps its words and its mark; no row
 * outside the reader's scope is touched; a row changed by somebody else is merged or shows both.
 */
#include "kit/confine.h"
#include "progress/progress.h"
#include "report/report.h"
#include "site.h"

static const char *const OPENED = "2026-11-26T09:00:00+08:00";

struct field_of_work {
    struct site *s;
    id first, second, beside;
};

static id project(struct world *w, const char *name, const char *division)
{
    struct call import = w->system;
    id made;

    import.lenient = true;
    assert_ok(world_make(&import, "project.create", &made, text_fmt(w->a, "name=%s", name).p,
                         text_fmt(w->a, "division=%s", division).p, "content=x", "total_invest=1000000000",
                         "stage=continued", "works=energy", "start_actual=2025-05-01", "before_year=200000000", NULL));
    return made;
}

/* Two projects of Heping and one of Dalian owe the report of November; somebody of the role is signed in. */
static struct field_of_work november(void **state, const char *role)
{
    struct field_of_work f = {.s = site_make(state)};
    struct world *w = f.s->w;
    moment now;
    month m;
    int64_t n;

    assert_true(moment_parse(text_of(OPENED), &now));
    clock_set(now);
    w->system.now = now;
    w->system.today = date_of(now);
    f.first = project(w, "供热管网更新", "210102");
    f.second = project(w, "老旧小区改造", "210102");
    f.beside = project(w, "大连港区防波堤", "210202");
    assert_ok(progress_open_rounds(&w->system, &m, &n));
    assert_int_equal(n, 3);
    site_sign_in(f.s, role, !strcmp(role, "city") ? w->shenyang : w->heping);
    site_start(f.s);
    return f;
}

/* 二标段主体结构封顶 */
#define CAPPED "%E4%BA%8C%E6%A0%87%E6%AE%B5%E4%B8%BB%E4%BD%93%E7%BB%93%E6%9E%84%E5%B0%81%E9%A1%B6"

static text row(struct field_of_work *f, id key, int64_t version, const char *invest, const char *more)
{
    long long k = (long long)key.n;

    return text_fmt(f->s->w->a,
                    "&row=%lld&%lld.version=%lld&%lld.month_invest=%s&%lld.progress_percent=31&%lld.site_state=working&"
                    "%lld.fund_paid=0"
                    "&%lld.progress_text=%s%s%s",
                    k, k, (long long)version, k, invest, k, k, k, k, CAPPED, CAPPED, more);
}

static struct conn *lease(struct site *s)
{
    struct conn *c;

    assert_ok(db_lease(s->w->db, DB_READ, s->w->a, &c));
    return c;
}

struct stored {
    bool there;
    money invest, paid;
    text state, via, needs;
    int64_t version, typed;
};
static struct stored stored(struct site *s, id p)
{
    static const char sql[] = "SELECT month_invest, fund_paid, state, via, needs, version, typed_fields FROM report "
                              "WHERE project = $1 AND month = 24322 AND removed = 0";
    CLEAN(query_close) struct query q = {0};
    struct conn *c = lease(s);
    struct stored r = {0};

    assert_ok(query_open(&q, c, s->w->a, sql, BIND(V(p))));
    r.there = query_row(
        &q, INTO(TO(&r.invest), TO(&r.paid), TO(&r.state), TO(&r.via), TO(&r.needs), TO(&r.version), TO(&r.typed)));
    assert_ok(query_end(&q));
    query_close(&q);
    conn_release(c);
    return r;
}

static bool says(text page, const char *part)
{
    return text_find(page, text_of(part)) >= 0;
}

static void the_table_shows_ones_own_projects_prefilled(void **state)
{
    struct field_of_work f = november(state, "county");
    text page = site_get(f.s, 200, "/reports/grid");

    assert_true(says(page, "供热管网更新") && says(page, "老旧小区改造"));
    assert_false(says(page, "大连港区防波堤"));
    assert_true(says(page, text_fmt(f.s->w->a, "name=\"%lld.site_state\"", (long long)f.first.n).p));
    assert_true(says(page, "未填 2"));
    /* what was put in is marked and said to be so, until somebody changes it */
    assert_true(says(page, "is-ahead\" data-cell=\"fund_paid\"") && says(page, "aria-describedby=\"grid-ahead\"") && says(page, "id=\"grid-ahead\""));
    assert_false(says(page, "is-ahead\" data-cell=\"month_invest\""));
}

static void good_rows_are_saved_and_the_bad_one_keeps_its_words(void **state)
{
    struct field_of_work f = november(state, "county");
    text page = site_post(f.s, 422, "/reports/grid",
                          text_fmt(f.s->w->a, "do=save%.*s%.*s", TEXT_ARG(row(&f, f.first, 0, "1234.5", "")),
                                   TEXT_ARG(row(&f, f.second, 0, "abc", ""))));
    struct stored one = stored(f.s, f.first);

    assert_true(one.there && one.invest.yuan == 12345000);
    assert_true(text_eqz(one.state, "draft") && text_eqz(one.via, "grid"));
    assert_true(one.typed >= 3);
    assert_false(stored(f.s, f.second).there);
    assert_true(says(page, "value=\"abc\"") && says(page, "aria-invalid=\"true\"") && says(page, "1 行未保存"));
}

static void what_is_too_large_is_refused_at_its_row(void **state)
{
    struct field_of_work f = november(state, "county");
    text page = site_post(f.s, 422, "/reports/grid",
                          text_fmt(f.s->w->a, "do=save%.*s%.*s", TEXT_ARG(row(&f, f.first, 0, "-5", "")),
                                   TEXT_ARG(row(&f, f.second, 0, "7", ""))));

    assert_true(says(page, "1 行未保存") &&
                says(page, "value=\"-5\"")); /* refused by the record's own rule, inside the act */
    assert_false(stored(f.s, f.first).there);
    assert_int_equal(stored(f.s, f.second).invest.yuan, 70000);
}

static void rows_of_others_are_not_touched(void **state)
{
    struct field_of_work f = november(state, "county");

    site_post(f.s, 303, "/reports/grid", text_fmt(f.s->w->a, "do=save%.*s", TEXT_ARG(row(&f, f.beside, 0, "99", ""))));
    assert_false(stored(f.s, f.beside).there);
}

static void what_is_filled_in_and_unquestioned_goes_up_together(void **state)
{
    struct field_of_work f = november(state, "county");
    text page, answered, to;
    struct world *w = f.s->w;

    /* the second one is above the total investment's share: it is asked about, and stays a draft until it is explained */
    page = site_post(f.s, 422, "/reports/grid",
                     text_fmt(w->a, "do=send%.*s%.*s", TEXT_ARG(row(&f, f.first, 0, "900", "")),
                              TEXT_ARG(row(&f, f.second, 0, "70000", ""))));
    assert_true(text_eqz(stored(f.s, f.first).state, "county_passed"));
    assert_true(text_eqz(stored(f.s, f.second).state, "draft"));
    assert_true(says(page, "is-ask") && says(page, "待说明"));
    assert_true(says(page, text_fmt(w->a, "/reports/%lld", 0LL).p) ||
                says(page, "县级已审")); /* what went up is only read */
    answered = row(&f, f.second, stored(f.s, f.second).version, "700", "");
    to = site_post(f.s, 303, "/reports/grid", text_fmt(w->a, "do=send%.*s", TEXT_ARG(answered)));
    assert_true(says(to, "sent=1"));
    assert_true(text_eqz(stored(f.s, f.second).state, "county_passed"));
}

static void a_row_changed_by_another_is_merged_or_shows_both(void **state)
{
    struct field_of_work f = november(state, "county");
    struct world *w = f.s->w;
    struct call c = w->system;
    struct conn *own;
    text page;

    site_post(f.s, 303, "/reports/grid", text_fmt(w->a, "do=save%.*s", TEXT_ARG(row(&f, f.first, 0, "10", ""))));
    assert_ok(db_lease(w->db, DB_WRITE, w->a, &own));
    c.conn = own;
    {
        struct stored was = stored(f.s, f.first);
        id key;
        bool found;
        static const char sql[] = "SELECT id FROM report WHERE project = $1 AND month = 24322";
        assert_ok(conn_one(own, w->a, sql, BIND(V(f.first)), INTO(TO(&key)), &found));
        assert_ok(world_change(&c, "report.change", key, was.version, "month_invest=200000", "needs=他人所填", NULL));
    }
    conn_release(own);
    /* the same cell: both figures, nothing saved */
    page = site_post(f.s, 422, "/reports/grid", text_fmt(w->a, "do=save%.*s", TEXT_ARG(row(&f, f.first, 1, "30", ""))));
    assert_true(says(page, "您填 30，他人已改为 20"));
    assert_int_equal(stored(f.s, f.first).invest.yuan, 200000);
    /* begun by both: nothing that both had seen, so nothing is taken from either */
    page = site_post(f.s, 422, "/reports/grid", text_fmt(w->a, "do=save%.*s", TEXT_ARG(row(&f, f.first, 0, "40", ""))));
    assert_true(says(page, "您填 40，他人已改为 20"));
    assert_int_equal(stored(f.s, f.first).version, 2);
    /* another cell: both changes stand */
    site_post(f.s, 303, "/reports/grid",
              text_fmt(w->a, "do=save&row=%lld&%lld.version=1&%lld.month_invest=10&%lld.fund_paid=8&%lld.needs=",
                       (long long)f.first.n, (long long)f.first.n, (long long)f.first.n, (long long)f.first.n,
                       (long long)f.first.n));
    assert_int_equal(stored(f.s, f.first).invest.yuan, 200000);
    assert_int_equal(stored(f.s, f.first).paid.yuan, 80000);
    assert_true(text_eqz(stored(f.s, f.first).needs, "他人所填"));
}

/* The form of one report: both changes side by side, a choice where both did, nothing overwritten. */
static void a_form_changed_by_another_shows_both_sides(void **state)
{
    struct field_of_work f = november(state, "county");
    struct world *w = f.s->w;
    struct call c = w->system;
    const char *form = text_fmt(w->a, "/projects/%lld/reports/2026-11", (long long)f.first.n).p;
    struct conn *own;
    text page;

    site_post(f.s, 303, form, T("do=save&version=0&month_invest=10&fund_paid=0"));
    site_post(f.s, 409, form, T("do=save&version=0&month_invest=11&fund_paid=0")); /* another window that was opened before */
    assert_int_equal(stored(f.s, f.first).invest.yuan, 100000);
    assert_ok(db_lease(w->db, DB_WRITE, w->a, &own));
    c.conn = own;
    {
        static const char sql[] = "SELECT id FROM report WHERE project = $1 AND month = 24322";
        id key;
        assert_ok(conn_one(own, w->a, sql, BIND(V(f.first)), INTO(TO(&key)), &(bool){0}));
        assert_ok(world_change(&c, "report.change", key, 1, "month_invest=200000", "needs=他人所填", NULL));
    }
    conn_release(own);
    page = site_post(f.s, 409, form, T("do=save&version=1&month_invest=30&fund_paid=8&needs="));
    assert_true(says(page, "name=\"pick.month_invest\" value=\"theirs\"") && says(page, "两人都改过的请选一个"));
    assert_true(says(page, "value=\"30\"") && says(page, ">他人所填</textarea>")); /* mine where both did, his where only he did */
    assert_int_equal(stored(f.s, f.first).invest.yuan, 200000);
    site_post(f.s, 303, form, T("do=save&version=2&pick.month_invest=theirs&month_invest=30&fund_paid=8&needs=%E4%BB%96%E4%BA%BA%E6%89%80%E5%A1%AB"));
    assert_int_equal(stored(f.s, f.first).invest.yuan, 200000);
    assert_int_equal(stored(f.s, f.first).paid.yuan, 80000);
    assert_true(text_eqz(stored(f.s, f.first).needs, "他人所填"));
}

static void the_programs_own_saving_answers_with_the_rows_it_was_given(void **state)
{
    struct field_of_work f = november(state, "county");
    struct answer got = client_call(
        &f.s->c, "PUT", "/reports/grid", T("Content-Type: application/x-www-form-urlencoded\r\n"),
        text_fmt(f.s->w->a, "csrf=%.*s%.*s", TEXT_ARG(f.s->session.csrf), TEXT_ARG(row(&f, f.first, 0, "12", ""))));

    assert_int_equal(got.status, 200);
    assert_true(says(got.body, text_fmt(f.s->w->a, "id=\"row-%lld\"", (long long)f.first.n).p));
    assert_false(says(got.body, text_fmt(f.s->w->a, "id=\"row-%lld\"", (long long)f.second.n).p));
    assert_int_equal(stored(f.s, f.first).invest.yuan, 120000);
}

static void a_row_sent_meanwhile_is_answered_read_only(void **state)
{
    struct field_of_work f = november(state, "county");
    struct world *w = f.s->w;
    const char *typeable = text_fmt(w->a, "data-row=\"%lld\"", (long long)f.first.n).p;
    const char *shown = text_fmt(w->a, "<tr id=\"row-%lld\"", (long long)f.first.n).p;
    struct answer got;

    assert_true(says(site_get(f.s, 200, "/reports/grid"), typeable));
    site_post(f.s, 303, "/reports/grid", text_fmt(w->a, "do=send%.*s", TEXT_ARG(row(&f, f.first, 0, "900", ""))));
    got = client_call(&f.s->c, "PUT", "/reports/grid", T("Content-Type: application/x-www-form-urlencoded\r\n"),
                      text_fmt(w->a, "csrf=%.*s%.*s%.*s", TEXT_ARG(f.s->session.csrf),
                               TEXT_ARG(row(&f, f.first, 0, "12", "")), TEXT_ARG(row(&f, f.beside, 0, "12", ""))));
    assert_int_equal(got.status, 200);
    assert_true(says(got.body, shown) && says(got.body, "县级已审"));
    assert_false(says(got.body, typeable) || says(got.body, "<input"));
    assert_false(says(got.body, text_fmt(w->a, "row-%lld", (long long)f.second.n).p));
    assert_false(says(got.body, text_fmt(w->a, "row-%lld", (long long)f.beside.n).p)); /* of nobody's scope here, posted or not */
    assert_int_equal(stored(f.s, f.first).invest.yuan, 9000000);
    assert_true(text_eqz(stored(f.s, f.first).state, "county_passed"));
}

static void what_the_reports_cost_is_counted_by_place_and_month(void **state)
{
    struct field_of_work f = november(state, "county");
    struct world *w = f.s->w;
    text opened = text_fmt(w->a, "opened=%lld&do=send", (long long)w->system.now.ms - 42000), page;
    struct answer table;

    site_post(f.s, 303, "/reports/grid", text_fmt(w->a, "%.*s%.*s", TEXT_ARG(opened), TEXT_ARG(row(&f, f.first, 0, "900", ""))));
    page = site_get(f.s, 200, "/burden");
    assert_true(says(page, "2026年11月填报负担") && says(page, "导出 Excel"));
    assert_false(says(text_sub(page, (size_t)text_find(page, T("<main")), page.n), "某人")); /* no person */
    page = site_get(f.s, 200, "/api/v1/burden?month=2026-11");
    assert_true(says(page, "\"reports\":1,") && says(page, "\"timed\":1,"));
    assert_true(says(page, "\"seconds\":42,"));
    assert_true(says(page, text_fmt(w->a, "\"typed_fields\":%lld,", (long long)stored(f.s, f.first).typed).p));
    {
        static const char sql_answers[] = "UPDATE report SET answers = $1 WHERE project = $2";
        struct conn *own;
        assert_ok(db_lease(w->db, DB_WRITE, w->a, &own));
        assert_ok(conn_run(own, w->a, sql_answers, BIND(V(T("jump: weather;\nshare: other; 1\npaid: other; 2")), V(f.first)), NULL));
        conn_release(own);
    }
    page = site_get(f.s, 200, "/api/v1/burden?month=2026-11");
    assert_true(says(page, "\"questions\":3,") && says(page, "\"months\":[{\"month\":\"2026-11\""));
    table = client_get(&f.s->c, "/burden/export?month=2026-11");
    assert_int_equal(table.status, 200);
    assert_true(text_starts(table.body, T("PK")));
    assert_true(says(site_get(f.s, 200, "/burden?month=2020-01"), "本月还没有报送的月报"));
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
        ON_SITE(the_table_shows_ones_own_projects_prefilled),
        ON_SITE(good_rows_are_saved_and_the_bad_one_keeps_its_words),
        ON_SITE(what_is_too_large_is_refused_at_its_row),
        ON_SITE(rows_of_others_are_not_touched),
        ON_SITE(what_is_filled_in_and_unquestioned_goes_up_together),
        ON_SITE(a_row_changed_by_another_is_merged_or_shows_both),
        ON_SITE(a_form_changed_by_another_shows_both_sides),
        ON_SITE(the_programs_own_saving_answers_with_the_rows_it_was_given),
        ON_SITE(a_row_sent_meanwhile_is_answered_read_only),
        ON_SITE(what_the_reports_cost_is_counted_by_place_and_month),
    };
    int status = confine_main(argc, argv);

    if (status >= 0)
        return status;
    fixture_need_engine();
    return cmocka_run_group_tests_name("grid", tests, NULL, NULL);
}
