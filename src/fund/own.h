/* Within src/fund: what its files share. */
#ifndef DIAODU_FUND_OWN_H
#define DIAODU_FUND_OWN_H

#include "fund/fund.h"
#include "kit/follow.h"
#include "kit/recompute.h"
#include "kit/web.h"

/* fund_sum: the seven steps of a document over a unit (21, 2101, 210102) and a work ("*": all). */
extern const struct ripple_table fund_sum_table;
/* An entry's amount in the sums of its places; sign -1 takes it out. */
void fund_ripple(struct call *c, const struct fund_entry *e, int sign);
/* The kinds of central money issued to a project, written into its file; *ret_any (may be NULL): is there any? */
err fund_write_kinds(struct call *c, id project, bool *ret_any);

extern const struct follower fund_followers[];
extern const struct recompute fund_recomputes[];
extern const struct route fund_routes[];

#endif
