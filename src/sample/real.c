/* The real projects of config/real_projects.csv: exactly what their sources state, nothing else. */
#include "making.h"

#include "base/date.h"
#include "kit/data.h"
#include "kit/lists.h"
#include "kit/ripple.h"
#include "kit/table.h"

/* A day, a month or a year; the month of the last is not known, so it stays empty. */
static void when(text t, date *ret_day, month *ret_month)
{
    if (date_parse(t, ret_day))
        *ret_month = month_of(*ret_day);
    else
        month_parse(t, ret_month);
}

static text place_of(const struct making *m, text units)
{
    text rest, first = text_cut(units, ' ', &rest);
    const struct division *d = division_by_unit(&all_divisions, first);

    (void)m;
    if (!d)
        return NO_TEXT;
    return d->level == LEVEL_CITY ? (d->code.p ? d->code : T("21S100")) : d->unit;
}

static err one(struct making *m, const struct table *t, size_t row)
{
    struct project *p = record_new(m->c->arena, &project_record);
    text total = table_at(t, row, "total_yuan"), stage = table_at(t, row, "stage");
    date finish = NO_DATE;

    p->name = table_at(t, row, "name");
    p->division.t = place_of(m, table_at(t, row, "units"));
    p->owner_name = table_at(t, row, "owner");
    text_int(total, &p->total_invest.yuan);
    when(table_at(t, row, "start"), &p->start_actual, &p->start_plan);
    when(table_at(t, row, "finish"), &finish, &p->finish_plan);
    when(table_at(t, row, "in_use"), &p->produce_actual, &p->produce_plan);
    p->stage.t = stage.n ? stage : NO_TEXT;
    p->sector.t = table_at(t, row, "sector");
    p->progress_note = table_at(t, row, "note");
    p->address = table_at(t, row, "place");
    p->origin.t = T("real");
    p->origin_note = table_at(t, row, "source");
    m->c->act_name = T("project.create");
    use_once(m, &m->names, p->name);
    return record_save(m->c, &project_record, p, NULL);
}

err real_make(struct making *m, int64_t *ret_n)
{
    struct table t;

    TRY(table_read(m->keep, data_file("real_projects.csv"), &t));
    for (size_t i = 0; i < t.rows; i++)
        TRY(one(m, &t, i));
    TRY(ripple_flush(m->c));
    m->result->projects += (int64_t)t.rows;
    m->result->real = (int64_t)t.rows;
    *ret_n = (int64_t)t.rows;
    return NULL;
}
