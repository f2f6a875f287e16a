/* How much a record still lacks in the state it is in, as one figure that a list is filtered by: the empty fields that the state wants,
 * and the child types of which it wants at least one and the record has none.
 */
#ifndef DIAODU_KIT_MISSING_H
#define DIAODU_KIT_MISSING_H

#include "kit/recompute.h"

/* Of one record; `old` is NULL when it is new, and so without children. For the record's `derive`. */
err missing_count(struct call *c, const struct record *t, const void *r, const void *old, int64_t *ret);

/* Compares `column` of all records with what it should be and, unless `check`, writes it where it differs. In the caller's transaction.
 * For stocks that were written before the column was, or past the acts. */
err missing_fill(struct call *c, const struct record *t, const char *column, bool check, struct recompute_result *ret);

#endif
