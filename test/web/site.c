/* See site.h. */
#include "site.h"

#include "capabilities.h"
#include "kit/pages.h"

struct site *site_make(void **state)
{
    struct site *s;
    struct world *w;

    world_set_up(state);
    w = *state;
    s = ARENA_NEW(w->a, struct site);
    s->w = w;
    *state = s;
    return s;
}

void site_sign_in(struct site *s, const char *role, ref body)
{
    struct world *w = s->w;
    struct call visitor = w->system;
    id made;

    assert_ok(world_make(&w->system, "account.create", &made, "login=guest", text_fmt(w->a, "role=%s", role).p,
                         text_fmt(w->a, "body=%lld", (long long)body.n).p, "name=某人", "state=active", NULL));
    assert_ok(conn_begin(w->conn, w->a));
    assert_ok(password_set(&w->system, (ref){made.n}, T("Walk-2026-all-doors"), false));
    assert_ok(conn_commit(w->conn, w->a));
    visitor.actor = (struct actor){.source = T("127.0.0.1")};
    assert_ok(session_start(&visitor, T("guest"), T("Walk-2026-all-doors"), &s->session));
}

int site_start(struct site *s)
{
    struct world *w = s->w;
    struct http_options options = {.listen = "127.0.0.1:0"};
    const struct route **tables = ARENA_ARRAY(w->a, const struct route *, 30);

    s->web = (struct web){.db = w->db, .session_load = session_load, .token_load = token_load};
    for (size_t i = 0; capabilities[i]; i++)
        if (capabilities[i]->routes)
            tables[s->web.n_tables++] = capabilities[i]->routes;
    tables[s->web.n_tables++] = pages_routes(w->a);
    s->web.tables = tables;
    conn_release(w->conn);
    w->conn = NULL;
    assert_ok(web_start(&s->web, &options, w->a, &s->server));
    client_open(&s->c, http_port(s->server), w->a);
    s->c.cookies = text_fmt(w->a, "dd_session=%.*s; dd_lang=zh", TEXT_ARG(s->session.secret));
    return 0;
}

int site_tear_down(void **state)
{
    struct site *s = *state;
    struct world *w = s->w;

    client_close(&s->c);
    if (s->server)
        assert_true(http_stop(s->server, 5));
    *state = w;
    return world_tear_down(state);
}

static text check(const struct answer *got, int status, const char *target)
{
    if (got->status != status)
        print_error("%s: %d %.*s\n", target, got->status, (int)(got->body.n < 2000 ? got->body.n : 2000), got->body.p);
    assert_int_equal(got->status, status);
    return status == 303 ? answer_header(got, "Location") : got->body;
}

text site_get(struct site *s, int status, const char *target)
{
    struct answer got = client_get(&s->c, target);

    return check(&got, status, target);
}

text site_post(struct site *s, int status, const char *target, text form)
{
    struct answer got = client_post(&s->c, target, text_fmt(s->w->a, "csrf=%.*s&%.*s", TEXT_ARG(s->session.csrf), TEXT_ARG(form)));

    return check(&got, status, target);
}
