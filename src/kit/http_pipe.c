/* Bytes from a worker, or from anywhere, to a connection that is served by an event thread: http_stream and http_live.
 *
 * The event thread reads (http_pipe_read). When there is nothing it suspends the connection and says so by `parked`;
 * whoever clears `parked` resumes it, under the lock, so it is resumed once. Two owners: the connection, the writer.
 */
#include "kit/http_own.h"


enum {
    STREAM_MAX = 256 * 1024, /* bytes under way before a stream's writer waits */
    LIVE_MAX = 1024 * 1024,  /* bytes a live client may be behind */
    PING_MS = 20000,
};

struct http_pipe {
    struct http_pipe *next, *before; /* server.pipes */
    struct http_server *server;
    struct MHD_Connection *connection;
    struct http_connection *tracked; /* valid until `gone` */
    pthread_mutex_t lock;
    pthread_cond_t room;
    _Atomic int refs;
    char *p;
    size_t from, n, cap, max; /* the bytes p[from … from + n) wait */
    int64_t written_ms;
    bool live, events, parked, ended, broken, gone;
};

struct http_live {
    struct http_pipe pipe;
};

static void list_in(struct http_pipe *p)
{
    struct http_server *s = p->server;

    pthread_mutex_lock(&s->lock);
    p->next = s->pipes;
    if (p->next)
        p->next->before = p;
    s->pipes = p;
    pthread_mutex_unlock(&s->lock);
}

static void list_out(struct http_pipe *p)
{
    struct http_server *s = p->server;

    pthread_mutex_lock(&s->lock);
    if (p->next)
        p->next->before = p->before;
    if (p->before)
        p->before->next = p->next;
    else
        s->pipes = p->next;
    pthread_mutex_unlock(&s->lock);
}

struct http_pipe *http_pipe_new(struct http_request *r, bool live)
{
    struct http_live *l = calloc(1, sizeof(*l));
    struct http_pipe *p;

    if (!l)
        return NULL;
    p = &l->pipe;
    p->server = r->server;
    p->connection = r->connection;
    p->tracked = r->tracked;
    p->live = live;
    p->max = live ? LIVE_MAX : STREAM_MAX;
    p->refs = 2;
    p->written_ms = http_now_ms();
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->room, NULL);
    if (live)
        atomic_fetch_add(&r->server->live, 1);
    list_in(p);
    return p;
}

static void unref(struct http_pipe *p)
{
    if (atomic_fetch_sub(&p->refs, 1) > 1)
        return;
    list_out(p);
    if (p->live)
        atomic_fetch_sub(&p->server->live, 1);
    pthread_cond_destroy(&p->room);
    pthread_mutex_destroy(&p->lock);
    free(p->p);
    free(p);
}

/* With the lock held. */
static void wake_reader(struct http_pipe *p)
{
    if (p->parked) {
        p->parked = false;
        MHD_resume_connection(p->connection);
    }
}

/* ---- the connection's end, on the event thread ---- */

static ssize_t take(struct http_pipe *p, char *into, size_t max)
{
    size_t n = p->n < max ? p->n : max;

    memcpy(into, p->p + p->from, n);
    p->from += n;
    p->n -= n;
    if (!p->n)
        p->from = 0;
    pthread_cond_signal(&p->room);
    return (ssize_t)n;
}

ssize_t http_pipe_read(void *pipe, uint64_t at, char *into, size_t max)
{
    struct http_pipe *p = pipe;
    ssize_t n = 0;

    (void)at;
    pthread_mutex_lock(&p->lock);
    if (p->broken) {
        n = MHD_CONTENT_READER_END_WITH_ERROR;
    } else if (p->n) {
        n = take(p, into, max);
    } else if (p->ended) {
        n = MHD_CONTENT_READER_END_OF_STREAM;
    } else if (p->server->closing) {
        n = MHD_CONTENT_READER_END_WITH_ERROR;
    } else {
        MHD_suspend_connection(p->connection);
        p->parked = true;
    }
    pthread_mutex_unlock(&p->lock);
    return n;
}

void http_pipe_reader_gone(void *pipe)
{
    struct http_pipe *p = pipe;

    pthread_mutex_lock(&p->lock);
    p->gone = true;
    p->parked = false;
    pthread_cond_signal(&p->room);
    pthread_mutex_unlock(&p->lock);
    unref(p);
}

/* ---- the writer's end ---- */

/* With the lock held. False: no memory. */
static bool append(struct http_pipe *p, const char *bytes, size_t n)
{
    if (p->from + p->n + n > p->cap && p->from) {
        memmove(p->p, p->p + p->from, p->n);
        p->from = 0;
    }
    if (p->n + n > p->cap) {
        size_t cap = p->cap ? p->cap : 1024;
        char *grown;
        while (cap < p->n + n)
            cap *= 2;
        grown = realloc(p->p, cap);
        if (!grown)
            return false;
        p->p = grown;
        p->cap = cap;
    }
    memcpy(p->p + p->from + p->n, bytes, n);
    p->n += n;
    return true;
}

bool http_pipe_write(void *pipe, const char *bytes, size_t n)
{
    struct http_pipe *p = pipe;
    bool good = true;

    pthread_mutex_lock(&p->lock);
    while (n && good) {
        size_t some;
        while (p->n >= p->max && !p->gone && !p->broken)
            pthread_cond_wait(&p->room, &p->lock);
        some = p->max - p->n < n ? p->max - p->n : n;
        good = !p->gone && !p->broken && append(p, bytes, some);
        bytes += some;
        n -= some;
        wake_reader(p);
    }
    pthread_mutex_unlock(&p->lock);
    return good;
}

void http_pipe_end(struct http_pipe *p, bool broken)
{
    pthread_mutex_lock(&p->lock);
    p->ended = true;
    p->broken = p->broken || broken;
    wake_reader(p);
    pthread_mutex_unlock(&p->lock);
    unref(p);
}

void http_pipe_break(struct http_pipe *p)
{
    pthread_mutex_lock(&p->lock);
    p->broken = true;
    wake_reader(p);
    pthread_mutex_unlock(&p->lock);
}

/* ---- live answers ---- */

struct http_live *http_live(struct http_request *r)
{
    struct http_pipe *p;
    bool typed = false;

    if (r->inline_run || r->pipe || !(p = http_pipe_new(r, true)))
        return NULL;
    for (size_t i = 0; i < r->answer.n; i++)
        typed = typed || text_ieq(r->answer.v[i].name, T("Content-Type"));
    if (!typed)
        http_set_type(r, "text/event-stream; charset=utf-8");
    http_set_header(r, "X-Accel-Buffering", T("no")); /* nginx would gather events otherwise */
    p->events = !typed;
    r->pipe = p;
    return (struct http_live *)p;
}

static bool send_live(struct http_pipe *p, text t)
{
    bool good;

    pthread_mutex_lock(&p->lock);
    good = !p->gone && !p->broken && !p->ended;
    if (good && (p->n + t.n > p->max || !append(p, t.p, t.n))) {
        p->broken = true;
        good = false;
        if (p->tracked)
            p->tracked->deadline_ms = 1; /* long ago: it may be stuck sending to a reader that does not read */
    }
    p->written_ms = http_now_ms();
    wake_reader(p);
    pthread_mutex_unlock(&p->lock);
    return good;
}

bool http_live_send(struct http_live *l, text t)
{
    return send_live(&l->pipe, t);
}

bool http_live_event(struct http_live *l, const char *event, text data)
{
    CLEAN(out_free) struct out o;
    text line;

    out_init(&o, LIVE_MAX, LANG_ZH);
    out_fmt(&o, "event: %s\n", event);
    for (text rest = data; text_each(&rest, '\n', &line);) {
        LIT(&o, "data: ");
        out_raw(&o, text_ends(line, T("\r")) ? text_sub(line, 0, line.n - 1) : line);
        out_char(&o, '\n');
    }
    out_char(&o, '\n');
    return !out_failed(&o) && send_live(&l->pipe, out_text(&o));
}

void http_live_close(struct http_live *l)
{
    http_pipe_end(&l->pipe, false);
}

/* ---- all of them ---- */

bool http_pipes_none(struct http_server *s)
{
    bool none;

    pthread_mutex_lock(&s->lock);
    none = !s->pipes;
    pthread_mutex_unlock(&s->lock);
    return none;
}

void http_pipes_close(struct http_server *s, bool live_only)
{
    pthread_mutex_lock(&s->lock);
    for (struct http_pipe *p = s->pipes; p; p = p->next) {
        pthread_mutex_lock(&p->lock);
        if (p->live)
            p->ended = true;
        else if (!live_only)
            p->broken = true;
        if (p->live || !live_only) {
            pthread_cond_signal(&p->room);
            wake_reader(p);
        }
        pthread_mutex_unlock(&p->lock);
    }
    pthread_mutex_unlock(&s->lock);
}

void http_pipes_ping(struct http_server *s)
{
    int64_t now = http_now_ms();

    pthread_mutex_lock(&s->lock);
    for (struct http_pipe *p = s->pipes; p; p = p->next) {
        bool due;
        pthread_mutex_lock(&p->lock);
        due = p->events && !p->ended && now - p->written_ms >= PING_MS;
        pthread_mutex_unlock(&p->lock);
        if (due)
            send_live(p, T(":\n\n"));
    }
    pthread_mutex_unlock(&s->lock);
}
