/* The SQLite engine: one file in WAL mode, one writer, readers that never wait. A commit is on disk when it returns
 * (synchronous=FULL).
 */
#include "driver.h"

#include <sqlite3.h>

static enum error_code code_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return E_BUSY;
    case SQLITE_CONSTRAINT:
        return rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY ? E_RETRY : E_DATABASE;
    default: return E_DATABASE;
    }
}

static err fail(struct conn *c, struct arena *a, int rc, const char *sql)
{
    return db_error(a, code_of(rc), c->handle ? sqlite3_errmsg(c->handle) : sqlite3_errstr(rc), sql);
}

static err script(struct conn *c, struct arena *a, const char *sql)
{
    int rc = sqlite3_exec(c->handle, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK ? NULL : fail(c, a, rc, sql);
}

static err connect(struct db *db, enum db_use use, struct arena *a, struct conn *c)
{
    /* secure_delete: what is removed leaves nothing readable in the file (the residual information of grade-3 protection), whatever the library's
     * default is. */
    static const char writer[] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
                                 "PRAGMA cache_size=-16000; PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY;";
    static const char reader[] = "PRAGMA query_only=ON; PRAGMA cache_size=-1000; PRAGMA mmap_size=1073741824;"
                                 "PRAGMA temp_store=MEMORY;";
    sqlite3 *handle = NULL;
    int rc = sqlite3_open_v2(db->path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    err e = NULL;

    c->handle = handle;
    if (rc == SQLITE_OK) {
        sqlite3_extended_result_codes(handle, 1);
        sqlite3_busy_timeout(handle, 30000);
        e = script(c, a, use == DB_WRITE ? writer : reader);
    } else {
        e = fail(c, a, rc, db->path);
    }
    if (e)
        sqlite3_close(handle);
    return e;
}

static void disconnect(struct conn *c)
{
    sqlite3_close(c->handle);
}

/* SQLite takes $1 as a name, so its own order of parameters is that of first appearance: nearly always 1, 2, 3 …, which is found out
 * once, since looking a name up walks all names before it. */
static int64_t number_of(sqlite3_stmt *stmt, int i)
{
    const char *name = sqlite3_bind_parameter_name(stmt, i);
    int64_t n = 0;

    return name && text_int(text_of(name + 1), &n) ? n : 0;
}

static bool stands_in_order(sqlite3_stmt *stmt)
{
    for (int i = 1; i <= sqlite3_bind_parameter_count(stmt); i++)
        if (number_of(stmt, i) != i)
            return false;
    return true;
}

static err prepare(struct conn *c, struct arena *a, struct statement *s)
{
    sqlite3_stmt *stmt;
    int rc = sqlite3_prepare_v3(c->handle, s->sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);

    if (rc != SQLITE_OK)
        return fail(c, a, rc, s->sql);
    s->handle = stmt;
    s->in_order = stands_in_order(stmt);
    return NULL;
}

static void forget(struct conn *c, struct statement *s)
{
    (void)c;
    sqlite3_finalize(s->handle);
}

static int bind_one(sqlite3_stmt *stmt, int at, const struct value *v)
{
    switch (v->kind) {
    case VALUE_INT: return sqlite3_bind_int64(stmt, at, v->n);
    case VALUE_TEXT: return sqlite3_bind_text64(stmt, at, v->t.p, v->t.n, SQLITE_STATIC, SQLITE_UTF8);
    case VALUE_BLOB: return sqlite3_bind_blob64(stmt, at, v->t.p, v->t.n, SQLITE_STATIC);
    default: return sqlite3_bind_null(stmt, at);
    }
}

static err start(struct query *q, struct values bind)
{
    sqlite3_stmt *stmt = q->s->handle;
    int count = sqlite3_bind_parameter_count(stmt);

    for (int i = 1; i <= count; i++) {
        int64_t n = q->s->in_order ? i : number_of(stmt, i);
        bool given = n >= 1 && (size_t)n <= bind.n;
        int rc = SQLITE_RANGE;
        if (given && bind.v[n - 1].kind == VALUE_NULL)
            continue; /* as it is: finish() left nothing bound */
        if (given)
            rc = bind_one(stmt, i, &bind.v[n - 1]);
        if (rc != SQLITE_OK) {
            sqlite3_clear_bindings(stmt);
            return fail(q->c, q->a, rc, q->s->sql);
        }
    }
    return NULL;
}

static bool step(struct query *q)
{
    int rc = sqlite3_step(q->s->handle);

    if (rc == SQLITE_ROW)
        return true;
    if (rc != SQLITE_DONE)
        q->failed = fail(q->c, q->a, rc, q->s->sql);
    return false;
}

static bool is_null(struct query *q, int column)
{
    return sqlite3_column_type(q->s->handle, column) == SQLITE_NULL;
}

static int64_t get_int(struct query *q, int column)
{
    return sqlite3_column_int64(q->s->handle, column);
}

static text peek(struct query *q, int column)
{
    const char *p = sqlite3_column_blob(q->s->handle, column);

    return (text){p ? p : "", (size_t)sqlite3_column_bytes(q->s->handle, column)};
}

static int columns(struct query *q)
{
    return sqlite3_column_count(q->s->handle);
}

static void finish(struct query *q)
{
    sqlite3_reset(q->s->handle);
    sqlite3_clear_bindings(q->s->handle);
}

static int64_t changed(struct query *q)
{
    return sqlite3_changes(q->c->handle);
}

static int64_t data_version(struct conn *c)
{
    sqlite3_stmt *stmt;
    int64_t n = 0;

    if (sqlite3_prepare_v2(c->handle, "PRAGMA data_version", -1, &stmt, NULL) != SQLITE_OK)
        return 0;
    if (sqlite3_step(stmt) == SQLITE_ROW)
        n = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return n;
}

static err listen_(struct conn *c, struct arena *a)
{
    (void)a;
    c->data_version = data_version(c);
    return NULL;
}

/* Another process's commits show in data_version only; this one's too, which costs a needless look. */
static bool woken(struct conn *c, int ms)
{
    int64_t now = data_version(c);
    bool changed = now != c->data_version;

    (void)ms;
    c->data_version = now;
    return changed;
}

/* Fails only where the next write would: that tells it. */
static void put_by(struct conn *c)
{
    (void)sqlite3_db_cacheflush(c->handle);
}

const struct driver sqlite_driver = {connect, disconnect, prepare, forget,  start,  step,    is_null, get_int,
                                     peek,    columns,    finish,  changed, script, NULL,    NULL,    NULL,    put_by,  listen_, woken};

err db_backup(struct db *db, struct arena *a, text to_path)
{
    struct conn *c CLEAN(conn_clean) = NULL;
    sqlite3 *to = NULL;
    sqlite3_backup *b;
    int rc;

    if (db->engine != DB_SQLITE)
        return db_error(a, E_INPUT, "backup of a PostgreSQL database is pg_dump's work", NULL);
    TRY(db_lease(db, DB_READ, a, &c));
    rc = sqlite3_open(text_z(a, to_path), &to);
    b = rc == SQLITE_OK ? sqlite3_backup_init(to, "main", c->handle, "main") : NULL;
    if (b) {
        rc = sqlite3_backup_step(b, -1);
        sqlite3_backup_finish(b);
    }
    sqlite3_close(to);
    return b && rc == SQLITE_DONE ? NULL : db_error(a, E_DATABASE, sqlite3_errstr(rc), "backup");
}
