/* Workflow: the states of a record type and the ways between them, as a table. Buttons, API verbs, permission and the audit
 * log come out of it. A transition is one act ("project.start") whose row stands here; what must be filled in at a state is
 * said by the fields (AT(state)).
 */
#ifndef DIAODU_KIT_WORKFLOW_H
#define DIAODU_KIT_WORKFLOW_H

#include "kit/act.h"

struct state {
    const char *key;            /* as stored */
    struct word label;
    bool ends;                  /* nothing is expected after it */
};

struct transition {
    uint32_t from;              /* bits of states */
    unsigned to;                /* index of a state */
    const char *date_field;     /* the date that must be given, or NULL */
    unsigned roles;
    struct word verb;           /* 转入储备 · Admit to the reserve */
    bool needs_reason;
    /* What must hold beyond the fields; pure over the record and today. */
    err (*check)(struct arena *a, const void *r, date today);
};

struct workflow {
    const struct state *states;
    unsigned n_states;
    const struct transition *transitions;
    unsigned n_transitions;
    /* Optional: what a step leaves in the record beside its state (when, why it was returned), before it is saved. */
    err (*moved)(struct call *c, void *r, const struct input *in, unsigned from, unsigned to);
    /* Optional: why a way that the role leaves open is not open to this caller, from this record: the level of a body, another capability's
     * act that leads there. NULL: it is. Closed ways have no button; taking one is refused in these words. */
    err (*open)(const struct call *c, const void *r, const struct transition *way);
};

/* The index of the state a record is in; 0 when the field is absent or unknown. */
unsigned workflow_state(const struct record *t, const void *r);

/* The transitions open to this caller from where the record is. */
typedef LIST(const struct transition *) transition_list;
void workflow_open(const struct call *c, const struct record *t, const void *r, transition_list *ret);

/* The fields that are empty and needed in a state. */
typedef LIST(const struct field *) field_list;
void workflow_missing(struct arena *a, const struct record *t, const void *r, unsigned state, field_list *ret);
int64_t workflow_empty(const struct record *t, const void *r, unsigned state); /* how many */

/* The same with the children and the record's own `ready`, as faults in words, each at its field or child type. */
err workflow_lacks(struct call *c, const struct record *t, const void *r, unsigned state, err *ret_faults);

/* The step that comes next by the table, whoever may take it; NULL at the end. */
const struct transition *workflow_next(const struct call *c, const struct record *t, const void *r);

/* The open transition of this caller to the state named `to`, or NULL. */
const struct transition *workflow_way(const struct call *c, const struct record *t, const void *r, text to);

/* Why this caller has no way there: a fault in words. */
err workflow_no_way(const struct call *c, const struct record *t, const void *r, text to);

/* The act behind every transition of a record: in->to names the state, in->values the date and whatever else was filled in. */
err workflow_move(struct call *c, const struct input *in);

#endif
