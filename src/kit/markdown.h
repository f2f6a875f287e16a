/* The manual as a page: the part of Markdown that our documents are written in, as HTML. Headings, paragraphs, lists, tables, code,
 * emphasis, links within the site or to http(s). Pictures are left out: they are in the printed manual. Everything is escaped; a
 * document can hold no HTML of its own.
 */
#ifndef DIAODU_KIT_MARKDOWN_H
#define DIAODU_KIT_MARKDOWN_H

#include "kit/markup.h"

struct markdown_heading {
    text title, anchor; /* anchor: "h3", the third heading of the second level */
};
typedef LIST(struct markdown_heading) markdown_headings;

/* The document without its title line; headings of the second level for a table of contents. */
struct markup markdown_html(struct arena *a, text document, text *ret_title, markdown_headings *ret_headings);

#endif
