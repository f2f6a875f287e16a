/* The reserve library (入库储备, §1.2): projects before their start by maturity, and the three-year rolling plan. What others may use. */
#ifndef DIAODU_RESERVE_RESERVE_H
#define DIAODU_RESERVE_RESERVE_H

#include "kit/capability.h"
#include "project/project.h"

#define FIELD(type, name, ...) type name;
struct rolling_year {
    struct record_head head;
#include "reserve/rolling_year.def"
};
#undef FIELD

extern const struct record rolling_year_record;
extern const struct capability reserve_capability;

/* --- applications (入库申请) -------------------------------------------------------------------------------------------------------
 * Proposed by an owner, a county, a city or a department, checked at the level above, admitted, or returned with a reason and proposed
 * again. Admitting moves the project's stage in the same act; there is no other way for a person. */

/* In the order of states[] in admission.c. */
enum admission_state { ADMISSION_PROPOSED, ADMISSION_RETURNED, ADMISSION_CHECKED, ADMISSION_ADMITTED, ADMISSION_WITHDRAWN };

#define FIELD(type, name, ...) type name;
struct admission {
    struct record_head head;
#include "reserve/admission.def"
};
#undef FIELD

extern const struct record admission_record;
/* Whose turn it is with an application asked for at that level, from the file's place. Pure. */
enum rung admission_turn(enum admission_state state, enum rung asked, const struct project *p);

/* --- maturity ----------------------------------------------------------------------------------------------------------------------- */

/* How far the preliminary work is, by the score: in the order of the pages. */
enum reserve_band { BAND_READY, BAND_NEAR, BAND_EARLY, BANDS };
enum { READY_FROM = 80, NEAR_FROM = 50 }; /* percent; our default */
/* The band of a project before its start; BANDS when it is not asked of it. */
enum reserve_band reserve_band_of(const struct project *p);
extern const char *const reserve_band_keys[BANDS];

#endif
