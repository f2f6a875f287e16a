/* The words of src/fund: see words.def. */
#include "words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "fund/words.def"
#undef WORD
