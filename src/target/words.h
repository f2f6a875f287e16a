/* The words of src/target in both languages; see words.def. */
#ifndef DIAODU_TARGET_WORDS_H
#define DIAODU_TARGET_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "target/words.def"
#undef WORD

#endif
