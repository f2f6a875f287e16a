/* What the files of src/twin share. */
#ifndef DIAODU_TWIN_OWN_H
#define DIAODU_TWIN_OWN_H

#include "kit/web.h"
#include "project/project.h"
#include "twin/twin.h"

extern const struct codelist list_twin_kind, list_twin_state, list_twin_twice;
extern const struct route twin_routes[];

/* As much of a project as is compared and shown of it. */
struct twin_side {
    id id;
    struct twin_facts facts;
    text key; /* the name as it is compared; only in a scan */
    text city, county;
    ref lead_department, owner, parent;
};
typedef LIST(struct twin_side) side_list;

struct twin_side twin_side_of(const struct project *p);

/* Reads a side from a row of the columns TWIN_COLUMNS. */
#define TWIN_COLUMNS                                                                                                   \
    "p.id, p.name, p.project_code, p.owner_name, p.owner_uscc, p.division, p.lon, p.lat, p.total_invest, p.city, "     \
    "p.county, p.lead_department,"                                                                                     \
    " p.owner, p.parent_id"
#define TWIN_TARGETS(s)                                                                                                \
    INTO(TO(&(s).id), TO(&(s).facts.name), TO(&(s).facts.project_code), TO(&(s).facts.owner_name),                     \
         TO(&(s).facts.owner_uscc), TO(&(s).facts.unit), TO(&(s).facts.place.lon), TO(&(s).facts.place.lat),           \
         TO(&(s).facts.total), TO(&(s).city), TO(&(s).county), TO(&(s).lead_department), TO(&(s).owner),               \
         TO(&(s).parent))

/* The files that may be the same as this one: by name, owner, nearness; at most a few dozen. */
err twin_candidates(struct call *c, const struct twin_side *s, side_list *ret);

/* Judges two and keeps the pair when there is something to settle, or takes a kept one back when there is not any more.
 * *ret_pair: the pair's record, NULL for none. */
err twin_keep(struct call *c, const struct twin_side *a, const struct twin_side *b, struct twin **ret_pair);

err twin_key_save(struct call *c, id project, text name);

/* Takes along what belongs to a file that is merged into another. replace: where both have a report of a month or a plan of a year,
 * the other's becomes the newest edition, with this reason; else the kept file's stand and the other's stay in the retired file. */
err twin_take_along(struct call *c, const struct project *kept, id gone, bool replace, text reason);

/* Months that both reported and years that both planned, with their figures. */
struct twin_twice {
    const struct record *record;
    text key, first, second;
};
typedef LIST(struct twin_twice) twice_list;
err twin_in_both(struct call *c, id first, id second, twice_list *ret);

/* Related already: one is the other's part, or both are parts of one. */
bool twin_related(const struct twin_side *a, const struct twin_side *b);

#endif
