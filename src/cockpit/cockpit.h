/* The province in one screen: totals, curve, map, works, ranking, warnings, arrivals; live. Every figure is read from the sums of
 * src/progress, so the page costs the same with a thousand projects as with a million.
 */
#ifndef DIAODU_COCKPIT_COCKPIT_H
#define DIAODU_COCKPIT_COCKPIT_H

#include "kit/capability.h"

extern const struct capability cockpit_capability;

#endif
