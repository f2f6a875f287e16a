/* Test client: see http_client.h. */
#include "http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

void client_open(struct client *c, int port, struct arena *a)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval limit = {20, 0};

    *c = (struct client){.port = port, .a = a, .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    out_init(&c->in, (size_t)256 << 20, LANG_ZH);
    setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    if (connect(c->fd, (struct sockaddr *)&to, sizeof(to))) {
        close(c->fd);
        c->fd = -1;
    }
}

void client_close(struct client *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
    out_free(&c->in);
}

void client_send(struct client *c, text raw)
{
    while (raw.n) {
        ssize_t n = send(c->fd, raw.p, raw.n, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        raw = text_sub(raw, (size_t)n, raw.n - (size_t)n);
    }
}

static bool receive(struct client *c)
{
    char block[16384];
    ssize_t n = recv(c->fd, block, sizeof(block), 0);

    if (n > 0)
        out_put(&c->in, block, (size_t)n);
    return n > 0;
}

static void drop(struct client *c, size_t n)
{
    memmove(c->in.p, c->in.p + n, c->in.n - n);
    c->in.n -= n;
}

text client_read_some(struct client *c, size_t at_most)
{
    text t;

    if (!c->in.n && !receive(c))
        return NO_TEXT;
    t = text_copy(c->a, text_sub(out_text(&c->in), 0, at_most));
    drop(c, t.n);
    return t;
}

/* Waits until `n` bytes are there. */
static bool need(struct client *c, size_t n)
{
    while (c->in.n < n)
        if (!receive(c))
            return false;
    return true;
}

static bool read_head(struct client *c, struct answer *r)
{
    ptrdiff_t end;

    while ((end = text_find(out_text(&c->in), T("\r\n\r\n"))) < 0)
        if (!receive(c))
            return false;
    r->head = text_copy(c->a, text_sub(out_text(&c->in), 0, (size_t)end + 2));
    drop(c, (size_t)end + 4);
    return true;
}

static void read_chunks(struct client *c, struct answer *r)
{
    CLEAN(out_free) struct out body;
    long n = 1;

    out_init(&body, (size_t)256 << 20, LANG_ZH);
    while (n > 0) {
        ptrdiff_t end;
        while ((end = text_find(out_text(&c->in), T("\r\n"))) < 0 && receive(c))
            ;
        if (end < 0)
            break;
        n = strtol(c->in.p, NULL, 16);
        drop(c, (size_t)end + 2);
        if (n < 0 || !need(c, (size_t)n + 2)) {
            n = -1;
            break;
        }
        out_put(&body, c->in.p, (size_t)n);
        drop(c, (size_t)n + 2);
    }
    r->cut = n != 0;
    r->body = text_copy(c->a, out_text(&body));
}

static void read_body(struct client *c, struct answer *r)
{
    int64_t n = 0;

    if (text_ieq(answer_header(r, "Transfer-Encoding"), T("chunked"))) {
        read_chunks(c, r);
    } else if (text_int(answer_header(r, "Content-Length"), &n)) {
        r->cut = !need(c, (size_t)n);
        r->body = text_copy(c->a, text_sub(out_text(&c->in), 0, (size_t)n));
        drop(c, r->body.n);
    }
}

struct answer client_read(struct client *c, bool is_head)
{
    struct answer r = {0};
    int64_t status;

    if (c->fd < 0 || !read_head(c, &r) || !text_int(text_sub(r.head, 9, 3), &status))
        return r;
    if (status == 100)
        return client_read(c, is_head);
    r.status = (int)status;
    r.close = text_ieq(answer_header(&r, "Connection"), T("close"));
    r.body = T("");
    if (!is_head && status != 304 && status != 204)
        read_body(c, &r);
    return r;
}

struct answer client_call(struct client *c, const char *method, const char *target, text headers, text body)
{
    struct answer r;
    CLEAN(out_free) struct out o;

    out_init(&o, (size_t)128 << 20, LANG_ZH);
    out_fmt(&o, "%s %s HTTP/1.1\r\nHost: localhost\r\n", method, target);
    out_raw(&o, headers);
    if (c->cookies.n)
        out_fmt(&o, "Cookie: %.*s\r\n", TEXT_ARG(c->cookies));
    if (body.p)
        out_fmt(&o, "Content-Length: %zu\r\n", body.n);
    LIT(&o, "\r\n");
    out_raw(&o, body);
    client_send(c, out_text(&o));
    r = client_read(c, !strcmp(method, "HEAD"));
    if (r.close || !r.status) {
        text cookies = c->cookies;
        client_close(c);
        client_open(c, c->port, c->a);
        c->cookies = cookies;
    }
    return r;
}

struct answer client_get(struct client *c, const char *target)
{
    return client_call(c, "GET", target, NO_TEXT, NO_TEXT);
}

struct answer client_post(struct client *c, const char *target, text form)
{
    return client_call(c, "POST", target, T("Content-Type: application/x-www-form-urlencoded\r\n"), form);
}

text answer_header(const struct answer *r, const char *name)
{
    text rest = r->head, line, value;

    while (text_each(&rest, '\n', &line))
        if (text_ieq(text_trim(text_cut(line, ':', &value)), text_of(name)))
            return text_trim(value);
    return NO_TEXT;
}
