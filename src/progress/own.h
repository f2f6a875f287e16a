/* Within src/progress: what its files share beside the sums. */
#ifndef DIAODU_PROGRESS_OWN_H
#define DIAODU_PROGRESS_OWN_H

#include "kit/recompute.h"
#include "progress/progress.h"

/* Plans and reports of the projects from … to, in the order of projects. */
err plan_facts_between(struct query *q, struct call *c, int64_t from, int64_t to);
bool next_plan_of(struct query *q, int64_t *project, struct plan_facts *p);
err report_facts_between(struct query *q, struct call *c, int64_t from, int64_t to);
bool next_report_of(struct query *q, int64_t *project, struct report_facts *r);

extern const struct recompute progress_recomputes[];

#endif
