/* Sums that pages read instead of counting, computed anew from the records: `diaodu recompute [--check]`. A capability that keeps
 * such sums has a row for each table in its .recomputes; what a record adds is said by one function, the one that its acts use.
 */
#ifndef DIAODU_KIT_RECOMPUTE_H
#define DIAODU_KIT_RECOMPUTE_H

#include "kit/record.h"
#include "kit/ripple.h"

enum { RECOMPUTE_TABLES = 4 };

struct recompute_result {
    int64_t rows;  /* of sums that are not all zero, as they should be */
    int64_t wrong; /* that stand otherwise, are missing or too many */
    text first;    /* the first of these: its table and keys; absent: none */
};

struct recompute {
    const char *name; /* "project_total" */
    struct word label;
    const struct ripple_table *tables[RECOMPUTE_TABLES]; /* what one pass over the records proves at once; none: only what `mend` sees to */
    /* One of these. What a record contributes is added by ripple_add, what else pages read is compared and, unless `check`, mended by the row itself:
     * in the records that were handed to it too. Whoever comes later in the walk reads them so. In a transaction; `c` sees the whole region. */
    const struct record *of; /* of these, some hundred at a time and in the order of their keys, those that are removed too */
    err (*part)(struct call *c, const found_records *some, bool check, struct recompute_result *ret);
    err (*gather)(struct call *c); /* by statements of its own: only the tables */
    err (*mend)(struct call *c, bool check, struct recompute_result *ret); /* … only what is no table */
};

/* Compares what the records come to with what stands and, unless `check`, mends it: those `of` the same records by one walk over them. In one
 * transaction; on PostgreSQL writers of the tables wait so long, and what they add afterwards is added to what was found here. */
err recompute_walk(struct call *c, const struct recompute *const what[], size_t n, bool check, struct recompute_result ret[]);
/* One alone. */
err recompute_run(struct call *c, const struct recompute *what, bool check, struct recompute_result *ret);
/* Notes one more that stands wrong, by what format and what follows say. */
void recompute_wrong(struct call *c, struct recompute_result *ret, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
