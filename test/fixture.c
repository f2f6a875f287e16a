/* Databases for tests: see fixture.h. */
#include "fixture.h"

#include "test.h"

#include <unistd.h>

static char url[512];
/* The schema of fixture_migrated_db; none: an empty database. */
static const struct migration *schema;
static size_t schema_n;

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

/* --- a database with the whole schema, made once ---------------------------------------------------------------------------- */

/* What the migrations are: another schema is another template, also on a server that serves several checkouts. */
static uint64_t schema_mark(void)
{
    uint64_t h = UINT64_C(14695981039346656037); /* FNV-1a */

    for (size_t i = 0; i < schema_n; i++)
        for (const char *p = schema[i].sql; *p; p++)
            h = (h ^ (unsigned char)*p) * UINT64_C(1099511628211);
    return h;
}

static void migrate_at(struct arena *a, text at)
{
    struct db *db;
    int n;

    assert_ok(db_open(a, at, &db));
    assert_ok(db_migrate(db, a, schema, schema_n, &n));
    db_close(db);
}

/* Held by whoever makes the template, so that tests side by side make one. */
static const int64_t template_lock = 7164001;

static text template_of(struct conn *c, struct arena *a, text server)
{
    static const char sql_there[] = "SELECT COUNT(*) FROM pg_database WHERE datname = $1";
    text name = text_fmt(a, "ready_%016llx", (unsigned long long)schema_mark()), making = text_fmt(a, "%s_making", name.p);
    int64_t there;

    assert_ok(conn_run(c, a, "SELECT pg_advisory_lock($1)", BIND(V(template_lock)), NULL));
    assert_ok(conn_one(c, a, sql_there, BIND(V(name)), INTO(TO(&there)), NULL));
    if (!there) {
        assert_ok(conn_script(c, a, text_fmt(a, "DROP DATABASE IF EXISTS %s", making.p).p));
        assert_ok(conn_script(c, a, text_fmt(a, "CREATE DATABASE %s", making.p).p));
        migrate_at(a, text_fmt(a, "%.*s/%s", TEXT_ARG(server), making.p));
        assert_ok(conn_script(c, a, text_fmt(a, "ALTER DATABASE %s RENAME TO %s", making.p, name.p).p));
    }
    assert_ok(conn_run(c, a, "SELECT pg_advisory_unlock($1)", BIND(V(template_lock)), NULL));
    return name;
}

/* A finished file is renamed to its place: two that make it at once make the same. */
static void copy_template(struct arena *a, const char *dir, const char *to)
{
    text at = text_fmt(a, "%s/diaodu-ready-%016llx.db", dir, (unsigned long long)schema_mark());
    struct db *db;

    if (access(at.p, R_OK)) {
        text making = text_fmt(a, "%s.%lld", at.p, (long long)db_new_id().n);
        text whole = text_fmt(a, "%s.whole", making.p);
        migrate_at(a, text_fmt(a, "sqlite:%s", making.p));
        assert_ok(db_open(a, text_fmt(a, "sqlite:%s", making.p), &db));
        assert_ok(db_backup(db, a, whole));
        db_close(db);
        unlink(making.p);
        assert_int_equal(rename(whole.p, at.p), 0);
    }
    assert_ok(db_open(a, text_fmt(a, "sqlite:%s", at.p), &db));
    assert_ok(db_backup(db, a, text_of(to)));
    db_close(db);
}

/* --- databases ----------------------------------------------------------------------------------------------------------------- */

static void make_postgres(struct arena *a, struct ending *e)
{
    const char *server = getenv("DIAODU_TEST_PG");
    text base = {server, (size_t)(strrchr(server, '/') - server)};
    struct conn *c;

    e->name = text_z(a, text_fmt(a, "t%lld", (long long)db_new_id().n));
    assert_ok(db_open(a, text_of(server), &e->server));
    assert_ok(db_lease(e->server, DB_WRITE, a, &c));
    if (schema_n)
        assert_ok(conn_script(c, a, text_fmt(a, "CREATE DATABASE %s TEMPLATE %s", e->name, template_of(c, a, base).p).p));
    else
        assert_ok(conn_script(c, a, text_fmt(a, "CREATE DATABASE %s", e->name).p));
    conn_release(c);
    snprintf(url, sizeof(url), "%.*s/%s", TEXT_ARG(base), e->name);
}

static void make_sqlite(struct arena *a, struct ending *e)
{
    const char *dir = getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";

    e->name = text_z(a, text_fmt(a, "%s/diaodu-test-%lld.db", dir, (long long)db_new_id().n));
    if (schema_n)
        copy_template(a, dir, e->name);
    snprintf(url, sizeof(url), "sqlite:%s", e->name);
}

static struct db *make(struct arena *a)
{
    struct ending *e = ARENA_NEW(a, struct ending);

    if (fixture_postgres())
        make_postgres(a, e);
    else
        make_sqlite(a, e);
    assert_ok(db_open(a, text_of(url), &e->db));
    arena_on_end(a, end, e);
    return e->db;
}

struct db *fixture_db(struct arena *a)
{
    schema_n = 0;
    return make(a);
}

struct db *fixture_migrated_db(struct arena *a, const struct migration *v, size_t n)
{
    schema = v;
    schema_n = n;
    return make(a);
}
