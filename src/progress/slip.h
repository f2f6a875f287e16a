/* Slips kept beside the project: what progress.h says of reading them, and how they are kept. Within src/progress. */
#ifndef DIAODU_PROGRESS_SLIP_H
#define DIAODU_PROGRESS_SLIP_H

#include "kit/recompute.h"
#include "progress/progress.h"

/* Follows the project: its rows anew from its history. */
err slip_project_saved(struct call *c, const void *r, const void *old);
err slip_mend(struct call *c, bool check, struct recompute_result *ret);

#endif
