/* Records and strings: see biff.h. */
#include "kit/sheet/biff.h"

void biff_seek(struct biff *b, uint64_t at)
{
    b->at = at;
    b->n = b->used = 0;
}

/* n ≤ 65 535 bytes at `at`, through the window. */
static bool fetch(struct biff *b, void *into, size_t n, uint64_t at)
{
    if (at < b->window_at || at + n > b->window_at + b->window_n) {
        b->window_at = at;
        b->window_n = cfb_read(b->s, b->window, sizeof(b->window), at);
        if (b->window_n < n)
            return false;
    }
    memcpy(into, b->window + (at - b->window_at), n);
    return true;
}

static uint32_t peek(struct biff *b)
{
    unsigned char head[2];

    return fetch(b, head, 2, b->at) ? head[0] | (uint32_t)head[1] << 8 : 0;
}

bool biff_next(struct biff *b)
{
    unsigned char head[4];

    if (!fetch(b, head, 4, b->at))
        return false;
    b->id = head[0] | (uint32_t)head[1] << 8;
    b->n = head[2] | (size_t)head[3] << 8;
    b->used = 0;
    if (!fetch(b, b->data, b->n, b->at + 4))
        return false;
    b->at += 4 + b->n;
    return true;
}

uint32_t biff_u8(const struct biff *b, size_t at)
{
    return at < b->n ? b->data[at] : 0;
}

uint32_t biff_u16(const struct biff *b, size_t at)
{
    return biff_u8(b, at) | biff_u8(b, at + 1) << 8;
}

uint32_t biff_u32(const struct biff *b, size_t at)
{
    return biff_u16(b, at) | biff_u16(b, at + 2) << 16;
}

double biff_double(const struct biff *b, size_t at)
{
    uint64_t bits = biff_u32(b, at) | (uint64_t)biff_u32(b, at + 4) << 32;
    double d;

    memcpy(&d, &bits, sizeof(d));
    return d;
}

/* Goes on into the CONTINUE record when this one is used up. */
static bool more(struct biff *b)
{
    while (b->used >= b->n)
        if (peek(b) != BIFF_CONTINUE || !biff_next(b))
            return false;
    return true;
}

static bool take(struct biff *b, size_t n, uint32_t *ret)
{
    uint32_t v = 0;

    for (size_t i = 0; i < n; i++) {
        if (!more(b))
            return false;
        v |= (uint32_t)b->data[b->used++] << (8 * i);
    }
    *ret = v;
    return true;
}

static bool skip(struct biff *b, uint64_t n)
{
    while (n) {
        size_t here;
        if (!more(b))
            return false;
        here = b->n - b->used < n ? b->n - b->used : (size_t)n;
        b->used += here;
        n -= here;
    }
    return true;
}

static void put(struct out *o, uint32_t c)
{
    char bytes[4];

    if (c >= 0x20 || c == '\t' || c == '\n' || c == '\r')
        out_put(o, bytes, text_put_char(bytes, c));
}

/* Characters; where they run over into the next record, that begins with flags of its own. */
static bool characters(struct biff *b, size_t n, bool wide, struct out *o)
{
    uint32_t high = 0;

    for (size_t i = 0; i < n; i++) {
        uint32_t c;
        if (b->used >= b->n) {
            if (!more(b))
                return false;
            wide = b->data[b->used++] & 1;
        }
        if (!take(b, wide ? 2 : 1, &c))
            return false;
        if (high && c >= 0xdc00 && c < 0xe000) {
            put(o, 0x10000 + ((high - 0xd800) << 10) + (c - 0xdc00));
            high = 0;
            continue;
        }
        if (high)
            put(o, 0xfffd);
        high = c >= 0xd800 && c < 0xdc00 ? c : 0;
        if (!high)
            put(o, c >= 0xdc00 && c < 0xe000 ? 0xfffd : c);
    }
    return true;
}

static bool wide_string(struct biff *b, size_t length, struct out *o)
{
    uint32_t flags, runs = 0, extra = 0;

    if (!take(b, 1, &flags) || ((flags & 8) && !take(b, 2, &runs)) || ((flags & 4) && !take(b, 4, &extra)))
        return false;
    return characters(b, length, flags & 1, o) && skip(b, (uint64_t)runs * 4 + extra);
}

bool biff_string(struct biff *b, size_t length_bytes, struct out *o)
{
    uint32_t length;
    text t;

    o->n = 0;
    if (!take(b, length_bytes, &length))
        return false;
    if (b->wide)
        return wide_string(b, length, o);
    if (length > b->n - b->used)
        return false;
    t = (text){(const char *)b->data + b->used, length};
    b->used += length;
    return charset_convert(b->charset, t, o);
}
