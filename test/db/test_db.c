/* The database interface, the same on both engines: types, absence, statements, transactions, migrations. */
#include "fixture.h"
#include "test.h"

#include "base/date.h"
#include "db/bulk.h"
#include "db/words.h"

#include <pthread.h>

static struct arena *a;
static struct db *db;

static const struct migration migrations[] = {
    {1, "things",
     "CREATE TABLE thing (region BIGINT NOT NULL, id BIGINT NOT NULL, name TEXT, body BLOB, cost BIGINT, PRIMARY KEY "
     "(region, id));\n"
     "-- sqlite:\nCREATE INDEX only_sqlite ON thing (region, name);\n"
     "-- postgresql:\nCREATE INDEX only_postgresql ON thing (region, name);\n"},
    {2, "more", "ALTER TABLE thing ADD COLUMN at BIGINT;\nCREATE INDEX thing_cost ON thing (region, cost, id);\n"},
};

static int set_up(void **state)
{
    int n;
    (void)state;
    a = arena_new(64 << 20);
    db = fixture_db(a);
    assert_ok(db_migrate(db, a, migrations, 2, &n));
    assert_int_equal(n, 2);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(a);
    return 0;
}

static err insert(struct conn *c, int64_t key, text name, money cost)
{
    return conn_run(c, a, "INSERT INTO thing (region, id, name, cost) VALUES ($1, $2, $3, $4)",
                    BIND(V(21), V(key), V(name), V(cost)), NULL);
}

static void values_come_back_as_they_went(void **state)
{
    struct conn *c;
    text name, bytes, none = T("x");
    money cost, absent;
    bool found;
    (void)state;
    assert_ok(db_lease(db, DB_WRITE, a, &c));
    assert_ok(insert(c, 1, T("沈阳 'quoted' $1"), (money){-83700000000}));
    assert_ok(insert(c, 2, NO_TEXT, NO_MONEY));
    assert_ok(conn_run(c, a, "UPDATE thing SET body = $2 WHERE id = $1",
                       BIND(V(1), value_blob((text){"\0\xff\x01", 3})), NULL));
    assert_ok(conn_one(c, a, "SELECT name, cost, body FROM thing WHERE id = $1", BIND(V(1)),
                       INTO(TO(&name), TO(&cost), TO(&bytes)), NULL));
    assert_text(name, "沈阳 'quoted' $1");
    assert_true(cost.yuan == -83700000000);
    assert_int_equal(bytes.n, 3);
    assert_memory_equal(bytes.p, "\0\xff\x01", 3);
    assert_ok(
        conn_one(c, a, "SELECT name, cost FROM thing WHERE id = $1", BIND(V(2)), INTO(TO(&none), TO(&absent)), NULL));
    assert_null(none.p);
    assert_true(is_absent(absent.yuan));
    assert_ok(conn_one(c, a, "SELECT name FROM thing WHERE id = $1", BIND(V(99)), INTO(TO(&name)), &found));
    assert_false(found);
    assert_refused(conn_one(c, a, "SELECT name FROM thing WHERE id = $1", BIND(V(99)), INTO(TO(&name)), NULL),
                   w_db_not_found);
    conn_release(c);
}

/* On SQLite there is one writer: who can do without does not wait for it. Much memory for much writing ends with the lease. */
static void a_lease_that_does_not_wait_may_come_back_empty(void **state)
{
    struct conn *first, *second = NULL;
    moment before = clock_now();
    int64_t pages;
    (void)state;
    assert_ok(db_lease(db, DB_WRITE, a, &first));
    assert_ok(conn_expect_much(first, a));
    assert_ok(db_try_lease(db, DB_WRITE, a, &second));
    assert_true((second == NULL) == (db_engine(db) == DB_SQLITE));
    assert_true(clock_now().ms - before.ms < 5000);
    conn_release(second);
    conn_release(first);
    assert_ok(db_try_lease(db, DB_WRITE, a, &first));
    assert_non_null(first);
    if (db_engine(db) == DB_SQLITE) {
        assert_ok(conn_one(first, a, "PRAGMA cache_size", NO_VALUES, INTO(TO(&pages)), NULL));
        assert_int_equal(pages, -16000);
    }
    conn_release(first);
}

static void parameters_may_be_repeated_and_out_of_order(void **state)
{
    struct conn *c;
    int64_t n;
    (void)state;
    assert_ok(db_lease(db, DB_WRITE, a, &c));
    assert_ok(insert(c, 5, T("a"), (money){7}));
    assert_ok(conn_one(c, a, "SELECT cost FROM thing WHERE name = $2 AND id = $1 AND cost > $1", BIND(V(5), V("a")),
                       INTO(TO(&n)), NULL));
    assert_true(n == 7);
    assert_non_null(conn_run(c, a, "DELETE FROM thing WHERE id = $1", BIND(V(1), V(2)), NULL));
    conn_release(c);
}

static void a_rollback_leaves_nothing_and_a_duplicate_key_is_a_lost_race(void **state)
{
    struct conn *c;
    int64_t n;
    err e;
    (void)state;
    assert_ok(db_lease(db, DB_WRITE, a, &c));
    assert_ok(conn_begin(c, a));
    assert_ok(insert(c, 10, T("b"), (money){1}));
    e = insert(c, 10, T("b"), (money){1});
    assert_non_null(e);
    assert_int_equal(e->code, E_RETRY);
    conn_rollback(c);
    assert_ok(conn_one(c, a, "SELECT COUNT(*) FROM thing WHERE id = 10", NO_VALUES, INTO(TO(&n)), NULL));
    assert_true(n == 0);
    conn_release(c);
}

/* While much is written PostgreSQL is sent one statement behind the other: nothing is lost of them, and a failure among them is told by the commit
 * at the latest and undoes them all. */
static void what_is_sent_without_waiting_is_whole_or_not_there(void **state)
{
    enum { MANY = 500 };
    struct conn *c;
    int64_t n;
    err e = NULL;
    (void)state;
    assert_ok(db_lease(db, DB_WRITE, a, &c));
    assert_ok(conn_expect_much(c, a));
    assert_ok(conn_begin(c, a));
    for (int i = 0; i < MANY; i++)
        assert_ok(insert(c, 1000 + i, T("n"), (money){i}));
    conn_put_by(c);
    assert_ok(conn_one(c, a, "SELECT COUNT(*) FROM thing WHERE id >= 1000", NO_VALUES, INTO(TO(&n)), NULL));
    assert_int_equal(n, MANY);
    assert_ok(conn_run(c, a, "UPDATE thing SET cost = 1 WHERE id >= 1000", NO_VALUES, &n));
    assert_int_equal(n, MANY);
    assert_ok(conn_commit(c, a));

    assert_ok(conn_begin(c, a));
    e = insert(c, 5000, T("m"), (money){1});
    for (int i = 0; !e && i < 3; i++)
        e = insert(c, 1000, T("there already"), (money){1});
    if (!e)
        e = conn_commit(c, a);
    assert_non_null(e);
    assert_int_equal(e->code, E_RETRY);
    conn_rollback(c);
    assert_ok(conn_one(c, a, "SELECT COUNT(*) FROM thing WHERE id >= 1000", NO_VALUES, INTO(TO(&n)), NULL));
    assert_int_equal(n, MANY);

    assert_ok(conn_begin(c, a));
    (void)insert(c, 1000, T("there already"), (money){1});
    conn_release(c); /* whoever leases it next knows nothing of that */
    assert_ok(db_lease(db, DB_WRITE, a, &c));
    assert_ok(insert(c, 6000, T("k"), (money){1}));
    assert_ok(conn_one(c, a, "SELECT COUNT(*) FROM thing WHERE id >= 1000", NO_VALUES, INTO(TO(&n)), NULL));
    assert_int_equal(n, MANY + 1);
    conn_release(c);
}

static void a_released_connection_forgets_its_transaction(void **state)
{
    struct conn *c;
    int64_t n;
    (void)state;
    assert_ok(db_lease(db, DB_WRITE, a, &c));
    assert_ok(conn_begin(c, a));
    assert_ok(insert(c, 11, T("c"), (money){1}));
    conn_release(c);
    assert_ok(db_lease(db, DB_WRITE, a, &c));
    assert_ok(conn_one(c, a, "SELECT COUNT(*) FROM thing", NO_VALUES, INTO(TO(&n)), NULL));
    assert_true(n == 0);
    conn_release(c);
}

static void more_statements_than_are_kept_still_run(void **state)
{
    struct conn *c;
    int64_t n;
    (void)state;
    assert_ok(db_lease(db, DB_READ, a, &c));
    for (int i = 0; i < 600; i++) {
        assert_ok(conn_one(c, a, text_fmt(a, "SELECT COUNT(*) + %d FROM thing", i).p, NO_VALUES, INTO(TO(&n)), NULL));
        assert_true(n == i);
    }
    assert_true(conn_queries(c) == 600);
    conn_release(c);
}

static void a_query_gives_every_row_and_may_be_left_early(void **state)
{
    struct conn *c;
    struct query q = {0};
    int64_t n, sum = 0;
    (void)state;
    assert_ok(db_lease(db, DB_WRITE, a, &c));
    assert_ok(conn_begin(c, a));
    for (int i = 1; i <= 1000; i++)
        assert_ok(insert(c, i, T("s"), (money){i}));
    assert_ok(conn_commit(c, a));
    assert_ok(query_open(&q, c, a, "SELECT cost FROM thing ORDER BY id", NO_VALUES));
    while (query_row(&q, INTO(TO(&n))))
        sum += n;
    assert_ok(query_end(&q));
    assert_true(sum == 500500);
    assert_ok(query_open(&q, c, a, "SELECT cost FROM thing ORDER BY id", NO_VALUES));
    assert_true(query_row(&q, INTO(TO(&n))));
    query_close(&q);
    assert_ok(conn_one(c, a, "SELECT COUNT(*) FROM thing", NO_VALUES, INTO(TO(&n)), NULL));
    assert_true(n == 1000);
    conn_release(c);
}

static void a_query_left_open_does_not_bind_who_leases_next(void **state)
{
    struct conn *c, *writer;
    struct query left = {0};
    int64_t n;
    (void)state;
    assert_ok(db_lease(db, DB_WRITE, a, &writer));
    assert_ok(insert(writer, 1, T("one"), (money){1}));
    assert_ok(insert(writer, 2, T("two"), (money){2}));
    assert_ok(db_lease(db, DB_READ, a, &c));
    assert_ok(query_open(&left, c, a, "SELECT cost FROM thing ORDER BY id", NO_VALUES));
    assert_true(query_row(&left, INTO(TO(&n))));
    conn_release(c);
    assert_ok(insert(writer, 3, T("three"), (money){3}));
    assert_ok(db_lease(db, DB_READ, a, &c));
    assert_ok(conn_one(c, a, "SELECT COUNT(*) FROM thing", NO_VALUES, INTO(TO(&n)), NULL));
    assert_true(n == 3);
    conn_release(c);
    conn_release(writer);
}

static void *migrate_again(void *state)
{
    struct arena *own = arena_new(8 << 20);
    struct db *other;
    int n = -1;
    (void)state;
    assert_ok(db_open(own, fixture_url(), &other));
    assert_ok(db_migrate(other, own, migrations, 2, &n));
    db_close(other);
    arena_free(own);
    return (void *)(intptr_t)n;
}

static void migrations_run_once_however_many_start(void **state)
{
    pthread_t threads[4];
    struct conn *c;
    int64_t n;
    (void)state;
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, migrate_again, NULL);
    for (int i = 0; i < 4; i++) {
        void *applied;
        pthread_join(threads[i], &applied);
        assert_int_equal((intptr_t)applied, 0);
    }
    assert_ok(db_lease(db, DB_READ, a, &c));
    assert_ok(conn_one(c, a, "SELECT COUNT(*) FROM schema_migration", NO_VALUES, INTO(TO(&n)), NULL));
    assert_true(n == 2);
    conn_release(c);
}

static void a_newer_schema_is_refused(void **state)
{
    int n;
    (void)state;
    assert_refused(db_migrate(db, a, migrations, 1, &n), w_db_newer);
}

static int64_t indexes_of_thing(struct conn *c)
{
    int64_t n;

    assert_ok(
        conn_one(c, a,
                 fixture_postgres()
                     ? "SELECT COUNT(*) FROM pg_indexes WHERE schemaname = current_schema() AND tablename = 'thing'"
                     : "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'thing'",
                 NO_VALUES, INTO(TO(&n)), NULL));
    return n;
}

/* The primary key and the one that is kept stay while many rows are put in; afterwards all is as before. */
static void indexes_are_set_aside_and_made_again(void **state)
{
    struct conn *c;
    static const char *const keep[] = {"name", NULL};
    index_list aside = {0};
    text plan;
    (void)state;
    assert_ok(db_lease(db, DB_WRITE, a, &c));
    assert_ok(insert(c, 1, T("a"), (money){5}));
    assert_ok(conn_script(c, a, fixture_postgres() ? "ANALYZE thing" : "ANALYZE"));
    assert_int_equal(indexes_of_thing(c), 3);
    assert_ok(conn_begin(c, a));
    assert_ok(bulk_start(c, a, "thing", keep, &aside));
    assert_int_equal(aside.n, 1);
    assert_text(aside.v[0].name, "thing_cost");
    assert_int_equal(indexes_of_thing(c), 2);
    for (int i = 2; i < 40; i++)
        assert_ok(insert(c, i, T("b"), (money){i}));
    assert_ok(bulk_end(c, a, "thing", &aside));
    assert_ok(conn_commit(c, a));
    assert_int_equal(indexes_of_thing(c), 3);
    if (!fixture_postgres()) {
        assert_ok(conn_explain(c, a, "SELECT id FROM thing WHERE region = $1 AND cost = $2", BIND(V(21), V(5)), &plan));
        assert_true(text_has(plan, T("thing_cost")));
        assert_ok(
            conn_one(c, a, "SELECT stat FROM sqlite_stat1 WHERE idx = 'thing_cost'", NO_VALUES, INTO(TO(&plan)), NULL));
        assert_true(plan.n > 0);
    }
    conn_release(c);
}

static void keys_rise_and_fit_javascript(void **state)
{
    id last = {0};
    (void)state;
    for (int i = 0; i < 100000; i++) {
        id next = db_new_id();
        assert_true(next.n > last.n);
        last = next;
    }
    assert_true(last.n < INT64_C(9007199254740992));
}

/* Ends all connections to this database but the one that asks, as a server does that is started anew; returns when they are gone. */
static void cut_off(void)
{
    static const char sql_end[] = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    struct db *other;
    struct conn *c;
    int64_t n = 1;

    assert_ok(db_open(a, fixture_url(), &other));
    assert_ok(db_lease(other, DB_READ, a, &c));
    while (n)
        assert_ok(conn_one(c, a, sql_end, NO_VALUES, INTO(TO(&n)), NULL));
    conn_release(c);
    db_close(other);
}

static void a_server_that_was_started_anew_costs_no_request(void **state)
{
    struct conn *c, *d;
    int64_t n;
    (void)state;
    if (!fixture_postgres())
        return;
    assert_ok(db_lease(db, DB_READ, a, &c));
    assert_ok(db_lease(db, DB_READ, a, &d));
    conn_release(c);
    conn_release(d);
    cut_off();
    assert_ok(db_lease(db, DB_READ, a, &c));
    assert_ok(db_lease(db, DB_READ, a, &d));
    assert_ok(conn_one(c, a, "SELECT 1", NO_VALUES, INTO(TO(&n)), NULL));
    assert_ok(conn_one(d, a, "SELECT 1", NO_VALUES, INTO(TO(&n)), NULL));
    conn_release(c);
    conn_release(d);
}

static void a_lost_connection_is_told_without_its_statement_and_a_lost_commit_as_unsure(void **state)
{
    struct conn *c;
    int64_t n;
    err e;
    (void)state;
    if (!fixture_postgres())
        return;
    assert_ok(db_lease(db, DB_WRITE, a, &c));
    cut_off();
    e = conn_one(c, a, "SELECT 1", NO_VALUES, INTO(TO(&n)), NULL);
    assert_int_equal(e->code, E_AWAY);
    assert_ptr_equal(e->word, &w_db_away);
    assert_false(text_has(error_text(a, e, LANG_ZH), T("SELECT")));
    assert_true(text_has(error_whole(a, e, LANG_ZH), T("SELECT 1")));
    conn_release(c);
    assert_ok(db_lease(db, DB_WRITE, a, &c));
    assert_ok(conn_begin(c, a));
    assert_ok(insert(c, 1, T("沈阳"), NO_MONEY));
    cut_off();
    e = conn_commit(c, a);
    assert_int_equal(e->code, E_AWAY);
    assert_ptr_equal(e->word, &w_db_unsure);
    conn_release(c);
}

static void a_bad_address_is_explained(void **state)
{
    struct db *none;
    (void)state;
    assert_refused(db_open(a, T("mysql://x"), &none), w_db_bad_url);
    assert_refused(db_open(a, T("sqlite:"), &none), w_db_bad_url);
}

#define ON_DB(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_DB(values_come_back_as_they_went),
        ON_DB(a_lease_that_does_not_wait_may_come_back_empty),
        ON_DB(parameters_may_be_repeated_and_out_of_order),
        ON_DB(a_rollback_leaves_nothing_and_a_duplicate_key_is_a_lost_race),
        ON_DB(what_is_sent_without_waiting_is_whole_or_not_there),
        ON_DB(a_released_connection_forgets_its_transaction),
        ON_DB(more_statements_than_are_kept_still_run),
        ON_DB(a_query_gives_every_row_and_may_be_left_early),
        ON_DB(a_query_left_open_does_not_bind_who_leases_next),
        ON_DB(migrations_run_once_however_many_start),
        ON_DB(a_newer_schema_is_refused),
        ON_DB(indexes_are_set_aside_and_made_again),
        ON_DB(keys_rise_and_fit_javascript),
        ON_DB(a_server_that_was_started_anew_costs_no_request),
        ON_DB(a_lost_connection_is_told_without_its_statement_and_a_lost_commit_as_unsure),
        ON_DB(a_bad_address_is_explained),
    };
    fixture_need_engine();
    return cmocka_run_group_tests_name("db", tests, NULL, NULL);
}
