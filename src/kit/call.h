/* Who calls, with what, and how far they see. Every request, job and command has one call; everything that reads or changes
 * data takes it. There is no second way to learn who is asking.
 */
#ifndef DIAODU_KIT_CALL_H
#define DIAODU_KIT_CALL_H

#include "kit/field.h"

/* How far an account sees. */
enum scope {
    SCOPE_NOTHING, /* nobody signed in, or a role without business data */
    SCOPE_REGION,  /* the province */
    SCOPE_CITY,    /* its unit: four digits */
    SCOPE_COUNTY,  /* its unit: six digits */
    SCOPE_WORKS,   /* the projects that the department leads */
    SCOPE_OWNER,   /* the body's own projects */
    SCOPE_COUNT,
};

/* The unit of the whole province: GB/T 2260 by its first two digits, the root of config/divisions.csv. */
#define PROVINCE T("21")

/* The units in whose sums a record counts: the province, and its city and county where it has them. How many. */
enum { UNITS_MOST = 3 };
size_t units_of(text city, text county, text ret[UNITS_MOST]);

/* Who stands where, from below: whose turn something is. Their names in the data and to people: list_rung in kit/lists.h. */
enum rung { RUNG_OWNER, RUNG_COUNTY, RUNG_CITY, RUNG_DEPARTMENT, RUNG_PROVINCE, RUNGS };
extern const char *const rung_keys[RUNGS];
struct actor;
enum rung rung_of(const struct actor *who);

struct actor {
    ref account;      /* 0: the program itself */
    ref person, body; /* as kept with the account */
    text login, name, body_name;
    unsigned role; /* one of enum role; 0: nobody */
    enum scope scope;
    text unit;   /* "21", "2101", "210102", "21S1" */
    text source; /* the address it came from, "cli", "job" */
    text agent;
};

struct input;
struct call {
    struct arena *arena;
    struct conn *conn;
    struct actor actor;
    int64_t region;
    moment now;
    date today;
    enum lang lang;
    const struct input *input; /* while an act runs: what was typed for it */
    text act_name;             /* while an act runs: for versions and audit */
    text reason;               /* … why, as the person said; absent when nothing was said */
    void *target;              /* the record an act works on, loaded in scope and locked */
    const void *before;        /* as it was */
    moment clock;              /* the clock's, where `now` was set back to the day on which another system knew it: what the log says; 0: now */
    bool lenient;              /* an import: only what no record can be without is forced */
    bool bulk;                 /* a generated province: one audit line for all */
    bool unattended;           /* asked by a page that renews itself, not by a person: the session is not seen by it */
    bool shares;               /* the day's own work: between its transactions others write, see call_let_others */
    struct audit_link *link;   /* a long act's last line of the audit chain: see audit_chain_begin */
    struct children_kept *children; /* of a page that only reads: see children.h */
    struct memo *memo;         /* what a long act has found out once: see memo.h */
    struct search_waiting *waiting; /* words of search that are entered later: see search_gather */
    struct ripple *ripples;    /* sums gathered during the act, written once before commit: see ripple.h */
};

/* Between two transactions of a long work that `shares`: SQLite has one writer for all, which is given back and leased anew behind those who wait, so
 * that c->conn may be another one afterwards; NULL when none could be had. Nothing on PostgreSQL, where nobody waits for it. */
err call_let_others(struct call *c);

/* Runs one piece of a long work in memory of its own, at most `most` bytes, which is given back behind it: c->arena is another meanwhile. What
 * it fails for is told in the caller's. What it begins to gather or to remember (ripple.h, memo.h) goes with it. */
err call_apart(struct call *c, size_t most, err (*run)(struct call *c, void *data), void *data);

/* A call by the program itself: sees the whole region. `source` is "cli", "job", "test". */
struct call call_system(struct arena *a, struct conn *c, const char *source);

/* The same call as the program itself sees it: the whole region, whatever the caller's role. For what an act does on the side; the line in the log
 * names the account all the same. */
struct call call_as_program(const struct call *c);
/* Behind it: what it added to sums is the caller's to write. */
void call_program_end(struct call *c, const struct call *own);

/* Who calls, as a record keeps it to be read: the body and the person; the person alone who has no body. */
text call_who(const struct call *c);

/* The scope that a role has at a unit: over business data, so none for the three officers. */
enum scope scope_of(unsigned role, text unit);
/* The unit that a caller sees whole: province, city or county; absent for departments and owners, whose projects are added up. */
text scope_unit(const struct call *c);
/* How far an officer's office reaches: over tables with .officers. */
enum scope scope_of_office(unsigned role, text unit);

/* --- queries within the scope ----------------------------------------------------------------------------------------
 * SQL that reads scoped tables holds the mark {scope:ALIAS}, which becomes the clause for the caller's scope over the
 * columns city, county, lead_department and owner of that alias; the caller's unit or body is bound behind the given
 * values. query_scoped refuses SQL without the mark.
 */
struct scoped_table {
    const char *city, *county, *lead, *owner; /* column names; NULL: that scope sees nothing of this table */
    bool open;                                /* a directory that everybody who is signed in may read */
    bool officers; /* of the three officers within their unit; business scopes see nothing of it */
};
/* Of a table that has all four under their usual names. */
extern const struct scoped_table scope_by_place;
err query_scoped(struct query *q, struct call *c, const struct scoped_table *t, const char *sql, struct values bind);

/* The same for a text in the making: appends the clause to `sql` and its value to `bind`. */
typedef LIST(struct value) value_list;
void scope_clause(struct call *c, const struct scoped_table *t, const char *alias, struct out *sql, value_list *bind);

/* Appends "($2, $3 …)" for what follows IN, each id once, filled up to a power of two so that few statements serve all pages. False, with
 * nothing appended, when there is none. */
bool ids_clause(struct arena *a, const id *ids, size_t n, struct out *sql, value_list *bind);

/* `sql` with {keys} as a condition over the column before it that takes the keys $2 … $3: one statement for one record and for a batch of
 * them. For one it is written as an equation, since a planner takes a range of unknown width for a large part of the table. */
const char *sql_of_keys(struct arena *a, const char *sql, id from, id to);

/* As ids_clause for the units one step below a unit (the cities of the province, the counties of a city), named one by one: an index then reads
 * theirs and not those of all that lie below them too. Filled up to a power of two, so that few statements serve all. */
text units_below(struct arena *a, text unit, value_list *bind);

#endif
