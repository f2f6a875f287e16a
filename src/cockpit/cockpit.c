/* The pages: /cockpit, /cockpit/wall, and what is sent to those who watch. */
#include "own.h"

#include "cockpit/cockpit.tpl.h"
#include "kit/live.h"
#include "words.h"

static err page_cockpit(struct req *q, struct out *o)
{
    struct cockpit v;

    TRY(cockpit_read(&q->call, &q->query, &v));
    web_page_titled(q, o, text_of(w_ck_title.in[o->lang]), true, SLOT(ck_page, (&(struct tpl_ck_page){.v = &v})));
    return NULL;
}

static err page_wall(struct req *q, struct out *o)
{
    struct cockpit v;

    TRY(cockpit_read(&q->call, &q->query, &v));
    web_page_titled(q, o, text_of(w_ck_wall.in[o->lang]), true, SLOT(ck_wall, (&(struct tpl_ck_wall){.v = &v})));
    return NULL;
}

/* GET /cockpit/behind?…&show=done|plan|red|yellow&of=2026-03&after= */
static err page_behind(struct req *q, struct out *o)
{
    static const struct word *const titles[] = {&w_ck_behind_done, &w_ck_behind_plan, &w_ck_behind_red, &w_ck_behind_yellow};
    struct behind v = {0};

    TRY(behind_read(q, &v));
    v.title = titles[v.show];
    web_page_titled(q, o, text_of(v.title->in[o->lang]), true, SLOT(ck_behind, (&(struct tpl_ck_behind){.v = &v})));
    return NULL;
}

static err render(struct call *c, const struct params *query, struct live_panels *p)
{
    struct cockpit v;

    TRY(cockpit_read(c, query, &v));
    live_panel(p, "ck-state", SLOT(ck_state, (&(struct tpl_ck_state){.v = &v})));
    live_panel(p, "ck-totals", SLOT(ck_totals, (&(struct tpl_ck_totals){.v = &v})));
    live_panel(p, "ck-curve", SLOT(ck_curve, (&(struct tpl_ck_curve){.v = &v})));
    live_panel(p, "ck-mapbox", SLOT(ck_mapbox, (&(struct tpl_ck_mapbox){.v = &v})));
    live_panel(p, "ck-places", SLOT(ck_places, (&(struct tpl_ck_places){.v = &v})));
    live_panel(p, "ck-works", SLOT(ck_works, (&(struct tpl_ck_works){.v = &v})));
    live_panel(p, "ck-warnings", SLOT(ck_warnings, (&(struct tpl_ck_warnings){.v = &v})));
    live_panel(p, "ck-slips", SLOT(ck_slips, (&(struct tpl_ck_slips){.v = &v})));
    live_panel(p, "ck-arrivals", SLOT(ck_arrivals, (&(struct tpl_ck_arrivals){.v = &v})));
    return NULL;
}

static const struct live_topic topics[] = {{"cockpit", WHO_BUSINESS, render}, {"wall", WHO_BUSINESS, render, .stands = true}, {0}};

static const struct route routes[] = {
    {GET, "/cockpit", page_cockpit, .roles = WHO_BUSINESS & ~ROLE_SYSTEM, .nav = &w_ck_title, .place = 6},
    {GET, "/cockpit/wall", page_wall, .roles = WHO_BUSINESS & ~ROLE_SYSTEM},
    {GET, "/api/v1/cockpit", cockpit_api, .roles = WHO_BUSINESS & ~ROLE_SYSTEM, .flags = ROUTE_API},
    {GET, "/cockpit/behind", page_behind, .roles = WHO_BUSINESS & ~ROLE_SYSTEM, .flags = HTTP_LONG},
    {0},
};

const struct capability cockpit_capability = {.name = "cockpit", .routes = routes, .topics = topics};
