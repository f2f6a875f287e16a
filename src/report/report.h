/* The monthly report (§2.3): what others may use. */
#ifndef DIAODU_REPORT_REPORT_H
#define DIAODU_REPORT_REPORT_H

#include "kit/capability.h"
#include "project/project.h"
#include "report/deadline.h"

/* In the order of states[] in report.c: what has passed a step stands behind it. */
enum report_state { REPORT_DRAFT, REPORT_RETURNED, REPORT_SUBMITTED, REPORT_COUNTY_PASSED, REPORT_CITY_PASSED, REPORT_ACCEPTED };

struct report {
    struct record_head head;
#define FIELD(type, name, ...) type name;
#include "report/report.def"
#undef FIELD
};

/* Rounds and working days as they ship. */
const struct deadline_rules *report_rounds(void);
const struct workdays *report_calendar(void);
/* The month that is being reported now; absent: none yet. */
month report_month(moment now);

/* What of the month waits for the caller, for the page after signing in: due, returned, to review; each with its next act and deadline. */
enum { REPORT_TASK_ROWS = 4 };
struct report_task {
    text name, line, href;
    moment since; /* returned or sent at; absent */
    int64_t late_hours; /* −1: in time */
};
struct report_tasks {
    const struct word *title, *act;
    text href;
    int64_t count; /* 1001: more */
    text due;      /* by when; absent: no limit runs */
    LIST(struct report_task) rows;
};
typedef LIST(struct report_tasks) report_tasks_list;
err report_tasks_of(struct call *c, report_tasks_list *ret);

extern const struct record report_record;
extern const struct capability report_capability;

#endif
