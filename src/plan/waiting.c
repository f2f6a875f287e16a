/* Annual plans that wait for the caller's level: to be drawn up, sent back, to be checked, to be confirmed. See kit/waiting.h. */
#include "pages.h"

#include "plan/words.h"

/* As the partial indexes of open plans say it. */
#define OPEN "p.state <> 'confirmed' AND p.state <> 'superseded' AND p.state = "
#define OF_YEAR "CAST(p.year AS TEXT) || ' · ' || "

static const struct plan_wait {
    unsigned roles;
    const struct word *title, *hint, *act;
    const char *which, *line, *href, *to;
} kinds[] = {
    {ROLE_OWNER | ROLE_COUNTY | ROLE_CITY, &w_plan_wait_back, &w_plan_wait_back_hint, &w_plan_wait_mend, OPEN "'returned'", OF_YEAR "COALESCE(p.return_reason, '')",
     "/plans?state=returned", "/months"},
    {ROLE_COUNTY | ROLE_CITY, &w_plan_wait_check, &w_plan_wait_check_hint, &w_plan_wait_check_act, OPEN "'proposed'", OF_YEAR "COALESCE(p.goal, '')",
     "/plans?state=proposed", NULL},
    {ROLE_LEAD | ROLE_DRC, &w_plan_wait_confirm, &w_plan_wait_confirm_hint, &w_plan_wait_confirm_act, OPEN "'checked'", OF_YEAR "COALESCE(p.goal, '')",
     "/plans?state=checked", NULL},
};

static err read_steps(struct call *c, waiting_list *ret)
{
    for (size_t i = 0; i < COUNT(kinds); i++) {
        const struct plan_wait *k = &kinds[i];
        struct waiting w = {.title = k->title, .hint = k->hint, .act = k->act, .href = text_of(k->href)};
        struct waiting_query ask = {.of = &plan_record, .which = k->which, .line = k->line, .to = k->to};
        if (k->roles & c->actor.role)
            TRY(waiting_add(c, &ask, &w, ret));
    }
    return NULL;
}

/* What the owner's projects still lack of the year that is drawn up now: few enough to be looked at one by one. */
static err read_empty(struct call *c, waiting_list *ret)
{
    text year = text_fmt(c->arena, "%lld", (long long)plan_year_due(c->today));
    struct waiting w = {.title = &w_plan_wait_draw, .act = &w_plan_wait_draw_act, .href = text_fmt(c->arena, "/plans/grid?year=%.*s", TEXT_ARG(year))};
    struct waiting_query ask = {.of = &project_record, .line = "$1", .key = year, .to = text_fmt(c->arena, "/plans/%.*s", TEXT_ARG(year)).p,
                                .which = "p.stage IN ('reserve', 'preliminary', 'new_start', 'continued', 'suspended') AND NOT EXISTS (SELECT 1 FROM plan l"
                                         " WHERE l.region = p.region AND l.project = p.id AND CAST(l.year AS TEXT) = $1 AND l.removed = 0)"};

    return waiting_add(c, &ask, &w, ret);
}

const struct waiting_source plan_waiting[] = {{ROLE_OWNER, read_empty}, {ROLE_OWNER | ROLE_COUNTY | ROLE_CITY | ROLE_LEAD | ROLE_DRC, read_steps}, {0}};
