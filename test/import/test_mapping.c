/* Mappings: guessed from heads, written and read again, tied to a file's columns. */
#include "load.h"

#include "kit/confine.h"
#include "kit/import/words.h"

static void guess(struct world *w, const char *csv, guess_list *ret_guesses, struct mapping **ret)
{
    struct sheet *s;
    struct head h;

    assert_ok(sheet_open(w->a, load_file(w->a, text_of(csv)), NULL, &s));
    assert_ok(head_of_sheet(w->a, s, 0, 0, &h));
    mapping_guess(&w->system, &project_record, &h, ret_guesses, ret);
}

static void usual_heads_are_guessed(void **state)
{
    static const char *const fields[] = {"project_code", "name", "owner_name", "total_invest", "division", NULL};
    struct world *w = *state;
    guess_list g = {0};
    struct mapping *m;

    guess(w, "项目代码,项目名称,项目单位,总投资(万元),建设地点,备用\n2207-210102-04-01-123456,甲,某公司,100,和平区,x\n", &g, &m);
    for (size_t i = 0; fields[i]; i++) {
        assert_non_null(g.v[i].field);
        assert_string_equal(g.v[i].field->name, fields[i]);
        assert_true(g.v[i].score >= GUESS_TAKEN);
    }
    assert_text(g.v[3].unit, "万元");
    assert_int_equal(m->fields.n, 5);
}

static void heads_in_several_rows_and_of_exports_are_guessed(void **state)
{
    static const char *const fields[] = {NULL, "name", "total_invest", "year_plan", "before_year", "start_plan", NULL, "owner_name"};
    struct world *w = *state;
    guess_list g = {0};
    struct mapping *m;

    guess(w,
          "2026年项目台账,,,,,,,\n序号,项目,投资（万元）,,,时间,项目单位（机构）,项目单位\n,项目名称,总投资,本年计划投资,截至上年底完成,计划开工时间,,\n"
          "1,甲,100,10,5,2026.3,91210000MA00000001,某公司\n2,乙,200,20,6,2026.4,91210000MA00000002,某厂\n",
          &g, &m);
    assert_int_equal(g.n, COUNT(fields));
    for (size_t i = 0; i < COUNT(fields); i++) {
        bool taken = g.v[i].field && g.v[i].score >= GUESS_TAKEN;
        assert_int_equal(taken, fields[i] != NULL);
        if (!taken)
            continue;
        assert_string_equal(g.v[i].field->name, fields[i]);
        assert_true(g.v[i].score >= 96);
    }
    for (size_t i = 2; i < 5; i++)
        assert_text(g.v[i].unit, "万元");
}

/* The plan that a county sends: twelve months as heads, the unit above, and of two columns that tell the project the code. */
static void a_plan_by_months_is_guessed(void **state)
{
    struct world *w = *state;
    guess_list g = {0};
    struct mapping *m;
    struct sheet *s;
    struct head h;

    assert_ok(sheet_open(w->a, load_file(w->a, T("2026年投资计划表（单位：万元）\n项目名称,项目代码,年度,1月,2月,3月,4月,5月,6月,7月,8月,9月,10月,11月,12月\n"
                                                 "浑河热电联产,2207-210102-04-01-800001,2026,1,2,3,4,5,6,7,8,9,10,11,12\n")),
                         NULL, &s));
    assert_ok(head_of_sheet(w->a, s, 0, 0, &h));
    assert_int_equal(h.from, 2);
    mapping_guess(&w->system, record_by_name(T("plan")), &h, &g, &m);
    assert_int_equal(m->fields.n, 14);
    assert_true(g.v[0].score < GUESS_TAKEN);
    assert_string_equal(g.v[1].field->name, "project");
    assert_true(g.v[1].score >= 96);
    assert_string_equal(g.v[14].field->name, "m12");
    assert_text(g.v[14].unit, "万元");
}

static void a_mapping_is_read_back_as_it_was_written(void **state)
{
    struct world *w = *state;
    struct mapping *m, *again;
    CLEAN(out_free) struct out one = {0}, two = {0};

    out_init(&one, 1 << 20, LANG_EN);
    out_init(&two, 1 << 20, LANG_EN);
    assert_ok(mapping_load(&w->system, &project_record, T("gmpp"), &m));
    mapping_write(&one, m);
    assert_ok(mapping_read(w->a, out_text(&one), &project_record, &again));
    mapping_write(&two, again);
    assert_true(text_eq(out_text(&one), out_text(&two)));
    assert_int_equal(again->fields.n, m->fields.n);
}

static void a_mapping_without_a_version_is_the_first(void **state)
{
    static const char *const given[] = {"{'name': 'x', 'record': 'project', 'fields': {'name': {'column': 'A'}}}",
                                        "{'name': 'x', 'version': 0, 'record': 'project', 'fields': {'name': {'column': 'A'}}}"};
    struct world *w = *state;

    for (size_t i = 0; i < COUNT(given); i++) {
        struct mapping *m = load_mapping(&w->system, &project_record, given[i]);
        CLEAN(out_free) struct out o = {0};
        assert_int_equal(m->version, 1);
        out_init(&o, 1 << 20, LANG_EN);
        mapping_write(&o, m);
        assert_true(text_has(out_text(&o), T("\"version\": 1")));
    }
}

static void what_is_wrong_with_a_mapping_is_said(void **state)
{
    static const struct {
        const char *json;
        const struct word *why;
    } cases[] = {
        {"{'name': 'x', 'record': 'project', 'fields': {}}", &w_mapping_empty},
        {"{'name': 'x', 'record': 'project', 'fields': {'nothing': {'column': 'A'}}}", &w_mapping_no_field},
        {"{'name': 'x', 'record': 'project', 'fields': {'city': {'column': 'A'}}}", &w_mapping_computed},
        {"{'name': 'x', 'record': 'project', 'fields': {'total_invest': {'column': 'A', 'unit': '两'}}}", &w_mapping_unit},
        {"{'name': 'x', 'record': 'project', 'match': ['nothing'], 'fields': {'name': {'column': 'A'}}}", &w_mapping_key_unknown},
        {"{'name': 'x', 'record': 'body', 'fields': {'name': {'column': 'A'}}}", &w_mapping_other_record},
    };
    struct world *w = *state;
    struct mapping *m;

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_refused(mapping_read(w->a, text_replace(w->a, text_of(cases[i].json), T("'"), T("\"")), &project_record, &m), *cases[i].why);
}

static void a_kept_mapping_is_found_by_its_name(void **state)
{
    struct world *w = *state;
    struct mapping *m = load_mapping(&w->system, &project_record, "{'name': '月报', 'record': 'project', 'fields': {'name': {'column': '名称'}}}"), *got;
    mapping_list all = {0};
    size_t found = 0;

    assert_ok(conn_begin(w->conn, w->a));
    assert_ok(mapping_save(&w->system, m));
    assert_ok(mapping_save(&w->system, m)); /* over the older one */
    assert_ok(conn_commit(w->conn, w->a));
    assert_ok(mapping_load(&w->system, &project_record, T("月报"), &got));
    assert_int_equal(got->fields.n, 1);
    assert_ok(mapping_entries(&w->system, &project_record, &all));
    for (size_t i = 0; i < all.n; i++)
        found += text_eqz(all.v[i].name, "月报");
    assert_int_equal(found, 1);
    assert_refused(mapping_load(&w->system, &project_record, T("没有"), &got), w_mapping_gone);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {IN_WORLD(usual_heads_are_guessed), IN_WORLD(heads_in_several_rows_and_of_exports_are_guessed), IN_WORLD(a_plan_by_months_is_guessed),
                                       IN_WORLD(a_mapping_is_read_back_as_it_was_written),
                                       IN_WORLD(a_mapping_without_a_version_is_the_first), IN_WORLD(what_is_wrong_with_a_mapping_is_said), IN_WORLD(a_kept_mapping_is_found_by_its_name)};
    int confined = confine_main(argc, argv);

    if (confined >= 0)
        return confined;
    fixture_need_engine();
    return cmocka_run_group_tests_name("import mapping", tests, NULL, NULL);
}
