/* Distances: see geo.h. The sphere of mean radius; the earth's flattening makes up to 0.5 % of difference. */
#include "geo.h"

#include <math.h>

static const double EARTH_METRES = 6371008.8, RADIANS_PER_MICRO = 3.14159265358979323846 / 180e6;

bool place_known(struct place p)
{
    return p.lon.micro != ABSENT && p.lat.micro != ABSENT;
}

bool place_in_liaoning(struct place p)
{
    return place_known(p) && p.lon.micro >= 118800000 && p.lon.micro <= 125800000 && p.lat.micro >= 38700000 &&
           p.lat.micro <= 43500000;
}

int64_t place_metres(struct place a, struct place b)
{
    double north, east, h;

    if (!place_known(a) || !place_known(b))
        return ABSENT;
    north = sin((double)(b.lat.micro - a.lat.micro) * RADIANS_PER_MICRO / 2);
    east = sin((double)(b.lon.micro - a.lon.micro) * RADIANS_PER_MICRO / 2);
    h = north * north +
        cos((double)a.lat.micro * RADIANS_PER_MICRO) * cos((double)b.lat.micro * RADIANS_PER_MICRO) * east * east;
    return llround(2 * EARTH_METRES * asin(sqrt(h > 1 ? 1 : h)));
}
