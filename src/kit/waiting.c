/* See waiting.h. */
#include "waiting.h"

enum { TABLES_MOST = 64 };
static const struct waiting_source *tables[TABLES_MOST];
static size_t n_tables;

void waiting_register(const struct waiting_source *table)
{
    if (table && n_tables < TABLES_MOST)
        tables[n_tables++] = table;
}

err waiting_all(struct call *c, waiting_list *ret)
{
    for (size_t i = 0; i < n_tables; i++)
        for (const struct waiting_source *s = tables[i]; s->roles; s++)
            if (s->roles & c->actor.role)
                TRY(s->read(c, ret));
    return NULL;
}
