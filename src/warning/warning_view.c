/* What the page of one warning shows: the rule's own arithmetic with the real figures, who must act, what happened. See pages.h. */
#include "pages.h"

#include "base/format.h"
#include "kit/words.h"
#include "progress/progress.h"
#include "report/report.h"
#include "words.h"

enum { SHOTS_MOST = 12 };

/* --- the rule ---------------------------------------------------------------------------------------------------------------------- */

static const struct warning_rule *rule_of(const struct warning *w)
{
    const struct warning_packs *all = warning_packs();

    for (size_t i = 0; i < all->n; i++)
        for (size_t k = 0; text_eq(all->v[i].key, w->pack) && k < all->v[i].n; k++)
            if (text_eq(all->v[i].v[k].key, w->rule.t) && all->v[i].v[k].version == w->rule_version.n)
                return &all->v[i].v[k];
    return NULL;
}

/* "≥ 10个百分点" */
static text when_text(struct call *c, const struct warning_rule *r, const struct threshold *t)
{
    static const char *const signs[] = {
        [NEVER] = "", [AT_LEAST] = "≥", [MORE_THAN] = ">", [LESS_THAN] = "<", [AT_MOST] = "≤"};
    const struct word *unit = warning_measure_unit(r->measure);
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 256, c->lang);
    out_fmt(&o, "%s ", signs[t->how]);
    fmt_decimal(&o, t->n, 2);
    if (unit)
        out_fmt(&o, "%s%s", c->lang == LANG_EN && unit != &w_unit_percent ? " " : "", unit->in[c->lang]);
    return text_copy(c->arena, out_text(&o));
}

static void add_limits(struct call *c, struct warning_view *v)
{
    for (int level = LEVEL_RED; v->by && level > LEVEL_NONE; level--) {
        const struct warning_rule *r = v->by;
        if (r->at[level].how == NEVER)
            continue;
        list_push(&v->limits, c->arena) = (struct limit_line){
            warning_level_keys[level], when_text(c, r, &r->at[level]),
            codelist_label(&list_rung, (code){text_of(warning_actor_keys[r->act[level].actor])}, c->lang),
            r->act[level].workdays, text_eqz(v->w->level.t, warning_level_keys[level])};
    }
}

/* --- the arithmetic ---------------------------------------------------------------------------------------------------------------- */

static const char *op_text(char op)
{
    return op == '-' ? "−" : op == '/' ? "÷" : op == '+' ? "+" : op == '=' ? "=" : "";
}

static void add_sums(struct call *c, const struct warning_verdict *verdict, struct warning_view *v)
{
    for (size_t i = 0; i < verdict->figures.n; i++) {
        const struct figure *f = &verdict->figures.v[i];
        CLEAN(out_free) struct out o = {0};
        out_init(&o, 1 << 16, c->lang);
        fmt_figure(&o, f);
        list_push(&v->sums, c->arena) = (struct sum_line){f->name, text_of(op_text(f->op)),
                                                          text_copy(c->arena, out_text(&o)),
                                                          f->op == '=' && !strcmp(f->key, "value")};
    }
    v->held = verdict->held;
}

static const struct warning_verdict *find_verdict(const struct warning_verdict *v, size_t n, text rule)
{
    for (size_t i = 0; i < n; i++)
        if (text_eq(v[i].rule->key, rule))
            return &v[i];
    return NULL;
}

/* The rule over the facts of a day (absent: now). NULL: not in force that day, or the project was not there. */
static err judge_on(struct call *c, const struct warning *w, date day, const struct warning_verdict **ret)
{
    struct warning_verdict *all = ARENA_ARRAY(c->arena, struct warning_verdict, VERDICTS_MOST);
    const struct warning_pack *pack;
    struct warning_facts facts;
    struct project *p;
    err e = warning_pack_called(c->arena, warning_packs(), w->pack, &pack);
    size_t n;

    *ret = NULL;
    if (!e)
        e = warning_facts_of(c, (id){w->project.n}, day, &p, &facts);
    if (e)
        return e->code == E_GONE || e->code == E_INPUT ? NULL : e; /* removed, or a pack that ships no more */
    n = warning_verdicts(&facts, pack, is_absent(day.days) ? c->today : day, all);
    *ret = find_verdict(all, n, w->rule.t);
    return NULL;
}

/* One that burns is shown with today's figures; one that is out with those of the last day on which it burnt. */
static err add_arithmetic(struct call *c, struct warning_view *v)
{
    const struct warning_verdict *now, *then;
    date last;

    TRY(judge_on(c, v->w, NO_DATE, &now));
    v->sums_day = c->today;
    if (!v->cleared) {
        if (now && now->level)
            add_sums(c, now, v);
        return NULL;
    }
    if (now)
        v->now_said = now->level ? NO_TEXT : warning_said(c->arena, now, c->lang);
    last = (date){date_of(v->w->cleared_at).days - 1};
    if (last.days < date_of(v->w->raised_at).days)
        return NULL; /* lit and put out on one day: no evening knew it */
    TRY(judge_on(c, v->w, last, &then));
    v->sums_day = last;
    if (then && then->level)
        add_sums(c, then, v);
    return NULL;
}

/* --- the months behind it ------------------------------------------------------------------------------------------------------------ */

static err add_basis(struct call *c, struct warning_view *v)
{
    month until = month_of(v->sums_day), from = {month_year(until) * 12};
    const struct codelist *states = record_field(&report_record, T("state"))->list;
    line_list lines = {0};

    v->year = text_fmt(c->arena, "%d", month_year(until));
    TRY(progress_kept(c, v->project, from, until, &lines));
    for (size_t i = 0; i < lines.n; i++) {
        const struct month_line *l = &lines.v[i];
        text state = l->report_state.t.n ? codelist_label(states, l->report_state, c->lang) : NO_TEXT;
        list_push(&v->basis, c->arena) = (struct basis_line){l->month, l->planned, l->reported, l->report, state, l->late};
    }
    return NULL;
}

/* --- what happened ------------------------------------------------------------------------------------------------------------------- */

static void add_steps(struct call *c, struct warning_view *v)
{
    const struct warning *w = v->w;
    const moment at[] = {w->raised_at, w->acknowledged_at, w->handled_at, w->cleared_at};
    unsigned now = workflow_state(&warning_record, w);

    for (unsigned i = 0; i <= WARN_CLEARED; i++)
        list_push(&v->steps, c->arena) = (struct step_line){&warning_record.workflow->states[i].label, at[i],
                                                            i < now && !is_absent(at[i].ms), i == now};
}

static struct event_line event_of(struct call *c, const struct history_entry *e, const struct warning *was)
{
    const struct warning *w = e->record;
    unsigned now = workflow_state(&warning_record, w),
             before = was ? workflow_state(&warning_record, was) : WARN_CLEARED;
    text level = codelist_label(&list_warning_level, w->level, c->lang);
    struct event_line out = {.at = e->at, .by = e->by_name, .tint = ""};

    if (!was || (before == WARN_CLEARED && now != WARN_CLEARED)) {
        out.said = word_filled(c->arena, c->lang, &w_warn_event_raised, (const struct arg[]){ARG_TEXT("level", level)}, 1);
        out.why = c->lang == LANG_ZH ? w->reason_zh : w->reason_en;
        out.tint = text_eqz(w->level.t, "red") ? "is-red" : "";
    } else if (!text_eq(w->level.t, was->level.t)) {
        out.said = word_filled(
            c->arena, c->lang, &w_warn_event_level,
            (const struct arg[]){ARG_TEXT("from", codelist_label(&list_warning_level, was->level, c->lang)),
                                 ARG_TEXT("to", level)},
            2);
        out.why = c->lang == LANG_ZH ? w->reason_zh : w->reason_en;
        out.tint = text_eqz(w->level.t, "red") ? "is-red" : "";
    } else if (now != before) {
        out.said = text_of((now == WARN_ACKNOWLEDGED ? w_warn_event_acknowledged
                            : now == WARN_HANDLED    ? *(w->rectified.v == 1 ? &w_warn_event_rectified : &w_warn_event_handled)
                                                     : w_warn_event_cleared)
                               .in[c->lang]);
        out.why = now == WARN_HANDLED ? w->explanation : NO_TEXT;
        out.tint = now == WARN_CLEARED ? "" : "is-blue";
    } else {
        out.said = text_of(w_warn_event_other.in[c->lang]);
        out.why = c->lang == LANG_ZH ? w->reason_zh : w->reason_en;
    }
    return out;
}

static err add_events(struct call *c, struct warning_view *v)
{
    history_list all = {0};

    TRY(record_history(c, &warning_record, v->w->head.id, &all));
    for (size_t i = 0; i < all.n; i++)
        list_push(&v->events, c->arena) = event_of(c, &all.v[i], i + 1 < all.n ? all.v[i + 1].record : NULL);
    return NULL;
}

/* Days past the day by which to act, while nobody has answered; 0: none. */
static int64_t days_overdue(const struct call *c, date act_by, code state)
{
    bool answered = text_eqz(state.t, "handled") || text_eqz(state.t, "cleared");

    return !answered && !is_absent(act_by.days) && c->today.days > act_by.days ? c->today.days - act_by.days : 0;
}

/* --- all of it ----------------------------------------------------------------------------------------------------------------------- */

static err add_who(struct call *c, struct warning_view *v)
{
    id body = {v->w->actor_body.n};

    v->actor = codelist_label(&list_rung, v->w->actor, c->lang);
    if (body.n)
        TRY(record_titles(c, record_by_name(T("body")), &body, 1, &v->body));
    v->overdue = days_overdue(c, v->w->act_by, v->w->state);
    return NULL;
}

static err add_shots(struct req *q, struct warning_view *v)
{
    static const char sql_shots[] = "SELECT id, title FROM attachment WHERE region = $1 AND about_record = 'warning' AND about_id = $2"
                                    " AND small IS NOT NULL AND removed = 0 ORDER BY id LIMIT $3";
    struct call *c = &q->call;
    CLEAN(query_close) struct query rows = {0};
    struct shot_line one;

    v->may_add = req_may(q, "attachment.add");
    if (v->w->rectified.v != 1)
        return NULL;
    TRY(query_open(&rows, c->conn, c->arena, sql_shots, BIND(V(c->region), V(v->w->head.id), V(SHOTS_MOST))));
    while (query_row(&rows, INTO(TO(&one.id), TO(&one.title))))
        list_push(&v->shots, c->arena) = one;
    return query_end(&rows);
}

/* Its name, or its key when it ships no more. */
static text pack_title(struct call *c, text key)
{
    const struct warning_packs *all = warning_packs();

    for (size_t i = 0; i < all->n; i++)
        if (text_eq(all->v[i].key, key))
            return all->v[i].title[c->lang];
    return key;
}

err warning_view(struct req *q, struct warning_view *ret)
{
    struct call *c = &q->call;
    struct warning_view v = {.csrf = q->session.csrf};
    void *r;

    TRY(pages_open(q, &warning_record, &r, &v.top));
    v.w = r;
    v.project = (id){v.w->project.n};
    v.cleared = workflow_state(&warning_record, v.w) == WARN_CLEARED;
    v.level = codelist_label(&list_warning_level, v.w->level, c->lang);
    v.rule = codelist_label(&list_warning_rule, v.w->rule, c->lang);
    v.pack = pack_title(c, v.w->pack);
    v.said = c->lang == LANG_ZH ? v.w->reason_zh : v.w->reason_en;
    v.by = rule_of(v.w);
    add_steps(c, &v);
    add_limits(c, &v);
    workflow_open(c, &warning_record, v.w, &v.moves);
    TRY(add_who(c, &v));
    TRY(add_arithmetic(c, &v));
    TRY(add_basis(c, &v));
    TRY(add_events(c, &v));
    TRY(add_shots(q, &v));
    *ret = v;
    return NULL;
}

/* --- a project's warnings -------------------------------------------------------------------------------------------------------------- */

enum { SHOWN_MOST = 200 };

static void count_one(struct warn_tab *v, const struct warn_row *row, bool cleared)
{
    v->cleared_n += cleared;
    v->red += !cleared && text_eqz(row->level, "red");
    v->yellow += !cleared && text_eqz(row->level, "yellow");
    v->blue += !cleared && text_eqz(row->level, "blue");
}

static struct warn_row finish_row(struct call *c, struct warn_row row, const text said[LANG_COUNT], code state)
{
    row.said = said[c->lang];
    row.level_label = codelist_label(&list_warning_level, (code){row.level}, c->lang);
    row.rule = codelist_label(&list_warning_rule, (code){row.rule}, c->lang);
    row.state = codelist_label(&list_warning_state, state, c->lang);
    row.overdue = days_overdue(c, row.act_by, state);
    return row;
}

err warning_tab(struct req *q, struct warn_tab *ret)
{
    static const char sql_rows[] = "SELECT w.id, w.level, w.rule, w.reason_zh, w.reason_en, w.state, w.since, "
                                   "w.act_by, w.raised_at, w.cleared_at, COALESCE(b.short_name, b.name, '')"
                                   " FROM warning w LEFT JOIN body b ON b.region = w.region AND b.id = w.actor_body "
                                   "WHERE w.region = $1 AND w.project = $2 AND w.removed = 0"
                                   " ORDER BY CASE WHEN w.state = 'cleared' THEN 1 ELSE 0 END, CASE w.level WHEN 'red' "
                                   "THEN 0 WHEN 'yellow' THEN 1 ELSE 2 END, w.raised_at DESC, w.id DESC"
                                   " LIMIT $3";
    struct call *c = &q->call;
    CLEAN(query_close) struct query rows = {0};
    struct warn_tab v = {0};
    struct warn_row row = {0};
    text said[LANG_COUNT];
    code state;
    void *p;

    TRY(pages_open(q, &project_record, &p, &v.top));
    TRY(query_open(&rows, c->conn, c->arena, sql_rows, BIND(V(c->region), V(v.top.id), V(SHOWN_MOST))));
    while (query_row(&rows, INTO(TO(&row.id), TO(&row.level), TO(&row.rule), TO(&said[LANG_ZH]), TO(&said[LANG_EN]),
                                 TO(&state), TO(&row.since), TO(&row.act_by), TO(&row.raised_at), TO(&row.cleared_at),
                                 TO(&row.body)))) {
        struct warn_row done = finish_row(c, row, said, state);
        bool cleared = text_eqz(state.t, "cleared");
        count_one(&v, &done, cleared);
        if (cleared)
            list_push(&v.cleared, c->arena) = done;
        else
            list_push(&v.open, c->arena) = done;
    }
    TRY(query_end(&rows));
    *ret = v;
    return NULL;
}
