/* Cells, codes and search words from any bytes: no crash, no undefined arithmetic, and a cell that is no VALUE is absent. */
#include "kit/cell.h"
#include "kit/codes.h"
#include "kit/search_token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void need(bool holds)
{
    if (!holds)
        abort();
}

static void read_all(struct arena *a, struct cell c, unsigned how_bits)
{
    struct cell_dates how = {.order = how_bits % 3, .epoch = how_bits & 1, .month_as = how_bits % 3};
    struct cell_unit unit = unit_wan;
    money m;
    number k;
    date d;
    month when;
    degree g;
    text t;

    cell_unit_read(c.t, &unit);
    need((cell_money(c, &unit, &m).is == READ_VALUE) == (m.yuan != ABSENT));
    need((cell_number(c, &unit_one, &k).is == READ_VALUE) == (k.n != ABSENT));
    need((cell_percent(c, false, &k).is == READ_VALUE) == (k.n != ABSENT));
    need((cell_date(c, &how, &d).is == READ_VALUE) == (d.days != ABSENT));
    need((cell_month(c, &how, &when).is == READ_VALUE) == (when.n != ABSENT));
    need((cell_degree(c, how_bits & 1, &g).is == READ_VALUE) == (g.micro != ABSENT));
    need((cell_phone(a, c, &t).is == READ_VALUE) == (t.p != NULL));
}

static void read_words(struct arena *a, text t)
{
    search_terms q = {0};
    text code;

    search_tokens(a, t, SEARCH_NAME);
    search_query(a, t, &q);
    if (!uscc_read(a, t, &code) && code.p)
        need(code.n == 18);
    need(!secret_check(a, t) || t.n >= 6); /* a mark is two characters at least */
}

/* The first byte chooses where the cell is from and how dates are read; the rest is the cell. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new(16 << 20);

    if (n > 0) {
        text t = {(const char *)data + 1, n - 1};
        read_all(a, (struct cell){t, data[0] % 6}, data[0] >> 4);
        read_words(a, t);
    }
    arena_free(a);
    return 0;
}
