/* The manual in the program: GET /help, in the reader's language, without any network beyond this server. */
#ifndef DIAODU_HELP_HELP_H
#define DIAODU_HELP_HELP_H

#include "kit/capability.h"

extern const struct capability help_capability;

#endif
