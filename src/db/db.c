/* The engine-independent half of the database interface: pool, statements, queries. See db.h. */
#include "driver.h"

#include "base/date.h"
#include "words.h"

#include <errno.h>

enum { LEASE_SECONDS = 30, POOL = 24 };

static void (*watch)(void *, const char *, struct values);
static void *watch_data;

void db_watch(void (*seen)(void *, const char *, struct values), void *data)
{
    watch = seen;
    watch_data = data;
}

err db_error(struct arena *a, enum error_code code, const char *message, const char *sql)
{
    text said = text_trim(text_of(message));

    if (code == E_RETRY)
        return FAIL(a, E_RETRY, w_db_retry);
    if (code == E_BUSY)
        return FAIL(a, E_BUSY, w_db_busy);
    if (sql)
        said = text_fmt(a, "%.*s: %.200s", TEXT_ARG(said), sql);
    return code == E_AWAY ? FAIL(a, code, w_db_away, .detail = said) : FAIL(a, code, w_db_failed, .detail = said);
}

err db_open(struct arena *a, text url, struct db **ret)
{
    bool sqlite = text_starts(url, T("sqlite:")) && url.n > 7;
    bool pg = text_starts(url, T("postgresql://")) || text_starts(url, T("postgres://"));
    struct arena *own;
    struct db *db;

    if (!sqlite && !pg)
        return FAIL(a, E_INPUT, w_db_bad_url, .args = {ARG_TEXT("url", url)});
    own = arena_new(64 << 20);
    db = ARENA_NEW(own, struct db);
    db->arena = own;
    db->driver = sqlite ? &sqlite_driver : &postgres_driver;
    db->engine = sqlite ? DB_SQLITE : DB_POSTGRES;
    db->path = text_z(own, sqlite ? text_sub(url, 7, url.n) : url);
    db->limit[DB_READ] = POOL;
    db->limit[DB_WRITE] = sqlite ? 1 : POOL;
    pthread_mutex_init(&db->lock, NULL);
    pthread_cond_init(&db->freed, NULL);
    pthread_cond_init(&db->woken, NULL);
    *ret = db;
    return NULL;
}

void db_disconnect(struct conn *c)
{
    for (int i = 0; i < STATEMENTS; i++)
        if (c->statements[i].sql) {
            c->driver->forget(c, &c->statements[i]);
            free((char *)c->statements[i].sql);
        }
    c->driver->disconnect(c);
    free(c);
}

void db_close(struct db *db)
{
    if (!db)
        return;
    for (int use = 0; use < 2; use++)
        while (db->idle[use]) {
            struct conn *c = db->idle[use];
            db->idle[use] = c->next;
            db_disconnect(c);
        }
    pthread_mutex_destroy(&db->lock);
    pthread_cond_destroy(&db->freed);
    pthread_cond_destroy(&db->woken);
    arena_free(db->arena);
}

enum db_engine db_engine(const struct db *db)
{
    return db->engine;
}

/* PostgreSQL makes no difference between readers and writers. */
static enum db_use pool_of(const struct db *db, enum db_use use)
{
    return db->engine == DB_SQLITE ? use : DB_READ;
}

err db_connect(struct db *db, enum db_use use, struct arena *a, struct conn **ret)
{
    struct conn *c = calloc(1, sizeof(*c));
    err e;

    if (!c)
        return FAIL(a, E_SYSTEM, w_db_busy);
    c->db = db;
    c->driver = db->driver;
    c->use = use;
    e = db->driver->connect(db, use, a, c);
    if (e) {
        free(c);
        return e;
    }
    *ret = c;
    return NULL;
}

/* Waits for at most `seconds` until a connection of the pool is free or may be opened; true: *ret is one, NULL: open it. */
static bool take(struct db *db, enum db_use pool, int seconds, struct conn **ret)
{
    struct timespec until;
    bool free_one = true;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    pthread_mutex_lock(&db->lock);
    while (free_one && !db->idle[pool] && db->open[pool] >= db->limit[pool])
        free_one = seconds && pthread_cond_timedwait(&db->freed, &db->lock, &until) != ETIMEDOUT;
    *ret = free_one ? db->idle[pool] : NULL;
    if (*ret)
        db->idle[pool] = (*ret)->next;
    else if (free_one)
        db->open[pool]++;
    pthread_mutex_unlock(&db->lock);
    return free_one;
}

/* Of the pool's connections none is handed on that was lost while it lay there (the server was started anew). */
static bool lost(struct conn *c)
{
    if (c && c->driver->lost)
        c->broken |= c->driver->lost(c);
    return c && c->broken;
}

static err lease(struct db *db, enum db_use use, int seconds, struct arena *a, struct conn **ret)
{
    enum db_use pool = pool_of(db, use);
    struct conn *c;
    err e = NULL;

    if (!take(db, pool, seconds, &c))
        return FAIL(a, E_BUSY, w_db_busy);
    if (lost(c)) {
        db_disconnect(c);
        c = NULL;
    }
    if (!c)
        e = db_connect(db, pool, a, &c);
    if (e) {
        pthread_mutex_lock(&db->lock);
        db->open[pool]--;
        pthread_cond_broadcast(&db->freed);
        pthread_mutex_unlock(&db->lock);
        return e;
    }
    c->next = NULL;
    c->queries = 0;
    *ret = c;
    return NULL;
}

err db_lease(struct db *db, enum db_use use, struct arena *a, struct conn **ret)
{
    return lease(db, use, LEASE_SECONDS, a, ret);
}

err db_try_lease(struct db *db, enum db_use use, struct arena *a, struct conn **ret)
{
    err e = lease(db, use, 0, a, ret);

    if (e && e->code == E_BUSY) {
        *ret = NULL;
        return NULL;
    }
    return e;
}

/* SQLite: nothing is mapped, since what is mapped counts as the program's memory; what is sorted for a new index goes through files; and pages that become
 * free, which are those of merged words by the thousand, are not written once more to blank them.
 * PostgreSQL: what is written outgrows what its planner knew of the table when the statement was prepared, so that an index is walked wherever
 * there is one; and a statement that answers nothing is not waited for. */
err conn_expect_much(struct conn *c, struct arena *a)
{
    if (c->much)
        return NULL;
    c->much = true;
    c->later = c->db->engine == DB_POSTGRES;
    if (c->later)
        return conn_script(c, a, "SET enable_seqscan = off");
    return conn_script(c, a, c->use == DB_WRITE ? "PRAGMA mmap_size=0; PRAGMA cache_size=-64000; PRAGMA temp_store=FILE; PRAGMA secure_delete=FAST"
                                                : "PRAGMA mmap_size=0; PRAGMA cache_size=-16000");
}

err conn_expect_walk(struct conn *c, struct arena *a)
{
    if (c->db->engine != DB_SQLITE || c->much)
        return NULL;
    c->much = true;
    return conn_script(c, a, "PRAGMA mmap_size=0");
}

void conn_put_by(struct conn *c)
{
    if (c->driver->put_by)
        c->driver->put_by(c);
}

/* Gives the memory of much writing back. */
static void expect_little(struct conn *c)
{
    struct arena *a = arena_new(1 << 16);

    if (conn_script(c, a,
                    c->db->engine == DB_POSTGRES ? "RESET enable_seqscan"
                    : c->use == DB_WRITE         ? "PRAGMA cache_size=-16000; PRAGMA mmap_size=1073741824; PRAGMA temp_store=MEMORY;"
                                                   " PRAGMA secure_delete=ON; PRAGMA shrink_memory"
                                                 : "PRAGMA cache_size=-1000; PRAGMA mmap_size=1073741824; PRAGMA shrink_memory"))
        c->broken = true;
    c->much = c->later = false;
    arena_free(a);
}

/* A query that nobody closed, since memory ran out over it, would hold its view of the data for whoever comes next. */
static bool left_open(const struct conn *c)
{
    for (int i = 0; i < STATEMENTS; i++)
        if (c->statements[i].busy)
            return true;
    return false;
}

void conn_release(struct conn *c)
{
    struct db *db;
    enum db_use pool;

    if (!c)
        return;
    if (c->in_transaction)
        conn_rollback(c);
    if (c->much)
        expect_little(c);
    c->broken = c->broken || left_open(c);
    db = c->db;
    pool = pool_of(db, c->use);
    pthread_mutex_lock(&db->lock);
    if (c->broken) {
        db->open[pool]--;
    } else {
        c->next = db->idle[pool];
        db->idle[pool] = c;
    }
    pthread_cond_broadcast(&db->freed);
    pthread_mutex_unlock(&db->lock);
    if (c->broken)
        db_disconnect(c);
}

void conn_clean(struct conn **c)
{
    conn_release(*c);
    *c = NULL;
}

struct db *conn_db(struct conn *c)
{
    return c->db;
}

enum db_engine conn_engine(const struct conn *c)
{
    return c->db->engine;
}

int64_t conn_queries(const struct conn *c)
{
    return c->queries;
}

bool conn_writes(const struct conn *c)
{
    return c->use == DB_WRITE || c->db->engine == DB_POSTGRES;
}

err conn_to_writer(struct conn **c, struct arena *a)
{
    struct db *db = (*c)->db;

    if (conn_writes(*c))
        return NULL;
    conn_release(*c);
    *c = NULL;
    return db_lease(db, DB_WRITE, a, c);
}

bool conn_in_transaction(const struct conn *c)
{
    return c->in_transaction;
}

err conn_begin(struct conn *c, struct arena *a)
{
    bool immediate = c->db->engine == DB_SQLITE && c->use == DB_WRITE;

    TRY(conn_run(c, a, immediate ? "BEGIN IMMEDIATE" : "BEGIN", NO_VALUES, NULL));
    c->in_transaction = true;
    return NULL;
}

/* What was sent before is answered, and this too. */
static err run_now(struct conn *c, struct arena *a, const char *sql)
{
    int64_t ignored;

    return conn_run(c, a, sql, NO_VALUES, &ignored);
}

err conn_commit(struct conn *c, struct arena *a)
{
    err e = run_now(c, a, "COMMIT");

    if (e && e->code == E_AWAY)
        e = FAIL(a, E_AWAY, w_db_unsure, .detail = e->detail);
    if (e)
        conn_rollback(c);
    else if (c->wakes)
        db_wake(c->db);
    c->in_transaction = c->wakes = false;
    return e;
}

void conn_rollback(struct conn *c)
{
    struct arena *a = arena_new(1 << 20);

    if (c->in_transaction && c->driver->settle)
        (void)c->driver->settle(c, a); /* what failed there is undone with the rest */
    if (c->in_transaction && run_now(c, a, "ROLLBACK") && c->db->engine == DB_POSTGRES)
        c->broken = true;
    c->in_transaction = c->wakes = false;
    arena_free(a);
}

/* --- statements: a small cache by text, the least recently used one makes room ------------------------------------- */

/* Eight bytes at a time, and of a long one only some, for what has the same hash is compared: a statement of a hundred columns is looked up for each
 * row. */
static uint64_t hash_of(const char *sql)
{
    enum { LONG = 512 };
    uint64_t some, h;
    size_t n = strlen(sql), on = n > LONG ? n / (LONG / sizeof(some)) : sizeof(some);

    h = 1469598103934665603u ^ n;
    for (size_t i = 0; i < n; i += on) {
        some = 0;
        memcpy(&some, sql + i, n - i < sizeof(some) ? n - i : sizeof(some));
        h = (h ^ some) * 1099511628211u;
        h ^= h >> 29;
    }
    return h;
}

static bool is_it(const struct statement *s, const char *sql, uint64_t hash)
{
    return s->sql && s->hash == hash && !s->busy && strcmp(s->sql, sql) == 0;
}

/* Where one with this hash was found last is looked at first. */
static struct statement *cached(struct conn *c, const char *sql, uint64_t hash)
{
    uint8_t *last = &c->place[hash % STATEMENTS];

    if (is_it(&c->statements[*last], sql, hash))
        return &c->statements[*last];
    for (int i = 0; i < STATEMENTS; i++)
        if (is_it(&c->statements[i], sql, hash)) {
            *last = (uint8_t)i;
            return &c->statements[i];
        }
    return NULL;
}

static err statement_for(struct conn *c, struct arena *a, const char *sql, struct statement **ret)
{
    uint64_t hash = hash_of(sql);
    struct statement *s = cached(c, sql, hash);
    err e;

    if (!s) {
        for (int i = 0; i < STATEMENTS; i++) {
            struct statement *t = &c->statements[i];
            if (!t->busy && (!s || !t->sql || (s->sql && t->used < s->used)))
                s = t;
            if (s && !s->sql)
                break;
        }
        if (!s)
            return db_error(a, E_SYSTEM, "too many statements open at once", sql);
        if (s->sql) {
            c->driver->forget(c, s);
            free((char *)s->sql);
        }
        memset(s, 0, sizeof(*s));
        s->sql = strdup(sql);
        s->hash = hash;
        s->n_params = db_count_params(sql);
        e = c->driver->prepare(c, a, s);
        if (e) {
            free((char *)s->sql);
            memset(s, 0, sizeof(*s));
            return e;
        }
    }
    s->used = ++c->tick;
    *ret = s;
    return NULL;
}

/* --- queries --------------------------------------------------------------------------------------------------------- */

int db_count_params(const char *sql)
{
    int most = 0;
    bool quoted = false;

    for (; *sql; sql++) {
        int n = 0;
        if (*sql == '\'')
            quoted = !quoted;
        if (*sql != '$' || quoted)
            continue;
        while (sql[1] >= '0' && sql[1] <= '9')
            n = n * 10 + (*++sql - '0');
        if (n > most)
            most = n;
    }
    return most;
}

static err ready(struct conn *c, struct arena *a, const char *sql, struct values bind, struct statement **ret)
{
    if (watch)
        watch(watch_data, sql, bind);
    c->queries++;
    TRY(statement_for(c, a, sql, ret));
    return (size_t)(*ret)->n_params == bind.n ? NULL : db_error(a, E_SYSTEM, "wrong number of values", sql);
}

err query_open(struct query *q, struct conn *c, struct arena *a, const char *sql, struct values bind)
{
    struct statement *s = NULL;
    err e;

    TRY(ready(c, a, sql, bind, &s));
    *q = (struct query){.c = c, .a = a, .s = s, .open = true};
    s->busy = true;
    e = c->driver->start(q, bind);
    if (e) {
        c->driver->finish(q);
        s->busy = false;
        q->open = false;
        return e;
    }
    return NULL;
}

bool query_step(struct query *q)
{
    if (!q->open || q->done || q->failed)
        return false;
    if (q->c->driver->step(q)) {
        q->row++;
        return true;
    }
    q->done = true;
    return false;
}

bool query_is_null(struct query *q, int column)
{
    return q->c->driver->is_null(q, column);
}

int64_t query_int(struct query *q, int column)
{
    return q->c->driver->is_null(q, column) ? ABSENT : q->c->driver->get_int(q, column);
}

text query_peek(struct query *q, int column)
{
    return q->c->driver->is_null(q, column) ? NO_TEXT : q->c->driver->peek(q, column);
}

text query_text(struct query *q, int column)
{
    return text_copy(q->a, query_peek(q, column));
}

int query_columns(struct query *q)
{
    return q->c->driver->columns(q);
}

static void store(struct query *q, int column, const struct target *to)
{
    int64_t n;

    switch (to->kind) {
    case TO_TEXT_: *(text *)to->at = query_text(q, column); return;
    case TO_CODE_: ((code *)to->at)->t = query_text(q, column); return;
    case TO_CODES_: ((codes *)to->at)->t = query_text(q, column); return;
    default: break;
    }
    n = query_int(q, column);
    if (to->kind == TO_BOOL_)
        *(bool *)to->at = n == 1;
    else
        *(int64_t *)to->at = n == ABSENT && to->kind != TO_INT_ ? 0 : n;
}

bool query_row(struct query *q, struct targets into)
{
    if (!query_step(q))
        return false;
    if ((size_t)query_columns(q) != into.n) {
        q->failed = db_error(q->a, E_SYSTEM, "wrong number of columns", q->s->sql);
        return false;
    }
    for (size_t i = 0; i < into.n; i++)
        store(q, (int)i, &into.v[i]);
    return true;
}

void query_close(struct query *q)
{
    if (!q->open)
        return;
    q->open = false;
    q->c->driver->finish(q);
    q->s->busy = false;
}

err query_end(struct query *q)
{
    err e = q->failed;

    query_close(q);
    return e;
}

err conn_run(struct conn *c, struct arena *a, const char *sql, struct values bind, int64_t *ret_changed)
{
    CLEAN(query_close) struct query q = {0};
    struct statement *s = NULL;

    if (c->later && c->in_transaction && !ret_changed) {
        TRY(ready(c, a, sql, bind, &s));
        return c->driver->send(c, a, s, bind);
    }
    TRY(query_open(&q, c, a, sql, bind));
    while (query_step(&q))
        ;
    if (!q.failed && ret_changed)
        *ret_changed = c->driver->changed(&q);
    return query_end(&q);
}

err conn_one(struct conn *c, struct arena *a, const char *sql, struct values bind, struct targets into, bool *ret_found)
{
    CLEAN(query_close) struct query q = {0};
    bool found;

    TRY(query_open(&q, c, a, sql, bind));
    found = query_row(&q, into);
    TRY(query_end(&q));
    if (ret_found)
        *ret_found = found;
    else if (!found)
        return FAIL(a, E_GONE, w_db_not_found);
    return NULL;
}

err conn_script(struct conn *c, struct arena *a, const char *sql)
{
    c->queries++;
    return c->driver->script(c, a, sql);
}
