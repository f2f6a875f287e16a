/* What a hostile child could send to its parent. */
#include "kit/sheet/sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new((size_t)256 << 20);
    struct sheet_filler *filler;
    struct arena_mark mark;
    struct sheet_row row;
    struct sheet *s;
    char *bytes = malloc(n + 1);
    err e;

    if (!bytes)
        abort();
    memcpy(bytes, p, n);
    e = sheet_open_frames(a, bytes, n, &s);
    if (!e) {
        filler = sheet_filler_new(a, s);
        mark = arena_mark(a);
        while (!(e = sheet_next(s, a, &row)) && row.number) {
            sheet_fill(filler, a, &row);
            arena_reset(a, mark);
        }
    }
    arena_free(a);
    return 0;
}
