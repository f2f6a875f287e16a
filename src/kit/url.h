/* URLs: whole ones that are safe to link to, and the query behind the ?, which is also what a plain form sends.
 *
 *     TRY(params_parse(a, query, PARAMS_QUERY, &p));
 *     stage = params_get(&p, T("stage"));
 *     params_remove(&p, T("stage"));                    the link of a chip's ×:
 *     link = params_url(a, T("/projects"), &p);         /projects?sort=-money
 */
#ifndef DIAODU_KIT_URL_H
#define DIAODU_KIT_URL_H

#include "base/error.h"

/* A URL that was checked, or made by kit: within this site (/…, ?…, #…) or http(s)://…. */
struct url {
    text t;
};

/* The URL `t` if it is one of those; else "#", which leads nowhere. The bytes stay where they are. */
struct url url_of(text t);

/* The same, but only within this site and from its root: for "go back to where you came from". Else `otherwise`. */
struct url url_local(text t, struct url otherwise);

/* Percent-decoding, strict: a % without two hex digits, a NUL or bytes that are no UTF-8 are E_INPUT. `plus`: + is a
 * space, as in queries and forms. What needs no decoding stays where it is. */
err url_decode(struct arena *a, text t, bool plus, text *ret);

struct param {
    text name, value;
};

/* Names with their values, in order; a name may come more than once. */
struct params {
    LIST(struct param) list;
};

enum { PARAMS_QUERY = 200, PARAMS_FORM = 2000 }; /* as many as are taken */

/* Reads `a=1&b=%E4%B8%80+x`. A name without = has the value "". More than `most`: E_TOO_LARGE; badly encoded: E_INPUT. */
err params_parse(struct arena *a, text query, size_t most, struct params *ret);

text params_get(const struct params *p, text name);                     /* the first; absent when there is none */
bool params_has(const struct params *p, text name);
bool params_each(const struct params *p, text name, size_t *at, text *ret); /* all: size_t at = 0; while (params_each(…)) */

void params_add(struct params *p, struct arena *a, text name, text value);
void params_set(struct params *p, struct arena *a, text name, text value); /* in the place of the first, the only one */
void params_remove(struct params *p, text name);
void params_remove_value(struct params *p, text name, text value);
struct params params_copy(struct arena *a, const struct params *p);

/* As a query, without the ?. */
void params_write(struct out *o, const struct params *p);

/* `path` (as it stands in a URL, /…) with the query. */
struct url params_url(struct arena *a, text path, const struct params *p);

#endif
