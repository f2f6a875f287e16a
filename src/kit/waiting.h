/* What waits for somebody, for the page after signing in: each capability brings the lists of its own work for the caller's role, each
 * row with its next act. A row of the capability's table `waiting`; the page shows them in the order of the capabilities.
 */
#ifndef DIAODU_KIT_WAITING_H
#define DIAODU_KIT_WAITING_H

#include "kit/record.h"
#include "kit/words.h"

enum { WAITING_MOST = 1000, WAITING_ROWS = 4 };

struct waiting_row {
    text name, line, href;
    text to;    /* where its button leads; absent: to href */
    text light, light_label; /* its key; absent: none */
    text note;  /* since when, by when */
    text more;  /* what else there is of the same */
    bool late;
};
struct waiting {
    const struct word *title, *act;
    const struct word *hint; /* a few words beside the title; NULL: none */
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

/* A list of records of one type within the caller's scope, the oldest first. */
struct waiting_query {
    const struct record *of;
    const char *which; /* SQL over p: which they are; $1 is `key`, when there is one */
    const char *line;  /* SQL over p: the line under the name */
    text key;          /* absent: `which` asks for none */
    const char *to;    /* behind the record's address: where the button leads; NULL: to the record */
};
/* Counts them into `w`, reads the first, and adds it when there are any. */
err waiting_add(struct call *c, const struct waiting_query *ask, struct waiting *w, waiting_list *ret);

/* All that waits for the caller. */
err waiting_all(struct call *c, waiting_list *ret);

#endif
