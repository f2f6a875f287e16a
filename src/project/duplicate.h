/* Whether two project files may be one project: by code, name, owner, place and money. Pure: facts in, verdict and reasons
 * out; a person settles it. Phases of one project (一期, 二期; 4号线, 5号线) are told apart from duplicates.
 */
#ifndef DIAODU_PROJECT_DUPLICATE_H
#define DIAODU_PROJECT_DUPLICATE_H

#include "base/text.h"
#include "kit/geo.h"

/* Absent where unknown; what is unknown neither speaks for nor against. */
struct twin_facts {
    text name, project_code; /* the code as project_code_read() writes it */
    text owner_name, owner_uscc;
    text unit; /* of the division: 210522 */
    struct place place;
    money total;
};

enum twin_kind {
    TWIN_NONE,
    TWIN_POSSIBLE,  /* worth a look */
    TWIN_LIKELY,    /* ask before saving */
    TWIN_PHASES,    /* alike but for the number: phases or parts, perhaps of one parent */
    TWIN_TWO_CODES, /* one project with two codes, it seems */
    TWIN_ONE_CODE,  /* two projects with one code: the names do not fit */
    TWIN_SAME,      /* same code, and the names fit */
};

enum { TWIN_REASONS = 6 };

struct twin_verdict {
    enum twin_kind kind;
    int score;        /* 0–100 */
    int name_percent; /* likeness of the names without 项目, 工程, 建设, phases and marks */
    int64_t metres;   /* between the places; ABSENT when one is unknown */
    const struct word *reasons[TWIN_REASONS]; /* what speaks for and against, the weightiest first */
    size_t reason_count;
};

/* Two facts in any order give the same verdict. */
struct twin_verdict twin_judge(const struct twin_facts *a, const struct twin_facts *b);

/* The name as it is compared: folded, without 项目, 工程, 建设, brackets and marks, without phase. For a key to look candidates
 * up by, and for people who ask why. */
text twin_name(struct arena *a, text name);

#endif
