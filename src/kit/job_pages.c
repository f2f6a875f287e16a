/* GET /jobs, /jobs/{id}: how far long work is; POST /jobs/{id}/stop. See job_pages.h. */
#include "job_pages.h"

#include "kit/job.tpl.h"
#include "kit/words.h"

static err page_jobs(struct req *q, struct out *o)
{
    job_list v = {0};

    TRY(job_mine(&q->call, q->web->data_dir, &v));
    web_page(q, o, &w_job_mine, SLOT(job_list, (&(struct tpl_job_list){.v = &v})));
    return NULL;
}

static err page_job(struct req *q, struct out *o)
{
    struct job_line j;

    TRY(job_load(&q->call, q->web->data_dir, req_id(q, "id"), &j));
    web_page_titled(q, o, j.title, false, SLOT(job_page, (&(struct tpl_job_page){.j = &j, .csrf = q->session.csrf})));
    return NULL;
}

/* GET /jobs/{id}/panel: what the page asks for every second. At the job's end the page is loaded anew and shows its result. */
static err page_panel(struct req *q, struct out *o)
{
    struct job_line j;

    TRY(job_load(&q->call, q->web->data_dir, req_id(q, "id"), &j));
    if (!j.open)
        http_set_header(q->http, "HX-Refresh", T("true"));
    tpl_job_panel(o, &(struct tpl_job_panel){.j = &j, .csrf = q->session.csrf});
    return NULL;
}

/* POST /jobs/{id}/stop. Takes no writing connection: the job may hold SQLite's only one. */
static err post_stop(struct req *q, struct out *o)
{
    struct job_line j;

    (void)o;
    TRY(job_load(&q->call, q->web->data_dir, req_id(q, "id"), &j));
    if (j.open)
        TRY(job_stop(&q->call, q->web->data_dir, j.id));
    job_wake();
    if (j.link.n)
        return web_go(q, "%.*s", TEXT_ARG(j.link));
    return web_go(q, "/jobs/%lld", (long long)j.id.n);
}

static const struct route job_routes[] = {
    {GET, "/jobs", page_jobs, WHO_ALL},
    {GET, "/jobs/{id}", page_job, WHO_ALL},
    {GET, "/jobs/{id}/panel", page_panel, WHO_ALL},
    {POST, "/jobs/{id}/stop", post_stop, WHO_ALL, .flags = ROUTE_NO_LEASE},
    {0},
};

static const struct act_note notes[] = {{"job.stop", L("停止任务", "Stop a job")}, {0}};

const struct capability job_capability = {.name = "job", .notes = notes, .routes = job_routes};
