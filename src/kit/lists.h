/* The code lists that ship as data (config/): divisions, units, major works, industries. Filled once at start, before threads;
 * read only after. A list that ships as code stands with the capability that owns it.
 */
#ifndef DIAODU_KIT_LISTS_H
#define DIAODU_KIT_LISTS_H

#include "kit/codelist.h"
#include "kit/division.h"

/* Divisions by six characters, whole cities included (210100): a project's place. GB/T 2260 and the Shenfu zone. */
extern struct codelist list_division;
/* Units of government by two, four or six characters: 21, 2101, 210102, 21S1. */
extern struct codelist list_unit;
extern const struct codelist list_rung; /* by rung_keys of kit/call.h */
/* The cities among them, by four: 2101, 21S1. */
extern struct codelist list_city;
/* The fifteen major works. */
extern struct codelist list_works;
/* GB/T 4754: sections, divisions and what else config/industries.csv states. */
extern struct codelist list_industry;
/* The project lists of a year (§1.0): see config/list_kinds.csv. */
extern struct codelist list_lists;
/* Kinds of funds (资金类别): config/fund_kinds.csv. */
extern struct codelist list_fund_kind;
extern struct divisions all_divisions;

/* Is it a kind of central funds, whose issue puts a project on that list (§1.3)? */
bool fund_is_central(code kind);

/* Reads config/ into the lists; once. Ends the program with a message when a file is broken: it is part of the program. */
void lists_start(void);

#endif
