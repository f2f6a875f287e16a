/* An import under way: what import.c (reading) and run.c (deciding, writing) share. */
#ifndef DIAODU_KIT_IMPORT_RUN_H
#define DIAODU_KIT_IMPORT_RUN_H

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

#endif
