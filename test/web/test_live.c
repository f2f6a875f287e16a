/* Live pages: a panel comes when it has changed, to those who may see the change, and to nobody else. */
#include "../kit/http_client.h"
#include "capabilities.h"
#include "kit/confine.h"
#include "kit/event.h"
#include "kit/live.h"
#include "kit/pages.h"
#include "world.h"

#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

static _Atomic int renders;

static void number_slot(struct out *o, const void *values)
{
    out_fmt(o, "n=%lld;", (long long)*(const int64_t *)values);
}

/* The number of projects that the reader sees. */
static err render_count(struct call *c, const struct params *query, struct live_panels *p)
{
    struct filter f;
    int64_t n;
    bool more;

    (void)query;
    renders++;
    TRY(filter_init(&f, &project_record));
    TRY(record_count(c, &f, true, &n, &more));
    live_panel(p, "count", (struct slot){number_slot, &n});
    return NULL;
}

static const struct live_topic topics[] = {{"count", WHO_BUSINESS, render_count}, {"stands", WHO_BUSINESS, render_count, .stands = true}, {0}};

struct guest {
    struct client c;
    struct session session;
    id account;
};

static void sign_in(struct world *w, const char *login, const char *role, ref body, struct guest *g)
{
    struct call visitor = w->system;
    id made;

    assert_ok(world_make(&w->system, "account.create", &made, text_fmt(w->a, "login=%s", login).p, text_fmt(w->a, "role=%s", role).p,
                         text_fmt(w->a, "body=%lld", (long long)body.n).p, "name=某人", "state=active", NULL));
    assert_ok(conn_begin(w->conn, w->a));
    assert_ok(password_set(&w->system, (ref){made.n}, T("Live-2026-all-doors"), false));
    assert_ok(conn_commit(w->conn, w->a));
    g->account = made;
    visitor.actor = (struct actor){.source = T("127.0.0.1")};
    assert_ok(session_start(&visitor, text_of(login), T("Live-2026-all-doors"), &g->session));
}

static void watch_topic(struct world *w, struct http_server *s, struct guest *g, const char *topic)
{
    client_open(&g->c, http_port(s), w->a);
    client_send(&g->c, text_fmt(w->a, "GET /live/%s HTTP/1.1\r\nHost: x\r\nCookie: dd_session=%.*s\r\n\r\n", topic, TEXT_ARG(g->session.secret)));
}

static void watch(struct world *w, struct http_server *s, struct guest *g)
{
    watch_topic(w, s, g, "count");
}

/* Whether the server ends the stream within ten seconds. */
static bool ends(struct guest *g)
{
    struct timeval patience = {10, 0};
    char block[4096];
    ssize_t n;

    setsockopt(g->c.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    while ((n = recv(g->c.fd, block, sizeof(block), 0)) > 0)
        if (n >= 5 && !memcmp(block + n - 5, "0\r\n\r\n", 5))
            return true;
    return n == 0;
}

/* Reads until `wanted` has come; false when nothing comes for a while. */
static bool comes(struct guest *g, struct arena *a, const char *wanted)
{
    struct timeval patience = {10, 0};
    text all = T("");

    setsockopt(g->c.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    while (!text_has(all, text_of(wanted))) {
        text more = client_read_some(&g->c, 4096);
        if (!more.n)
            return false;
        all = text_fmt(a, "%.*s%.*s", TEXT_ARG(all), TEXT_ARG(more));
    }
    return true;
}

static struct http_server *serve(struct world *w, struct web *web)
{
    static const struct http_options options = {.listen = "127.0.0.1:0"};
    static const struct route *tables[1];
    struct http_server *server;

    tables[0] = live_routes;
    *web = (struct web){.db = w->db, .session_load = session_load, .token_load = token_load, .tables = tables, .n_tables = 1};
    assert_ok(live_start(w->db, w->a));
    assert_ok(web_start(web, &options, w->a, &server));
    return server;
}

static err new_project(struct world *w, const char *name, const char *division)
{
    id made;

    return world_make(&w->system, "project.create", &made, name, division, "content=x", "total_invest=1", "stage=planned", NULL);
}

static void a_change_comes_to_those_who_see_it(void **state)
{
    struct world *w = *state;
    struct guest drc = {0}, twin = {0}, dalian = {0};
    struct web web;
    struct http_server *server;
    int before;

    sign_in(w, "drc", "drc", w->drc, &drc);
    sign_in(w, "twin", "drc", w->drc, &twin);
    sign_in(w, "dalian", "city", w->dalian, &dalian);
    server = serve(w, &web);
    watch(w, server, &drc);
    watch(w, server, &twin);
    watch(w, server, &dalian);
    assert_true(comes(&drc, w->a, "n=0;"));
    assert_true(comes(&twin, w->a, "n=0;"));
    assert_true(comes(&dalian, w->a, "n=0;"));
    assert_int_equal(live_figures().pages, 3);
    assert_int_equal(live_figures().groups, 2); /* the two of the province share one */
    before = renders;
    assert_ok(new_project(w, "name=沈阳一", "division=210102"));
    assert_true(comes(&drc, w->a, "n=1;"));
    assert_true(comes(&twin, w->a, "n=1;"));
    assert_true(renders - before <= 3);
    assert_ok(new_project(w, "name=大连一", "division=210202"));
    assert_true(comes(&drc, w->a, "n=2;"));
    assert_true(comes(&dalian, w->a, "n=1;")); /* Shenyang's is none of its */
    client_close(&drc.c);
    client_close(&twin.c);
    client_close(&dalian.c);
    live_stop();
    assert_int_equal(live_figures().pages, 0);
    assert_true(http_stop(server, 5));
}

static void what_is_rolled_back_wakes_nobody_and_leaves_no_event(void **state)
{
    struct world *w = *state;
    struct listener *l;
    event_list events = {0};

    assert_ok(db_listen(w->db, w->a, &l));
    listener_wait(l, 0);
    assert_non_null(new_project(w, "name=无处", "division=999999"));
    assert_false(listener_wait(l, 300));
    assert_ok(new_project(w, "name=沈阳二", "division=210102"));
    assert_true(listener_wait(l, 5000));
    listener_close(l);
    assert_ok(event_recent(&w->system, (id){0}, 1, &events));
    assert_int_equal(events.n, 1);
    assert_text(events.v[0].name, "project.create");
    assert_text(events.v[0].title, "沈阳二");
}

/* Two machines: the one whose clock is behind gives its event an earlier key than the newest that the hub has seen. */
static void an_event_that_came_late_is_shown_too(void **state)
{
    static const char sql_late[] =
        "INSERT INTO event (region, id, at, name, city) SELECT region, MAX(id) - 8192, MAX(at), 'late', MAX(city) FROM event WHERE region = $1 GROUP BY region";
    struct world *w = *state;
    struct guest drc = {0};
    struct web web;
    struct http_server *server;
    int before;

    sign_in(w, "late", "drc", w->drc, &drc);
    server = serve(w, &web);
    assert_ok(new_project(w, "name=沈阳四", "division=210102"));
    watch(w, server, &drc);
    assert_true(comes(&drc, w->a, "n=1;"));
    before = renders;
    assert_ok(conn_begin(w->conn, w->a));
    assert_ok(conn_run(w->conn, w->a, sql_late, BIND(V(w->system.region)), NULL));
    assert_ok(conn_commit(w->conn, w->a));
    db_wake(w->db);
    for (int i = 0; i < 100 && renders == before; i++)
        usleep(50000);
    assert_int_equal(renders, before + 1);
    client_close(&drc.c);
    live_stop();
    assert_true(http_stop(server, 5));
}

static err on_account(struct world *w, const char *act, struct guest *g, const char *field)
{
    return world_change(&w->system, act, g->account, 1, field, "reason=工作需要", NULL);
}

static void a_stream_ends_with_what_its_reader_may(void **state)
{
    struct world *w = *state;
    struct guest stays = {0}, disabled = {0}, granted = {0}, moved = {0}, out = {0}, again = {0};
    struct guest *gone[] = {&disabled, &granted, &moved, &out};
    struct web web;
    struct http_server *server;
    struct call own = w->system;

    sign_in(w, "stays", "drc", w->drc, &stays);
    sign_in(w, "disabled", "drc", w->drc, &disabled);
    sign_in(w, "granted", "drc", w->drc, &granted);
    sign_in(w, "moved", "city", w->shenyang, &moved);
    sign_in(w, "out", "drc", w->drc, &out);
    server = serve(w, &web);
    watch(w, server, &stays);
    assert_true(comes(&stays, w->a, "n=0;"));
    for (size_t i = 0; i < COUNT(gone); i++) {
        watch(w, server, gone[i]);
        assert_true(comes(gone[i], w->a, "n=0;"));
    }
    assert_ok(on_account(w, "account.disable", &disabled, "state=disabled"));
    assert_ok(on_account(w, "account.grant", &granted, "role=inspector"));
    assert_ok(on_account(w, "account.change", &moved, text_fmt(w->a, "body=%lld", (long long)w->dalian.n).p));
    own.actor = out.session.actor;
    assert_ok(session_end(&own, out.session.secret));
    for (size_t i = 0; i < COUNT(gone); i++)
        assert_true(ends(gone[i]));
    again.session = disabled.session;
    watch(w, server, &again);
    assert_int_equal(client_read(&again.c, false).status, 303); /* to the sign-in */
    assert_ok(new_project(w, "name=沈阳五", "division=210102"));
    assert_true(comes(&stays, w->a, "n=1;"));
    assert_int_equal(live_figures().pages, 1);
    for (size_t i = 0; i < COUNT(gone); i++)
        client_close(&gone[i]->c);
    client_close(&again.c);
    client_close(&stays.c);
    live_stop();
    assert_true(http_stop(server, 5));
}

/* Waits until the session counts as seen at the present minute: the hub needs the writer for it, which the test holds. */
static void until_seen_at(struct world *w, const struct guest *g)
{
    static const char sql_seen[] = "SELECT seen_at FROM session WHERE region = $1 AND account = $2";
    moment seen = {0};

    conn_release(w->conn);
    assert_ok(db_lease(w->db, DB_READ, w->a, &w->conn));
    for (int i = 0; i < 200 && seen.ms != w->system.now.ms; i++) {
        usleep(50000);
        assert_ok(conn_one(w->conn, w->a, sql_seen, BIND(V(w->system.region), V(g->account)), INTO(TO(&seen)), NULL));
    }
    assert_true(seen.ms == w->system.now.ms);
    conn_release(w->conn);
    assert_ok(db_lease(w->db, DB_WRITE, w->a, &w->conn));
    w->system.conn = w->conn;
}

/* Nobody sits before a page that renews itself: it idles out. A wall screen is meant to stand until the session's last hour. */
static void a_page_left_open_idles_out_and_a_wall_screen_does_not(void **state)
{
    struct world *w = *state;
    struct guest desk = {0}, wall = {0};
    struct web web;
    struct http_server *server;

    world_at(w, "2026-03-02T08:00:00+08:00");
    sign_in(w, "desk", "drc", w->drc, &desk);
    sign_in(w, "wall", "drc", w->drc, &wall);
    server = serve(w, &web);
    watch_topic(w, server, &desk, "count");
    watch_topic(w, server, &wall, "stands");
    assert_true(comes(&desk, w->a, "n=0;"));
    assert_true(comes(&wall, w->a, "n=0;"));
    world_at(w, "2026-03-02T08:29:00+08:00");
    assert_ok(new_project(w, "name=沈阳六", "division=210102"));
    assert_true(comes(&desk, w->a, "n=1;"));
    assert_true(comes(&wall, w->a, "n=1;"));
    until_seen_at(w, &wall);
    world_at(w, "2026-03-02T08:31:00+08:00");
    assert_true(ends(&desk));
    assert_ok(new_project(w, "name=沈阳七", "division=210102"));
    assert_true(comes(&wall, w->a, "n=2;"));
    world_at(w, "2026-03-02T20:01:00+08:00");
    assert_true(ends(&wall));
    client_close(&desk.c);
    client_close(&wall.c);
    live_stop();
    assert_true(http_stop(server, 5));
}

static void events_are_seen_within_the_scope(void **state)
{
    struct world *w = *state;
    struct call heping = world_call(w, ROLE_COUNTY, w->heping, "210102");
    event_list all = {0}, mine = {0};

    assert_ok(new_project(w, "name=大连三", "division=210202"));
    assert_ok(new_project(w, "name=沈阳三", "division=210102"));
    assert_ok(event_recent(&w->system, (id){0}, 100, &all));
    assert_ok(event_recent(&heping, (id){0}, 100, &mine));
    assert_true(all.n > mine.n);
    for (size_t i = 0; i < mine.n; i++)
        assert_false(text_eqz(mine.v[i].title, "大连三"));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {IN_WORLD(a_change_comes_to_those_who_see_it),
                                       IN_WORLD(what_is_rolled_back_wakes_nobody_and_leaves_no_event),
                                       IN_WORLD(an_event_that_came_late_is_shown_too),
                                       IN_WORLD(a_stream_ends_with_what_its_reader_may),
                                       IN_WORLD(a_page_left_open_idles_out_and_a_wall_screen_does_not),
                                       IN_WORLD(events_are_seen_within_the_scope)};
    int status = confine_main(argc, argv);

    if (status >= 0)
        return status;
    live_register(topics);
    fixture_need_engine();
    return cmocka_run_group_tests_name("live", tests, NULL, NULL);
}
