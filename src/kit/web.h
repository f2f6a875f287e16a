/* Pages and API above raw HTTP: who is asking, whether they may, the frame around a page.
 *
 * Every request is authorised in one place, web_handle(): session or token → roles of the route → form token → page.
 *
 *     static err page_late(struct req *q, struct out *o) { …load within q->call's scope, then write the page… }
 *     const struct route report_routes[] = {{GET, "/reports/late", page_late, WHO_OFFICE}, {0}};
 *
 * A GET changes nothing. A POST names the act it runs, so that the walk over all routes and roles knows who may.
 */
#ifndef DIAODU_KIT_WEB_H
#define DIAODU_KIT_WEB_H

#include "kit/act.h"
#include "kit/http.h"
#include "kit/json.h"
#include "kit/markup.h"
#include "kit/url.h"

struct session {
    text secret;        /* what the cookie holds; absent when it was loaded by it */
    text csrf;          /* what forms carry */
    bool must_change;   /* the password: nothing else may be done before */
    bool second;        /* a second factor is on, or it is a token, which has no use for one */
    bool needs_code;    /* of session_start: not signed in yet, `secret` is that of the step */
    struct actor actor;
    enum lang lang;
};

struct req;

struct route {
    enum http_method method;
    const char *path;                              /* "/projects/{id}"; NULL ends a table */
    err (*page)(struct req *q, struct out *o);
    unsigned roles;                                /* who may; WHO_PUBLIC: also without signing in */
    const char *act;                               /* of a POST: the act it runs, whose roles hold as well */
    unsigned flags;                                /* HTTP_LONG, HTTP_UPLOAD, ROUTE_… */
    const struct record *record;                   /* the record type whose page it is */
    const struct word *nav;                        /* a place in the navigation, under this word */
    int place;                                     /* … which: see struct record */
    const struct word *tab;                        /* with .record and {id}: a tab of each record's file, under this word */
    const char *tab_count;                         /* the figure beside it: a query for one number, $1 region, $2 record; NULL: none */
};
#define WHO_PUBLIC (1u << 30)
enum {
    ROUTE_API = 1 << 8,        /* answers JSON, errors too */
    ROUTE_NO_LEASE = 1 << 9,   /* begins with a reading connection, though it posts: see conn_to_writer */
    ROUTE_ANY_PASSWORD = 1 << 10, /* may be used while the password must be changed or a second factor set up */
    ROUTE_UNATTENDED = 1 << 11, /* the page asks by itself: no sign that somebody sits before it */
};

struct req {
    struct http_request *http;
    const struct route *route;
    struct call call;
    struct session session;
    bool signed_in;
    bool fragment;              /* htmx asks for a part of the page */
    struct params query, form;
    struct web *web;
};

/* What the program gives to the web layer. */
struct web {
    struct db *db;
    const struct route *const *tables;   /* each ended by a row without a path; earlier tables go before later ones */
    size_t n_tables;
    const char *data_dir;                /* files, uploads under way */
    struct file_store *files;            /* opened by web_start in data_dir; NULL without one */
    err (*session_load)(struct call *c, text secret, struct session *ret);
    err (*token_load)(struct call *c, text secret, struct session *ret);
    bool secure_cookies;
    bool second_factor;                  /* nobody works without one */
    const struct route *const *routes;   /* by web_start: all of them, in the order they are tried */
    size_t n_routes;
};

/* Starts the server over these routes. The web must outlive it. */
err web_start(struct web *w, const struct http_options *options, struct arena *a, struct http_server **ret);

/* All routes in the order they are tried, for `diaodu routes` and for the walk over roles. */
const struct route *const *web_routes(const struct web *w, struct arena *a, size_t *ret_n);

extern const char session_cookie[]; /* "dd_session" */

/* --- for pages ------------------------------------------------------------------------------------------------------------ */

id req_id(const struct req *q, const char *param);          /* 0 when the path has no such number */
bool req_may(const struct req *q, const char *act);         /* by role */
enum lang req_lang(const struct req *q);

/* The frame: head, navigation, search, who is signed in. */
struct nav_item {
    const char *path;
    const struct word *word;
    bool here;
    int place;
};
/* Places that a narrow bar has room for; what stands behind them is under one word. */
enum { NAV_SHOWN = 10 };
struct frame {
    struct req *q;
    text title;                     /* for the window */
    text path;                      /* this page's address without the language switch */
    LIST(struct nav_item) nav, acts; /* pages; what can be opened anew, for the palette */
    size_t here;                    /* the place of nav that one is at; 0: the first, or none */
    bool sample;                    /* the province on show is made up */
    bool bare;                      /* no navigation: sign-in, errors */
    bool roomy;                     /* the reader's choice of row height */
    bool wide;                      /* the page fills the window and its table scrolls */
    struct slot body;
};

/* An answer in JSON: sets its type and begins it. json_end ends it. */
struct json_out web_json(struct req *q, struct out *o);

/* Writes a page in its frame, or only the body when a fragment is asked for. */
void web_page(struct req *q, struct out *o, const struct word *title, struct slot body);
void web_page_titled(struct req *q, struct out *o, text title, bool wide, struct slot body);

/* An error as the page or JSON that a person understands; sets the status. */
void web_error(struct req *q, struct out *o, err e);
int web_status_of(enum error_code code);

/* 303 to a place of this site, with a note that the next page shows once. */
err web_go(struct req *q, const char *path_format, ...) __attribute__((format(printf, 2, 3)));

/* JSON errors: {"error":{"code":…,"key":…,"message":…,"fields":[…],"clash":…}}; clash: JSON, absent for none. */
void web_json_error(struct out *o, err e, text clash);

/* Is this database the sample province? Known from the start. */
void web_set_sample(bool sample);

#endif
