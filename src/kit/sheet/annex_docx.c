/* An official table as a document: see annex.h. WordprocessingML as ECMA-376 has it; fonts by the names of GB/T 9704 (domain notes §11),
 * East Asian ones in w:eastAsia, each with the name of what most machines have instead.
 */
#include "kit/sheet/annex.h"
#include "kit/sheet/words.h"
#include "kit/sheet/zip_write.h"

#include "base/date.h"
#include "base/format.h"

#include <unistd.h>

/* Twentieths of a point: A3 landscape, margins of 20 mm. */
enum { PAGE_WIDE = 23811, PAGE_HIGH = 16838, MARGIN = 1134, TEXT_WIDE = PAGE_WIDE - 2 * MARGIN };

static const char head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""

static const char types[] =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\""
    " ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
    "<Override PartName=\"/word/fontTable.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml\"/>"
    "<Override PartName=\"/word/footer1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/></Types>";
static const char relations[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\""
    " Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
static const char document_relations[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\""
    " Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/><Relationship Id=\"rId2\""
    " Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/fontTable\" Target=\"fontTable.xml\"/><Relationship Id=\"rId3\""
    " Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" Target=\"footer1.xml\"/></Relationships>";
static const char styles[] =
    "<w:styles " W "><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"仿宋_GB2312\"/>"
    "<w:sz w:val=\"18\"/><w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault></w:docDefaults>"
    "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style></w:styles>";
static const char fonts[] =
    "<w:fonts " W "><w:font w:name=\"仿宋_GB2312\"><w:altName w:val=\"仿宋\"/></w:font><w:font w:name=\"方正小标宋简体\"><w:altName w:val=\"宋体\"/></w:font>"
    "<w:font w:name=\"黑体\"><w:altName w:val=\"SimHei\"/></w:font></w:fonts>";
static const char footer[] =
    "<w:ftr " W "><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:rPr><w:rFonts w:eastAsia=\"宋体\" w:hint=\"eastAsia\"/><w:sz w:val=\"28\"/></w:rPr><w:t xml:space=\"preserve\">— </w:t></w:r>"
    "<w:r><w:rPr><w:sz w:val=\"28\"/></w:rPr><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:rPr><w:sz w:val=\"28\"/></w:rPr><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>"
    "<w:r><w:rPr><w:sz w:val=\"28\"/></w:rPr><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:rPr><w:sz w:val=\"28\"/></w:rPr><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
    "<w:r><w:rPr><w:sz w:val=\"28\"/></w:rPr><w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>";

/* Text as XML takes it: what it forbids is left out, a line break becomes one of Word's. */
static void put_xml(struct out *o, text t)
{
    LIT(o, "<w:t xml:space=\"preserve\">");
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (c == '&')
            LIT(o, "&amp;");
        else if (c == '<')
            LIT(o, "&lt;");
        else if (c == '>')
            LIT(o, "&gt;");
        else if (c == '\n')
            LIT(o, "</w:t><w:br/><w:t xml:space=\"preserve\">");
        else if ((unsigned char)c >= 0x20)
            out_char(o, c);
    }
    LIT(o, "</w:t>");
}

static void paragraph(struct out *o, text t, const char *font, int half_points, const char *align)
{
    out_fmt(o, "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"0\"/><w:jc w:val=\"%s\"/></w:pPr>", align);
    if (t.n) {
        out_fmt(o, "<w:r><w:rPr><w:rFonts w:eastAsia=\"%s\" w:hint=\"eastAsia\"/><w:sz w:val=\"%d\"/></w:rPr>", font, half_points);
        put_xml(o, t);
        LIT(o, "</w:r>");
    }
    LIT(o, "</w:p>");
}

static void table_cell(struct out *o, int width, text t, const char *font, const char *align)
{
    out_fmt(o, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>", width);
    paragraph(o, t, font, 18, align);
    LIT(o, "</w:tc>");
}

struct widths {
    int *v;
};

/* The page's width in parts, as the columns ask. */
static struct widths share(struct arena *a, const struct annex *x)
{
    struct widths w = {ARENA_ARRAY(a, int, x->n + 1)};
    int all = 0, left = TEXT_WIDE;

    for (size_t i = 0; i < x->n; i++)
        all += x->columns[i].width;
    for (size_t i = 0; i < x->n; i++) {
        w.v[i] = i + 1 == x->n ? left : TEXT_WIDE * x->columns[i].width / all;
        left -= w.v[i];
    }
    return w;
}

static void put_head(struct out *o, const struct annex *x, const struct widths *w)
{
    static const char *const sides[] = {"top", "left", "bottom", "right", "insideH", "insideV"};

    out_fmt(o, "<w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/><w:tblBorders>", TEXT_WIDE);
    for (size_t i = 0; i < COUNT(sides); i++)
        out_fmt(o, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>", sides[i]);
    LIT(o, "</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"40\" w:type=\"dxa\"/><w:right w:w=\"40\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>");
    for (size_t i = 0; i < x->n; i++)
        out_fmt(o, "<w:gridCol w:w=\"%d\"/>", w->v[i]);
    LIT(o, "</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (size_t i = 0; i < x->n; i++)
        table_cell(o, w->v[i], x->columns[i].title, "黑体", "center");
    LIT(o, "</w:tr>");
}

static void put_line(struct out *o, struct arena *a, const struct annex *x, const struct widths *w, const struct annex_line *l)
{
    LIT(o, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
    for (size_t i = 0; i < x->n; i++) {
        text t = l->cells[i].t;
        bool figure = !is_absent(l->cells[i].m.yuan);
        if (figure) {
            struct out n;
            out_init(&n, 64, x->lang);
            fmt_wan(&n, l->cells[i].m);
            t = text_copy(a, out_text(&n));
            out_free(&n);
        }
        table_cell(o, w->v[i], t, l->kind == ANNEX_ROW ? "仿宋_GB2312" : "黑体", figure ? "right" : i ? "left" : "center");
    }
    LIT(o, "</w:tr>");
}

static bool to_zip(void *data, const char *p, size_t n)
{
    zip_write_put(data, (text){p, n});
    return true;
}

static void put_document(struct zip_write *z, struct arena *a, const struct annex *x)
{
    struct widths w = share(a, x);
    struct out o;

    out_to(&o, to_zip, z, x->lang);
    out_raw(&o, text_of(head));
    LIT(&o, "<w:document " W " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>");
    if (x->mark.n)
        paragraph(&o, x->mark, "黑体", 32, "left");
    paragraph(&o, x->title, "方正小标宋简体", 44, "center");
    paragraph(&o, x->left, "仿宋_GB2312", 24, "center");
    paragraph(&o, x->right, "仿宋_GB2312", 24, "right");
    put_head(&o, x, &w);
    for (size_t i = 0; i < x->lines.n; i++)
        put_line(&o, a, x, &w, &x->lines.v[i]);
    out_fmt(&o, "</w:tbl><w:p/><w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:pgSz w:w=\"%d\" w:h=\"%d\" w:orient=\"landscape\"/><w:pgMar w:top=\"%d\" w:right=\"%d\""
                " w:bottom=\"%d\" w:left=\"%d\" w:header=\"720\" w:footer=\"720\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
            PAGE_WIDE, PAGE_HIGH, MARGIN, MARGIN, MARGIN, MARGIN);
    out_end(&o);
    out_free(&o);
}

static void put_part(struct zip_write *z, const char *name, const char *xml)
{
    zip_write_part(z, text_of(name));
    zip_write_put(z, text_of(head));
    zip_write_put(z, text_of(xml));
    zip_write_part_end(z);
}

err annex_docx(struct arena *a, const struct annex *x, int fd)
{
    struct zip_write z;
    struct out o;
    bool ok;

    out_to(&o, out_to_fd, &fd, x->lang);
    zip_write_begin(&z, a, &o);
    put_part(&z, "[Content_Types].xml", types);
    put_part(&z, "_rels/.rels", relations);
    zip_write_part(&z, T("word/document.xml"));
    put_document(&z, a, x);
    zip_write_part_end(&z);
    put_part(&z, "word/_rels/document.xml.rels", document_relations);
    put_part(&z, "word/styles.xml", styles);
    put_part(&z, "word/fontTable.xml", fonts);
    put_part(&z, "word/footer1.xml", footer);
    ok = zip_write_end(&z);
    zip_write_free(&z);
    ok &= out_end(&o);
    out_free(&o);
    return ok ? NULL : FAIL(a, E_SYSTEM, w_sheet_write_failed, .args = {ARG_TEXT("what", T("docx"))});
}
