/* Mappings: making, checking, and finding their columns in a file. See mapping.h; as JSON: mapping_json.c. */
#include "kit/import/mapping.h"

#include "kit/import/in.h"
#include "kit/import/words.h"
#include "kit/scan.h"

struct mapping *mapping_new(struct arena *a, const struct record *t, text name)
{
    struct mapping *m = ARENA_NEW(a, struct mapping);

    m->record = t;
    m->name = text_copy(a, name);
    m->version = 1;
    return m;
}

struct mapping_field *mapping_field(struct arena *a, struct mapping *m, const struct field *f)
{
    for (size_t i = 0; i < m->fields.n; i++)
        if (m->fields.v[i].field == f)
            return &m->fields.v[i];
    list_push(&m->fields, a) = (struct mapping_field){.field = f};
    return &m->fields.v[m->fields.n - 1];
}

/* --- checking ----------------------------------------------------------------------------------------------------------- */

/* What one of an area is, in square metres: 1 亩 is 2000/3 m² exactly. */
static bool read_area(text t, struct cell_unit *ret)
{
    static const struct {
        const char *word;
        struct cell_unit unit;
    } areas[] = {
        {"平方米", {NULL, 1, 1, 1}},      {"m2", {NULL, 1, 1, 1}},       {"m²", {NULL, 1, 1, 1}},         {"㎡", {NULL, 1, 1, 1}},
        {"万平方米", {NULL, 10000, 1, 1}}, {"亩", {NULL, 1, 2000, 3}},     {"万亩", {NULL, 10000, 2000, 3}}, {"公顷", {NULL, 10000, 1, 1}},
        {"hectares", {NULL, 10000, 1, 1}}, {"ha", {NULL, 10000, 1, 1}}, {"平方公里", {NULL, 1000000, 1, 1}},
    };

    for (size_t i = 0; i < COUNT(areas); i++)
        if (scan_same(t, text_of(areas[i].word))) {
            *ret = areas[i].unit;
            return true;
        }
    return false;
}

bool import_unit_read(const struct field *f, text t, struct cell_unit *ret)
{
    if (f->kind == KIND_money)
        return cell_unit_read(t, ret);
    if (f->unit == U_M2)
        return read_area(t, ret);
    if (scan_same(t, T("万"))) {
        *ret = (struct cell_unit){NULL, 10000, 1, 1};
        return true;
    }
    *ret = unit_one;
    if (f->unit == U_NONE || (!scan_same(t, text_of(unit_words[f->unit].in[LANG_ZH])) && !scan_same(t, text_of(unit_words[f->unit].in[LANG_EN]))))
        return false;
    ret->percent = f->unit == U_PERCENT;
    return true;
}

bool import_only_finds(const struct record *t, const struct field *f)
{
    text key, part;

    for (text keys = text_of(t->match); f->derived && text_each(&keys, '|', &key);)
        for (text rest = key; text_each(&rest, '+', &part);)
            if (text_eqz(part, f->name))
                return true;
    return false;
}

bool import_may_read(const struct call *c, const struct record *t, const struct field *f)
{
    return import_only_finds(t, f) || (!f->derived && f->kind != KIND_moment && f->change & c->actor.role);
}

static err check_field(struct arena *a, const struct record *t, const struct mapping_field *f)
{
    struct cell_unit ignored;
    const struct field *to = f->field;

    if ((to->derived || to->change == WHO_NEVER) && !import_only_finds(t, to))
        return FAIL(a, E_INPUT, w_mapping_computed, .field = to->name, .args = {ARG_WORD("field", &to->label)});
    if (!f->parts.n && !f->constant.p)
        return FAIL(a, E_INPUT, w_mapping_no_source, .field = to->name, .args = {ARG_WORD("field", &to->label)});
    if (f->parts.n > 1 && to->kind != KIND_text)
        return FAIL(a, E_INPUT, w_mapping_parts, .field = to->name, .args = {ARG_WORD("field", &to->label)});
    if (f->unit.p && !import_unit_read(to, f->unit, &ignored))
        return FAIL(a, E_INPUT, w_mapping_unit, .field = to->name, .args = {ARG_WORD("field", &to->label), ARG_TEXT("unit", f->unit)});
    return NULL;
}

err import_key_read(struct arena *a, const struct record *t, text key, struct import_key *ret)
{
    text part;

    *ret = (struct import_key){0};
    for (text rest = key; text_each(&rest, '+', &part);) {
        const struct field *f = record_field(t, text_trim(part));
        if (!f || ret->n == KEY_FIELDS)
            return FAIL(a, E_INPUT, w_mapping_key_unknown, .field = "match", .args = {ARG_TEXT("key", key)});
        ret->fields[ret->n++] = f;
    }
    return NULL;
}

err mapping_check(struct arena *a, const struct mapping *m)
{
    struct import_key ignored;
    err faults = NULL;

    if (text_empty(text_trim(m->name)) || text_chars(m->name) > 60)
        faults = FAIL(a, E_INPUT, w_mapping_name_missing, .field = "name");
    if (!m->fields.n)
        faults = error_also(a, faults, FAIL(a, E_INPUT, w_mapping_empty));
    for (size_t i = 0; i < m->fields.n; i++)
        faults = error_also(a, faults, check_field(a, m->record, &m->fields.v[i]));
    for (size_t i = 0; i < m->match.n; i++)
        faults = error_also(a, faults, import_key_read(a, m->record, m->match.v[i], &ignored));
    return faults;
}

/* --- columns of a file ---------------------------------------------------------------------------------------------------- */

/* The next character that counts: not a blank, a bracket, a quote or another mark. 0 at the end. */
static uint32_t next_letter(text *t)
{
    static const char marks[] = "\"'()[]{}<>,.:;-_/\\*#!?|";
    uint32_t c;

    while ((c = scan_peek(*t, t))) {
        bool mark = c == ' ' || (c < 128 && strchr(marks, (int)c)) || (c >= 0x2010 && c <= 0x201f) || (c >= 0x3001 && c <= 0x3011) ||
                    c == 0x00b7;
        if (!mark)
            return c;
    }
    return 0;
}

/* The weight of `head` (a Han character is two letters) when the title begins with it, else −1. *ret_all: and ends there. */
static int begins(text head, text title, bool *ret_all)
{
    int n = 0;
    uint32_t c;

    while ((c = next_letter(&head))) {
        if (next_letter(&title) != c)
            return -1;
        n += char_is_han(c) ? 2 : 1;
    }
    *ret_all = !next_letter(&title);
    return n;
}

bool mapping_head_fits(text head, text title)
{
    enum { LEAST = 4 };
    bool all;
    int n = begins(head, title, &all);

    return n > 0 && (all || n >= LEAST);
}

text import_bare_title(text title, text *ret_bracket)
{
    text at = title, rest;
    size_t open = title.n;
    uint32_t c;

    *ret_bracket = NO_TEXT;
    while ((c = scan_peek(at, &rest))) {
        if (c == '(' || c == '[')
            open = (size_t)(at.p - title.p);
        at = rest;
    }
    if (open == title.n || !open)
        return title;
    scan_peek(text_sub(title, open, title.n), ret_bracket);
    if (text_has(*ret_bracket, T(" / "))) /* 投资(万元) / 总投资: what stands above says the unit, what stands below the name */
        return title;
    return text_trim(text_sub(title, 0, open));
}

static bool same_head(text head, text title)
{
    bool all = false;

    return begins(head, title, &all) > 0 && all;
}

static bool same_bare(text head, text title)
{
    text unit;

    return same_head(head, import_bare_title(title, &unit));
}

/* The first column whose title is the head; *ret_n: how many there are. */
static int find_same(text head, const struct head *h, bool (*same)(text head, text title), size_t *ret_n)
{
    int found = -1;

    for (size_t c = 0; c < h->n; c++)
        if (same(head, h->titles[c])) {
            found = found < 0 ? (int)c : found;
            ++*ret_n;
        }
    return found;
}

/* 项目单位 is that column before it is 项目单位(机构), and that before it is one that begins so. */
static int find_head(text head, const struct head *h, bool *ret_twice)
{
    size_t n = 0;
    int found = find_same(head, h, same_head, &n);

    if (!n)
        found = find_same(head, h, same_bare, &n);
    for (size_t c = 0; !n && c < h->n; c++)
        if (mapping_head_fits(head, h->titles[c]))
            found = (int)c;
    for (size_t c = 0; found >= 0 && !n && c < h->n; c++)
        if (c != (size_t)found && mapping_head_fits(head, h->titles[c]))
            n = 2;
    *ret_twice = n > 1;
    return found;
}

int mapping_column(const struct mapping_source *s, const struct head *h, bool *ret_twice)
{
    *ret_twice = false;
    if (s->column >= 0)
        return s->column;
    for (size_t i = 0; i < s->heads.n; i++) {
        int c = find_head(s->heads.v[i], h, ret_twice);
        if (c >= 0)
            return c;
    }
    return -1;
}
