/* Which record a row is: by the keys that the mapping or the record type names, strongest first. The records that a batch of
 * rows may mean are fetched with one query a key. See in.h.
 *
 * What can't be told is a conflict, never a guess: two keys that point at two records, several records behind one key, a
 * record that has another value for a stronger key (one project with two codes), a code under which quite another title
 * stands (one code with two projects).
 */
#include "kit/import/in.h"
#include "kit/import/words.h"

#include "base/format.h"
#include "kit/store.h"

/* --- fetching --------------------------------------------------------------------------------------------------------------- */

typedef LIST(void *) record_list_of;
struct matches {
    record_list_of found;
};

static bool has_key(const struct import_key *k, const struct fieldset *set, const struct record *t)
{
    for (size_t i = 0; i < k->n; i++)
        if (!fieldset_has(set, record_index(t, k->fields[i])))
            return false;
    return true;
}

static bool texty(const struct field *f)
{
    return f->kind == KIND_text || f->kind == KIND_code || f->kind == KIND_codes;
}

static bool is_title_alone(const struct plan *p, const struct import_key *k)
{
    return k->n == 1 && !strcmp(k->fields[0]->name, p->record->title) && p->n_keys > 1;
}

/* The title alone tells a record only when a row has no better key. */
static bool usable(const struct plan *p, const struct import_key *k, const struct parsed *row)
{
    if (!has_key(k, &row->set, p->record))
        return false;
    for (size_t i = 0; is_title_alone(p, k) && i < p->n_keys; i++)
        if (&p->keys[i] != k && has_key(&p->keys[i], &row->set, p->record))
            return false;
    return true;
}

static bool same_key(const struct import_key *k, const void *a, const void *b)
{
    for (size_t i = 0; i < k->n; i++)
        if (field_absent(k->fields[i], a) || !field_same(k->fields[i], a, b))
            return false;
    return true;
}

static void add_found(struct call *c, struct matches *m, void *r)
{
    for (size_t i = 0; i < m->found.n; i++)
        if (record_head(m->found.v[i])->id.n == record_head(r)->id.n)
            return;
    list_push(&m->found, c->arena) = r;
}

/* ($1, $2), ($3, $4) … for as many rows as a batch can have, so that one prepared statement serves every batch. */
enum { BATCH_MOST = 256 };

static void put_values(struct call *c, const struct plan *p, const struct import_key *k, const struct parsed *rows, size_t n, struct out *o,
                       value_list *bind)
{
    for (size_t i = 0; i < BATCH_MOST; i++) {
        bool use = i < n && usable(p, k, &rows[i]);
        LIT(o, "");
        out_raw(o, i ? T(", (") : T("("));
        for (size_t f = 0; f < k->n; f++) {
            list_push(bind, c->arena) = use ? field_value(k->fields[f], rows[i].r) : (struct value){0};
            out_fmt(o, "%sCAST($%zu AS %s)", f ? ", " : "", bind->n, texty(k->fields[f]) ? "TEXT" : "BIGINT");
        }
        out_char(o, ')');
    }
}

/* CROSS JOIN: SQLite then walks the few keys and looks each up in the index, never the other way round. LIMIT tells it that they are few: else
 * it reads the whole table into a filter before it looks anything up. OFFSET 0 does the same for PostgreSQL, which knows nothing yet of
 * a table that an import fills. */
static err fetch_key(struct call *c, const struct plan *p, const struct import_key *k, const struct parsed *rows, size_t n, struct matches *m)
{
    CLEAN(out_free) struct out o;
    CLEAN(query_close) struct query q = {0};
    value_list bind = {0};
    bool apart = conn_engine(c->conn) == DB_POSTGRES;

    out_init(&o, 256 * 1024, LANG_EN);
    LIT(&o, "SELECT ");
    record_columns(&o, p->record, "r");
    LIT(&o, " FROM (SELECT * FROM (VALUES ");
    put_values(c, p, k, rows, n, &o, &bind);
    out_fmt(&o, ") v LIMIT %d) k CROSS JOIN %s%s r WHERE ", BATCH_MOST, apart ? "LATERAL (SELECT * FROM " : "", p->record->name);
    record_scope(c, p->record, "r", &o, &bind);
    for (size_t f = 0; f < k->n; f++)
        out_fmt(&o, " AND r.%s = k.column%zu", k->fields[f]->name, f + 1);
    LIT(&o, " AND r.removed = 0");
    if (apart)
        LIT(&o, " OFFSET 0) r");
    TRY(record_query(&q, c, c->arena, &o, &bind));
    while (query_step(&q)) {
        void *r = record_new(c->arena, p->record);
        record_read(&q, p->record, r, 0);
        add_found(c, m, r);
    }
    return query_end(&q);
}

err matches_fetch(struct call *c, const struct plan *p, const struct parsed *rows, size_t n, struct matches **ret)
{
    struct matches *m = ARENA_NEW(c->arena, struct matches);

    for (size_t k = 0; k < p->n_keys; k++) {
        bool any = false;
        for (size_t i = 0; !any && i < n; i++)
            any = usable(p, &p->keys[k], &rows[i]);
        if (any)
            TRY(fetch_key(c, p, &p->keys[k], rows, n, m));
    }
    *ret = m;
    return NULL;
}

/* --- deciding ------------------------------------------------------------------------------------------------------------------ */

/* The records behind one key of a row; *ret_second NULL when there is but one. */
static void *behind(const struct matches *m, const struct import_key *k, const void *r, void **ret_second)
{
    void *first = NULL;

    *ret_second = NULL;
    for (size_t i = 0; i < m->found.n; i++)
        if (same_key(k, m->found.v[i], r)) {
            if (first)
                *ret_second = *ret_second ? *ret_second : m->found.v[i];
            else
                first = m->found.v[i];
        }
    return first;
}

/* The record has another value for a stronger key than the one by which it was found. A key of several fields is comparable
 * only where all but its last agree: numbers of two systems may differ. */
static bool contradicts(const struct import_key *k, const void *row, const void *found)
{
    for (size_t i = 0; i < k->n; i++)
        if (field_absent(k->fields[i], row) || field_absent(k->fields[i], found))
            return false;
    for (size_t i = 0; i + 1 < k->n; i++)
        if (!field_same(k->fields[i], row, found))
            return false;
    return !field_same(k->fields[k->n - 1], row, found);
}

static bool is_code(const struct plan *p, const struct import_key *k)
{
    return p->record->code && k->n == 1 && !strcmp(k->fields[0]->name, p->record->code);
}

static bool other_title(const struct plan *p, const void *row, const void *found)
{
    enum { ALIKE = 30 }; /* percent; a renamed project keeps more than that, another one rarely does */
    const struct field *title = record_field(p->record, text_of(p->record->title));

    return !field_absent(title, row) && text_likeness(record_title(p->record, row), record_title(p->record, found)) < ALIKE;
}

static void conflict(struct match *m, const struct word *why, void *first, void *second)
{
    m->conflict = why;
    m->first = first;
    m->second = second;
    m->record = NULL;
}

void match_row(const struct plan *p, const struct matches *m, const struct parsed *row, struct match *ret)
{
    const struct import_key *by = NULL;
    bool confirmed = false; /* by a second key */

    *ret = (struct match){0};
    for (size_t i = 0; i < p->n_keys && !ret->conflict; i++) {
        const struct import_key *k = &p->keys[i];
        void *second, *found = usable(p, k, row) ? behind(m, k, row->r, &second) : NULL;
        if (!found)
            continue;
        confirmed |= by != NULL && found == ret->record;
        if (second && !by)
            conflict(ret, &w_import_several_records, found, second);
        else if (by && !second && found != ret->record)
            conflict(ret, &w_import_two_records, ret->record, found);
        else if (!by)
            ret->record = found;
        by = by ? by : k;
    }
    if (!ret->record || !by)
        return;
    for (const struct import_key *k = p->keys; k < by; k++)
        if (has_key(k, &row->set, p->record) && contradicts(k, row->r, ret->record)) {
            conflict(ret, &w_import_two_codes, ret->record, NULL);
            return;
        }
    if (is_code(p, by) && !confirmed && other_title(p, row->r, ret->record))
        conflict(ret, &w_import_other_title, ret->record, NULL);
}

/* --- rows of the same file -------------------------------------------------------------------------------------------------------- */

/* Open addressing by 64-bit hashes of (key, values): a hundred thousand rows take a few megabytes. */
struct slot {
    uint64_t hash, content;
    int64_t row;
};
struct seen {
    struct slot *v;
    size_t n, cap;
};

static void end_seen(void *data)
{
    struct seen *s = data;

    free(s->v);
    s->v = NULL;
}

struct seen *seen_new(struct arena *a, const struct plan *p)
{
    struct seen *s = ARENA_NEW(a, struct seen);

    (void)p;
    arena_on_end(a, end_seen, s);
    return s;
}

static struct slot *slot_of(struct seen *s, uint64_t hash)
{
    size_t i = hash & (s->cap - 1);

    while (s->v[i].row && s->v[i].hash != hash)
        i = (i + 1) & (s->cap - 1);
    return &s->v[i];
}

static void grow(struct seen *s)
{
    struct seen old = *s;

    s->cap = old.cap ? old.cap * 2 : 4096;
    s->v = calloc(s->cap, sizeof(*s->v));
    if (!s->v)
        abort();
    for (size_t i = 0; i < old.cap; i++)
        if (old.v[i].row)
            *slot_of(s, old.v[i].hash) = old.v[i];
    free(old.v);
}

/* Whether the key says all that the other one says, and more. */
static bool says_more(const struct import_key *k, const struct import_key *than)
{
    size_t n = 0;

    for (size_t i = 0; i < k->n; i++)
        for (size_t j = 0; j < than->n; j++)
            n += k->fields[i] == than->fields[j];
    return n == than->n && k->n > than->n;
}

/* Two rows with all of a key that differ in it are two records, though a part of it is the same: editions of one year. */
static bool said_better(const struct plan *p, const struct import_key *k, const struct parsed *row)
{
    for (size_t i = 0; i < p->n_keys; i++)
        if (says_more(&p->keys[i], k) && has_key(&p->keys[i], &row->set, p->record))
            return true;
    return false;
}

int64_t seen_add(struct seen *s, const struct plan *p, const struct parsed *row, bool *ret_same)
{
    int64_t earlier = 0;

    *ret_same = false;
    for (size_t i = 0; i < p->n_keys; i++) {
        const struct import_key *k = &p->keys[i];
        uint64_t h = UINT64_C(14695981039346656037) + i;
        struct slot *at;
        if (!usable(p, k, row) || said_better(p, k, row))
            continue;
        for (size_t f = 0; f < k->n; f++)
            h = import_hash(h, k->fields[f], row->r);
        if ((s->n + 1) * 4 > s->cap * 3)
            grow(s);
        at = slot_of(s, h);
        if (at->row && !earlier) {
            earlier = at->row;
            *ret_same = at->content == row->content;
        }
        if (at->row)
            continue;
        *at = (struct slot){h, row->content, row->number};
        s->n++;
    }
    return earlier;
}
