/* The tab "progress and funds" of a project file, and the same as JSON. See pages.h. */
#include "pages.h"

#include "kit/json.h"
#include "progress/progress.tpl.h"
#include "progress/words.h"

/* GET /projects/{id}/progress?year= */
static err page_progress(struct req *q, struct out *o)
{
    struct progress_view v;

    TRY(progress_view(q, &v));
    web_page_titled(q, o, v.top.title, false, SLOT(progress_page, (&(struct tpl_progress_page){.v = &v})));
    return NULL;
}

static void put_milestones(struct json_out *w, const struct progress_view *v)
{
    json_key(w, "milestones");
    json_open(w, '[');
    for (size_t i = 0; i < v->gantt.lines.n; i++) {
        const struct gantt_line *l = &v->gantt.lines.v[i];
        json_open(w, '{');
        json_put(w, "name", l->name);
        json_put(w, "planned", l->planned);
        json_put(w, "actual", l->actual);
        json_put(w, "overdue", l->overdue);
        json_close(w);
    }
    json_close(w);
}

/* GET /api/v1/projects/{id}/progress?year= */
static err api_progress(struct req *q, struct out *o)
{
    struct progress_view v;
    struct json_out w;

    TRY(progress_view(q, &v));
    w = web_json(q, o);
    json_open(&w, '{');
    json_put(&w, "year", v.year);
    curve_put_months(&w, &v.curve);
    put_milestones(&w, &v);
    json_put(&w, "funds_planned", v.planned);
    json_put(&w, "funds_arrived", v.arrived);
    json_put(&w, "funds_paid", v.paid);
    json_put(&w, "done", v.done);
    json_close(&w);
    json_end(&w);
    return NULL;
}

const struct route progress_routes[] = {
    {GET, "/projects/{id}/progress", page_progress, .roles = WHO_BUSINESS & ~ROLE_SYSTEM, .record = &project_record,
     .tab = &w_progress_tab},
    {GET, "/api/v1/projects/{id}/progress", api_progress, .roles = WHO_BUSINESS, .flags = ROUTE_API,
     .record = &project_record},
    {0},
};
