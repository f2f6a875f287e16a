/* The words of src/db. */
#ifndef DIAODU_DB_WORDS_H
#define DIAODU_DB_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "words.def"
#undef WORD

#endif
