/* An import that a person leads through four steps: the file, its columns, the check, the writing. Where it stands is a row of
 * import_task; the workbook and the outcome of its rows lie in the data directory (imports/ID/…). Nothing is kept in the process: another
 * one, or the same after a restart, goes on. What nobody touched for TASK_KEPT_DAYS is swept.
 *
 *     uploaded → mapped → checked → done        (check and writing are jobs: see task_job.c)
 */
#ifndef DIAODU_KIT_IMPORT_TASK_H
#define DIAODU_KIT_IMPORT_TASK_H

#include "kit/import/import.h"
#include "kit/job.h"

enum task_state { TASK_UPLOADED, TASK_MAPPED, TASK_CHECKED, TASK_DONE };

struct import_task {
    id id;
    ref account;
    const struct record *record;
    text file_name;
    int64_t size;
    enum task_state state;
    moment created_at, changed_at;
    id job;                      /* the last one; 0: none yet */
    text look;                   /* JSON: sheet, encoding, head rows as chosen in the first step */
    text mapping, choices;       /* JSON; absent: none yet */
    text checked, done;          /* JSON: what import_json said of the check and of the writing */
};
enum { TASK_KEPT_DAYS = 7 };

/* What was chosen of the file. */
struct task_look {
    text sheet, encoding;
    int64_t head_from, head_to;
    bool skip_hidden;
};
err task_look_read(struct arena *a, text json, struct task_look *ret);
text task_look_write(struct arena *a, const struct task_look *l);

/* Adds a task; the caller puts the file into task_path(…, "file"). In the caller's transaction. */
err task_add(struct call *c, const struct record *t, text file_name, int64_t size, id *ret);
/* The caller's own (a DRC officer's: anybody's); E_GONE else. */
err task_load(struct call *c, const struct record *t, id key, struct import_task *ret);
/* Keeps state, look, mapping, choices, job and both results. */
err task_save(struct call *c, struct import_task *t);
err task_remove(struct call *c, const char *data_dir, const struct import_task *t);

typedef LIST(struct import_task) task_list;
err task_mine(struct call *c, const struct record *t, task_list *ret);

/* The mapping as kept with the task, with the look put over it; *ret NULL when there is none yet. */
err task_mapping(struct call *c, const struct import_task *t, struct mapping **ret);
text task_mapping_text(struct arena *a, const struct mapping *m);

/* Settled conflicts, as JSON and back. */
typedef LIST(struct import_choice) choice_list;
err task_choices_read(struct arena *a, text json, choice_list *ret);
text task_choices_write(struct arena *a, const choice_list *l);

/* DIR/imports/ID/NAME; with an empty name the folder. */
const char *task_path(struct arena *a, const char *data_dir, id key, const char *name);
err task_folder_make(struct arena *a, const char *data_dir, id key);

/* Removes tasks and files that nobody touched for TASK_KEPT_DAYS. */
err task_sweep(struct call *c, const char *data_dir);

extern const struct job_kind task_check_job, task_write_job;

#endif
