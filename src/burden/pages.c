/* /burden as a page, as Excel and as JSON: see own.h. */
#include "own.h"

#include "burden/burden.tpl.h"
#include "kit/export.h"
#include "kit/json.h"
#include "kit/sheet/sheet_write.h"
#include "words.h"

/* GET /burden?month=&unit= */
static err page_burden(struct req *q, struct out *o)
{
    struct burden v;

    TRY(burden_read(&q->call, &q->query, &v));
    TRY(burden_read_months(&q->call, &v));
    web_page(q, o, &w_burden_title, SLOT(burden_page, (&(struct tpl_burden_page){.v = &v})));
    return NULL;
}

/* --- Excel ------------------------------------------------------------------------------------------------------------------------ */

static text tenth(struct arena *a, int64_t n)
{
    return n == ABSENT ? NO_TEXT : text_fmt(a, "%lld.%lld", (long long)(n / 10), (long long)(n % 10));
}

static err put_line(struct sheet_writer *w, struct arena *a, text name, const struct burden_line *l)
{
    sheet_write_text(w, name);
    sheet_write_number(w, (number){l->reports});
    sheet_write_number(w, (number){l->typed});
    sheet_write_decimal(w, tenth(a, l->typed_each));
    sheet_write_decimal(w, tenth(a, l->prefilled_share));
    sheet_write_number(w, l->seconds_each == ABSENT ? NO_NUMBER : (number){l->seconds_each});
    sheet_write_decimal(w, tenth(a, l->easy_share));
    sheet_write_number(w, (number){l->questions});
    sheet_write_number(w, (number){l->returned});
    sheet_write_number(w, (number){l->warnings});
    return sheet_write_row(w);
}

static err write_sheet(struct call *c, const void *burden, int fd)
{
    const struct burden *v = burden;
    static const struct word *const heads[] = {&w_burden_reports, &w_burden_typed, &w_burden_each, &w_burden_prefilled, &w_burden_seconds,
                                               &w_burden_easy, &w_burden_questions, &w_burden_returned, &w_burden_warnings};
    struct sheet_write_column columns[COUNT(heads) + 1] = {{text_of((v->bodies ? w_burden_body : w_burden_place).in[c->lang]), WRITE_TEXT, 36}};
    struct sheet_write_options o = {.title = text_of(w_burden_title.in[c->lang]), .note = text_fmt(c->arena, "%04d-%02d", month_year(v->month), month_of_year(v->month)),
                                    .columns = columns, .n = COUNT(columns)};
    struct sheet_writer *w;

    for (size_t i = 0; i < COUNT(heads); i++)
        columns[i + 1] = (struct sheet_write_column){text_of(heads[i]->in[c->lang]), i == 2 || i == 3 || i == 5 ? WRITE_DECIMAL : WRITE_INTEGER, 0};
    TRY(sheet_write_open(c->arena, sheet_write_path(c->arena, fd), &o, &w));
    for (size_t i = 0; i < v->rows.n; i++)
        TRY(put_line(w, c->arena, v->rows.v[i].name, &v->rows.v[i]));
    sheet_write_totals(w);
    TRY(put_line(w, c->arena, text_of(w_burden_all.in[c->lang]), &v->all));
    return sheet_write_close(w);
}

/* GET /burden/export?month=&unit= */
static err page_table(struct req *q, struct out *o)
{
    struct burden v;

    (void)o;
    TRY(burden_read(&q->call, &q->query, &v));
    return export_send(q, T("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                       text_fmt(q->call.arena, "%s %04d-%02d.xlsx", w_burden_title.in[q->call.lang], month_year(v.month), month_of_year(v.month)),
                       &w_burden_no_room, write_sheet, &v);
}

/* --- API --------------------------------------------------------------------------------------------------------------------------- */

static void put_json(struct json_out *w, const struct burden_line *l, bool by_month)
{
    json_open(w, '{');
    if (by_month) {
        json_put(w, "month", l->month);
    } else {
        json_put(w, "key", l->key);
        json_put(w, "name", l->name);
    }
    json_put(w, "reports", l->reports);
    json_put(w, "typed_fields", l->typed);
    json_put(w, "counted", l->counted);
    json_put(w, "fields_of_the_form", (int64_t)FORM_FIELDS);
    json_put(w, "seconds", l->seconds);
    json_put(w, "timed", l->timed);
    json_put(w, "easy", l->easy);
    json_put(w, "questions", l->questions);
    json_put(w, "returned", l->returned);
    json_put(w, "warnings", l->warnings);
    json_close(w);
}

/* GET /api/v1/burden?month=&unit= */
static err page_json(struct req *q, struct out *o)
{
    struct burden v;
    struct json_out w;

    TRY(burden_read(&q->call, &q->query, &v));
    TRY(burden_read_months(&q->call, &v));
    w = web_json(q, o);
    json_open(&w, '{');
    json_put(&w, "month", v.month);
    json_key(&w, "items");
    json_open(&w, '[');
    for (size_t i = 0; i < v.rows.n; i++)
        put_json(&w, &v.rows.v[i], false);
    json_close(&w);
    json_key(&w, "months");
    json_open(&w, '[');
    for (size_t i = 0; i < v.months.n; i++)
        put_json(&w, &v.months.v[i], true);
    json_close(&w);
    json_close(&w);
    json_end(&w);
    return NULL;
}

#define WHO_SEES (WHO_BUSINESS & ~ROLE_SYSTEM)

const struct route burden_routes[] = {
    {GET, "/burden", page_burden, .roles = WHO_SEES, .flags = HTTP_LONG},
    {GET, "/burden/export", page_table, .roles = WHO_SEES, .flags = HTTP_LONG},
    {GET, "/api/v1/burden", page_json, .roles = WHO_SEES, .flags = HTTP_LONG | ROUTE_API},
    {0},
};
