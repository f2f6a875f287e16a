/* The words of src/sample. */
#ifndef DIAODU_SAMPLE_WORDS_H
#define DIAODU_SAMPLE_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "sample/words.def"
#undef WORD

#endif
