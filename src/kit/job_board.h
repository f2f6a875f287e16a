/* The files by which a running job and its pages talk: jobs/ID holds how far it is, jobs/ID.stop asks it to end. */
#ifndef DIAODU_KIT_JOB_BOARD_H
#define DIAODU_KIT_JOB_BOARD_H

#include "kit/job.h"

struct job_board {
    int fd;
    char *stop;              /* path */
    int64_t told_ms, asked_ms;
    const struct word *phase;
    bool stopped;
    const _Atomic bool *ending; /* the process ends: the job is left for the next one */
};

err job_board_open(struct arena *a, const char *data_dir, id key, struct job_board **ret);
void job_board_remove(struct arena *a, const char *data_dir, id key);
/* Reads how far it is; leaves *ret as it is when there is nothing. */
void job_board_read(struct arena *a, const char *data_dir, enum lang lang, struct job_line *ret);
err job_board_ask_stop(struct arena *a, const char *data_dir, id key);
bool job_board_stop_asked(struct arena *a, const char *data_dir, id key);

#endif
