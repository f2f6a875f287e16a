/* What the files of the importer share; nobody else includes this. */
#ifndef DIAODU_KIT_IMPORT_IN_H
#define DIAODU_KIT_IMPORT_IN_H

#include "kit/import/import.h"

/* --- mapping.c ---------------------------------------------------------------------------------------------------------- */

enum { KEY_FIELDS = 6, KEYS = 6 };

/* The fields that together identify a record. */
struct import_key {
    const struct field *fields[KEY_FIELDS];
    size_t n;
};
err import_key_read(struct arena *a, const struct record *t, text key, struct import_key *ret);

/* A computed field that stands in record.match (the edition of a plan): a file may say it, to find a record again; it is never written. */
bool import_only_finds(const struct record *t, const struct field *f);
/* Whether this person's file may say the field. */
bool import_may_read(const struct call *c, const struct record *t, const struct field *f);

/* The unit of a money or number field as typed in a mapping or a head. */
bool import_unit_read(const struct field *f, text t, struct cell_unit *ret);

/* The unit of a column: as the mapping says (given), else its own title, else the sheet. False: nowhere said, or unreadable. */
bool import_column_unit(const struct field *f, text given, text title, text sheet, struct cell_unit *ret, text *ret_said);

/* 总投资(万元) → 总投资; *ret_bracket: 万元) or absent. Of 投资(万元) / 总投资 the bracket only. */
text import_bare_title(text title, text *ret_bracket);

/* --- lookup.c: what a text means, looked up once per distinct text -------------------------------------------------------- */

struct meaning {
    struct reading reading;
    text key;              /* of a code */
    int64_t ids[IMPORT_CANDIDATES]; /* of a reference: all that fit; one when it is a value */
    size_t n_ids;
};

struct lookups;
struct lookups *lookups_new(struct call *c, struct arena *a);
/* The meaning of a cell's text for a code, codes or ref field; counts the unknown. */
err lookup(struct lookups *l, const struct field *f, struct cell cell, const struct meaning **ret);
/* The unknown texts, in the order in which they were met. */
void lookups_unknown(const struct lookups *l, struct arena *a, unknown_list *ret);

/* --- cells.c: one cell into one field ---------------------------------------------------------------------------------------- */

/* A mapped field with all that the file adds: its columns and unit. */
struct source_part {
    text label;
    LIST(int) columns; /* the first that holds something */
};
struct source {
    const struct mapping_field *map;
    const struct field *field;
    size_t index; /* of the field in the record */
    LIST(struct source_part) parts; /* none: a constant */
    struct cell_unit unit;
};

struct plan {
    const struct record *record;
    const struct mapping *mapping;
    const struct head *head;
    LIST(struct source) sources;
    struct import_key keys[KEYS];
    size_t n_keys;
    enum sheet_format format;
    int secret_column; /* headed 密级; −1: none */
    const struct field *suffix; /* code_suffix: where a project code's phase goes; NULL: no such field */
    const struct field *notes; /* keeps the texts in doubt; NULL: the record has no such field */
};

/* Ties a mapping to a file's head: E_INPUT with every column that is missing or doubtful. */
err plan_make(struct call *c, const struct mapping *m, const struct head *h, enum sheet_format format, struct plan *ret);
/* The constants are readable; their values are set in every row. */
err plan_constants(struct call *c, const struct plan *p, struct lookups *l);

/* One row as read, before anything is matched. */
struct parsed {
    int64_t number;
    bool hidden;
    void *r;              /* the record's values */
    struct fieldset set;  /* which fields the file gave a value for */
    cell_fault_list faults;
    const struct error *refused; /* the row can't come in: secrets */
    uint64_t content;     /* hash over all mapped cells: equal rows are equal */
};
/* Adds a field's value to a hash. */
uint64_t import_hash(uint64_t h, const struct field *f, const void *r);
err row_read(struct call *c, const struct plan *p, struct lookups *l, const struct sheet_row *row, struct parsed *ret);

/* --- spool.c: parsed rows wait in a temporary file ----------------------------------------------------------------------------- */

struct spool;
err spool_new(struct arena *a, const struct record *t, struct spool **ret);
err spool_put(struct spool *s, struct arena *a, const struct parsed *p);
err spool_rewind(struct spool *s, struct arena *a);
/* The next row, in the arena; *ret_more false at the end. */
err spool_get(struct spool *s, struct arena *a, struct parsed *ret, bool *ret_more);

/* --- match.c: which record a row is ----------------------------------------------------------------------------------------------- */

/* The records that a batch of rows may mean, fetched together. */
struct matches;
err matches_fetch(struct call *c, const struct plan *p, const struct parsed *rows, size_t n, struct matches **ret);

struct match {
    void *record; /* the one record that it is; NULL: a new one */
    const struct word *conflict; /* it can't be told; NULL: it can */
    void *first, *second; /* the records in question */
    const struct import_key *key, *other_key;
};
void match_row(const struct plan *p, const struct matches *m, const struct parsed *row, struct match *ret);

/* Rows of one file that have the same key. */
struct seen;
struct seen *seen_new(struct arena *a, const struct plan *p);
/* Enters a row. Returns the number of an earlier row with the same key, 0 for none; *ret_same: its cells are all the same. */
int64_t seen_add(struct seen *s, const struct plan *p, const struct parsed *row, bool *ret_same);

/* --- former.c: codes of records that were merged into another --------------------------------------------------------------- */

struct formers;
/* Those within the caller's scope; few. Lives in c->arena. */
err formers_load(struct call *c, const struct record *t, struct formers **ret);
/* A former code in the row becomes the present one of the record that was kept. */
void formers_apply(const struct formers *all, const struct record *t, struct parsed *row);

#endif
