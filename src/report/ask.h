/* A report beside its past, its plan and its project: the facts that checks ask about, the answers that were given, and where the
 * month's round stands for it. Within src/report.
 */
#ifndef DIAODU_REPORT_ASK_H
#define DIAODU_REPORT_ASK_H

#include "report/check_rules.h"
#include "report/deadline.h"
#include "report/report.h"

/* The tables that ship as data, read once at the start. */
void report_tables_start(void);

enum { BASIS_MONTHS = 12, DOUBTS_MOST = 32 };

/* What a month's report stands on: the months before it, and what its plan says. */
struct report_basis {
    const struct project *project;
    month month;
    struct check_month past[BASIS_MONTHS];
    money planned, planned_next, year_plan, planned_to_date;
    money year_before, total_before, arrived_before, paid_before; /* up to the month before */
    money ledger_arrived, ledger_paid; /* of the month, as the ledger of funds has it; absent: it has nothing of that kind in it */
    const struct report *last;                                    /* the newest month that was sent; NULL: none */
};
err report_basis(struct call *c, const struct project *p, month m, struct report_basis *ret);
/* Of several projects, in as many statements as of one; ret holds n. */
err report_bases(struct call *c, const struct project *const *projects, size_t n, month m, struct report_basis *ret);
enum check_site check_site_of(code site_state);
/* The newest edition of the month's report of each project; NULL: none is begun. */
err report_editions(struct call *c, const id *projects, size_t n, month m, struct report **ret);

/* A new report as it begins: as last month and as planned, what has to be typed left empty. */
void report_prefill(struct call *c, const struct report_basis *b, struct report *r);
/* The same for a month in which nothing was done. */
void report_zero(struct call *c, const struct report_basis *b, struct report *r);
/* How many fields say something else than the prefilled report. */
int64_t report_typed(struct call *c, const struct report_basis *b, const struct report *r);

struct report_doubts {
    struct check_verdict v[DOUBTS_MOST];
    size_t n;
};
void report_doubts(const struct report_basis *b, const struct report *r, date today, struct report_doubts *ret);
/* The report's field that a check is about. */
const char *doubt_field(const struct check_verdict *v);
/* The sentence with its figures, and the calculation behind it in one line: "本月完成投资 9,225万元 ÷ …". */
text doubt_said(struct arena *a, const struct check_verdict *v, enum lang lang);
text doubt_figures(struct arena *a, const struct check_verdict *v, enum lang lang);

struct doubt_answer answer_to(text answers, text check);
text answer_said(struct arena *a, struct doubt_answer given, enum lang lang);
bool answer_enough(struct doubt_answer given);
/* The first doubt that stands in the way of sending; NULL: none. */
const struct check_verdict *report_blocked(struct arena *a, const struct report_doubts *d, text answers);

/* Where a step of the project's month stands, late permissions taken into account. */
err report_round(struct call *c, const struct project *p, month m, enum round_step step, moment done_at, struct round_state *ret);
text round_said(struct arena *a, const struct round_state *s, enum round_step step, month m, enum lang lang);

#endif
