/* Names that several records share: see apart.h. */
#include "apart.h"

#include "kit/store.h"

typedef LIST(text) name_list;

bool name_with_code(text typed, text *ret_name, text *ret_code)
{
    text open = T("（"), t = text_trim(typed);
    size_t end;

    if (text_ends(t, T("）")))
        end = t.n - T("）").n;
    else if (text_ends(t, T(")")))
        end = t.n - 1;
    else
        return false;
    for (size_t i = end; i-- > 1;) {
        size_t wide = text_starts(text_sub(t, i, open.n), open) ? open.n : t.p[i] == '(' ? 1 : 0;
        if (!wide)
            continue;
        *ret_name = text_trim(text_sub(t, 0, i));
        *ret_code = text_trim(text_sub(t, i + wide, end - i - wide));
        return ret_name->n && ret_code->n;
    }
    return false;
}

/* Which of the names two records have, whoever may see the other one: the file may be read by somebody who sees both. */
static err shared_names(struct call *c, const struct record *t, const id *ids, size_t n, const text *names, name_list *ret)
{
    CLEAN(out_free) struct out o = {0};
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};
    text name;

    out_init(&o, 64 * 1024, LANG_EN);
    list_push(&bind, c->arena) = V(c->region);
    out_fmt(&o, "SELECT r.%s FROM %s r WHERE r.region = $1 AND r.removed = 0 AND r.%s IN (", t->title, t->name, t->title);
    for (size_t i = 0; i < n; i++)
        if (ids[i].n && names[i].n) {
            list_push(&bind, c->arena) = V(names[i]);
            out_fmt(&o, "%s$%zu", bind.n > 2 ? ", " : "", bind.n);
        }
    if (bind.n == 1)
        return NULL;
    out_fmt(&o, ") GROUP BY r.%s HAVING COUNT(*) > 1", t->title);
    TRY(record_query(&q, c, c->arena, &o, &bind));
    while (query_row(&q, INTO(TO(&name))))
        list_push(ret, c->arena) = name;
    return query_end(&q);
}

static bool among(const name_list *l, text t)
{
    for (size_t i = 0; i < l->n; i++)
        if (text_eq(l->v[i], t))
            return true;
    return false;
}

err names_told_apart(struct call *c, const struct record *t, const id *ids, size_t n, text *names)
{
    text *codes = ARENA_ARRAY(c->arena, text, n + 1);
    name_list shared = {0};

    TRY(shared_names(c, t, ids, n, names, &shared));
    if (!shared.n)
        return NULL;
    TRY(record_codes(c, t, ids, n, codes));
    for (size_t i = 0; i < n; i++)
        if (ids[i].n && among(&shared, names[i]))
            names[i] = text_fmt(c->arena, "%.*s（%.*s）", TEXT_ARG(names[i]), TEXT_ARG(codes[i]));
    return NULL;
}
