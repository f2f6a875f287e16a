/* The numbered migrations of schema/, built into the program in their order. */
#ifndef DIAODU_KIT_SCHEMA_H
#define DIAODU_KIT_SCHEMA_H

#include "db/db.h"

extern const struct migration schema_migrations[];
extern const size_t schema_migration_count;

#endif
