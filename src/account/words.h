/* The words of src/account. */
#ifndef DIAODU_ACCOUNT_WORDS_H
#define DIAODU_ACCOUNT_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "account/words.def"
#undef WORD

#endif
