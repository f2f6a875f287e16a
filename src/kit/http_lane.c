/* A lane: a bounded queue of requests and the workers that take from it. */
#include "kit/http_own.h"

#include <errno.h>
#include <sys/socket.h>

struct worker {
    struct http_lane *lane;
    pthread_t thread;
    struct http_request *request; /* what it runs */
};

struct http_lane {
    struct http_server *server;
    pthread_mutex_t lock;
    pthread_cond_t work, idle;
    struct http_request *first, **last;
    int waiting, queue_max, running, worker_count;
    bool closed, end;
    struct worker *workers;
};

static struct http_request *next_request(struct worker *w)
{
    struct http_lane *l = w->lane;
    struct http_request *r;

    pthread_mutex_lock(&l->lock);
    while (!l->first && !l->end)
        pthread_cond_wait(&l->work, &l->lock);
    r = l->first;
    if (r) {
        l->first = r->next;
        if (!l->first)
            l->last = &l->first;
        l->waiting--;
        l->running++;
        w->request = r;
    }
    pthread_mutex_unlock(&l->lock);
    return r;
}

static void *work(void *data)
{
    struct worker *w = data;
    struct http_zip *zip = w->lane->server->o.no_gzip ? NULL : http_zip_new();
    struct http_request *r;

    while ((r = next_request(w))) {
        http_run(r, zip);
        pthread_mutex_lock(&w->lane->lock);
        w->request = NULL;
        w->lane->running--;
        if (!w->lane->running && !w->lane->first)
            pthread_cond_broadcast(&w->lane->idle);
        pthread_mutex_unlock(&w->lane->lock);
        http_unref(r);
    }
    http_zip_free(zip);
    return NULL;
}

struct http_lane *http_lane_new(struct http_server *s, int workers, int queue)
{
    struct http_lane *l = calloc(1, sizeof(*l));
    pthread_condattr_t attr;

    if (!l || !(l->workers = calloc((size_t)workers, sizeof(*l->workers)))) {
        free(l);
        return NULL;
    }
    l->server = s;
    l->last = &l->first;
    l->queue_max = queue;
    pthread_mutex_init(&l->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&l->work, NULL);
    pthread_cond_init(&l->idle, &attr);
    pthread_condattr_destroy(&attr);
    for (; l->worker_count < workers; l->worker_count++) {
        struct worker *w = &l->workers[l->worker_count];
        w->lane = l;
        if (pthread_create(&w->thread, NULL, work, w)) {
            http_lane_free(l);
            return NULL;
        }
    }
    return l;
}

bool http_lane_put(struct http_lane *l, struct http_request *r)
{
    bool taken;

    pthread_mutex_lock(&l->lock);
    taken = !l->closed && l->waiting < l->queue_max;
    if (taken) {
        MHD_suspend_connection(r->connection);
        atomic_fetch_add(&r->refs, 1);
        r->lane = l;
        r->phase = PHASE_WORK;
        r->next = NULL;
        *l->last = r;
        l->last = &r->next;
        l->waiting++;
        pthread_cond_signal(&l->work);
    }
    pthread_mutex_unlock(&l->lock);
    return taken;
}

void http_lane_answered(struct http_request *r)
{
    pthread_mutex_lock(&r->lane->lock);
    if (r->phase == PHASE_WORK) {
        r->phase = PHASE_ANSWERED;
        MHD_resume_connection(r->connection);
    }
    pthread_mutex_unlock(&r->lane->lock);
}

bool http_lane_gone(struct http_request *r)
{
    const union MHD_ConnectionInfo *info;
    bool gone;
    char c;

    if (!r->lane)
        return false;
    pthread_mutex_lock(&r->lane->lock);
    gone = r->phase == PHASE_ABANDONED || (r->streaming && out_failed(&r->stream));
    if (r->phase == PHASE_WORK) { /* suspended: nobody else reads from it, and it is not closed */
        info = MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        gone = info && recv(info->connect_fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
    }
    pthread_mutex_unlock(&r->lane->lock);
    return gone;
}

void http_lane_count(struct http_lane *l, int64_t *running, int64_t *waiting)
{
    pthread_mutex_lock(&l->lock);
    *running += l->running;
    *waiting += l->waiting;
    pthread_mutex_unlock(&l->lock);
}

bool http_lane_idle(struct http_lane *l, int64_t until_ms)
{
    struct timespec until = {until_ms / 1000, until_ms % 1000 * 1000000};
    bool idle;

    pthread_mutex_lock(&l->lock);
    while ((l->running || l->first) && pthread_cond_timedwait(&l->idle, &l->lock, &until) != ETIMEDOUT)
        ;
    idle = !l->running && !l->first;
    pthread_mutex_unlock(&l->lock);
    return idle;
}

static void abandon(struct http_request *r)
{
    if (r->phase == PHASE_WORK) {
        r->phase = PHASE_ABANDONED;
        MHD_resume_connection(r->connection);
    }
}

void http_lane_abandon(struct http_lane *l)
{
    pthread_mutex_lock(&l->lock);
    l->closed = true;
    for (struct http_request *r = l->first; r; r = r->next)
        abandon(r);
    for (int i = 0; i < l->worker_count; i++)
        if (l->workers[i].request)
            abandon(l->workers[i].request);
    pthread_mutex_unlock(&l->lock);
}

void http_lane_free(struct http_lane *l)
{
    if (!l)
        return;
    pthread_mutex_lock(&l->lock);
    l->end = true;
    pthread_cond_broadcast(&l->work);
    pthread_mutex_unlock(&l->lock);
    for (int i = 0; i < l->worker_count; i++)
        pthread_join(l->workers[i].thread, NULL);
    pthread_cond_destroy(&l->work);
    pthread_cond_destroy(&l->idle);
    pthread_mutex_destroy(&l->lock);
    free(l->workers);
    free(l);
}
