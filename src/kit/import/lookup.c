/* What a text means as a code or as a reference: looked up once per distinct text of a file, because a county's name stands in
 * ten thousand rows. The unknown are gathered on the way. See in.h. */
#include "kit/import/in.h"
#include "kit/import/words.h"

#include "kit/apart.h"
#include "kit/lists.h"
#include "kit/store.h"

enum { BUCKETS = 4096, KEPT_MOST = 100000 };

struct entry {
    struct entry *next;
    const struct field *field;
    text text;
    struct meaning meaning;
    int64_t count, order;
};

struct lookups {
    struct call *call;
    struct arena *a;
    struct entry *bucket[BUCKETS];
    int64_t n;
};

struct lookups *lookups_new(struct call *c, struct arena *a)
{
    struct lookups *l = ARENA_NEW(a, struct lookups);

    l->call = c;
    l->a = a;
    return l;
}

static size_t hash_of(const struct field *f, text t)
{
    uint32_t h = 2166136261u ^ (uint32_t)((uintptr_t)f >> 4);

    for (size_t i = 0; i < t.n; i++)
        h = (h ^ (unsigned char)t.p[i]) * 16777619u;
    return h % BUCKETS;
}

/* --- codes ------------------------------------------------------------------------------------------------------------------ */

/* Places are typed in more ways than a list of aliases holds: 辽宁省沈阳市铁西区. */
static const struct codeitem *place(const struct codelist *l, text typed)
{
    const struct division *d;
    const struct codeitem *item;

    if (l != &list_division && l != &list_unit)
        return NULL;
    d = division_find(&all_divisions, typed, NO_TEXT);
    item = d ? codelist_item(l, d->unit) : NULL;
    return item || !d || !d->code.p ? item : codelist_item(l, d->code);
}

static void find_code(struct lookups *l, const struct field *f, struct cell cell, struct meaning *m)
{
    const struct codeitem *item;

    if (f->kind == KIND_codes) {
        codes set;
        m->reading = cell_codes(l->a, cell, f->list, &set);
        m->key = set.t;
        return;
    }
    code one;
    m->reading = cell_code(cell, f->list, &one);
    m->key = one.t;
    item = m->reading.is == READ_DOUBT ? place(f->list, cell.t) : NULL;
    if (item) {
        m->reading = (struct reading){READ_VALUE, NULL, NULL};
        m->key = code_of(item).t;
    }
}

/* --- references ----------------------------------------------------------------------------------------------------------------- */

/* Where `title` is given, only of that name. */
static err find_by(struct lookups *l, const struct record *t, const char *column, struct value v, text title, struct meaning *m)
{
    CLEAN(out_free) struct out o;
    CLEAN(query_close) struct query q = {0};
    struct call *c = l->call;
    value_list bind = {0};

    out_init(&o, 4096, LANG_EN);
    list_push(&bind, c->arena) = v;
    out_fmt(&o, "SELECT r.id FROM %s r WHERE r.%s = $1 AND r.removed = 0 AND ", t->name, column);
    if (title.p) {
        list_push(&bind, c->arena) = V(title);
        out_fmt(&o, "r.%s = $2 AND ", t->title);
    }
    record_scope(c, t, "r", &o, &bind);
    out_fmt(&o, " ORDER BY r.id LIMIT %d", IMPORT_CANDIDATES);
    TRY(record_query(&q, c, c->arena, &o, &bind));
    while (query_step(&q) && m->n_ids < IMPORT_CANDIDATES)
        m->ids[m->n_ids++] = query_int(&q, 0);
    return query_end(&q);
}

/* By what else than its title a record type has that tells its records apart, then (from a mapping) key. */
static err find_by_code(struct lookups *l, const struct record *t, text typed, text title, struct meaning *m)
{
    const char *const names[] = {t->code, "short_name", "source_number"};
    int64_t key;

    for (size_t i = 0; i < COUNT(names) && !m->n_ids; i++)
        if (names[i] && record_field(t, text_of(names[i])))
            TRY(find_by(l, t, names[i], V(typed), title, m));
    if (!m->n_ids && text_int(typed, &key) && key > 0)
        TRY(find_by(l, t, "id", V((id){key}), title, m));
    return NULL;
}

/* By title, then by code, then by both as exports write what several share: 名称（代码）. */
static err find_record(struct lookups *l, const struct field *f, struct cell cell, struct meaning *m)
{
    const struct record *t = record_by_name(text_of(f->to));
    text typed = text_tidy(l->call->arena, cell.t), name, behind;

    if (cell_empty(typed)) {
        m->reading = (struct reading){READ_EMPTY, NULL, NULL};
        return NULL;
    }
    if (t->title)
        TRY(find_by(l, t, t->title, V(typed), NO_TEXT, m));
    if (!m->n_ids)
        TRY(find_by_code(l, t, typed, NO_TEXT, m));
    if (!m->n_ids && t->title && name_with_code(typed, &name, &behind))
        TRY(find_by_code(l, t, behind, name, m));
    m->reading = (struct reading){m->n_ids == 1 ? READ_VALUE : READ_DOUBT,
                                  m->n_ids == 1 ? NULL
                                  : m->n_ids    ? &w_import_many_records
                                                : &w_import_no_record,
                                  NULL};
    return NULL;
}

/* --- the cache -------------------------------------------------------------------------------------------------------------------- */

err lookup(struct lookups *l, const struct field *f, struct cell cell, const struct meaning **ret)
{
    struct entry **at = &l->bucket[hash_of(f, cell.t)], *e = *at;

    while (e && (e->field != f || !text_eq(e->text, cell.t)))
        e = e->next;
    if (!e) {
        bool keep = l->n < KEPT_MOST;
        struct arena *a = keep ? l->a : l->call->arena;
        e = ARENA_NEW(a, struct entry);
        e->field = f;
        e->text = text_copy(a, cell.t);
        e->order = l->n;
        cell.t = e->text;
        if (f->kind == KIND_ref)
            TRY(find_record(l, f, cell, &e->meaning));
        else
            find_code(l, f, cell, &e->meaning);
        if (keep) {
            e->next = *at;
            *at = e;
            l->n++;
        }
    }
    e->count++;
    *ret = &e->meaning;
    return NULL;
}

static int by_order(const void *a, const void *b)
{
    const struct entry *x = *(const struct entry *const *)a, *y = *(const struct entry *const *)b;

    return x->order < y->order ? -1 : x->order > y->order;
}

void lookups_unknown(const struct lookups *l, struct arena *a, unknown_list *ret)
{
    LIST(const struct entry *) v = {0};

    for (size_t i = 0; i < BUCKETS; i++)
        for (const struct entry *e = l->bucket[i]; e; e = e->next)
            if (e->meaning.reading.is == READ_DOUBT)
                list_push(&v, a) = e;
    if (v.n)
        qsort(v.v, v.n, sizeof(*v.v), by_order);
    for (size_t i = 0; i < v.n; i++) {
        const struct codeitem *near = v.v[i]->meaning.reading.near;
        list_push(ret, a) = (struct import_unknown){
            .field = v.v[i]->field,
            .text = v.v[i]->text,
            .count = v.v[i]->count,
            .ambiguous = v.v[i]->meaning.n_ids > 1,
            .near_key = near ? text_of(near->key) : NO_TEXT,
            .near_label = near ? text_of(near->in[l->call->lang]) : NO_TEXT,
        };
    }
}
