/* Assets: see asset.h. The table is written by tool/embed.c. */
#include "asset.h"

/* Paths sort like hashed names do not ("a.js" against "a-b.js"), so the search is by path; the hash is compared after. */
static const struct asset *search(text path)
{
    size_t low = 0, high = asset_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_cmp(path, text_of(assets[middle].path));

        if (!order)
            return &assets[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const struct asset *asset_named(text path)
{
    return search(path);
}

enum { HASH_CHARS = 16, LONGEST_NAME = 64 };

const struct asset *asset_find(text hashed)
{
    char plain[LONGEST_NAME];
    size_t dot = hashed.n, name;
    const struct asset *found;

    while (dot > 0 && hashed.p[dot - 1] != '.')
        dot--;
    if (dot < HASH_CHARS + 3 || hashed.n - HASH_CHARS - 1 > sizeof(plain))
        return NULL;
    name = dot - 1 - HASH_CHARS; /* just behind the dot before the hash */
    memcpy(plain, hashed.p, name);
    memcpy(plain + name, hashed.p + dot, hashed.n - dot);
    found = search((text){plain, name + hashed.n - dot});
    return found && text_eqz(hashed, found->hashed) ? found : NULL;
}

const char *asset_url(const char *path)
{
    const struct asset *found = search(text_of(path));

    return found ? found->url : "/static/missing";
}

text asset_text(const char *path)
{
    const struct asset *found = search(text_of(path));

    return found ? (text){(const char *)found->plain.p, found->plain.n} : NO_TEXT;
}
