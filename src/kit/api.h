/* The JSON API under /api/v1: the same records and acts as the pages, out of the same descriptions. A record type has it by itself:
 *
 *     GET    /api/v1/{plural}?FIELD=…&sort=&limit=&after=&exact=    list: {"total":…,"items":[…],"next":…}
 *     POST   /api/v1/{plural}                the act NAME.create; every other act that creates: /{plural}/{verb}
 *     POST   /api/v1/{plural}/bulk           NAME.change on many, all or none
 *     GET    /api/v1/{plural}/{id}[?at=]     one record, also as it was at a point in time
 *     PATCH  /api/v1/{plural}/{id}           NAME.change; the version in the body or in If-Match
 *     DELETE /api/v1/{plural}/{id}           NAME.remove
 *     GET    /api/v1/{plural}/{id}/history
 *     POST   /api/v1/{plural}/{id}/{verb}    every further act on it
 *
 * Values are in PLAIN notation: whole yuan, ISO dates, keys of code lists, ids as texts. Errors are web_json_error's.
 * `total` is exact up to API_COUNT_BOUND; beyond, it is that bound and "total_is":"at_least" says so, unless exact=1 is asked.
 */
#ifndef DIAODU_KIT_API_H
#define DIAODU_KIT_API_H

#include "kit/pages.h"

enum { API_COUNT_BOUND = 100000, API_BULK_MOST = 500, API_KEY_MOST = 200 };
#define API_ROOT "/api/v1"

/* Appends the API's routes of all record types, its description and the page for people. */
void api_routes(struct arena *a, route_list *v);

/* --- what the files api*.c share ------------------------------------------------------------------------------------------ */

struct json;
struct json_out;

/* What a body may hold beside the record's fields. */
enum api_takes { API_FIELDS = 1, API_VERSION = 2, API_REASON = 4, API_TO = 8, API_DISTINCT = 16 };

/* The body as the input of an act: every fault is chained, with the field it concerns. Also takes version from If-Match,
 * and Idempotency-Key. An absent body is an empty one. */
err api_read(struct req *q, const struct record *t, unsigned takes, struct input *ret);
/* The body, refused unless it is JSON and an object; an absent one is NULL. */
err api_body(struct req *q, const struct json **ret);
/* One member of an object as a field of `values`. */
err api_value(struct call *c, const struct field *f, const struct json *v, void *values);
/* The members of `j` as fields; those that are not fields are refused by name. */
err api_fields(struct req *q, const struct record *t, const struct json *j, struct input *in);

/* "create" of "project.create". */
text api_verb(const struct act *act);

err api_create(struct req *q, struct out *o);
err api_change(struct req *q, struct out *o);
err api_remove(struct req *q, struct out *o);
err api_act(struct req *q, struct out *o);
err api_bulk(struct req *q, struct out *o);
err api_list(struct req *q, struct out *o);
err api_one(struct req *q, struct out *o);
err api_history(struct req *q, struct out *o);
err api_spec(struct req *q, struct out *o);
err api_page(struct req *q, struct out *o);

/* What a kind of route does, for the description and the page. */
struct api_operation {
    err (*page)(struct req *, struct out *);
    const char *name;           /* before the plural, or NULL: the act's verb */
    const struct word *summary; /* NULL: the act's label */
    unsigned takes;
    int status;
    bool finds; /* has the parameters of a filter */
};
const struct api_operation *api_operation_of(const struct route *r); /* NULL: a route that is none of these */
text api_summary(const struct route *r, enum lang lang);
/* Where the value of a field comes from and what holds of it, in one line: unit, hint, from which state on it is needed. */
void api_about(struct out *o, const struct record *t, const struct field *f);
/* The schemas of all record types, code lists and answers: the members of components.schemas. */
void api_schemas(struct json_out *w);
void api_filter_parameters(struct json_out *w, const struct record *t);

/* --- the page for people ---------------------------------------------------------------------------------------------------- */

struct api_field_view {
    const struct field *field;
    const struct word *type;
    text about;
    bool needed, derived;
};
struct api_operation_view {
    text method, path, summary, roles;
};
struct api_record_view {
    const struct record *record;
    LIST(struct api_field_view) fields;
    LIST(struct api_operation_view) operations;
};
typedef LIST(struct api_record_view) api_record_list;

#endif
