/* The words of src/project in both languages; see words.def. */
#ifndef DIAODU_PROJECT_WORDS_H
#define DIAODU_PROJECT_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "project/words.def"
#undef WORD

#endif
