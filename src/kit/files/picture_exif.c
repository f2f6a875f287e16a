/* What a camera wrote beside the picture, through libexif. All of it may be missing, wrong or hostile. */
#include "kit/files/picture_job.h"

#include "base/date.h"

#include <libexif/exif-data.h>

static const ExifEntry *entry(const ExifData *d, ExifIfd ifd, ExifTag tag, ExifFormat format, unsigned long components)
{
    const ExifEntry *e = exif_content_get_entry(d->ifd[ifd], tag);

    if (!e || !e->data || e->format != format || e->components < components ||
        e->size < components * exif_format_get_size(format))
        return NULL;
    return e;
}

static text ascii(const ExifData *d, ExifIfd ifd, ExifTag tag)
{
    const ExifEntry *e = entry(d, ifd, tag, EXIF_FORMAT_ASCII, 1);

    return e ? (text){(const char *)e->data, strnlen((const char *)e->data, e->size)} : NO_TEXT;
}

/* ---- time: "2026:11:24 08:30:00" ---- */

static bool digits(text t, size_t at, size_t n, int64_t *ret)
{
    int64_t v = 0;

    for (size_t i = at; i < at + n; i++) {
        if (t.p[i] < '0' || t.p[i] > '9')
            return false;
        v = v * 10 + (t.p[i] - '0');
    }
    *ret = v;
    return true;
}

/* Years before 1990 are clocks that were never set. */
static bool taken(text t, struct picture_exif *ret)
{
    int64_t year, month, day, hour, minute, second;
    date on;

    if (t.n < 19 || !digits(t, 0, 4, &year) || !digits(t, 5, 2, &month) || !digits(t, 8, 2, &day) ||
        !digits(t, 11, 2, &hour) || !digits(t, 14, 2, &minute) || !digits(t, 17, 2, &second))
        return false;
    if (year < 1990 || hour > 23 || minute > 59 || second > 60 || !date_make(year, month, day, &on))
        return false;
    ret->taken_on = on;
    ret->taken_s = (int)(hour * 3600 + minute * 60 + (second > 59 ? 59 : second));
    return true;
}

/* ---- place ---- */

/* num/den in millionths, rounded down. 0/0, which cameras write for "no seconds", is 0; n/0 is nonsense. */
static bool millionths(ExifRational r, int64_t *ret)
{
    if (!r.denominator && r.numerator)
        return false;
    *ret = r.denominator ? (int64_t)((uint64_t)r.numerator * 1000000 / r.denominator) : 0;
    return true;
}

/* Degrees, minutes, seconds and the hemisphere's letter. Without a letter the place is not known: nothing is
 * guessed. */
static degree angle(const ExifData *d, ExifTag tag, ExifTag ref, const char letters[2], int64_t max)
{
    const ExifEntry *e = entry(d, EXIF_IFD_GPS, tag, EXIF_FORMAT_RATIONAL, 3);
    ExifByteOrder order = exif_data_get_byte_order((ExifData *)d);
    text letter = ascii(d, EXIF_IFD_GPS, ref);
    int64_t part[3], micro;

    if (!e || letter.n < 1 || (letter.p[0] != letters[0] && letter.p[0] != letters[1]))
        return NO_DEGREE;
    if (!exif_get_rational(e->data, order).denominator)
        return NO_DEGREE;
    for (int i = 0; i < 3; i++)
        if (!millionths(exif_get_rational(e->data + 8 * i, order), &part[i]))
            return NO_DEGREE;
    if (part[0] > max * 1000000 || part[1] >= 60 * 1000000 || part[2] >= 60 * 1000000)
        return NO_DEGREE;
    micro = part[0] + (part[1] * 60 + part[2] + 1800) / 3600;
    if (micro > max * 1000000)
        return NO_DEGREE;
    return (degree){letter.p[0] == letters[1] ? -micro : micro};
}

/* Status V is a receiver without a fix; 0,0 is what some write then. */
static void place(const ExifData *d, struct picture_exif *ret)
{
    text status = ascii(d, EXIF_IFD_GPS, EXIF_TAG_GPS_STATUS);
    degree lat = angle(d, EXIF_TAG_GPS_LATITUDE, EXIF_TAG_GPS_LATITUDE_REF, "NS", 90);
    degree lon = angle(d, EXIF_TAG_GPS_LONGITUDE, EXIF_TAG_GPS_LONGITUDE_REF, "EW", 180);

    if (is_absent(lat.micro) || is_absent(lon.micro) || (!lat.micro && !lon.micro) || text_starts(status, T("V")))
        return;
    ret->lat = lat;
    ret->lon = lon;
}

/* ---- the rest ---- */

/* Only what is printable UTF-8 and fits. */
static void name(text t, char into[64])
{
    t = text_trim(t);
    if (t.n >= 64 || !text_valid(t))
        return;
    for (size_t i = 0; i < t.n; i++)
        if ((uint8_t)t.p[i] < 0x20 || t.p[i] == 0x7f)
            return;
    memcpy(into, t.p ? t.p : "", t.n);
    into[t.n] = '\0';
}

static int orientation(const ExifData *d)
{
    const ExifEntry *e = entry(d, EXIF_IFD_0, EXIF_TAG_ORIENTATION, EXIF_FORMAT_SHORT, 1);
    int o = e ? exif_get_short(e->data, exif_data_get_byte_order((ExifData *)d)) : 1;

    return o >= 1 && o <= 8 ? o : 1;
}

void picture_exif(const uint8_t *p, size_t n, struct picture_exif *ret)
{
    ExifData *d = exif_data_new();

    if (!d)
        return;
    exif_data_unset_option(d, EXIF_DATA_OPTION_FOLLOW_SPECIFICATION); /* it would "mend" what it finds */
    exif_data_load_data(d, p, (unsigned)n);
    ret->orientation = orientation(d);
    if (!taken(ascii(d, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL), ret))
        taken(ascii(d, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_DIGITIZED), ret);
    place(d, ret);
    name(ascii(d, EXIF_IFD_0, EXIF_TAG_MAKE), ret->make);
    name(ascii(d, EXIF_IFD_0, EXIF_TAG_MODEL), ret->model);
    exif_data_unref(d);
}
