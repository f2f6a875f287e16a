/* Warnings that wait for somebody: those the caller's own level must answer, and red lights for those who watch. See waiting.h. */

#include "own.h"
#include "words.h"

#define WATCHES (ROLE_LEADER | ROLE_DRC | ROLE_LEAD | ROLE_INSPECTOR)

/* {actor} is written out: each level has an index of those that are its turn. */
static const char sql_mine_many[] =
    "SELECT COUNT(*) FROM (SELECT 1 FROM warning w WHERE {scope:w} AND w.state IN ('new', 'acknowledged') AND w.removed = 0 AND w.actor = '{actor}' LIMIT 1001) x";
/* The oldest first. */
static const char sql_mine[] =
    "SELECT w.id, w.name, w.level, w.act_by, COALESCE(w.reason_zh, ''), COALESCE(w.reason_en, ''), w.project FROM warning w"
    " WHERE {scope:w} AND w.state = $1 AND w.removed = 0 AND w.actor = '{actor}' ORDER BY w.raised_at, w.id LIMIT 4";
/* Of the red ones more than there are rows: a project stands in one row, whatever it is warned of. */
static const char sql_red[] =
    "SELECT w.id, w.name, w.level, w.act_by, COALESCE(w.reason_zh, ''), COALESCE(w.reason_en, ''), w.project FROM warning w"
    " WHERE {scope:w} AND w.state = $1 AND w.level = 'red' AND w.removed = 0 ORDER BY w.raised_at, w.id LIMIT 40";
static const char sql_of_project[] =
    "SELECT COUNT(*) FROM warning w WHERE {scope:w} AND w.project = $1 AND w.state IN ('new', 'acknowledged', 'handled') AND w.removed = 0";

static struct waiting_row row_of(struct call *c, id one, text name, text level, date by, text said)
{
    struct waiting_row row = {.name = name, .line = said, .light = level, .light_label = codelist_label(&list_warning_level, (code){level}, c->lang), .href = text_fmt(c->arena, "/warnings/%lld", (long long)one.n)};

    if (is_absent(by.days))
        return row;
    row.late = by.days < c->today.days;
    row.note = row.late ? word_filled(c->arena, c->lang, &w_warn_waiting_late, (const struct arg[]){ARG_INT("n", c->today.days - by.days)}, 1)
                        : word_filled(c->arena, c->lang, &w_warn_line_by, (const struct arg[]){ARG_DATE("day", by)}, 1);
    return row;
}

static bool stands(const id *shown, size_t n, id project)
{
    while (n && shown[n - 1].n != project.n)
        n--;
    return n > 0;
}

/* shown: the rows' projects, each of which has one row; NULL: a row a warning. */
static err read_rows(struct call *c, const char *sql, struct values bind, id shown[WAITING_ROWS], struct waiting *w)
{
    CLEAN(query_close) struct query rows = {0};
    text name, level, zh, en;
    id one, project;
    date by;

    TRY(query_scoped(&rows, c, &warning_record.scope, sql, bind));
    while (w->rows.n < WAITING_ROWS && query_row(&rows, INTO(TO(&one), TO(&name), TO(&level), TO(&by), TO(&zh), TO(&en), TO(&project)))) {
        if (shown && stands(shown, w->rows.n, project))
            continue;
        if (shown)
            shown[w->rows.n] = project;
        list_push(&w->rows, c->arena) = row_of(c, one, name, level, by, c->lang == LANG_EN && en.n ? en : zh);
    }
    return query_end(&rows);
}

static err count(struct call *c, const char *sql, struct values bind, struct waiting *w)
{
    CLEAN(query_close) struct query n = {0};

    TRY(query_scoped(&n, c, &warning_record.scope, sql, bind));
    query_row(&n, INTO(TO(&w->count)));
    return query_end(&n);
}

/* To be answered by the caller's level: what nobody has looked at yet before what was acknowledged. */
static err read_mine(struct call *c, waiting_list *ret)
{
    struct waiting w = {.title = &w_warn_waiting_mine, .act = &w_warn_waiting_answer};
    text actor = text_of(rung_keys[rung_of(&c->actor)]);
    const char *sql_rows = text_replace(c->arena, text_of(sql_mine), T("{actor}"), actor).p;

    TRY(count(c, text_replace(c->arena, text_of(sql_mine_many), T("{actor}"), actor).p, NO_VALUES, &w));
    if (!w.count)
        return NULL;
    TRY(read_rows(c, sql_rows, BIND(V(T("new"))), NULL, &w));
    if (w.rows.n < WAITING_ROWS)
        TRY(read_rows(c, sql_rows, BIND(V(T("acknowledged"))), NULL, &w));
    w.href = text_fmt(c->arena, "/warnings?actor=%.*s&state=new%%2Cacknowledged&sort=act_by", TEXT_ARG(actor));
    list_push(ret, c->arena) = w;
    return NULL;
}

/* --- what burns in the caller's scope, whoever must act: one row a project, with its oldest red warning --- */

static err add_more(struct call *c, id project, struct waiting_row *row)
{
    CLEAN(query_close) struct query q = {0};
    int64_t n = 0;

    TRY(query_scoped(&q, c, &warning_record.scope, sql_of_project, BIND(V(project))));
    query_row(&q, INTO(TO(&n)));
    TRY(query_end(&q));
    if (n > 1)
        row->more = word_filled(c->arena, c->lang, &w_warn_waiting_more, (const struct arg[]){ARG_INT("n", n - 1)}, 1);
    return NULL;
}

static err read_red(struct call *c, waiting_list *ret)
{
    static const char *const states[] = {"new", "acknowledged", "handled"};
    struct waiting w = {.title = &w_warn_waiting_red, .act = &w_warn_waiting_look, .href = T("/projects?light=red")};
    id shown[WAITING_ROWS] = {0};
    int64_t yellow;

    TRY(lights_of(c, &(struct measure_of){.unit = scope_unit(c)}, &w.count, &yellow));
    if (!w.count)
        return NULL;
    for (size_t i = 0; i < COUNT(states) && w.rows.n < WAITING_ROWS; i++)
        TRY(read_rows(c, sql_red, BIND(V(text_of(states[i]))), shown, &w));
    for (size_t i = 0; i < w.rows.n; i++)
        TRY(add_more(c, shown[i], &w.rows.v[i]));
    list_push(ret, c->arena) = w;
    return NULL;
}

const struct waiting_source warning_waiting[] = {{ROLE_OWNER | ROLE_COUNTY | ROLE_CITY | ROLE_LEAD | ROLE_DRC, read_mine}, {WATCHES, read_red}, {0}};
