/* When a project comes onto a list or off it, its months and what it is now move between the sums, whose key holds the set of lists. */
#include "kit/memo.h"
#include "progress/own.h"

static err load(struct call *c, id key, struct project **ret)
{
    void *r;
    err e = record_load(c, &project_record, key, &r);

    *ret = e ? NULL : r;
    return e && e->code == E_GONE ? NULL : e;
}

/* Written as a figure, without a version of the file: the list's own records are its history. */
static err renew(struct call *c, id key)
{
    static const char sql_lists[] = "UPDATE project SET lists = $3 WHERE region = $1 AND id = $2";
    struct place_key was, now;
    struct project *p;
    codes set;

    TRY(load(c, key, &p));
    if (!p)
        return NULL;
    TRY(list_set_of(c, p, &set));
    if (text_eq(set.t, p->lists.t))
        return NULL;
    was = place_key_of(p);
    add_dates(c, &was, p, -1);
    add_stock(c, &was, p, -1);
    p->lists = set;
    now = place_key_of(p);
    add_dates(c, &now, p, 1);
    add_stock(c, &now, p, 1);
    TRY(move_months(c, p, &was, &now));
    return conn_run(c->conn, c->arena, sql_lists, BIND(V(c->region), V(key), V(set)), NULL);
}

/* The sums are the program's own work: whoever acts may see the project by another scope. */
static struct call whole_region(const struct call *c)
{
    struct call all = call_as_program(c);

    all.bulk = false;
    return all;
}

err list_entry_saved(struct call *c, const void *r, const void *old)
{
    const struct list_entry *e = r, *before = old;
    struct call all = whole_region(c);
    err fault;

    if (c->bulk)
        return NULL;
    fault = renew(&all, (id){e->project.n});
    if (!fault && before && before->project.n != e->project.n) /* merged into another */
        fault = renew(&all, (id){before->project.n});
    call_program_end(c, &all);
    return fault;
}

enum { ONE_PROJECT = 16 << 20 };

/* One project after another, each in memory of its own: the first edition of a year moves thousands. */
err list_edition_saved(struct call *c, const void *r, const void *old)
{
    struct call all = whole_region(c);
    list_id_list moved = {0};
    err fault = NULL;

    if (old || c->bulk) /* a province in the making is put right at its end */
        return NULL;
    TRY(list_moved_by(&all, r, &moved));
    if (!all.ripples)
        ripple_start(&all); /* in the act's memory, before it is changed for each */
    for (size_t i = 0; !fault && i < moved.n; i++) {
        all.arena = arena_new(ONE_PROJECT);
        fault = renew(&all, moved.v[i]);
        fault = fault ? error_new(c->arena, fault) : NULL;
        arena_free(all.arena);
        all.arena = c->arena;
    }
    call_program_end(c, &all);
    return fault;
}

/* --- all of them: for `diaodu recompute`, and for a province in the making -------------------------------------------------------- */

typedef LIST(const struct project *) file_list;

static err next_files(struct call *c, int64_t after, file_list *ret)
{
    static const char sql_files[] = "SELECT id, works, total_invest, central_funds, lists FROM project WHERE region = $1 AND id > $2 AND removed = 0 ORDER BY id LIMIT 1000";
    CLEAN(query_close) struct query q = {0};
    struct project p = {0};

    TRY(query_open(&q, c->conn, c->arena, sql_files, BIND(V(c->region), V(after))));
    while (query_row(&q, INTO(TO(&p.head.id), TO(&p.works), TO(&p.total_invest), TO(&p.central_funds), TO(&p.lists)))) {
        struct project *kept = ARENA_NEW(c->arena, struct project);
        *kept = p;
        list_push(ret, c->arena) = kept;
    }
    return query_end(&q);
}

/* The next thousand files whose set is not what their entries come to. */
static err wrong_among(struct call *c, int64_t *after, bool *ret_more, int64_t *ret_looked, list_id_list *ret)
{
    file_list files = {0};
    codes *sets;

    TRY(next_files(c, *after, &files));
    *ret_more = files.n > 0;
    *ret_looked += (int64_t)files.n;
    sets = ARENA_ARRAY(c->arena, codes, files.n + 1);
    TRY(list_sets_of(c, files.v, files.n, sets));
    for (size_t i = 0; i < files.n; i++) {
        *after = files.v[i]->head.id.n;
        if (!text_eq(sets[i].t, files.v[i]->lists.t))
            list_push(ret, c->arena) = files.v[i]->head.id;
    }
    return NULL;
}

static err mend_some(struct call *c, int64_t *after, bool check, bool *ret_more, struct arena *whole, struct recompute_result *ret)
{
    list_id_list wrong = {0};

    TRY(wrong_among(c, after, ret_more, &ret->rows, &wrong));
    for (size_t i = 0; i < wrong.n; i++) {
        if (!ret->wrong++)
            ret->first = text_fmt(whole, "project %lld", (long long)wrong.v[i].n);
        if (!check)
            TRY(renew(c, wrong.v[i]));
    }
    return NULL;
}

err progress_mend_lists(struct call *c, bool check, struct recompute_result *ret)
{
    struct call all = whole_region(c);
    bool more = true;
    int64_t after = 0;
    err fault = NULL;

    memo_begin(&all);
    if (!all.ripples)
        ripple_start(&all);
    while (!fault && more) {
        all.arena = arena_new((size_t)ONE_PROJECT * 4);
        fault = mend_some(&all, &after, check, &more, c->arena, ret);
        fault = fault ? error_new(c->arena, fault) : NULL;
        arena_free(all.arena);
    }
    call_program_end(c, &all);
    return fault;
}

/* In a transaction of its own, where nobody else writes what was gathered. */
err mend_lists(struct call *c, bool check, struct recompute_result *ret)
{
    TRY(progress_mend_lists(c, check, ret));
    return check ? NULL : ripple_flush(c);
}
