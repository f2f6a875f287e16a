/* Ripples: what an act adds to sums that pages read instead of counting. Gathered while the act runs, written once before the
 * commit, in the order of their keys (so that two acts never lock each other), whether one record changed or a hundred thousand.
 */
#ifndef DIAODU_KIT_RIPPLE_H
#define DIAODU_KIT_RIPPLE_H

#include "kit/call.h"

/* A table of sums: columns region, then the key columns, then the sums. */
enum { RIPPLE_KEYS = 5, RIPPLE_SUMS = 16 };
struct ripple_table {
    const char *name;
    const char *keys[RIPPLE_KEYS]; /* columns; NULL ends */
    unsigned integer_keys;         /* bits: these are integer columns, their text is a number; the others are text */
    const char *sums[RIPPLE_SUMS]; /* integer columns; NULL ends */
    /* No table of the database: what was gathered at keys[] is added here to the rows of others that it counts in, once for all records that
     * have these keys, before anything is written or compared. NULL: a table. */
    void (*spread)(struct call *c, const text keys[], const int64_t sums[]);
};

/* Begins to gather, in c->arena as it is now: where c->arena is changed for each of many records, call this before. */
void ripple_start(struct call *c);

/* Adds sums[] at keys[]. */
void ripple_add(struct call *c, const struct ripple_table *t, const text keys[], const int64_t sums[]);

/* Writes what was gathered; called by act_run before the commit. */
err ripple_flush(struct call *c);

/* How many rows of a table what was gathered would change; *ret_first the keys of the first of them. */
int64_t ripple_count(struct call *c, const struct ripple_table *t, text *ret_first);

#endif
