/* One figure of a calculation, for showing how a rule came to its verdict: "planned to date 1,200万元", "done 900万元",
 * "behind 25 %". A verdict carries them in the order of the calculation; a page shows them as a table and formats each
 * by its kind, so that a rule never makes sentences.
 */
#ifndef DIAODU_BASE_FIGURE_H
#define DIAODU_BASE_FIGURE_H

#include "out.h"

enum figure_kind {
    FIG_NONE,
    FIG_MONEY,   /* n: yuan */
    FIG_PERCENT, /* n: hundredths of a percent */
    FIG_POINTS,  /* n: hundredths of a percentage point */
    FIG_DAYS,    /* n: days */
    FIG_MONTHS,  /* n: months */
    FIG_COUNT,   /* n: a bare number */
    FIG_DATE,    /* n: date.days */
    FIG_MONTH,   /* n: month.n */
    FIG_TEXT,    /* t */
    FIG_WORD,    /* word: a key of a code list in words */
    FIG_FLAG,    /* n: 0 no, 1 yes */
};

/* n == ABSENT: not known, shown as "–". */
struct figure {
    const char *key;         /* what sentences call it: {planned} */
    const struct word *name; /* its label in a table */
    enum figure_kind kind;
    char op; /* how it joins what stands above it: '-' '+' '/' '=' or 0 for a plain figure */
    int64_t n;
    text t;
    const struct word *word;
};

enum { FIGURES_MOST = 10 };
struct figures {
    struct figure v[FIGURES_MOST];
    size_t n;
};

/* Adds one; what does not fit is dropped (a calculation has ten lines at most). */
void figure_add(struct figures *f, struct figure one);
const struct figure *figure_called(const struct figures *f, const char *key); /* NULL: there is none */

/* The figure as people read it, in the buffer's language, with its unit: 1,200万元 · 25.5% · 3个月. Not escaped. */
void fmt_figure(struct out *o, const struct figure *f);

/* A word with its {keys} filled in from the figures. Not escaped. A key that no figure has stays as it is. */
void figure_fill(struct out *o, const struct word *w, const struct figures *f);

#endif
