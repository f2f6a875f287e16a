/* Authorisation, frame and errors of every request: see web.h. */
#include "web.h"

#include "base/log.h"
#include "kit/asset.h"
#include "kit/audit.h"
#include "kit/files/store.h"
#include "kit/frame.tpl.h"
#include "kit/words.h"

#include <limits.h>
#include <stdarg.h>
#include <string.h>

const char session_cookie[] = "dd_session";
static bool is_sample;

void web_set_sample(bool sample)
{
    is_sample = sample;
}

int web_status_of(enum error_code code)
{
    switch (code) {
    case E_INPUT: return 422;
    case E_DENIED: return 403;
    case E_GONE: return 404;
    case E_CLASH:
    case E_STATE: return 409;
    case E_SIGN_IN: return 401;
    case E_METHOD: return 405;
    case E_MEDIA: return 415;
    case E_TOO_LARGE: return 413;
    case E_RETRY:
    case E_AWAY:
    case E_BUSY: return 503;
    default: return 500;
    }
}

static const char *code_name(enum error_code code)
{
    switch (code) {
    case E_INPUT: return "input";
    case E_DENIED: return "denied";
    case E_GONE: return "gone";
    case E_CLASH: return "clash";
    case E_STATE: return "state";
    case E_SIGN_IN: return "sign_in";
    case E_METHOD: return "method";
    case E_MEDIA: return "media_type";
    case E_TOO_LARGE: return "too_large";
    case E_RETRY:
    case E_AWAY:
    case E_BUSY: return "busy";
    default: return "system";
    }
}

enum lang req_lang(const struct req *q)
{
    return q->call.lang;
}

id req_id(const struct req *q, const char *param)
{
    int64_t n = 0;

    return (id){text_int(http_param(q->http, param), &n) && n > 0 ? n : 0};
}

bool req_may(const struct req *q, const char *act)
{
    const struct act *x = act_by_name(text_of(act));

    return x && act_allowed(&q->call, x);
}

/* --- errors -------------------------------------------------------------------------------------------------------------- */

struct json_out web_json(struct req *q, struct out *o)
{
    http_set_type(q->http, "application/json; charset=utf-8");
    return json_begin(o);
}

void web_json_error(struct out *o, err e, text clash)
{
    out_fmt(o, "{\"error\":{\"code\":\"%s\",\"key\":\"%s\",\"message\":", code_name(e->code), e->word->key);
    for (err one = e; one; one = one->next) {
        struct out said = markup_side(o);
        error_message(&said, one);
        if (one == e) {
            out_json(o, out_text(&said));
            LIT(o, ",\"fields\":[");
        } else {
            LIT(o, ",");
        }
        out_fmt(o, "{\"field\":");
        out_json(o, one->field ? text_of(one->field) : NO_TEXT);
        if (one->row)
            out_fmt(o, ",\"row\":%lld", (long long)one->row);
        LIT(o, ",\"message\":");
        out_json(o, out_text(&said));
        LIT(o, "}");
        out_free(&said);
    }
    LIT(o, "]");
    if (clash.n) {
        LIT(o, ",\"clash\":");
        out_raw(o, clash);
    }
    LIT(o, "}}");
}

static bool wants_json(const struct req *q)
{
    return (q->route && q->route->flags & ROUTE_API) || text_starts(http_path(q->http), T("/api/"));
}

void web_error(struct req *q, struct out *o, err e)
{
    int status = web_status_of(e->code);

    http_status(q->http, status);
    if (status >= 500)
        log_error("%.*s %.*s: %s (%s:%d) %.*s", TEXT_ARG(http_id(q->http)), TEXT_ARG(http_path(q->http)), e->word->key,
                  e->file, e->line, TEXT_ARG(error_whole(q->call.arena, e, LANG_EN)));
    if (wants_json(q)) {
        http_set_type(q->http, "application/json; charset=utf-8");
        if (status == 401)
            http_set_header(q->http, "WWW-Authenticate", T("Bearer"));
        web_json_error(o, e, NO_TEXT);
        return;
    }
    web_page_titled(q, o, text_of((status == 404 ? w_web_not_found : w_web_failed).in[o->lang]), false,
                    SLOT(error_page, (&(struct tpl_error_page){.status = status,
                                                               .message = error_text(q->call.arena, e, o->lang),
                                                               .request = http_id(q->http),
                                                               .signed_in = q->signed_in})));
}

/* --- frame ---------------------------------------------------------------------------------------------------------------- */

/* In its place: behind those that stand before it and those of the same place that came first. */
static void nav_insert(struct req *q, struct frame *f, struct nav_item item)
{
    size_t i = f->nav.n;

    list_push(&f->nav, q->call.arena) = item;
    for (; i && f->nav.v[i - 1].place > item.place; i--)
        f->nav.v[i] = f->nav.v[i - 1];
    f->nav.v[i] = item;
}

static bool leads_to(text path, const char *place)
{
    text at = text_of(place);

    return text_eq(path, at) || (at.n > 1 && text_starts(path, at) && path.n > at.n && path.p[at.n] == '/');
}

/* One place only: of /reports and /reports/due that which says more. */
static void mark_here(struct frame *f, text path)
{
    struct nav_item *best = NULL;

    for (size_t i = 0; i < f->nav.n; i++)
        if (leads_to(path, f->nav.v[i].path) && (!best || strlen(f->nav.v[i].path) > strlen(best->path)))
            best = &f->nav.v[i];
    f->here = best ? (size_t)(best - f->nav.v) : 0;
    if (best)
        best->here = true;
}

/* The page after signing in stands first, whichever table it is in; then those with a place; then the others. */
static void gather_nav(struct req *q, struct frame *f)
{
    for (size_t t = 0; t < q->web->n_tables; t++)
        for (const struct route *r = q->web->tables[t]; r->path; r++)
            if (r->nav && (r->roles & q->call.actor.role))
                nav_insert(q, f,
                           (struct nav_item){r->path, r->nav, false,
                                             r->path[1] == 0 ? 0
                                             : r->place      ? r->place
                                                             : INT_MAX});
    mark_here(f, http_path(q->http));
}

/* What this person may open anew: the forms of record types. An earlier table's page goes before the general one. */
static void gather_acts(struct req *q, struct frame *f)
{
    for (size_t t = 0; t < q->web->n_tables; t++)
        for (const struct route *r = q->web->tables[t]; r->path; r++) {
            const struct act *act;
            if (r->method != GET || !r->act || !r->record || r->record->parent || strchr(r->path, '{') ||
                text_ends(text_of(r->path), T("/import")))
                continue; /* nearly all: the act is looked up for what is left */
            act = act_by_name(text_of(r->act));
            if (act && act->creates && act_allowed(&q->call, act))
                list_push(&f->acts, q->call.arena) = (struct nav_item){r->path, &r->record->label, false, 0};
        }
}

void web_page_titled(struct req *q, struct out *o, text title, bool wide, struct slot body)
{
    struct frame f = {.q = q,
                      .title = title,
                      .sample = is_sample,
                      .wide = wide,
                      .body = body,
                      .bare = !q->signed_in,
                      .roomy = text_eqz(http_cookie(q->http, "dd_density"), "roomy")};

    if (q->fragment) {
        slot_write(o, body);
        return;
    }
    if (q->signed_in) {
        gather_nav(q, &f);
        gather_acts(q, &f);
    }
    tpl_frame(
        o,
        &(struct tpl_frame){
            .f = &f, .who = &q->call.actor, .csrf = q->session.csrf, .lang = o->lang, .target = http_target(q->http)});
}

void web_page(struct req *q, struct out *o, const struct word *title, struct slot body)
{
    web_page_titled(q, o, text_of(title->in[o->lang]), false, body);
}

err web_go(struct req *q, const char *path_format, ...)
{
    va_list args;
    text path;

    va_start(args, path_format);
    path = text_vfmt(q->call.arena, path_format, args);
    va_end(args);
    if (text_eqz(http_header(q->http, "HX-Request"), "true") && !text_eqz(http_header(q->http, "HX-Boosted"), "true")) {
        http_set_header(q->http, "HX-Redirect", path);
        http_status(q->http, 200);
    } else {
        http_redirect(q->http, 303, path);
    }
    return NULL;
}

/* --- authorisation --------------------------------------------------------------------------------------------------------- */

static enum lang lang_of(struct req *q)
{
    text asked = http_cookie(q->http, "dd_lang"), accept = http_header(q->http, "Accept-Language");

    if (asked.p)
        return text_eqz(asked, "en") ? LANG_EN : LANG_ZH;
    return text_starts(accept, T("en")) ? LANG_EN : LANG_ZH;
}

static err read_form(struct req *q)
{
    struct arena *a = q->call.arena;

    TRY(params_parse(a, http_query(q->http), PARAMS_QUERY, &q->query));
    if (text_eqz(http_body_type(q->http), "application/x-www-form-urlencoded"))
        TRY(params_parse(a, http_body(q->http), PARAMS_FORM, &q->form));
    for (size_t i = 0; i < http_field_count(q->http); i++) {
        const struct http_field *f = http_field_at(q->http, i);
        if (!text_valid(f->value) || !text_valid(f->name))
            return FAIL(a, E_INPUT, w_url_utf8);
        params_add(&q->form, a, f->name, f->value);
    }
    return NULL;
}

static err find_session(struct req *q)
{
    text bearer = http_header(q->http, "Authorization"), cookie = http_cookie(q->http, session_cookie);
    err e;

    if (wants_json(q) && text_starts(bearer, T("Bearer "))) {
        TRY(q->web->token_load(&q->call, text_sub(bearer, 7, bearer.n), &q->session));
        q->signed_in = true;
        if (!http_header(q->http, "Accept-Language").p)
            q->call.lang = q->session.lang;
    } else if (cookie.n) {
        e = q->web->session_load(&q->call, cookie, &q->session);
        if (e && e->code != E_SIGN_IN)
            return e;
        q->signed_in = !e;
        if (q->signed_in)
            q->call.lang = http_cookie(q->http, "dd_lang").p ? q->call.lang : q->session.lang;
    }
    if (q->signed_in)
        q->call.actor = q->session.actor;
    return NULL;
}

static bool same(text a, text b)
{
    unsigned char d = 0;

    if (a.n != b.n || !a.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        d |= (unsigned char)(a.p[i] ^ b.p[i]);
    return d == 0;
}

/* A form of ours carries the session's token; a sign-in form has none yet, so its origin must be ours. A bearer token cannot be
 * sent by a foreign page. */
static err check_origin(struct req *q)
{
    text site = http_header(q->http, "Sec-Fetch-Site"), given = params_get(&q->form, T("csrf"));
    bool bearer = text_starts(http_header(q->http, "Authorization"), T("Bearer "));

    if (http_method(q->http) == GET || (bearer && wants_json(q)))
        return NULL;
    if (site.p && !text_eqz(site, "same-origin") && !text_eqz(site, "none"))
        return FAIL(q->call.arena, E_DENIED, w_web_foreign_form);
    if (!q->signed_in)
        return NULL;
    if (!given.p)
        given = http_header(q->http, "X-CSRF-Token");
    return same(given, q->session.csrf) ? NULL : FAIL(q->call.arena, E_DENIED, w_web_stale_form);
}

static err authorise(struct req *q)
{
    const struct route *r = q->route;
    const struct act *act = r->act ? act_by_name(text_of(r->act)) : NULL;

    if (r->roles & WHO_PUBLIC)
        return check_origin(q);
    if (!q->signed_in)
        return FAIL(q->call.arena, E_SIGN_IN, w_web_sign_in);
    TRY(check_origin(q));
    if (!(r->roles & q->call.actor.role) || (act && !act_allowed(&q->call, act))) {
        return FAIL(
            q->call.arena, E_DENIED, w_web_denied,
            .args = {ARG_WORD("role", &role_of(q->call.actor.role)->label), ARG_TEXT("body", q->call.actor.body_name)});
    }
    return NULL;
}

/* The page on which a form was sent, as its browser tells: the target of this site behind http://host. */
static text sent_from(struct req *q)
{
    text from = http_header(q->http, "Referer"), host = http_header(q->http, "Host");
    ptrdiff_t at = text_find(from, T("://"));

    if (at < 0 || !host.n)
        return T("/");
    from = text_sub(from, (size_t)at + 3, from.n);
    return text_starts(from, host) && from.n > host.n && from.p[host.n] == '/' ? text_sub(from, host.n, from.n) : T("/");
}

/* A part of a page is refused where it stands, with what was typed; a page leads to the sign-in and back to where the reader was. */
static void to_sign_in(struct req *q, struct out *o, err e)
{
    bool reads = http_method(q->http) == GET;
    struct out to;

    if (q->fragment) {
        o->n = 0;
        web_error(q, o, e);
        return;
    }
    out_init(&to, 8192, LANG_ZH);
    LIT(&to, "/sign-in?");
    if (!reads)
        LIT(&to, "unsaved&");
    LIT(&to, "next=");
    out_escape_url(&to, reads ? http_target(q->http) : sent_from(q));
    http_redirect(q->http, 303, text_copy(q->call.arena, out_text(&to)));
    out_free(&to);
}

static void set_up(struct req *q, struct http_request *h, const struct http_route *route, struct web *w)
{
    moment now = clock_now();

    *q = (struct req){.http = h, .route = route ? route->page : NULL, .web = w};
    q->call = (struct call){.arena = http_arena(h), .region = REGION_LIAONING, .now = now, .today = date_of(now)};
    q->call.actor = (struct actor){.source = http_client(h), .agent = text_sub(http_header(h, "User-Agent"), 0, 200)};
    q->call.unattended = q->route && q->route->flags & ROUTE_UNATTENDED;
    q->call.lang = lang_of(q);
    q->fragment = text_eqz(http_header(h, "HX-Request"), "true") && !text_eqz(http_header(h, "HX-Boosted"), "true") &&
                  !text_eqz(http_header(h, "HX-History-Restore-Request"), "true");
}

static err refused(struct req *q)
{
    int status = http_refused(q->http);
    enum error_code code = status == 413   ? E_TOO_LARGE
                           : status == 415 ? E_MEDIA
                           : status == 405 ? E_METHOD
                           : status == 404 ? E_GONE
                           : status == 503 ? E_BUSY
                                           : E_INPUT;

    if (!status)
        return FAIL(q->call.arena, E_GONE, w_web_no_page);
    return FAIL(q->call.arena, code, *http_reason(q->http));
}

static err serve(struct req *q, struct out *o)
{
    bool writes = http_method(q->http) != GET && !(q->route && q->route->flags & ROUTE_NO_LEASE);

    TRY(read_form(q));
    TRY(db_lease(q->web->db, writes ? DB_WRITE : DB_READ, q->call.arena, &q->call.conn));
    TRY(find_session(q));
    o->lang = q->call.lang;
    if (!q->route)
        return refused(q);
    TRY(authorise(q));
    if (q->signed_in && !(q->route->roles & WHO_PUBLIC) && !(q->route->flags & ROUTE_ANY_PASSWORD)) {
        if (q->session.must_change)
            return wants_json(q) ? FAIL(q->call.arena, E_DENIED, w_web_password_first) : web_go(q, "/account/password");
        if (q->web->second_factor && !q->session.second)
            return wants_json(q) ? FAIL(q->call.arena, E_DENIED, w_web_second_first) : web_go(q, "/account/second");
    }
    return q->route->page(q, o);
}

static void release(void *data)
{
    struct req *q = data;

    conn_release(q->call.conn);
    q->call.conn = NULL;
}

static void web_handle(struct http_request *h, const struct http_route *route, void *app)
{
    struct req *q = ARENA_NEW(http_arena(h), struct req);
    struct out *o = http_out(h);
    err e;

    set_up(q, h, route, app);
    arena_on_end(http_arena(h), release, q);
    o->lang = q->call.lang;
    e = serve(q, o);
    if (e && e->code == E_SIGN_IN && !wants_json(q) && q->route && !(q->route->roles & WHO_PUBLIC)) {
        to_sign_in(q, o, e);
    } else if (e) {
        o->n = 0;
        web_error(q, o, e);
        if (!q->route && http_refused(h))
            http_status(h, http_refused(h));
    }
    if (q->call.conn)
        http_set_header(h, "Server-Timing",
                        text_fmt(q->call.arena, "db;desc=\"%lld queries\"", (long long)conn_queries(q->call.conn)));
    release(q);
}

/* --- start ------------------------------------------------------------------------------------------------------------------ */

static bool taken(const struct route *const *v, size_t n, const struct route *r)
{
    for (size_t i = 0; i < n; i++)
        if (v[i]->method == r->method && strcmp(v[i]->path, r->path) == 0)
            return true;
    return false;
}

const struct route *const *web_routes(const struct web *w, struct arena *a, size_t *ret_n)
{
    LIST(const struct route *) all = {0};

    if (w->routes) {
        *ret_n = w->n_routes;
        return w->routes;
    }
    for (size_t t = 0; t < w->n_tables; t++)
        for (const struct route *r = w->tables[t]; r->path; r++)
            if (!taken(all.v, all.n, r)) /* an earlier table's page goes before the one that every record type has */
                list_push(&all, a) = r;
    *ret_n = all.n;
    return all.v;
}

err web_start(struct web *w, const struct http_options *options, struct arena *a, struct http_server **ret)
{
    struct http_options with = *options;
    struct http_table *table = ARENA_NEW(a, struct http_table);
    size_t n;
    const struct route *const *v = web_routes(w, a, &n);
    struct http_route *routes = ARENA_ARRAY(a, struct http_route, n);

    if (w->data_dir && !w->files)
        TRY(file_store_open(a, text_fmt(a, "%s/files", w->data_dir).p, &w->files));
    for (size_t i = 0; i < n; i++)
        routes[i] = (struct http_route){v[i]->method, v[i]->path, v[i], v[i]->flags & 0xff};
    *table = (struct http_table){routes, n};
    w->routes = v;
    w->n_routes = n;
    with.tables = table;
    with.table_count = 1;
    with.handle = web_handle;
    with.app = w;
    with.asset = asset_find;
    with.asset_prefix = "/static/";
    return http_start(&with, a, ret);
}
