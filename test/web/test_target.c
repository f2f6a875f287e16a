/* Targets: one for a year, a place and a work; a city's for its counties only; the page adds up the plans beside them. */
#include "target/pages.h"
#include "target/words.h"
#include "kit/confine.h"
#include "site.h"

static void one_for_a_place_and_a_work(void **state)
{
    struct world *w = *state;
    struct call drc = world_call(w, ROLE_DRC, w->drc, "21"), city = world_call(w, ROLE_CITY, w->shenyang, "2101");
    id made;
    void *r;

    assert_ok(world_make(&drc, "target.create", &made, "year=2026", "unit=2101", "invest=5000000000", "starts=120", NULL));
    assert_ok(record_load(&w->system, &target_record, made, &r));
    assert_text(((struct year_target *)r)->city.t, "2101");
    assert_refused(world_make(&drc, "target.create", NULL, "year=2026", "unit=2101", "invest=1", NULL), w_target_twice);
    assert_ok(world_make(&drc, "target.create", NULL, "year=2026", "unit=2101", "works=energy", "invest=1", NULL));
    assert_ok(world_make(&drc, "target.create", NULL, "year=2027", "unit=2101", "starts=1", NULL));
    assert_refused(world_make(&drc, "target.create", NULL, "year=2026", "unit=2102", NULL), w_target_empty);
    assert_refused(world_make(&city, "target.create", NULL, "year=2026", "unit=2101", "invest=1", NULL), w_target_not_yours);
    assert_refused(world_make(&city, "target.create", NULL, "year=2026", "unit=210202", "invest=1", NULL), w_target_not_yours);
    assert_ok(world_make(&city, "target.create", NULL, "year=2026", "unit=210102", "invest=1", NULL));
}

static void gaps(void **state)
{
    struct target_line l = {.target = NO_MONEY, .starts_target = NO_NUMBER, .planned = {80}, .done = {30}, .starts_planned = 4};

    (void)state;
    assert_true(is_absent(target_gap(&l).yuan) && is_absent(target_starts_gap(&l).n) && target_share(&l) == ABSENT);
    l.target.yuan = 100;
    l.starts_target.n = 4;
    assert_int_equal(target_gap(&l).yuan, 20);
    assert_int_equal(target_starts_gap(&l).n, 0);
    assert_int_equal(target_share(&l), 300);
    l.planned.yuan = 101;
    assert_int_equal(target_gap(&l).yuan, -1);
    l.target.yuan = 0;
    assert_int_equal(target_share(&l), ABSENT);
}

static void move(struct world *w, id plan, const char *to)
{
    void *r;

    assert_ok(record_load(&w->system, &plan_record, plan, &r));
    assert_ok(world_change(&w->system, "plan.move", plan, record_head_of(r)->version, to, NULL));
}

/* A plan of Heping in January, a target for Shenyang: the page of the province has both in one line, and the gap. */
static void the_page_adds_up_plans_beside_targets(void **state)
{
    struct site *s = site_make(state);
    struct call *c = &s->w->system, import = *c;
    id p, plan;
    text body;

    import.lenient = true;
    assert_ok(world_make(&import, "project.create", &p, "name=供热管网", "division=210102", "content=x", "total_invest=1000000000", "stage=continued", "works=energy",
                         "start_actual=2025-05-01", "owner_name=辽宁示例能源有限公司", NULL));
    assert_ok(world_make(c, "plan.create", &plan, text_fmt(s->w->a, "project=%lld", (long long)p.n).p, "year=2026", "m01=30000000", "m02=20000000", "goal=完工",
                         text_fmt(s->w->a, "responsible_body=%lld", (long long)s->w->heping.n).p, NULL));
    move(s->w, plan, "to=proposed");
    move(s->w, plan, "to=checked");
    move(s->w, plan, "to=confirmed");
    assert_ok(world_make(c, "target.create", NULL, "year=2026", "unit=2101", "invest=80000000", NULL));
    site_sign_in(s, "drc", s->w->drc);
    site_start(s);
    body = site_get(s, 200, "/api/v1/targets?year=2026");
    assert_true(text_has(body, T("\"planned\":50000000")));
    assert_true(text_has(body, T("\"gap\":30000000")));
    body = site_get(s, 200, "/targets?year=2026");
    assert_true(text_has(body, T("8,000")) && text_has(body, T("5,000")) && text_has(body, T("3,000")));
    body = site_get(s, 200, "/targets?year=2025");
    assert_false(text_has(body, T("8,000")));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {IN_WORLD(one_for_a_place_and_a_work), cmocka_unit_test(gaps),
                                       cmocka_unit_test_teardown(the_page_adds_up_plans_beside_targets, site_tear_down)};
    int status = confine_main(argc, argv);

    if (status >= 0)
        return status;
    fixture_need_engine();
    return cmocka_run_group_tests_name("target page", tests, NULL, NULL);
}
