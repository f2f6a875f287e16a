/* A request's way: the callbacks of libmicrohttpd on the event thread, and the run of the handler on a worker. */
#include "kit/http_own.h"

#include "base/log.h"

#include <inttypes.h>
#include <unistd.h>

/* ---- birth and death ---- */

static void new_id(struct http_request *r)
{
    int64_t n = atomic_fetch_add(&r->server->counter, 1) + 1;

    r->id = text_fmt(r->arena, "%08" PRIx32 "-%06" PRIx64, r->server->run, (uint64_t)n);
}

static struct http_connection *tracked(struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

static bool fill_request(struct http_request *r, const char *target)
{
    jmp_buf full;

    if (setjmp(full))
        return false;
    arena_catch(r->arena, &full);
    r->target = text_copy(r->arena, text_of(target));
    new_id(r);
    http_answer_reset(r);
    arena_catch(r->arena, NULL);
    return true;
}

static struct http_request *new_request(struct http_server *s, const char *target, struct MHD_Connection *c)
{
    struct http_request *r = calloc(1, sizeof(*r));

    if (!r)
        return NULL;
    r->server = s;
    r->connection = c;
    r->refs = 1;
    r->send_fd = -1;
    r->tracked = tracked(c);
    r->arena = arena_new(s->o.arena_max);
    if (fill_request(r, target))
        return r;
    http_unref(r);
    return NULL;
}

void http_forget(struct http_connection *t)
{
    if (t->request)
        http_unref(t->request);
    t->request = NULL;
}

/* libmicrohttpd would note each value of the query in the connection's memory, and hang up on a few hundred of them without a
 * word. We read the query from our copy of the target: for the library it ends behind its question mark.
 */
static void hide_query(const char *target)
{
    char *mark = strchr(target, '?'); /* in the library's own buffer, which it writes to as well */

    if (mark && mark[1])
        mark[1] = '\0';
}

/* The first thing known of a request: its line. The request begins here, since only here its target is untouched. */
void *http_on_target(void *server, const char *target, struct MHD_Connection *c)
{
    struct http_server *s = server;
    struct http_request *r = new_request(s, target, c);

    hide_query(target);
    if (r && r->tracked) {
        http_forget(r->tracked);
        r->tracked->request = r;
        r->tracked->deadline_ms = http_now_ms() + s->o.head_timeout_s * 1000;
    }
    return r;
}

/* Ends what the handler used. The rest of the request stays until its connection is done with it. */
static void end_work(struct http_request *r)
{
    http_body_free(r);
    out_free(&r->out);
    if (r->send_fd >= 0)
        close(r->send_fd);
    r->send_fd = -1;
    arena_free(r->arena);
    r->arena = NULL;
}

void http_unref(struct http_request *r)
{
    if (atomic_fetch_sub(&r->refs, 1) > 1)
        return;
    if (r->arena)
        end_work(r);
    if (r->response)
        MHD_destroy_response(r->response);
    free(r);
}

void http_on_completed(void *server, struct MHD_Connection *c, void **state, enum MHD_RequestTerminationCode why)
{
    struct http_server *s = server;
    struct http_request *r = *state;

    (void)c;
    (void)why;
    if (!r)
        return;
    if (r->tracked) { /* an idle connection is ended by its silence, one that drips the next request by this */
        r->tracked->request = NULL;
        r->tracked->deadline_ms = http_now_ms() + (s->o.timeout_s + s->o.head_timeout_s) * 1000;
    }
    *state = NULL;
    http_unref(r);
}

/* ---- the handler's run ---- */

static bool call_handler(struct http_request *r, const struct http_route *route)
{
    const struct http_options *o = &r->server->o;
    jmp_buf full;

    if (setjmp(full)) {
        arena_catch(r->arena, NULL);
        return false;
    }
    arena_catch(r->arena, &full);
    o->handle(r, route, o->app);
    arena_catch(r->arena, NULL);
    return true;
}

static struct MHD_Response *make_answer(struct http_request *r, struct http_zip *zip)
{
    r->response = r->pipe ? http_answer_pipe(r, r->pipe) : http_answer_make(r, zip);
    return r->response;
}

static void out_of_memory(struct http_request *r, struct arena_mark start)
{
    log_error("http: %s: %s: more than %zu bytes of memory", r->id.p, r->target.p, r->server->o.arena_max);
    if (r->pipe) {
        http_pipe_break(r->pipe);
        return;
    }
    r->refused = 503;
    r->reason = &w_http_memory;
    arena_reset(r->arena, start);
    http_answer_reset(r);
    if (call_handler(r, NULL))
        return;
    arena_reset(r->arena, start);
    http_answer_reset(r);
    r->response = http_answer_plain(&w_http_memory, true);
}

static void end_stream(struct http_request *r)
{
    bool broken = !out_end(&r->stream);

    out_free(&r->stream);
    if (r->pipe)
        http_pipe_end(r->pipe, broken);
    r->pipe = NULL;
}

void http_run(struct http_request *r, struct http_zip *zip)
{
    struct arena_mark start = arena_mark(r->arena);

    if (!call_handler(r, r->refused ? NULL : r->route))
        out_of_memory(r, start);
    if (r->streaming) {
        end_stream(r);
        end_work(r);
        return;
    }
    if (!r->response && !make_answer(r, zip)) {
        r->status = 503;
        r->response = http_answer_plain(&w_http_memory, true);
    }
    end_work(r);
    if (r->lane)
        http_lane_answered(r);
}

struct out *http_stream(struct http_request *r)
{
    if (r->streaming)
        return &r->stream;
    out_to(&r->stream, http_pipe_write, NULL, LANG_ZH);
    r->stream.failed = true; /* until all is there: what is written goes nowhere */
    if (!r->lane || r->pipe || !(r->pipe = http_pipe_new(r, false))) {
        r->status = 503;
        return &r->stream;
    }
    r->response = http_answer_pipe(r, r->pipe);
    r->streaming = true;
    r->stream.data = r->pipe;
    r->stream.failed = !r->response;
    http_lane_answered(r);
    return &r->stream;
}

void http_stream_break(struct http_request *r)
{
    r->stream.failed = true;
    if (r->streaming)
        http_pipe_break(r->pipe);
}

/* ---- the event thread ---- */

static enum MHD_Result queue(struct MHD_Connection *c, int status, struct MHD_Response *m)
{
    enum MHD_Result done;

    if (!m)
        return MHD_NO;
    done = MHD_queue_response(c, (unsigned)status, m);
    MHD_destroy_response(m);
    return done;
}

static void match_route(struct http_request *r)
{
    const struct http_server *s = r->server;

    r->route = http_route_find(s->routes, r->method, r->segments, r->segment_count, &r->allowed);
    if (!r->route && r->allowed)
        http_refuse(r, 405, &w_http_method);
    else if (!r->route)
        http_refuse(r, 404, &w_http_not_found);
}

/* The head is here. A body that is hopelessly too large, or that the client asks about first, is answered before it comes. */
static enum MHD_Result begin(struct http_request *r, const char *method)
{
    int64_t length = 0;

    r->phase = PHASE_BODY;
    if (r->tracked)
        r->tracked->deadline_ms = 0;
    if (!http_read_head(r, method))
        http_refuse(r, 400, &w_http_malformed);
    if (r->ambiguous)
        return queue(r->connection, 400, http_answer_plain(&w_http_malformed, false));
    if (!r->refused)
        match_route(r);
    http_body_start(r);
    text_int(http_header(r, "Content-Length"), &length);
    if (r->body.kind == BODY_DROP && (length > r->body.max + HTTP_DRAIN_MAX || http_header(r, "Expect").p))
        return queue(r->connection, r->refused ? r->refused : 413,
                     http_answer_plain(r->reason ? r->reason : &w_http_too_large, false));
    return MHD_YES;
}

static const struct asset *find_asset(const struct http_request *r)
{
    const struct http_options *o = &r->server->o;
    text prefix = text_of(o->asset_prefix);

    if (!o->asset || r->method != GET || !text_starts(r->path, prefix))
        return NULL;
    return o->asset(text_sub(r->path, prefix.n, r->path.n - prefix.n));
}

static enum MHD_Result dispatch(struct http_request *r)
{
    struct http_server *s = r->server;
    const struct asset *asset;

    if (r->tracked)
        r->tracked->deadline_ms = 0;
    asset = find_asset(r);
    if (asset) {
        int status;
        struct MHD_Response *m = http_answer_asset(r, asset, &status);
        return queue(r->connection, status, m);
    }
    http_body_end(r);
    http_answer_reset(r);
    if (!r->refused && (r->route->flags & HTTP_INLINE)) {
        struct MHD_Response *m;
        r->inline_run = true;
        http_run(r, NULL);
        m = r->response;
        r->response = NULL;
        return queue(r->connection, r->status, m);
    }
    if (http_lane_put(s->lanes[r->route && (r->route->flags & HTTP_LONG)], r))
        return MHD_YES;
    atomic_fetch_add(&s->busy, 1);
    return queue(r->connection, 503, http_answer_plain(&w_http_busy, true));
}

static enum MHD_Result step(struct http_request *r, const char *method, const char *bytes, size_t *n)
{
    struct MHD_Response *m;

    if (r->phase == PHASE_NEW)
        return begin(r, method);
    if (*n) {
        size_t all = *n;
        *n = 0;
        return http_body_add(r, bytes, all) ? MHD_YES : MHD_NO;
    }
    if (r->phase == PHASE_BODY)
        return dispatch(r);
    if (r->phase == PHASE_ABANDONED)
        return queue(r->connection, 503, http_answer_plain(&w_http_stopping, true));
    m = r->response;
    r->response = NULL;
    return queue(r->connection, r->status, m);
}

enum MHD_Result http_on_request(void *server, struct MHD_Connection *c, const char *url, const char *method,
                                const char *version, const char *bytes, size_t *n, void **state)
{
    struct http_request *r = *state;
    bool filling;
    jmp_buf full;

    (void)server;
    (void)c;
    (void)url;
    (void)version;
    if (!r)
        return MHD_NO;
    filling = r->phase == PHASE_NEW || r->phase == PHASE_BODY; /* later the arena is not ours */
    if (filling) {
        if (setjmp(full))
            return MHD_NO; /* a head or a form that does not fit: the connection is closed */
        arena_catch(r->arena, &full);
    }
    return step(r, method, bytes, n);
}
