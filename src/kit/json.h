/* JSON from outside, and JSON to outside.
 *
 * Reading:  json_parse → json_get, json_item, json_each … → json_text, json_int …; all of it goes with the arena.
 * Writing:  struct json_out w = json_begin(o); json_open(&w, '{'); json_put(&w, "name", p.name); json_key(&w, "years");
 *           json_open(&w, '['); json_item_put(&w, m); json_close(&w); json_close(&w); json_end(&w);
 * The writer streams: what has been written may have left the buffer. A key without value, a value without key, or an
 * opening that isn't closed ends the program: they are faults of the code, not of the data.
 */
#ifndef DIAODU_KIT_JSON_H
#define DIAODU_KIT_JSON_H

#include "kit/markup.h"

/* ---- reading ---- */

struct json; /* a value, with the arena that it was parsed in */

struct json_limits {
    size_t bytes, depth, values; /* 0: 8 MiB, 32, 100 000 */
};

/* The value that `t` is. E_TOO_LARGE beyond a limit, E_INPUT with line and column for anything but one JSON value in
 * UTF-8 without a NUL, and for an object that has a key twice. `limits` may be NULL. */
err json_parse(struct arena *a, text t, const struct json_limits *limits, const struct json **ret);

enum json_kind { JSON_IS_NULL, JSON_IS_BOOL, JSON_IS_INT, JSON_IS_REAL, JSON_IS_TEXT, JSON_IS_ARRAY, JSON_IS_OBJECT };
enum json_kind json_kind(const struct json *j);

size_t json_count(const struct json *j);                              /* of an array or object, else 0 */
const struct json *json_item(const struct json *j, size_t i);         /* of an array; NULL beyond its end */
const struct json *json_get(const struct json *j, const char *key);   /* of an object; NULL when it isn't there */

/* The members of an object, in their order: void *at = NULL; while (json_each(j, &at, &key, &value)) … */
bool json_each(const struct json *j, void **at, text *ret_key, const struct json **ret_value);

/* The value if it is of that kind; else false, and *ret is untouched. j may be NULL. */
bool json_text(const struct json *j, text *ret);
bool json_int(const struct json *j, int64_t *ret);
bool json_bool(const struct json *j, bool *ret);

/* A scalar as it would be typed into a form: text as it is, 12, 123.456789 (15 digits), true; null and NULL: absent.
 * False for arrays and objects. Made in the arena. */
bool json_plain(struct arena *a, const struct json *j, text *ret);

/* ---- writing ---- */

enum { JSON_OUT_DEPTH = 32 };

struct json_out {
    struct out *o;
    int depth;
    char close[JSON_OUT_DEPTH]; /* what ends each open array or object */
    bool comma, keyed;          /* a comma is due; a key has been written and waits for its value */
};

struct json_out json_begin(struct out *o);
void json_open(struct json_out *w, char bracket);  /* '{' or '[' */
void json_close(struct json_out *w);               /* the innermost */
void json_end(const struct json_out *w);           /* everything must be closed */
void json_key(struct json_out *w, const char *key);
void json_key_text(struct json_out *w, text key);
void json_put_null(struct json_out *w);

/* The buffer, for somebody else to write exactly one value into: field_json(json_value(w), …). */
struct out *json_value(struct json_out *w);

/* A value of any type that pages take (kit/markup.h): as out_json writes it, money in yuan, absent as null. */
#define json_item_put(w, v) markup_put(json_value(w), MARKUP_JSON, PIECE(v))
#define json_put(w, key, v) (json_key((w), (key)), json_item_put((w), (v)))

#endif
