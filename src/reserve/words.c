/* The words of src/reserve: see words.def. */
#include "words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "reserve/words.def"
#undef WORD
