/* One database interface over SQLite (one file, WAL) and PostgreSQL (libpq).
 *
 * Life cycle:  db_open → db_lease → conn_begin … query_open/query_row/query_end, conn_run … conn_commit → conn_release → db_close.
 *
 * SQL is the subset that both engines speak; parameters are $1, $2 … and values never enter its text. Statements are
 * prepared once per connection and kept. A lease belongs to one thread until released. On SQLite there is one writer at
 * a time: leasing for DB_WRITE waits for it, readers never wait. A commit returns when the data is on disk.
 *
 *     CLEAN(query_close) struct query q = {0};
 *     TRY(query_open(&q, c, a, "SELECT id, name FROM body WHERE unit = $1", BIND(V(unit))));
 *     while (query_row(&q, INTO(TO(&i), TO(&name)))) …;
 *     return query_end(&q);
 */
#ifndef DIAODU_DB_DB_H
#define DIAODU_DB_DB_H

#include "base/error.h"

struct db;
struct conn;

enum db_engine { DB_SQLITE, DB_POSTGRES };
enum db_use { DB_READ, DB_WRITE };

/* Opens "sqlite:PATH" or "postgresql://…"; does not migrate. The handle lives until db_close. */
err db_open(struct arena *a, text url, struct db **ret);
/* Whether there is anything: a database that no migration has run in is none, nor is a SQLite file that is not there (which is not made by this). */
err db_is_made(struct db *db, struct arena *a, bool *ret);
void db_close(struct db *db);
enum db_engine db_engine(const struct db *db);

/* A connection for this thread. Waits for a free one; E_BUSY after 30 s. */
err db_lease(struct db *db, enum db_use use, struct arena *a, struct conn **ret);
/* The same without waiting: *ret is NULL when none is free. For what may as well be done later. */
err db_try_lease(struct db *db, enum db_use use, struct arena *a, struct conn **ret);
void conn_release(struct conn *c); /* rolls back what is open; NULL is allowed */
void conn_clean(struct conn **c);  /* for CLEAN() */
struct db *conn_db(struct conn *c);
enum db_engine conn_engine(const struct conn *c);

err conn_begin(struct conn *c, struct arena *a); /* SQLite: BEGIN IMMEDIATE on a writer, BEGIN on a reader */
err conn_commit(struct conn *c, struct arena *a);
void conn_rollback(struct conn *c);
/* A hundred thousand rows are about to be written or looked up, until the connection is given back. SQLite keeps more of the database in memory, and
 * none of it mapped. PostgreSQL is sent statements of a transaction that answer nothing (conn_run without ret_changed) one behind the other: what one
 * of them fails for is told by a later one, by the commit at the latest. */
err conn_expect_much(struct conn *c, struct arena *a);
/* In the middle of a long transaction, each few thousand rows: SQLite writes out the pages that were changed. Else they fill its memory to nine tenths, and
 * each look into an index reads its pages anew: a hundred for each row. */
void conn_put_by(struct conn *c);
/* All of the database is about to be walked through once: none of it is mapped until the connection is given back, since what was mapped stays
 * with the process for as long as it lives. */
err conn_expect_walk(struct conn *c, struct arena *a);
bool conn_in_transaction(const struct conn *c);
bool conn_writes(const struct conn *c);          /* leased for DB_WRITE */
/* Gives a reading connection back for a writing one, unless it writes already. After a failure there is none. For what thinks
 * long before it writes: SQLite has one writer for all. */
err conn_to_writer(struct conn **c, struct arena *a);

/* How many statements have run on this connection since it was leased: what a page costs. */
int64_t conn_queries(const struct conn *c);

/* A value on its way in. */
struct value {
    enum { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BLOB } kind;
    int64_t n;
    text t;
};
struct values {
    const struct value *v;
    size_t n;
};

struct value value_int(int64_t n); /* ABSENT is NULL */
struct value value_ref(int64_t n); /* 0 is NULL */
struct value value_text(text t);   /* absent is NULL */
struct value value_blob(text t);
struct value value_z(const char *z);
struct value value_code(code c);
struct value value_codes(codes c);
struct value value_money(money m);
struct value value_number(number n);
struct value value_degree(degree d);
struct value value_date(date d);
struct value value_month(month m);
struct value value_moment(moment m);
struct value value_flag(flag f);
struct value value_id(id i);
struct value value_reference(ref r);
struct value value_plain(long long n);

#define V(x)                                                                                                           \
    _Generic((x), text: value_text, code: value_code, codes: value_codes, money: value_money, number: value_number,    \
        degree: value_degree, date: value_date, month: value_month, moment: value_moment, flag: value_flag,            \
        id: value_id, ref: value_reference, char *: value_z, const char *: value_z, bool: value_plain,                 \
        int: value_plain, unsigned: value_plain, long: value_plain, unsigned long: value_plain,                        \
        long long: value_plain)(x)
#define BIND(...)                                                                                                      \
    ((struct values){(const struct value[]){__VA_ARGS__},                                                              \
                     sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value)})
#define NO_VALUES ((struct values){NULL, 0})

/* Where a column goes. Text is copied into the query's arena. */
struct target {
    enum { TO_TEXT_, TO_CODE_, TO_CODES_, TO_INT_, TO_REF_, TO_PLAIN_, TO_BOOL_ } kind;
    void *at;
};
struct targets {
    const struct target *v;
    size_t n;
};
#define TO(p)                                                                                                          \
    ((struct target){_Generic((p), text *: TO_TEXT_, code *: TO_CODE_, codes *: TO_CODES_, money *: TO_INT_,           \
        number *: TO_INT_, degree *: TO_INT_, date *: TO_INT_, month *: TO_INT_, moment *: TO_INT_, flag *: TO_INT_,   \
        id *: TO_REF_, ref *: TO_REF_, int64_t *: TO_PLAIN_, bool *: TO_BOOL_), (p)})
#define INTO(...)                                                                                                      \
    ((struct targets){(const struct target[]){__VA_ARGS__},                                                            \
                      sizeof((const struct target[]){__VA_ARGS__}) / sizeof(struct target)})

struct statement;
struct query {
    struct conn *c;
    struct arena *a;
    struct statement *s;
    err failed;
    int64_t row;      /* rows seen */
    bool open, done;
    void *result;     /* PostgreSQL: the rows in hand, `rows` of them */
    int64_t rows;
};

/* Starts a query. `a` receives the texts of its rows. */
err query_open(struct query *q, struct conn *c, struct arena *a, const char *sql, struct values bind);
/* The next row, false at the end or on failure, which query_end tells. */
bool query_row(struct query *q, struct targets into);
/* Low-level access to the present row, used by the record machinery: column i from 0. */
bool query_step(struct query *q);
bool query_is_null(struct query *q, int column);
int64_t query_int(struct query *q, int column); /* ABSENT for NULL */
text query_text(struct query *q, int column);   /* in the query's arena; absent for NULL */
text query_peek(struct query *q, int column);   /* valid until the next row */
int query_columns(struct query *q);
err query_end(struct query *q);
void query_close(struct query *q); /* for CLEAN(); twice is harmless */

/* Runs one statement that returns no rows. ret_changed may be NULL. */
err conn_run(struct conn *c, struct arena *a, const char *sql, struct values bind, int64_t *ret_changed);
/* Runs a query that must return at most one row; *ret_found may be NULL when a row must be there (E_GONE else). */
err conn_one(struct conn *c, struct arena *a, const char *sql, struct values bind, struct targets into,
             bool *ret_found);
/* Runs a script of several statements without parameters. Only migrations and tests. */
err conn_script(struct conn *c, struct arena *a, const char *sql);

/* A lock that holds until the transaction ends, across processes: nothing on SQLite, where writing is the lock. */
err conn_lock(struct conn *c, struct arena *a, int64_t key);
/* Tries to become leader for a task until the connection is released (session lock). SQLite: a row with a lease. */
err conn_try_lead(struct conn *c, struct arena *a, int64_t key, bool *ret_leader);

/* --- waking: somebody waits until an act has been committed, by this process or another -------------------------------------
 * conn_wake in a transaction wakes every listener of the database once it is committed, and none when it is rolled back. On
 * PostgreSQL by NOTIFY; on SQLite by a condition variable within the process, and within SQLITE_POLL_MS between processes.
 */
err conn_wake(struct conn *c, struct arena *a);
struct listener;
enum { SQLITE_POLL_MS = 200 };
/* Listens on a connection of its own, until closed. A lost connection is made again by listener_wait. */
err db_listen(struct db *db, struct arena *a, struct listener **ret);
/* True when it was woken since the last call (or may have been: after a lost connection), false after `ms` milliseconds. */
bool listener_wait(struct listener *l, int ms);
void listener_close(struct listener *l); /* NULL is allowed */
/* Wakes the listeners of this process only: for stopping them. */
void db_wake(struct db *db);

/* A new key that rises with time (milliseconds since 2025, process, sequence), below 2^53 so that JavaScript keeps it. */
id db_new_id(void);
id db_first_id(moment at); /* no key made before that moment is as large */

/* Brings the schema up to date: each numbered migration once, also with several processes starting together. */
struct migration {
    int number;
    const char *name;
    const char *sql;
};
err db_migrate(struct db *db, struct arena *a, const struct migration *v, size_t n, int *ret_applied);

/* Copies a SQLite database while it is in use. */
err db_backup(struct db *db, struct arena *a, text to_path);

/* EXPLAIN of a query in one text, for the tests that look for scans. */
err conn_explain(struct conn *c, struct arena *a, const char *sql, struct values bind, text *ret);

/* Tests watch every statement: called with its text and values before it runs, on the thread that runs it; NULL to stop. */
void db_watch(void (*seen)(void *data, const char *sql, struct values bind), void *data);

/* Writes every statement with its values to a file, one JSON object a line: {"sql":"…","values":[1,"x",null]}. For the
 * benchmark and for whoever wants to see what a page does ($DIAODU_SQL_TRACE). Values may be people's data. */
err db_trace(struct arena *a, const char *path);

#endif
