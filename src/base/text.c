/* Text: see text.h. */
#include "text.h"

text text_of(const char *z)
{
    return (text){z, z ? strlen(z) : 0};
}

static text make(struct arena *a, size_t n, char **ret)
{
    char *p = arena_alloc(a, n + 1);

    *ret = p;
    return (text){p, n};
}

text text_copy(struct arena *a, text t)
{
    char *p;
    text r;

    if (!t.p)
        return NO_TEXT;
    r = make(a, t.n, &p);
    memcpy(p, t.p, t.n);
    return r;
}

char *text_z(struct arena *a, text t)
{
    char *p = arena_alloc(a, t.n + 1);

    if (t.n)
        memcpy(p, t.p, t.n);
    return p;
}

text text_vfmt(struct arena *a, const char *format, va_list args)
{
    va_list again;
    char *p;
    text r;
    int n;

    va_copy(again, args);
    n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n < 0)
        return T("");
    r = make(a, (size_t)n, &p);
    vsnprintf(p, (size_t)n + 1, format, args);
    return r;
}

text text_fmt(struct arena *a, const char *format, ...)
{
    va_list args;
    text r;

    va_start(args, format);
    r = text_vfmt(a, format, args);
    va_end(args);
    return r;
}

text text_join(struct arena *a, const text *v, size_t n, text between)
{
    size_t total = n ? between.n * (n - 1) : 0;
    char *p;
    text r;

    for (size_t i = 0; i < n; i++)
        total += v[i].n;
    r = make(a, total, &p);
    for (size_t i = 0; i < n; i++) {
        if (i && between.n) {
            memcpy(p, between.p, between.n);
            p += between.n;
        }
        if (v[i].n)
            memcpy(p, v[i].p, v[i].n);
        p += v[i].n;
    }
    return r;
}

bool text_eq(text a, text b)
{
    return a.n == b.n && (a.n == 0 || (a.p && b.p && memcmp(a.p, b.p, a.n) == 0));
}

bool text_eqz(text a, const char *z)
{
    /* without the length of z: most comparisons end at the first byte */
    if (!z)
        return a.n == 0;
    for (size_t i = 0; i < a.n; i++)
        if (z[i] != a.p[i] || !z[i])
            return false;
    return z[a.n] == 0;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool text_ieq(text a, text b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

int text_cmp(text a, text b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int d = n ? memcmp(a.p, b.p, n) : 0;

    return d ? d : a.n < b.n ? -1 : a.n > b.n;
}

bool text_empty(text t)
{
    return t.n == 0;
}

bool text_starts(text t, text head)
{
    return t.n >= head.n && text_eq(text_sub(t, 0, head.n), head);
}

bool text_ends(text t, text tail)
{
    return t.n >= tail.n && text_eq(text_sub(t, t.n - tail.n, tail.n), tail);
}

ptrdiff_t text_find(text t, text part)
{
    const char *at;

    if (!part.n)
        return 0;
    at = t.n ? memmem(t.p, t.n, part.p, part.n) : NULL;
    return at ? at - t.p : -1;
}

bool text_has(text t, text part)
{
    return text_find(t, part) >= 0;
}

text text_sub(text t, size_t from, size_t n)
{
    if (from > t.n)
        from = t.n;
    if (n > t.n - from)
        n = t.n - from;
    return (text){t.p ? t.p + from : NULL, n};
}

static size_t space_at(text t)
{
    if (!t.n)
        return 0;
    if (strchr(" \t\r\n\v\f", t.p[0]) && t.p[0])
        return 1;
    if (t.n >= 2 && !memcmp(t.p, "\xc2\xa0", 2))
        return 2;
    if (t.n >= 3 &&
        (!memcmp(t.p, "\xe3\x80\x80", 3) || !memcmp(t.p, "\xef\xbb\xbf", 3) || !memcmp(t.p, "\xe2\x80\x8b", 3)))
        return 3;
    return 0;
}

text text_trim(text t)
{
    size_t k;

    while ((k = space_at(t)))
        t = text_sub(t, k, t.n);
    while (t.n) {
        size_t tail = 0;
        for (k = 1; k <= 3 && k <= t.n; k++)
            if (space_at(text_sub(t, t.n - k, k)) == k)
                tail = k;
        if (!tail)
            break;
        t.n -= tail;
    }
    return t;
}

text text_lower(struct arena *a, text t)
{
    char *p;
    text r = make(a, t.n, &p);

    for (size_t i = 0; i < t.n; i++)
        p[i] = lower(t.p[i]);
    return r;
}

text text_upper(struct arena *a, text t)
{
    char *p;
    text r = make(a, t.n, &p);

    for (size_t i = 0; i < t.n; i++)
        p[i] = t.p[i] >= 'a' && t.p[i] <= 'z' ? (char)(t.p[i] - 32) : t.p[i];
    return r;
}

text text_replace(struct arena *a, text t, text what, text with)
{
    LIST(text) parts = {0};
    ptrdiff_t at;

    if (!what.n)
        return t;
    while ((at = text_find(t, what)) >= 0) {
        list_push(&parts, a) = text_sub(t, 0, (size_t)at);
        t = text_sub(t, (size_t)at + what.n, t.n);
    }
    list_push(&parts, a) = t;
    return text_join(a, parts.v, parts.n, with);
}

text text_cut(text t, char at, text *rest)
{
    const char *p = t.n ? memchr(t.p, at, t.n) : NULL;
    size_t n;

    if (!p) {
        *rest = NO_TEXT;
        return t;
    }
    n = (size_t)(p - t.p);
    *rest = text_sub(t, n + 1, t.n);
    return text_sub(t, 0, n);
}

bool text_each(text *rest, char at, text *ret_part)
{
    if (!rest->p)
        return false;
    *ret_part = text_cut(*rest, at, rest);
    return true;
}

bool text_int(text t, int64_t *ret)
{
    int64_t r = 0;
    bool minus = false;
    size_t i = 0;

    if (t.n && (t.p[0] == '-' || t.p[0] == '+'))
        minus = t.p[i++] == '-';
    if (i == t.n)
        return false;
    for (; i < t.n; i++) {
        if (t.p[i] < '0' || t.p[i] > '9' || __builtin_mul_overflow(r, 10, &r) ||
            __builtin_sub_overflow(r, t.p[i] - '0', &r))
            return false;
    }
    if (!minus && __builtin_sub_overflow(0, r, &r))
        return false;
    *ret = r;
    return true;
}

bool text_hundredths(text t, int64_t *ret)
{
    text part, whole = text_cut(t, '.', &part);
    int64_t n, hundredths = 0;

    if (!text_int(whole, &n) || n >= INT64_C(100000000000000) || n <= -INT64_C(100000000000000))
        return false;
    if (part.p) {
        if (part.n < 1 || part.n > 2 || part.p[0] < '0' || part.p[0] > '9' || !text_int(part, &hundredths))
            return false;
        hundredths *= part.n == 1 ? 10 : 1;
    }
    *ret = n * 100 + (text_starts(whole, T("-")) ? -hundredths : hundredths);
    return true;
}

uint32_t text_next(text *t)
{
    const unsigned char *p = (const unsigned char *)t->p;
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n;
    uint32_t c;

    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): the caller has seen that a byte is there */
    n = p[0] < 0x80                   ? 1
        : p[0] >= 0xc2 && p[0] < 0xe0 ? 2
        : (p[0] & 0xf0) == 0xe0       ? 3
        : p[0] >= 0xf0 && p[0] < 0xf5 ? 4
                                      : 0;
    if (n == 0 || n > t->n)
        goto bad;
    if (n == 1) {
        c = p[0];
    } else {
        c = p[0] & (0xffu >> (n + 1));
        for (size_t i = 1; i < n; i++) {
            if ((p[i] & 0xc0) != 0x80)
                goto bad;
            c = c << 6 | (p[i] & 0x3f);
        }
        if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
            goto bad;
    }
    *t = text_sub(*t, n, t->n);
    return c;
bad:
    *t = text_sub(*t, 1, t->n);
    return 0xfffd;
}

size_t text_chars(text t)
{
    size_t n = 0;

    while (t.n) {
        text_next(&t);
        n++;
    }
    return n;
}

bool text_valid(text t)
{
    while (t.n) {
        text before = t;
        uint32_t c = text_next(&t);
        if (c == 0 || (c == 0xfffd && (before.n < 3 || memcmp(before.p, "\xef\xbf\xbd", 3))))
            return false;
    }
    return true;
}

size_t text_put_char(char into[4], uint32_t c)
{
    if (c < 0x80) {
        into[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        into[0] = (char)(0xc0 | c >> 6);
        into[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        into[0] = (char)(0xe0 | c >> 12);
        into[1] = (char)(0x80 | (c >> 6 & 0x3f));
        into[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    into[0] = (char)(0xf0 | c >> 18);
    into[1] = (char)(0x80 | (c >> 12 & 0x3f));
    into[2] = (char)(0x80 | (c >> 6 & 0x3f));
    into[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

bool char_is_han(uint32_t c)
{
    return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x20000 && c <= 0x3134f) ||
           (c >= 0xf900 && c <= 0xfaff) || c == 0x3007;
}

text text_fold(struct arena *a, text t)
{
    char *p;
    text r, rest = text_trim(t);
    bool space = false;
    size_t n = 0;

    if (!t.p)
        return NO_TEXT;
    r = make(a, rest.n, &p);
    while (rest.n) {
        size_t k = space_at(rest);
        uint32_t c;
        if (k) {
            rest = text_sub(rest, k, rest.n);
            space = true;
            continue;
        }
        if (space)
            p[n++] = ' ';
        space = false;
        c = text_next(&rest);
        if (c == 0xfffd)
            c = '?';
        if (c >= 0xff01 && c <= 0xff5e)
            c -= 0xfee0;
        n += text_put_char(p + n, c);
    }
    p[n] = 0;
    r.n = n;
    return r;
}

/* The mark as Chinese writes it; 0: none. */
static uint32_t wide_mark(uint32_t c)
{
    return c < 128 && c && strchr("(),:;!?", (int)c) ? c + 0xfee0 : 0;
}

enum { BRACKETS_DEEP = 32 };

/* Whether a mark stands at a Han character; a closing bracket is as the one it closes. */
struct marks {
    bool wide[BRACKETS_DEEP];
    size_t deep;
};

static bool mark_is_wide(struct marks *m, uint32_t before, uint32_t c, uint32_t after)
{
    bool wide = char_is_han(before) || char_is_han(after);

    if (c == ')' && m->deep && --m->deep < BRACKETS_DEEP)
        wide = m->wide[m->deep];
    if (c == '(' && m->deep++ < BRACKETS_DEEP)
        m->wide[m->deep - 1] = wide;
    return wide;
}

text text_tidy(struct arena *a, text t)
{
    text folded = text_fold(a, t), rest = folded, r;
    struct marks marks = {0};
    uint32_t before = 0;
    size_t n = 0;
    char *p;

    if (!t.p)
        return NO_TEXT;
    r = make(a, folded.n * 3, &p);
    while (rest.n) {
        uint32_t c = text_next(&rest), wide = wide_mark(c), after = 0;
        text next = rest;
        if (wide && next.n)
            after = text_next(&next);
        n += text_put_char(p + n, wide && mark_is_wide(&marks, before, c, after) ? wide : c);
        before = c;
    }
    p[n] = 0;
    r.n = n;
    return r;
}
