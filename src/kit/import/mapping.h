/* Mappings: how the columns of somebody's workbook become the fields of a record type. A mapping is guessed from the heads,
 * corrected by a person, kept under a name, and written to and read from a JSON file; an import repeats it.
 *
 *     {"name": "gmpp", "version": 1, "record": "project", "match": ["source_system+source_number"],
 *      "fields": {
 *        "source_system": {"constant": "GMPP"},
 *        "name":          {"column": "Project Name"},                       // by head: a column whose head begins so
 *        "project_code":  {"column": ["项目代码", "统一代码"]},                // the first of these heads that is there
 *        "stage":         {"letter": "F", "values": {"在建": "continued"}},   // by letter; "" reads a text as nothing
 *        "total_invest":  {"column": "TOTAL Baseline", "unit": "GBP million @ 8.2931"},
 *        "finish_plan":   {"first": ["End Date", "Forecast End"], "dates": {"order": "day", "month_as": "last"}},
 *        "progress_note": {"parts": [{"label": "Rating", "first": ["IPA", "SRO"]}, {"label": "Why", "column": "Narrative"}]}}}
 *
 * Heads are compared without width, case, blanks and marks. "optional": true on a column lets it be missing from the file.
 */
#ifndef DIAODU_KIT_IMPORT_MAPPING_H
#define DIAODU_KIT_IMPORT_MAPPING_H

#include "kit/cell.h"
#include "kit/record.h"
#include "kit/sheet/head.h"

/* One column: by the beginning of its head (the first of `heads` that fits), or by letter. */
struct mapping_source {
    LIST(text) heads;
    int column; /* A is 0; −1: by head */
};

/* One piece of a field's text. Its value is the first of its columns that holds something. */
struct mapping_part {
    text label; /* stands before the piece when several are joined; absent: none */
    LIST(struct mapping_source) sources;
};

struct mapping_value {
    text from, to; /* `to`: a key, an id or a title as typed; "" for nothing */
};

struct mapping_field {
    const struct field *field;
    LIST(struct mapping_part) parts; /* several only for texts */
    text constant;                   /* instead of parts; as typed in the file's own words */
    text unit;                       /* cell_unit_read's words; absent: as the head states */
    struct cell_dates dates;
    LIST(struct mapping_value) values;
    bool optional;                   /* the columns may be missing */
};

struct mapping {
    text name, note;
    int64_t version;
    const struct record *record;
    text sheet, encoding;
    char separator;
    int64_t head_from, head_to, data_from; /* rows of the file; 0: guessed */
    bool skip_hidden;                      /* leave hidden rows out; else they are read like others */
    LIST(text) match;                      /* keys by which a record is found, strongest first: "source_system+source_number";
                                              none: as the record says */
    LIST(struct mapping_field) fields;
};

/* A mapping without fields. */
struct mapping *mapping_new(struct arena *a, const struct record *t, text name);
struct mapping_field *mapping_field(struct arena *a, struct mapping *m, const struct field *f); /* found or added */

/* From JSON: E_INPUT that says what is wrong and where, also for a word that means nothing. `t` (may be NULL) must be the
 * record that it is for. Texts are copied into the arena. */
err mapping_read(struct arena *a, text json, const struct record *t, struct mapping **ret);
/* As JSON, indented, fields in the record's order; what mapping_read gives back the same. */
void mapping_write(struct out *o, const struct mapping *m);

/* What mapping_read checks of a mapping that a form made: at least one field, units readable, keys known, … */
err mapping_check(struct arena *a, const struct mapping *m);

/* --- the columns of one file ------------------------------------------------------------------------------------------ */

/* True when a column with this title is meant by `head`: the same, or `head` is its beginning (at least 4 characters). */
bool mapping_head_fits(text head, text title);

/* The column of a source in a file whose columns have these titles; −1 when it is not there. *ret_twice: several fit. */
int mapping_column(const struct mapping_source *s, const struct head *h, bool *ret_twice);

/* One column's guess, for a person to confirm. */
struct guess {
    int column;
    text title;
    const struct field *field; /* NULL: none of the fields */
    int score;                 /* percent */
    size_t name;               /* by which of the field's names, its labels before its further heads */
    const struct word *why;
    text unit;                 /* of a money field, from the head or the sheet; absent: nowhere stated, must be chosen */
};
typedef LIST(struct guess) guess_list;

/* Guesses a mapping from the heads: every column's guess, best ones first where two want the same field, and the mapping that
 * takes those of at least GUESS_TAKEN percent. `c` decides which fields may be changed at all. */
enum { GUESS_SHOWN = 40, GUESS_TAKEN = 75 };
void mapping_guess(struct call *c, const struct record *t, const struct head *h, guess_list *ret_guesses, struct mapping **ret);

/* --- kept mappings ------------------------------------------------------------------------------------------------------ */

struct mapping_entry {
    id id;             /* 0: ships with the program */
    text name, record; /* the record type's name */
    moment changed_at;
};
typedef LIST(struct mapping_entry) mapping_list;

/* Those that ship and those kept in the database, by name; t NULL: of every record type. A kept one hides a shipped one. */
err mapping_entries(struct call *c, const struct record *t, mapping_list *ret);
/* By name. E_GONE when there is none. */
err mapping_load(struct call *c, const struct record *t, text name, struct mapping **ret);
/* Keeps it under its name, over an older one. In the caller's transaction; audited. */
err mapping_save(struct call *c, const struct mapping *m);
err mapping_remove(struct call *c, id key);

#endif
