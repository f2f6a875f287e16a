/* The PostgreSQL engine, through libpq: prepared statements, text parameters. A lost race (40001, 40P01, 23505) is E_RETRY. */
#include "driver.h"

#include <libpq-fe.h>
#include <poll.h>

/* 57P…: the server is being stopped or is not ready yet. */
static enum error_code code_of(const char *state)
{
    if (!state)
        return E_DATABASE;
    if (!strncmp(state, "57P", 3))
        return E_AWAY;
    if (!strcmp(state, "40001") || !strcmp(state, "40P01") || !strcmp(state, "23505"))
        return E_RETRY;
    if (!strcmp(state, "55P03") || !strcmp(state, "53300"))
        return E_BUSY;
    return E_DATABASE;
}

static err fail(struct conn *c, struct arena *a, PGresult *r, const char *sql)
{
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;

    if (PQstatus(c->handle) != CONNECTION_OK)
        c->broken = true;
    return db_error(a, c->broken ? E_AWAY : code_of(state), r ? PQresultErrorMessage(r) : PQerrorMessage(c->handle), sql);
}

static void quiet(void *data, const PGresult *r)
{
    (void)data;
    (void)r;
}

static bool usable(ExecStatusType status)
{
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* --- statements that wait for no answer -------------------------------------------------------------------------------------- */

/* The first failure counts: those behind it were only passed over. */
static void keep_failure(struct conn *c, const PGresult *r, const char *sql)
{
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);

    if (c->late.any)
        return;
    c->late.any = true;
    c->late.code = code_of(state);
    c->late.sql = sql;
    snprintf(c->late.said, sizeof(c->late.said), "%s", PQresultErrorMessage(r));
}

/* Takes the answers to all that was sent; the connection is as it was before. */
static void take_answers(struct conn *c)
{
    int n = 0;
    bool ended = false;

    if (!c->sent)
        return;
    PQpipelineSync(c->handle);
    while (!ended && PQstatus(c->handle) == CONNECTION_OK) {
        PGresult *r = PQgetResult(c->handle);
        ExecStatusType status = PQresultStatus(r);
        if (!r) {
            n++; /* the end of one statement's answer */
            continue;
        }
        ended = status == PGRES_PIPELINE_SYNC;
        if (!ended && !usable(status) && status != PGRES_PIPELINE_ABORTED)
            keep_failure(c, r, c->sent_sql[n < c->sent ? n : c->sent - 1]);
        PQclear(r);
    }
    c->sent = 0;
    if (!PQexitPipelineMode(c->handle))
        c->broken = true;
}

static err settle(struct conn *c, struct arena *a)
{
    err e = NULL;

    take_answers(c);
    if (c->broken && !c->late.any)
        return db_error(a, E_AWAY, PQerrorMessage(c->handle), NULL);
    if (c->late.any)
        e = db_error(a, c->late.code, c->late.said, c->late.sql);
    c->late.any = false;
    return e;
}

static const char **params(struct arena *a, struct values bind);

static err send_on(struct conn *c, struct arena *a, struct statement *s, struct values bind)
{
    if (c->sent == SENT_MOST)
        TRY(settle(c, a));
    if (!c->sent && !PQenterPipelineMode(c->handle))
        return fail(c, a, NULL, s->sql);
    c->sent_sql[c->sent++] = s->sql;
    return PQsendQueryPrepared(c->handle, s->name, (int)bind.n, params(a, bind), NULL, NULL, 0) ? NULL : fail(c, a, NULL, s->sql);
}

static err script(struct conn *c, struct arena *a, const char *sql)
{
    PGresult *r;
    err e;

    TRY(settle(c, a));
    r = PQexec(c->handle, sql);
    e = usable(PQresultStatus(r)) ? NULL : fail(c, a, r, sql);
    PQclear(r);
    return e;
}

static err connect(struct db *db, enum db_use use, struct arena *a, struct conn *c)
{
    PGconn *handle = PQconnectdb(db->path);
    err e = NULL;

    (void)use;
    c->handle = handle;
    if (PQstatus(handle) != CONNECTION_OK)
        e = db_error(a, E_AWAY, PQerrorMessage(handle), NULL);
    if (!e) {
        PQsetNoticeReceiver(handle, quiet, NULL);
        e = script(c, a, "SET client_encoding='UTF8'; SET timezone='UTC'; SET lock_timeout='30s';"
                         "SET plan_cache_mode='auto'; SET synchronous_commit='on'");
    }
    if (e)
        PQfinish(handle);
    return e;
}

/* Nothing was asked, so whatever came is a farewell (or a setting that was changed, which costs one connection). */
static bool lost(struct conn *c)
{
    struct pollfd p = {PQsocket(c->handle), POLLIN, 0};

    return PQstatus(c->handle) != CONNECTION_OK || poll(&p, 1, 0) != 0;
}

static void disconnect(struct conn *c)
{
    PQfinish(c->handle);
}

static err prepare(struct conn *c, struct arena *a, struct statement *s)
{
    PGresult *r;
    err e = NULL;

    TRY(settle(c, a));
    snprintf(s->name, sizeof(s->name), "s%llu", (unsigned long long)++c->tick);
    r = PQprepare(c->handle, s->name, s->sql, 0, NULL);
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        e = fail(c, a, r, s->sql);
    PQclear(r);
    return e;
}

static void forget(struct conn *c, struct statement *s)
{
    char sql[64];

    PQclear(s->handle);
    s->handle = NULL;
    take_answers(c);
    if (c->broken)
        return;
    snprintf(sql, sizeof(sql), "DEALLOCATE %s", s->name);
    PQclear(PQexec(c->handle, sql));
}

/* Bytes in the form \x0123…, which PostgreSQL reads as bytea. */
static char *hex(struct arena *a, text t)
{
    static const char digits[] = "0123456789abcdef";
    char *p = arena_alloc(a, t.n * 2 + 3);

    p[0] = '\\';
    p[1] = 'x';
    for (size_t i = 0; i < t.n; i++) {
        p[2 + 2 * i] = digits[(unsigned char)t.p[i] >> 4];
        p[3 + 2 * i] = digits[(unsigned char)t.p[i] & 15];
    }
    return p;
}

static const char **params(struct arena *a, struct values bind)
{
    const char **v = ARENA_ARRAY(a, const char *, bind.n + 1);

    for (size_t i = 0; i < bind.n; i++) {
        const struct value *x = &bind.v[i];
        if (x->kind == VALUE_INT)
            v[i] = text_fmt(a, "%lld", (long long)x->n).p;
        else if (x->kind == VALUE_TEXT)
            v[i] = text_z(a, x->t);
        else if (x->kind == VALUE_BLOB)
            v[i] = hex(a, x->t);
    }
    return v;
}

static err start(struct query *q, struct values bind)
{
    PGconn *handle = q->c->handle;
    const char **v = params(q->a, bind);
    PGresult *r;

    TRY(settle(q->c, q->a));
    r = PQexecPrepared(handle, q->s->name, (int)bind.n, v, NULL, NULL, 0);
    if (!usable(PQresultStatus(r))) {
        err e = fail(q->c, q->a, r, q->s->sql);
        PQclear(r);
        return e;
    }
    q->result = q->s->handle = r;
    q->rows = PQntuples(r);
    return NULL;
}

static bool step(struct query *q)
{
    return q->row < q->rows;
}

static int row_of(const struct query *q)
{
    return (int)q->row - 1;
}

static bool is_null(struct query *q, int column)
{
    return PQgetisnull(q->result, row_of(q), column);
}

static text raw(struct query *q, int column)
{
    return (text){PQgetvalue(q->result, row_of(q), column), (size_t)PQgetlength(q->result, row_of(q), column)};
}

static int64_t get_int(struct query *q, int column)
{
    int64_t n = 0;
    text t = raw(q, column);

    if (text_eqz(t, "t"))
        return 1;
    return text_int(t, &n) ? n : 0;
}

static int nibble(char c)
{
    return c >= 'a' ? c - 'a' + 10 : c - '0';
}

static text peek(struct query *q, int column)
{
    enum { BYTEA_OID = 17 };
    text t = raw(q, column);
    char *p;

    if (PQftype(q->result, column) != BYTEA_OID || t.n < 2)
        return t;
    p = arena_alloc(q->a, t.n / 2);
    for (size_t i = 1; i < t.n / 2; i++)
        p[i - 1] = (char)(nibble(t.p[2 * i]) << 4 | nibble(t.p[2 * i + 1]));
    return (text){p, t.n / 2 - 1};
}

static int columns(struct query *q)
{
    return PQnfields(q->result);
}

static void finish(struct query *q)
{
    PQclear(q->result);
    q->result = q->s->handle = NULL;
}

static int64_t changed(struct query *q)
{
    int64_t n = 0;

    text_int(text_of(PQcmdTuples(q->result)), &n);
    return n;
}

static err listen_(struct conn *c, struct arena *a)
{
    return script(c, a, "LISTEN diaodu");
}

static bool woken(struct conn *c, int ms)
{
    struct pollfd p = {PQsocket(c->handle), POLLIN, 0};
    PGnotify *n;
    bool any = false;

    poll(&p, 1, ms);
    if (!PQconsumeInput(c->handle))
        c->broken = true;
    while (!c->broken && (n = PQnotifies(c->handle))) {
        any = true;
        PQfreemem(n);
    }
    return any;
}

const struct driver postgres_driver = {connect, disconnect, prepare, forget,  start,  step,   is_null, get_int,
                                       peek,    columns,    finish,  changed, script, send_on, settle, lost,    NULL,   listen_, woken};
