/* The first step of an import: the file comes in, its sheet and head are chosen; and what all steps share. See task.h. */
#include "kit/import/task_views.h"

#include "kit/import/task.tpl.h"
#include "kit/import/words.h"
#include "kit/job_pages.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <unistd.h>

enum { PREVIEW_ROWS = 20, PREVIEW_COLUMNS = 60, PREVIEW_CHARS = 40, FILE_NAME_CHARS = 120 };

/* --- what the steps share ------------------------------------------------------------------------------------------------------------ */

err task_begin(struct req *q, int step, struct import_task *ret, struct task_view *ret_view)
{
    static const int reached[] = {[TASK_UPLOADED] = 2, [TASK_MAPPED] = 3, [TASK_CHECKED] = 3, [TASK_DONE] = 4};

    TRY(task_load(&q->call, q->route->record, req_id(q, "id"), ret));
    *ret_view = (struct task_view){.task = ret, .csrf = q->session.csrf, .step = step, .reached = reached[ret->state],
                                   .base = text_fmt(q->call.arena, "/%s/import/%lld", q->route->record->plural, (long long)ret->id.n)};
    return NULL;
}

/* Pages of an import read its file without SQLite's one writer; they take it for as long as a row is written. */
err task_keep(struct req *q, struct import_task *t, const struct job_kind *kind)
{
    struct conn *w CLEAN(conn_clean) = NULL;
    struct call c = q->call;
    text key = text_fmt(c.arena, "%lld", (long long)t->id.n);

    TRY(db_lease(q->web->db, DB_WRITE, c.arena, &w));
    c.conn = w;
    TRY(conn_begin(w, c.arena));
    if (kind)
        TRY(job_start(&c, kind, text_fmt(c.arena, "%s：%.*s", kind->label.in[LANG_ZH], TEXT_ARG(t->file_name)),
                      text_fmt(c.arena, "/%s/import/%.*s/check", t->record->plural, TEXT_ARG(key)), key, &t->job));
    TRY(task_save(&c, t));
    TRY(conn_commit(w, c.arena));
    if (kind)
        job_wake();
    return NULL;
}

err task_open_sheet(struct req *q, const struct import_task *t, const struct task_look *l, struct task_looked *ret)
{
    struct arena *a = q->call.arena;
    struct sheet_options o = {.sheet = l->sheet, .encoding = l->encoding};
    const struct sheet_range *merges;
    size_t n_merges;
    int fd = open(task_path(a, q->web->data_dir, t->id, "file"), O_RDONLY | O_CLOEXEC);
    err e;

    if (fd < 0)
        return FAIL(a, E_GONE, w_imp_file_gone, .args = {ARG_TEXT("file", t->file_name)});
    e = sheet_open(a, fd, &o, &ret->sheet);
    close(fd);
    TRY(e);
    for (; ret->n < HEAD_LOOK; ret->n++) {
        TRY(sheet_next(ret->sheet, a, &ret->rows[ret->n]));
        if (!ret->rows[ret->n].number)
            break;
    }
    merges = sheet_merges(ret->sheet, &n_merges);
    head_guess(a, ret->rows, ret->n, merges, n_merges, l->head_from, l->head_to, &ret->head);
    sheet_close(ret->sheet);
    return NULL;
}

/* --- the file comes in --------------------------------------------------------------------------------------------------------------- */

static err show_upload(struct req *q, struct out *o, err e)
{
    const struct record *t = q->route->record;
    struct upload_view v = {.record = t, .csrf = q->session.csrf, .base = text_fmt(q->call.arena, "/%s/import", t->plural)};

    if (e) {
        v.error = error_text(q->call.arena, e, o->lang);
        http_status(q->http, web_status_of(e->code));
    }
    TRY(task_mine(&q->call, t, &v.mine));
    web_page_titled(q, o, text_fmt(q->call.arena, "%s · %s", w_imp_import.in[o->lang], t->labels.in[o->lang]), false,
                    SLOT(task_upload, (&(struct tpl_task_upload){.v = &v})));
    return NULL;
}

/* GET /{plural}/import */
static err page_upload(struct req *q, struct out *o)
{
    return show_upload(q, o, NULL);
}

/* The uploaded file has no name yet: it gets one without being copied where the disk is the same. */
static err put_file(struct req *q, const struct http_file *f, id key)
{
    struct arena *a = q->call.arena;
    const char *path = task_path(a, q->web->data_dir, key, "file"), *from = text_fmt(a, "/proc/self/fd/%d", f->fd).p;
    int fd;
    off_t at = 0;

    TRY(task_folder_make(a, q->web->data_dir, key));
    if (linkat(AT_FDCWD, from, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0)
        return NULL;
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    while (fd >= 0 && at < f->size && sendfile(fd, f->fd, &at, (size_t)(f->size - at)) > 0)
        continue;
    if (fd < 0 || close(fd) || at < f->size)
        return FAIL(a, E_SYSTEM, w_imp_no_folder, .args = {ARG_TEXT("folder", text_of(path)), ARG_TEXT("why", text_of(strerror(errno)))});
    return NULL;
}

static err add_task(struct req *q, const struct http_file *f, id *ret)
{
    struct conn *w CLEAN(conn_clean) = NULL;
    struct call c = q->call;

    TRY(db_lease(q->web->db, DB_WRITE, c.arena, &w));
    c.conn = w;
    TRY(conn_begin(w, c.arena));
    TRY(task_sweep(&c, q->web->data_dir));
    TRY(task_add(&c, q->route->record, text_sub(f->name, 0, FILE_NAME_CHARS * 3), f->size, ret));
    TRY(put_file(q, f, *ret));
    return conn_commit(w, c.arena);
}

static void drop_task(struct req *q, const struct import_task *t)
{
    struct conn *w CLEAN(conn_clean) = NULL;
    struct call c = q->call;

    if (db_lease(q->web->db, DB_WRITE, c.arena, &w))
        return;
    c.conn = w;
    if (task_remove(&c, q->web->data_dir, t))
        return; /* swept later */
}

/* POST /{plural}/import. What can't be opened at all does not stay. */
static err post_upload(struct req *q, struct out *o)
{
    const struct http_file *f = http_file(q->http, "file");
    struct task_looked looked = {0};
    struct import_task t;
    id key;
    err e;

    if (!f || !f->size)
        return show_upload(q, o, FAIL(q->call.arena, E_INPUT, w_imp_no_file, .field = "file"));
    TRY(add_task(q, f, &key));
    TRY(task_load(&q->call, q->route->record, key, &t));
    e = task_open_sheet(q, &t, &(struct task_look){0}, &looked);
    if (e) {
        drop_task(q, &t);
        return show_upload(q, o, e);
    }
    return web_go(q, "/%s/import/%lld/sheet", q->route->record->plural, (long long)key.n);
}

/* --- sheet and head -------------------------------------------------------------------------------------------------------------------- */

static text shortened(struct arena *a, text t)
{
    text rest = t;
    size_t n = 0;

    while (rest.n && n++ < PREVIEW_CHARS)
        text_next(&rest);
    return rest.n ? text_fmt(a, "%.*s…", (int)(t.n - rest.n), t.p) : t;
}

static void add_rows(struct arena *a, const struct task_looked *l, struct sheet_view *v)
{
    size_t width = 0;

    for (size_t i = 0; i < l->n && i < PREVIEW_ROWS; i++) {
        const struct sheet_row *r = &l->rows[i];
        struct preview_row row = {.number = r->number, .hidden = r->hidden, .head = r->number >= l->head.from && r->number <= l->head.to};
        for (size_t k = 0; k < r->n && k < PREVIEW_COLUMNS; k++)
            list_push(&row.cells, a) = (struct preview_cell){shortened(a, r->v[k].t), r->v[k].kind == SHEET_NUMBER};
        width = row.cells.n > width ? row.cells.n : width;
        list_push(&v->rows, a) = row;
    }
    for (size_t k = 0; k < width; k++)
        list_push(&v->letters, a) = sheet_column_name(a, k);
}

static void add_sheets(struct arena *a, const struct task_looked *l, struct sheet_view *v)
{
    static const char *const encodings[] = {"UTF-8", "GB18030", "UTF-16LE", "UTF-16BE", "BIG5", "WINDOWS-1252"};
    size_t n;
    const struct sheet_info *sheets = sheet_list(l->sheet, &n);

    for (size_t i = 0; i < n; i++)
        list_push(&v->sheets, a) = (struct sheet_choice){sheets[i].name, sheets[i].hidden, i == sheet_chosen(l->sheet)};
    v->rows_expected = sheet_rows_expected(l->sheet);
    if (sheet_format(l->sheet) != SHEET_CSV)
        return;
    v->encoding = sheet_encoding(l->sheet);
    for (size_t i = 0; i < COUNT(encodings); i++)
        list_push(&v->encodings, a) = (struct encoding_choice){text_of(encodings[i]), text_ieq(v->encoding, text_of(encodings[i]))};
}

/* GET /{plural}/import/{id}/sheet */
static err page_sheet(struct req *q, struct out *o)
{
    struct task_looked *l = ARENA_NEW(q->call.arena, struct task_looked);
    struct sheet_view v = {0};
    struct import_task t;
    struct task_look look;
    err e;

    TRY(task_begin(q, 1, &t, &v.v));
    TRY(task_look_read(q->call.arena, t.look, &look));
    e = task_open_sheet(q, &t, &look, l);
    if (e && e->code == E_INPUT && look.sheet.n + look.encoding.n) { /* the choice does not fit: begin with the file's own */
        v.v.error = error_text(q->call.arena, e, o->lang);
        *l = (struct task_looked){0};
        look = (struct task_look){0};
        e = task_open_sheet(q, &t, &look, l);
    }
    TRY(e);
    add_rows(q->call.arena, l, &v);
    add_sheets(q->call.arena, l, &v);
    v.head_from = l->head.from;
    v.head_to = l->head.to;
    v.skip_hidden = look.skip_hidden;
    v.why = l->head.why ? text_of(l->head.why->in[o->lang]) : NO_TEXT;
    web_page_titled(q, o, t.file_name, false, SLOT(task_sheet, (&(struct tpl_task_sheet){.v = &v})));
    return NULL;
}

static int64_t number_of(struct req *q, const char *name)
{
    int64_t n = 0;

    return text_int(text_trim(params_get(&q->form, text_of(name))), &n) && n > 0 && n <= SHEET_ROWS_MAX ? n : 0;
}

/* POST /{plural}/import/{id}/sheet. Another sheet has another head: rows that were given for the former one do not count. */
static err post_sheet(struct req *q, struct out *o)
{
    struct task_view v;
    struct import_task t;
    struct task_look was, look = {.sheet = params_get(&q->form, T("sheet")), .encoding = params_get(&q->form, T("encoding")),
                                  .skip_hidden = params_has(&q->form, T("skip_hidden"))};

    (void)o;
    TRY(task_begin(q, 1, &t, &v));
    TRY(task_look_read(q->call.arena, t.look, &was));
    if (!t.look.n || text_eq(was.sheet, look.sheet)) {
        look.head_from = number_of(q, "head_from");
        look.head_to = number_of(q, "head_to");
        if (look.head_to < look.head_from)
            look.head_to = look.head_from;
    }
    t.look = task_look_write(q->call.arena, &look);
    if (t.state == TASK_CHECKED)
        t.state = TASK_MAPPED;
    TRY(task_keep(q, &t, NULL));
    return web_go(q, "%.*s/%s", TEXT_ARG(v.base), text_eqz(params_get(&q->form, T("do")), "look") ? "sheet" : "columns");
}

/* --- where it stands ------------------------------------------------------------------------------------------------------------------- */

/* GET /{plural}/import/{id} */
static err page_task(struct req *q, struct out *o)
{
    static const char *const pages[] = {[TASK_UPLOADED] = "sheet", [TASK_MAPPED] = "check", [TASK_CHECKED] = "check", [TASK_DONE] = "check"};
    struct task_view v;
    struct import_task t;

    (void)o;
    TRY(task_begin(q, 1, &t, &v));
    return web_go(q, "%.*s/%s", TEXT_ARG(v.base), pages[t.state]);
}

/* POST /{plural}/import/{id}/discard: file and all. What was imported stays. */
static err post_discard(struct req *q, struct out *o)
{
    struct task_view v;
    struct import_task t;

    (void)o;
    TRY(task_begin(q, 1, &t, &v));
    if (t.job.n)
        TRY(job_stop(&q->call, q->web->data_dir, t.job));
    drop_task(q, &t);
    return web_go(q, "/%s/import", t.record->plural);
}

static void add(struct arena *a, route_list *v, const struct record *t, const struct act *act, enum http_method method, const char *tail,
                err (*page)(struct req *, struct out *), unsigned flags)
{
    list_push(v, a) = (struct route){.method = method, .path = text_fmt(a, "/%s/import%s", t->plural, tail).p, .page = page,
                                     .roles = t->see & act->roles, .act = act->name, .record = t, .flags = flags | ROUTE_NO_LEASE};
}

void task_routes(struct arena *a, const struct record *t, route_list *v)
{
    const struct act *act = act_by_name(text_fmt(a, "%s.import", t->name));

    if (!act)
        return;
    add(a, v, t, act, GET, "", page_upload, 0);
    add(a, v, t, act, POST, "", post_upload, HTTP_UPLOAD | HTTP_LONG);
    add(a, v, t, act, GET, "/{id}", page_task, 0);
    add(a, v, t, act, GET, "/{id}/sheet", page_sheet, HTTP_LONG);
    add(a, v, t, act, POST, "/{id}/sheet", post_sheet, 0);
    add(a, v, t, act, GET, "/{id}/columns", page_task_columns, HTTP_LONG);
    add(a, v, t, act, POST, "/{id}/columns", post_task_columns, HTTP_LONG);
    add(a, v, t, act, GET, "/{id}/mapping.json", page_task_mapping_json, 0);
    add(a, v, t, act, POST, "/{id}/mapping", post_task_mapping, HTTP_UPLOAD);
    add(a, v, t, act, GET, "/{id}/check", page_task_check, 0);
    add(a, v, t, act, POST, "/{id}/check", post_task_check, 0);
    add(a, v, t, act, GET, "/{id}/rows", page_task_rows, 0);
    add(a, v, t, act, GET, "/{id}/marked", page_task_marked, HTTP_LONG);
    add(a, v, t, act, POST, "/{id}/write", post_task_write, 0);
    add(a, v, t, act, POST, "/{id}/discard", post_discard, 0);
}
