/* The lists of a year: proposed, opined on, aggregated, confirmed; nothing without its plan and its names; editions that never change;
 * and which list a project counts in.
 */
#include "kit/filter.h"
#include "kit/words.h"
#include "list/list.h"
#include "list/own.h"
#include "list/rule.h"
#include "plan/plan.h"
#include "progress/progress.h"
#include "world.h"

/* --- making -------------------------------------------------------------------------------------------------------------------- */

static id new_project(struct world *w, const char *name, const char *total)
{
    struct call import = w->system;
    id made;

    import.lenient = true;
    assert_ok(world_make(&import, "project.create", &made, text_fmt(w->a, "name=%s", name).p, "division=210102", "content=x", text_fmt(w->a, "total_invest=%s", total).p,
                         "stage=continued", "works=energy", "start_actual=2025-05-01", NULL));
    return made;
}

static err move(struct world *w, struct call *c, const char *act, id target, const char *to, const char *more)
{
    const struct act *x = act_by_name(text_of(act));
    void *r;

    TRY(record_load(&w->system, x->target, target, &r));
    return world_change(c, act, target, record_head_of(r)->version, to ? to : more, to ? more : NULL, NULL);
}

/* A confirmed plan of the year with all names. */
static id plan_for(struct world *w, id project, bool names)
{
    id plan, person;
    text body = text_fmt(w->a, "responsible_body=%lld", (long long)w->heping.n);

    assert_ok(world_make(&w->system, "plan.create", &plan, text_fmt(w->a, "project=%lld", (long long)project.n).p, "year=2026", "m03=600000", "m06=400000", "goal=完成主体工程",
                         body.p, NULL));
    if (names) {
        assert_ok(world_make(&w->system, "person.create", &person, "name=王建国", text_fmt(w->a, "body=%lld", (long long)w->heping.n).p, "post=副区长", "phone=024-22331100", NULL));
        assert_ok(world_change(&w->system, "plan.change", plan, 1, text_fmt(w->a, "responsible_person=%lld", (long long)person.n).p,
                               text_fmt(w->a, "leader_in_charge=%lld", (long long)person.n).p, NULL));
    }
    assert_ok(move(w, &w->system, "plan.move", plan, "to=proposed", NULL));
    assert_ok(move(w, &w->system, "plan.move", plan, "to=checked", NULL));
    assert_ok(move(w, &w->system, "plan.move", plan, "to=confirmed", NULL));
    return plan;
}

static id propose(struct world *w, struct call *c, id project)
{
    id made;

    assert_ok(world_make(c, "list_entry.create", &made, text_fmt(w->a, "project=%lld", (long long)project.n).p, "year=2026", "list=major", "why=全省电力保供的骨干工程", NULL));
    return made;
}

static void through(struct world *w, id entry)
{
    struct call lead = world_call(w, ROLE_LEAD, w->energy, "21");
    struct call drc = world_call(w, ROLE_DRC, w->drc, "21");

    assert_ok(move(w, &lead, "list_entry.move", entry, "to=supported", "opinion=符合规划，同意列入"));
    assert_ok(move(w, &drc, "list_entry.move", entry, "to=aggregated", NULL));
    assert_ok(move(w, &drc, "list_entry.move", entry, "to=on_list", NULL));
}

static err confirm(struct world *w, const char *list, id *ret)
{
    struct call drc = world_call(w, ROLE_DRC, w->drc, "21");

    return world_make(&drc, "list_edition.create", ret, list, "year=2026", "note=年初确认", NULL);
}

static text state_of(struct world *w, id entry)
{
    void *r;

    assert_ok(record_load(&w->system, &list_entry_record, entry, &r));
    return ((struct list_entry *)r)->state.t;
}

static text lists_of_project(struct world *w, id project)
{
    void *r;

    assert_ok(record_load(&w->system, &project_record, project, &r));
    return ((struct project *)r)->lists.t;
}

static int64_t sums(struct world *w, const char *list, enum measure which)
{
    struct measures year[12];
    struct measure_of of = {T("21"), NO_TEXT, text_of(list)};
    int64_t all = 0;

    assert_ok(measures_by_month(&w->system, &of, (month){2026 * 12}, (month){2026 * 12 + 11}, year));
    for (int i = 0; i < 12; i++)
        all += year[i].n[which];
    return all;
}

static struct list_entry *entry_now(struct world *w, id e)
{
    void *r;

    assert_ok(record_load(&w->system, &list_entry_record, e, &r));
    return r;
}

/* How many steps somebody is offered. */
static size_t ways_of(struct world *w, struct call *c, id e)
{
    transition_list ways = {0};

    workflow_open(c, &list_entry_record, entry_now(w, e), &ways);
    return ways.n;
}

/* --- tests --------------------------------------------------------------------------------------------------------------------- */

static void a_proposal_goes_by_opinion_and_aggregation(void **state)
{
    struct world *w = *state;
    struct call city = world_call(w, ROLE_CITY, w->shenyang, "2101"), dalian = world_call(w, ROLE_CITY, w->dalian, "2102");
    struct call lead = world_call(w, ROLE_LEAD, w->energy, "21"), drc = world_call(w, ROLE_DRC, w->drc, "21"), city_drc = world_call(w, ROLE_DRC, w->shenyang, "2101");
    id p = new_project(w, "抽水蓄能", "900000000"), e, again;
    err fault;

    plan_for(w, p, true);
    fault = world_make(&dalian, "list_entry.create", &e, text_fmt(w->a, "project=%lld", (long long)p.n).p, "year=2026", "list=major", "why=x", NULL);
    assert_non_null(fault); /* not there for them */
    e = propose(w, &city, p);
    assert_refused(world_make(&lead, "list_entry.create", &again, text_fmt(w->a, "project=%lld", (long long)p.n).p, "year=2026", "list=major", "why=x", NULL), w_lists_there_already);
    assert_non_null(move(w, &city, "list_entry.move", e, "to=supported", "opinion=同意"));
    assert_non_null(move(w, &lead, "list_entry.move", e, "to=supported", NULL)); /* without an opinion */
    assert_non_null(move(w, &drc, "list_entry.move", e, "to=on_list", NULL)); /* steps are not skipped */
    assert_non_null(move(w, &lead, "list_entry.move", e, "to=returned", NULL)); /* without a reason */
    assert_ok(move(w, &lead, "list_entry.move", e, "to=returned", "reason=请补充前期文件"));
    assert_ok(move(w, &city, "list_entry.move", e, "to=proposed", NULL));
    assert_ok(move(w, &lead, "list_entry.move", e, "to=supported", "opinion=符合规划"));
    fault = move(w, &city_drc, "list_entry.move", e, "to=aggregated", NULL);
    assert_non_null(fault);
    assert_int_equal(fault->code, E_DENIED);
    assert_int_equal(ways_of(w, &city_drc, e), 1); /* to aggregate is the province's alone, and not offered to a city's office */
    assert_int_equal(ways_of(w, &drc, e), 2);
    assert_refused(act_closed(&city, act_by_name(T("list_entry.change")), entry_now(w, e)), w_act_wrong_state); /* supported: no longer changed */
    assert_refused(world_change(&city, "list_entry.change", e, entry_now(w, e)->head.version, "why=改写", NULL), w_act_wrong_state);
    assert_ok(move(w, &drc, "list_entry.move", e, "to=aggregated", NULL));
    assert_ok(move(w, &drc, "list_entry.move", e, "to=on_list", NULL));
    assert_text(state_of(w, e), "on_list");
}

static void nothing_is_confirmed_without_plan_and_names(void **state)
{
    struct world *w = *state;
    struct call lead = world_call(w, ROLE_LEAD, w->energy, "21"), drc = world_call(w, ROLE_DRC, w->drc, "21");
    id p = new_project(w, "缺名缺计划", "900000000"), e = propose(w, &lead, p), edition, person;
    err fault;

    assert_ok(move(w, &lead, "list_entry.move", e, "to=supported", "opinion=同意"));
    assert_ok(move(w, &drc, "list_entry.move", e, "to=aggregated", NULL));
    fault = move(w, &drc, "list_entry.move", e, "to=on_list", NULL);
    assert_non_null(error_of(fault, "lack_plan"));
    assert_non_null(error_of(fault, "lack_body"));
    assert_non_null(error_of(fault, "lack_person"));
    assert_non_null(error_of(fault, "lack_leader"));
    assert_refused(confirm(w, "list=major", &edition), w_lists_nothing_on);
    plan_for(w, p, false);
    fault = move(w, &drc, "list_entry.move", e, "to=on_list", NULL);
    assert_null(error_of(fault, "lack_plan"));
    assert_non_null(error_of(fault, "lack_person"));
    assert_ok(world_make(&w->system, "person.create", &person, "name=李明", text_fmt(w->a, "body=%lld", (long long)w->heping.n).p, NULL));
    assert_ok(world_change(&w->system, "project.change", p, 1, text_fmt(w->a, "responsible_person=%lld", (long long)person.n).p,
                           text_fmt(w->a, "leader_in_charge=%lld", (long long)person.n).p, NULL));
    fault = move(w, &drc, "list_entry.move", e, "to=on_list", NULL);
    assert_non_null(error_of(fault, "lack_phone")); /* the name is there, but nobody can call */
    assert_null(fault->next);
    assert_ok(world_change(&w->system, "person.change", person, 1, "phone=024-22331100", NULL));
    assert_ok(move(w, &drc, "list_entry.move", e, "to=on_list", NULL));
    assert_ok(confirm(w, "list=major", &edition));
}

static void an_edition_is_frozen(void **state)
{
    struct world *w = *state;
    struct call city = world_call(w, ROLE_CITY, w->shenyang, "2101"), drc = world_call(w, ROLE_DRC, w->drc, "21");
    id p = new_project(w, "定版", "900000000"), q = new_project(w, "次年增补", "500000000"), e, edition, second;
    struct filter f;
    struct page page = {0};
    struct list_row *row;
    void *r;

    plan_for(w, p, true);
    plan_for(w, q, true);
    e = propose(w, &city, p);
    through(w, e);
    assert_ok(confirm(w, "list=major", &edition));
    assert_ok(record_load(&w->system, &list_edition_record, edition, &r));
    assert_text(((struct list_edition *)r)->name, "2026年重大工程清单（第1版）");
    assert_int_equal(((struct list_edition *)r)->projects.n, 1);
    assert_int_equal(((struct list_edition *)r)->year_plan.yuan, 1000000);
    assert_int_equal(((struct list_edition *)r)->digest.n, 64);
    assert_ok(world_change(&w->system, "project.change", p, 1, "name=改了名", "total_invest=800000000", "invest_doc=辽发改〔2026〕1号", NULL));
    assert_ok(filter_init(&f, &list_row_record));
    assert_ok(filter_add(w->a, &f, T("edition"), text_fmt(w->a, "%lld", (long long)edition.n), &w->system));
    assert_ok(record_list(&drc, &f, &page));
    assert_int_equal(page.items.n, 1);
    row = page.items.v[0];
    assert_text(row->name, "定版"); /* as it was that day */
    assert_int_equal(row->total_invest.yuan, 900000000);
    assert_text(row->place, "沈阳·和平区");
    assert_text(row->person_name, "王建国");
    assert_text(row->phone, "024-22331100");
    assert_text(row->leader_name, "王建国 副区长");
    /* nothing changes it, not even SQL */
    assert_non_null(conn_run(w->conn, w->a, "UPDATE list_row SET name = $1", BIND(V("x")), NULL));
    assert_non_null(conn_run(w->conn, w->a, "DELETE FROM list_row", NO_VALUES, NULL));
    assert_non_null(conn_run(w->conn, w->a, "UPDATE list_edition SET projects = $1", BIND(V(9)), NULL));
    assert_non_null(conn_run(w->conn, w->a, "DELETE FROM list_edition", NO_VALUES, NULL));
    assert_null(act_by_name(T("list_edition.change")));
    assert_null(act_by_name(T("list_row.change")));
    /* the year goes on by requests */
    assert_refused(world_make(&city, "list_entry.create", &second, text_fmt(w->a, "project=%lld", (long long)q.n).p, "year=2026", "list=major", "why=x", NULL), w_lists_add_by_request);
    assert_refused(move(w, &drc, "list_entry.move", e, "to=off_list", "reason=停建"), w_lists_off_by_request);
    /* next year's is not confirmed ahead */
    assert_refused(world_make(&drc, "list_edition.create", &second, "list=major", "year=2027", NULL), w_lists_year_ahead);
}

static void the_first_edition_says_who_counts(void **state)
{
    struct world *w = *state;
    struct call city = world_call(w, ROLE_CITY, w->shenyang, "2101");
    id p = new_project(w, "在清单", "900000000"), q = new_project(w, "不在清单", "700000000"), edition;

    plan_for(w, p, true);
    plan_for(w, q, true);
    assert_text(lists_of_project(w, q), "major,big"); /* guessed, as there is no edition yet */
    assert_int_equal(sums(w, "major", M_PLANNED), 2000000);
    through(w, propose(w, &city, p));
    assert_text(lists_of_project(w, q), "major,big");
    assert_ok(confirm(w, "list=major", &edition));
    assert_text(lists_of_project(w, p), "major,big");
    assert_text(lists_of_project(w, q), "big");
    assert_int_equal(sums(w, "major", M_PLANNED), 1000000);
    assert_int_equal(sums(w, "big", M_PLANNED), 2000000);
    assert_int_equal(sums(w, "", M_PLANNED), 2000000); /* counted once in the whole */
    assert_ok(world_change(&w->system, "project.change", q, 1, "content=y", NULL));
    assert_text(lists_of_project(w, q), "big"); /* saving the file doesn't bring the guess back */
}

static err issue(struct call *c, const struct input *in)
{
    (void)in;
    return list_put_on(c, "central", 2026, record_head_of(c->target)->id, T("辽发改投资〔2026〕12号"));
}

static void issued_funds_put_a_project_on(void **state)
{
    static const struct act act_issue = {.name = "project.change", .target = &project_record, .roles = ROLE_DRC, .run = issue};
    struct world *w = *state;
    struct call drc = world_call(w, ROLE_DRC, w->drc, "21");
    id ready = new_project(w, "有计划", "50000000"), lacking = new_project(w, "没有计划", "50000000"), edition;
    struct input in = {.version = 1};
    struct list_entry *e;

    plan_for(w, ready, true);
    assert_ok(act_run(&drc, &act_issue, ready, &in, NULL));
    assert_ok(act_run(&drc, &act_issue, lacking, &in, NULL));
    assert_ok(list_entry_find(&w->system, T("central"), 2026, ready, &e));
    assert_text(e->state.t, "on_list");
    assert_text(e->why, "辽发改投资〔2026〕12号");
    assert_text(e->origin.t, "funds");
    assert_ok(list_entry_find(&w->system, T("central"), 2026, lacking, &e));
    assert_text(e->state.t, "candidate");
    assert_ok(act_run(&drc, &act_issue, ready, &in, NULL)); /* a second batch */
    plan_for(w, lacking, true); /* what was missing puts it on */
    assert_ok(list_entry_find(&w->system, T("central"), 2026, lacking, &e));
    assert_text(e->state.t, "on_list");
    assert_ok(confirm(w, "list=central", &edition));
    assert_text(lists_of_project(w, ready), "major,central");
}

/* --- rules ---------------------------------------------------------------------------------------------------------------------- */

static id adopted(struct world *w)
{
    struct call drc = world_call(w, ROLE_DRC, w->drc, "21");
    id rule;

    assert_ok(world_make(&drc, "list_rule.create", &rule, "name=亿元以上项目规则", "list=big", "since=2026-01-01", NULL));
    assert_ok(move(w, &drc, "list_rule.move", rule, "to=adopted", NULL));
    return rule;
}

static void tried(struct world *w, id rule, struct trial *ret)
{
    child_list conditions = {0};
    struct ready_rule ready;

    assert_ok(list_rule_conditions(&w->system, rule, &conditions));
    assert_ok(list_rule_ready(&w->system, &conditions, 2026, &ready));
    assert_ok(list_rule_try(&w->system, &ready, T("big"), ret));
}

static int64_t count_entries(struct world *w)
{
    int64_t n;

    assert_ok(conn_one(w->conn, w->a, "SELECT COUNT(*) FROM list_entry WHERE list = 'big'", NO_VALUES, INTO(TO(&n)), NULL));
    return n;
}

static void a_rule_is_tried_out_adopted_and_picks(void **state)
{
    struct world *w = *state;
    struct call drc = world_call(w, ROLE_DRC, w->drc, "21"), city_drc = world_call(w, ROLE_DRC, w->shenyang, "2101");
    id big = new_project(w, "大项目", "900000000"), small = new_project(w, "小项目", "90000000"), rule, second, condition;
    struct trial t;
    struct list_entry *e;
    text told;

    assert_non_null(world_make(&city_drc, "list_rule.create", &rule, "name=x", "list=big", "since=2026-01-01", NULL));
    assert_refused(world_make(&drc, "list_rule.create", &rule, "name=x", "list=major", "since=2026-01-01", NULL), w_lists_not_by_rule);
    rule = adopted(w); /* it begins with the conditions that ship */
    tried(w, rule, &t);
    assert_int_equal(t.looked, 2);
    assert_int_equal(t.in, 1);
    assert_int_equal(t.more, 1);
    assert_int_equal(t.fewer, 0);
    assert_text(t.rows_more.v[0].name, "大项目");
    assert_true(text_has(t.rows_more.v[0].why, T("总投资不少于 1 亿元（项目为 9 亿元）")));
    assert_int_equal(count_entries(w), 0); /* nothing was written */
    assert_ok(move(w, &drc, "list_rule.pick", rule, NULL, NULL));
    assert_int_equal(count_entries(w), 1);
    assert_ok(list_entry_find(&w->system, T("big"), 2026, big, &e));
    assert_text(e->state.t, "candidate");
    told = e->why;
    assert_true(text_has(told, T("上年结转续建")));
    assert_true(text_has(told, T("项目为 9 亿元")));
    assert_ok(move(w, &drc, "list_rule.pick", rule, NULL, NULL)); /* once more: nobody twice */
    assert_int_equal(count_entries(w), 1);
    (void)small;
    /* adopted, it stays as it is; a second version begins as its copy */
    assert_refused(world_make(&drc, "list_condition.create", &condition, text_fmt(w->a, "rule=%lld", (long long)rule.n).p, "alternative=4", "field=sector", "op=is",
                              "value=能源", NULL), w_lists_rule_adopted);
    assert_ok(world_make(&drc, "list_rule.create", &second, "name=第二版", "list=big", "since=2026-06-01", NULL));
    assert_refused(world_make(&drc, "list_condition.create", &condition, text_fmt(w->a, "rule=%lld", (long long)second.n).p, "alternative=4", "field=total_invest", "op=least",
                              "value=很多", NULL), w_lists_value_unread);
    assert_refused(world_make(&drc, "list_condition.create", &condition, text_fmt(w->a, "rule=%lld", (long long)second.n).p, "alternative=4", "field=name", "op=least",
                              "value=1", NULL), w_lists_op_unfit);
    assert_ok(world_make(&drc, "list_condition.create", &condition, text_fmt(w->a, "rule=%lld", (long long)second.n).p, "alternative=0", "field=total_invest", "op=least",
                         "value=10亿元", NULL));
    tried(w, second, &t);
    assert_int_equal(t.in, 0);
}

/* However it was typed; 本年 is the year that the rule is tried out for. */
static void a_condition_is_kept_as_a_person_writes_it(void **state)
{
    static const struct {
        const char *field, *op, *typed, *kept;
    } cases[] = {
        {"field=start_plan", "op=least", "value={year}-01", "本年1月"},   {"field=start_plan", "op=most", "value=本年12月", "本年12月"},
        {"field=start_plan", "op=most", "value=2026-12", "2026-12"},      {"field=stage", "op=is", "value=前期,新开工，停工", "前期、新开工、停工"},
        {"field=total_invest", "op=least", "value=1,000万元", "1,000万元"},
    };
    struct world *w = *state;
    struct call drc = world_call(w, ROLE_DRC, w->drc, "21");
    id rule, made;
    void *r;

    assert_ok(world_make(&drc, "list_rule.create", &rule, "name=x", "list=big", "since=2026-06-01", NULL));
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_ok(world_make(&drc, "list_condition.create", &made, text_fmt(w->a, "rule=%lld", (long long)rule.n).p, "alternative=5", cases[i].field, cases[i].op,
                             cases[i].typed, NULL));
        assert_ok(record_load(&drc, &list_condition_record, made, &r));
        if (!text_eqz(((struct list_condition *)r)->value, cases[i].kept))
            fail_msg("%.*s", TEXT_ARG(((struct list_condition *)r)->value));
    }
    assert_refused(world_make(&drc, "list_condition.create", &made, text_fmt(w->a, "rule=%lld", (long long)rule.n).p, "alternative=5", "field=start_plan", "op=least",
                              "value=本年13月", NULL), w_lists_value_unread);
}

static void trying_out_compares_with_the_last_edition(void **state)
{
    struct world *w = *state;
    struct call drc = world_call(w, ROLE_DRC, w->drc, "21");
    id a = new_project(w, "甲", "900000000"), b = new_project(w, "乙", "800000000"), rule = adopted(w), edition;
    struct list_entry *e;
    struct trial t;

    plan_for(w, a, true);
    assert_ok(move(w, &drc, "list_rule.pick", rule, NULL, NULL));
    assert_ok(list_entry_find(&w->system, T("big"), 2026, a, &e));
    assert_ok(move(w, &drc, "list_entry.move", e->head.id, "to=on_list", NULL));
    assert_ok(confirm(w, "list=big", &edition));
    assert_ok(world_change(&w->system, "project.change", a, 1, "total_invest=70000000", "invest_doc=辽发改〔2026〕1号", NULL));
    tried(w, rule, &t);
    assert_int_equal(t.in, 1);
    assert_int_equal(t.more, 1);
    assert_int_equal(t.fewer, 1);
    assert_int_equal(t.rows_more.v[0].project.n, b.n);
    assert_int_equal(t.rows_fewer.v[0].project.n, a.n);
    assert_text(t.rows_fewer.v[0].why, "总投资不少于 1 亿元（项目为 7,000 万元）");
    assert_int_equal(t.because.n, 1);
    assert_int_equal(t.because.v[0].n, 1);
    assert_refused(move(w, &drc, "list_rule.pick", rule, NULL, NULL), w_lists_add_by_request);
}

/* --- requests ------------------------------------------------------------------------------------------------------------------- */

static id request(struct world *w, const char *kind, id in, id out)
{
    struct call city = world_call(w, ROLE_CITY, w->shenyang, "2101"), lead = world_call(w, ROLE_LEAD, w->energy, "21");
    id made;

    assert_ok(world_make(&city, "list_request.create", &made, kind, "list=major", "year=2026", text_fmt(w->a, "project=%lld", (long long)in.n).p,
                         text_fmt(w->a, "project_out=%lld", (long long)out.n).p, "why=建设条件发生变化", NULL));
    assert_ok(move(w, &lead, "list_request.move", made, "to=supported", "opinion=同意"));
    return made;
}

static void the_year_changes_by_requests(void **state)
{
    struct world *w = *state;
    struct call city = world_call(w, ROLE_CITY, w->shenyang, "2101"), drc = world_call(w, ROLE_DRC, w->drc, "21");
    id a = new_project(w, "甲", "900000000"), b = new_project(w, "乙", "800000000"), edition, r;
    struct list_entry *e;
    const struct list_edition *second;
    void *p;

    plan_for(w, a, true);
    assert_refused(world_make(&city, "list_request.create", &r, "kind=add", "list=major", "year=2026", text_fmt(w->a, "project=%lld", (long long)b.n).p, "why=x", NULL),
                   w_lists_no_edition_yet);
    through(w, propose(w, &city, a));
    assert_ok(confirm(w, "list=major", &edition));
    assert_refused(world_make(&city, "list_request.create", &r, "kind=exchange", "list=major", "year=2026", text_fmt(w->a, "project=%lld", (long long)b.n).p, "why=x", NULL),
                   w_lists_out_needed);
    assert_refused(world_make(&city, "list_request.create", &r, "kind=remove", "list=major", "year=2026", text_fmt(w->a, "project_out=%lld", (long long)b.n).p, "why=x", NULL),
                   w_lists_out_is_off);
    r = request(w, "kind=exchange", b, a);
    assert_non_null(move(w, &city, "list_request.move", r, "to=approved", NULL));
    assert_non_null(error_of(move(w, &drc, "list_request.move", r, "to=approved", NULL), "lack_plan")); /* nor by request without a plan */
    plan_for(w, b, true);
    assert_ok(move(w, &drc, "list_request.move", r, "to=approved", NULL));
    assert_ok(list_entry_find(&w->system, T("major"), 2026, a, &e));
    assert_text(e->state.t, "off_list");
    assert_ok(list_entry_find(&w->system, T("major"), 2026, b, &e));
    assert_text(e->state.t, "on_list");
    assert_text(lists_of_project(w, a), "big");
    assert_text(lists_of_project(w, b), "major,big");
    assert_int_equal(sums(w, "major", M_PLANNED), 1000000);
    assert_ok(confirm(w, "list=major", &edition));
    assert_ok(record_load(&w->system, &list_edition_record, edition, &p));
    second = p;
    assert_int_equal(second->seq.n, 2);
    assert_int_equal(second->added.n, 1);
    assert_int_equal(second->removed_n.n, 1);
    assert_int_equal(second->projects.n, 1);
}

/* What was on its way when the first edition was confirmed comes by a request, not by itself. */
static void a_proposal_left_behind_comes_by_a_request(void **state)
{
    struct world *w = *state;
    struct call lead = world_call(w, ROLE_LEAD, w->energy, "21"), drc = world_call(w, ROLE_DRC, w->drc, "21"), city = world_call(w, ROLE_CITY, w->shenyang, "2101");
    id a = new_project(w, "甲", "900000000"), b = new_project(w, "乙", "800000000"), d = new_project(w, "丙", "700000000"), edition, late, early, r;
    struct list_entry *e;

    plan_for(w, a, true);
    plan_for(w, b, true);
    late = propose(w, &city, b);
    early = propose(w, &city, d);
    assert_ok(move(w, &lead, "list_entry.move", late, "to=supported", "opinion=符合规划"));
    assert_ok(move(w, &drc, "list_entry.move", late, "to=aggregated", NULL));
    through(w, propose(w, &city, a));
    assert_ok(confirm(w, "list=major", &edition));
    assert_int_equal(ways_of(w, &drc, late), 1); /* an edition stands: it can only be returned */
    assert_refused(move(w, &drc, "list_entry.move", late, "to=on_list", NULL), w_lists_carry_by_request);
    assert_refused(move(w, &lead, "list_entry.move", early, "to=supported", "opinion=同意"), w_lists_carry_by_request);
    assert_ok(move(w, &lead, "list_entry.move", early, "to=returned", "reason=年初未办完")); /* clearing up is open */
    assert_refused(move(w, &city, "list_entry.move", early, "to=proposed", NULL), w_lists_carry_by_request);
    assert_text(state_of(w, late), "aggregated");
    assert_ok(world_make(&city, "list_request.create", &r, "kind=add", "list=major", "year=2026", text_fmt(w->a, "project=%lld", (long long)b.n).p, "why=年初申报未办完", NULL));
    assert_ok(move(w, &lead, "list_request.move", r, "to=supported", "opinion=同意"));
    assert_ok(move(w, &drc, "list_request.move", r, "to=approved", NULL));
    assert_ok(list_entry_find(&w->system, T("major"), 2026, b, &e));
    assert_int_equal(e->head.id.n, late.n); /* the same entry, not a second one */
    assert_text(e->state.t, "on_list");
}

/* In November the next year's list is worked on while this year's stands. */
static void the_next_years_list_is_worked_on_while_this_years_runs(void **state)
{
    struct world *w = *state;
    struct call city = world_call(w, ROLE_CITY, w->shenyang, "2101"), drc = world_call(w, ROLE_DRC, w->drc, "21"), lead = world_call(w, ROLE_LEAD, w->energy, "21");
    id a = new_project(w, "甲", "900000000"), edition, next, plan;

    plan_for(w, a, true);
    through(w, propose(w, &city, a));
    assert_ok(confirm(w, "list=major", &edition));
    assert_ok(world_make(&city, "list_entry.create", &next, text_fmt(w->a, "project=%lld", (long long)a.n).p, "year=2027", "list=major", "why=续建", NULL));
    assert_ok(move(w, &lead, "list_entry.move", next, "to=supported", "opinion=同意"));
    assert_ok(move(w, &drc, "list_entry.move", next, "to=aggregated", NULL));
    assert_non_null(error_of(move(w, &drc, "list_entry.move", next, "to=on_list", NULL), "lack_plan")); /* this year's plan does not do */
    assert_ok(world_make(&w->system, "plan.create", &plan, text_fmt(w->a, "project=%lld", (long long)a.n).p, "year=2027", "m03=600000", "goal=竣工",
                         text_fmt(w->a, "responsible_body=%lld", (long long)w->heping.n).p, NULL));
    for (const char *const *to = (const char *const[]){"to=proposed", "to=checked", "to=confirmed", NULL}; *to; to++)
        assert_ok(move(w, &w->system, "plan.move", plan, *to, NULL));
    assert_non_null(error_of(move(w, &drc, "list_entry.move", next, "to=on_list", NULL), "lack_person")); /* the names stood in this year's plan */
    assert_refused(world_make(&drc, "list_edition.create", &edition, "list=major", "year=2027", NULL), w_lists_year_ahead);
    assert_text(lists_of_project(w, a), "major,big"); /* this year's list counts */
    assert_int_equal(sums(w, "major", M_PLANNED), 1000000);
}

static void a_file_that_is_taken_back_leaves_its_lists(void **state)
{
    struct world *w = *state;
    struct call city = world_call(w, ROLE_CITY, w->shenyang, "2101"), drc = world_call(w, ROLE_DRC, w->drc, "21");
    id p = new_project(w, "撤销", "900000000"), e, edition;
    const struct list_edition *x;
    void *r;

    plan_for(w, p, true);
    e = propose(w, &city, p);
    through(w, e);
    assert_ok(confirm(w, "list=major", &edition));
    assert_ok(move(w, &drc, "project.remove", p, "reason=重复建档", NULL));
    assert_text(state_of(w, e), "off_list");
    assert_refused(confirm(w, "list=major", &edition), w_lists_nothing_on);
    assert_ok(record_load(&w->system, &list_edition_record, edition, &r));
    x = r;
    assert_int_equal(x->projects.n, 1); /* what was confirmed stays */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_proposal_goes_by_opinion_and_aggregation),
        IN_WORLD(nothing_is_confirmed_without_plan_and_names),
        IN_WORLD(an_edition_is_frozen),
        IN_WORLD(the_first_edition_says_who_counts),
        IN_WORLD(issued_funds_put_a_project_on),
        IN_WORLD(a_rule_is_tried_out_adopted_and_picks),
        IN_WORLD(a_condition_is_kept_as_a_person_writes_it),
        IN_WORLD(trying_out_compares_with_the_last_edition),
        IN_WORLD(the_year_changes_by_requests), IN_WORLD(a_proposal_left_behind_comes_by_a_request),
                                       IN_WORLD(the_next_years_list_is_worked_on_while_this_years_runs),
        IN_WORLD(a_file_that_is_taken_back_leaves_its_lists),
    };

    fixture_need_engine();
    return cmocka_run_group_tests_name("project lists", tests, NULL, NULL);
}
