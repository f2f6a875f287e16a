/* Memberships of lists: the record, its way from proposed to on the list, and how other acts put a project on. See list.h. */
#include "own.h"

#include "kit/check.h"
#include "kit/lists.h"
#include "kit/memo.h"
#include "plan/plan.h"

const char *const list_entry_state_keys[] = {
    [ENTRY_PROPOSED] = "proposed", [ENTRY_RETURNED] = "returned",   [ENTRY_SUPPORTED] = "supported", [ENTRY_AGGREGATED] = "aggregated",
    [ENTRY_CANDIDATE] = "candidate", [ENTRY_ON] = "on_list",        [ENTRY_DECLINED] = "declined",   [ENTRY_OFF] = "off_list",
};

static const struct codeitem entry_states[] = {
    {"proposed", {"已提出", "Proposed"}, NULL},     {"returned", {"已退回", "Returned"}, NULL},
    {"supported", {"部门已同意", "Supported"}, NULL}, {"aggregated", {"已汇总", "Aggregated"}, NULL},
    {"candidate", {"待确认", "Candidate"}, NULL},   {"on_list", {"已列入", "On the list"}, NULL},
    {"declined", {"不列入", "Not taken"}, NULL},    {"off_list", {"已调出", "Taken off"}, NULL},
};
const struct codelist list_entry_states = CODELIST("list_entry_state", entry_states);

static const struct codeitem origins[] = {
    {"proposed", {"申报", "Proposed"}, NULL}, {"rule", {"规则选取", "Picked by rule"}, NULL},
    {"funds", {"资金下达", "Issued funds"}, NULL}, {"request", {"年中调整", "Request in the year"}, NULL},
};
const struct codelist list_entry_origins = CODELIST("list_entry_origin", origins);

#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct list_entry, name_), __VA_ARGS__},
static const struct field fields[] = {
#include "list/entry.def"
};
#undef FIELD

/* --- states ------------------------------------------------------------------------------------------------------------------ */

static const struct state states[] = {
    [ENTRY_PROPOSED] = {"proposed", L("已提出", "Proposed"), false},
    [ENTRY_RETURNED] = {"returned", L("已退回", "Returned"), false},
    [ENTRY_SUPPORTED] = {"supported", L("部门已同意", "Supported"), false},
    [ENTRY_AGGREGATED] = {"aggregated", L("已汇总", "Aggregated"), false},
    [ENTRY_CANDIDATE] = {"candidate", L("待确认", "Candidate"), false},
    [ENTRY_ON] = {"on_list", L("已列入", "On the list"), false},
    [ENTRY_DECLINED] = {"declined", L("不列入", "Not taken"), true},
    [ENTRY_OFF] = {"off_list", L("已调出", "Taken off"), true},
};

#define FROM(state) (1u << (state))
#define WHO_PROPOSES (ROLE_DRC | ROLE_LEAD | ROLE_CITY | ROLE_SYSTEM)
#define WHO_OPINES (ROLE_DRC | ROLE_LEAD | ROLE_SYSTEM)
#define WHO_CONFIRMS (ROLE_DRC | ROLE_SYSTEM)

static const struct transition transitions[] = {
    {FROM(ENTRY_PROPOSED), ENTRY_SUPPORTED, NULL, WHO_OPINES, L("同意并提出意见", "Support with an opinion"), false, NULL},
    {FROM(ENTRY_SUPPORTED), ENTRY_AGGREGATED, NULL, WHO_CONFIRMS, L("汇总", "Aggregate"), false, NULL},
    {FROM(ENTRY_AGGREGATED) | FROM(ENTRY_CANDIDATE), ENTRY_ON, NULL, WHO_CONFIRMS, L("确认列入", "Confirm onto the list"), false, NULL},
    {FROM(ENTRY_RETURNED), ENTRY_PROPOSED, NULL, WHO_PROPOSES, L("重新提出", "Propose again"), false, NULL},
    {FROM(ENTRY_PROPOSED), ENTRY_RETURNED, NULL, WHO_OPINES, L("退回", "Return"), true, NULL},
    {FROM(ENTRY_SUPPORTED) | FROM(ENTRY_AGGREGATED), ENTRY_RETURNED, NULL, WHO_CONFIRMS, L("退回", "Return"), true, NULL},
    {FROM(ENTRY_CANDIDATE), ENTRY_DECLINED, NULL, WHO_CONFIRMS, L("不列入", "Do not take"), true, NULL},
    {FROM(ENTRY_DECLINED), ENTRY_CANDIDATE, NULL, WHO_CONFIRMS, L("恢复为待确认", "Make a candidate again"), false, NULL},
    {FROM(ENTRY_ON), ENTRY_OFF, NULL, WHO_CONFIRMS, L("调出", "Take off"), true, NULL},
};

err list_province_only(const struct call *c)
{
    return c->actor.scope == SCOPE_REGION ? NULL : FAIL(c->arena, E_DENIED, w_lists_province_only);
}

static void note_step(struct call *c, struct list_entry *e, unsigned to)
{
    if (to == ENTRY_PROPOSED) {
        e->proposed_at = c->now;
        e->proposed_by = call_who(c);
    } else if (to == ENTRY_SUPPORTED) {
        e->opined_at = c->now;
        e->opined_by = call_who(c);
    } else if (to == ENTRY_AGGREGATED) {
        e->aggregated_at = c->now;
    } else if (to == ENTRY_ON) {
        e->confirmed_at = c->now;
        e->confirmed_by = call_who(c);
    }
}

/* Once a list's year has an edition, nothing goes off it but by a request. */
static err only_by_request(const struct call *c, const struct list_entry *e, const struct word *why)
{
    int64_t seq;

    TRY(list_last_seq(c, e->list.t, e->year.n, &seq, NULL));
    return seq ? FAIL(c->arena, E_STATE, *why, .args = {ARG_TEXT("year", list_year_text(c->arena, e->year.n)), ARG_INT("seq", seq)}) : NULL;
}

err list_left_behind(const struct call *c, const struct list_entry *e, bool *ret)
{
    unsigned state = workflow_state(&list_entry_record, e);
    int64_t seq = 0;

    if (state != ENTRY_ON && state != ENTRY_OFF && !text_eqz(e->origin.t, "funds"))
        TRY(list_last_seq(c, e->list.t, e->year.n, &seq, NULL));
    *ret = seq > 0;
    return NULL;
}

/* What the province alone does, and what is done by a request once the year has an edition. */
static err open_to(const struct call *c, const void *r, const struct transition *way)
{
    const struct list_entry *e = r;
    unsigned from = workflow_state(&list_entry_record, e), to = way->to;
    bool left;

    if (to == ENTRY_AGGREGATED || to == ENTRY_ON || to == ENTRY_OFF || to == ENTRY_DECLINED || from == ENTRY_AGGREGATED)
        TRY(list_province_only(c));
    if (to == ENTRY_OFF)
        return only_by_request(c, e, &w_lists_off_by_request);
    TRY(list_left_behind(c, e, &left));
    return left && to != ENTRY_RETURNED && to != ENTRY_DECLINED ? only_by_request(c, e, &w_lists_carry_by_request) : NULL;
}

static err moved(struct call *c, void *r, const struct input *in, unsigned from, unsigned to)
{
    struct list_entry *e = r;

    (void)from;
    note_step(c, e, to);
    e->off_reason = to == ENTRY_RETURNED || to == ENTRY_DECLINED || to == ENTRY_OFF ? in->reason : NO_TEXT;
    e->off_at = to == ENTRY_OFF ? c->now : NO_MOMENT;
    return NULL;
}

static const struct workflow workflow = {states, COUNT(states), transitions, COUNT(transitions), .moved = moved, .open = open_to};

/* --- hooks --------------------------------------------------------------------------------------------------------------------- */

static void copy_place(struct list_entry *e, const struct project *p)
{
    project_place(p, &list_entry_record, e);
    e->total_invest = p->total_invest;
}

static err derive(struct call *c, void *r, const void *old)
{
    struct list_entry *e = r;
    void *of;

    if (c->bulk || old || !e->project.n)
        return NULL;
    TRY(record_load(c, &project_record, (id){e->project.n}, &of)); /* within the caller's scope, else it is not there */
    copy_place(e, of);
    if (!e->origin.t.n)
        e->origin.t = T("proposed");
    if (text_eqz(e->state.t, "proposed"))
        note_step(c, e, ENTRY_PROPOSED);
    return NULL;
}

/* What is proposed by hand: a list that is proposed, a project that isn't on it yet, a year whose list is still open. */
static err check(struct call *c, const void *r, const void *old)
{
    const struct list_entry *e = r;
    const struct list_kind *k = list_kind_called(e->list.t);
    struct list_entry *there;

    if (c->bulk || old)
        return NULL;
    TRY(list_entry_find(c, e->list.t, e->year.n, (id){e->project.n}, &there));
    if (there && there->head.id.n != e->head.id.n)
        return FAIL(c->arena, E_INPUT, w_lists_there_already, .field = "project",
                    .args = {ARG_TEXT("name", e->name), ARG_WORD("state", &states[workflow_state(&list_entry_record, there)].label)});
    if (!text_eqz(e->origin.t, "proposed"))
        return NULL;
    if (k && k->form != LIST_PROPOSED)
        return FAIL(c->arena, E_INPUT, *(k->form == LIST_BY_RULE ? &w_lists_by_rule_only : &w_lists_by_funds_only), .field = "list",
                    .args = {ARG_TEXT("list", k->name[c->lang])});
    return only_by_request(c, e, &w_lists_add_by_request);
}

static err ready(struct call *c, const void *r, unsigned state)
{
    const struct list_entry *e = r;
    struct list_lack l;

    if (state != ENTRY_ON)
        return NULL;
    TRY(list_lack_of(c, (id){e->project.n}, e->year.n, &l));
    return list_lack_faults(c, &l, e->year.n);
}

const struct record list_entry_record = {
    .name = "list_entry", .plural = "list_entries", .path = "/list_entries", .label = L("清单项目", "List entry"), .labels = L("清单项目", "List entries"),
    .fields = fields, .n_fields = COUNT(fields), .size = sizeof(struct list_entry),
    .title = "name", .state = "state", .workflow = &workflow,
    .scope = {.city = "city", .county = "county", .lead = "lead_department", .owner = "owner"},
    .see = WHO_BUSINESS, .create = WHO_PROPOSES, .change = WHO_PROPOSES, .history = true, .aside = true, .sort = "-year", .match = "project+year+list",
    .along = "project+year+list", .columns = "name,state,origin,works,city,total_invest,proposed_by,year,list",
    .derive = derive, .check = check, .ready = ready,
};

/* --- for other acts ------------------------------------------------------------------------------------------------------------- */

err list_entry_find(struct call *c, text list, int64_t year, id project, struct list_entry **ret)
{
    static const char sql_find[] = "SELECT id FROM list_entry WHERE region = $1 AND project = $2 AND year = $3 AND list = $4 AND removed = 0";
    struct call own = call_as_program(c);
    void *r = NULL;
    bool found;
    id key;

    TRY(conn_one(c->conn, c->arena, sql_find, BIND(V(c->region), V(project), V(year), V(list)), INTO(TO(&key)), &found));
    if (found)
        TRY(record_lock(&own, &list_entry_record, key, &r));
    *ret = r;
    return NULL;
}

static err new_entry(struct call *own, text list, int64_t year, id project, const char *origin, text why, enum list_entry_state to)
{
    struct list_entry *e = record_new(own->arena, &list_entry_record);

    e->project.n = project.n;
    e->year.n = year;
    e->list.t = list;
    e->origin.t = text_of(origin);
    e->why = why;
    e->state.t = text_of(list_entry_state_keys[to]);
    note_step(own, e, to);
    return record_save(own, &list_entry_record, e, NULL);
}

static text also(struct arena *a, text before, text why)
{
    if (!before.n || text_has(before, why))
        return before.n ? before : why;
    return text_chars(before) + text_chars(why) < 480 ? text_fmt(a, "%.*s；%.*s", TEXT_ARG(before), TEXT_ARG(why)) : before;
}

err list_entry_put(struct call *c, text list, int64_t year, id project, const char *origin, text why, enum list_entry_state to)
{
    struct call own = call_as_program(c);
    struct list_entry *there, *e;
    err faults;

    TRY(list_entry_find(c, list, year, project, &there));
    if (!there) {
        faults = new_entry(&own, list, year, project, origin, why, to);
    } else {
        e = record_copy(c->arena, &list_entry_record, there);
        e->why = also(c->arena, there->why, why);
        if (workflow_state(&list_entry_record, there) != ENTRY_ON) {
            e->origin.t = text_of(origin);
            e->state.t = text_of(list_entry_state_keys[to]);
            e->off_reason = NO_TEXT;
            e->off_at = NO_MOMENT;
            note_step(&own, e, to);
        }
        faults = record_save(&own, &list_entry_record, e, there);
    }
    call_program_end(c, &own);
    return faults;
}

err list_entry_drop(struct call *c, text list, int64_t year, id project, text why)
{
    struct call own = call_as_program(c);
    struct list_entry *there, *e;
    err faults;

    TRY(list_entry_find(c, list, year, project, &there));
    if (!there)
        return NULL;
    e = record_copy(c->arena, &list_entry_record, there);
    e->state.t = text_of(list_entry_state_keys[ENTRY_OFF]);
    e->off_reason = why;
    e->off_at = c->now;
    faults = record_save(&own, &list_entry_record, e, there);
    call_program_end(c, &own);
    return faults;
}

err list_put_on(struct call *c, const char *list, int64_t year, id project, text why)
{
    struct list_lack l;

    TRY(list_lack_of(c, project, year, &l));
    return list_entry_put(c, text_of(list), year, project, "funds", why, l.missing ? ENTRY_CANDIDATE : ENTRY_ON);
}

err list_take_off(struct call *c, const char *list, int64_t year, id project, text why)
{
    struct list_entry *there;

    TRY(list_entry_find(c, text_of(list), year, project, &there));
    if (!there || !text_eqz(there->origin.t, "funds") || workflow_state(&list_entry_record, there) == ENTRY_OFF)
        return NULL;
    return list_entry_drop(c, text_of(list), year, project, why);
}
