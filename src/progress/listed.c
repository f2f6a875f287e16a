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

static err renew_one(struct call *c, void *key)
{
    return renew(c, *(const id *)key);
}

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
    for (size_t i = 0; !fault && i < moved.n; i++)
        fault = call_apart(&all, ONE_PROJECT, renew_one, &moved.v[i]);
    call_program_end(c, &all);
    return fault;
}

/* --- all of them: for `diaodu recompute`, and for a province in the making -------------------------------------------------------- */

/* Behind the months and their sums, between which whoever is renewed moves. */
err mend_lists(struct call *c, const found_records *files, bool check, struct recompute_result *ret)
{
    struct project **live = ARENA_ARRAY(c->arena, struct project *, files->n);
    codes *sets = ARENA_ARRAY(c->arena, codes, files->n);
    size_t n = 0;

    for (size_t i = 0; i < files->n; i++)
        if (record_head(files->v[i])->removed.v != 1)
            live[n++] = files->v[i];
    TRY(list_sets_of(c, (const struct project *const *)live, n, sets));
    ret->rows += (int64_t)n;
    for (size_t i = 0; i < n; i++) {
        if (text_eq(sets[i].t, live[i]->lists.t))
            continue;
        recompute_wrong(c, ret, "project %lld", (long long)live[i]->head.id.n);
        if (check)
            continue;
        TRY(renew(c, live[i]->head.id));
        live[i]->lists = sets[i];
    }
    return NULL;
}

enum { SOME = 1000, SOME_MEMORY = 64 << 20 };

struct mending {
    id after;
    bool more;
};

static err mend_some(struct call *c, void *data)
{
    struct mending *m = data;
    struct recompute_result counted = {0};
    found_records files = {0};

    TRY(record_next(c, &project_record, &m->after, SOME, &files));
    m->more = files.n == SOME;
    return files.n ? mend_lists(c, &files, false, &counted) : NULL;
}

err progress_mend_lists(struct call *c)
{
    struct mending m = {.more = true};
    struct call all = whole_region(c);
    err fault = NULL;

    memo_begin(&all);
    if (!all.ripples)
        ripple_start(&all);
    while (!fault && m.more)
        fault = call_apart(&all, SOME_MEMORY, mend_some, &m);
    call_program_end(c, &all);
    return fault;
}
