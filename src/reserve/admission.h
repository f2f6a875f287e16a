/* Applications to the reserve: what the files of src/reserve share. See reserve.h. */
#ifndef DIAODU_RESERVE_ADMISSION_H
#define DIAODU_RESERVE_ADMISSION_H

#include "reserve/reserve.h"

extern const struct act admission_create, admission_change, admission_move;

/* The open application of a project; *ret_found says whether there is one. */
err admission_open_of(struct call *c, id project, id *ret, bool *ret_found);
/* What the file lacks for the reserve, by names; absent: nothing. */
err admission_lacks(struct call *c, const struct project *p, text *ret);
/* A file that was moved takes its applications along; one that left the planned stage otherwise, or was taken back, has none open. */
err admission_follow(struct call *c, const struct project *p, const struct project *before);

#endif
