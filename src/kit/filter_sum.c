/* Counts and sums of lists: see filter.h. */
#include "filter.h"

#include "kit/ripple.h"
#include "kit/store.h"

static bool asks_for_state(const struct filter *f)
{
    for (size_t i = 0; i < f->conditions.n; i++)
        if (f->record->state && !strcmp(f->conditions.v[i].field->name, f->record->state))
            return true;
    return false;
}

/* Whether a row's figures are added up, as a column of the rows. */
static void put_adding(const struct filter *f, struct out *o)
{
    const struct adding *a = f->record->adding;
    const char *once = a && a->once ? a->once : NULL, *standing = a && a->standing && !asks_for_state(f) ? a->standing : NULL;

    if (once || standing)
        out_fmt(o, ", CASE WHEN %s%s%s THEN 1 ELSE 0 END AS adding", once ? once : "", once && standing ? " AND " : "", standing ? standing : "");
    else
        LIT(o, ", 1 AS adding");
}

static err sum_upto(struct call *c, const struct filter *f, const struct field *const fields[], size_t n, int64_t bound,
                    int64_t *ret_count, int64_t *ret_sums)
{
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};

    out_init(&o, 64 * 1024, LANG_EN);
    LIT(&o, "SELECT COUNT(*)");
    for (size_t i = 0; i < n; i++)
        out_fmt(&o, ", SUM(CASE WHEN x.adding = 1 THEN x.%s END)", fields[i]->name);
    LIT(&o, " FROM (SELECT r.id");
    for (size_t i = 0; i < n; i++)
        out_fmt(&o, ", r.%s", fields[i]->name);
    if (n)
        put_adding(f, &o);
    out_fmt(&o, " FROM %s r", f->record->name);
    filter_where(c, f, &o, &bind);
    if (bound)
        out_fmt(&o, " LIMIT %lld", (long long)bound + 1);
    LIT(&o, ") x");
    TRY(record_query(&q, c, c->arena, &o, &bind));
    if (query_step(&q)) {
        *ret_count = query_int(&q, 0);
        for (size_t i = 0; i < n; i++)
            ret_sums[i] = query_int(&q, (int)i + 1) == ABSENT ? 0 : query_int(&q, (int)i + 1);
    }
    return query_end(&q);
}

err record_count_upto(struct call *c, const struct filter *f, int64_t bound, int64_t *ret, bool *ret_more)
{
    int64_t n = 0;

    TRY(sum_upto(c, f, NULL, 0, bound, &n, NULL));
    *ret_more = bound && n > bound;
    *ret = *ret_more ? bound : n;
    return NULL;
}

err record_count(struct call *c, const struct filter *f, bool exact, int64_t *ret, bool *ret_more)
{
    return record_count_upto(c, f, exact ? 0 : COUNT_BOUND, ret, ret_more);
}

static bool is_key(const struct ripple_table *t, const char *name)
{
    for (size_t i = 0; i < RIPPLE_KEYS && t->keys[i]; i++)
        if (!strcmp(t->keys[i], name))
            return true;
    return false;
}

static bool is_sum(const struct ripple_table *t, const char *name)
{
    for (size_t i = 1; i < RIPPLE_SUMS && t->sums[i]; i++)
        if (!strcmp(t->sums[i], name))
            return true;
    return false;
}

/* Whether the kept sums know all that the filter asks for. Not while an act's own changes have yet to be added to them, nor for
 * those whose scope is not among the keys. */
static bool kept_answers(const struct call *c, const struct filter *f, const struct field *const fields[], size_t n)
{
    const struct ripple_table *t = f->record->kept;
    enum scope reach = c->actor.scope;
    bool known = t && !c->ripples && (reach == SCOPE_REGION || reach == SCOPE_CITY || reach == SCOPE_COUNTY) &&
                 !f->record->parent && !f->search.n && !f->ids.n && !f->removed && !f->parent.n;

    for (size_t i = 0; known && i < f->conditions.n; i++) {
        const struct condition *x = &f->conditions.v[i];
        known = is_key(t, x->field->name) && (x->op == OP_IN || x->op == OP_EMPTY);
    }
    for (size_t i = 0; known && i < n; i++)
        known = is_sum(t, fields[i]->name);
    return known;
}

static err sum_kept(struct call *c, const struct filter *f, const struct field *const fields[], size_t n,
                    int64_t *ret_count, int64_t *ret_sums)
{
    const struct ripple_table *t = f->record->kept;
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};

    out_init(&o, 64 * 1024, LANG_EN);
    out_fmt(&o, "SELECT COALESCE(SUM(r.%s), 0)", t->sums[0]);
    for (size_t i = 0; i < n; i++)
        out_fmt(&o, ", COALESCE(SUM(r.%s), 0)", fields[i]->name);
    out_fmt(&o, " FROM %s r WHERE ", t->name);
    record_scope(c, f->record, "r", &o, &bind);
    for (size_t i = 0; i < f->conditions.n; i++) {
        const struct condition *x = &f->conditions.v[i];
        if (x->op == OP_EMPTY)
            out_fmt(&o, " AND r.%s %s ''", x->field->name, text_eqz(x->typed, "0") ? "<>" : "=");
        else
            filter_in(c, f, x, &o, &bind);
    }
    TRY(record_query(&q, c, c->arena, &o, &bind));
    if (query_step(&q)) {
        *ret_count = query_int(&q, 0);
        for (size_t i = 0; i < n; i++)
            ret_sums[i] = query_int(&q, (int)i + 1);
    }
    return query_end(&q);
}

/* What the parts among the filter's rows add up to. They are few: found first, by their own index, whatever else is asked. */
static err sum_parts(struct call *c, const struct filter *f, const struct field *const fields[], size_t n, int64_t *ret_parts, int64_t *ret_sums)
{
    const struct record *t = f->record;
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};

    out_init(&o, 64 * 1024, LANG_EN);
    LIT(&o, "SELECT COUNT(*)");
    for (size_t i = 0; i < n; i++)
        out_fmt(&o, ", COALESCE(SUM(r.%s), 0)", fields[i]->name);
    out_fmt(&o, " FROM %s r", t->name);
    filter_where(c, f, &o, &bind);
    list_push(&bind, c->arena) = V(c->region);
    out_fmt(&o, " AND r.id IN (SELECT p.id FROM %s p WHERE p.region = $%zu AND p.%s > 0)", t->name, bind.n, t->within);
    TRY(record_query(&q, c, c->arena, &o, &bind));
    if (query_step(&q)) {
        *ret_parts = query_int(&q, 0);
        for (size_t i = 0; i < n; i++)
            ret_sums[i] = query_int(&q, (int)i + 1);
    }
    return query_end(&q);
}

static err sum_all(struct call *c, const struct filter *f, const struct field *const fields[], size_t n, int64_t bound, int64_t *ret_count,
                   bool *ret_more, int64_t *ret_sums)
{
    int64_t count = 0;

    if (kept_answers(c, f, fields, n)) {
        *ret_more = false;
        return sum_kept(c, f, fields, n, ret_count, ret_sums);
    }
    TRY(sum_upto(c, f, fields, n, bound, &count, ret_sums));
    *ret_more = bound && count > bound;
    *ret_count = *ret_more ? bound : count;
    return NULL;
}

err record_sum(struct call *c, const struct filter *f, const struct field *const fields[], size_t n, bool exact, int64_t *ret_count,
               bool *ret_more, int64_t *ret_sums, int64_t *ret_parts)
{
    int64_t *within = ARENA_ARRAY(c->arena, int64_t, n + 1), parts = 0;

    TRY(sum_all(c, f, fields, n, exact ? 0 : COUNT_BOUND, ret_count, ret_more, ret_sums));
    if (f->record->within && n && !*ret_more) {
        TRY(sum_parts(c, f, fields, n, &parts, within));
        for (size_t i = 0; i < n; i++)
            ret_sums[i] -= within[i];
    }
    if (ret_parts)
        *ret_parts = parts;
    return NULL;
}
