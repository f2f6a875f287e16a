/* The list of any record type: its address, its chips, its page, and one field changed for many records. What templates show of
 * it stands in pages.h. Everything is an address: a chip, a column, a page, a view is a link or a plain form.
 *
 *     columns=a,b      what is shown, in that order         view=17    the kept view that the reader came by
 *     from=51          number of the first row, for people  add=works  shows an open chip for that field
 */
#ifndef DIAODU_KIT_LIST_PAGE_H
#define DIAODU_KIT_LIST_PAGE_H

#include "kit/pages.h"

struct list_fault {
    const struct field *field;
    text message;
};
struct list_query {
    const struct record *record;
    struct params params;      /* canonical */
    bool changed;              /* the address was not: send the reader to the canonical one */
    LIST(struct list_fault) faults;
};

void list_query_read(struct req *q, const struct record *t, const struct params *from, struct list_query *ret);

/* The list's address with something changed: without the parameters named, with name=value. Starts at the first page. */
text list_link(struct req *q, const struct list_query *l, const char *tail, const char *const without[], const char *name, text value);
const char *const *list_field_params(struct arena *a, const struct field *f);

/* The chips of the filter, the quick ones first, into the view; and into that of a view with chips the fields that could become one. */
void list_addable(struct req *q, const struct list_query *l, struct list_view *v);
err list_chips(struct req *q, const struct list_query *l, const struct filter *f, struct list_view *v);

err page_list(struct req *q, struct out *o);      /* GET /{plural} */
err page_columns(struct req *q, struct out *o);   /* GET /{plural}/columns: what could be a column, when the reader opens it */
err page_conditions(struct req *q, struct out *o); /* GET /{plural}/conditions */
err page_totals(struct req *q, struct out *o);    /* GET /{plural}/totals */
err page_bulk(struct req *q, struct out *o);      /* GET /{plural}/bulk */
err post_bulk(struct req *q, struct out *o);      /* POST /{plural}/bulk */

enum { BULK_MOST = 5000 };

#endif
