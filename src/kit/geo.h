/* Places on the ground, in CGCS2000 degrees. Floating point is used here and nowhere else: distances are hints, not figures. */
#ifndef DIAODU_KIT_GEO_H
#define DIAODU_KIT_GEO_H

#include "base/types.h"

struct place {
    degree lon, lat;
};

/* Both coordinates are there. */
bool place_known(struct place p);

/* Inside a box around Liaoning (118.8–125.8 E, 38.7–43.5 N). */
bool place_in_liaoning(struct place p);

/* Metres along the great circle, exact to 0.5 %; ABSENT when either place is unknown. */
int64_t place_metres(struct place a, struct place b);

#endif
