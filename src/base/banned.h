/* Functions that this project does not use, made uncompilable: each has a safer neighbour in src/base. */
#ifndef DIAODU_BASE_BANNED_H
#define DIAODU_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* clang warns of poisoned identifiers inside system headers; they are all included above. */
#undef sprintf /* with fortification they are macros under clang */
#undef vsprintf
#pragma GCC poison strcpy strcat sprintf vsprintf gets strtok atoi atol atoll atof localtime gmtime asctime ctime strncpy

#endif
