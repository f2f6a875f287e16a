/* Search words: see search_token.h. */
#include "search_token.h"

#include "pinyin.h"
#include "scan.h"

/* One character that counts: Han, or a letter or digit. */
struct unit {
    uint32_t c;
    bool han;
    bool starts; /* Latin: begins a word or number */
    bool joined; /* Latin: only a hyphen stands before it, so that it may continue a code */
    bool runs;   /* Latin: nothing stands before it but its own word */
};

struct units {
    struct unit v[SEARCH_CHARS];
    size_t n;
};

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_latin(uint32_t c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z');
}

static void read_units(text t, struct units *ret)
{
    uint32_t before = ' ', c;
    size_t gap = 0; /* marks since the last unit */
    bool hyphen = false;

    for (ret->n = 0; ret->n < SEARCH_CHARS && (c = scan_peek(t, &t));) {
        struct unit *u = &ret->v[ret->n];
        if (!char_is_han(c) && !is_latin(c)) {
            hyphen = !gap && (c == '-' || c == '_');
            gap++;
            continue;
        }
        *u = (struct unit){.c = c, .han = char_is_han(c)};
        u->runs = !u->han && !gap && ret->n && is_latin(before);
        u->starts = !u->han && (!u->runs || is_digit(before) != is_digit(c));
        u->joined = !u->han && ret->n && is_latin(before) && gap == 1 && hyphen;
        before = c;
        gap = 0;
        ret->n++;
    }
}

/* --- what goes into the index -------------------------------------------------------------------------------------- */

static size_t put_han(char *p, uint32_t c)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";

    for (int i = 3; i >= 0; i--, c /= 36)
        p[i] = digits[c % 36];
    return 4;
}

static text han_token(struct arena *a, uint32_t first, uint32_t second)
{
    char p[9] = "h";
    size_t n = 1 + put_han(p + 1, first);

    if (second)
        n += put_han(p + n, second);
    return text_copy(a, (text){p, n});
}

static void add_han(struct arena *a, const struct units *u, search_words *ret)
{
    for (size_t i = 0; i < u->n; i++)
        if (u->v[i].han)
            list_push(ret, a) = han_token(a, u->v[i].c, i + 1 < u->n && u->v[i + 1].han ? u->v[i + 1].c : 0);
}

enum { CHOICES = 16 };

/* What a unit may be read as: its different letters, or its syllables; a Latin unit as itself. */
struct choices {
    text v[CHOICES];
    size_t n;
};

static void find_choices(const struct unit *u, bool initials, struct choices *ret)
{
    text rest, part;
    uint32_t seen = 0; /* initials already given, a bit each */

    ret->n = 0;
    if (!u->han) {
        ret->v[ret->n++] = T(""); /* its own letter: see walk() */
        return;
    }
    for (rest = pinyin_readings(u->c); ret->n < CHOICES && text_each(&rest, ' ', &part);) {
        uint32_t bit = part.n ? 1u << (part.p[0] - 'a') : 0;
        if (!bit || (initials && (seen & bit)))
            continue;
        seen |= bit;
        ret->v[ret->n++] = initials ? text_sub(part, 0, 1) : part;
    }
}

/* A walk over the combinations of readings from one place on. */
struct walk {
    struct arena *a;
    const struct units *u;
    const struct choices *choices; /* of each unit */
    char p[1 + SEARCH_LETTERS];
    search_words *ret;
};

static void walk(struct walk *w, size_t unit, size_t n, size_t ways)
{
    const struct choices *c;
    size_t choices;

    if (unit == w->u->n || n == COUNT(w->p)) {
        if (n > 1)
            list_push(w->ret, w->a) = text_copy(w->a, (text){w->p, n});
        return;
    }
    c = &w->choices[unit];
    choices = ways * c->n > SEARCH_READINGS ? 1 : c->n; /* the most common alone, from here on */
    if (!choices)
        walk(w, unit + 1, n, ways); /* a character without reading */
    for (size_t k = 0; k < choices; k++) {
        text part = c->v[k];
        size_t more = 0;
        if (!w->u->v[unit].han)
            w->p[n + more++] = (char)w->u->v[unit].c;
        for (; more < part.n && n + more < COUNT(w->p); more++)
            w->p[n + more] = part.p[more];
        walk(w, unit + 1, n + more, ways * choices);
    }
}

static void add_readings(struct arena *a, const struct units *u, bool initials, search_words *ret)
{
    struct choices *choices = ARENA_ARRAY(a, struct choices, u->n + 1);
    struct walk w = {.a = a, .u = u, .choices = choices, .p = "w", .ret = ret};

    for (size_t i = 0; i < u->n; i++)
        find_choices(&u->v[i], initials, &choices[i]);
    for (size_t i = 0; i < u->n; i++)
        if (u->v[i].han || u->v[i].starts)
            walk(&w, i, 1, 1);
}

/* The word, number or code from unit i on, across the hyphens of a code when `across`. */
static text word_token(struct arena *a, const struct units *u, size_t i, bool across)
{
    char p[1 + SEARCH_WORD] = "w";
    size_t n = 1;

    p[n++] = (char)u->v[i++].c;
    for (; i < u->n && n < sizeof(p) && (u->v[i].runs || (across && u->v[i].joined)); i++)
        p[n++] = (char)u->v[i].c;
    return text_copy(a, (text){p, n});
}

/* Whether the first SEARCH_LETTERS of a word are letters all. Of such a one there is always a word of just these, which a query asks for whole. */
static bool is_lettered_head(text word)
{
    for (size_t i = 0; i < SEARCH_LETTERS; i++)
        if (i >= word.n || is_digit((unsigned char)word.p[i]))
            return false;
    return true;
}

static void add_words(struct arena *a, const struct units *u, search_words *ret)
{
    for (size_t i = 0; i < u->n; i++)
        if (u->v[i].starts) {
            text word = word_token(a, u, i, false);
            list_push(ret, a) = word;
            list_push(ret, a) = word_token(a, u, i, true);
            if (is_lettered_head(text_sub(word, 1, word.n)))
                list_push(ret, a) = text_sub(word, 0, 1 + SEARCH_LETTERS);
        }
}

/* The head of a token as a number that sorts as its bytes do: nearly all comparisons end here. */
static uint64_t head_of(text t)
{
    uint64_t h = 0;

    for (size_t i = 0; i < sizeof(h); i++)
        h = h << 8 | (i < t.n ? (unsigned char)t.p[i] : 0);
    return h;
}

struct keyed {
    uint64_t head;
    text t;
};

static bool stands_before(const struct keyed *x, const struct keyed *y)
{
    return x->head != y->head ? x->head < y->head : text_cmp(x->t, y->t) < 0;
}

static void insert_all(struct keyed *v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct keyed x = v[i];
        size_t k = i;
        for (; k && stands_before(&x, &v[k - 1]); k--)
            v[k] = v[k - 1];
        v[k] = x;
    }
}

/* Merges the halves; qsort(), which calls for each comparison and each copy, takes three times as long for each record that is saved. */
static void sort_words(struct keyed *v, struct keyed *room, size_t n)
{
    enum { FEW = 10 };
    size_t half = n / 2, i = 0, k = half, to = 0;

    if (n <= FEW) {
        insert_all(v, n);
        return;
    }
    sort_words(v, room, half);
    sort_words(v + half, room, n - half);
    memcpy(room, v, half * sizeof(*v));
    while (i < half)
        if (k < n && stands_before(&v[k], &room[i]))
            v[to++] = v[k++];
        else
            v[to++] = room[i++];
}

text search_join(struct arena *a, const search_words *tokens)
{
    struct keyed *v = ARENA_ARRAY(a, struct keyed, tokens->n + 1);
    text *each = ARENA_ARRAY(a, text, tokens->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < tokens->n; i++)
        v[i] = (struct keyed){head_of(tokens->v[i]), tokens->v[i]};
    sort_words(v, ARENA_ARRAY(a, struct keyed, tokens->n / 2 + 1), tokens->n);
    for (size_t i = 0; i < tokens->n; i++)
        if (!n || !text_eq(each[n - 1], v[i].t))
            each[n++] = v[i].t;
    return n ? text_join(a, each, n, T(" ")) : T("");
}

void search_add_tokens(struct arena *a, text t, enum search_kind kind, search_words *ret)
{
    struct units u;

    read_units(t, &u);
    add_words(a, &u, ret);
    if (kind & SEARCH_HAN)
        add_han(a, &u, ret);
    if (kind & SEARCH_INITIALS)
        add_readings(a, &u, true, ret);
    if (kind & SEARCH_PINYIN)
        add_readings(a, &u, false, ret);
}

text search_tokens(struct arena *a, text t, enum search_kind kind)
{
    search_words found = {0};

    search_add_tokens(a, t, kind, &found);
    return search_join(a, &found);
}

/* --- what is asked ------------------------------------------------------------------------------------------------- */

static void add_term(struct arena *a, search_terms *q, text token, bool prefix)
{
    for (size_t i = 0; i < q->n; i++)
        if (text_eq(q->v[i].token, token) && q->v[i].prefix == prefix)
            return;
    if (q->n < SEARCH_TERMS)
        list_push(q, a) = (struct search_term){token, prefix};
}

/* A run of Han characters at the front: its pairs, or the one character as a prefix. */
static void take_han(struct arena *a, text *t, search_terms *q)
{
    uint32_t before = 0, c;
    size_t n = 0;
    text rest;

    for (; char_is_han(c = scan_peek(*t, &rest)); n++) {
        if (n)
            add_term(a, q, han_token(a, before, c), false);
        before = c;
        *t = rest;
    }
    if (n == 1)
        add_term(a, q, han_token(a, before, 0), true);
}

static size_t digits_in(text t)
{
    size_t n = 0;

    for (size_t i = 0; i < t.n; i++)
        n += is_digit((unsigned char)t.p[i]);
    return n;
}

enum { CODE_DIGITS = 7 }; /* from so many digits on it is a code and counts whole */

static void add_word_term(struct arena *a, text word, search_terms *q)
{
    size_t most = digits_in(word) >= CODE_DIGITS ? SEARCH_WORD : SEARCH_LETTERS;

    add_term(a, q, text_fmt(a, "w%.*s", TEXT_ARG(text_sub(word, 0, most))), most > SEARCH_LETTERS || !is_lettered_head(word));
}

/* A run of letters and digits at the front, with the hyphens inside it. */
static text front_run(text *t, char *p, size_t size)
{
    size_t n = 0;
    text rest;
    uint32_t c;

    for (; (is_latin(c = scan_peek(*t, &rest)) || c == '-' || c == '_') && n < size; *t = rest)
        p[n++] = (char)(is_latin(c) ? c : '-');
    return (text){p, n};
}

/* Groups of digits with hyphens between are one code when there are enough of them; else each group is a word. */
static void take_word(struct arena *a, text *t, search_terms *q)
{
    char p[SEARCH_CHARS];
    text run = front_run(t, p, sizeof(p)), joined = text_replace(a, run, T("-"), T("")), part;

    if (joined.n < run.n && joined.n >= CODE_DIGITS && digits_in(joined) == joined.n) {
        add_word_term(a, joined, q);
        return;
    }
    while (text_each(&run, '-', &part))
        if (part.n)
            add_word_term(a, part, q);
}

bool search_query(struct arena *a, text typed, search_terms *ret)
{
    search_terms q = {0};

    while (typed.n) {
        text rest;
        uint32_t c = scan_peek(typed, &rest);
        if (char_is_han(c))
            take_han(a, &typed, &q);
        else if (is_latin(c))
            take_word(a, &typed, &q);
        else
            typed = rest;
    }
    if (!q.n || (q.n == 1 && q.v[0].token.n == 2))
        return false;
    *ret = q;
    return true;
}

bool search_matches(text tokens, const search_terms *q)
{
    for (size_t i = 0; i < q->n; i++) {
        text rest = tokens, part;
        bool found = false;
        while (!found && text_each(&rest, ' ', &part))
            found = q->v[i].prefix ? text_starts(part, q->v[i].token) : text_eq(part, q->v[i].token);
        if (!found)
            return false;
    }
    return q->n > 0;
}
