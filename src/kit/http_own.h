/* What the files of the HTTP layer share among themselves. Nobody else includes this.
 *
 * Who touches a request when: the event thread until it is put into a lane; then one worker; after http_lane_done
 * (or the start of a stream) the event thread only looks at `phase`, `status` and `response`. `refs` counts the two owners.
 * Locks: lane.lock (queue, phase); server.lock (lists), and inside it pipe.lock. libmicrohttpd's own lock is taken inside
 * ours and never the other way round.
 */
#ifndef DIAODU_KIT_HTTP_OWN_H
#define DIAODU_KIT_HTTP_OWN_H

#include "kit/http.h"
#include "kit/http_multipart.h"
#include "kit/words.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

enum {
    HTTP_SEGMENTS = 24, /* of a path */
    HTTP_FIELDS = 10000,
    HTTP_FILES = 200,
    HTTP_CONNECTION_MEMORY = 32 * 1024, /* request head, and what libmicrohttpd reads and writes at once */
    HTTP_DRAIN_MAX = 64 << 20,          /* bytes read of a body that is refused already */
};

struct http_header {
    text name, value;
};

/* A connection of the daemon, for the deadline of its request head and body, and for the request that libmicrohttpd gives up
 * without a word: a head with more values than its memory holds.
 */
struct http_connection {
    struct http_request *request; /* begun and not completed; of the event thread */
    struct http_connection *next, *before;
    int fd;
    _Atomic int64_t deadline_ms; /* 0: none */
};

enum http_body_kind { BODY_NONE, BODY_MEMORY, BODY_MULTIPART, BODY_FILE, BODY_DROP };

struct http_body {
    enum http_body_kind kind;
    text type;          /* lower case, without parameters */
    int64_t max;        /* bytes of this kind that are taken */
    int64_t got;        /* bytes that came */
    int64_t started_ms;
    struct out memory;  /* the body, or the value of the current field */
    struct multipart *parser;
    LIST(struct http_field) fields;
    LIST(struct http_file) files;
    int64_t field_bytes, file_bytes; /* file_bytes is also counted in server.file_bytes */
    bool in_file, in_field;
};

enum http_phase { PHASE_NEW, PHASE_BODY, PHASE_WORK, PHASE_ANSWERED, PHASE_ABANDONED };

struct http_request {
    struct http_server *server;
    struct MHD_Connection *connection;
    struct http_connection *tracked;
    struct arena *arena;
    struct http_request *next; /* in the lane's queue, in a worker's list */
    struct http_lane *lane;
    _Atomic int refs;
    enum http_phase phase;
    bool head, secure, inline_run, ambiguous;

    text id, method_name, target, path, query, client;
    enum http_method method;
    const struct http_route *route;
    LIST(struct http_header) headers;
    text segments[HTTP_SEGMENTS];
    size_t segment_count;
    struct http_body body;
    int refused;
    const struct word *reason;
    unsigned allowed; /* methods that the path knows, as bits */

    int status;
    LIST(struct http_header) answer;
    struct out out;
    int send_fd;
    int64_t send_size;
    struct http_pipe *pipe; /* the writer's end; a live one is handed to its user */
    bool streaming;
    struct out stream;
    struct MHD_Response *response;
};

struct http_zip; /* a worker's compressor, used again and again */

struct http_server {
    struct http_options o;
    struct MHD_Daemon *daemon;
    struct arena *arena;
    struct route_node *routes;
    int port;
    int listen_fd;
    uint32_t run; /* makes request ids differ between runs */
    _Atomic int64_t counter, busy, file_bytes, live;
    _Atomic bool stopping, closing;
    struct http_lane *lanes[2]; /* short, long */

    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t wake;
    struct http_connection *connections;
    struct http_pipe *pipes;
    pthread_t sweeper;
    bool sweeping, sweep_end;
};

int64_t http_now_ms(void); /* monotonic */

/* http_route.c */
err http_routes_build(const struct http_options *o, struct arena *a, struct route_node **ret);
const struct http_route *http_route_find(const struct route_node *root, enum http_method method, const text *segments,
                                         size_t n, unsigned *ret_allowed);
const char *http_method_z(enum http_method m);

/* http_request.c */
bool http_read_head(struct http_request *r, const char *method);   /* false: malformed */
bool http_split_path(struct arena *a, text path, text *segments, size_t *ret_n, text *ret_path);
void http_refuse(struct http_request *r, int status, const struct word *reason);
bool http_accepts(const struct http_request *r, const char *coding);
bool http_address_in(const char *address, const char *network);

/* http_body.c: the body as it comes. end: false when it is malformed and refused. */
void http_body_start(struct http_request *r);
bool http_body_add(struct http_request *r, const char *p, size_t n); /* false: close the connection */
void http_body_end(struct http_request *r);
void http_body_free(struct http_request *r);

/* http_response.c */
struct MHD_Response *http_answer_make(struct http_request *r, struct http_zip *zip);
struct MHD_Response *http_answer_pipe(struct http_request *r, struct http_pipe *p);
struct MHD_Response *http_answer_asset(struct http_request *r, const struct asset *a, int *ret_status);
struct MHD_Response *http_answer_plain(const struct word *reason, bool retry); /* made without a request's memory */
void http_answer_reset(struct http_request *r);
struct http_zip *http_zip_new(void);
void http_zip_free(struct http_zip *z);
char *http_zip_run(struct http_zip *z, text in, size_t *ret_n); /* malloc'ed; NULL: not smaller or no memory */

/* http_pipe.c */
struct http_pipe *http_pipe_new(struct http_request *r, bool live);
ssize_t http_pipe_read(void *pipe, uint64_t at, char *into, size_t max);
void http_pipe_reader_gone(void *pipe);
bool http_pipe_write(void *pipe, const char *p, size_t n); /* waits for the reader */
void http_pipe_end(struct http_pipe *p, bool broken);      /* by the writer, once */
void http_pipe_break(struct http_pipe *p);                 /* cuts it off; the writer still ends it */
bool http_pipes_none(struct http_server *s);
void http_pipes_close(struct http_server *s, bool live_only);
void http_pipes_ping(struct http_server *s);

/* http_lane.c */
struct http_lane *http_lane_new(struct http_server *s, int workers, int queue);
bool http_lane_put(struct http_lane *l, struct http_request *r); /* false: full; else the connection is suspended */
void http_lane_answered(struct http_request *r);                 /* by the worker: the response is there */
void http_lane_count(struct http_lane *l, int64_t *running, int64_t *waiting);
bool http_lane_idle(struct http_lane *l, int64_t until_ms);      /* waits; false: not idle by then */
void http_lane_abandon(struct http_lane *l);                     /* takes nothing more and lets all connections go */
void http_lane_free(struct http_lane *l);                        /* only when idle */
bool http_lane_gone(struct http_request *r);

/* http_handle.c */
void http_run(struct http_request *r, struct http_zip *zip); /* handler, then answer */
void http_unref(struct http_request *r);
void http_forget(struct http_connection *t); /* the request that was begun on it and never completed */
void *http_on_target(void *server, const char *target, struct MHD_Connection *c);
enum MHD_Result http_on_request(void *server, struct MHD_Connection *c, const char *url, const char *method,
                                const char *version, const char *bytes, size_t *n, void **request);
void http_on_completed(void *server, struct MHD_Connection *c, void **request, enum MHD_RequestTerminationCode why);

#endif
