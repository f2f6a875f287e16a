/* Month by month: what a project planned and did, and the sums over places, works and lists that pages read.
 *
 *     plan, report (raw)  ──progress_lines()──►  project_month  ──contribution──►  measure, stock
 *
 * An act that saves a plan, a report or a project runs the same functions for that one project (this capability follows those
 * records), so a page costs the same with a thousand projects as with a million; `recompute --check` runs them for all and
 * compares to the last digit. Two figures of done are never mixed: reported (newest version that is sent and not returned)
 * and accepted (newest accepted by the province). Increments only: what is cumulative is added up when it is read.
 */
#ifndef DIAODU_PROGRESS_PROGRESS_H
#define DIAODU_PROGRESS_PROGRESS_H

#include "kit/capability.h"
#include "plan/plan.h"
#include "progress/curve.h"
#include "report/report.h"

/* --- one project ----------------------------------------------------------------------------------------------------------- */

/* A plan and a report as far as their figures go. */
struct plan_facts {
    int64_t year, seq;
    money m[12];
    moment confirmed_at, superseded_at; /* absent: not yet */
};
struct report_facts {
    id id;
    month month;
    int64_t seq;
    code state; /* as known */
    money invest, arrived, paid;
    number percent;
    code site;
    moment submitted_at, accepted_at;
    flag late;
};
typedef LIST(struct plan_facts) plan_facts_list;
typedef LIST(struct report_facts) report_facts_list;

/* One month. Absent: no plan for it, no report of it. */
struct month_line {
    month month;
    money baseline, planned, reported, accepted, arrived, paid;
    number percent;
    code site;
    id report;
    code report_state;
    moment submitted_at, accepted_at;
    flag late;
};
typedef LIST(struct month_line) line_list;

/* The lines that plans and reports come to, in order of months; only months that have either. Pure. */
void progress_lines(struct arena *a, const plan_facts_list *plans, const report_facts_list *reports, line_list *ret);

/* A month with nothing in it. */
void progress_empty_line(struct arena *a, month m, line_list *ret);

/* The lines of a project as known at a moment (absent: now), out of its plans and reports; `from`, `until` absent: all. */
err progress_of(struct call *c, id project, month from, month until, moment at, line_list *ret);

/* The same as it is kept, in one statement: for pages that show now. */
err progress_kept(struct call *c, id project, month from, month until, line_list *ret);

/* What they are made of, of the projects whose keys lie from … to (one: the same twice), in their order, as known at a moment (absent: now);
 * first, last absent: all months. `among`: of these only, which begin with `from` and end with `to`. */
struct facts_span {
    id from, to;
    month first, last;
    moment at;
    const id *among;
    size_t n_among;
};
err plan_facts_open(struct query *q, struct call *c, const struct facts_span *s);
bool plan_facts_next(struct query *q, id *project, struct plan_facts *p);
err report_facts_open(struct query *q, struct call *c, const struct facts_span *s);
bool report_facts_next(struct query *q, id *project, struct report_facts *r);

/* Brings project_month, measure and the project's own figures up to date for the months; inside an act. */
err progress_refresh(struct call *c, const struct project *p, month from, month until);

/* What the project's row says of this year, for lists: written when it has become another, as it does when a month begins. */
err progress_standing(struct call *c, const struct project *p);

/* The same for a project whose months are not stored yet, from what was just saved in bulk; a report is owed for each month from …
 * until. The project's own figures are the caller's. */
err progress_fill(struct call *c, const struct project *p, const plan_facts_list *plans, const report_facts_list *reports, month from,
                  month until);

/* The month's round is open: every project under way owes a report, due at a moment. Marks those not marked yet, in batches of its own
 * transactions, between which call_let_others; *ret_marked how many. */
err progress_open_round(struct call *c, month m, moment due_at, int64_t *ret_marked);
/* Opens the round that the table of deadlines says is open now; NO_MONTH: none is. */
err progress_open_rounds(struct call *c, month *ret_month, int64_t *ret_marked);
/* What the server does by itself: when a round has opened, and once a day for projects that have started since. */
err progress_round_due(struct call *c, bool *ret);
err progress_round_nightly(struct call *c, month *ret_month, int64_t *ret_marked);

/* Fits the months of finished years by what was accepted; in the caller's transaction. The other: once a month, in one of its own. */
err progress_fit_seasons(struct call *c);
err progress_fit_seasons_monthly(struct call *c);

/* --- sums ------------------------------------------------------------------------------------------------------------------ */

enum measure {
    M_BASELINE, M_PLANNED, M_REPORTED, M_ACCEPTED, M_ARRIVED, M_PAID, /* yuan */
    M_OWED, M_SENT, M_PASSED, M_LATE, M_ZERO,                         /* reports: owed, sent, accepted, sent late, of no amount */
    M_STARTS_PLANNED, M_STARTS, M_FINISHES_PLANNED, M_FINISHES,       /* projects */
    M_COUNT,
};

struct measures {
    int64_t n[M_COUNT];
};

/* What a page asks for: a unit, a work or all, a list or all. */
struct measure_of {
    text unit;  /* "21", "2101", "210102" */
    text works; /* absent: all */
    text list;  /* "major", "big"; absent: all, each project once */
};

/* The sums of each month from … until, index 0 is `from`; ret holds until − from + 1. Within the caller's scope: a unit outside it
 * gives zeros. */
err measures_by_month(struct call *c, const struct measure_of *of, month from, month until, struct measures *ret);

/* The sums over from … until of each unit one level below (`of->unit` "21": the cities), or of each work. */
struct measure_row {
    text key;
    month month;
    struct measures sums;
};
typedef LIST(struct measure_row) measure_list;
err measures_by_unit(struct call *c, const struct measure_of *of, month from, month until, measure_list *ret);
err measures_by_works(struct call *c, const struct measure_of *of, month from, month until, measure_list *ret);

/* What has become another since a moment: the months … of which sums of that moment differ from those kept now, each as it is and as it was then.
 * Places, work and lists are the project's own of today. Within the caller's scope, of the unit; months without end: of plans, the whole year. */
struct since_line {
    id project;
    text name, city, county, works, lists;
    struct month_line now, then;
};
typedef LIST(struct since_line) since_list;
err months_since(struct call *c, text unit, month from, month until, moment at, since_list *ret);
/* What of it stands among the sums asked for. */
bool since_is_of(const struct since_line *l, const struct measure_of *of);
struct measures since_difference(const struct since_line *l); /* now less then */

/* What there is now: "stage:continued", "light:red" … */
struct stock_row {
    text what;
    int64_t projects;
    money total_invest;
};
typedef LIST(struct stock_row) stock_list;
err stock_of(struct call *c, const struct measure_of *of, stock_list *ret);
/* The projects whose light is red, and yellow: what the cockpit and the page after signing in both state. Of a caller without a unit
 * (a department, an owner) the own projects among them. */
err lights_of(struct call *c, const struct measure_of *of, int64_t *ret_red, int64_t *ret_yellow);

/* A project's light has become another: moves it in the stock and in the project's row. Inside an act. */
err progress_light(struct call *c, struct project *p, code light);

/* --- slips: how far projects have moved from what their files said first (planned completion, total investment), out of the files' own
 * history; for a file, and over a caller's scope; now or as it was known at a moment --- */

struct slip {
    id project;
    text name;
    month finish_first, finish;
    money total_first, total;
    int64_t months;   /* the completion is later by; 0: as first planned; below 0: earlier */
    int64_t growth;   /* yuan; 0: as first; below 0: less */
    int64_t percent;  /* of total_first, hundredths; ABSENT: there was none */
};
/* *ret_found: it moved and has not moved back. at absent: now. */
err slip_of(struct call *c, id project, moment at, struct slip *ret, bool *ret_found);
/* "竣工由…推迟到…（24个月），总投资由…增至…（+12%）"; absent when nothing moved. */
text slip_said(struct call *c, const struct slip *s);

struct slip_sums {
    int64_t later, months; /* projects that are later, and by how many months together */
    int64_t dearer;        /* projects that cost more, and */
    money growth;          /* by how much together */
};
typedef LIST(struct slip) slip_list;
/* Over the caller's scope, narrowed by a unit, a work and a list: the sums, and those that moved most, the latest first. */
err slips_over(struct call *c, const struct measure_of *of, moment at, int64_t most, slip_list *ret, struct slip_sums *ret_sums);

extern const struct capability progress_capability;

/* The set of lists that every file stands on, as its entries say; what that moves between the sums is gathered as ripples. */
struct recompute_result;
err progress_mend_lists(struct call *c);

#endif
