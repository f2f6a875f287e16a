/* Reading 100 000 rows × 30 columns against only unpacking and parsing the same file.
 *     bench_sheet [ROWS [unique]]
 * Prints seconds of each, their ratio, and the peak memory of the child and of this program. The workbook is made here:
 * text with repetition (shared strings), text without, figures, dates; or, with "unique", 3 million texts that differ.
 */
#include <xlsxwriter.h> /* first: its macros use what base/banned.h forbids */

#include "base/error.h"
#include "kit/confine.h"
#include "kit/sheet/sheet.h"

#include <expat.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zip.h>

enum { COLUMNS = 30 };

static void make(const char *path, int rows, bool unique)
{
    lxw_workbook *book = workbook_new(path);
    lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
    lxw_format *date = workbook_add_format(book);
    char t[100];

    format_set_num_format(date, "yyyy-mm-dd");
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < COLUMNS; c++) {
            if (c % 3 == 0 || unique) {
                snprintf(t, sizeof(t), "沈阳市重大工程项目第%d号", unique ? r * COLUMNS + c : c == 0 ? r : r % 500);
                worksheet_write_string(sheet, (lxw_row_t)r, (lxw_col_t)c, t, NULL);
            } else if (c % 3 == 1) {
                worksheet_write_number(sheet, (lxw_row_t)r, (lxw_col_t)c, r * 13.37 + c, NULL);
            } else {
                worksheet_write_number(sheet, (lxw_row_t)r, (lxw_col_t)c, 40000 + r % 5000, date);
            }
        }
    workbook_close(book);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void start(void *data, const char *name, const char **attributes)
{
    (void)name, (void)attributes;
    ++*(long *)data;
}

static void end(void *data, const char *name)
{
    (void)data, (void)name;
}

static void chars(void *data, const char *p, int n)
{
    (void)p, *(long *)data += n;
}

/* The bare minimum: every XML part through expat once. */
static void unpack_and_parse(const char *path)
{
    int e;
    zip_t *z = zip_open(path, ZIP_RDONLY, &e);
    long seen = 0;

    for (zip_int64_t i = 0; i < zip_get_num_entries(z, 0); i++) {
        zip_file_t *f = zip_fopen_index(z, (zip_uint64_t)i, 0);
        XML_Parser p = XML_ParserCreate(NULL);
        zip_int64_t n;
        XML_SetUserData(p, &seen);
        XML_SetElementHandler(p, start, end);
        XML_SetCharacterDataHandler(p, chars);
        do {
            void *into = XML_GetBuffer(p, 64 * 1024);
            n = zip_fread(f, into, 64 * 1024);
            XML_ParseBuffer(p, (int)n, n == 0);
        } while (n > 0);
        XML_ParserFree(p);
        zip_fclose(f);
    }
    zip_discard(z);
}

static long read_rows(const char *path)
{
    struct arena *a = arena_new(64 << 20), *row_arena = arena_new(64 << 20);
    struct arena_mark mark = arena_mark(row_arena);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct sheet_row row = {0};
    struct sheet *s;
    long n = 0;
    err e = sheet_open(a, fd, NULL, &s);

    while (!e && !(e = sheet_next(s, row_arena, &row)) && row.number) {
        n += (long)row.n;
        arena_reset(row_arena, mark);
    }
    if (e)
        printf("%s\n", text_z(a, error_whole(a, e, LANG_EN)));
    close(fd);
    arena_free(row_arena);
    arena_free(a);
    return n;
}

/* By a grandchild, so that the memory of making it counts neither here nor among the children that were waited for. */
static void make_elsewhere(const char *path, int rows, bool unique)
{
    int done[2];
    char c;

    if (pipe(done))
        abort();
    if (!fork()) {
        if (!fork())
            make(path, rows, unique);
        _exit(0);
    }
    close(done[1]);
    wait(NULL);
    while (read(done[0], &c, 1) > 0)
        ;
    close(done[0]);
}

int main(int argc, char **argv)
{
    int rows = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 100000, confined = confine_main(argc, argv);
    char path[] = "/tmp/diaodu-bench-XXXXXX";
    struct rusage self, child;
    double bare = 1e9, whole = 1e9, t;
    long cells = 0;

    if (confined >= 0)
        return confined;
    close(mkstemp(path));
    make_elsewhere(path, rows, argc > 2 && !strcmp(argv[2], "unique"));
    for (int i = 0; i < 3; i++) {
        t = now();
        unpack_and_parse(path);
        bare = now() - t < bare ? now() - t : bare;
        t = now();
        cells = read_rows(path);
        whole = now() - t < whole ? now() - t : whole;
    }
    unlink(path);
    getrusage(RUSAGE_SELF, &self);
    getrusage(RUSAGE_CHILDREN, &child);
    printf("rows %d, cells %ld: unpacking and parsing %.2f s, reading %.2f s, ratio %.2f; child %ld MB, this program %ld MB at their peak\n",
           rows, cells, bare, whole, whole / bare, child.ru_maxrss / 1024, self.ru_maxrss / 1024);
    return 0;
}
