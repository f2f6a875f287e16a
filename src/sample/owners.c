/* Project units: bureaus, institutions, companies of the city, central firms, private and foreign ones. A firm is taken again
 * for further projects of its place and trade. Names of firms are made up; that a real one is called so is chance.
 */
#include "making.h"

static const char *const owner_kinds[OWNER_CLASSES] = {
    [BY_OFFICE] = "government", [BY_INSTITUTION] = "institution", [BY_PLATFORM] = "soe_local", [BY_CENTRAL] = "soe_central",
    [BY_PRIVATE] = "private", [BY_FOREIGN] = "foreign", [BY_JOINT] = "joint",
};

const char *owner_kind_key(enum owner_class class)
{
    return owner_kinds[class];
}

/* 沈阳市和平区水利局; 海城市中心医院; 海城市产业技术研究院 */
static const char *office_of(const struct sort_of *k)
{
    return !k->office ? "工业和信息化局" : k->office[0] == '{' ? "产业技术研究院" : k->office;
}

/* Owners that may be taken for one another: bureaus by their name, firms by their trade. */
static uint64_t key_of(const struct sort_of *k, const struct unit_of *u, enum owner_class class)
{
    uint64_t h = class;

    for (const char *p = class <= BY_INSTITUTION ? office_of(k) : k->trade; *p; p++)
        h = random_mix(h + 1) ^ (unsigned char)*p;
    for (size_t i = 0; i < u->division->unit.n; i++)
        h = random_mix(h + 1) ^ (unsigned char)u->division->unit.p[i];
    return random_mix(h);
}

static text firm_name(struct making *m, const struct sort_of *k, const struct unit_of *u, enum owner_class class, text *ret_brand)
{
    struct arena *a = m->keep;
    const char *end = random_chance(&m->r, 60) ? "集团有限公司" : random_chance(&m->r, 60) ? "股份有限公司" : "有限公司";
    text place = random_chance(&m->r, 600) ? u->shorter : u->up->shorter;

    *ret_brand = brand_name(&m->r, a);
    if (class == BY_PLATFORM) {
        *ret_brand = u->shorter;
        return text_fmt(a, "%.*s%s%s", TEXT_ARG(u->shorter), k->trade, text_ends(text_of(k->trade), T("投资")) ? "集团有限公司" : "有限责任公司");
    }
    if (class == BY_CENTRAL)
        return text_fmt(a, "中%.*s%s（%.*s）有限公司", TEXT_ARG(*ret_brand), k->trade, TEXT_ARG(place));
    if (class == BY_FOREIGN)
        return text_fmt(a, "%.*s%s（%.*s）有限公司", TEXT_ARG(*ret_brand), k->trade, TEXT_ARG(place));
    if (random_chance(&m->r, 120))
        return text_fmt(a, "辽宁%.*s%s%s", TEXT_ARG(*ret_brand), k->trade, end);
    return text_fmt(a, "%.*s%.*s%s%s", TEXT_ARG(place), TEXT_ARG(*ret_brand), k->trade, end);
}

static err owner_make(struct making *m, const struct sort_of *k, const struct unit_of *u, enum owner_class class, struct owner **ret)
{
    struct owner *o = ARENA_NEW(m->keep, struct owner);
    struct body b = {.kind = {T("owner")}, .unit = {u->division->unit}};
    text road;
    int tries = 0;

    o->unit = u;
    o->class = class;
    do
        o->name = class <= BY_INSTITUTION ? text_fmt(m->keep, "%.*s%s", TEXT_ARG(u->full), office_of(k)) : firm_name(m, k, u, class, &o->brand);
    while (!use_once(m, &m->names, o->name) && class > BY_PLATFORM && ++tries < 100);
    o->uscc = make_uscc(m->keep, class == BY_OFFICE ? "11" : class == BY_INSTITUTION ? "12" : "91", u->division->code, ++m->n_bodies);
    o->contact = person_name(&m->r, m->keep);
    o->phone = next_phone(m, m->keep);
    b.name = o->name;
    b.uscc = o->uscc;
    b.phone = o->phone;
    road = road_name(&m->r, m->c->arena);
    b.address = text_fmt(m->c->arena, "%.*s%.*s%d号", TEXT_ARG(u->full), TEXT_ARG(road),
                         (int)random_between(&m->r, 1, 260));
    if (class <= BY_INSTITUTION)
        b.parent = u->government;
    TRY(body_add(m, &b, &o->id));
    m->n_owners++;
    *ret = o;
    return NULL;
}

/* There is one bureau and one company of each kind in a place; of others the more are taken again, the more there are. */
static bool enough(struct making *m, enum owner_class class, int n)
{
    return n && (class <= BY_PLATFORM || (n >= 40) || random_chance(&m->r, 250 + 18 * (unsigned)n));
}

err owner_draw(struct making *m, const struct sort_of *k, const struct unit_of *u, struct owner **ret)
{
    enum owner_class class = (enum owner_class)random_weighted(&m->r, k->owners, OWNER_CLASSES);
    uint64_t key = key_of(k, u, class);
    struct owner **pool = &m->pool[key % POOLS], *o = NULL;
    int n = 0, at;

    for (struct owner *p = *pool; p; p = p->next)
        n += p->key == key;
    if (enough(m, class, n)) {
        at = (int)random_below(&m->r, (uint64_t)n);
        for (o = *pool; o && (o->key != key || at-- > 0); o = o->next)
            ;
    }
    if (!o) {
        TRY(owner_make(m, k, u, class, &o));
        o->key = key;
        o->next = *pool;
        *pool = o;
    }
    owners_count(m, o);
    *ret = o;
    return NULL;
}

/* The two with the most projects in Shenyang and Dalian get accounts: there is something to see for them. */
void owners_count(struct making *m, struct owner *o)
{
    struct owner **most = text_starts(o->unit->division->unit, T("2101"))   ? &m->of_shenyang
                          : text_starts(o->unit->division->unit, T("2102")) ? &m->of_dalian
                                                                            : NULL;

    o->projects++;
    if (most && o->class >= BY_PLATFORM && (!*most || o->projects > (*most)->projects))
        *most = o;
}
