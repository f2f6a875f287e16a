/* What the parsers in the child share: options, where rows go, limits. Each parser is a plain function from a file to
 * frames; sheet_parse() finds out which one it takes.
 */
#ifndef DIAODU_KIT_SHEET_PARSE_H
#define DIAODU_KIT_SHEET_PARSE_H

#include "kit/sheet/wire.h"
#include "kit/sheet/words.h"

struct parse {
    struct arena *a; /* of the child: sheets, styles, faults */
    const struct sheet_options *options;
    int fd;
    int64_t from;  /* where the file begins in fd: 0 but for mark_xlsx.c */
    int64_t size;  /* bytes of the file */
    struct out *o; /* frames */
    struct out row;
    uint32_t number, last, width, cells; /* of the row at hand */
    bool hidden;
};

/* Parses the file and writes frames to `o` up to END or FAULT. */
void sheet_parse(int fd, const struct sheet_options *options, struct out *o);

/* What kit/confine_table.c names: the options come as arguments made by sheet_child_args(). */
int sheet_child(int fd, struct out *o, int argc, char **argv);
void sheet_child_prepare(void);
enum { SHEET_CHILD_ARGS = 3 };
void sheet_child_args(struct arena *a, const struct sheet_options *options, const char *ret[SHEET_CHILD_ARGS + 1]);

/* One per format. */
err xlsx_parse(struct parse *p);
err xls_parse(struct parse *p);
err csv_parse(struct parse *p);
err html_parse(struct parse *p);

/* Frames. parse_row() opens a row (number from 1, above the one before), parse_cell() adds to it, parse_row_end() sends it. */
struct parse_begin {
    enum sheet_format format;
    size_t chosen;
    int64_t rows_expected;
    text encoding;
    char separator;
};
void parse_begin(struct parse *p, const struct parse_begin *b);
void parse_merge(struct parse *p, const struct sheet_range *m);
void parse_column(struct parse *p, const struct sheet_column *c);
void parse_rows(struct parse *p);
err parse_row(struct parse *p, int64_t number, bool hidden);
err parse_cell(struct parse *p, size_t column, enum sheet_kind kind, unsigned flags, text t);
err parse_row_end(struct parse *p);

/* Which sheet the options ask for: the index, or a refusal that lists the names. */
err parse_choose(struct parse *p, const struct sheet_info *v, size_t n, size_t *ret);

/* "A1:C7" or "B2"; false when it is not one or lies outside. */
bool parse_range(text t, struct sheet_range *ret);

/* Bytes of the file from `at` on; fewer than n only at its end. */
size_t parse_pread(const struct parse *p, void *into, size_t n, int64_t at);

err parse_broken_(struct parse *p, const char *what);
#define parse_broken(p, what) ERROR_SURE(parse_broken_((p), (what)))

#endif
