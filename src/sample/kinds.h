/* The kinds of projects that the sample province builds: what each is called, costs, needs and belongs to. */
#ifndef DIAODU_SAMPLE_KINDS_H
#define DIAODU_SAMPLE_KINDS_H

#include "base/types.h"

enum owner_class { BY_OFFICE, BY_INSTITUTION, BY_PLATFORM, BY_CENTRAL, BY_PRIVATE, BY_FOREIGN, BY_JOINT, OWNER_CLASSES };

enum { QUANTITIES = 3 };
struct sort_of {
    const char *key;
    unsigned weight;
    const char *sector, *works, *lead; /* keys of lists and of departments.csv; works NULL: none of the fifteen fits */
    const char *industry;              /* GB/T 4754, four digits */
    const char *strategic;
    unsigned needs;                    /* enum mark: any of them; 0: anywhere */
    int least, most;                   /* total investment in 亿元 */
    unsigned owners[OWNER_CLASSES];    /* weights */
    const char *trade;                 /* in the names of firms: 新能源 */
    const char *office;                /* the bureau or institution that builds: 水利局; {s} is a spot */
    /* Patterns parted by '|', the letter before ':' is the kind of construction (n new, e expansion, r renovation):
     * {p} place {s} street or town {b} the owner's brand {x} one of `products` {q} {q2} {q3} quantities {r} river {y} year */
    const char *name, *content, *products;
    int cost[QUANTITIES];              /* 万元 of total investment for one unit of {q} {q2} {q3} */
    int build_pct;                     /* construction out of the total; equipment takes most of the rest */
    int land_mu, tce;                  /* 亩 and tons of standard coal a year, for each 亿元 */
    bool verify;                       /* in the catalogue of projects to be verified (核准) when a firm builds it */
};

extern const struct sort_of kinds[];
extern const size_t kind_count;

#endif
