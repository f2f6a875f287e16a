/* Errors travel as values. NULL is success; anything else carries what a person needs: a message in both languages with
 * its figures, the field and the row it concerns, and `next` for the other faults of the same form or file.
 *
 *     err thing(struct arena *a, …)  { TRY(other(a)); if (bad) return FAIL(a, E_INPUT, w_plan_over, .field = "done",
 *                                      .args = {ARG_MONEY("done", done)}); return NULL; }
 *
 * Only the edge (HTTP, command line, job) logs and translates. `ret_…` parameters are untouched on failure.
 */
#ifndef DIAODU_BASE_ERROR_H
#define DIAODU_BASE_ERROR_H

#include "out.h"

enum error_code {
    E_INPUT = 1, /* what was typed or sent can't be taken: 422 */
    E_DENIED,    /* this role may not: 403 */
    E_GONE,      /* there is no such thing, or not within the scope: 404 */
    E_CLASH,     /* somebody else changed it meanwhile: 409 */
    E_STATE,     /* not in this state: 409 */
    E_SIGN_IN,   /* nobody is signed in: 401 */
    E_METHOD,    /* there is such an address, but this is not done there: 405 */
    E_MEDIA,     /* a type of content that is not taken: 415 */
    E_TOO_LARGE, /* more than is taken: 413 */
    E_BUSY,      /* too many at once, try again: 503 or 429 */
    E_DATABASE,  /* the database failed: 500 */
    E_AWAY,      /* the database can't be reached just now: 503 */
    E_SYSTEM,    /* anything else that is not the person's doing: 500 */
    E_RETRY,     /* a transaction lost a race; act_run tries again */
};

struct arg {
    const char *name;
    enum { ARG_NONE, ARG_TEXT_, ARG_INT_, ARG_MONEY_, ARG_DATE_, ARG_MONTH_, ARG_WORD_ } kind;
    text t;
    int64_t n;
    const struct word *word;
};
#define ARG_TEXT(name, value) {(name), ARG_TEXT_, (value), 0, NULL}
#define ARG_INT(name, value) {(name), ARG_INT_, {NULL, 0}, (value), NULL}
#define ARG_MONEY(name, value) {(name), ARG_MONEY_, {NULL, 0}, (value).yuan, NULL}
#define ARG_DATE(name, value) {(name), ARG_DATE_, {NULL, 0}, (value).days, NULL}
#define ARG_MONTH(name, value) {(name), ARG_MONTH_, {NULL, 0}, (value).n, NULL}
#define ARG_WORD(name, value) {(name), ARG_WORD_, {NULL, 0}, 0, (value)}

enum { ERROR_ARGS = 6 };

struct error {
    enum error_code code;
    const struct word *word;
    text detail;       /* what only the log and the command line tell, not a page: the engine's own words, the statement */
    const char *field; /* the record's field, or NULL */
    int64_t row;       /* the row of a file, counted from 1, or 0 */
    struct arg args[ERROR_ARGS];
    const char *file;
    int line;
    const struct error *next;
};
typedef const struct error *err;

#define TRY(call)                                                                                                      \
    do {                                                                                                               \
        err err_ = (call);                                                                                             \
        if (err_)                                                                                                      \
            return err_;                                                                                               \
    } while (0)

/* FAIL(arena, code, word, designated initialisers …) */
#define FAIL(a, code_, word_, ...)                                                                                     \
    ERROR_SURE(error_new(                                                                                              \
        (a), &(struct error){.code = (code_), .word = &(word_), .file = __FILE__, .line = __LINE__, __VA_ARGS__}))

/* The analyzer does not follow returns_nonnull: without this it sees failures that count as success. */
#ifdef __clang_analyzer__
#define ERROR_SURE(e)                                                                                                  \
    ({                                                                                                                 \
        err sure_ = (e);                                                                                               \
        if (!sure_)                                                                                                    \
            __builtin_unreachable();                                                                                   \
        sure_;                                                                                                         \
    })
#else
#define ERROR_SURE(e) (e)
#endif

/* A copy in `a` of the error and of the faults behind it, whatever becomes of where they were. */
err error_new(struct arena *a, const struct error *e) __attribute__((returns_nonnull));

/* Appends `more` to the faults gathered so far and returns the first of them. Either may be NULL. */
err error_also(struct arena *a, err first, err more);

/* The same error, placed at a field or a row. */
err error_at(struct arena *a, err e, const char *field, int64_t row);

/* The first fault at the field; NULL: none. */
err error_of(err faults, const char *field);

/* The message in the buffer's language, its arguments filled in. Not escaped. */
void error_message(struct out *o, err e);
text error_text(struct arena *a, err e, enum lang lang);
/* The same with its detail, for the log and the command line. */
text error_whole(struct arena *a, err e, enum lang lang);
/* The message of the first fault at the field; absent: none. */
text error_said_at(struct arena *a, err faults, const char *field, enum lang lang);

/* A word with its {names} filled in from args (count n). Not escaped. */
void word_fill(struct out *o, const struct word *w, const struct arg *args, size_t n);
text word_filled(struct arena *a, enum lang lang, const struct word *w, const struct arg *args, size_t n);

#endif
