/* A server of all capabilities over the test's world, and people with tokens who ask it. */
#ifndef DIAODU_TEST_API_SITE_H
#define DIAODU_TEST_API_SITE_H

#include "../kit/http_client.h"
#include "kit/json.h"
#include "kit/pages.h"
#include "world.h"

struct guest {
    const char *login, *role;
    ref body;
    text token, cookie, csrf;
};

struct site {
    struct world *w;
    struct arena *a;
    struct web web;
    struct http_server *server;
    struct guest *guests;
    size_t n;
};

enum {
    GUEST_LEADER,
    GUEST_DRC,
    GUEST_LEAD,
    GUEST_CITY,
    GUEST_COUNTY,
    GUEST_OWNER,
    GUEST_INSPECTOR,
    GUEST_ADMIN,
    GUEST_AUDITOR,
    GUEST_DALIAN,
    GUESTS
};

/* cmocka set-up and tear-down; *state becomes the struct site. The world's own connection is given back: on SQLite there is one
 * writer. site_call leases one again. */
int site_set_up(void **state);
int site_tear_down(void **state);
#define ON_SITE(f) cmocka_unit_test_setup_teardown(f, site_set_up, site_tear_down)

/* The program itself on a writing connection, until site_done. */
struct call site_call(struct site *s);
void site_done(struct call *c);

/* One request as a guest by token; `headers` are further lines with CRLF. body may be NULL. */
struct answer site_ask(struct site *s, int guest, const char *method, const char *path, const char *headers,
                       const char *body);
/* The same, its answer parsed; fails the test unless it has this status and is JSON. */
const struct json *site_json(struct site *s, int guest, const char *method, const char *path, const char *body,
                             int status);

/* A member deep inside: "error.fields.0.field"; NULL when it is not there. */
const struct json *json_at(struct arena *a, const struct json *j, const char *path);
int64_t int_at(struct arena *a, const struct json *j, const char *path); /* ABSENT when it is none */
text text_at(struct arena *a, const struct json *j, const char *path);   /* absent when it is none */

#endif
