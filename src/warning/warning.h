/* Warnings kept (§5.2): the engine of warning_rules.h over what the database knows, for one project inside the act that changed it and
 * for all at midnight. What others may use.
 */
#ifndef DIAODU_WARNING_WARNING_H
#define DIAODU_WARNING_WARNING_H

#include "kit/capability.h"
#include "kit/recompute.h"
#include "project/project.h"
#include "warning/pack.h"
#include "warning/warning_rules.h"

struct warning {
    struct record_head head;
#define FIELD(type, name, ...) type name;
#include "warning/warning.def"
#undef FIELD
};

extern const struct record warning_record;
extern const struct capability warning_capability;
extern const struct recompute warning_recomputes[];

/* A condition on warning w and warning_version x: x is w as it stood at a moment, "$2". Written `FROM warning w CROSS JOIN warning_version x`, or
 * SQLite begins with the versions, of which there are many more than it believes. */
#define WARNING_STOOD_AT(moment_)                                                                                                          \
    "x.region = w.region AND x.id = w.id AND x.version = (SELECT MAX(y.version) FROM warning_version y"                                     \
    " WHERE y.region = w.region AND y.id = w.id AND y.changed_at <= " moment_ ")"

/* The facts about a project as they were known at the end of `day` (absent: now). E_GONE when it was not there yet. */
err warning_facts_of(struct call *c, id project, date day, struct project **ret_project, struct warning_facts *ret);

/* The packs that ship, and the one in use. */
const struct warning_packs *warning_packs(void);
err warning_pack_now(struct call *c, const struct warning_pack **ret);

enum { VERDICTS_MOST = 64 };
/* All verdicts of a pack over facts, on a day of the State Council's calendar. */
size_t warning_verdicts(const struct warning_facts *f, const struct warning_pack *pack, date day, struct warning_verdict ret[VERDICTS_MOST]);

/* Brings a project's warnings and its light up to date; inside an act. fresh: the act made the project. */
err warning_refresh(struct call *c, const struct project *p, bool fresh);

struct warning_tally {
    int64_t projects, open, raised, cleared, changed;
    id first; /* a project with something changed */
};
/* The same for all projects, in transactions of some hundred; when `check`, only counts what would change. c has no transaction. */
err warnings_all(struct call *c, bool check, struct warning_tally *ret);

/* Another pack for all projects; to be followed by warnings_all. */
err warning_pack_use(struct call *c, text key);

/* Computes all when the day has changed since it was last done, by whichever process asks first. Between the batches call_let_others. */
err warnings_due(struct call *c, bool *ret);
err warnings_nightly(struct call *c, bool *ret_done);

/* The nights of a province that is made up at once, as it would have had them: what each would have raised and cleared by what was known in
 * it, with the dates of that night. Between two nights people answer: `answered` changes a copy of a warning that stands, if somebody did so
 * in that time, and says when and who; it is asked again until it says no. Today's is warnings_nightly. */
struct warning_past {
    const date *nights; /* in their order, before today */
    size_t n;
    bool (*answered)(void *data, struct warning *w, date from, date until, moment *ret_when, ref *ret_by);
    void *data;
};
err warnings_relive(struct call *c, const struct warning_past *past);

/* Two packs over one project, at the end of a day (absent: now): the worst of each, and the families in which they differ. `now`: the
 * project as it stands, where it has been read; NULL: it has not. */
enum { FAMILIES_MOST = 16 };
struct pack_compared {
    id project;
    text name;
    enum warning_level a, b;
    struct warning_difference v[FAMILIES_MOST]; /* their verdicts live in the call's memory */
    size_t n;
};
err warning_compare_project(struct call *c, id project, const struct project *now, const struct warning_pack *a, const struct warning_pack *b, date day,
                            struct pack_compared *ret);

/* Projects by the worst that each pack says of them. */
struct pack_matrix {
    int64_t projects, differ;
    int64_t n[LEVEL_COUNT][LEVEL_COUNT]; /* [a][b] */
};
void pack_matrix_add(struct pack_matrix *m, const struct pack_compared *one);

/* The sentence of a verdict. */
text warning_said(struct arena *a, const struct warning_verdict *v, enum lang lang);

#endif
