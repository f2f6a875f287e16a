/* Sums computed anew from the records: see recompute.h. What the records come to is gathered as acts gather what they change; what stands is taken
 * off it; what is then left over is what is wrong, and written as an act's would be.
 */
#include "recompute.h"

#include "base/format.h"
#include "kit/memo.h"

static const size_t MEMORY_MOST = (size_t)8 << 30;
enum { A_PART = 500, PART_MEMORY = 256 << 20 };

void recompute_wrong(struct call *c, struct recompute_result *ret, const char *format, ...)
{
    va_list args;

    if (ret->wrong++)
        return;
    va_start(args, format);
    ret->first = text_vfmt(c->arena, format, args);
    va_end(args);
}

/* --- tables ------------------------------------------------------------------------------------------------------------------------- */

static text sql_of_rows(struct call *c, const struct ripple_table *t, size_t *ret_keys, size_t *ret_sums)
{
    CLEAN(out_free) struct out o = {0};
    size_t keys = 0, sums = 0;

    out_init(&o, 4096, LANG_EN);
    LIT(&o, "SELECT ");
    for (; keys < RIPPLE_KEYS && t->keys[keys]; keys++)
        out_fmt(&o, "%s%s", keys ? ", " : "", t->keys[keys]);
    for (; sums < RIPPLE_SUMS && t->sums[sums]; sums++)
        out_fmt(&o, ", %s", t->sums[sums]);
    out_fmt(&o, " FROM %s WHERE region = $1", t->name);
    *ret_keys = keys;
    *ret_sums = sums;
    return text_copy(c->arena, out_text(&o));
}

static err take_off(struct call *c, const struct ripple_table *t, int64_t *ret_rows)
{
    CLEAN(query_close) struct query q = {0};
    size_t n_keys, n_sums;
    text sql = sql_of_rows(c, t, &n_keys, &n_sums), keys[RIPPLE_KEYS];
    int64_t sums[RIPPLE_SUMS];

    TRY(query_open(&q, c->conn, c->arena, sql.p, BIND(V(c->region))));
    while (query_step(&q)) {
        bool something = false;
        for (size_t i = 0; i < n_keys; i++)
            keys[i] = query_peek(&q, (int)i);
        for (size_t i = 0; i < n_sums; i++) {
            sums[i] = -query_int(&q, (int)(n_keys + i));
            something |= sums[i] != 0;
        }
        ripple_add(c, t, keys, sums);
        *ret_rows += something;
    }
    return query_end(&q);
}

static err compare_tables(struct call *c, const struct recompute *what, struct recompute_result *ret)
{
    for (size_t i = 0; i < RECOMPUTE_TABLES && what->tables[i]; i++) {
        const struct ripple_table *t = what->tables[i];
        text first;
        int64_t wrong;
        TRY(take_off(c, t, &ret->rows));
        wrong = ripple_count(c, t, &first);
        ret->wrong += wrong;
        if (wrong && !ret->first.p)
            ret->first = text_fmt(c->arena, "%s %.*s", t->name, TEXT_ARG(first));
    }
    return NULL;
}

/* --- the walk ----------------------------------------------------------------------------------------------------------------------- */

struct walk {
    const struct recompute *const *what;
    size_t n;
    bool check;
    struct recompute_result *ret;
    struct arena *whole;
    id after;
    bool more;
};

static err some(struct call *c, void *data)
{
    struct walk *w = data;
    found_records *all = ARENA_NEW(c->arena, found_records);

    memo_begin(c);
    TRY(record_next(c, w->what[0]->of, &w->after, A_PART, all));
    w->more = all->n == A_PART;
    if (!all->n)
        return NULL;
    for (size_t i = 0; i < w->n; i++) {
        bool right = !w->ret[i].wrong;
        TRY(w->what[i]->part(c, all, w->check, &w->ret[i]));
        if (right)
            w->ret[i].first = text_copy(w->whole, w->ret[i].first);
    }
    return NULL;
}

static err walk(struct call *c, const struct recompute *const what[], size_t n, bool check, struct recompute_result ret[])
{
    struct walk w = {.what = what, .n = n, .check = check, .ret = ret, .whole = c->arena, .more = true};

    while (w.more)
        TRY(call_apart(c, PART_MEMORY, some, &w));
    return NULL;
}

static err run(struct call *c, const struct recompute *const what[], size_t n, bool check, struct recompute_result ret[])
{
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; conn_engine(c->conn) == DB_POSTGRES && i < RECOMPUTE_TABLES && what[k]->tables[i]; i++)
            TRY(conn_script(c->conn, c->arena, text_fmt(c->arena, "LOCK TABLE %s IN EXCLUSIVE MODE", what[k]->tables[i]->name).p));
    ripple_start(c);
    TRY(what[0]->of ? walk(c, what, n, check, ret) : what[0]->mend ? what[0]->mend(c, check, ret) : what[0]->gather(c));
    for (size_t k = 0; k < n; k++)
        TRY(compare_tables(c, what[k], &ret[k]));
    return check ? NULL : ripple_flush(c);
}

static err run_in_transaction(struct call *c, const struct recompute *const what[], size_t n, bool check, struct recompute_result ret[])
{
    err e;

    TRY(conn_begin(c->conn, c->arena));
    e = run(c, what, n, check, ret);
    if (!e)
        return conn_commit(c->conn, c->arena);
    conn_rollback(c->conn);
    return e;
}

/* In memory of its own: the sums of a province are given back with it. */
err recompute_walk(struct call *c, const struct recompute *const what[], size_t n, bool check, struct recompute_result ret[])
{
    struct call own = *c;
    err e;

    for (size_t i = 0; i < n; i++)
        ret[i] = (struct recompute_result){0};
    own.arena = arena_new(MEMORY_MOST);
    own.ripples = NULL;
    e = run_in_transaction(&own, what, n, check, ret);
    e = e ? error_new(c->arena, e) : NULL;
    for (size_t i = 0; i < n; i++)
        ret[i].first = text_copy(c->arena, ret[i].first);
    arena_free(own.arena);
    return e;
}

err recompute_run(struct call *c, const struct recompute *what, bool check, struct recompute_result *ret)
{
    return recompute_walk(c, &what, 1, check, ret);
}
