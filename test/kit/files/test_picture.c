/* Photographs through the confined child: size, time, place, copies, fingerprint; and hostile ones. */
#include "test.h"

#include "base/date.h"
#include "kit/confine.h"
#include "kit/files/picture.h"
#include "kit/files/picture_job.h"
#include "kit/files/words.h"

#include "make.h"

#include <unistd.h>

static err read_picture(struct arena *a, text content, struct picture *ret)
{
    int fd = make_file(content);
    err e = picture_read(a, fd, ret);

    close(fd);
    return e;
}

/* A site in Shenyang: 41°48′12.6″ N, 123°25′30″ E. */
static const struct exif_wish shenyang = {
    .orientation = 1,
    .make = "HUAWEI",
    .model = "Mate 60",
    .taken = "2026:11:24 08:30:05",
    .lat_ref = "N",
    .lon_ref = "E",
    .lat = {41, 1, 48, 1, 126, 10},
    .lon = {123, 1, 25, 1, 30, 1},
};

static void assert_shenyang(const struct picture *p)
{
    date d;

    assert_true(date_make(2026, 11, 24, &d));
    assert_int_equal(p->taken_on.days, d.days);
    assert_int_equal(p->taken_s, (8 * 60 + 30) * 60 + 5);
    assert_int_equal(p->lat.micro, 41803500);
    assert_int_equal(p->lon.micro, 123425000);
    assert_text(p->make, "HUAWEI");
    assert_text(p->model, "Mate 60");
}

static void every_kind_of_picture_tells_the_same(void **state)
{
    WITH_ARENA(a);
    struct exif_wish big_endian = shenyang;
    text exif, other;

    (void)state;
    big_endian.big_endian = true;
    exif = make_exif(a, &shenyang);
    other = make_exif(a, &big_endian);
    {
        const text pictures[] = {
            make_jpeg(a, 400, 300, exif, false), make_jpeg(a, 400, 300, other, true),
            make_png(a, 400, 300, exif, false),  make_png(a, 400, 300, other, true),
            make_heic(a, 400, 300, exif),
        };
        uint64_t first = 0;
        for (size_t i = 0; i < COUNT(pictures); i++) {
            struct picture p;
            assert_ok(read_picture(a, pictures[i], &p));
            assert_int_equal(p.width, 400);
            assert_int_equal(p.height, 300);
            assert_shenyang(&p);
            if (i == 0)
                first = p.fingerprint;
            assert_true(picture_distance(first, p.fingerprint) <= 10);
        }
    }
}

static void picture_without_exif_tells_nothing_of_time_and_place(void **state)
{
    WITH_ARENA(a);
    struct picture p;

    (void)state;
    assert_ok(read_picture(a, make_jpeg(a, 40, 30, NO_TEXT, false), &p));
    assert_true(is_absent(p.taken_on.days) && is_absent(p.lat.micro) && is_absent(p.lon.micro));
    assert_int_equal(p.taken_s, -1);
    assert_null(p.make.p);
    assert_null(p.model.p);
}

/* Width and height of a JPEG, by decoding it again. */
static struct picture_job again(text jpeg)
{
    struct picture_job j = {
        .p = (const uint8_t *)jpeg.p, .n = jpeg.n, .max_pixels = 1 << 24, .exif = {.orientation = 99}};

    assert_int_equal(picture_jpeg(&j), PICTURE_OK);
    assert_true(scaler_done(&j.scaler));
    j.medium = scaler_take(&j.scaler);
    return j;
}

static void copies_have_the_right_size_and_no_metadata(void **state)
{
    WITH_ARENA(a);
    struct picture p;
    struct picture_job j;

    (void)state;
    assert_ok(read_picture(a, make_jpeg(a, 3000, 1500, make_exif(a, &shenyang), false), &p));
    j = again(p.medium);
    assert_int_equal(j.width, PICTURE_MEDIUM);
    assert_int_equal(j.height, PICTURE_MEDIUM / 2);
    assert_int_equal(j.exif.orientation, 99); /* untouched: no EXIF was found */
    image_free(&j.medium);
    j = again(p.small);
    assert_int_equal(j.width, PICTURE_SMALL);
    assert_int_equal(j.height, PICTURE_SMALL / 2);
    image_free(&j.medium);
    assert_false(text_has(p.medium, T("Exif")) || text_has(p.small, T("HUAWEI")));
}

static void small_pictures_are_not_made_larger(void **state)
{
    WITH_ARENA(a);
    struct picture p;
    struct picture_job j;

    (void)state;
    assert_ok(read_picture(a, make_png(a, 1, 1, NO_TEXT, false), &p));
    j = again(p.medium);
    assert_int_equal(j.width, 1);
    assert_int_equal(j.height, 1);
    image_free(&j.medium);
}

static char colour_at(const struct image *i, uint32_t x, uint32_t y)
{
    const uint8_t *p = i->rgb + ((size_t)y * i->w + x) * 3;

    if (p[0] > 200 && p[1] > 200 && p[2] > 200)
        return 'w';
    return p[0] > 150 ? 'r' : p[1] > 150 ? 'g' : p[2] > 150 ? 'b' : '?';
}

/* What each orientation makes of red, green / blue, white. */
static void orientation_is_applied(void **state)
{
    static const char *const upright[] = {"rgbw", "grwb", "wbgr", "bwrg", "rbgw", "brwg", "wgbr", "gwrb"};
    WITH_ARENA(a);

    (void)state;
    for (uint16_t o = 1; o <= 8; o++) {
        struct exif_wish wish = {.orientation = o};
        struct picture_job j;
        struct picture p;
        char got[5] = "";
        assert_ok(read_picture(a, make_jpeg(a, 200, 100, make_exif(a, &wish), false), &p));
        assert_int_equal(p.width, o < 5 ? 200 : 100);
        assert_int_equal(p.height, o < 5 ? 100 : 200);
        j = again(p.small);
        for (uint32_t i = 0; i < 4; i++)
            got[i] = colour_at(&j.medium, j.medium.w * (i % 2 ? 3 : 1) / 4, j.medium.h * (i < 2 ? 1 : 3) / 4);
        image_free(&j.medium);
        if (strcmp(got, upright[o - 1]))
            fail_msg("orientation %d: %s, want %s", o, got, upright[o - 1]);
    }
}

static void places_are_read_exactly_or_not_at_all(void **state)
{
    const struct {
        const char *what, *lat_ref, *lon_ref, *status;
        uint32_t lat[6], lon[6];
        int64_t lat_micro, lon_micro;
    } cases[] = {
        {"north east", "N", "E", NULL, {38, 1, 55, 1, 0, 1}, {121, 1, 36, 1, 0, 1}, 38916667, 121600000},
        {"south west", "S", "W", NULL, {33, 1, 27, 1, 0, 1}, {70, 1, 40, 1, 0, 1}, -33450000, -70666667},
        {"degrees as one fraction",
         "N",
         "E",
         "A",
         {38916667, 1000000, 0, 1, 0, 1},
         {1216, 10, 0, 1, 0, 1},
         38916667,
         121600000},
        {"0/0 for no seconds", "N", "E", NULL, {38, 1, 5500, 100, 0, 0}, {121, 1, 36, 1, 0, 0}, 38916667, 121600000},
        {"a zero denominator", "N", "E", NULL, {38, 1, 55, 0, 0, 1}, {121, 1, 36, 1, 0, 1}, ABSENT, ABSENT},
        {"degrees 0/0", "N", "E", NULL, {0, 0, 0, 0, 0, 0}, {121, 1, 36, 1, 0, 1}, ABSENT, ABSENT},
        {"no hemisphere", NULL, "E", NULL, {38, 1, 55, 1, 0, 1}, {121, 1, 36, 1, 0, 1}, ABSENT, ABSENT},
        {"a hemisphere that is none", "X", "E", NULL, {38, 1, 55, 1, 0, 1}, {121, 1, 36, 1, 0, 1}, ABSENT, ABSENT},
        {"beyond the pole", "N", "E", NULL, {90, 1, 0, 1, 1, 1}, {121, 1, 36, 1, 0, 1}, ABSENT, ABSENT},
        {"61 minutes", "N", "E", NULL, {38, 1, 61, 1, 0, 1}, {121, 1, 36, 1, 0, 1}, ABSENT, ABSENT},
        {"the largest figures",
         "N",
         "E",
         NULL,
         {UINT32_MAX, 1, 0, 1, 0, 1},
         {121, 1, UINT32_MAX, 1, 0, 1},
         ABSENT,
         ABSENT},
        {"null island", "N", "E", NULL, {0, 1, 0, 1, 0, 1}, {0, 1, 0, 1, 0, 1}, ABSENT, ABSENT},
        {"no fix", "N", "E", "V", {38, 1, 55, 1, 0, 1}, {121, 1, 36, 1, 0, 1}, ABSENT, ABSENT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        WITH_ARENA(a);
        struct exif_wish wish = {.lat_ref = cases[i].lat_ref, .lon_ref = cases[i].lon_ref, .status = cases[i].status};
        struct picture_exif got = {.lat = NO_DEGREE, .lon = NO_DEGREE};
        text exif;
        memcpy(wish.lat, cases[i].lat, sizeof(wish.lat));
        memcpy(wish.lon, cases[i].lon, sizeof(wish.lon));
        exif = make_exif(a, &wish);
        picture_exif((const uint8_t *)exif.p, exif.n, &got);
        if (got.lat.micro != cases[i].lat_micro || got.lon.micro != cases[i].lon_micro)
            fail_msg("%s: %lld %lld", cases[i].what, (long long)got.lat.micro, (long long)got.lon.micro);
    }
}

static void times_that_cannot_be_are_not_known(void **state)
{
    static const char *const wrong[] = {"0000:00:00 00:00:00", "2026:02:30 08:00:00", "2026:11:24 24:00:00",
                                        "1970:01:01 00:00:00", "2026:11:24",          "",
                                        "    :  :     :  :  ", "2026-11-24T08:0x:00"};

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        WITH_ARENA(a);
        struct exif_wish wish = {.taken = wrong[i]};
        struct picture_exif got = {.taken_on = NO_DATE, .taken_s = -1};
        text exif = make_exif(a, &wish);
        picture_exif((const uint8_t *)exif.p, exif.n, &got);
        if (!is_absent(got.taken_on.days) || got.taken_s != -1)
            fail_msg("\"%s\" was taken for a time", wrong[i]);
    }
}

static void camera_names_are_plain_text(void **state)
{
    WITH_ARENA(a);
    struct exif_wish wish = {.make = "  大疆  ", .model = "x\x1b[31m"};
    struct picture_exif got = {0};
    text exif = make_exif(a, &wish);

    (void)state;
    picture_exif((const uint8_t *)exif.p, exif.n, &got);
    assert_string_equal(got.make, "大疆");
    assert_string_equal(got.model, "");
}

static void fingerprint_knows_a_copy_and_tells_another_picture(void **state)
{
    WITH_ARENA(a);
    struct exif_wish turned = {.orientation = 6};
    struct picture one, copy, other;

    (void)state;
    assert_ok(read_picture(a, make_jpeg(a, 1600, 1200, NO_TEXT, false), &one));
    assert_ok(read_picture(a, one.small, &copy));
    assert_ok(read_picture(a, make_jpeg(a, 1600, 1200, make_exif(a, &turned), false), &other));
    assert_true(picture_distance(one.fingerprint, copy.fingerprint) <= 10);
    assert_true(picture_distance(one.fingerprint, other.fingerprint) >
                picture_distance(one.fingerprint, copy.fingerprint));
}

static void cmyk_from_a_print_shop_is_read(void **state)
{
    WITH_ARENA(a);
    struct picture_job j;
    struct picture p;

    (void)state;
    assert_ok(read_picture(a, make_jpeg_cmyk(a, 40, 30), &p));
    j = again(p.small);
    assert_int_equal(j.medium.rgb[0], 0); /* all ink */
    image_free(&j.medium);
}

/* ---- hostile ---- */

static void truncated_pictures_are_refused(void **state)
{
    WITH_ARENA(a);
    const text whole[] = {make_jpeg(a, 400, 300, NO_TEXT, false), make_jpeg(a, 400, 300, NO_TEXT, true),
                          make_png(a, 400, 300, NO_TEXT, false), make_heic(a, 400, 300, NO_TEXT)};

    (void)state;
    for (size_t i = 0; i < COUNT(whole); i++)
        for (size_t part = 1; part < 4; part++) {
            struct picture p;
            assert_refused(read_picture(a, text_sub(whole[i], 0, whole[i].n * part / 4), &p), w_picture_broken);
        }
}

static void rubbish_is_refused(void **state)
{
    WITH_ARENA(a);
    const text rubbish[] = {T(""),
                            T("\xff\xd8\xff"),
                            T("\xff\xd8\xff\xe0\0\x10JFIF"),
                            T("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
                            T("hello"),
                            T("\0\0\0\x18"
                              "ftypheic\0\0\0\0mif1heic")};

    (void)state;
    for (size_t i = 0; i < COUNT(rubbish); i++) {
        struct picture p;
        assert_refused(read_picture(a, rubbish[i], &p), w_picture_broken);
    }
}

/* The height and width stand behind FF C0, length and depth. */
static text with_huge_header(struct arena *a, text jpeg)
{
    char *p = text_z(a, jpeg);
    ptrdiff_t at = text_find(jpeg, T("\xff\xc0"));

    assert_true(at > 0);
    memset(p + at + 5, 0xff, 4);
    return (text){p, jpeg.n};
}

static void too_many_pixels_are_refused_before_decoding(void **state)
{
    WITH_ARENA(a);
    struct picture p;
    err e;

    (void)state;
    assert_refused(read_picture(a, make_png_bomb(a, 20000, 20000), &p), w_picture_pixels);
    e = read_picture(a, with_huge_header(a, make_jpeg(a, 64, 64, NO_TEXT, false)), &p);
    assert_non_null(e);
    assert_text(error_text(a, e, LANG_ZH), "图片有65,535×65,535像素，超过了1亿像素的上限。请缩小后再试。");
}

static void a_small_file_of_many_pixels_is_read_row_by_row(void **state)
{
    WITH_ARENA(a);
    struct picture p;

    (void)state;
    assert_ok(read_picture(a, make_png_bomb(a, 6000, 4000), &p));
    assert_int_equal(p.width, 6000);
}

static void a_compressed_comment_does_not_blow_up(void **state)
{
    WITH_ARENA(a);
    struct picture p;
    text bomb = make_png_text_bomb(a);

    (void)state;
    assert_true(bomb.n < 100000);
    assert_ok(read_picture(a, bomb, &p)); /* the comment is left out */
    assert_int_equal(p.width, 16);
}

/* Every byte of the block bent once: whatever is read then, nothing breaks and nothing is out of range. */
static void bent_exif_never_breaks(void **state)
{
    WITH_ARENA(a);
    text exif = make_exif(a, &shenyang);

    (void)state;
    for (size_t i = 0; i < 400; i++) {
        struct picture_exif got = {.taken_on = NO_DATE, .taken_s = -1, .lat = NO_DEGREE, .lon = NO_DEGREE};
        char *bent = text_z(a, exif);
        bent[i] = (char)~bent[i];
        picture_exif((const uint8_t *)bent, exif.n, &got);
        assert_true(is_absent(got.lat.micro) || (got.lat.micro >= -90000000 && got.lat.micro <= 90000000));
        assert_true(got.taken_s >= -1 && got.taken_s < 86400);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_picture_tells_the_same),
        cmocka_unit_test(picture_without_exif_tells_nothing_of_time_and_place),
        cmocka_unit_test(copies_have_the_right_size_and_no_metadata),
        cmocka_unit_test(small_pictures_are_not_made_larger),
        cmocka_unit_test(orientation_is_applied),
        cmocka_unit_test(places_are_read_exactly_or_not_at_all),
        cmocka_unit_test(times_that_cannot_be_are_not_known),
        cmocka_unit_test(camera_names_are_plain_text),
        cmocka_unit_test(fingerprint_knows_a_copy_and_tells_another_picture),
        cmocka_unit_test(cmyk_from_a_print_shop_is_read),
        cmocka_unit_test(truncated_pictures_are_refused),
        cmocka_unit_test(rubbish_is_refused),
        cmocka_unit_test(too_many_pixels_are_refused_before_decoding),
        cmocka_unit_test(a_small_file_of_many_pixels_is_read_row_by_row),
        cmocka_unit_test(a_compressed_comment_does_not_blow_up),
        cmocka_unit_test(bent_exif_never_breaks),
    };
    int confined = confine_main(argc, argv);

    if (confined >= 0)
        return confined;
    return cmocka_run_group_tests_name("pictures", tests, NULL, NULL);
}
