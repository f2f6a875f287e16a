/* The lists of a year (§1.0–1.3): which projects stand on them, how they came there, and the confirmed editions. What others may use.
 *
 *     list_entry    a project's membership of a year: proposed or picked, opinion, aggregated, on the list, taken off
 *     list_edition  a confirmed state: numbered, dated, never changed; its list_rows hold what the official table shows
 *     list_rule     which projects a list takes in: alternatives of conditions on the project file, by versions
 *     list_request  an addition, a removal or an exchange in the course of the year
 */
#ifndef DIAODU_LIST_LIST_H
#define DIAODU_LIST_LIST_H

#include "kit/capability.h"
#include "project/project.h"

/* --- kinds: config/list_kinds.csv ---------------------------------------------------------------------------------------------- */

enum list_form { LIST_PROPOSED, LIST_BY_RULE, LIST_BY_FUNDS, LIST_FORMS };
enum { LIST_COLUMNS_MOST = 32, LIST_KINDS_MOST = 64 };
struct list_kind {
    code key;
    text name[LANG_COUNT];
    enum list_form form;
    number target;                 /* absent: none is set */
    const struct field *groups;    /* of list_row: works or city */
    const struct field *columns[LIST_COLUMNS_MOST]; /* of list_row */
    size_t n_columns;
};
struct list_kinds {
    const struct list_kind *v;
    size_t n;
};
const struct list_kinds *list_kinds(void);
const struct list_kind *list_kind_called(text key); /* NULL when unknown */

/* --- records -------------------------------------------------------------------------------------------------------------------- */

/* In the order of states[] in entry.c. */
enum list_entry_state {
    ENTRY_PROPOSED, ENTRY_RETURNED, ENTRY_SUPPORTED, ENTRY_AGGREGATED, ENTRY_CANDIDATE, ENTRY_ON, ENTRY_DECLINED, ENTRY_OFF,
};

struct list_entry {
    struct record_head head;
#define FIELD(type, name, ...) type name;
#include "list/entry.def"
#undef FIELD
};
struct list_edition {
    struct record_head head;
#define FIELD(type, name, ...) type name;
#include "list/edition.def"
#undef FIELD
};

extern const struct record list_entry_record, list_edition_record;
extern const struct capability list_capability;

/* --- for other capabilities ----------------------------------------------------------------------------------------------------- */

/* Puts a project on a list that others form: the act that issues funds, inside its transaction. On the list at once when its plan
 * of the year and its names are there, else a candidate, which the act that brings what is missing puts on. A project that is on it
 * already stays as it is, with the further reason. `why`: what brought it there, a document's number. */
err list_put_on(struct call *c, const char *list, int64_t year, id project, text why);

/* Takes a project off a list that others form: all that had put it there was taken back. Nothing when it is not on it. */
err list_take_off(struct call *c, const char *list, int64_t year, id project, text why);

/* The set of lists that a project stands on now: of each list the entries of the newest year, up to this one, that has an edition.
 * A list that has never had one is guessed from the file, so that a new province sees something. Joined in the kinds' order; absent: none. */
err list_set_of(struct call *c, const struct project *p, codes *ret);
/* The same for the next `n` files in the order of their keys, by one statement; of each the key, its work and its amounts are read. */
err list_sets_of(struct call *c, const struct project *const files[], size_t n, codes ret[]);

/* A province in the making, whose lists of `year` are formed once its files are there: until then a file stands on none, instead of on those that
 * would be guessed. Holds in the call's memo until the first edition is saved. */
void lists_to_come(struct call *c, int64_t year);

/* The projects whose set an edition changes: of the list's first of a year. Ids only, in their order. */
typedef LIST(id) list_id_list;
err list_moved_by(struct call *c, const struct list_edition *e, list_id_list *ret);

#endif
