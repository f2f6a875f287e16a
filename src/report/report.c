/* The monthly report: record, its way from draft to accepted, corrections. See report.h. */
#include "report.h"

#include "kit/check.h"
#include "kit/lists.h"
#include "report/ask.h"
#include "report/grant.h"
#include "report/pages.h"
#include "report/words.h"

static const struct codeitem report_states[] = {
    {"draft", {"草稿", "Draft"}, NULL},
    {"returned", {"已退回", "Returned"}, NULL},
    {"submitted", {"已报送", "Submitted"}, NULL},
    {"county_passed", {"县级已审", "Passed by the county"}, NULL},
    {"city_passed", {"市级已审", "Passed by the city"}, NULL},
    {"accepted", {"已通过", "Accepted"}, NULL},
};
static const struct codelist list_report_state = CODELIST("report_state", report_states);

/* Domain notes §5. */
static const struct codeitem site_states[] = {
    {"not_started", {"未开工", "Not started"}, NULL}, {"working", {"施工", "Working"}, "在建|正常施工|施工中|在施"},
    {"winter", {"冬歇", "Winter break"}, "冬休|冬季停工"}, {"stopped", {"停工", "Stopped"}, NULL},
    {"finished", {"完工", "Finished"}, "竣工"},
};
static const struct codelist list_site_state = CODELIST("site_state", site_states);

static const struct codeitem problem_states[] = {
    {"none", {"无", "None"}, NULL}, {"new", {"新出现", "New"}, NULL}, {"open", {"仍未解决", "Still open"}, NULL},
};
static const struct codelist list_problem_state = CODELIST("problem_state", problem_states);

static const struct codeitem vias[] = {
    {"form", {"网页", "Form"}, NULL}, {"grid", {"表格", "Grid"}, NULL},   {"file", {"文件导入", "File"}, NULL},
    {"api", {"接口", "API"}, NULL},   {"zero", {"零变化", "No change"}, NULL},
};
static const struct codelist list_report_via = CODELIST("via", vias);

#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct report, name_), __VA_ARGS__},
static const struct field fields[] = {
#include "report/report.def"
};
#undef FIELD

/* --- states (domain notes §5, §2.3) --------------------------------------------------------------------------------------- */

static const struct state states[] = {
    [REPORT_DRAFT] = {"draft", L("草稿", "Draft"), false},
    [REPORT_RETURNED] = {"returned", L("已退回", "Returned"), false},
    [REPORT_SUBMITTED] = {"submitted", L("已报送", "Submitted"), false},
    [REPORT_COUNTY_PASSED] = {"county_passed", L("县级已审", "Passed by the county"), false},
    [REPORT_CITY_PASSED] = {"city_passed", L("市级已审", "Passed by the city"), false},
    [REPORT_ACCEPTED] = {"accepted", L("已通过", "Accepted"), true},
};

#define FROM(state) (1u << (state))
#define OPEN_STATES (FROM(REPORT_DRAFT) | FROM(REPORT_RETURNED))

/* A county or city that fills in for an owner sends and passes in one step; a project of a whole city has no county. */
static const struct transition transitions[] = {
    {OPEN_STATES, REPORT_SUBMITTED, NULL, ROLE_OWNER | ROLE_SYSTEM, L("报送", "Submit"), false, NULL},
    {OPEN_STATES, REPORT_COUNTY_PASSED, NULL, ROLE_COUNTY, L("代报并审核", "Submit and pass"), false, NULL},
    {OPEN_STATES, REPORT_CITY_PASSED, NULL, ROLE_CITY, L("代报并审核", "Submit and pass"), false, NULL},
    {FROM(REPORT_SUBMITTED), REPORT_COUNTY_PASSED, NULL, ROLE_COUNTY | ROLE_SYSTEM, L("县级审核通过", "Pass (county)"), false, NULL},
    {FROM(REPORT_SUBMITTED) | FROM(REPORT_COUNTY_PASSED), REPORT_CITY_PASSED, NULL, ROLE_CITY | ROLE_SYSTEM, L("市级审核通过", "Pass (city)"), false, NULL},
    {FROM(REPORT_CITY_PASSED), REPORT_ACCEPTED, NULL, ROLE_DRC | ROLE_LEAD | ROLE_SYSTEM, L("省级审核通过", "Accept"), false, NULL},
    {FROM(REPORT_SUBMITTED), REPORT_RETURNED, NULL, ROLE_COUNTY | ROLE_CITY | ROLE_LEAD | ROLE_DRC, L("退回", "Return"), true, NULL},
    {FROM(REPORT_COUNTY_PASSED), REPORT_RETURNED, NULL, ROLE_CITY | ROLE_LEAD | ROLE_DRC, L("退回", "Return"), true, NULL},
    {FROM(REPORT_CITY_PASSED), REPORT_RETURNED, NULL, ROLE_LEAD | ROLE_DRC, L("退回", "Return"), true, NULL},
    {FROM(REPORT_SUBMITTED), REPORT_DRAFT, NULL, ROLE_OWNER, L("撤回", "Take back"), false, NULL},
};

/* The step of the round that a move does: a county that sends for an owner does the owner's. */
static enum round_step step_to(unsigned from, unsigned to)
{
    if (from < REPORT_SUBMITTED)
        return STEP_OWNER;
    return to == REPORT_COUNTY_PASSED ? STEP_COUNTY : to == REPORT_CITY_PASSED ? STEP_CITY : STEP_DEPARTMENT;
}

static err load_project(struct call *c, const struct report *p, const struct project **ret)
{
    void *of;

    TRY(record_load(c, &project_record, (id){p->project.n}, &of));
    *ret = of;
    return NULL;
}

/* A correction of an accepted report is as early or late as the first one was. */
static err as_the_first(struct call *c, struct report *p)
{
    static const char sql_first[] = "SELECT due_at, late FROM report WHERE region = $1 AND project = $2 AND month = $3 AND seq < $4 AND removed = 0"
                                    " ORDER BY seq LIMIT 1";

    return conn_one(c->conn, c->arena, sql_first, BIND(V(c->region), V(p->project), V(p->month), V(p->seq)), INTO(TO(&p->due_at), TO(&p->late)), &(bool){0});
}

static err sent(struct call *c, struct report *p)
{
    const struct project *of;
    struct round_state s;

    p->submitted_at = c->now;
    if (p->seq.n > 1)
        return as_the_first(c, p);
    TRY(load_project(c, p, &of));
    TRY(report_round(c, of, p->month, STEP_OWNER, NO_MOMENT, &s));
    p->due_at = s.due.at;
    p->late = c->now.ms >= s.due.at.ms ? YES : NO;
    return NULL;
}

static err moved(struct call *c, void *r, const struct input *in, unsigned from, unsigned to)
{
    struct report *p = r;

    if (to >= REPORT_SUBMITTED && from < REPORT_SUBMITTED)
        TRY(sent(c, p));
    if (to == REPORT_COUNTY_PASSED)
        p->county_at = c->now;
    if (to == REPORT_CITY_PASSED)
        p->city_at = c->now;
    if (to == REPORT_ACCEPTED)
        p->accepted_at = c->now;
    if (to == REPORT_RETURNED) {
        p->returned_at = c->now;
        p->return_reason = in->reason;
        p->return_field = in->values ? ((const struct report *)in->values)->return_field : NO_TEXT;
    }
    return NULL;
}

static const struct workflow workflow = {states, COUNT(states), transitions, COUNT(transitions), moved};

/* --- hooks --------------------------------------------------------------------------------------------------------------------- */

/* The next edition of a project's month. A correction follows an accepted report; else the open one is to be changed. */
static err find_edition(struct call *c, struct report *p)
{
    static const char sql_last[] = "SELECT seq, state FROM report WHERE region = $1 AND project = $2 AND month = $3 AND removed = 0"
                                   " ORDER BY seq DESC LIMIT 1";
    int64_t seq = 0;
    text state = NO_TEXT;
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_last, BIND(V(c->region), V(p->project), V(p->month)), INTO(TO(&seq), TO(&state)), &found));
    if (found && !text_eqz(state, "accepted"))
        return FAIL(c->arena, E_INPUT, w_report_one_open, .field = "month",
                    .args = {ARG_MONTH("month", p->month), ARG_TEXT("state", codelist_label(&list_report_state, (code){state}, c->lang))});
    if (found && text_empty(text_trim(p->change_reason)))
        return FAIL(c->arena, E_INPUT, w_report_needs_reason, .field = "change_reason", .args = {ARG_MONTH("month", p->month)});
    p->seq.n = seq + 1;
    return NULL;
}

/* A project that is only thought of has nothing to report, nor has one that was given up. */
static err check_stage(struct call *c, const struct project *of)
{
    unsigned stage = workflow_state(&project_record, of);

    if (stage != ST_PLANNED && stage != ST_RESERVE && stage != ST_WITHDRAWN)
        return NULL;
    return FAIL(c->arena, E_INPUT, w_report_not_due, .field = "project",
                .args = {ARG_WORD("stage", &project_record.workflow->states[stage].label)});
}

/* What the page counted comes beside the fields; nobody types it. */
static void how_it_was_sent(struct call *c, struct report *p)
{
    const struct report *said = c->input && text_starts(c->act_name, T("report.")) ? c->input->values : NULL;

    if (text_starts(c->act_name, T("report.import")))
        p->via = (code){T("file")};
    if (!said || !said->via.t.n)
        return;
    p->via = said->via;
    p->typed_fields = said->typed_fields;
    p->fill_seconds = said->fill_seconds;
}

/* What another system had accepted comes in as it is; only the program itself (the command line) can say so. */
static bool taken_over(const struct call *c, const struct report *p)
{
    return c->actor.role == ROLE_SYSTEM && text_eqz(p->state.t, "accepted");
}

static err derive(struct call *c, void *r, const void *old)
{
    struct report *p = r;
    void *of;

    how_it_was_sent(c, p);
    if (c->bulk || old || !p->project.n || is_absent(p->month.n))
        return NULL;
    TRY(record_load(c, &project_record, (id){p->project.n}, &of)); /* within the caller's scope, else it is not there */
    project_place(of, &report_record, p);
    if (taken_over(c, p))
        p->submitted_at = p->accepted_at = c->now;
    else
        TRY(check_stage(c, of));
    return find_edition(c, p);
}

static err check(struct call *c, const void *r, const void *old)
{
    const struct report *p = r;

    (void)old;
    if (c->bulk)
        return NULL;
    if (p->month.n > month_of(c->today).n)
        return FAIL(c->arena, E_INPUT, w_report_month_future, .field = "month", .args = {ARG_MONTH("month", p->month)});
    if (!is_absent(p->month_invest.yuan) && p->month_invest.yuan < 0 && (p->seq.n < 2 || !p->change_reason.n))
        return FAIL(c->arena, E_INPUT, w_report_negative, .field = "month_invest");
    return NULL;
}

/* --- sending: explained or not accepted, in time or permitted ------------------------------------------------------------------- */

static err open_doubt(struct call *c, const struct report *p, const struct project *of)
{
    struct report_basis b;
    struct report_doubts d;
    const struct check_verdict *v;
    text said;

    TRY(report_basis(c, of, p->month, &b));
    report_doubts(&b, p, c->today, &d);
    v = report_blocked(c->arena, &d, p->answers);
    if (!v)
        return NULL;
    said = doubt_said(c->arena, v, c->lang);
    if (v->severity == CHECK_REFUSE)
        return FAIL(c->arena, E_INPUT, w_report_refused, .field = doubt_field(v), .args = {ARG_TEXT("said", said)});
    return FAIL(c->arena, E_INPUT, w_report_unexplained, .field = doubt_field(v), .args = {ARG_TEXT("said", said)});
}

static err in_time(struct call *c, const struct report *p, const struct project *of, enum round_step step)
{
    struct round_state s;

    TRY(report_round(c, of, p->month, step, NO_MOMENT, &s));
    if (s.may_send)
        return NULL;
    return FAIL(c->arena, E_STATE, w_report_locked, .args = {ARG_TEXT("why", round_said(c->arena, &s, step, p->month, c->lang))});
}

/* The program itself is not asked; whoever closes the round is not locked out by it; a correction may come at any time. */
static err ready(struct call *c, const void *r, unsigned state)
{
    const struct report *p = r;
    unsigned from = workflow_state(&report_record, c->target == r && c->before ? c->before : r);
    const struct project *of;
    err locked = NULL, doubt = NULL;

    if (c->bulk || c->actor.role == ROLE_SYSTEM || state <= from || state < REPORT_SUBMITTED || !p->project.n)
        return NULL;
    TRY(load_project(c, p, &of));
    if (p->seq.n < 2 && !(state == REPORT_ACCEPTED && c->actor.role == ROLE_DRC))
        locked = in_time(c, p, of, step_to(from, state));
    if (from < REPORT_SUBMITTED)
        doubt = open_doubt(c, p, of);
    return error_also(c->arena, locked, doubt);
}

/* A month of a project once: what was sent, as it was corrected last. */
static const struct adding adding = {
    .once = "NOT EXISTS (SELECT 1 FROM report y WHERE y.region = r.region AND y.project = r.project AND y.month = r.month AND y.seq > r.seq AND y.removed = 0"
            " AND y.state NOT IN ('draft', 'returned'))",
    .standing = "r.state NOT IN ('draft', 'returned')",
    .said = L("不含草稿、退回和更正前的", "without drafts, returned ones and what was corrected"),
};

const struct record report_record = {
    .name = "report", .plural = "reports", .path = "/reports", .label = L("月报", "Monthly report"), .labels = L("月报", "Monthly reports"),
    .fields = fields, .n_fields = COUNT(fields), .size = sizeof(struct report),
    .title = "name", .state = "state", .workflow = &workflow,
    .scope = {.city = "city", .county = "county", .lead = "lead_department", .owner = "owner"},
    .adding = &adding, .see = WHO_BUSINESS, .create = WHO_EDITOR, .change = WHO_EDITOR, .history = true, .place = 3, .sort = "-month", .match = "project+month+seq|project+month", .along = "project+month",
    .derive = derive, .check = check, .ready = ready,
};

static const struct record *const records[] = {&report_record, &late_grant_record, NULL};

static const struct act
    act_report_create = {.name = "report.create", .target = &report_record, .label = L("填写月报", "Begin a report"), .roles = WHO_EDITOR, .creates = true,
                         .run = act_create},
    act_report_change = {.name = "report.change", .target = &report_record, .label = L("修改月报", "Change a report"), .roles = WHO_EDITOR,
                         .from = OPEN_STATES, .run = act_change},
    act_report_move = {.name = "report.move", .target = &report_record, .label = L("办理月报", "Move a report on"), .roles = WHO_EDITOR, .run = workflow_move},
    act_report_import = {.name = "report.import", .target = &report_record, .label = L("导入月报", "Report by import"), .roles = WHO_EDITOR, .creates = true,
                         .run = act_create},
    act_report_import_change = {.name = "report.import_change", .target = &report_record, .label = L("导入修改月报", "Change a report by import"),
                                .roles = WHO_EDITOR, .from = OPEN_STATES, .run = act_change};

static const struct act *const acts[] = {&act_report_create, &act_report_change, &act_report_move, &act_report_import, &act_report_import_change,
                                         &act_late_grant_create, &act_late_grant_change, &act_late_grant_remove, NULL};

const struct capability report_capability = {.name = "report", .records = records, .acts = acts, .routes = report_routes, .waiting = report_waits, .start = report_tables_start};
