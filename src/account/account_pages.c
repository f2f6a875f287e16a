/* Signing in and out, one's own account, search, the audit log. */
#include "account/pages.h"
#include "account/second.h"

#include "account/account.tpl.h"
#include "account/words.h"
#include "kit/search.h"
#include "kit/words.h"

/* --- signing in --------------------------------------------------------------------------------------------------------------- */

static err show_sign_in(struct req *q, struct out *o, err e)
{
    struct tpl_sign_in v = {.next = params_get(&q->query, T("next")),
                            .login = params_get(&q->form, T("login")),
                            .changed = params_has(&q->query, T("changed")),
                            .unsaved = params_has(&q->query, T("unsaved")),
                            .message = e ? error_text(q->call.arena, e, o->lang) : NO_TEXT};

    if (params_has(&q->form, T("next")))
        v.next = params_get(&q->form, T("next"));
    if (e)
        http_status(q->http, web_status_of(e->code));
    web_page(q, o, &w_sign_in_title, SLOT(sign_in, &v));
    return NULL;
}

/* GET /sign-in */
static err page_sign_in(struct req *q, struct out *o)
{
    return q->signed_in ? web_go(q, "/") : show_sign_in(q, o, NULL);
}

/* POST /sign-in */
static err post_sign_in(struct req *q, struct out *o)
{
    CLEAN(out_free) struct out to = {0};
    text next = params_get(&q->form, T("next"));
    struct session s;
    err e;

    e = session_start(&q->call, text_trim(params_get(&q->form, T("login"))), params_get(&q->form, T("password")), &s);

    if (e && e->code == E_SIGN_IN)
        return show_sign_in(q, o, e);
    TRY(e);
    if (!s.needs_code)
        return signed_in(q, &s, next);
    sign_in_step(q, s.secret);
    out_init(&to, 8192, o->lang);
    LIT(&to, "/sign-in/code?next=");
    out_escape_url(&to, next);
    return web_go(q, "%.*s", TEXT_ARG(text_copy(q->call.arena, out_text(&to))));
}

err signed_in(struct req *q, const struct session *s, text next)
{
    if (q->signed_in) /* whoever signs in anew leaves the session before behind */
        TRY(session_end(&q->call, http_cookie(q->http, session_cookie)));
    http_set_cookie(q->http, session_cookie, s->secret, -1,
                    HTTP_COOKIE_STRICT | (q->web->secure_cookies ? HTTP_COOKIE_SECURE : 0));
    http_set_cookie(q->http, "dd_lang", s->lang == LANG_EN || q->call.lang == LANG_EN ? T("en") : T("zh"), 31536000, 0);
    return web_go(q, "%.*s", TEXT_ARG(next.n && http_is_local(next) ? next : T("/")));
}

/* POST /sign-out */
static err post_sign_out(struct req *q, struct out *o)
{
    (void)o;
    TRY(session_end(&q->call, http_cookie(q->http, session_cookie)));
    http_set_cookie(q->http, session_cookie, T(""), 0, HTTP_COOKIE_STRICT);
    return web_go(q, "/sign-in");
}

/* POST /language */
static err post_language(struct req *q, struct out *o)
{
    text next = params_get(&q->form, T("next"));
    bool english = text_eqz(params_get(&q->form, T("lang")), "en");

    (void)o;
    http_set_cookie(q->http, "dd_lang", english ? T("en") : T("zh"), 31536000, 0);
    return web_go(q, "%.*s", TEXT_ARG(http_is_local(next) ? next : T("/")));
}

/* --- own account ----------------------------------------------------------------------------------------------------------------- */

static err show_account(struct req *q, struct out *o, text secret)
{
    struct own_view v = {
        .who = &q->call.actor, .csrf = q->session.csrf, .secret = secret, .role = &role_of(q->call.actor.role)->label};
    ref account = q->call.actor.account;
    struct second second;

    TRY(second_of(&q->call, account, &second));
    v.second_since = second.since;
    TRY(token_of(&q->call, account, &v.tokens));
    TRY(session_of(&q->call, account, http_cookie(q->http, session_cookie), &v.sessions));
    web_page(q, o, &w_account_title, SLOT(own_account, (&(struct tpl_own_account){.v = &v})));
    return NULL;
}

/* GET /account */
static err page_account(struct req *q, struct out *o)
{
    return show_account(q, o, NO_TEXT);
}

/* POST /account/tokens: the secret is on the answer and nowhere else */
static err post_token(struct req *q, struct out *o)
{
    text name = text_fold(q->call.arena, params_get(&q->form, T("name"))), secret;

    TRY(token_create(&q->call, q->call.actor.account, name.n ? text_sub(name, 0, 60) : T("API"), &secret));
    return show_account(q, o, secret);
}

/* POST /account/tokens/{id}/remove */
static err post_token_remove(struct req *q, struct out *o)
{
    (void)o;
    TRY(token_remove(&q->call, req_id(q, "id")));
    return web_go(q, "/account");
}

/* POST /account/tokens/{id}/renew: the old secret ends, the new one is on the answer */
static err post_token_renew(struct req *q, struct out *o)
{
    text secret;

    TRY(token_renew(&q->call, req_id(q, "id"), &secret));
    return show_account(q, o, secret);
}

/* POST /account/sessions/{id}/end */
static err post_session_end(struct req *q, struct out *o)
{
    (void)o;
    TRY(session_end_one(&q->call, q->call.actor.account, req_id(q, "id")));
    return web_go(q, "/account");
}

/* POST /account/sessions/end: all but this one */
static err post_sessions_end(struct req *q, struct out *o)
{
    (void)o;
    TRY(session_end_others(&q->call, q->call.actor.account, http_cookie(q->http, session_cookie)));
    return web_go(q, "/account");
}

static err show_password(struct req *q, struct out *o, err e)
{
    struct tpl_password_form v = {.csrf = q->session.csrf, .must = q->session.must_change};

    for (; e; e = e->next) {
        text said = error_text(q->call.arena, e, o->lang);
        http_status(q->http, 422);
        if (e->field && !strcmp(e->field, "old"))
            v.old_error = said;
        else
            v.new_error = said;
    }
    web_page(q, o, &w_password_title, SLOT(password_form, &v));
    return NULL;
}

/* GET /account/password */
static err page_password(struct req *q, struct out *o)
{
    return show_password(q, o, NULL);
}

/* POST /account/password: all sessions end, the person signs in anew */
static err post_password(struct req *q, struct out *o)
{
    err e;

    if (!text_eq(params_get(&q->form, T("password")), params_get(&q->form, T("again"))))
        return show_password(q, o, FAIL(q->call.arena, E_INPUT, w_password_differs, .field = "password"));
    e = password_change(&q->call, params_get(&q->form, T("old")), params_get(&q->form, T("password")));
    if (e && e->code == E_INPUT)
        return show_password(q, o, e);
    TRY(e);
    http_set_cookie(q->http, session_cookie, T(""), 0, HTTP_COOKIE_STRICT);
    return web_go(q, "/sign-in?changed=1");
}

/* --- search ------------------------------------------------------------------------------------------------------------------------ */

/* GET /search?q= : a page, and the list under the search box as you type */
static err page_search(struct req *q, struct out *o)
{
    struct tpl_search_page v = {.typed = params_get(&q->query, T("q")),
                                .may_projects = (q->call.actor.role & WHO_BUSINESS) != 0};
    hit_list hits = {0};
    bool quick = params_has(&q->query, T("quick"));

    TRY(search_find(&q->call, NULL, v.typed, quick ? 8 : 50, &hits));
    v.hits = &hits;
    if (quick)
        tpl_search_hits(o, &(struct tpl_search_hits){.hits = &hits, .typed = v.typed});
    else
        web_page(q, o, &w_search_title, SLOT(search_page, &v));
    return NULL;
}

/* GET /suggest/{record}?q= : titles for a reference's input */
static err page_suggest(struct req *q, struct out *o)
{
    const struct record *t = record_by_name(http_param(q->http, "record"));
    hit_list hits = {0};

    if (!t || !(t->see & q->call.actor.role))
        return FAIL(q->call.arena, E_GONE, w_web_no_page);
    TRY(search_find(&q->call, t, params_get(&q->query, T("q")), 12, &hits));
    http_set_type(q->http, "application/json; charset=utf-8");
    LIT(o, "[");
    for (size_t i = 0; i < hits.n; i++) {
        out_fmt(o, "%s{\"id\":\"%lld\",\"title\":", i ? "," : "", (long long)hits.v[i].id.n);
        out_json(o, hits.v[i].title);
        LIT(o, ",\"code\":");
        out_json(o, hits.v[i].code);
        LIT(o, "}");
    }
    LIT(o, "]");
    return NULL;
}

const struct route account_routes[] = {
    {GET, "/sign-in", page_sign_in, .roles = WHO_PUBLIC},
    {POST, "/sign-in", post_sign_in, .roles = WHO_PUBLIC, .flags = ROUTE_NO_LEASE},
    {GET, "/sign-in/code", page_sign_in_code, .roles = WHO_PUBLIC},
    {POST, "/sign-in/code", post_sign_in_code, .roles = WHO_PUBLIC},
    {POST, "/sign-out", post_sign_out, .roles = WHO_ALL, .flags = ROUTE_ANY_PASSWORD},
    {POST, "/language", post_language, .roles = WHO_PUBLIC},
    {GET, "/account", page_account, .roles = WHO_ALL},
    {POST, "/account/tokens", post_token, .roles = WHO_ALL},
    {POST, "/account/tokens/{id}/remove", post_token_remove, .roles = WHO_ALL},
    {POST, "/account/tokens/{id}/renew", post_token_renew, .roles = WHO_ALL},
    {POST, "/account/sessions/{id}/end", post_session_end, .roles = WHO_ALL},
    {POST, "/account/sessions/end", post_sessions_end, .roles = WHO_ALL},
    {GET, "/account/password", page_password, .roles = WHO_ALL, .flags = ROUTE_ANY_PASSWORD},
    {POST, "/account/password", post_password, .roles = WHO_ALL, .flags = ROUTE_ANY_PASSWORD | ROUTE_NO_LEASE},
    {GET, "/account/second", page_second, .roles = WHO_ALL, .flags = ROUTE_ANY_PASSWORD},
    {POST, "/account/second/begin", post_second_begin, .roles = WHO_ALL, .flags = ROUTE_ANY_PASSWORD},
    {POST, "/account/second/confirm", post_second_confirm, .roles = WHO_ALL, .flags = ROUTE_ANY_PASSWORD},
    {POST, "/account/second/end", post_second_end, .roles = WHO_ALL, .flags = ROUTE_ANY_PASSWORD},
    {GET, "/accounts/{id}", page_account_file, .roles = WHO_OFFICERS, .record = &account_record,
     .tab = &w_file_overview},
    {POST, "/accounts/{id}/grant", post_grant, .roles = ROLE_SECURITY, .act = "account.grant"},
    {POST, "/accounts/{id}/revoke", post_revoke, .roles = ROLE_SECURITY, .act = "account.revoke"},
    {POST, "/accounts/{id}/disable", post_disable, .roles = ROLE_SECURITY, .act = "account.disable"},
    {POST, "/accounts/{id}/enable", post_enable, .roles = ROLE_SECURITY, .act = "account.enable"},
    {POST, "/accounts/{id}/unlock", post_unlock, .roles = ROLE_SECURITY, .act = "account.unlock"},
    {POST, "/accounts/{id}/second", post_second_off, .roles = ROLE_SECURITY, .act = "account.second_off"},
    {POST, "/accounts/{id}/password", post_reset, .roles = ROLE_SECURITY, .flags = ROUTE_NO_LEASE},
    {GET, "/bodies/tree", page_body_tree, .roles = WHO_ALL},
    {GET, "/bodies/{id}", page_body_file, .roles = WHO_ALL, .record = &body_record, .tab = &w_file_overview},
    {GET, "/search", page_search, .roles = WHO_ALL},
    {GET, "/suggest/{record}", page_suggest, .roles = WHO_ALL},
    {GET, "/audit", page_audit, .roles = ROLE_AUDITOR, .nav = &w_audit_title},
    {GET, "/audit/export", page_audit_export, .roles = ROLE_AUDITOR, .flags = HTTP_LONG},
    {POST, "/audit/verify", post_audit_verify, .roles = ROLE_AUDITOR, .flags = HTTP_LONG | ROUTE_NO_LEASE},
    {0},
};
