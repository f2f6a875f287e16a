/* An import under way: what import.c (reading), run.c (batches, the whole) and decide.c (one row) share. */
#ifndef DIAODU_KIT_IMPORT_RUN_H
#define DIAODU_KIT_IMPORT_RUN_H

#include "db/bulk.h"
#include "kit/act.h"
#include "kit/import/in.h"
#include "kit/words.h"

struct import {
    struct import_options options;
    struct import_result result;
    struct plan plan;
    const struct act *create, *change;
    struct lookups *lookups; /* while reading */
    struct spool *spool;
    int64_t expected;        /* rows, for progress */
    bool group_open;         /* a group whose heading claims a number of rows: its place in result.counts, rows before it */
    size_t group;
    int64_t group_start;
};

/* Tells how far it is; false when it is to stop. */
bool import_go_on(struct import *i, enum import_phase phase, int64_t done, int64_t total);

struct run {
    struct import *i;
    struct call *outer; /* its arena lives on */
    struct call c;      /* its arena ends with each batch */
    struct seen *seen;
    struct formers *formers;
    const struct record *t;
    index_list aside; /* indexes that are made again behind the last row */
};

/* What becomes of a row, counted and told; the records it may mean were fetched. Writes it unless the run is dry. */
err decide_row(struct run *r, struct parsed *row, const struct matches *m);

#endif
