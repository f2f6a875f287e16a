/* Words that wait to be entered into the index together: the inner side of search_gather. Only src/kit/search.c includes this. */
#ifndef DIAODU_KIT_SEARCH_WAIT_H
#define DIAODU_KIT_SEARCH_WAIT_H

#include "kit/call.h"

/* The words of a record as they are and as the index has them; absent: none. Both sorted. */
err search_wait(struct call *c, id key, text words, text before);

#endif
