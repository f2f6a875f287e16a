/* Reading a whole file: which rows are data, what their cells say. Nothing is matched or written here. See import.h. */
#include "kit/import/run.h"

#include "kit/import/words.h"

const char *const import_outcome_names[] = {"created", "updated", "unchanged", "refused"};

enum { ROW_MEMORY = 512 << 20, ROWS_PER_STEP = 256 };

/* The rows as they come: first those that were read to find the head, then the rest of the sheet. */
struct feed {
    struct sheet *sheet;
    struct sheet_filler *filler;
    struct sheet_row first[HEAD_LOOK];
    size_t n, next;
};

static err feed_open(struct call *c, struct import *i, int fd, struct feed *f)
{
    const struct mapping *m = i->options.mapping;
    struct sheet_options o = {.sheet = i->options.sheet.p ? i->options.sheet : m->sheet, .encoding = m->encoding, .separator = m->separator};
    const struct sheet_range *merges;
    const struct sheet_info *sheets;
    size_t n_merges, n_sheets;

    TRY(sheet_open(c->arena, fd, &o, &f->sheet));
    for (; f->n < HEAD_LOOK; f->n++) {
        TRY(sheet_next(f->sheet, c->arena, &f->first[f->n]));
        if (!f->first[f->n].number)
            break;
    }
    merges = sheet_merges(f->sheet, &n_merges);
    head_guess(c->arena, f->first, f->n, merges, n_merges, m->head_from, m->head_to, &i->result.head);
    f->filler = sheet_filler_new(c->arena, f->sheet);
    sheets = sheet_list(f->sheet, &n_sheets);
    i->result.sheet = n_sheets ? sheets[sheet_chosen(f->sheet)].name : NO_TEXT;
    i->result.encoding = sheet_encoding(f->sheet);
    i->expected = sheet_rows_expected(f->sheet);
    return i->result.head.from ? NULL : FAIL(c->arena, E_INPUT, w_mapping_no_head);
}

static err feed_next(struct feed *f, struct arena *a, struct sheet_row *ret)
{
    if (f->next < f->n)
        *ret = f->first[f->next++];
    else if (f->n < HEAD_LOOK)
        *ret = (struct sheet_row){0};
    else
        TRY(sheet_next(f->sheet, a, ret));
    return NULL;
}

/* --- rows that are no data ------------------------------------------------------------------------------------------------------ */

static void end_group(struct import *i)
{
    if (i->group_open)
        i->result.counts.v[i->group].read = i->result.rows - i->group_start;
    i->group_open = false;
}

static void begin_group(struct import *i, struct arena *a, const struct sheet_row *row)
{
    int64_t n;

    end_group(i);
    for (size_t k = 0; k < row->n; k++)
        if (row->v[k].kind == SHEET_TEXT && head_count(row->v[k].t, &n)) {
            i->group = i->result.counts.n;
            i->group_start = i->result.rows;
            i->group_open = true;
            list_push(&i->result.counts, a) = (struct import_count){row->number, n, 0, text_copy(a, row->v[k].t)};
            return;
        }
}

/* True for a row of data; others are counted. */
static bool is_data(struct import *i, struct arena *a, const struct sheet_row *row)
{
    const struct mapping *m = i->options.mapping;

    if (row->number <= i->result.head.to || (m->data_from && row->number < m->data_from))
        return false;
    switch (head_row_of(&i->result.head, row)) {
    case HEAD_DATA: break;
    case HEAD_EMPTY: return false;
    case HEAD_TOTAL: i->result.totals++; return false;
    case HEAD_NOTE: i->result.notes++; return false;
    case HEAD_GROUP:
        i->result.groups++;
        begin_group(i, a, row);
        return false;
    case HEAD_AGAIN: i->result.heads++; return false;
    }
    i->result.hidden += row->hidden;
    return !(row->hidden && m->skip_hidden);
}

/* Only the constants are there: a numbered but empty line of a form. */
static bool says_nothing(const struct plan *p, const struct parsed *row)
{
    if (row->faults.n)
        return false;
    for (size_t i = 0; i < p->sources.n; i++)
        if (p->sources.v[i].parts.n && fieldset_has(&row->set, p->sources.v[i].index))
            return false;
    return true;
}

/* --- the loop ---------------------------------------------------------------------------------------------------------------------- */

bool import_go_on(struct import *i, enum import_phase phase, int64_t done, int64_t total)
{
    if (i->options.go_on && !i->options.go_on(i->options.data, phase, done, total))
        i->result.stopped = true;
    return !i->result.stopped;
}

static err read_row(struct call *sub, struct import *i, struct feed *f, struct arena *keep, bool *ret_more)
{
    struct sheet_row row;
    struct parsed p;

    TRY(feed_next(f, sub->arena, &row));
    *ret_more = row.number != 0;
    if (!*ret_more || !is_data(i, keep, &row)) {
        if (*ret_more)
            sheet_fill(f->filler, sub->arena, &row);
        return NULL;
    }
    sheet_fill(f->filler, sub->arena, &row);
    TRY(row_read(sub, &i->plan, i->lookups, &row, &p));
    if (says_nothing(&i->plan, &p))
        return NULL;
    i->result.rows++;
    return spool_put(i->spool, sub->arena, &p);
}

static err read_rows(struct call *c, struct call *sub, struct import *i, struct feed *f)
{
    struct arena_mark start = arena_mark(sub->arena);
    bool more = true;
    int64_t n = 0;

    while (more) {
        TRY(read_row(sub, i, f, c->arena, &more));
        arena_reset(sub->arena, start);
        if (++n % ROWS_PER_STEP == 0 && !import_go_on(i, IMPORT_READING, i->result.rows, i->expected))
            return FAIL(c->arena, E_STATE, w_import_stopped);
    }
    return NULL;
}

static void find_unused(struct arena *a, struct import *i)
{
    for (size_t col = 0; col < i->result.head.n; col++) {
        bool used = !i->result.head.titles[col].n;
        for (size_t s = 0; !used && s < i->plan.sources.n; s++)
            for (size_t p = 0; p < i->plan.sources.v[s].parts.n; p++)
                for (size_t k = 0; k < i->plan.sources.v[s].parts.v[p].columns.n; k++)
                    used |= i->plan.sources.v[s].parts.v[p].columns.v[k] == (int)col;
        if (!used)
            list_push(&i->result.unused, a) = (int)col;
    }
}

static err read_all(struct call *c, struct call *sub, struct import *i, struct feed *f)
{
    i->lookups = lookups_new(sub, c->arena);
    TRY(plan_make(c, i->options.mapping, &i->result.head, sheet_format(f->sheet), &i->plan));
    TRY(plan_constants(c, &i->plan, i->lookups));
    find_unused(c->arena, i);
    if (i->result.head.count_row)
        list_push(&i->result.counts, c->arena) = (struct import_count){i->result.head.count_row, i->result.head.count, 0, NO_TEXT};
    TRY(spool_new(c->arena, i->plan.record, &i->spool));
    TRY(read_rows(c, sub, i, f));
    end_group(i);
    if (i->result.head.count_row)
        i->result.counts.v[0].read = i->result.rows;
    lookups_unknown(i->lookups, c->arena, &i->result.unknown);
    i->result.unknown_n = (int64_t)i->result.unknown.n;
    if (i->result.unknown.n > IMPORT_LISTED)
        i->result.unknown.n = IMPORT_LISTED;
    return NULL;
}

static err find_acts(struct call *c, struct import *i)
{
    const struct record *t = i->options.mapping->record;

    i->create = act_by_name(text_fmt(c->arena, "%s.import", t->name));
    i->change = act_by_name(text_fmt(c->arena, "%s.import_change", t->name));
    if (!i->create || (!i->change && t->change)) /* a type whose records never change is only added to */
        return FAIL(c->arena, E_INPUT, w_import_no_act, .args = {ARG_WORD("record", &t->label)});
    return act_allowed(c, i->create) ? NULL : FAIL(c->arena, E_DENIED, w_act_denied, .args = {ARG_WORD("act", &i->create->label)});
}

err import_open(struct call *c, int fd, const struct import_options *o, struct import **ret)
{
    struct import *i = ARENA_NEW(c->arena, struct import);
    struct feed *f = ARENA_NEW(c->arena, struct feed);
    struct call sub = *c;
    err e;

    i->options = *o;
    i->result.dry = o->dry_run;
    TRY(find_acts(c, i));
    TRY(feed_open(c, i, fd, f));
    sub.arena = arena_new(ROW_MEMORY);
    e = read_all(c, &sub, i, f);
    e = e ? error_new(c->arena, e) : NULL;
    arena_free(sub.arena);
    sheet_close(f->sheet);
    i->lookups = NULL; /* it works for a call that is over */
    TRY(e);
    *ret = i;
    return NULL;
}

const struct import_result *import_result(const struct import *i)
{
    return &i->result;
}

const struct plan *import_plan(const struct import *i)
{
    return &i->plan;
}
