/* See load.h. */
#include "load.h"

#include "kit/filter.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static void end(void *data)
{
    close((int)(intptr_t)data);
}

int load_file(struct arena *a, text content)
{
    int fd = memfd_create("import", 0);

    assert_true(fd >= 0);
    assert_true(write(fd, content.p, content.n) == (ssize_t)content.n);
    arena_on_end(a, end, (void *)(intptr_t)fd);
    return fd;
}

int load_path(struct arena *a, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        fail_msg("no file %s", path);
    arena_on_end(a, end, (void *)(intptr_t)fd);
    return fd;
}

static err each(void *data, const struct import_row *row)
{
    struct loaded *l = data;
    struct import_row *kept = &l->rows[l->n];

    if (!row) {
        l->n = 0;
        return NULL;
    }
    assert_true(l->n < COUNT(l->rows));
    l->n++;
    *kept = *row;
    kept->title = text_copy(l->a, row->title);
    memset(&kept->cells, 0, sizeof(kept->cells));
    memset(&kept->changes, 0, sizeof(kept->changes));
    if (row->refused && getenv("LOAD_SHOW"))
        print_message("row %d: %s\n", (int)row->number, text_z(l->a, error_text(l->a, row->refused, LANG_EN)));
    kept->refused = row->refused ? error_new(l->a, row->refused) : NULL;
    for (size_t i = 0; i < row->cells.n; i++) {
        struct cell_fault f = row->cells.v[i];
        f.head = text_copy(l->a, f.head);
        f.text = text_copy(l->a, f.text);
        f.near = text_copy(l->a, f.near);
        f.why = error_new(l->a, f.why);
        list_push(&kept->cells, l->a) = f;
    }
    for (size_t i = 0; i < row->changes.n; i++) /* the records behind them are gone: only which field */
        list_push(&kept->changes, l->a) = (struct change){row->changes.v[i].field, NULL, NULL};
    return NULL;
}

static bool go_on(void *data, enum import_phase phase, int64_t done, int64_t total)
{
    struct loaded *l = data;

    (void)total;
    return !(l->stop_after && phase == IMPORT_WRITING && done >= l->stop_after);
}

err load(struct call *c, int fd, const struct import_options *o, struct loaded *ret)
{
    struct import_options mine = *o;
    struct import *i;

    ret->a = c->arena;
    ret->n = 0;
    mine.data = ret;
    mine.each = each;
    mine.go_on = go_on;
    TRY(import_open(c, fd, &mine, &i));
    ret->result = import_result(i);
    return import_run(c, i);
}

struct mapping *load_mapping(struct call *c, const struct record *t, const char *json)
{
    struct mapping *m;

    assert_ok(mapping_read(c->arena, text_replace(c->arena, text_of(json), T("'"), T("\"")), t, &m));
    return m;
}

void load_csv(struct call *c, const struct record *t, const char *json, const char *csv, bool dry, struct loaded *ret)
{
    struct import_options o = {.mapping = load_mapping(c, t, json), .dry_run = dry, .file_name = T("test.csv")};

    assert_ok(load(c, load_file(c->arena, text_of(csv)), &o, ret));
}

int64_t count_of(struct call *c, const struct record *t)
{
    struct filter f;
    int64_t n;
    bool more;

    assert_ok(filter_init(&f, t));
    assert_ok(record_count(c, &f, true, &n, &more));
    return n;
}
