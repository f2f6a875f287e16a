/* The words of src/file in both languages; see words.def. */
#ifndef DIAODU_FILE_WORDS_H
#define DIAODU_FILE_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "file/words.def"
#undef WORD

#endif
