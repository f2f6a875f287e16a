/* Markdown to HTML, line by line: see markdown.h. */
#include "markdown.h"

enum block { NOTHING, PARAGRAPH, BULLETS, NUMBERS, TABLE, CODE, FENCE };

struct writer {
    struct arena *a;
    struct out o;
    enum block open;
    size_t rows;      /* of the open table */
    size_t headings;
    text last;        /* the line before, of a paragraph or an item that may go on */
    markdown_headings *list;
};

static void plain(struct writer *w, text t)
{
    out_html(&w->o, t);
}

/* The text up to `mark`, and what stands behind it; false when it is not there. */
static bool upto(text t, text mark, text *ret, text *rest)
{
    ptrdiff_t at = text_find(t, mark);

    if (at <= 0)
        return false;
    *ret = text_sub(t, 0, (size_t)at);
    *rest = text_sub(t, (size_t)at + mark.n, t.n);
    return true;
}

static void inline_text(struct writer *w, text t);

static bool link_at(struct writer *w, text t, text *rest)
{
    bool picture = text_starts(t, T("!["));
    text label, href, behind;

    if (!upto(text_sub(t, picture ? 2 : 1, t.n), T("]("), &label, &behind) || !upto(behind, T(")"), &href, rest))
        return false;
    if (picture)
        return true;
    if (href.p[0] != '/' && href.p[0] != '#' && !text_starts(href, T("http"))) {
        inline_text(w, label); /* a file of the repository: nothing to open here */
        return true;
    }
    LIT(&w->o, "<a href=\"");
    out_url_whole(&w->o, url_of(href));
    LIT(&w->o, "\">");
    inline_text(w, label);
    LIT(&w->o, "</a>");
    return true;
}

static void inline_text(struct writer *w, text t)
{
    size_t from = 0, i = 0;
    text inner, rest;

    while (i < t.n) {
        text at = text_sub(t, i, t.n);
        bool code = at.p[0] == '`', bold = text_starts(at, T("**")), link = at.p[0] == '[' || text_starts(at, T("!["));
        if (!code && !bold && !link) {
            i++;
            continue;
        }
        plain(w, text_sub(t, from, i - from));
        from = i;
        if (code && upto(text_sub(at, 1, at.n), T("`"), &inner, &rest)) {
            LIT(&w->o, "<code>");
            plain(w, inner);
            LIT(&w->o, "</code>");
        } else if (bold && upto(text_sub(at, 2, at.n), T("**"), &inner, &rest)) {
            LIT(&w->o, "<strong>");
            inline_text(w, inner);
            LIT(&w->o, "</strong>");
        } else if (!link || !link_at(w, at, &rest)) {
            i++;
            continue;
        }
        from = i = t.n - rest.n;
    }
    plain(w, text_sub(t, from, t.n));
}

static void close_block(struct writer *w)
{
    static const char *const ends[] = {[NOTHING] = "", [PARAGRAPH] = "</p>\n", [BULLETS] = "</li></ul>\n", [NUMBERS] = "</li></ol>\n",
                                       [TABLE] = "</tbody></table></div>\n", [CODE] = "</pre>\n", [FENCE] = "</pre>\n"};

    out_raw(&w->o, text_of(ends[w->open]));
    w->open = NOTHING;
}

/* Goes on with a block of that kind, or begins one; true when it began. */
static bool open_block(struct writer *w, enum block kind, const char *begin)
{
    if (w->open == kind)
        return false;
    close_block(w);
    w->open = kind;
    out_raw(&w->o, text_of(begin));
    return true;
}

static void heading(struct writer *w, text line)
{
    int level = 0;
    text title;

    while (level < 6 && line.p[level] == '#')
        level++;
    title = text_trim(text_sub(line, (size_t)level, line.n));
    close_block(w);
    if (level == 2) {
        w->headings++;
        list_push(w->list, w->a) = (struct markdown_heading){title, text_fmt(w->a, "h%zu", w->headings)};
        out_fmt(&w->o, "<h2 id=\"h%zu\">", w->headings);
    } else {
        out_fmt(&w->o, "<h%d>", level);
    }
    inline_text(w, title);
    out_fmt(&w->o, "</h%d>\n", level);
}

static void table_row(struct writer *w, text line)
{
    text cells = text_trim(line), cell;
    const char *tag;

    if (open_block(w, TABLE, "<div class=\"dd-landing-scroll\"><table class=\"dd-table\"><thead>"))
        w->rows = 0;
    if (w->rows == 1) { /* |---|---| */
        LIT(&w->o, "</thead><tbody>");
        w->rows++;
        return;
    }
    tag = w->rows++ ? "td" : "th";
    cells = text_sub(cells, 1, cells.n > 1 && cells.p[cells.n - 1] == '|' ? cells.n - 2 : cells.n);
    LIT(&w->o, "<tr>");
    for (text rest = cells; text_each(&rest, '|', &cell);) {
        out_fmt(&w->o, "<%s>", tag);
        inline_text(w, text_trim(cell));
        out_fmt(&w->o, "</%s>", tag);
    }
    LIT(&w->o, "</tr>");
}

static void item(struct writer *w, enum block kind, text body)
{
    if (!open_block(w, kind, kind == BULLETS ? "<ul><li>" : "<ol><li>"))
        LIT(&w->o, "</li><li>");
    w->last = text_trim(body);
    inline_text(w, w->last);
}

/* Chinese is written without spaces: the end of a line between two of its characters is none either. */
static bool is_wide(uint32_t c)
{
    return char_is_han(c) || (c >= 0x3000 && c <= 0x303f) || (c >= 0xff00 && c <= 0xffef);
}

static bool runs_on(text before, text after)
{
    uint32_t last = 0;

    for (text rest = before; rest.n;)
        last = text_next(&rest);
    return after.n && is_wide(last) && is_wide(text_next(&after));
}

static void code_line(struct writer *w, text line)
{
    plain(w, line);
    LIT(&w->o, "\n");
}

static void put_line(struct writer *w, text line)
{
    text bare = text_trim(line), behind;

    if (text_starts(line, T("```"))) {
        if (w->open == FENCE)
            close_block(w);
        else
            open_block(w, FENCE, "<pre class=\"dd-pre\" tabindex=\"0\">");
    } else if (w->open == FENCE) {
        code_line(w, line);
    } else if (!bare.n) {
        close_block(w);
    } else if (text_starts(line, T("    ")) && w->open != BULLETS && w->open != NUMBERS) {
        open_block(w, CODE, "<pre class=\"dd-pre\" tabindex=\"0\">");
        code_line(w, text_sub(line, 4, line.n));
    } else if (line.p[0] == '#') {
        heading(w, line);
    } else if (line.p[0] == '|') {
        table_row(w, line);
    } else if (text_starts(line, T("- "))) {
        item(w, BULLETS, text_sub(line, 2, line.n));
    } else if (line.p[0] >= '0' && line.p[0] <= '9' && text_cut(line, '.', &behind).n <= 2 && text_starts(behind, T(" "))) {
        item(w, NUMBERS, behind);
    } else {
        bool begun = w->open != BULLETS && w->open != NUMBERS && open_block(w, PARAGRAPH, "<p>");
        if (!begun && !runs_on(w->last, bare))
            LIT(&w->o, "\n");
        w->last = bare;
        inline_text(w, bare);
    }
}

struct markup markdown_html(struct arena *a, text document, text *ret_title, markdown_headings *ret_headings)
{
    struct writer w = {.a = a, .list = ret_headings};
    text line, html;

    out_init(&w.o, 4 << 20, LANG_ZH);
    for (text rest = document; text_each(&rest, '\n', &line);)
        if (text_starts(line, T("# ")))
            *ret_title = text_trim(text_sub(line, 2, line.n));
        else
            put_line(&w, line);
    close_block(&w);
    html = text_copy(a, out_text(&w.o));
    out_free(&w.o);
    return markup_trusted(html);
}
