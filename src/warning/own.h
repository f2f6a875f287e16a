/* Within src/warning: what its files share. */
#ifndef DIAODU_WARNING_OWN_H
#define DIAODU_WARNING_OWN_H

#include "warning.h"

extern struct codelist list_warning_rule;
extern const struct codelist list_warning_level, list_warning_state, list_warning_actor;

/* In the order of states[] in warning.c. */
enum warning_state { WARN_NEW, WARN_ACKNOWLEDGED, WARN_HANDLED, WARN_CLEARED };

/* fresh: the project was made in this very act, so nothing but its own file is asked. */
err warning_facts_for(struct call *c, const struct project *p, date day, bool fresh, struct warning_facts *ret);

/* Fills the list of rules from the packs; once, at the start. */
void warning_lists_start(void);

#endif
