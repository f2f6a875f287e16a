/* Events: one row for every act that was done, written in its transaction, in the order of their keys. Live pages and "what
 * happened today" read them; the commit wakes whoever listens (db_listen). An import or a bulk change is one event, not one a
 * row. An event carries the place of what it is about, so that a reader sees the events of his scope only.
 */
#ifndef DIAODU_KIT_EVENT_H
#define DIAODU_KIT_EVENT_H

#include "kit/act.h"

/* The event of an act that has just run on c->target; wakes the listeners when it is committed. */
err event_of_act(struct call *c, const struct act *act);

/* An event that is about no single record: an import, a recomputation. */
err event_note(struct call *c, const char *name, text detail);

struct event {
    id id;
    moment at;
    text name, record, title, by_name, detail;
    id target, project;
};
typedef LIST(struct event) event_list;

/* The newest within the caller's scope, newest first; `project` 0: of all. */
err event_recent(struct call *c, id project, int limit, event_list *ret);

#endif
