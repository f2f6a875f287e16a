/* Within src/list: what its files share. */
#ifndef DIAODU_LIST_OWN_H
#define DIAODU_LIST_OWN_H

#include "kit/act.h"
#include "kit/waiting.h"
#include "list.h"
#include "words.h"

extern const struct codelist list_entry_states, list_entry_origins;

/* --- rows of editions ------------------------------------------------------------------------------------------------------------ */

struct list_row {
    struct record_head head;
#define FIELD(type, name, ...) type name;
#include "list/row.def"
#undef FIELD
};
extern const struct record list_row_record;

/* Ends the program with a message when the shipped table is broken: it is part of the program. */
void list_kinds_start(void);

/* --- what a project lacks for its list (§1.0): its plan of the year confirmed, its names ------------------------------------------ */

enum list_lack_kind { LACK_PLAN, LACK_BODY, LACK_PERSON, LACK_PHONE, LACK_LEADER, LACK_KINDS };
struct list_lack {
    id entry, project, person; /* person: whose telephone is missing */
    text name, state;
    unsigned missing;          /* bits of enum list_lack_kind; 0: nothing */
};
typedef LIST(struct list_lack) list_lacks;

extern const struct word *const list_lack_words[LACK_KINDS];
/* Where what is missing is mended. */
text list_lack_href(struct arena *a, const struct list_lack *l, enum list_lack_kind kind, int64_t year);

/* Of one project. Reads past the scope: whoever calls has loaded what it is about. */
err list_lack_of(struct call *c, id project, int64_t year, struct list_lack *ret);
/* Of all entries of a list's year in these states (bits), within the scope; `only_lacking`: those that lack something. */
err list_lacks_of(struct call *c, text list, int64_t year, uint32_t states, bool only_lacking, list_lacks *ret);
/* The same as faults, each with the word's key as its field. */
err list_lack_faults(struct call *c, const struct list_lack *l, int64_t year);

/* --- entries ---------------------------------------------------------------------------------------------------------------------- */

extern const char *const list_entry_state_keys[];
/* The entry of a project in a list's year, whatever its state; NULL when there is none. Past the scope. */
err list_entry_find(struct call *c, text list, int64_t year, id project, struct list_entry **ret);
/* Puts a project on a list, or takes it off, as another record's act has settled it. */
err list_entry_put(struct call *c, text list, int64_t year, id project, const char *origin, text why, enum list_entry_state to);
err list_entry_drop(struct call *c, text list, int64_t year, id project, text why);
/* Was it still on its way when the year's first edition was confirmed? From then on it comes by a request; issued funds go on as they do. */
err list_left_behind(const struct call *c, const struct list_entry *e, bool *ret);
/* Only the province's commission confirms. */
err list_province_only(const struct call *c);

/* --- editions --------------------------------------------------------------------------------------------------------------------- */

/* The number of the newest edition of a list's year; 0: none. */
err list_last_seq(const struct call *c, text list, int64_t year, int64_t *ret_seq, id *ret_edition);
extern const struct act list_edition_create;
text list_year_text(struct arena *a, int64_t year);
text list_edition_said(struct call *c, const struct list_edition *e); /* its name in the caller's language */

/* What waits: see waiting.c. */
extern const struct waiting_source list_waiting[];

#endif
