/* The record of a warning, its way from new to cleared, and what makes it be looked at again. See warning.h. */
#include "own.h"
#include "pages.h"

#include "fund/fund.h"
#include "kit/act.h"
#include "kit/follow.h"
#include "kit/lists.h"
#include "kit/recompute.h"
#include "plan/plan.h"
#include "report/report.h"
#include "words.h"

static const struct codeitem levels[] = {{"blue", {"蓝", "Blue"}, "蓝灯|提示"}, {"yellow", {"黄灯", "Yellow"}, "黄|关注"}, {"red", {"红灯", "Red"}, "红|告警"}};
const struct codelist list_warning_level = CODELIST("level", levels);

static const struct codeitem warning_states[] = {
    {"new", {"待签收", "New"}, "新"}, {"acknowledged", {"已签收", "Acknowledged"}, NULL}, {"handled", {"已办理", "Handled"}, "已说明"}, {"cleared", {"已消除", "Cleared"}, NULL},
};
const struct codelist list_warning_state = CODELIST("state", warning_states);

struct codelist list_warning_rule = {.name = "rule"};

/* Keys of rules over all packs; the first pack that knows one names it. */
void warning_lists_start(void)
{
    enum { RULES_MOST = 256 };
    static struct codeitem items[RULES_MOST];
    const struct warning_packs *packs = warning_packs();
    struct arena *a = arena_forever(1 << 20);

    project_first_light_by(warning_first_light);
    for (size_t i = 0; i < packs->n && !list_warning_rule.items; i++)
        for (size_t k = 0; k < packs->v[i].n; k++) {
            const struct warning_rule *r = &packs->v[i].v[k];
            size_t at = 0;
            while (at < list_warning_rule.n && !text_eqz(r->key, items[at].key))
                at++;
            if (at == list_warning_rule.n && at < RULES_MOST)
                items[list_warning_rule.n++] = (struct codeitem){text_z(a, r->key), {text_z(a, r->title[LANG_ZH]), text_z(a, r->title[LANG_EN])}, NULL};
        }
    list_warning_rule.items = items;
}

#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct warning, name_), __VA_ARGS__},
static const struct field fields[] = {
#include "warning/warning.def"
};
#undef FIELD

static const struct state states[] = {
    [WARN_NEW] = {"new", L("待签收", "New"), false},
    [WARN_ACKNOWLEDGED] = {"acknowledged", L("已签收", "Acknowledged"), false},
    [WARN_HANDLED] = {"handled", L("已办理", "Handled"), false},
    [WARN_CLEARED] = {"cleared", L("已消除", "Cleared"), true},
};

#define FROM(state) (1u << (state))
#define WHO_ACTS (ROLE_DRC | ROLE_LEAD | ROLE_CITY | ROLE_COUNTY | ROLE_OWNER)

static const struct transition transitions[] = {
    {FROM(WARN_NEW), WARN_ACKNOWLEDGED, NULL, WHO_ACTS, L("签收", "Acknowledge"), false, NULL},
    {FROM(WARN_NEW) | FROM(WARN_ACKNOWLEDGED), WARN_HANDLED, NULL, WHO_ACTS, L("说明并办理", "Explain and handle"), true, NULL},
};

static err moved(struct call *c, void *r, const struct input *in, unsigned from, unsigned to)
{
    struct warning *w = r;

    (void)from;
    if (is_absent(w->acknowledged_at.ms))
        w->acknowledged_at = c->now;
    /* only the answer itself can say so; the next report asks for its photograph (src/report/photo.c) */
    w->rectified = ((const struct warning *)c->before)->rectified;
    if (to != WARN_HANDLED)
        return NULL;
    w->rectified = in->values && ((const struct warning *)in->values)->rectified.v == 1 ? YES : NO;
    w->handled_at = c->now;
    w->explanation = text_trim(in->reason);
    return NULL;
}

static const struct workflow workflow = {states, COUNT(states), transitions, COUNT(transitions), moved};

const struct record warning_record = {
    .name = "warning", .plural = "warnings", .path = "/warnings", .label = L("预警", "Warning"), .labels = L("预警", "Warnings"),
    .fields = fields, .n_fields = COUNT(fields), .size = sizeof(struct warning),
    .title = "name", .state = "state", .workflow = &workflow,
    .scope = {.city = "city", .county = "county", .lead = "lead_department", .owner = "owner"},
    .see = WHO_BUSINESS, .history = true, .place = 4, .sort = "-raised_at",
};

static const struct record *const records[] = {&warning_record, NULL};

/* warning.raise: as the rules found it. */
static err run_raise(struct call *c, const struct input *in)
{
    c->target = record_copy(c->arena, &warning_record, in->values);
    return record_save(c, &warning_record, c->target, NULL);
}

static const struct act act_raise = {.name = "warning.raise", .target = &warning_record, .label = L("亮起预警", "Raise a warning"), .roles = ROLE_SYSTEM,
                                     .creates = true, .run = run_raise};
static const struct act act_move = {.name = "warning.move", .target = &warning_record, .label = L("办理预警", "Handle a warning"), .roles = WHO_ACTS, .run = workflow_move};
static const struct act *const acts[] = {&act_raise, &act_move, NULL};

/* --- followers --------------------------------------------------------------------------------------------------------------------- */

/* The program's own work: the writer may see the record by another scope than the project's. Lamps are of today, also while what another
 * system knew on a past day comes in. */
static struct call as_program(const struct call *c)
{
    struct call all = call_as_program(c);

    if (c->clock.ms) {
        all.now = c->clock;
        all.today = date_of(c->clock);
        all.clock = (moment){0};
    }
    return all;
}

static err refresh(struct call *c, ref project)
{
    struct call all = as_program(c);
    void *r;
    err e;

    if (c->bulk || !project.n)
        return NULL;
    e = record_load(&all, &project_record, (id){project.n}, &r);
    if (e)
        return e->code == E_GONE ? NULL : e;
    e = warning_refresh(&all, r, false);
    call_program_end(c, &all);
    return e;
}

static err plan_saved(struct call *c, const void *r, const void *old)
{
    (void)old;
    return refresh(c, ((const struct plan *)r)->project);
}

static err report_saved(struct call *c, const void *r, const void *old)
{
    (void)old;
    return refresh(c, ((const struct report *)r)->project);
}

static err milestone_saved(struct call *c, const void *r, const void *old)
{
    (void)old;
    return refresh(c, ((const struct milestone *)r)->project);
}

static err fund_saved(struct call *c, const void *r, const void *old)
{
    (void)old;
    return refresh(c, ((const struct fund_entry *)r)->project);
}

static err project_saved(struct call *c, const void *r, const void *old)
{
    struct call all = as_program(c);
    err e;

    if (c->bulk)
        return NULL;
    e = warning_refresh(&all, r, !old);
    call_program_end(c, &all);
    return e;
}

static const struct follower followers[] = {
    {&plan_record, plan_saved}, {&report_record, report_saved}, {&milestone_record, milestone_saved}, {&fund_entry_record, fund_saved}, {&project_record, project_saved}, {0}};

static const struct act_note notes[] = {{"warning.change", L("预警情况有变", "The warning changed")}, {"warning.clear", L("预警消除", "The warning cleared")}, {0}};

const struct capability warning_capability = {
    .name = "warning", .records = records, .acts = acts, .notes = notes, .routes = warning_routes, .heads = warning_heads, .waiting = warning_waiting, .followers = followers, .recomputes = warning_recomputes, .start = warning_lists_start};
