/* Maturity follows the file and its rows; the rolling plan keeps within the total; the sums over places are what the files come to. */
#include "kit/children.h"
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
    result = (struct recompute_result){0};
    assert_ok(maturity_mend(&w->system, true, &result));
    assert_int_equal(result.wrong, 0);
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

int main(void)
{
    const struct CMUnitTest tests[] = {IN_WORLD(maturity_follows_the_rows), IN_WORLD(the_rolling_plan_keeps_within_the_total),
                                       IN_WORLD(what_moves_is_counted_elsewhere)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
