/* A small blocking HTTP client for tests: one connection to a server on loopback. It checks nothing for the test; what it cannot
 * read it reports as status 0.
 */
#ifndef DIAODU_TEST_HTTP_CLIENT_H
#define DIAODU_TEST_HTTP_CLIENT_H

#include "base/out.h"

struct client {
    int fd;
    int port;
    struct arena *a;  /* answers live here */
    struct out in;    /* received and not yet read */
    text cookies;     /* sent with every request when set: "a=1; b=2" */
};

struct answer {
    int status;    /* 0: connection closed or nonsense */
    text head;     /* status line and headers as they came */
    text body;     /* chunks joined */
    bool cut;      /* the connection ended within the body */
    bool close;    /* the server closes the connection after this */
};

void client_open(struct client *c, int port, struct arena *a);
void client_close(struct client *c);
void client_send(struct client *c, text raw);                       /* as it is; errors are found by reading */
struct answer client_read(struct client *c, bool is_head);          /* the next answer */
text client_read_some(struct client *c, size_t at_most);            /* raw bytes; absent at the end */

/* One request and its answer; connects again when the server has closed. headers: lines with CRLF, or absent. */
struct answer client_call(struct client *c, const char *method, const char *target, text headers, text body);
struct answer client_get(struct client *c, const char *target);
struct answer client_post(struct client *c, const char *target, text form); /* urlencoded */

text answer_header(const struct answer *r, const char *name);       /* the first; absent */

#endif
