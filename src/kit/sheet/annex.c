/* Official tables: which file they become. See annex.h. */
#include "kit/sheet/annex.h"

const char *const annex_types[] = {[ANNEX_XLSX] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                   [ANNEX_DOCX] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"};
const char *const annex_ends[] = {[ANNEX_XLSX] = "xlsx", [ANNEX_DOCX] = "docx"};

err annex_write(struct arena *a, const struct annex *x, enum annex_format format, int fd)
{
    return format == ANNEX_XLSX ? annex_xlsx(a, x, fd) : annex_docx(a, x, fd);
}
