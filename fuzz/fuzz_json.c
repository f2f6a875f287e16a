/* JSON from outside: whatever is taken is written again as JSON that reads the same. */
#include "kit/json.h"

static void write_value(struct arena *a, struct json_out *w, const struct json *j)
{
    const struct json *value;
    void *at = NULL;
    text key, plain;

    switch (json_kind(j)) {
    case JSON_IS_OBJECT:
        json_open(w, '{');
        while (json_each(j, &at, &key, &value)) {
            json_key_text(w, key);
            write_value(a, w, value);
        }
        json_close(w);
        break;
    case JSON_IS_ARRAY:
        json_open(w, '[');
        for (size_t i = 0; i < json_count(j); i++)
            write_value(a, w, json_item(j, i));
        json_close(w);
        break;
    case JSON_IS_TEXT:
        json_text(j, &plain);
        json_item_put(w, plain);
        break;
    case JSON_IS_NULL: json_put_null(w); break;
    default: /* a real like 1e300 is read again as it is written; what it loses, it loses the first time */
        json_plain(a, j, &plain);
        out_raw(json_value(w), plain);
        break;
    }
}

static void write_all(struct arena *a, struct out *o, const struct json *j)
{
    struct json_out w;

    out_init(o, 1 << 22, LANG_ZH);
    w = json_begin(o);
    write_value(a, &w, j);
    json_end(&w);
}

/* 23E3 is written as 23000. */
static enum json_kind kind_of(const struct json *j)
{
    return json_kind(j) == JSON_IS_REAL ? JSON_IS_INT : json_kind(j);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const struct json_limits limits = {.bytes = 1 << 16, .values = 10000};
    struct arena *a = arena_new(1 << 24);
    const struct json *j, *again;
    struct out first, second;

    if (!json_parse(a, (text){(const char *)p, n}, &limits, &j)) {
        write_all(a, &first, j);
        if (json_parse(a, out_text(&first), NULL, &again))
            abort();
        write_all(a, &second, again);
        if (kind_of(j) != kind_of(again) || json_count(j) != json_count(again) || second.n == 0)
            abort();
        out_free(&first);
        out_free(&second);
    }
    arena_free(a);
    return 0;
}
