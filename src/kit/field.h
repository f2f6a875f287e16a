/* What a record type says of each of its fields, and the handling of a field's value without knowing the record: reading,
 * writing, comparing, showing. A record type is described by a .def file:
 *
 *     FIELD(money, total_invest, .label = L("总投资", "Total investment"), .unit = U_YUAN, .required = AT(ST_PLANNED), …)
 *
 * The struct, the table of descriptions, SQL, form, list column, filter, Excel, API and history all come out of that line.
 * `see` and `change` must be given: WHO_NONE is 0 and refused at start, so a forgotten visibility does not ship.
 */
#ifndef DIAODU_KIT_FIELD_H
#define DIAODU_KIT_FIELD_H

#include "base/date.h"
#include "base/error.h"
#include "db/db.h"
#include "kit/codelist.h"
#include "kit/role.h"

enum kind {
    KIND_text, KIND_code, KIND_codes, KIND_money, KIND_number, KIND_degree, KIND_date, KIND_month, KIND_moment,
    KIND_flag, KIND_ref,
};

enum unit { U_NONE, U_YUAN, U_M2, U_TCE, U_M3_YEAR, U_TON_YEAR, U_PERCENT, U_PERSON, U_DEGREE, UNIT_COUNT };
extern const struct word unit_words[UNIT_COUNT];

#define L(zh, en) {NULL, {(zh), (en)}}

/* When a field must be filled in: never, always, or from a stage on (the stages' bits; see workflow.h). What is needed from
 * the first stage on is asked of whoever types a record, but no import is refused for want of it: so AT(0) is not ALWAYS.
 */
#define ALWAYS UINT32_MAX
#define AT(stage) (~((1u << (stage)) - 1u) & INT32_MAX)

struct record;

struct field {
    const char *name;
    enum kind kind;
    size_t offset;
    struct word label;
    const struct word *group;     /* heading of the form's section; NULL: as the field before */
    const struct word *hint;      /* one line under the field */
    enum unit unit;
    const struct codelist *list;  /* of a code or codes field */
    const char *to;               /* of a ref field: the record type */
    uint32_t required;            /* states in which it must be there */
    int max;                      /* of a text: characters; 0 = 200 */
    int decimals;                 /* of a number: it is stored in 10^-decimals (percent: 2) */
    bool ungrouped;               /* of a number that is read as a name: a year, an edition */
    int64_t least, most;          /* of a figure, when least < most; as stored */
    unsigned see, change;         /* roles: WHO_… */
    bool long_text;               /* several lines */
    bool personal;                /* masked but for those who may see persons' data */
    bool derived;                 /* computed in `derive`, never typed or imported */
    bool in_list;                 /* a column of the list unless the reader chooses others */
    const char *tongue;           /* "zh" or "en": a sentence in that language, a column of the list only for those who read it */
    bool quick;                   /* stands among the filters ready to be opened, though no column shows it */
    bool sortable;                /* has an index that begins with the scope, or a bounded sort will do */
    bool search;                  /* its words go into the search index */
    bool unique;                  /* no two records of the type may share it */
    bool once;                    /* typed at creation, never changed after */
    bool light;                   /* of a code: shown with the shape of its key, ■ ▲ ◆ ● (dd-light-KEY) */
    const char *heads;            /* further heads of Excel columns, parted by '|' */
    err (*check)(struct arena *a, const struct field *f, const void *value); /* beyond type and range */
};

/* A set of fields of one record type: bit i is field i. */
struct fieldset {
    uint64_t bits[4];
};
enum { FIELDS_MAX = 256 };
bool fieldset_has(const struct fieldset *s, size_t i);
size_t fieldset_next(const struct fieldset *s, size_t i); /* the first of the set from i on; FIELDS_MAX when there is none */
void fieldset_add(struct fieldset *s, size_t i);
bool fieldset_empty(const struct fieldset *s);

/* The value of field `f` inside the record at `r`. */
void *field_at(const struct field *f, void *r);
const void *field_in(const struct field *f, const void *r);
bool field_absent(const struct field *f, const void *r);
void field_clear(const struct field *f, void *r);
void field_copy(const struct field *f, void *to, const void *from);      /* texts are shared, not copied */
void field_copy_deep(struct arena *a, const struct field *f, void *to, const void *from);
bool field_same(const struct field *f, const void *a, const void *b);
struct value field_value(const struct field *f, const void *r);
void field_load(const struct field *f, void *r, struct query *q, int column);

/* How a value is written down: PLAIN is the API's (yuan, ISO dates, keys), FORM a person's (万元, labels are chosen by key). */
enum notation { PLAIN, FORM };

/* Reads what was typed or sent into field `f` of `r`. Empty clears it. E_INPUT with the field's name. Not checked for
 * required. A FORM money without a unit of its own is in 万元. */
err field_parse(struct arena *a, const struct field *f, text typed, enum notation notation, void *r);

/* Range, length, list membership and the field's own check. */
err field_check(struct arena *a, const struct field *f, const void *r);

/* The value as one would type it: into a form's input, a CSV cell, an address. "" when absent. */
void field_write(struct out *o, const struct field *f, const void *r, enum notation notation);
text field_written(struct arena *a, const struct field *f, const void *r, enum notation notation, enum lang lang);

/* The value as one reads it: labels, units left to the head, "–" when absent. A ref is written by its number only; pages
 * look the title up. */
void field_show(struct out *o, const struct field *f, const void *r);

/* The value as JSON: numbers as numbers, absent as null, keys as texts, sets as arrays, ids as texts. */
void field_json(struct out *o, const struct field *f, const void *r);

/* The label with its unit, as head of a column: 总投资（万元）. */
void field_head(struct out *o, const struct field *f);

#endif
