/* Imports: rows of a workbook become records of any type, by a mapping. Generic: a record type says in its description by
 * which keys it is found again (record.match) and where texts in doubt are kept (record.notes); its acts NAME.import (create)
 * and NAME.import_change do the writing, so that permission, history and audit are those of any other change.
 *
 * Life cycle:  import_open (reads and understands the whole file; nothing is matched) → import_run (matches, decides, and
 * unless dry writes) → import_result.
 *
 * The rows wait between the two in an unnamed temporary file, so memory is constant and a SQLite database is locked for
 * writing only while rows are written, not while a slow file is read: give import_open a connection for reading, import_run
 * one for writing. A real run is one transaction: a fault of the system, or a stop, leaves nothing.
 *
 * A cell is never guessed: what can't be read for certain leaves the field as it was, is kept as "字段:原文" in the notes and
 * is reported. A row is refused only when it can't be a record at all, or when it can't be told which record it is; the other
 * rows come in without it unless `strict`.
 */
#ifndef DIAODU_KIT_IMPORT_IMPORT_H
#define DIAODU_KIT_IMPORT_IMPORT_H

#include "kit/import/mapping.h"

/* A cell that was not taken. */
enum { IMPORT_CANDIDATES = 4 };
enum cell_fault_kind {
    CELL_IN_DOUBT, /* can't be read for certain; kept in the notes */
    CELL_KEPT_OUT, /* read, but this account may not change that field */
    CELL_REFUSED,  /* why the row is refused */
};
struct cell_fault {
    enum cell_fault_kind kind;
    int column; /* A is 0; −1: no single cell */
    const struct field *field;
    text head, text; /* the column's title; the cell as it stands */
    err why;
    text near; /* of an unknown code: what may be meant; absent: nothing */
    int64_t ids[IMPORT_CANDIDATES]; /* of a reference that several records answer to */
    size_t n_ids;
};
typedef LIST(struct cell_fault) cell_fault_list;

enum import_outcome { ROW_CREATED, ROW_UPDATED, ROW_UNCHANGED, ROW_REFUSED };
extern const char *const import_outcome_names[]; /* "created", … for JSON */

/* What became (dry: would become) of a row. */
struct import_row {
    int64_t number; /* in the file, from 1 */
    enum import_outcome outcome;
    id id;          /* of the record; 0 for one that a dry run would create */
    text title;
    change_list changes;   /* before and after; of a new record, all that it has */
    cell_fault_list cells;
    err refused;           /* why, with the field where there is one */
    int64_t same_row;      /* an earlier row of the file with the same key; 0: none */
};

/* A row of which it can't be told which record it is: shown side by side, settled by a person. */
struct import_conflict {
    int64_t row;
    const struct word *why;
    text title; /* the row's */
    id first, second; /* records in question; 0: none */
    text first_title, second_title;
    text said[LANG_COUNT]; /* why, in words */
    text fields;           /* JSON: [{"field":…, "row":…, "first":…, "second":…}, …] where row and records differ, keys first */
};
typedef LIST(struct import_conflict) conflict_list;

/* How a person settled a conflict. */
struct import_choice {
    int64_t row;
    enum { CHOOSE_SKIP, CHOOSE_RECORD, CHOOSE_NEW } how;
    id record;   /* for CHOOSE_RECORD */
    text reason; /* needed; goes into the audit log */
};

/* A text of a code list or a reference that nothing answers to, once each. */
struct import_unknown {
    const struct field *field;
    text text;
    int64_t count;
    text near_key, near_label; /* what may be meant; absent: nothing */
    bool ambiguous; /* several records answer to it */
};
typedef LIST(struct import_unknown) unknown_list;

/* A number of rows that a title or a group's heading claims. */
struct import_count {
    int64_t row, stated, read;
    text said;
};
typedef LIST(struct import_count) count_list;

struct import_result {
    int64_t rows, created, updated, unchanged, refused; /* rows = the sum of the others */
    int64_t repeated;                                   /* of the unchanged: rows that stand twice in the file */
    int64_t cells_in_doubt;
    int64_t hidden;                                     /* hidden rows: read, or left out when the mapping says so */
    int64_t totals, notes, groups, heads;               /* rows that are no data */
    int64_t conflicts_n, unknown_n;
    conflict_list conflicts; /* at most IMPORT_LISTED of each */
    unknown_list unknown;
    count_list counts;
    LIST(int) unused; /* columns with a title that the mapping does not use */
    struct head head;
    text sheet, encoding;
    bool dry, stopped;
};
enum { IMPORT_LISTED = 1000 };

enum import_phase { IMPORT_READING, IMPORT_CHECKING, IMPORT_WRITING };

struct import_options {
    const struct mapping *mapping;
    text sheet;     /* overrides the mapping's */
    text file_name; /* for the audit log */
    bool dry_run;
    bool strict;    /* a refused row refuses all */
    const struct import_choice *choices;
    size_t n_choices;
    void *data;     /* for the two below, both optional */
    /* Every 256 rows; total 0: not known. False stops the import: nothing of it stays. */
    bool (*go_on)(void *data, enum import_phase phase, int64_t done, int64_t total);
    /* The outcome of each row, in the file's order; its memory is gone after. NULL: begin again (a lost race is retried). */
    err (*each)(void *data, const struct import_row *row);
    /* A real import's last word, inside its transaction: what it writes stands or falls with the rows. Optional. */
    err (*before_commit)(void *data, struct call *c);
};

struct import;

/* Reads the file on `fd` (the caller's; from its beginning). Refuses: what sheet_open refuses, a mapping that does not fit
 * the file, a role that may not. What it makes lives in c->arena. */
err import_open(struct call *c, int fd, const struct import_options *o, struct import **ret);

/* Matches, decides and (unless dry) writes, in a transaction of its own on c->conn. E_STATE w_import_stopped after a stop;
 * with `strict`, E_INPUT w_import_strict when a row is refused (the rows were reported). */
err import_run(struct call *c, struct import *i);

const struct import_result *import_result(const struct import *i);
const struct plan *import_plan(const struct import *i);

/* --- reports ---------------------------------------------------------------------------------------------------------------- */

/* {"rows":…,"created":…,"updated":…,"unchanged":…,"refused":…,"cells_in_doubt":…, …} in one line. */
void import_json(struct out *o, const struct import_result *r, const struct mapping *m);
/* For a terminal, in o->lang. */
void import_text(struct out *o, const struct import_result *r, const struct mapping *m);
/* One row as a JSON object in one line: for result files and pages. */
void import_row_json(struct out *o, const struct import_row *row);
/* The same with every message in both languages, {"zh": …, "en": …}: for pages that anybody may read later. */
void import_row_json_both(struct out *o, const struct import_row *row);

#endif
