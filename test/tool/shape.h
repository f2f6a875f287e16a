/* What the test's templates show: one member of every type, and lists. */
#ifndef DIAODU_TEST_SHAPE_H
#define DIAODU_TEST_SHAPE_H

#include "kit/markup.h"

struct every {
    text text;
    code code;
    codes codes;
    const char *z;
    char *own;
    bool flat;
    int i;
    long l;
    size_t size;
    int64_t i64;
    uint64_t u64;
    id id;
    ref ref;
    money money;
    number number;
    degree degree;
    date date;
    month month;
    moment moment;
    flag flag;
    const struct word *word;
    struct url url;
};

struct line {
    text name;
    money done;
};
struct lines {
    LIST(struct line) rows;
};

extern const struct word w_greet, w_plain;

/* A formatter whose output has to be escaped. */
void fmt_arrow(struct out *o, text t, const char *arrow);

#endif
