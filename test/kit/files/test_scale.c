/* Scaling is exact. */
#include "test.h"

#include "kit/files/scale.h"

static struct image grey_image(uint32_t w, uint32_t h, const uint8_t *v)
{
    struct image i = {w, h, malloc((size_t)w * h * 3)};

    for (size_t p = 0; p < (size_t)w * h; p++)
        memset(i.rgb + 3 * p, v[p], 3);
    return i;
}

static void a_pixel_is_the_mean_of_its_area(void **state)
{
    const struct {
        uint32_t w, h, to_w, to_h;
        uint8_t from[12], to[8];
    } cases[] = {
        {2, 2, 1, 1, {0, 100, 100, 200}, {100}},
        {3, 1, 2, 1, {0, 90, 240}, {30, 190}}, /* the middle one is shared: (0 + 45) / 1.5, (45 + 240) / 1.5 */
        {1, 3, 1, 2, {0, 90, 240}, {30, 190}},
        {4, 2, 2, 1, {0, 10, 20, 30, 10, 20, 30, 40}, {10, 30}},
        {2, 1, 2, 1, {7, 9}, {7, 9}},
        {1, 1, 3, 2, {50}, {50, 50, 50, 50, 50, 50}}, /* up: the same everywhere */
        {2, 1, 1, 1, {0, 1}, {1}},                    /* half up */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct image from = grey_image(cases[i].w, cases[i].h, cases[i].from), to;
        assert_true(image_scale(&from, cases[i].to_w, cases[i].to_h, &to));
        for (size_t p = 0; p < (size_t)cases[i].to_w * cases[i].to_h; p++)
            if (to.rgb[3 * p] != cases[i].to[p])
                fail_msg("case %zu, pixel %zu: %d, want %d", i, p, to.rgb[3 * p], cases[i].to[p]);
        image_free(&from);
        image_free(&to);
    }
}

static void white_stays_white_at_any_ratio(void **state)
{
    uint8_t white[60 * 3];

    (void)state;
    memset(white, 255, sizeof(white));
    for (uint32_t w = 1; w < 60; w++) {
        struct image from = {w, 1, white}, to;
        assert_true(image_scale(&from, w * 2 / 3 + 1, 1, &to));
        for (size_t i = 0; i < (size_t)to.w * 3; i++)
            assert_int_equal(to.rgb[i], 255);
        image_free(&to);
    }
}

static void fitting_keeps_the_shape_and_never_gives_nothing(void **state)
{
    const uint32_t cases[][5] = {
        {4000, 3000, 320, 320, 240}, {3000, 4000, 320, 240, 320}, {100, 50, 320, 100, 50}, {100000, 10, 320, 320, 1}};

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t w, h;
        scale_fit(cases[i][0], cases[i][1], cases[i][2], &w, &h);
        assert_int_equal(w, cases[i][3]);
        assert_int_equal(h, cases[i][4]);
    }
}

static void fingerprint_reads_falling_brightness(void **state)
{
    uint8_t falling[9 * 8], rising[9 * 8];
    uint64_t bits;

    (void)state;
    for (int i = 0; i < 72; i++) {
        falling[i] = (uint8_t)(200 - i % 9 * 20);
        rising[i] = (uint8_t)(i % 9 * 20);
    }
    struct image f = grey_image(9, 8, falling), r = grey_image(9, 8, rising);
    assert_true(image_fingerprint(&f, &bits));
    assert_true(bits == UINT64_MAX);
    assert_true(image_fingerprint(&r, &bits));
    assert_true(bits == 0);
    image_free(&f);
    image_free(&r);
}

/* Patches of made-up grey; the seed makes another picture. */
static struct image patches(uint32_t seed)
{
    uint8_t v[64 * 48], patch[9 * 8];

    for (size_t i = 0; i < sizeof(patch); i++) {
        seed = seed * 1103515245 + 12345;
        patch[i] = (uint8_t)(seed >> 16);
    }
    for (uint32_t y = 0; y < 48; y++)
        for (uint32_t x = 0; x < 64; x++)
            v[y * 64 + x] = patch[y * 8 / 48 * 9 + x * 9 / 64];
    return grey_image(64, 48, v);
}

static void fingerprint_survives_scaling_and_tells_pictures_apart(void **state)
{
    struct image one = patches(1), two = patches(2), half;
    uint64_t of_one = 0, of_two = 0, of_half = 0;

    (void)state;
    assert_true(image_scale(&one, 40, 30, &half));
    assert_true(image_fingerprint(&one, &of_one) && image_fingerprint(&two, &of_two) &&
                image_fingerprint(&half, &of_half));
    assert_true(__builtin_popcountll(of_one ^ of_half) <= 3);
    assert_true(__builtin_popcountll(of_one ^ of_two) > 15);
    image_free(&one);
    image_free(&two);
    image_free(&half);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pixel_is_the_mean_of_its_area),
        cmocka_unit_test(white_stays_white_at_any_ratio),
        cmocka_unit_test(fitting_keeps_the_shape_and_never_gives_nothing),
        cmocka_unit_test(fingerprint_reads_falling_brightness),
        cmocka_unit_test(fingerprint_survives_scaling_and_tells_pictures_apart),
    };

    return cmocka_run_group_tests_name("scaling", tests, NULL, NULL);
}
