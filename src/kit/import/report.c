/* What an import did, as JSON and for a terminal. See import.h. */
#include "kit/import/in.h"
#include "kit/import/words.h"

#include "base/format.h"

static void put_key(struct out *o, const char *key)
{
    out_fmt(o, ",\"%s\":", key);
}

static void put_text(struct out *o, const char *key, text t)
{
    put_key(o, key);
    if (!t.p) {
        LIT(o, "null");
        return;
    }
    out_char(o, '"');
    out_escape_json(o, t);
    out_char(o, '"');
}

static void put_int(struct out *o, const char *key, int64_t n)
{
    out_fmt(o, ",\"%s\":%lld", key, (long long)n);
}

static void put_id(struct out *o, const char *key, id i)
{
    put_key(o, key);
    if (i.n)
        out_fmt(o, "\"%lld\"", (long long)i.n);
    else
        LIT(o, "null");
}

static text message_of(struct arena *a, err e, enum lang lang)
{
    CLEAN(out_free) struct out m;

    out_init(&m, 64 * 1024, lang);
    for (err x = e; x; x = x->next) {
        if (x != e)
            LIT(&m, " ");
        error_message(&m, x);
    }
    return text_copy(a, out_text(&m));
}

static void put_message(struct out *o, struct arena *a, const char *key, err e, bool both)
{
    if (!both) {
        put_text(o, key, message_of(a, e, o->lang));
        return;
    }
    put_key(o, key);
    LIT(o, "{\"zh\":\"");
    out_escape_json(o, message_of(a, e, LANG_ZH));
    LIT(o, "\",\"en\":\"");
    out_escape_json(o, message_of(a, e, LANG_EN));
    LIT(o, "\"}");
}

static text column_of(struct arena *a, int column)
{
    return column < 0 ? NO_TEXT : sheet_column_name(a, (size_t)column);
}

/* --- one row ------------------------------------------------------------------------------------------------------------------ */

static void put_change(struct out *o, const struct change *c)
{
    out_fmt(o, "{\"field\":\"%s\",\"before\":", c->field->name);
    if (c->before)
        field_json(o, c->field, c->before);
    else
        LIT(o, "null");
    LIT(o, ",\"after\":");
    field_json(o, c->field, c->after);
    LIT(o, "}");
}

static void put_fault(struct out *o, struct arena *a, const struct cell_fault *f, bool both)
{
    static const char *const kinds[] = {[CELL_IN_DOUBT] = "doubt", [CELL_KEPT_OUT] = "kept_out", [CELL_REFUSED] = "refused"};

    out_fmt(o, "{\"kind\":\"%s\"", kinds[f->kind]);
    put_text(o, "column", column_of(a, f->column));
    put_text(o, "head", f->head);
    put_text(o, "field", f->field ? text_of(f->field->name) : NO_TEXT);
    put_text(o, "text", f->text);
    put_message(o, a, "why", f->why, both);
    if (f->near.p)
        put_text(o, "near", f->near);
    LIT(o, "}");
}

static void row_json(struct out *o, const struct import_row *row, bool both)
{
    struct arena *a = arena_new(16 << 20);

    out_fmt(o, "{\"row\":%lld,\"outcome\":\"%s\"", (long long)row->number, import_outcome_names[row->outcome]);
    put_id(o, "id", row->id);
    put_text(o, "title", row->title);
    if (row->same_row)
        put_int(o, "same_row", row->same_row);
    if (row->refused)
        put_message(o, a, "refused", row->refused, both);
    LIT(o, ",\"changes\":[");
    for (size_t i = 0; i < row->changes.n; i++) {
        out_raw(o, i ? T(",") : T(""));
        put_change(o, &row->changes.v[i]);
    }
    LIT(o, "],\"cells\":[");
    for (size_t i = 0; i < row->cells.n; i++) {
        out_raw(o, i ? T(",") : T(""));
        put_fault(o, a, &row->cells.v[i], both);
    }
    LIT(o, "]}");
    arena_free(a);
}

void import_row_json(struct out *o, const struct import_row *row)
{
    row_json(o, row, false);
}

void import_row_json_both(struct out *o, const struct import_row *row)
{
    row_json(o, row, true);
}

/* --- the whole as JSON --------------------------------------------------------------------------------------------------------- */

static void put_unknown(struct out *o, const struct import_result *r)
{
    LIT(o, ",\"unknown\":[");
    for (size_t i = 0; i < r->unknown.n; i++) {
        const struct import_unknown *u = &r->unknown.v[i];
        out_fmt(o, "%s{\"field\":\"%s\",\"count\":%lld", i ? "," : "", u->field->name, (long long)u->count);
        put_text(o, "text", u->text);
        put_text(o, "near", u->near_key);
        out_fmt(o, ",\"ambiguous\":%s}", u->ambiguous ? "true" : "false");
    }
    LIT(o, "]");
}

static void put_conflicts(struct out *o, const struct import_result *r)
{
    LIT(o, ",\"conflicts\":[");
    for (size_t i = 0; i < r->conflicts.n; i++) {
        const struct import_conflict *c = &r->conflicts.v[i];
        out_fmt(o, "%s{\"row\":%lld,\"why\":\"%s\"", i ? "," : "", (long long)c->row, c->why->key);
        put_text(o, "title", c->title);
        put_id(o, "first", c->first);
        put_text(o, "first_title", c->first_title);
        put_id(o, "second", c->second);
        put_text(o, "second_title", c->second_title);
        LIT(o, ",\"said\":{\"zh\":\"");
        out_escape_json(o, c->said[LANG_ZH]);
        LIT(o, "\",\"en\":\"");
        out_escape_json(o, c->said[LANG_EN]);
        LIT(o, "\"},\"fields\":");
        out_raw(o, c->fields.n ? c->fields : T("[]"));
        LIT(o, "}");
    }
    LIT(o, "]");
}

static void put_counts(struct out *o, const struct import_result *r)
{
    LIT(o, ",\"counts\":[");
    for (size_t i = 0; i < r->counts.n; i++) {
        const struct import_count *c = &r->counts.v[i];
        out_fmt(o, "%s{\"row\":%lld,\"stated\":%lld,\"read\":%lld", i ? "," : "", (long long)c->row, (long long)c->stated, (long long)c->read);
        put_text(o, "said", c->said);
        LIT(o, "}");
    }
    LIT(o, "]");
}

void import_json(struct out *o, const struct import_result *r, const struct mapping *m)
{
    out_fmt(o, "{\"rows\":%lld", (long long)r->rows);
    put_int(o, "created", r->created);
    put_int(o, "updated", r->updated);
    put_int(o, "unchanged", r->unchanged);
    put_int(o, "refused", r->refused);
    put_int(o, "cells_in_doubt", r->cells_in_doubt);
    put_int(o, "repeated", r->repeated);
    put_int(o, "conflicts_found", r->conflicts_n);
    put_int(o, "unknown_found", r->unknown_n);
    put_int(o, "hidden_rows", r->hidden);
    put_int(o, "total_rows", r->totals);
    put_int(o, "note_rows", r->notes);
    put_int(o, "group_rows", r->groups);
    put_int(o, "head_rows", r->heads);
    out_fmt(o, ",\"dry_run\":%s", r->dry ? "true" : "false");
    put_text(o, "mapping", m->name);
    put_text(o, "sheet", r->sheet);
    put_int(o, "head_from", r->head.from);
    put_int(o, "head_to", r->head.to);
    put_counts(o, r);
    put_unknown(o, r);
    put_conflicts(o, r);
    LIT(o, "}\n");
}

/* --- the whole for a terminal ---------------------------------------------------------------------------------------------------- */

static void say(struct out *o, const struct word *w, const struct arg *args, size_t n)
{
    word_fill(o, w, args, n);
    LIT(o, "\n");
}
#define SAY(o, word, ...) say((o), &(word), (const struct arg[]){__VA_ARGS__}, sizeof((const struct arg[]){__VA_ARGS__}) / sizeof(struct arg))

enum { SHOWN = 20 };

static void say_unknown(struct out *o, const struct import_result *r)
{
    for (size_t i = 0; i < r->unknown.n && i < SHOWN; i++) {
        const struct import_unknown *u = &r->unknown.v[i];
        SAY(o, w_import_say_unknown, ARG_WORD("field", &u->field->label), ARG_TEXT("text", u->text), ARG_INT("n", u->count),
            ARG_TEXT("near", u->near_label.p ? u->near_label : T("–")));
    }
}

static void say_conflicts(struct out *o, const struct import_result *r)
{
    for (size_t i = 0; i < r->conflicts.n && i < SHOWN; i++) {
        const struct import_conflict *c = &r->conflicts.v[i];
        SAY(o, w_import_say_conflict, ARG_INT("row", c->row), ARG_TEXT("title", c->title), ARG_TEXT("why", c->said[o->lang]));
    }
}

void import_text(struct out *o, const struct import_result *r, const struct mapping *m)
{
    say(o, r->dry ? &w_import_say_dry : &w_import_say_done, (const struct arg[]){ARG_INT("rows", r->rows), ARG_TEXT("mapping", m->name)}, 2);
    SAY(o, w_import_say_rows, ARG_INT("created", r->created), ARG_INT("updated", r->updated), ARG_INT("unchanged", r->unchanged),
        ARG_INT("refused", r->refused), ARG_INT("doubt", r->cells_in_doubt));
    if (r->totals + r->notes + r->groups + r->heads)
        SAY(o, w_import_say_skipped, ARG_INT("totals", r->totals), ARG_INT("notes", r->notes), ARG_INT("groups", r->groups),
            ARG_INT("heads", r->heads));
    if (r->hidden)
        say(o, m->skip_hidden ? &w_import_say_hidden_skipped : &w_import_say_hidden, (const struct arg[]){ARG_INT("n", r->hidden)}, 1);
    if (r->repeated)
        SAY(o, w_import_say_repeated, ARG_INT("n", r->repeated));
    for (size_t i = 0; i < r->counts.n; i++)
        if (r->counts.v[i].stated != r->counts.v[i].read)
            SAY(o, w_import_say_count, ARG_INT("row", r->counts.v[i].row), ARG_INT("stated", r->counts.v[i].stated),
                ARG_INT("read", r->counts.v[i].read));
    say_unknown(o, r);
    say_conflicts(o, r);
}
