/* URLs and queries: see url.h. */
#include "kit/url.h"

#include "kit/words.h"

enum { URL_MAX = 1 << 20 };

/* ---- whole URLs -------------------------------------------------------------------------------------------------- */

/* Browsers drop tabs and line breaks within a URL and read \ as /, so neither may be there. */
static bool is_clean(text t)
{
    for (size_t i = 0; i < t.n; i++)
        if ((unsigned char)t.p[i] <= ' ' || t.p[i] == '\\' || t.p[i] == 0x7f)
            return false;
    return true;
}

static bool is_rooted(text t)
{
    return t.n && t.p[0] == '/' && (t.n == 1 || t.p[1] != '/');
}

struct url url_of(text t)
{
    bool here = is_rooted(t) || (t.n && (t.p[0] == '?' || t.p[0] == '#'));

    if (is_clean(t) && (here || text_starts(t, T("http://")) || text_starts(t, T("https://"))))
        return (struct url){t};
    return (struct url){T("#")};
}

struct url url_local(text t, struct url otherwise)
{
    return is_clean(t) && is_rooted(t) ? (struct url){t} : otherwise;
}

/* ---- decoding ---------------------------------------------------------------------------------------------------- */

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* False for a % without two digits. into: room for t.n. */
static bool decode(text t, bool plus, char *into, size_t *ret_n)
{
    size_t n = 0;

    for (size_t i = 0; i < t.n; i++) {
        int high, low;
        if (t.p[i] == '%') {
            if (i + 2 >= t.n || (high = hex(t.p[i + 1])) < 0 || (low = hex(t.p[i + 2])) < 0)
                return false;
            into[n++] = (char)(high << 4 | low);
            i += 2;
        } else {
            into[n++] = t.p[i] == '+' && plus ? ' ' : t.p[i];
        }
    }
    *ret_n = n;
    return true;
}

err url_decode(struct arena *a, text t, bool plus, text *ret)
{
    text done = t;

    if (t.n && (memchr(t.p, '%', t.n) || (plus && memchr(t.p, '+', t.n)))) {
        char *into = arena_alloc(a, t.n + 1);
        if (!decode(t, plus, into, &done.n))
            return FAIL(a, E_INPUT, w_url_percent);
        done.p = into;
    }
    if (!text_valid(done))
        return FAIL(a, E_INPUT, w_url_utf8);
    *ret = done;
    return NULL;
}

/* ---- queries ----------------------------------------------------------------------------------------------------- */

err params_parse(struct arena *a, text query, size_t most, struct params *ret)
{
    struct params p = {0};

    for (text rest = query, part; text_each(&rest, '&', &part);) {
        struct param one;
        text value, name;
        if (!part.n)
            continue;
        if (p.list.n == most)
            return FAIL(a, E_TOO_LARGE, w_url_too_many, .args = {ARG_INT("most", (int64_t)most)});
        name = text_cut(part, '=', &value);
        if (!value.p)
            value = T("");
        TRY(url_decode(a, name, true, &one.name));
        TRY(url_decode(a, value, true, &one.value));
        list_push(&p.list, a) = one;
    }
    *ret = p;
    return NULL;
}

text params_get(const struct params *p, text name)
{
    size_t at = 0;
    text value;

    return params_each(p, name, &at, &value) ? value : NO_TEXT;
}

bool params_has(const struct params *p, text name)
{
    return params_get(p, name).p != NULL;
}

bool params_each(const struct params *p, text name, size_t *at, text *ret)
{
    while (*at < p->list.n) {
        const struct param *one = &p->list.v[(*at)++];
        if (text_eq(one->name, name)) {
            *ret = one->value;
            return true;
        }
    }
    return false;
}

void params_add(struct params *p, struct arena *a, text name, text value)
{
    list_push(&p->list, a) = (struct param){name, value};
}

/* Drops those of that name from place `from` on, and of that value when it isn't NULL. */
static void drop(struct params *p, text name, const text *value, size_t from)
{
    size_t n = from;

    for (size_t i = from; i < p->list.n; i++)
        if (!text_eq(p->list.v[i].name, name) || (value && !text_eq(p->list.v[i].value, *value)))
            p->list.v[n++] = p->list.v[i];
    p->list.n = n;
}

void params_set(struct params *p, struct arena *a, text name, text value)
{
    size_t i = 0;

    while (i < p->list.n && !text_eq(p->list.v[i].name, name))
        i++;
    if (i == p->list.n) {
        params_add(p, a, name, value);
        return;
    }
    p->list.v[i].value = value;
    drop(p, name, NULL, i + 1);
}

void params_remove(struct params *p, text name)
{
    if (p->list.n)
        drop(p, name, NULL, 0);
}

void params_remove_value(struct params *p, text name, text value)
{
    if (p->list.n)
        drop(p, name, &value, 0);
}

struct params params_copy(struct arena *a, const struct params *p)
{
    struct params copy = {0};

    for (size_t i = 0; i < p->list.n; i++)
        list_push(&copy.list, a) = p->list.v[i];
    return copy;
}

void params_write(struct out *o, const struct params *p)
{
    for (size_t i = 0; i < p->list.n; i++) {
        if (i)
            out_char(o, '&');
        out_escape_url(o, p->list.v[i].name);
        out_char(o, '=');
        out_escape_url(o, p->list.v[i].value);
    }
}

struct url params_url(struct arena *a, text path, const struct params *p)
{
    CLEAN(out_free) struct out o;

    out_init(&o, URL_MAX, LANG_ZH);
    out_raw(&o, path);
    if (p->list.n)
        out_char(&o, '?');
    params_write(&o, p);
    return out_failed(&o) ? (struct url){T("#")} : url_of(text_copy(a, out_text(&o)));
}
