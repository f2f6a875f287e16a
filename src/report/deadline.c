/* The monthly round: see deadline.h. */
#include "deadline.h"

#include "kit/table.h"
#include "words.h"

static const char *const step_names[STEP_COUNT] = {"open", "owner", "county", "city", "department", "close"};
static const char *const move_names[] = {"none", "next", "previous"};
static const int64_t HOUR_MS = 3600000, MINUTE_MS = 60000;
enum { DAY_MINUTES = 1440, FIRST_CHECKED = 2015, LAST_CHECKED = 2035 };

/* ---- reading ---- */

static int place_of(text name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text_eqz(name, names[i]))
            return (int)i;
    return -1;
}

/* "18:00" as minutes; 24:00 is the end of the day. */
static bool read_time(text t, int *ret)
{
    text minutes, hours = text_cut(t, ':', &minutes);
    int64_t h, m;

    if (minutes.n != 2 || !text_int(hours, &h) || !text_int(minutes, &m) || h < 0 || m < 0 || m > 59 ||
        h * 60 + m > DAY_MINUTES)
        return false;
    *ret = (int)(h * 60 + m);
    return true;
}

/* A whole number in bounds; blank gives 0. */
static bool read_small(text t, int64_t least, int64_t most, int *ret)
{
    int64_t n = 0;

    if (t.n && (!text_int(t, &n) || n < least || n > most))
        return false;
    *ret = (int)n;
    return true;
}

static bool read_months(text from, text until, struct deadline_rule *r)
{
    r->from = r->until = NO_MONTH;
    return (!from.n || month_parse(from, &r->from)) && (!until.n || month_parse(until, &r->until)) &&
           (!from.n || !until.n || r->from.n <= r->until.n);
}

static err read_row(struct arena *a, const struct table *t, size_t row, struct deadline_rule *ret)
{
    struct deadline_rule r = {.source = table_at(t, row, "source")};
    int step = place_of(table_at(t, row, "step"), step_names, STEP_COUNT);
    int move = place_of(table_at(t, row, "move"), move_names, COUNT(move_names));
    text mark = table_at(t, row, "mark");
    const char *wrong = NULL;

    if (step < 0)
        wrong = "step";
    else if (!read_months(table_at(t, row, "from"), table_at(t, row, "until"), &r))
        wrong = "from, until";
    else if (!read_small(table_at(t, row, "months_later"), 0, 3, &r.months_later))
        wrong = "months_later";
    else if (!read_small(table_at(t, row, "day"), 1, 31, &r.day) ||
             !read_small(table_at(t, row, "workdays"), 1, 20, &r.workdays) || !r.day == !r.workdays)
        wrong = "day, workdays";
    else if (!read_time(table_at(t, row, "time"), &r.minute))
        wrong = "time";
    else if (move < 0)
        wrong = "move";
    else if (!r.source.n || mark.n != 1)
        wrong = "source, mark";
    if (wrong)
        return FAIL(a, E_INPUT, w_deadline_row, .row = (int64_t)row + 1,
                    .args = {ARG_INT("row", (int64_t)row + 1), ARG_TEXT("column", text_of(wrong))});
    r.step = (enum round_step)step;
    r.move = move == 0 ? MOVE_NONE : move == 1 ? MOVE_NEXT : MOVE_PREVIOUS;
    r.mark = mark.p[0];
    *ret = r;
    return NULL;
}

static bool holds(const struct deadline_rule *r, month m)
{
    return (is_absent(r->from.n) || r->from.n <= m.n) && (is_absent(r->until.n) || m.n <= r->until.n);
}

static const struct deadline_rule *rule_for(const struct deadline_rules *r, enum round_step step, month m)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->v[i].step == step && holds(&r->v[i], m))
            return &r->v[i];
    return NULL;
}

static err check_once(struct arena *a, const struct deadline_rules *r, month m, int step)
{
    int n = 0;

    for (size_t i = 0; i < r->n; i++)
        n += (int)r->v[i].step == step && holds(&r->v[i], m);
    if (n == 1)
        return NULL;
    return FAIL(a, E_INPUT, w_deadline_once,
                .args = {ARG_TEXT("step", text_of(step_names[step])), ARG_MONTH("month", m), ARG_INT("n", n)});
}

/* ---- limits ---- */

static date nominal_day(const struct deadline_rule *r, const struct workdays *w, month m, bool *unpublished)
{
    month in = {m.n + r->months_later};
    date first = month_first(in), last = month_last(in), day;

    if (r->workdays) {
        struct deadline d = deadline_workdays(w, (date){first.days - 1}, r->workdays);
        *unpublished = d.unpublished;
        return d.day;
    }
    day.days = first.days + r->day - 1;
    return day.days > last.days ? last : day;
}

static void end_on(struct round_limit *at, const struct deadline_rule *rule)
{
    at->at.ms = date_start(at->day).ms + rule->minute * MINUTE_MS;
}

/* As the rule alone says it, without moving: enough to see that the steps follow one another. */
static struct round_limit nominal_limit(const struct deadline_rule *rule, month m)
{
    static const struct workdays weekends_only;
    struct round_limit at = {0};

    at.nominal = at.day = nominal_day(rule, &weekends_only, m, &at.unpublished);
    end_on(&at, rule);
    return at;
}

/* Long holidays push several limits onto one day; a step then still never ends before the one that it waits for. */
static void keep_order(const struct deadline_rules *r, const struct workdays *w, month m,
                       const struct deadline_rule *rule, struct round_limit *at)
{
    struct round_limit before;

    if (rule->step <= STEP_OWNER || !round_limit(r, w, (enum round_step)(rule->step - 1), m, &before))
        return;
    while (at->at.ms < before.at.ms) {
        struct deadline next = deadline_workdays(w, at->day, 1);
        at->day = next.day;
        at->unpublished |= next.unpublished;
        end_on(at, rule);
    }
}

bool round_limit(const struct deadline_rules *r, const struct workdays *w, enum round_step step, month m,
                 struct round_limit *ret)
{
    const struct deadline_rule *rule = rule_for(r, step, m);
    struct round_limit at = {0};

    if (!rule)
        return false;
    at.nominal = at.day = nominal_day(rule, w, m, &at.unpublished);
    if (rule->move != MOVE_NONE) { /* also asks whether the day's year is published */
        struct deadline moved = deadline_days(w, at.nominal, 0);
        at.unpublished |= moved.unpublished;
        at.day = rule->move == MOVE_NEXT ? moved.day : at.day;
    }
    while (rule->move == MOVE_PREVIOUS && !workday_is(w, at.day))
        at.day.days--;
    end_on(&at, rule);
    keep_order(r, w, m, rule, &at);
    *ret = at;
    return true;
}

/* ---- the table as a whole ---- */

/* Each step once, and none before the one it follows. */
static err check_month(struct arena *a, const struct deadline_rules *r, month m)
{
    moment last = NO_MOMENT;

    for (int step = 0; step < STEP_COUNT; step++) {
        moment at;
        TRY(check_once(a, r, m, step));
        at = nominal_limit(rule_for(r, (enum round_step)step, m), m).at;
        if (at.ms < last.ms)
            return FAIL(a, E_INPUT, w_deadline_order,
                        .args = {ARG_TEXT("step", text_of(step_names[step])),
                                 ARG_TEXT("before", text_of(step_names[step - 1])), ARG_MONTH("month", m)});
        last = at;
    }
    return NULL;
}

err deadlines_read(struct arena *a, text csv, struct deadline_rules *ret)
{
    struct table t;
    struct deadline_rule *v;
    struct deadline_rules got = {0};

    TRY(table_read(a, csv, &t));
    v = ARENA_ARRAY(a, struct deadline_rule, t.rows + 1);
    got.v = v;
    for (; got.n < t.rows; got.n++)
        TRY(read_row(a, &t, got.n, &v[got.n]));
    for (int64_t m = FIRST_CHECKED * 12; m < (LAST_CHECKED + 1) * 12; m++)
        TRY(check_month(a, &got, (month){m}));
    *ret = got;
    return NULL;
}

/* ---- standing ---- */

static void apply_grants(struct round_state *s, enum round_step step, month m, moment now,
                         const struct late_grant *grants, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct late_grant *g = &grants[i];
        if (g->step != step || g->month.n != m.n || g->granted_at.ms > now.ms || g->until.ms <= s->due.at.ms)
            continue;
        s->granted = true;
        s->due.at = g->until;
        s->due.day = date_of((moment){g->until.ms - 1}); /* midnight ends the day before */
    }
}

static void say(struct round_state *s, enum round_standing standing, bool may_send, const struct word *why)
{
    s->standing = standing;
    s->may_send = may_send;
    s->why = why;
}

/* After the limit: open for the late while the round is open, or a permission runs. */
static void standing_open(struct round_state *s, moment now)
{
    bool in_time = now.ms < s->due.at.ms;

    s->late_hours = in_time ? 0 : (now.ms - s->due.at.ms) / HOUR_MS;
    if (now.ms < s->opens.at.ms)
        say(s, ROUND_NOT_OPEN, false, &w_round_not_open);
    else if (in_time && s->due.day.days == date_of(now).days)
        say(s, ROUND_DUE_TODAY, true, s->granted ? &w_round_due_today_granted : &w_round_due_today);
    else if (in_time)
        say(s, ROUND_RUNS, true, s->granted ? &w_round_runs_granted : &w_round_runs);
    else if (now.ms < s->closes.at.ms)
        say(s, ROUND_LATE, true, s->late_hours ? &w_round_late : &w_round_late_now);
    else
        say(s, ROUND_CLOSED, false, &w_round_closed);
}

struct round_state round_state(const struct deadline_rules *r, const struct workdays *w, enum round_step step, month m,
                               moment now, moment done_at, const struct late_grant *grants, size_t grant_count)
{
    struct round_state s = {0};

    if (!round_limit(r, w, STEP_OPEN, m, &s.opens) || !round_limit(r, w, step, m, &s.due) ||
        !round_limit(r, w, STEP_CLOSE, m, &s.closes)) {
        say(&s, ROUND_NOT_OPEN, false, &w_round_no_rule);
        return s;
    }
    apply_grants(&s, step, m, now, grants, grant_count);
    if (is_absent(done_at.ms) || done_at.ms > now.ms) {
        standing_open(&s, now);
        return s;
    }
    s.was_late = done_at.ms >= s.due.at.ms;
    s.late_hours = s.was_late ? (done_at.ms - s.due.at.ms) / HOUR_MS : 0;
    say(&s, ROUND_DONE, false, s.was_late ? &w_round_done_late : &w_round_done);
    return s;
}

static const struct word *const step_words[STEP_COUNT] = {&w_step_open, &w_step_owner,      &w_step_county,
                                                          &w_step_city, &w_step_department, &w_step_close};

/* "2026-12-08 18:00"; a limit at midnight is said as 24:00 of the day before. */
static text limit_said(struct arena *a, const struct round_limit *l)
{
    int64_t minutes = (l->at.ms - date_start(l->day).ms) / MINUTE_MS;
    int y, m, d;

    date_parts(l->day, &y, &m, &d);
    return text_fmt(a, "%04d-%02d-%02d %02d:%02d", y, m, d, (int)(minutes / 60), (int)(minutes % 60));
}

text limit_time(struct arena *a, moment at)
{
    return limit_said(a, &(struct round_limit){.at = at, .day = date_of((moment){at.ms - 1})});
}

void round_why(struct out *o, const struct round_state *s, enum round_step step, month m)
{
    struct arena *a = arena_new(1 << 16);
    struct arg args[] = {ARG_WORD("step", step_words[step]),
                         ARG_MONTH("month", m),
                         ARG_TEXT("opens", limit_said(a, &s->opens)),
                         ARG_TEXT("due", limit_said(a, &s->due)),
                         ARG_TEXT("closes", limit_said(a, &s->closes)),
                         ARG_INT("hours", s->late_hours)};

    word_fill(o, s->why, args, COUNT(args));
    if (s->due.unpublished || s->closes.unpublished)
        word_fill(o, &w_round_unpublished, args, COUNT(args));
    arena_free(a);
}

month round_newest(const struct deadline_rules *r, const struct workdays *w, moment now)
{
    month at = {month_of(date_of(now)).n + 1};

    for (int i = 0; i < 25; i++, at.n--) {
        struct round_limit opens;
        if (round_limit(r, w, STEP_OPEN, at, &opens) && opens.at.ms <= now.ms)
            return at;
    }
    return NO_MONTH;
}
