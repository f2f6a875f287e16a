/* The file of an account and what the security administrator does to it: grant, take back, disable, enable, unlock, password. */
#include "account/duties.h"
#include "account/pages.h"
#include "account/second.h"

#include "account/account.tpl.h"
#include "account/words.h"

static bool has_role(const struct account *a)
{
    return !text_eqz(a->role.t, "none");
}

/* The roles that may be chosen: all but "none" and, beside the province, the three offices. */
static void add_roles(struct req *q, struct duty_view *v)
{
    bool whole = scope_of_office(q->call.actor.role, q->call.actor.unit) == SCOPE_REGION;

    for (size_t i = 0; i < list_role.n; i++) {
        const struct codeitem *r = &list_role.items[i];
        const struct role_name *role = role_by_key(text_of(r->key));
        if (role && (whole || !(role->role & WHO_OFFICERS)))
            list_push(&v->roles, q->call.arena) = (struct option_view){text_of(r->key), text_of(r->in[q->call.lang]),
                                                                       text_eqz(v->a->role.t, r->key)};
    }
}

static err fill(struct req *q, const struct account *a, struct duty_view *v)
{
    bool mine = req_may(q, "account.grant") && account_within_duty(&q->call, a) == NULL;
    bool disabled = text_eqz(a->state.t, "disabled");
    const struct role_name *role = role_by_key(a->role.t);
    struct second second;

    v->a = a;
    v->csrf = q->session.csrf;
    v->own = a->head.id.n == q->call.actor.account.n;
    TRY(password_locked(&q->call, (ref){a->head.id.n}, &v->locked));
    v->may_grant = mine && !disabled;
    v->may_revoke = mine && !disabled && has_role(a);
    v->may_disable = mine && !disabled;
    v->may_enable = mine && disabled;
    v->may_unlock = mine && !is_absent(v->locked.ms);
    TRY(second_of(&q->call, (ref){a->head.id.n}, &second));
    v->may_second = mine && !is_absent(second.since.ms);
    v->may_password = mine && !(role && role->role & WHO_OFFICERS);
    add_roles(q, v);
    return NULL;
}

static err show(struct req *q, struct out *o, err fault)
{
    struct file_view f;
    struct duty_view v = {0};

    TRY(pages_file_view(q, &account_record, &f));
    TRY(fill(q, f.r, &v));
    if (fault) {
        http_status(q->http, web_status_of(fault->code));
        v.message = error_text(q->call.arena, fault, o->lang);
    }
    web_page_titled(q, o, f.title, false, SLOT(account_file, (&(struct tpl_account_file){.f = &f, .v = &v})));
    return NULL;
}

/* GET /accounts/{id} */
err page_account_file(struct req *q, struct out *o)
{
    return show(q, o, NULL);
}

static err run(struct req *q, struct out *o, const char *name, struct account *values)
{
    struct input in = {.values = values, .reason = params_get(&q->form, T("reason"))};
    id key = req_id(q, "id");
    err e;

    text_int(params_get(&q->form, T("version")), &in.version);
    e = act_run(&q->call, act_by_name(text_of(name)), key, &in, NULL);
    if (e && (e->code == E_INPUT || e->code == E_STATE || e->code == E_CLASH || e->code == E_DENIED))
        return show(q, o, e);
    TRY(e);
    return web_go(q, "/accounts/%lld", (long long)key.n);
}

/* POST /accounts/{id}/grant */
err post_grant(struct req *q, struct out *o)
{
    struct account *values = record_new(q->call.arena, &account_record);

    values->role.t = params_get(&q->form, T("role"));
    return run(q, o, "account.grant", values);
}

/* POST /accounts/{id}/revoke */
err post_revoke(struct req *q, struct out *o)
{
    return run(q, o, "account.revoke", NULL);
}

/* POST /accounts/{id}/disable */
err post_disable(struct req *q, struct out *o)
{
    return run(q, o, "account.disable", NULL);
}

/* POST /accounts/{id}/enable */
err post_enable(struct req *q, struct out *o)
{
    return run(q, o, "account.enable", NULL);
}

/* POST /accounts/{id}/unlock */
err post_unlock(struct req *q, struct out *o)
{
    return run(q, o, "account.unlock", NULL);
}

/* POST /accounts/{id}/second */
err post_second_off(struct req *q, struct out *o)
{
    return run(q, o, "account.second_off", NULL);
}

/* POST /accounts/{id}/password: a first password, to be changed at the next sign-in. What was open ends. */
err post_reset(struct req *q, struct out *o)
{
    struct call *c = &q->call;
    ref account = {req_id(q, "id").n};
    const struct role_name *role;
    text hash;
    void *r;
    err e;

    TRY(record_load(c, &account_record, (id){account.n}, &r));
    role = role_by_key(((struct account *)r)->role.t);
    e = account_within_duty(c, r);
    if (!e && role && role->role & WHO_OFFICERS)
        e = FAIL(c->arena, E_DENIED, w_duty_password_cli);
    if (!e)
        e = password_ready(c, account, params_get(&q->form, T("password")), &hash);
    if (e)
        return show(q, o, e);
    TRY(conn_to_writer(&c->conn, c->arena));
    TRY(conn_begin(c->conn, c->arena));
    TRY(password_store(c, account, hash, true));
    TRY(session_end_all(c, account));
    TRY(token_remove_all(c, account));
    TRY(conn_commit(c->conn, c->arena));
    return web_go(q, "/accounts/%lld", (long long)account.n);
}
