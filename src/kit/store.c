/* Table access of record types: SQL made from the description, always within the caller's scope. See record.h. */
#include "kit/store.h"
#include "base/format.h"
#include "kit/audit.h"
#include "kit/children.h"
#include "kit/follow.h"
#include "kit/memo.h"
#include "kit/record.h"
#include "kit/search.h"
#include "kit/words.h"
#include "kit/workflow.h"

#include <pthread.h>

enum { HEAD_COLUMNS = 5 };

/* The first field from i on that is read: of `only`, or of all when it is NULL. */
static size_t next_read(const struct fieldset *only, size_t i)
{
    return only ? fieldset_next(only, i) : i;
}

void record_columns_of(struct out *o, const struct record *t, const char *alias, const struct fieldset *only)
{
    static const char *const head[HEAD_COLUMNS] = {"id", "version", "changed_at", "changed_by", "removed"};

    for (size_t i = 0; i < HEAD_COLUMNS; i++)
        out_fmt(o, "%s%s.%s", i ? ", " : "", alias, head[i]);
    for (size_t i = next_read(only, 0); i < t->n_fields; i = next_read(only, i + 1))
        out_fmt(o, ", %s.%s", alias, t->fields[i].name);
}

void record_columns(struct out *o, const struct record *t, const char *alias)
{
    record_columns_of(o, t, alias, NULL);
}

void record_read_of(struct query *q, const struct record *t, void *r, int from, const struct fieldset *only)
{
    struct record_head *h = record_head(r);
    int at = from + HEAD_COLUMNS;

    h->id.n = query_int(q, from);
    h->version = query_int(q, from + 1);
    h->changed_at.ms = query_int(q, from + 2);
    h->changed_by.n = query_int(q, from + 3) == ABSENT ? 0 : query_int(q, from + 3);
    h->removed = query_int(q, from + 4) == 1 ? YES : NO;
    for (size_t i = next_read(only, 0); i < t->n_fields; i = next_read(only, i + 1))
        field_load(&t->fields[i], r, q, at++);
}

void record_read(struct query *q, const struct record *t, void *r, int from)
{
    record_read_of(q, t, r, from, NULL);
}

void record_scope(struct call *c, const struct record *t, const char *alias, struct out *sql, value_list *bind)
{
    const struct field *up = t->parent ? record_field(t, text_of(t->parent)) : NULL;
    const struct record *over = up ? record_by_name(text_of(up->to)) : NULL;

    if (!(t->see & c->actor.role)) {
        LIT(sql, "1 = 0");
        return;
    }
    if (!over) {
        scope_clause(c, &t->scope, alias, sql, bind);
        return;
    }
    out_fmt(sql, "%s.region = %lld AND EXISTS (SELECT 1 FROM %s up WHERE up.id = %s.%s AND ", alias,
            (long long)c->region, over->name, alias, up->name);
    record_scope(c, over, "up", sql, bind);
    LIT(sql, ")");
}

err record_query(struct query *q, struct call *c, struct arena *rows, const struct out *sql, const value_list *bind)
{
    return query_open(q, c->conn, rows, text_copy(c->arena, out_text(sql)).p, (struct values){bind->v, bind->n});
}

/* SELECT the record's columns FROM `table` where `where` holds (its value is bound already). */
static err load_where(struct call *c, const struct record *t, const char *from, const char *where, struct value v,
                      const char *tail, void **ret)
{
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};
    void *r = NULL;

    out_init(&o, 64 * 1024, LANG_EN);
    list_push(&bind, c->arena) = v;
    LIT(&o, "SELECT ");
    record_columns(&o, t, "r");
    out_fmt(&o, " FROM %s r WHERE r.%s = $1 AND ", from, where);
    record_scope(c, t, "r", &o, &bind);
    out_fmt(&o, "%s", tail);
    TRY(record_query(&q, c, c->arena, &o, &bind));
    if (query_step(&q)) {
        r = record_new(c->arena, t);
        record_read(&q, t, r, 0);
    }
    TRY(query_end(&q));
    *ret = r;
    return NULL;
}

static err gone(struct call *c, const struct record *t)
{
    return FAIL(c->arena, E_GONE, w_record_gone, .args = {ARG_WORD("record", &t->label)});
}

err record_load(struct call *c, const struct record *t, id key, void **ret)
{
    void *r;

    TRY(load_where(c, t, t->name, "id", V(key), "", &r));
    if (!r)
        return gone(c, t);
    *ret = r;
    return NULL;
}

err record_load_many(struct call *c, const struct record *t, const id *ids, size_t n, void **ret)
{
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};

    for (size_t i = 0; i < n; i++)
        ret[i] = NULL;
    out_init(&o, 64 * 1024, LANG_EN);
    LIT(&o, "SELECT ");
    record_columns(&o, t, "r");
    out_fmt(&o, " FROM %s r WHERE r.id IN ", t->name);
    if (!ids_clause(c->arena, ids, n, &o, &bind))
        return NULL;
    LIT(&o, " AND ");
    record_scope(c, t, "r", &o, &bind);
    TRY(record_query(&q, c, c->arena, &o, &bind));
    while (query_step(&q)) {
        void *r = record_new(c->arena, t);
        record_read(&q, t, r, 0);
        for (size_t i = 0; i < n; i++)
            if (ids[i].n == record_head(r)->id.n)
                ret[i] = r;
    }
    return query_end(&q);
}

err record_next(struct call *c, const struct record *t, id *after, int64_t most, found_records *ret)
{
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};

    out_init(&o, 64 * 1024, LANG_EN);
    LIT(&o, "SELECT ");
    record_columns(&o, t, "r");
    out_fmt(&o, " FROM %s r WHERE r.id > $1 AND ", t->name);
    list_push(&bind, c->arena) = V(after->n); /* no key at first, which is less than all of them */
    record_scope(c, t, "r", &o, &bind);
    list_push(&bind, c->arena) = V(most);
    out_fmt(&o, " ORDER BY r.id LIMIT $%zu", bind.n);
    TRY(record_query(&q, c, c->arena, &o, &bind));
    while (query_step(&q)) {
        void *r = record_new(c->arena, t);
        record_read(&q, t, r, 0);
        list_push(ret, c->arena) = r;
        *after = record_head(r)->id;
    }
    return query_end(&q);
}

err record_lock(struct call *c, const struct record *t, id key, void **ret)
{
    void *r;

    TRY(load_where(c, t, t->name, "id", V(key), conn_engine(c->conn) == DB_POSTGRES ? " FOR UPDATE OF r" : "", &r));
    if (!r)
        return gone(c, t);
    *ret = r;
    return NULL;
}

err record_find(struct call *c, const struct record *t, const char *field, struct value v, void **ret)
{
    return load_where(c, t, t->name, field, v, " AND r.removed = 0 ORDER BY r.id LIMIT 1", ret);
}

/* Versions are within the scope when the present record is. */
static err load_version(struct call *c, const struct record *t, id key, const char *which, int64_t n, void **ret)
{
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};
    void *now, *r = NULL;

    TRY(record_load(c, t, key, &now));
    out_init(&o, 64 * 1024, LANG_EN);
    LIT(&o, "SELECT ");
    record_columns(&o, t, "r");
    out_fmt(&o, " FROM %s_version r WHERE r.region = $1 AND r.id = $2 AND r.%s $3 ORDER BY r.version DESC LIMIT 1",
            t->name, which);
    list_push(&bind, c->arena) = V(c->region);
    list_push(&bind, c->arena) = V(key);
    list_push(&bind, c->arena) = V(n);
    TRY(record_query(&q, c, c->arena, &o, &bind));
    if (query_step(&q)) {
        r = record_new(c->arena, t);
        record_read(&q, t, r, 0);
    }
    TRY(query_end(&q));
    if (!r)
        return gone(c, t);
    *ret = r;
    return NULL;
}

err record_as_of(struct call *c, const struct record *t, id key, moment at, void **ret)
{
    return load_version(c, t, key, "changed_at <=", at.ms, ret);
}

err record_version(struct call *c, const struct record *t, id key, int64_t version, void **ret)
{
    return load_version(c, t, key, "version =", version, ret);
}

/* --- saving ------------------------------------------------------------------------------------------------------------ */

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

/* --- history ------------------------------------------------------------------------------------------------------------ */

err record_history(struct call *c, const struct record *t, id key, history_list *ret)
{
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};
    void *now;

    TRY(record_load(c, t, key, &now));
    out_init(&o, 64 * 1024, LANG_EN);
    LIT(&o, HISTORY_COLUMNS);
    record_columns(&o, t, "r");
    out_fmt(&o,
            " FROM %s_version r LEFT JOIN account a ON a.region = r.region AND a.id = r.changed_by"
            " WHERE r.region = $1 AND r.id = $2 ORDER BY r.version DESC",
            t->name);
    list_push(&bind, c->arena) = V(c->region);
    list_push(&bind, c->arena) = V(key);
    TRY(record_query(&q, c, c->arena, &o, &bind));
    record_history_read(c, t, &q, ret);
    TRY(query_end(&q));
    record_history_compare(c, t, ret);
    return NULL;
}

void record_history_read(struct call *c, const struct record *t, struct query *q, history_list *ret)
{
    while (query_step(q)) {
        struct history_entry e = {.act = query_text(q, 0), .by_name = query_text(q, 1), .reason = query_text(q, 2)};
        e.record = record_new(c->arena, t);
        record_read(q, t, e.record, 3);
        e.version = record_head_of(e.record)->version;
        e.at = record_head_of(e.record)->changed_at;
        e.by = record_head_of(e.record)->changed_by;
        list_push(ret, c->arena) = e;
    }
}

/* Each against the one behind it, when that is the version before of the same record. */
void record_history_compare(struct call *c, const struct record *t, history_list *ret)
{
    for (size_t i = 0; i < ret->n; i++) {
        const void *before = i + 1 < ret->n ? ret->v[i + 1].record : NULL;
        if (before && record_head_of(before)->id.n != record_head_of(ret->v[i].record)->id.n)
            before = NULL;
        record_diff(c->arena, t, before, ret->v[i].record, &ret->v[i].changes);
    }
}

static err texts_of(struct call *c, const struct record *t, const char *column, const id *ids, size_t n, text *ret)
{
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};
    id got;
    text title;

    for (size_t i = 0; i < n; i++)
        ret[i] = NO_TEXT;
    out_init(&o, 64 * 1024, LANG_EN);
    list_push(&bind, c->arena) = V(c->region);
    out_fmt(&o, "SELECT r.id, r.%s FROM %s r WHERE r.region = $1 AND r.id IN ", column, t->name);
    if (!ids_clause(c->arena, ids, n, &o, &bind))
        return NULL;
    LIT(&o, " AND ");
    record_scope(c, t, "r", &o, &bind);
    TRY(record_query(&q, c, c->arena, &o, &bind));
    while (query_row(&q, INTO(TO(&got), TO(&title))))
        for (size_t i = 0; i < n; i++)
            if (ids[i].n == got.n)
                ret[i] = title;
    return query_end(&q);
}

err record_titles(struct call *c, const struct record *t, const id *ids, size_t n, text *ret)
{
    return texts_of(c, t, t->title, ids, n, ret);
}

err record_codes(struct call *c, const struct record *t, const id *ids, size_t n, text *ret)
{
    for (size_t i = 0; i < n; i++)
        ret[i] = NO_TEXT;
    if (t->code)
        TRY(texts_of(c, t, t->code, ids, n, ret));
    for (size_t i = 0; i < n; i++)
        if (!ret[i].n && ids[i].n)
            ret[i] = text_fmt(c->arena, "%lld", (long long)ids[i].n);
    return NULL;
}

void record_field_json(struct call *c, struct out *o, const struct field *f, const void *r)
{
    if (!r) {
        LIT(o, "null");
    } else if (!field_absent(f, r) && !field_in_clear(c, f, r)) {
        LIT(o, "\"");
        out_escape_json(o, mask_personal(c->arena, *(const text *)field_in(f, r)));
        LIT(o, "\"");
    } else {
        field_json(o, f, r);
    }
}

err record_json(struct call *c, struct out *o, const struct record *t, const void *r)
{
    const struct record_head *h = record_head_of(r);

    out_fmt(o, "{\"id\":\"%lld\",\"version\":%lld,\"changed_at\":\"", (long long)h->id.n, (long long)h->version);
    fmt_time_iso(o, h->changed_at);
    LIT(o, "\"");
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        if (!field_visible(c, f))
            continue;
        out_fmt(o, ",\"%s\":", f->name);
        record_field_json(c, o, f, r);
    }
    LIT(o, "}");
    return NULL;
}
