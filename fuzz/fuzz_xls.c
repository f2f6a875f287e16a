/* Old workbooks: compound files and BIFF records. */
#include "kit/sheet/head.h"

#include <sys/mman.h>
#include <unistd.h>

static void read_all(int fd)
{
    struct arena *a = arena_new((size_t)256 << 20);
    struct arena_mark mark;
    struct sheet_row row;
    struct head head;
    struct sheet *s;
    err e = sheet_open_unconfined(a, fd, NULL, &s);

    if (!e)
        e = head_of_sheet(a, s, 0, 0, &head);
    mark = arena_mark(a);
    while (!e && !(e = sheet_next(s, a, &row)) && row.number) {
        (void)head_row_of(&head, &row);
        arena_reset(a, mark);
    }
    arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);

    if (fd < 0 || write(fd, p, n) != (ssize_t)n)
        abort();
    read_all(fd);
    close(fd);
    return 0;
}
