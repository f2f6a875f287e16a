/* Within src/progress: what its files share beside the sums. */
#ifndef DIAODU_PROGRESS_OWN_H
#define DIAODU_PROGRESS_OWN_H

#include "kit/recompute.h"
#include "list/list.h"
#include "progress/progress.h"
#include "progress/sums.h"

/* A month as it is kept, with the place columns that stand in it. */
struct kept_month {
    struct stored_line s;
    code works, city, county;
    ref lead_department, owner;
};
bool same_line(const struct month_line *a, const struct month_line *b);
err write_line(struct call *c, const struct project *p, const struct month_line *l, bool owed);
/* The place columns of all its months. */
err write_months_place(struct call *c, const struct project *p);
/* The kept months of the projects from … to, in the order of projects. */
err kept_months_between(struct query *q, struct call *c, int64_t from, int64_t to);
bool next_kept_month(struct query *q, int64_t *project, struct kept_month *m);

bool same_key(const struct place_key *a, const struct place_key *b);
/* Takes all kept months of a project from one place among the sums to another. */
err move_months(struct call *c, const struct project *p, const struct place_key *from, const struct place_key *to);

/* Followers of the lists: listed.c */
err list_entry_saved(struct call *c, const void *r, const void *old);
err list_edition_saved(struct call *c, const void *r, const void *old);
err mend_lists(struct call *c, const found_records *files, bool check, struct recompute_result *ret);

extern const struct recompute progress_recomputes[];

#endif
