/* What a request says: its head read once on the event thread into the request's arena, and the questions handlers ask. */
#include "kit/http_own.h"

#include <arpa/inet.h>
#include <netdb.h>

/* ---- reading ---- */

/* RFC 9110 §5.6.2: what the name of a header may be made of. */
static bool is_token(text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (!(t.p[i] >= '0' && t.p[i] <= '9') && !((t.p[i] | 0x20) >= 'a' && (t.p[i] | 0x20) <= 'z') && (!t.p[i] || !strchr("!#$%&'*+-.^_`|~", t.p[i])))
            return false;
    return t.n > 0;
}

static bool has_control(text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (((unsigned char)t.p[i] < 0x20 && t.p[i] != '\t') || t.p[i] == 0x7f)
            return true;
    return false;
}

/* A name with a blank before its colon, a bare CR or a NUL in a value: what one server passes over, another one obeys. */
static enum MHD_Result take_header(void *data, enum MHD_ValueKind kind, const char *key, size_t key_size, const char *value, size_t value_size)
{
    struct http_request *r = data;
    struct http_header h = {text_copy(r->arena, (text){key, key_size}), text_copy(r->arena, value ? (text){value, value_size} : T(""))};

    (void)kind;
    r->ambiguous |= !is_token(h.name) || has_control(h.value);
    list_push(&r->headers, r->arena) = h;
    return MHD_YES;
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Percent-decoded; false when it is malformed, not UTF-8, or holds a control character. */
static bool decode(struct arena *a, text t, text *ret)
{
    char *p = arena_alloc(a, t.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < t.n; i++, n++) {
        p[n] = t.p[i];
        if (t.p[i] == '%') {
            if (i + 2 >= t.n || hex(t.p[i + 1]) < 0 || hex(t.p[i + 2]) < 0)
                return false;
            p[n] = (char)(hex(t.p[i + 1]) * 16 + hex(t.p[i + 2]));
            i += 2;
        }
        if ((unsigned char)p[n] < 0x20 || p[n] == 0x7f)
            return false;
    }
    *ret = (text){p, n};
    return text_valid(*ret);
}

bool http_split_path(struct arena *a, text path, text *segments, size_t *ret_n, text *ret_path)
{
    text rest, segment;
    size_t n = 0;

    if (!path.n || path.p[0] != '/' || !decode(a, path, ret_path))
        return false;
    rest = text_sub(path, 1, path.n - 1);
    while (text_each(&rest, '/', &segment)) {
        if (n == HTTP_SEGMENTS || !decode(a, segment, &segments[n]))
            return false;
        n++;
    }
    *ret_n = n;
    return true;
}

static void read_method(struct http_request *r, const char *method)
{
    r->method_name = text_copy(r->arena, text_of(method));
    r->head = text_eqz(r->method_name, "HEAD");
    r->method = r->head ? GET : HTTP_OTHER;
    for (unsigned m = 0; m < HTTP_METHODS; m++)
        if (text_eqz(r->method_name, http_method_z(m)))
            r->method = m;
}

/* ---- who asks ---- */

static bool parse_address(const char *z, unsigned char ret[16], unsigned *ret_bits)
{
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

    *ret_bits = 128;
    if (inet_pton(AF_INET6, z, ret) == 1)
        return true;
    if (inet_pton(AF_INET, z, ret + 12) != 1)
        return false;
    memcpy(ret, mapped, sizeof(mapped));
    return true;
}

bool http_address_in(const char *address, const char *network)
{
    char base[64];
    unsigned char a[16], n[16];
    unsigned bits, whole;
    int64_t prefix = -1;
    text width, head = text_cut(text_of(network), '/', &width);

    if (head.n >= sizeof(base) || (width.p && (!text_int(width, &prefix) || prefix < 0 || prefix > 128)))
        return false;
    memcpy(base, head.p, head.n);
    base[head.n] = '\0';
    if (!parse_address(address, a, &bits) || !parse_address(base, n, &bits))
        return false;
    whole = prefix < 0 ? 128 : (unsigned)prefix + (strchr(base, ':') ? 0 : 96);
    if (whole > 128 || memcmp(a, n, whole / 8))
        return false;
    return whole % 8 == 0 || ((a[whole / 8] ^ n[whole / 8]) >> (8 - whole % 8)) == 0;
}

static bool is_proxy(const struct http_server *s, const char *address)
{
    for (size_t i = 0; i < s->o.proxy_count; i++)
        if (http_address_in(address, s->o.proxies[i]))
            return true;
    return false;
}

static text peer_address(struct http_request *r)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *s = info ? info->client_addr : NULL;
    char name[INET6_ADDRSTRLEN] = "";

    if (s && s->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)s)->sin_addr, name, sizeof(name));
    else if (s && s->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)s)->sin6_addr, name, sizeof(name));
    return text_copy(r->arena, text_of(name));
}

/* X-Forwarded-For from the right: the first address that is not one of our proxies. What stands left of it is hearsay. */
static void read_client(struct http_request *r)
{
    text all;

    r->client = peer_address(r);
    if (!is_proxy(r->server, r->client.p))
        return;
    r->secure = text_ieq(text_trim(http_header(r, "X-Forwarded-Proto")), T("https"));
    all = http_header(r, "X-Forwarded-For");
    while (all.n) {
        unsigned char bytes[16];
        unsigned bits;
        size_t from = all.n;
        text one;
        while (from && all.p[from - 1] != ',')
            from--;
        one = text_copy(r->arena, text_trim(text_sub(all, from, all.n - from)));
        if (!parse_address(text_z(r->arena, one), bytes, &bits))
            return;
        r->client = one;
        if (!is_proxy(r->server, one.p))
            return;
        all = text_sub(all, 0, from ? from - 1 : 0);
    }
}

/* Of a Host: a name or address and a port, nothing that would be another part of an address. */
static bool is_host(text t)
{
    for (size_t i = 0; i < t.n; i++)
        if ((unsigned char)t.p[i] <= ' ' || strchr("/?#@\\<>\"{}|^`", t.p[i]))
            return false;
    return true;
}

/* Two lengths, a length and chunks, a coding that we do not undo are how one request is smuggled inside another; two hosts are how a proxy
 * and the server behind it are made to see two sites (RFC 9112 §3.2, §6). */
static bool ambiguous(const struct http_request *r)
{
    int lengths = 0, codings = 0, hosts = 0;

    for (size_t i = 0; i < r->headers.n; i++) {
        const struct http_header *h = &r->headers.v[i];
        bool coding = text_ieq(h->name, T("Transfer-Encoding")), host = text_ieq(h->name, T("Host"));
        lengths += text_ieq(h->name, T("Content-Length"));
        codings += coding;
        hosts += host;
        if ((coding && !text_ieq(h->value, T("chunked"))) || (host && !is_host(h->value)))
            return true;
    }
    return lengths + codings > 1 || hosts > 1;
}

bool http_read_head(struct http_request *r, const char *method)
{
    text path, query;

    read_method(r, method);
    MHD_get_connection_values_n(r->connection, MHD_HEADER_KIND, take_header, r);
    read_client(r);
    path = text_cut(r->target, '?', &query);
    r->query = query;
    r->path = path;
    r->ambiguous |= ambiguous(r);
    if (r->ambiguous)
        return false;
    return http_split_path(r->arena, path, r->segments, &r->segment_count, &r->path);
}

void http_refuse(struct http_request *r, int status, const struct word *reason)
{
    if (!r->refused) {
        r->refused = status;
        r->reason = reason;
    }
}

/* ---- questions ---- */

struct arena *http_arena(struct http_request *r)
{
    return r->arena;
}

text http_id(const struct http_request *r)
{
    return r->id;
}

enum http_method http_method(const struct http_request *r)
{
    return r->method;
}

text http_method_name(const struct http_request *r)
{
    return r->method_name;
}

bool http_is_head(const struct http_request *r)
{
    return r->head;
}

text http_path(const struct http_request *r)
{
    return r->path;
}

text http_target(const struct http_request *r)
{
    return r->target;
}

text http_query(const struct http_request *r)
{
    return r->query;
}

text http_client(const struct http_request *r)
{
    return r->client;
}

bool http_secure(const struct http_request *r)
{
    return r->secure;
}

int http_refused(const struct http_request *r)
{
    return r->refused;
}

const struct word *http_reason(const struct http_request *r)
{
    return r->reason;
}

text http_param(const struct http_request *r, const char *name)
{
    text rest, segment;
    size_t i = 0;

    if (!r->route)
        return NO_TEXT;
    rest = text_of(r->route->path + 1);
    for (; text_each(&rest, '/', &segment) && i < r->segment_count; i++)
        if (segment.n > 2 && segment.p[0] == '{' && text_eqz(text_sub(segment, 1, segment.n - 2), name))
            return r->segments[i];
    return NO_TEXT;
}

text http_header(const struct http_request *r, const char *name)
{
    for (size_t i = 0; i < r->headers.n; i++)
        if (text_ieq(r->headers.v[i].name, text_of(name)))
            return r->headers.v[i].value;
    return NO_TEXT;
}

text http_cookie(const struct http_request *r, const char *name)
{
    for (size_t i = 0; i < r->headers.n; i++) {
        text rest = r->headers.v[i].value, pair, value;
        if (!text_ieq(r->headers.v[i].name, T("Cookie")))
            continue;
        while (text_each(&rest, ';', &pair))
            if (text_eqz(text_trim(text_cut(pair, '=', &value)), name) && value.p)
                return text_trim(value);
    }
    return NO_TEXT;
}

bool http_accepts(const struct http_request *r, const char *coding)
{
    text rest = http_header(r, "Accept-Encoding"), one, options;

    while (text_each(&rest, ',', &one)) {
        if (!text_ieq(text_trim(text_cut(one, ';', &options)), text_of(coding)))
            continue;
        options = text_trim(options);
        /* q=0, q=0.0 … forbid; any other weight allows. */
        if (!text_starts(options, T("q=0")))
            return true;
        for (size_t i = 3; i < options.n; i++)
            if (options.p[i] >= '1' && options.p[i] <= '9')
                return true;
        return false;
    }
    return false;
}

text http_body(const struct http_request *r)
{
    return r->body.kind == BODY_MEMORY ? out_text(&r->body.memory) : NO_TEXT;
}

text http_body_type(const struct http_request *r)
{
    return r->body.type;
}

size_t http_field_count(const struct http_request *r)
{
    return r->body.fields.n;
}

const struct http_field *http_field_at(const struct http_request *r, size_t i)
{
    return i < r->body.fields.n ? &r->body.fields.v[i] : NULL;
}

size_t http_file_count(const struct http_request *r)
{
    return r->body.files.n;
}

const struct http_file *http_file_at(const struct http_request *r, size_t i)
{
    return i < r->body.files.n ? &r->body.files.v[i] : NULL;
}

const struct http_file *http_file(const struct http_request *r, const char *field)
{
    for (size_t i = 0; i < r->body.files.n; i++)
        if (text_eqz(r->body.files.v[i].field, field))
            return &r->body.files.v[i];
    return NULL;
}

int http_file_take(struct http_request *r, const struct http_file *file)
{
    for (size_t i = 0; i < r->body.files.n; i++) {
        struct http_file *f = &r->body.files.v[i];
        if (f == file) {
            int fd = f->fd;
            f->fd = -1;
            return fd;
        }
    }
    return -1;
}

bool http_gone(struct http_request *r)
{
    return http_lane_gone(r);
}
