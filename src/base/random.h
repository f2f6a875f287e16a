/* Numbers that look random and come out the same from the same seed on every machine (xoshiro256**, seeded by splitmix64): for the
 * sample province and tests. Never for secrets: those come from libsodium.
 */
#ifndef DIAODU_BASE_RANDOM_H
#define DIAODU_BASE_RANDOM_H

#include "types.h"

struct random {
    uint64_t s[4];
};

/* A stream of its own for every (seed, purpose): adding draws to one leaves the others as they were. */
struct random random_of(uint64_t seed, const char *purpose);
uint64_t random_next(struct random *r);

uint64_t random_below(struct random *r, uint64_t n);                  /* 0 … n − 1; n > 0 */
int64_t random_between(struct random *r, int64_t least, int64_t most); /* both included */
bool random_chance(struct random *r, unsigned permille);
/* An index by weight; the weights' sum must be above 0. */
size_t random_weighted(struct random *r, const unsigned *weights, size_t n);

/* A scrambling of 64 bits that loses none: the step of splitmix64. */
uint64_t random_mix(uint64_t n);

#endif
