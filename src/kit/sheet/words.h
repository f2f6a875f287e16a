/* What reading and writing workbooks says to people. */
#ifndef DIAODU_KIT_SHEET_WORDS_H
#define DIAODU_KIT_SHEET_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "words.def"
#undef WORD

/* Every word by number, so that the child can name one to the parent. */
enum sheet_word {
#define WORD(key, zh, en) SHEET_WORD_##key,
#include "words.def"
#undef WORD
    SHEET_WORDS
};
extern const struct word *const sheet_words[SHEET_WORDS];

#endif
