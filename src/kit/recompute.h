/* Sums that pages read instead of counting, computed anew from the records: `diaodu recompute [--check]`. A capability that keeps
 * such sums has a row for each table in its .recomputes; what a record adds is said by one function, the one that its acts use.
 */
#ifndef DIAODU_KIT_RECOMPUTE_H
#define DIAODU_KIT_RECOMPUTE_H

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
    /* Adds what every record contributes, by ripple_add; `c` sees the whole region. */
    err (*gather)(struct call *c);
    /* Instead: the same, and what else pages read, compared and mended by the row itself. In a transaction. */
    err (*mend)(struct call *c, bool check, struct recompute_result *ret);
};

/* Compares the tables with the records, and unless `check` writes them anew. In a transaction of its own; on PostgreSQL writers of the
 * tables wait so long, and what they add afterwards is added to what was found here. */
err recompute_run(struct call *c, const struct recompute *what, bool check, struct recompute_result *ret);

#endif
