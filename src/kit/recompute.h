/* Sums that pages read instead of counting, computed anew from the records: `diaodu recompute [--check]`. A capability that keeps
 * such sums has a row for each table in its .recomputes; what a record adds is said by one function, the one that its acts use.
 */
#ifndef DIAODU_KIT_RECOMPUTE_H
#define DIAODU_KIT_RECOMPUTE_H

#include "kit/ripple.h"

struct recompute_result {
    int64_t rows;  /* of sums that are not all zero, as they should be */
    int64_t wrong; /* that stand otherwise, are missing or too many */
    text first;    /* the first of these: its keys; absent: none */
};

struct recompute {
    const char *name; /* "project_total" */
    struct word label;
    const struct ripple_table *table;
    /* Adds what every record contributes, by ripple_add; `c` sees the whole region. */
    err (*gather)(struct call *c);
    /* Instead of a table: what else pages read, compared and mended by the row itself. In a transaction. */
    err (*mend)(struct call *c, bool check, struct recompute_result *ret);
};

/* Compares a table with the records, and unless `check` writes it anew. In a transaction of its own; on PostgreSQL writers of the
 * table wait so long, and what they add afterwards is added to what was found here. */
err recompute_run(struct call *c, const struct recompute *what, bool check, struct recompute_result *ret);

#endif
