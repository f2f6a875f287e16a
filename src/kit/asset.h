/* Style sheets, scripts and pictures of the pages, built into the program: served by itself, compressed beforehand, and
 * kept by browsers for ever, since the name holds a hash of the content. They come from ui/ (see ui/build.mjs).
 */
#ifndef DIAODU_KIT_ASSET_H
#define DIAODU_KIT_ASSET_H

#include "base/text.h"

struct asset_body {
    const unsigned char *p; /* NULL: there is none, since it would not be smaller */
    size_t n;
};

struct asset {
    const char *path;   /* "app.css" */
    const char *hashed; /* "app.3fa9c12b04d5e6f7.css" */
    const char *url;    /* "/static/app.3fa9c12b04d5e6f7.css" */
    const char *mime;   /* "text/css; charset=utf-8" */
    const char *etag;   /* with its quotes */
    struct asset_body plain, gz, br;
};

/* All of them, sorted by path. */
extern const struct asset assets[];
extern const size_t asset_count;

/* The asset that a browser asks for ("app.3fa9c12b04d5e6f7.css", what follows /static/), or NULL. */
const struct asset *asset_find(text hashed);

/* The asset called so in the source ("liaoning.svg"), or NULL. */
const struct asset *asset_named(text path);

/* The address to write into a page. `path` must exist: a page with a name that does not is a fault of the program, and
 * the answer then is "/static/missing", which the tests refuse.
 */
const char *asset_url(const char *path);

/* The body as text, for pictures that are written into the page itself. Absent when there is no such asset. */
text asset_text(const char *path);

#endif
