/* One made-up project: its name, and all of its file that does not hang on time. */
#include "making.h"

enum { YI = 100000000, WAN = 10000 };

/* What stands for the placeholders of a kind's patterns. */
struct words_of {
    text spot, spot2, river, product;
    int64_t tenths[QUANTITIES]; /* quantities, in tenths */
};

static text one_of(struct random *r, const char *from, char between)
{
    size_t n = 1, at;
    text rest = text_of(from), part = NO_TEXT;

    for (const char *p = from; *p; p++)
        n += *p == between;
    at = random_below(r, n);
    while (text_each(&rest, between, &part) && at--)
        ;
    return part;
}

/* What the money buys, give or take a fifth, with two or three figures that count. */
static int64_t quantity(struct making *m, money total, int cost)
{
    int64_t tenths, step = 1;

    if (!cost)
        return 0;
    tenths = total.yuan / WAN / cost * random_between(&m->r, 80, 120) / 10;
    if (tenths < 10)
        tenths = total.yuan / 1000 / cost;
    while (tenths / step > 300)
        step *= 10;
    if (step < 10 && tenths >= 100)
        step = 10;
    tenths = tenths / step * step;
    return tenths ? tenths : random_between(&m->r, 2, 9);
}

static void put_quantity(struct out *o, int64_t tenths)
{
    if (tenths >= 100 || tenths % 10 == 0)
        out_fmt(o, "%lld", (long long)(tenths / 10));
    else
        out_fmt(o, "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
}

/* Things that are counted, not measured. */
static void put_count(struct out *o, int64_t tenths)
{
    out_fmt(o, "%lld", (long long)(tenths < 10 ? 1 : tenths / 10));
}

static void put_word(struct out *o, const struct making *m, const struct draft *d, const struct words_of *w, text key)
{
    if (text_eqz(key, "p"))
        out_raw(o, d->unit->full);
    else if (text_eqz(key, "b"))
        out_raw(o, d->owner->brand);
    else if (text_eqz(key, "s"))
        out_raw(o, w->spot);
    else if (text_eqz(key, "s2"))
        out_raw(o, w->spot2);
    else if (text_eqz(key, "r"))
        out_raw(o, w->river);
    else if (text_eqz(key, "x"))
        out_raw(o, w->product);
    else if (text_eqz(key, "y"))
        out_fmt(o, "%d", m->year + (d->stage <= ST_PRELIMINARY));
    else if (text_eqz(key, "y2"))
        out_int(o, d->total.yuan / YI * 3 / 2 + 1);
    else if (text_eqz(key, "q"))
        put_quantity(o, w->tenths[0]);
    else if (text_eqz(key, "q2"))
        put_quantity(o, w->tenths[1]);
    else
        put_count(o, w->tenths[2]);
}

static text compose(struct making *m, const struct draft *d, const struct words_of *w, text pattern)
{
    CLEAN(out_free) struct out o;

    out_init(&o, 8192, LANG_ZH);
    while (pattern.n) {
        text rest, key, before = text_cut(pattern, '{', &rest);
        out_raw(&o, before);
        key = rest.p ? text_cut(rest, '}', &pattern) : NO_TEXT;
        if (!rest.p)
            break;
        put_word(&o, m, d, w, key);
    }
    return text_copy(m->c->arena, out_text(&o));
}

static struct words_of words_draw(struct making *m, const struct draft *d)
{
    struct arena *a = m->c->arena;
    bool city = d->unit->marks & M_CITY;
    struct words_of w = {spot_name(&m->r, a, city), spot_name(&m->r, a, city), river_name(&m->r, a), NO_TEXT, {0}};

    if (d->kind->products)
        w.product = one_of(&m->r, d->kind->products, '/');
    for (int i = 0; i < QUANTITIES; i++)
        w.tenths[i] = quantity(m, d->total, d->kind->cost[i]);
    return w;
}

/* 国网 and the like build under the place's name; a firm's project is called by its brand, in its place when the pattern says no place. */
static text whole_name(struct making *m, const struct draft *d, const struct words_of *w, text pattern)
{
    text made = compose(m, d, w, pattern);

    if (!text_has(pattern, T("{p}")) && random_chance(&m->r, 450))
        made = text_fmt(m->c->arena, "%.*s%.*s", TEXT_ARG(d->unit->full), TEXT_ARG(made));
    return made;
}

void draft_name(struct making *m, struct draft *d)
{
    struct words_of w;
    int tries = 0;

    do {
        text pattern = one_of(&m->r, d->kind->name, '|');
        d->build = pattern.p[0];
        w = words_draw(m, d);
        d->name = whole_name(m, d, &w, text_sub(pattern, 2, pattern.n));
        if (++tries > 20) /* a small place with many of a kind: further lots */
            d->name = text_fmt(m->c->arena, "%.*s（第%lld批）", TEXT_ARG(d->name), (long long)random_between(&m->r, 2, 9999));
    } while (!use_once(m, &m->names, d->name));
    d->content = compose(m, d, &w, text_of(d->kind->content));
}

/* --- the file ---------------------------------------------------------------------------------------------------------------- */

static code key(const char *z)
{
    return (code){text_of(z)};
}

static void fill_class(struct making *m, const struct draft *d, struct project *p)
{
    const struct sort_of *k = d->kind;
    enum owner_class by = d->owner->class;
    bool public = by == BY_OFFICE || by == BY_INSTITUTION || (by == BY_PLATFORM && random_chance(&m->r, 450));

    p->works = key(k->works);
    p->industry = key(k->industry);
    p->sector = key(k->sector);
    p->strategic = key(k->strategic);
    p->build_kind = key(d->build == 'e' ? "expansion" : d->build == 'r' ? "renovation" : d->build == 'p' ? "purchase" : "new");
    p->project_type = key(d->build == 'i'   ? "information"
                          : d->build == 'p' ? "purchase"
                          : d->build == 'r' && by > BY_PLATFORM && text_eqz(text_of(k->sector), "industry") ? "renovation" : "construction");
    p->invest_kind = key(public ? random_chance(&m->r, 15) ? "ppp" : "government" : "enterprise");
    p->approve_kind = key(public ? "approval" : k->verify ? "verification" : "filing");
    p->approve_level = key(d->total.yuan > 50 * (int64_t)YI && !text_eqz(p->approve_kind.t, "filing") ? "province"
                           : d->major || random_chance(&m->r, 200) ? "city" : "county");
}

static void fill_flags(struct making *m, const struct draft *d, struct project *p)
{
    const char *v[6];
    text parts[6];
    size_t n = 0;
    enum owner_class by = d->owner->class;

    if (text_eqz(p->invest_kind.t, "ppp"))
        v[n++] = "ppp";
    if (by == BY_PLATFORM && random_chance(&m->r, 12))
        v[n++] = "reits";
    if (by == BY_CENTRAL && random_chance(&m->r, 700))
        v[n++] = "central_local";
    if (by == BY_FOREIGN || by == BY_JOINT)
        v[n++] = "foreign_invest";
    if (by == BY_PRIVATE)
        v[n++] = "private_invest";
    if (by <= BY_PLATFORM && random_chance(&m->r, 140))
        v[n++] = "two_majors";
    for (size_t i = 0; i < n; i++)
        parts[i] = text_of(v[i]);
    p->flags.t = n ? text_join(m->c->arena, parts, n, T(",")) : NO_TEXT;
}

static void fill_place(struct making *m, const struct draft *d, struct project *p)
{
    static const char parks[] = "经济开发区|高新技术产业开发区|先进装备制造产业园|临港产业园|循环经济产业园|食品产业园";
    const struct unit_of *u = d->unit;
    struct arena *a = m->c->arena;
    bool works = d->owner->class >= BY_PRIVATE && random_chance(&m->r, 550);
    text park = d->kind->needs == M_CHEM ? T("化工园区") : one_of(&m->r, parks, '|');
    text spot = spot_name(&m->r, a, u->marks & M_CITY), road = road_name(&m->r, a);

    p->division.t = u->division->unit;
    if (works || d->kind->needs == M_CHEM)
        p->park = text_fmt(a, "%.*s%.*s", TEXT_ARG(u->shorter), TEXT_ARG(park));
    if (p->park.p)
        spot = p->park;
    p->address = text_fmt(a, "%.*s%.*s%.*s%d号", TEXT_ARG(u->full), TEXT_ARG(spot), TEXT_ARG(road), (int)random_between(&m->r, 1, 399));
    point_draw(m, u, &p->lon, &p->lat);
    if (text_eqz(text_of(d->kind->key), "expressway") && !text_starts(u->division->unit, T("21S1"))) {
        const struct unit_of *other = county_draw(m);
        if (other != u)
            p->divisions.t = other->division->unit;
    }
}

static money round_to(int64_t yuan, int64_t step)
{
    return (money){yuan / step * step};
}

static void fill_money(struct making *m, const struct draft *d, struct project *p)
{
    int64_t total = d->total.yuan, left, step = total > 10 * (int64_t)YI ? 1000 * WAN : 10 * WAN;
    int build = d->kind->build_pct, other = (int)random_between(&m->r, 7, 15);

    build = build ? build + (int)random_between(&m->r, -8, 6) : 0;
    if (build + other > 97)
        build = 97 - other;
    p->total_invest = d->total;
    p->inv_build = round_to(total * build / 100, step);
    p->inv_other = round_to(total * other / 100, step);
    p->inv_interest = round_to(d->owner->class <= BY_INSTITUTION ? 0 : total * random_between(&m->r, 5, 32) / 1000, step);
    p->inv_working = round_to(d->owner->class < BY_PRIVATE ? 0 : total * random_between(&m->r, 8, 40) / 1000, step);
    left = total - p->inv_build.yuan - p->inv_other.yuan - p->inv_interest.yuan - p->inv_working.yuan;
    p->inv_equip = (money){left > 0 ? left : 0};
    if (left < 0)
        p->inv_build.yuan += left;
    if (d->stage >= ST_NEW_START && text_eqz(p->approve_kind.t, "approval"))
        p->estimate_total = round_to(total * random_between(&m->r, 930, 1060) / 1000, step);
}

/* Who leads: the province for the largest of the major ones, the city for the other major and the large, else the county. */
static struct known_person leader(struct making *m, const struct draft *d)
{
    const char *s = d->kind->sector;
    int field = !strcmp(s, "agriculture_water") || !strcmp(s, "social") || !strcmp(s, "ecology") ? 2
                : !strcmp(s, "urban") || !strcmp(s, "transport") || !strcmp(s, "services")       ? 1 : 0;

    if (d->major && d->total.yuan >= 100 * (int64_t)YI)
        return m->province->chief;
    if (d->major && d->total.yuan >= 50 * (int64_t)YI)
        return m->province->deputies[field];
    if (d->major || d->total.yuan >= 20 * (int64_t)YI)
        return random_chance(&m->r, 250) ? d->unit->up->chief : d->unit->up->deputies[field];
    return random_chance(&m->r, 300) ? d->unit->chief : d->unit->deputies[random_below(&m->r, DEPUTIES)];
}

static void fill_who(struct making *m, const struct draft *d, struct project *p)
{
    const struct sort_of *k = d->kind;
    const struct unit_of *u = d->unit;
    const struct department *lead = department_by(m, k->lead);

    p->owner = d->owner->id;
    p->owner_name = d->owner->name;
    p->owner_uscc = d->owner->uscc;
    p->owner_kind = key(owner_kind_key(d->owner->class));
    p->contact = d->owner->contact;
    p->contact_phone = d->owner->phone;
    p->responsible_body = d->major ? u->up->government : u->government;
    p->lead_department = lead ? lead->id : (ref){0};
    if (d->major)
        p->coop = random_chance(&m->r, 500) ? T("省自然资源厅、省生态环境厅") : T("省财政厅、省自然资源厅");
    p->leader_in_charge = leader(m, d).id;
    p->responsible_person = (d->major              ? u->up->officers[random_below(&m->r, OFFICERS)]
                             : random_chance(&m->r, 400) ? u->drc_head : u->officers[random_below(&m->r, OFFICERS)]).id;
    if (d->major)
        p->task_force = text_fmt(m->c->arena, "%.*s专班", TEXT_ARG(d->name));
    else if (d->total.yuan >= 10 * (int64_t)YI)
        p->task_force = text_fmt(m->c->arena, "%.*s重点项目推进专班", TEXT_ARG(u->up->full));
}

static void fill_benefit(struct making *m, const struct draft *d, struct project *p)
{
    int64_t yi = d->total.yuan / YI + 1;

    if (random_chance(&m->r, 350))
        return;
    if (d->owner->class >= BY_PRIVATE) {
        int64_t value = yi * random_between(&m->r, 8, 22) / 10 + 1, tax = yi * random_between(&m->r, 200, 900), jobs = yi * random_between(&m->r, 12, 60);
        p->benefit = text_fmt(m->c->arena, "达产后预计年产值%lld亿元，年税收%lld万元，新增就业%lld人。", (long long)value, (long long)tax, (long long)jobs);
    } else {
        int64_t people = yi * random_between(&m->r, 1, 4), jobs = yi * random_between(&m->r, 20, 70);
        p->benefit = text_fmt(m->c->arena, "建成后惠及群众约%lld万人，建设期带动就业%lld人。", (long long)people, (long long)jobs);
    }
}

void draft_fill(struct making *m, const struct draft *d, struct project *p)
{
    p->name = d->name;
    p->parent_id = d->parent;
    fill_class(m, d, p);
    fill_flags(m, d, p);
    fill_place(m, d, p);
    p->content = d->content;
    fill_money(m, d, p);
    fill_who(m, d, p);
    fill_benefit(m, d, p);
    p->origin = key("sample");
    p->origin_note = T("示例数据，由程序虚构");
    times_fill(m, d, p);
    approval_fill(m, d, p);
}
