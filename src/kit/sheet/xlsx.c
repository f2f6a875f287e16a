/* An .xlsx: which parts it has, its sheets, styles and shared strings. Names are compared without their prefix, so the
 * transitional and the strict dialect, and writers with odd prefixes, read the same. */
#include "kit/sheet/xlsx.h"

/* ---- relations ---- */

struct relation {
    text key, type, target;
};
struct relations {
    struct xml x;
    LIST(struct relation) v;
};

static void relation_start(void *data, const char *name, const char **attributes)
{
    struct relations *r = data;
    struct arena *a = r->x.p->a;

    if (strcmp(xml_local(name), "Relationship") || text_eq(xml_attribute(attributes, "TargetMode"), T("External")))
        return;
    if (r->v.n == 10000) {
        xml_stop(&r->x, parse_broken(r->x.p, "relations"));
        return;
    }
    list_push(&r->v, a) = (struct relation){text_copy(a, xml_attribute(attributes, "Id")), text_copy(a, xml_attribute(attributes, "Type")),
                                            text_copy(a, xml_attribute(attributes, "Target"))};
}

static ptrdiff_t last_slash(text t)
{
    for (size_t i = t.n; i; i--)
        if (t.p[i - 1] == '/')
            return (ptrdiff_t)i - 1;
    return -1;
}

/* A target relative to the folder of the part that names it, or absolute. */
static text resolve(struct arena *a, text part, text target)
{
    text folder = text_sub(part, 0, (size_t)(last_slash(part) + 1));

    if (text_starts(target, T("/")))
        return text_sub(target, 1, target.n);
    for (;;) {
        if (text_starts(target, T("./"))) {
            target = text_sub(target, 2, target.n);
        } else if (text_starts(target, T("../"))) {
            target = text_sub(target, 3, target.n);
            folder = text_sub(folder, 0, folder.n ? folder.n - 1 : 0);
            folder = text_sub(folder, 0, (size_t)(last_slash(folder) + 1));
        } else {
            break;
        }
    }
    return text_fmt(a, "%.*s%.*s", TEXT_ARG(folder), TEXT_ARG(target));
}

static err relations_read(struct xlsx *w, text part, struct relations *r)
{
    struct arena *a = w->p->a;
    size_t cut = (size_t)(last_slash(part) + 1);
    text folder = text_sub(part, 0, cut), file = text_sub(part, cut, part.n);
    text rels = text_fmt(a, "%.*s_rels/%.*s.rels", TEXT_ARG(folder), TEXT_ARG(file));

    if (!book_has(&w->book, rels))
        return NULL;
    TRY(book_xml(&w->book, rels, PART_SMALL, &(struct xml_calls){.start = relation_start}, &r->x));
    for (size_t i = 0; i < r->v.n; i++)
        r->v.v[i].target = resolve(a, part, r->v.v[i].target);
    return NULL;
}

err xlsx_relates(struct xlsx *w, text part, text type, bool *ret)
{
    struct relations r = {0};

    TRY(relations_read(w, part, &r));
    *ret = false;
    for (size_t i = 0; i < r.v.n; i++)
        *ret |= text_ends(r.v.v[i].type, type);
    return NULL;
}

/* ---- workbook ---- */

struct workbook {
    struct xml x;
    struct xlsx *w;
    struct relations *relations;
};

static bool truth(text t)
{
    return text_eq(t, T("1")) || text_eq(t, T("true")) || text_eq(t, T("on"));
}

static const char *attribute_with_prefix(const char **attributes, const char *local)
{
    for (; *attributes; attributes += 2)
        if (strchr(attributes[0], ':') && !strcmp(xml_local(attributes[0]), local))
            return attributes[1];
    return "";
}

static void sheet_element(struct workbook *b, const char **attributes)
{
    struct arena *a = b->x.p->a;
    text key = text_of(attribute_with_prefix(attributes, "id")), state = xml_attribute(attributes, "state");

    for (size_t i = 0; i < b->relations->v.n; i++) {
        const struct relation *r = &b->relations->v.v[i];
        if (!text_eq(r->key, key) || !text_ends(r->type, T("/worksheet")))
            continue; /* charts and macros have no cells */
        list_push(&b->w->sheets, a) = (struct sheet_info){.name = text_copy(a, xml_attribute(attributes, "name")),
                                                          .hidden = !text_empty(state) && !text_eq(state, T("visible"))};
        list_push(&b->w->parts, a) = r->target;
        break;
    }
    if (b->w->sheets.n > SHEET_LIST_MAX || xml_attribute(attributes, "name").n > 1000)
        xml_stop(&b->x, parse_broken(b->x.p, "workbook.xml"));
}

static void workbook_start(void *data, const char *name, const char **attributes)
{
    struct workbook *b = data;
    const char *local = xml_local(name);

    if (!strcmp(local, "workbookPr"))
        b->w->epoch_1904 = truth(xml_attribute(attributes, "date1904"));
    else if (!strcmp(local, "sheet"))
        sheet_element(b, attributes);
}

/* A zip that is no .xlsx: what is it? */
static err other_zip(struct xlsx *w)
{
    static const struct { const char *part; const struct word *what; bool table; } known[] = {
        {"xl/workbook.bin", &w_sheet_is_xlsb, true},       {"word/document.xml", &w_sheet_is_word, false},
        {"ppt/presentation.xml", &w_sheet_is_presentation, false}, {"content.xml", &w_sheet_is_ods, true},
    };

    for (size_t i = 0; i < COUNT(known); i++)
        if (book_has(&w->book, text_of(known[i].part)))
            return known[i].table ? FAIL(w->p->a, E_INPUT, w_sheet_other_format, .args = {ARG_WORD("what", known[i].what)})
                                  : FAIL(w->p->a, E_INPUT, w_sheet_not_a_workbook, .args = {ARG_WORD("what", known[i].what)});
    return FAIL(w->p->a, E_INPUT, w_sheet_not_a_workbook, .args = {ARG_WORD("what", &w_sheet_is_archive)});
}

static text find_workbook(struct xlsx *w, const struct relations *r)
{
    for (size_t i = 0; i < r->v.n; i++)
        if (text_ends(r->v.v[i].type, T("/officeDocument")) && book_has(&w->book, r->v.v[i].target))
            return r->v.v[i].target;
    return T("xl/workbook.xml");
}

err xlsx_workbook(struct xlsx *w)
{
    struct relations root = {0}, relations = {0};
    struct workbook b = {.w = w, .relations = &relations};
    text part;

    TRY(relations_read(w, T(""), &root));
    part = find_workbook(w, &root);
    if (!book_has(&w->book, part) || text_ends(part, T(".bin")) || text_has(part, T("document.xml")) || text_has(part, T("presentation.xml")))
        return other_zip(w);
    TRY(relations_read(w, part, &relations));
    for (size_t i = 0; i < relations.v.n; i++) {
        if (text_ends(relations.v.v[i].type, T("/sharedStrings")))
            w->strings_part = relations.v.v[i].target;
        if (text_ends(relations.v.v[i].type, T("/styles")))
            w->styles_part = relations.v.v[i].target;
    }
    TRY(book_xml(&w->book, part, PART_SMALL, &(struct xml_calls){.start = workbook_start}, &b.x));
    return w->sheets.n ? NULL : parse_broken(w->p, "workbook.xml");
}

/* ---- styles ---- */

struct styles {
    struct xml x;
    struct xlsx *w;
    bool in_cells;
    LIST(struct format { int64_t id; enum number_format format; }) custom;
};

static void style_start(void *data, const char *name, const char **attributes)
{
    struct styles *s = data;
    const char *local = xml_local(name);
    int64_t id = 0;

    if (!strcmp(local, "cellXfs"))
        s->in_cells = true;
    if (s->custom.n > 100000 || s->w->formats.n > 100000) {
        xml_stop(&s->x, parse_broken(s->x.p, "styles.xml"));
    } else if (!strcmp(local, "numFmt") && text_int(xml_attribute(attributes, "numFmtId"), &id)) {
        list_push(&s->custom, s->x.p->a) = (struct format){id, number_format_code(xml_attribute(attributes, "formatCode"))};
    } else if (!strcmp(local, "xf") && s->in_cells) {
        enum number_format format;
        (void)text_int(xml_attribute(attributes, "numFmtId"), &id);
        format = number_format_builtin(id);
        for (size_t i = 0; i < s->custom.n && i < 5000; i++)
            if (s->custom.v[i].id == id)
                format = s->custom.v[i].format;
        list_push(&s->w->formats, s->x.p->a) = (unsigned char)format;
    }
}

static void style_end(void *data, const char *name)
{
    struct styles *s = data;

    if (!strcmp(xml_local(name), "cellXfs"))
        xml_stop(&s->x, NULL);
}

err xlsx_styles(struct xlsx *w)
{
    struct styles s = {.w = w};

    if (text_empty(w->styles_part) || !book_has(&w->book, w->styles_part))
        return NULL;
    return book_xml(&w->book, w->styles_part, PART_SMALL, &(struct xml_calls){.start = style_start, .end = style_end}, &s.x);
}

/* ---- shared strings ---- */

struct shared {
    struct xml x;
    struct xlsx *w;
    struct out t;
    bool in_text;
    int phonetic; /* readings above the characters: not part of the text */
};

static void shared_start(void *data, const char *name, const char **attributes)
{
    struct shared *s = data;
    const char *local = xml_local(name);

    (void)attributes;
    if (!strcmp(local, "si"))
        s->t.n = 0;
    else if (!strcmp(local, "rPh"))
        s->phonetic++;
    else if (!strcmp(local, "t"))
        s->in_text = !s->phonetic;
}

static void shared_chars(void *data, const char *p, int n)
{
    struct shared *s = data;

    if (s->in_text)
        out_put(&s->t, p, (size_t)n);
}

static void shared_end(void *data, const char *name)
{
    struct shared *s = data;
    const char *local = xml_local(name);

    if (!strcmp(local, "t")) {
        s->in_text = false;
    } else if (!strcmp(local, "rPh")) {
        s->phonetic--;
    } else if (!strcmp(local, "si")) {
        if (out_failed(&s->t)) {
            xml_stop(&s->x, FAIL(s->x.p->a, E_INPUT, w_sheet_cell_too_long, .args = {ARG_INT("row", 0)}));
            return;
        }
        s->t.n = xlsx_unescape(s->t.p, s->t.n);
        if (!strings_add(&s->w->strings, out_text(&s->t)))
            xml_stop(&s->x, FAIL(s->x.p->a, E_INPUT, w_sheet_too_many_texts));
    }
}

err xlsx_strings(struct xlsx *w)
{
    struct shared s = {.w = w};
    err e;

    strings_init(&w->strings, w->p->a);
    if (text_empty(w->strings_part) || !book_has(&w->book, w->strings_part))
        return NULL;
    out_init(&s.t, SHEET_CELL_MAX, LANG_ZH);
    e = book_xml(&w->book, w->strings_part, PART_LARGE, &(struct xml_calls){shared_start, shared_end, shared_chars}, &s.x);
    out_free(&s.t);
    return e;
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* The character of "_x000D_" at p, −1 when it is none. */
static int32_t escaped(const char *p, size_t n)
{
    int32_t c = 0;

    if (n < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
        return -1;
    for (int i = 2; i < 6; i++) {
        if (hex(p[i]) < 0)
            return -1;
        c = c * 16 + hex(p[i]);
    }
    return c >= 0xd800 && c < 0xe000 ? -1 : c;
}

size_t xlsx_unescape(char *p, size_t n)
{
    char *at = n ? memmem(p, n, "_x", 2) : NULL;
    size_t to, from;

    if (!at)
        return n;
    for (to = from = (size_t)(at - p); from < n;) {
        int32_t c = escaped(p + from, n - from);
        if (c < 0) {
            p[to++] = p[from++];
            continue;
        }
        if (c >= 0x20 || c == '\t' || c == '\n' || c == '\r') /* other control characters mean nothing to a reader */
            to += text_put_char(p + to, (uint32_t)c);
        from += 7;
    }
    return to;
}

/* ---- all of it ---- */

/* <dimension ref="A1:T45"/> stands at the very start of a sheet; an estimate, for the choice of the sheet. */
static void dimension(struct xlsx *w, size_t i)
{
    CLEAN(part_close) struct part part = {0};
    char head[2048];
    size_t n = 0;
    struct sheet_range r;
    text rest, t;

    if (part_open(&w->book, w->parts.v[i], PART_LARGE, &part) || part_read(&part, head, sizeof(head), &n))
        return;
    t = (text){head, n};
    if (text_find(t, T("dimension ref=\"")) < 0)
        return;
    t = text_sub(t, (size_t)text_find(t, T("dimension ref=\"")) + 15, n);
    t = text_cut(t, '"', &rest);
    if (rest.p && parse_range(t, &r)) {
        w->sheets.v[i].rows = r.row_to;
        w->sheets.v[i].columns = r.column_to + 1;
    }
}

static err chosen(struct xlsx *w)
{
    struct parse_begin begin = {.format = SHEET_XLSX};

    TRY(parse_choose(w->p, w->sheets.v, w->sheets.n, &begin.chosen));
    TRY(xlsx_styles(w));
    TRY(xlsx_strings(w));
    TRY(xlsx_merges(w, w->parts.v[begin.chosen], &begin.rows_expected));
    if (!begin.rows_expected)
        begin.rows_expected = w->sheets.v[begin.chosen].rows;
    parse_begin(w->p, &begin);
    return xlsx_rows(w, w->parts.v[begin.chosen]);
}

err xlsx_parse(struct parse *p)
{
    struct xlsx w = {.p = p};
    err e = book_open(p, &w.book);

    if (!e)
        e = xlsx_workbook(&w);
    for (size_t i = 0; !e && i < w.sheets.n; i++) {
        if (i < 50)
            dimension(&w, i);
        wire_sheet(p->o, w.sheets.v[i].name, w.sheets.v[i].hidden, w.sheets.v[i].rows, w.sheets.v[i].columns);
    }
    if (!e)
        e = chosen(&w);
    book_close(&w.book);
    return e;
}
