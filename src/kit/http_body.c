/* The body of a request as it comes in, on the event thread: small ones into memory, files into unlinked temporary files.
 * A body that is refused is still read up to a limit, so that the person sees the message instead of a broken connection.
 */
#include "kit/http_own.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    GRACE_MS = 30000, /* a body may take this long … */
    BYTES_PER_MS = 1, /* … and a millisecond more per byte: slower than 1 kB/s is cut off */
};

static void refuse_body(struct http_request *r, int status, const struct word *reason)
{
    http_refuse(r, status, reason);
    if (r->body.kind != BODY_NONE)
        r->body.kind = BODY_DROP;
}

/* ---- multipart ---- */

static int open_temp(const struct http_server *s)
{
    int fd = open(s->o.temp_dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (fd < 0)
        log_error("http: temporary file in %s: %s", s->o.temp_dir, strerror(errno));
    return fd;
}

static bool begin_file(struct http_request *r, text field, text name, text type)
{
    struct http_file f = {text_copy(r->arena, field), text_copy(r->arena, name), text_copy(r->arena, type), -1, 0};

    if (!r->route || !(r->route->flags & HTTP_UPLOAD)) {
        http_refuse(r, 415, &w_http_no_files);
        return false;
    }
    if (r->body.files.n == HTTP_FILES) {
        http_refuse(r, 413, &w_http_too_many_files);
        return false;
    }
    f.fd = open_temp(r->server);
    if (f.fd < 0) {
        http_refuse(r, 503, &w_http_no_room);
        return false;
    }
    list_push(&r->body.files, r->arena) = f;
    return true;
}

static bool write_file(struct http_request *r, const char *p, size_t n)
{
    struct http_body *b = &r->body;
    struct http_file *f = &b->files.v[b->files.n - 1];

    b->file_bytes += (int64_t)n;
    if (atomic_fetch_add(&r->server->file_bytes, (int64_t)n) + (int64_t)n > r->server->o.files_max) {
        http_refuse(r, 503, &w_http_busy);
        return false;
    }
    if (b->file_bytes > r->server->o.file_max) {
        http_refuse(r, 413, &w_http_too_large);
        return false;
    }
    while (n) {
        ssize_t did = write(f->fd, p, n);
        if (did < 0 && errno == EINTR)
            continue;
        if (did <= 0) {
            log_error("http: writing a temporary file in %s: %s", r->server->o.temp_dir, strerror(errno));
            http_refuse(r, 503, &w_http_no_room);
            return false;
        }
        p += did;
        n -= (size_t)did;
        f->size += did;
    }
    return true;
}

static bool on_part(void *data, const struct multipart_part *p)
{
    struct http_request *r = data;
    struct http_body *b = &r->body;

    b->in_file = p->file && !text_empty(p->file_name);
    b->in_field = false;
    if (b->in_file)
        return begin_file(r, p->name, p->file_name, p->type);
    if (b->fields.n == HTTP_FIELDS) {
        http_refuse(r, 413, &w_http_too_large);
        return false;
    }
    b->memory.n = 0;
    b->field_bytes += (int64_t)p->name.n;
    b->in_field = !p->file; /* an empty file input is neither field nor file */
    if (b->in_field)
        list_push(&b->fields, r->arena) = (struct http_field){text_copy(r->arena, p->name), T("")};
    return true;
}

static bool on_bytes(void *data, const char *p, size_t n)
{
    struct http_request *r = data;
    struct http_body *b = &r->body;

    if (b->in_file)
        return write_file(r, p, n);
    b->field_bytes += (int64_t)n;
    if (b->field_bytes > r->server->o.form_max) {
        http_refuse(r, 413, &w_http_too_large);
        return false;
    }
    out_put(&b->memory, p, n);
    return true;
}

static bool on_part_end(void *data)
{
    struct http_request *r = data;
    struct http_body *b = &r->body;

    if (b->in_field && b->memory.n) {
        b->fields.v[b->fields.n - 1].value = text_copy(r->arena, out_text(&b->memory));
        b->memory.n = 0;
    }
    return true;
}

static const struct multipart_calls part_calls = {on_part, on_bytes, on_part_end};

/* ---- any body ---- */

static text declared_type(struct http_request *r)
{
    text rest, type = text_trim(text_cut(http_header(r, "Content-Type"), ';', &rest));

    return type.n ? text_lower(r->arena, type) : NO_TEXT;
}

static void choose_kind(struct http_request *r)
{
    struct http_body *b = &r->body;
    const struct http_options *o = &r->server->o;
    bool upload = r->route && (r->route->flags & HTTP_UPLOAD);
    text boundary;

    if (text_eq(b->type, T("application/x-www-form-urlencoded"))) {
        b->kind = BODY_MEMORY;
        b->max = o->form_max;
    } else if (text_eq(b->type, T("application/json"))) {
        b->kind = BODY_MEMORY;
        b->max = o->json_max;
    } else if (text_eq(b->type, T("multipart/form-data"))) {
        boundary = multipart_boundary(r->arena, http_header(r, "Content-Type"));
        b->kind = BODY_MULTIPART;
        b->max = upload ? o->file_max + 2 * o->form_max : 2 * o->form_max;
        if (!boundary.p)
            refuse_body(r, 400, &w_http_malformed);
        else
            b->parser = multipart_new(r->arena, boundary, &part_calls, r);
    } else if (upload) {
        b->kind = BODY_FILE;
        b->max = o->file_max;
        if (!begin_file(r, NO_TEXT, NO_TEXT, b->type))
            refuse_body(r, 503, &w_http_no_room);
    } else {
        b->kind = BODY_DROP;
        http_refuse(r, 415, &w_http_type);
    }
}

void http_body_start(struct http_request *r)
{
    struct http_body *b = &r->body;
    text length = http_header(r, "Content-Length");
    int64_t declared = 0;

    if (!http_header(r, "Transfer-Encoding").p && (!text_int(length, &declared) || declared == 0))
        return;
    b->type = declared_type(r);
    b->started_ms = http_now_ms();
    if (r->refused || r->method == GET || r->method == HTTP_OTHER) {
        b->kind = BODY_DROP;
        return;
    }
    choose_kind(r);
    out_init(&b->memory, (size_t)b->max, LANG_ZH);
    if (declared > b->max)
        refuse_body(r, 413, &w_http_too_large);
}

bool http_body_add(struct http_request *r, const char *p, size_t n)
{
    struct http_body *b = &r->body;
    bool good = true;

    b->got += (int64_t)n;
    if (r->tracked)
        r->tracked->deadline_ms = b->started_ms + GRACE_MS + b->got / BYTES_PER_MS;
    if (b->kind != BODY_DROP && b->got > b->max)
        refuse_body(r, 413, &w_http_too_large);
    switch (b->kind) {
    case BODY_MEMORY: out_put(&b->memory, p, n); break;
    case BODY_MULTIPART: good = multipart_add(b->parser, p, n); break;
    case BODY_FILE: good = write_file(r, p, n); break;
    case BODY_DROP: return b->got <= HTTP_DRAIN_MAX + b->max;
    case BODY_NONE: break;
    }
    if (!good)
        refuse_body(r, 400, &w_http_malformed); /* unless the parser's caller said why */
    return true;
}

void http_body_end(struct http_request *r)
{
    struct http_body *b = &r->body;

    if (b->kind == BODY_MULTIPART && !multipart_end(b->parser))
        refuse_body(r, 400, &w_http_malformed);
    if (b->kind == BODY_MEMORY && out_failed(&b->memory))
        refuse_body(r, 503, &w_http_memory);
    for (size_t i = 0; i < b->files.n; i++)
        lseek(b->files.v[i].fd, 0, SEEK_SET);
}

void http_body_free(struct http_request *r)
{
    struct http_body *b = &r->body;

    for (size_t i = 0; i < b->files.n; i++)
        if (b->files.v[i].fd >= 0)
            close(b->files.v[i].fd);
    b->files.n = 0;
    atomic_fetch_sub(&r->server->file_bytes, b->file_bytes);
    b->file_bytes = 0;
    out_free(&b->memory);
}
