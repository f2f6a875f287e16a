/* The acts on bodies, people and accounts, and what holds for accounts: the separation of duties (grade-3 protection, GB/T 22239).
 * The system administrator opens an account, the security administrator gives it its role: an account without a role cannot
 * sign in. Nobody handles the own account; the three offices are granted by the security administrator of the province only.
 */
#include "account.h"

#include "account/duties.h"
#include "account/words.h"
#include "account/second.h"
#include "kit/audit.h"

static unsigned role_bit(text key)
{
    const struct role_name *r = role_by_key(key);

    return r ? r->role : 0;
}

/* --- what holds for every account ----------------------------------------------------------------------------------------- */

err account_derive(struct call *c, void *r, const void *old)
{
    static const char sql_unit[] = "SELECT unit FROM body WHERE region = $1 AND id = $2";
    struct account *a = r;
    const struct account *before = old;
    text unit = NO_TEXT;
    bool found;

    if (!a->role.t.p)
        a->role.t = T("none");
    /* another body is another scope: to be granted anew */
    if (before && before->body.n != a->body.n && c->actor.role != ROLE_SYSTEM)
        a->role.t = T("none");
    if (!a->state.t.p || (text_eqz(a->role.t, "none") && !text_eqz(a->state.t, "disabled")))
        a->state.t = text_eqz(a->role.t, "none") ? T("waiting") : T("active");
    if (!a->body.n)
        return NULL;
    TRY(conn_one(c->conn, c->arena, sql_unit, BIND(V(c->region), V(a->body)), INTO(TO(&unit)), &found));
    unit_parts(c->arena, unit, &a->city, &a->county);
    return NULL;
}

/* A role stands at a body of its kind: else a firm's account could see a county. */
static bool fits_body(unsigned role, text kind, text unit)
{
    bool owner = text_eqz(kind, "owner");

    switch (role) {
    case 0: return true;
    case ROLE_OWNER: return owner;
    case ROLE_LEAD: return unit.n == 2 && (text_eqz(kind, "department") || text_eqz(kind, "drc"));
    case ROLE_CITY: return !owner && unit.n == 4;
    case ROLE_COUNTY: return !owner && unit.n == 6;
    case ROLE_AUDITOR: return !owner && unit.n == 2; /* the log is one for all */
    default: return !owner;
    }
}

static err check_body(struct call *c, const struct account *a)
{
    static const char sql_body[] = "SELECT kind, unit FROM body WHERE region = $1 AND id = $2";
    text kind = NO_TEXT, unit = NO_TEXT;
    unsigned role = role_bit(a->role.t);
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_body, BIND(V(c->region), V(a->body)), INTO(TO(&kind), TO(&unit)), &found));
    if (!found)
        return NULL; /* told as a missing body */
    TRY(unit_within(c, unit, "body"));
    if (!fits_body(role, kind, unit))
        return FAIL(c->arena, E_INPUT, w_role_not_here, .field = "role", .args = {ARG_WORD("role", &role_of(role)->label)});
    return NULL;
}

/* Who holds one of the three offices holds nothing else. */
static err check_one_office(struct call *c, const struct account *a)
{
    static const char sql_others[] = "SELECT login, role FROM account WHERE region = $1 AND person = $2 AND id <> $3 AND removed = 0 AND role <> 'none'";
    CLEAN(query_close) struct query q = {0};
    unsigned role = role_bit(a->role.t);
    text login, other;

    if (!a->person.n || !role)
        return NULL;
    TRY(query_open(&q, c->conn, c->arena, sql_others, BIND(V(c->region), V(a->person), V(a->head.id.n))));
    while (query_row(&q, INTO(TO(&login), TO(&other))))
        if ((role | role_bit(other)) & WHO_OFFICERS)
            return FAIL(c->arena, E_INPUT, w_duty_two_offices, .field = "role", .args = {ARG_TEXT("login", login)});
    return query_end(&q);
}

err account_check(struct call *c, const void *r, const void *old)
{
    const struct account *a = r, *before = old;

    if (before)
        TRY(unit_within(c, before->county.p ? before->county : before->city.p ? before->city : PROVINCE, "body"));
    TRY(check_body(c, a));
    return check_one_office(c, a);
}

/* What was opened with the account ends with it. */
err account_saved(struct call *c, const void *r, const void *old)
{
    const struct account *a = r, *before = old;

    if (!before || !text_eqz(before->state.t, "active") || text_eqz(a->state.t, "active"))
        return NULL;
    TRY(session_end_all(c, (ref){a->head.id.n}));
    return token_remove_all(c, (ref){a->head.id.n});
}

/* --- the security administrator's acts --------------------------------------------------------------------------------------- */

err account_not_own(struct call *c, ref account)
{
    return account.n == c->actor.account.n && account.n ? FAIL(c->arena, E_DENIED, w_duty_own_account) : NULL;
}

static bool of_province(const struct call *c)
{
    return scope_of_office(c->actor.role, c->actor.unit) == SCOPE_REGION;
}

/* The three offices are the province's business. */
err account_within_duty(struct call *c, const struct account *a)
{
    TRY(account_not_own(c, (ref){a->head.id.n}));
    if (role_bit(a->role.t) & WHO_OFFICERS && !of_province(c))
        return FAIL(c->arena, E_DENIED, w_duty_province_only);
    return NULL;
}

err account_grant(struct call *c, const struct input *in)
{
    struct account *a = c->target;
    const struct account *asked = in->values;
    unsigned role = asked ? role_bit(asked->role.t) : 0;

    TRY(account_within_duty(c, a));
    if (!role || role == ROLE_SYSTEM)
        return FAIL(c->arena, E_INPUT, w_account_want_role, .field = "role");
    if (text_eqz(a->state.t, "disabled"))
        return FAIL(c->arena, E_STATE, w_account_is_disabled, .args = {ARG_TEXT("login", a->login)});
    a->role.t = asked->role.t;
    a->state.t = T("active");
    TRY(account_within_duty(c, a));
    TRY(session_end_all(c, (ref){a->head.id.n})); /* signs in anew, in the new role */
    return record_save(c, &account_record, a, c->before);
}

err account_revoke(struct call *c, const struct input *in)
{
    struct account *a = c->target;

    (void)in;
    TRY(account_within_duty(c, a));
    a->role.t = T("none");
    return record_save(c, &account_record, a, c->before);
}

static err to_state(struct call *c, const char *state)
{
    struct account *a = c->target;

    TRY(account_within_duty(c, a));
    a->state.t = text_of(state);
    return record_save(c, &account_record, a, c->before);
}

err account_disable(struct call *c, const struct input *in)
{
    (void)in;
    return to_state(c, "disabled");
}

err account_enable(struct call *c, const struct input *in)
{
    const struct account *a = c->target;

    (void)in;
    return to_state(c, text_eqz(a->role.t, "none") ? "waiting" : "active");
}

err account_unlock(struct call *c, const struct input *in)
{
    const struct account *a = c->target;

    (void)in;
    TRY(account_within_duty(c, a));
    TRY(password_unlock(c, (ref){a->head.id.n}));
    return audit_line(c, "account", a->head.id, NO_TEXT, NO_TEXT, T("ok"));
}

/* The telephone is lost: the person signs in by the password alone until another is set up. */
err account_second_off(struct call *c, const struct input *in)
{
    const struct account *a = c->target;

    (void)in;
    TRY(account_within_duty(c, a));
    TRY(second_clear(c, (ref){a->head.id.n}));
    TRY(session_end_all(c, (ref){a->head.id.n}));
    return audit_line(c, "account", a->head.id, NO_TEXT, NO_TEXT, T("ok"));
}

/* --- tables ------------------------------------------------------------------------------------------------------------------ */

static const struct record *const records[] = {&body_record, &person_record, &account_record, NULL};

static const struct act
    act_body_create = {.name = "body.create", .target = &body_record, .label = L("登记单位", "Add a body"),
                       .roles = WHO_DIRECTORY, .creates = true, .run = act_create},
    act_body_change = {.name = "body.change", .target = &body_record, .label = L("修改单位", "Change a body"),
                       .roles = WHO_DIRECTORY, .run = act_change},
    act_body_import = {.name = "body.import", .target = &body_record, .label = L("导入单位", "Add bodies by import"),
                       .roles = WHO_DIRECTORY, .creates = true, .run = act_create},
    act_body_import_change = {.name = "body.import_change", .target = &body_record, .label = L("导入修改单位", "Change bodies by import"),
                              .roles = WHO_DIRECTORY, .run = act_change},
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
                          .run = act_change},
    act_account_grant = {.name = "account.grant", .target = &account_record, .label = L("授予角色", "Grant a role"), .roles = WHO_SECURITY,
                         .run = account_grant},
    act_account_revoke = {.name = "account.revoke", .target = &account_record, .label = L("收回角色", "Take the role back"), .roles = WHO_SECURITY,
                          .needs_reason = true, .run = account_revoke},
    act_account_disable = {.name = "account.disable", .target = &account_record, .label = L("停用账号", "Disable an account"), .roles = WHO_SECURITY,
                           .needs_reason = true, .run = account_disable},
    act_account_enable = {.name = "account.enable", .target = &account_record, .label = L("恢复账号", "Enable an account"), .roles = WHO_SECURITY,
                          .run = account_enable},
    act_account_unlock = {.name = "account.unlock", .target = &account_record, .label = L("解除锁定", "Unlock an account"), .roles = WHO_SECURITY,
                          .run = account_unlock},
    act_account_second_off = {.name = "account.second_off", .target = &account_record, .label = L("解除两步验证", "Take off the second factor"),
                              .roles = WHO_SECURITY, .needs_reason = true, .run = account_second_off};

static const struct act *const acts[] = {&act_body_create,   &act_body_change,   &act_body_import,   &act_body_import_change,   &act_body_remove,
                                         &act_person_create, &act_person_change, &act_person_import, &act_person_import_change, &act_person_remove,
                                         &act_account_create, &act_account_change, &act_account_grant, &act_account_revoke, &act_account_disable, &act_account_enable,
                                         &act_account_unlock, &act_account_second_off, NULL};

static const struct act_note notes[] = {
    {"account.sign_in", L("登录", "Sign in")},
    {"account.sign_out", L("退出登录", "Sign out")},
    {"account.session_end", L("结束登录", "End sessions")},
    {"account.password", L("设置密码", "Set a password")},
    {"account.second_begin", L("开启两步验证", "Turn on the second factor")},
    {"account.second_end", L("关闭两步验证", "Turn off the second factor")},
    {"token.create", L("生成令牌", "Make a token")},
    {"token.renew", L("更换令牌", "Renew a token")},
    {"token.remove", L("作废令牌", "Revoke a token")},
    {"audit.verify", L("核对审计链", "Check the audit chain")},
    {"import.settle", L("核定导入的行", "Settle a row of an import")},
    {"mapping.save", L("保存导入对照", "Save an import mapping")},
    {"mapping.remove", L("删除导入对照", "Remove an import mapping")},
    {"sample.make", L("生成示例省份", "Make the sample province")},
    {0}};

const struct capability account_capability = {.name = "account", .records = records, .acts = acts, .notes = notes, .routes = account_routes};
