/* Former codes: the codes of records that were merged into another one. A row that brings one means the record that was kept,
 * so its present code is put in the row's place before anything is matched. See in.h.
 */
#include "kit/import/in.h"

#include "kit/store.h"

struct former {
    text code, now;
};

struct formers {
    const struct field *field;
    LIST(struct former) v; /* in order of code */
};

err formers_load(struct call *c, const struct record *t, struct formers **ret)
{
    struct formers *all = ARENA_NEW(c->arena, struct formers);
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};
    struct former one;

    *ret = all;
    if (!t->former || !t->code)
        return NULL;
    all->field = record_field(t, text_of(t->code));
    out_init(&o, 4096, LANG_EN);
    out_fmt(&o, "SELECT f.code, r.%s FROM %s f JOIN %s r ON r.region = f.region AND r.id = f.%s WHERE r.%s IS NOT NULL AND ", t->code,
            t->former, t->name, t->name, t->code);
    record_scope(c, t, "r", &o, &bind);
    LIT(&o, " ORDER BY f.code");
    TRY(record_query(&q, c, c->arena, &o, &bind));
    while (query_row(&q, INTO(TO(&one.code), TO(&one.now))))
        list_push(&all->v, c->arena) = one;
    return query_end(&q);
}

static int by_code(const void *a, const void *b)
{
    return text_cmp(((const struct former *)a)->code, ((const struct former *)b)->code);
}

void formers_apply(const struct formers *all, const struct record *t, struct parsed *row)
{
    struct former *found, key;

    if (!all->v.n || !fieldset_has(&row->set, record_index(t, all->field)))
        return;
    key.code = *(const text *)field_in(all->field, row->r);
    found = bsearch(&key, all->v.v, all->v.n, sizeof(*all->v.v), by_code);
    if (found)
        *(text *)field_at(all->field, row->r) = found->now;
}
