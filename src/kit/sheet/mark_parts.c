/* The parts around the notes of a marked .xlsx: comments, their shapes (which Excel still wants in VML), and the two lists
 * that have to name them. */
#include "kit/sheet/mark_xlsx.h"

text mark_rels_part(struct marker *m, text part)
{
    size_t cut = part.n;

    while (cut && part.p[cut - 1] != '/')
        cut--;
    return text_fmt(m->p->a, "%.*s_rels/%.*s.rels", TEXT_ARG(text_sub(part, 0, cut)), TEXT_ARG(text_sub(part, cut, part.n)));
}

/* ---- a list to which something is added before its end ---- */

struct adding {
    struct xml x;
    struct marker *m;
    text more; /* in a namespace of its own, whatever prefix the list has */
    int depth;
    bool knows_vml, has_notes;
};

static void adding_rest(void *data, const char *p, int n)
{
    struct adding *r = data;

    zip_write_put(&r->m->zip, (text){p, (size_t)n});
}

static void adding_start(void *data, const char *name, const char **attributes)
{
    struct adding *r = data;

    r->depth++;
    (void)name;
    r->knows_vml |= text_ieq(xml_attribute(attributes, "Extension"), T("vml"));
    XML_DefaultCurrent(r->x.parser);
}

static void adding_end(void *data, const char *name)
{
    struct adding *r = data;

    if (--r->depth == 0) {
        if (XML_GetCurrentByteCount(r->x.parser) == 0) /* "<Relationships/>": closed already */
            xml_stop(&r->x, parse_broken(r->x.p, name));
        zip_write_put(&r->m->zip, r->more);
        if (!r->knows_vml && text_has(r->more, T("content-types")))
            MARK_LIT(&r->m->zip, "<Default xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\" Extension=\"vml\" "
                                 "ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/>");
    }
    XML_DefaultCurrent(r->x.parser);
}

static err add_to(struct marker *m, text part, text more)
{
    struct adding r = {.m = m, .more = more};

    zip_write_part(&m->zip, part);
    TRY(book_xml(&m->w.book, part, PART_SMALL, &(struct xml_calls){.start = adding_start, .end = adding_end, .rest = adding_rest}, &r.x));
    zip_write_part_end(&m->zip);
    return NULL;
}

err mark_content_types(struct marker *m)
{
    return add_to(m, T("[Content_Types].xml"),
                  m->notes ? T("<Override xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\" PartName=\"/" MARK_NOTES_PART
                               "\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml\"/>")
                           : T(""));
}

/* ---- relations ---- */

#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define RELATIONS "http://schemas.openxmlformats.org/package/2006/relationships"
#define RELATION(id, type, target)                                                                                                         \
    "<Relationship xmlns=\"" RELATIONS "\" Id=\"" id "\" Type=\"" OFFICE type "\" Target=\"/" target "\"/>"
#define BOTH RELATION("rIdMarkedNotes", "comments", MARK_NOTES_PART) RELATION(MARK_SHAPES_ID, "vmlDrawing", MARK_SHAPES_PART)

err mark_relations(struct marker *m, text part)
{
    text rels = mark_rels_part(m, part);

    if (book_has(&m->w.book, rels))
        return add_to(m, rels, T(BOTH));
    zip_write_part(&m->zip, rels);
    MARK_LIT(&m->zip, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"" RELATIONS "\">" BOTH "</Relationships>");
    zip_write_part_end(&m->zip);
    return NULL;
}

/* ---- notes and shapes ---- */

/* Calls f for each marked cell, in order, up to SHEET_MARK_NOTES. */
static void each_note(struct marker *m, void (*f)(struct marker *, size_t i, const struct mark_row *, int column))
{
    size_t next = 0, n = 0;

    while (next < m->n && n < SHEET_MARK_NOTES) {
        struct mark_row r = mark_row(m->marks, m->n, &next, m->marks[next].row);
        for (int column = 0, after = -1; column >= 0; after = column) {
            column = -1;
            for (size_t i = 0; i < r.n; i++)
                if (r.v[i].column > after && (column < 0 || r.v[i].column < column))
                    column = r.v[i].column;
            if (column >= 0 && n < SHEET_MARK_NOTES)
                f(m, n++, &r, column);
        }
    }
}

static void one_note(struct marker *m, size_t i, const struct mark_row *r, int column)
{
    struct arena_mark mark = arena_mark(m->p->a);
    text name = sheet_column_name(m->p->a, (size_t)column);

    (void)i;
    MARK_LIT(&m->zip, "<comment authorId=\"0\"");
    mark_attribute(&m->zip, "ref", text_fmt(m->p->a, "%.*s%lld", TEXT_ARG(name), (long long)r->v[0].row));
    MARK_LIT(&m->zip, "><text><r><t xml:space=\"preserve\">");
    mark_escaped(&m->zip, mark_first_chars(mark_messages(m->p->a, r, column, T("\n")), NOTE_CHARS));
    MARK_LIT(&m->zip, "</t></r></text></comment>");
    arena_reset(m->p->a, mark);
}

/* Shapes are numbered in blocks of 1024, which a drawing declares; ours begin far above those of Excel's own drawings. */
enum { BLOCK = 1024, FIRST_BLOCK = 901 };

static void one_shape(struct marker *m, size_t i, const struct mark_row *r, int column)
{
    struct arena_mark mark = arena_mark(m->p->a);
    long long row = (long long)r->v[0].row - 1;

    zip_write_put(&m->zip,
                  text_fmt(m->p->a,
                           "<v:shape id=\"_x0000_s%zu\" type=\"#_x0000_t202\" style=\"position:absolute;width:220pt;height:60pt;z-index:%zu;" /* lint: a shape in a workbook, no page */
                           "visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/>"
                           "<v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/>"
                           "<v:textbox/><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/>"
                           "<x:Anchor>%d, 15, %lld, 2, %d, 15, %lld, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%lld</x:Row>"
                           "<x:Column>%d</x:Column></x:ClientData></v:shape>",
                           (size_t)FIRST_BLOCK * BLOCK + i / (BLOCK - 1) * BLOCK + i % (BLOCK - 1) + 1, i + 1, column + 1, row, column + 4,
                           row + 4, row, column));
    arena_reset(m->p->a, mark);
}

static void shapes_head(struct marker *m)
{
    struct zip_write *z = &m->zip;

    MARK_LIT(z, "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
                "xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"");
    for (int i = 0; i <= SHEET_MARK_NOTES / (BLOCK - 1); i++)
        zip_write_put(z, text_fmt(m->p->a, "%s%d", i ? "," : "", FIRST_BLOCK + i));
    MARK_LIT(z, "\"/></o:shapelayout><v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" "
                "path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/>"
                "</v:shapetype>");
}

void mark_notes(struct marker *m)
{
    zip_write_part(&m->zip, T(MARK_NOTES_PART));
    MARK_LIT(&m->zip, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments "
                      "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors><author/></authors><commentList>");
    each_note(m, one_note);
    MARK_LIT(&m->zip, "</commentList></comments>");
    zip_write_part_end(&m->zip);
    zip_write_part(&m->zip, T(MARK_SHAPES_PART));
    shapes_head(m);
    each_note(m, one_shape);
    MARK_LIT(&m->zip, "</xml>");
    zip_write_part_end(&m->zip);
}
