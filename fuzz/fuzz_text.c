/* The readers of text that everything from outside goes through: UTF-8, numbers, money, dates. */
#include "base/date.h"
#include "base/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(1 << 20);
    text t = {(const char *)p, n}, rest = t, part;
    struct out o;
    int64_t i;

    while (rest.n)
        (void)text_next(&rest);
    (void)text_valid(t);
    (void)text_int(t, &i);
    (void)text_fold(a, t);
    for (rest = t; text_each(&rest, ',', &part);)
        (void)text_trim(part);
    out_init(&o, 1 << 20, LANG_ZH);
    out_escape_html(&o, t);
    out_escape_json(&o, t);
    out_escape_csv(&o, t);
    out_escape_url(&o, t);
    out_free(&o);
    arena_free(a);
    return 0;
}
