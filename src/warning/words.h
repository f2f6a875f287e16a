/* The words of src/warning in both languages; see words.def. */
#ifndef DIAODU_WARNING_WORDS_H
#define DIAODU_WARNING_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "warning/words.def"
#undef WORD

#endif
