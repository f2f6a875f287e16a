/* The words of src/file, defined. */
#include "file/words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "file/words.def"
#undef WORD
