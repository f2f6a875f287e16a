/* Search index: see search.h. */
#include "search.h"

err search_update(struct call *c, const struct record *t, const void *r, const void *old)
{
    (void)c;
    (void)t;
    (void)r;
    (void)old;
    return NULL;
}

bool search_clause(struct call *c, const struct record *t, text typed, const char *alias, struct out *sql, value_list *bind)
{
    (void)c;
    (void)t;
    (void)typed;
    (void)alias;
    (void)sql;
    (void)bind;
    return false;
}

err search_find(struct call *c, const struct record *t, text typed, int limit, hit_list *ret)
{
    (void)c;
    (void)t;
    (void)typed;
    (void)limit;
    (void)ret;
    return NULL;
}
