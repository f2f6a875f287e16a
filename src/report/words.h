/* The words of src/report in both languages; see words.def. */
#ifndef DIAODU_REPORT_WORDS_H
#define DIAODU_REPORT_WORDS_H

#include "base/types.h"

#define WORD(key, zh, en) extern const struct word w_##key;
#include "report/words.def"
#undef WORD

#endif
