/* Deciding what becomes of each row, and writing it, a batch after the other: the same way dry and real, so that a dry run tells the truth. See
 * import.h. Rows come from the spool in batches; the records that they may mean are fetched a batch at a time.
 */
#include "kit/import/run.h"

#include "kit/audit.h"
#include "kit/import/words.h"
#include "kit/memo.h"
#include "kit/ripple.h"
#include "kit/search.h"

enum { BATCH = 256, A_HANDFUL = 1024 /* rows, whose pages are written out together */, BATCH_MEMORY = 1024 << 20, TRIES = 3, MUCH = 2000 /* rows */ };

/* --- batches -------------------------------------------------------------------------------------------------------------------- */

static err run_batch(struct run *r, bool *ret_more)
{
    struct parsed *rows = ARENA_ARRAY(r->c.arena, struct parsed, BATCH);
    struct matches *m;
    size_t n = 0;
    bool more = true;

    while (n < BATCH) {
        TRY(spool_get(r->i->spool, r->c.arena, &rows[n], &more));
        if (!more)
            break;
        formers_apply(r->formers, r->t, &rows[n]);
        n++;
    }
    *ret_more = more;
    if (!n)
        return NULL;
    TRY(matches_fetch(&r->c, &r->i->plan, rows, n, &m));
    for (size_t k = 0; k < n; k++) {
        struct arena_mark before = arena_mark(r->c.arena);
        TRY(decide_row(r, &rows[k], m));
        arena_reset(r->c.arena, before); /* what a row leaves behind is in the outer arena */
    }
    return NULL;
}

/* --- indexes -------------------------------------------------------------------------------------------------------------------- */

enum { KEPT_MOST = KEYS + 2 };

/* The columns by which records are looked up while rows are written: the code, and the first of each key's. */
static void looked_up_by(const struct run *r, const char **ret)
{
    const struct plan *p = &r->i->plan;
    size_t n = 0;

    if (r->t->code)
        ret[n++] = r->t->code;
    for (size_t k = 0; k < p->n_keys; k++)
        if (p->keys[k].n)
            ret[n++] = p->keys[k].fields[0]->name;
    ret[n] = NULL;
}

static err holds_more_than(struct run *r, int64_t rows, bool *ret)
{
    static const char sql_count[] = "SELECT COUNT(*) FROM (SELECT 1 FROM %s LIMIT $1) x";
    int64_t n;

    TRY(conn_one(r->c.conn, r->c.arena, text_fmt(r->c.arena, sql_count, r->t->name).p, BIND(V(rows + 1)), INTO(TO(&n)), NULL));
    *ret = n > rows;
    return NULL;
}

/* A file that more than doubles the table, as its first rows show. SQLite: the indexes that only lists walk are made anew behind the last row, which
 * costs a third of putting each row into each; a writer is alone there and readers see the table as it was, while on PostgreSQL they would wait
 * for the whole import. PostgreSQL: its planner learns what there is now. */
static err set_aside(struct run *r)
{
    const struct import *i = r->i;
    const char *keep[KEPT_MOST];
    bool larger;

    if (i->options.dry_run || i->result.rows < MUCH || i->result.created < BATCH / 2)
        return NULL;
    TRY(holds_more_than(r, i->result.rows, &larger));
    if (larger)
        return NULL;
    if (conn_engine(r->c.conn) == DB_POSTGRES)
        return bulk_measure(r->c.conn, r->outer->arena, NULL);
    looked_up_by(r, keep);
    return bulk_start(r->c.conn, r->outer->arena, r->t->name, keep, &r->aside);
}

static err run_batches(struct run *r)
{
    struct import *i = r->i;
    struct arena_mark start = arena_mark(r->c.arena);
    enum import_phase phase = i->options.dry_run ? IMPORT_CHECKING : IMPORT_WRITING;
    int64_t done = 0;
    bool more = true;

    TRY(formers_load(r->outer, r->t, &r->formers));
    while (more) {
        TRY(run_batch(r, &more));
        if (!done && more)
            TRY(set_aside(r));
        arena_reset(r->c.arena, start);
        done += BATCH;
        if (done % A_HANDFUL == 0)
            conn_put_by(r->c.conn);
        if (!import_go_on(i, phase, done < i->result.rows ? done : i->result.rows, i->result.rows))
            return FAIL(r->outer->arena, E_STATE, w_import_stopped);
    }
    if (i->options.strict && i->result.refused && !i->options.dry_run)
        return FAIL(r->outer->arena, E_INPUT, w_import_strict, .args = {ARG_INT("n", i->result.refused)});
    return r->aside.n ? bulk_end(r->c.conn, r->outer->arena, r->t->name, &r->aside) : NULL;
}

/* --- the whole -------------------------------------------------------------------------------------------------------------------- */

static text summary(struct run *r)
{
    CLEAN(out_free) struct out o;

    out_init(&o, 64 * 1024, LANG_EN);
    LIT(&o, "{\"file\":\"");
    out_escape_json(&o, r->i->options.file_name);
    LIT(&o, "\",\"mapping\":\"");
    out_escape_json(&o, r->i->options.mapping->name);
    out_fmt(&o, "\",\"created\":%lld,\"updated\":%lld,\"refused\":%lld}", (long long)r->i->result.created,
            (long long)r->i->result.updated, (long long)r->i->result.refused);
    return text_copy(r->outer->arena, out_text(&o));
}

static err finish(struct run *r)
{
    r->c.arena = r->outer->arena;
    TRY(search_enter(&r->c));
    if (r->i->result.rows >= MUCH) {
        TRY(search_expect_much(&r->c, false));
        TRY(bulk_measure(r->c.conn, r->c.arena, r->t->name));
    }
    TRY(ripple_flush(&r->c));
    TRY(audit_note(&r->c, r->i->create->name, summary(r), T("ok")));
    if (r->i->options.before_commit)
        TRY(r->i->options.before_commit(r->i->options.data, &r->c));
    return conn_commit(r->c.conn, r->c.arena);
}

static void start_again(struct import *i)
{
    struct import_result *res = &i->result;

    res->created = res->updated = res->unchanged = res->refused = res->repeated = res->cells_in_doubt =
        res->conflicts_n = 0;
    res->conflicts.n = 0;
}

static err begin(struct run *r)
{
    const struct import *i = r->i;
    bool much = i->result.rows >= MUCH;

    if (much)
        TRY(conn_expect_much(r->c.conn, r->c.arena));
    TRY(conn_begin(r->c.conn, r->c.arena));
    r->seen = seen_new(r->c.arena, &i->plan);
    r->c.lenient = true;
    r->c.ripples = NULL;
    ripple_start(&r->c);
    audit_chain_begin(&r->c);
    memo_begin(&r->c);
    search_gather(&r->c);
    return much && !i->options.dry_run ? search_expect_much(&r->c, true) : NULL;
}

static err run_once(struct call *c, struct import *i)
{
    struct run r = {.i = i, .outer = c, .c = *c, .t = i->plan.record};
    err e;

    start_again(i);
    TRY(spool_rewind(i->spool, c->arena));
    TRY(begin(&r));
    r.c.arena = arena_new(BATCH_MEMORY);
    e = run_batches(&r);
    e = e ? error_new(c->arena, e) : NULL;
    arena_free(r.c.arena);
    if (!e && !i->options.dry_run)
        e = finish(&r);
    if (e || i->options.dry_run)
        conn_rollback(c->conn);
    if (e && i->result.rows >= MUCH && !i->options.dry_run)
        search_undone(c);
    return e;
}

err import_run(struct call *c, struct import *i)
{
    err e = NULL;

    for (int k = 0; k < TRIES; k++) {
        if (k && i->options.each)
            TRY(i->options.each(i->options.data, NULL));
        e = run_once(c, i);
        if (!e || e->code != E_RETRY)
            break;
    }
    return e;
}
