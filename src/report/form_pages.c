/* The report form of one project and month: prefilled, saved by itself, questioned, sent. See pages.h. */
#include "pages.h"

#include "base/format.h"
#include "report/form.tpl.h"
#include "report/words.h"

enum { NEAR_HOURS = 48 };

/* One report being filled in: as it is stored or would begin, and with what was typed. */
struct filing {
    struct req *q;
    const struct project *project;
    struct report_basis basis;
    struct report *stored; /* or prefilled, when nothing is stored yet */
    struct report *typed;
    struct input in;
    month month;
    bool exists, correction;
    err faults;
    clash_list clashes; /* what somebody else saved meanwhile */
    struct form_view *both;
};

/* --- opening --------------------------------------------------------------------------------------------------------------------- */

static err newest_edition(struct call *c, const struct project *p, month m, struct report **ret)
{
    return report_editions(c, &p->head.id, 1, m, ret);
}

static err filing_open(struct req *q, struct filing *f)
{
    struct call *c = &q->call;
    struct report *newest;
    void *p;

    *f = (struct filing){.q = q};
    if (!month_parse(http_param(q->http, "month"), &f->month))
        return FAIL(c->arena, E_GONE, w_report_no_month);
    TRY(record_load(c, &project_record, req_id(q, "id"), &p));
    f->project = p;
    TRY(report_basis(c, f->project, f->month, &f->basis));
    TRY(newest_edition(c, p, f->month, &newest));
    f->exists = newest != NULL;
    f->stored = newest;
    if (newest && workflow_state(&report_record, newest) == REPORT_ACCEPTED &&
        (params_has(&q->query, T("correct")) || params_has(&q->form, T("change_reason")))) {
        f->exists = false;
        f->correction = true;
        f->stored = record_copy(c->arena, &report_record, newest);
        f->stored->head = (struct record_head){0};
        f->stored->state = (code){T("draft")};
        f->stored->change_reason = f->stored->answers = f->stored->return_reason = f->stored->return_field = NO_TEXT;
        f->stored->seq.n = newest->seq.n + 1;
    } else if (!newest) {
        f->stored = record_new(c->arena, &report_record);
        report_prefill(c, &f->basis, f->stored);
    } else if (newest->seq.n > 1) {
        f->correction = true;
    }
    f->typed = f->stored;
    return NULL;
}

static bool is_open(const struct filing *f)
{
    return !f->exists || workflow_state(&report_record, f->stored) <= REPORT_RETURNED;
}

/* --- reading what was typed ----------------------------------------------------------------------------------------------------- */

static text form_text(struct req *q, const char *what, text prefix, text key)
{
    return params_get(&q->form, text_fmt(q->call.arena, "%s.%.*s%.*s", what, TEXT_ARG(prefix), TEXT_ARG(key)));
}

/* The answers to what is asked now; an answer that the form did not show stays as it was. */
void report_read_answers(struct req *q, const struct report_basis *b, struct report *typed, text prefix)
{
    struct report_doubts d;
    text answers = NO_TEXT;

    report_doubts(b, typed, q->call.today, &d);
    for (size_t i = 0; i < d.n; i++) {
        text key = d.v[i].rule->key;
        struct doubt_answer given = {form_text(q, "answer", prefix, key), text_trim(form_text(q, "why", prefix, key))};
        if (!given.ready.p && !given.words.p)
            given = answer_to(typed->answers, key);
        if (given.ready.n && !check_answer_called(given.ready))
            given.ready = NO_TEXT;
        if (given.ready.n || given.words.n)
            answers = answer_add(q->call.arena, answers, key, given);
    }
    typed->answers = answers;
}

static void count_sitting(struct filing *f, const char *via)
{
    int64_t opened;

    f->typed->via = (code){text_of(via)};
    f->typed->typed_fields.n = report_typed(&f->q->call, &f->basis, f->typed);
    f->typed->fill_seconds = f->stored->fill_seconds;
    if (text_int(params_get(&f->q->form, T("opened")), &opened) && opened > 0 && opened <= f->q->call.now.ms) {
        int64_t seconds = (f->q->call.now.ms - opened) / 1000;
        f->typed->fill_seconds.n = seconds > SITTING_MOST ? SITTING_MOST : seconds;
    }
}

static void set_all(struct filing *f)
{
    for (size_t i = 0; i < report_record.n_fields; i++) {
        const struct field *x = &report_record.fields[i];
        if (x->derived || !strcmp(x->name, "state") || (f->exists && x->once))
            continue;
        if (!field_same(x, f->typed, f->stored) || !f->exists)
            fieldset_add(&f->in.set, i);
    }
    f->in.values = f->typed;
    f->in.key = NO_TEXT; /* of the sending, not of the saving */
}

static void filing_read(struct filing *f, bool zero)
{
    struct call *c = &f->q->call;
    struct input typed;

    f->typed = record_copy(c->arena, &report_record, f->stored);
    f->faults = form_read(f->q, &report_record, f->exists ? f->stored : NULL, &typed);
    for (size_t i = 0; i < report_record.n_fields; i++)
        if (fieldset_has(&typed.set, i) && !report_record.fields[i].once)
            field_copy(&report_record.fields[i], f->typed, typed.values);
    f->in.version = typed.version;
    if (zero) {
        struct report none;
        report_zero(c, &f->basis, &none);
        for (size_t i = 0; i < report_record.n_fields; i++)
            if (!report_record.fields[i].derived && !report_record.fields[i].once &&
                strcmp(report_record.fields[i].name, "state"))
                field_copy(&report_record.fields[i], f->typed, &none);
        f->faults = NULL;
    } else {
        report_read_answers(f->q, &f->basis, f->typed, NO_TEXT);
    }
    count_sitting(f, zero ? "zero" : "form");
    set_all(f);
}

/* --- saving and sending ------------------------------------------------------------------------------------------------------------ */

static err filing_save(struct filing *f)
{
    struct call *c = &f->q->call;
    struct report *newest;
    id key = f->stored->head.id;

    if (f->exists && !f->in.version) /* somebody else began the month since this form was opened */
        return FAIL(c->arena, E_CLASH, w_report_begun_by_another, .args = {ARG_TEXT("name", f->project->name)});
    if (f->exists)
        TRY(act_run(c, act_by_name(T("report.change")), key, &f->in, NULL));
    else
        TRY(act_run(c, act_by_name(T("report.create")), (id){0}, &f->in, &key));
    TRY(newest_edition(c, f->project, f->month, &newest));
    f->stored = f->typed = newest;
    f->exists = true;
    return NULL;
}

const struct transition *report_way_on(const struct call *c, const struct report *r)
{
    transition_list ways = {0};

    workflow_open(c, &report_record, r, &ways);
    for (size_t i = 0; i < ways.n; i++)
        if (ways.v[i]->to >= REPORT_SUBMITTED)
            return ways.v[i];
    return NULL;
}

static err filing_send(struct filing *f)
{
    const struct transition *way = report_way_on(&f->q->call, f->stored);
    struct input in = {.key = params_get(&f->q->form, T("idempotency_key"))};

    if (!way)
        return FAIL(f->q->call.arena, E_DENIED, w_report_cannot_send);
    in.to = text_of(report_record.workflow->states[way->to].key);
    return act_run(&f->q->call, act_by_name(T("report.move")), f->stored->head.id, &in, NULL);
}

/* --- showing ------------------------------------------------------------------------------------------------------------------------ */

struct doubt_view doubt_view(struct call *c, const struct check_verdict *v, text answers)
{
    struct doubt_answer given = answer_to(answers, v->rule->key);
    struct doubt_view d = {.key = v->rule->key,
                           .title = v->rule->title[c->lang],
                           .said = doubt_said(c->arena, v, c->lang),
                           .figures = doubt_figures(c->arena, v, c->lang),
                           .answer = answer_said(c->arena, given, c->lang),
                           .words = given.words,
                           .refuse = v->severity == CHECK_REFUSE,
                           .answered = v->severity != CHECK_REFUSE && answer_enough(given)};

    for (text rest = v->rule->answers, one; rest.n && text_each(&rest, ' ', &one);)
        if (one.n)
            list_push(&d.ready, c->arena) = (struct ready_view){
                one, text_of(check_answer_called(one)->word->in[c->lang]), text_eq(one, given.ready)};
    return d;
}

void doubts_view(struct call *c, const struct report_doubts *d, text answers, doubt_list *ret)
{
    for (size_t i = 0; i < d->n; i++)
        list_push(ret, c->arena) = doubt_view(c, &d->v[i], answers);
}

static text fault_at(struct filing *f, const char *name)
{
    for (err e = f->faults; e; e = e->next)
        if (e->field && !strcmp(e->field, name) && e->word != &w_report_unexplained && e->word != &w_report_refused)
            return error_text(f->q->call.arena, e, f->q->call.lang);
    return NO_TEXT;
}

/* Only the other one changed it, or the writer gave way. */
static bool is_theirs(const struct filing *f, const struct field *x)
{
    if (text_eqz(params_get(&f->q->form, text_fmt(f->q->call.arena, "pick.%s", x->name)), "theirs"))
        return true;
    for (size_t i = 0; i < f->clashes.n; i++)
        if (f->clashes.v[i].field == x)
            return !f->clashes.v[i].both;
    return false;
}

static money ledger_of(const struct report_basis *b, const char *field)
{
    return !strcmp(field, "fund_arrived") ? b->ledger_arrived : !strcmp(field, "fund_paid") ? b->ledger_paid : NO_MONEY;
}

static struct entry_view entry(struct filing *f, const char *name, const struct report *fresh,
                               const struct report_doubts *d)
{
    struct call *c = &f->q->call;
    const struct field *x = record_field(&report_record, text_of(name));
    struct entry_view e = {.field = x,
                           .name = text_of(name),
                           .fault = fault_at(f, name),
                           .area = x->long_text,
                           .flag = x->kind == KIND_flag,
                           .figure = x->kind == KIND_money || x->kind == KIND_number};

    e.value = params_has(&f->q->form, e.name) && !is_theirs(f, x) ? params_get(&f->q->form, e.name) : field_written(c->arena, x, f->typed, FORM, c->lang);
    if (f->typed == f->stored && !f->faults)
        e.value = field_written(c->arena, x, f->typed, FORM, c->lang);
    e.shown = field_absent(x, f->typed) ? NO_TEXT : view_shown(c, x, f->typed);
    e.before = f->basis.last && !field_absent(x, f->basis.last) ? view_shown(c, x, f->basis.last) : NO_TEXT;
    e.changed = !field_same(x, f->typed, fresh);
    if (!is_absent(ledger_of(&f->basis, name).yuan))
        e.ledger = view_shown(c, x, fresh);
    e.returned = text_eqz(f->stored->return_field, name) && text_eqz(f->stored->state.t, "returned");
    for (size_t i = 0; x->list && i < x->list->n; i++)
        list_push(&e.options, c->arena) = (struct option_view){
            text_of(x->list->items[i].key), codelist_label(x->list, code_of(&x->list->items[i]), c->lang),
            text_eqz(e.value, x->list->items[i].key)};
    for (size_t i = 0; i < d->n; i++)
        if (!strcmp(doubt_field(&d->v[i]), name) && (f->exists || !is_absent(f->typed->month_invest.yuan)))
            list_push(&e.doubts, c->arena) = doubt_view(c, &d->v[i], f->typed->answers);
    return e;
}

int64_t report_rate(money part, money whole)
{
    return is_absent(part.yuan) || is_absent(whole.yuan) || whole.yuan <= 0 || part.yuan > INT64_MAX / 1000
               ? ABSENT
               : part.yuan * 1000 / whole.yuan;
}

/* Who gets it next: the office of the county, the city, the province. */
static err receiver(struct filing *f, text *ret)
{
    static const char sql_office[] =
        "SELECT COALESCE(NULLIF(short_name, ''), name) FROM body WHERE region = $1 AND unit = $2 AND kind = 'drc' AND removed = 0 ORDER BY id LIMIT 1";
    struct call *c = &f->q->call;
    text unit = f->project->county.t.n ? f->project->county.t : f->project->city.t;
    bool found;

    if (c->actor.role == ROLE_COUNTY)
        unit = f->project->city.t;
    if (c->actor.role == ROLE_CITY || !unit.n)
        unit = PROVINCE;
    *ret = NO_TEXT;
    return conn_one(c->conn, c->arena, sql_office, BIND(V(c->region), V(unit)), INTO(TO(ret)), &found);
}

static err show_due(struct filing *f, struct report_form *v)
{
    struct call *c = &f->q->call;
    struct round_state s;
    int64_t left;

    TRY(report_round(c, f->project, f->month, STEP_OWNER, NO_MOMENT, &s));
    v->due = f->correction ? text_of(w_report_correction_any_time.in[c->lang])
                           : round_said(c->arena, &s, STEP_OWNER, f->month, c->lang);
    v->may_send = s.may_send || f->correction;
    v->late = s.standing == ROUND_LATE;
    v->hours = v->minutes = NO_NUMBER;
    left = s.due.at.ms - c->now.ms;
    if (!f->correction && s.may_send && left > 0 && left < NEAR_HOURS * INT64_C(3600000)) {
        v->hours.n = left / 3600000;
        v->minutes.n = left / 60000 % 60;
    }
    return NULL;
}

static text clock_of(struct call *c, moment m)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 64, c->lang);
    fmt_time(&o, m);
    return text_copy(c->arena, text_sub(out_text(&o), date_of(m).days == c->today.days ? 11 : 5, 16));
}

static void show_entries(struct filing *f, struct report_form *v)
{
    static const char *const main[] = {"month_invest", "fund_paid", "progress_percent"};
    static const char *const rest[] = {"progress_text", "site_state", "fund_arrived",    "problem_state",
                                       "problem",       "needs",      "next_month",      "workers",
                                       "machines",      "in_stats",   "preliminary_cost"};
    struct call *c = &f->q->call;
    struct report fresh;
    struct report_doubts d;

    report_prefill(c, &f->basis, &fresh);
    report_doubts(&f->basis, f->typed, c->today, &d);
    for (size_t i = 0; i < COUNT(main); i++)
        v->main[i] = entry(f, main[i], &fresh, &d);
    for (size_t i = 0; i < COUNT(rest); i++)
        list_push(&v->rest, c->arena) = entry(f, rest[i], &fresh, &d);
    if (f->correction)
        v->reason = entry(f, "change_reason", &fresh, &d);
}

static err show(struct filing *f, struct out *o, bool put)
{
    struct req *q = f->q;
    struct call *c = &q->call;
    struct report_form v = {.project = f->project,
                            .r = f->typed,
                            .basis = &f->basis,
                            .month = f->month,
                            .next = {f->month.n + 1},
                            .csrf = q->session.csrf,
                            .version = f->stored->head.version,
                            .opened = c->now.ms,
                            .correction = f->correction,
                            .put = put,
                            .account = c->actor.account.n};
    int64_t opened;
    CLEAN(out_free) struct out iso = {0};

    out_init(&iso, 64, c->lang);
    fmt_month_iso(&iso, f->month);
    v.action = text_fmt(c->arena, "/projects/%lld/reports/%.*s", (long long)f->project->head.id.n,
                        TEXT_ARG(out_text(&iso)));
    if (text_int(params_get(&q->form, T("opened")), &opened) && opened > 0 && opened < v.opened)
        v.opened = opened;
    v.key = params_get(&q->form, T("idempotency_key"));
    if (!v.key.n)
        v.key = text_fmt(c->arena, "r%lld", (long long)db_new_id().n);
    v.year_now = (money){f->basis.year_before.yuan +
                         (is_absent(f->typed->month_invest.yuan) ? 0 : f->typed->month_invest.yuan)};
    v.rate = report_rate(v.year_now, f->basis.year_plan);
    v.returned = text_eqz(f->stored->state.t, "returned");
    if (f->exists)
        v.saved = clock_of(c, f->stored->head.changed_at);
    for (err e = f->faults; e; e = e->next) {
        v.faults++;
        if ((!e->field || !record_field(&report_record, text_of(e->field)) || !strcmp(e->field, "month") ||
             !strcmp(e->field, "project")) &&
            !v.general.n)
            v.general = error_text(c->arena, e, c->lang);
    }
    show_entries(f, &v);
    TRY(report_photos(c, &f->basis, f->typed, &v.photos));
    v.clash = f->both && f->both->clashes.n ? f->both : NULL;
    TRY(receiver(f, &v.receiver));
    TRY(show_due(f, &v));
    if (!report_way_on(c, f->stored))
        v.may_send = false;
    if (put)
        tpl_report_form(o, &(struct tpl_report_form){.v = &v});
    else
        web_page_titled(q, o, f->project->name, false, SLOT(report_form, (&(struct tpl_report_form){.v = &v})));
    return NULL;
}

/* GET /projects/{id}/reports/{month}: what is with the levels above is read, not typed. */
err report_page_form(struct req *q, struct out *o)
{
    struct filing f;

    TRY(filing_open(q, &f));
    if (!is_open(&f))
        return web_go(q, "/reports/%lld", (long long)f.stored->head.id.n);
    return show(&f, o, false);
}

/* What can be shown again at the fields; anything else is a page of its own. */
static bool can_mend(err e)
{
    return e->code == E_INPUT || e->code == E_STATE || e->code == E_CLASH || e->code == E_DENIED;
}

/* Nothing is typed that is not stored. */
static bool says_the_same(const struct filing *f)
{
    for (size_t i = 0; i < report_record.n_fields; i++)
        if (fieldset_has(&f->in.set, i))
            return false;
    return true;
}

/* The other one's version is what the next saving is based on; both changes stand side by side, and what only he changed is taken. */
static err settle_clash(struct filing *f)
{
    struct call *c = &f->q->call;
    struct report *newest;
    void *now;

    TRY(newest_edition(c, f->project, f->month, &newest));
    f->stored = newest;
    f->exists = true;
    f->clashes.n = 0;
    if (!f->in.version)
        return NULL; /* begun by both at once: there is nothing that both had seen */
    TRY(act_clashes(c, &report_record, newest->head.id, &f->in, &f->clashes, &now));
    for (size_t i = 0; i < f->clashes.n; i++)
        if (!f->clashes.v[i].both)
            field_copy(f->clashes.v[i].field, f->typed, now);
    f->both = ARENA_NEW(c->arena, struct form_view);
    return form_clashes(f->q, now, &f->clashes, f->both);
}

static err show_refused(struct filing *f, struct out *o, err e, bool put)
{
    if (!can_mend(e))
        return e;
    f->faults = e;
    if (e->code == E_CLASH)
        TRY(settle_clash(f));
    http_status(f->q->http, web_status_of(e->code));
    return show(f, o, put);
}

/* Saves; once more when the other version is what was typed here: the answer to the last saving was lost on the way. */
static err save_form(struct filing *f)
{
    err e = filing_save(f);

    if (!e || e->code != E_CLASH || !f->in.version)
        return e;
    TRY(settle_clash(f));
    for (size_t i = 0; i < f->clashes.n; i++)
        if (!field_same(f->clashes.v[i].field, f->stored, f->typed))
            return e;
    f->in.set = (struct fieldset){0};
    f->in.version = f->stored->head.version;
    f->both = NULL;
    set_all(f);
    return says_the_same(f) ? NULL : filing_save(f);
}

/* With the levels above already: what comes once more is answered as it was, anything else is not taken, and that is said where it was typed. */
static err answer_closed(struct filing *f, struct out *o, bool put)
{
    filing_read(f, text_eqz(params_get(&f->q->form, T("do")), "zero"));
    if (!put && !f->faults && says_the_same(f))
        return web_go(f->q, "/reports/%lld", (long long)f->stored->head.id.n);
    return show_refused(f, o, FAIL(f->q->call.arena, E_STATE, w_report_already_sent, .args = {ARG_WORD("state", &report_record.workflow->states[workflow_state(&report_record, f->stored)].label)}), put);
}

/* POST /projects/{id}/reports/{month}: do=save, do=send, do=zero. What was typed is kept even when it cannot be sent. */
err report_post_form(struct req *q, struct out *o)
{
    text what = params_get(&q->form, T("do"));
    bool zero = text_eqz(what, "zero");
    struct filing f;
    err e;

    TRY(filing_open(q, &f));
    if (!is_open(&f))
        return answer_closed(&f, o, false);
    filing_read(&f, zero);
    if (f.faults)
        return show_refused(&f, o, f.faults, false);
    e = save_form(&f);
    if (e)
        return show_refused(&f, o, e, false);
    if (text_eqz(what, "save"))
        return web_go(q, "/projects/%lld/reports", (long long)f.project->head.id.n);
    e = filing_send(&f);
    if (e)
        return show_refused(&f, o, e, false);
    return web_go(q, "/reports/%lld", (long long)f.stored->head.id.n);
}

/* PUT: on leaving a field. Answers with the form as it now is; the page takes its questions and sums from it. */
err report_put_form(struct req *q, struct out *o)
{
    struct filing f;
    err e;

    TRY(filing_open(q, &f));
    if (!is_open(&f))
        return answer_closed(&f, o, true);
    filing_read(&f, false);
    if (f.faults)
        return show_refused(&f, o, f.faults, true);
    e = save_form(&f);
    if (e)
        return show_refused(&f, o, e, true);
    return show(&f, o, true);
}
