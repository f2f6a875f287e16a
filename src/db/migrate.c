/* Migrations: one dialect, written once. BIGINT, TEXT and BLOB are the only types; what an engine wants otherwise is put in
 * here. A statement that only one engine can run stands behind a line "-- sqlite:" or "-- postgresql:".
 */
#include "driver.h"

#include "base/date.h"
#include "base/log.h"
#include "words.h"

#include <errno.h>
#include <unistd.h>

enum { LOCK_MIGRATE = 54, LOCK_LEASE_MS = 15000 };

static bool is_word(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9');
}

static text spelling(enum db_engine engine, text word)
{
    if (engine == DB_SQLITE)
        return text_eqz(word, "BIGINT") ? T("INTEGER") : word;
    if (text_eqz(word, "BLOB"))
        return T("BYTEA");
    return text_eqz(word, "TEXT") ? T("TEXT COLLATE \"C\"") : word; /* the same order of texts on both */
}

/* One statement in the engine's own words; empty when it is the other engine's. */
static text translate(struct arena *a, enum db_engine engine, text sql)
{
    CLEAN(out_free) struct out o = {0};
    bool table = false;

    sql = text_trim(sql);
    while (text_starts(sql, T("--"))) {
        text rest, line = text_trim(text_cut(sql, '\n', &rest));
        if (text_eqz(line, engine == DB_SQLITE ? "-- postgresql:" : "-- sqlite:"))
            return T("");
        sql = text_trim(rest);
    }
    if (!sql.n)
        return T("");
    table = text_starts(sql, T("CREATE TABLE"));
    out_init(&o, 1 << 20, LANG_EN);
    while (sql.n) {
        size_t n = 0;
        if (text_starts(sql, T("--"))) {
            text rest;
            text_cut(sql, '\n', &rest);
            sql = rest;
            continue;
        }
        while (n < sql.n && is_word(sql.p[n]))
            n++;
        if (n)
            out_raw(&o, spelling(engine, text_sub(sql, 0, n)));
        else
            out_char(&o, sql.p[n++]);
        sql = text_sub(sql, n, sql.n);
    }
    if (table && engine == DB_SQLITE)
        LIT(&o, " STRICT");
    return text_copy(a, out_text(&o));
}

static err run_script(struct conn *c, struct arena *a, const char *sql)
{
    text rest = text_of(sql);

    while (rest.n) {
        ptrdiff_t end = text_find(rest, T(";\n"));
        text one = end < 0 ? rest : text_sub(rest, 0, (size_t)end);
        text said = translate(a, c->db->engine, one);
        rest = end < 0 ? T("") : text_sub(rest, (size_t)end + 2, rest.n);
        if (said.n)
            TRY(conn_script(c, a, text_z(a, said)));
    }
    return NULL;
}

err conn_lock(struct conn *c, struct arena *a, int64_t key)
{
    static const char sql_lock[] = "SELECT CAST(pg_advisory_xact_lock($1) AS TEXT)";

    if (c->db->engine == DB_SQLITE)
        return NULL;
    return conn_run(c, a, sql_lock, BIND(V(key)), NULL);
}

/* PostgreSQL's session lock; on SQLite the one file has one leader at a time by a row with a lease. */
err conn_try_lead(struct conn *c, struct arena *a, int64_t key, bool *ret_leader)
{
    static const char sql_pg[] = "SELECT CASE WHEN pg_try_advisory_lock($1) THEN 1 ELSE 0 END";
    static const char sql_take[] = "INSERT INTO leader (task, process, until) VALUES ($1, $2, $3)"
                                   " ON CONFLICT (task) DO UPDATE SET process = excluded.process, until = excluded.until"
                                   " WHERE leader.until < $4 OR leader.process = excluded.process";
    static id process;
    int64_t changed = 0, now = clock_now().ms;

    if (c->db->engine == DB_POSTGRES)
        return conn_one(c, a, sql_pg, BIND(V(key)), INTO(TO(ret_leader)), NULL);
    if (!process.n)
        process = db_new_id();
    TRY(conn_run(c, a, sql_take, BIND(V(key), V(process), V(now + LOCK_LEASE_MS), V(now)), &changed));
    *ret_leader = changed > 0;
    return NULL;
}

/* The highest number that this database has; each one's own row is looked at before it is run. */
static err last_applied(struct conn *c, struct arena *a, int *ret)
{
    static const char sql_last[] = "SELECT COALESCE(MAX(number), 0) FROM schema_migration";
    int64_t n;

    TRY(run_script(c, a, "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL,"
                         " at BIGINT NOT NULL);\n"));
    TRY(conn_one(c, a, sql_last, NO_VALUES, INTO(TO(&n)), NULL));
    *ret = (int)n;
    return NULL;
}

static err is_applied(struct conn *c, struct arena *a, int which, bool *ret)
{
    static const char sql_is[] = "SELECT COUNT(*) FROM schema_migration WHERE number = $1";
    int64_t n;

    TRY(conn_one(c, a, sql_is, BIND(V(which)), INTO(TO(&n)), NULL));
    *ret = n > 0;
    return NULL;
}

static err migrate(struct conn *c, struct arena *a, const struct migration *v, size_t n, int *ret_applied)
{
    static const char sql_note[] = "INSERT INTO schema_migration (number, name, at) VALUES ($1, $2, $3)";
    int last, done = 0, known = n ? v[n - 1].number : 0;

    TRY(conn_begin(c, a));
    TRY(conn_lock(c, a, LOCK_MIGRATE));
    TRY(last_applied(c, a, &last));
    if (last > known)
        return FAIL(a, E_DATABASE, w_db_newer, .args = {ARG_INT("found", last), ARG_INT("known", known)});
    for (size_t i = 0; i < n; i++) {
        bool there;
        TRY(is_applied(c, a, v[i].number, &there));
        if (there)
            continue;
        TRY(run_script(c, a, v[i].sql));
        TRY(conn_run(c, a, sql_note, BIND(V(v[i].number), V(v[i].name), V(clock_now())), NULL));
        log_info("schema: migration %d %s", v[i].number, v[i].name);
        done++;
    }
    TRY(conn_commit(c, a));
    *ret_applied = done;
    return NULL;
}

err db_migrate(struct db *db, struct arena *a, const struct migration *v, size_t n, int *ret_applied)
{
    struct conn *c CLEAN(conn_clean) = NULL;

    TRY(db_lease(db, DB_WRITE, a, &c));
    return migrate(c, a, v, n, ret_applied);
}

err db_is_made(struct db *db, struct arena *a, bool *ret)
{
    static const char sql_lite[] = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'";
    static const char sql_pg[] = "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_migration'";
    struct conn *c CLEAN(conn_clean) = NULL;
    int64_t n;

    *ret = false;
    if (db->engine == DB_SQLITE && access(db->path, F_OK) && errno == ENOENT)
        return NULL;
    TRY(db_lease(db, DB_READ, a, &c));
    TRY(conn_one(c, a, db->engine == DB_SQLITE ? sql_lite : sql_pg, NO_VALUES, INTO(TO(&n)), NULL));
    *ret = n > 0;
    return NULL;
}

err conn_explain(struct conn *c, struct arena *a, const char *sql, struct values bind, text *ret)
{
    CLEAN(query_close) struct query q = {0};
    CLEAN(out_free) struct out o = {0};
    bool sqlite = c->db->engine == DB_SQLITE;

    out_init(&o, 1 << 16, LANG_EN);
    TRY(query_open(&q, c, a, text_fmt(a, "EXPLAIN %s%s", sqlite ? "QUERY PLAN " : "", sql).p, bind));
    while (query_step(&q)) {
        out_raw(&o, query_peek(&q, sqlite ? 3 : 0));
        LIT(&o, "\n");
    }
    TRY(query_end(&q));
    *ret = text_copy(a, out_text(&o));
    return NULL;
}
