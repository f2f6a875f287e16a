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

/* Answers to what the checks ask are kept as lines "check: ready_key; words of one's own". */
struct doubt_answer {
    text ready, words;
};
text answer_add(struct arena *a, text answers, text check, struct doubt_answer given);

extern const struct record report_record;
extern const struct capability report_capability;

#endif
