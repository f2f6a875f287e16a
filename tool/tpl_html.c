/* The states of HTML, one character at a time: see tpl_html.h. */
#include "tpl_html.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static bool space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static void append(char *into, size_t size, char c)
{
    size_t n = strlen(into);

    if (n + 1 < size) {
        into[n] = (char)tolower((unsigned char)c);
        into[n + 1] = '\0';
    }
}

static bool one_of(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (!strcmp(name, *list))
            return true;
    return false;
}

static enum html_kind kind_of(const struct html *h)
{
    static const char *const urls[] = {
        "href", "src", "srcset", "action", "formaction", "poster", "cite", "data", "background", "manifest", "ping",
        "xlink:href", "hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete", "hx-push-url", "hx-replace-url",
        "sse-connect", NULL};
    static const char *const json[] = {"hx-vals", "hx-headers", NULL};
    static const char *const codes[] = {"style", "srcdoc", "hx-trigger", "hx-vars", "hx-request", NULL};

    if (one_of(h->attr, urls))
        return KIND_URL;
    if (one_of(h->attr, json))
        return KIND_JSON;
    if (one_of(h->attr, codes) || (!strcmp(h->tag, "meta") && !strcmp(h->attr, "content") && h->refresh) ||
        (!strcmp(h->tag, "script") && !strcmp(h->attr, "type")))
        return KIND_CODE;
    return KIND_PLAIN;
}

static const char *value_begins(struct html *h)
{
    if (!strncmp(h->attr, "on", 2) || !strncmp(h->attr, "hx-on", 5))
        return "the pages' security policy forbids script in attributes: put it into a file of ui/";
    h->kind = kind_of(h);
    h->url = URL_START;
    h->in_string = h->escaped = false;
    h->value[0] = '\0';
    if (!strcmp(h->tag, "meta") && !strcmp(h->attr, "http-equiv"))
        h->refresh = true;
    return NULL;
}

static void value_ends(struct html *h)
{
    if (!strcmp(h->tag, "script") && !strcmp(h->attr, "type"))
        h->json_type = !strcmp(h->value, "application/json");
    h->state = AT_TAG_TIGHT;
}

static const char *scheme_check(const char *scheme)
{
    static const char *const allowed[] = {"http", "https", "mailto", "tel", NULL};

    return one_of(scheme, allowed) ? NULL : "a URL begins with /, ?, #, http:, https:, mailto: or tel:";
}

/* A character of a URL. `value` gathers what stands before the first : / ? # */
static const char *url_step(struct html *h, char c)
{
    const char *why = NULL;

    switch (h->url) {
    case URL_START:
    case URL_PREFIX:
        if (c == ':') {
            why = scheme_check(h->value);
            h->url = !strncmp(h->value, "http", 4) ? URL_HOST : URL_REST;
            snprintf(h->value, sizeof(h->value), "%s", ":");
        } else if (c == '/') {
            h->url = h->url == URL_START ? URL_HOST : URL_REST; /* perhaps //host */
            snprintf(h->value, sizeof(h->value), "%s", "/");
        } else if (c == '?' || c == '#') {
            h->url = URL_REST;
        } else {
            h->url = URL_PREFIX;
            append(h->value, sizeof(h->value), c);
        }
        break;
    case URL_HOST: /* value: ":" → ":/" → "://" host, or "/" → "//" host, or "/" path */
        if (!strcmp(h->value, "/"))
            h->url = c == '/' ? URL_HOST : URL_REST;
        else if (strlen(h->value) >= (h->value[0] == ':' ? 3 : 2))
            h->url = c == '/' || c == '?' || c == '#' ? URL_REST : URL_HOST;
        append(h->value, sizeof(h->value), c);
        break;
    case URL_REST:
        break;
    }
    return why;
}

static void json_step(struct html *h, char c)
{
    if (!h->in_string)
        h->in_string = c == '"';
    else if (h->escaped)
        h->escaped = false;
    else if (c == '\\')
        h->escaped = true;
    else if (c == '"')
        h->in_string = false;
}

static const char *tag_ends(struct html *h)
{
    bool script = !strcmp(h->tag, "script");

    h->state = AT_TEXT;
    if (h->closing) {
        if (!strcmp(h->tag, "pre") && h->pre > 0)
            h->pre--;
        return NULL;
    }
    h->matched = 0;
    h->in_string = h->escaped = false;
    if (script)
        h->state = h->json_type ? AT_JSON : AT_RAW;
    else if (!strcmp(h->tag, "style"))
        h->state = AT_RAW;
    else if (!strcmp(h->tag, "title") || !strcmp(h->tag, "textarea"))
        h->state = AT_PLAIN;
    else if (!strcmp(h->tag, "pre"))
        h->pre++;
    return NULL;
}

static void tag_begins(struct html *h, bool closing)
{
    h->closing = closing;
    h->json_type = h->refresh = false;
    h->tag[0] = '\0';
    h->state = AT_TAG_NAME;
}

/* Looks for the end tag of an element that holds no tags. */
static const char *raw_step(struct html *h, char c)
{
    size_t n = strlen(h->tag);

    if (h->state == AT_JSON)
        json_step(h, c);
    if (h->matched == n + 2 && (c == '>' || space(c))) {
        h->closing = true;
        h->state = AT_TAG_LOOSE;
        return c == '>' ? tag_ends(h) : NULL;
    }
    if (c == '<')
        h->matched = 1;
    else if (h->matched == 1 && c == '/')
        h->matched = 2;
    else if (h->matched >= 2 && h->matched < n + 2 && tolower((unsigned char)c) == h->tag[h->matched - 2])
        h->matched++;
    else
        h->matched = 0;
    return NULL;
}

static const char *loose_step(struct html *h, char c)
{
    if (space(c) || c == '/')
        return NULL;
    if (c == '>')
        return tag_ends(h);
    if (strchr("\"'=<`", c))
        return "an attribute's name is expected here";
    h->state = AT_NAME;
    h->attr[0] = '\0';
    append(h->attr, sizeof(h->attr), c);
    return NULL;
}

static const char *name_step(struct html *h, char c)
{
    if (c == '=') {
        h->state = AT_EQUALS;
        return NULL;
    }
    if (space(c) || c == '>' || c == '/') {
        h->state = AT_TAG_LOOSE;
        return loose_step(h, c);
    }
    if (strchr("\"'<", c))
        return "this can't be part of an attribute's name";
    append(h->attr, sizeof(h->attr), c);
    return NULL;
}

static const char *value_step(struct html *h, char c)
{
    if (c == h->quote) {
        value_ends(h);
        return NULL;
    }
    if (h->kind == KIND_URL)
        return url_step(h, c);
    if (h->kind == KIND_JSON)
        json_step(h, c);
    append(h->value, sizeof(h->value), c);
    if (h->kind == KIND_JSON && h->value[0] != '{')
        return "the value of this attribute is JSON and begins with {";
    return NULL;
}

static const char *lt_step(struct html *h, char c)
{
    if (c == '!') {
        h->state = AT_BANG;
        return NULL;
    }
    if (c != '/' && !isalpha((unsigned char)c))
        return "a bare < : write &lt;";
    tag_begins(h, c == '/');
    if (c != '/')
        append(h->tag, sizeof(h->tag), c);
    return NULL;
}

static const char *tag_name_step(struct html *h, char c)
{
    if (space(c) || c == '/' || c == '>') {
        h->state = AT_TAG_LOOSE;
        return h->tag[0] ? loose_step(h, c) : "a tag without a name";
    }
    append(h->tag, sizeof(h->tag), c);
    return NULL;
}

const char *html_step(struct html *h, char c)
{
    switch (h->state) {
    case AT_TEXT:
        if (c == '<')
            h->state = AT_LT;
        return NULL;
    case AT_LT: return lt_step(h, c);
    case AT_BANG:
        if (c == '>')
            h->state = AT_TEXT;
        return NULL;
    case AT_TAG_NAME: return tag_name_step(h, c);
    case AT_TAG_LOOSE: return loose_step(h, c);
    case AT_TAG_TIGHT:
        if (!space(c) && c != '>' && c != '/')
            return "a space is missing before the attribute";
        h->state = AT_TAG_LOOSE;
        return loose_step(h, c);
    case AT_NAME: return name_step(h, c);
    case AT_EQUALS:
        if (space(c) || c == '>')
            return "a value is missing after =";
        h->state = c == '"' || c == '\'' ? AT_VALUE : AT_UNQUOTED;
        h->quote = c;
        const char *why = value_begins(h);
        if (!why && h->state == AT_UNQUOTED && (h->kind == KIND_URL || h->kind == KIND_JSON))
            why = "put this attribute's value in quotes";
        if (h->state == AT_UNQUOTED)
            append(h->value, sizeof(h->value), c);
        return why;
    case AT_VALUE: return value_step(h, c);
    case AT_UNQUOTED:
        if (space(c) || c == '>') {
            value_ends(h);
            h->state = AT_TAG_LOOSE;
            return loose_step(h, c);
        }
        append(h->value, sizeof(h->value), c);
        return NULL;
    case AT_PLAIN:
    case AT_JSON:
    case AT_RAW: return raw_step(h, c);
    }
    return "lost";
}

static enum place url_value(struct html *h, const char **ret_why)
{
    switch (h->url) {
    case URL_START:
        h->url = URL_REST;
        return PLACE_URL_WHOLE;
    case URL_PREFIX:
        snprintf(h->value, sizeof(h->value), "%s", "?"); /* no scheme is called that, so a : after this is refused */
        return PLACE_URL;
    case URL_HOST: /* also after a lone /: an empty value there would make //… of it */
        *ret_why = strcmp(h->value, "/") ? "a value can't choose the host of a URL: give the whole URL as a struct url"
                                         : "a URL's first folder is written out: /project/{{…}}";
        return PLACE_NONE;
    case URL_REST: return PLACE_URL;
    }
    return PLACE_NONE;
}

static enum place json_value(struct html *h, enum place place, const char **ret_why)
{
    if (!h->in_string)
        return place;
    *ret_why = "a value within a JSON string: leave out the quotes, they are written with the value";
    return PLACE_NONE;
}

static enum place attribute_value(struct html *h, const char **ret_why)
{
    switch (h->kind) {
    case KIND_PLAIN: return PLACE_ATTR;
    case KIND_URL: return url_value(h, ret_why);
    case KIND_JSON:
        if (h->value[0])
            return json_value(h, PLACE_JSON_ATTR, ret_why);
        *ret_why = "the value of this attribute is JSON and begins with {";
        return PLACE_NONE;
    case KIND_CODE: break;
    }
    *ret_why = "no value may stand in this attribute: a browser would run it";
    return PLACE_NONE;
}

enum place html_value(struct html *h, const char **ret_why)
{
    switch (h->state) {
    case AT_TEXT:
    case AT_PLAIN: return PLACE_HTML;
    case AT_VALUE: return attribute_value(h, ret_why);
    case AT_JSON: return json_value(h, PLACE_JSON, ret_why);
    case AT_RAW: *ret_why = "no value may stand in script or style: use <script type=\"application/json\">"; break;
    case AT_EQUALS:
    case AT_UNQUOTED: *ret_why = "put the attribute's value in quotes"; break;
    default: *ret_why = "a value can't be the name of a tag or an attribute"; break;
    }
    return PLACE_NONE;
}

void html_settle(struct html *h)
{
    if (h->state == AT_TAG_NAME || h->state == AT_NAME)
        h->state = AT_TAG_TIGHT;
}

bool html_same(const struct html *a, const struct html *b)
{
    if (a->state != b->state || a->pre != b->pre)
        return false;
    if (a->state == AT_TEXT)
        return true;
    if (strcmp(a->tag, b->tag) || a->closing != b->closing || a->json_type != b->json_type || a->refresh != b->refresh)
        return false;
    if (a->state == AT_JSON)
        return a->in_string == b->in_string;
    if (a->state != AT_VALUE)
        return true;
    return !strcmp(a->attr, b->attr) && a->quote == b->quote && a->url == b->url && a->in_string == b->in_string;
}

bool html_join(struct html *h, const struct html *other)
{
    struct html o = *other;

    if (h->state == AT_TAG_LOOSE && o.state == AT_TAG_TIGHT)
        h->state = AT_TAG_TIGHT;
    if (h->state == AT_TAG_TIGHT && o.state == AT_TAG_LOOSE)
        o.state = AT_TAG_TIGHT;
    if (!html_same(h, &o))
        return false;
    if (h->state == AT_VALUE && strcmp(h->value, o.value))
        snprintf(h->value, sizeof(h->value), "%s", h->kind == KIND_JSON ? "{" : "?");
    return true;
}

const char *html_where(const struct html *h)
{
    switch (h->state) {
    case AT_TEXT: return h->pre ? "in <pre>" : "between tags";
    case AT_LT: return "after <";
    case AT_BANG: return "in <!…>";
    case AT_TAG_NAME:
    case AT_TAG_LOOSE:
    case AT_TAG_TIGHT:
    case AT_NAME: return "inside a tag";
    case AT_EQUALS: return "after =";
    case AT_VALUE: return "in an attribute's value";
    case AT_UNQUOTED: return "in a value without quotes";
    case AT_PLAIN: return "in <title> or <textarea>";
    case AT_JSON:
    case AT_RAW: return "in <script> or <style>";
    }
    return "nowhere";
}
