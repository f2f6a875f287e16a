/* The second factor beside the password: a six-digit code that the person's telephone computes from a shared key and the time
 * (TOTP, RFC 6238: SHA-1, 30 seconds). Grade-3 protection asks for two factors, one of them cryptographic (GB/T 22239 §8.1.4.1).
 *
 * Off → a key is shown → the first right code turns it on. A code is good for its own half minute and the ones beside it, and
 * once. Wrong codes count as wrong passwords do. `serve --second-factor` lets nobody work without one.
 */
#ifndef DIAODU_ACCOUNT_SECOND_H
#define DIAODU_ACCOUNT_SECOND_H

#include "account.h"

struct second {
    text key;     /* base32; absent: none was begun */
    moment since; /* absent: not on */
};

err second_of(struct call *c, ref account, struct second *ret);
/* A new key, not asked for until second_confirm. E_STATE when it is on already. */
err second_begin(struct call *c, text *ret_key);
/* Turns it on by the first code; E_INPUT at `code` when that is wrong. */
err second_confirm(struct call *c, text digits);
/* The person turns it off by a last code; E_INPUT at `code`. */
err second_end(struct call *c, text digits);
/* Takes it off without a code: the telephone is lost. Inside a transaction. */
err second_clear(struct call *c, ref account);
/* Takes a code, inside a transaction, which is rolled back when it is refused: E_INPUT at `code`. A wrong one is counted as a wrong
 * password is, in a transaction of its own: else whoever found an open session could try a million of them. */
err second_use(struct call *c, ref account, text digits);
/* Whether the code is right now; a right one is spent by it. Inside a transaction. */
err second_spend(struct call *c, ref account, text digits, bool *ret_right);

/* For the telephone's camera: what it reads, and the drawing of it (an SVG with a light ground). */
text second_address(struct arena *a, text login, text key);
void second_drawing(struct out *o, const void *address);

#endif
