/* Telling types by content: lists of zip and OLE files, text in two encodings. Runs in the server itself. */
#include "kit/files/filetype.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(4 << 20);
    int fd = memfd_create("file", MFD_CLOEXEC);
    const struct file_kind *k = NULL;

    if (fd < 0 || write(fd, p, n) != (ssize_t)n)
        abort();
    if (!file_check(a, fd, (int64_t)n, T("a"), &k) && (k->refusal || (int64_t)n > k->max))
        abort();
    close(fd);
    arena_free(a);
    return 0;
}
