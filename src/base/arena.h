/* Memory with one owner: a request, a job, a command. Everything is taken from the arena and goes with it.
 *
 * Life cycle:  arena_new → arena_alloc, arena_on_end … → arena_free.
 * An arena states its maximum when it is made. When it is exhausted it jumps to arena->out_of_memory if the edge has
 * set one (setjmp), else the program ends with a message. The jump skips `cleanup` functions, so handles also register
 * with arena_on_end, and closing twice is harmless.
 */
#ifndef DIAODU_BASE_ARENA_H
#define DIAODU_BASE_ARENA_H

#include <setjmp.h>

#include "types.h"

struct arena;

/* A new arena that holds at most `max` bytes. Never NULL. */
struct arena *arena_new(size_t max);

/* An arena for what is read once and lives as long as the program: tables that ship as data. Never freed. */
struct arena *arena_forever(size_t max);

/* Runs the registered ends, newest first, and frees everything. NULL is allowed. */
void arena_free(struct arena *a);

/* `n` zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *a, size_t n) __attribute__((malloc, alloc_size(2), returns_nonnull));

/* Calls end(data) when the arena ends. */
void arena_on_end(struct arena *a, void (*end)(void *), void *data);

/* Where to go when the arena is exhausted; NULL for "end the program". */
void arena_catch(struct arena *a, jmp_buf *where);

/* A mark, and the way back to it: what was allocated since is free again. For long loops. Ends registered since run. */
struct arena_mark {
    void *block;
    size_t used;
    void *ends;
};
struct arena_mark arena_mark(struct arena *a);
void arena_reset(struct arena *a, struct arena_mark mark);

/* Bytes handed out so far, for tests and limits. */
size_t arena_used(const struct arena *a);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_alloc((a), sizeof(type) * (n)))

/* A growing array in an arena: LIST(struct line) lines = {0}; list_push(&lines, a) = line; */
#define LIST(type)                                                                                                     \
    struct {                                                                                                           \
        type *v;                                                                                                       \
        size_t n, cap;                                                                                                 \
    }
#define list_push(list, a)                                                                                             \
    (*(((list)->n == (list)->cap ? arena_grow((a), (void **)&(list)->v, &(list)->cap, sizeof(*(list)->v)) : (void)0),    \
       &(list)->v[(list)->n++]))
void arena_grow(struct arena *a, void **v, size_t *cap, size_t size);

#define CLEAN(f) __attribute__((cleanup(f)))

#endif
