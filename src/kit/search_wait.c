/* Words that wait: see search_gather in search.h.
 *
 * An index of words is quick where few different words come one behind the other, and slow where each record brings a hundred that lie
 * all over it. So some thousand records wait, and SQLite is given the first sixteenth of the alphabet of all of them, then the second …:
 * FTS5 finds each word in memory that the processor still holds, and gathers longer lists of fewer words before it writes. A record
 * is then entered in several pieces, which a table without content does not mind. PostgreSQL is given some hundred records a statement.
 */
#include "kit/search_wait.h"

#include "kit/search.h"

enum { WAIT_MOST = 8192 /* records */, WAIT_MEMORY = 256 << 20, PARTS = 16, PART_LEAST = 256 /* records */, LOOK_AT = 64 /* one in so many */, ROWS = 256 };

struct entry {
    id key;
    size_t order; /* in which they came */
    text words, before;
};

struct search_waiting {
    struct arena *a; /* emptied whenever they are entered */
    struct arena_mark empty;
    LIST(struct entry) all;
};

static void end(void *data)
{
    struct search_waiting *w = data;

    arena_free(w->a);
    w->a = NULL;
}

void search_gather(struct call *c)
{
    struct search_waiting *w = ARENA_NEW(c->arena, struct search_waiting);

    w->a = arena_new(WAIT_MEMORY);
    w->empty = arena_mark(w->a);
    arena_on_end(c->arena, end, w);
    c->waiting = w;
}

err search_wait(struct call *c, id key, text words, text before)
{
    struct search_waiting *w = c->waiting;

    list_push(&w->all, w->a) = (struct entry){key, w->all.n, text_copy(w->a, words), text_copy(w->a, before)};
    return w->all.n == WAIT_MOST ? search_enter(c) : NULL;
}

/* --- in the order of keys, each once ---------------------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    if (x->key.n != y->key.n)
        return x->key.n < y->key.n ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

/* FTS5 writes out what it has when a lower key follows. Of a record that was saved twice, what was before the first and what is after the last. */
static void put_in_order(struct search_waiting *w)
{
    size_t n = 0;

    qsort(w->all.v, w->all.n, sizeof(*w->all.v), by_key);
    for (size_t i = 0; i < w->all.n; i++)
        if (n && w->all.v[n - 1].key.n == w->all.v[i].key.n)
            w->all.v[n - 1].words = w->all.v[i].words;
        else
            w->all.v[n++] = w->all.v[i];
    w->all.n = n;
}

/* --- SQLite ------------------------------------------------------------------------------------------------------------------- */

static int by_bytes(const void *a, const void *b)
{
    return text_cmp(*(const text *)a, *(const text *)b);
}

/* Where the parts begin, so that each has about as many words: by the words of some records. The first begins with the alphabet. */
static size_t find_bounds(struct arena *a, const struct search_waiting *w, text ret[PARTS])
{
    size_t parts = w->all.n / PART_LEAST < PARTS ? w->all.n / PART_LEAST + 1 : PARTS;
    LIST(text) some = {0};
    text rest, word;

    for (size_t i = 0; parts > 1 && i < w->all.n; i += LOOK_AT)
        for (rest = w->all.v[i].words; text_each(&rest, ' ', &word);)
            list_push(&some, a) = word;
    if (some.n < parts)
        return 1;
    qsort(some.v, some.n, sizeof(*some.v), by_bytes);
    for (size_t k = 1; k < parts; k++)
        ret[k] = some.v[some.n * k / parts];
    return parts;
}

/* Where the word begins in which, or behind which, place n lies. */
static size_t word_at(text words, size_t n)
{
    while (n && words.p[n - 1] != ' ')
        n--;
    return n;
}

static text word_from(text words, size_t n)
{
    text ignored;

    return text_cut(text_sub(words, n, words.n), ' ', &ignored);
}

/* Takes the words before `bound` off the front, found by halving; all when there is no bound. */
static text take_until(text *words, text bound)
{
    text all = *words;
    size_t from = 0, to = all.n; /* what begins before `from` is before the bound, what begins at `to` is not */

    if (!all.n)
        return NO_TEXT;
    while (bound.p && from < to) {
        size_t at = word_at(all, from + (to - from) / 2);
        text word = word_from(all, at);
        if (text_cmp(word, bound) >= 0)
            to = at;
        else
            from = at + word.n + 1 < to ? at + word.n + 1 : to;
    }
    *words = text_sub(all, to, all.n);
    return text_sub(all, 0, to);
}

static err enter_part(struct call *c, struct search_waiting *w, text bound)
{
    static const char sql_in[] = "INSERT INTO search (rowid, words) VALUES ($1, $2)";

    for (size_t i = 0; i < w->all.n; i++) {
        text part = take_until(&w->all.v[i].words, bound);
        if (part.n)
            TRY(conn_run(c->conn, c->arena, sql_in, BIND(V(w->all.v[i].key), V(part)), NULL));
    }
    return NULL;
}

static err enter_sqlite(struct call *c, struct search_waiting *w)
{
    static const char sql_out[] = "INSERT INTO search (search, rowid, words) VALUES ('delete', $1, $2)";
    text bounds[PARTS + 1] = {0};
    size_t parts = find_bounds(c->arena, w, bounds);

    for (size_t i = 0; i < w->all.n; i++)
        if (w->all.v[i].before.p)
            TRY(conn_run(c->conn, c->arena, sql_out, BIND(V(w->all.v[i].key), V(w->all.v[i].before)), NULL));
    for (size_t k = 1; k < parts; k++)
        TRY(enter_part(c, w, bounds[k]));
    return enter_part(c, w, NO_TEXT);
}

/* --- PostgreSQL ----------------------------------------------------------------------------------------------------------------- */

/* As arrays: keys are numbers and words letters and digits, nothing in them has to be escaped. */
static err enter_rows(struct call *c, const struct entry *v, size_t n)
{
    static const char sql_in[] = "INSERT INTO search (id, words) SELECT x.id, array_to_tsvector(string_to_array(x.words, ' '))"
                                 " FROM unnest(CAST($1 AS BIGINT[]), CAST($2 AS TEXT[])) AS x (id, words)"
                                 " ON CONFLICT (id) DO UPDATE SET words = excluded.words";
    CLEAN(out_free) struct out keys = {0}, words = {0};

    out_init(&keys, 64 * 1024, LANG_EN);
    out_init(&words, WAIT_MEMORY, LANG_EN);
    for (size_t i = 0; i < n; i++) {
        out_fmt(&keys, "%c%lld", i ? ',' : '{', (long long)v[i].key.n);
        out_fmt(&words, "%s\"%.*s\"", i ? "," : "{", TEXT_ARG(v[i].words));
    }
    LIT(&keys, "}");
    LIT(&words, "}");
    return conn_run(c->conn, c->arena, sql_in, BIND(V(out_text(&keys)), V(out_text(&words))), NULL);
}

static err enter_postgres(struct call *c, struct search_waiting *w)
{
    static const char sql_out[] = "DELETE FROM search WHERE id = $1";
    size_t n = 0;

    for (size_t i = 0; i < w->all.n; i++)
        if (w->all.v[i].words.p)
            w->all.v[n++] = w->all.v[i];
        else
            TRY(conn_run(c->conn, c->arena, sql_out, BIND(V(w->all.v[i].key)), NULL));
    for (size_t i = 0; i < n; i += ROWS)
        TRY(enter_rows(c, w->all.v + i, n - i < ROWS ? n - i : ROWS));
    return NULL;
}

err search_enter(struct call *c)
{
    struct search_waiting *w = c->waiting;
    struct arena *whole = c->arena;
    err e;

    if (!w || !w->all.n)
        return NULL;
    put_in_order(w);
    c->arena = w->a;
    e = conn_engine(c->conn) == DB_SQLITE ? enter_sqlite(c, w) : enter_postgres(c, w);
    c->arena = whole;
    e = e ? error_new(whole, e) : NULL;
    memset(&w->all, 0, sizeof(w->all));
    arena_reset(w->a, w->empty);
    return e;
}
