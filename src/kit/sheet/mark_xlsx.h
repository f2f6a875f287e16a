/* What the files that mark an .xlsx in place share. All of it runs in the confined child. */
#ifndef DIAODU_KIT_SHEET_MARK_XLSX_H
#define DIAODU_KIT_SHEET_MARK_XLSX_H

#include "kit/sheet/mark.h"
#include "kit/sheet/xlsx.h"
#include "kit/sheet/zip_write.h"

struct marker {
    struct parse *p;
    struct arena *row_arena; /* emptied after each row */
    struct arena_mark row_start;
    struct xlsx w;
    struct zip_write zip;
    const struct sheet_mark *marks;
    size_t n;
    int64_t head_to;
    int note_column;
    enum lang lang;
    bool notes;      /* comments are added: the sheet has none of its own, and there are marked cells */
    size_t n_styles; /* the workbook's own cell styles … */
    size_t n_fills;
    uint32_t *styles; /* … and for each the number of its amber and its red sister, 0: none yet */
    LIST(struct marked_style { uint32_t base; enum mark mark; }) added;
};

/* The number of the style `base` with the mark's fill; added when it is new. */
uint32_t marker_style(struct marker *m, uint32_t base, enum mark mark);

/* Counts the workbook's styles and fills; then writes the part with those that were added. */
err mark_count_styles(struct marker *m);
err mark_styles(struct marker *m);

err mark_sheet(struct marker *m, text part);

/* The small parts that know of the notes: types of all parts, relations of the sheet, comments, their shapes. */
err mark_content_types(struct marker *m);
err mark_relations(struct marker *m, text part);
void mark_notes(struct marker *m);
#define MARK_NOTES_PART "xl/commentsMarked.xml"
#define MARK_SHAPES_PART "xl/drawings/vmlDrawingMarked.vml"
#define MARK_SHAPES_ID "rIdMarkedShapes"

/* The relations part of a part: "xl/worksheets/_rels/sheet1.xml.rels". */
text mark_rels_part(struct marker *m, text part);

/* For rewriting: a start tag written anew. The attributes named in `without` (ended by NULL) are left out; `closed`: "/>". */
void mark_tag(struct zip_write *z, const char *name, const char **attributes, const char *const *without);
void mark_attribute(struct zip_write *z, const char *name, text value);
void mark_escaped(struct zip_write *z, text t); /* for attributes and for text; what XML can't hold is dropped */
#define MARK_LIT(z, literal) zip_write_put((z), T(literal))

#endif
