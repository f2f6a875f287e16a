/* Where a place stands on the map of the province (ui/liaoning.svg), and in which city it lies by the map's own outlines. The
 * outlines are simplified to about a kilometre, so near a border a place is taken to lie where its file says. Whole numbers
 * only: tenths of the drawing's unit, one unit being a hundredth of a degree of latitude.
 */
#ifndef DIAODU_KIT_GEO_MAP_H
#define DIAODU_KIT_GEO_MAP_H

#include "kit/geo.h"

struct map_point {
    int64_t x, y;         /* tenths of a unit from the upper left corner */
};

/* False when the place is not known or not on the drawing. */
bool map_point(struct place p, struct map_point *ret);

/* The drawing's size in units. */
void map_size(int64_t *ret_width, int64_t *ret_height);

enum map_fit {
    MAP_UNKNOWN, /* no place, or a division that the map does not draw */
    MAP_FITS,    /* in the city of the division, or within a few kilometres of it */
    MAP_OTHER,   /* in another city, which *ret_city names (210100) */
    MAP_OUTSIDE, /* in none: at sea, or in another province */
};

/* Whether a place lies in the city of a division (six digits). */
enum map_fit map_check(struct place p, text division, text *ret_city);

#endif
