/* The words of src/list: see words.def. */
#include "words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "list/words.def"
#undef WORD
