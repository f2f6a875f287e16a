/* A list's address as people make it: what the forms of the chips send ("4 亿元", a body's name, a box for each value, fields
 * left empty) becomes the canonical query that the filter reads and that a view keeps. See list_page.h.
 */
#include "list_page.h"

#include "kit/words.h"

static bool tail_is(text name, const char *tail, text *ret_base)
{
    text suffix, base = text_cut(name, '.', &suffix);

    if (!suffix.p || !text_eqz(suffix, tail))
        return false;
    *ret_base = base;
    return true;
}

static bool only_figure(text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (!(t.p[i] >= '0' && t.p[i] <= '9') && t.p[i] != '.' && t.p[i] != ',' && t.p[i] != ' ')
            return false;
    return t.n > 0;
}

/* A figure or time as typed, in the notation of addresses. A bare sum of money is in the unit chosen beside it. */
static err plain(struct req *q, const struct record *t, const struct field *f, text typed, text *ret)
{
    struct arena *a = q->call.arena;
    void *box = record_new(a, t);
    text unit = params_get(&q->query, text_fmt(a, "%s.unit", f->name));

    if (f->kind == KIND_money && only_figure(typed) && text_eqz(unit, "yi"))
        typed = text_fmt(a, "%.*s亿元", TEXT_ARG(typed));
    TRY(field_parse(a, f, typed, FORM, box));
    *ret = field_written(a, f, box, PLAIN, LANG_EN);
    return NULL;
}

/* One label or title as its key. */
static err key_of(struct req *q, const struct field *f, text part, text *ret)
{
    struct arena *a = q->call.arena;
    const struct record *to;
    const struct codeitem *item;
    void *found;

    if (f->kind != KIND_ref) {
        item = f->list ? codelist_match(f->list, part) : NULL;
        if (!item)
            return FAIL(a, E_INPUT, w_field_unknown_code, .field = f->name, .args = {ARG_WORD("field", &f->label), ARG_TEXT("value", part)});
        *ret = text_of(item->key);
        return NULL;
    }
    to = record_by_name(text_of(f->to));
    TRY(record_find(&q->call, to, to->title, V(part), &found));
    if (!found)
        return FAIL(a, E_INPUT, w_form_no_such, .field = f->name, .args = {ARG_WORD("record", &to->label), ARG_TEXT("title", part)});
    *ret = text_fmt(a, "%lld", (long long)record_head_of(found)->id.n);
    return NULL;
}

static err keys_of(struct req *q, const struct field *f, text typed, text *ret)
{
    LIST(text) keys = {0};
    struct arena *a = q->call.arena;
    text part;

    typed = text_replace(a, text_replace(a, text_replace(a, typed, T("、"), T(",")), T("，"), T(",")), T("；"), T(","));
    for (text rest = typed; text_each(&rest, ',', &part);) {
        part = text_trim(part);
        if (!part.n)
            continue;
        list_push(&keys, a) = NO_TEXT;
        TRY(key_of(q, f, part, &keys.v[keys.n - 1]));
    }
    *ret = text_join(a, keys.v, keys.n, T(","));
    return NULL;
}

static void merge(struct req *q, struct list_query *to, text name, text value)
{
    text before = params_get(&to->params, name);

    if (before.n && record_field(to->record, name))
        params_set(&to->params, q->call.arena, name, text_fmt(q->call.arena, "%.*s,%.*s", TEXT_ARG(before), TEXT_ARG(value)));
    else if (text_eqz(name, "columns") || text_eqz(name, "id")) /* boxes of one name */
        params_set(&to->params, q->call.arena, name, before.n ? text_fmt(q->call.arena, "%.*s,%.*s", TEXT_ARG(before), TEXT_ARG(value)) : value);
    else
        params_set(&to->params, q->call.arena, name, value);
    to->changed |= before.n > 0;
}

static void take(struct req *q, struct list_query *to, text name, text value)
{
    struct arena *a = q->call.arena;
    const struct field *f = NULL;
    const char *becomes = "";
    text base;
    err e = NULL;

    value = text_trim(value);
    if (tail_is(name, "unit", &base) || !value.n) {
        to->changed = true;
        return;
    }
    if (tail_is(name, "least", &base))
        becomes = ".min";
    else if (tail_is(name, "most", &base))
        becomes = ".max";
    else if (!tail_is(name, "named", &base)) {
        merge(q, to, name, value);
        return;
    }
    to->changed = true;
    f = record_field(to->record, base);
    if (!f || !field_visible(&q->call, f))
        return;
    e = *becomes ? plain(q, to->record, f, value, &value) : keys_of(q, f, value, &value);
    if (e)
        list_push(&to->faults, a) = (struct list_fault){f, error_text(a, e, q->call.lang)};
    else if (value.n)
        merge(q, to, text_fmt(a, "%s%s", f->name, becomes), value);
}

void list_query_read(struct req *q, const struct record *t, const struct params *from, struct list_query *ret)
{
    *ret = (struct list_query){.record = t};
    for (size_t i = 0; i < from->list.n; i++)
        take(q, ret, from->list.v[i].name, from->list.v[i].value);
}

text list_link(struct req *q, const struct list_query *l, const char *tail, const char *const without[], const char *name, text value)
{
    static const char *const place[] = {"after", "before", "from", "add", NULL};
    struct arena *a = q->call.arena;
    struct params p = params_copy(a, &l->params);

    for (size_t i = 0; place[i]; i++)
        params_remove(&p, text_of(place[i]));
    for (size_t i = 0; without && without[i]; i++)
        params_remove(&p, text_of(without[i]));
    if (name)
        params_set(&p, a, text_of(name), value);
    return params_url(a, text_fmt(a, "/%s%s", l->record->plural, tail), &p).t;
}

/* The parameters that are about one field. */
const char *const *list_field_params(struct arena *a, const struct field *f)
{
    static const char *const tails[] = {"", ".min", ".max", ".has", ".empty", ".starts"};
    const char **v = ARENA_ARRAY(a, const char *, COUNT(tails) + 1);

    for (size_t i = 0; i < COUNT(tails); i++)
        v[i] = text_fmt(a, "%s%s", f->name, tails[i]).p;
    return v;
}
