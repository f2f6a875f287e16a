/* The routes as a tree of segments, built once at start. A literal segment is tried before {id}; when the literal leads
 * nowhere, {id} is tried as well. Two routes that would catch the same requests are refused.
 */
#include "kit/http_own.h"

struct route_node {
    struct route_node *next;  /* the next sibling */
    struct route_node *first; /* the first literal child */
    struct route_node *any;   /* the child for {id} */
    text segment;
    const struct http_route *at[HTTP_METHODS];
};

static const char *const method_names[HTTP_METHODS] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

const char *http_method_z(enum http_method m)
{
    return m < HTTP_METHODS ? method_names[m] : "?";
}

static struct route_node *child(struct arena *a, struct route_node *of, text segment)
{
    bool any = segment.n > 2 && segment.p[0] == '{' && segment.p[segment.n - 1] == '}';
    struct route_node **at = any ? &of->any : &of->first;

    while (*at && !any && !text_eq((*at)->segment, segment))
        at = &(*at)->next;
    if (!*at) {
        *at = ARENA_NEW(a, struct route_node);
        (*at)->segment = segment;
    }
    return *at;
}

static bool well_formed(const struct http_route *r)
{
    text path = text_of(r->path);

    return path.n && path.p[0] == '/' && !memchr(path.p, '?', path.n) && !memchr(path.p, '%', path.n) &&
           r->method < HTTP_METHODS;
}

static err add(struct arena *a, struct route_node *root, const struct http_route *r)
{
    struct route_node *at = root;
    text rest = text_of(r->path), segment;
    size_t n = 0;

    if (!well_formed(r))
        return FAIL(a, E_SYSTEM, w_http_route_malformed, .args = {ARG_TEXT("path", text_of(r->path))});
    rest = text_sub(rest, 1, rest.n - 1);
    while (text_each(&rest, '/', &segment)) {
        if (++n > HTTP_SEGMENTS || (text_has(segment, T("{")) && (segment.p[0] != '{' || !text_ends(segment, T("}")))))
            return FAIL(a, E_SYSTEM, w_http_route_malformed, .args = {ARG_TEXT("path", text_of(r->path))});
        at = child(a, at, segment);
    }
    if (at->at[r->method])
        return FAIL(a, E_SYSTEM, w_http_route_twice,
                    .args = {ARG_TEXT("method", text_of(http_method_z(r->method))), ARG_TEXT("path", text_of(r->path)),
                             ARG_TEXT("other", text_of(at->at[r->method]->path))});
    at->at[r->method] = r;
    return NULL;
}

err http_routes_build(const struct http_options *o, struct arena *a, struct route_node **ret)
{
    struct route_node *root = ARENA_NEW(a, struct route_node);

    for (size_t t = 0; t < o->table_count; t++)
        for (size_t i = 0; i < o->tables[t].n; i++)
            TRY(add(a, root, &o->tables[t].v[i]));
    *ret = root;
    return NULL;
}

static const struct http_route *find(const struct route_node *at, enum http_method method, const text *segments, size_t n,
                                     unsigned *allowed)
{
    const struct http_route *r;

    if (n == 0) {
        for (unsigned m = 0; m < HTTP_METHODS; m++)
            *allowed |= at->at[m] ? 1u << m : 0;
        return method < HTTP_METHODS ? at->at[method] : NULL;
    }
    for (const struct route_node *c = at->first; c; c = c->next)
        if (text_eq(c->segment, segments[0]) && (r = find(c, method, segments + 1, n - 1, allowed)))
            return r;
    return at->any && segments[0].n ? find(at->any, method, segments + 1, n - 1, allowed) : NULL;
}

const struct http_route *http_route_find(const struct route_node *root, enum http_method method, const text *segments,
                                         size_t n, unsigned *ret_allowed)
{
    *ret_allowed = 0;
    return find(root, method, segments, n, ret_allowed);
}

size_t http_route_count(const struct http_server *s)
{
    size_t n = 0;

    for (size_t t = 0; t < s->o.table_count; t++)
        n += s->o.tables[t].n;
    return n;
}

const struct http_route *http_route_at(const struct http_server *s, size_t i)
{
    for (size_t t = 0; t < s->o.table_count; t++) {
        if (i < s->o.tables[t].n)
            return &s->o.tables[t].v[i];
        i -= s->o.tables[t].n;
    }
    return NULL;
}
