/* What the pages of plans show. Within src/plan. */
#ifndef DIAODU_PLAN_PAGES_H
#define DIAODU_PLAN_PAGES_H

#include "kit/pages.h"
#include "plan/plan.h"

extern const struct route plan_routes[];

struct plan_cell {
    money amount, baseline; /* baseline absent: the same, or there is none */
};
struct plan_edition {
    const struct plan *p;
    text state;
    struct plan_cell months[12];
    transition_list moves;
    bool may_change, in_force;
};
struct plan_year {
    int64_t year;
    text label;
    LIST(struct plan_edition) editions;
    text href; /* to draw up a new edition; absent */
};
struct plans_view {
    const struct project *project;
    LIST(struct plan_year) years;
};

struct plan_input {
    const struct field *field;
    text name, value, fault;
    money baseline;
};
struct plan_form {
    const struct project *project;
    struct plan_input months[12];
    text label, csrf, action, general, goal, reason, reason_fault, wished;
    int64_t version;
    money sum;
    bool adjusts;
};

#endif
