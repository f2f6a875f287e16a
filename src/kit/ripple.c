/* Sums gathered during an act: see ripple.h. Kept in a hash table by (table, keys), in the call's arena. */
#include "ripple.h"

enum { KEY_HERE = 48 };

/* What is looked at for every addition stands together, within two lines of a processor's cache: a province has a quarter million rings. */
struct ring {
    struct ring *next;
    const struct ripple_table *table;
    uint64_t hash;
    text key;            /* the keys one behind the other, each with a mark behind it */
    char here[KEY_HERE]; /* where `key` lies, when it is no longer than this */
    int64_t sums[RIPPLE_SUMS];
    text keys[RIPPLE_KEYS]; /* parts of `key` */
    bool taken;
};

enum { BUCKETS_AT_FIRST = 64, KEY_MARK = 0x1f };
struct ripple {
    struct arena *a;
    struct ring **bucket;
    size_t buckets, n; /* as many buckets as rings, at least; a power of two */
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

    for (size_t i = 0; !d && i < RIPPLE_KEYS && a->table->keys[i]; i++)
        d = text_cmp(a->keys[i], b->keys[i]);
    return d;
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
            r->next = bucket[r->hash % n];
            bucket[r->hash % n] = r;
        }
    all->bucket = bucket;
    all->buckets = n;
}

static void keep_key(struct ripple *all, struct ring *r, const text keys[], text key)
{
    char *to = key.n <= KEY_HERE ? r->here : arena_alloc(all->a, key.n);
    size_t at = 0;

    memcpy(to, key.p, key.n);
    r->key = (text){to, key.n};
    for (size_t i = 0; i < RIPPLE_KEYS && r->table->keys[i]; i++) {
        r->keys[i] = (text){to + at, keys[i].p ? keys[i].n : 0};
        at += r->keys[i].n + 1;
    }
}

/* The ring of a table and keys; made when there is none and `make` says so, else NULL. */
static struct ring *ring_of(struct ripple *all, const struct ripple_table *t, const text keys[], bool make)
{
    char room[256];
    text key = joined(all->a, t, keys, room, sizeof room);
    uint64_t hash = hash_of(key, t);
    struct ring **at = &all->bucket[hash % all->buckets], *r;

    for (r = *at; r && (r->hash != hash || r->table != t || !text_eq(r->key, key)); r = r->next)
        ;
    if (r || !make)
        return r;
    r = ARENA_NEW(all->a, struct ring);
    r->table = t;
    r->hash = hash;
    keep_key(all, r, keys, key);
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
    r = ring_of(c->ripples, t, keys, true);
    for (size_t i = 0; i < RIPPLE_SUMS && t->sums[i]; i++)
        r->sums[i] += sums[i];
}

void ripple_take(struct call *c, const struct ripple_table *t, const text keys[], const int64_t sums[], bool *ret_same)
{
    struct ring *r = c->ripples ? ring_of(c->ripples, t, keys, false) : NULL;

    *ret_same = true;
    for (size_t i = 0; i < RIPPLE_SUMS && t->sums[i]; i++)
        *ret_same &= sums[i] == (r ? r->sums[i] : 0);
    if (r)
        r->taken = true;
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
    size_t keys = 0;

    if (changes_nothing(r))
        return NULL;
    out_init(&o, 4096, LANG_EN);
    out_fmt(&o, "INSERT INTO %s (region", t->name);
    list_push(&bind, c->arena) = V(c->region);
    for (; keys < RIPPLE_KEYS && t->keys[keys]; keys++) {
        out_fmt(&o, ", %s", t->keys[keys]);
        list_push(&bind, c->arena) = key_value(t, keys, r->keys[keys]);
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

int64_t ripple_left(struct call *c, text *ret_first)
{
    int64_t n = 0;

    for (size_t i = 0; c->ripples && i < c->ripples->buckets; i++)
        for (const struct ring *r = c->ripples->bucket[i]; r; r = r->next)
            if (!r->taken && !changes_nothing(r) && !n++)
                *ret_first = text_join(c->arena, r->keys, r->table->keys[RIPPLE_KEYS - 1] ? RIPPLE_KEYS : 1, T(" "));
    return n;
}

static int by_key(const void *a, const void *b)
{
    return compare(*(const struct ring *const *)a, *(const struct ring *const *)b);
}

/* In memory of their own: the statements of ten thousand rows are not kept until the act ends. */
static err write_some(struct call *c, struct ring *const *v, size_t n)
{
    struct arena *whole = c->arena, *own = arena_new((size_t)64 << 20);
    err e = NULL;

    c->arena = own;
    for (size_t i = 0; !e && i < n; i++)
        e = write_one(c, v[i]);
    c->arena = whole;
    e = e ? error_new(whole, e) : NULL;
    arena_free(own);
    return e;
}

err ripple_flush(struct call *c)
{
    enum { AT_ONCE = 500 };
    struct ring **v;
    size_t n = 0;

    if (!c->ripples)
        return NULL;
    v = ARENA_ARRAY(c->arena, struct ring *, c->ripples->n);
    for (size_t i = 0; i < c->ripples->buckets; i++)
        for (struct ring *r = c->ripples->bucket[i]; r; r = r->next)
            v[n++] = r;
    qsort(v, n, sizeof(struct ring *), by_key);
    for (size_t i = 0; i < n; i += AT_ONCE)
        TRY(write_some(c, v + i, n - i < AT_ONCE ? n - i : AT_ONCE));
    c->ripples = NULL;
    return NULL;
}
