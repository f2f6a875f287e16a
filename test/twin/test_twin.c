/* Likely duplicates and double codes through acts, on both engines. */
#include "kit/confine.h"
#include "kit/words.h"
#include "twin/twin.h"
#include "twin/words.h"
#include "../import/load.h"
#include "world.h"

#define HEPING "division=210102", "content=建设 2 台机组", "total_invest=100000000", "stage=planned", "owner_name=辽宁示例能源有限公司"

static struct twin *pair(struct world *w, int64_t *ret_n)
{
    id key = {0};
    void *r = NULL;

    assert_ok(conn_one(w->conn, w->a, "SELECT COUNT(*), COALESCE(MAX(id), 0) FROM twin WHERE removed = 0", NO_VALUES, INTO(TO(ret_n), TO(&key)), NULL));
    if (*ret_n)
        assert_ok(record_load(&w->system, &twin_record, key, &r));
    return r;
}

static err open_file(struct call *c, const char *name, const char *code, const char *distinct, const char *reason, id *ret)
{
    const struct act *act = act_by_name(T("project.create"));
    struct input in = {.values = record_new(c->arena, &project_record), .distinct = text_of(distinct), .reason = text_of(reason)};
    const char *const pairs[] = {name, code, HEPING};

    for (size_t i = 0; i < COUNT(pairs); i++) {
        text value, field = text_cut(text_of(pairs[i]), '=', &value);
        const struct field *f = record_field(&project_record, field);
        assert_ok(field_parse(c->arena, f, value, PLAIN, in.values));
        fieldset_add(&in.set, record_index(&project_record, f));
    }
    return act_run(c, act, (id){0}, &in, ret);
}

static void a_second_file_of_one_project_is_asked_about_before_it_is_saved(void **state)
{
    struct world *w = *state;
    struct call heping = world_call(w, ROLE_COUNTY, w->heping, "210102");
    id first, second;
    int64_t n;
    err e;

    assert_ok(open_file(&heping, "name=和平区热电联产工程", "project_code=", NULL, NULL, &first));
    e = open_file(&heping, "name=和平区热电联产项目", "project_code=", NULL, NULL, NULL);
    assert_refused(e, w_twin_ask);
    assert_string_equal(e->field, "distinct_from");
    assert_true(e->row == first.n);
    pair(w, &n);
    assert_int_equal(n, 0); /* nothing of it was saved */
    assert_refused(open_file(&heping, "name=和平区热电联产项目", "project_code=", text_fmt(w->a, "%lld", (long long)first.n).p, " ", NULL), w_twin_ask_why);
    assert_ok(open_file(&heping, "name=和平区热电联产项目", "project_code=", text_fmt(w->a, "%lld", (long long)first.n).p, "二者机组不同", &second));
    assert_text(pair(w, &n)->state.t, "different");
    assert_text(pair(w, &n)->reason, "二者机组不同");
    assert_ok(world_change(&heping, "project.change", second, 1, "address=北街", "total_invest=100000001", NULL));
    assert_text(pair(w, &n)->state.t, "different"); /* never asked again */
    assert_int_equal(n, 1);
}

static void phases_and_unlike_projects_are_not_asked_about(void **state)
{
    struct world *w = *state;
    struct call heping = world_call(w, ROLE_COUNTY, w->heping, "210102");
    id ignored;
    int64_t n;

    assert_ok(open_file(&heping, "name=和平区热电联产一期工程", "project_code=", NULL, NULL, &ignored));
    assert_ok(open_file(&heping, "name=和平区热电联产二期工程", "project_code=", NULL, NULL, &ignored));
    assert_ok(open_file(&heping, "name=浑河污水处理厂", "project_code=", NULL, NULL, &ignored));
    pair(w, &n);
    assert_int_equal(n, 0);
}

static void of_a_file_beside_the_own_region_nothing_is_told_but_the_pair_waits(void **state)
{
    struct world *w = *state;
    struct call owner = world_call(w, ROLE_OWNER, w->owner, "210102");
    id made;
    int64_t n;

    assert_ok(world_make(&w->system, "project.create", &made, "name=热电联产工程", "division=210102", "content=x", "total_invest=100000000", "stage=planned",
                         "lon=123.4", "lat=41.8", NULL));
    assert_ok(open_file(&owner, "name=热电联产项目", "project_code=", NULL, NULL, &made));
    assert_true(pair(w, &n) != NULL);
    assert_text(pair(w, &n)->state.t, "open");
}

static void two_codes_of_one_project_are_merged_and_the_old_code_stays_known(void **state)
{
    struct world *w = *state;
    struct call heping = world_call(w, ROLE_COUNTY, w->heping, "210102"), dalian = world_call(w, ROLE_CITY, w->dalian, "2102");
    static struct loaded loaded;
    id kept, gone, part;
    char keep[40], up[40];
    struct twin *t;
    int64_t n;
    void *r;

    assert_ok(open_file(&w->system, "name=和平区热电联产工程", "project_code=2207-210102-04-01-613458", NULL, NULL, &kept));
    assert_ok(open_file(&w->system, "name=和平区热电联产项目", "project_code=2208-210102-04-01-613459", NULL, NULL, &gone));
    assert_ok(world_change(&w->system, "project.change", gone, 1, "park=和平开发区", NULL));
    snprintf(up, sizeof(up), "parent_id=%lld", (long long)gone.n);
    assert_ok(world_make(&w->system, "project.create", &part, "name=配套管网", "division=210102", "content=x", "total_invest=1", "stage=planned", up, NULL));
    t = pair(w, &n);
    assert_text(t->kind.t, "two_codes");
    assert_text(t->county, "210102");
    snprintf(keep, sizeof(keep), "kept=%lld", (long long)kept.n);
    assert_refused(world_change(&dalian, "twin.settle", t->head.id, t->head.version, "state=same", keep, "reason=x", NULL), w_record_gone);
    assert_refused(world_change(&heping, "twin.settle", t->head.id, t->head.version, "state=same", keep, NULL), w_act_needs_reason);
    assert_refused(world_change(&heping, "twin.settle", t->head.id, t->head.version, "state=same", "reason=同一项目", NULL), w_twin_which);
    assert_ok(world_change(&heping, "twin.settle", t->head.id, t->head.version, "state=same", keep, "reason=同一项目", NULL));
    assert_ok(record_load(&w->system, &project_record, gone, &r));
    assert_true(((struct project *)r)->head.removed.v == 1);
    assert_ok(record_load(&w->system, &project_record, kept, &r));
    assert_text(((struct project *)r)->park, "和平开发区"); /* a gap was filled */
    assert_text(((struct project *)r)->project_code, "2207-210102-04-01-613458");
    assert_ok(record_load(&w->system, &project_record, part, &r));
    assert_true(((struct project *)r)->parent_id.n == kept.n);
    assert_refused(open_file(&w->system, "name=别的项目", "project_code=2208-210102-04-01-613459", NULL, NULL, NULL), w_twin_former);
    /* a workbook that still has the old code means the file that was kept */
    load_csv(&w->system, &project_record, "{'name':'t','version':1,'record':'project','fields':{'project_code':{'column':'项目代码'},"
             "'name':{'column':'项目名称'},'park':{'column':'园区'}}}",
             "项目代码,项目名称,园区\n2208-210102-04-01-613459,和平区热电联产工程,和平产业园\n", false, &loaded);
    assert_int_equal(loaded.result->updated, 1);
    assert_true(loaded.rows[0].id.n == kept.n);
    t = pair(w, &n);
    assert_text(t->state.t, "same");
    assert_refused(world_change(&heping, "twin.settle", t->head.id, t->head.version, "state=different", "reason=x", NULL), w_twin_settled);
}

static void parent_and_part_are_linked_and_counted_once(void **state)
{
    struct world *w = *state;
    struct call heping = world_call(w, ROLE_COUNTY, w->heping, "210102");
    struct project_total all;
    total_list by = {0};
    id first, second;
    struct twin *t;
    char keep[40];
    int64_t n;

    assert_ok(open_file(&w->system, "name=和平区热电联产工程", "project_code=", NULL, NULL, &first));
    assert_ok(open_file(&w->system, "name=和平区热电联产项目", "project_code=", NULL, NULL, &second));
    t = pair(w, &n);
    snprintf(keep, sizeof(keep), "kept=%lld", (long long)first.n);
    assert_ok(world_change(&heping, "twin.settle", t->head.id, t->head.version, "state=phases", keep, "reason=子项", NULL));
    assert_ok(project_totals_by(&w->system, BY_CITY, &by, &all));
    assert_int_equal(all.count, 1);
}

static void what_is_no_pair_any_more_is_taken_back(void **state)
{
    struct world *w = *state;
    id first, second;
    int64_t n;

    assert_ok(open_file(&w->system, "name=和平区热电联产工程", "project_code=", NULL, NULL, &first));
    assert_ok(open_file(&w->system, "name=和平区热电联产项目", "project_code=", NULL, NULL, &second));
    pair(w, &n);
    assert_int_equal(n, 1);
    assert_ok(world_change(&w->system, "project.change", second, 1, "name=浑河污水处理厂", "owner_name=另一家公司", NULL));
    pair(w, &n);
    assert_int_equal(n, 0);
}

static void the_whole_stock_is_looked_through_and_the_second_time_finds_nothing_new(void **state)
{
    struct world *w = *state;
    struct twin_found found;
    id made;
    int64_t n;

    w->system.bulk = true;
    assert_ok(open_file(&w->system, "name=和平区热电联产工程", "project_code=", NULL, NULL, &made));
    assert_ok(open_file(&w->system, "name=和平区热电联产项目", "project_code=", NULL, NULL, &made));
    w->system.bulk = false;
    pair(w, &n);
    assert_int_equal(n, 0);
    assert_ok(twins_scan(&w->system, &found));
    assert_int_equal(found.pairs, 1);
    assert_ok(twins_scan(&w->system, &found));
    assert_int_equal(found.pairs, 0);
    pair(w, &n);
    assert_int_equal(n, 1);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_second_file_of_one_project_is_asked_about_before_it_is_saved),
        IN_WORLD(phases_and_unlike_projects_are_not_asked_about),
        IN_WORLD(of_a_file_beside_the_own_region_nothing_is_told_but_the_pair_waits),
        IN_WORLD(two_codes_of_one_project_are_merged_and_the_old_code_stays_known),
        IN_WORLD(parent_and_part_are_linked_and_counted_once),
        IN_WORLD(what_is_no_pair_any_more_is_taken_back),
        IN_WORLD(the_whole_stock_is_looked_through_and_the_second_time_finds_nothing_new),
    };
    int status = confine_main(argc, argv); /* workbooks are read in a child of this program */

    if (status >= 0)
        return status;

    fixture_need_engine();
    return cmocka_run_group_tests_name("twin", tests, NULL, NULL);
}
