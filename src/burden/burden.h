/* Burden (减负, domain notes §14): what the monthly reports cost those who fill them in. Of forms and steps only: no person is counted
 * or ranked, no log-in is looked at; places stand in the order of their codes.
 */
#ifndef DIAODU_BURDEN_BURDEN_H
#define DIAODU_BURDEN_BURDEN_H

#include "kit/capability.h"

extern const struct capability burden_capability;

#endif
