/* What runs in a confined child, one row each. Add yours here; see confine.h. */
#include "kit/confine.h"

#include "kit/files/picture_job.h"

#include "kit/sheet/mark.h"
#include "kit/sheet/parse.h"

const struct confined confine_table[] = {
    {.name = "sheet", .run = sheet_child, .prepare = sheet_child_prepare},
    {.name = "sheet_mark", .run = mark_child},
    {.name = "picture", .run = picture_run, .prepare = picture_prepare},
    {.name = NULL},
};
