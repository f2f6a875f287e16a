/* The list page over HTTP: what its forms send becomes an address, pages go both ways, views are kept, many records change
 * together or not at all.
 */
#include "kit/confine.h"
#include "kit/filter.h"
#include "site.h"

static id project[7];

/* Seven projects of Heping: 1 to 5 hundred million, then two of which no total is known. */
static void seven(struct site *s)
{
    struct world *w = s->w;

    for (int i = 0; i < 7; i++)
        assert_ok(world_make(&w->system, "project.create", &project[i], text_fmt(w->a, "name=第%d号工程", i + 1).p, "division=210102", "content=x",
                             text_fmt(w->a, "total_invest=%d00000000", i + 1).p, "stage=planned", NULL));
    for (int i = 5; i < 7; i++)
        assert_ok(conn_run(w->conn, w->a, "UPDATE project SET total_invest = NULL WHERE id = $1", BIND(V(project[i])), NULL));
}

static int up(void **state)
{
    struct site *s = site_make(state);

    seven(s);
    site_sign_in(s, "drc", s->w->drc);
    return site_start(s);
}
#define ON_SITE(f) cmocka_unit_test_setup_teardown(f, up, site_tear_down)
#define get site_get
#define post site_post

/* --- addresses -------------------------------------------------------------------------------------------------------------- */

static void a_chips_form_becomes_the_address_that_the_filter_reads(void **state)
{
    static const struct {
        const char *sent, *becomes; /* NULL: stays as it is */
    } cases[] = {
        {"/projects?stage=planned&stage=reserve&stage.empty=", "/projects?stage=planned%2Creserve"},
        {"/projects?total_invest.least=4&total_invest.most=&total_invest.unit=yi&total_invest.empty=", "/projects?total_invest.min=400000000"},
        {"/projects?total_invest.least=4000&total_invest.unit=wan", "/projects?total_invest.min=40000000"},
        {"/projects?total_invest.most=4%E4%BA%BF%E5%85%83&total_invest.unit=wan", "/projects?total_invest.max=400000000"},
        {"/projects?division.named=%E5%92%8C%E5%B9%B3%E5%8C%BA%E3%80%81%E5%A4%A7%E8%BF%9E%E5%B8%82", "/projects?division=210102%2C210200"},
        {"/projects?start_plan.least=2026.3", "/projects?start_plan.min=2026-03"},
        {"/projects?columns=stage&columns=works&q=", "/projects?columns=stage%2Cworks"},
        {"/projects?stage=planned&sort=-total_invest", NULL},
    };
    struct site *s = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        text to = get(s, cases[i].becomes ? 303 : 200, cases[i].sent);
        if (cases[i].becomes)
            assert_true(text_eqz(to, cases[i].becomes) || (print_error("%s: %.*s\n", cases[i].sent, TEXT_ARG(to)), false));
    }
}

static void what_cant_be_read_is_told_in_the_chip_and_kept(void **state)
{
    struct site *s = *state;
    text page = get(s, 422, "/projects?total_invest.least=%E5%BE%88%E5%A4%9A&stage=planned");

    assert_true(text_has(page, T("很多")));
    assert_true(text_has(page, T("第1号工程"))); /* the rest of the filter holds */
    page = get(s, 422, "/projects?responsible_body.named=%E6%B2%A1%E6%9C%89");
    assert_true(text_has(page, T("没有找到单位“没有”")));
}

static void a_reference_is_filtered_by_its_name(void **state)
{
    struct site *s = *state;
    text to = get(s, 303, "/projects?responsible_body.named=%E8%BE%BD%E5%AE%81%E7%9C%81%E8%83%BD%E6%BA%90%E5%B1%80");
    text page;

    assert_true(text_eq(to, text_fmt(s->w->a, "/projects?responsible_body=%lld", (long long)s->w->energy.n)));
    page = get(s, 200, text_z(s->w->a, to));
    assert_true(text_has(page, T("辽宁省能源局"))); /* in the chip, by name */
    assert_true(text_has(page, T("没有符合条件的项目")));
    assert_true(text_has(page, T("有 7 项"))); /* what the way out leads to */
}

/* --- pages ------------------------------------------------------------------------------------------------------------------- */

static text link_of(struct site *s, text page, const char *rel)
{
    text head = text_fmt(s->w->a, "rel=\"%s\" href=\"", rel), rest;
    ptrdiff_t at = text_find(page, head);

    if (at < 0)
        return NO_TEXT;
    return text_replace(s->w->a, text_cut(text_sub(page, (size_t)at + head.n, page.n), '"', &rest), T("&amp;"), T("&"));
}

static void pages_go_forth_and_back_over_rows_without_a_value(void **state)
{
    static const char *const rows[] = {"第 1–2 行", "第 3–4 行", "第 5–6 行", "第 7–7 行"};
    struct site *s = *state;
    text seen[4], page = get(s, 200, "/projects?limit=2");

    for (int i = 0; i < 4; i++) {
        seen[i] = page;
        assert_true(text_has(page, text_of(rows[i])));
        if (i < 3)
            page = get(s, 200, text_z(s->w->a, link_of(s, page, "next")));
    }
    assert_false(link_of(s, page, "next").n);
    for (int i = 2; i >= 0; i--) {
        page = get(s, 200, text_z(s->w->a, link_of(s, page, "prev")));
        assert_true(text_has(page, text_of(rows[i])));
        for (int k = 1; k <= 7; k++) {
            text name = text_fmt(s->w->a, ">第%d号工程<", k);
            assert_int_equal(text_has(page, name), text_has(seen[i], name));
        }
    }
    assert_false(link_of(s, page, "prev").n);
}

static void totals_count_what_the_filter_holds(void **state)
{
    struct site *s = *state;
    text sum = get(s, 200, "/projects/totals?total_invest.max=300000000");

    assert_true(text_has(sum, T("3 项")));
    assert_true(text_has(sum, T("6.0")));
}

/* A month of a project counts once in the totals, as it was corrected last; drafts count when they are asked for. The year's plan likewise. */
static void totals_add_what_is_in_force(void **state)
{
    static const struct {
        const char *state, *amount;
    } reports[] = {{"state=accepted", "month_invest=1000000"}, {"state=accepted", "month_invest=1500000"}, {"state=draft", "month_invest=7000000"}},
      plans[] = {{"state=confirmed", "m12=4000000"}, {"state=confirmed", "m12=5000000"}, {"state=draft", "m12=90000000"}};
    struct site *s = *state;
    struct world *w = s->w;
    struct call import = w->system;
    const char *of;
    id made;
    text sum;

    import.lenient = true;
    assert_ok(world_make(&import, "project.create", &made, "name=在建工程", "division=210102", "content=x", "total_invest=900000000", "stage=continued", NULL));
    of = text_fmt(w->a, "project=%lld", (long long)made.n).p;
    for (size_t i = 0; i < COUNT(reports); i++)
        assert_ok(world_make(&import, "report.create", &made, of, "month=2026-09", reports[i].state, reports[i].amount, "progress_percent=40",
                             "progress_text=主体工程施工到三层，设备基础完成", "site_state=working", "change_reason=重复计算", NULL));
    sum = get(s, 200, "/reports/totals?");
    assert_true(text_has(sum, T("3 项"))); /* all are counted */
    assert_true(text_has(sum, T("150 ")) && text_has(sum, T("不含草稿")));
    assert_true(text_has(get(s, 200, "/reports/totals?state=draft"), T("700 ")));
    for (size_t i = 0; i < COUNT(plans); i++)
        assert_ok(world_make(&import, "plan.create", &made, of, "year=2026", plans[i].state, plans[i].amount, "change_reason=征地推迟", "goal=封顶", NULL));
    sum = get(s, 200, "/plans/totals?");
    assert_true(text_has(sum, T("500 ")) && text_has(sum, T("只计一版")));
    assert_false(text_has(sum, T("data-label=\"12月\"></td>"))); /* no month is left without its sum */
    assert_true(text_has(get(s, 200, "/plans/totals?state=superseded"), T("400 ")));
    assert_true(text_has(get(s, 200, "/plans/totals?state=draft"), T("9,000 ")));
}

/* --- views ------------------------------------------------------------------------------------------------------------------- */

static void a_view_is_kept_renamed_changed_and_removed(void **state)
{
    struct site *s = *state;
    struct arena *a = s->w->a;
    text to = post(s, 303, "/projects/views", T("name=%E5%A4%A7%E9%A1%B9%E7%9B%AE&query=total_invest.min%3D400000000%26columns%3Dname%252Cworks"));
    text key, page;

    text_cut(to, '?', &key);
    key = text_sub(key, (size_t)text_find(key, T("view=")) + 5, key.n);
    page = get(s, 200, text_z(a, to));
    assert_true(text_has(page, T("大项目</a>")));
    assert_false(text_has(page, T(">第1号工程<")));
    page = get(s, 200, text_fmt(a, "/projects?total_invest.min=500000000&view=%.*s", TEXT_ARG(key)).p);
    assert_true(text_has(page, T("大项目 *"))); /* something was changed since */
    post(s, 303, text_fmt(a, "/projects/views/%.*s", TEXT_ARG(key)).p, T("name=%E7%89%B9%E5%A4%A7"));
    post(s, 303, text_fmt(a, "/projects/views/%.*s", TEXT_ARG(key)).p, T("query=total_invest.min%3D500000000"));
    page = get(s, 200, "/projects");
    assert_true(text_has(page, T(">特大<")));
    assert_true(text_has(page, T("total_invest.min=500000000&amp;view=")));
    post(s, 422, text_fmt(a, "/projects/views/%.*s", TEXT_ARG(key)).p, T("name="));
    post(s, 303, text_fmt(a, "/projects/views/%.*s/remove", TEXT_ARG(key)).p, T(""));
    assert_false(text_has(get(s, 200, "/projects"), T("特大")));
}

/* --- many at once ------------------------------------------------------------------------------------------------------------- */

static text works_of(struct site *s, int i)
{
    struct conn *c;
    text works;

    assert_ok(db_lease(s->w->db, DB_READ, s->w->a, &c));
    assert_ok(conn_one(c, s->w->a, "SELECT COALESCE(works, '') FROM project WHERE id = $1", BIND(V(project[i])), INTO(TO(&works)), NULL));
    conn_release(c);
    return works;
}

static void chosen_records_change_together(void **state)
{
    struct site *s = *state;
    text query = text_fmt(s->w->a, "id%%3D%lld%%2C%lld", (long long)project[0].n, (long long)project[3].n);
    text page = get(s, 200, text_fmt(s->w->a, "/projects/bulk?id=%lld&id=%lld&field=works", (long long)project[0].n, (long long)project[3].n).p);

    assert_true(text_has(page, T("所选的 2 项")));
    assert_true(text_has(page, T("<select class=\"dd-input\" id=\"f-works\""))); /* a code is chosen, not typed */
    post(s, 303, "/projects/bulk", text_fmt(s->w->a, "query=%.*s&field=works&works=energy&n=2", TEXT_ARG(query)));
    assert_text(works_of(s, 0), "energy");
    assert_text(works_of(s, 3), "energy");
    assert_text(works_of(s, 1), "");
}

static void all_that_fit_change_only_when_they_are_as_many_as_was_said(void **state)
{
    struct site *s = *state;

    assert_true(text_has(get(s, 200, "/projects/bulk?all=1&total_invest.min=400000000&field=works"), T("符合条件的全部 2 项")));
    assert_true(text_has(post(s, 422, "/projects/bulk", T("query=all%3D1%26total_invest.min%3D400000000&field=works&works=energy&n=3")), T("刚才是 3 项")));
    assert_text(works_of(s, 4), "");
    post(s, 303, "/projects/bulk", T("query=all%3D1%26total_invest.min%3D400000000&field=works&works=energy&n=2"));
    assert_text(works_of(s, 4), "energy");
    assert_text(works_of(s, 0), "");
}

static void many_are_not_changed_without_choice_or_by_a_wrong_value(void **state)
{
    struct site *s = *state;

    get(s, 422, "/projects/bulk");
    post(s, 422, "/projects/bulk", T("query=&field=works&works=energy&n=7"));
    post(s, 422, "/projects/bulk", T("query=all%3D1&field=works&works=nonsense&n=7"));
    post(s, 422, "/projects/bulk", T("query=all%3D1&field=name&name=x&n=7"));           /* each has its own */
    post(s, 422, "/projects/bulk", T("query=all%3D1&field=finish_plan&finish_plan=2020%E5%B9%B4%E6%9F%90%E6%9C%88&n=7"));
    for (int i = 0; i < 7; i++)
        assert_text(works_of(s, i), "");
}

static void chosen_records_are_exported_alone(void **state)
{
    struct site *s = *state;
    text csv = get(s, 200, text_fmt(s->w->a, "/projects/export?format=csv&id=%lld", (long long)project[2].n).p);

    assert_true(text_has(csv, T("第3号工程")));
    assert_false(text_has(csv, T("第2号工程")));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ON_SITE(a_chips_form_becomes_the_address_that_the_filter_reads),
        ON_SITE(what_cant_be_read_is_told_in_the_chip_and_kept),
        ON_SITE(a_reference_is_filtered_by_its_name),
        ON_SITE(pages_go_forth_and_back_over_rows_without_a_value),
        ON_SITE(totals_count_what_the_filter_holds), ON_SITE(totals_add_what_is_in_force),
        ON_SITE(a_view_is_kept_renamed_changed_and_removed),
        ON_SITE(chosen_records_change_together),
        ON_SITE(all_that_fit_change_only_when_they_are_as_many_as_was_said),
        ON_SITE(many_are_not_changed_without_choice_or_by_a_wrong_value),
        ON_SITE(chosen_records_are_exported_alone),
    };
    int status = confine_main(argc, argv);

    if (status >= 0)
        return status;
    fixture_need_engine();
    return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
