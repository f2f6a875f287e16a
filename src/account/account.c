/* Bodies, people, accounts: their records and lists. */
#include "account.h"

#include "account/duties.h"
#include "account/words.h"
#include "kit/check.h"
#include "kit/lists.h"
#include "kit/memo.h"

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
    {"admin", {"系统管理员", "System administrator"}, NULL},
    {"security", {"安全管理员", "Security administrator"}, NULL},
    {"auditor", {"审计员", "Auditor"}, NULL},
    {"none", {"尚未授权", "Not granted yet"}, NULL},
};
const struct codelist list_role = CODELIST("role", roles);

static const struct codeitem account_states[] = {
    {"waiting", {"待授权", "Awaiting its role"}, NULL},
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

/* A city's officer or administrator keeps the directory of that city only. */
err unit_within(struct call *c, text unit, const char *field)
{
    const struct actor *who = &c->actor;
    enum scope reach = who->role & (WHO_OFFICERS | ROLE_SYSTEM) ? scope_of_office(who->role, who->unit) : who->scope;

    if (reach == SCOPE_REGION)
        return NULL;
    if ((reach == SCOPE_CITY || reach == SCOPE_COUNTY) && text_starts(unit, who->unit))
        return NULL;
    return FAIL(c->arena, E_DENIED, w_body_outside, .field = field);
}

/* The region of a body decides how far its accounts see: it moves only when the security administrator has taken their roles. */
static err no_granted_accounts(struct call *c, const struct body *b)
{
    static const char sql_granted[] =
        "SELECT COUNT(*) FROM account WHERE region = $1 AND body = $2 AND removed = 0 AND role <> 'none'";
    int64_t n;

    TRY(conn_one(c->conn, c->arena, sql_granted, BIND(V(c->region), V(b->head.id)), INTO(TO(&n)), NULL));
    return n ? FAIL(c->arena, E_INPUT, w_body_has_accounts, .field = "unit", .args = {ARG_INT("n", n)}) : NULL;
}

static err body_check(struct call *c, const void *r, const void *old)
{
    const struct body *b = r, *before = old;

    if (before && !text_eq(before->unit.t, b->unit.t))
        TRY(no_granted_accounts(c, b));
    if (before)
        TRY(unit_within(c, before->unit.t, "unit"));
    return unit_within(c, b->unit.t, "unit");
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

/* A lead department keeps its own people, who answer for projects everywhere. */
static err person_within(struct call *c, const struct person *p)
{
    if (c->actor.role == ROLE_LEAD && p->body.n == c->actor.body.n)
        return NULL;
    return unit_within(c, p->county.p ? p->county : p->city, "body");
}

static err person_check(struct call *c, const void *r, const void *old)
{
    if (old)
        TRY(person_within(c, old));
    return person_within(c, r);
}

#define FIELD(type, name_, ...)                                                                                        \
    {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct body, name_), __VA_ARGS__},
static const struct field body_fields[] = {
#include "body.def"
};
#undef FIELD
#define FIELD(type, name_, ...)                                                                                        \
    {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct person, name_), __VA_ARGS__},
static const struct field person_fields[] = {
#include "person.def"
};
#undef FIELD
#define FIELD(type, name_, ...)                                                                                        \
    {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct account, name_), __VA_ARGS__},
static const struct field account_fields[] = {
#include "account.def"
};
#undef FIELD

const struct record body_record = {
    .name = "body",
    .plural = "bodies",
    .path = "/bodies",
    .label = L("单位", "Body"),
    .labels = L("单位", "Bodies"),
    .fields = body_fields,
    .n_fields = COUNT(body_fields),
    .size = sizeof(struct body),
    .title = "name",
    .code = "uscc",
    .scope = {.city = "city", .county = "county", .open = true},
    .see = WHO_ALL,
    .create = WHO_DIRECTORY,
    .change = WHO_DIRECTORY,
    .remove = WHO_ADMIN,
    .history = true,
    .tree = "/bodies/tree",
    .sort = "name",
    .match = "uscc|name",
    .derive = body_derive,
    .check = body_check,
};

const struct record person_record = {
    .name = "person",
    .plural = "people",
    .path = "/people",
    .label = L("人员", "Person"),
    .labels = L("人员", "People"),
    .fields = person_fields,
    .n_fields = COUNT(person_fields),
    .size = sizeof(struct person),
    .title = "name",
    .scope = {.city = "city", .county = "county", .open = true},
    .see = WHO_ALL,
    .create = WHO_ADMIN | WHO_MANAGER,
    .change = WHO_ADMIN | WHO_MANAGER,
    .remove = WHO_ADMIN | WHO_MANAGER,
    .history = true,
    .sort = "name",
    .match = "name+body|name",
    .derive = person_derive,
    .check = person_check,
};

const struct record account_record = {
    .name = "account",
    .plural = "accounts",
    .path = "/accounts",
    .label = L("账号", "Account"),
    .labels = L("账号", "Accounts"),
    .fields = account_fields,
    .n_fields = COUNT(account_fields),
    .size = sizeof(struct account),
    .title = "login",
    .scope = {.city = "city", .county = "county", .officers = true},
    .see = WHO_OFFICERS | ROLE_SYSTEM,
    .create = WHO_ADMIN,
    .change = WHO_ADMIN,
    .history = true,
    .sort = "login",
    .derive = account_derive,
    .check = account_check,
    .saved = account_saved,
};

static err ask_body(struct call *c, text uscc, text name, ref *ret)
{
    static const char sql_code[] =
        "SELECT id FROM body WHERE region = $1 AND uscc = $2 AND removed = 0 ORDER BY id LIMIT 1";
    static const char sql_name[] =
        "SELECT id FROM body WHERE region = $1 AND name = $2 AND removed = 0 ORDER BY id LIMIT 1";
    static const char sql_short[] =
        "SELECT MIN(id), COUNT(*) FROM body WHERE region = $1 AND short_name = $2 AND removed = 0";
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

err body_find(struct call *c, text uscc, text name, ref *ret)
{
    text key = text_fmt(c->arena, "%.*s\n%.*s", TEXT_ARG(uscc), TEXT_ARG(name));

    if (memo_get(c, body_record.name, key, ret))
        return NULL;
    TRY(ask_body(c, uscc, name, ret));
    memo_put(c, body_record.name, key, *ret);
    return NULL;
}
