/* The table of checks, config/report_checks.csv. */
#ifndef DIAODU_REPORT_CHECK_TABLE_H
#define DIAODU_REPORT_CHECK_TABLE_H

#include "base/error.h"
#include "check_rules.h"

/* Refuses, with the row and what to mend: an unknown check, severity or ready answer, a limit that is no number, a version given
 * twice or two in force on one day, a title missing in a language, a row without source or mark. */
err checks_read(struct arena *a, text csv, struct check_rules *ret);

#endif
