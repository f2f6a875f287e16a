/* Packed strings: length in seven-bit groups, bytes. See strings.h. */
#include "kit/sheet/strings.h"

#include "kit/sheet/sheet.h"

enum { STRINGS_BLOCK = 512 * 1024, EVERY = 16, LENGTH_MAX = 10 };

void strings_init(struct strings *s, struct arena *a)
{
    *s = (struct strings){.a = a};
}

/* A run of 16 lies in one block, unless a block ends: then the run goes on by a jump, a length of nothing but 0xff. */
static const char jump[LENGTH_MAX] = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff";

static char *room(struct strings *s, size_t n)
{
    size_t need = n + LENGTH_MAX + sizeof(jump) + sizeof(char *);
    char *next, *p;

    if (s->size - s->used < need) {
        size_t size = need > STRINGS_BLOCK ? need : STRINGS_BLOCK;
        next = arena_alloc(s->a, size);
        if (s->block) {
            memcpy(s->block + s->used, jump, sizeof(jump));
            memcpy(s->block + s->used + sizeof(jump), &next, sizeof(next));
        }
        s->block = next;
        s->used = 0;
        s->size = size;
    }
    p = s->block + s->used;
    return p;
}

bool strings_add(struct strings *s, text t)
{
    char *p, *from;
    size_t n = t.n;

    if (s->bytes + t.n > SHEET_STRINGS_MAX)
        return false;
    from = p = room(s, t.n);
    s->bytes += t.n + 2;
    if (s->n++ % EVERY == 0) {
        list_push(&s->every16, s->a) = p;
        s->bytes += 2 * sizeof(char *); /* the list grows by doubling */
    }
    for (; n >= 0x80; n >>= 7)
        *p++ = (char)(n | 0x80);
    *p++ = (char)n;
    if (t.n)
        memcpy(p, t.p, t.n);
    s->used += (size_t)(p - from) + t.n;
    return true;
}

static const char *one(const char *p, text *ret)
{
    size_t n = 0;

    while (!memcmp(p, jump, sizeof(jump)))
        memcpy(&p, p + sizeof(jump), sizeof(p)); // cppcheck-suppress pointerSize
    for (int shift = 0;; shift += 7) {
        unsigned char c = (unsigned char)*p++;
        n |= (size_t)(c & 0x7f) << shift;
        if (!(c & 0x80))
            break;
    }
    *ret = (text){p, n};
    return p + n;
}

bool strings_get(const struct strings *s, size_t i, text *ret)
{
    const char *p;

    if (i >= s->n)
        return false;
    p = s->every16.v[i / EVERY];
    for (size_t skip = i % EVERY + 1; skip; skip--)
        p = one(p, ret);
    return true;
}
