/* The rows that belong to a project file: capacities, sources of money, milestones, shares of places, permits. */
#ifndef DIAODU_PROJECT_CHILDREN_H
#define DIAODU_PROJECT_CHILDREN_H

#include "project/project.h" /* which ends with this file */

#define FIELD(type, name, ...) type name;
struct capacity {
    struct record_head head;
#include "project/capacity.def"
};
struct fund_source {
    struct record_head head;
#include "project/fund_source.def"
};
struct milestone {
    struct record_head head;
#include "project/milestone.def"
};
struct project_share {
    struct record_head head;
#include "project/project_share.def"
};
struct permit {
    struct record_head head;
#include "project/permit.def"
};
struct classified_count {
    struct record_head head;
#include "project/classified_count.def"
};
#undef FIELD

extern const struct record capacity_record, fund_source_record, milestone_record, project_share_record, permit_record, classified_count_record;

/* The main permits (立项, 用地 …) that a list of permits holds, as a set in the order of list_permit_major; `approved`: the
 * project's own approval document is there. */
codes permits_main(struct arena *a, const child_list *permits, bool approved);

/* Fills what a project has from its children: permit_state, and its maturity. */
err children_derive(struct call *c, struct project *p);

#endif
