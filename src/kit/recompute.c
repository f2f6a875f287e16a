/* Sums computed anew from the records: see recompute.h. */
#include "recompute.h"

#include "base/format.h"

static const size_t MEMORY_MOST = (size_t)8 << 30;

static err read_table(struct call *c, const struct ripple_table *t, struct recompute_result *ret)
{
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    struct arena_mark start;
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
    for (start = arena_mark(c->arena); query_step(&q); arena_reset(c->arena, start)) {
        bool same;
        for (size_t i = 0; i < n_keys; i++)
            keys[i] = query_text(&q, (int)i);
        for (size_t i = 0; i < n_sums; i++)
            sums[i] = query_int(&q, (int)(n_keys + i));
        ripple_take(c, t, keys, sums, &same);
        ret->rows++;
        if (!same && !ret->wrong++) {
            ret->first = text_fmt(c->arena, "%s %.*s", t->name, TEXT_ARG(text_join(c->arena, keys, n_keys, T(" "))));
            start = arena_mark(c->arena);
        }
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

/* What was gathered against what stands; written anew when it differs. */
static err compare_tables(struct call *c, const struct recompute *what, bool check, struct recompute_result *ret)
{
    struct recompute_result sums = {0};
    text first = NO_TEXT;
    int64_t missing;

    for (size_t i = 0; i < RECOMPUTE_TABLES && what->tables[i]; i++)
        TRY(read_table(c, what->tables[i], &sums));
    missing = ripple_left(c, &first);
    sums.first = sums.first.p ? sums.first : first;
    sums.wrong += missing;
    for (size_t i = 0; !check && sums.wrong && i < RECOMPUTE_TABLES && what->tables[i]; i++)
        TRY(clear(c, what->tables[i]));
    if (!check && sums.wrong)
        TRY(ripple_flush(c));
    ret->rows += sums.rows + missing;
    ret->wrong += sums.wrong;
    ret->first = ret->first.p ? ret->first : sums.first;
    return NULL;
}

static err run(struct call *c, const struct recompute *what, bool check, struct recompute_result *ret)
{
    if (!what->tables[0])
        return what->mend(c, check, ret);
    for (size_t i = 0; conn_engine(c->conn) == DB_POSTGRES && i < RECOMPUTE_TABLES && what->tables[i]; i++)
        TRY(conn_script(c->conn, c->arena, text_fmt(c->arena, "LOCK TABLE %s IN EXCLUSIVE MODE", what->tables[i]->name).p));
    ripple_start(c);
    TRY(what->mend ? what->mend(c, check, ret) : what->gather(c));
    return compare_tables(c, what, check, ret);
}

static err run_in_transaction(struct call *c, const struct recompute *what, bool check, struct recompute_result *ret)
{
    err e;

    TRY(conn_begin(c->conn, c->arena));
    e = run(c, what, check, ret);
    if (!e)
        return conn_commit(c->conn, c->arena);
    conn_rollback(c->conn);
    return e;
}

/* In memory of its own: the sums of a province are given back before the next are gathered. */
err recompute_run(struct call *c, const struct recompute *what, bool check, struct recompute_result *ret)
{
    struct call own = *c;
    err e;

    *ret = (struct recompute_result){0};
    own.arena = arena_new(MEMORY_MOST);
    own.ripples = NULL;
    e = run_in_transaction(&own, what, check, ret);
    e = e ? error_new(c->arena, e) : NULL;
    ret->first = ret->first.p ? text_copy(c->arena, ret->first) : NO_TEXT;
    arena_free(own.arena);
    return e;
}
