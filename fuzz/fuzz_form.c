/* The body of a form, as the page of a project takes it: every field read in a person's notation and in the machine's, checked,
 * written again, and read as the same.
 */
#include "capabilities.h"
#include "kit/field.h"
#include "kit/record.h"
#include "kit/url.h"

static void again(struct arena *a, const struct field *f, const void *r, enum notation notation)
{
    const struct record *t = record_by_name(T("project"));
    void *other = record_new(a, t);
    struct out o, shown;

    out_init(&o, 1 << 20, LANG_ZH);
    out_init(&shown, 1 << 20, LANG_EN);
    field_write(&o, f, r, notation);
    field_show(&shown, f, r);
    out_free(&shown);
    if (field_parse(a, f, out_text(&o), notation, other) || !field_same(f, r, other))
        abort();
    out_free(&o);
}

static void take(struct arena *a, const struct param *p, enum notation notation)
{
    const struct record *t = record_by_name(T("project"));
    const struct field *f = record_field(t, p->name);
    void *r;

    if (!f)
        return;
    r = record_new(a, t);
    if (field_parse(a, f, p->value, notation, r) || field_check(a, f, r))
        return;
    again(a, f, r, PLAIN);
    if (f->kind != KIND_ref)
        again(a, f, r, FORM);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static bool started;
    struct arena *a = arena_new(1 << 26);
    struct params form;

    if (!started)
        capabilities_start();
    started = true;
    if (!params_parse(a, (text){(const char *)p, n}, PARAMS_FORM, &form))
        for (size_t i = 0; i < form.list.n && i < 50; i++) {
            take(a, &form.list.v[i], PLAIN);
            take(a, &form.list.v[i], FORM);
        }
    arena_free(a);
    return 0;
}
