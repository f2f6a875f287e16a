/* The words of src/plan: see words.def. */
#include "words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "plan/words.def"
#undef WORD
