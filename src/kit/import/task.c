/* Imports led in the browser, as rows and files. See task.h. */
#include "kit/import/task.h"

#include "kit/audit.h"
#include "kit/import/words.h"
#include "kit/json.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const state_names[] = {"uploaded", "mapped", "checked", "done"};

/* --- files ---------------------------------------------------------------------------------------------------------------------- */

const char *task_path(struct arena *a, const char *data_dir, id key, const char *name)
{
    return text_fmt(a, "%s/imports/%lld%s%s", data_dir, (long long)key.n, *name ? "/" : "", name).p;
}

static err make_dir(struct arena *a, const char *path)
{
    if (mkdir(path, 0700) && errno != EEXIST)
        return FAIL(a, E_SYSTEM, w_imp_no_folder, .args = {ARG_TEXT("folder", text_of(path)), ARG_TEXT("why", text_of(strerror(errno)))});
    return NULL;
}

err task_folder_make(struct arena *a, const char *data_dir, id key)
{
    TRY(make_dir(a, text_fmt(a, "%s/imports", data_dir).p));
    return make_dir(a, task_path(a, data_dir, key, ""));
}

static void remove_folder(struct arena *a, const char *path)
{
    DIR *d = opendir(path);
    const struct dirent *e;

    while (d && (e = readdir(d)))
        if (e->d_name[0] != '.')
            unlink(text_fmt(a, "%s/%s", path, e->d_name).p);
    if (d)
        closedir(d);
    rmdir(path);
}

/* --- the row ---------------------------------------------------------------------------------------------------------------------- */

err task_add(struct call *c, const struct record *t, text file_name, int64_t size, id *ret)
{
    static const char sql_add[] =
        "INSERT INTO import_task (region, id, account, record, file_name, size, state, created_at, changed_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, 'uploaded', $7, $7)";
    id key = db_new_id();

    TRY(conn_run(c->conn, c->arena, sql_add,
                 BIND(V(c->region), V(key), V(c->actor.account.n), V(t->name), V(file_name), V(size), V(c->now)), NULL));
    *ret = key;
    return audit_note(c, text_fmt(c->arena, "%s.import_upload", t->name).p, file_name, T("ok"));
}

struct raw {
    text record, state;
    ref job;
};

static err complete(struct call *c, const struct raw *r, struct import_task *t)
{
    t->record = record_by_name(r->record);
    t->job = (id){r->job.n};
    t->state = TASK_UPLOADED;
    for (size_t i = 0; i < COUNT(state_names); i++)
        if (text_eqz(r->state, state_names[i]))
            t->state = (enum task_state)i;
    return t->record ? NULL : FAIL(c->arena, E_GONE, w_imp_not_there);
}

err task_load(struct call *c, const struct record *want, id key, struct import_task *ret)
{
    static const char sql_load[] =
        "SELECT id, account, record, file_name, size, state, created_at, changed_at, job, look, mapping, choices, checked, done"
        " FROM import_task WHERE region = $1 AND id = $2";
    struct import_task t = {0};
    struct raw r = {0};
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_load, BIND(V(c->region), V(key)),
                 INTO(TO(&t.id), TO(&t.account), TO(&r.record), TO(&t.file_name), TO(&t.size), TO(&r.state), TO(&t.created_at), TO(&t.changed_at),
                      TO(&r.job), TO(&t.look), TO(&t.mapping), TO(&t.choices), TO(&t.checked), TO(&t.done)),
                 &found));
    if (!found || (t.account.n != c->actor.account.n && !(c->actor.role & (ROLE_DRC | ROLE_SYSTEM))))
        return FAIL(c->arena, E_GONE, w_imp_not_there);
    TRY(complete(c, &r, &t));
    if (want && t.record != want)
        return FAIL(c->arena, E_GONE, w_imp_not_there);
    *ret = t;
    return NULL;
}

err task_mine(struct call *c, const struct record *want, task_list *ret)
{
    static const char sql_mine[] =
        "SELECT id, account, record, file_name, size, state, created_at, changed_at FROM import_task"
        " WHERE region = $1 AND account = $2 AND record = $3 ORDER BY id DESC LIMIT 10";
    CLEAN(query_close) struct query q = {0};
    struct import_task t = {0};
    struct raw r = {0};

    TRY(query_open(&q, c->conn, c->arena, sql_mine, BIND(V(c->region), V(c->actor.account.n), V(want->name))));
    while (query_row(&q, INTO(TO(&t.id), TO(&t.account), TO(&r.record), TO(&t.file_name), TO(&t.size), TO(&r.state), TO(&t.created_at),
                              TO(&t.changed_at)))) {
        TRY(complete(c, &r, &t));
        list_push(ret, c->arena) = t;
    }
    return query_end(&q);
}

err task_save(struct call *c, struct import_task *t)
{
    static const char sql_save[] =
        "UPDATE import_task SET state = $3, changed_at = $4, job = $5, look = $6, mapping = $7, choices = $8, checked = $9, done = $10"
        " WHERE region = $1 AND id = $2";
    ref job = {t->job.n};

    t->changed_at = c->now;
    return conn_run(c->conn, c->arena, sql_save,
                    BIND(V(c->region), V(t->id), V(state_names[t->state]), V(t->changed_at), V(job), V(t->look), V(t->mapping), V(t->choices),
                         V(t->checked), V(t->done)),
                    NULL);
}

err task_remove(struct call *c, const char *data_dir, const struct import_task *t)
{
    static const char sql_remove[] = "DELETE FROM import_task WHERE region = $1 AND id = $2";

    TRY(conn_run(c->conn, c->arena, sql_remove, BIND(V(c->region), V(t->id)), NULL));
    remove_folder(c->arena, task_path(c->arena, data_dir, t->id, ""));
    return NULL;
}

err task_sweep(struct call *c, const char *data_dir)
{
    static const char sql_old[] = "SELECT id FROM import_task WHERE changed_at < $1 LIMIT 1000";
    CLEAN(query_close) struct query q = {0};
    moment before = {c->now.ms - TASK_KEPT_DAYS * INT64_C(86400000)};
    LIST(struct import_task) old = {0};
    struct import_task t = {0};

    TRY(query_open(&q, c->conn, c->arena, sql_old, BIND(V(before))));
    while (query_row(&q, INTO(TO(&t.id))))
        list_push(&old, c->arena) = t;
    TRY(query_end(&q));
    for (size_t i = 0; i < old.n; i++)
        TRY(task_remove(c, data_dir, &old.v[i]));
    return NULL;
}

/* --- look, mapping, choices ---------------------------------------------------------------------------------------------------------- */

err task_look_read(struct arena *a, text json, struct task_look *ret)
{
    const struct json *j;

    *ret = (struct task_look){0};
    if (!json.n)
        return NULL;
    TRY(json_parse(a, json, NULL, &j));
    json_text(json_get(j, "sheet"), &ret->sheet);
    json_text(json_get(j, "encoding"), &ret->encoding);
    json_int(json_get(j, "head_from"), &ret->head_from);
    json_int(json_get(j, "head_to"), &ret->head_to);
    json_bool(json_get(j, "skip_hidden"), &ret->skip_hidden);
    return NULL;
}

text task_look_write(struct arena *a, const struct task_look *l)
{
    CLEAN(out_free) struct out o;
    struct json_out w;

    out_init(&o, 64 * 1024, LANG_EN);
    w = json_begin(&o);
    json_open(&w, '{');
    if (l->sheet.n)
        json_put(&w, "sheet", l->sheet);
    if (l->encoding.n)
        json_put(&w, "encoding", l->encoding);
    json_put(&w, "head_from", l->head_from);
    json_put(&w, "head_to", l->head_to);
    json_put(&w, "skip_hidden", l->skip_hidden);
    json_close(&w);
    json_end(&w);
    return text_copy(a, out_text(&o));
}

err task_mapping(struct call *c, const struct import_task *t, struct mapping **ret)
{
    struct task_look look;
    struct mapping *m = NULL;

    TRY(task_look_read(c->arena, t->look, &look));
    if (t->mapping.n) {
        TRY(mapping_read(c->arena, t->mapping, t->record, &m));
        m->sheet = look.sheet;
        m->encoding = look.encoding;
        m->head_from = look.head_from;
        m->head_to = look.head_to;
        m->skip_hidden = look.skip_hidden;
    }
    *ret = m;
    return NULL;
}

text task_mapping_text(struct arena *a, const struct mapping *m)
{
    CLEAN(out_free) struct out o;

    out_init(&o, 1 << 20, LANG_EN);
    mapping_write(&o, m);
    return text_copy(a, out_text(&o));
}

static const char *const hows[] = {[CHOOSE_SKIP] = "skip", [CHOOSE_RECORD] = "record", [CHOOSE_NEW] = "new"};

err task_choices_read(struct arena *a, text json, choice_list *ret)
{
    const struct json *j;

    if (!json.n)
        return NULL;
    TRY(json_parse(a, json, NULL, &j));
    for (size_t i = 0; i < json_count(j); i++) {
        const struct json *one = json_item(j, i);
        struct import_choice x = {0};
        text how = NO_TEXT;
        json_int(json_get(one, "row"), &x.row);
        json_text(json_get(one, "how"), &how);
        json_int(json_get(one, "record"), &x.record.n);
        json_text(json_get(one, "reason"), &x.reason);
        for (size_t k = 0; k < COUNT(hows); k++)
            if (text_eqz(how, hows[k]))
                x.how = (int)k;
        list_push(ret, a) = x;
    }
    return NULL;
}

text task_choices_write(struct arena *a, const choice_list *l)
{
    CLEAN(out_free) struct out o;
    struct json_out w;

    out_init(&o, 1 << 20, LANG_EN);
    w = json_begin(&o);
    json_open(&w, '[');
    for (size_t i = 0; i < l->n; i++) {
        json_open(&w, '{');
        json_put(&w, "row", l->v[i].row);
        json_put(&w, "how", text_of(hows[l->v[i].how]));
        json_put(&w, "record", l->v[i].record.n);
        json_put(&w, "reason", l->v[i].reason);
        json_close(&w);
    }
    json_close(&w);
    json_end(&w);
    return text_copy(a, out_text(&o));
}
