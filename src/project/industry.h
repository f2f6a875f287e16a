/* Industries of GB/T 4754-2017: a letter for the section, then 2 digits for the division, 3 the group, 4 the class. */
#ifndef DIAODU_PROJECT_INDUSTRY_H
#define DIAODU_PROJECT_INDUSTRY_H

#include "base/error.h"

struct industry {
    text code;          /* "C", "32", "321", "3217" */
    char section;       /* 'A' … 'T' */
    text name, name_en; /* name_en is absent below the divisions */
};

struct industries {
    const struct industry *v; /* sorted by code: a section's letter sorts after the digits */
    size_t n;
};

/* Reads config/industries.csv. Refuses a row whose section or parent is missing. */
err industries_read(struct arena *a, text csv, struct industries *ret);

/* By code without letter (the section: its letter); NULL when unknown. */
const struct industry *industry_by_code(const struct industries *all, text code);

/* From what was typed: "C3217", "3217", "c32", "C", "3217 镁冶炼", or an exact name when only one industry has it (the
 * narrowest, when a division's only class is called the same). Refused: a wrong letter, an unknown code, any other text. Blank gives NULL. */
err industry_read(struct arena *a, text typed, const struct industries *all, const struct industry **ret);

/* What is shown and written out: "C3217" */
text industry_written(struct arena *a, const struct industry *i);

#endif
