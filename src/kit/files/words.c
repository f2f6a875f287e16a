/* The messages of src/kit/files: words.def. */
#include "kit/files/words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "kit/files/words.def"
#undef WORD
