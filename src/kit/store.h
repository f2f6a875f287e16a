/* What store.c, save.c, filter.c and filter_sum.c share: the columns that each record has, the scope and the filter of a record type as SQL. Only src/kit includes this. */
#ifndef DIAODU_KIT_STORE_H
#define DIAODU_KIT_STORE_H

#include "kit/filter.h"
#include "kit/record.h"

enum { HEAD_COLUMNS = 5 }; /* id, version, changed_at, changed_by, removed */

/* Appends the clause that keeps `alias` within the caller's scope; a child record's scope is its parent's. */
void record_scope(struct call *c, const struct record *t, const char *alias, struct out *sql, value_list *bind);

/* Appends WHERE with the scope and all that the filter asks for, of alias r; one condition, of r as well. */
void filter_where(struct call *c, const struct filter *f, struct out *o, value_list *bind);
void filter_in(struct call *c, const struct filter *f, const struct condition *x, struct out *o, value_list *bind);

/* Runs SQL that was put together in a buffer; rows go into `rows`. */
err record_query(struct query *q, struct call *c, struct arena *rows, const struct out *sql, const value_list *bind);

#endif
