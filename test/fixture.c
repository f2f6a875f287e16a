/* Databases for tests: see fixture.h. */
#include "fixture.h"

#include "test.h"

#include <unistd.h>

static char url[512];

bool fixture_postgres(void)
{
    const char *engine = getenv("DIAODU_TEST_DB");

    return engine && !strcmp(engine, "postgres");
}

void fixture_need_engine(void)
{
    if (fixture_postgres() && !getenv("DIAODU_TEST_PG"))
        exit(77);
}

text fixture_url(void)
{
    return text_of(url);
}

struct ending {
    struct db *db, *server;
    char *name;
    struct arena *a;
};

static void end(void *data)
{
    struct ending *e = data;
    struct arena *a = arena_new(1 << 20);

    db_close(e->db);
    if (e->server) {
        struct conn *c;
        if (!db_lease(e->server, DB_WRITE, a, &c)) {
            err ignored = conn_script(c, a, text_fmt(a, "DROP DATABASE IF EXISTS %s WITH (FORCE)", e->name).p);
            (void)ignored;
            conn_release(c);
        }
        db_close(e->server);
    } else {
        unlink(e->name);
        unlink(text_fmt(a, "%s-wal", e->name).p);
        unlink(text_fmt(a, "%s-shm", e->name).p);
    }
    arena_free(a);
}

static struct db *make_postgres(struct arena *a, struct ending *e)
{
    const char *server = getenv("DIAODU_TEST_PG");
    const char *slash = strrchr(server, '/');
    struct conn *c;

    e->name = text_z(a, text_fmt(a, "t%lld", (long long)db_new_id().n));
    assert_ok(db_open(a, text_of(server), &e->server));
    assert_ok(db_lease(e->server, DB_WRITE, a, &c));
    assert_ok(conn_script(c, a, text_fmt(a, "CREATE DATABASE %s", e->name).p));
    conn_release(c);
    snprintf(url, sizeof(url), "%.*s/%s", (int)(slash - server), server, e->name);
    return NULL;
}

struct db *fixture_db(struct arena *a)
{
    struct ending *e = ARENA_NEW(a, struct ending);

    if (fixture_postgres()) {
        make_postgres(a, e);
    } else {
        const char *dir = getenv("TMPDIR");
        e->name = text_z(a, text_fmt(a, "%s/diaodu-test-%lld.db", dir ? dir : "/tmp", (long long)db_new_id().n));
        snprintf(url, sizeof(url), "sqlite:%s", e->name);
    }
    assert_ok(db_open(a, text_of(url), &e->db));
    arena_on_end(a, end, e);
    return e->db;
}
