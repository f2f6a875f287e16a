/* The words of src/help. */
#ifndef DIAODU_HELP_WORDS_H
#define DIAODU_HELP_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "help/words.def"
#undef WORD

#endif
