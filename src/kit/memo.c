/* Memos: see memo.h. A hash table that grows; beyond MEMOS_MOST nothing new is kept. */
#include "memo.h"

enum { CHAINS_AT_FIRST = 1024 /* a power of two */, MEMOS_MOST = 100000, ABOUTS = 8 };

struct note {
    struct note *next;
    const char *about;
    uint32_t hash;
    text key;
    ref found;
};

struct memo {
    struct arena *a;
    struct note **chain;
    size_t chains; /* as many as notes, at least */
    const char *about[ABOUTS]; /* what anything is kept about: most saved records are of no such type */
    size_t n, n_abouts;
};

void memo_begin(struct call *c)
{
    c->memo = ARENA_NEW(c->arena, struct memo);
    c->memo->a = c->arena;
    c->memo->chains = CHAINS_AT_FIRST;
    c->memo->chain = ARENA_ARRAY(c->arena, struct note *, CHAINS_AT_FIRST);
}

static uint32_t hash_of(text key)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < key.n; i++)
        h = (h ^ (unsigned char)key.p[i]) * 16777619u;
    return h;
}

bool memo_get(const struct call *c, const char *about, text key, ref *ret)
{
    uint32_t h = hash_of(key);
    const struct note *n = c->memo ? c->memo->chain[h % c->memo->chains] : NULL;

    while (n && (n->hash != h || strcmp(n->about, about) != 0 || !text_eq(n->key, key)))
        n = n->next;
    if (n)
        *ret = n->found;
    return n != NULL;
}

static bool known(const struct memo *m, const char *about)
{
    for (size_t i = 0; i < m->n_abouts; i++)
        if (strcmp(m->about[i], about) == 0)
            return true;
    return false;
}

static void grow(struct memo *m)
{
    size_t n = m->chains * 8;
    struct note **chain = ARENA_ARRAY(m->a, struct note *, n);

    for (size_t i = 0; i < m->chains; i++)
        for (struct note *x = m->chain[i], *next; x; x = next) {
            next = x->next;
            x->next = chain[x->hash % n];
            chain[x->hash % n] = x;
        }
    m->chain = chain;
    m->chains = n;
}

void memo_put(struct call *c, const char *about, text key, ref found)
{
    struct memo *m = c->memo;
    struct note *n;

    if (!m || m->n >= MEMOS_MOST || (!known(m, about) && m->n_abouts == ABOUTS))
        return;
    if (!known(m, about))
        m->about[m->n_abouts++] = about;
    n = ARENA_NEW(m->a, struct note);
    *n = (struct note){.about = about, .hash = hash_of(key), .key = text_copy(m->a, key), .found = found};
    n->next = m->chain[n->hash % m->chains];
    m->chain[n->hash % m->chains] = n;
    if (++m->n > m->chains)
        grow(m);
}

void memo_forget(struct call *c, const char *about)
{
    struct memo *m = c->memo;

    if (!m || !m->n || !known(m, about))
        return;
    for (size_t i = 0; i < m->chains; i++)
        for (struct note **at = &m->chain[i]; *at;) {
            if (strcmp((*at)->about, about) == 0) {
                *at = (*at)->next;
                m->n--;
            } else {
                at = &(*at)->next;
            }
        }
}
