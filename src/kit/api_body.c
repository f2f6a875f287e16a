/* The body of an API request as the input of an act. JSON has types, so a value of the wrong one is refused at its field, not
 * converted; a name that is no field is refused too, so that a slip of the pen is not lost without a word. See api.h.
 */
#include "api.h"

#include "kit/json.h"
#include "kit/words.h"

#include <sodium.h>

static const struct word *kind_word(const struct json *v)
{
    switch (json_kind(v)) {
    case JSON_IS_TEXT: return &w_api_is_text;
    case JSON_IS_INT:
    case JSON_IS_REAL: return &w_api_is_number;
    case JSON_IS_BOOL: return &w_api_is_flag;
    case JSON_IS_ARRAY: return &w_api_is_array;
    case JSON_IS_OBJECT: return &w_api_is_object;
    default: return &w_api_is_null;
    }
}

static const struct word *want_word(const struct field *f)
{
    switch (f->kind) {
    case KIND_codes: return &w_api_is_array;
    case KIND_money:
    case KIND_number:
    case KIND_degree: return &w_api_is_number;
    case KIND_flag: return &w_api_is_flag;
    default: return &w_api_is_text;
    }
}

static err wrong_type(struct call *c, const char *name, const struct word *want, const struct json *v)
{
    return FAIL(c->arena, E_INPUT, w_api_type, .field = name,
                .args = {ARG_TEXT("name", text_of(name)), ARG_WORD("want", want), ARG_WORD("got", kind_word(v))});
}

/* An array of keys as the set is stored. */
static err read_codes(struct call *c, const struct field *f, const struct json *v, text *ret)
{
    LIST(text) parts = {0};

    for (size_t i = 0; i < json_count(v); i++) {
        text one;
        if (!json_text(json_item(v, i), &one))
            return wrong_type(c, f->name, &w_api_is_text, json_item(v, i));
        if (!one.n || text_find(one, T(",")) >= 0)
            return FAIL(c->arena, E_INPUT, w_field_unknown_code, .field = f->name,
                        .args = {ARG_WORD("field", &f->label), ARG_TEXT("value", one)});
        list_push(&parts, c->arena) = one;
    }
    *ret = parts.n ? text_join(c->arena, parts.v, parts.n, T(",")) : T("");
    return NULL;
}

err api_value(struct call *c, const struct field *f, const struct json *v, void *values)
{
    const struct word *want = want_word(f);
    text typed = T("");

    if (json_kind(v) != JSON_IS_NULL) {
        if (kind_word(v) != want)
            return wrong_type(c, f->name, want, v);
        if (f->kind == KIND_codes)
            TRY(read_codes(c, f, v, &typed));
        else
            json_plain(c->arena, v, &typed);
    }
    return field_parse(c->arena, f, typed, PLAIN, values);
}

err api_body(struct req *q, const struct json **ret)
{
    struct call *c = &q->call;
    text type = http_body_type(q->http), body = http_body(q->http);

    *ret = NULL;
    if (!type.n)
        return NULL;
    if (!text_eqz(type, "application/json"))
        return FAIL(c->arena, E_MEDIA, w_api_media);
    TRY(json_parse(c->arena, body, NULL, ret));
    if (json_kind(*ret) != JSON_IS_OBJECT)
        return FAIL(c->arena, E_INPUT, w_api_object, .args = {ARG_WORD("got", kind_word(*ret))});
    return NULL;
}

/* What a client read it may send back: the id must be that of the address, the time is passed over. */
static bool is_head(struct req *q, text key, const struct json *v)
{
    text n;

    if (text_eqz(key, "id"))
        return http_param(q->http, "id").p && json_text(v, &n) && text_eq(n, http_param(q->http, "id"));
    return text_eqz(key, "changed_at") && http_param(q->http, "id").p;
}

static err unknown(struct call *c, const struct record *t, text key)
{
    return FAIL(c->arena, E_INPUT, w_api_unknown, .field = text_z(c->arena, key),
                .args = {ARG_TEXT("name", key), ARG_WORD("record", &t->label)});
}

static err take_field(struct req *q, const struct record *t, text key, const struct json *v, struct input *in)
{
    struct call *c = &q->call;
    const struct field *f = record_field(t, key);

    if (!f || !field_visible(c, f))
        return unknown(c, t, key);
    fieldset_add(&in->set, record_index(t, f));
    return api_value(c, f, v, in->values);
}

err api_fields(struct req *q, const struct record *t, const struct json *j, struct input *in)
{
    const struct json *v;
    void *at = NULL;
    err faults = NULL;
    text key;

    while (json_each(j, &at, &key, &v))
        faults = error_also(q->call.arena, faults, take_field(q, t, key, v, in));
    return faults;
}

static err take_text(struct req *q, const char *name, const struct json *v, text *ret)
{
    return json_text(v, ret) ? NULL : wrong_type(&q->call, name, &w_api_is_text, v);
}

/* ["123", 456]: records that the writer was asked about and says are others. */
static err take_distinct(struct req *q, const struct json *v, text *ret)
{
    LIST(text) ids = {0};

    if (json_kind(v) != JSON_IS_ARRAY)
        return wrong_type(&q->call, "distinct_from", &w_api_is_array, v);
    for (size_t i = 0; i < json_count(v); i++) {
        text one;
        if (!json_plain(q->call.arena, json_item(v, i), &one))
            return wrong_type(&q->call, "distinct_from", &w_api_is_array, v);
        list_push(&ids, q->call.arena) = one;
    }
    *ret = ids.n ? text_join(q->call.arena, ids.v, ids.n, T(",")) : NO_TEXT;
    return NULL;
}

static err take_member(struct req *q, const struct record *t, unsigned takes, text key, const struct json *v,
                       struct input *in)
{
    bool fields = takes & API_FIELDS, reason = takes & API_REASON && text_eqz(key, "reason"),
         to = takes & API_TO && text_eqz(key, "to");

    if (is_head(q, key, v))
        return NULL;
    if (takes & API_DISTINCT && text_eqz(key, "distinct_from"))
        return take_distinct(q, v, &in->distinct);
    if (takes & API_VERSION && text_eqz(key, "version"))
        return json_int(v, &in->version) && in->version > 0 ? NULL
                                                            : wrong_type(&q->call, "version", &w_api_is_count, v);
    if (reason || to)
        TRY(take_text(q, reason ? "reason" : "to", v, reason ? &in->reason : &in->to));
    if (fields && (record_field(t, key) || !(reason || to))) /* a record may have a field of that name itself */
        return take_field(q, t, key, v, in);
    return reason || to ? NULL : unknown(&q->call, t, key);
}

/* If-Match: "3", W/"3" or 3. */
static err take_if_match(struct req *q, struct input *in)
{
    text t = text_trim(http_header(q->http, "If-Match"));
    int64_t n;

    if (!t.n)
        return NULL;
    if (text_starts(t, T("W/")))
        t = text_sub(t, 2, t.n);
    if (t.n > 2 && t.p[0] == '"')
        t = text_sub(t, 1, t.n - 2);
    if (!text_int(t, &n) || n < 1 || (in->version && in->version != n))
        return FAIL(q->call.arena, E_INPUT, w_api_if_match, .field = "If-Match");
    in->version = n;
    return NULL;
}

/* The key names this request: the same key with another body is a mistake of the client, not a repetition. */
static err take_key(struct req *q, struct input *in)
{
    struct arena *a = q->call.arena;
    text key = text_trim(http_header(q->http, "Idempotency-Key")), parts;
    unsigned char hash[32];
    char *hex = arena_alloc(a, 2 * sizeof(hash) + 1);

    if (!http_header(q->http, "Idempotency-Key").p)
        return NULL;
    if (!key.n || key.n > API_KEY_MOST || !text_valid(key))
        return FAIL(a, E_INPUT, w_api_key, .field = "Idempotency-Key", .args = {ARG_INT("most", API_KEY_MOST)});
    parts = text_fmt(a, "%.*s %.*s\n%.*s\n%.*s", TEXT_ARG(http_method_name(q->http)), TEXT_ARG(http_target(q->http)),
                     TEXT_ARG(http_header(q->http, "If-Match")), TEXT_ARG(http_body(q->http)));
    crypto_generichash(hash, sizeof(hash), (const unsigned char *)parts.p, parts.n, NULL, 0);
    sodium_bin2hex(hex, 2 * sizeof(hash) + 1, hash, sizeof(hash));
    in->key = key;
    in->digest = text_of(hex);
    return NULL;
}

err api_read(struct req *q, const struct record *t, unsigned takes, struct input *ret)
{
    struct arena *a = q->call.arena;
    struct input in = {.values = record_new(a, t)};
    const struct json *j, *v;
    void *at = NULL;
    err faults = NULL;
    text key;

    TRY(api_body(q, &j));
    while (j && json_each(j, &at, &key, &v))
        faults = error_also(a, faults, take_member(q, t, takes, key, v, &in));
    if (takes & API_VERSION)
        faults = error_also(a, faults, take_if_match(q, &in));
    faults = error_also(a, faults, take_key(q, &in));
    *ret = in;
    return faults;
}
