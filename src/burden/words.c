/* The words of src/burden: see words.def. */
#include "words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "burden/words.def"
#undef WORD
