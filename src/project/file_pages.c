/* The page of one project file, its card for paper, and what is missing for the next stage. */
#include "project.h"

#include "base/format.h"
#include "kit/asset.h"
#include "kit/children.h"
#include "kit/geo_map.h"
#include "kit/lists.h"
#include "project/children.h"
#include "project/file.tpl.h"
#include "project/file_view.h"
#include "project/lists.h"
#include "project/pages.h"
#include "project/words.h"

static text label(struct call *c, const struct codelist *l, text key)
{
    return codelist_label(l, (code){key}, c->lang);
}

/* --- stepper ----------------------------------------------------------------------------------------------------------------- */

/* When the history first shows each stage; absent where a file was opened in a later one. */
static err stages_reached(struct call *c, id key, moment *ret)
{
    static const char sql_stages[] = "SELECT stage, MIN(changed_at) FROM project_version WHERE region = $1 AND id = $2"
                                     " AND (version > 1 OR stage = 'planned') GROUP BY stage";
    const struct workflow *w = project_record.workflow;
    CLEAN(query_close) struct query q = {0};
    text stage;
    moment at;

    for (unsigned i = 0; i < w->n_states; i++)
        ret[i] = NO_MOMENT;
    TRY(query_open(&q, c->conn, c->arena, sql_stages, BIND(V(c->region), V(key))));
    while (query_row(&q, INTO(TO(&stage), TO(&at))))
        for (unsigned i = 0; i < w->n_states; i++)
            if (text_eqz(stage, w->states[i].key))
                ret[i] = at;
    return query_end(&q);
}

/* The date that a person entered for a stage goes before the day on which the platform heard of it. */
static void date_reached(const struct project *p, unsigned stage, moment heard, struct step *s)
{
    static const struct {
        unsigned stage;
        size_t at;
    } dates[] = {
        {ST_PRELIMINARY, offsetof(struct project, doc_date)},
        {ST_NEW_START, offsetof(struct project, start_actual)},
        {ST_COMPLETED, offsetof(struct project, finish_actual)},
        {ST_IN_PRODUCTION, offsetof(struct project, produce_actual)},
        {ST_FULL_PRODUCTION, offsetof(struct project, full_actual)},
    };

    s->on = is_absent(heard.ms) ? NO_DATE : date_of(heard);
    for (size_t i = 0; i < COUNT(dates); i++) {
        date on = NO_DATE;
        memcpy(&on, (const char *)p + dates[i].at, sizeof(on));
        if (dates[i].stage == stage && !is_absent(on.days))
            s->on = on;
    }
}

static month planned_for(const struct project *p, unsigned stage)
{
    return stage == ST_NEW_START       ? p->start_plan
           : stage == ST_COMPLETED     ? p->finish_plan
           : stage == ST_IN_PRODUCTION ? p->produce_plan
                                       : NO_MONTH;
}

/* How far along the row of stages a project is; one that is suspended or withdrawn stands where it got to. */
static unsigned reached(const struct project *p, unsigned now)
{
    if (now <= ST_FULL_PRODUCTION)
        return now;
    return !is_absent(p->start_actual.days) ? ST_CONTINUED : !is_absent(p->doc_date.days) ? ST_PRELIMINARY : ST_PLANNED;
}

static err add_steps(struct req *q, struct project_view *v)
{
    enum { STAGES_MOST = 16 };
    const struct workflow *w = project_record.workflow;
    unsigned now = workflow_state(&project_record, v->p), far = reached(v->p, now);
    moment heard[STAGES_MOST];

    TRY(stages_reached(&q->call, v->p->head.id, heard));
    for (unsigned i = ST_PLANNED; i <= ST_FULL_PRODUCTION; i++) {
        struct step s = {.label = &w->states[i].label, .on = NO_DATE, .planned = NO_MONTH};
        if (i == ST_FULL_PRODUCTION && far < ST_IN_PRODUCTION)
            break;
        s.is = i < far ? STEP_DONE : i == far ? STEP_NOW : STEP_LATER;
        if (s.is == STEP_LATER)
            s.planned = planned_for(v->p, i);
        else
            date_reached(v->p, i, heard[i], &s);
        list_push(&v->steps, q->call.arena) = s;
    }
    if (now > ST_FULL_PRODUCTION)
        v->halted = &w->states[now].label;
    return NULL;
}

/* --- who ------------------------------------------------------------------------------------------------------------------------ */

/* The two persons of a file with their bodies, in one look. */
static err add_persons(struct req *q, struct project_view *v)
{
    static const char sql_person[] =
        "SELECT p.id, p.name, COALESCE(p.post, ''), COALESCE(b.short_name, b.name, ''), COALESCE(p.phone, p.mobile, '')"
        " FROM person p LEFT JOIN body b ON b.region = p.region AND b.id = p.body WHERE p.region = $1 AND p.id IN ($2, "
        "$3)";
    const ref keys[] = {v->p->leader_in_charge, v->p->responsible_person};
    const struct word *const as[] = {&w_who_leader, &w_who_person};
    CLEAN(query_close) struct query rows = {0};
    struct who_line line, found[COUNT(keys)] = {0};
    text body, post;
    id key;

    if (!keys[0].n && !keys[1].n)
        return NULL;
    TRY(query_open(&rows, q->call.conn, q->call.arena, sql_person,
                   BIND(V(q->call.region), value_plain(keys[0].n), value_plain(keys[1].n))));
    while (line = (struct who_line){0},
           query_row(&rows, INTO(TO(&key), TO(&line.name), TO(&post), TO(&body), TO(&line.phone)))) {
        line.post = text_starts(post, body) ? post
                                            : text_fmt(q->call.arena, "%.*s%.*s", TEXT_ARG(body), TEXT_ARG(post));
        line.href = text_fmt(q->call.arena, "/people/%lld", (long long)key.n);
        if (line.phone.n && !sees_personal(&q->call, &project_record, v->p))
            line.phone = mask_personal(q->call.arena, line.phone);
        for (size_t i = 0; i < COUNT(keys); i++)
            if (keys[i].n == key.n)
                found[i] = line;
    }
    for (size_t i = 0; i < COUNT(keys); i++) {
        found[i].as = as[i];
        if (found[i].name.p)
            list_push(&v->who, q->call.arena) = found[i];
    }
    return query_end(&rows);
}

/* A reference as the facts have it already. */
static const struct cell_view *fact_of(const struct project_view *v, const char *field)
{
    for (size_t g = 0; g < v->f.groups.n; g++)
        for (size_t i = 0; i < v->f.groups.v[g].cells.n; i++)
            if (!strcmp(v->f.groups.v[g].cells.v[i].field->name, field))
                return &v->f.groups.v[g].cells.v[i];
    return NULL;
}

static void add_body(struct req *q, struct project_view *v, const struct word *as, const char *field)
{
    const struct cell_view *cell = fact_of(v, field);

    if (cell && !cell->missing)
        list_push(&v->who, q->call.arena) = (struct who_line){.as = as, .name = cell->shown, .href = cell->href};
}

static err add_who(struct req *q, struct project_view *v)
{
    const struct project *p = v->p;
    struct who_line owner = {.as = &w_who_owner, .name = p->owner_name, .post = p->contact, .phone = p->contact_phone};

    TRY(add_persons(q, v));
    add_body(q, v, &w_who_body, "responsible_body");
    add_body(q, v, &w_who_lead, "lead_department");
    if (!owner.name.n)
        return NULL;
    if (owner.phone.n && !sees_personal(&q->call, &project_record, p))
        owner.phone = mask_personal(q->call.arena, owner.phone);
    if (p->owner.n)
        owner.href = text_fmt(q->call.arena, "/bodies/%lld", (long long)p->owner.n);
    list_push(&v->who, q->call.arena) = owner;
    return NULL;
}

/* --- what it is ------------------------------------------------------------------------------------------------------------------ */

static void add_tag(struct req *q, struct project_view *v, text t, bool blue)
{
    if (t.n)
        list_push(&v->tags, q->call.arena) = (struct tag_view){t, blue};
}

static void add_tags(struct req *q, struct project_view *v)
{
    enum { YI = 100000000 };
    const struct project *p = v->p;
    text part;

    if (p->works.t.p)
        add_tag(q, v, label(&q->call, &list_works, p->works.t), true);
    if (!is_absent(p->total_invest.yuan) && p->total_invest.yuan >= YI)
        add_tag(q, v, text_of(w_tag_yi.in[q->call.lang]), false);
    if (p->central_funds.t.n)
        add_tag(q, v, text_of(w_tag_central.in[q->call.lang]), false);
    for (text rest = p->flags.t; rest.n && text_each(&rest, ',', &part);)
        add_tag(q, v, label(&q->call, &list_flags, part), false);
}

static void add_permits(struct req *q, struct project_view *v)
{
    for (size_t i = 0; i < list_permit_major.n; i++) {
        const struct codeitem *item = &list_permit_major.items[i];
        bool has = codes_has(v->p->permit_state, item->key);
        list_push(&v->permits, q->call.arena) = (struct permit_dot){text_of(item->in[q->call.lang]), has};
        v->permits_got += has;
    }
}

static int64_t percent(money part, money whole)
{
    return is_absent(part.yuan) || is_absent(whole.yuan) || whole.yuan <= 0 ? ABSENT : part.yuan * 100 / whole.yuan;
}

static void place_on_map(struct req *q, struct project_view *v)
{
    struct place at = {v->p->lon, v->p->lat};
    text city = NO_TEXT;

    map_size(&v->map_width, &v->map_height);
    v->on_map = map_point(at, &v->pin);
    switch (map_check(at, v->p->division.t, &city)) {
    case MAP_OTHER: v->map_city = label(&q->call, &list_division, city); break;
    case MAP_OUTSIDE: v->map_outside = true; break;
    default: break;
    }
}

/* --- parent and parts ------------------------------------------------------------------------------------------------------------ */

static err add_family(struct req *q, struct project_view *v)
{
    static const char sql_parts[] =
        "SELECT p.id, p.name, p.stage, p.total_invest FROM project p WHERE {scope:p} AND p.parent_id = $1"
        " AND p.removed = 0 ORDER BY p.id";
    CLEAN(query_close) struct query rows = {0};
    struct part_view part;
    code stage;
    const struct cell_view *up = fact_of(v, "parent_id");

    if (up && !up->missing)
        v->parent = up->shown;
    TRY(query_scoped(&rows, &q->call, &project_record.scope, sql_parts, BIND(V(v->p->head.id))));
    while (query_row(&rows, INTO(TO(&part.id), TO(&part.name), TO(&stage), TO(&part.total)))) {
        part.stage = label(&q->call, &list_stage, stage.t);
        v->parts_total.yuan += is_absent(part.total.yuan) ? 0 : part.total.yuan;
        list_push(&v->parts, q->call.arena) = part;
    }
    return query_end(&rows);
}

/* --- what is missing ------------------------------------------------------------------------------------------------------------- */

static err add_lacks(struct req *q, struct project_view *v)
{
    const struct transition *way = workflow_next(&q->call, &project_record, v->p);

    if (!way || v->p->head.removed.v == 1)
        return NULL;
    v->next = &project_record.workflow->states[way->to].label;
    return pages_lacks(q, &project_record, v->p, way->to, &v->lacks);
}

/* Values that the head or the column beside shows already are not told again; what is empty is counted. */
static void fold_groups(struct req *q, struct project_view *v)
{
    static const char *const shown[] = {"name",   "project_code", "cell_notes", "city",
                                        "county", "permit_state", "origin",     "origin_note"};

    for (size_t g = 0; g < v->f.groups.n; g++) {
        struct fact_group out = {.title = v->f.groups.v[g].title};
        for (size_t i = 0; i < v->f.groups.v[g].cells.n; i++) {
            const struct cell_view *cell = &v->f.groups.v[g].cells.v[i];
            bool told = false;
            for (size_t k = 0; k < COUNT(shown); k++)
                told |= !strcmp(cell->field->name, shown[k]);
            if (told || (cell->field->derived && cell->missing))
                continue;
            if (cell->missing)
                list_push(&out.empty, q->call.arena) = *cell;
            else
                list_push(&out.filled, q->call.arena) = *cell;
        }
        if (out.filled.n || out.empty.n)
            list_push(&v->facts, q->call.arena) = out;
    }
}

static err recent(struct req *q, struct project_view *v)
{
    enum { RECENT = 6 };

    TRY(pages_history_view(q, &project_record, &v->history));
    v->history_n = (int64_t)v->history.lines.n;
    if (v->history.lines.n > RECENT)
        v->history.lines.n = RECENT;
    return NULL;
}

static err load(struct req *q, struct project_view *v)
{
    TRY(pages_file_view(q, &project_record, &v->f));
    v->p = v->f.r;
    v->past = !is_absent(v->f.at.ms);
    v->place = label(&q->call, &list_division, v->p->division.t);
    v->origin = label(&q->call, record_field(&project_record, T("origin"))->list, v->p->origin.t);
    v->made_up = text_eqz(v->p->origin.t, "sample");
    v->before_percent = (number){percent(v->p->before_year, v->p->total_invest)};
    v->plan_percent = (number){percent(v->p->year_plan, v->p->total_invest)};
    v->year = text_fmt(q->call.arena, "%d", month_year(month_of(q->call.today)));
    v->today = q->call.today;
    add_tags(q, v);
    add_permits(q, v);
    place_on_map(q, v);
    fold_groups(q, v);
    TRY(add_steps(q, v));
    TRY(add_who(q, v));
    return add_family(q, v);
}

/* GET /projects/{id}; ?at= shows it as it stood then. */
static err page_project(struct req *q, struct out *o)
{
    struct project_view *v = ARENA_NEW(q->call.arena, struct project_view);

    children_keep(&q->call);
    TRY(load(q, v));
    if (!v->past)
        TRY(add_lacks(q, v));
    web_page_titled(q, o, v->f.title, false, SLOT(project_file, (&(struct tpl_project_file){.v = v})));
    return NULL;
}

/* GET /projects/{id}/lacks: the list of what is missing, for the page when a row was added. */
static err page_lacks(struct req *q, struct out *o)
{
    struct project_view *v = ARENA_NEW(q->call.arena, struct project_view);
    void *r;

    TRY(pages_open(q, &project_record, &r, &v->f.top));
    v->p = r;
    TRY(add_lacks(q, v));
    web_page_titled(q, o, v->f.top.title, false, SLOT(project_lacks, (&(struct tpl_project_lacks){.v = v})));
    return NULL;
}

/* GET /projects/{id}/recent: the last changes, which the page asks for when they come into sight. */
static err page_recent(struct req *q, struct out *o)
{
    struct project_view *v = ARENA_NEW(q->call.arena, struct project_view);

    TRY(recent(q, v));
    web_page_titled(q, o, v->history.title, false, SLOT(project_recent, (&(struct tpl_project_recent){.v = v})));
    return NULL;
}

/* GET /projects/{id}/card: the file on A4. */
static err page_card(struct req *q, struct out *o)
{
    struct project_view *v = ARENA_NEW(q->call.arena, struct project_view);

    TRY(load(q, v));
    web_page_titled(q, o, v->f.title, false, SLOT(project_card, (&(struct tpl_project_card){.v = v})));
    return NULL;
}

const struct route project_file_routes[] = {
    {GET, "/projects/{id}", page_project, .roles = WHO_BUSINESS, .record = &project_record, .tab = &w_tab_file},
    {GET, "/projects/{id}/lacks", page_lacks, .roles = WHO_BUSINESS, .record = &project_record},
    {GET, "/projects/{id}/recent", page_recent, .roles = WHO_BUSINESS, .record = &project_record},
    {GET, "/projects/{id}/card", page_card, .roles = WHO_BUSINESS, .record = &project_record},
    {0},
};
