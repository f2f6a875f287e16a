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
    field_list empty = {0};
    int64_t children = wanted_types(c, t, state);

    workflow_missing(c->arena, t, r, state, &empty);
    if (old && children) {
        out_init(&o, SQL_MOST, LANG_EN);
        LIT(&o, "SELECT 0");
        put_children(c, &o, t, state);
        out_fmt(&o, " FROM %s r WHERE r.region = $1 AND r.id = $2", t->name);
        TRY(conn_one(c->conn, c->arena, text_z(c->arena, out_text(&o)), BIND(V(c->region), V(record_head_of(r)->id)),
                     INTO(TO(&children)), NULL));
    }
    *ret = (int64_t)empty.n + children;
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

err missing_fill(struct call *c, const struct record *t, const char *column, bool check, struct recompute_result *ret)
{
    struct arena *a = c->arena;
    text should = expression(c, t);
    id first = {0};

    TRY(conn_one(c->conn, a, text_fmt(a, "SELECT COUNT(*) FROM %s r WHERE r.region = $1", t->name).p,
                 BIND(V(c->region)), INTO(TO(&ret->rows)), NULL));
    TRY(conn_one(
        c->conn, a,
        text_fmt(a,
                 "SELECT COUNT(*), COALESCE(MIN(r.id), 0) FROM %s r WHERE r.region = $1 AND COALESCE(r.%s, -1) <> %.*s",
                 t->name, column, TEXT_ARG(should))
            .p,
        BIND(V(c->region)), INTO(TO(&ret->wrong), TO(&first)), NULL));
    if (!ret->wrong)
        return NULL;
    ret->first = text_fmt(a, "%lld", (long long)first.n);
    if (check)
        return NULL;
    return conn_run(c->conn, a,
                    text_fmt(a, "UPDATE %s AS r SET %s = %.*s WHERE r.region = $1 AND COALESCE(r.%s, -1) <> %.*s",
                             t->name, column, TEXT_ARG(should), column, TEXT_ARG(should))
                        .p,
                    BIND(V(c->region)), NULL);
}
