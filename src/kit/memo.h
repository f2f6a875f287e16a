/* Memos: what a long act asks the database again and again with the same words (whose credit code is this? who leads this work?)
 * is asked once. Only an act that said memo_begin keeps any; saving a record forgets what was found out about its type.
 */
#ifndef DIAODU_KIT_MEMO_H
#define DIAODU_KIT_MEMO_H

#include "kit/call.h"

/* Begins to keep, in c->arena as it is now. */
void memo_begin(struct call *c);

/* What is kept for a key among those of `about`, the table that answered; false: nothing. */
bool memo_get(const struct call *c, const char *about, text key, ref *ret);
void memo_put(struct call *c, const char *about, text key, ref found);

void memo_forget(struct call *c, const char *about);

#endif
