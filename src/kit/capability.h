/* What a capability brings: its tables, each ended by a NULL. src/capabilities.c has a line for each capability. */
#ifndef DIAODU_KIT_CAPABILITY_H
#define DIAODU_KIT_CAPABILITY_H

struct record;
struct act;
struct act_note;
struct route;
struct job_kind;
struct recompute;
struct follower;
struct live_topic;
struct head_part;
struct waiting_source;

struct capability {
    const char *name;
    const struct record *const *records;
    const struct act *const *acts;
    const struct act_note *notes; /* what it writes into the log that nobody can ask for as an act, ended by a row without a name: see act.h */
    const struct route *routes; /* ended by a row without a path */
    const struct job_kind *const *jobs;
    const struct follower *followers; /* ended by a row without a record: see follow.h */
    const struct live_topic *topics;  /* what can be watched, ended by a row without a name: see live.h */
    const struct head_part *heads; /* what it says under the name of a record, ended by a row without a record: see pages.h */
    const struct waiting_source *waiting; /* what waits for somebody, ended by a row without roles: see waiting.h */
    const struct recompute *recomputes; /* ended by a row without a name */
    void (*start)(void); /* fills lists that ship as data; before anything else */
};

#endif
