/* Bytes of a CSV as UTF-8: which encoding they are in, guessed over the whole file, and the conversion as a stream. */
#ifndef DIAODU_KIT_SHEET_CHARSET_H
#define DIAODU_KIT_SHEET_CHARSET_H

#include <iconv.h>

#include "kit/sheet/parse.h"

enum charset { CHARSET_NONE, CHARSET_UTF8, CHARSET_GB18030, CHARSET_UTF16LE, CHARSET_UTF16BE, CHARSET_BIG5, CHARSET_1252, CHARSETS };

/* Its name as a person knows it. */
text charset_name(enum charset c);

/* By a name, also gbk, gb2312, utf8, without case; CHARSET_NONE when unknown. */
enum charset charset_find(text name);

/* Opens the converters for good, because glibc loads them from files, which the confined child may not open later. */
void charset_prepare(void);

/* Guesses by the mark at the beginning, else by what the whole file is valid in: UTF-8, UTF-16 (every other byte of much of
 * it is 0), GB18030. Also counts the lines, and bytes of the mark. Refuses what is binary or valid in none. */
struct charset_guess {
    enum charset charset;
    size_t mark;
    int64_t lines;
};
err charset_guess(struct parse *p, struct charset_guess *ret);

/* A short text as UTF-8, appended; false when it is not valid in that encoding. */
bool charset_convert(enum charset c, text bytes, struct out *o);

/* The file from `at` on, as UTF-8. */
struct reader {
    struct parse *p;
    enum charset charset;
    iconv_t convert;
    int64_t at, lines;
    char raw[16 * 1024];
    size_t raw_n;
    bool opened;
};
err reader_open(struct reader *r, struct parse *p, enum charset c, int64_t at);
err reader_read(struct reader *r, char *into, size_t n, size_t *ret_n); /* n ≥ 64; 0 at the end; invalid bytes are refused */
void reader_close(struct reader *r);

#endif
