/* Changes of a list in the course of the year: applications, which the next edition takes. See list.h. */
#include "request.h"

#include "kit/check.h"
#include "kit/lists.h"
#include "kit/workflow.h"

static const struct codeitem kinds[] = {{"add", {"增补", "Addition"}, "调入|新增"}, {"remove", {"调出", "Removal"}, "退出|删除"}, {"exchange", {"置换", "Exchange"}, "调换|替换"}};
const struct codelist list_request_kinds = CODELIST("list_request_kind", kinds);
static const struct codeitem request_states[] = {
    {"asked", {"已申请", "Asked"}, NULL}, {"returned", {"已退回", "Returned"}, NULL}, {"supported", {"部门已同意", "Supported"}, NULL},
    {"approved", {"已批准", "Approved"}, NULL}, {"refused", {"不同意", "Refused"}, NULL},
};
const struct codelist list_request_states = CODELIST("list_request_state", request_states);

#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct list_request, name_), __VA_ARGS__},
static const struct field fields[] = {
#include "list/request.def"
};
#undef FIELD

static const struct state states[] = {
    [REQUEST_ASKED] = {"asked", L("已申请", "Asked"), false}, [REQUEST_RETURNED] = {"returned", L("已退回", "Returned"), false},
    [REQUEST_SUPPORTED] = {"supported", L("部门已同意", "Supported"), false}, [REQUEST_APPROVED] = {"approved", L("已批准", "Approved"), true},
    [REQUEST_REFUSED] = {"refused", L("不同意", "Refused"), true},
};

#define FROM(state) (1u << (state))
#define WHO_ASKS (ROLE_DRC | ROLE_LEAD | ROLE_CITY | ROLE_SYSTEM)
#define WHO_OPINES (ROLE_DRC | ROLE_LEAD | ROLE_SYSTEM)
#define WHO_SETTLES (ROLE_DRC | ROLE_SYSTEM)

static const struct transition transitions[] = {
    {FROM(REQUEST_ASKED), REQUEST_SUPPORTED, NULL, WHO_OPINES, L("同意并提出意见", "Support with an opinion"), false, NULL},
    {FROM(REQUEST_SUPPORTED), REQUEST_APPROVED, NULL, WHO_SETTLES, L("批准", "Approve"), false, NULL},
    {FROM(REQUEST_RETURNED), REQUEST_ASKED, NULL, WHO_ASKS, L("重新申请", "Ask again"), false, NULL},
    {FROM(REQUEST_ASKED), REQUEST_RETURNED, NULL, WHO_OPINES, L("退回", "Return"), true, NULL},
    {FROM(REQUEST_SUPPORTED), REQUEST_REFUSED, NULL, WHO_SETTLES, L("不同意", "Refuse"), true, NULL},
};

static err open_to(const struct call *c, const void *r, const struct transition *way)
{
    (void)r;
    return way->to == REQUEST_APPROVED || way->to == REQUEST_REFUSED ? list_province_only(c) : NULL;
}

static err moved(struct call *c, void *r, const struct input *in, unsigned from, unsigned to)
{
    struct list_request *x = r;
    text who = call_who(c);

    (void)from;
    if (to == REQUEST_APPROVED || to == REQUEST_REFUSED) {
        x->settled_by = who;
        x->settled_at = c->now;
    } else if (to == REQUEST_SUPPORTED) {
        x->opined_by = who;
        x->opined_at = c->now;
    } else if (to == REQUEST_ASKED) {
        x->asked_at = c->now;
    }
    x->answer = to == REQUEST_RETURNED || to == REQUEST_REFUSED ? in->reason : NO_TEXT;
    return NULL;
}
static const struct workflow workflow = {states, COUNT(states), transitions, COUNT(transitions), .moved = moved, .open = open_to};

static bool comes(const struct list_request *x)
{
    return !text_eqz(x->kind.t, "remove");
}

static bool goes(const struct list_request *x)
{
    return !text_eqz(x->kind.t, "add");
}

static err derive(struct call *c, void *r, const void *old)
{
    struct list_request *x = r;
    ref about = comes(x) ? x->project : x->project_out;
    struct project *in = NULL, *out = NULL;
    void *p;

    if (old || !about.n || c->bulk)
        return NULL;
    if (comes(x) && x->project.n) {
        TRY(record_load(c, &project_record, (id){x->project.n}, &p));
        in = p;
    }
    if (goes(x) && x->project_out.n) {
        TRY(record_load(c, &project_record, (id){x->project_out.n}, &p));
        out = p;
    }
    p = in ? in : out;
    if (!p)
        return NULL;
    x->city = ((struct project *)p)->city;
    x->county = ((struct project *)p)->county;
    x->lead_department = ((struct project *)p)->lead_department;
    x->owner = ((struct project *)p)->owner;
    x->name = text_fmt(c->arena, "%.*s：%s%.*s%s%s%.*s", TEXT_ARG(codelist_label(&list_request_kinds, x->kind, LANG_ZH)), in ? "+" : "", TEXT_ARG(in ? in->name : NO_TEXT),
                       in && out ? " " : "", out ? "−" : "", TEXT_ARG(out ? out->name : NO_TEXT));
    x->asked_by = call_who(c);
    x->asked_at = c->now;
    return NULL;
}

/* Whether a project stands on the list now. */
static err on_list(struct call *c, const struct list_request *x, ref project, bool *ret)
{
    struct list_entry *e;

    TRY(list_entry_find(c, x->list.t, x->year.n, (id){project.n}, &e));
    *ret = e && workflow_state(&list_entry_record, e) == ENTRY_ON;
    return NULL;
}

static err check_projects(struct call *c, const struct list_request *x)
{
    bool on;

    if (comes(x) != (x->project.n != 0))
        return FAIL(c->arena, E_INPUT, *(comes(x) ? &w_lists_in_needed : &w_lists_in_unfit), .field = "project");
    if (goes(x) != (x->project_out.n != 0))
        return FAIL(c->arena, E_INPUT, *(goes(x) ? &w_lists_out_needed : &w_lists_out_unfit), .field = "project_out");
    if (comes(x)) {
        TRY(on_list(c, x, x->project, &on));
        if (on)
            return FAIL(c->arena, E_INPUT, w_lists_in_is_on, .field = "project");
    }
    if (goes(x)) {
        TRY(on_list(c, x, x->project_out, &on));
        if (!on)
            return FAIL(c->arena, E_INPUT, w_lists_out_is_off, .field = "project_out");
    }
    return NULL;
}

/* Before the first edition a list is proposed or picked; afterwards it changes by requests. */
static err check(struct call *c, const void *r, const void *old)
{
    const struct list_request *x = r;
    int64_t seq;

    if (old || c->bulk)
        return NULL;
    TRY(list_last_seq(c, x->list.t, x->year.n, &seq, NULL));
    if (!seq)
        return FAIL(c->arena, E_INPUT, w_lists_no_edition_yet, .field = "list", .args = {ARG_TEXT("year", list_year_text(c->arena, x->year.n))});
    return check_projects(c, x);
}

static err ready(struct call *c, const void *r, unsigned state)
{
    const struct list_request *x = r;
    struct list_lack l;

    if (state != REQUEST_APPROVED)
        return NULL;
    TRY(check_projects(c, x));
    if (!comes(x))
        return NULL;
    TRY(list_lack_of(c, (id){x->project.n}, x->year.n, &l));
    return list_lack_faults(c, &l, x->year.n);
}

/* What was approved is done in the act that approves. */
static err saved(struct call *c, const void *r, const void *old)
{
    const struct list_request *x = r;

    if (c->bulk || !old || !text_eqz(x->state.t, "approved") || text_eqz(((const struct list_request *)old)->state.t, "approved"))
        return NULL;
    if (goes(x))
        TRY(list_entry_drop(c, x->list.t, x->year.n, (id){x->project_out.n}, x->why));
    return comes(x) ? list_entry_put(c, x->list.t, x->year.n, (id){x->project.n}, "request", x->why, ENTRY_ON) : NULL;
}

const struct record list_request_record = {
    .name = "list_request", .plural = "list_requests", .path = "/list_requests", .label = L("清单调整申请", "Request to change a list"), .labels = L("清单调整申请", "Requests to change lists"),
    .fields = fields, .n_fields = COUNT(fields), .size = sizeof(struct list_request), .title = "name", .state = "state", .workflow = &workflow,
    .scope = {.city = "city", .county = "county", .lead = "lead_department", .owner = "owner"},
    .see = WHO_OFFICE, .create = WHO_ASKS, .change = WHO_ASKS, .history = true, .aside = true, .derive = derive, .check = check, .saved = saved, .ready = ready,
};

const struct act
    list_request_create = {.name = "list_request.create", .target = &list_request_record, .label = L("申请调整清单", "Ask for a change of a list"), .roles = WHO_ASKS, .creates = true,
                          .run = act_create},
    list_request_change = {.name = "list_request.change", .target = &list_request_record, .label = L("修改调整申请", "Change a request"), .roles = WHO_ASKS,
                          .from = FROM(REQUEST_ASKED) | FROM(REQUEST_RETURNED), .run = act_change},
    list_request_move = {.name = "list_request.move", .target = &list_request_record, .label = L("办理调整申请", "Move a request on"), .roles = WHO_ASKS, .run = workflow_move};
