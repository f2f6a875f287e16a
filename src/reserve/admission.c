/* Applications to the reserve: see admission.h. */
#include "admission.h"

#include "kit/check.h"
#include "kit/lists.h"
#include "kit/words.h"
#include "kit/workflow.h"
#include "reserve/words.h"

static const struct codeitem state_items[] = {
    {"proposed", {"已提出", "Proposed"}, NULL}, {"returned", {"已退回", "Returned"}, NULL},   {"checked", {"已审核", "Checked"}, NULL},
    {"admitted", {"已入库", "Admitted"}, NULL}, {"withdrawn", {"已撤回", "Withdrawn"}, NULL},
};
static const struct codelist list_admission_states = CODELIST("admission_state", state_items);

#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct admission, name_), __VA_ARGS__},
static const struct field fields[] = {
#include "reserve/admission.def"
};
#undef FIELD

/* --- whose turn ------------------------------------------------------------------------------------------------------------------- */

enum rung admission_turn(enum admission_state state, enum rung asked, const struct project *p)
{
    if (state == ADMISSION_RETURNED)
        return asked;
    if (state == ADMISSION_CHECKED) /* the city admits what came from below it */
        return asked < RUNG_CITY && p->city.t.n ? RUNG_CITY : RUNG_PROVINCE;
    if (state != ADMISSION_PROPOSED)
        return RUNGS;
    if (asked < RUNG_COUNTY && p->county.t.n)
        return RUNG_COUNTY;
    if (asked < RUNG_CITY && p->city.t.n)
        return RUNG_CITY;
    return asked == RUNG_CITY && p->lead_department.n ? RUNG_DEPARTMENT : RUNG_PROVINCE;
}

static enum rung level_in(code key)
{
    for (int i = 0; i < RUNGS; i++)
        if (text_eqz(key.t, rung_keys[i]))
            return (enum rung)i;
    return RUNGS;
}

static void set_turn(struct admission *x, enum admission_state state, const struct project *p)
{
    enum rung turn = admission_turn(state, level_in(x->level), p);

    x->turn.t = turn == RUNGS ? NO_TEXT : text_of(rung_keys[turn]);
}

/* --- the way ---------------------------------------------------------------------------------------------------------------------- */

static const struct state states[] = {
    [ADMISSION_PROPOSED] = {"proposed", L("已提出", "Proposed"), false}, [ADMISSION_RETURNED] = {"returned", L("已退回", "Returned"), false},
    [ADMISSION_CHECKED] = {"checked", L("已审核", "Checked"), false},    [ADMISSION_ADMITTED] = {"admitted", L("已入库", "Admitted"), true},
    [ADMISSION_WITHDRAWN] = {"withdrawn", L("已撤回", "Withdrawn"), true},
};

#define FROM(state) (1u << (state))
#define WHO_ADMITS (ROLE_DRC | ROLE_CITY | ROLE_SYSTEM)

static const struct transition transitions[] = {
    {FROM(ADMISSION_PROPOSED), ADMISSION_CHECKED, NULL, WHO_MANAGER, L("审核通过", "Pass"), false, NULL},
    {FROM(ADMISSION_CHECKED), ADMISSION_ADMITTED, NULL, WHO_ADMITS, L("准予入库", "Admit to the reserve"), false, NULL},
    {FROM(ADMISSION_PROPOSED) | FROM(ADMISSION_CHECKED), ADMISSION_RETURNED, NULL, WHO_MANAGER, L("退回", "Return"), true, NULL},
    {FROM(ADMISSION_RETURNED), ADMISSION_PROPOSED, NULL, WHO_EDITOR, L("重新申请", "Apply again"), false, NULL},
    {FROM(ADMISSION_PROPOSED) | FROM(ADMISSION_RETURNED), ADMISSION_WITHDRAWN, NULL, WHO_EDITOR, L("撤回申请", "Withdraw"), true, NULL},
};

static err at_least(const struct call *c, code needed)
{
    if (c->actor.role == ROLE_SYSTEM || rung_of(&c->actor) >= level_in(needed))
        return NULL;
    return FAIL(c->arena, E_DENIED, w_admission_not_your_turn, .args = {ARG_TEXT("level", codelist_label(&list_rung, needed, c->lang))});
}

/* Whoever asked, or stands above them, asks again or withdraws; whose turn it is, or stands above them, checks, admits and returns. */
static err open_to(const struct call *c, const void *r, const struct transition *way)
{
    const struct admission *x = r;
    bool own = way->to == ADMISSION_PROPOSED || way->to == ADMISSION_WITHDRAWN;

    return at_least(c, own ? x->level : x->turn);
}

/* The words of whoever asked are not changed from below. */
static err change_open_to(const struct call *c, const void *r)
{
    return at_least(c, ((const struct admission *)r)->level);
}

static void note_step(struct call *c, struct admission *x, unsigned to)
{
    if (to == ADMISSION_PROPOSED) {
        x->asked_at = c->now;
    } else if (to == ADMISSION_CHECKED) {
        x->checked_by = call_who(c);
        x->checked_at = c->now;
    } else if (to == ADMISSION_ADMITTED) {
        x->settled_by = call_who(c);
        x->settled_at = c->now;
    }
}

static err moved(struct call *c, void *r, const struct input *in, unsigned from, unsigned to)
{
    struct admission *x = r;
    void *p;

    (void)from;
    TRY(record_load(c, &project_record, (id){x->project.n}, &p));
    note_step(c, x, to);
    set_turn(x, (enum admission_state)to, p);
    x->answer = to == ADMISSION_RETURNED || to == ADMISSION_WITHDRAWN ? in->reason : NO_TEXT;
    return NULL;
}

static const struct workflow workflow = {states, COUNT(states), transitions, COUNT(transitions), .moved = moved, .open = open_to};

/* --- what the file lacks --------------------------------------------------------------------------------------------------------------- */

err admission_lacks(struct call *c, const struct project *p, text *ret)
{
    LIST(text) names = {0};
    err faults;

    TRY(workflow_lacks(c, &project_record, p, ST_RESERVE, &faults));
    for (; faults; faults = faults->next) {
        const struct field *f = faults->field ? record_field(&project_record, text_of(faults->field)) : NULL;
        const struct record *child = faults->field && !f ? record_by_name(text_of(faults->field)) : NULL;
        bool empty = faults->word == &w_state_needs;
        list_push(&names, c->arena) = f && empty ? text_of(f->label.in[c->lang]) : child && empty ? text_of(child->labels.in[c->lang]) : error_text(c->arena, faults, c->lang);
    }
    *ret = names.n ? text_join(c->arena, names.v, names.n, c->lang == LANG_ZH ? T("、") : T(", ")) : NO_TEXT;
    return NULL;
}

err admission_open_of(struct call *c, id project, id *ret, bool *ret_found)
{
    static const char sql_open[] = "SELECT id FROM admission WHERE region = $1 AND project = $2 AND turn IS NOT NULL AND removed = 0";

    return conn_one(c->conn, c->arena, sql_open, BIND(V(c->region), V(project)), INTO(TO(ret)), ret_found);
}

/* --- hooks -------------------------------------------------------------------------------------------------------------------------------- */

static err derive(struct call *c, void *r, const void *old)
{
    struct admission *x = r;
    void *p;

    if (c->bulk || old || !x->project.n)
        return NULL;
    TRY(record_load(c, &project_record, (id){x->project.n}, &p)); /* within the caller's scope, else it is not there */
    project_place(p, &admission_record, x);
    x->level.t = text_of(rung_keys[rung_of(&c->actor)]);
    x->asked_by = call_who(c);
    note_step(c, x, ADMISSION_PROPOSED);
    set_turn(x, ADMISSION_PROPOSED, p);
    return NULL;
}

static err stage_fits(struct call *c, const struct admission *x, const struct project **ret)
{
    void *r;

    TRY(record_load(c, &project_record, (id){x->project.n}, &r));
    *ret = r;
    if (workflow_state(&project_record, r) == ST_PLANNED)
        return NULL;
    return FAIL(c->arena, E_INPUT, w_admission_stage, .field = "project",
                .args = {ARG_TEXT("stage", codelist_label(record_field(&project_record, T("stage"))->list, (*ret)->stage, c->lang))});
}

static err check(struct call *c, const void *r, const void *old)
{
    const struct admission *x = r;
    const struct project *p;
    bool found;
    id open;

    if (c->bulk || old || !x->project.n)
        return NULL;
    TRY(stage_fits(c, x, &p));
    TRY(admission_open_of(c, (id){x->project.n}, &open, &found));
    return found ? FAIL(c->arena, E_INPUT, w_admission_open_already, .field = "project", .args = {ARG_TEXT("name", p->name)}) : NULL;
}

/* Completeness is shown all along and forced here only. */
static err ready(struct call *c, const void *r, unsigned state)
{
    const struct admission *x = r;
    const struct project *p;
    text lacks;

    if (state != ADMISSION_ADMITTED)
        return NULL;
    TRY(stage_fits(c, x, &p));
    TRY(admission_lacks(c, p, &lacks));
    return lacks.n ? FAIL(c->arena, E_INPUT, w_admission_lacks, .field = "project", .args = {ARG_TEXT("name", p->name), ARG_TEXT("lacks", lacks)}) : NULL;
}

/* What was admitted stands in the reserve by the same act; who admits need not be one who could change the file. */
static err saved(struct call *c, const void *r, const void *old)
{
    const struct admission *x = r;
    struct call own = call_as_program(c);
    void *was = NULL;
    struct project *p;
    err faults;

    if (c->bulk || !old || !text_eqz(x->state.t, "admitted") || text_eqz(((const struct admission *)old)->state.t, "admitted"))
        return NULL;
    TRY(record_lock(&own, &project_record, (id){x->project.n}, &was));
    p = record_copy(c->arena, &project_record, was);
    p->stage.t = text_of(project_record.workflow->states[ST_RESERVE].key);
    faults = record_save(&own, &project_record, p, was);
    call_program_end(c, &own);
    return faults;
}

/* --- when the file changes --------------------------------------------------------------------------------------------------------------- */

static err close_open(struct call *c, const struct project *p)
{
    struct call own = call_as_program(c);
    struct admission *x;
    void *was = NULL;
    bool found;
    err faults;
    id key;

    TRY(admission_open_of(c, p->head.id, &key, &found));
    if (!found)
        return NULL;
    TRY(record_lock(&own, &admission_record, key, &was));
    x = record_copy(c->arena, &admission_record, was);
    x->state.t = text_of(states[ADMISSION_WITHDRAWN].key);
    x->turn.t = NO_TEXT;
    x->answer = c->reason.n ? c->reason : text_of(w_admission_file_gone.in[LANG_ZH]);
    faults = record_save(&own, &admission_record, x, was);
    call_program_end(c, &own);
    return faults;
}

err admission_follow(struct call *c, const struct project *p, const struct project *before)
{
    bool left = text_eqz(before->stage.t, "planned") && !text_eqz(p->stage.t, "planned");

    if (c->bulk)
        return NULL;
    if (left || (p->head.removed.v == 1 && before->head.removed.v != 1))
        TRY(close_open(c, p));
    return project_place_same(p, before) ? NULL : project_place_write(c, p, &admission_record);
}

/* --- tables --------------------------------------------------------------------------------------------------------------------------------- */

const struct record admission_record = {
    .name = "admission", .plural = "admissions", .path = "/admissions", .label = L("入库申请", "Application to the reserve"),
    .labels = L("入库申请", "Applications to the reserve"), .fields = fields, .n_fields = COUNT(fields), .size = sizeof(struct admission), .title = "name",
    .state = "state", .workflow = &workflow, .scope = {.city = "city", .county = "county", .lead = "lead_department", .owner = "owner"},
    .see = WHO_BUSINESS, .create = WHO_EDITOR, .change = WHO_EDITOR, .history = true, .aside = true, .home = "/projects/{project}/maturity", .along = "project+asked_at",
    .derive = derive, .check = check, .saved = saved, .ready = ready,
};

const struct act
    admission_create = {.name = "admission.create", .target = &admission_record, .label = L("申请入库", "Apply to the reserve"), .roles = WHO_EDITOR, .creates = true,
                        .run = act_create},
    admission_change = {.name = "admission.change", .target = &admission_record, .label = L("修改入库申请", "Change an application"), .roles = WHO_EDITOR,
                        .from = FROM(ADMISSION_PROPOSED) | FROM(ADMISSION_RETURNED), .open = change_open_to, .run = act_change},
    admission_move = {.name = "admission.move", .target = &admission_record, .label = L("办理入库申请", "Move an application on"), .roles = WHO_EDITOR,
                      .run = workflow_move};
