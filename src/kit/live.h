/* Live pages: a page shows its panels once; from then on the server sends each panel again whenever it has become another, by
 * server-sent events. A capability's table `topics` names what can be watched:
 *
 *     static err render(struct call *c, const struct params *query, struct live_panels *p) { …; live_panel(p, "totals", SLOT(…)); }
 *     const struct live_topic cockpit_topics[] = {{"cockpit", WHO_OFFICE, render}, {0}};
 *
 * The page carries <main data-live="/live/cockpit?…its own query…">; ui/js/live.js puts what comes into the elements of these
 * ids. One render serves all readers with the same topic, scope, language and query, so five hundred screens of the province
 * cost one query. Woken by any commit of an act, in this or another process (db_listen).
 *
 * Whoever watches is authorised anew every few seconds: a session that has ended or idled out, an account that was disabled or
 * has got another role or body loses its stream. A page that renews itself is no sign of life of its reader.
 */
#ifndef DIAODU_KIT_LIVE_H
#define DIAODU_KIT_LIVE_H

#include "kit/web.h"

struct live_panels;

/* Adds a panel: the content of the element with this id. Written at once; `body`'s values need not live on. */
void live_panel(struct live_panels *p, const char *element, struct slot body);

struct live_topic {
    const char *name; /* NULL ends a table */
    unsigned roles;
    err (*render)(struct call *c, const struct params *query, struct live_panels *p);
    bool stands; /* made to stand where nobody sits: watching it keeps the session, up to its last hour */
};

/* Called once for each capability at the start; NULL is allowed. */
void live_register(const struct live_topic *table);

/* GET /live/{topic} */
extern const struct route live_routes[];

/* Starts and ends the thread that watches and sends. Without it /live/{topic} answers that it is not there. */
err live_start(struct db *db, struct arena *a);
void live_stop(void);

/* How many pages are watched, and how many renders there have been: for the status page and the bench. */
struct live_figures {
    int64_t pages, groups, renders;
};
struct live_figures live_figures(void);

#endif
