/* The words of src/sample, defined. */
#include "sample/words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "sample/words.def"
#undef WORD
