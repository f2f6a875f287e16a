/* The words of src/cockpit: see words.def. */
#include "words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "cockpit/words.def"
#undef WORD
