/* The messages of src/kit/import: words.def. */
#ifndef DIAODU_KIT_IMPORT_WORDS_H
#define DIAODU_KIT_IMPORT_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "kit/import/words.def"
#undef WORD

#endif
