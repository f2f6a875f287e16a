/* GET /: see landing.h. */
#include "landing.h"

#include "landing/words.h"

static err page_landing(struct req *q, struct out *o)
{
    switch (q->call.actor.role) {
    case ROLE_LEADER: return landing_show_overview(q, o);
    case ROLE_OWNER: return landing_show_own(q, o);
    case ROLE_ADMIN:
    case ROLE_SECURITY: return landing_show_admin(q, o);
    case ROLE_AUDITOR: return landing_show_auditor(q, o);
    default: return landing_show_work(q, o);
    }
}

static const struct route routes[] = {
    {GET, "/", page_landing, .roles = WHO_ALL, .nav = &w_landing_title},
    {0},
};

const struct capability landing_capability = {.name = "landing", .routes = routes};
