/* Within src/warning: what its files share. */
#ifndef DIAODU_WARNING_OWN_H
#define DIAODU_WARNING_OWN_H

#include "fund/fund.h"
#include "kit/lists.h"
#include "kit/waiting.h"
#include "progress/progress.h"
#include "warning.h"

extern struct codelist list_warning_rule;
extern const struct codelist list_warning_level, list_warning_state;

/* In the order of states[] in warning.c. */
enum warning_state { WARN_NEW, WARN_ACKNOWLEDGED, WARN_HANDLED, WARN_CLEARED };

/* What the database tells of a project beside its file, before the engine's facts are made of it. */
struct owed_month {
    month month;
    moment due_at;
};
typedef LIST(struct warning *) warning_open_list;
struct known {
    const struct project *p;
    plan_facts_list plans;
    report_facts_list reports;
    LIST(struct owed_month) owed;
    LIST(struct warning_milestone) milestones;
    fund_line_list funds;
    date suspended_on, suspend_filed_on;
    warning_open_list open; /* the warnings that stand; of today only */
};
/* Reads it for `n` projects in the order of their keys, as known at a moment (absent: now): a statement for each table, for one project or a
 * hundred. That none lies between them that is not among them costs least. */
err known_read(struct call *c, struct known *v, size_t n, moment at);

/* The warnings that stand now, alone. */
err known_open(struct call *c, struct known *v, size_t n);
/* Raises and clears what a past night would have, by what was known in it: c->today and c->now are that night's. */
err warning_judge_past(struct call *c, const struct known *known, const struct warning_pack *pack);

/* The facts that this comes to at the end of a day (absent: now). */
void warning_facts_from(struct call *c, const struct known *k, date day, struct warning_facts *ret);
err warning_facts_for(struct call *c, const struct project *p, date day, struct warning_facts *ret);

/* Only the months of the year and the file itself: what the line on top of a project file needs, for one statement. */
err warning_year_facts(struct call *c, const struct project *p, moment at, struct warning_facts *ret);

/* Where a project stands, against what, since when: on every page of its file, and as JSON. */
struct standing {
    text light; /* key; absent: none */
    text light_label;
    bool measured;               /* there is a plan to measure against */
    month through, behind_since; /* behind_since absent: not behind */
    money planned, done;         /* to `through` */
    int64_t percent;             /* whole percent of what was planned to date */
    int64_t red, yellow;
    bool in_pause;
    text said; /* the sentence without the warnings */
    text slip; /* how far it has moved from what its file said first; absent: not at all */
    id project;
};
err standing_of(struct call *c, const struct project *p, moment at, struct standing *ret);
/* The month since which the sums are below the plan without a break, up to `through`; absent: they are not. Pure. */
month standing_behind_since(const struct warning_facts *f, month through);

/* What waits: see waiting.c. */
extern const struct waiting_source warning_waiting[];

/* Fills the list of rules from the packs; once, at the start. */
void warning_lists_start(void);

/* The light of a file that is being made. */
err warning_first_light(struct call *c, const struct project *p, code *ret);

#endif
