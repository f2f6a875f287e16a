/* The distinct value types of the platform. Small structs passed by value, so that yuan cannot be added to days and
 * _Generic can pick the right writer, binder and reader. Every type has an "absent" value, so that an empty cell and a
 * real zero are never confused. Nothing here allocates.
 */
#ifndef DIAODU_BASE_TYPES_H
#define DIAODU_BASE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "banned.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* UTF-8 with explicit length; not terminated unless a function says so. p == NULL: absent. */
typedef struct {
    const char *p;
    size_t n;
} text;

/* A key of a code list ("continued"), and a set of keys ("ppp,reits"). Absent: t.p == NULL. */
typedef struct {
    text t;
} code;
typedef struct {
    text t;
} codes;

/* Whole yuan. */
typedef struct {
    int64_t yuan;
} money;

/* A plain number with a unit that its field names (persons, m², tce). */
typedef struct {
    int64_t n;
} number;

/* Millionths of a degree, CGCS2000. */
typedef struct {
    int64_t micro;
} degree;

/* A civil date in Asia/Shanghai: days since 1970-01-01. */
typedef struct {
    int64_t days;
} date;

/* A month: year * 12 + month - 1. */
typedef struct {
    int64_t n;
} month;

/* A point in time: UTC milliseconds since 1970-01-01. */
typedef struct {
    int64_t ms;
} moment;

/* The key of a record, and a reference to another record's key. Absent: 0. */
typedef struct {
    int64_t n;
} id;
typedef struct {
    int64_t n;
} ref;

/* Yes, no, or not known. */
typedef struct {
    int64_t v;
} flag;

/* The absent value of every number-like type but id and ref. */
#define ABSENT INT64_MIN

#define NO_MONEY ((money){ABSENT})
#define NO_NUMBER ((number){ABSENT})
#define NO_DEGREE ((degree){ABSENT})
#define NO_DATE ((date){ABSENT})
#define NO_MONTH ((month){ABSENT})
#define NO_MOMENT ((moment){ABSENT})
#define NO_FLAG ((flag){ABSENT})
#define NO_TEXT ((text){NULL, 0})
#define YES ((flag){1})
#define NO ((flag){0})

/* The two languages of the interface; Chinese is written first. */
enum lang { LANG_ZH, LANG_EN, LANG_COUNT };

/* One thing said in both languages: a label or a message. A message may hold {name} for an argument. */
struct word {
    const char *key;
    const char *in[LANG_COUNT];
};

/* The public region code of a province: the distribution key of every large table. */
enum { REGION_LIAONING = 21 };

#endif
