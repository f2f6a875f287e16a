/* What an engine provides: the inner side of db.h. Only src/db includes this. */
#ifndef DIAODU_DB_DRIVER_H
#define DIAODU_DB_DRIVER_H

#include "db.h"

#include <pthread.h>

struct driver;

struct db {
    const struct driver *driver;
    enum db_engine engine;
    const char *path; /* the file, or the connection string */
    pthread_mutex_t lock;
    pthread_cond_t freed;
    struct conn *idle[2]; /* by use; PostgreSQL keeps all in [DB_READ] */
    int open[2], limit[2];
    struct arena *arena; /* lives as long as the db; guarded by lock */
    pthread_cond_t woken;
    uint64_t wakes; /* how often somebody was woken; guarded by lock */
};

enum { STATEMENTS = 256 /* no more: see conn.place */, SENT_MOST = 128 };

struct statement {
    const char *sql; /* own copy; NULL: free slot */
    uint64_t hash, used;
    void *handle;    /* sqlite3_stmt; PostgreSQL: the rows of its open query */
    char name[24];   /* PostgreSQL */
    int n_params;
    bool in_order; /* SQLite: its parameters appear as $1, $2, …, each for the first time */
    bool busy;
};

struct conn {
    struct db *db;
    const struct driver *driver;
    enum db_use use;
    struct conn *next;
    void *handle; /* sqlite3 or PGconn */
    struct statement statements[STATEMENTS];
    uint8_t place[STATEMENTS]; /* of a statement among them, by its hash: as it was seen last */
    uint64_t tick;
    int64_t queries;
    bool in_transaction, broken;
    bool much;            /* until it is given back: see conn_expect_much, conn_expect_walk */
    bool later;           /* PostgreSQL: statements without an answer are sent one behind the other */
    int sent;             /* … so many have not been answered yet */
    const char *sent_sql[SENT_MOST];
    struct {
        enum error_code code;
        const char *sql;
        char said[400];
        bool any;
    } late;               /* … the first of them that failed, not told yet */
    bool wakes;           /* SQLite: the commit wakes the listeners */
    int64_t data_version; /* SQLite: of a listener, as it was last seen */
};

struct driver {
    err (*connect)(struct db *db, enum db_use use, struct arena *a, struct conn *c);
    void (*disconnect)(struct conn *c);
    err (*prepare)(struct conn *c, struct arena *a, struct statement *s);
    void (*forget)(struct conn *c, struct statement *s);
    err (*start)(struct query *q, struct values bind);
    bool (*step)(struct query *q); /* sets q->failed */
    bool (*is_null)(struct query *q, int column);
    int64_t (*get_int)(struct query *q, int column);
    text (*peek)(struct query *q, int column);
    int (*columns)(struct query *q);
    void (*finish)(struct query *q);
    int64_t (*changed)(struct query *q);
    err (*script)(struct conn *c, struct arena *a, const char *sql);
    /* Sends a statement whose answer is nobody's concern, and waits for what was sent: what failed is told by whichever comes next. NULL: this
     * engine has no way between. */
    err (*send)(struct conn *c, struct arena *a, struct statement *s, struct values bind);
    err (*settle)(struct conn *c, struct arena *a);
    /* Whether the other end has gone while nobody used it; asks nobody. NULL: there is no other end. */
    bool (*lost)(struct conn *c);
    void (*put_by)(struct conn *c); /* NULL: nothing is held */
    err (*listen)(struct conn *c, struct arena *a);
    /* Whether another process has woken this one; waits for at most `ms`. Sets c->broken when the connection is gone. */
    bool (*woken)(struct conn *c, int ms);
};

/* A connection outside the pools; ended by db_disconnect. */
err db_connect(struct db *db, enum db_use use, struct arena *a, struct conn **ret);
void db_disconnect(struct conn *c);

extern const struct driver sqlite_driver, postgres_driver;

/* The highest $N in a statement. */
int db_count_params(const char *sql);

/* The database's own message as an error; code E_RETRY for a lost race, E_BUSY for a lock that did not come, E_AWAY when there is no
 * connection. The message is its detail. */
err db_error(struct arena *a, enum error_code code, const char *message, const char *sql);

#endif
