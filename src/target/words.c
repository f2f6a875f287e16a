/* The words of src/target: see words.def. */
#include "words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "target/words.def"
#undef WORD
