/* Targets of a year (年度目标): set for a place or a work, beside what its plans add up to and what was done. What others may use. */
#ifndef DIAODU_TARGET_TARGET_H
#define DIAODU_TARGET_TARGET_H

#include "kit/capability.h"
#include "progress/progress.h"

/* The province sets them for cities and works, a city for its counties. */
#define WHO_TARGETS (ROLE_DRC | ROLE_CITY | ROLE_SYSTEM)

#define FIELD(type, name, ...) type name;
struct year_target {
    struct record_head head;
#include "target/target.def"
};
#undef FIELD

extern const struct record target_record;
extern const struct capability target_capability;

#endif
