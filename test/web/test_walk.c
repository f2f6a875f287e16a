/* Every route, as every role, over HTTP, against the table in access.txt: who is let in, who is refused. A route that is not in
 * the table fails, so that nobody adds a door without saying who may go through it.
 */
#include "../kit/http_client.h"
#include "capabilities.h"
#include "kit/confine.h"
#include "kit/live.h"
#include "kit/pages.h"
#include "world.h"

struct guest {
    const char *login, *role, *unit;
    unsigned bit;
    struct session session;
};

static struct guest guests[] = {
    {"leader", "leader", "21", ROLE_LEADER},   {"drc", "drc", "21", ROLE_DRC},       {"lead", "lead", "21", ROLE_LEAD},
    {"city", "city", "2101", ROLE_CITY},       {"county", "county", "210102", ROLE_COUNTY}, {"owner", "owner", "owner", ROLE_OWNER},
    {"inspector", "inspector", "21", ROLE_INSPECTOR}, {"admin", "admin", "21", ROLE_ADMIN}, {"auditor", "auditor", "21", ROLE_AUDITOR},
};

static ref body_of(const struct world *w, const char *unit)
{
    return !strcmp(unit, "2101") ? w->shenyang : !strcmp(unit, "210102") ? w->heping : !strcmp(unit, "owner") ? w->owner : w->drc;
}

static void sign_in(struct world *w, struct guest *g)
{
    struct call visitor = w->system;
    char login[40], role[40], body[40];
    id made;

    snprintf(login, sizeof(login), "login=%s", g->login);
    snprintf(role, sizeof(role), "role=%s", g->role);
    snprintf(body, sizeof(body), "body=%lld", (long long)body_of(w, g->unit).n);
    assert_ok(world_make(&w->system, "account.create", &made, login, role, body, "name=某人", "state=active", NULL));
    assert_ok(conn_begin(w->conn, w->a));
    assert_ok(password_set(&w->system, (ref){made.n}, T("Walk-2026-all-doors"), false));
    assert_ok(conn_commit(w->conn, w->a));
    visitor.actor = (struct actor){.source = T("127.0.0.1")};
    assert_ok(session_start(&visitor, text_of(g->login), T("Walk-2026-all-doors"), &g->session));
}

/* The line "METHOD path: roles" of the table; absent when there is none. */
static text expected(text table, const char *method, const char *path, struct arena *a)
{
    text wanted = text_fmt(a, "%s %s: ", method, path), line;

    for (text rest = table; text_each(&rest, '\n', &line);)
        if (text_starts(line, wanted))
            return text_sub(line, wanted.n, line.n);
    return NO_TEXT;
}

static bool names(text roles, const char *role)
{
    text part;

    for (text rest = roles; text_each(&rest, ' ', &part);)
        if (text_eqz(part, role))
            return true;
    return false;
}

static text read_table(struct arena *a)
{
    char *p = arena_alloc(a, 1 << 20);
    FILE *f = fopen(DIAODU_ACCESS, "r");

    assert_non_null(f);
    return (text){p, fread(p, 1, (1 << 20) - 1, f) + (size_t)fclose(f)};
}

/* {id} is the one project's or nothing's number: refusal by role must come before the record is looked for. */
static text address(struct arena *a, const char *path, id key)
{
    text t = text_replace(a, text_of(path), T("{id}"), text_fmt(a, "%lld", (long long)key.n));

    t = text_replace(a, t, T("{record}"), T("body"));
    return text_replace(a, t, T("{view}"), T("1"));
}

static void every_route_lets_in_whom_the_table_names(void **state)
{
    static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
    struct world *w = *state;
    struct web web = {.db = w->db, .session_load = session_load, .token_load = token_load};
    struct http_options options = {.listen = "127.0.0.1:0"};
    const struct route **tables = ARENA_ARRAY(w->a, const struct route *, 20);
    const struct route *const *routes;
    struct http_server *server;
    text table = read_table(w->a);
    size_t n, wrong = 0;
    id project;

    for (size_t i = 0; capabilities[i]; i++)
        if (capabilities[i]->routes)
            tables[web.n_tables++] = capabilities[i]->routes;
    tables[web.n_tables++] = live_routes;
    tables[web.n_tables++] = pages_routes(w->a);
    web.tables = tables;
    assert_ok(world_make(&w->system, "project.create", &project, "name=行走", "division=210102", "content=x", "total_invest=1", "stage=planned", NULL));
    for (size_t i = 0; i < COUNT(guests); i++)
        sign_in(w, &guests[i]);
    conn_release(w->conn);
    w->conn = NULL;
    assert_ok(web_start(&web, &options, w->a, &server));
    routes = web_routes(&web, w->a, &n);
    for (size_t i = 0; i < n; i++) {
        text roles = expected(table, methods[routes[i]->method], routes[i]->path, w->a);
        if (!roles.p) {
            print_error("not in the table: %s %s\n", methods[routes[i]->method], routes[i]->path);
            wrong++;
            continue;
        }
        for (size_t g = 0; g < COUNT(guests); g++) {
            struct client c;
            struct answer got;
            text form = text_fmt(w->a, "csrf=%.*s", TEXT_ARG(guests[g].session.csrf));
            bool let_in = names(roles, guests[g].role) || names(roles, "public"), was;
            if (!strcmp(routes[i]->path, "/sign-out"))
                continue; /* would end the walk */
            client_open(&c, http_port(server), w->a);
            c.cookies = text_fmt(w->a, "dd_session=%.*s", TEXT_ARG(guests[g].session.secret));
            got = routes[i]->method == GET ? client_get(&c, address(w->a, routes[i]->path, project).p)
                                           : client_post(&c, address(w->a, routes[i]->path, project).p, form);
            client_close(&c);
            was = got.status != 403;
            if (was != let_in || got.status == 0 || got.status >= 500) {
                print_error("%s %s as %s: %d, the table says %s\n", methods[routes[i]->method], routes[i]->path, guests[g].role, got.status,
                            let_in ? "may" : "may not");
                wrong++;
            }
        }
    }
    assert_true(http_stop(server, 5));
    assert_int_equal(wrong, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {IN_WORLD(every_route_lets_in_whom_the_table_names)};
    int status = confine_main(argc, argv);

    if (status >= 0)
        return status;
    fixture_need_engine();
    return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
