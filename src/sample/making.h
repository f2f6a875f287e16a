/* The inside of the sample's making: what its parts share. Not for others. */
#ifndef DIAODU_SAMPLE_MAKING_H
#define DIAODU_SAMPLE_MAKING_H

#include "account/account.h"
#include "base/random.h"
#include "kit/division.h"
#include "project/project.h"
#include "sample.h"
#include "sample/kinds.h"

struct known_person {
    ref id;
    text name;
};

enum { DEPUTIES = 3, OFFICERS = 2 };

/* A place with a government: the province, a city or a county. */
struct unit_of {
    const struct division *division;
    text full;            /* 沈阳市和平区, 海城市: as its government calls itself */
    text shorter;         /* 沈阳和平, 海城: inside names of firms and short names */
    text initial;         /* 沈和: what its documents' numbers begin with */
    ref government, drc, force;
    struct known_person chief, deputies[DEPUTIES], drc_head, officers[OFFICERS];
    struct unit_of *up;
    degree lon, lat;
    unsigned metres;      /* how far around it projects lie */
    unsigned share, marks;
};

struct department {
    text key, name;
    ref id;
    codes works;
};

/* A project unit. Firms of one place and trade are kept together, to be taken again. */
struct owner {
    ref id;
    text name, brand, uscc, contact, phone;
    const struct unit_of *unit;
    enum owner_class class;
    int projects;
    uint64_t key;       /* of those that can stand for one another */
    struct owner *next; /* in its pool */
};

/* A set of 64-bit hashes: names and codes in use. */
struct used {
    uint64_t *slot;
    size_t cap, n;
};

enum { POOLS = 1 << 14, CITIES_MOST = 20, A_TRANSACTION = 20000 };
enum { SAMPLE_FUND_YEARS = 3, SAMPLE_FUND_KINDS = 4, SAMPLE_FUND_BATCHES = 3 };
struct making {
    struct call *c;
    struct arena *keep;   /* lives until all is made; c->arena is emptied again and again */
    struct random r;
    const struct sample_options *o;
    date today;
    int year;
    struct unit_of *units; /* as all_divisions, only those still valid */
    size_t n_units;
    struct unit_of *province, *city[CITIES_MOST];
    size_t n_cities;
    struct department *departments;
    size_t n_departments;
    struct owner *pool[POOLS];
    struct used names, codes;
    int64_t n_bodies, n_people, n_owners, n_phones, n_documents;
    struct sample_result *result;
    struct owner *of_shenyang, *of_dalian; /* with the most projects: they get accounts */
    int months;            /* of plans and reports; 0: none */
    int64_t wanted;            /* projects that are asked for */
    void *project;         /* used for every made-up project: struct project */
    struct fund_batch *documents[SAMPLE_FUND_YEARS][SAMPLE_FUND_KINDS][SAMPLE_FUND_BATCHES]; /* by years ago; NULL: nobody took of it */
};

/* --- places.c */
enum mark {
    M_CITY = 1 << 0, M_METRO = 1 << 1, M_FARM = 1 << 2, M_COAST = 1 << 3, M_PORT = 1 << 4, M_HILLS = 1 << 5, M_WIND = 1 << 6,
    M_COAL = 1 << 7, M_METAL = 1 << 8, M_MAGNESITE = 1 << 9, M_CHEM = 1 << 10, M_CAR = 1 << 11, M_PLANE = 1 << 12, M_SHIP = 1 << 13,
    M_LAB = 1 << 14,
};
err places_read(struct making *m);
struct unit_of *unit_at(struct making *m, text unit);
struct unit_of *county_draw(struct making *m);
/* A point within the county's circle. */
void point_draw(struct making *m, const struct unit_of *u, degree *ret_lon, degree *ret_lat);

/* --- names.c */
text person_name(struct random *r, struct arena *a);
text brand_name(struct random *r, struct arena *a);            /* 恒泰: of firms */
text spot_name(struct random *r, struct arena *a, bool city);  /* 清泉街道, 柳河镇 */
text road_name(struct random *r, struct arena *a);
text river_name(struct random *r, struct arena *a);
text next_phone(struct making *m, struct arena *a);
text make_uscc(struct arena *a, const char *prefix, text region, int64_t n);
/* False when it was there already. */
bool use_once(struct making *m, struct used *u, text t);

/* --- ground.c: bodies and people of government */
err ground_make(struct making *m);
err body_add(struct making *m, const struct body *values, ref *ret);
err person_add(struct making *m, ref body, text name, const char *post, struct known_person *ret);
const struct department *department_by(const struct making *m, const char *key);

/* --- owners.c */
err owner_draw(struct making *m, const struct sort_of *k, const struct unit_of *u, struct owner **ret);
void owners_count(struct making *m, struct owner *o);
const char *owner_kind_key(enum owner_class class);

/* --- projects.c */
err projects_make(struct making *m, int64_t made, int64_t wanted, sample_progress *progress, void *data);

/* --- draft.c: one project */
struct draft {
    const struct sort_of *kind;
    const struct unit_of *unit;
    struct owner *owner;
    money total;
    enum stage stage;
    bool major;
    text name, content;
    ref parent;
    char build;     /* n new, e expansion, r renovation, p purchase, i information */
};
/* A name that no other project has, and the content that goes with it. */
void draft_name(struct making *m, struct draft *d);
void draft_fill(struct making *m, const struct draft *d, struct project *p);

/* --- times.c */
void times_fill(struct making *m, const struct draft *d, struct project *p);

/* --- approval.c: codes, documents, land, energy, firms at work */
void approval_fill(struct making *m, const struct draft *d, struct project *p);

/* --- children.c: funds, capacity, milestones, permits of one project; what the file has from them is put into p */
struct rows;
struct rows *rows_draw(struct making *m, const struct draft *d, struct project *p);
err rows_save(struct making *m, struct rows *w, const struct project *p);
/* What the file has from its rows when it has none, in a large province. */
void rows_none(struct project *p);
/* The first sum of central money that it plans; absent when there is none. */
money rows_central(const struct rows *w, code *ret_kind);

/* --- fund.c: what was issued to one project and what became of it, NULL when nothing was; its kind is put into p. At the end the documents. */
struct funds;
struct funds *funds_draw(struct making *m, struct project *p, code kind, money planned);
err funds_save(struct making *m, struct funds *f, const struct project *p);
err funds_end(struct making *m);

/* --- month.c: plans and reports of one project, NULL when it has none; its standing is put into p */
struct months;
/* Most of what lies behind its dates was put right by its office: a province where each second site is late is no example. */
void times_settle(struct making *m, struct project *p);
struct months *months_draw(struct making *m, struct project *p);
err months_save(struct making *m, struct months *w, const struct project *p);

/* --- past.c: the warnings of the past year */
err sample_past(struct call *c, uint64_t seed);

/* --- lists.c: the lists of this year and the last, with their editions */
err lists_make(struct making *m);

/* --- admissions.c: applications to the reserve */
err admissions_make(struct making *m);

/* --- targets.c: when the sums of the plans are there */
err targets_make(struct making *m);

/* --- real.c */
err real_make(struct making *m, int64_t *ret_n);

/* --- accounts.c */
err accounts_make(struct making *m);

#endif
