/* A migrated database with a few bodies and accounts, made by acts: the ground that tests of capabilities stand on. */
#ifndef DIAODU_TEST_WORLD_H
#define DIAODU_TEST_WORLD_H

#include "account/account.h"
#include "fixture.h"
#include "project/project.h"
#include "test.h"

struct world {
    struct arena *a;
    struct db *db;
    struct conn *conn;
    struct call system;                /* the program itself */
    ref province, drc, energy, shenyang, heping, dalian, owner, other_owner;
};

/* cmocka set-up and tear-down; *state becomes the struct world. */
int world_set_up(void **state);
int world_tear_down(void **state);

/* A call by somebody of that role at that body. */
struct call world_call(struct world *w, unsigned role, ref body, const char *unit);

/* The same at the usual body of the role: the owner and the county in Heping, the city Shenyang, else the commission. */
struct call world_who(struct world *w, unsigned role);
/* Sets the clock, for the program and for w->system. */
void world_at(struct world *w, const char *iso);

/* A record made by its act from "field=value" pairs (PLAIN notation), ended by NULL. */
err world_make(struct call *c, const char *act, id *ret, ...) __attribute__((sentinel));
err world_change(struct call *c, const char *act, id target, int64_t version, ...) __attribute__((sentinel));

#define IN_WORLD(f) cmocka_unit_test_setup_teardown(f, world_set_up, world_tear_down)

#endif
