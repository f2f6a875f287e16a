/* The address of a list: whatever filter is taken is written as an address that gives the same filter again. */
#include "capabilities.h"
#include "kit/filter.h"
#include "kit/url.h"

static bool read_filter(struct call *c, text query, struct filter *ret)
{
    struct params p;

    if (filter_init(ret, record_by_name(T("project"))) || params_parse(c->arena, query, PARAMS_QUERY, &p))
        return false;
    for (size_t i = 0; i < p.list.n; i++)
        if (filter_add(c->arena, ret, p.list.v[i].name, p.list.v[i].value, c))
            return false;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static bool started;
    struct arena *a = arena_new(1 << 26);
    struct call c;
    struct filter first, second;
    struct out one, two, chip;

    if (!started)
        capabilities_start();
    started = true;
    c = (struct call){.arena = a, .region = 21, .actor = {.role = ROLE_DRC}};
    out_init(&one, 1 << 22, LANG_ZH);
    out_init(&two, 1 << 22, LANG_ZH);
    if (read_filter(&c, (text){(const char *)p, n}, &first)) {
        for (size_t i = 0; i < first.conditions.n; i++) {
            out_init(&chip, 1 << 20, i % 2 ? LANG_EN : LANG_ZH);
            condition_show(&chip, &first.conditions.v[i]);
            out_free(&chip);
        }
        filter_write(&one, &first, -1);
        if (!read_filter(&c, out_text(&one), &second))
            abort();
        filter_write(&two, &second, -1);
        if (!text_eq(out_text(&one), out_text(&two)))
            abort();
    }
    out_free(&one);
    out_free(&two);
    arena_free(a);
    return 0;
}
