/* Start, stop, and the watch over connections that are too slow. */
#include "kit/http_own.h"

#include "base/log.h"

#include <errno.h>
#include <inttypes.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

int64_t http_now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- listening ---- */

/* "host:port", "[::1]:port", ":port" */
static bool split_listen(struct arena *a, text listen, char **ret_host, char **ret_port)
{
    size_t colon = listen.n;
    int64_t port;
    text host;

    while (colon && listen.p[colon - 1] != ':')
        colon--;
    if (!colon)
        return false;
    host = text_sub(listen, 0, colon - 1);
    if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
        host = text_sub(host, 1, host.n - 2);
    *ret_host = text_z(a, host);
    *ret_port = text_z(a, text_sub(listen, colon, listen.n - colon));
    /* getaddrinfo takes 99999 for 34463 */
    return **ret_port != '\0' && (!text_int(text_of(*ret_port), &port) || (port >= 0 && port <= UINT16_MAX));
}

static int listen_at(const struct addrinfo *at)
{
    int fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), yes = 1;

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    if (bind(fd, at->ai_addr, at->ai_addrlen) || listen(fd, 1024)) {
        int why = errno;
        close(fd);
        errno = why;
        return -1;
    }
    return fd;
}

static int bound_port(int fd)
{
    struct sockaddr_storage at = {0};
    socklen_t n = sizeof(at);

    if (getsockname(fd, (struct sockaddr *)&at, &n))
        return 0;
    if (at.ss_family == AF_INET6)
        return ntohs(((struct sockaddr_in6 *)&at)->sin6_port);
    return at.ss_family == AF_INET ? ntohs(((struct sockaddr_in *)&at)->sin_port) : 0;
}

static err open_socket(struct http_server *s, struct arena *a)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *found = NULL;
    char *host, *port;
    const char *why = "?";
    int bad;

    if (!split_listen(a, text_of(s->o.listen), &host, &port))
        return FAIL(a, E_INPUT, w_http_listen, .args = {ARG_TEXT("address", text_of(s->o.listen)), ARG_TEXT("why", T("HOST:PORT"))});
    bad = getaddrinfo(*host ? host : NULL, port, &hints, &found);
    if (bad)
        why = gai_strerror(bad);
    for (const struct addrinfo *at = found; at && s->listen_fd < 0; at = at->ai_next) {
        s->listen_fd = listen_at(at);
        if (s->listen_fd < 0)
            why = strerrordesc_np(errno);
    }
    if (found)
        freeaddrinfo(found);
    if (s->listen_fd < 0)
        return FAIL(a, E_SYSTEM, w_http_listen, .args = {ARG_TEXT("address", text_of(s->o.listen)), ARG_TEXT("why", text_of(why))});
    s->port = bound_port(s->listen_fd);
    return NULL;
}

/* ---- the watch over connections ---- */

static void on_connection(void *server, struct MHD_Connection *c, void **context, enum MHD_ConnectionNotificationCode what)
{
    struct http_server *s = server;
    struct http_connection *t = *context;
    const union MHD_ConnectionInfo *info;

    if (what == MHD_CONNECTION_NOTIFY_CLOSED && t)
        http_forget(t);
    pthread_mutex_lock(&s->lock);
    if (what == MHD_CONNECTION_NOTIFY_STARTED && (t = calloc(1, sizeof(*t)))) {
        info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
        t->fd = info ? info->connect_fd : -1;
        t->deadline_ms = http_now_ms() + s->o.head_timeout_s * 1000;
        t->next = s->connections;
        if (t->next)
            t->next->before = t;
        s->connections = t;
        *context = t;
    } else if (what == MHD_CONNECTION_NOTIFY_CLOSED && t) {
        if (t->next)
            t->next->before = t->before;
        if (t->before)
            t->before->next = t->next;
        else
            s->connections = t->next;
        free(t);
        *context = NULL;
    }
    pthread_mutex_unlock(&s->lock);
}

/* The descriptor is closed only after on_connection has taken the entry out, so it is never another's. */
static void cut_slow(struct http_server *s)
{
    int64_t now = http_now_ms();

    pthread_mutex_lock(&s->lock);
    for (struct http_connection *t = s->connections; t; t = t->next) {
        int64_t deadline = t->deadline_ms;
        if (deadline && now > deadline && t->fd >= 0) {
            shutdown(t->fd, SHUT_RDWR);
            t->deadline_ms = 0;
        }
    }
    pthread_mutex_unlock(&s->lock);
}

static void *sweep(void *data)
{
    struct http_server *s = data;
    bool end = false;

    while (!end) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += 1;
        pthread_mutex_lock(&s->lock);
        if (!s->sweep_end)
            pthread_cond_timedwait(&s->wake, &s->lock, &until);
        end = s->sweep_end;
        pthread_mutex_unlock(&s->lock);
        cut_slow(s);
        http_pipes_ping(s);
    }
    return NULL;
}

/* ---- start ---- */

static void set_defaults(struct http_options *o)
{
#define DEFAULT(field, value) (o->field = o->field ? o->field : (value))
    DEFAULT(listen, "127.0.0.1:8080");
    DEFAULT(asset_prefix, "/static/");
    DEFAULT(event_threads, 2);
    DEFAULT(short_workers, 8);
    DEFAULT(long_workers, 2);
    DEFAULT(short_queue, 1024);
    DEFAULT(long_queue, 64);
    DEFAULT(arena_max, (size_t)32 << 20);
    DEFAULT(answer_max, (size_t)32 << 20);
    DEFAULT(form_max, (int64_t)1 << 20);
    DEFAULT(json_max, (int64_t)8 << 20);
    DEFAULT(file_max, (int64_t)512 << 20);
    DEFAULT(files_max, (int64_t)4 << 30);
    DEFAULT(temp_dir, "/tmp");
    DEFAULT(timeout_s, 30);
    DEFAULT(head_timeout_s, 20);
    DEFAULT(max_connections, 4096);
#undef DEFAULT
}

static size_t keep_as_is(void *data, struct MHD_Connection *c, char *t)
{
    (void)data;
    (void)c;
    return strlen(t);
}

static void __attribute__((format(printf, 2, 0))) on_log(void *data, const char *format, va_list args)
{
    char line[512];

    (void)data;
    vsnprintf(line, sizeof(line), format, args);
    line[strcspn(line, "\n")] = '\0';
    log_debug("http: %s", line);
}

static struct MHD_Daemon *start_daemon(struct http_server *s)
{
    const struct http_options *o = &s->o;
    const struct MHD_OptionItem options[] = {
        {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)on_log, NULL},
        {MHD_OPTION_LISTEN_SOCKET, s->listen_fd, NULL},
        {MHD_OPTION_THREAD_POOL_SIZE, o->event_threads > 1 ? o->event_threads : 0, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, o->max_connections, NULL},
        {MHD_OPTION_PER_IP_CONNECTION_LIMIT, o->max_per_address, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, o->timeout_s, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, HTTP_CONNECTION_MEMORY, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)http_on_completed, s},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, s},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)http_on_target, s},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)keep_as_is, NULL},
        {MHD_OPTION_END, 0, NULL},
    };

    return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL,
                            http_on_request, s, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

static void block_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static err start_threads(struct http_server *s, struct arena *a)
{
    s->lanes[0] = http_lane_new(s, s->o.short_workers, s->o.short_queue);
    s->lanes[1] = http_lane_new(s, s->o.long_workers, s->o.long_queue);
    s->sweeping = !pthread_create(&s->sweeper, NULL, sweep, s);
    if (s->lanes[0] && s->lanes[1] && s->sweeping)
        s->daemon = start_daemon(s);
    return s->daemon ? NULL : FAIL(a, E_SYSTEM, w_http_start);
}

static void free_server(struct http_server *s)
{
    if (s->sweeping) {
        pthread_mutex_lock(&s->lock);
        s->sweep_end = true;
        pthread_cond_signal(&s->wake);
        pthread_mutex_unlock(&s->lock);
        pthread_join(s->sweeper, NULL);
    }
    http_lane_free(s->lanes[0]);
    http_lane_free(s->lanes[1]);
    if (s->listen_fd >= 0)
        close(s->listen_fd);
    pthread_cond_destroy(&s->wake);
    pthread_mutex_destroy(&s->lock);
    arena_free(s->arena);
    free(s);
}

err http_start(const struct http_options *options, struct arena *a, struct http_server **ret)
{
    struct http_server *s = calloc(1, sizeof(*s));
    err e;

    if (!s)
        return FAIL(a, E_SYSTEM, w_http_start);
    s->o = *options;
    set_defaults(&s->o);
    s->listen_fd = -1;
    s->arena = arena_new((size_t)64 << 20);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->wake, NULL);
    if (getrandom(&s->run, sizeof(s->run), 0) < 0)
        s->run = (uint32_t)http_now_ms();
    if (s->o.signals)
        block_signals();
    e = http_routes_build(&s->o, s->arena, &s->routes);
    if (e)
        e = error_new(a, e); /* outlives the server */
    else if (!(e = open_socket(s, a)))
        e = start_threads(s, a);
    if (e) {
        free_server(s);
        return e;
    }
    *ret = s;
    return NULL;
}

int http_port(const struct http_server *s)
{
    return s->port;
}

void http_wait(struct http_server *s)
{
    sigset_t set;
    int which;

    (void)s;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    while (sigwait(&set, &which) != 0)
        ;
    log_info("http: %s: stopping", which == SIGTERM ? "SIGTERM" : "SIGINT");
}

/* ---- stop ---- */

/* No handler runs, and all live answers have been closed by those who wrote to them. */
static bool all_left(struct http_server *s, int64_t until_ms)
{
    struct timespec pause = {0, 10 * 1000 * 1000};

    if (!http_lane_idle(s->lanes[0], until_ms) || !http_lane_idle(s->lanes[1], until_ms))
        return false;
    while (!http_pipes_none(s) && http_now_ms() < until_ms)
        nanosleep(&pause, NULL);
    return http_pipes_none(s);
}

bool http_stop(struct http_server *s, int seconds)
{
    int64_t until = http_now_ms() + (int64_t)seconds * 1000;

    if (!s)
        return true;
    s->stopping = true;
    MHD_quiesce_daemon(s->daemon);
    shutdown(s->listen_fd, SHUT_RDWR); /* who connects from now on is refused instead of kept waiting */
    http_pipes_close(s, true);
    http_lane_idle(s->lanes[0], until);
    http_lane_idle(s->lanes[1], until);
    s->closing = true;
    http_lane_abandon(s->lanes[0]);
    http_lane_abandon(s->lanes[1]);
    http_pipes_close(s, false);
    MHD_stop_daemon(s->daemon); /* closes what is still open */
    s->daemon = NULL;
    if (!all_left(s, http_now_ms() + 500)) /* who still ran has been told that nobody listens; a moment to notice */
        return false;
    free_server(s);
    return true;
}

struct http_figures http_figures(struct http_server *s)
{
    struct http_figures f = {.requests = s->counter, .refused_busy = s->busy, .live = s->live, .file_bytes = s->file_bytes};

    http_lane_count(s->lanes[0], &f.running, &f.waiting);
    http_lane_count(s->lanes[1], &f.running, &f.waiting);
    return f;
}
