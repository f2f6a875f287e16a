/* A fresh, empty or migrated database for a test, on the engine that DIAODU_TEST_DB names (sqlite or postgres).
 * PostgreSQL databases are made in the server of DIAODU_TEST_PG; without it such a test is skipped (exit 77).
 */
#ifndef DIAODU_TEST_FIXTURE_H
#define DIAODU_TEST_FIXTURE_H

#include "db/db.h"

/* A new database; gone again with the arena. */
struct db *fixture_db(struct arena *a);
/* The same with these migrations done: a copy of one that the first who asks makes for all tests of the same schema. */
struct db *fixture_migrated_db(struct arena *a, const struct migration *v, size_t n);
/* Its URL, for a second process or pool. */
text fixture_url(void);
/* True when this run is on PostgreSQL. */
bool fixture_postgres(void);
/* Exits with 77 when the engine that is asked for is not there. Call it first in main(). */
void fixture_need_engine(void);

#endif
