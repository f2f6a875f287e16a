/* The ledger of funds (资金台账), pure: what the entries of one project under one document come to, and what may not be entered.
 *
 * Money goes from the document to the project (issued), into its account (arrived), to who built (paid); or back: recalled before it
 * arrived, returned after; or astray (diverted). Physical work is told beside it. Entries are never changed: a wrong one is
 * reversed by one of the same step with the opposite amount. So at the end of every day, all in yuan:
 *
 *     issued  = recalled + arrived + outstanding
 *     arrived = returned + paid + diverted + balance
 *
 * and none of the seven steps nor outstanding nor balance is below zero. Domain notes §10.
 */
#ifndef DIAODU_FUND_LEDGER_H
#define DIAODU_FUND_LEDGER_H

#include "base/types.h"

/* In the order of the code list "step" (fund.c). */
enum fund_step { FUND_ISSUED, FUND_ARRIVED, FUND_PAID, FUND_WORK, FUND_RECALLED, FUND_RETURNED, FUND_DIVERTED, FUND_STEPS };

struct fund_position {
    int64_t yuan[FUND_STEPS];
};

/* What the project has of the document in the end: issued less recalled and returned. */
int64_t fund_net(const struct fund_position *p);
/* Issued and not arrived. */
int64_t fund_outstanding(const struct fund_position *p);
/* In the account: arrived, neither returned nor paid nor diverted. */
int64_t fund_balance(const struct fund_position *p);

/* Rates in tenths of a percent of what was issued (net); ABSENT when nothing was. Arrived less returned; paid; physical work. */
int64_t fund_arrival_rate(const struct fund_position *p);
int64_t fund_payment_rate(const struct fund_position *p);
int64_t fund_work_rate(const struct fund_position *p);

void fund_add(struct fund_position *p, const struct fund_position *more);

struct fund_move {
    date day;
    enum fund_step step;
    int64_t yuan; /* below zero: a reversal */
};

enum fund_fault {
    FUND_FITS,
    FUND_STEP_BELOW,   /* more of a step is taken back than was entered */
    FUND_NOT_ISSUED,   /* more arrived or was recalled than had been issued */
    FUND_NOT_ARRIVED,  /* more was paid, returned or diverted than had arrived */
    FUND_WORK_BEYOND,  /* more work than the money that made it */
};
struct fund_verdict {
    enum fund_fault fault;
    enum fund_step step;  /* of FUND_STEP_BELOW */
    date day;             /* the first at whose end it does not fit */
    int64_t short_of;     /* by so much */
};

/* The moves of one project under one document, in the order of days. */
struct fund_verdict fund_judge(const struct fund_move *v, size_t n);

#endif
