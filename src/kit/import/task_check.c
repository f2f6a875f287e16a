/* The third and fourth step of an import: what would become of each row, what a person has to settle, and doing it. See task.h. */
#include "kit/import/task_views.h"

#include "kit/import/task.tpl.h"
#include "kit/import/words.h"
#include "kit/json.h"
#include "kit/lists.h"
#include "kit/ripple.h"

enum { OPTIONS_MOST = 300 };

/* --- the outcome, out of its JSON -------------------------------------------------------------------------------------------------------- */

static err parse_result(struct arena *a, text json, const struct json **ret)
{
    static const struct json_limits limits = {.bytes = 64 << 20, .depth = 16, .values = 1000000};

    return json_parse(a, json, &limits, ret);
}

void said_int(const struct json *j, const char *key, int64_t *ret)
{
    json_int(json_get(j, key), ret);
}

text said_text(const struct json *j, const char *key)
{
    text t = NO_TEXT;

    json_text(json_get(j, key), &t);
    return t;
}

/* {"zh": …, "en": …} or a plain text. */
text said_why(const struct json *j, const char *key, enum lang lang)
{
    const struct json *both = json_get(j, key);

    return both && json_kind(both) == JSON_IS_OBJECT ? said_text(both, lang == LANG_EN ? "en" : "zh") : said_text(j, key);
}

static void read_counts(struct arena *a, const struct json *j, struct check_view *v)
{
    const struct json *counts = json_get(j, "counts");

    said_int(j, "rows", &v->rows);
    said_int(j, "created", &v->created);
    said_int(j, "updated", &v->updated);
    said_int(j, "unchanged", &v->unchanged);
    said_int(j, "refused", &v->refused);
    said_int(j, "cells_in_doubt", &v->doubt);
    said_int(j, "repeated", &v->repeated);
    said_int(j, "hidden_rows", &v->hidden);
    said_int(j, "total_rows", &v->totals);
    said_int(j, "note_rows", &v->notes);
    said_int(j, "group_rows", &v->groups);
    said_int(j, "head_rows", &v->heads);
    said_int(j, "conflicts_found", &v->conflicts_n);
    said_int(j, "unknown_found", &v->unknown_n);
    for (size_t i = 0; i < json_count(counts); i++) {
        struct count_row r = {0};
        said_int(json_item(counts, i), "row", &r.row);
        said_int(json_item(counts, i), "stated", &r.stated);
        said_int(json_item(counts, i), "read", &r.read);
        r.said = said_text(json_item(counts, i), "said");
        list_push(&v->counts, a) = r;
    }
}

static void add_options(struct call *c, const struct field *f, text near, struct unknown_row *r)
{
    for (size_t i = 0; f->list && f->list->n <= OPTIONS_MOST && i < f->list->n; i++)
        list_push(&r->options, c->arena) = (struct option_view){text_of(f->list->items[i].key),
                                                                text_of(f->list->items[i].in[c->lang]), false};
    if (near.n && f->list)
        r->near_label = codelist_label(f->list, (code){near}, c->lang);
}

static void read_unknown(struct call *c, const struct record *t, const struct json *j, struct check_view *v)
{
    const struct json *all = json_get(j, "unknown");

    for (size_t i = 0; i < json_count(all); i++) {
        const struct json *one = json_item(all, i);
        struct unknown_row r = {.n = i,
                                .field = record_field(t, said_text(one, "field")),
                                .text = said_text(one, "text"),
                                .near_key = said_text(one, "near")};
        said_int(one, "count", &r.count);
        json_bool(json_get(one, "ambiguous"), &r.ambiguous);
        if (!r.field)
            continue;
        r.body = r.field->kind == KIND_ref && !strcmp(r.field->to, "body") && !r.ambiguous;
        v->bodies |= r.body;
        add_options(c, r.field, r.near_key, &r);
        list_push(&v->unknown, c->arena) = r;
    }
}

/* A value out of JSON as a person reads it. */
text said_shown(struct call *c, const struct record *t, const struct field *f, const struct json *j)
{
    void *r = record_new(c->arena, t);
    LIST(text) parts = {0};
    text plain = NO_TEXT;
    id key;

    for (size_t i = 0; i < json_count(j); i++)
        if (json_plain(c->arena, json_item(j, i), &plain))
            list_push(&parts, c->arena) = plain;
    if (parts.n)
        plain = text_join(c->arena, parts.v, parts.n, T(","));
    else if (!j || !json_plain(c->arena, j, &plain) || !plain.n)
        return NO_TEXT;
    if (f->kind == KIND_ref && text_int(plain, &key.n)) {
        text title = NO_TEXT;
        const struct record *to = record_by_name(text_of(f->to));
        return !to || record_titles(c, to, &key, 1, &title) || !title.n ? plain : title;
    }
    return field_parse(c->arena, f, plain, PLAIN, r) ? plain : view_shown(c, f, r);
}

static void read_sides(struct call *c, const struct record *t, const struct json *one, struct conflict_row *r)
{
    const struct json *all = json_get(one, "fields");

    for (size_t i = 0; i < json_count(all); i++) {
        const struct json *s = json_item(all, i);
        const struct field *f = record_field(t, said_text(s, "field"));
        if (f && field_visible(c, f))
            list_push(&r->sides, c->arena) = (struct side_row){f, said_shown(c, t, f, json_get(s, "row")),
                                                               said_shown(c, t, f, json_get(s, "first")),
                                                               said_shown(c, t, f, json_get(s, "second"))};
    }
}

static const struct import_choice *choice_of(const choice_list *l, int64_t row)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i].row == row)
            return &l->v[i];
    return NULL;
}

static const char *const hows[] = {[CHOOSE_SKIP] = "skip", [CHOOSE_RECORD] = "record", [CHOOSE_NEW] = "new"};

/* As the form has it: "skip", "new", "record:17". */
static text how_of(struct arena *a, const struct import_choice *x)
{
    if (x->how == CHOOSE_RECORD)
        return text_fmt(a, "record:%lld", (long long)x->record.n);
    return text_of(hows[x->how]);
}

static void read_conflicts(struct call *c, const struct record *t, const struct json *j, const choice_list *choices,
                           struct check_view *v)
{
    const struct json *all = json_get(j, "conflicts");

    for (size_t i = 0; i < json_count(all); i++) {
        const struct json *one = json_item(all, i);
        const struct import_choice *x;
        struct conflict_row r = {.n = i,
                                 .title = said_text(one, "title"),
                                 .said = said_why(one, "said", c->lang),
                                 .first = said_text(one, "first"),
                                 .second = said_text(one, "second"),
                                 .first_title = said_text(one, "first_title"),
                                 .second_title = said_text(one, "second_title")};
        said_int(one, "row", &r.row);
        read_sides(c, t, one, &r);
        x = choice_of(choices, r.row);
        if (x) {
            r.reason = x->reason;
            r.how = how_of(c->arena, x);
        }
        list_push(&v->conflicts, c->arena) = r;
    }
}

static void add_body_kinds(struct call *c, struct check_view *v)
{
    const struct record *body = record_by_name(T("body"));
    const struct field *kind = body ? record_field(body, T("kind")) : NULL;
    const struct act *act = act_by_name(T("body.create"));

    v->may_create_bodies = act && act_allowed(c, act) && v->bodies;
    v->unit = c->actor.unit;
    for (size_t i = 0; kind && kind->list && i < kind->list->n; i++)
        list_push(&v->kinds, c->arena) = (struct option_view){text_of(kind->list->items[i].key),
                                                              text_of(kind->list->items[i].in[c->lang]),
                                                              !strcmp(kind->list->items[i].key, "owner")};
}

static err load_job(struct req *q, const struct import_task *t, struct check_view *v)
{
    struct job_line *j = ARENA_NEW(q->call.arena, struct job_line);
    err e = t->job.n ? job_load(&q->call, q->web->data_dir, t->job, j) : NULL;

    if (e && e->code != E_GONE) /* a swept job is no fault: the outcome lies with the task */
        return e;
    v->job = t->job.n && !e ? j : NULL;
    return NULL;
}

static text typed(const struct req *q, const char *what, size_t i)
{
    return text_trim(params_get(&q->form, text_fmt(q->call.arena, "%s%zu", what, i)));
}

/* After a fault the form comes back as it was sent: nobody settles thirty rows twice. */
static void take_typed(const struct req *q, struct check_view *v)
{
    text kind = typed(q, "body_kind", 0), unit = typed(q, "body_unit", 0);
    for (size_t i = 0; i < v->unknown.n; i++) {
        struct unknown_row *r = &v->unknown.v[i];
        if (!text_eq(params_get(&q->form, text_fmt(q->call.arena, "ut%zu", r->n)), r->text))
            continue;
        r->typed = typed(q, "uv", r->n);
        r->create = typed(q, "uc", r->n).n > 0;
        for (size_t k = 0; k < r->options.n; k++)
            r->options.v[k].chosen = text_eq(r->options.v[k].key, r->typed);
    }
    for (size_t i = 0; i < v->conflicts.n; i++) {
        struct conflict_row *r = &v->conflicts.v[i];
        int64_t row;
        if (!text_int(typed(q, "cw", r->n), &row) || row != r->row)
            continue;
        r->how = typed(q, "ch", r->n);
        r->reason = typed(q, "cr", r->n);
    }
    for (size_t i = 0; kind.n && i < v->kinds.n; i++)
        v->kinds.v[i].chosen = text_eq(v->kinds.v[i].key, kind);
    if (unit.n)
        v->unit = unit;
}

static err fill_check(struct req *q, struct import_task *t, struct check_view *v)
{
    struct call *c = &q->call;
    text json = t->state == TASK_DONE ? t->done : t->checked;
    const struct json *j;
    choice_list choices = {0};

    TRY(load_job(q, t, v));
    v->checked = json.n && (t->state == TASK_CHECKED || t->state == TASK_DONE) && !(v->job && v->job->open);
    if (!v->checked)
        return NULL;
    TRY(parse_result(c->arena, json, &j));
    TRY(task_choices_read(c->arena, t->choices, &choices));
    read_counts(c->arena, j, v);
    if (t->state == TASK_DONE)
        return NULL;
    read_unknown(c, t->record, j, v);
    read_conflicts(c, t->record, j, &choices, v);
    add_body_kinds(c, v);
    take_typed(q, v);
    return NULL;
}

static err show_check(struct req *q, struct out *o, struct import_task *t, struct check_view *v, err e)
{
    TRY(fill_check(q, t, v));
    v->v.step = t->state == TASK_DONE || (v->job && v->job->kind == &task_write_job && v->job->open) ? 4 : 3;
    if (v->checked && v->v.reached < 4)
        v->v.reached = 3;
    if (e) {
        v->v.error = error_text(q->call.arena, e, o->lang);
        http_status(q->http, web_status_of(e->code));
    }
    web_page_titled(q, o, t->file_name, false, SLOT(task_check, (&(struct tpl_task_check){.v = v})));
    return NULL;
}

/* GET /{plural}/import/{id}/check: progress, then the outcome of the check, then that of the writing. */
err page_task_check(struct req *q, struct out *o)
{
    struct check_view v = {0};
    struct import_task t;

    TRY(task_begin(q, 3, &t, &v.v));
    if (t.state == TASK_UPLOADED)
        return web_go(q, "%.*s/columns", TEXT_ARG(v.v.base));
    return show_check(q, o, &t, &v, NULL);
}

/* --- what a person settles ---------------------------------------------------------------------------------------------------------------- */

struct settling {
    struct req *q;
    struct import_task *task;
    struct mapping *m;
    struct call c; /* with the writing connection */
};

static void put_value(struct settling *s, const struct field *f, text from, text to)
{
    struct mapping_field *mf = mapping_field(s->c.arena, s->m, f);

    for (size_t i = 0; i < mf->values.n; i++)
        if (text_eq(mf->values.v[i].from, from)) {
            mf->values.v[i].to = to;
            return;
        }
    list_push(&mf->values, s->c.arena) = (struct mapping_value){from, to};
}

/* A body by its name, kind and unit, by the act that anybody else would use. */
static err create_body(struct settling *s, const struct field *f, text name)
{
    const struct record *t = record_by_name(T("body"));
    struct input in = {.values = record_new(s->c.arena, t)};
    static const char *const fields[] = {"name", "kind", "unit"};
    text values[] = {name, typed(s->q, "body_kind", 0), typed(s->q, "body_unit", 0)};
    id made;

    for (size_t i = 0; i < COUNT(fields); i++) {
        const struct field *to = record_field(t, text_of(fields[i]));
        const struct codeitem *item = to->list ? codelist_match(to->list, values[i]) : NULL;
        TRY(field_parse(s->c.arena, to, item ? text_of(item->key) : values[i], PLAIN, in.values));
        fieldset_add(&in.set, record_index(t, to));
    }
    TRY(act_run_inside(&s->c, act_by_name(T("body.create")), (id){0}, &in, &made));
    put_value(s, f, name, text_fmt(s->c.arena, "%lld", (long long)made.n));
    return NULL;
}

static err settle_unknown(struct settling *s, size_t i)
{
    const struct field *f = record_field(s->m->record, typed(s->q, "uf", i));
    text from = params_get(&s->q->form, text_fmt(s->c.arena, "ut%zu", i)), to = typed(s->q, "uv", i);
    void *r = record_new(s->c.arena, s->m->record);

    if (!f || !from.n)
        return NULL;
    if (typed(s->q, "uc", i).n)
        return create_body(s, f, from);
    if (!to.n)
        return NULL;
    if (text_eqz(to, "-")) {
        put_value(s, f, from, T(""));
        return NULL;
    }
    if (f->list) {
        const struct codeitem *item = codelist_match(f->list, to);
        if (!item)
            return FAIL(s->c.arena, E_INPUT, w_imp_unknown_still, .field = f->name,
                        .args = {ARG_WORD("field", &f->label), ARG_TEXT("text", to)});
        put_value(s, f, from, text_of(item->key));
        return NULL;
    }
    TRY(form_value(s->q, f, to, r));
    put_value(s, f, from, text_fmt(s->c.arena, "%lld", (long long)((const ref *)field_in(f, r))->n));
    return NULL;
}

static err settle_conflict(struct settling *s, size_t i, choice_list *choices)
{
    text how = typed(s->q, "ch", i), record;
    struct import_choice x = {.reason = typed(s->q, "cr", i)};
    size_t k = 0;

    if (!text_int(typed(s->q, "cw", i), &x.row) || !how.n)
        return NULL;
    how = text_cut(how, ':', &record);
    while (k < COUNT(hows) && !text_eqz(how, hows[k]))
        k++;
    if (k == COUNT(hows) || (k == CHOOSE_RECORD && !text_int(record, &x.record.n)))
        return NULL;
    if (!x.reason.n)
        return FAIL(s->c.arena, E_INPUT, w_imp_reason, .field = "reason", .row = x.row,
                    .args = {ARG_INT("row", x.row)});
    x.how = (int)k;
    for (size_t n = 0; n < choices->n; n++)
        if (choices->v[n].row == x.row) {
            choices->v[n] = x;
            return NULL;
        }
    list_push(choices, s->c.arena) = x;
    return NULL;
}

static err settle_all(struct settling *s)
{
    choice_list choices = {0};
    err faults = NULL;

    TRY(task_choices_read(s->c.arena, s->task->choices, &choices));
    for (size_t i = 0; i < IMPORT_LISTED; i++) {
        faults = error_also(s->c.arena, faults, settle_unknown(s, i));
        faults = error_also(s->c.arena, faults, settle_conflict(s, i, &choices));
    }
    if (faults)
        return faults;
    TRY(ripple_flush(&s->c));
    s->task->choices = choices.n ? task_choices_write(s->c.arena, &choices) : NO_TEXT;
    s->task->mapping = task_mapping_text(s->c.arena, s->m);
    return NULL;
}

static err settle(struct req *q, struct import_task *t)
{
    struct conn *w CLEAN(conn_clean) = NULL;
    struct settling s = {.q = q, .task = t, .c = q->call};

    TRY(task_mapping(&q->call, t, &s.m));
    if (!s.m)
        return FAIL(q->call.arena, E_STATE, w_mapping_empty);
    TRY(db_lease(q->web->db, DB_WRITE, q->call.arena, &w));
    s.c.conn = w;
    s.c.ripples = NULL;
    TRY(conn_begin(w, q->call.arena));
    TRY(settle_all(&s));
    return conn_commit(w, q->call.arena);
}

/* POST /{plural}/import/{id}/check: takes what was settled, and checks again. */
err post_task_check(struct req *q, struct out *o)
{
    struct check_view v = {0};
    struct import_task t;
    err e;

    TRY(task_begin(q, 3, &t, &v.v));
    if (t.state == TASK_DONE)
        return FAIL(q->call.arena, E_STATE, w_imp_done_already);
    e = settle(q, &t);
    if (e && (e->code == E_INPUT || e->code == E_DENIED))
        return show_check(q, o, &t, &v, e);
    TRY(e);
    t.state = TASK_MAPPED;
    t.checked = NO_TEXT;
    TRY(task_keep(q, &t, &task_check_job));
    return web_go(q, "%.*s/check", TEXT_ARG(v.v.base));
}

/* POST /{plural}/import/{id}/write: the fourth step. */
err post_task_write(struct req *q, struct out *o)
{
    struct check_view v = {0};
    struct import_task t;

    TRY(task_begin(q, 4, &t, &v.v));
    if (t.state != TASK_CHECKED)
        return show_check(q, o, &t, &v, FAIL(q->call.arena, E_STATE, w_imp_check_first));
    TRY(load_job(q, &t, &v));
    if (!(v.job && v.job->open)) /* pressed twice: the first is at it */
        TRY(task_keep(q, &t, &task_write_job));
    return web_go(q, "%.*s/check", TEXT_ARG(v.v.base));
}
