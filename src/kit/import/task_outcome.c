/* The pages behind the check and the writing: what became of each row, and the workbook again with its faults marked. See task.h. */
#include "kit/import/task_views.h"

#include "kit/import/task.tpl.h"
#include "kit/import/words.h"
#include "kit/json.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- rows -------------------------------------------------------------------------------------------------------------------------------------- */

enum { ROWS_A_PAGE = 50 };

static void read_row(struct req *q, const struct record *t, text line, struct rows_view *v)
{
    struct call *c = &q->call;
    const struct json *j, *changes, *cells;
    struct outcome_row r = {0};
    text key;

    if (json_parse(c->arena, line, NULL, &j))
        return;
    said_int(j, "row", &r.number);
    r.outcome = said_text(j, "outcome");
    r.title = said_text(j, "title");
    r.refused = said_why(j, "refused", c->lang);
    key = said_text(j, "id");
    if (key.n && !text_eqz(key, "0"))
        r.href = text_fmt(c->arena, "/%s/%.*s", t->plural, TEXT_ARG(key));
    changes = json_get(j, "changes");
    for (size_t i = 0; i < json_count(changes); i++) {
        const struct json *x = json_item(changes, i);
        const struct field *f = record_field(t, said_text(x, "field"));
        if (f && !f->derived && field_visible(c, f))
            list_push(&r.changes, c->arena) = (struct change_row){f, said_shown(c, t, f, json_get(x, "before")),
                                                                  said_shown(c, t, f, json_get(x, "after"))};
    }
    cells = json_get(j, "cells");
    for (size_t i = 0; i < json_count(cells); i++) {
        const struct json *x = json_item(cells, i);
        text column = said_text(x, "column");
        list_push(&r.cells, c->arena) = (struct doubt_row){
            column.n ? text_fmt(c->arena, "%.*s%lld", TEXT_ARG(column), (long long)r.number) : T("–"),
            said_text(x, "head"), said_text(x, "text"), said_why(x, "why", c->lang)};
    }
    list_push(&v->rows, c->arena) = r;
}

static void add_tabs(struct req *q, const struct task_view *tv, const char *path, enum rows_show here,
                     struct rows_view *v)
{
    static const struct word *const words[SHOWS] = {&w_imp_created, &w_imp_updated, &w_imp_unchanged,
                                                    &w_imp_refused, &w_imp_doubt,   &w_imp_all};

    for (int i = 0; i < SHOWS; i++) {
        line_list none = {0};
        int64_t n;
        if (!rows_read(q->call.arena, path, (enum rows_show)i, 0, 0, &none, &n))
            list_push(&v->tabs, q->call.arena) = (struct show_tab){
                text_of(rows_show_names[i]),
                text_fmt(q->call.arena, "%.*s/rows?show=%s", TEXT_ARG(tv->base), rows_show_names[i]), words[i], n,
                i == (int)here};
    }
}

/* GET /{plural}/import/{id}/rows?show=updated&from=50 */
err page_task_rows(struct req *q, struct out *o)
{
    struct rows_view v = {0};
    struct import_task t;
    enum rows_show show = SHOW_ALL;
    text asked = params_get(&q->query, T("show"));
    int64_t from = 0;
    line_list lines = {0};
    const char *path;

    TRY(task_begin(q, 3, &t, &v.v));
    v.done = t.state == TASK_DONE;
    v.v.step = v.done ? 4 : 3;
    for (int i = 0; i < SHOWS; i++)
        if (text_eqz(asked, rows_show_names[i]))
            show = (enum rows_show)i;
    if (!text_int(params_get(&q->query, T("from")), &from) || from < 0)
        from = 0;
    path = task_path(q->call.arena, q->web->data_dir, t.id, v.done ? "done" : "check");
    TRY(rows_read(q->call.arena, path, show, from, ROWS_A_PAGE, &lines, &v.total));
    for (size_t i = 0; i < lines.n; i++)
        read_row(q, t.record, lines.v[i], &v);
    add_tabs(q, &v.v, path, show, &v);
    if (from + ROWS_A_PAGE < v.total)
        v.next = text_fmt(q->call.arena, "%.*s/rows?show=%s&from=%lld", TEXT_ARG(v.v.base), rows_show_names[show],
                          (long long)from + ROWS_A_PAGE);
    if (from)
        v.first = text_fmt(q->call.arena, "%.*s/rows?show=%s", TEXT_ARG(v.v.base), rows_show_names[show]);
    web_page_titled(q, o, t.file_name, true, SLOT(task_rows, (&(struct tpl_task_rows){.v = &v})));
    return NULL;
}

/* --- the workbook again, with its faults marked ------------------------------------------------------------------------------------------------- */

enum { MARKS_MEMORY = 160 << 20 };

static err mark(struct req *q, struct arena *a, const struct import_task *t, bool only_refused, int to)
{
    struct task_look look;
    struct task_looked *l = ARENA_NEW(q->call.arena, struct task_looked);
    mark_list marks = {0};
    struct sheet_mark_options o = {
        .only_refused = only_refused, .lang = q->call.lang, .temporary = text_of(q->web->data_dir)};
    int fd;
    err e;

    TRY(task_look_read(q->call.arena, t->look, &look));
    TRY(task_open_sheet(q, t, &look, l));
    o.read = (struct sheet_options){.sheet = look.sheet, .encoding = look.encoding};
    o.head_from = l->head.from;
    o.head_to = l->head.to;
    TRY(rows_marks(a, task_path(a, q->web->data_dir, t->id, t->state == TASK_DONE ? "done" : "check"), q->call.lang,
                   &marks));
    fd = open(task_path(a, q->web->data_dir, t->id, "file"), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return FAIL(a, E_GONE, w_imp_file_gone, .args = {ARG_TEXT("file", t->file_name)});
    e = sheet_mark(a, fd, marks.v, marks.n, &o, text_fmt(a, "/proc/self/fd/%d", to).p);
    close(fd);
    return e;
}

/* GET /{plural}/import/{id}/marked?only=refused */
err page_task_marked(struct req *q, struct out *o)
{
    bool only = text_eqz(params_get(&q->query, T("only")), "refused");
    struct task_view v;
    struct import_task t;
    struct arena *a;
    struct stat st;
    int fd;
    err e;

    (void)o;
    TRY(task_begin(q, 3, &t, &v));
    fd = open(q->web->data_dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0)
        return FAIL(q->call.arena, E_SYSTEM, w_import_no_space);
    a = arena_new(MARKS_MEMORY);
    e = mark(q, a, &t, only, fd);
    if (e)
        e = error_new(q->call.arena, e);
    arena_free(a);
    if (e || fstat(fd, &st)) {
        close(fd);
        return e ? e : FAIL(q->call.arena, E_SYSTEM, w_import_no_space);
    }
    http_send_fd(q->http, fd, st.st_size, T("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                 text_fmt(q->call.arena, "%.*s-%s.xlsx", TEXT_ARG(t.file_name),
                          (only ? w_imp_name_refused : w_imp_name_marked).in[q->call.lang]));
    return NULL;
}
