/* Late permissions: who may be let in after the limit, until when, and why. See late_grant.def. */
#include "grant.h"

#include "kit/check.h"
#include "kit/lists.h"
#include "report/words.h"

static const struct codeitem steps[] = {
    {"owner", {"项目单位报送", "The owner's report"}, "报送"}, {"county", {"县区审核", "The county's review"}, NULL},
    {"city", {"市级审核", "The city's review"}, NULL},      {"department", {"省直部门审核", "The department's review"}, NULL},
};
static const struct codelist list_grant_step = CODELIST("step", steps);

#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct late_permission, name_), __VA_ARGS__},
static const struct field fields[] = {
#include "report/late_grant.def"
};
#undef FIELD

/* Whoever lets a step in stands above it. */
static unsigned above(text step)
{
    if (text_eqz(step, "owner"))
        return WHO_MANAGER;
    if (text_eqz(step, "county"))
        return ROLE_CITY | ROLE_LEAD | ROLE_DRC | ROLE_SYSTEM;
    return text_eqz(step, "city") ? ROLE_LEAD | ROLE_DRC | ROLE_SYSTEM : ROLE_DRC | ROLE_SYSTEM;
}

/* A body stands in the tree of a unit when its own unit lies in it. */
static bool in_tree(const struct call *c, text unit)
{
    return c->actor.scope == SCOPE_REGION || ((c->actor.scope == SCOPE_CITY || c->actor.scope == SCOPE_COUNTY) && text_starts(unit, c->actor.unit));
}

static err of_project(struct call *c, struct late_permission *p)
{
    const struct project *of;
    void *r;

    TRY(record_load(c, &project_record, (id){p->project.n}, &r));
    of = r;
    p->name = of->name;
    p->unit = of->county.t.n ? of->county : of->city;
    p->city = of->city;
    p->county = of->county;
    p->lead_department = of->lead_department;
    p->owner = of->owner;
    return NULL;
}

/* A government's or its office's permission holds for the whole unit, an owner's for its own projects. */
static err of_body(struct call *c, struct late_permission *p)
{
    static const char sql_body[] = "SELECT name, unit, kind FROM body WHERE region = $1 AND id = $2 AND removed = 0";
    text unit, kind;
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_body, BIND(V(c->region), V(p->body)), INTO(TO(&p->name), TO(&unit), TO(&kind)), &found));
    if (!found || !in_tree(c, unit))
        return FAIL(c->arena, E_INPUT, w_grant_not_yours, .field = "body");
    if (text_eqz(kind, "government") || text_eqz(kind, "drc"))
        p->unit = (code){unit};
    else
        p->owner = p->body;
    p->city = (code){unit.n >= 4 ? text_sub(unit, 0, 4) : NO_TEXT};
    p->county = (code){unit.n >= 6 ? unit : NO_TEXT};
    return NULL;
}

static err derive(struct call *c, void *r, const void *old)
{
    struct late_permission *p = r;

    if (c->bulk || old)
        return NULL;
    if (!p->project.n == !p->body.n)
        return FAIL(c->arena, E_INPUT, w_grant_one, .field = "project");
    p->granted_at = c->now;
    return p->project.n ? of_project(c, p) : of_body(c, p);
}

static err check(struct call *c, const void *r, const void *old)
{
    const struct late_permission *p = r;

    (void)old;
    if (c->bulk)
        return NULL;
    if (p->step.t.n && !(above(p->step.t) & c->actor.role))
        return FAIL(c->arena, E_INPUT, w_grant_not_above, .field = "step", .args = {ARG_TEXT("step", codelist_label(&list_grant_step, p->step, c->lang))});
    if (!is_absent(p->month.n) && p->month.n > month_of(c->today).n)
        return FAIL(c->arena, E_INPUT, w_grant_not_due, .field = "month", .args = {ARG_MONTH("month", p->month)});
    if (!is_absent(p->last_day.days) && p->last_day.days < c->today.days)
        return FAIL(c->arena, E_INPUT, w_grant_past, .field = "last_day", .args = {ARG_DATE("day", p->last_day)});
    return NULL;
}

const struct record late_grant_record = {
    .name = "late_grant", .plural = "late_grants", .path = "/late_grants", .label = L("准予迟报", "Late permission"),
    .labels = L("准予迟报", "Late permissions"), .fields = fields, .n_fields = COUNT(fields), .size = sizeof(struct late_permission),
    .title = "name", .scope = {.city = "city", .county = "county", .lead = "lead_department", .owner = "owner"},
    .see = WHO_BUSINESS, .create = WHO_MANAGER, .change = WHO_MANAGER, .remove = WHO_MANAGER, .history = true, .sort = "-month", .aside = true,
    .match = "project+month+step|body+month+step", .along = "project+month+step", .derive = derive, .check = check,
};

const struct act
    act_late_grant_create = {.name = "late_grant.create", .target = &late_grant_record, .label = L("准予迟报", "Permit late"), .roles = WHO_MANAGER,
                             .creates = true, .run = act_create},
    act_late_grant_change = {.name = "late_grant.change", .target = &late_grant_record, .label = L("修改准予", "Change a permission"),
                             .roles = WHO_MANAGER, .run = act_change},
    act_late_grant_remove = {.name = "late_grant.remove", .target = &late_grant_record, .label = L("撤销准予", "Take a permission back"),
                             .roles = WHO_MANAGER, .run = act_remove};
