/* Imports for tests: a table typed as text becomes a file, and its outcome is kept row by row. */
#ifndef DIAODU_TEST_IMPORT_LOAD_H
#define DIAODU_TEST_IMPORT_LOAD_H

#include "kit/import/import.h"
#include "world.h"

/* What an import said of each row, kept beyond it. */
struct loaded {
    const struct import_result *result;
    struct import_row rows[2500];
    size_t n;
    int64_t stop_after; /* rows written before the import is stopped; 0: never */
    struct arena *a;
};

/* A file that holds this text; closed when the arena ends. */
int load_file(struct arena *a, text content);
int load_path(struct arena *a, const char *path);

/* Runs an import, dry or real. */
err load(struct call *c, int fd, const struct import_options *o, struct loaded *ret);

/* The mapping out of JSON with ' for ". */
struct mapping *load_mapping(struct call *c, const struct record *t, const char *json);

/* Imports a CSV by a mapping and expects that to work. */
void load_csv(struct call *c, const struct record *t, const char *json, const char *csv, bool dry, struct loaded *ret);

int64_t count_of(struct call *c, const struct record *t);

#endif
