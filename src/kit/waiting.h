/* What waits for somebody, for the page after signing in: each capability brings the lists of its own work for the caller's role, each
 * row with its next act. A row of the capability's table `waiting`; the page shows them in the order of the capabilities.
 */
#ifndef DIAODU_KIT_WAITING_H
#define DIAODU_KIT_WAITING_H

#include "kit/call.h"
#include "kit/words.h"

enum { WAITING_MOST = 1000, WAITING_ROWS = 4 };

struct waiting_row {
    text name, line, href;
    text light, light_label; /* its key; absent: none */
    text note;  /* since when, by when */
    text more;  /* what else there is of the same */
    bool late;
};
struct waiting {
    const struct word *title, *act;
    text href;     /* the whole list */
    int64_t count; /* WAITING_MOST + 1: more */
    text due;      /* by when for all of them; absent: no common limit runs */
    LIST(struct waiting_row) rows;
};
typedef LIST(struct waiting) waiting_list;

struct waiting_source {
    unsigned roles; /* 0 ends a table */
    err (*read)(struct call *c, waiting_list *ret); /* adds those of its lists that are not empty */
};

/* Called once for each capability at the start; NULL is allowed. */
void waiting_register(const struct waiting_source *table);

/* All that waits for the caller. */
err waiting_all(struct call *c, waiting_list *ret);

#endif
