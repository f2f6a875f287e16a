/* Hashing of passwords, between password.c and session.c. */
#ifndef DIAODU_ACCOUNT_PASSWORD_H
#define DIAODU_ACCOUNT_PASSWORD_H

#include "base/error.h"

err password_hash(struct arena *a, text password, text *ret);
bool password_fits(struct arena *a, text hash, text password);
void password_pretend(struct arena *a, text password);

#endif
