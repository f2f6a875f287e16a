/* The capabilities of the program: a line each in capabilities.c. */
#ifndef DIAODU_CAPABILITIES_H
#define DIAODU_CAPABILITIES_H

#include "kit/capability.h"

/* All of them; ended by NULL. */
extern const struct capability *const capabilities[];

/* Gathers records and acts from all capabilities and checks the descriptions; once, first thing in main and in tests. */
void capabilities_start(void);

#endif
