/* The words of src/twin in both languages; see words.def. */
#ifndef DIAODU_TWIN_WORDS_H
#define DIAODU_TWIN_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "twin/words.def"
#undef WORD

#endif
