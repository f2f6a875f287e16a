/* styles.xml with the marked sisters of those styles that marked cells have: two fills more, and for each sister its
 * original with another fill. */
#include "kit/sheet/mark_xlsx.h"

/* ---- counting ---- */

struct counting {
    struct xml x;
    struct marker *m;
    int depth;
    bool in_fills, in_cells;
};

static void count_start(void *data, const char *name, const char **attributes)
{
    struct counting *c = data;
    const char *local = xml_local(name);

    (void)attributes;
    c->depth++;
    if (c->depth == 2) {
        c->in_fills = !strcmp(local, "fills");
        c->in_cells = !strcmp(local, "cellXfs");
    }
    c->m->n_fills += c->depth == 3 && c->in_fills;
    c->m->n_styles += c->depth == 3 && c->in_cells;
}

static void count_end(void *data, const char *name)
{
    struct counting *c = data;

    (void)name;
    c->depth--;
}

err mark_count_styles(struct marker *m)
{
    struct counting c = {.m = m};

    if (text_empty(m->w.styles_part))
        return parse_broken(m->p, "styles.xml");
    TRY(book_xml(&m->w.book, m->w.styles_part, PART_SMALL, &(struct xml_calls){.start = count_start, .end = count_end}, &c.x));
    if (!m->n_styles || !m->n_fills || m->n_styles > 60000)
        return parse_broken(m->p, "styles.xml");
    m->styles = ARENA_ARRAY(m->p->a, uint32_t, m->n_styles * 2);
    return NULL;
}

/* ---- writing ---- */

struct restyle {
    struct xml x;
    struct marker *m;
    int depth;
    bool in_fills, in_cells, keep; /* keep: inside a style that has a sister */
    size_t at; /* the number of the style at hand */
    struct out inside; /* what stands inside it */
    text *sisters; /* in order of their numbers */
    text tag; /* its start tag, without fill */
};

static void restyle_rest(void *data, const char *p, int n)
{
    struct restyle *r = data;
    text t = {p, (size_t)n};

    if (text_starts(t, T("<?xml")) && text_has(t, T("encoding")) && !text_has(t, T("UTF-8")) && !text_has(t, T("utf-8")))
        xml_stop(&r->x, parse_broken(r->x.p, "encoding"));
    zip_write_put(&r->m->zip, t);
    if (r->keep)
        out_raw(&r->inside, t);
}

/* "<cellXfs count="3"" with another count. */
static void list_start(struct restyle *r, const char *name, const char **attributes, size_t n)
{
    static const char *const without[] = {"count", NULL};

    mark_tag(&r->m->zip, name, attributes, without);
    mark_attribute(&r->m->zip, "count", text_fmt(r->x.p->a, "%zu", n));
    MARK_LIT(&r->m->zip, ">");
}

/* The start tag of a sister without its end, into the arena. */
static text sister_tag(struct restyle *r, const char *name, const char **attributes)
{
    struct out o;
    text t;

    out_init(&o, 64 * 1024, LANG_ZH);
    LIT(&o, "<");
    out_raw(&o, text_of(name));
    for (; *attributes; attributes += 2) {
        if (!strcmp(attributes[0], "fillId") || !strcmp(attributes[0], "applyFill"))
            continue;
        out_fmt(&o, " %s=\"", attributes[0]);
        out_escape_html(&o, text_of(attributes[1]));
        LIT(&o, "\"");
    }
    t = text_copy(r->x.p->a, out_text(&o));
    out_free(&o);
    return t;
}

static void restyle_start(void *data, const char *name, const char **attributes)
{
    struct restyle *r = data;
    const char *local = xml_local(name);

    r->depth++;
    if (r->depth == 2) {
        r->in_fills = !strcmp(local, "fills");
        r->in_cells = !strcmp(local, "cellXfs");
        if (r->in_fills || r->in_cells) {
            list_start(r, name, attributes, r->in_fills ? r->m->n_fills + 2 : r->m->n_styles + r->m->added.n);
            return;
        }
    }
    XML_DefaultCurrent(r->x.parser);
    if (r->depth == 3 && r->in_cells && (r->m->styles[r->at * 2] || r->m->styles[r->at * 2 + 1])) {
        r->tag = sister_tag(r, name, attributes);
        r->inside.n = 0;
        r->keep = true;
    }
}

static void make_sisters(struct restyle *r, const char *name)
{
    for (int red = 0; red < 2; red++) {
        uint32_t number = r->m->styles[r->at * 2 + (size_t)red];
        if (number)
            r->sisters[number - r->m->n_styles] =
                text_fmt(r->x.p->a, "%.*s fillId=\"%zu\" applyFill=\"1\">%.*s</%s>", TEXT_ARG(r->tag), r->m->n_fills + (size_t)red,
                         TEXT_ARG(out_text(&r->inside)), name);
    }
}

static void add_fills(struct restyle *r, text prefix)
{
    static const char *const colours[] = {"FFFFE699", "FFF8B4B4"};

    for (size_t i = 0; i < COUNT(colours); i++)
        zip_write_put(&r->m->zip, text_fmt(r->x.p->a,
                                           "<%.*sfill><%.*spatternFill patternType=\"solid\"><%.*sfgColor rgb=\"%s\"/><%.*sbgColor indexed=\"64\"/>"
                                           "</%.*spatternFill></%.*sfill>",
                                           TEXT_ARG(prefix), TEXT_ARG(prefix), TEXT_ARG(prefix), colours[i], TEXT_ARG(prefix), TEXT_ARG(prefix),
                                           TEXT_ARG(prefix)));
}

static void restyle_end(void *data, const char *name)
{
    struct restyle *r = data;
    int depth = r->depth--;

    if (depth == 3 && r->in_cells) {
        if (r->keep)
            make_sisters(r, name);
        r->keep = false;
        r->at++;
    }
    if (depth == 2 && r->in_fills)
        add_fills(r, (text){name, (size_t)(xml_local(name) - name)});
    for (size_t i = 0; depth == 2 && r->in_cells && i < r->m->added.n; i++)
        zip_write_put(&r->m->zip, r->sisters[i]);
    if (depth == 2)
        r->in_fills = r->in_cells = false;
    XML_DefaultCurrent(r->x.parser);
}

err mark_styles(struct marker *m)
{
    struct restyle r = {.m = m};
    err e;

    r.sisters = ARENA_ARRAY(m->p->a, text, m->added.n);
    out_init(&r.inside, 64 * 1024, LANG_ZH);
    zip_write_part(&m->zip, m->w.styles_part);
    e = book_xml(&m->w.book, m->w.styles_part, PART_SMALL,
                 &(struct xml_calls){.start = restyle_start, .end = restyle_end, .rest = restyle_rest}, &r.x);
    zip_write_part_end(&m->zip);
    out_free(&r.inside);
    return e;
}
