/* The words of src/db, defined. */
#include "words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "words.def"
#undef WORD
