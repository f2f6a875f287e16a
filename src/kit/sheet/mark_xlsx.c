/* Marks an .xlsx in place: its parts are copied as they lie in the zip, but the sheet, the styles and what names the notes
 * are read and written through. What is not touched in them keeps its bytes. */
#include "kit/sheet/mark_xlsx.h"

#include "kit/confine.h"

#include <unistd.h>

enum { CHILD_MEMORY = 400 * 1024 * 1024, LIST_MAX = 64 * 1024 * 1024 };

/* ---- writing XML ---- */

void mark_escaped(struct zip_write *z, text t)
{
    struct out o;

    out_init(&o, 8 * SHEET_CELL_MAX, LANG_ZH);
    while (t.n) {
        text before = t;
        uint32_t c = text_next(&t);
        text one = {before.p, before.n - t.n};
        if (c == '\n' || c == '\t')
            out_fmt(&o, "&#%u;", c);
        else if (c >= 0x20 && c != 0xfffe && c != 0xffff)
            out_escape_html(&o, one);
    }
    zip_write_put(z, out_text(&o));
    out_free(&o);
}

void mark_attribute(struct zip_write *z, const char *name, text value)
{
    MARK_LIT(z, " ");
    zip_write_put(z, text_of(name));
    MARK_LIT(z, "=\"");
    mark_escaped(z, value);
    MARK_LIT(z, "\"");
}

void mark_tag(struct zip_write *z, const char *name, const char **attributes, const char *const *without)
{
    MARK_LIT(z, "<");
    zip_write_put(z, text_of(name));
    for (; *attributes; attributes += 2) {
        bool leave = false;
        for (const char *const *w = without; *w; w++)
            leave |= !strcmp(*w, attributes[0]);
        if (!leave)
            mark_attribute(z, attributes[0], text_of(attributes[1]));
    }
}

/* ---- the sheet ---- */

struct rewrite {
    struct xml x;
    struct marker *m;
    text prefix; /* "x:" or "" */
    int depth, skip; /* skip: the depth of an element that is left out */
    bool in_data, has_columns, shapes_done;
    int64_t widest_column; /* that <cols> names */
    int64_t row;
    struct mark_row marks;
    size_t next_mark; /* in the list */
    int next_column;  /* of the row at hand: what is left of it is written */
    bool in_row, touched, in_cell;
    uint32_t row_style, last_style;
};

static void odd(struct rewrite *r, const char *what)
{
    xml_stop(&r->x, parse_broken(r->x.p, what));
}

static void pass(struct rewrite *r)
{
    if (!r->skip)
        XML_DefaultCurrent(r->x.parser);
}

/* Whatever is not looked at goes through as it is. */
static void rest(void *data, const char *p, int n)
{
    struct rewrite *r = data;
    text t = {p, (size_t)n};

    if (text_starts(t, T("<?xml")) && text_has(t, T("encoding")) && !text_has(t, T("UTF-8")) && !text_has(t, T("utf-8")))
        odd(r, "encoding"); /* expat gives UTF-8, the declaration would be wrong */
    if (!r->skip)
        zip_write_put(&r->m->zip, t);
}

static void open_tag(struct rewrite *r, const char *name)
{
    MARK_LIT(&r->m->zip, "<");
    zip_write_put(&r->m->zip, r->prefix);
    zip_write_put(&r->m->zip, text_of(name));
}

static void close_tag(struct rewrite *r, const char *name)
{
    MARK_LIT(&r->m->zip, "</");
    zip_write_put(&r->m->zip, r->prefix);
    zip_write_put(&r->m->zip, text_of(name));
    MARK_LIT(&r->m->zip, ">");
}

static void number_attribute(struct rewrite *r, const char *name, int64_t n)
{
    mark_attribute(&r->m->zip, name, text_fmt(r->m->row_arena, "%lld", (long long)n));
}

static void address(struct rewrite *r, int column)
{
    text name = sheet_column_name(r->m->row_arena, (size_t)column);

    mark_attribute(&r->m->zip, "r", text_fmt(r->m->row_arena, "%.*s%lld", TEXT_ARG(name), (long long)r->row));
}

static void text_cell(struct rewrite *r, int column, uint32_t style, text t)
{
    struct zip_write *z = &r->m->zip;

    open_tag(r, "c");
    address(r, column);
    number_attribute(r, "s", style);
    mark_attribute(z, "t", T("inlineStr"));
    MARK_LIT(z, ">");
    open_tag(r, "is");
    MARK_LIT(z, ">");
    open_tag(r, "t");
    mark_attribute(z, "xml:space", T("preserve"));
    MARK_LIT(z, ">");
    mark_escaped(z, mark_first_chars(t, CELL_CHARS));
    close_tag(r, "t");
    close_tag(r, "is");
    close_tag(r, "c");
}

/* The next marked column of the row from `from` on, `none` when there is none below that. */
static int next_marked(const struct mark_row *marks, int from, int none)
{
    for (size_t i = 0; i < marks->n; i++)
        if (marks->v[i].column >= from && marks->v[i].column < none)
            none = marks->v[i].column;
    return none;
}

/* Marked cells that the row has not: those left of `column`. */
static void missing_cells(struct rewrite *r, int column)
{
    for (int c; (c = next_marked(&r->marks, r->next_column, column)) < column; r->next_column = c + 1) {
        open_tag(r, "c");
        address(r, c);
        number_attribute(r, "s", marker_style(r->m, r->row_style, mark_of(&r->marks, c)));
        MARK_LIT(&r->m->zip, "/>");
    }
}

static int64_t count(text t)
{
    int64_t n;

    return text_int(t, &n) && n >= 0 ? n : -1;
}

static void row_start(struct rewrite *r, const char *name, const char **attributes)
{
    static const char *const hints[] = {"spans", NULL}, *const hints_and_hidden[] = {"spans", "hidden", NULL};
    int64_t style = count(xml_attribute(attributes, "s"));

    r->row = count(xml_attribute(attributes, "r"));
    if (r->row < 1 || r->row > SHEET_ROWS_MAX) {
        odd(r, "row");
        return;
    }
    r->marks = mark_row(r->m->marks, r->m->n, &r->next_mark, r->row);
    r->next_column = 0;
    r->in_row = true;
    r->touched = r->marks.n || r->row == r->m->head_to;
    r->row_style = r->last_style = style > 0 ? (uint32_t)style : 0;
    if (!r->touched) {
        pass(r);
        return;
    }
    mark_tag(&r->m->zip, name, attributes, r->marks.n ? hints_and_hidden : hints);
    MARK_LIT(&r->m->zip, ">");
}

static int column_of(text reference)
{
    struct sheet_range range;

    return parse_range(reference, &range) ? range.column_from : -1;
}

static void cell_start(struct rewrite *r, const char *name, const char **attributes)
{
    static const char *const style_only[] = {"s", NULL};
    int column = column_of(xml_attribute(attributes, "r"));
    int64_t style = count(xml_attribute(attributes, "s"));
    enum mark mark;

    if (column < 0 || column >= r->m->note_column) {
        odd(r, "cell");
        return;
    }
    missing_cells(r, column);
    r->next_column = column + 1;
    r->last_style = style > 0 ? (uint32_t)style : 0;
    mark = mark_of(&r->marks, column);
    r->in_cell = mark != MARK_NONE;
    if (mark == MARK_NONE) {
        pass(r);
        return;
    }
    mark_tag(&r->m->zip, name, attributes, style_only);
    number_attribute(r, "s", marker_style(r->m, r->last_style, mark));
    MARK_LIT(&r->m->zip, ">");
}

static void note_column_width(struct rewrite *r)
{
    open_tag(r, "col");
    number_attribute(r, "min", r->m->note_column + 1);
    number_attribute(r, "max", r->m->note_column + 1);
    mark_attribute(&r->m->zip, "width", T("60"));
    mark_attribute(&r->m->zip, "customWidth", T("1"));
    MARK_LIT(&r->m->zip, "/>");
}

/* Elements that stand behind <legacyDrawing>, which names the shapes of the notes. */
static bool behind_shapes(const char *local)
{
    static const char *const names[] = {"legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts",
                                        "extLst", "AlternateContent"};

    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcmp(local, names[i]))
            return true;
    return false;
}

static void shapes(struct rewrite *r)
{
    if (r->shapes_done || !r->m->notes)
        return;
    r->shapes_done = true;
    open_tag(r, "legacyDrawing");
    mark_attribute(&r->m->zip, "xmlns:marked", T("http://schemas.openxmlformats.org/officeDocument/2006/relationships"));
    mark_attribute(&r->m->zip, "marked:id", T(MARK_SHAPES_ID));
    MARK_LIT(&r->m->zip, "/>");
}

static void root(struct rewrite *r, const char *name, const char **attributes)
{
    bool transitional = false;

    for (; *attributes; attributes += 2)
        transitional |= !strcmp(attributes[1], "http://schemas.openxmlformats.org/spreadsheetml/2006/main");
    r->prefix = text_copy(r->x.p->a, (text){name, (size_t)(xml_local(name) - name)});
    if (!transitional)
        odd(r, "dialect"); /* the strict one has other names for everything that would be added */
    pass(r);
}

static void second_level(struct rewrite *r, const char *local)
{
    if (!strcmp(local, "dimension")) {
        r->skip = r->depth; /* it may leave out the new column, and nobody needs it */
    } else if (!strcmp(local, "cols")) {
        r->has_columns = true;
    } else if (!strcmp(local, "sheetData")) {
        r->in_data = true;
        if (!r->has_columns) {
            open_tag(r, "cols");
            MARK_LIT(&r->m->zip, ">");
            note_column_width(r);
            close_tag(r, "cols");
        }
    } else if (r->in_data && behind_shapes(local)) {
        shapes(r);
    }
    pass(r);
}

static void start(void *data, const char *name, const char **attributes)
{
    struct rewrite *r = data;
    const char *local = xml_local(name);

    r->depth++;
    if (r->depth == 1) {
        root(r, name, attributes);
    } else if (r->depth == 2) {
        second_level(r, local);
    } else if (r->depth == 3 && !strcmp(local, "row") && r->in_data) {
        row_start(r, name, attributes);
    } else if (r->depth == 4 && r->touched && r->in_row && !strcmp(local, "c")) {
        cell_start(r, name, attributes);
    } else {
        if (r->depth == 3 && !strcmp(local, "col") && count(xml_attribute(attributes, "max")) > r->widest_column)
            r->widest_column = count(xml_attribute(attributes, "max"));
        pass(r);
    }
}

/* The end of an element whose start was written anew: "<c/>" has no end of its own. */
static void end_anew(struct rewrite *r, const char *local)
{
    if (XML_GetCurrentByteCount(r->x.parser) == 0)
        close_tag(r, local);
    else
        pass(r);
}

static void row_end(struct rewrite *r)
{
    r->in_row = false;
    if (!r->touched) {
        pass(r);
        return;
    }
    missing_cells(r, r->m->note_column);
    if (r->marks.n)
        text_cell(r, r->m->note_column, marker_style(r->m, 0, r->marks.refused ? MARK_RED : MARK_AMBER),
                  mark_messages(r->m->row_arena, &r->marks, -1, mark_between(r->m->lang)));
    else
        text_cell(r, r->m->note_column, r->last_style, text_of(w_sheet_mark_column.in[r->m->lang]));
    end_anew(r, "row");
    r->touched = false;
    arena_reset(r->m->row_arena, r->m->row_start);
}

static void end(void *data, const char *name)
{
    struct rewrite *r = data;
    const char *local = xml_local(name);
    int depth = r->depth--;

    if (r->skip) {
        if (depth == r->skip)
            r->skip = 0;
        return;
    }
    if (depth == 4 && r->in_cell && !strcmp(local, "c")) {
        r->in_cell = false;
        end_anew(r, "c");
        return;
    }
    if (depth == 3 && r->in_row) {
        row_end(r);
        return;
    }
    if (depth == 2 && !strcmp(local, "cols") && r->widest_column <= r->m->note_column)
        note_column_width(r);
    if (depth == 1)
        shapes(r);
    pass(r);
}

err mark_sheet(struct marker *m, text part)
{
    struct rewrite r = {.m = m};

    zip_write_part(&m->zip, part);
    TRY(book_xml(&m->w.book, part, PART_LARGE, &(struct xml_calls){.start = start, .end = end, .rest = rest}, &r.x));
    zip_write_part_end(&m->zip);
    return NULL;
}

/* ---- the workbook ---- */

uint32_t marker_style(struct marker *m, uint32_t base, enum mark mark)
{
    uint32_t *known;

    if (base >= m->n_styles)
        base = 0;
    known = &m->styles[base * 2 + (mark == MARK_RED)];
    if (!*known) {
        *known = (uint32_t)(m->n_styles + m->added.n);
        list_push(&m->added, m->p->a) = (struct marked_style){base, mark};
    }
    return *known;
}

static err write_parts(struct marker *m, text sheet)
{
    int64_t n = zip_get_num_entries(m->w.book.z, 0);
    int64_t types = book_index(&m->w.book, T("[Content_Types].xml")), styles = book_index(&m->w.book, m->w.styles_part);
    int64_t at_sheet = book_index(&m->w.book, sheet), relations = book_index(&m->w.book, mark_rels_part(m, sheet));

    if (types < 0)
        return parse_broken(m->p, "[Content_Types].xml");
    TRY(mark_content_types(m));
    for (int64_t i = 0; i < n; i++)
        if (i != types && i != styles && i != at_sheet && (i != relations || !m->notes))
            TRY(zip_write_copy(&m->zip, &m->w.book, (uint64_t)i));
    TRY(mark_sheet(m, sheet));
    TRY(mark_styles(m));
    if (m->notes) {
        TRY(mark_relations(m, sheet));
        mark_notes(m);
    }
    return zip_write_end(&m->zip) ? NULL : parse_broken(m->p, "zip");
}

static err mark_workbook(struct marker *m)
{
    bool has_notes, has_shapes;
    size_t sheet;

    TRY(book_open(m->p, &m->w.book));
    TRY(xlsx_workbook(&m->w));
    TRY(parse_choose(m->p, m->w.sheets.v, m->w.sheets.n, &sheet));
    TRY(mark_count_styles(m));
    TRY(xlsx_relates(&m->w, m->w.parts.v[sheet], T("/comments"), &has_notes));
    TRY(xlsx_relates(&m->w, m->w.parts.v[sheet], T("/vmlDrawing"), &has_shapes));
    for (size_t i = 0; i < m->n; i++)
        m->notes |= m->marks[i].column >= 0 && !has_notes && !has_shapes;
    return write_parts(m, m->w.parts.v[sheet]);
}

/* The list of marks stands before the workbook in the file: length u64, then for each mark row u32, column u32, level u8,
 * length u32, message. */
static bool take_marks(struct marker *m, int fd)
{
    unsigned char length[8];
    struct wire_in in = {length, sizeof(length), false};
    LIST(struct sheet_mark) marks = {0};
    struct parse plain = {.a = m->p->a, .fd = fd};
    char *bytes;
    uint64_t n;

    if (parse_pread(&plain, length, sizeof(length), 0) < sizeof(length))
        return false;
    n = wire_take_u64(&in);
    if (n > LIST_MAX)
        return false;
    bytes = arena_alloc(m->p->a, n);
    if (parse_pread(&plain, bytes, n, sizeof(length)) < n)
        return false;
    in = (struct wire_in){(const unsigned char *)bytes, n, false};
    while (in.n && !in.bad) {
        struct sheet_mark mark = {.row = wire_take_u32(&in), .column = (int)wire_take_u32(&in)};
        mark.level = wire_take_u8(&in) ? MARK_REFUSED : MARK_DOUBT;
        mark.message = wire_take_text(&in, wire_take_u32(&in));
        list_push(&marks, m->p->a) = mark;
    }
    m->marks = marks.v;
    m->n = marks.n;
    m->p->from = (int64_t)(sizeof(length) + n);
    m->p->size -= m->p->from;
    return !in.bad && m->p->size > 0;
}

err mark_stream(struct arena *a, int fd, const struct mark_job *job, struct out *o)
{
    struct sheet_options options = {.sheet = job->sheet};
    struct parse p = {.a = a, .options = &options, .fd = fd, .o = o, .size = lseek(fd, 0, SEEK_END)};
    struct marker m = {.p = &p, .w.p = &p, .head_to = job->head_to, .note_column = job->column, .lang = job->lang};
    err e;

    if (!take_marks(&m, fd))
        return parse_broken(&p, "marks");
    zip_write_begin(&m.zip, a, o);
    m.row_arena = arena_new((size_t)64 << 20);
    m.row_start = arena_mark(m.row_arena);
    e = mark_workbook(&m);
    zip_write_free(&m.zip);
    book_close(&m.w.book);
    arena_free(m.row_arena);
    return e;
}

int mark_child(int fd, struct out *o, int argc, char **argv)
{
    struct arena *a;
    struct mark_job job = {0};
    int64_t column;
    err e;

    if (argc != 4 || !text_int(text_of(argv[1]), &job.head_to) || !text_int(text_of(argv[2]), &column))
        return CONFINE_SYSTEM;
    job.sheet = text_of(argv[0]);
    job.column = (int)column;
    job.lang = argv[3][0] == 'z' ? LANG_ZH : LANG_EN;
    a = arena_new(CHILD_MEMORY);
    e = mark_stream(a, fd, &job, o);
    if (e)
        fprintf(stderr, "%s\n", text_z(a, error_whole(a, e, LANG_EN)));
    arena_free(a);
    return e ? CONFINE_BROKEN : CONFINE_OK;
}
