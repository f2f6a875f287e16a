/* The words of words.def. */
#include "words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "words.def"
#undef WORD

const struct word *const sheet_words[SHEET_WORDS] = {
#define WORD(key, zh, en) &w_##key,
#include "words.def"
#undef WORD
};
