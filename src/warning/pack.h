/* Rule packs as data: config/packs/NAME.csv. A row is a rule in one version; a threshold reads ">=10", ">30", "<80", "<=1".
 * Rows of a rule follow one another in time and never overlap.
 */
#ifndef DIAODU_WARNING_PACK_H
#define DIAODU_WARNING_PACK_H

#include "base/error.h"
#include "warning_rules.h"

/* Levels and actors as packs, the database and the API write them; "" for none. */
extern const char *const warning_level_keys[LEVEL_COUNT];
extern const char *const warning_actor_keys[ACTOR_PROVINCE + 1];

/* Reads one pack. Refuses (E_INPUT, with the row and what to mend): an unknown column value, an unknown measure, a threshold
 * that can't be read, thresholds in the wrong order (blue, yellow, red must get worse) or all empty, a level with nobody to
 * act, two versions of a rule in force on one day, the same version twice, a rule without title, source or mark. */
err warning_pack_read(struct arena *a, text key, text csv,
                      struct warning_pack *ret); /* the title is left to the caller */

/* The packs that ship, in the order of config/packs/packs.csv; the first is the default. */
struct warning_packs {
    const struct warning_pack *v;
    size_t n;
};
err warning_packs_shipped(struct arena *a, struct warning_packs *ret);

/* E_INPUT with the packs there are when none is called so. */
err warning_pack_called(struct arena *a, const struct warning_packs *all, text key, const struct warning_pack **ret);

#endif
