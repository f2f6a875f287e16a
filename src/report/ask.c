/* A report beside its past, its plan and its project: see ask.h. */
#include "ask.h"

#include "base/log.h"
#include "kit/data.h"
#include "kit/winter.h"
#include "report/check_kinds.h"
#include "report/check_table.h"
#include "report/words.h"

/* --- tables --------------------------------------------------------------------------------------------------------------------- */

enum { TABLES_MOST = 8 << 20 };
static struct {
    struct arena *arena; /* as long as the program */
    struct check_rules checks;
    struct winters winters;
} tables;

void report_tables_start(void)
{
    struct arena *a = tables.arena;
    err e;

    if (a)
        return;
    tables.arena = a = arena_new(TABLES_MOST);
    e = checks_read(a, data_file("report_checks.csv"), &tables.checks);
    if (!e)
        e = winters_read(a, data_file("winter.csv"), data_file("work_kinds.csv"), &tables.winters);
    if (!e)
        return;
    log_error("%.*s", TEXT_ARG(error_whole(a, e, LANG_EN)));
    abort();
}

/* --- as last month --------------------------------------------------------------------------------------------------------------- */

static code usual_site(const struct project *p)
{
    switch (workflow_state(&project_record, p)) {
    case ST_PRELIMINARY: return (code){T("not_started")};
    case ST_SUSPENDED: return (code){T("stopped")};
    case ST_COMPLETED:
    case ST_IN_PRODUCTION:
    case ST_FULL_PRODUCTION: return (code){T("finished")};
    default: return (code){T("working")};
    }
}

/* Nobody types again what is in the ledger; a month whose entries were taken back came to nothing. */
static int64_t from_ledger(money m)
{
    return is_absent(m.yuan) || m.yuan < 0 ? 0 : m.yuan;
}

void report_prefill(struct call *c, const struct report_basis *b, struct report *r)
{
    struct report *fresh = record_new(c->arena, &report_record);
    const struct report *last = b->last;

    fresh->project = (ref){b->project->head.id.n};
    fresh->name = b->project->name;
    fresh->month = b->month;
    fresh->fund_arrived.yuan = from_ledger(b->ledger_arrived);
    fresh->fund_paid.yuan = from_ledger(b->ledger_paid);
    fresh->next_month = b->planned_next;
    fresh->site_state = usual_site(b->project);
    fresh->problem_state = (code){T("none")};
    fresh->in_stats = b->project->in_stats;
    if (last) {
        fresh->progress_percent = last->progress_percent;
        fresh->progress_text = last->progress_text;
        fresh->site_state = last->site_state;
        fresh->workers = last->workers;
        fresh->machines = last->machines;
        fresh->needs = last->needs;
        fresh->preliminary_cost = last->preliminary_cost;
        fresh->in_stats = is_absent(fresh->in_stats.v) ? last->in_stats : fresh->in_stats;
        if (text_eqz(last->problem_state.t, "new") || text_eqz(last->problem_state.t, "open")) {
            fresh->problem_state = (code){T("open")};
            fresh->problem = last->problem;
        }
    }
    *r = *fresh;
}

void report_zero(struct call *c, const struct report_basis *b, struct report *r)
{
    struct report_doubts d;

    report_prefill(c, b, r);
    r->month_invest = (money){0};
    report_doubts(b, r, c->today, &d);
    for (size_t i = 0; i < d.n; i++)
        for (text rest = d.v[i].rule->answers, one; rest.n && text_each(&rest, ' ', &one);)
            if (text_eqz(one, "nothing_changed"))
                r->answers = answer_add(c->arena, r->answers, d.v[i].rule->key, (struct doubt_answer){one, NO_TEXT});
}

int64_t report_typed(struct call *c, const struct report_basis *b, const struct report *r)
{
    struct report fresh;
    int64_t n = 0;

    report_prefill(c, b, &fresh);
    for (size_t i = 0; i < report_record.n_fields; i++) {
        const struct field *f = &report_record.fields[i];
        if (!f->derived && !f->once && strcmp(f->name, "state") && strcmp(f->name, "answers") &&
            !field_same(f, &fresh, r))
            n++;
    }
    for (text rest = r->answers, line; rest.n && text_each(&rest, '\n', &line);)
        n += line.n > 0;
    return n;
}

/* --- doubts ----------------------------------------------------------------------------------------------------------------------- */

static money plus(money a, money b)
{
    return (money){sum_or_0(a) + sum_or_0(b)};
}

static void fill_now(const struct report_basis *b, const struct report *r, struct check_facts *f)
{
    f->now = (struct check_month){.month = r->month,
                                  .invest = r->month_invest,
                                  .arrived = r->fund_arrived,
                                  .paid = r->fund_paid,
                                  .planned = b->planned,
                                  .percent = r->progress_percent,
                                  .site = check_site_of(r->site_state),
                                  .progress_text = r->progress_text};
    f->year_done = plus(b->year_before, r->month_invest);
    f->total_done = plus(b->total_before, r->month_invest);
    f->arrived_total = plus(b->arrived_before, r->fund_arrived);
    if (!f->arrived_total.yuan)
        f->arrived_total = NO_MONEY; /* arrivals are not entered here: nothing can be held against them */
    f->paid_total = plus(b->paid_before, r->fund_paid);
    f->issued_total = NO_MONEY;
    f->ledger_arrived.yuan = is_absent(b->ledger_arrived.yuan) ? ABSENT : from_ledger(b->ledger_arrived);
    f->ledger_paid.yuan = is_absent(b->ledger_paid.yuan) ? ABSENT : from_ledger(b->ledger_paid);
    f->typed_year = r->typed_year;
    f->typed_total = NO_MONEY;
    f->next_month = r->next_month;
    f->correction = r->seq.n > 1;
    f->reason = r->change_reason;
    f->preliminary_cost = r->preliminary_cost.v == 1;
    if (b->last && b->last->month.n == r->month.n - 1 && !text_eqz(b->last->problem_state.t, "none") &&
        b->last->problem_state.t.n) {
        f->open_problems = 1;
        f->dropped_problems = text_eqz(r->problem_state.t, "none") || !r->problem_state.t.n;
    }
}

static void fill_project(const struct report_basis *b, date today, struct check_facts *f)
{
    const struct project *p = b->project;
    unsigned stage = workflow_state(&project_record, p);

    f->total_invest = p->total_invest;
    f->year_plan = b->year_plan;
    f->planned_to_date = b->planned_to_date;
    f->start_actual = p->start_actual;
    f->finish_actual = p->finish_actual;
    f->start_plan = p->start_plan;
    f->started = stage >= ST_NEW_START && stage != ST_WITHDRAWN;
    f->completed = stage >= ST_COMPLETED && stage <= ST_FULL_PRODUCTION;
    f->completion_filed = f->completed;
    f->pause =
        winter_for(&tables.winters, p->city.t, work_kind_of(&tables.winters, project_field, p), month_last(b->month))
            ->pause;
    f->photo_day = NO_DATE;
    f->photo_metres = NO_NUMBER;
    f->latest_milestone = NO_DATE;
    f->today = today;
}

void report_doubts(const struct report_basis *b, const struct report *r, date today, struct report_doubts *ret)
{
    struct check_facts f = {.past = b->past, .past_count = BASIS_MONTHS};

    fill_now(b, r, &f);
    fill_project(b, today, &f);
    ret->n = check_all(&f, &tables.checks, ret->v, DOUBTS_MOST);
}

const char *doubt_field(const struct check_verdict *v)
{
    static const char *const fields[][2] = {{"invest", "month_invest"},  {"percent", "progress_percent"},
                                            {"arrived", "fund_arrived"}, {"paid", "fund_paid"},
                                            {"site", "site_state"},      {"problem", "problem_state"}};

    for (size_t i = 0; i < COUNT(fields); i++)
        if (!strcmp(v->field, fields[i][0]))
            return fields[i][1];
    return "progress_text";
}

text doubt_said(struct arena *a, const struct check_verdict *v, enum lang lang)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 4096, lang);
    figure_fill(&o, v->said, &v->figures);
    return text_copy(a, out_text(&o));
}

text doubt_figures(struct arena *a, const struct check_verdict *v, enum lang lang)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 4096, lang);
    for (size_t i = 0; i < v->figures.n; i++) {
        const struct figure *f = &v->figures.v[i];
        if (i)
            out_raw(&o, f->op == '/'      ? T(" ÷ ")
                        : f->op == '='    ? T(" = ")
                        : f->op == '-'    ? T(" − ")
                        : f->op == '+'    ? T(" + ")
                        : lang == LANG_ZH ? T("；")
                                          : T("; "));
        if (f->name)
            out_fmt(&o, "%s ", f->name->in[lang]);
        fmt_figure(&o, f);
    }
    return text_copy(a, out_text(&o));
}

/* --- answers ------------------------------------------------------------------------------------------------------------------------ */

struct doubt_answer answer_to(text answers, text check)
{
    struct doubt_answer got = {NO_TEXT, NO_TEXT};

    for (text rest = answers, line; rest.n && text_each(&rest, '\n', &line);) {
        text given, key = text_cut(line, ':', &given), words;
        if (!text_eq(text_trim(key), check))
            continue;
        got.ready = text_trim(text_cut(given, ';', &words));
        got.words = text_trim(words);
        if (got.ready.n && !check_answer_called(got.ready)) { /* words alone, as a file or a program gives them */
            got.words = text_trim(given);
            got.ready = NO_TEXT;
        }
    }
    return got;
}

text answer_add(struct arena *a, text answers, text check, struct doubt_answer given)
{
    text words = text_replace(a, text_replace(a, given.words, T("\n"), T(" ")), T("\r"), T(""));

    return text_fmt(a, "%.*s%s%.*s: %.*s;%s%.*s", TEXT_ARG(answers), answers.n ? "\n" : "", TEXT_ARG(check),
                    TEXT_ARG(given.ready), words.n ? " " : "", TEXT_ARG(words));
}

text answer_said(struct arena *a, struct doubt_answer given, enum lang lang)
{
    const struct check_answer *ready = given.ready.n ? check_answer_called(given.ready) : NULL;
    text said = ready ? text_of(ready->word->in[lang]) : NO_TEXT;

    if (!said.n || !given.words.n)
        return said.n ? said : given.words;
    return text_fmt(a, lang == LANG_ZH ? "%.*s：%.*s" : "%.*s: %.*s", TEXT_ARG(said), TEXT_ARG(given.words));
}

bool answer_enough(struct doubt_answer given)
{
    return (given.ready.n && check_answer_enough(given.ready)) || (given.words.n && check_answer_enough(given.words));
}

const struct check_verdict *report_blocked(struct arena *a, const struct report_doubts *d, text answers)
{
    text answered = T("");

    for (size_t i = 0; i < d->n; i++)
        if (answer_enough(answer_to(answers, d->v[i].rule->key)))
            answered = text_fmt(a, "%.*s %.*s", TEXT_ARG(answered), TEXT_ARG(d->v[i].rule->key));
    return check_blocks(d->v, d->n, answered);
}

/* --- the round ----------------------------------------------------------------------------------------------------------------------- */

static enum round_step step_of(text key)
{
    return text_eqz(key, "owner")    ? STEP_OWNER
           : text_eqz(key, "county") ? STEP_COUNTY
           : text_eqz(key, "city")   ? STEP_CITY
                                     : STEP_DEPARTMENT;
}

typedef LIST(struct late_grant) grant_list;

static err load_grants(struct call *c, const struct project *p, month m, grant_list *ret)
{
    static const char sql_grants[] =
        "SELECT step, last_day, granted_at FROM late_grant WHERE region = $1 AND month = $2 AND removed = 0"
        " AND (project = $3 OR (project IS NULL AND unit IN ($4, $5)) OR (project IS NULL AND body = $6))";
    CLEAN(query_close) struct query q = {0};
    struct late_grant g = {.month = m};
    date last;
    text step;

    TRY(query_open(&q, c->conn, c->arena, sql_grants,
                   BIND(V(c->region), V(m), V(p->head.id), V(p->city.t.n ? p->city.t : T("-")),
                        V(p->county.t.n ? p->county.t : T("-")), V(p->owner.n ? p->owner : (ref){-1}))));
    while (query_row(&q, INTO(TO(&step), TO(&last), TO(&g.granted_at)))) {
        g.step = step_of(step);
        g.until = date_start((date){last.days + 1});
        list_push(ret, c->arena) = g;
    }
    return query_end(&q);
}

err report_round(struct call *c, const struct project *p, month m, enum round_step step, moment done_at,
                 struct round_state *ret)
{
    grant_list grants = {0};

    TRY(load_grants(c, p, m, &grants));
    *ret = round_state(report_rounds(), report_calendar(), step, m, c->now, done_at, grants.v, grants.n);
    return NULL;
}

text round_said(struct arena *a, const struct round_state *s, enum round_step step, month m, enum lang lang)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 4096, lang);
    round_why(&o, s, step, m);
    return text_copy(a, out_text(&o));
}
