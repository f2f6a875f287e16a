/* What is taken, as a table, and the check against it: see filetype.h. */
#include "kit/files/filetype.h"

#include "kit/files/words.h"

#define MB(n) ((int64_t)(n) << 20)
#define OOXML "application/vnd.openxmlformats-officedocument."

/* .wps, .et, .dps are WPS Office's names for what is the old Office format inside. */
static const struct file_kind kinds[FILE_TYPES] = {
    [FILE_UNKNOWN] = {.key = "unknown", .refusal = &w_file_unknown},
    [FILE_PDF] = {.key = "pdf", .mime = "application/pdf", .extensions = "pdf", .max = MB(100), .label = &w_file_type_pdf, .may_show = true},
    [FILE_OFD] = {.key = "ofd", .mime = "application/ofd", .extensions = "ofd", .max = MB(100), .label = &w_file_type_ofd},
    [FILE_DOCX] = {.key = "docx", .mime = OOXML "wordprocessingml.document", .extensions = "docx", .max = MB(50), .label = &w_file_type_word},
    [FILE_XLSX] = {.key = "xlsx", .mime = OOXML "spreadsheetml.sheet", .extensions = "xlsx", .max = MB(50), .label = &w_file_type_excel},
    [FILE_PPTX] = {.key = "pptx", .mime = OOXML "presentationml.presentation", .extensions = "pptx", .max = MB(100), .label = &w_file_type_slides},
    [FILE_DOC] = {.key = "doc", .mime = "application/msword", .extensions = "doc,wps", .max = MB(50), .label = &w_file_type_word},
    [FILE_XLS] = {.key = "xls", .mime = "application/vnd.ms-excel", .extensions = "xls,et", .max = MB(50), .label = &w_file_type_excel},
    [FILE_PPT] = {.key = "ppt", .mime = "application/vnd.ms-powerpoint", .extensions = "ppt,dps", .max = MB(100), .label = &w_file_type_slides},
    [FILE_JPEG] = {.key = "jpeg", .mime = "image/jpeg", .extensions = "jpg,jpeg,jpe,jfif", .max = MB(30), .label = &w_file_type_jpeg, .is_picture = true, .may_show = true},
    [FILE_PNG] = {.key = "png", .mime = "image/png", .extensions = "png", .max = MB(30), .label = &w_file_type_png, .is_picture = true, .may_show = true},
    [FILE_HEIC] = {.key = "heic", .mime = "image/heic", .extensions = "heic,heif,hif", .max = MB(30), .label = &w_file_type_heic, .is_picture = true},
    [FILE_ZIP] = {.key = "zip", .mime = "application/zip", .extensions = "zip", .max = MB(200), .label = &w_file_type_zip},
    [FILE_CSV] = {.key = "csv", .mime = "text/csv", .extensions = "csv", .max = MB(20), .label = &w_file_type_csv},
    [FILE_TXT] = {.key = "txt", .mime = "text/plain", .extensions = "txt,text,log", .max = MB(20), .label = &w_file_type_txt},
    [FILE_EMPTY] = {.key = "empty", .refusal = &w_file_empty},
    [FILE_EXECUTABLE] = {.key = "executable", .refusal = &w_file_executable},
    [FILE_MARKUP] = {.key = "markup", .refusal = &w_file_markup},
    [FILE_MACRO] = {.key = "macro", .refusal = &w_file_macro},
    [FILE_LOCKED] = {.key = "locked", .refusal = &w_file_locked},
    [FILE_ARCHIVE] = {.key = "archive", .refusal = &w_file_archive},
    [FILE_PICTURE] = {.key = "picture", .refusal = &w_file_picture},
};

const struct file_kind *file_kind(enum file_type type)
{
    return &kinds[type < FILE_TYPES ? type : FILE_UNKNOWN];
}

const struct file_kind *file_kind_of(text key)
{
    for (size_t i = 0; i < FILE_TYPES; i++)
        if (text_eqz(key, kinds[i].key))
            return &kinds[i];
    return &kinds[FILE_UNKNOWN];
}

int64_t file_max(void)
{
    int64_t max = 0;

    for (size_t i = 0; i < FILE_TYPES; i++)
        if (kinds[i].max > max)
            max = kinds[i].max;
    return max;
}

/* "PDF" of "report.final.PDF"; absent when there is none. */
static text extension(text name)
{
    for (size_t i = name.n; i-- > 1; )
        if (name.p[i] == '.')
            return i + 1 < name.n ? text_sub(name, i + 1, name.n) : NO_TEXT;
    return NO_TEXT;
}

static bool stands_for(const struct file_kind *k, text ext)
{
    for (text rest = text_of(k->extensions), part; text_each(&rest, ',', &part); )
        if (text_ieq(part, ext))
            return true;
    return false;
}

err file_check(struct arena *a, int fd, int64_t size, text name, const struct file_kind **ret)
{
    const struct file_kind *k = file_kind(file_sniff(a, fd, size, name));
    text ext = extension(name), usual = text_of(k->extensions), rest;

    if (k->refusal)
        return FAIL(a, E_INPUT, *k->refusal, .args = {ARG_TEXT("name", name)});
    if (size > k->max)
        return FAIL(a, E_TOO_LARGE, w_file_type_too_large,
                    .args = {ARG_TEXT("name", name), ARG_WORD("type", k->label), ARG_INT("mb", k->max >> 20)});
    if (ext.p && !stands_for(k, ext))
        return FAIL(a, E_INPUT, w_file_extension,
                    .args = {ARG_TEXT("name", name), ARG_TEXT("extension", ext), ARG_WORD("type", k->label),
                             ARG_TEXT("usual", text_cut(usual, ',', &rest))});
    *ret = k;
    return NULL;
}
