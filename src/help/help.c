/* See help.h. The documents are those of docs/, built in as data. */
#include "help.h"

#include "help/help.tpl.h"
#include "help/words.h"
#include "kit/data.h"
#include "kit/web.h"

static err page_help(struct req *q, struct out *o)
{
    markdown_headings headings = {0};
    text title = text_of(w_help_title.in[o->lang]);
    struct markup body = markdown_html(q->call.arena, data_file(o->lang == LANG_EN ? "manual.md" : "manual.zh-CN.md"), &title, &headings);

    web_page_titled(q, o, title, false, SLOT(help_page, (&(struct tpl_help_page){.title = title, .headings = &headings, .body = body})));
    return NULL;
}

static const struct route routes[] = {
    {GET, "/help", page_help, .roles = WHO_ALL},
    {0},
};

const struct capability help_capability = {.name = "help", .routes = routes};
