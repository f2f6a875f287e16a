/* Every route, as every role, over HTTP, against the table in access.txt: who is let in, who is refused. A route that is not in
 * the table fails, so that nobody adds a door without saying who may go through it.
 */
#include "../kit/http_client.h"
#include "capabilities.h"
#include "kit/confine.h"
#include "kit/health.h"
#include "kit/live.h"
#include "kit/pages.h"
#include "world.h"

struct guest {
    const char *login, *role, *unit;
    unsigned bit;
    struct session session;
};

/* All stand in Shenyang or Heping but the auditor, whose log is one for the province; what is made "beside" lies in Dalian. */
static struct guest guests[] = {
    {"leader", "leader", "2101", ROLE_LEADER},   {"drc", "drc", "2101", ROLE_DRC},       {"lead", "lead", "energy", ROLE_LEAD},
    {"city", "city", "2101", ROLE_CITY},         {"county", "county", "210102", ROLE_COUNTY}, {"owner", "owner", "owner", ROLE_OWNER},
    {"inspector", "inspector", "2101", ROLE_INSPECTOR}, {"admin", "admin", "2101", ROLE_ADMIN}, {"security", "security", "2101", ROLE_SECURITY},
    {"auditor", "auditor", "21", ROLE_AUDITOR},
};

static ref body_of(const struct world *w, const char *unit)
{
    return !strcmp(unit, "2101") ? w->shenyang : !strcmp(unit, "210102") ? w->heping : !strcmp(unit, "owner") ? w->owner
         : !strcmp(unit, "energy") ? w->energy : w->drc;
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
        if (text_eqz(part, role) || text_eqz(part, "all")) /* all that are signed in */
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

static struct http_server *serve(struct world *w, struct web *web)
{
    static const struct http_options options = {.listen = "127.0.0.1:0"};
    const struct route **tables = ARENA_ARRAY(w->a, const struct route *, 50);
    struct http_server *server;

    *web = (struct web){.db = w->db, .session_load = session_load, .token_load = token_load};
    for (size_t i = 0; capabilities[i]; i++)
        if (capabilities[i]->routes)
            tables[web->n_tables++] = capabilities[i]->routes;
    tables[web->n_tables++] = health_routes;
    tables[web->n_tables++] = live_routes;
    tables[web->n_tables++] = pages_routes(w->a);
    web->tables = tables;
    for (size_t i = 0; i < COUNT(guests); i++)
        sign_in(w, &guests[i]);
    conn_release(w->conn);
    w->conn = NULL;
    assert_ok(web_start(web, &options, w->a, &server));
    return server;
}

static const char *const methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

/* A page's form, or the API's JSON. */
static struct answer ask(struct arena *a, struct http_server *server, const struct guest *g, const struct route *r, text target)
{
    struct client c;
    struct answer got;
    text csrf = g->session.csrf;
    bool api = r->flags & ROUTE_API;

    client_open(&c, http_port(server), a);
    c.cookies = text_fmt(a, "dd_session=%.*s", TEXT_ARG(g->session.secret));
    if (r->method == GET)
        got = client_get(&c, text_z(a, target));
    else
        got = client_call(&c, methods[r->method], text_z(a, target),
                          text_fmt(a, "Content-Type: application/%s\r\nX-CSRF-Token: %.*s\r\n", api ? "json" : "x-www-form-urlencoded", TEXT_ARG(csrf)),
                          api ? T("{\"version\":1,\"reason\":\"x\"}") : text_fmt(a, "csrf=%.*s&version=1&reason=x", TEXT_ARG(csrf)));
    client_close(&c);
    return got;
}

/* Ends the walk's own session, or all of them. */
static bool leaves(const struct route *r)
{
    return !strcmp(r->path, "/sign-out") || !strcmp(r->path, "/account/sessions/end");
}

static void every_route_lets_in_whom_the_table_names(void **state)
{
    struct world *w = *state;
    struct web web;
    const struct route *const *routes;
    struct http_server *server;
    text table = read_table(w->a);
    size_t n, wrong = 0;
    id project;

    assert_ok(world_make(&w->system, "project.create", &project, "name=行走", "division=210102", "content=x", "total_invest=1", "stage=planned", NULL));
    server = serve(w, &web);
    routes = web_routes(&web, w->a, &n);
    for (size_t i = 0; i < n; i++) {
        struct arena *a = arena_new(256 << 20); /* a route's: answers of all of them would be a gigabyte */
        text roles = expected(table, methods[routes[i]->method], routes[i]->path, a);
        if (!roles.p) {
            print_error("not in the table: %s %s\n", methods[routes[i]->method], routes[i]->path);
            wrong++;
            arena_free(a);
            continue;
        }
        for (size_t g = 0; g < COUNT(guests); g++) {
            struct answer got;
            bool let_in = names(roles, guests[g].role) || names(roles, "public"), was;
            if (leaves(routes[i]))
                continue;
            got = ask(a, server, &guests[g], routes[i], address(a, routes[i]->path, project));
            was = got.status != 403;
            if (was != let_in || got.status == 0 || got.status >= 500) {
                print_error("%s %s as %s: %d, the table says %s\n", methods[routes[i]->method], routes[i]->path, guests[g].role, got.status,
                            let_in ? "may" : "may not");
                wrong++;
            }
        }
        arena_free(a);
    }
    assert_true(http_stop(server, 5));
    assert_int_equal(wrong, 0);
}

/* --- beside the region ------------------------------------------------------------------------------------------------------- */

#define HIDDEN "雪白号"

/* What lies in Dalian, and may not be seen from Shenyang: a project and an account. Bodies and people are a directory for all. */
struct beside {
    id project, account, own_project, own_account;
};

static void make_beside(struct world *w, struct beside *b)
{
    char body[40], own[40];

    snprintf(body, sizeof(body), "body=%lld", (long long)w->dalian.n);
    snprintf(own, sizeof(own), "body=%lld", (long long)w->heping.n);
    assert_ok(world_make(&w->system, "project.create", &b->project, "name=" HIDDEN "旁区项目", "division=210202", "content=" HIDDEN, "total_invest=100000000",
                         "stage=planned", "works=digital", "project_code=2207-210202-04-01-613458", "owner_name=大连示例化工有限公司", NULL));
    assert_ok(world_make(&w->system, "project.create", &b->own_project, "name=本区项目", "division=210102", "content=x", "total_invest=100000000", "stage=planned",
                         "works=energy", "owner_name=辽宁示例能源有限公司", NULL));
    /* a child of the project beside: its parent's name must not come through */
    assert_ok(world_change(&w->system, "project.change", b->own_project, 1, text_fmt(w->a, "parent_id=%lld", (long long)b->project.n).p, NULL));
    assert_ok(world_make(&w->system, "account.create", &b->account, "login=hidden", "name=" HIDDEN, "role=city", body, NULL));
    assert_ok(world_make(&w->system, "account.create", &b->own_account, "login=shown", "name=某人", "role=county", own, NULL));
}

/* Is what this route's {id} names hidden from whoever stands in Shenyang? */
static bool hides(const struct beside *b, const struct route *r, id *ret_beside, id *ret_own)
{
    text path = text_of(r->path);
    bool account = text_has(path, T("/accounts/{id}"));

    *ret_beside = account ? b->account : b->project;
    *ret_own = account ? b->own_account : b->own_project;
    return account || text_has(path, T("/projects/{id}"));
}

/* Every GET, asked in ways that might let something through. */
static size_t look(struct arena *a, struct http_server *server, const struct guest *g, const struct route *r, id key)
{
    static const char *const tails[] = {"", "?q=%E9%9B%AA%E7%99%BD", "?q=2207-210202", "?format=csv", "?format=json", "?at=2026-11-24", "?exact=1", "?city=2102",
                                        "?sort=-id&limit=200", "?quick=1&q=xbh"};
    size_t wrong = 0;

    for (size_t i = 0; i < COUNT(tails); i++) {
        text path = text_replace(a, text_of(r->path), T("{record}"), T("project"));
        text target = text_fmt(a, "%.*s%s", TEXT_ARG(address(a, text_z(a, path), key)), tails[i]);
        struct answer got = ask(a, server, g, r, target);
        if (got.status == 0 || got.status >= 500 || text_has(got.body, T(HIDDEN))) {
            print_error("%.*s as %s shows what lies beside its region (%d)\n", TEXT_ARG(target), g->role, got.status);
            wrong++;
        }
        if (got.status == 403)
            break; /* refused by role, before the query is looked at */
    }
    return wrong;
}

static size_t try_route(struct arena *a, struct http_server *server, const struct guest *g, const struct route *r, const struct beside *b)
{
    id other, own;
    bool hidden = hides(b, r, &other, &own);
    size_t wrong = 0;

    if (leaves(r))
        return 0;
    if (hidden) {
        struct answer got = ask(a, server, g, r, address(a, r->path, other));
        if (got.status != 404 && got.status != 403) {
            print_error("%s as %s answers %d for a record beside its region\n", r->path, g->role, got.status);
            wrong++;
        }
    }
    if (r->method == GET)
        wrong += look(a, server, g, r, own) + (hidden ? look(a, server, g, r, other) : 0);
    return wrong;
}

static int64_t version_of(struct call *c, const struct record *t, id key)
{
    void *r;

    assert_ok(record_load(c, t, key, &r));
    assert_true(record_head_of(r)->removed.v != 1);
    return record_head_of(r)->version;
}

static void nothing_beside_the_region_shows_or_moves(void **state)
{
    struct world *w = *state;
    struct beside b;
    struct web web;
    struct http_server *server;
    const struct route *const *routes;
    size_t n, wrong = 0;

    make_beside(w, &b);
    server = serve(w, &web);
    routes = web_routes(&web, w->a, &n);
    for (size_t i = 0; i < n; i++) {
        struct arena *a = arena_new(256 << 20);
        for (size_t g = 0; g < COUNT(guests); g++)
            if (guests[g].bit != ROLE_AUDITOR)
                wrong += try_route(a, server, &guests[g], routes[i], &b);
        arena_free(a);
    }
    assert_true(http_stop(server, 5));
    assert_ok(db_lease(w->db, DB_WRITE, w->a, &w->conn));
    w->system.conn = w->conn;
    assert_int_equal(version_of(&w->system, &project_record, b.project), 1);
    assert_int_equal(version_of(&w->system, &account_record, b.account), 1);
    assert_int_equal(wrong, 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {IN_WORLD(every_route_lets_in_whom_the_table_names), IN_WORLD(nothing_beside_the_region_shows_or_moves)};
    int status = confine_main(argc, argv);

    if (status >= 0)
        return status;
    fixture_need_engine();
    return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
