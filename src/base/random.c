/* Reproducible random numbers: see random.h. xoshiro256** and splitmix64 are in the public domain (Blackman, Vigna 2018). */
#include "random.h"

uint64_t random_mix(uint64_t n)
{
    n = (n ^ n >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    n = (n ^ n >> 27) * UINT64_C(0x94d049bb133111eb);
    return n ^ n >> 31;
}

struct random random_of(uint64_t seed, const char *purpose)
{
    const uint64_t golden = UINT64_C(0x9e3779b97f4a7c15);
    struct random r;

    for (; *purpose; purpose++)
        seed = random_mix(seed + golden) ^ (unsigned char)*purpose;
    for (int i = 0; i < 4; i++)
        r.s[i] = random_mix(seed += golden);
    return r;
}

static uint64_t rotate(uint64_t n, int by)
{
    return n << by | n >> (64 - by);
}

uint64_t random_next(struct random *r)
{
    uint64_t result = rotate(r->s[1] * 5, 7) * 9, t = r->s[1] << 17;

    r->s[2] ^= r->s[0];
    r->s[3] ^= r->s[1];
    r->s[1] ^= r->s[2];
    r->s[0] ^= r->s[3];
    r->s[2] ^= t;
    r->s[3] = rotate(r->s[3], 45);
    return result;
}

/* The high 64 bits of a product: as even as makes no difference below 2^32. */
uint64_t random_below(struct random *r, uint64_t n)
{
    return (uint64_t)(((unsigned __int128)random_next(r) * n) >> 64);
}

int64_t random_between(struct random *r, int64_t least, int64_t most)
{
    return least + (int64_t)random_below(r, (uint64_t)(most - least) + 1);
}

bool random_chance(struct random *r, unsigned permille)
{
    return random_below(r, 1000) < permille;
}

size_t random_weighted(struct random *r, const unsigned *weights, size_t n)
{
    uint64_t sum = 0, at;
    size_t i;

    for (i = 0; i < n; i++)
        sum += weights[i];
    at = random_below(r, sum);
    for (i = 0; i + 1 < n && at >= weights[i]; i++)
        at -= weights[i];
    return i;
}
