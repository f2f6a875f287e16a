/* Late permissions. Within src/report. */
#ifndef DIAODU_REPORT_GRANT_H
#define DIAODU_REPORT_GRANT_H

#include "project/project.h"

struct late_permission {
    struct record_head head;
#define FIELD(type, name, ...) type name;
#include "report/late_grant.def"
#undef FIELD
};

extern const struct record late_grant_record;
extern const struct act act_late_grant_create, act_late_grant_change, act_late_grant_remove;

#endif
