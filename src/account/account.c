/* Bodies, people, accounts: their records and lists. */
#include "account.h"

#include "account/words.h"
#include "kit/check.h"
#include "kit/lists.h"

static const struct codeitem body_kinds[] = {
    {"government", {"人民政府", "Government"}, "政府"},
    {"drc", {"发展改革部门", "Development and reform"}, "发改委|发改局|发展改革委"},
    {"supervision", {"督查机构", "Supervision office"}, "督查室"},
    {"department", {"省直部门", "Provincial department"}, "省直单位|厅局"},
    {"task_force", {"重点项目推进专班", "Task force"}, "专班"},
    {"owner", {"项目单位", "Project owner"}, "企业|建设单位"},
    {"other", {"其他单位", "Other"}, NULL},
};
const struct codelist list_body_kind = CODELIST("kind", body_kinds);

static const struct codeitem roles[] = {
    {"leader", {"领导", "Leader"}, NULL},
    {"drc", {"发展改革部门", "DRC officer"}, NULL},
    {"lead", {"省直牵头部门", "Lead department"}, NULL},
    {"city", {"市级专班", "City task force"}, NULL},
    {"county", {"县级经办", "County officer"}, NULL},
    {"owner", {"项目单位", "Owner"}, NULL},
    {"inspector", {"督查", "Inspector"}, NULL},
    {"admin", {"系统管理员", "Administrator"}, NULL},
    {"auditor", {"审计员", "Auditor"}, NULL},
};
const struct codelist list_role = CODELIST("role", roles);

static const struct codeitem account_states[] = {
    {"active", {"在用", "Active"}, NULL},
    {"disabled", {"停用", "Disabled"}, NULL},
};
const struct codelist list_account_state = CODELIST("state", account_states);

static const struct codeitem langs[] = {
    {"zh", {"中文", "Chinese"}, NULL},
    {"en", {"英文", "English"}, NULL},
};
const struct codelist list_lang = CODELIST("lang", langs);

void unit_parts(struct arena *a, text unit, text *ret_city, text *ret_county)
{
    bool whole_city = unit.n == 4 || (unit.n == 6 && text_ends(unit, T("00")) && !text_starts(unit, T("21S1")));

    *ret_city = unit.n >= 4 ? text_copy(a, text_sub(unit, 0, 4)) : NO_TEXT;
    *ret_county = unit.n == 6 && !whole_city ? text_copy(a, unit) : NO_TEXT;
}

static err body_derive(struct call *c, void *r, const void *old)
{
    struct body *b = r;

    (void)old;
    unit_parts(c->arena, b->unit.t, &b->city, &b->county);
    return NULL;
}

/* A city's officer keeps the directory of that city only. */
static err within_unit(struct call *c, text unit, const char *field)
{
    const struct actor *who = &c->actor;

    if (who->role == ROLE_SYSTEM || who->role == ROLE_ADMIN || who->scope == SCOPE_REGION)
        return NULL;
    if ((who->scope == SCOPE_CITY || who->scope == SCOPE_COUNTY) && text_starts(unit, who->unit))
        return NULL;
    return FAIL(c->arena, E_DENIED, w_body_outside, .field = field);
}

static err body_check(struct call *c, const void *r, const void *old)
{
    const struct body *b = r, *before = old;

    if (before)
        TRY(within_unit(c, before->unit.t, "unit"));
    return within_unit(c, b->unit.t, "unit");
}

static err person_derive(struct call *c, void *r, const void *old)
{
    static const char sql_unit[] = "SELECT unit FROM body WHERE region = $1 AND id = $2";
    struct person *p = r;
    text unit = NO_TEXT;
    bool found;

    (void)old;
    if (!p->body.n)
        return NULL;
    TRY(conn_one(c->conn, c->arena, sql_unit, BIND(V(c->region), V(p->body)), INTO(TO(&unit)), &found));
    unit_parts(c->arena, unit, &p->city, &p->county);
    return NULL;
}

static err person_check(struct call *c, const void *r, const void *old)
{
    const struct person *p = r, *before = old;

    if (before)
        TRY(within_unit(c, before->county.p ? before->county : before->city, "body"));
    return within_unit(c, p->county.p ? p->county : p->city, "body");
}

#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct body, name_), __VA_ARGS__},
static const struct field body_fields[] = {
#include "body.def"
};
#undef FIELD
#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct person, name_), __VA_ARGS__},
static const struct field person_fields[] = {
#include "person.def"
};
#undef FIELD
#define FIELD(type, name_, ...) {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct account, name_), __VA_ARGS__},
static const struct field account_fields[] = {
#include "account.def"
};
#undef FIELD

const struct record body_record = {
    .name = "body", .plural = "bodies", .path = "/bodies", .label = L("单位", "Body"), .labels = L("单位", "Bodies"),
    .fields = body_fields, .n_fields = COUNT(body_fields), .size = sizeof(struct body),
    .title = "name", .code = "uscc", .scope = {.city = "city", .county = "county", .open = true},
    .see = WHO_ALL, .create = WHO_ADMIN | WHO_MANAGER, .change = WHO_ADMIN | WHO_MANAGER, .remove = WHO_ADMIN,
    .history = true, .sort = "name", .match = "uscc|name", .derive = body_derive, .check = body_check,
};

const struct record person_record = {
    .name = "person", .plural = "people", .path = "/people", .label = L("人员", "Person"), .labels = L("人员", "People"),
    .fields = person_fields, .n_fields = COUNT(person_fields), .size = sizeof(struct person),
    .title = "name", .scope = {.city = "city", .county = "county", .open = true},
    .see = WHO_ALL, .create = WHO_ADMIN | WHO_MANAGER, .change = WHO_ADMIN | WHO_MANAGER, .remove = WHO_ADMIN | WHO_MANAGER,
    .history = true, .sort = "name", .match = "name+body|name", .derive = person_derive, .check = person_check,
};

const struct record account_record = {
    .name = "account", .plural = "accounts", .path = "/accounts", .label = L("账号", "Account"), .labels = L("账号", "Accounts"),
    .fields = account_fields, .n_fields = COUNT(account_fields), .size = sizeof(struct account),
    .title = "login", .scope = {.open = true},
    .see = ROLE_ADMIN | ROLE_AUDITOR | ROLE_SYSTEM, .create = WHO_ADMIN, .change = WHO_ADMIN,
    .history = true, .sort = "login",
};

err body_find(struct call *c, text uscc, text name, ref *ret)
{
    static const char sql_code[] = "SELECT id FROM body WHERE region = $1 AND uscc = $2 AND removed = 0 ORDER BY id LIMIT 1";
    static const char sql_name[] = "SELECT id FROM body WHERE region = $1 AND name = $2 AND removed = 0 ORDER BY id LIMIT 1";
    static const char sql_short[] = "SELECT MIN(id), COUNT(*) FROM body WHERE region = $1 AND short_name = $2 AND removed = 0";
    bool found = false;
    int64_t n;
    ref got = {0};

    if (uscc.n)
        TRY(conn_one(c->conn, c->arena, sql_code, BIND(V(c->region), V(uscc)), INTO(TO(&got)), &found));
    if (!found && name.n)
        TRY(conn_one(c->conn, c->arena, sql_name, BIND(V(c->region), V(name)), INTO(TO(&got)), &found));
    if (!found && name.n) {
        TRY(conn_one(c->conn, c->arena, sql_short, BIND(V(c->region), V(name)), INTO(TO(&got), TO(&n)), NULL));
        if (n != 1)
            got.n = 0;
    }
    *ret = got;
    return NULL;
}

static const struct record *const records[] = {&body_record, &person_record, &account_record, NULL};

static const struct act
    act_body_create = {.name = "body.create", .target = &body_record, .label = L("登记单位", "Add a body"),
                       .roles = WHO_ADMIN | WHO_MANAGER, .creates = true, .run = act_create},
    act_body_change = {.name = "body.change", .target = &body_record, .label = L("修改单位", "Change a body"),
                       .roles = WHO_ADMIN | WHO_MANAGER, .run = act_change},
    act_body_import = {.name = "body.import", .target = &body_record, .label = L("导入单位", "Add bodies by import"),
                       .roles = WHO_ADMIN | WHO_MANAGER, .creates = true, .run = act_create},
    act_body_import_change = {.name = "body.import_change", .target = &body_record, .label = L("导入修改单位", "Change bodies by import"),
                              .roles = WHO_ADMIN | WHO_MANAGER, .run = act_change},
    act_body_remove = {.name = "body.remove", .target = &body_record, .label = L("停用单位", "Retire a body"), .roles = WHO_ADMIN, .run = act_remove},
    act_person_create = {.name = "person.create", .target = &person_record, .label = L("登记人员", "Add a person"),
                         .roles = WHO_ADMIN | WHO_MANAGER, .creates = true, .run = act_create},
    act_person_change = {.name = "person.change", .target = &person_record, .label = L("修改人员", "Change a person"),
                         .roles = WHO_ADMIN | WHO_MANAGER, .run = act_change},
    act_person_import = {.name = "person.import", .target = &person_record, .label = L("导入人员", "Add people by import"),
                       .roles = WHO_ADMIN | WHO_MANAGER, .creates = true, .run = act_create},
    act_person_import_change = {.name = "person.import_change", .target = &person_record, .label = L("导入修改人员", "Change people by import"),
                              .roles = WHO_ADMIN | WHO_MANAGER, .run = act_change},
    act_person_remove = {.name = "person.remove", .target = &person_record, .label = L("移出人员", "Remove a person"),
                         .roles = WHO_ADMIN | WHO_MANAGER, .run = act_remove},
    act_account_create = {.name = "account.create", .target = &account_record, .label = L("开通账号", "Open an account"), .roles = WHO_ADMIN,
                          .creates = true, .run = act_create},
    act_account_change = {.name = "account.change", .target = &account_record, .label = L("修改账号", "Change an account"), .roles = WHO_ADMIN,
                          .run = act_change};

static const struct act *const acts[] = {&act_body_create,   &act_body_change,   &act_body_import,   &act_body_import_change,   &act_body_remove,
                                         &act_person_create, &act_person_change, &act_person_import, &act_person_import_change, &act_person_remove,
                                         &act_account_create, &act_account_change, NULL};

const struct capability account_capability = {.name = "account", .records = records, .acts = acts, .routes = account_routes};
