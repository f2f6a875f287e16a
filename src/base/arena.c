/* Arena: blocks in a chain, newest first; ends in a chain, newest first. */
#include "arena.h"

#include <stdatomic.h>

struct block {
    struct block *before;
    size_t size, used;
    _Alignas(max_align_t) char bytes[];
};

struct end {
    struct end *before;
    void (*run)(void *);
    void *data;
};

struct arena {
    struct block *block;
    struct end *ends;
    size_t max, held;
    jmp_buf *out_of_memory;
    struct arena *before; /* of those that live for ever */
};

enum { BLOCK_SIZE = 16 * 1024 };

struct arena *arena_new(size_t max)
{
    struct arena *a = calloc(1, sizeof(*a));

    if (!a)
        abort();
    a->max = max;
    return a;
}

static void run_ends(struct arena *a, const struct end *until)
{
    while (a->ends && a->ends != until) {
        struct end *e = a->ends;
        a->ends = e->before;
        e->run(e->data);
    }
}

static void free_blocks(struct arena *a, const struct block *until)
{
    while (a->block && a->block != until) {
        struct block *b = a->block;
        a->block = b->before;
        a->held -= b->size;
        free(b);
    }
}

struct arena *arena_forever(size_t max)
{
    static _Atomic(struct arena *) newest; /* leads to all of them: none is lost */
    struct arena *a = arena_new(max), *before = newest;

    do
        a->before = before;
    while (!atomic_compare_exchange_weak(&newest, &before, a));
    return a;
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    run_ends(a, NULL);
    free_blocks(a, NULL);
    free(a);
}

static _Noreturn void exhausted(struct arena *a, size_t n)
{
    if (a->out_of_memory)
        longjmp(*a->out_of_memory, 1);
    fprintf(stderr, "diaodu: out of memory: %zu bytes held, %zu more asked, %zu allowed\n", a->held, n, a->max);
    abort();
}

static struct block *add_block(struct arena *a, size_t n)
{
    size_t size = a->block ? a->block->size * 2 : BLOCK_SIZE;
    struct block *b;

    if (n > a->max - a->held)
        exhausted(a, n);
    if (size > 1024 * 1024)
        size = 1024 * 1024;
    if (size < n)
        size = n;
    if (size > a->max - a->held) /* an arena smaller than a block, or the last one */
        size = a->max - a->held;
    b = malloc(sizeof(*b) + size);
    if (!b)
        exhausted(a, n);
    b->before = a->block;
    b->size = size;
    b->used = 0;
    a->held += size;
    a->block = b;
    return b;
}

void *arena_alloc(struct arena *a, size_t n)
{
    size_t step = _Alignof(max_align_t);
    size_t need = n ? (n + step - 1) / step * step : step;
    struct block *b = a->block;
    void *p;

    if (need < n)
        exhausted(a, n);
    if (!b || b->size - b->used < need)
        b = add_block(a, need);
    p = b->bytes + b->used;
    b->used += need;
    return memset(p, 0, n);
}

void arena_on_end(struct arena *a, void (*end)(void *), void *data)
{
    struct end *e = ARENA_NEW(a, struct end);

    *e = (struct end){a->ends, end, data};
    a->ends = e;
}

void arena_catch(struct arena *a, jmp_buf *where)
{
    a->out_of_memory = where;
}

struct arena_mark arena_mark(struct arena *a)
{
    return (struct arena_mark){a->block, a->block ? a->block->used : 0, a->ends};
}

void arena_reset(struct arena *a, struct arena_mark mark)
{
    run_ends(a, mark.ends);
    free_blocks(a, mark.block);
    if (a->block)
        a->block->used = mark.used;
}

size_t arena_used(const struct arena *a)
{
    return a->held;
}

void arena_grow(struct arena *a, void **v, size_t *cap, size_t size)
{
    size_t more = *cap ? *cap * 2 : 8;
    void *p = arena_alloc(a, more * size);

    if (*cap)
        memcpy(p, *v, *cap * size);
    *v = p;
    *cap = more;
}
