/* The trace of statements: see db_trace in db.h. */
#include "db/db.h"
#include "db/words.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static void put_value(struct out *o, const struct value *v)
{
    if (v->kind == VALUE_INT) {
        out_int(o, v->n);
    } else if (v->kind == VALUE_TEXT) {
        LIT(o, "\"");
        out_escape_json(o, v->t);
        LIT(o, "\"");
    } else {
        LIT(o, "null"); /* bytes are not written down */
    }
}

/* One write a line, so that threads do not mix theirs. */
static void trace_line(void *data, const char *sql, struct values bind)
{
    int fd = (int)(intptr_t)data;
    CLEAN(out_free) struct out o;

    out_init(&o, 1 << 20, LANG_EN);
    LIT(&o, "{\"sql\":\"");
    out_escape_json(&o, text_of(sql));
    LIT(&o, "\",\"values\":[");
    for (size_t i = 0; i < bind.n; i++) {
        if (i)
            LIT(&o, ",");
        put_value(&o, &bind.v[i]);
    }
    LIT(&o, "]}\n");
    if (!out_failed(&o) && write(fd, o.p, o.n) < 0)
        db_watch(NULL, NULL); /* the disk is full: the program goes on without */
}

err db_trace(struct arena *a, const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    if (fd < 0)
        return FAIL(a, E_SYSTEM, w_db_trace_file,
                    .args = {ARG_TEXT("path", text_of(path)), ARG_TEXT("why", text_of(strerror(errno)))});
    db_watch(trace_line, (void *)(intptr_t)fd); /* open until the program ends */
    return NULL;
}
