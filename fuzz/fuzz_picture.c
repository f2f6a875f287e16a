/* Pictures of every kind, their EXIF with them, as the confined child reads them; few pixels, so that each try is
 * short. */
#include "kit/files/picture_job.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct out o;

    out_init(&o, 4 << 20, LANG_ZH);
    picture_examine(p, n, 256 * 256, &o);
    if (out_failed(&o) || out_text(&o).n < sizeof(struct picture_head))
        abort();
    out_free(&o);
    return 0;
}
