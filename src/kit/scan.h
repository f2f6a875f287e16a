/* Reading typed text from the front without copying it. What people type differs in width, case and blanks, so every
 * character is folded as it is read: full-width ASCII is ASCII, capitals are small, the minus and hyphen signs of Unicode
 * are '-', and every kind of white space is one blank.
 */
#ifndef DIAODU_KIT_SCAN_H
#define DIAODU_KIT_SCAN_H

#include "base/text.h"

/* The first character, folded; 0 at the end. *rest (may be NULL) becomes what follows. */
uint32_t scan_peek(text t, text *rest);

/* Moves past blanks. */
void scan_blanks(text *t);

/* True and moved past `word` when the text starts with it (folded; the word itself is given small and half-width). */
bool scan_eat(text *t, const char *word);

/* Moves past a run of at most 18 digits. *ret_digits: how many; false when there is none, or more. */
bool scan_digits(text *t, int64_t *ret, int *ret_digits);

/* Nothing but blanks is left. */
bool scan_done(text t);

/* Equal but for width, case, blanks, and the marks that people leave out or vary: quotes, brackets, 、,，。.·-_/ */
bool scan_same(text a, text b);

#endif
