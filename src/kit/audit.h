/* The audit log: every act, who did it, when, from where, what was before and after; each line chained to the one before by
 * hash, so that a line taken out or altered is found.
 *
 * On SQLite a line is chained in the act's own transaction. On PostgreSQL, where writers would queue for that, the act writes
 * the line with its own hash and audit_seal chains what is new, in order; the server's leader does so every second.
 */
#ifndef DIAODU_KIT_AUDIT_H
#define DIAODU_KIT_AUDIT_H

#include "kit/record.h"

/* One line for the act that runs. before/after: JSON objects of the changed fields, absent for none. */
err audit_line(struct call *c, const char *record, id key, text before, text after, text result);

/* For an act that writes a hundred thousand lines in one transaction: the end of the chain is kept with the call (and what is
 * copied from it) and not read again for each line. On SQLite the transaction must be the only one that the call writes in. */
void audit_chain_begin(struct call *c);

/* What is no act on a record: sign-in, refusal, export. */
err audit_note(struct call *c, const char *what, text detail, text result);

/* Chains what is not chained yet. */
err audit_seal(struct conn *c, struct arena *a);

struct audit_check {
    int64_t lines, unsealed;
    int64_t bad_line; /* number of the first line that does not fit; 0: none */
    text fault;
};
/* Walks the whole chain. */
err audit_verify(struct conn *c, struct arena *a, struct audit_check *ret);

/* Seals, walks the chain and writes what it found into the log: the auditor sees when it was checked last. On a writer. */
err audit_check_now(struct call *c, struct audit_check *ret);

struct audit_entry {
    int64_t number; /* place in the chain; ABSENT: not sealed yet */
    id id;
    moment at;
    text account, source, act, record, result, before, after, reason;
    id target;
};
typedef LIST(struct audit_entry) audit_list;
struct audit_filter {
    text account, act, record, source, result;
    id target;
    moment from, until;
    id before; /* page: lines older than this */
    int limit;
};
err audit_read(struct call *c, const struct audit_filter *f, audit_list *ret);

#endif
