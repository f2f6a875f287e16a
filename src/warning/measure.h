/* Inside the engine: what a measure is. A measure looks at the facts as on a day and says how bad it is, as a fraction. */
#ifndef DIAODU_WARNING_MEASURE_H
#define DIAODU_WARNING_MEASURE_H

#include "warning_rules.h"
#include "words.h"

/* `day`: to which it is measured. `known`: what happened up to this day counts as happened. Both are today, but when the engine
 * looks for the day since when it has been so: then `day` goes back and what is known stays. */
struct probe {
    date day, known;
};

struct finding {
    bool measured;     /* false: reason says why there is nothing to measure */
    __int128 num, den; /* den > 0; in the measure's unit */
    date start;        /* no earlier day can be the first of this run */
    const struct word *reason;
    struct figures figures;
    text what;
    struct finding_plan { /* of the plan measures */
        struct schedule schedule;
        size_t line;     /* the newest line counted, an index into lines */
        size_t evidence; /* the newest line of the year that has a report; line_count: none */
    } plan;
};

typedef struct finding (*measure_fn)(const struct warning_facts *f, const struct warning_rule *r, struct probe at);

struct warning_measure {
    const char *key, *family;
    const struct word *name, *unit;
    measure_fn measure;
    bool falls;   /* a smaller value is worse */
    bool monthly; /* judged month by month (history_judge) */
};

/* Nothing to measure, and why. */
struct finding finding_none(const struct word *why);

/* The worst of several: keeps the worse of the two by value; the earlier start on a tie. */
void finding_worse(struct finding *worst, const struct finding *one);

enum warning_level level_of(const struct warning_rule *r, const struct finding *found);

/* Level, since and figures of a measure that is judged month by month, with the rule's hold. */
void history_judge(const struct warning_facts *f, const struct warning_rule *r, date today, struct warning_verdict *v);
/* The finding of one of those measures at a line, as it stood then (`now` false) or stands. */
struct finding plan_finding(const struct warning_facts *f, const struct warning_rule *r, const struct finding_plan *p);
bool plan_through(const struct warning_facts *f, const struct warning_rule *r, date today, struct finding_plan *ret);
void plan_ahead(const struct warning_facts *f, const struct warning_rule *r, size_t line, size_t upto, date today, struct finding_plan *ret);
void plan_at(const struct warning_facts *f, const struct warning_rule *r, size_t line, struct finding_plan *ret);

/* Helpers of all measures. */
int64_t amount_or_0(money m);
bool happened(date d, date known); /* known and not after `known` */
bool is_started(const struct warning_facts *f, date known);
bool is_finished(const struct warning_facts *f, date known);
bool line_sent(const struct warning_line *l, date known);  /* a version that counts was sent by then */
bool line_counted(const struct warning_line *l, date day); /* sent by then, or its round has closed */
bool line_in_pause(const struct warning_facts *f, const struct warning_line *l);
int64_t shown(__int128 n); /* as a figure: the nearest that fits */
int64_t full_months(date from,
                    date to); /* whole months by the day of the month; the last day stands for missing ones */

struct figure fig_money(const char *key, const struct word *name, char op, int64_t yuan);
struct figure fig_of(const char *key, const struct word *name, enum figure_kind kind, int64_t n);
struct figure fig_text(const char *key, const struct word *name, text t);

/* The measures, by the file they stand in. */
struct finding measure_plan(const struct warning_facts *f, const struct warning_rule *r, struct probe at);

struct finding measure_start_overdue(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_milestone(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_stats(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_joint_start(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_finish(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_production(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_promised(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_legal(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_order(const struct warning_facts *f, const struct warning_rule *r, struct probe at);

struct finding measure_report_late(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_report_row(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_stopped(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_not_resumed(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_no_change(const struct warning_facts *f, const struct warning_rule *r, struct probe at);

struct finding measure_fund_asleep(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_fund_behind(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_fund_year_end(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_fund_not_arrived(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_fund_diverted(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_fund_required(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_paid_ahead(const struct warning_facts *f, const struct warning_rule *r, struct probe at);
struct finding measure_arrears(const struct warning_facts *f, const struct warning_rule *r, struct probe at);

#endif
