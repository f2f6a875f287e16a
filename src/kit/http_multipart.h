/* multipart/form-data (RFC 7578) read as a stream: bytes go in as they come, parts come out as calls. Holds no more than one
 * part's headers. It knows nothing of HTTP, files or limits on values: its caller does.
 *
 * Life cycle: multipart_new → multipart_add … → multipart_end. Memory is the arena's.
 */
#ifndef DIAODU_KIT_HTTP_MULTIPART_H
#define DIAODU_KIT_HTTP_MULTIPART_H

#include "base/text.h"

/* What a part says of itself. file: it has a file name, if only an empty one. Valid during the call only. */
struct multipart_part {
    text name;
    bool file;
    text file_name; /* made safe: see multipart_file_name */
    text type;      /* absent when not given */
};

/* Called in order: part, bytes …, end. False stops the reading. */
struct multipart_calls {
    bool (*part)(void *data, const struct multipart_part *p);
    bool (*bytes)(void *data, const char *p, size_t n);
    bool (*end)(void *data);
};

struct multipart;

/* The boundary of a Content-Type ("multipart/form-data; boundary=x"), or absent when there is none that is valid. */
text multipart_boundary(struct arena *a, text content_type);

struct multipart *multipart_new(struct arena *a, text boundary, const struct multipart_calls *calls, void *data);

/* False: malformed, or a call said no; nothing more is taken then. */
bool multipart_add(struct multipart *m, const char *p, size_t n);

/* False: it ended before its last boundary. */
bool multipart_end(const struct multipart *m);

/* A file name without directory, control and bidirectional characters, in valid UTF-8, at most 200 characters, of which the ending
 * (.pdf) is kept; "file" when nothing is left.
 */
text multipart_file_name(struct arena *a, text t);

#endif
