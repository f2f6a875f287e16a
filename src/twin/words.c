/* The words of src/twin, defined. */
#include "twin/words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "twin/words.def"
#undef WORD
