/* Waiting for other people's commits: see db.h. */
#include "driver.h"

#include <errno.h>
#include <unistd.h>

struct listener {
    struct db *db;
    struct conn *c; /* NULL while it is lost */
    uint64_t seen;  /* of db->wakes */
};

err conn_wake(struct conn *c, struct arena *a)
{
    static const char sql_notify[] = "SELECT pg_notify('diaodu', '')";

    if (c->db->engine == DB_POSTGRES)
        return conn_run(c, a, sql_notify, NO_VALUES, NULL);
    c->wakes = true;
    return NULL;
}

void db_wake(struct db *db)
{
    pthread_mutex_lock(&db->lock);
    db->wakes++;
    pthread_cond_broadcast(&db->woken);
    pthread_mutex_unlock(&db->lock);
}

static err connect(struct listener *l, struct arena *a)
{
    err e = db_connect(l->db, DB_READ, a, &l->c);

    if (!e)
        e = l->c->driver->listen(l->c, a);
    if (e && l->c) {
        db_disconnect(l->c);
        l->c = NULL;
    }
    return e;
}

err db_listen(struct db *db, struct arena *a, struct listener **ret)
{
    struct listener *l = calloc(1, sizeof(*l));
    err e;

    if (!l)
        return db_error(a, E_SYSTEM, "out of memory", NULL);
    l->db = db;
    l->seen = db->wakes;
    e = connect(l, a);
    if (e)
        free(l);
    else
        *ret = l;
    return e;
}

void listener_close(struct listener *l)
{
    if (!l)
        return;
    if (l->c)
        db_disconnect(l->c);
    free(l);
}

/* Waits for a wake within the process for at most `ms`. */
static bool woken_inside(struct listener *l, int ms)
{
    struct timespec until;
    bool woken;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&l->db->lock);
    while (l->seen == l->db->wakes && ms > 0)
        if (pthread_cond_timedwait(&l->db->woken, &l->db->lock, &until) == ETIMEDOUT)
            break;
    woken = l->seen != l->db->wakes;
    l->seen = l->db->wakes;
    pthread_mutex_unlock(&l->db->lock);
    return woken;
}

/* A lost connection may have missed something: true once it is there again. */
static bool again(struct listener *l, int ms)
{
    struct arena *a = arena_new(1 << 20);
    err e = connect(l, a);

    arena_free(a);
    if (e)
        woken_inside(l, ms < 1000 ? ms : 1000);
    return !e;
}

bool listener_wait(struct listener *l, int ms)
{
    bool sqlite = l->db->engine == DB_SQLITE;

    if (!l->c)
        return again(l, ms);
    for (int left = ms;; left -= SQLITE_POLL_MS) {
        int step = left < SQLITE_POLL_MS ? left : SQLITE_POLL_MS;
        bool inside = woken_inside(l, sqlite ? step : 0), outside = l->c->driver->woken(l->c, inside || sqlite ? 0 : step);
        if (l->c->broken) {
            db_disconnect(l->c);
            l->c = NULL;
            return again(l, step);
        }
        if (inside || outside)
            return true;
        if (left <= SQLITE_POLL_MS)
            return false;
    }
}
