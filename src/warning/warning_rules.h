/* The warning engine (§5.2): what one project is known to be on a day, a rule with its thresholds, and the verdict.
 *
 * Pure: no clock, no database, no memory. The loader fills `struct warning_facts` from what was known on the day that it
 * asks for; the same facts, rule and day always give the same verdict, so a past day is answered by loading its facts,
 * and `recompute --check` by doing all again. Whatever is not known is absent (NO_MONEY, NO_DATE …), never 0.
 *
 * Every measure yields a fraction (greater is worse, but for the ratio) and the day since when it has been so. Thresholds are
 * data. What is overdue is measured to `today`, not to the last report: silence does not stop the clock.
 */
#ifndef DIAODU_WARNING_WARNING_RULES_H
#define DIAODU_WARNING_WARNING_RULES_H

#include "base/date.h"
#include "base/figure.h"
#include "base/season.h"

/* ---- facts ---------------------------------------------------------------------------------------------------------- */

/* The stages in the order of enum stage (project.h), as far as rules ask. */
enum warning_stage {
    WST_PLANNED,
    WST_RESERVE,
    WST_PRELIMINARY,
    WST_NEW_START,
    WST_CONTINUED,
    WST_COMPLETED,
    WST_IN_PRODUCTION,
    WST_FULL_PRODUCTION,
    WST_SUSPENDED,
    WST_WITHDRAWN,
    WST_COUNT,
};

/* What the report says of the site. */
enum site_state { SITE_UNKNOWN, SITE_NOT_STARTED, SITE_WORKING, SITE_WINTER, SITE_STOPPED, SITE_FINISHED };

enum line_state {
    LINE_NONE,      /* no report, or a draft: nothing that was sent */
    LINE_RETURNED,  /* sent and sent back: does not count as reported */
    LINE_SUBMITTED, /* sent, on its way through the levels */
    LINE_ACCEPTED,  /* taken by the province */
};

/* One calendar month of the project. Money of a month, never cumulative. */
struct warning_line {
    month month;
    money planned;  /* of the plan in force on `today` (the newest confirmed version); absent: no plan for this month */
    money baseline; /* of the first confirmed version of that year */
    money year_planned; /* the year's total of the plan in force: the same in all lines of a year */
    money then_planned; /* January up to and with this month by the plan in force when this month's round closed, and */
    money then_year;    /* its total: absent when the plan has not changed since, or it is not closed yet */
    money reported;     /* newest version that is submitted and not returned; absent: none */
    money accepted;     /* newest version accepted by the province; absent: none */
    money arrived, paid; /* of the newest submitted version */
    number percent;      /* physical progress since start, whole percent */
    flag same_text;      /* the progress text equals the month's before */
    enum site_state site;
    enum line_state state;
    date submitted; /* the day (Shanghai) on which the newest submitted version was first sent by the owner */
    date due;       /* last day on which the owner's report is on time, late permission included; for a returned one the
                       day by which it is to be back; absent: none owed */
    date closes;    /* the round's last day; from the day after a month without report counts as nothing done */
};

struct warning_milestone {
    text name;
    date planned; /* a month alone: its last day */
    date actual;
};

struct warning_fund {
    text kind; /* "special_bond" … (domain §10) */
    text name; /* number of the document that issued it */
    date issued_on;
    money issued, arrived, paid; /* cumulative, as known on `today`; issued less what was taken back */
    money diverted;              /* spent on something else and not put back, */
    date diverted_on;            /* for the first time */
    money required;              /* what the State requires to be paid, and */
    date required_by;            /* by the end of which day; absent: nothing required, or from the issue on */
};

struct warning_approval {
    text name;
    date promised, legal; /* the day on which each limit ends, pausing clocks already counted in */
    date done;
};

/* An order (督办单) and the days by which it is to be answered: when the first passes the second runs, then the third. */
struct warning_order {
    text name;
    date due[3];
    date done;
};

struct warning_facts {
    enum warning_stage stage;
    struct season pause;       /* the winter break that holds for this project (kit/winter.h); none for exempt kinds */
    struct year_day resume_by; /* month 0: the day on which the pause ends */
    money total_invest;
    month start_plan, finish_plan, produce_plan;
    date start_actual, finish_actual, produce_actual; /* a date after `today` counts as not yet */
    flag in_stats;
    month stats_month;     /* in statistics since */
    date suspended_on;     /* stage suspended since; absent when not */
    date suspend_filed_on; /* when the reason of the present suspension was filed; absent: not filed */
    date resumed_on;       /* the newest act that declared work resumed */
    date joint_start;      /* the day of the joint start that the project took part in */
    date plan_since;       /* the day on which the plan in force was confirmed; absent when it is the baseline */
    money done_before, paid_before;   /* all before the first line */
    const struct warning_line *lines; /* one a month without gaps, oldest first; also future months of the plan */
    size_t line_count;
    const struct warning_milestone *milestones;
    size_t milestone_count;
    const struct warning_fund *funds;
    size_t fund_count;
    const struct warning_approval *approvals;
    size_t approval_count;
    const struct warning_order *orders;
    size_t order_count;
};

/* The day for which the verdict is asked, and how to count working days (NULL: act_by stays absent). */
struct warning_day {
    date today;
    struct warning_by {
        date day;
        bool unpublished; /* a year without the State Council's calendar is touched */
    } (*workdays_after)(const void *data, date from, int n);
    const void *data;
};

/* ---- rules ---------------------------------------------------------------------------------------------------------- */

enum warning_level { LEVEL_NONE, LEVEL_BLUE, LEVEL_YELLOW, LEVEL_RED, LEVEL_COUNT };

enum warning_actor { ACTOR_NONE, ACTOR_OWNER, ACTOR_COUNTY, ACTOR_CITY, ACTOR_DEPARTMENT, ACTOR_PROVINCE };

/* A threshold in hundredths of the measure's unit, and how it is compared. */
struct threshold {
    enum compare { NEVER, AT_LEAST, MORE_THAN, LESS_THAN, AT_MOST } how;
    int64_t n;
};

struct warning_rule {
    text pack, key; /* of the pack; a rule is known by its key over its versions */
    int64_t version;
    const struct warning_measure *measure;
    struct threshold at[LEVEL_COUNT]; /* [LEVEL_NONE] is not used */
    struct threshold bulletin;        /* to be named in the bulletin */
    date from, until;                 /* in force, both included; absent: open */
    unsigned stages;                  /* set of 1 << WST_…; 0: all but withdrawn */
    text funds;                       /* kinds of fund it asks of, blank between; absent: all */
    money least_total;                /* only projects of this total investment or more; absent: all */
    int64_t period;                   /* months, where the measure has a period */
    int64_t share;                    /* hundredths of a percent, where the measure compares with a share */
    bool against_baseline; /* the plan measures: against the first confirmed plan instead of the one in force */
    bool accepted_only;    /* the plan measures: count accepted figures only */
    int hold;              /* whole accepted reports that must be better before the level falls; 0: falls at once */
    struct {
        enum warning_actor actor;
        int workdays; /* after the day on which the level began */
    } act[LEVEL_COUNT];
    text title[2]; /* in both languages, LANG_ZH first */
    text source;
    char mark; /* S sourced, K known, D our default */
};

struct warning_pack {
    text key, title[2];
    const struct warning_rule *v;
    size_t n;
};

/* ---- verdicts ------------------------------------------------------------------------------------------------------- */

struct warning_verdict {
    const struct warning_rule *rule; /* carries key, version, title */
    enum warning_level level;
    bool bulletin;
    bool held;                 /* the measure is better already; the level waits for a whole accepted report */
    date since;                /* first day of this unbroken run at any level; absent when LEVEL_NONE */
    date level_since;          /* first day of the present level */
    const struct word *reason; /* a sentence; figure_fill() puts the figures into it */
    struct figures figures;    /* the calculation, in its order */
    text what; /* the milestone, fund, approval or order that is worst; absent where the rule is of the project */
    enum warning_actor actor;
    date act_by;
    bool act_by_unpublished;
};

/* The verdict of one rule. A rule that is not in force on the day, or not for such a project, says LEVEL_NONE with a reason. */
struct warning_verdict warning_judge(const struct warning_facts *f, const struct warning_rule *r,
                                     const struct warning_day *day);

bool warning_rule_in_force(const struct warning_rule *r, date today);

/* All rules of a pack that are in force, in its order; at most `most` verdicts into ret. Returns their number. */
size_t warning_judge_all(const struct warning_facts *f, const struct warning_pack *p, const struct warning_day *day,
                         struct warning_verdict *ret, size_t most);

/* The worst level among verdicts: the project's light. */
enum warning_level warning_light(const struct warning_verdict *v, size_t n);

/* Two packs over the same facts, compared by what is measured (the measure's family: start, plan, funds …). */
struct warning_difference {
    const char *family;
    enum warning_level a, b;                   /* the worst of each pack in that family */
    const struct warning_verdict *of_a, *of_b; /* NULL: the pack has no verdict above LEVEL_NONE there */
};
size_t warning_compare(const struct warning_verdict *a, size_t a_count, const struct warning_verdict *b, size_t b_count,
                       struct warning_difference *ret, size_t most);

/* ---- measures: what a rule can name --------------------------------------------------------------------------------- */

const struct warning_measure *warning_measure_called(text key); /* NULL: there is none */
const char *warning_measure_key(const struct warning_measure *m);
const char *warning_measure_family(const struct warning_measure *m);
const struct word *warning_measure_name(const struct warning_measure *m);
const struct word *warning_measure_unit(const struct warning_measure *m);
bool warning_measure_falls(const struct warning_measure *m); /* a smaller value is worse: the ratio */
const struct warning_measure *warning_measure_at(size_t i);  /* NULL past the last */

/* Schedule as a rule sees it on a day, for pages that show the same figures. False: no plan to measure against. */
struct schedule {
    month through; /* months counted: the newest that is reported or closed; before the winter break inside it */
    money planned, done, year; /* to date, to date, of the whole year */
    int silent;                /* months counted that have no report */
    bool in_pause;
};
bool warning_schedule(const struct warning_facts *f, const struct warning_rule *r, date today, struct schedule *ret);

/* The amount under `dividend` in hundredths of a percent of `divisor`, rounded towards zero. ABSENT when it can't be said. */
int64_t warning_percent(int64_t dividend, int64_t divisor);

#endif
