/* How much a record still lacks in the state it is in, as one figure that a list is filtered by: the empty fields that the state wants,
 * and the child types of which it wants at least one and the record has none.
 */
#ifndef DIAODU_KIT_MISSING_H
#define DIAODU_KIT_MISSING_H

#include "kit/recompute.h"

/* Of one record; `old` is NULL when it is new, and so without children. For the record's `derive`. */
err missing_count(struct call *c, const struct record *t, const void *r, const void *old, int64_t *ret);

/* Part of a recompute: compares `column` of these records, in the order of their keys, and, unless `check`, writes it where it differs. */
err missing_mend(struct call *c, const struct record *t, const found_records *some, const char *column, bool check, struct recompute_result *ret);

/* The same for all records at once, by one statement: for a stock that was written past the acts. In the caller's transaction. */
err missing_fill(struct call *c, const struct record *t, const char *column);

#endif
