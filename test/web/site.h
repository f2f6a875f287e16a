/* The program on a free port over a world, with one person signed in: what tests of pages stand on.
 *
 *     struct site *s = site_make(state);  …make records with s->w…  site_sign_in(s, "county", s->w->heping);  site_start(s);
 */
#ifndef DIAODU_TEST_SITE_H
#define DIAODU_TEST_SITE_H

#include "../kit/http_client.h"
#include "kit/web.h"
#include "world.h"

struct site {
    struct world *w; /* its connection is given back by site_start */
    struct web web;
    struct http_server *server;
    struct session session;
    struct client c;
};

struct site *site_make(void **state);
void site_sign_in(struct site *s, const char *role, ref body);
int site_start(struct site *s);
int site_tear_down(void **state);

/* The body of the answer, or where it leads to when 303 is expected. Fails the test on any other status. */
text site_get(struct site *s, int status, const char *target);
text site_post(struct site *s, int status, const char *target, text form);

#endif
