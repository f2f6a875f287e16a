/* For what a photograph is asked: at the start, at completion and after a rectification only, never as a trace of every month (domain
 * notes §14), and never twice. See pages.h.
 */
#include "pages.h"

#include "report/words.h"

enum { RECTIFIED_MOST = 4 };

struct asking {
    struct call *c;
    const struct report_basis *basis;
    const struct report *r;
    photo_ask_list *ret;
};

struct occasion {
    const char *key; /* as the photograph's record has it */
    err (*ask)(struct asking *a, const struct occasion *o);
};

static void ask_for(struct asking *a, const struct occasion *o, text said, id warning)
{
    struct arena *m = a->c->arena;
    text href = text_fmt(m, "/projects/%lld/files?occasion=%s", (long long)a->basis->project->head.id.n, o->key);

    if (warning.n)
        href = text_fmt(m, "%.*s&about_record=warning&about_id=%lld", TEXT_ARG(href), (long long)warning.n);
    list_push(a->ret, m) = (struct photo_ask){o->key, said, href, warning};
}

/* Works begin: none were reported before, and the file's own start is not long ago. */
static err at_start(struct asking *a, const struct occasion *o)
{
    const struct report_basis *b = a->basis;
    date start = b->project->start_actual;

    for (size_t i = 0; i < BASIS_MONTHS; i++)
        if (b->past[i].site >= CHECK_SITE_WORKING)
            return NULL;
    if (check_site_of(a->r->site_state) == CHECK_SITE_WORKING && (is_absent(start.days) || month_of(start).n >= b->month.n - 1))
        ask_for(a, o, text_of(w_report_photo_start.in[a->c->lang]), (id){0});
    return NULL;
}

static err at_completion(struct asking *a, const struct occasion *o)
{
    for (size_t i = 0; i < BASIS_MONTHS; i++)
        if (a->basis->past[i].site == CHECK_SITE_FINISHED)
            return NULL;
    if (check_site_of(a->r->site_state) == CHECK_SITE_FINISHED)
        ask_for(a, o, text_of(w_report_photo_finish.in[a->c->lang]), (id){0});
    return NULL;
}

static text rectified_said(struct call *c, code rule, moment handled)
{
    const struct record *t = record_by_name(T("warning"));
    text title = t ? codelist_label(record_field(t, T("rule"))->list, rule, c->lang) : rule.t;

    return word_filled(c->arena, c->lang, &w_report_photo_rectified, (const struct arg[]){ARG_TEXT("warning", title), ARG_DATE("day", date_of(handled))}, 2);
}

/* Warnings that were answered by putting something right on site since a report was last sent (src/warning writes them): the report that
 * comes next asks, and no other. A correction is no next report. */
static err after_rectification(struct asking *a, const struct occasion *o)
{
    static const char sql_rectified[] =
        "SELECT w.id, w.rule, w.handled_at FROM warning w WHERE w.region = $1 AND w.project = $2 AND w.rectified = 1 AND w.removed = 0"
        " AND w.handled_at > COALESCE((SELECT MAX(r.submitted_at) FROM report r WHERE r.region = $1 AND r.project = $2 AND r.month <> $3"
        " AND r.removed = 0 AND r.state NOT IN ('draft', 'returned')), 0) ORDER BY w.handled_at, w.id LIMIT $4";
    struct call *c = a->c;
    CLEAN(query_close) struct query q = {0};
    moment handled;
    code rule;
    id one;

    if (a->r->seq.n > 1)
        return NULL;
    TRY(query_open(&q, c->conn, c->arena, sql_rectified, BIND(V(c->region), V(a->basis->project->head.id), V(a->basis->month), V(RECTIFIED_MOST))));
    while (query_row(&q, INTO(TO(&one), TO(&rule), TO(&handled))))
        ask_for(a, o, rectified_said(c, rule, handled), one);
    return query_end(&q);
}

static const struct occasion occasions[] = {{"start", at_start}, {"completion", at_completion}, {"rectification", after_rectification}};

static void drop(photo_ask_list *all, text occasion, id warning)
{
    size_t kept = 0;

    for (size_t i = 0; i < all->n; i++)
        if (!text_eqz(occasion, all->v[i].occasion) || all->v[i].warning.n != warning.n)
            all->v[kept++] = all->v[i];
    all->n = kept;
}

/* What the file has already is not asked for again. */
static err drop_given(struct asking *a)
{
    static const char sql_given[] = "SELECT DISTINCT occasion, about_id FROM attachment WHERE region = $1 AND project = $2 AND occasion IS NOT NULL AND removed = 0";
    CLEAN(query_close) struct query q = {0};
    text occasion;
    number about;

    TRY(query_open(&q, a->c->conn, a->c->arena, sql_given, BIND(V(a->c->region), V(a->basis->project->head.id))));
    while (query_row(&q, INTO(TO(&occasion), TO(&about))))
        drop(a->ret, occasion, (id){is_absent(about.n) ? 0 : about.n});
    return query_end(&q);
}

err report_photos(struct call *c, const struct report_basis *b, const struct report *r, photo_ask_list *ret)
{
    struct asking a = {c, b, r, ret};

    for (size_t i = 0; i < COUNT(occasions); i++)
        TRY(occasions[i].ask(&a, &occasions[i]));
    return ret->n ? drop_given(&a) : NULL;
}
