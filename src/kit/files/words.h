/* The messages of src/kit/files: words.def. */
#ifndef DIAODU_KIT_FILES_WORDS_H
#define DIAODU_KIT_FILES_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "kit/files/words.def"
#undef WORD

#endif
