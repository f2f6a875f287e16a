/* Followers: what one capability does, in the same transaction, when a record of another was saved. So a project need not know
 * that somebody adds up its months: the adding capability follows it. A row of the capability's table `followers`.
 */
#ifndef DIAODU_KIT_FOLLOW_H
#define DIAODU_KIT_FOLLOW_H

#include "kit/record.h"

struct follower {
    const struct record *record;                             /* NULL ends a table */
    err (*saved)(struct call *c, const void *r, const void *old); /* after the row was written; old NULL at creation */
};

/* Called once for each capability at the start; NULL is allowed. */
void follow_register(const struct follower *table);

/* Runs the followers of a record type, in the order of the capabilities. */
err follow_saved(struct call *c, const struct record *t, const void *r, const void *old);

#endif
