/* The words of src/cli. */
#ifndef DIAODU_CLI_WORDS_H
#define DIAODU_CLI_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "cli/words.def"
#undef WORD

#endif
