/* The words of src/account, defined. */
#include "account/words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "account/words.def"
#undef WORD
