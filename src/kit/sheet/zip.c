/* Zip and XML under limits: see zip.h. */
#include "kit/sheet/zip.h"

#include <unistd.h>

enum { CHUNK = 64 * 1024, RATIO = 250, RATIO_FROM = 32 * 1024 * 1024 };

/* ---- zip ---- */

/* libzip reads by this callback: pread on the file, so that no FILE and no offset is shared. */
struct source {
    const struct parse *p;
    int64_t at;
    zip_error_t error;
};

static zip_int64_t source_stat(struct source *s, void *data)
{
    zip_stat_t *st = data;

    zip_stat_init(st);
    st->size = (zip_uint64_t)s->p->size;
    st->valid |= ZIP_STAT_SIZE;
    return sizeof(*st);
}

static zip_int64_t source_seek(struct source *s, void *data, zip_uint64_t n)
{
    zip_int64_t to = zip_source_seek_compute_offset((zip_uint64_t)s->at, (zip_uint64_t)s->p->size, data, n, &s->error);

    if (to < 0)
        return -1;
    s->at = to;
    return 0;
}

static zip_int64_t source(void *state, void *data, zip_uint64_t n, zip_source_cmd_t command)
{
    struct source *s = state;
    size_t got;

    switch (command) {
    case ZIP_SOURCE_OPEN: s->at = 0; return 0;
    case ZIP_SOURCE_READ:
        got = parse_pread(s->p, data, (size_t)n, s->at);
        s->at += (int64_t)got;
        return (zip_int64_t)got;
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE: return 0;
    case ZIP_SOURCE_STAT: return source_stat(s, data);
    case ZIP_SOURCE_ERROR: return zip_error_to_data(&s->error, data, n);
    case ZIP_SOURCE_SEEK: return source_seek(s, data, n);
    case ZIP_SOURCE_TELL: return s->at;
    case ZIP_SOURCE_SUPPORTS: return ZIP_SOURCE_SUPPORTS_SEEKABLE;
    default: zip_error_set(&s->error, ZIP_ER_OPNOTSUPP, 0); return -1;
    }
}

err book_open(struct parse *p, struct book *b)
{
    struct source *s = ARENA_NEW(p->a, struct source);
    zip_source_t *from;
    zip_error_t e;

    *b = (struct book){.p = p};
    s->p = p;
    zip_error_init(&s->error);
    zip_error_init(&e);
    from = zip_source_function_create(source, s, &e);
    if (from)
        b->z = zip_open_from_source(from, ZIP_RDONLY, &e);
    if (from && !b->z)
        zip_source_free(from);
    zip_error_fini(&e);
    return b->z ? NULL : parse_broken(p, "zip");
}

void book_close(struct book *b)
{
    if (b->z)
        zip_discard(b->z);
    b->z = NULL;
}

/* Some writers differ in case or use backslashes. */
int64_t book_index(const struct book *b, text part)
{
    char *name = text_z(b->p->a, part);
    zip_int64_t i = zip_name_locate(b->z, name, 0);

    if (i < 0)
        i = zip_name_locate(b->z, name, ZIP_FL_NOCASE);
    for (char *c = name; i < 0 && *c; c++)
        if (*c == '/')
            *c = '\\';
    return i < 0 ? zip_name_locate(b->z, name, ZIP_FL_NOCASE) : i;
}

bool book_has(const struct book *b, text part)
{
    return book_index(b, part) >= 0;
}

err part_open(struct book *b, text name, uint64_t max, struct part *ret)
{
    zip_int64_t i = book_index(b, name);
    zip_stat_t st;

    if (i < 0 || zip_stat_index(b->z, (zip_uint64_t)i, 0, &st))
        return parse_broken(b->p, text_z(b->p->a, name));
    if (st.valid & ZIP_STAT_ENCRYPTION_METHOD && st.encryption_method != ZIP_EM_NONE)
        return FAIL(b->p->a, E_INPUT, w_sheet_encrypted);
    *ret = (struct part){.book = b, .packed = st.comp_size, .max = max};
    ret->f = zip_fopen_index(b->z, (zip_uint64_t)i, 0);
    return ret->f ? NULL : parse_broken(b->p, text_z(b->p->a, name));
}

err part_read(struct part *part, void *into, size_t n, size_t *ret_n)
{
    zip_int64_t got = zip_fread(part->f, into, n);

    if (got < 0)
        return parse_broken(part->book->p, "zip");
    part->unpacked += (uint64_t)got;
    if (part->unpacked > part->max || (part->unpacked > RATIO_FROM && part->unpacked / RATIO > part->packed))
        return FAIL(part->book->p->a, E_INPUT, w_sheet_bomb);
    *ret_n = (size_t)got;
    return NULL;
}

void part_close(struct part *part)
{
    if (part->f)
        zip_fclose(part->f);
    part->f = NULL;
}

/* ---- XML ---- */

const char *xml_local(const char *name)
{
    const char *colon = strchr(name, ':');

    return colon ? colon + 1 : name;
}

text xml_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (!strcmp(xml_local(attributes[0]), name))
            return text_of(attributes[1]);
    return T("");
}

void xml_stop(struct xml *x, err fault)
{
    if (x->stopped)
        return;
    x->stopped = true;
    x->fault = fault;
    XML_StopParser(x->parser, XML_FALSE);
}

static void no_doctype(void *data, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal)
{
    struct xml *x = data;

    (void)name, (void)system, (void)public, (void)internal;
    xml_stop(x, FAIL(x->p->a, E_INPUT, w_sheet_dtd));
}

static err feed(struct part *part, struct xml *x)
{
    for (size_t n = 1; n && !x->stopped;) {
        void *into = XML_GetBuffer(x->parser, CHUNK);
        if (!into)
            return FAIL(x->p->a, E_INPUT, w_sheet_bomb);
        TRY(part_read(part, into, CHUNK, &n));
        if (XML_ParseBuffer(x->parser, (int)n, n == 0) != XML_STATUS_OK && !x->stopped)
            return parse_broken(x->p, XML_ErrorString(XML_GetErrorCode(x->parser)));
    }
    return x->fault;
}

err book_xml(struct book *b, text name, uint64_t max, const struct xml_calls *calls, struct xml *x)
{
    CLEAN(part_close) struct part part = {0};
    err e;

    TRY(part_open(b, name, max, &part));
    *x = (struct xml){.parser = XML_ParserCreate(NULL), .p = b->p};
    if (!x->parser)
        return FAIL(b->p->a, E_INPUT, w_sheet_bomb);
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, calls->start, calls->end);
    XML_SetCharacterDataHandler(x->parser, calls->chars);
    if (calls->rest)
        XML_SetDefaultHandler(x->parser, calls->rest);
    XML_SetStartDoctypeDeclHandler(x->parser, no_doctype);
    e = feed(&part, x);
    XML_ParserFree(x->parser);
    x->parser = NULL;
    return e;
}
