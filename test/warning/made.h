/* A made-up project for tests of the warning engine: 2025 and 2026, planned 100 yuan a month (1200 a year), started on
 * 2025-01-10, every month reported as planned on its 28th and accepted, each due on its last day and closed on the 8th after.
 * A test changes what it is about.
 */
#ifndef DIAODU_TEST_WARNING_MADE_H
#define DIAODU_TEST_WARNING_MADE_H

#include "test.h"
#include "warning/pack.h"

enum { MADE_LINES = 24 };
#define N LEVEL_NONE
#define B LEVEL_BLUE
#define Y LEVEL_YELLOW
#define R LEVEL_RED

struct made {
    struct warning_facts f;
    struct warning_line lines[MADE_LINES];
    struct warning_milestone milestones[3];
    struct warning_fund funds[3];
    struct warning_approval approvals[2];
    struct warning_order orders[2];
};

date day(const char *iso);
month mon(const char *iso);

/* Reported up to and with `through` ("2025-06"). Nothing else: no pause, no milestones, no funds. */
void made(struct made *m, const char *through);

struct warning_line *line(struct made *m, const char *month);
void done(struct made *m, const char *month, int64_t yuan);
void silent(struct made *m, const char *month); /* no report of that month */

/* A rule of one measure with thresholds as a pack writes them; "" for none. */
struct warning_rule rule(const char *measure, const char *blue, const char *yellow, const char *red);

struct warning_verdict judge(struct made *m, const struct warning_rule *r, const char *today);

#endif
