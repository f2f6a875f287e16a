/* The EXIF block alone: what is read stays within its range. */
#include "kit/files/picture_job.h"

#include "base/date.h"

static bool degree_holds(degree d, int64_t max)
{
    return is_absent(d.micro) || (d.micro >= -max * 1000000 && d.micro <= max * 1000000);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct picture_exif e = {.orientation = 1, .taken_on = NO_DATE, .taken_s = -1, .lat = NO_DEGREE, .lon = NO_DEGREE};

    picture_exif(p, n, &e);
    if (e.orientation < 1 || e.orientation > 8 || e.taken_s < -1 || e.taken_s >= 86400 || !degree_holds(e.lat, 90) ||
        !degree_holds(e.lon, 180) || is_absent(e.lat.micro) != is_absent(e.lon.micro))
        abort();
    return 0;
}
