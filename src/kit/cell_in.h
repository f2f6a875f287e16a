/* Shared by the files of cell.h only. */
#ifndef DIAODU_KIT_CELL_IN_H
#define DIAODU_KIT_CELL_IN_H

#include "cell.h"
#include "words.h"

#define READING_VALUE ((struct reading){READ_VALUE, NULL, NULL})
#define READING_EMPTY ((struct reading){READ_EMPTY, NULL, NULL})
struct reading reading_doubt(const struct word *why);

/* A doubt whose reason is found by looking: a formula error, an approximate figure, or prose. */
struct reading reading_unread(struct cell c);

/* A decimal figure, exactly: (−1)^minus · m · 10^−places. */
struct decimal {
    unsigned __int128 m;
    int places;
    bool minus;
    bool blanks;       /* part its thousands: where several figures stand side by side it is not to be trusted */
    bool odd_grouping; /* the commas do not part thousands: not to be trusted */
};

/* Moves past an unsigned decimal with separators (commas, or blanks in exact groups of three) and exponent. False when there is none or it has over 25 digits. */
bool decimal_read(text *t, struct decimal *ret);

/* d · num / den, half up (away from zero); false on overflow. */
bool decimal_scale(const struct decimal *d, int64_t num, int64_t den, int64_t *ret);

#endif
