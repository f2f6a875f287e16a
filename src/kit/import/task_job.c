/* The two jobs of an import: the check, which writes nothing, and the writing, which is all or nothing. See task.h. */
#include "kit/import/task.h"

#include "kit/act.h"
#include "kit/import/task_rows.h"
#include "kit/import/words.h"

#include <fcntl.h>
#include <unistd.h>

enum { ROW_MEMORY = 512 << 20 };

struct work {
    struct job *job;
    struct import_task task;
    struct import *import;
    struct rows_out *rows;
    struct arena *row;      /* emptied after each row */
    struct arena_mark start;
    bool dry;
    int fd;
};

static void end(void *data)
{
    struct work *w = data;

    if (w->row)
        arena_free(w->row);
    w->row = NULL;
    if (w->fd >= 0)
        close(w->fd);
    w->fd = -1;
}

static bool go_on(void *data, enum import_phase phase, int64_t done, int64_t total)
{
    static const struct word *const phases[] = {&w_imp_reading, &w_imp_checking, &w_imp_writing};
    struct work *w = data;

    return job_go_on(w->job, phases[phase], done, total);
}

static err each(void *data, const struct import_row *row)
{
    struct work *w = data;
    err e;

    if (!w->row) {
        w->row = arena_new(ROW_MEMORY);
        w->start = arena_mark(w->row);
    }
    e = rows_put(w->rows, w->row, row);
    if (e)
        return error_new(w->job->call.arena, e);
    arena_reset(w->row, w->start);
    return NULL;
}

static text result_text(struct work *w)
{
    CLEAN(out_free) struct out o;
    struct mapping *m = NULL;

    out_init(&o, 16 << 20, w->job->call.lang);
    if (!task_mapping(&w->job->call, &w->task, &m) && m)
        import_json(&o, import_result(w->import), m);
    return text_copy(w->job->call.arena, out_text(&o));
}

/* Inside the import's own transaction, so that rows and "done" are one: who begins the job again finds it done. */
static err before_commit(void *data, struct call *c)
{
    struct work *w = data;
    struct import_task t;

    TRY(task_load(c, NULL, w->task.id, &t));
    if (t.state == TASK_DONE)
        return FAIL(c->arena, E_STATE, w_imp_done_already);
    t.state = TASK_DONE;
    t.done = result_text(w);
    return task_save(c, &t);
}

static err keep_check(struct work *w)
{
    struct call *c = &w->job->call;
    struct import_task t;

    TRY(job_lease(w->job, DB_WRITE));
    TRY(conn_begin(c->conn, c->arena));
    TRY(task_load(c, NULL, w->task.id, &t));
    if (t.state != TASK_DONE) {
        t.state = TASK_CHECKED;
        t.checked = result_text(w);
        TRY(task_save(c, &t));
    }
    return conn_commit(c->conn, c->arena);
}

static err load(struct job *j, bool dry, struct work *w)
{
    int64_t key;

    if (!text_int(j->input, &key))
        return FAIL(j->call.arena, E_GONE, w_imp_not_there);
    *w = (struct work){.job = j, .dry = dry, .fd = -1};
    arena_on_end(j->call.arena, end, w);
    TRY(job_lease(j, DB_READ));
    TRY(task_load(&j->call, NULL, (id){key}, &w->task));
    w->fd = open(task_path(j->call.arena, j->data_dir, w->task.id, "file"), O_RDONLY | O_CLOEXEC);
    return w->fd < 0 ? FAIL(j->call.arena, E_GONE, w_imp_file_gone, .args = {ARG_TEXT("file", w->task.file_name)}) : NULL;
}

static err open_import(struct work *w, struct import_options *o, choice_list *choices)
{
    struct call *c = &w->job->call;
    struct mapping *m;

    TRY(task_mapping(c, &w->task, &m));
    if (!m)
        return FAIL(c->arena, E_STATE, w_mapping_empty);
    TRY(task_choices_read(c->arena, w->task.choices, choices));
    TRY(rows_begin(c->arena, task_path(c->arena, w->job->data_dir, w->task.id, w->dry ? "check" : "done"), &w->rows));
    *o = (struct import_options){.mapping = m, .sheet = m->sheet, .file_name = w->task.file_name, .dry_run = w->dry, .choices = choices->v,
                                 .n_choices = choices->n, .data = w, .go_on = go_on, .each = each,
                                 .before_commit = w->dry ? NULL : before_commit};
    return import_open(c, w->fd, o, &w->import);
}

static err run(struct job *j, bool dry)
{
    struct work *w = ARENA_NEW(j->call.arena, struct work);
    struct import_options o;
    choice_list choices = {0};

    TRY(load(j, dry, w));
    if (!dry && w->task.state == TASK_DONE) {
        j->result = w->task.done;
        return NULL;
    }
    TRY(open_import(w, &o, &choices));
    TRY(job_lease(j, dry ? DB_READ : DB_WRITE));
    TRY(import_run(&j->call, w->import));
    TRY(rows_end(w->rows, j->call.arena));
    j->result = result_text(w);
    return dry ? keep_check(w) : NULL;
}

static err run_check(struct job *j)
{
    return run(j, true);
}

static err run_write(struct job *j)
{
    return run(j, false);
}

const struct job_kind task_check_job = {"import.check", L("导入核对", "Check of an import"), run_check};
const struct job_kind task_write_job = {"import.write", L("导入写入", "Writing of an import"), run_write};
