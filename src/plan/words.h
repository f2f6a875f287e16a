/* The words of src/plan in both languages; see words.def. */
#ifndef DIAODU_PLAN_WORDS_H
#define DIAODU_PLAN_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "plan/words.def"
#undef WORD

#endif
