/* The words of src/list in both languages; see words.def. */
#ifndef DIAODU_LIST_WORDS_H
#define DIAODU_LIST_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "list/words.def"
#undef WORD

#endif
