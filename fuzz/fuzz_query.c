/* Queries and urlencoded forms: whatever is taken is written in a form that reads the same, and is a safe link. */
#include "kit/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(1 << 24);
    text t = {(const char *)p, n};
    struct params params, again;
    struct out first, second;

    out_init(&first, 1 << 22, LANG_ZH);
    out_init(&second, 1 << 22, LANG_ZH);
    if (!params_parse(a, t, PARAMS_FORM, &params)) {
        params_write(&first, &params);
        if (params_parse(a, out_text(&first), PARAMS_FORM, &again) || again.list.n != params.list.n)
            abort();
        params_write(&second, &again);
        if (!text_eq(out_text(&first), out_text(&second)) || !text_starts(params_url(a, T("/x"), &params).t, T("/x")))
            abort();
        if (params.list.n) {
            params_set(&again, a, params.list.v[0].name, T("x"));
            params_remove(&again, params.list.v[0].name);
            if (params_get(&again, params.list.v[0].name).p)
                abort();
        }
    }
    t = url_of(t).t;
    if (text_starts(t, T("//")) || text_starts(t, T("/\\")) || text_starts(t, T("java")))
        abort();
    out_free(&first);
    out_free(&second);
    arena_free(a);
    return 0;
}
