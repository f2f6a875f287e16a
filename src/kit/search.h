/* Search as you type, over every record type that has fields marked `search`: by words, code and pinyin initials. The program
 * cuts texts into tokens itself (search_token.h) and gives them to the engine's inverted index, so that both engines give
 * the same answers. The scope is among the tokens, so that a county's search does not wade through a province's hits.
 */
#ifndef DIAODU_KIT_SEARCH_H
#define DIAODU_KIT_SEARCH_H

#include "kit/record.h"

/* Brings the index up to date with a record; called by record_save. */
err search_update(struct call *c, const struct record *t, const void *r, const void *old);

/* From now on, with this call and what is copied from it, the words of what is saved wait in memory and are entered some thousand records at a time: a
 * transaction that saves very many of them. Nobody finds them before. Lives in c->arena. */
void search_gather(struct call *c);
/* Enters what waits: before the transaction is committed. */
err search_enter(struct call *c);

/* Before and after a hundred thousand records are saved in one transaction: the index gathers more before it writes. */
err search_expect_much(struct call *c, bool much);
/* … or when they were undone, behind the transaction. */
void search_undone(struct call *c);

struct hit {
    const struct record *record;
    id id;
    text title, code;
};
typedef LIST(struct hit) hit_list;

/* The newest `limit` hits within the caller's scope, of one record type, or (t NULL) so many of each that has a name of its own, projects first. */
err search_find(struct call *c, const struct record *t, text typed, int limit, hit_list *ret);

/* For lists: appends a condition on alias.id to `sql`: "… IN (SELECT …)". False when nothing was typed that can be found. */
bool search_clause(struct call *c, const struct record *t, text typed, const char *alias, struct out *sql,
                   value_list *bind);

#endif
