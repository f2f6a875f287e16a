/* GET /health: for whoever watches over the machine, without signing in. 200 "ok" when a worker is free, the database answers and
 * its tables are there; anything else is an error. It says nothing else.
 */
#ifndef DIAODU_KIT_HEALTH_H
#define DIAODU_KIT_HEALTH_H

#include "kit/web.h"

extern const struct route health_routes[];

#endif
