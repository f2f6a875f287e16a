/* The answer: what a handler says of it, and its translation into a response of libmicrohttpd. */
#include "kit/http_own.h"

#include "base/log.h"

#include <unistd.h>
#include <zlib.h>

enum { GZIP_FROM = 1500 }; /* bytes: below, an answer fits one packet anyway */

static const struct {
    const char *name, *value;
} preset[] = {
    {"Content-Security-Policy",
     "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; frame-ancestors 'none'; "
     "base-uri 'none'; form-action 'self'; object-src 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"},
    {"Cache-Control", "no-store"},
};

/* ---- what handlers say ---- */

void http_status(struct http_request *r, int status)
{
    r->status = status;
}

int http_status_now(const struct http_request *r)
{
    return r->status;
}

static bool printable(text t)
{
    for (size_t i = 0; i < t.n; i++)
        if ((unsigned char)t.p[i] < 0x20 || t.p[i] == 0x7f)
            return false;
    return true;
}

static struct http_header *find_header(const struct http_request *r, const char *name)
{
    for (size_t i = 0; i < r->answer.n; i++)
        if (text_ieq(r->answer.v[i].name, text_of(name)))
            return &r->answer.v[i];
    return NULL;
}

static void put_header(struct http_request *r, const char *name, text value)
{
    if (!printable(value)) {
        log_error("http: %s: header %s dropped: control characters", r->id.p, name);
        return;
    }
    list_push(&r->answer, r->arena) = (struct http_header){text_copy(r->arena, text_of(name)),
                                                           text_copy(r->arena, value)};
}

void http_set_header(struct http_request *r, const char *name, text value)
{
    struct http_header *h = find_header(r, name);

    if (!h)
        put_header(r, name, value); /* an absent value keeps a preset away */
    else if (printable(value))
        h->value = text_copy(r->arena, value);
    else
        log_error("http: %s: header %s not changed: control characters", r->id.p, name);
}

void http_set_type(struct http_request *r, const char *type)
{
    http_set_header(r, "Content-Type", text_of(type));
}

void http_set_cookie(struct http_request *r, const char *name, text value, int64_t max_age, unsigned flags)
{
    CLEAN(out_free) struct out o;

    if (text_has(value, T(";"))) {
        log_error("http: %s: cookie %s dropped: semicolon", r->id.p, name);
        return;
    }
    out_init(&o, HTTP_CONNECTION_MEMORY, LANG_EN);
    out_fmt(&o, "%s=%.*s; Path=/; SameSite=%s", name, TEXT_ARG(value), flags & HTTP_COOKIE_STRICT ? "Strict" : "Lax");
    if (max_age >= 0)
        out_fmt(&o, "; Max-Age=%lld", (long long)max_age);
    if (!(flags & HTTP_COOKIE_SCRIPT))
        LIT(&o, "; HttpOnly");
    if ((flags & HTTP_COOKIE_SECURE) || r->secure)
        LIT(&o, "; Secure");
    put_header(r, "Set-Cookie", out_text(&o)); /* several may be set */
}

struct out *http_out(struct http_request *r)
{
    return &r->out;
}

void http_redirect(struct http_request *r, int status, text url)
{
    r->status = status;
    http_set_header(r, "Location", url);
}

bool http_is_local(text url)
{
    return url.n && url.p[0] == '/' && printable(url) && !text_has(url, T("\\")) && (url.n < 2 || url.p[1] != '/');
}

void http_set_download(struct http_request *r, text name)
{
    CLEAN(out_free) struct out o;

    out_init(&o, 4096, LANG_EN);
    LIT(&o, "attachment; filename=\"");
    for (text rest = name; rest.n;) {
        uint32_t c = text_next(&rest);
        out_char(&o, c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '%' && c != ';' ? (char)c : '_');
    }
    LIT(&o, "\"; filename*=UTF-8''");
    out_escape_url(&o, name);
    http_set_header(r, "Content-Disposition", out_text(&o));
}

void http_send_fd(struct http_request *r, int fd, int64_t size, text type, text name)
{
    if (r->send_fd >= 0)
        close(r->send_fd);
    r->send_fd = fd;
    r->send_size = size;
    http_set_header(r, "Content-Type", type);
    if (name.p)
        http_set_download(r, name);
}

bool http_not_modified(struct http_request *r, text tag)
{
    text own = text_fmt(r->arena, "W/\"%.*s\"", TEXT_ARG(tag));
    text rest = http_header(r, "If-None-Match"), one;

    http_set_header(r, "ETag", own);
    http_set_header(r, "Cache-Control", T("private, no-cache"));
    while (text_each(&rest, ',', &one)) {
        one = text_trim(one);
        if (text_eq(one, own) || text_eq(one, text_sub(own, 2, own.n - 2)) || text_eq(one, T("*"))) {
            r->status = 304;
            return true;
        }
    }
    return false;
}

void http_answer_reset(struct http_request *r)
{
    r->answer.v = NULL;
    r->answer.n = r->answer.cap = 0;
    out_free(&r->out);
    out_init(&r->out, r->server->o.answer_max, LANG_ZH);
    if (r->send_fd >= 0)
        close(r->send_fd);
    r->send_fd = -1;
    r->status = r->refused ? r->refused : 200;
}

/* ---- gzip ---- */

struct http_zip {
    z_stream z;
};

struct http_zip *http_zip_new(void)
{
    struct http_zip *z = calloc(1, sizeof(*z));

    /* 15 + 16: gzip's own frame around the largest window. */
    if (z && deflateInit2(&z->z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(z);
        return NULL;
    }
    return z;
}

void http_zip_free(struct http_zip *z)
{
    if (z)
        deflateEnd(&z->z);
    free(z);
}

char *http_zip_run(struct http_zip *z, text in, size_t *ret_n)
{
    char *p;

    if (!z || in.n > INT32_MAX || deflateReset(&z->z) != Z_OK || !(p = malloc(in.n)))
        return NULL;
    z->z.next_in = (unsigned char *)(uintptr_t)in.p;
    z->z.avail_in = (uInt)in.n;
    z->z.next_out = (unsigned char *)p;
    z->z.avail_out = (uInt)in.n;
    if (deflate(&z->z, Z_FINISH) != Z_STREAM_END) {
        free(p);
        return NULL;
    }
    *ret_n = z->z.total_out;
    return p;
}

static bool worth_zipping(const struct http_request *r)
{
    const struct http_header *type = find_header(r, "Content-Type");
    text t = type ? type->value : T("text/html");

    return !r->server->o.no_gzip && r->out.n >= GZIP_FROM && !find_header(r, "Content-Encoding") &&
           (text_starts(t, T("text/")) || text_starts(t, T("application/json")) || text_starts(t, T("image/svg"))) &&
           http_accepts(r, "gzip");
}

/* ---- the response ---- */

static void add_header(struct MHD_Response *m, const char *name, const char *value)
{
    if (MHD_add_response_header(m, name, value) != MHD_YES)
        log_error("http: header %s was not taken", name);
}

static void add_presets(struct MHD_Response *m, const struct http_request *r)
{
    for (size_t i = 0; i < COUNT(preset); i++)
        if (!r || !find_header(r, preset[i].name))
            add_header(m, preset[i].name, preset[i].value);
}

static void add_allow(struct MHD_Response *m, const struct http_request *r)
{
    CLEAN(out_free) struct out o;

    out_init(&o, 256, LANG_EN);
    for (unsigned i = 0; i < HTTP_METHODS; i++)
        if (r->allowed & (1u << i))
            out_fmt(&o, "%s%s%s", o.n ? ", " : "", http_method_z(i), i == GET ? ", HEAD" : "");
    out_char(&o, '\0');
    add_header(m, "Allow", o.p);
}

static void add_headers(struct MHD_Response *m, const struct http_request *r, bool body)
{
    for (size_t i = 0; i < r->answer.n; i++)
        if (!text_empty(r->answer.v[i].value))
            add_header(m, r->answer.v[i].name.p, r->answer.v[i].value.p);
    add_presets(m, r);
    if (body && !find_header(r, "Content-Type"))
        add_header(m, "Content-Type", "text/html; charset=utf-8");
    if (r->status == 405)
        add_allow(m, r);
    if (r->status == 503 && !find_header(r, "Retry-After"))
        add_header(m, "Retry-After", "5");
    add_header(m, "X-Request-Id", r->id.p);
    if (r->server->stopping)
        add_header(m, "Connection", "close");
}

/* One range of a Range header (RFC 9110 §14.1.2): "bytes=0-99", "bytes=100-", "bytes=-100". False: not one that is served,
 * so all is sent. *ret_from is `size` or more when nothing of it is there.
 */
static bool read_range(text t, int64_t size, int64_t *ret_from, int64_t *ret_n)
{
    text last, first;
    int64_t from = 0, to = size - 1;

    if (!text_starts(t, T("bytes=")))
        return false;
    first = text_cut(text_sub(t, 6, t.n), '-', &last);
    if (!last.p || text_has(last, T(",")) || (!first.n && !last.n) || (first.n && !text_int(first, &from)) ||
        (last.n && !text_int(last, &to)) || from < 0 || to < 0)
        return false;
    if (!first.n) { /* the last so many bytes */
        from = to < size ? size - to : 0;
        *ret_from = to ? from : size;
        *ret_n = size - from;
        return true;
    }
    if (last.n && to < from)
        return false;
    *ret_from = from;
    *ret_n = (to < size ? to + 1 : size) - from;
    return true;
}

/* A part of a file, for a viewer that jumps within it and a download that is taken up again. */
static void choose_range(struct http_request *r, int64_t *from, int64_t *n)
{
    const struct http_header *tag = find_header(r, "ETag");
    text same = http_header(r, "If-Range");

    http_set_header(r, "Accept-Ranges", T("bytes"));
    if (r->status != 200 || (same.p && !(tag && text_eq(same, tag->value))) ||
        !read_range(http_header(r, "Range"), r->send_size, from, n))
        return;
    if (*from >= r->send_size) {
        *from = *n = 0;
        r->status = 416;
        http_set_header(r, "Content-Range", text_fmt(r->arena, "bytes */%lld", (long long)r->send_size));
        return;
    }
    r->status = 206;
    http_set_header(r, "Content-Range",
                    text_fmt(r->arena, "bytes %lld-%lld/%lld", (long long)*from, (long long)(*from + *n - 1),
                             (long long)r->send_size));
}

static struct MHD_Response *from_fd(struct http_request *r)
{
    int64_t from = 0, n = r->send_size;
    struct MHD_Response *m;

    choose_range(r, &from, &n);
    m = MHD_create_response_from_fd_at_offset64((uint64_t)n, r->send_fd, (uint64_t)from);
    if (m)
        r->send_fd = -1;
    return m;
}

static struct MHD_Response *from_out(struct http_request *r, struct http_zip *zip, bool *ret_zipped)
{
    struct MHD_Response *m;
    bool worth = worth_zipping(r);
    size_t n;
    char *p = worth ? http_zip_run(zip, out_text(&r->out), &n) : NULL;

    *ret_zipped = p != NULL;
    if (!p)
        p = out_take(&r->out, &n);
    if (!p)
        return MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
    m = MHD_create_response_from_buffer_with_free_callback(n, p, free);
    if (!m)
        free(p);
    return m;
}

struct MHD_Response *http_answer_make(struct http_request *r, struct http_zip *zip)
{
    bool zipped = false, body = r->send_fd >= 0 || r->out.n > 0;
    struct MHD_Response *m;

    if (out_failed(&r->out) && r->send_fd < 0) {
        log_error("http: %s: answer to %s exceeds %zu bytes", r->id.p, r->target.p, r->out.max);
        http_answer_reset(r);
        r->status = 500;
        return http_answer_plain(&w_http_answer_too_large, false);
    }
    m = r->send_fd >= 0 ? from_fd(r) : from_out(r, zip, &zipped);
    if (!m)
        return NULL;
    add_headers(m, r, body);
    if (zipped) {
        add_header(m, "Content-Encoding", "gzip");
        add_header(m, "Vary", "Accept-Encoding");
    }
    return m;
}

/* libmicrohttpd 0.9.75 ends a chunked answer to HEAD with a last chunk, which the client takes for the next answer: so no chunks. */
struct MHD_Response *http_answer_pipe(struct http_request *r, struct http_pipe *p)
{
    struct MHD_Response *m = r->head
                                 ? MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT)
                                 : MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, HTTP_CONNECTION_MEMORY,
                                                                     http_pipe_read, p, http_pipe_reader_gone);

    if (m)
        add_headers(m, r, true);
    if (!m || r->head)
        http_pipe_reader_gone(p);
    return m;
}

/* Of the forms that are there, the smallest that the browser takes. */
static struct asset_body choose_form(const struct http_request *r, const struct asset *a, const char **ret_coding)
{
    *ret_coding = "br";
    if (a->br.p && http_accepts(r, "br"))
        return a->br;
    *ret_coding = "gzip";
    if (a->gz.p && http_accepts(r, "gzip"))
        return a->gz;
    *ret_coding = NULL;
    return a->plain;
}

struct MHD_Response *http_answer_asset(struct http_request *r, const struct asset *a, int *ret_status)
{
    const char *coding;
    struct asset_body body = choose_form(r, a, &coding);
    text seen = http_header(r, "If-None-Match");
    bool known = seen.p && text_has(seen, text_of(a->etag));
    struct MHD_Response *m;

    *ret_status = known ? 304 : 200;
    m = MHD_create_response_from_buffer(known ? 0 : body.n, (void *)(uintptr_t)body.p, MHD_RESPMEM_PERSISTENT);
    if (!m)
        return NULL;
    http_set_header(r, "Cache-Control", T("public, max-age=31536000, immutable"));
    http_set_header(r, "ETag", text_of(a->etag));
    http_set_type(r, a->mime);
    if (a->gz.p || a->br.p)
        http_set_header(r, "Vary", T("Accept-Encoding"));
    if (coding)
        http_set_header(r, "Content-Encoding", text_of(coding));
    add_headers(m, r, true);
    return m;
}

struct MHD_Response *http_answer_plain(const struct word *reason, bool retry)
{
    struct MHD_Response *m;
    struct out o;
    size_t n;
    char *p;

    out_init(&o, 4096, LANG_ZH);
    out_fmt(&o, "%s\n%s\n", reason->in[LANG_ZH], reason->in[LANG_EN]);
    p = out_take(&o, &n);
    if (!p)
        return NULL;
    m = MHD_create_response_from_buffer_with_free_callback(n, p, free);
    if (!m) {
        free(p);
        return NULL;
    }
    add_presets(m, NULL);
    add_header(m, "Content-Type", "text/plain; charset=utf-8");
    if (retry)
        add_header(m, "Retry-After", "2");
    return m;
}
