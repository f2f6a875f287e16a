/* Checks that descriptions name: see check.h. */
#include "check.h"

#include "kit/cell.h"
#include "kit/codes.h"
#include "kit/lists.h"
#include "kit/words.h"

err check_phone(struct arena *a, const struct field *f, const void *value)
{
    text t = *(const text *)value, ignored;
    struct reading got = cell_phone(a, CELL(t), &ignored);

    if (got.is != READ_DOUBT)
        return NULL;
    return FAIL(a, E_INPUT, w_field_not_read, .field = f->name, .args = {ARG_WORD("field", &f->label), ARG_TEXT("value", t)});
}

err check_login(struct arena *a, const struct field *f, const void *value)
{
    text t = *(const text *)value;
    bool good = t.n >= 2 && t.n <= 40;

    for (size_t i = 0; good && i < t.n; i++)
        good = (t.p[i] >= 'a' && t.p[i] <= 'z') || (t.p[i] >= '0' && t.p[i] <= '9') || t.p[i] == '.' || t.p[i] == '-';
    return good ? NULL : FAIL(a, E_INPUT, w_login_bad, .field = f->name);
}

/* A reader's refusal, placed at the field. */
static err placed(struct arena *a, const struct field *f, err e)
{
    return error_at(a, e, f->name, 0);
}

err check_uscc(struct arena *a, const struct field *f, const void *value)
{
    text ignored;

    return placed(a, f, uscc_read(a, *(const text *)value, &ignored));
}

err check_project_code(struct arena *a, const struct field *f, const void *value)
{
    struct project_code ignored;

    return placed(a, f, project_code_read(a, *(const text *)value, &all_divisions, NO_MONTH, &ignored));
}

err check_not_secret(struct arena *a, const struct field *f, const void *value)
{
    return placed(a, f, secret_check(a, *(const text *)value));
}
