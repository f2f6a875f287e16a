/* The rows that belong to a project file, through their acts, on both engines: scope, rules, history, what a step wants of them,
 * what the file has from them; and the sums of all projects against the files after any sequence of acts.
 */
#include "plan/words.h"
#include "world.h"

#include "base/random.h"
#include "capabilities.h"
#include "kit/children.h"
#include "kit/filter.h"
#include "kit/recompute.h"
#include "kit/words.h"
#include "kit/workflow.h"
#include "project/children.h"
#include "project/words.h"

static id project(struct call *c, const char *name)
{
    id made;

    assert_ok(world_make(c, "project.create", &made, name, "division=210102", "content=建设 2 台机组",
                         "total_invest=100000000", "stage=planned", "owner_name=辽宁示例能源有限公司", "works=energy",
                         NULL));
    return made;
}

static const char *of(struct call *c, id key)
{
    return text_fmt(c->arena, "project=%lld", (long long)key.n).p;
}

static struct project *load(struct call *c, id key)
{
    void *r;

    assert_ok(record_load(c, &project_record, key, &r));
    return r;
}

static void rows_are_seen_and_changed_by_whoever_may_the_project(void **state)
{
    struct world *w = *state;
    struct call heping = world_call(w, ROLE_COUNTY, w->heping, "210102"),
                dalian = world_call(w, ROLE_CITY, w->dalian, "2102"),
                leader = world_call(w, ROLE_LEADER, w->province, "21"),
                owner = world_call(w, ROLE_OWNER, w->owner, "210102"),
                other = world_call(w, ROLE_OWNER, w->other_owner, "210202");
    id p = project(&w->system, "name=有行"), row;
    void *r;

    assert_ok(world_make(&heping, "capacity.create", &row, of(&heping, p), "name=装机容量", "amount=180.5",
                         "unit=万千瓦", NULL));
    assert_ok(record_load(&owner, &capacity_record, row, &r));
    assert_true(((struct capacity *)r)->amount.n == 180500);
    assert_ok(record_load(&leader, &capacity_record, row, &r));
    assert_refused(record_load(&dalian, &capacity_record, row, &r), w_record_gone);
    assert_refused(record_load(&other, &capacity_record, row, &r), w_record_gone);
    assert_non_null(
        world_make(&dalian, "capacity.create", NULL, of(&dalian, p), "name=外地", "amount=1", "unit=个", NULL));
    assert_refused(
        world_make(&leader, "capacity.create", NULL, of(&leader, p), "name=领导", "amount=1", "unit=个", NULL),
        w_act_denied);
    assert_refused(world_change(&other, "capacity.change", row, 1, "amount=2", NULL), w_record_gone);
    assert_refused(
        world_make(&heping, "capacity.create", NULL, of(&heping, p), "name=装机容量", "amount=1", "unit=个", NULL),
        w_child_twice);
    assert_ok(world_change(&owner, "capacity.change", row, 1, "amount=2", NULL));
    assert_ok(world_change(&w->system, "project.remove", p, load(&w->system, p)->head.version, "reason=误建", NULL));
    assert_refused(world_change(&owner, "capacity.change", row, 2, "amount=3", NULL), w_record_removed);
}

static void the_project_has_its_permits_from_its_rows(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    id p = project(c, "name=派生"), eia;

    assert_ok(world_make(c, "permit.create", &eia, of(c, p), "item=eia", "state=applied", NULL));
    assert_true(!load(c, p)->permit_state.t.p);
    assert_refused(world_change(c, "permit.change", eia, 1, "state=granted", NULL), w_permit_needs_document);
    assert_ok(world_change(c, "permit.change", eia, 1, "state=granted", "doc_no=沈环审〔2026〕7号",
                           "doc_date=2026-05-06", NULL));
    assert_ok(world_make(c, "permit.create", NULL, of(c, p), "item=energy_review", "state=exempt", NULL));
    assert_text(load(c, p)->permit_state.t, "eia,energy");
}

/* Somebody has the form open while a row is added: nothing that was typed changed, so nothing has to be merged. */
static void a_row_added_meanwhile_does_not_refuse_the_form(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    id p = project(c, "name=同时");
    int64_t seen = load(c, p)->head.version;

    assert_ok(world_make(c, "permit.create", NULL, of(c, p), "item=energy_review", "state=exempt", NULL));
    assert_true(load(c, p)->head.version > seen);
    assert_ok(world_change(c, "project.change", p, seen, "address=北街 1 号", NULL));
    assert_refused(world_change(c, "project.change", p, seen, "address=北街 2 号", NULL), w_record_changed);
}

/* The steps of its kind of work between its own dates, once; afterwards they are rows like any other. */
static void milestones_are_proposed_once(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    id p = project(c, "name=建议"), bare = project(c, "name=无期");
    child_list all = {0};

    assert_ok(world_change(c, "project.change", p, load(c, p)->head.version, "start_plan=2026-04", "finish_plan=2027-12", NULL));
    assert_ok(world_change(c, "project.propose_milestones", p, load(c, p)->head.version, NULL));
    assert_ok(children_load(c, &milestone_record, p, NO_MOMENT, &all));
    assert_int_equal(all.n, 5);
    assert_int_equal(((struct milestone *)all.v[0])->planned.days, month_first(load(c, p)->start_plan).days);
    assert_int_equal(((struct milestone *)all.v[4])->planned.days, month_last(load(c, p)->finish_plan).days);
    for (size_t i = 1; i < all.n; i++)
        assert_int_equal(((struct milestone *)all.v[i])->follows.n, ((struct milestone *)all.v[i - 1])->head.id.n);
    assert_refused(world_change(c, "project.propose_milestones", p, load(c, p)->head.version, NULL), w_steps_there);
    assert_refused(world_change(c, "project.propose_milestones", bare, load(c, bare)->head.version, NULL), w_steps_no_dates);
}

static void milestones_keep_their_order(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    id p = project(c, "name=节点"), q = project(c, "name=另一个"), first, second, other;
    const char *follows;

    assert_ok(world_make(c, "milestone.create", &first, of(c, p), "name=桩基", "planned=2026-05-01", NULL));
    follows = text_fmt(c->arena, "follows=%lld", (long long)first.n).p;
    assert_refused(world_make(c, "milestone.create", NULL, of(c, p), "name=主体", "planned=2026-04-01", follows, NULL),
                   w_milestone_planned_before);
    assert_ok(world_make(c, "milestone.create", &second, of(c, p), "name=主体", "planned=2026-09-01", follows, NULL));
    assert_refused(world_change(c, "milestone.change", second, 1, "actual=2026-09-02", NULL), w_milestone_before_open);
    assert_refused(world_change(c, "milestone.change", first, 1, "actual=2026-12-01", NULL), w_date_future);
    assert_ok(world_change(c, "milestone.change", first, 1, "actual=2026-06-01", NULL));
    assert_refused(world_change(c, "milestone.change", second, 1, "actual=2026-05-30", NULL),
                   w_milestone_actual_before);
    assert_ok(world_change(c, "milestone.change", second, 1, "actual=2026-09-02", NULL));
    assert_refused(
        world_change(c, "milestone.change", first, 2, text_fmt(c->arena, "follows=%lld", (long long)second.n).p, NULL),
        w_milestone_circle);
    assert_ok(world_make(c, "milestone.create", &other, of(c, q), "name=别处", "planned=2026-05-01", NULL));
    assert_refused(world_change(c, "milestone.change", other, 1, follows, NULL), w_milestone_elsewhere);
}

static bool lacks(struct call *c, id p, enum stage stage, const char *field)
{
    err faults;

    assert_ok(children_lack(c, &project_record, load(c, p), stage, &faults));
    for (; faults; faults = faults->next)
        if (!strcmp(faults->field, field))
            return true;
    return false;
}

static void a_stage_wants_its_rows_and_sums_that_fit(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    id p = project(c, "name=储备前"), loan;

    assert_false(lacks(c, p, ST_PLANNED, "fund_sources"));
    assert_true(lacks(c, p, ST_RESERVE, "fund_sources") && lacks(c, p, ST_RESERVE, "capacities") &&
                lacks(c, p, ST_RESERVE, "milestones"));
    assert_false(lacks(c, p, ST_WITHDRAWN, "fund_sources"));
    assert_ok(world_make(c, "fund_source.create", &loan, of(c, p), "kind=loan", "amount=99999999", NULL));
    assert_true(lacks(c, p, ST_RESERVE, "fund_sources"));
    assert_ok(world_change(c, "fund_source.change", loan, 1, "amount=100000000", NULL));
    assert_false(lacks(c, p, ST_RESERVE, "fund_sources"));
    assert_ok(world_make(c, "project_share.create", NULL, of(c, p), "division=210102", "share=60.5", NULL));
    assert_true(lacks(c, p, ST_RESERVE, "project_shares"));
    assert_ok(world_make(c, "project_share.create", NULL, of(c, p), "division=210202", "share=39.5", NULL));
    assert_false(lacks(c, p, ST_RESERVE, "project_shares"));
}

static void rows_have_their_past(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    id p = project(c, "name=有过去"), row;
    history_list history = {0};
    child_list then = {0}, now = {0};
    moment before = c->now;

    assert_ok(world_make(c, "capacity.create", &row, of(c, p), "name=乙烯", "amount=150", "unit=万吨/年", NULL));
    c->now.ms += 86400000;
    assert_ok(world_change(c, "capacity.change", row, 1, "amount=165", NULL));
    assert_ok(world_change(c, "capacity.remove", row, 2, NULL));
    assert_ok(children_load(c, &capacity_record, p, before, &then));
    assert_ok(children_load(c, &capacity_record, p, NO_MOMENT, &now));
    assert_int_equal(then.n, 1);
    assert_true(((struct capacity *)then.v[0])->amount.n == 150000);
    assert_int_equal(now.n, 0);
    assert_ok(children_history(c, &capacity_record, p, &history));
    assert_int_equal(history.n, 3);
    assert_int_equal(history.v[1].changes.n, 1);
}

static void a_total_beyond_the_reserve_needs_its_document(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system, import = *c;
    id made;

    import.lenient = true;
    assert_ok(world_make(&import, "project.create", &made, "name=前期项目", "division=210102", "content=x",
                         "total_invest=100", "stage=preliminary", NULL));
    assert_refused(world_change(c, "project.change", made, 1, "total_invest=200", NULL), w_total_needs_document);
    assert_ok(world_change(c, "project.change", made, 1, "total_invest=200", "invest_doc=沈发改〔2026〕9号", NULL));
    assert_refused(world_change(c, "project.change", made, 2, "total_invest=300", "invest_doc=沈发改〔2026〕9号", NULL),
                   w_total_needs_document);
}

static void state_secrets_are_refused_and_only_counted(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system, heping = world_call(w, ROLE_COUNTY, w->heping, "210102");
    struct call import = *c;

    import.lenient = true;
    assert_non_null(world_make(c, "project.create", NULL, "name=某绝密工程", "division=210102", "content=x",
                               "total_invest=1", "stage=planned", NULL));
    assert_non_null(world_make(&import, "project.import", NULL, "name=某绝密工程", "division=210102", NULL));
    assert_refused(
        world_make(&import, "project.import", NULL, "name=某工程", "division=210102", "cell_notes=密级：机密", NULL),
        w_secret_mark);
    assert_refused(world_make(c, "project.create", NULL, "name=某工程", "division=210102", "content=x",
                              "total_invest=1", "address=机密★一号院", NULL),
                   w_secret_mark);
    assert_ok(world_make(&heping, "classified_count.create", NULL, "unit=210102", "year=2026", "projects=3", NULL));
    assert_refused(world_make(&heping, "classified_count.create", NULL, "unit=210102", "year=2026", "projects=4", NULL),
                   w_classified_twice);
    assert_refused(world_make(&heping, "classified_count.create", NULL, "unit=210202", "year=2026", "projects=4", NULL),
                   w_project_outside);
}

/* --- sums: whatever was done, they are those of the files -------------------------------------------------------------------- */

static void sums_are_right(struct call *c)
{
    for (size_t i = 0; capabilities[i]; i++)
        for (const struct recompute *what = capabilities[i]->recomputes; what && what->name; what++) {
            struct recompute_result got;
            assert_ok(recompute_run(c, what, true, &got));
            if (got.wrong)
                fail_msg("%s: %lld of %lld wrong, first %.*s", what->name, (long long)got.wrong, (long long)got.rows,
                         TEXT_ARG(got.first));
        }
}

/* A list's totals, read from what is kept, against all files counted one by one with the same words. */
static void totals_are(struct call *c, const char *name, const char *value, const char *where)
{
    const struct field *const added[] = {record_field(&project_record, T("total_invest")),
                                         record_field(&project_record, T("year_plan"))};
    struct filter f;
    int64_t n, sums[2], wanted[3] = {-1, -1, -1};
    bool more;

    assert_ok(filter_init(&f, &project_record));
    if (name)
        assert_ok(filter_add(c->arena, &f, text_of(name), text_of(value), c));
    assert_ok(record_sum(c, &f, added, 2, false, &n, &more, sums, NULL));
    assert_false(more);
    assert_ok(
        conn_one(c->conn, c->arena,
                 text_fmt(c->arena,
                          "SELECT COUNT(*), COALESCE(SUM(CASE WHEN parent_id IS NULL THEN total_invest END), 0),"
                          " COALESCE(SUM(CASE WHEN parent_id IS NULL THEN year_plan END), 0) FROM project"
                          " WHERE region = 21 AND removed = 0 AND %s",
                          where)
                     .p,
                 NO_VALUES, INTO(TO(&wanted[0]), TO(&wanted[1]), TO(&wanted[2])), NULL));
    if (n != wanted[0] || sums[0] != wanted[1] || sums[1] != wanted[2])
        fail_msg("%s: %lld %lld %lld, files %lld %lld %lld", where, (long long)n, (long long)sums[0],
                 (long long)sums[1], (long long)wanted[0], (long long)wanted[1], (long long)wanted[2]);
}

static void totals_are_those_of_the_list(struct world *w)
{
    struct call dalian = world_call(w, ROLE_CITY, w->dalian, "2102"),
                heping = world_call(w, ROLE_COUNTY, w->heping, "210102");
    struct call *c = &w->system;

    totals_are(c, NULL, NULL, "1 = 1");
    totals_are(c, "stage", "planned,withdrawn", "stage IN ('planned', 'withdrawn')");
    totals_are(c, "division", "210100", "division = '210100'");
    totals_are(c, "city", "2101", "city = '2101'");
    totals_are(c, "county", "210102", "county = '210102'");
    totals_are(c, "county.empty", "1", "county IS NULL");
    totals_are(c, "works.empty", "1", "works IS NULL");
    totals_are(c, "works.empty", "0", "works IS NOT NULL");
    totals_are(c, "total_invest.min", "500", "total_invest >= 500"); /* not kept: counted */
    totals_are(&dalian, "stage", "continued", "city = '2102' AND stage = 'continued'");
    totals_are(&heping, NULL, NULL, "county = '210102'");
}

/* Refusals are part of it: what was refused must leave nothing. */
static void act_at_random(struct call *c, struct random *r, id *v, size_t *n)
{
    static const char *const places[] = {"division=210102", "division=210202", "division=210100", "division=21S100"};
    static const char *const stages[] = {"stage=planned", "stage=reserve", "stage=continued", "stage=withdrawn"};
    static const char *const works[] = {"works=energy", "works=digital", "works="};
    const char *place = places[random_below(r, 4)], *work = works[random_below(r, 3)],
               *total = text_fmt(c->arena, "total_invest=%lld", (long long)random_between(r, 0, 1000)).p;
    id one = *n ? v[random_below(r, *n)] : (id){0}, other = *n ? v[random_below(r, *n)] : (id){0};
    int64_t version = 0;
    void *now;

    if (*n && !record_load(c, &project_record, one, &now))
        version = record_head_of(now)->version;
    switch (*n < 3 ? 0 : random_below(r, 5)) {
    case 0:
        if (*n < 40 && !world_make(c, "project.create", &v[*n], text_fmt(c->arena, "name=项目%zu", *n).p, place, work,
                                   total, "content=x", stages[random_below(r, 4)], NULL))
            ++*n;
        break;
    case 1: world_change(c, "project.change", one, version, place, work, total, "invest_doc=依据", NULL); break;
    case 2: world_change(c, "project.import_change", one, version, stages[random_below(r, 4)], NULL); break;
    case 3:
        world_change(c, "project.change", one, version,
                     random_chance(r, 300) ? "parent_id=" : text_fmt(c->arena, "parent_id=%lld", (long long)other.n).p,
                     NULL);
        break;
    default: world_change(c, "project.remove", one, version, "reason=试", NULL); break;
    }
}

static void sums_follow_any_sequence_of_acts(void **state)
{
    enum { ACTS = 150 };
    struct world *w = *state;
    struct call c = w->system;

    c.lenient = true;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct random r = random_of(seed, "sums");
        id v[40];
        size_t n = 0;
        for (int i = 0; i < ACTS; i++) {
            act_at_random(&c, &r, v, &n);
            if (i % 30 == 29) {
                sums_are_right(&w->system);
                totals_are_those_of_the_list(w);
            }
        }
        sums_are_right(&w->system);
        totals_are_those_of_the_list(w);
        for (size_t i = 0; i < n; i++) /* names are free again for the next */
            world_change(&c, "project.change", v[i], 0, text_fmt(c.arena, "name=旧%d-%zu", (int)seed, i).p, NULL);
    }
}

static void wrong_sums_are_found_and_mended(void **state)
{
    enum { TOTALS = 16, LISTED = 1 }; /* of one project: in three units and for its department by four kinds of part; in the list of all */
    struct world *w = *state;
    struct call *c = &w->system;
    const struct recompute *what = project_capability.recomputes;
    struct recompute_result got;

    project(c, "name=甲");
    assert_ok(conn_run(w->conn, w->a, "UPDATE project_total SET total_invest = total_invest + 1", NO_VALUES, NULL));
    assert_ok(
        conn_run(w->conn, w->a,
                 "INSERT INTO project_total (region, unit, kind, part, projects, total_invest, year_plan)"
                 " VALUES (21, '2199', 'stage', 'planned', 1, 1, 1)",
                 NO_VALUES, NULL));
    assert_ok(recompute_run(c, what, true, &got));
    assert_true(got.wrong == TOTALS + 1 && got.rows == TOTALS + LISTED + 1);
    assert_ok(recompute_run(c, what, false, &got));
    assert_true(got.wrong == TOTALS + 1);
    assert_ok(recompute_run(c, what, true, &got));
    assert_true(got.wrong == 0 && got.rows == TOTALS + LISTED);
    assert_ok(conn_run(w->conn, w->a, "DELETE FROM project_total", NO_VALUES, NULL));
    assert_ok(recompute_run(c, what, true, &got));
    assert_true(got.wrong == TOTALS && got.first.n > 0);
}

static int64_t in_list(struct call *c, const char *name, const char *value)
{
    struct filter f;
    int64_t n;
    bool more;

    assert_ok(filter_init(&f, &project_record));
    assert_ok(filter_add(c->arena, &f, text_of(name), text_of(value), c));
    assert_ok(record_sum(c, &f, NULL, 0, false, &n, &more, NULL, NULL));
    assert_false(more);
    return n;
}

/* A figure that no count of files can give shows which of the two was read. */
static void totals_of_a_list_are_read_where_the_filter_is_known(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system, energy = world_call(w, ROLE_LEAD, w->energy, "21");
    struct recompute_result got;

    project(c, "name=甲");
    assert_ok(conn_run(w->conn, w->a, "UPDATE project_listed SET projects = projects + 20000", NO_VALUES, NULL));
    assert_int_equal(in_list(c, "division", "210102,210202"), 20001);
    assert_int_equal(in_list(c, "stage", "reserve"), 0);
    assert_int_equal(in_list(c, "sort", "name"), 20001);
    assert_int_equal(in_list(c, "name.has", "甲"), 1);
    assert_int_equal(in_list(c, "total_invest.min", "1"), 1);
    assert_true(in_list(&energy, "stage", "planned") <= 1); /* a department's scope is no key */
    for (const struct recompute *what = project_capability.recomputes; what->name; what++)
        if (!strcmp(what->name, "project_total"))
            assert_ok(recompute_run(c, what, false, &got));
    assert_true(got.wrong == 1 && got.rows == 17); /* the other table that the same pass proves is right */
    assert_int_equal(in_list(c, "sort", "name"), 1);
}

static int64_t lacking(struct world *w, id key)
{
    int64_t n = -1;

    assert_ok(conn_one(w->conn, w->a, "SELECT missing FROM project WHERE region = 21 AND id = $1", BIND(V(key)),
                       INTO(TO(&n)), NULL));
    return n;
}

static void what_is_missing_counts_rows_and_is_mended_where_it_was_not(void **state)
{
    struct world *w = *state;
    struct call *c = &w->system;
    const struct recompute *what = project_capability.recomputes + 1;
    struct recompute_result got;
    id planned = project(c, "name=甲"), reserve = project(c, "name=乙");
    int64_t first = lacking(w, planned), before;

    assert_string_equal(what->name, "project_missing");
    assert_ok(conn_run(w->conn, w->a, "UPDATE project SET stage = 'reserve' WHERE region = 21 AND id = $1",
                       BIND(V(reserve)), NULL));
    assert_ok(recompute_run(c, what, false, &got));
    assert_true(got.rows == 2 && got.wrong == 1);
    before = lacking(w, reserve);
    assert_true(before > first);
    assert_ok(world_make(c, "milestone.create", NULL, text_fmt(w->a, "project=%lld", (long long)reserve.n).p,
                         "name=开工", "planned=2027-03-01", NULL));
    assert_int_equal(lacking(w, reserve), before - 1);
    assert_ok(conn_run(w->conn, w->a, "UPDATE project SET missing = NULL", NO_VALUES, NULL));
    assert_ok(recompute_run(c, what, true, &got));
    assert_int_equal(got.wrong, 2);
    assert_ok(recompute_run(c, what, false, &got));
    assert_int_equal(lacking(w, reserve), before - 1);
    assert_int_equal(lacking(w, planned), first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(rows_are_seen_and_changed_by_whoever_may_the_project),
        IN_WORLD(the_project_has_its_permits_from_its_rows),
        IN_WORLD(a_row_added_meanwhile_does_not_refuse_the_form),
        IN_WORLD(milestones_are_proposed_once),
        IN_WORLD(milestones_keep_their_order),
        IN_WORLD(a_stage_wants_its_rows_and_sums_that_fit),
        IN_WORLD(rows_have_their_past),
        IN_WORLD(a_total_beyond_the_reserve_needs_its_document),
        IN_WORLD(state_secrets_are_refused_and_only_counted),
        IN_WORLD(sums_follow_any_sequence_of_acts),
        IN_WORLD(totals_of_a_list_are_read_where_the_filter_is_known),
        IN_WORLD(wrong_sums_are_found_and_mended),
        IN_WORLD(what_is_missing_counts_rows_and_is_mended_where_it_was_not),
    };
    fixture_need_engine();
    return cmocka_run_group_tests_name("children", tests, NULL, NULL);
}
