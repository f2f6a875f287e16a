/* Child records: see children.h. */
#include "children.h"

#include "base/format.h"
#include "kit/store.h"
#include "kit/words.h"
#include "kit/workflow.h"

const struct record *parent_type(const struct record *t)
{
    return t->parent ? record_by_name(text_of(record_field(t, text_of(t->parent))->to)) : NULL;
}

id parent_of(const struct record *t, const void *r)
{
    return (id){*(const int64_t *)field_in(record_field(t, text_of(t->parent)), r)};
}

void child_types(struct arena *a, const struct record *parent, record_type_list *ret)
{
    size_t n;
    const struct record *const *all = record_all(&n);

    for (size_t i = 0; i < n; i++)
        if (parent_type(all[i]) == parent)
            list_push(ret, a) = all[i];
}

/* " ORDER BY planned, id": the sort of the type, then the key. */
static void put_order(struct out *o, const struct record *t)
{
    bool down = t->sort && *t->sort == '-';

    LIT(o, " ORDER BY ");
    if (t->sort)
        out_fmt(o, "r.%s%s, ", t->sort + down, down ? " DESC" : "");
    LIT(o, "r.id");
}

err record_rows(struct call *c, const struct record *t, const struct out *sql, const value_list *bind, child_list *ret)
{
    CLEAN(query_close) struct query q = {0};

    TRY(record_query(&q, c, c->arena, sql, bind));
    while (query_step(&q)) {
        void *r = record_new(c->arena, t);
        record_read(&q, t, r, 0);
        list_push(ret, c->arena) = r;
    }
    return query_end(&q);
}

struct kept {
    const struct record *t;
    id parent;
    child_list all;
};
struct children_kept {
    LIST(struct kept) list;
};

void children_keep(struct call *c)
{
    c->children = ARENA_NEW(c->arena, struct children_kept);
}

static const child_list *kept_of(const struct call *c, const struct record *t, id parent)
{
    for (size_t i = 0; c->children && i < c->children->list.n; i++)
        if (c->children->list.v[i].t == t && c->children->list.v[i].parent.n == parent.n)
            return &c->children->list.v[i].all;
    return NULL;
}

err children_load(struct call *c, const struct record *t, id parent, moment at, child_list *ret)
{
    CLEAN(out_free) struct out o = {0};
    value_list bind = {0};
    bool past = !is_absent(at.ms);
    const child_list *kept = past ? NULL : kept_of(c, t, parent);

    if (kept) {
        *ret = *kept;
        return NULL;
    }
    out_init(&o, 64 * 1024, LANG_EN);
    list_push(&bind, c->arena) = V(c->region);
    list_push(&bind, c->arena) = V(parent);
    LIT(&o, "SELECT ");
    record_columns(&o, t, "r");
    out_fmt(&o, " FROM %s%s r WHERE r.region = $1 AND r.%s = $2 AND r.removed = 0", t->name, past ? "_version" : "",
            t->parent);
    if (past) {
        list_push(&bind, c->arena) = V(at.ms);
        out_fmt(&o,
                " AND r.version = (SELECT MAX(v.version) FROM %s_version v WHERE v.region = r.region AND v.id = r.id "
                "AND v.changed_at <= $3)",
                t->name);
    }
    put_order(&o, t);
    TRY(record_rows(c, t, &o, &bind, ret));
    if (c->children && !past)
        list_push(&c->children->list, c->arena) = (struct kept){t, parent, *ret};
    return NULL;
}

err children_whole(struct call *c, const struct record *t, const void *parent, const child_list *all, struct whole *ret)
{
    *ret = (struct whole){0};
    return t->whole ? t->whole(c, parent, all, ret) : NULL;
}

static err lack_of(struct call *c, const struct record *t, const struct record *parent, const void *r, unsigned state,
                   err *ret_faults)
{
    child_list all = {0};
    struct whole whole;

    if (!((t->parent_needs | t->parent_fits) & 1u << state))
        return NULL;
    TRY(children_load(c, t, record_head_of(r)->id, NO_MOMENT, &all));
    if (!all.n && t->parent_needs & 1u << state) {
        *ret_faults = error_also(
            c->arena, *ret_faults,
            FAIL(c->arena, E_INPUT, w_state_needs, .field = t->plural,
                 .args = {ARG_WORD("field", &t->labels), ARG_WORD("state", &parent->workflow->states[state].label)}));
        return NULL;
    }
    TRY(children_whole(c, t, r, &all, &whole));
    if (whole.fault && t->parent_fits & 1u << state)
        *ret_faults = error_also(c->arena, *ret_faults, error_at(c->arena, whole.fault, t->plural, 0));
    return NULL;
}

err children_lack(struct call *c, const struct record *parent, const void *r, unsigned state, err *ret_faults)
{
    record_type_list types = {0};

    *ret_faults = NULL;
    if (!parent->workflow || !record_head_of(r)->id.n)
        return NULL;
    child_types(c->arena, parent, &types);
    for (size_t i = 0; i < types.n; i++)
        TRY(lack_of(c, types.v[i], parent, r, state, ret_faults));
    return NULL;
}

err children_history(struct call *c, const struct record *t, id parent, history_list *ret)
{
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};

    out_init(&o, 64 * 1024, LANG_EN);
    LIT(&o, HISTORY_COLUMNS);
    record_columns(&o, t, "r");
    out_fmt(&o,
            " FROM %s_version r LEFT JOIN account a ON a.region = r.region AND a.id = r.changed_by"
            " WHERE r.region = $1 AND r.%s = $2 ORDER BY r.id, r.version DESC",
            t->name, t->parent);
    list_push(&bind, c->arena) = V(c->region);
    list_push(&bind, c->arena) = V(parent);
    TRY(record_query(&q, c, c->arena, &o, &bind));
    record_history_read(c, t, &q, ret);
    TRY(query_end(&q));
    record_history_compare(c, t, ret);
    return NULL;
}

err child_check_parent(struct call *c, const struct record *t, const void *r)
{
    const struct record *over = parent_type(t);
    void *parent;

    if (!over || c->bulk || !parent_of(t, r).n)
        return NULL;
    TRY(record_lock(c, over, parent_of(t, r), &parent));
    if (record_head_of(parent)->removed.v == 1)
        return FAIL(c->arena, E_STATE, w_record_removed, .args = {ARG_TEXT("title", record_title(over, parent))});
    return NULL;
}

err child_saved(struct call *c, const struct record *t, const void *r)
{
    const struct record *over = parent_type(t);
    change_list changes = {0};
    void *parent, *before;

    if (!over || !over->derive || c->bulk)
        return NULL;
    TRY(record_load(c, over, parent_of(t, r), &parent));
    before = record_copy(c->arena, over, parent);
    TRY(over->derive(c, parent, before));
    record_diff(c->arena, over, before, parent, &changes);
    return changes.n ? record_save(c, over, parent, before) : NULL;
}
