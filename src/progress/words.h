/* The words of src/progress in both languages; see words.def. */
#ifndef DIAODU_PROGRESS_WORDS_H
#define DIAODU_PROGRESS_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "progress/words.def"
#undef WORD

#endif
