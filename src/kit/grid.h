/* Many records of one type typed in one table: a row a record, saved together. A page fills the rows with what is stored (or would
 * begin), and gives the rest here:
 *
 *     grid_read(q, &g);                       what was posted for each row: typed, changed, faults
 *     …the page's own fields of a row…
 *     TRY(grid_save(&q->call, &g, &n));       all that can be saved in one transaction; a row that cannot keeps its fault
 *     grid_cells(q, &g);                      what the template shows: {{call grid_cell(…)}}
 *
 * In the form a row is named by its key: "row" once a row, "KEY.version", "KEY.FIELD". Without script it is a plain form;
 * ui/js/grid.js makes a table with data-grid behave like a sheet.
 */
#ifndef DIAODU_KIT_GRID_H
#define DIAODU_KIT_GRID_H

#include "kit/pages.h"

enum { GRID_ROWS = 40 };

struct grid_cell {
    const struct field *field;
    text name, value, shown, fault, theirs; /* theirs: what somebody else put there meanwhile */
    LIST(struct option_view) options;
    bool figure, asked; /* asked: a question stands at it; the page's to set */
    bool ahead;         /* put there by the program and still as it was put; the page's to set */
};
struct grid_row {
    id key;               /* what the form calls it */
    void *stored, *typed; /* as it is or would begin; with what was typed */
    struct input in;
    err faults;
    bool exists, locked, posted, changed; /* locked: only shown */
    bool due;                             /* to be run */
    text general; /* a fault of no cell of its own */
    LIST(struct grid_cell) cells;
};
struct grid {
    const struct record *record;
    const char *const *fields; /* the columns that are typed */
    size_t n_fields;
    const char *create, *change; /* acts */
    LIST(struct grid_row) rows;
};

/* The name of a row's field in the form. */
text grid_name(struct arena *a, id key, const char *what);
text grid_typed(struct req *q, id key, const char *what); /* absent: not posted */
bool grid_posted(struct req *q, id key);

void grid_read(struct req *q, struct grid *g);
/* Marks every field that differs from what is stored; after the page changed `typed` itself. */
void grid_gather(struct grid *g, struct grid_row *r);
void grid_cells(struct req *q, struct grid *g);
struct grid_cell *grid_cell_of(struct grid_row *r, const char *field); /* NULL: no column */

/* After saving, when the rows were loaded anew: what was refused keeps its faults and what was typed. */
void grid_carry(struct grid *now, const struct grid *was);

/* Runs `one` for every row that is due, all in one transaction. A row that is refused keeps the fault and is left out, the others
 * are done nevertheless. An error is returned only when it is no row's. */
err grid_run(struct call *c, struct grid *g, const char *event,
             err (*one)(struct call *c, struct grid *g, struct grid_row *r), int64_t *ret_done);
/* Saves the rows that were changed and have no fault. */
err grid_save(struct call *c, struct grid *g, int64_t *ret_saved);

#endif
