/* A mapping that somebody made elsewhere: what is taken is written as JSON that reads the same. */
#include "capabilities.h"
#include "kit/import/mapping.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static bool started;
    struct arena *a = arena_new(1 << 26);
    struct mapping *m, *again;
    struct out one, two;

    if (!started)
        capabilities_start();
    started = true;
    if (!mapping_read(a, (text){(const char *)p, n}, NULL, &m)) {
        out_init(&one, 1 << 22, LANG_ZH);
        out_init(&two, 1 << 22, LANG_ZH);
        mapping_write(&one, m);
        if (mapping_read(a, out_text(&one), m->record, &again))
            abort();
        mapping_write(&two, again);
        if (!text_eq(out_text(&one), out_text(&two)))
            abort();
        out_free(&one);
        out_free(&two);
    }
    arena_free(a);
    return 0;
}
