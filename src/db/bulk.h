/* Putting very many rows into a table: its indexes are set aside and made again at the end, by sorting all keys once. A row put into
 * twenty-five indexes of a large table costs a page of each; sorting costs a tenth of it.
 */
#ifndef DIAODU_DB_BULK_H
#define DIAODU_DB_BULK_H

#include "db.h"

struct index_aside {
    text name, sql, statistics; /* statistics: SQLite's, when it has some */
};
typedef LIST(struct index_aside) index_list;

/* Drops the table's indexes but its primary key, its unique ones and those that begin with the region and one of the columns `keep` (NULL
 * ends), by which rows are looked up meanwhile; remembers them in `a`. Unless bulk_end runs, they are gone: a caller that commits in between
 * has a database that is to be made anew if it is interrupted. */
err bulk_start(struct conn *c, struct arena *a, const char *table, const char *const *keep, index_list *ret);
/* Brings the planner's statistics of a table (NULL: of all) up to date, where the engine has its own (PostgreSQL; SQLite's stand in the schema).
 * Of a table that was empty it knows nothing, takes one index for as good as another, and keeps to that: so to be called when the first rows are
 * there, and at the end. */
err bulk_measure(struct conn *c, struct arena *a, const char *table);
err bulk_end(struct conn *c, struct arena *a, const char *table, const index_list *indexes);

#endif
