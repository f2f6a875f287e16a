/* What a monthly report is asked when it contradicts itself, the plan, its past or the project (domain §5): "explained or not
 * accepted". Pure. Which checks there are, how hard and at what figures is data (config/report_checks.csv).
 */
#ifndef DIAODU_REPORT_CHECK_RULES_H
#define DIAODU_REPORT_CHECK_RULES_H

#include "base/date.h"
#include "base/figure.h"
#include "base/season.h"

enum check_site {
    CHECK_SITE_UNKNOWN,
    CHECK_SITE_NOT_STARTED,
    CHECK_SITE_WORKING,
    CHECK_SITE_WINTER,
    CHECK_SITE_STOPPED,
    CHECK_SITE_FINISHED
};

/* What one month says. Of the report being typed, and of each month before it (its newest submitted version). */
struct check_month {
    month month;
    money invest;        /* completed in the month; absent: no report */
    money arrived, paid; /* in the month */
    money planned;       /* of the plan in force */
    number percent;      /* physical progress since start, whole percent */
    enum check_site site;
    text progress_text;
};

/* Cumulative up to and with the month typed, computed from the months (never as typed). */
struct check_facts {
    struct check_month now;
    const struct check_month
        *past; /* newest first, without gaps: past[0] is the month before; a month without report has all absent */
    size_t past_count;                             /* 12 are enough for every check */
    bool correction;                               /* a new version of a month that was accepted before */
    bool preliminary_cost;                         /* marked as 前期费: money spent before the start */
    bool completion_filed;                         /* this report, or an act, files the completion */
    text reason;                                   /* of the correction */
    money issued_total, arrived_total, paid_total; /* of all funds since start, with this month */
    money ledger_arrived, ledger_paid;             /* in the month, as the ledger of funds has it; absent: nothing of that kind */
    money year_done, total_done;                   /* with this month */
    money typed_year, typed_total;                 /* what the owner typed as cumulative, where a file had it */
    money total_invest, year_plan, planned_to_date, next_month;
    date start_actual, finish_actual;
    month start_plan;
    bool started; /* the project's stage says so */
    bool completed;
    struct season pause;
    date photo_day;                      /* of the newest photograph sent along */
    number photo_metres;                 /* its distance from the site */
    date latest_milestone;               /* the latest actual date that this report reports for a milestone */
    bool milestone_out_of_order;         /* … or one before its predecessor */
    int open_problems, dropped_problems; /* open at the last report; of them, gone without a solution */
    date today;
};

enum check_severity { CHECK_QUESTION, CHECK_REFUSE };

struct check_answer {
    const char *key;         /* "batch_of_equipment" */
    const struct word *word; /* 设备集中到货 */
};

struct check_rule {
    text key;
    const struct check_kind *kind;
    enum check_severity severity;
    int64_t limit;  /* hundredths of the kind's unit */
    int64_t months; /* how many months it looks back, where it does */
    money least;    /* amounts below are not asked about */
    text title[2];
    text answers;     /* keys of ready answers, blank between */
    date from, until; /* in force */
    int64_t version;
    text source;
    char mark;
};

struct check_rules {
    const struct check_rule *v;
    size_t n;
};

struct check_verdict {
    const struct check_rule *rule;
    enum check_severity severity;
    const char *field;       /* the report's field that it is about */
    const struct word *said; /* the sentence; figure_fill() puts the figures into it */
    struct figures figures;
};

/* Asks one check. False: nothing to say (also when a figure it needs is not known). */
bool check_ask(const struct check_facts *f, const struct check_rule *r, struct check_verdict *ret);

/* All that are in force on f->today, refusals first, else in the table's order; at most `most`. Returns their number. */
size_t check_all(const struct check_facts *f, const struct check_rules *r, struct check_verdict *ret, size_t most);

/* What stands in the way of sending: a refusal, or a question that `answered` (keys of checks, blank between) does not name.
 * NULL: nothing. An answer counts when check_answer_enough(): a ready key, or a text of four characters or more. */
const struct check_verdict *check_blocks(const struct check_verdict *v, size_t n, text answered);
bool check_answer_enough(text answer);

/* The ready answers, and the kinds of check a row can name. */
const struct check_answer *check_answer_called(text key); /* NULL: there is none */
const struct check_kind *check_kind_called(text key);     /* NULL: there is none */
const char *check_kind_key(const struct check_kind *k);
const struct check_kind *check_kind_at(size_t i); /* NULL past the last */

#endif
