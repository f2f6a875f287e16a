/* The words of src/reserve in both languages; see words.def. */
#ifndef DIAODU_RESERVE_WORDS_H
#define DIAODU_RESERVE_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "reserve/words.def"
#undef WORD

#endif
