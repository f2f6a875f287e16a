/* Inside src/account: secrets of sessions and tokens. */
#ifndef DIAODU_ACCOUNT_SECRET_H
#define DIAODU_ACCOUNT_SECRET_H

#include "kit/call.h"

text secret_new(struct arena *a);
/* A hash for one purpose: the database's key and the form's token never tell each other. */
text secret_derived(struct arena *a, text secret, const char *purpose);
extern const char purpose_key[];
/* A line of the log about an account, under a name that is no act's. Inside a transaction. */
err account_note(struct call *c, ref account, const char *what, const char *result);
/* A wrong password or code: counted, noted, and the account locked at the last one. In a transaction of its own. */
err sign_in_failed(struct call *c, ref account);

#endif
