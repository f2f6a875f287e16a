/* Milestones proposed for a project (节点建议): by its kind of work and its own dates, from config/milestone_steps.csv. Pure. */
#ifndef DIAODU_PLAN_STEPS_H
#define DIAODU_PLAN_STEPS_H

#include "base/error.h"
#include "base/season.h"

enum { STEPS_RULES_MOST = 60, STEPS_OF_ONE = 12 };
struct step_rule {
    text work;       /* "outdoor", "equipment" … of config/work_kinds.csv */
    int64_t percent; /* of the time from start to completion, 0 … 100, rising within a kind */
    text name[LANG_COUNT];
};
struct step_rules {
    struct step_rule v[STEPS_RULES_MOST];
    size_t n;
};

/* Refuses a percent outside 0–100, one that falls within its kind, and a row without a name; E_INPUT with its line. */
err steps_read(struct arena *a, text csv, struct step_rules *ret);

struct step {
    const struct step_rule *rule;
    date day;
};
/* The steps of a kind of work between two days, both included. A day within the pause moves to resume_by of that spring (month 0: to the
 * day behind the pause), but never behind the last day. 0 when there is no such kind, or no time. */
size_t steps_propose(const struct step_rules *rules, text work, date start, date finish, struct season pause, struct year_day resume_by,
                     struct step ret[STEPS_OF_ONE]);

#endif
