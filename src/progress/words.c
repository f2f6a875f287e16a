/* The words of src/progress: see words.def. */
#include "words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "progress/words.def"
#undef WORD
