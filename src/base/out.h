/* The one buffer that output is written to: a page, a document, a line of CSV.
 *
 * Life cycle:  out_init (or out_to for a stream) → out_… → out_text or out_end → out_free.
 * A buffer states its maximum when it is made; what would exceed it is dropped and out_failed() says so, so a caller
 * checks once at the end. A buffer with a sink hands its bytes on whenever 64 KiB have gathered and never fills up.
 * `lang` is the reader's language: everything that writes words or figures into the buffer goes by it.
 */
#ifndef DIAODU_BASE_OUT_H
#define DIAODU_BASE_OUT_H

#include "text.h"

struct out {
    char *p;
    size_t n, cap, max;
    enum lang lang;
    bool failed;
    bool (*sink)(void *data, const char *p, size_t n); /* false: the reader is gone */
    void *data;
};

void out_init(struct out *o, size_t max, enum lang lang);
void out_to(struct out *o, bool (*sink)(void *, const char *, size_t), void *data, enum lang lang);
/* A sink that writes all of it into a file; fd points at its number. */
bool out_to_fd(void *fd, const char *p, size_t n);
void out_free(struct out *o);                 /* also a cleanup function; twice is harmless */
bool out_end(struct out *o);                  /* hands the rest to the sink; false when anything was lost */
text out_text(const struct out *o);           /* what is in the buffer; valid until the next write */
char *out_take(struct out *o, size_t *ret_n); /* hands the malloc'ed bytes over; the buffer is empty after */
#define out_failed(o) ((o)->failed)

void out_put_far(struct out *o, const char *p, size_t n); /* makes room first */
static inline void out_put(struct out *o, const char *p, size_t n)
{
    if (n <= o->cap - o->n && !o->sink) { /* a page is some ten thousand of these */
        if (n)
            memcpy(o->p + o->n, p, n);
        o->n += n;
    } else {
        out_put_far(o, p, n);
    }
}
void out_char(struct out *o, char c);
void out_raw(struct out *o, text t); /* as it is: for text that is no markup language */
void out_fmt(struct out *o, const char *format, ...) __attribute__((format(printf, 2, 3)));
void out_int(struct out *o, int64_t n);
#define LIT(o, literal) out_put((o), "" literal, sizeof(literal) - 1)

/* Escapers. */
void out_escape_html(struct out *o, text t); /* & < > " ' : for text and for quoted attributes */
void out_escape_url(struct out *o, text t);  /* percent-encodes all but unreserved characters */
void out_escape_json(struct out *o, text t); /* inside the quotes; also safe inside <script> */
void out_escape_csv(struct out *o, text t);  /* quoted when it has to be */

#endif
