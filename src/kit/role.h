/* The roles of people, as bits, and who may see or change: the first half of permission. The second, the scope, is in call.h. */
#ifndef DIAODU_KIT_ROLE_H
#define DIAODU_KIT_ROLE_H

#include "base/text.h"

enum role {
    ROLE_LEADER = 1 << 0,    /* leader of the province, a city or a county: sees all of the region, changes nothing */
    ROLE_DRC = 1 << 1,       /* officer of the development and reform commission */
    ROLE_LEAD = 1 << 2,      /* provincial lead department: the projects of its works */
    ROLE_CITY = 1 << 3,      /* city task force */
    ROLE_COUNTY = 1 << 4,    /* county officer */
    ROLE_OWNER = 1 << 5,     /* project owner: its own projects */
    ROLE_INSPECTOR = 1 << 6, /* supervision office: sees all */
    ROLE_ADMIN = 1 << 7,     /* system administrator: bodies, people, opens accounts; grants nothing, no business data */
    ROLE_AUDITOR = 1 << 8,   /* reads the audit log; nothing else */
    ROLE_SYSTEM = 1 << 9,    /* the program itself: jobs and the command line */
    ROLE_SECURITY = 1 << 10, /* security administrator: gives and takes roles, unlocks, disables; no business data */
};
enum { ROLE_COUNT = 11 };

#define WHO_NONE 0u
#define WHO_NEVER (1u << 31) /* nobody: computed, or set by an act of its own */
#define WHO_BUSINESS (ROLE_LEADER | ROLE_DRC | ROLE_LEAD | ROLE_CITY | ROLE_COUNTY | ROLE_OWNER | ROLE_INSPECTOR | ROLE_SYSTEM)
#define WHO_OFFICE (ROLE_LEADER | ROLE_DRC | ROLE_LEAD | ROLE_CITY | ROLE_COUNTY | ROLE_INSPECTOR | ROLE_SYSTEM)
#define WHO_EDITOR (ROLE_DRC | ROLE_LEAD | ROLE_CITY | ROLE_COUNTY | ROLE_OWNER | ROLE_SYSTEM)
#define WHO_MANAGER (ROLE_DRC | ROLE_LEAD | ROLE_CITY | ROLE_COUNTY | ROLE_SYSTEM)
#define WHO_ADMIN (ROLE_ADMIN | ROLE_SYSTEM)
#define WHO_SECURITY (ROLE_SECURITY | ROLE_SYSTEM)
#define WHO_OFFICERS (ROLE_ADMIN | ROLE_SECURITY | ROLE_AUDITOR) /* the three of grade-3 protection: none does another's work */
#define WHO_ALL (WHO_BUSINESS | WHO_OFFICERS)

struct role_name {
    enum role role;
    const char *key;
    struct word label;
};
extern const struct role_name role_names[ROLE_COUNT];
const struct role_name *role_by_key(text key); /* NULL when unknown */
const struct role_name *role_of(unsigned role);

#endif
