/* Acts: whatever a person or a job can do is one function, called by form, API, import and command line alike. act_run alone
 * calls .run: begin · load the target within scope (outside = not found) · role · state and version · run · audit the
 * difference · event · commit. Any error rolls all of it back. An act never calls another's .run, reads a clock or answers.
 */
#ifndef DIAODU_KIT_ACT_H
#define DIAODU_KIT_ACT_H

#include "kit/record.h"

/* What was typed or sent for an act on a record: the fields that are set, and the version that the writer saw. */
struct input {
    void *values;          /* a record of the target's type; NULL when the act takes none */
    struct fieldset set;   /* which fields of it were given */
    int64_t version;       /* the version it was based on; 0: not said (only jobs and the command line may) */
    text reason;           /* for acts that ask for one */
    text to;               /* the state to go to, for acts with a choice */
    text distinct;         /* records that the writer was asked about and says are others: ids by comma */
    text key;              /* idempotency key, absent: none */
    text digest;           /* of the request under that key: another one under the same key is refused; absent: not compared */
};

struct act {
    const char *name;             /* "project.change" */
    const struct record *target;
    struct word label;
    unsigned roles;
    uint32_t from;                /* bits of the states it starts from; 0: any */
    bool creates;                 /* there is no target yet */
    bool needs_reason;
    bool with_file;               /* it comes with a file, by a route of its own: the API does not offer it as JSON */
    /* Optional: why this caller, whose role may do it, may not do it to this record: the level of a body. NULL: they may. */
    err (*open)(const struct call *c, const void *r);
    err (*run)(struct call *c, const struct input *in);
    const char *event;            /* published when it is done; NULL: the act's name */
};

void act_register(const struct act *const *v, size_t n);
const struct act *act_by_name(text name);
const struct act *const *act_all(size_t *ret_n);
bool act_allowed(const struct call *c, const struct act *act); /* by role alone */

/* What stands in the way of it on a record as it now is, in words: who calls, what the record is, the state it is in. NULL: it is open.
 * act_run asks this, and so do the pages before they offer it: what would be refused has no button. */
err act_closed(const struct call *c, const struct act *act, const void *r);
/* The same of the record alone, whoever calls. */
err act_unfit(const struct call *c, const struct act *act, const void *r);

/* What stands in the log and in histories under a name of its own, but is no act that somebody runs: a sign-in, a lamp put out. */
struct act_note {
    const char *name;
    struct word label;
};
void act_notes_register(const struct act_note *v);                 /* once for each list, which ends by a row without a name */
bool act_note_each(size_t *at, const struct act_note **ret);       /* at: 0 before the first */
text act_label(const struct call *c, text name);                   /* in words, whatever wrote it; a name nobody knows as it is */

/* Runs it in a transaction of its own. *ret_id (may be NULL) is the record created or changed. Retries lost races. */
err act_run(struct call *c, const struct act *act, id target, const struct input *in, id *ret_id);

/* The same input on many records in one transaction, all or none, each on the version it has now; a fault carries the place
 * of its record, from 1, as row. */
err act_run_each(struct call *c, const struct act *act, const id *ids, size_t n, const struct input *in);

/* Inside a transaction that the caller began: for imports, where all or nothing goes over many acts. */
err act_run_inside(struct call *c, const struct act *act, id target, const struct input *in, id *ret_id);

/* A refusal for want of right is worth a line of the log, written after its transaction was taken back: somebody tried. act_run and
 * act_run_each do so by themselves. */
void act_note_refusal(struct call *c, const struct act *act, id target);

/* The three acts that a record with .create, .change and .remove has by itself. */
err act_create(struct call *c, const struct input *in);
err act_change(struct call *c, const struct input *in);
err act_remove(struct call *c, const struct input *in);

/* When act_run says E_CLASH: what changed meanwhile and what the writer wanted, for the page that lets them choose. */
struct clash {
    const struct field *field;
    const void *seen, *theirs, *mine; /* records */
    bool both;                        /* both changed it: a choice is needed */
};
typedef LIST(struct clash) clash_list;
err act_clashes(struct call *c, const struct record *t, id key, const struct input *in, clash_list *ret, void **ret_now);

#endif
