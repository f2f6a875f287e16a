/* The messages of src/kit: words.def. */
#include "kit/words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "kit/words.def"
#undef WORD
