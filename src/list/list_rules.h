/* Which projects a list takes in: alternatives, each a set of conditions on the project file, and some that hold for all. Pure: facts
 * in, verdict out, so that one pass over a million rows and the page of one project say the same.
 */
#ifndef DIAODU_LIST_LIST_RULES_H
#define DIAODU_LIST_LIST_RULES_H

#include "base/text.h"

/* A figure: money, number, date, month, flag, reference; a word: text or code; a set: codes parted by commas. */
enum rule_kind { RULE_FIGURE, RULE_WORD, RULE_SET };
enum rule_op { RULE_IS, RULE_IS_NOT, RULE_LEAST, RULE_MOST, RULE_HAS_ALL, RULE_FILLED, RULE_EMPTY, RULE_OPS };
enum { RULE_CONDITIONS_MOST = 64 }; /* a verdict is one bit each */

/* A fact of the file. Absent: n is ABSENT and t.p is NULL. */
struct rule_value {
    int64_t n;
    text t;
};
struct rule_condition {
    int64_t alternative;    /* 0: of all of them */
    size_t fact;            /* its place among the facts */
    enum rule_kind kind;
    enum rule_op op;
    int64_t n;              /* of a figure: its limit */
    int64_t strategic_n;    /* the limit for strategic emerging industries; ABSENT: the same */
    const text *words;      /* of words and sets */
    size_t n_words;
};
struct list_rules {
    const struct rule_condition *v;
    size_t n;
    size_t strategic;       /* the fact that says of which strategic emerging industry it is; SIZE_MAX: not asked */
};
struct rule_verdict {
    bool in;
    int64_t alternative;    /* by which it is in; out: that of which the fewest conditions fail */
    uint64_t held;          /* bit i: condition i holds */
    bool strategic;
};

/* Which operators fit a kind of fact. */
bool rule_op_fits(enum rule_kind kind, enum rule_op op);

/* A rule without conditions takes in nobody. */
struct rule_verdict list_rules_judge(const struct list_rules *r, const struct rule_value *facts);

#endif
