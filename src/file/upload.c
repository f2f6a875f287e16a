/* Uploads over HTTP, from a form or the API: each file is taken or refused by itself, and the person is told of each. */
#include "own.h"

#include "file/words.h"
#include "kit/files/store.h"
#include "project/project.h"

/* What the form says of all files, and of a single one its title. */
static err common(struct req *q, id project, struct attachment *x)
{
    static const char *const said[] = {"title", "kind", "doc_no", "doc_date", "note", "occasion", "about_record", "about_id"};
    const struct record *t = &attachment_record;
    err faults = NULL;

    x->project.n = project.n;
    for (size_t i = 0; i < COUNT(said); i++) {
        const struct field *f = record_field(t, text_of(said[i]));
        text typed = params_get(&q->form, text_of(said[i]));
        err e = field_parse(q->call.arena, f, typed, FORM, x);
        if (!e && !field_absent(f, x))
            e = field_check(q->call.arena, f, x);
        faults = error_also(q->call.arena, faults, e);
    }
    if (http_file_count(q->http) > 1)
        x->title = NO_TEXT;
    return faults;
}

static err release_while_slow(struct req *q)
{
    conn_release(q->call.conn);
    q->call.conn = NULL;
    return NULL;
}

static struct received one(struct req *q, const struct http_file *f, struct attachment *x, err e)
{
    struct received got = {.name = f->name};

    if (!e)
        e = attachment_add(&q->call, x, &got.id);
    if (e) {
        got.id.n = 0;
        got.fault = error_text(q->call.arena, e, q->call.lang);
    }
    return got;
}

err upload_all(struct req *q, id project, received_list *ret, size_t *ret_refused)
{
    size_t n = http_file_count(q->http);
    struct attachment **x = ARENA_ARRAY(q->call.arena, struct attachment *, n + 1);
    err *faults = ARENA_ARRAY(q->call.arena, err, n + 1);
    struct attachment *said = record_new(q->call.arena, &attachment_record);
    void *p;

    TRY(record_load(&q->call, &project_record, project, &p));
    TRY(common(q, project, said));
    if (!n)
        return FAIL(q->call.arena, E_INPUT, w_attachment_no_file, .field = "file");
    if (!q->web->files)
        return FAIL(q->call.arena, E_SYSTEM, w_attachment_no_store);
    TRY(release_while_slow(q)); /* pictures take a while: no connection waits for them */
    for (size_t i = 0; i < n; i++) {
        const struct http_file *f = http_file_at(q->http, i);
        x[i] = record_copy(q->call.arena, &attachment_record, said);
        faults[i] = attachment_receive(q->call.arena, q->web->files, f->fd, f->size, f->name, x[i]);
        if (faults[i] && faults[i]->code == E_SYSTEM)
            return faults[i];
    }
    TRY(db_lease(q->web->db, DB_WRITE, q->call.arena, &q->call.conn));
    for (size_t i = 0; i < n; i++)
        list_push(ret, q->call.arena) = one(q, http_file_at(q->http, i), x[i], faults[i]);
    *ret_refused = 0;
    for (size_t i = 0; i < n; i++)
        *ret_refused += ret->v[i].id.n == 0;
    return NULL;
}
