/* Code lists: see codelist.h. */
#include "codelist.h"

#include "scan.h"

enum { NEAR_PERCENT = 50, LIKENESS_CHARS = 64 };

static int key_order(const void *a, const void *b)
{
    return strcmp((*(const struct codeitem *const *)a)->key, (*(const struct codeitem *const *)b)->key);
}

static int key_is(const void *key, const void *item)
{
    return text_cmp(*(const text *)key, text_of((*(const struct codeitem *const *)item)->key));
}

const struct codeitem *codelist_item(const struct codelist *l, text key)
{
    const struct codeitem *const *found;

    if (l->by_key) {
        found = bsearch(&key, l->by_key, l->n, sizeof(*found), key_is);
        return found ? *found : NULL;
    }
    for (size_t i = 0; i < l->n; i++)
        if (text_eqz(key, l->items[i].key))
            return &l->items[i];
    return NULL;
}

void codelist_sort(struct arena *a, struct codelist *l)
{
    const struct codeitem **v = ARENA_ARRAY(a, const struct codeitem *, l->n + 1);

    for (size_t i = 0; i < l->n; i++)
        v[i] = &l->items[i];
    qsort(v, l->n, sizeof(*v), key_order);
    l->by_key = v;
}

bool codelist_has(const struct codelist *l, code c)
{
    return codelist_item(l, c.t) != NULL;
}

text codelist_label(const struct codelist *l, code c, enum lang lang)
{
    const struct codeitem *item = codelist_item(l, c.t);

    if (!item)
        return c.t;
    return text_of(item->in[lang] && *item->in[lang] ? item->in[lang] : item->in[LANG_ZH]);
}

/* The i-th of the item's words, counted from 0: key, labels, aliases; false after the last. */
static bool item_word(const struct codeitem *item, size_t i, text *ret)
{
    text rest, part;

    if (i <= LANG_COUNT) {
        *ret = text_of(i ? item->in[i - 1] : item->key);
        return true;
    }
    rest = text_of(item->aliases);
    for (i -= LANG_COUNT + 1; text_each(&rest, '|', &part); i--)
        if (!i) {
            *ret = part;
            return true;
        }
    return false;
}

static bool is_alnum(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_han_lead(unsigned char c)
{
    return c >= 0xe4 && c <= 0xe9;
}

/* True only when the two cannot be the same word by their first characters, each an ASCII letter or digit or a common Han
 * character. Spares the comparison for nearly all of the 2,000 industries. `typed` is not empty, z is terminated. */
static bool must_differ(text typed, const char *z)
{
    unsigned char x = (unsigned char)typed.p[0], y = (unsigned char)z[0];

    if (is_han_lead(x) && is_han_lead(y))
        return typed.n < 3 || x != y || typed.p[1] != z[1] || typed.p[2] != z[2];
    if (is_alnum(x) && is_alnum(y))
        return (x | 0x20) != (y | 0x20);
    return !y || (is_han_lead(x) && is_alnum(y)) || (is_alnum(x) && is_han_lead(y));
}

/* The word itself, or the word with the item's label behind it: "3217 镁冶炼". */
static bool word_fits(text typed, text word, const struct codeitem *item)
{
    text rest = text_sub(typed, word.n, typed.n);

    return scan_same(typed, word) || (rest.n && text_ieq(text_sub(typed, 0, word.n), word) && item->in[LANG_ZH] &&
                                      scan_same(rest, text_of(item->in[LANG_ZH])));
}

static bool item_fits(const struct codeitem *item, text typed)
{
    const char *words[] = {item->key, item->in[LANG_ZH], item->in[LANG_EN]};
    text rest, part;

    for (size_t i = 0; i < COUNT(words); i++)
        if (words[i] && !must_differ(typed, words[i]) && word_fits(typed, text_of(words[i]), item))
            return true;
    for (rest = text_of(item->aliases); text_each(&rest, '|', &part);)
        if (part.n && !must_differ(typed, part.p) && word_fits(typed, part, item))
            return true;
    return false;
}

const struct codeitem *codelist_match(const struct codelist *l, text typed)
{
    const struct codeitem *found;

    typed = text_trim(typed);
    found = codelist_item(l, typed);
    if (found || scan_same(typed, T("")))
        return found;
    for (size_t i = 0; i < l->n; i++)
        if (item_fits(&l->items[i], typed)) {
            if (found)
                return NULL;
            found = &l->items[i];
        }
    return found;
}

const struct codeitem *codelist_nearest(const struct codelist *l, text typed)
{
    const struct codeitem *best = NULL;
    int best_percent = NEAR_PERCENT - 1;
    text word;

    for (size_t i = 0; i < l->n; i++)
        for (size_t k = 0; item_word(&l->items[i], k, &word); k++) {
            int percent = text_likeness(typed, word);
            if (percent > best_percent) {
                best_percent = percent;
                best = &l->items[i];
            }
        }
    return best;
}

bool codes_has(codes set, const char *key)
{
    text rest = set.t, part;

    while (text_each(&rest, ',', &part))
        if (text_eqz(part, key))
            return true;
    return false;
}

size_t codes_count(codes set)
{
    text rest = set.t, part;
    size_t n = 0;

    while (text_each(&rest, ',', &part))
        n += part.n > 0;
    return n;
}

code code_of(const struct codeitem *item)
{
    return (code){item ? text_of(item->key) : NO_TEXT};
}

static size_t folded(text t, uint32_t into[LIKENESS_CHARS])
{
    size_t n = 0;
    uint32_t c;

    while (n < LIKENESS_CHARS && (c = scan_peek(t, &t)))
        if (c != ' ')
            into[n++] = c;
    return n;
}

int text_likeness(text a, text b)
{
    uint32_t x[LIKENESS_CHARS], y[LIKENESS_CHARS];
    size_t nx = folded(a, x), ny = folded(b, y);
    int common[LIKENESS_CHARS + 1] = {0}; /* one row of the table of longest common subsequences */

    if (!nx || !ny)
        return nx == ny ? 100 : 0;
    for (size_t i = 0; i < nx; i++) {
        int corner = 0; /* the cell above and to the left */
        for (size_t j = 0; j < ny; j++) {
            int above = common[j + 1];
            if (x[i] == y[j])
                common[j + 1] = corner + 1;
            else if (common[j] > above)
                common[j + 1] = common[j];
            corner = above;
        }
    }
    return (int)(200 * (size_t)common[ny] / (nx + ny));
}
