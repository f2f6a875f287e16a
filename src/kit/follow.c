/* Who follows which record: see follow.h. */
#include "follow.h"

enum { TABLES_MOST = 100 };
static const struct follower *tables[TABLES_MOST];
static size_t n_tables;

void follow_register(const struct follower *table)
{
    if (table && n_tables < TABLES_MOST)
        tables[n_tables++] = table;
}

err follow_saved(struct call *c, const struct record *t, const void *r, const void *old)
{
    for (size_t i = 0; i < n_tables; i++)
        for (const struct follower *f = tables[i]; f->record; f++)
            if (f->record == t)
                TRY(f->saved(c, r, old));
    return NULL;
}
