/* The annual plan: record, its way from draft to confirmed, editions. See plan.h. */
#include "plan.h"

#include "kit/check.h"
#include "kit/lists.h"
#include "plan/pages.h"
#include "plan/words.h"

static const struct codeitem plan_states[] = {
    {"draft", {"草稿", "Draft"}, NULL},         {"returned", {"已退回", "Returned"}, NULL},
    {"proposed", {"已报送", "Proposed"}, NULL}, {"checked", {"已审核", "Checked"}, NULL},
    {"confirmed", {"已确认", "Confirmed"}, NULL}, {"superseded", {"已被替代", "Superseded"}, NULL},
};
static const struct codelist list_plan_state = CODELIST("plan_state", plan_states);

#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct plan, name_), __VA_ARGS__},
static const struct field fields[] = {
#include "plan/plan.def"
};
#undef FIELD

money *plan_month(struct plan *p, int month_of_year)
{
    money *const m[] = {&p->m01, &p->m02, &p->m03, &p->m04, &p->m05, &p->m06, &p->m07, &p->m08, &p->m09, &p->m10, &p->m11, &p->m12};

    return m[month_of_year - 1];
}

money plan_month_of(const struct plan *p, int month_of_year)
{
    struct plan copy = *p;

    return *plan_month(&copy, month_of_year);
}

/* What the year was set to and the months do not hold; NO_MONEY: nothing was set, or no month is filled in. */
money plan_gap(const struct plan *p)
{
    if (is_absent(p->year_total.yuan) || is_absent(p->total.yuan))
        return NO_MONEY;
    return (money){p->year_total.yuan - p->total.yuan};
}

/* --- states ------------------------------------------------------------------------------------------------------------------ */

static const struct state states[] = {
    [PLAN_DRAFT] = {"draft", L("草稿", "Draft"), false},
    [PLAN_RETURNED] = {"returned", L("已退回", "Returned"), false},
    [PLAN_PROPOSED] = {"proposed", L("已报送", "Proposed"), false},
    [PLAN_CHECKED] = {"checked", L("已审核", "Checked"), false},
    [PLAN_CONFIRMED] = {"confirmed", L("已确认", "Confirmed"), false},
    [PLAN_SUPERSEDED] = {"superseded", L("已被替代", "Superseded"), true},
};

#define FROM(state) (1u << (state))
#define OPEN_STATES (FROM(PLAN_DRAFT) | FROM(PLAN_RETURNED))

static err check_amounts(struct arena *a, const void *r, date today)
{
    const struct plan *p = r;
    money gap;

    (void)today;
    if (is_absent(p->total.yuan))
        return FAIL(a, E_INPUT, w_plan_empty, .field = "m01");
    if (is_absent(p->year_total.yuan) || p->year_total.yuan == p->total.yuan)
        return NULL;
    gap.yuan = p->total.yuan > p->year_total.yuan ? p->total.yuan - p->year_total.yuan : p->year_total.yuan - p->total.yuan;
    return FAIL(a, E_INPUT, w_plan_uneven, .field = "year_total", .args = {ARG_MONEY("sum", p->total), ARG_MONEY("total", p->year_total), ARG_MONEY("gap", gap)});
}

static const struct transition transitions[] = {
    {OPEN_STATES, PLAN_PROPOSED, NULL, WHO_EDITOR, L("报送", "Propose"), false, check_amounts},
    {FROM(PLAN_PROPOSED), PLAN_CHECKED, NULL, WHO_MANAGER, L("审核通过", "Check"), false, check_amounts},
    {FROM(PLAN_CHECKED), PLAN_CONFIRMED, NULL, ROLE_DRC | ROLE_LEAD | ROLE_SYSTEM, L("确认", "Confirm"), false, check_amounts},
    {FROM(PLAN_PROPOSED) | FROM(PLAN_CHECKED), PLAN_RETURNED, NULL, WHO_MANAGER, L("退回", "Return"), true, NULL},
};

/* The first edition of the year that is confirmed is its baseline, for ever. */
static err confirm(struct call *c, struct plan *p)
{
    static const char sql_before[] = "SELECT COUNT(*) FROM plan WHERE region = $1 AND project = $2 AND year = $3 AND id <> $4 AND removed = 0"
                                     " AND state IN ('confirmed', 'superseded')";
    int64_t before = 0;

    TRY(conn_one(c->conn, c->arena, sql_before, BIND(V(c->region), V(p->project), V(p->year), V(p->head.id)), INTO(TO(&before)), NULL));
    p->baseline = before ? NO : YES;
    p->confirmed_at = c->now;
    return NULL;
}

static err moved(struct call *c, void *r, const struct input *in, unsigned from, unsigned to)
{
    struct plan *p = r;

    (void)from;
    p->return_reason = to == PLAN_RETURNED ? in->reason : NO_TEXT;
    if (to == PLAN_PROPOSED)
        p->proposed_at = c->now;
    else if (to == PLAN_CHECKED)
        p->checked_at = c->now;
    else if (to == PLAN_CONFIRMED)
        return confirm(c, p);
    return NULL;
}

static const struct workflow workflow = {states, COUNT(states), transitions, COUNT(transitions), moved};

/* --- hooks --------------------------------------------------------------------------------------------------------------------- */

static void add_up(struct plan *p)
{
    p->total = NO_MONEY;
    for (int m = 1; m <= 12; m++)
        if (!is_absent(plan_month_of(p, m).yuan))
            p->total.yuan = (is_absent(p->total.yuan) ? 0 : p->total.yuan) + plan_month_of(p, m).yuan;
}

/* The next edition of a project's year, and whether an earlier one was confirmed. One may be open at a time. */
static err find_edition(struct call *c, struct plan *p)
{
    static const char sql_editions[] = "SELECT seq, state FROM plan WHERE region = $1 AND project = $2 AND year = $3 AND removed = 0 ORDER BY seq";
    CLEAN(query_close) struct query q = {0};
    bool confirmed = false;
    int64_t seq = 0;
    text state;

    TRY(query_open(&q, c->conn, c->arena, sql_editions, BIND(V(c->region), V(p->project), V(p->year))));
    while (query_row(&q, INTO(TO(&seq), TO(&state)))) {
        if (!text_eqz(state, "confirmed") && !text_eqz(state, "superseded"))
            return FAIL(c->arena, E_INPUT, w_plan_one_open, .field = "year",
                        .args = {ARG_TEXT("name", p->name), ARG_TEXT("year", text_fmt(c->arena, "%lld", (long long)p->year.n)), ARG_INT("seq", seq)});
        confirmed = true;
    }
    TRY(query_end(&q));
    if (confirmed && text_empty(text_trim(p->change_reason)))
        return FAIL(c->arena, E_INPUT, w_plan_needs_reason, .field = "change_reason", .args = {ARG_TEXT("year", text_fmt(c->arena, "%lld", (long long)p->year.n))});
    p->seq.n = seq + 1;
    p->baseline = !confirmed && text_eqz(p->state.t, "confirmed") ? YES : NO; /* taken over as confirmed */
    return NULL;
}

static err derive(struct call *c, void *r, const void *old)
{
    struct plan *p = r;
    void *of;

    add_up(p);
    if (c->bulk)
        return NULL;
    if (!p->project.n || is_absent(p->year.n))
        return NULL; /* refused by the fields */
    if (old)
        return NULL;
    TRY(record_load(c, &project_record, (id){p->project.n}, &of)); /* within the caller's scope, else it is not there */
    project_place(of, &plan_record, p);
    if (c->actor.role == ROLE_SYSTEM && text_eqz(p->state.t, "confirmed")) /* taken over from another system, by the command line */
        p->confirmed_at = c->now;
    return find_edition(c, p);
}

/* The rule of §1.2 and the reserve library: what was done before and this year's plan stay within the whole. */
static err check(struct call *c, const void *r, const void *old)
{
    static const char sql_total[] = "SELECT total_invest, before_year FROM project WHERE region = $1 AND id = $2";
    const struct plan *p = r;
    money total, before;
    bool found;

    if (c->bulk || c->lenient || is_absent(p->total.yuan) || (old && ((const struct plan *)old)->total.yuan == p->total.yuan))
        return NULL;
    TRY(conn_one(c->conn, c->arena, sql_total, BIND(V(c->region), V(p->project)), INTO(TO(&total), TO(&before)), &found));
    if (!found || is_absent(total.yuan))
        return NULL;
    before.yuan = is_absent(before.yuan) ? 0 : before.yuan;
    if (before.yuan + p->total.yuan <= total.yuan)
        return NULL;
    return FAIL(c->arena, E_INPUT, w_plan_beyond_total, .field = "m12",
                .args = {ARG_MONEY("before", before), ARG_MONEY("plan", p->total), ARG_MONEY("total", total)});
}

/* The edition confirmed before is superseded by this one; it is never changed otherwise. */
static err supersede(struct call *c, const struct plan *p)
{
    static const char sql_before[] = "SELECT id FROM plan WHERE region = $1 AND project = $2 AND year = $3 AND state = 'confirmed' AND id <> $4";
    CLEAN(query_close) struct query q = {0};
    LIST(id) before = {0};
    id key;

    TRY(query_open(&q, c->conn, c->arena, sql_before, BIND(V(c->region), V(p->project), V(p->year), V(p->head.id))));
    while (query_row(&q, INTO(TO(&key))))
        list_push(&before, c->arena) = key;
    TRY(query_end(&q));
    for (size_t i = 0; i < before.n; i++) {
        struct plan *old;
        void *r;
        TRY(record_lock(c, &plan_record, before.v[i], &r));
        old = record_copy(c->arena, &plan_record, r);
        old->state.t = T("superseded");
        old->superseded_at = c->now;
        TRY(record_save(c, &plan_record, old, r));
    }
    return NULL;
}

static err saved(struct call *c, const void *r, const void *old)
{
    const struct plan *p = r, *before = old;
    bool confirmed = text_eqz(p->state.t, "confirmed");

    if (c->bulk || !confirmed || (before && text_eq(before->state.t, p->state.t) && before->project.n == p->project.n))
        return NULL;
    return supersede(c, p);
}

/* A year of a project once: the edition in force, before there is one what is on its way. */
static const struct adding adding = {
    .standing = "r.state <> 'superseded' AND (r.state = 'confirmed' OR NOT EXISTS (SELECT 1 FROM plan y WHERE y.region = r.region AND y.project = r.project"
                " AND y.year = r.year AND y.state = 'confirmed' AND y.removed = 0))",
    .said = L("每个项目每年只计一版", "one edition a project and year"),
};

const struct record plan_record = {
    .name = "plan", .plural = "plans", .path = "/plans", .label = L("年度计划", "Annual plan"), .labels = L("年度计划", "Annual plans"),
    .fields = fields, .n_fields = COUNT(fields), .size = sizeof(struct plan),
    .title = "name", .state = "state", .workflow = &workflow, .adding = &adding, .sheet = "/plans/grid",
    .scope = {.city = "city", .county = "county", .lead = "lead_department", .owner = "owner"},
    .see = WHO_BUSINESS, .create = WHO_EDITOR, .change = WHO_EDITOR, .history = true, .place = 2, .sort = "-year", .match = "project+year+seq|project+year", .along = "project+year",
    .derive = derive, .check = check, .saved = saved,
};

static const struct record *const records[] = {&plan_record, NULL};

static const struct act
    act_plan_create = {.name = "plan.create", .target = &plan_record, .label = L("编制年度计划", "Draw up a plan"), .roles = WHO_EDITOR, .creates = true,
                       .run = act_create},
    act_plan_change = {.name = "plan.change", .target = &plan_record, .label = L("修改年度计划", "Change a plan"), .roles = WHO_EDITOR,
                       .from = OPEN_STATES, .run = act_change},
    act_plan_move = {.name = "plan.move", .target = &plan_record, .label = L("办理年度计划", "Move a plan on"), .roles = WHO_EDITOR, .run = workflow_move},
    act_plan_import = {.name = "plan.import", .target = &plan_record, .label = L("导入年度计划", "Plan by import"), .roles = WHO_EDITOR, .creates = true,
                       .run = act_create},
    act_plan_import_change = {.name = "plan.import_change", .target = &plan_record, .label = L("导入修改计划", "Change a plan by import"),
                              .roles = WHO_EDITOR, .from = OPEN_STATES, .run = act_change},
    act_project_steps = {.name = "project.propose_milestones", .target = &project_record, .label = L("采用建议的节点", "Enter proposed milestones"),
                         .roles = WHO_EDITOR, .run = plan_enter_steps};

static const struct act *const acts[] = {&act_plan_create, &act_plan_change, &act_plan_move, &act_plan_import, &act_plan_import_change, &act_project_steps, NULL};

const struct capability plan_capability = {.name = "plan", .records = records, .acts = acts, .routes = plan_routes, .waiting = plan_waiting, .start = plan_tables_start};
