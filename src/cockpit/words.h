/* The words of src/cockpit in both languages; see words.def. */
#ifndef DIAODU_COCKPIT_WORDS_H
#define DIAODU_COCKPIT_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "cockpit/words.def"
#undef WORD

#endif
