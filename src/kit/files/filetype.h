/* What a file is, by its content alone, and whether it is taken. The name's extension is only compared with what was
 * found: a name that says something else is refused, because the next person's computer will go by the name.
 * Nothing is unpacked here; lists of names in zip and OLE files are read within bounds.
 */
#ifndef DIAODU_KIT_FILES_FILETYPE_H
#define DIAODU_KIT_FILES_FILETYPE_H

#include "base/error.h"

enum file_type {
    FILE_UNKNOWN,
    /* taken */
    FILE_PDF,
    FILE_OFD, /* GB/T 33190 */
    FILE_DOCX,
    FILE_XLSX,
    FILE_PPTX,
    FILE_DOC,
    FILE_XLS,
    FILE_PPT,
    FILE_JPEG,
    FILE_PNG,
    FILE_HEIC,
    FILE_ZIP,
    FILE_CSV, /* text whose name ends with .csv */
    FILE_TXT,
    /* refused, each for its own reason */
    FILE_EMPTY,
    FILE_EXECUTABLE,
    FILE_MARKUP,  /* HTML, SVG, XML */
    FILE_MACRO,   /* Office files with macros */
    FILE_LOCKED,  /* Office files under a password */
    FILE_ARCHIVE, /* rar, 7z, gz … */
    FILE_PICTURE, /* gif, bmp, webp, tiff, avif */
    FILE_TYPES,
};

struct file_kind {
    enum file_type type;
    const char *key;            /* kept in the record: "pdf" */
    const char *mime;           /* to send it with (always with X-Content-Type-Options: nosniff) */
    const char *extensions;     /* that may stand for it, by comma, the usual one first */
    int64_t max;                /* bytes */
    const struct word *label;   /* what a person calls it; NULL when refused */
    const struct word *refusal; /* why it is not taken; NULL when it is */
    bool is_picture;            /* picture_read can read it */
    bool may_show;              /* may be shown within the browser; everything else is sent as an attachment */
};

/* The row of a type. Never NULL. */
const struct file_kind *file_kind(enum file_type type);

/* The row of a record's key; FILE_UNKNOWN's when there is none. */
const struct file_kind *file_kind_of(text key);

/* The largest of all maxima: for file_store_begin, when the type is not known yet. */
int64_t file_max(void);

/* What the content is; the name only tells .csv from .txt. Reads with pread; never fails. */
enum file_type file_sniff(struct arena *a, int fd, int64_t size, text name);

/* The type, when it is taken: within its size, and not contradicted by the name's extension (a name without one is
 * all right). E_INPUT or E_TOO_LARGE with a message that names the file. */
err file_check(struct arena *a, int fd, int64_t size, text name, const struct file_kind **ret);

#endif
