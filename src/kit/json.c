/* JSON by way of jansson, fenced in: see json.h. */
#include "kit/json.h"

#include <assert.h>

#include <jansson.h>

#include "kit/words.h"

enum { BYTES = 8 << 20, DEPTH = 32, VALUES = 100000 };

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* A struct json is jansson's own value under another name, so that its header stays in here. */
static const json_t *inner(const struct json *j)
{
    return (const json_t *)j;
}

static const struct json *outer(const json_t *j)
{
    return (const struct json *)j;
}

/* Depth and number of values, before any of it takes memory: an empty array is two bytes here and a hundred there. */
static err measure(struct arena *a, text t, size_t most_deep, size_t most_values)
{
    size_t depth = 0, values = 1;
    bool quoted = false;

    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (quoted) {
            i += c == '\\';
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            values++;
            if (++depth > most_deep)
                return FAIL(a, E_TOO_LARGE, w_json_deep, .args = {ARG_INT("most", (int64_t)most_deep)});
        } else if (c == ']' || c == '}') {
            depth -= depth > 0;
        } else if (c == ',') {
            values++;
        }
    }
    if (values > most_values)
        return FAIL(a, E_TOO_LARGE, w_json_many, .args = {ARG_INT("most", (int64_t)most_values)});
    return NULL;
}

static const struct word *word_of(const json_error_t *e)
{
    switch (json_error_code(e)) {
    case json_error_duplicate_key: return &w_json_twice;
    case json_error_premature_end_of_input: return &w_json_cut;
    case json_error_invalid_utf8:
    case json_error_null_character:
    case json_error_null_byte_in_key: return &w_json_utf8;
    case json_error_numeric_overflow: return &w_json_number;
    default: return &w_json_syntax;
    }
}

static void end_value(void *data)
{
    json_decref(data);
}

err json_parse(struct arena *a, text t, const struct json_limits *limits, const struct json **ret)
{
    struct json_limits l = limits ? *limits : (struct json_limits){0};
    json_error_t e;
    json_t *j;

    l.bytes = l.bytes ? l.bytes : BYTES;
    if (t.n > l.bytes)
        return FAIL(a, E_TOO_LARGE, w_json_large, .args = {ARG_INT("most", (int64_t)l.bytes / 1024)});
    TRY(measure(a, t, l.depth ? l.depth : DEPTH, l.values ? l.values : VALUES));
    j = json_loadb(t.p ? t.p : "", t.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
    if (!j)
        return FAIL(a, E_INPUT, *word_of(&e), .args = {ARG_INT("line", e.line), ARG_INT("column", e.column)});
    arena_on_end(a, end_value, j);
    *ret = outer(j);
    return NULL;
}

enum json_kind json_kind(const struct json *j)
{
    switch (json_typeof(inner(j))) {
    case JSON_OBJECT: return JSON_IS_OBJECT;
    case JSON_ARRAY: return JSON_IS_ARRAY;
    case JSON_STRING: return JSON_IS_TEXT;
    case JSON_INTEGER: return JSON_IS_INT;
    case JSON_REAL: return JSON_IS_REAL;
    case JSON_TRUE:
    case JSON_FALSE: return JSON_IS_BOOL;
    case JSON_NULL: break;
    }
    return JSON_IS_NULL;
}

size_t json_count(const struct json *j)
{
    return json_is_array(inner(j)) ? json_array_size(inner(j)) : json_object_size(inner(j));
}

const struct json *json_item(const struct json *j, size_t i)
{
    return outer(json_array_get(inner(j), i));
}

const struct json *json_get(const struct json *j, const char *key)
{
    return outer(json_object_get(inner(j), key));
}

/* jansson's iterator wants a value that may change; nothing here changes it. */
bool json_each(const struct json *j, void **at, text *ret_key, const struct json **ret_value)
{
    json_t *object = (json_t *)(uintptr_t)j;

    *at = *at ? json_object_iter_next(object, *at) : json_object_iter(object);
    if (!*at)
        return false;
    *ret_key = text_of(json_object_iter_key(*at));
    *ret_value = outer(json_object_iter_value(*at));
    return true;
}

bool json_text(const struct json *j, text *ret)
{
    if (!json_is_string(inner(j)))
        return false;
    *ret = (text){json_string_value(inner(j)), json_string_length(inner(j))};
    return true;
}

bool json_int(const struct json *j, int64_t *ret)
{
    if (!json_is_integer(inner(j)))
        return false;
    *ret = json_integer_value(inner(j));
    return true;
}

bool json_bool(const struct json *j, bool *ret)
{
    if (!json_is_boolean(inner(j)))
        return false;
    *ret = json_is_true(inner(j));
    return true;
}

bool json_plain(struct arena *a, const struct json *j, text *ret)
{
    if (!j) {
        *ret = NO_TEXT;
        return true;
    }
    switch (json_kind(j)) {
    case JSON_IS_NULL: *ret = NO_TEXT; break;
    case JSON_IS_BOOL: *ret = json_is_true(inner(j)) ? T("true") : T("false"); break;
    case JSON_IS_INT: *ret = text_fmt(a, "%lld", (long long)json_integer_value(inner(j))); break;
    case JSON_IS_REAL: *ret = text_fmt(a, "%.15g", json_real_value(inner(j))); break;
    case JSON_IS_TEXT: json_text(j, ret); break;
    case JSON_IS_ARRAY:
    case JSON_IS_OBJECT: return false;
    }
    return true;
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

struct json_out json_begin(struct out *o)
{
    return (struct json_out){.o = o};
}

static bool in_object(const struct json_out *w)
{
    return w->depth && w->close[w->depth - 1] == '}';
}

struct out *json_value(struct json_out *w)
{
    assert(in_object(w) == w->keyed);
    assert(w->depth || !w->comma);
    if (w->comma && !w->keyed)
        out_char(w->o, ',');
    w->comma = true;
    w->keyed = false;
    return w->o;
}

void json_open(struct json_out *w, char bracket)
{
    struct out *o = json_value(w);

    assert(w->depth < JSON_OUT_DEPTH && (bracket == '{' || bracket == '['));
    out_char(o, bracket);
    w->close[w->depth++] = bracket == '{' ? '}' : ']';
    w->comma = false;
}

void json_close(struct json_out *w)
{
    assert(w->depth && !w->keyed);
    out_char(w->o, w->close[--w->depth]);
    w->comma = true;
}

void json_end(const struct json_out *w)
{
    assert(!w->depth && !w->keyed && w->comma);
    (void)w;
}

void json_key_text(struct json_out *w, text key)
{
    assert(in_object(w) && !w->keyed);
    if (w->comma)
        out_char(w->o, ',');
    out_char(w->o, '"');
    out_escape_json(w->o, key);
    LIT(w->o, "\":");
    w->keyed = true;
}

void json_key(struct json_out *w, const char *key)
{
    json_key_text(w, text_of(key));
}

void json_put_null(struct json_out *w)
{
    LIT(json_value(w), "null");
}
