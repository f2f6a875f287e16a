/* Follows HTML just far enough to know where in the page the next character stands. Used by the template compiler. */
#ifndef DIAODU_TOOL_TPL_HTML_H
#define DIAODU_TOOL_TPL_HTML_H

#include <stdbool.h>
#include <stddef.h>

enum html_state {
    AT_TEXT,      /* between tags */
    AT_LT,        /* after < */
    AT_BANG,      /* in <!doctype …> */
    AT_TAG_NAME,
    AT_TAG_LOOSE, /* in a tag, after a space: an attribute may begin */
    AT_TAG_TIGHT, /* in a tag, after a name or a value: a space or > must follow */
    AT_NAME,      /* in an attribute's name */
    AT_EQUALS,    /* after = */
    AT_VALUE,     /* in a quoted value */
    AT_UNQUOTED,
    AT_PLAIN,     /* in <title> and <textarea>: text without tags */
    AT_JSON,      /* in <script type="application/json"> */
    AT_RAW,       /* in any other <script> and in <style> */
};

enum html_kind { KIND_PLAIN, KIND_URL, KIND_JSON, KIND_CODE };        /* of an attribute */
enum url_part { URL_START, URL_PREFIX, URL_HOST, URL_REST };          /* PREFIX: what stands there may be a scheme */

struct html {
    enum html_state state;
    enum html_kind kind;
    enum url_part url;
    char quote;        /* that opened the value */
    bool closing;      /* </tag */
    bool json_type;    /* this <script> has type="application/json" */
    bool refresh;      /* this <meta> has http-equiv */
    bool in_string, escaped; /* within a JSON string */
    int pre;           /* depth of <pre> */
    char tag[32], attr[48];
    char value[32];    /* the beginning of the value: its scheme, its type */
    size_t matched;    /* characters of </tag seen within AT_PLAIN, AT_JSON, AT_RAW */
};

enum place { PLACE_HTML, PLACE_ATTR, PLACE_URL, PLACE_URL_WHOLE, PLACE_JSON, PLACE_JSON_ATTR, PLACE_NONE };

/* One character further. NULL, or what is wrong with it. */
const char *html_step(struct html *h, char c);

/* Where a value would stand now; the page moves past it. PLACE_NONE: *ret_why says why none may stand here. */
enum place html_value(struct html *h, const char **ret_why);

/* At the edge of a branch: a name that has ended, whatever its letters, is a name that has ended. */
void html_settle(struct html *h);

/* Joins another branch's end into *h; false when they stand in different places. */
bool html_join(struct html *h, const struct html *other);
bool html_same(const struct html *a, const struct html *b);

/* The place in words, for messages. */
const char *html_where(const struct html *h);

#endif
