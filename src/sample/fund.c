/* The made-up money: documents of three years that issue central funds, and what became of them at each project. Most arrives and is
 * paid as the works go on; some sleeps, a little is recalled or found astray, as in real ledgers. From a stream of its own.
 */
#include "making.h"

#include "fund/fund.h"

enum { ROUND = 10000, ENTRIES_MOST = 16 };

static const struct {
    const char *key, *title, *mark, *issuer;
} issues[SAMPLE_FUND_KINDS] = {
    {"central_budget", "中央预算内投资计划", "辽发改投资", "省发展改革委"},
    {"treasury_long", "超长期特别国债项目资金计划", "辽发改投资", "省发展改革委"},
    {"special_bond", "地方政府专项债券资金", "辽财债", "省财政厅"},
    {"policy_finance", "政策性开发性金融工具投放计划", "辽发改财金", "省发展改革委"},
};
static const char *const ordinals[SAMPLE_FUND_BATCHES] = {"第一批", "第二批", "第三批"};

struct funds {
    struct random r;
    struct fund_batch *batch;
    struct fund_entry *entries[ENTRIES_MOST];
    size_t n;
};

static int64_t rounded(int64_t yuan)
{
    return yuan / ROUND * ROUND;
}

/* The document of a year, a kind and a batch; made when the first project takes of it, saved when all have. */
static struct fund_batch *document(struct making *m, int ago, int kind, int nth)
{
    struct fund_batch **at = &m->documents[ago][kind][nth], *b = *at;
    int year = m->year - ago, number = 11 + kind * 23 + nth * 7 + (m->year - ago) % 9;

    if (b)
        return b;
    b = *at = record_new(m->keep, &fund_batch_record);
    b->head.id = db_new_id();
    b->name = text_fmt(m->keep, "%d年%s（%s）", year, issues[kind].title, ordinals[nth]);
    b->doc_no = text_fmt(m->keep, "%s〔%d〕%d号", issues[kind].mark, year, number);
    b->kind.t = text_of(issues[kind].key);
    date_make(year, 2 + nth * 3, 6 + kind * 5, &b->issued_on);
    b->issuer = text_of(issues[kind].issuer);
    b->allotted = b->arrived = b->paid = b->work = (money){0};
    return b;
}

static void put(struct making *m, struct funds *f, const struct project *p, enum fund_step step, int64_t yuan, date day)
{
    struct fund_entry *e;

    yuan = rounded(yuan);
    if (yuan <= 0 || f->n == ENTRIES_MOST || day.days > m->today.days)
        return;
    e = record_new(m->c->arena, &fund_entry_record);
    e->batch = (ref){f->batch->head.id.n};
    e->step = fund_step_code(step);
    e->amount.yuan = yuan;
    e->day = day;
    if (step == FUND_PAID) {
        e->doc_no = text_fmt(m->c->arena, "记-%04d-%03d", month_year(month_of(day)) % 100 * 100 + month_of_year(month_of(day)), (int)random_between(&f->r, 1, 480));
        e->payee = p->builder.n ? p->builder : T("施工总承包单位");
    }
    f->entries[f->n++] = e;
}

/* Arrives within weeks, is paid within half a year as the works go on, and the works follow the payments: so most of it does. */
static void draw_steps(struct making *m, struct funds *f, const struct project *p, int64_t yuan)
{
    enum { SLEEPS = 25, LATE = 30, ASTRAY = 4, PAYMENTS = 4 };
    bool sleeps = random_chance(&f->r, SLEEPS), late = random_chance(&f->r, LATE);
    date day = {f->batch->issued_on.days + (late ? random_between(&f->r, 150, 260) : random_between(&f->r, 5, 28))};
    int64_t arrived = late ? rounded(yuan * random_between(&f->r, 40, 80) / 100) : yuan, left = arrived, share;

    put(m, f, p, FUND_ISSUED, yuan, f->batch->issued_on);
    put(m, f, p, FUND_ARRIVED, arrived, day);
    for (int i = 0; i < PAYMENTS && !sleeps; i++) {
        day.days += random_between(&f->r, 18, 38);
        if (day.days > m->today.days)
            break;
        share = i == PAYMENTS - 1 ? left : rounded(arrived / PAYMENTS);
        put(m, f, p, FUND_PAID, share, day);
        put(m, f, p, FUND_WORK, share * random_between(&f->r, 90, 100) / 100, day);
        left -= share;
    }
    if (left > 0 && day.days < m->today.days - 60 && random_chance(&f->r, ASTRAY))
        put(m, f, p, FUND_DIVERTED, left / 3, (date){m->today.days - random_between(&f->r, 5, 60)});
}

static int kind_of(code kind)
{
    for (int i = 0; i < SAMPLE_FUND_KINDS; i++)
        if (text_eqz(kind.t, issues[i].key))
            return i;
    return SAMPLE_FUND_KINDS;
}

/* Three in four of the sums that the file plans, of a project that has begun. */
struct funds *funds_draw(struct making *m, struct project *p, code kind, money planned)
{
    int of = kind_of(kind), ago;
    date start = p->start_actual;
    struct funds *f;
    int64_t yuan;

    if (of == SAMPLE_FUND_KINDS || is_absent(start.days) || start.days > m->today.days || planned.yuan <= 0)
        return NULL;
    f = ARENA_NEW(m->c->arena, struct funds);
    f->r = random_of((uint64_t)m->result->projects + (m->o->seed ? m->o->seed : SAMPLE_SEED) * 1000003, "funds");
    ago = m->year - month_year(month_of(start));
    if (random_chance(&f->r, 250) || ago < 0)
        return NULL;
    ago = (int)random_between(&f->r, 0, ago >= SAMPLE_FUND_YEARS ? SAMPLE_FUND_YEARS - 1 : ago);
    f->batch = document(m, ago, of, (int)random_between(&f->r, 0, SAMPLE_FUND_BATCHES - 1));
    if (f->batch->issued_on.days > m->today.days)
        return NULL;
    yuan = rounded(planned.yuan * random_between(&f->r, 20, 45) / 100);
    if (yuan <= 0)
        return NULL;
    draw_steps(m, f, p, yuan);
    p->central_funds.t = text_of(issues[of].key);
    return f;
}

static void count(struct fund_batch *b, enum fund_step step, int64_t yuan)
{
    if (step == FUND_ISSUED)
        b->allotted.yuan += yuan;
    else if (step == FUND_ARRIVED)
        b->arrived.yuan += yuan;
    else if (step == FUND_PAID)
        b->paid.yuan += yuan;
    else if (step == FUND_WORK)
        b->work.yuan += yuan;
}

err funds_save(struct making *m, struct funds *f, const struct project *p)
{
    moment now = m->c->now;

    m->c->act_name = T("fund_entry.create");
    for (size_t i = 0; i < f->n; i++) {
        struct fund_entry *e = f->entries[i];
        e->project = (ref){p->head.id.n};
        project_place(p, &fund_entry_record, e);
        e->batch_no = f->batch->doc_no;
        e->kind = f->batch->kind;
        e->year = (number){month_year(month_of(f->batch->issued_on))};
        m->c->now = e->entered_at = (moment){date_start((date){e->day.days + 1}).ms - random_between(&f->r, 6, 14) * 3600000};
        m->c->now = m->c->now.ms > now.ms ? now : m->c->now;
        e->entered_at = m->c->now;
        count(f->batch, fund_step_of(e->step), e->amount.yuan);
        TRY(record_save(m->c, &fund_entry_record, e, NULL));
    }
    m->c->now = now;
    return NULL;
}

err funds_end(struct making *m)
{
    struct fund_batch **all = &m->documents[0][0][0];
    moment now = m->c->now;

    m->c->act_name = T("fund_batch.create");
    for (size_t i = 0; i < sizeof m->documents / sizeof(struct fund_batch *); i++) {
        struct fund_batch *b = all[i];
        if (!b)
            continue;
        b->total = (money){rounded(b->allotted.yuan + b->allotted.yuan / 20) + ROUND}; /* a part is not yet given to projects */
        m->c->now = (moment){date_start(b->issued_on).ms + 10 * 3600000};
        TRY(record_save(m->c, &fund_batch_record, b, NULL));
    }
    m->c->now = now;
    return NULL;
}
