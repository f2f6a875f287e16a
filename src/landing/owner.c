/* An owner's files: where each stands, what is missing there, and the next step with what that needs. */
#include "landing.h"

#include "kit/filter.h"
#include "kit/workflow.h"
#include "landing/work.tpl.h"
#include "landing/words.h"

enum { OWN_MOST = 30, NAMED = 3 };

/* "计划开工、立项文号、经度 等 5 项" */
static text named(struct req *q, const field_list *f)
{
    LIST(text) v = {0};
    text said;

    for (size_t i = 0; i < f->n && i < NAMED; i++)
        list_push(&v, q->call.arena) = text_of(f->v[i]->label.in[q->call.lang]);
    said = text_join(q->call.arena, v.v, v.n, q->call.lang == LANG_ZH ? T("、") : T(", "));
    return f->n <= NAMED ? said : text_fmt(q->call.arena, q->call.lang == LANG_ZH ? "%.*s 等 %zu 项" : "%.*s and others, %zu", TEXT_ARG(said), f->n);
}

static struct own_row row_of(struct req *q, const struct project *p)
{
    transition_list ways = {0};
    field_list lacking = {0};
    unsigned state = workflow_state(&project_record, p);
    struct own_row row = {.id = p->head.id, .name = p->name, .stage = codelist_label(record_field(&project_record, T("stage"))->list, p->stage, q->call.lang)};

    workflow_missing(q->call.arena, &project_record, p, state, &lacking);
    row.missing = (int64_t)lacking.n;
    workflow_open(&q->call, &project_record, p, &ways);
    for (size_t i = 0; i < ways.n && !row.next.n; i++)
        if (ways.v[i]->to != ST_WITHDRAWN && ways.v[i]->to != ST_SUSPENDED) {
            row.next = text_of(ways.v[i]->verb.in[q->call.lang]);
            lacking.n = 0;
            workflow_missing(q->call.arena, &project_record, p, ways.v[i]->to, &lacking);
        }
    row.needs = named(q, &lacking);
    return row;
}

err landing_show_own(struct req *q, struct out *o)
{
    struct own_view v = {0};
    struct filter f;
    struct page page;

    TRY(waiting_all(&q->call, &v.waiting));
    TRY(filter_init(&f, &project_record));
    f.limit = OWN_MOST;
    TRY(record_list(&q->call, &f, &page));
    for (size_t i = 0; i < page.items.n; i++)
        list_push(&v.rows, q->call.arena) = row_of(q, page.items.v[i]);
    v.more = page.next.n > 0;
    TRY(landing_read_overview(q, false, &v.over));
    web_page(q, o, &w_landing_title, SLOT(landing_own, (&(struct tpl_landing_own){.v = &v})));
    return NULL;
}
