/* The messages of src/kit/import: words.def. */
#include "kit/import/words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "kit/import/words.def"
#undef WORD
