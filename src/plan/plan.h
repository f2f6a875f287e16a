/* The annual plan (§1.0): what others may use. */
#ifndef DIAODU_PLAN_PLAN_H
#define DIAODU_PLAN_PLAN_H

#include "kit/capability.h"
#include "plan/season_rules.h"
#include "project/project.h"

/* In the order of states[] in plan.c. */
enum plan_state { PLAN_DRAFT, PLAN_RETURNED, PLAN_PROPOSED, PLAN_CHECKED, PLAN_CONFIRMED, PLAN_SUPERSEDED };

struct plan {
    struct record_head head;
#define FIELD(type, name, ...) type name;
#include "plan/plan.def"
#undef FIELD
};

extern const struct record plan_record;
extern const struct capability plan_capability;

/* The amount of a month, 1 … 12. */
money *plan_month(struct plan *p, int month_of_year);
money plan_month_of(const struct plan *p, int month_of_year);
/* What was set for the year less what its months come to; NO_MONEY: one of them is missing. */
money plan_gap(const struct plan *p);

/* --- the months of finished years (season_rules.h), by kind of work and winter region --- */

struct plan_season_key {
    text kind, place; /* as config/winter.csv has them; place absent: every city */
};
struct plan_season {
    text kind, place;
    int64_t share[MONTHS], samples, first, last; /* samples: project-years, of the years first … last */
};
typedef LIST(struct plan_season) plan_season_list;
struct plan_season_key plan_season_key_of(const struct project *p, int64_t year);
err plan_seasons_save(struct call *c, const plan_season_list *all);

#endif
