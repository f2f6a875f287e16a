/* See task_rows.h. PATH.rows holds lines of JSON, PATH.NAME the places where lines of that kind begin, PATH.marks the marks. */
#include "kit/import/task_rows.h"

#include "kit/import/words.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const rows_show_names[SHOWS] = {"created", "updated", "unchanged", "refused", "doubt", "all"};

enum { ROW_JSON_MAX = 16 << 20 };

struct rows_out {
    FILE *lines, *marks, *index[SHOWS];
    int64_t at;
    struct out o;
};

static void end(void *data)
{
    struct rows_out *r = data;
    FILE **all[] = {&r->lines, &r->marks};

    for (size_t i = 0; i < COUNT(all); i++)
        if (*all[i])
            fclose(*all[i]);
    for (int i = 0; i < SHOWS; i++)
        if (r->index[i])
            fclose(r->index[i]);
    out_free(&r->o);
    memset(r, 0, sizeof(*r));
}

static err open_one(struct arena *a, const char *path, const char *tail, FILE **ret)
{
    const char *name = text_fmt(a, "%s.%s", path, tail).p;

    *ret = fopen(name, "w+e");
    return *ret ? NULL : FAIL(a, E_SYSTEM, w_imp_no_folder, .args = {ARG_TEXT("folder", text_of(name)), ARG_TEXT("why", text_of(strerror(errno)))});
}

err rows_begin(struct arena *a, const char *path, struct rows_out **ret)
{
    struct rows_out *r = ARENA_NEW(a, struct rows_out);

    arena_on_end(a, end, r);
    out_init(&r->o, ROW_JSON_MAX, LANG_ZH);
    TRY(open_one(a, path, "rows", &r->lines));
    TRY(open_one(a, path, "marks", &r->marks));
    for (int i = 0; i < SHOWS; i++)
        TRY(open_one(a, path, rows_show_names[i], &r->index[i]));
    *ret = r;
    return NULL;
}

static err begin_again(struct rows_out *r, struct arena *a)
{
    FILE *all[SHOWS + 2] = {r->lines, r->marks};

    memcpy(all + 2, r->index, sizeof(r->index));
    r->at = 0;
    for (size_t i = 0; i < COUNT(all); i++)
        if (fflush(all[i]) || ftruncate(fileno(all[i]), 0) || fseek(all[i], 0, SEEK_SET))
            return FAIL(a, E_SYSTEM, w_import_no_space);
    return NULL;
}

/* --- marks ------------------------------------------------------------------------------------------------------------------------ */

static text message_of(struct arena *a, err e, enum lang lang)
{
    text t = NO_TEXT;

    for (err x = e; x; x = x->next) {
        text one = error_text(a, x, lang);
        t = t.n ? text_fmt(a, "%.*s %.*s", TEXT_ARG(t), TEXT_ARG(one)) : one;
    }
    return t;
}

void rows_marks_of(struct arena *a, const struct import_row *row, enum lang lang, mark_list *ret)
{
    for (size_t i = 0; i < row->cells.n; i++) {
        const struct cell_fault *f = &row->cells.v[i];
        list_push(ret, a) = (struct sheet_mark){row->number, f->column, f->kind == CELL_REFUSED ? MARK_REFUSED : MARK_DOUBT, message_of(a, f->why, lang)};
    }
    if (row->outcome == ROW_REFUSED)
        list_push(ret, a) = (struct sheet_mark){row->number, -1, MARK_REFUSED, message_of(a, row->refused, lang)};
}

/* row, column, level, Chinese, English: parted by tabs, which messages lose. */
static void put_mark(FILE *f, struct arena *a, const struct sheet_mark *zh, const struct sheet_mark *en)
{
    text said[] = {text_fold(a, zh->message), text_fold(a, en->message)};

    fprintf(f, "%lld\t%d\t%d\t%.*s\t%.*s\n", (long long)zh->row, zh->column, zh->level, TEXT_ARG(said[0]), TEXT_ARG(said[1]));
}

static void put_marks(struct rows_out *r, struct arena *a, const struct import_row *row)
{
    mark_list zh = {0}, en = {0};

    if (!row->cells.n && row->outcome != ROW_REFUSED)
        return;
    rows_marks_of(a, row, LANG_ZH, &zh);
    rows_marks_of(a, row, LANG_EN, &en);
    for (size_t i = 0; i < zh.n; i++)
        put_mark(r->marks, a, &zh.v[i], &en.v[i]);
}

static bool next_int(text *rest, int64_t *ret)
{
    text part = text_cut(*rest, '\t', rest);

    return text_int(part, ret);
}

err rows_marks(struct arena *a, const char *path, enum lang lang, mark_list *ret)
{
    FILE *f = fopen(text_fmt(a, "%s.marks", path).p, "re");
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;

    while (f && (n = getline(&line, &cap, f)) > 0) {
        text rest = {line, (size_t)n - 1}, zh;
        int64_t row, column, level;
        if (!next_int(&rest, &row) || !next_int(&rest, &column) || !next_int(&rest, &level))
            break;
        zh = text_cut(rest, '\t', &rest);
        list_push(ret, a) = (struct sheet_mark){row, (int)column, level == MARK_REFUSED ? MARK_REFUSED : MARK_DOUBT,
                                                text_copy(a, lang == LANG_EN ? rest : zh)};
    }
    free(line); /* lint: getline's own */
    if (f)
        fclose(f);
    return NULL;
}

/* --- rows --------------------------------------------------------------------------------------------------------------------------- */

static void note_place(struct rows_out *r, enum rows_show show)
{
    fwrite(&r->at, sizeof(r->at), 1, r->index[show]);
}

err rows_put(struct rows_out *r, struct arena *a, const struct import_row *row)
{
    if (!row)
        return begin_again(r, a);
    r->o.n = 0;
    import_row_json_both(&r->o, row);
    out_char(&r->o, '\n');
    note_place(r, (enum rows_show)row->outcome);
    note_place(r, SHOW_ALL);
    if (row->cells.n)
        note_place(r, SHOW_DOUBT);
    put_marks(r, a, row);
    r->at += (int64_t)r->o.n;
    if (fwrite(r->o.p, 1, r->o.n, r->lines) != r->o.n || out_failed(&r->o))
        return FAIL(a, E_SYSTEM, w_import_no_space);
    return NULL;
}

err rows_end(struct rows_out *r, struct arena *a)
{
    FILE *all[SHOWS + 2] = {r->lines, r->marks};
    bool ok = true;

    memcpy(all + 2, r->index, sizeof(r->index));
    for (size_t i = 0; i < COUNT(all); i++)
        ok &= fflush(all[i]) == 0 && !ferror(all[i]);
    end(r);
    return ok ? NULL : FAIL(a, E_SYSTEM, w_import_no_space);
}

static err read_lines(struct arena *a, const char *path, const int64_t *places, ssize_t n, line_list *ret)
{
    FILE *f = fopen(text_fmt(a, "%s.rows", path).p, "re");
    char *line = NULL;
    size_t cap = 0;
    ssize_t got;

    for (ssize_t i = 0; f && i < n; i++)
        if (!fseek(f, (long)places[i], SEEK_SET) && (got = getline(&line, &cap, f)) > 0)
            list_push(ret, a) = text_copy(a, (text){line, (size_t)got - 1});
    free(line); /* lint: getline's own */
    if (f)
        fclose(f);
    return NULL;
}

err rows_read(struct arena *a, const char *path, enum rows_show show, int64_t from, int64_t n, line_list *ret, int64_t *ret_total)
{
    int fd = open(text_fmt(a, "%s.%s", path, rows_show_names[show]).p, O_RDONLY | O_CLOEXEC);
    int64_t *places = ARENA_ARRAY(a, int64_t, (size_t)n);
    struct stat st;
    ssize_t got;

    *ret_total = 0;
    if (fd < 0)
        return NULL;
    if (fstat(fd, &st) == 0)
        *ret_total = (int64_t)st.st_size / (int64_t)sizeof(int64_t);
    got = pread(fd, places, (size_t)n * sizeof(int64_t), (off_t)(from * (int64_t)sizeof(int64_t)));
    close(fd);
    return got > 0 ? read_lines(a, path, places, got / (ssize_t)sizeof(int64_t), ret) : NULL;
}
