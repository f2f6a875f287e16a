/* The words of src/landing: see words.def. */
#include "words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "landing/words.def"
#undef WORD
