/* What a record lacks, as a figure: see missing.h. */
#include "missing.h"

#include "kit/children.h"
#include "kit/workflow.h"

enum { SQL_MOST = 256 * 1024 };

/* One for each child type that is wanted in a state and of which record r has none. */
static void put_children(struct call *c, struct out *o, const struct record *t, unsigned state)
{
    record_type_list types = {0};

    child_types(c->arena, t, &types);
    for (size_t i = 0; i < types.n; i++)
        if (types.v[i]->parent_needs & 1u << state)
            out_fmt(o,
                    " + CASE WHEN EXISTS (SELECT 1 FROM %s k WHERE k.region = r.region AND k.%s = r.id AND k.removed = "
                    "0) THEN 0 ELSE 1 END",
                    types.v[i]->name, types.v[i]->parent);
}

static int64_t wanted_types(struct call *c, const struct record *t, unsigned state)
{
    record_type_list types = {0};
    int64_t n = 0;

    child_types(c->arena, t, &types);
    for (size_t i = 0; i < types.n; i++)
        n += (types.v[i]->parent_needs & 1u << state) != 0;
    return n;
}

err missing_count(struct call *c, const struct record *t, const void *r, const void *old, int64_t *ret)
{
    CLEAN(out_free) struct out o = {0};
    unsigned state = workflow_state(t, r);
    int64_t children = wanted_types(c, t, state);

    if (old && children) {
        out_init(&o, SQL_MOST, LANG_EN);
        LIT(&o, "SELECT 0");
        put_children(c, &o, t, state);
        out_fmt(&o, " FROM %s r WHERE r.region = $1 AND r.id = $2", t->name);
        TRY(conn_one(c->conn, c->arena, text_z(c->arena, out_text(&o)), BIND(V(c->region), V(record_head_of(r)->id)),
                     INTO(TO(&children)), NULL));
    }
    *ret = workflow_empty(t, r, state) + children;
    return NULL;
}

/* The figure of record r as an expression: by state, the empty fields that it wants and the children. */
static text expression(struct call *c, const struct record *t)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, SQL_MOST, LANG_EN);
    out_fmt(&o, "CASE r.%s", t->state);
    for (unsigned s = t->workflow->n_states; s--;) {
        if (s)
            out_fmt(&o, " WHEN '%s' THEN 0", t->workflow->states[s].key);
        else
            LIT(&o, " ELSE 0"); /* as workflow_state() has it: absent is the first */
        for (size_t i = 0; i < t->n_fields; i++)
            if (t->fields[i].required & 1u << s)
                out_fmt(&o, " + CASE WHEN r.%s IS NULL THEN 1 ELSE 0 END", t->fields[i].name);
        put_children(c, &o, t, s);
    }
    LIT(&o, " END");
    return text_copy(c->arena, out_text(&o));
}

err missing_fill(struct call *c, const struct record *t, const char *column)
{
    text should = expression(c, t);

    return conn_run(c->conn, c->arena,
                    text_fmt(c->arena, "UPDATE %s AS r SET %s = %.*s WHERE r.region = $1 AND COALESCE(r.%s, -1) <> %.*s", t->name, column, TEXT_ARG(should),
                             column, TEXT_ARG(should))
                        .p,
                    BIND(V(c->region)), NULL);
}

/* --- some hundred, read already ------------------------------------------------------------------------------------------------------- */

/* Counts the records that have none of a child type in a state that wants one; both come in the order of the parents' keys. */
static err add_childless(struct call *c, const struct record *t, const struct record *child, const found_records *some, int64_t should[])
{
    id from = record_head(some->v[0])->id, to = record_head(some->v[some->n - 1])->id, parent = {0};
    text sql = text_fmt(c->arena, "SELECT %s FROM %s WHERE region = $1 AND %s {keys} AND removed = 0 ORDER BY %s", child->parent, child->name, child->parent,
                        child->parent);
    CLEAN(query_close) struct query q = {0};
    bool more;

    TRY(query_open(&q, c->conn, c->arena, sql_of_keys(c->arena, sql.p, from, to), BIND(V(c->region), V(from), V(to))));
    more = query_row(&q, INTO(TO(&parent)));
    for (size_t i = 0; i < some->n; i++) {
        int64_t key = record_head(some->v[i])->id.n;
        while (more && parent.n < key)
            more = query_row(&q, INTO(TO(&parent)));
        should[i] += (child->parent_needs & 1u << workflow_state(t, some->v[i])) && !(more && parent.n == key);
    }
    return query_end(&q);
}

err missing_mend(struct call *c, const struct record *t, const found_records *some, const char *column, bool check, struct recompute_result *ret)
{
    const struct field *f = record_field(t, text_of(column));
    const char *sql = text_fmt(c->arena, "UPDATE %s SET %s = $3 WHERE region = $1 AND id = $2", t->name, column).p;
    int64_t *should = ARENA_ARRAY(c->arena, int64_t, some->n);
    record_type_list types = {0};

    child_types(c->arena, t, &types);
    for (size_t i = 0; i < types.n; i++)
        if (types.v[i]->parent_needs)
            TRY(add_childless(c, t, types.v[i], some, should));
    for (size_t i = 0; i < some->n; i++) {
        id key = record_head(some->v[i])->id;
        should[i] += workflow_empty(t, some->v[i], workflow_state(t, some->v[i]));
        ret->rows++;
        if (!field_absent(f, some->v[i]) && field_value(f, some->v[i]).n == should[i])
            continue;
        recompute_wrong(c, ret, "%lld", (long long)key.n);
        if (!check)
            TRY(conn_run(c->conn, c->arena, sql, BIND(V(c->region), V(key), V(should[i])), NULL));
    }
    return NULL;
}
