/* The project's own pages; those that every record type has come from kit/pages.h. */
#ifndef DIAODU_PROJECT_PAGES_H
#define DIAODU_PROJECT_PAGES_H

#include "kit/web.h"

extern const struct route project_routes[], project_file_routes[];

#endif
