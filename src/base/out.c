/* Output buffer and escapers: see out.h. */
#include "out.h"

#include <errno.h>
#include <unistd.h>

enum { SINK_AT = 64 * 1024 };

void out_init(struct out *o, size_t max, enum lang lang)
{
    *o = (struct out){.max = max, .lang = lang};
}

void out_to(struct out *o, bool (*sink)(void *, const char *, size_t), void *data, enum lang lang)
{
    *o = (struct out){.max = SIZE_MAX, .lang = lang, .sink = sink, .data = data};
}

void out_free(struct out *o)
{
    free(o->p);
    o->p = NULL;
    o->n = o->cap = 0;
}

static void drain(struct out *o)
{
    if (o->n && !o->failed && !o->sink(o->data, o->p, o->n))
        o->failed = true;
    o->n = 0;
}

bool out_end(struct out *o)
{
    if (o->sink)
        drain(o);
    return !o->failed;
}

text out_text(const struct out *o)
{
    return (text){o->p ? o->p : "", o->n};
}

char *out_take(struct out *o, size_t *ret_n)
{
    char *p = o->p;

    *ret_n = o->n;
    o->p = NULL;
    o->n = o->cap = 0;
    return p;
}

static bool room(struct out *o, size_t n)
{
    size_t cap = o->cap ? o->cap : 1024;
    char *p;

    if (o->sink && o->n >= SINK_AT)
        drain(o);
    if (o->failed || n > o->max - o->n) {
        o->failed = true;
        return false;
    }
    if (o->n + n <= o->cap)
        return true;
    while (cap < o->n + n)
        cap *= 2;
    if (cap > o->max)
        cap = o->max; /* out_put fills whatever is there */
    p = realloc(o->p, cap);
    if (!p) {
        o->failed = true;
        return false;
    }
    o->p = p;
    o->cap = cap;
    return true;
}

void out_put_far(struct out *o, const char *p, size_t n)
{
    if (n && room(o, n)) {
        memcpy(o->p + o->n, p, n);
        o->n += n;
    }
}

void out_char(struct out *o, char c)
{
    out_put(o, &c, 1);
}

void out_raw(struct out *o, text t)
{
    out_put(o, t.p, t.n);
}

void out_fmt(struct out *o, const char *format, ...)
{
    va_list args, again;
    size_t free_bytes = o->cap - o->n;
    int n;

    va_start(args, format);
    va_copy(again, args);
    n = vsnprintf(free_bytes ? o->p + o->n : NULL, free_bytes, format, again); /* most often it fits as it is */
    va_end(again);
    if (n > 0 && (size_t)n < free_bytes && !o->sink) {
        o->n += (size_t)n;
    } else if (n > 0 && room(o, (size_t)n + 1)) {
        vsnprintf(o->p + o->n, (size_t)n + 1, format, args);
        o->n += (size_t)n;
    }
    va_end(args);
}

void out_int(struct out *o, int64_t n)
{
    char digits[24];
    size_t at = sizeof(digits);
    uint64_t u = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

    do
        digits[--at] = (char)('0' + u % 10);
    while (u /= 10);
    if (n < 0)
        digits[--at] = '-';
    out_put(o, digits + at, sizeof(digits) - at);
}

/* What stands for a character that means something in HTML; NULL: it stands for itself. */
static const char *const html_as[256] = {
    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
};

void out_escape_html(struct out *o, text t)
{
    size_t from = 0;

    for (size_t i = 0; i < t.n; i++) {
        const char *as = html_as[(unsigned char)t.p[i]];
        if (!as)
            continue;
        out_put(o, t.p + from, i - from);
        out_put(o, as, strlen(as));
        from = i + 1;
    }
    out_put(o, t.p + from, t.n - from);
}

void out_escape_url(struct out *o, text t)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c && strchr("-_.~", c))) {
            out_char(o, (char)c);
        } else {
            char coded[3] = {'%', hex[c >> 4], hex[c & 15]};
            out_put(o, coded, 3);
        }
    }
}

void out_escape_json(struct out *o, text t)
{
    while (t.n) {
        text before = t;
        uint32_t c = text_next(&t);
        if (c == '"' || c == '\\')
            out_fmt(o, "\\%c", (char)c);
        else if (c == '\n')
            LIT(o, "\\n");
        else if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029)
            out_fmt(o, "\\u%04x", c);
        else if (c == 0xfffd)
            LIT(o, "\xef\xbf\xbd");
        else
            out_put(o, before.p, before.n - t.n);
    }
}

void out_escape_csv(struct out *o, text t)
{
    bool quote = t.n && (memchr(t.p, ',', t.n) || memchr(t.p, '"', t.n) || memchr(t.p, '\n', t.n) ||
                         memchr(t.p, '\r', t.n) || t.p[0] == ' ' || t.p[t.n - 1] == ' ');

    if (!quote) {
        out_raw(o, t);
        return;
    }
    out_char(o, '"');
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] == '"')
            out_char(o, '"');
        out_char(o, t.p[i]);
    }
    out_char(o, '"');
}

bool out_to_fd(void *fd, const char *p, size_t n)
{
    while (n) {
        ssize_t done = write(*(int *)fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        p += done;
        n -= (size_t)done;
    }
    return true;
}
