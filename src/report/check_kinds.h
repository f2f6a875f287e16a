/* Inside the checks: what a kind of check is, and the kinds that stand in money_rules.c. */
#ifndef DIAODU_REPORT_CHECK_KINDS_H
#define DIAODU_REPORT_CHECK_KINDS_H

#include "check_rules.h"
#include "words.h"

struct check_kind {
    const char *key, *field;
    const struct word *said;
    /* True: there is something to say; the figures of the calculation are in v. */
    bool (*ask)(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v);
};

bool is_reported(const struct check_month *m);
int64_t sum_or_0(money m);
void add(struct check_verdict *v, const char *key, const struct word *name, enum figure_kind kind, char op, int64_t n);
int64_t percent_of(money a, money b);                        /* hundredths of a percent; 0 when b is not above 0 */
bool is_above(money a, money b, int64_t percent_hundredths); /* a > that share of b; false when either is not known */

bool ask_jump(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v);
bool ask_share_of_total(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v);
bool ask_over_total(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v);
bool ask_over_year_plan(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v);
bool ask_arrived_over_issued(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v);
bool ask_paid_over_arrived(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v);
bool ask_paid_over_done(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v);
bool ask_paid_under_done(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v);
bool ask_winter_invest(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v);
bool ask_arrived_off_ledger(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v);
bool ask_paid_off_ledger(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v);
bool ask_typed_cumulative(const struct check_facts *f, const struct check_rule *r, struct check_verdict *v);

#endif
