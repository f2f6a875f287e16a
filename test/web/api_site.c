/* See api_site.h. */
#include "api_site.h"

#include "capabilities.h"

static void enrol(struct site *s, struct guest *g)
{
    struct world *w = s->w;
    struct call visitor = w->system;
    struct session session;
    id made;

    assert_ok(world_make(&w->system, "account.create", &made, text_fmt(w->a, "login=%s", g->login).p,
                         text_fmt(w->a, "role=%s", g->role).p, text_fmt(w->a, "body=%lld", (long long)g->body.n).p,
                         text_fmt(w->a, "name=%s某", g->login).p, "state=active", NULL));
    assert_ok(token_create(&w->system, (ref){made.n}, T("test"), &g->token));
    assert_ok(conn_begin(w->conn, w->a));
    assert_ok(password_set(&w->system, (ref){made.n}, T("Walk-2026-all-doors"), false));
    assert_ok(conn_commit(w->conn, w->a));
    visitor.actor = (struct actor){.source = T("127.0.0.1")};
    if (strcmp(g->login, "drc") && strcmp(g->login, "county"))
        return; /* a password costs a moment: only these two also come with a session */
    assert_ok(session_start(&visitor, text_of(g->login), T("Walk-2026-all-doors"), &session));
    g->cookie = text_fmt(w->a, "Cookie: dd_session=%.*s\r\n", TEXT_ARG(session.secret));
    g->csrf = text_copy(w->a, session.csrf);
}

int site_set_up(void **state)
{
    struct http_options options = {.listen = "127.0.0.1:0", .json_max = 64 * 1024};
    const struct route **tables;
    struct site *s;
    struct world *w;

    if (world_set_up(state))
        return 1;
    w = *state;
    s = ARENA_NEW(w->a, struct site);
    s->w = w;
    s->a = w->a;
    s->n = GUESTS;
    s->guests = ARENA_ARRAY(w->a, struct guest, GUESTS);
    memcpy(s->guests,
           (struct guest[GUESTS]){{"leader", "leader", w->drc},
                                  {"drc", "drc", w->drc},
                                  {"lead", "lead", w->energy},
                                  {"city", "city", w->shenyang},
                                  {"county", "county", w->heping},
                                  {"owner", "owner", w->owner},
                                  {"inspector", "inspector", w->drc},
                                  {"admin", "admin", w->drc},
                                  {"auditor", "auditor", w->drc},
                                  {"dalian", "city", w->dalian}},
           sizeof(struct guest) * GUESTS);
    for (size_t i = 0; i < GUESTS; i++)
        enrol(s, &s->guests[i]);
    tables = ARENA_ARRAY(w->a, const struct route *, 50);
    for (size_t i = 0; capabilities[i]; i++)
        if (capabilities[i]->routes)
            tables[s->web.n_tables++] = capabilities[i]->routes;
    tables[s->web.n_tables++] = pages_routes(w->a);
    s->web.db = w->db;
    s->web.session_load = session_load;
    s->web.token_load = token_load;
    s->web.tables = tables;
    conn_release(w->conn);
    w->conn = NULL;
    assert_ok(web_start(&s->web, &options, w->a, &s->server));
    *state = s;
    return 0;
}

int site_tear_down(void **state)
{
    struct site *s = *state;

    *state = s->w;
    if (!http_stop(s->server, 10))
        return 1;
    return world_tear_down(state);
}

struct call site_call(struct site *s)
{
    struct call c = s->w->system;

    assert_ok(db_lease(s->w->db, DB_WRITE, s->a, &c.conn));
    return c;
}

void site_done(struct call *c)
{
    conn_release(c->conn);
    c->conn = NULL;
}

struct answer site_ask(struct site *s, int guest, const char *method, const char *path, const char *headers,
                       const char *body)
{
    struct client c;
    struct answer got;
    text more = guest < 0 ? T("") : text_fmt(s->a, "Authorization: Bearer %.*s\r\n", TEXT_ARG(s->guests[guest].token));

    if (body && !(headers && strstr(headers, "Content-Type")))
        more = text_fmt(s->a, "%.*sContent-Type: application/json\r\n", TEXT_ARG(more));
    more = text_fmt(s->a, "%.*s%s", TEXT_ARG(more), headers ? headers : "");
    client_open(&c, http_port(s->server), s->a);
    got = client_call(&c, method, path, more, body ? text_of(body) : NO_TEXT);
    client_close(&c);
    return got;
}

const struct json *site_json(struct site *s, int guest, const char *method, const char *path, const char *body,
                             int status)
{
    struct answer got = site_ask(s, guest, method, path, NULL, body);
    const struct json *j;

    if (got.status != status)
        fail_msg("%s %s %s: %d, not %d: %.*s", method, path, body ? body : "", got.status, status,
                 TEXT_ARG(text_sub(got.body, 0, 2000)));
    assert_text(answer_header(&got, "Content-Type"), "application/json; charset=utf-8");
    assert_ok(json_parse(s->a, got.body, NULL, &j));
    return j;
}

const struct json *json_at(struct arena *a, const struct json *j, const char *path)
{
    text part;

    for (text rest = text_of(path); j && text_each(&rest, '.', &part);) {
        int64_t i;
        j = json_kind(j) == JSON_IS_ARRAY    ? (text_int(part, &i) ? json_item(j, (size_t)i) : NULL)
            : json_kind(j) == JSON_IS_OBJECT ? json_get(j, text_z(a, part))
                                             : NULL;
    }
    return j;
}

int64_t int_at(struct arena *a, const struct json *j, const char *path)
{
    int64_t n = ABSENT;

    json_int(json_at(a, j, path), &n);
    return n;
}

text text_at(struct arena *a, const struct json *j, const char *path)
{
    text t = NO_TEXT;

    json_text(json_at(a, j, path), &t);
    return t;
}
