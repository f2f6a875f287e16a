/* The words of src/warning: see words.def. */
#include "words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "warning/words.def"
#undef WORD
