/* The words of src/cli, defined. */
#include "cli/words.h"

#define WORD(key_, zh, en) const struct word w_##key_ = {#key_, {zh, en}};
#include "cli/words.def"
#undef WORD
