/* What pages and API ask of the database: every statement has an index, none sorts a set without bound, and a page costs few of
 * them, whatever the number of projects. Each page is asked as each scope over a made-up province while the statements are watched;
 * then the engine explains each.
 */
#include "../kit/http_client.h"
#include "account/account.h"
#include "capabilities.h"
#include "fixture.h"
#include "kit/confine.h"
#include "kit/pages.h"
#include "kit/schema.h"
#include "project/project.h"
#include "sample/sample.h"
#include "test.h"

#include <pthread.h>

enum { STATEMENTS_MOST = 2000, VALUES_MOST = 40 };

struct seen {
    text sql;
    struct value values[VALUES_MOST];
    size_t n;
    const char *page;
};

static struct {
    struct arena *a;
    pthread_mutex_t lock;
    struct seen v[STATEMENTS_MOST];
    size_t n;
    const char *page; /* that is being asked */
} seen = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void note(void *data, const char *sql, struct values bind)
{
    (void)data;
    pthread_mutex_lock(&seen.lock);
    for (size_t i = 0; i < seen.n; i++)
        if (text_eqz(seen.v[i].sql, sql) && seen.v[i].n == bind.n)
            sql = NULL;
    if (sql && seen.n < STATEMENTS_MOST && bind.n <= VALUES_MOST && seen.page) {
        struct seen *s = &seen.v[seen.n++];
        *s = (struct seen){.sql = text_copy(seen.a, text_of(sql)), .n = bind.n, .page = seen.page};
        for (size_t i = 0; i < bind.n; i++) {
            s->values[i] = bind.v[i];
            s->values[i].t = text_copy(seen.a, bind.v[i].t);
        }
    }
    pthread_mutex_unlock(&seen.lock);
}

/* --- pages, and how many statements each may cost ------------------------------------------------------------------------ */

static const struct {
    const char *path;
    int most;
} pages[] = {
    {"/", 32},
    {"/projects", 20},
    {"/projects?sort=name", 20},
    {"/projects?sort=-year_plan", 20},
    {"/projects?sort=start_plan", 20},
    {"/projects?sort=-finish_plan", 20},
    {"/projects?stage=continued", 20},
    {"/projects?division=210102", 20},
    {"/projects?works=energy&sort=-total_invest", 20},
    {"/projects?total_invest.min=1000000000", 20},
    {"/projects?q=dl", 20},
    {"/reports/grid", 20},
    {"/reports/due", 8},
    {"/reports/review", 24}, /* four for each month that something waits of: two as a rule */
    {"/plans/grid", 20},
    {"/plans/grid?year=2026&works=energy", 20},
    {"/plans/grid?limit=200", 20},
    {"/projects/totals", 6},
    {"/projects/totals?stage=continued", 6},
    {"/search?q=sy&quick=1", 10},
    {"/search?q=%E9%A1%B9%E7%9B%AE", 10},
    {"/bodies", 20},
    {"/bodies?sort=name&kind=owner", 20},
    {"/people", 20},
    {"/account", 8},
    {"/api/v1/projects", 6},
    {"/api/v1/projects?sort=name&limit=20", 6},
    {"/api/v1/projects?stage=continued&exact=1", 6},
    {"/api/v1/projects?industry=4411", 6},
    {"/api/v1/projects?owner_name=x", 6},
    {"/api/v1/projects?project_code=x", 6},
    {"/api/v1/projects/{id}", 6},
    {"/api/v1/projects/{id}/history", 6},
    {"/api/v1/bodies?sort=name", 6},
    {"/api/v1/people?sort=name", 6},
    {"/projects/{id}", 20}, /* of a file with rows of every kind; with the three of the line that says where it stands and how far it moved */
    {"/projects/{id}/history", 24}, /* its own rows, one for each kind of child, one for the counts of all tabs */
    {"/projects/{id}/recent", 24},
    {"/projects/{id}/edit", 30},
    {"/projects/{id}/progress", 12},
    {"/projects/{id}/warnings", 12},
    {"/api/v1/projects/{id}/standing", 8},
    {"/lists", 10},
    {"/lists?at=2026-03-01", 10},
    {"/lists/major/2026", 12},
    {"/list_entries?list=major&year=2026", 20},
    {"/projects/{id}/lists", 22},
};

static const char *const logins[] = {"drc", "shenyang", "heping", "energy", "owner1", "leader"};

struct province {
    struct arena *a;
    struct db *db;
    struct web web;
    struct http_server *server;
    text secret[COUNT(logins)];
    text project[COUNT(logins)];
};

static void enter(struct province *p, struct call *c, size_t i)
{
    struct call mine = *c;
    struct session s;
    struct filter f;
    struct page page;

    mine.actor = (struct actor){.source = T("127.0.0.1")};
    mine.now = (moment){clock_now().ms + 3600000}; /* so that no request here, however late it comes, notes that it saw the session */
    assert_ok(session_start(&mine, text_of(logins[i]), text_fmt(p->a, "Sample-%s-2026", logins[i]), &s));
    p->secret[i] = text_copy(p->a, s.secret);
    assert_ok(filter_init(&f, &project_record));
    assert_ok(record_list(&mine, &f, &page));
    assert_true(page.items.n > 0);
    p->project[i] = text_fmt(p->a, "%lld", (long long)record_head_of(page.items.v[0])->id.n);
}

static int set_up(void **state)
{
    struct arena *a = arena_new(1 << 30);
    struct province *p = ARENA_NEW(a, struct province);
    struct sample_options options = {.projects = 1500, .seed = 1};
    struct sample_result made;
    struct http_options http = {.listen = "127.0.0.1:0"};
    const struct route **tables = ARENA_ARRAY(a, const struct route *, 50);
    struct call c;
    struct conn *conn;

    capabilities_start();
    p->a = seen.a = a;
    p->db = fixture_migrated_db(a, schema_migrations, schema_migration_count);
    assert_ok(db_lease(p->db, DB_WRITE, a, &conn));
    c = call_system(a, conn, "test");
    assert_ok(sample_make(&c, &options, NULL, NULL, &made));
    for (size_t i = 0; i < COUNT(logins); i++)
        enter(p, &c, i);
    conn_release(conn);
    for (size_t i = 0; capabilities[i]; i++)
        if (capabilities[i]->routes)
            tables[p->web.n_tables++] = capabilities[i]->routes;
    tables[p->web.n_tables++] = pages_routes(a);
    p->web.db = p->db;
    p->web.tables = tables;
    p->web.session_load = session_load;
    p->web.token_load = token_load;
    assert_ok(web_start(&p->web, &http, a, &p->server));
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    struct province *p = *state;

    http_stop(p->server, 10);
    arena_free(p->a);
    return 0;
}

/* "db;desc="12 queries"" */
static int64_t queries_of(const struct answer *got)
{
    text t = answer_header(got, "Server-Timing"), rest;
    int64_t n = -1;
    ptrdiff_t at = text_find(t, T("\""));

    if (at >= 0)
        text_int(text_cut(text_sub(t, (size_t)at + 1, t.n), ' ', &rest), &n);
    return n;
}

static size_t ask_all(struct province *p)
{
    size_t wrong = 0;

    for (size_t g = 0; g < COUNT(logins); g++)
        for (size_t i = 0; i < COUNT(pages); i++) {
            struct client c;
            struct answer got;
            text path = text_replace(p->a, text_of(pages[i].path), T("{id}"), p->project[g]);
            seen.page = text_fmt(p->a, "%s as %s", pages[i].path, logins[g]).p;
            client_open(&c, http_port(p->server), p->a);
            c.cookies = text_fmt(p->a, "dd_session=%.*s", TEXT_ARG(p->secret[g]));
            got = client_get(&c, text_z(p->a, path));
            client_close(&c);
            if ((got.status != 200 && got.status != 403) || queries_of(&got) > pages[i].most) {
                print_error("%s: %d, %lld statements, at most %d\n", seen.page, got.status, (long long)queries_of(&got),
                            pages[i].most);
                wrong++;
            }
        }
    seen.page = NULL;
    return wrong;
}

/* A line of the plan that walks a table without an index. A part of the statement that has a name of its own has a plan of its
 * own above. */
static bool is_scan(struct arena *a, text plan, text line)
{
    static const char *const fine[] = {"CONSTANT", "search", "(subquery"};
    text rest = NO_TEXT, name;

    if (fixture_postgres())
        return text_has(line, T("Seq Scan on "));
    if (!text_starts(line, T("SCAN ")))
        return false;
    name = text_cut(text_sub(line, 5, line.n), ' ', &rest);
    for (size_t i = 0; i < COUNT(fine); i++)
        if (text_eqz(name, fine[i]))
            return false;
    if (text_has(plan, text_fmt(a, "CO-ROUTINE %.*s\n", TEXT_ARG(name))) ||
        text_has(plan, text_fmt(a, "MATERIALIZE %.*s\n", TEXT_ARG(name))))
        return false;
    return !text_has(line, T(" USING "));
}

/* A sort whose rows were narrowed down by nothing but the province: the line before it says by what. */
static bool is_wide_sort(text plan)
{
    text line, before = NO_TEXT;

    for (text rest = plan; text_each(&rest, '\n', &line); before = line)
        if (text_has(line, T("USE TEMP B-TREE FOR ORDER BY")) && text_starts(before, T("SEARCH")) &&
            text_has(before, T("(region=?)")))
            return true;
    return false;
}

/* Search takes the words of the newest one by one and gathers all others from the index of words, whatever the statistics say: walking all words
 * from the newest on ends soon or late, as what is typed is common or rare. */
static bool is_word_walk(text sql, text plan)
{
    return text_has(sql, T("ORDER BY id + 0 DESC")) && (text_has(plan, T("Backward using search_pkey")) || !text_has(plan, T("search_words")));
}

static void every_statement_has_an_index(void **state)
{
    struct province *p = *state;
    struct conn *c;
    size_t wrong;

    db_watch(note, NULL);
    wrong = ask_all(p);
    db_watch(NULL, NULL);
    assert_true(seen.n > 40 && seen.n < STATEMENTS_MOST);
    assert_ok(db_lease(p->db, DB_READ, p->a, &c));
    if (fixture_postgres())
        assert_ok(conn_script(
            c, p->a, "SET enable_seqscan = off")); /* a small table is scanned by choice, not for want of an index */
    for (size_t i = 0; i < seen.n; i++) {
        const struct seen *s = &seen.v[i];
        text plan, line;
        bool bad;
        /* the first so many of all there are: no index finds them sooner than the table itself */
        if (!text_starts(s->sql, T("SELECT")) || text_has(s->sql, T("WHERE r.region = $1 AND r.removed = 0 LIMIT")))
            continue;
        assert_ok(conn_explain(c, p->a, s->sql.p, (struct values){s->values, s->n}, &plan));
        bad = is_wide_sort(plan) || is_word_walk(s->sql, plan);
        for (text rest = plan; text_each(&rest, '\n', &line);)
            bad |= is_scan(p->a, plan, text_trim(line));
        if (bad) {
            print_error("%s\n    %.*s\n    %.*s\n", s->page, TEXT_ARG(text_sub(s->sql, 0, 4000)), TEXT_ARG(plan));
            wrong++;
        }
    }
    conn_release(c);
    assert_int_equal(wrong, 0);
}

/* What SQLite's planner is told is of a large province: a table that it believes to have a handful of rows it reads whole, and the tables of the
 * words' index are asked by FTS5 itself, out of sight of the test above. */
static void statistics_are_of_a_large_province(void **state)
{
    static const char sql_small[] = "SELECT COALESCE(MIN(tbl || ' ' || stat), '') FROM sqlite_stat1 WHERE CAST(stat AS INTEGER) < 1000";
    static const char sql_leaves[] = "DELETE FROM search_data WHERE id >= $1 AND id <= $2";
    struct province *p = *state;
    struct conn *c;
    text found, plan;

    if (fixture_postgres())
        return;
    assert_ok(db_lease(p->db, DB_WRITE, p->a, &c));
    assert_ok(conn_one(c, p->a, sql_small, NO_VALUES, INTO(TO(&found)), NULL));
    assert_text(found, "");
    assert_ok(conn_explain(c, p->a, sql_leaves, BIND(V((int64_t)1), V((int64_t)2)), &plan));
    assert_true(text_has(plan, T("SEARCH search_data")));
    conn_release(c);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(statistics_are_of_a_large_province, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_statement_has_an_index, set_up, tear_down)};
    int status = confine_main(argc, argv);

    if (status >= 0)
        return status;
    fixture_need_engine();
    return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
