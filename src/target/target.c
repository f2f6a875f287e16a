/* The record of targets. See target.h. */
#include "target.h"

#include "account/account.h"
#include "kit/check.h"
#include "kit/lists.h"
#include "target/pages.h"
#include "target/words.h"

#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct year_target, name_), __VA_ARGS__},
static const struct field fields[] = {
#include "target/target.def"
};
#undef FIELD

static err derive(struct call *c, void *r, const void *old)
{
    struct year_target *t = r;

    (void)old;
    unit_parts(c->arena, t->unit.t, &t->city.t, &t->county.t);
    if (is_absent(t->year.n) || !t->unit.t.n)
        return NULL;
    t->name = text_fmt(c->arena, "%lld %.*s%s%.*s", (long long)t->year.n, TEXT_ARG(codelist_label(&list_unit, t->unit, LANG_ZH)), t->works.t.n ? " " : "",
                       TEXT_ARG(t->works.t.n ? codelist_label(&list_works, t->works, LANG_ZH) : T("")));
    return NULL;
}

/* One for a year, a place and a work; a city sets those of its counties, not its own. */
static err check(struct call *c, const void *r, const void *old)
{
    static const char sql_same[] = "SELECT COUNT(*) FROM target WHERE region = $1 AND year = $2 AND unit = $3 AND COALESCE(works, '') = COALESCE($4, '')"
                                   " AND id <> $5 AND removed = 0";
    const struct year_target *t = r;
    int64_t same = 0;

    (void)old;
    if (c->bulk || is_absent(t->year.n) || !t->unit.t.n)
        return NULL;
    if (c->actor.scope == SCOPE_CITY && (t->unit.t.n != 6 || !text_starts(t->unit.t, c->actor.unit)))
        return FAIL(c->arena, E_DENIED, w_target_not_yours, .field = "unit");
    if (is_absent(t->invest.yuan) && is_absent(t->starts.n))
        return FAIL(c->arena, E_INPUT, w_target_empty, .field = "invest");
    TRY(conn_one(c->conn, c->arena, sql_same, BIND(V(c->region), V(t->year), V(t->unit), V(t->works), V(t->head.id.n)), INTO(TO(&same)), NULL));
    return same ? FAIL(c->arena, E_INPUT, w_target_twice, .field = "unit", .args = {ARG_TEXT("name", t->name)}) : NULL;
}

const struct record target_record = {
    .name = "target", .plural = "targets_set", .path = "/targets_set", .label = L("年度目标", "Target"), .labels = L("年度目标", "Targets"),
    .fields = fields, .n_fields = COUNT(fields), .size = sizeof(struct year_target), .title = "name", .scope = {.city = "city", .county = "county"},
    .see = WHO_OFFICE, .create = WHO_TARGETS, .change = WHO_TARGETS, .remove = WHO_TARGETS, .history = true, .aside = true, .sort = "-year",
    .match = "year+unit+works|year+unit", .home = "/targets?year={year}", .derive = derive, .check = check,
};

static const struct record *const records[] = {&target_record, NULL};

static const struct act
    act_create_target = {.name = "target.create", .target = &target_record, .label = L("下达年度目标", "Set a target"), .roles = WHO_TARGETS, .creates = true,
                         .run = act_create},
    act_change_target = {.name = "target.change", .target = &target_record, .label = L("调整年度目标", "Change a target"), .roles = WHO_TARGETS, .run = act_change},
    act_remove_target = {.name = "target.remove", .target = &target_record, .label = L("撤销年度目标", "Take a target back"), .roles = WHO_TARGETS, .run = act_remove},
    act_import_target = {.name = "target.import", .target = &target_record, .label = L("导入年度目标", "Target by import"), .roles = WHO_TARGETS, .creates = true,
                         .run = act_create},
    act_import_change = {.name = "target.import_change", .target = &target_record, .label = L("导入调整目标", "Change a target by import"), .roles = WHO_TARGETS,
                         .run = act_change};

static const struct act *const acts[] = {&act_create_target, &act_change_target, &act_remove_target, &act_import_target, &act_import_change, NULL};

const struct capability target_capability = {.name = "target", .records = records, .acts = acts, .routes = target_routes};
