/* The words of src/landing. */
#ifndef DIAODU_LANDING_WORDS_H
#define DIAODU_LANDING_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "landing/words.def"
#undef WORD

#endif
