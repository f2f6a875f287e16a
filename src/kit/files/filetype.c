/* What is taken, as a table, and the check against it: see filetype.h. */
#include "kit/files/filetype.h"

#include "kit/files/words.h"

#define MB(n) ((int64_t)(n) << 20)
#define OOXML "application/vnd.openxmlformats-officedocument."

#define TAKEN(type_, key_, mb_, mime_, extensions_, ...)                                                               \
    [FILE_##type_] = {.key = key_, .max = MB(mb_), .mime = mime_, .extensions = extensions_, __VA_ARGS__}
#define REFUSED(type_, key_, why_) [FILE_##type_] = {.key = key_, .refusal = &(why_)}

/* .wps, .et, .dps are WPS Office's names for what is the old Office format inside. */
static const struct file_kind kinds[FILE_TYPES] = {
    TAKEN(PDF, "pdf", 100, "application/pdf", "pdf", .label = &w_file_type_pdf, .may_show = true),
    TAKEN(OFD, "ofd", 100, "application/ofd", "ofd", .label = &w_file_type_ofd),
    TAKEN(DOCX, "docx", 50, OOXML "wordprocessingml.document", "docx", .label = &w_file_type_word),
    TAKEN(XLSX, "xlsx", 50, OOXML "spreadsheetml.sheet", "xlsx", .label = &w_file_type_excel),
    TAKEN(PPTX, "pptx", 100, OOXML "presentationml.presentation", "pptx", .label = &w_file_type_slides),
    TAKEN(DOC, "doc", 50, "application/msword", "doc,wps", .label = &w_file_type_word),
    TAKEN(XLS, "xls", 50, "application/vnd.ms-excel", "xls,et", .label = &w_file_type_excel),
    TAKEN(PPT, "ppt", 100, "application/vnd.ms-powerpoint", "ppt,dps", .label = &w_file_type_slides),
    TAKEN(JPEG, "jpeg", 30, "image/jpeg", "jpg,jpeg,jpe,jfif", .label = &w_file_type_jpeg, .is_picture = true,
          .may_show = true),
    TAKEN(PNG, "png", 30, "image/png", "png", .label = &w_file_type_png, .is_picture = true, .may_show = true),
    TAKEN(HEIC, "heic", 30, "image/heic", "heic,heif,hif", .label = &w_file_type_heic, .is_picture = true),
    TAKEN(ZIP, "zip", 200, "application/zip", "zip", .label = &w_file_type_zip),
    TAKEN(CSV, "csv", 20, "text/csv", "csv", .label = &w_file_type_csv),
    TAKEN(TXT, "txt", 20, "text/plain", "txt,text,log", .label = &w_file_type_txt),
    REFUSED(UNKNOWN, "unknown", w_file_unknown),
    REFUSED(EMPTY, "empty", w_file_empty),
    REFUSED(EXECUTABLE, "executable", w_file_executable),
    REFUSED(MARKUP, "markup", w_file_markup),
    REFUSED(MACRO, "macro", w_file_macro),
    REFUSED(LOCKED, "locked", w_file_locked),
    REFUSED(ARCHIVE, "archive", w_file_archive),
    REFUSED(PICTURE, "picture", w_file_picture),
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
    for (size_t i = name.n; i-- > 1;)
        if (name.p[i] == '.')
            return i + 1 < name.n ? text_sub(name, i + 1, name.n) : NO_TEXT;
    return NO_TEXT;
}

static bool stands_for(const struct file_kind *k, text ext)
{
    for (text rest = text_of(k->extensions), part; text_each(&rest, ',', &part);)
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
