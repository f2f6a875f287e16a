/* What the pages of double codes show. */
#ifndef DIAODU_TWIN_PAGES_H
#define DIAODU_TWIN_PAGES_H

#include "kit/pages.h"
#include "twin/own.h"

struct twin_row {
    id id, first, second;
    text first_name, second_name, kind, state;
    int64_t score;
    bool urgent;
};
struct twin_list_view {
    const struct record *record;
    LIST(struct twin_row) rows;
    bool settled, possible;
};
struct twin_line {
    const struct field *field;
    text first, second;
    bool differs;
};
struct twin_page_view {
    const struct record *record;
    id id, first, second;
    text kind, how, why, fault, csrf, typed;
    int64_t score, version;
    LIST(const struct word *) reasons;
    LIST(struct twin_line) lines;
    twice_list both;
    bool may_settle;
};

#endif
