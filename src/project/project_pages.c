/* The project's own pages; those that every record type has come from kit/pages.h. */
#include "project/pages.h"

const struct route project_routes[] = {
    {0},
};
