/* Sums computed anew from the records: see recompute.h. */
#include "recompute.h"

#include "base/format.h"

static err read_table(struct call *c, const struct ripple_table *t, struct recompute_result *ret)
{
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    text keys[RIPPLE_KEYS];
    int64_t sums[RIPPLE_SUMS];
    size_t n_keys = 0, n_sums = 0;

    out_init(&o, 4096, LANG_EN);
    LIT(&o, "SELECT ");
    for (; n_keys < RIPPLE_KEYS && t->keys[n_keys]; n_keys++)
        out_fmt(&o, "%s%s", n_keys ? ", " : "", t->keys[n_keys]);
    for (; n_sums < RIPPLE_SUMS && t->sums[n_sums]; n_sums++)
        out_fmt(&o, ", %s", t->sums[n_sums]);
    out_fmt(&o, " FROM %s WHERE region = $1", t->name);
    TRY(query_open(&q, c->conn, c->arena, text_copy(c->arena, out_text(&o)).p, BIND(V(c->region))));
    while (query_step(&q)) {
        bool same;
        for (size_t i = 0; i < n_keys; i++)
            keys[i] = query_text(&q, (int)i);
        for (size_t i = 0; i < n_sums; i++)
            sums[i] = query_int(&q, (int)(n_keys + i));
        ripple_take(c, t, keys, sums, &same);
        ret->rows++;
        if (!same && !ret->wrong++)
            ret->first = text_join(c->arena, keys, n_keys, T(" "));
    }
    return query_end(&q);
}

static err clear(struct call *c, const struct ripple_table *t)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 256, LANG_EN);
    out_fmt(&o, "DELETE FROM %s WHERE region = $1", t->name);
    return conn_run(c->conn, c->arena, text_copy(c->arena, out_text(&o)).p, BIND(V(c->region)), NULL);
}

static err run(struct call *c, const struct recompute *what, bool check, struct recompute_result *ret)
{
    text first = NO_TEXT;
    int64_t missing;

    if (what->mend)
        return what->mend(c, check, ret);
    if (conn_engine(c->conn) == DB_POSTGRES)
        TRY(conn_script(c->conn, c->arena, text_fmt(c->arena, "LOCK TABLE %s IN EXCLUSIVE MODE", what->table->name).p));
    c->ripples = NULL;
    ripple_start(c);
    TRY(what->gather(c));
    TRY(read_table(c, what->table, ret));
    missing = ripple_left(c, &first);
    ret->first = ret->first.p ? ret->first : first;
    ret->rows += missing;
    ret->wrong += missing;
    if (!check && ret->wrong) {
        TRY(clear(c, what->table));
        TRY(ripple_flush(c));
    }
    c->ripples = NULL;
    return NULL;
}

err recompute_run(struct call *c, const struct recompute *what, bool check, struct recompute_result *ret)
{
    err e;

    *ret = (struct recompute_result){0};
    TRY(conn_begin(c->conn, c->arena));
    e = run(c, what, check, ret);
    if (!e)
        return conn_commit(c->conn, c->arena);
    conn_rollback(c->conn);
    return e;
}
