/* Maturity of preliminary work (前期成熟度): what a project has of what it needs before it can start, in percent, by rules that are
 * data (config/maturity.csv). Pure over the facts.
 */
#ifndef DIAODU_PROJECT_MATURITY_H
#define DIAODU_PROJECT_MATURITY_H

#include "project/project.h"

enum maturity_need { NEEDS_FIELD, NEEDS_PERMIT, NEEDS_FUNDS, NEEDS_ROWS, NEEDS_LAND };
enum { MATURITY_RULES_MOST = 40 };
struct maturity_rule {
    text key;
    int64_t points;
    enum maturity_need need;
    text arg;
    const struct field *field; /* of NEEDS_FIELD */
    text name[LANG_COUNT];
};
struct maturity_rules {
    struct maturity_rule v[MATURITY_RULES_MOST];
    size_t n;
};

/* Reads a table of rules; E_INPUT with its line. */
err maturity_read(struct arena *a, text csv, struct maturity_rules *ret);
/* Those that ship. */
const struct maturity_rules *maturity_rules(void);

/* The file and what its rows come to. */
struct maturity_facts {
    const struct project *p;
    money sources;       /* sum of the planned sources of funds */
    int64_t milestones;
};
bool maturity_met(const struct maturity_rule *rule, const struct maturity_facts *f);
/* Points met of all points, whole percent, rounded down: 100 only when nothing is missing. */
int64_t maturity_score(const struct maturity_rules *rules, const struct maturity_facts *f);

/* Is the project before its start, so that maturity is asked of it? */
bool maturity_asked(const struct project *p);
err maturity_facts_of(struct call *c, const struct project *p, struct maturity_facts *ret);
/* Part of a recompute, also after the rules were changed. */
err maturity_mend(struct call *c, const found_records *files, bool check, struct recompute_result *ret);

#endif
