/* The words of src/burden in both languages; see words.def. */
#ifndef DIAODU_BURDEN_WORDS_H
#define DIAODU_BURDEN_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "burden/words.def"
#undef WORD

#endif
