/* Record types: one description each, out of which come table access, history, form, list, filter, import, export, API and
 * audit. See field.h for the fields; HACKING.md for how to add a type.
 *
 * A record's struct begins with `struct record_head head;`. Its table has the columns region, id, version, changed_at,
 * changed_by, removed and one per field; with `history` there is a second table NAME_version with the same columns, act and
 * key (region, id, version). record_save writes both, the audit line and the search words, in the act's transaction.
 */
#ifndef DIAODU_KIT_RECORD_H
#define DIAODU_KIT_RECORD_H

#include "kit/call.h"

struct record_head {
    id id;
    int64_t version;   /* 1, 2, …; 0: not saved yet */
    moment changed_at;
    ref changed_by;    /* account */
    flag removed;
};

struct workflow;

/* What is true of all children of one parent together: said under their table; a fault refuses the parent's steps. */
struct whole {
    text said;
    err fault;
};
typedef LIST(void *) child_list;

/* Which rows the totals of a list add up, where not all: versions of the same and what is not in force yet. SQL over r; every row is counted. */
struct adding {
    const char *once;     /* always; NULL: all */
    const char *standing; /* as long as the filter asks for no state; NULL: all */
    struct word said;     /* beside the totals: what they leave out */
};

struct record {
    const char *name;        /* "project": the table and the acts' first word */
    const char *plural;      /* "projects": the address and the API's path */
    const char *path;        /* "/projects" */
    struct word label, labels;
    const struct field *fields;
    size_t n_fields, size;
    const char *title;       /* the field that names a record */
    const char *code;        /* the field that identifies it to people, or NULL */
    const char *parent;      /* the ref field to the record it belongs to, or NULL */
    const char *within;      /* the ref field to the record of this type that a row is a part of, or NULL: sums count the whole only */
    uint32_t parent_needs;   /* of a child: states of its parent that need at least one; see children.h */
    uint32_t parent_fits;    /* … in which `whole` must find no fault */
    const struct word *hint; /* of a child: one line under the head of its table */
    bool aside;              /* has no place of its own in the navigation */
    int place;               /* … where it stands there: 1, 2, …; 0: behind those, in the order of the tables */
    const char *state;       /* the code field that holds its state, or NULL */
    struct scoped_table scope;
    unsigned see, create, change, remove; /* roles; create/change 0: only by acts of its own */
    bool history;
    const char *home;        /* where one goes after creating one: "/projects/{project}/funds", its fields filled in; NULL: to its own page */
    const char *tree;        /* the page that shows them as a tree, or NULL */
    const char *sheet;       /* the page where many are typed in one table, or NULL */
    const char *sort;        /* the list's own order: "-total_invest" */
    const char *columns;     /* what the list shows unless the reader chooses: "name,stage"; NULL: the fields marked in_list */
    const char *former;      /* the table of codes of records merged into another (code, NAME), or NULL: imports follow them */
    const char *match;       /* how an import finds a record again: keys parted by '|', strongest first, their fields by '+';
                                NULL: its code, then its title */
    const char *along;       /* "project+month": refers to another record, by its first field, and goes along when that one is merged into a
                                third, unless the third has one with the same other fields; NULL: it stays. Children always go along */
    const char *notes;       /* the long text that keeps what an import could not read, or NULL */
    const struct ripple_table *kept; /* sums of all rows that are not removed, or NULL: totals whose filter asks only for its keys are
                                        read from it. Its first sum counts rows, the others are named as their fields; an absent key is '' */
    const struct workflow *workflow;
    const struct adding *adding; /* NULL: the totals add up all rows */

    /* Hooks, all optional, run inside the act's transaction. `old` is NULL at creation. */
    err (*derive)(struct call *c, void *r, const void *old);        /* fills derived fields */
    err (*check)(struct call *c, const void *r, const void *old);   /* across fields; faults chained by error_also */
    err (*saved)(struct call *c, const void *r, const void *old);   /* rollups */
    err (*ready)(struct call *c, const void *r, unsigned state);    /* what a state needs beyond fields and children */
    err (*whole)(struct call *c, const void *parent, const child_list *all, struct whole *ret); /* of a child */
};

/* All record types of the program, set once by main from the capabilities. */
void record_register(const struct record *const *v, size_t n);
const struct record *record_by_name(text name);   /* NULL when unknown; also by plural */
const struct record *const *record_all(size_t *ret_n);
const struct record *record_of_field(const struct field *f);

/* Faults of a description that would make it unsafe: missing visibility, labels, units, lists. NULL: sound. */
const char *record_fault(const struct record *t, struct arena *a);

const struct field *record_field(const struct record *t, text name); /* NULL when unknown */
size_t record_index(const struct record *t, const struct field *f);
struct record_head *record_head(void *r);
const struct record_head *record_head_of(const void *r);
void *record_new(struct arena *a, const struct record *t);           /* every field absent */
void *record_copy(struct arena *a, const struct record *t, const void *r);
text record_title(const struct record *t, const void *r);

/* One record within the caller's scope; E_GONE when it is not there or not theirs. */
err record_load(struct call *c, const struct record *t, id key, void **ret);
/* Several at once: ret[i] is NULL for one that is not there or not theirs. */
err record_load_many(struct call *c, const struct record *t, const id *ids, size_t n, void **ret);
/* The next ones behind *after within the caller's scope, at most `most`, in the order of keys; removed ones too. *after becomes the last one's. */
typedef LIST(void *) found_records;
err record_next(struct call *c, const struct record *t, id *after, int64_t most, found_records *ret);
/* One, locked until the transaction ends. */
err record_lock(struct call *c, const struct record *t, id key, void **ret);
/* As it was at a point in time; E_GONE before it existed. */
err record_as_of(struct call *c, const struct record *t, id key, moment at, void **ret);
err record_version(struct call *c, const struct record *t, id key, int64_t version, void **ret);
/* The first record within the scope whose field has this value; *ret NULL when there is none. */
err record_find(struct call *c, const struct record *t, const char *field, struct value v, void **ret);

/* Derives, checks and writes a new or changed record: row, version, audit line, search words. Only acts call it. */
err record_save(struct call *c, const struct record *t, void *r, const void *old);

/* What record_save would refuse, without writing; fills derived fields of `r`. For dry runs. */
err record_check(struct call *c, const struct record *t, void *r, const void *old);

/* The differences, field by field. */
struct change {
    const struct field *field;
    const void *before, *after; /* records */
};
typedef LIST(struct change) change_list;
void record_diff(struct arena *a, const struct record *t, const void *before, const void *after, change_list *ret);

/* What happened to a record, newest first. */
struct history_entry {
    int64_t version;
    moment at;
    ref by;
    text by_name, act, reason; /* absent: none was asked for */
    change_list changes;
    void *record;
};
typedef LIST(struct history_entry) history_list;
/* +x.at: by the target's few lines, not by the many that an import writes at one moment.
 * The parts of record_history that children.c shares: the columns before the record's own; their rows; what each changed. */
#define HISTORY_COLUMNS                                                                                                \
    "SELECT r.act, COALESCE(a.name, a.login), (SELECT MAX(x.reason) FROM audit x WHERE x.region = r.region AND x.target = r.id"       \
    " AND +x.at = r.changed_at AND x.act = r.act), "
void record_history_read(struct call *c, const struct record *t, struct query *q, history_list *ret);
void record_history_compare(struct call *c, const struct record *t, history_list *ret);
err record_history(struct call *c, const struct record *t, id key, history_list *ret);

/* May this caller see or change the field? */
bool field_visible(const struct call *c, const struct field *f);
bool field_changeable(const struct call *c, const struct record *t, const struct field *f, const void *r);

/* May this caller see persons' data of that record in clear? Outside the own region nobody but the province may. r NULL: of every
 * record of the type. The second finds the type by one of its personal fields. */
bool sees_personal(const struct call *c, const struct record *t, const void *r);
bool field_in_clear(const struct call *c, const struct field *f, const void *r);
/* Masks a personal text for those who may not see it: 024****0131. */
text mask_personal(struct arena *a, text t);

/* The titles of referenced records: "NAME" for ids, looked up once per page; absent outside the scope. */
err record_titles(struct call *c, const struct record *t, const id *ids, size_t n, text *ret);
/* What tells each apart for a machine: its code, else its number. Only of records that the caller sees. */
err record_codes(struct call *c, const struct record *t, const id *ids, size_t n, text *ret);

/* A field as this caller may see it, in JSON: personal data masked for those who may not; null without a record. */
void record_field_json(struct call *c, struct out *o, const struct field *f, const void *r);

/* A record as a JSON object, as the API gives it: head, then the fields that the caller may see. */
err record_json(struct call *c, struct out *o, const struct record *t, const void *r);

/* The columns of a table, for SELECT: "r.id, r.version, …"; order as record_read expects. */
void record_columns(struct out *o, const struct record *t, const char *alias);
void record_read(struct query *q, const struct record *t, void *r, int from);
/* Only these fields; NULL: all. The others of `r` are left as they are. */
void record_columns_of(struct out *o, const struct record *t, const char *alias, const struct fieldset *only);
void record_read_of(struct query *q, const struct record *t, void *r, int from, const struct fieldset *only);

#endif
