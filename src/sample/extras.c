/* What a province is not looked at without: some documents and photographs, and a few double codes to settle. Made up, and
 * marked so in title and note; the pictures are drawn here.
 */
#include "making.h"

#include "file/file.h"
#include "kit/files/scale.h"
#include "kit/ripple.h"
#include "project/project.h"
#include "twin/twin.h"
#include "warning/warning.h"

#include <unistd.h>

enum { WIDE = 960, HIGH = 720, SHOTS = 6, FOUNDATIONS = 2, DOUBLES = 3, SCAN_MOST = 50000 };
#define MARK "示例，由程序绘制"

typedef LIST(id) id_list;

static err choose(struct call *c, const char *sql, id_list *ret)
{
    CLEAN(query_close) struct query q = {0};
    id one;

    TRY(query_open(&q, c->conn, c->arena, sql, BIND(V(c->region))));
    while (query_row(&q, INTO(TO(&one))))
        list_push(ret, c->arena) = one;
    return query_end(&q);
}

/* --- photographs ---------------------------------------------------------------------------------------------------------------- */

static void paint(struct image *i, uint32_t x, uint32_t y, uint32_t w, uint32_t h, uint32_t rgb)
{
    for (uint32_t r = y; r < y + h && r < i->h; r++)
        for (uint32_t k = x; k < x + w && k < i->w; k++) {
            uint8_t *p = i->rgb + ((size_t)r * i->w + k) * 3;
            p[0] = (uint8_t)(rgb >> 16);
            p[1] = (uint8_t)(rgb >> 8);
            p[2] = (uint8_t)rgb;
        }
}

/* A building that has grown by the n-th of SHOTS visits, with its crane; the sky tells the season. */
static void draw_site(struct image *i, unsigned project, unsigned n)
{
    static const uint32_t sky[] = {0xd6e6f2, 0xe8eef3, 0xf2ead8, 0xcfe3ee, 0xe3e9ee, 0xdde7d8};
    uint32_t floors = n * 2, left = 200 + project * 37 % 200, width = 320 + project * 53 % 160;

    paint(i, 0, 0, WIDE, 500, sky[(n + project) % COUNT(sky)]);
    paint(i, 0, 430, WIDE, 70, 0xb7c4b1);
    paint(i, 0, 500, WIDE, 220, 0xc6ac86);
    paint(i, left - 40, 560, width + 80, 24, 0x8d7a5c);
    for (uint32_t f = 0; f < floors; f++) {
        uint32_t y = 540 - f * 36;
        paint(i, left, y, width, 30, 0x8b95a5);
        for (uint32_t k = 0; k + 40 < width; k += 52)
            paint(i, left + 14 + k, y + 7, 26, 16, 0xe9edf2);
    }
    paint(i, left + width + 60, 120, 12, 440, 0xd08a1e);
    paint(i, left + width - 120, 120, 330, 9, 0xd08a1e);
    paint(i, left + 20, 129, 3, 90 + n * 20, 0x5d6678);
}

static int bytes_in_file(text bytes)
{
    char path[] = "/tmp/diaodu-sample-XXXXXX";
    int fd = mkstemp(path);

    if (fd < 0)
        return -1;
    unlink(path);
    if (write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n)
        return fd;
    close(fd);
    return -1;
}

static err take(struct call *c, const struct file_store *s, text bytes, text name, struct attachment *x)
{
    int fd = bytes_in_file(bytes);
    id ignored;
    err e;

    if (fd < 0)
        return NULL; /* no room for a sample's picture: the province stands without it */
    e = attachment_receive(c->arena, s, fd, (int64_t)bytes.n, name, x);
    close(fd);
    return e ? e : attachment_add(c, x, &ignored);
}

static err draw(struct call *c, const struct file_store *s, unsigned project, unsigned n, text name, struct attachment *x)
{
    CLEAN(out_free) struct out o;
    struct image i = {.w = WIDE, .h = HIGH, .rgb = calloc(WIDE * HIGH, 3)};
    bool drawn;

    out_init(&o, 4 << 20, LANG_ZH);
    if (i.rgb)
        draw_site(&i, project, n);
    drawn = i.rgb && image_jpeg(&i, 82, &o);
    image_free(&i);
    return drawn ? take(c, s, out_text(&o), name, x) : NULL;
}

static err photograph(struct call *c, const struct file_store *s, const struct project *p, unsigned project, unsigned n)
{
    static const char *const said[SHOTS + 1] = {NULL, "场地平整", "基础施工", "主体施工", "主体施工", "主体封顶", "外立面施工"};
    struct attachment *x = record_new(c->arena, &attachment_record);

    x->project.n = p->head.id.n;
    x->title = text_fmt(c->arena, "%s（示例）", said[n]);
    x->note = T(MARK);
    x->taken_on.days = c->today.days - (int64_t)(SHOTS - n) * 58 - (int64_t)(project % 9);
    if (n == FOUNDATIONS)
        x->occasion.t = T("start");
    return draw(c, s, project, n, text_fmt(c->arena, "site-%u-%u.jpg", project, n), x);
}

/* Of some warnings that were answered by putting something right: the site afterwards. */
static err rectified_make(struct call *c, const char *folder)
{
    static const char sql_rectified[] = "SELECT id FROM warning WHERE region = $1 AND rectified = 1 AND removed = 0 ORDER BY handled_at, id LIMIT 6";
    const struct record *t = record_by_name(T("warning"));
    struct file_store *s;
    id_list chosen = {0};

    TRY(file_store_open(c->arena, folder, &s));
    TRY(choose(c, sql_rectified, &chosen));
    for (size_t i = 0; i < chosen.n; i++) {
        struct attachment *x = record_new(c->arena, &attachment_record);
        const struct warning *w;
        void *r;
        TRY(record_load(c, t, chosen.v[i], &r));
        w = r;
        x->project = w->project;
        x->title = T("整改后现场（示例）");
        x->note = T(MARK);
        x->occasion.t = T("rectification");
        x->about_record = text_of(t->name);
        x->about_id.n = w->head.id.n;
        x->taken_on.days = date_of(w->handled_at).days;
        TRY(draw(c, s, (unsigned)(2 * SHOTS + i), 4, text_fmt(c->arena, "rectified-%zu.jpg", i + 1), x));
    }
    return NULL;
}

/* --- documents ------------------------------------------------------------------------------------------------------------------- */

/* One page with one line: built as PDF 1.4 asks, its table of objects included. */
static text small_pdf(struct arena *a, const char *line)
{
    CLEAN(out_free) struct out o;
    size_t at[6];
    text stream = text_fmt(a, "BT /F1 18 Tf 72 760 Td (%s) Tj ET", line);

    out_init(&o, 64 * 1024, LANG_EN);
    LIT(&o, "%PDF-1.4\n");
    for (int i = 1; i <= 5; i++) {
        at[i] = o.n;
        out_fmt(&o, "%d 0 obj\n", i);
        if (i == 1)
            LIT(&o, "<< /Type /Catalog /Pages 2 0 R >>");
        else if (i == 2)
            LIT(&o, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        else if (i == 3)
            LIT(&o, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>");
        else if (i == 4)
            out_fmt(&o, "<< /Length %zu >>\nstream\n%.*s\nendstream", stream.n, TEXT_ARG(stream));
        else
            LIT(&o, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        LIT(&o, "\nendobj\n");
    }
    at[0] = o.n;
    LIT(&o, "xref\n0 6\n0000000000 65535 f \n");
    for (int i = 1; i <= 5; i++)
        out_fmt(&o, "%010zu 00000 n \n", at[i]);
    out_fmt(&o, "trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%zu\n%%%%EOF\n", at[0]);
    return text_copy(a, out_text(&o));
}

static err document(struct call *c, const struct file_store *s, const struct project *p, unsigned project)
{
    struct attachment *x = record_new(c->arena, &attachment_record);

    x->project.n = p->head.id.n;
    x->title = T("关于同意项目建设的批复（示例）");
    x->kind.t = T("approval");
    x->doc_no = p->doc_no;
    x->doc_date = p->doc_date;
    x->note = T("示例，由程序生成");
    return take(c, s, small_pdf(c->arena, text_fmt(c->arena, "Sample document %u, made up by the program", project).p),
                text_fmt(c->arena, "approval-%u.pdf", project), x);
}

static err files_make(struct call *c, const char *folder)
{
    static const char sql_built[] = "SELECT id FROM project WHERE region = $1 AND origin = 'sample' AND stage = 'continued' AND removed = 0"
                                    " AND (total_invest > 5000000000 OR city = '2101' OR county = '210522') ORDER BY total_invest DESC, id LIMIT 8";
    struct file_store *s;
    id_list chosen = {0};

    TRY(file_store_open(c->arena, folder, &s));
    TRY(choose(c, sql_built, &chosen));
    for (size_t i = 0; i < chosen.n; i++) {
        void *p;
        TRY(record_load(c, &project_record, chosen.v[i], &p));
        TRY(document(c, s, p, (unsigned)i));
        for (unsigned n = 1; n <= SHOTS; n++)
            TRY(photograph(c, s, p, (unsigned)i, n));
    }
    return NULL;
}

/* --- double codes ---------------------------------------------------------------------------------------------------------------- */

/* Makes b look as if a clerk had entered a's project a second time: name, owner and spot are a's, the code is its own. */
static err make_double(struct call *c, id first, id second)
{
    struct project *a, *b, *old;
    void *x, *y;

    TRY(record_load(c, &project_record, first, &x));
    TRY(record_load(c, &project_record, second, &y));
    a = x;
    b = y;
    old = record_copy(c->arena, &project_record, b);
    b->name = text_ends(a->name, T("项目")) ? text_fmt(c->arena, "%.*s工程", TEXT_ARG(text_sub(a->name, 0, a->name.n - strlen("项目"))))
                                            : text_fmt(c->arena, "%.*s项目", TEXT_ARG(a->name));
    b->owner_name = a->owner_name;
    b->owner_uscc = a->owner_uscc;
    b->owner = a->owner;
    b->lon = a->lon;
    b->lat = a->lat;
    c->act_name = T("project.change");
    return record_save(c, &project_record, b, old);
}

static err doubles_make(struct call *c)
{
    /* two of one county, of one work, both with a code: what they add to any sum stays */
    static const char sql_pairs[] = "SELECT MIN(id) FROM project WHERE region = $1 AND origin = 'sample' AND removed = 0 AND parent_id IS NULL"
                                    " AND project_code IS NOT NULL GROUP BY county HAVING COUNT(*) > 3 ORDER BY county LIMIT 3";
    static const char sql_others[] = "SELECT MAX(id) FROM project WHERE region = $1 AND origin = 'sample' AND removed = 0 AND parent_id IS NULL"
                                     " AND project_code IS NOT NULL GROUP BY county HAVING COUNT(*) > 3 ORDER BY county LIMIT 3";
    id_list first = {0}, second = {0};
    bool bulk = c->bulk;
    err e = NULL;

    TRY(choose(c, sql_pairs, &first));
    TRY(choose(c, sql_others, &second));
    TRY(conn_begin(c->conn, c->arena));
    c->bulk = true;
    for (size_t i = 0; !e && i < first.n && i < second.n && i < DOUBLES; i++)
        e = make_double(c, first.v[i], second.v[i]);
    c->bulk = bulk;
    if (!e)
        e = ripple_flush(c);
    if (e) {
        conn_rollback(c->conn);
        return e;
    }
    return conn_commit(c->conn, c->arena);
}

static err in_transaction(struct call *c, err (*work)(struct call *c, uint64_t seed), uint64_t seed)
{
    err e;

    TRY(conn_begin(c->conn, c->arena));
    e = work(c, seed);
    if (!e)
        return conn_commit(c->conn, c->arena);
    conn_rollback(c->conn);
    return e;
}

err sample_extras(struct call *c, const char *files_folder, int64_t projects, uint64_t seed)
{
    struct twin_found found;
    bool done;

    if (files_folder)
        TRY(files_make(c, files_folder));
    if (projects > SCAN_MOST) /* a million files are looked through by diaodu twins, when somebody wants it */
        return NULL;
    TRY(doubles_make(c));
    TRY(twins_scan(c, &found));
    TRY(in_transaction(c, sample_past, seed));
    if (files_folder)
        TRY(rectified_make(c, files_folder));
    return warnings_nightly(c, &done);
}
