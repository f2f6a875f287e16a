/* Likely duplicates and double codes: pairs of project files that may be one project. Found when a project is saved, and in the
 * whole stock by twins_scan; a pair that a person settled is never asked about again.
 *
 * A pair is within the scope of whoever sees both files: it has the city, county, lead department and owner that both share.
 */
#ifndef DIAODU_TWIN_TWIN_H
#define DIAODU_TWIN_TWIN_H

#include "kit/capability.h"
#include "kit/record.h"

struct twin {
    struct record_head head;
#define FIELD(type, name, ...) type name;
#include "twin.def"
#undef FIELD
};

extern const struct record twin_record;
extern const struct capability twin_capability;

/* Looks through the whole stock for what was written without being looked at (imports, the sample). In one transaction. */
struct twin_found {
    int64_t projects, judged, pairs; /* pairs: open ones more than before */
};
err twins_scan(struct call *c, struct twin_found *ret);

#endif
