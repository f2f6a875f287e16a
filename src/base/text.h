/* Text: UTF-8 with explicit length. Functions that make text take it from an arena, and what they make is also
 * NUL-terminated (n does not count the NUL), so that it can be handed to a library.
 */
#ifndef DIAODU_BASE_TEXT_H
#define DIAODU_BASE_TEXT_H

#include <stdarg.h>

#include "arena.h"

/* A literal as text: T("沈阳"). */
#define T(literal) ((text){"" literal, sizeof(literal) - 1})

/* For printf: "%.*s", TEXT_ARG(t). */
#define TEXT_ARG(t) (int)(t).n, (t).p ? (t).p : ""

text text_of(const char *z);             /* z may be NULL (absent) */
text text_copy(struct arena *a, text t); /* absent stays absent */
char *text_z(struct arena *a, text t);   /* terminated copy; "" when absent */
text text_fmt(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
text text_vfmt(struct arena *a, const char *format, va_list args) __attribute__((format(printf, 2, 0), nonnull(2)));
text text_join(struct arena *a, const text *v, size_t n, text between);

bool text_eq(text a, text b); /* absent equals empty */
bool text_eqz(text a, const char *z);
bool text_ieq(text a, text b); /* ASCII letters without case */
int text_cmp(text a, text b);  /* by bytes */
bool text_empty(text t);
bool text_starts(text t, text head);
bool text_ends(text t, text tail);
ptrdiff_t text_find(text t, text part); /* byte position or −1 */
bool text_has(text t, text part);
text text_sub(text t, size_t from, size_t n); /* clamped */
text text_trim(text t);                       /* ASCII white space, U+00A0, U+3000, BOM at both ends */
text text_lower(struct arena *a, text t);     /* ASCII only */
text text_upper(struct arena *a, text t);
text text_replace(struct arena *a, text t, text what, text with);

/* The part before the first `at`; *rest becomes what follows, absent when `at` was not found. */
text text_cut(text t, char at, text *rest);

/* A whole decimal integer with optional sign; false for anything else or overflow. *ret untouched on failure. */
bool text_int(text t, int64_t *ret);

/* A decimal number with two places at most, in hundredths: "12.5" is 1250. False for anything else or 10^14 and more. */
bool text_hundredths(text t, int64_t *ret);

/* Reads one code point from the front and moves *t past it. Invalid bytes give U+FFFD, one byte each. */
uint32_t text_next(text *t);
size_t text_chars(text t);                      /* code points */
bool text_valid(text t);                        /* well-formed UTF-8 without NUL */
size_t text_put_char(char into[4], uint32_t c); /* bytes written */
bool char_is_han(uint32_t c);

/* Full-width ASCII (U+FF01–FF5E, U+3000) as ASCII; white space runs (also line breaks) as one space; trimmed. */
text text_fold(struct arena *a, text t);

/* One line of text as it is kept: text_fold, but with the marks that Chinese writes ( （），：；！？ ) wherever they stand at a Han
 * character, and a bracket as its fellow: so 某（沈阳）公司 and 某(沈阳)公司 are kept alike, as registers write it. */
text text_tidy(struct arena *a, text t);

/* Iterate over the parts of "a,b,c": for (text rest = t, part; text_each(&rest, ',', &part);) */
bool text_each(text *rest, char at, text *ret_part);

#endif
