/* Saving a record: what is checked, the row, its version, what follows from it. See record.h. */
#include "kit/store.h"
#include "kit/audit.h"
#include "kit/children.h"
#include "kit/follow.h"
#include "kit/memo.h"
#include "kit/record.h"
#include "kit/search.h"
#include "kit/words.h"
#include "kit/workflow.h"

#include <pthread.h>

/* state: the record's, as a bit. */
static err check_required(struct call *c, const struct field *f, const void *r, const void *old, uint32_t state)
{
    bool must = c->lenient ? f->required == ALWAYS : (f->required & state) != 0;

    if (!must || !field_absent(f, r))
        return NULL;
    /* what was empty before may stay empty: forced only at the step that needs it */
    if (old && f->required != ALWAYS && field_absent(f, old))
        return NULL;
    return FAIL(c->arena, E_INPUT, w_field_required, .field = f->name, .args = {ARG_WORD("field", &f->label)});
}

static err in_scope(struct call *c, const struct record *t, id key, bool *ret)
{
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};

    out_init(&o, 4096, LANG_EN);
    list_push(&bind, c->arena) = V(key);
    out_fmt(&o, "SELECT r.id FROM %s r WHERE r.id = $1 AND ", t->name);
    record_scope(c, t, "r", &o, &bind);
    TRY(record_query(&q, c, c->arena, &o, &bind));
    *ret = query_step(&q);
    return query_end(&q);
}

/* That a value is taken must be said; by which record only to those who may see it. */
static err taken(struct call *c, const struct record *t, const struct field *f, id other, text title)
{
    bool seen;

    TRY(in_scope(c, t, other, &seen));
    if (!seen)
        return FAIL(c->arena, E_INPUT, w_field_taken_elsewhere, .field = f->name,
                    .args = {ARG_WORD("field", &f->label)});
    return FAIL(c->arena, E_INPUT, w_field_taken, .field = f->name,
                .args = {ARG_WORD("field", &f->label), ARG_TEXT("title", title)});
}

static err check_unique(struct call *c, const struct record *t, const void *r, const void *old, const struct field *f)
{
    CLEAN(query_close) struct query q = {0};
    id other = {0};
    text title;
    bool found;

    if (!f->unique || field_absent(f, r) || (old && field_same(f, old, r)))
        return NULL;
    TRY(query_open(&q, c->conn, c->arena,
                   text_fmt(c->arena,
                            "SELECT id, %s FROM %s WHERE region = $1 AND %s = $2 AND id <> $3 AND removed = 0 LIMIT 1",
                            t->title, t->name, f->name)
                       .p,
                   BIND(V(c->region), field_value(f, r), V(record_head_of(r)->id.n))));
    found = query_row(&q, INTO(TO(&other), TO(&title)));
    TRY(query_end(&q));
    return found ? taken(c, t, f, other, title) : NULL;
}

static err check_ref(struct call *c, const struct record *t, const void *r, const void *old, const struct field *f)
{
    const struct record *to;
    bool seen;

    if (f->kind != KIND_ref || field_absent(f, r) || (old && field_same(f, old, r)) || c->bulk)
        return NULL;
    (void)t;
    to = record_by_name(text_of(f->to));
    TRY(in_scope(c, to, (id){*(const int64_t *)field_in(f, r)}, &seen)); /* what lies outside the scope is not there */
    if (seen)
        return NULL;
    return FAIL(c->arena, E_INPUT, w_field_want_record, .field = f->name, .args = {ARG_WORD("field", &f->label)});
}

static err check_all(struct call *c, const struct record *t, const void *r, const void *old)
{
    uint32_t state = 1u << workflow_state(t, r);
    err faults = NULL;

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        err e = check_required(c, f, r, old, state);
        if (!e && !(old && field_same(f, old, r)))
            e = field_check(c->arena, f, r);
        if (!e)
            e = check_unique(c, t, r, old, f);
        if (!e)
            e = check_ref(c, t, r, old, f);
        if (e && e->code != E_INPUT)
            return e;
        faults = error_also(c->arena, faults, e);
    }
    if (!faults && t->check)
        faults = t->check(c, r, old);
    return faults;
}

static void bind_head(struct call *c, const void *r, value_list *bind)
{
    const struct record_head *h = record_head_of(r);

    list_push(bind, c->arena) = V(c->region);
    list_push(bind, c->arena) = V(h->id);
    list_push(bind, c->arena) = V(h->version);
    list_push(bind, c->arena) = V(h->changed_at);
    list_push(bind, c->arena) = V(h->changed_by);
    list_push(bind, c->arena) = V(h->removed);
}

static err run(struct call *c, const struct out *sql, const value_list *bind, int64_t *ret_changed)
{
    return conn_run(c->conn, c->arena, text_copy(c->arena, out_text(sql)).p, (struct values){bind->v, bind->n},
                    ret_changed);
}

static void put_insert(struct out *o, const struct record *t, bool version)
{
    size_t n = HEAD_COLUMNS + 1 + version + t->n_fields;

    out_fmt(o, "INSERT INTO %s%s (region, id, version, changed_at, changed_by, removed%s", t->name,
            version ? "_version" : "", version ? ", act" : "");
    for (size_t i = 0; i < t->n_fields; i++)
        out_fmt(o, ", %s", t->fields[i].name);
    LIT(o, ") VALUES (");
    for (size_t i = 0; i < n; i++)
        out_fmt(o, "%s$%zu", i ? ", " : "", i + 1);
    LIT(o, ")");
}

enum { RECORD_TYPES_MOST = 64 };

/* The statement of a record type, made once: descriptions never change, and an import needs it a hundred thousand times. */
static const char *insert_sql(struct arena *a, const struct record *t, bool version)
{
    static struct made {
        const struct record *t;
        const char *sql[2];
    } made[RECORD_TYPES_MOST];
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    CLEAN(out_free) struct out o = {0};
    const char *sql = NULL;
    size_t i = 0;

    pthread_mutex_lock(&lock);
    while (i < RECORD_TYPES_MOST && made[i].t && made[i].t != t)
        i++;
    if (i < RECORD_TYPES_MOST)
        sql = made[i].sql[version];
    if (!sql) {
        out_init(&o, 64 * 1024, LANG_EN);
        put_insert(&o, t, version);
        sql = i < RECORD_TYPES_MOST ? strndup(o.p, o.n) : text_z(a, out_text(&o));
    }
    if (i < RECORD_TYPES_MOST) {
        made[i].t = t;
        made[i].sql[version] = sql;
    }
    pthread_mutex_unlock(&lock);
    return sql;
}

static err insert_row(struct call *c, const struct record *t, const void *r, bool version)
{
    value_list bind = {0};

    bind_head(c, r, &bind);
    if (version)
        list_push(&bind, c->arena) = V(c->act_name);
    for (size_t i = 0; i < t->n_fields; i++)
        list_push(&bind, c->arena) = field_value(&t->fields[i], r);
    return conn_run(c->conn, c->arena, insert_sql(c->arena, t, version), (struct values){bind.v, bind.n}, NULL);
}

/* Only the columns that changed, so that untouched indexes stay untouched. */
static err update_row(struct call *c, const struct record *t, const void *r, const void *old)
{
    CLEAN(out_free) struct out o = {0};
    const struct record_head *h = record_head_of(r);
    value_list bind = {0};
    int64_t changed;

    out_init(&o, 64 * 1024, LANG_EN);
    out_fmt(&o, "UPDATE %s SET version = $3, changed_at = $4, changed_by = $5, removed = $6", t->name);
    bind_head(c, r, &bind);
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        if (field_same(f, old, r))
            continue;
        list_push(&bind, c->arena) = field_value(f, r);
        out_fmt(&o, ", %s = $%zu", f->name, bind.n);
    }
    list_push(&bind, c->arena) = V(h->version - 1);
    out_fmt(&o, " WHERE region = $1 AND id = $2 AND version = $%zu", bind.n);
    TRY(run(c, &o, &bind, &changed));
    return changed == 1 ? NULL : FAIL(c->arena, E_RETRY, w_record_raced);
}

static text changes_json(struct call *c, const struct record *t, const change_list *changes, bool after)
{
    CLEAN(out_free) struct out o = {0};

    (void)t;
    out_init(&o, 1 << 20, LANG_EN);
    for (size_t i = 0; i < changes->n; i++) {
        const struct change *x = &changes->v[i];
        const void *r = after ? x->after : x->before;
        out_fmt(&o, "%s\"%s\":", i ? "," : "{", x->field->name);
        if (r)
            field_json(&o, x->field, r);
        else
            LIT(&o, "null");
    }
    if (changes->n)
        LIT(&o, "}");
    return changes->n ? text_copy(c->arena, out_text(&o)) : NO_TEXT;
}

err record_check(struct call *c, const struct record *t, void *r, const void *old)
{
    if (t->derive)
        TRY(t->derive(c, r, old));
    return check_all(c, t, r, old);
}

err record_save(struct call *c, const struct record *t, void *r, const void *old)
{
    struct record_head *h = record_head(r);
    change_list changes = {0};

    if (c->clock.ms && old && record_head_of(old)->changed_at.ms > c->now.ms)
        return FAIL(c->arena, E_INPUT, w_record_known_later, .args = {ARG_TEXT("title", record_title(t, old)), ARG_DATE("day", c->today),
                                                                      ARG_DATE("later", date_of(record_head_of(old)->changed_at))});
    TRY(child_check_parent(c, t, r));
    TRY(record_check(c, t, r, old));
    record_diff(c->arena, t, old, r, &changes);
    if (old && !changes.n && h->removed.v == record_head_of(old)->removed.v)
        return NULL; /* nothing was changed: no version, no line */
    if (!old)
        h->id = h->id.n ? h->id : db_new_id();
    h->version = old ? record_head_of(old)->version + 1 : 1;
    h->changed_at = c->now;
    h->changed_by = c->actor.account;
    TRY(old ? update_row(c, t, r, old) : insert_row(c, t, r, false));
    memo_forget(c, t->name);
    if (t->history)
        TRY(insert_row(c, t, r, true));
    TRY(search_update(c, t, r, old));
    if (t->saved)
        TRY(t->saved(c, r, old));
    TRY(follow_saved(c, t, r, old));
    if (c->bulk)
        return NULL;
    TRY(audit_line(c, t->name, h->id, old ? changes_json(c, t, &changes, false) : NO_TEXT,
                   changes_json(c, t, &changes, true), T("ok")));
    return child_saved(c, t, r);
}
