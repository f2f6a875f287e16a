/* Sums gathered during an act: see ripple.h. Kept in a hash table by (table, keys), in the call's arena. */
#include "ripple.h"

/* In one piece, its keys behind its sums: a province has a quarter million, and each is looked for again and again. */
struct ring {
    struct ring *next;
    const struct ripple_table *table;
    uint64_t hash;
    text key; /* the keys one behind the other, each with a mark behind it */
    int64_t sums[];
};

enum { BUCKETS_AT_FIRST = 64, KEY_MARK = 0x1f };
struct ripple {
    struct arena *a;
    struct ring **bucket;
    size_t buckets, n; /* as many buckets as rings, at least; a power of two */
    bool spreads;      /* something is to be spread */
};

/* The keys in one text, in `room` when they fit. */
static text joined(struct arena *a, const struct ripple_table *t, const text keys[], char *room, size_t size)
{
    size_t n = 0;
    char *to;

    for (size_t i = 0; i < RIPPLE_KEYS && t->keys[i]; i++)
        n += (keys[i].p ? keys[i].n : 0) + 1;
    to = n <= size ? room : arena_alloc(a, n);
    n = 0;
    for (size_t i = 0; i < RIPPLE_KEYS && t->keys[i]; i++) {
        if (keys[i].p)
            memcpy(to + n, keys[i].p, keys[i].n);
        n += keys[i].p ? keys[i].n : 0;
        to[n++] = KEY_MARK;
    }
    return (text){to, n};
}

static void parted(const struct ring *r, text ret[RIPPLE_KEYS])
{
    text rest = r->key;

    for (size_t i = 0; i < RIPPLE_KEYS && r->table->keys[i]; i++)
        ret[i] = text_cut(rest, KEY_MARK, &rest);
}

static uint64_t hash_of(text key, const struct ripple_table *t)
{
    uint64_t h = (uint64_t)(uintptr_t)t ^ key.n;

    for (size_t i = 0; i < key.n; i += sizeof(uint64_t)) {
        uint64_t some = 0;
        memcpy(&some, key.p + i, key.n - i < sizeof some ? key.n - i : sizeof some);
        h = (h ^ some) * UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 29;
    }
    return h;
}

static int compare(const struct ring *a, const struct ring *b)
{
    int d = strcmp(a->table->name, b->table->name);

    return d ? d : text_cmp(a->key, b->key);
}

void ripple_start(struct call *c)
{
    c->ripples = ARENA_NEW(c->arena, struct ripple);
    c->ripples->a = c->arena;
    c->ripples->buckets = BUCKETS_AT_FIRST;
    c->ripples->bucket = ARENA_ARRAY(c->arena, struct ring *, BUCKETS_AT_FIRST);
}

static void grow(struct ripple *all)
{
    size_t n = all->buckets * 4;
    struct ring **bucket = ARENA_ARRAY(all->a, struct ring *, n);

    for (size_t i = 0; i < all->buckets; i++)
        for (struct ring *r = all->bucket[i], *next; r; r = next) {
            next = r->next;
            r->next = bucket[r->hash & (n - 1)];
            bucket[r->hash & (n - 1)] = r;
        }
    all->bucket = bucket;
    all->buckets = n;
}

static size_t sums_of(const struct ripple_table *t)
{
    size_t n = 0;

    while (n < RIPPLE_SUMS && t->sums[n])
        n++;
    return n;
}

static struct ring *new_ring(struct ripple *all, const struct ripple_table *t, uint64_t hash, text key)
{
    size_t n = sums_of(t);
    struct ring *r = arena_alloc(all->a, sizeof(*r) + n * sizeof(r->sums[0]) + key.n);

    r->table = t;
    r->hash = hash;
    r->key = (text){memcpy(&r->sums[n], key.p, key.n), key.n};
    return r;
}

/* The ring of a table and keys; made when there is none. */
static struct ring *ring_of(struct ripple *all, const struct ripple_table *t, const text keys[])
{
    char room[256];
    text key = joined(all->a, t, keys, room, sizeof room);
    uint64_t hash = hash_of(key, t);
    struct ring **at = &all->bucket[hash & (all->buckets - 1)], *r;

    for (r = *at; r && (r->hash != hash || r->table != t || !text_eq(r->key, key)); r = r->next)
        ;
    if (r)
        return r;
    r = new_ring(all, t, hash, key);
    r->next = *at;
    *at = r;
    if (++all->n > all->buckets)
        grow(all);
    return r;
}

void ripple_add(struct call *c, const struct ripple_table *t, const text keys[], const int64_t sums[])
{
    struct ring *r;

    if (!c->ripples)
        ripple_start(c);
    c->ripples->spreads |= t->spread != NULL;
    r = ring_of(c->ripples, t, keys);
    for (size_t i = 0; i < RIPPLE_SUMS && t->sums[i]; i++)
        r->sums[i] += sums[i];
}

static bool changes_nothing(const struct ring *r)
{
    for (size_t i = 0; i < RIPPLE_SUMS && r->table->sums[i]; i++)
        if (r->sums[i])
            return false;
    return true;
}

static struct value key_value(const struct ripple_table *t, size_t i, text key)
{
    int64_t n = 0;

    return t->integer_keys & 1u << i && text_int(key, &n) ? V(n) : V(key);
}

static err write_one(struct call *c, const struct ring *r)
{
    CLEAN(out_free) struct out o = {0};
    const struct ripple_table *t = r->table;
    value_list bind = {0};
    text key[RIPPLE_KEYS];
    size_t keys = 0;

    if (changes_nothing(r))
        return NULL;
    parted(r, key);
    out_init(&o, 4096, LANG_EN);
    out_fmt(&o, "INSERT INTO %s (region", t->name);
    list_push(&bind, c->arena) = V(c->region);
    for (; keys < RIPPLE_KEYS && t->keys[keys]; keys++) {
        out_fmt(&o, ", %s", t->keys[keys]);
        list_push(&bind, c->arena) = key_value(t, keys, key[keys]);
    }
    for (size_t i = 0; i < RIPPLE_SUMS && t->sums[i]; i++) {
        out_fmt(&o, ", %s", t->sums[i]);
        list_push(&bind, c->arena) = V(r->sums[i]);
    }
    LIT(&o, ") VALUES (");
    for (size_t i = 0; i < bind.n; i++)
        out_fmt(&o, "%s$%zu", i ? ", " : "", i + 1);
    LIT(&o, ") ON CONFLICT (region");
    for (size_t i = 0; i < keys; i++)
        out_fmt(&o, ", %s", t->keys[i]);
    LIT(&o, ") DO UPDATE SET ");
    for (size_t i = 0; i < RIPPLE_SUMS && t->sums[i]; i++)
        out_fmt(&o, "%s%s = %s.%s + excluded.%s", i ? ", " : "", t->sums[i], t->name, t->sums[i], t->sums[i]);
    return conn_run(c->conn, c->arena, text_copy(c->arena, out_text(&o)).p, (struct values){bind.v, bind.n}, NULL);
}

/* All rings, in an array of c's memory. */
static struct ring **all_rings(struct call *c)
{
    struct ring **v = ARENA_ARRAY(c->arena, struct ring *, c->ripples->n);
    size_t n = 0;

    for (size_t i = 0; i < c->ripples->buckets; i++)
        for (struct ring *r = c->ripples->bucket[i]; r; r = r->next)
            v[n++] = r;
    return v;
}

static void spread_all(struct call *c)
{
    size_t n = c->ripples->n;
    text keys[RIPPLE_KEYS];
    struct ring **v;

    if (!c->ripples->spreads)
        return;
    v = all_rings(c);
    for (size_t i = 0; i < n; i++) {
        if (!v[i]->table->spread || changes_nothing(v[i]))
            continue;
        parted(v[i], keys);
        v[i]->table->spread(c, keys, v[i]->sums);
        memset(v[i]->sums, 0, sums_of(v[i]->table) * sizeof(v[i]->sums[0]));
    }
    c->ripples->spreads = false;
}

int64_t ripple_count(struct call *c, const struct ripple_table *t, text *ret_first)
{
    const struct ring *first = NULL;
    text keys[RIPPLE_KEYS];
    int64_t n = 0;
    size_t k = 0;

    if (!c->ripples)
        return 0;
    spread_all(c);
    for (size_t i = 0; i < c->ripples->buckets; i++)
        for (const struct ring *r = c->ripples->bucket[i]; r; r = r->next)
            if (r->table == t && !changes_nothing(r) && (!n++ || compare(r, first) < 0))
                first = r;
    if (!first)
        return 0;
    parted(first, keys);
    while (k < RIPPLE_KEYS && t->keys[k])
        k++;
    *ret_first = text_join(c->arena, keys, k, T(" "));
    return n;
}

static int by_key(const void *a, const void *b)
{
    return compare(*(const struct ring *const *)a, *(const struct ring *const *)b);
}

struct some {
    struct ring *const *v;
    size_t n;
};

static err write_some(struct call *c, void *data)
{
    const struct some *s = data;

    for (size_t i = 0; i < s->n; i++)
        TRY(write_one(c, s->v[i]));
    return NULL;
}

err ripple_flush(struct call *c)
{
    enum { AT_ONCE = 500, SOME_MEMORY = 64 << 20 }; /* the statements of ten thousand rows are not kept until the act ends */
    struct ring **v;
    size_t n;

    if (!c->ripples)
        return NULL;
    spread_all(c);
    v = all_rings(c);
    n = c->ripples->n;
    qsort(v, n, sizeof(struct ring *), by_key);
    for (size_t i = 0; i < n; i += AT_ONCE)
        TRY(call_apart(c, SOME_MEMORY, write_some, &(struct some){v + i, n - i < AT_ONCE ? n - i : AT_ONCE}));
    c->ripples = NULL;
    return NULL;
}
