/* What the pages of lists show. Within src/list. */
#ifndef DIAODU_LIST_PAGES_H
#define DIAODU_LIST_PAGES_H

#include "kit/pages.h"
#include "own.h"

extern const struct route list_routes[];

#endif
