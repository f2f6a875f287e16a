/* Child records: rows that belong to one record of another type (a project's milestones, sources of money). A child type is a
 * record whose .parent names the field with its parent's key; its scope and its locks are the parent's, its history is shown
 * in the parent's, and the parent's file has a table of them that is changed in place.
 */
#ifndef DIAODU_KIT_CHILDREN_H
#define DIAODU_KIT_CHILDREN_H

#include "kit/record.h"

/* The child types of a record type, in the order in which they are registered. */
typedef LIST(const struct record *) record_type_list;
void child_types(struct arena *a, const struct record *parent, record_type_list *ret);

/* The type that a child belongs to; NULL when it is none. */
const struct record *parent_type(const struct record *t);
/* The parent's key of a child. */
id parent_of(const struct record *t, const void *r);

/* All children of one parent, in the order of the type's `sort`; as they stood at a moment, or now (NO_MOMENT). The caller has
 * loaded the parent within the scope. */
err children_load(struct call *c, const struct record *t, id parent, moment at, child_list *ret);

/* The records of a statement whose columns are record_columns' of the type. */
err record_rows(struct call *c, const struct record *t, const struct out *sql, const value_list *bind, child_list *ret);

/* From here on what children_load reads is kept for the rest of the call and not read again. Only for calls that change nothing. */
void children_keep(struct call *c);

/* What the type's `whole` says of them; nothing when it has none. */
err children_whole(struct call *c, const struct record *t, const void *parent, const child_list *all, struct whole *ret);

/* What a state of the parent wants of its children: none where one is needed, or a whole that does not fit. One fault a child
 * type, its field the type's plural. */
err children_lack(struct call *c, const struct record *parent, const void *r, unsigned state, err *ret_faults);

/* The versions of all children of one type, newest first within a child, the children one after another. */
err children_history(struct call *c, const struct record *t, id parent, history_list *ret);

/* Called by record_save: the parent is locked and within the scope, or the child is refused. */
err child_check_parent(struct call *c, const struct record *t, const void *r);
/* Called by record_save after a child was written: the parent's derived fields follow. */
err child_saved(struct call *c, const struct record *t, const void *r);

#endif
