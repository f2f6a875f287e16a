/* In one line on top of a project file: where it stands, against what, since when. See own.h. */
#include "own.h"

#include "progress/progress.h"
#include "words.h"

month standing_behind_since(const struct warning_facts *f, month through)
{
    int64_t planned = 0, done = 0;
    month since = NO_MONTH;

    for (size_t i = 0; i < f->line_count; i++) {
        const struct warning_line *l = &f->lines[i];
        if (month_year(l->month) != month_year(through) || l->month.n > through.n)
            continue;
        planned += is_absent(l->planned.yuan) ? 0 : l->planned.yuan;
        done += is_absent(l->reported.yuan) ? 0 : l->reported.yuan;
        if (done >= planned)
            since = NO_MONTH;
        else if (is_absent(since.n))
            since = l->month;
    }
    return since;
}

static text say_measured(struct call *c, const struct standing *s)
{
    const struct word *tail = !is_absent(s->behind_since.n) ? &w_stand_behind
                              : s->in_pause                 ? &w_stand_pause
                                                            : &w_stand_level;
    text head = word_filled(c->arena, c->lang, &w_stand_done,
                            (const struct arg[]){ARG_MONTH("through", s->through), ARG_MONEY("done", s->done),
                                                 ARG_MONEY("planned", s->planned), ARG_INT("percent", s->percent)},
                            4),
         rest = word_filled(c->arena, c->lang, tail, (const struct arg[]){ARG_MONTH("month", s->behind_since)}, 1);

    return text_fmt(c->arena, "%.*s%.*s", TEXT_ARG(head), TEXT_ARG(rest));
}

static money done_in(const struct warning_facts *f)
{
    money sum = NO_MONEY;

    for (size_t i = 0; i < f->line_count; i++)
        if (!is_absent(f->lines[i].reported.yuan))
            sum.yuan = (is_absent(sum.yuan) ? 0 : sum.yuan) + f->lines[i].reported.yuan;
    return sum;
}

/* Without a plan to measure against: by the file's own dates, and what was reported all the same. */
static text say_unmeasured(struct call *c, const struct project *p, const struct warning_facts *f)
{
    money done = done_in(f);

    if (!is_absent(p->produce_actual.days))
        return word_filled(c->arena, c->lang, &w_stand_production, (const struct arg[]){ARG_DATE("day", p->produce_actual)}, 1);
    if (!is_absent(p->finish_actual.days))
        return word_filled(c->arena, c->lang, &w_stand_finished, (const struct arg[]){ARG_DATE("day", p->finish_actual)}, 1);
    if (is_absent(p->start_actual.days) && is_absent(p->start_plan.n))
        return text_of(w_stand_no_start.in[c->lang]);
    if (is_absent(p->start_actual.days))
        return word_filled(c->arena, c->lang, &w_stand_not_started, (const struct arg[]){ARG_MONTH("month", p->start_plan)}, 1);
    if (!is_absent(done.yuan))
        return word_filled(c->arena, c->lang, &w_stand_no_plan_done, (const struct arg[]){ARG_MONEY("done", done)}, 1);
    return word_filled(c->arena, c->lang, &w_stand_no_plan, (const struct arg[]){ARG_DATE("day", p->start_actual)}, 1);
}

static err count_warnings(struct call *c, id project, moment at, struct standing *s)
{
    /* level || '': by the project's few, not in the order of an index over all levels */
    static const char sql_now[] = "SELECT level || '', COUNT(*) FROM warning WHERE region = $1 AND project = $2 AND state IN "
                                  "('new', 'acknowledged', 'handled')"
                                  " AND removed = 0 GROUP BY 1";
    static const char sql_then[] =
        "SELECT x.level, COUNT(*) FROM warning w CROSS JOIN warning_version x"
        " WHERE w.region = $1 AND w.project = $2 AND " WARNING_STOOD_AT("$3")
        " AND x.state <> 'cleared' AND x.removed = 0 GROUP BY x.level";
    CLEAN(query_close) struct query q = {0};
    text level;
    int64_t n;

    if (is_absent(at.ms))
        TRY(query_open(&q, c->conn, c->arena, sql_now, BIND(V(c->region), V(project))));
    else
        TRY(query_open(&q, c->conn, c->arena, sql_then, BIND(V(c->region), V(project), V(at))));
    while (query_row(&q, INTO(TO(&level), TO(&n)))) {
        s->red += text_eqz(level, "red") ? n : 0;
        s->yellow += text_eqz(level, "yellow") ? n : 0;
    }
    return query_end(&q);
}

static bool is_before_start(const struct project *p)
{
    return workflow_state(&project_record, p) < ST_NEW_START;
}

err standing_of(struct call *c, const struct project *p, moment at, struct standing *ret)
{
    static const struct warning_rule plain = {0}; /* the plan in force, what was reported */
    struct standing s = {.project = p->head.id, .behind_since = NO_MONTH, .light = p->light.t};
    struct warning_facts f;
    struct schedule now;
    struct slip moved;
    bool slipped;
    date today = is_absent(at.ms) ? c->today : date_of(at);

    TRY(warning_year_facts(c, p, at, &f));
    TRY(count_warnings(c, p->head.id, at, &s));
    TRY(slip_of(c, p->head.id, at, &moved, &slipped));
    s.slip = slipped ? slip_said(c, &moved) : NO_TEXT;
    if (!is_absent(at.ms))
        s.light = s.red ? T("red") : s.yellow ? T("yellow") : NO_TEXT; /* the file's own light is of today */
    s.light_label = s.light.n ? codelist_label(record_field(&project_record, T("light"))->list, (code){s.light}, c->lang) : NO_TEXT;
    s.measured = !is_before_start(p) && warning_schedule(&f, &plain, today, &now) && now.planned.yuan > 0;
    if (s.measured) {
        s.through = now.through;
        s.planned = now.planned;
        s.done = now.done;
        s.in_pause = now.in_pause;
        s.percent = warning_percent(s.done.yuan, s.planned.yuan) / 100;
        s.behind_since = standing_behind_since(&f, s.through);
        if (s.done.yuan >= s.planned.yuan) /* caught up in the break, which asks for nothing */
            s.behind_since = NO_MONTH;
    }
    s.said = s.measured ? say_measured(c, &s) : say_unmeasured(c, p, &f);
    *ret = s;
    return NULL;
}
