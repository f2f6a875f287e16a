/* Lists: which records, in what order, a page at a time. A filter is read from an address (a page's or the API's) and written
 * back into one, so that a chip's × is a link.
 *
 *     stage=continued,new_start    one of              total_invest.min=100000000    at least, .max at most (PLAIN notation)
 *     name.has=抽水                 contains             start_plan.empty=1            absent; =0 present
 *     q=dyh                        search words        sort=-total_invest           descending
 *     after=…                      the page behind a cursor, before=… the one in front of it; limit=50
 *     id=17,18                     these records only
 *
 * Pages follow a key, never an offset: a page deep in the list costs what the first does. A sort that no index carries is
 * only done below SORT_BOUND hits.
 */
#ifndef DIAODU_KIT_FILTER_H
#define DIAODU_KIT_FILTER_H

#include "base/format.h"
#include "kit/record.h"

enum filter_op { OP_IN, OP_MIN, OP_MAX, OP_HAS, OP_EMPTY, OP_STARTS };
enum { LIMIT_DEFAULT = 50, LIMIT_MOST = 500, SORT_BOUND = 50000, COUNT_BOUND = 10000, IDS_MOST = 500 };

struct condition {
    const struct field *field;
    enum filter_op op;
    text typed; /* PLAIN notation, as it stands in the address */
};

struct filter {
    const struct record *record;
    LIST(struct condition) conditions;
    text search;
    const struct field *sort; /* NULL: by key, newest first */
    bool descending;
    text after, before;
    LIST(id) ids;             /* only these; none: all */
    int limit;
    bool removed;             /* also those that were removed */
    id parent;                /* only those that belong to this record */
    const struct fieldset *only; /* the fields that are read, for lists that show a few of many; NULL: all */
};

/* Reads one name=value of an address. Unknown names that are no field give E_INPUT naming the field; `reserved` names
 * (limit, after, sort, q) are taken too. */
err filter_init(struct filter *f, const struct record *t);
err filter_add(struct arena *a, struct filter *f, text name, text value, struct call *c);
/* Reads only what these columns and the list itself need: its records are not whole, and are for showing. */
void filter_only(struct arena *a, struct filter *f, const struct field *const columns[], size_t n);
/* The filter as an address's query, without `after`; `but` leaves one condition out (−1: none). */
void filter_write(struct out *o, const struct filter *f, ptrdiff_t but);
/* The label of a condition for a chip: "阶段 续建". Not escaped. */
void condition_show(struct out *o, const struct condition *c);

struct page {
    LIST(void *) items;
    text next; /* cursor of the page behind; absent at the end */
    text prev; /* cursor of the page in front; absent at the start */
};
err record_list(struct call *c, const struct filter *f, struct page *ret);

/* The same records, one at a time, never all in memory. `each` may return an error to stop. Ordered as the list. */
err record_each(struct call *c, const struct filter *f, err (*each)(void *data, struct arena *row, const void *r), void *data);

/* How many, exactly up to COUNT_BOUND unless `exact`; *ret_more says there are more than that. */
err record_count(struct call *c, const struct filter *f, bool exact, int64_t *ret, bool *ret_more);

err record_count_upto(struct call *c, const struct filter *f, int64_t bound, int64_t *ret, bool *ret_more); /* 0: no bound */

/* The sum of a money or number field over the filter, with the count; bounded like record_count, unless the record keeps sums that
 * know the filter: those are exact at any size. Parts of another record (record.within) are counted and left out of the sums: the whole
 * holds them. *ret_parts (may be NULL): how many those are. */
err record_sum(struct call *c, const struct filter *f, const struct field *const fields[], size_t n, bool exact, int64_t *ret_count,
               bool *ret_more, int64_t *ret_sums, int64_t *ret_parts);

#endif
