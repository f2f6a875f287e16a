/* Values of fields: see field.h. */
#include "field.h"

#include "base/format.h"
#include "kit/cell.h"
#include "kit/codes.h"
#include "kit/words.h"

const struct word unit_words[UNIT_COUNT] = {
    [U_NONE] = {NULL, {"", ""}},
    [U_YUAN] = {NULL, {"万元", "10,000 yuan"}},
    [U_M2] = {NULL, {"平方米", "m²"}},
    [U_TCE] = {NULL, {"吨标准煤", "tce"}},
    [U_M3_YEAR] = {NULL, {"立方米/年", "m³/a"}},
    [U_TON_YEAR] = {NULL, {"吨/年", "t/a"}},
    [U_PERCENT] = {NULL, {"%", "%"}},
    [U_PERSON] = {NULL, {"人", "persons"}},
    [U_DEGREE] = {NULL, {"度", "°"}},
};

bool fieldset_has(const struct fieldset *s, size_t i)
{
    return s->bits[i / 64] >> (i % 64) & 1;
}

size_t fieldset_next(const struct fieldset *s, size_t i)
{
    for (size_t k = i / 64; k < COUNT(s->bits); k++, i = k * 64) {
        uint64_t rest = s->bits[k] >> (i % 64);
        if (rest)
            return i + (size_t)__builtin_ctzll(rest);
    }
    return FIELDS_MAX;
}

void fieldset_add(struct fieldset *s, size_t i)
{
    s->bits[i / 64] |= UINT64_C(1) << (i % 64);
}

bool fieldset_empty(const struct fieldset *s)
{
    return !(s->bits[0] | s->bits[1] | s->bits[2] | s->bits[3]);
}

void *field_at(const struct field *f, void *r)
{
    return (char *)r + f->offset;
}

const void *field_in(const struct field *f, const void *r)
{
    return (const char *)r + f->offset;
}

/* text, code and codes have the layout of a text; all others that of one int64_t. */
static bool is_texty(const struct field *f)
{
    return f->kind == KIND_text || f->kind == KIND_code || f->kind == KIND_codes;
}

static text text_of_field(const struct field *f, const void *r)
{
    return *(const text *)field_in(f, r);
}

static int64_t int_of_field(const struct field *f, const void *r)
{
    return *(const int64_t *)field_in(f, r);
}

static int64_t absent_int(const struct field *f)
{
    return f->kind == KIND_ref ? 0 : ABSENT;
}

bool field_absent(const struct field *f, const void *r)
{
    return is_texty(f) ? !text_of_field(f, r).p : int_of_field(f, r) == absent_int(f);
}

void field_clear(const struct field *f, void *r)
{
    if (is_texty(f))
        *(text *)field_at(f, r) = NO_TEXT;
    else
        *(int64_t *)field_at(f, r) = absent_int(f);
}

void field_copy(const struct field *f, void *to, const void *from)
{
    memcpy(field_at(f, to), field_in(f, from), is_texty(f) ? sizeof(text) : sizeof(int64_t));
}

void field_copy_deep(struct arena *a, const struct field *f, void *to, const void *from)
{
    field_copy(f, to, from);
    if (is_texty(f))
        *(text *)field_at(f, to) = text_copy(a, text_of_field(f, from));
}

bool field_same(const struct field *f, const void *a, const void *b)
{
    if (field_absent(f, a) != field_absent(f, b))
        return false;
    return is_texty(f) ? text_eq(text_of_field(f, a), text_of_field(f, b)) : int_of_field(f, a) == int_of_field(f, b);
}

struct value field_value(const struct field *f, const void *r)
{
    if (field_absent(f, r))
        return (struct value){0};
    return is_texty(f) ? value_text(text_of_field(f, r)) : value_plain(int_of_field(f, r));
}

void field_load(const struct field *f, void *r, struct query *q, int column)
{
    if (is_texty(f)) {
        *(text *)field_at(f, r) = query_text(q, column);
    } else {
        int64_t n = query_int(q, column);
        *(int64_t *)field_at(f, r) = n == ABSENT ? absent_int(f) : n;
    }
}

/* --- reading ----------------------------------------------------------------------------------------------------------- */

static err refuse(struct arena *a, const struct field *f, const struct word *why, text typed)
{
    return FAIL(a, E_INPUT, *why, .field = f->name, .args = {ARG_WORD("field", &f->label), ARG_TEXT("value", typed)});
}

static err parse_codes(struct arena *a, const struct field *f, text typed, text *ret)
{
    LIST(text) parts = {0};
    text part;

    for (text rest = typed; text_each(&rest, ',', &part);) {
        part = text_trim(part);
        if (!part.n)
            continue;
        if (f->list && !codelist_item(f->list, part))
            return refuse(a, f, &w_field_unknown_code, part);
        list_push(&parts, a) = part;
    }
    *ret = parts.n ? text_join(a, parts.v, parts.n, T(",")) : NO_TEXT;
    return NULL;
}

static err parse_text(struct arena *a, const struct field *f, text typed, enum notation notation, void *r)
{
    const struct codeitem *item = NULL;
    text *to = field_at(f, r);

    if (!text_valid(typed))
        return refuse(a, f, &w_field_not_text, T(""));
    switch (f->kind) {
    case KIND_code:
        if (f->list) /* a person may have typed the label */
            item = notation == FORM ? codelist_match(f->list, typed) : codelist_item(f->list, typed);
        if (f->list && !item)
            return refuse(a, f, &w_field_unknown_code, typed);
        *to = item ? text_of(item->key) : text_copy(a, typed);
        return NULL;
    case KIND_codes: return parse_codes(a, f, typed, to);
    default:
        /* a browser sends CR LF; one line has none */
        *to = f->long_text ? text_replace(a, typed, T("\r\n"), T("\n")) : text_tidy(a, typed);
        return NULL;
    }
}

/* A number with decimals: 1.5 is stored as 1500 when it has three. */
static struct reading number_with(const struct field *f, struct cell typed, number *ret)
{
    struct cell_unit unit = unit_one;

    for (int i = 0; i < f->decimals; i++)
        unit.scale *= 10;
    return cell_number(typed, &unit, ret);
}

/* A person's figure: the same reader as for Excel cells; a doubt is a fault here. */
static err parse_form(struct arena *a, const struct field *f, text typed, void *r)
{
    static const struct cell_dates dates = {0};
    struct cell c = CELL(typed);
    struct reading got;

    switch (f->kind) {
    case KIND_money: got = cell_money(c, &unit_wan, field_at(f, r)); break;
    case KIND_number: got = number_with(f, c, field_at(f, r)); break;
    case KIND_date: got = cell_date(c, &dates, field_at(f, r)); break;
    case KIND_month: got = cell_month(c, &dates, field_at(f, r)); break;
    case KIND_flag: got = cell_flag(c, field_at(f, r)); break;
    case KIND_degree:
        got = cell_degree(c, strcmp(f->name, "lat") == 0 ? AXIS_LATITUDE : AXIS_LONGITUDE, field_at(f, r));
        break;
    default: return refuse(a, f, &w_field_not_read, typed);
    }
    if (got.is == READ_DOUBT) {
        field_clear(f, r);
        return refuse(a, f, got.why ? got.why : &w_field_not_read, typed);
    }
    return NULL;
}

static bool parse_plain(const struct field *f, text typed, void *r)
{
    switch (f->kind) {
    case KIND_date: return date_parse(typed, field_at(f, r));
    case KIND_month: return month_parse(typed, field_at(f, r));
    case KIND_moment: return moment_parse(typed, field_at(f, r));
    case KIND_flag:
        if (text_eqz(typed, "true") || text_eqz(typed, "1") || text_eqz(typed, "false") || text_eqz(typed, "0")) {
            *(flag *)field_at(f, r) = text_eqz(typed, "true") || text_eqz(typed, "1") ? YES : NO;
            return true;
        }
        return false;
    case KIND_number:
        return f->decimals ? number_with(f, CELL(typed), field_at(f, r)).is == READ_VALUE
                           : text_int(typed, field_at(f, r));
    case KIND_degree: {
        degree d;
        if (cell_degree(CELL(typed), strcmp(f->name, "lat") == 0 ? AXIS_LATITUDE : AXIS_LONGITUDE, &d).is != READ_VALUE)
            return false;
        *(degree *)field_at(f, r) = d;
        return true;
    }
    default: return text_int(typed, field_at(f, r));
    }
}

static const struct word *wanted(const struct field *f)
{
    switch (f->kind) {
    case KIND_money: return &w_field_want_yuan;
    case KIND_date: return &w_field_want_date;
    case KIND_month: return &w_field_want_month;
    case KIND_flag: return &w_field_want_flag;
    default: return &w_field_want_number;
    }
}

err field_parse(struct arena *a, const struct field *f, text typed, enum notation notation, void *r)
{
    text t = f->long_text ? typed : text_trim(typed);

    if (!text_trim(t).n) {
        field_clear(f, r);
        return NULL;
    }
    if (is_texty(f))
        return parse_text(a, f, t, notation, r);
    if (f->kind == KIND_ref)
        return text_int(t, field_at(f, r)) && int_of_field(f, r) > 0 ? NULL : refuse(a, f, &w_field_want_record, t);
    if (notation == FORM)
        return parse_form(a, f, t, r);
    return parse_plain(f, t, r) ? NULL : refuse(a, f, wanted(f), t);
}

static err error_at_field(struct arena *a, err e, const struct field *f)
{
    return e ? error_at(a, e, f->name, 0) : NULL;
}

err field_check(struct arena *a, const struct field *f, const void *r)
{
    enum { TEXT_MAX = 200 };

    if (field_absent(f, r))
        return NULL;
    if (f->kind == KIND_text) {
        int max = f->max ? f->max : TEXT_MAX;
        size_t n = text_chars(text_of_field(f, r));
        if (n > (size_t)max)
            return FAIL(a, E_INPUT, w_field_too_long, .field = f->name,
                        .args = {ARG_WORD("field", &f->label), ARG_INT("n", (int64_t)n), ARG_INT("max", max)});
        TRY(error_at_field(a, secret_check(a, text_of_field(f, r)), f)); /* nowhere may a state secret be typed */
    } else if (!is_texty(f) && f->least < f->most) {
        int64_t n = int_of_field(f, r);
        if (n < f->least || n > f->most) {
            CLEAN(out_free) struct out least, most;
            int64_t box = f->least;
            struct field shown = *f;
            out_init(&least, 256, LANG_ZH);
            out_init(&most, 256, LANG_ZH);
            shown.offset = 0;
            field_show(&least, &shown, &box);
            box = f->most;
            field_show(&most, &shown, &box);
            return FAIL(a, E_INPUT, w_field_out_of_range, .field = f->name,
                        .args = {ARG_WORD("field", &f->label), ARG_TEXT("least", out_text(&least)),
                                 ARG_TEXT("most", out_text(&most))});
        }
    }
    return f->check ? f->check(a, f, field_in(f, r)) : NULL;
}

/* --- writing ----------------------------------------------------------------------------------------------------------- */

void field_write(struct out *o, const struct field *f, const void *r, enum notation notation)
{
    int64_t n;

    if (field_absent(f, r))
        return;
    if (is_texty(f)) {
        out_raw(o, text_of_field(f, r));
        return;
    }
    n = int_of_field(f, r);
    switch (f->kind) {
    case KIND_money:
        if (notation == FORM)
            fmt_decimal(o, n, 4);
        else
            out_int(o, n);
        break;
    case KIND_date: fmt_date(o, (date){n}); break;
    case KIND_month: fmt_month_iso(o, (month){n}); break;
    case KIND_moment: fmt_time_iso(o, (moment){n}); break;
    case KIND_degree: fmt_degree(o, (degree){n}); break;
    case KIND_flag: out_raw(o, n ? T("true") : T("false")); break;
    case KIND_number: fmt_decimal(o, n, f->decimals); break;
    default: out_int(o, n);
    }
}

text field_written(struct arena *a, const struct field *f, const void *r, enum notation notation, enum lang lang)
{
    CLEAN(out_free) struct out o = {0};

    out_init(&o, 1 << 20, lang);
    field_write(&o, f, r, notation);
    return text_copy(a, out_text(&o));
}

static void show_codes(struct out *o, const struct field *f, text set)
{
    text part;
    bool first = true;

    for (text rest = set; text_each(&rest, ',', &part);) {
        if (!first)
            out_raw(o, o->lang == LANG_ZH ? T("、") : T(", "));
        out_raw(o, f->list ? codelist_label(f->list, (code){part}, o->lang) : part);
        first = false;
    }
}

void field_show(struct out *o, const struct field *f, const void *r)
{
    int64_t n;

    if (field_absent(f, r)) {
        LIT(o, "–");
        return;
    }
    if (is_texty(f)) {
        text t = text_of_field(f, r);
        if (f->kind == KIND_codes)
            show_codes(o, f, t);
        else
            /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): it forgets that the kind was asked before */
            out_raw(o, f->list ? codelist_label(f->list, (code){t}, o->lang) : t);
        return;
    }
    n = int_of_field(f, r);
    switch (f->kind) {
    case KIND_money: fmt_wan(o, (money){n}); break;
    case KIND_date: fmt_date(o, (date){n}); break;
    case KIND_month: fmt_month(o, (month){n}); break;
    case KIND_moment: fmt_time(o, (moment){n}); break;
    case KIND_degree: fmt_degree(o, (degree){n}); break;
    case KIND_flag: out_raw(o, text_of((n ? w_yes : w_no).in[o->lang])); break;
    case KIND_ref: out_int(o, n); break;
    case KIND_number:
        if (f->decimals) {
            fmt_decimal(o, n, f->decimals);
            break;
        }
        if (f->ungrouped)
            out_int(o, n);
        else
            fmt_grouped(o, n);
        break;
    default: fmt_grouped(o, n);
    }
}

static void json_text(struct out *o, text t)
{
    out_char(o, '"');
    out_escape_json(o, t);
    out_char(o, '"');
}

void field_json(struct out *o, const struct field *f, const void *r)
{
    text part;
    bool first = true;

    if (field_absent(f, r)) {
        LIT(o, "null");
        return;
    }
    switch (f->kind) {
    case KIND_codes:
        out_char(o, '[');
        for (text rest = text_of_field(f, r); text_each(&rest, ',', &part); first = false) {
            if (!first)
                out_char(o, ',');
            json_text(o, part);
        }
        out_char(o, ']');
        return;
    case KIND_text:
    case KIND_code: json_text(o, text_of_field(f, r)); return;
    case KIND_money:
    case KIND_number:
    case KIND_degree:
    case KIND_flag: field_write(o, f, r, PLAIN); return;
    default:
        out_char(o, '"');
        field_write(o, f, r, PLAIN);
        out_char(o, '"');
    }
}

void field_head(struct out *o, const struct field *f)
{
    out_raw(o, text_of(f->label.in[o->lang]));
    if (f->unit)
        out_fmt(o, o->lang == LANG_ZH ? "（%s）" : " (%s)", unit_words[f->unit].in[o->lang]);
}
