/* The words of src/fund in both languages; see words.def. */
#ifndef DIAODU_FUND_WORDS_H
#define DIAODU_FUND_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "fund/words.def"
#undef WORD

#endif
