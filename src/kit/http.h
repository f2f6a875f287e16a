/* HTTP/1.1 over libmicrohttpd: requests in, responses out. Sessions, permission, layout and acts are above it (kit/web).
 *
 * Threads. Event threads only move bytes and serve assets. When a request has arrived whole, its connection is parked
 * and a worker runs the handler: the short lane for pages, the long lane (HTTP_LONG) for what may take seconds, so that
 * an export never stands in front of a page. A full lane answers 503 at once.
 *
 * Memory. A request has an arena that ends after the handler; files, headers and fields live in it. When it is exhausted the
 * handler is left by a jump, what it registered with arena_on_end runs, and the handler is called once more with the
 * refusal 503 to render a page.
 *
 * Life cycle: http_start → (http_wait) → http_stop.
 */
#ifndef DIAODU_KIT_HTTP_H
#define DIAODU_KIT_HTTP_H

#include "base/error.h"
#include "kit/asset.h"

struct http_server;
struct http_request;

/* ---- Routes ---- */

enum http_method { GET, POST, PUT, PATCH, DELETE, HTTP_OTHER, HTTP_METHODS = HTTP_OTHER };

enum http_route_flag {
    HTTP_LONG = 1,   /* runs in the long lane, may stream */
    HTTP_UPLOAD = 2, /* takes files: multipart with files, or any other type of body */
    HTTP_INLINE = 4, /* runs on the event thread: only what takes microseconds and waits for nothing (a health check) */
};

/* HEAD goes where GET goes. "{id}" stands for one non-empty segment; a literal segment is preferred to it. */
struct http_route {
    enum http_method method;
    const char *path; /* "/projects/{id}/files/{hash}" */
    const void *page; /* for the layer above */
    unsigned flags;
};

struct http_table {
    const struct http_route *v;
    size_t n;
};

/* ---- Server ---- */

/* Zero means the default in parentheses. Texts and tables must outlive the server. */
struct http_options {
    const char *listen; /* "HOST:PORT" or "[::1]:PORT" (127.0.0.1:8080); port 0: any free one */
    const struct http_table *tables;
    size_t table_count;

    /* Renders every answer. route NULL: nothing matches, or the request was refused: see http_refused. */
    void (*handle)(struct http_request *r, const struct http_route *route, void *app);
    void *app;

    /* Looks up what follows asset_prefix ("/static/"); called on event threads. Answers are cached for ever by browsers. */
    const struct asset *(*asset)(text hashed); /* asset_find */
    const char *asset_prefix;

    int event_threads;              /* (2) */
    int short_workers, long_workers; /* (8, 2) */
    int short_queue, long_queue;    /* requests waiting for a worker (1024, 64) */

    size_t arena_max;    /* bytes a request may take (32 MiB) */
    size_t answer_max;   /* bytes of a gathered answer (32 MiB) */
    int64_t form_max;    /* urlencoded body, and the fields of a multipart one together (1 MiB) */
    int64_t json_max;    /* (8 MiB) */
    int64_t file_max;    /* one request's files together (512 MiB) */
    int64_t files_max;   /* files of all requests under way together (4 GiB) */
    const char *temp_dir; /* for files under way (/tmp); in the data directory a file can be linked into its place */

    int timeout_s;        /* silence on a connection (30) */
    int head_timeout_s;   /* for request line and headers together (20) */
    int max_connections;  /* (4096; the process needs as many descriptors) */
    int max_per_address;  /* (0: no limit, as behind a proxy all come from one address) */

    const char *const *proxies; /* addresses or "10.0.0.0/8" whose X-Forwarded-For and -Proto are believed; NULL: none */
    size_t proxy_count;

    bool no_gzip;
    bool signals; /* SIGTERM and SIGINT are blocked for all threads from here on; http_wait waits for them */
};

/* Starts to listen. Refused: address not usable, or a route is malformed or there twice. */
err http_start(const struct http_options *options, struct arena *a, struct http_server **ret);

int http_port(const struct http_server *s);

/* Blocks until SIGTERM or SIGINT; needs options.signals. */
void http_wait(struct http_server *s);

/* Stops listening, lets what runs finish for at most `seconds`, ends the rest. True: all is freed. False: a handler still
 * runs or a live answer was not closed; the server is left as it is and the process should end. NULL is allowed.
 */
bool http_stop(struct http_server *s, int seconds);

/* Figures since the start, for the status page and the bench. */
struct http_figures {
    int64_t requests, refused_busy, running, waiting, live, file_bytes;
};
struct http_figures http_figures(struct http_server *s);

/* All routes, in the order of their tables, for `diaodu routes`. */
size_t http_route_count(const struct http_server *s);
const struct http_route *http_route_at(const struct http_server *s, size_t i);

/* ---- Request. Texts live as long as the request. ---- */

struct arena *http_arena(struct http_request *r);
text http_id(const struct http_request *r);       /* for the log, and on error pages for the hotline */
enum http_method http_method(const struct http_request *r);
text http_method_name(const struct http_request *r);
bool http_is_head(const struct http_request *r);  /* the handler need not know; the body is not sent */
text http_path(const struct http_request *r);     /* percent-decoded, valid UTF-8 */
text http_target(const struct http_request *r);   /* as sent: path and query */
text http_query(const struct http_request *r);    /* as sent, what follows "?"; absent when there is none */
text http_param(const struct http_request *r, const char *name);  /* the segment that stands for {name}; absent */
text http_header(const struct http_request *r, const char *name); /* the first of that name; absent */
text http_cookie(const struct http_request *r, const char *name); /* absent */
text http_client(const struct http_request *r);   /* the address of the person's machine */
bool http_secure(const struct http_request *r);   /* came by https, as a believed proxy says */

/* The status with which the request is to be refused, or 0. `http_reason` says it in words, for people. */
int http_refused(const struct http_request *r);
const struct word *http_reason(const struct http_request *r);

/* The body of application/x-www-form-urlencoded and application/json, else absent. Not validated. */
text http_body(const struct http_request *r);
text http_body_type(const struct http_request *r); /* lower case, without parameters: "application/json"; absent */

/* The parts of multipart/form-data, in order. Values are not validated. A form's empty file input gives no file. */
struct http_field {
    text name, value;
};
size_t http_field_count(const struct http_request *r);
const struct http_field *http_field_at(const struct http_request *r, size_t i);

/* A file in an unlinked temporary file, read position at 0; closed with the request. Any other body (PUT of a picture) is one
 * file with an absent field and name. To keep it, link /proc/self/fd/N into its place, or take the descriptor.
 */
struct http_file {
    text field;
    text name; /* valid UTF-8, no directory, no control characters; never to be used as a path all the same */
    text type; /* as declared: a guess of the browser */
    int fd;
    int64_t size;
};
size_t http_file_count(const struct http_request *r);
const struct http_file *http_file_at(const struct http_request *r, size_t i);
const struct http_file *http_file(const struct http_request *r, const char *field); /* the first; NULL */
int http_file_take(struct http_request *r, const struct http_file *file);           /* the caller closes it */

/* True when the person has gone away: a long handler may stop. A system call: ask now and then. */
bool http_gone(struct http_request *r);

/* ---- Response ---- */

/* Preset: 200 or the refusal; text/html; no-store; the security headers (docs/http.md). */
void http_status(struct http_request *r, int status);
int http_status_now(const struct http_request *r);

/* Replaces a header of that name; an absent value removes it. A value with control characters is dropped and logged. */
void http_set_header(struct http_request *r, const char *name, text value);
void http_set_type(struct http_request *r, const char *type);

enum http_cookie_flag {
    HTTP_COOKIE_SCRIPT = 1, /* scripts may read it; otherwise HttpOnly */
    HTTP_COOKIE_STRICT = 2, /* SameSite=Strict instead of Lax */
    HTTP_COOKIE_SECURE = 4, /* also without http_secure, which sets it by itself */
};
/* max_age in seconds; −1: until the browser closes; 0: removes it. */
void http_set_cookie(struct http_request *r, const char *name, text value, int64_t max_age, unsigned flags);

/* The body. What exceeds answer_max makes the answer a 500. */
struct out *http_out(struct http_request *r);

/* 303 after a POST. The address must be made by us: check what came from outside with http_is_local. */
void http_redirect(struct http_request *r, int status, text url);
bool http_is_local(text url); /* a path on this server: "/a?b", not "//host" */

/* Sends `size` bytes of fd from its beginning, and closes it after; of these only the part that a Range header asks for. A
 * name makes it a download; absent: shown in place. */
void http_send_fd(struct http_request *r, int fd, int64_t size, text type, text name);

/* Marks the answer as download under this name (RFC 6266, UTF-8). */
void http_set_download(struct http_request *r, text name);

/* Sets the (weak) ETag; true when the browser has it already: the answer is 304 and the handler is done. */
bool http_not_modified(struct http_request *r, text tag);

/* Starts the answer now and returns a buffer that hands its bytes to the connection as they come: when the reader is
 * slow, writing waits; when he has gone, out_failed. Only in HTTP_LONG routes, after status and headers, as it keeps a worker.
 * http_stream_break ends the answer so that the client sees it is cut off.
 */
struct out *http_stream(struct http_request *r);
void http_stream_break(struct http_request *r);

/* An answer that stays open and is written to from anywhere later: server-sent events, progress. The handler asks for it, hands
 * the handle on, and returns; it costs no thread. Server-sent events get a comment line every 20 s, by which a client that left
 * is noticed. http_live_send never waits: false when the client has gone or is more than 1 MiB behind (it is then
 * cut off, and connects again). http_live_close must be called once, whatever happened; after it the handle is gone.
 */
struct http_live;
struct http_live *http_live(struct http_request *r); /* sets text/event-stream unless a type was set */
bool http_live_send(struct http_live *l, text t);
bool http_live_event(struct http_live *l, const char *event, text data); /* one server-sent event; data may have lines */
void http_live_close(struct http_live *l);

#endif
