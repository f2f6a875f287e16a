/* Reading records: SQL made from the description, always within the caller's scope. See record.h. */
#include "kit/store.h"
#include "base/format.h"
#include "kit/record.h"
#include "kit/words.h"

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
