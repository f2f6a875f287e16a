/* The second factor in the browser: the second step of signing in, and turning it on and off on one's own account. */
#include "account/pages.h"
#include "account/second.h"

#include "account/account.tpl.h"
#include "account/words.h"

static const char step_cookie[] = "dd_step";

/* --- signing in, second step ---------------------------------------------------------------------------------------------- */

void sign_in_step(struct req *q, text secret)
{
    http_set_cookie(q->http, step_cookie, secret, STEP_MINUTES * 60,
                    HTTP_COOKIE_STRICT | (q->web->secure_cookies ? HTTP_COOKIE_SECURE : 0));
}

static err show_code(struct req *q, struct out *o, err e)
{
    struct tpl_sign_in_code v = {.next = params_get(http_method(q->http) == GET ? &q->query : &q->form, T("next")),
                                 .message = e ? error_text(q->call.arena, e, o->lang) : NO_TEXT};

    if (e)
        http_status(q->http, web_status_of(e->code));
    web_page(q, o, &w_second_title, SLOT(sign_in_code, &v));
    return NULL;
}

/* GET /sign-in/code */
err page_sign_in_code(struct req *q, struct out *o)
{
    return http_cookie(q->http, step_cookie).n ? show_code(q, o, NULL) : web_go(q, "/sign-in");
}

/* POST /sign-in/code */
err post_sign_in_code(struct req *q, struct out *o)
{
    struct session s;
    err e = session_second(&q->call, http_cookie(q->http, step_cookie), params_get(&q->form, T("code")), &s);

    if (e && (e->code == E_INPUT || e->code == E_SIGN_IN))
        return show_code(q, o, e);
    TRY(e);
    http_set_cookie(q->http, step_cookie, T(""), 0, HTTP_COOKIE_STRICT);
    return signed_in(q, &s, params_get(&q->form, T("next")));
}

/* --- one's own account ---------------------------------------------------------------------------------------------------- */

static err show_second(struct req *q, struct out *o, err e)
{
    struct second s;
    text address;
    struct tpl_second_factor v = {.csrf = q->session.csrf, .must = q->web->second_factor};

    TRY(second_of(&q->call, q->call.actor.account, &s));
    if (e) {
        http_status(q->http, web_status_of(e->code));
        v.message = error_text(q->call.arena, e, o->lang);
    }
    v.since = s.since;
    v.key = s.key;
    address = second_address(q->call.arena, q->call.actor.login, s.key);
    v.drawing = (struct slot){second_drawing, &address};
    web_page(q, o, &w_second_title, SLOT(second_factor, &v));
    return NULL;
}

/* GET /account/second */
err page_second(struct req *q, struct out *o)
{
    return show_second(q, o, NULL);
}

static err answer(struct req *q, struct out *o, err e)
{
    if (e && (e->code == E_INPUT || e->code == E_STATE))
        return show_second(q, o, e);
    TRY(e);
    return web_go(q, "/account/second");
}

/* POST /account/second/begin */
err post_second_begin(struct req *q, struct out *o)
{
    text ignored;

    return answer(q, o, second_begin(&q->call, &ignored));
}

/* POST /account/second/confirm */
err post_second_confirm(struct req *q, struct out *o)
{
    return answer(q, o, second_confirm(&q->call, params_get(&q->form, T("code"))));
}

/* POST /account/second/end */
err post_second_end(struct req *q, struct out *o)
{
    return answer(q, o, second_end(&q->call, params_get(&q->form, T("code"))));
}
