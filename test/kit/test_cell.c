/* Foreign cells, as tables of cases. A case names its reason when the cell must be in doubt. */
#include "kit/cell.h"
#include "base/date.h"
#include "kit/words.h"
#include "test.h"

static const struct word *const NONE = NULL; /* EMPTY in a table */
#define EMPTY_ ((const struct word *)&NONE)
#define GBP {"GBP", 1000000, 82931, 10000}

static void check(const char *what, struct reading r, const struct word *why, int64_t got, int64_t want)
{
    if (why == EMPTY_) {
        if (r.is != READ_EMPTY || got != ABSENT)
            fail_msg("%s: not empty but %lld (%s)", what, (long long)got, r.why ? r.why->key : "value");
    } else if (why) {
        if (r.is != READ_DOUBT || r.why != why || got != ABSENT)
            fail_msg("%s: want doubt %s, got %d %s %lld", what, why->key, r.is, r.why ? r.why->key : "", (long long)got);
    } else if (r.is != READ_VALUE || got != want)
        fail_msg("%s: want %lld, got %d %s %lld", what, (long long)want, r.is, r.why ? r.why->key : "", (long long)got);
}

static void money_is_read_exactly_or_not_at_all(void **state)
{
    static const struct cell_unit gbp = GBP;
    const struct {
        const char *t;
        const struct cell_unit *unit;
        const struct word *why;
        int64_t yuan;
    } cases[] = {
        {"1234", &unit_wan, NULL, 12340000},
        {"1,234.56", &unit_wan, NULL, 12345600},
        {"１，２３４．５", &unit_wan, NULL, 12345000},
        {"  837 ", &unit_yi, NULL, 83700000000},
        {"109.59", &unit_yi, NULL, 10959000000},
        {"0.1", &unit_yuan, NULL, 0},
        {"0.5", &unit_yuan, NULL, 1},
        {"-0.5", &unit_yuan, NULL, -1},
        {"1234.5600000000001", &unit_wan, NULL, 12345600},
        {"28499999.999999996", &unit_yuan, NULL, 28500000},
        {"12 345", &unit_wan, NULL, 123450000},
        {"1 234 567.5 万元", &unit_yuan, NULL, 12345675000},
        {"12\u00a0345", &unit_yuan, NULL, 12345},
        {"12\u202f345\u202f678", &unit_yuan, NULL, 12345678},
        {"12\u2009345,5", &unit_yuan, &w_cell_grouping, 0},
        {"-3 000元", &unit_wan, NULL, -3000},
        {"12 34", &unit_yuan, &w_cell_prose, 0},
        {"12 3456", &unit_yuan, &w_cell_prose, 0},
        {"1234 567", &unit_yuan, &w_cell_prose, 0},
        {"12 345 67", &unit_yuan, &w_cell_prose, 0},
        {"024 868", &unit_yuan, &w_cell_prose, 0},
        {"1,234 567", &unit_yuan, &w_cell_prose, 0},
        {"12\n345", &unit_yuan, &w_cell_prose, 0},
        {"12  345", &unit_yuan, &w_cell_prose, 0},
        {"1.5 345", &unit_yuan, &w_cell_prose, 0},
        {"1.2E+5", &unit_wan, NULL, 1200000000},
        {"1.2e-3", &unit_yi, NULL, 120000},
        {"3.2亿元", &unit_wan, NULL, 320000000},
        {"3.2 亿 元", &unit_wan, NULL, 320000000},
        {"5000万", &unit_yi, NULL, 50000000},
        {"2万亿元", &unit_wan, NULL, 2000000000000},
        {"5000元", &unit_wan, NULL, 5000},
        {"人民币5000万元", &unit_yuan, NULL, 50000000},
        {"￥1,000", &unit_yuan, NULL, 1000},
        {"¥ 1,000", &unit_wan, NULL, 10000000},
        {"(1,234)", &unit_yuan, NULL, -1234},
        {"（1,234）", &unit_yuan, NULL, -1234},
        {"1234-", &unit_yuan, NULL, -1234},
        {"−5", &unit_wan, NULL, -50000},
        {"－￥5", &unit_wan, NULL, -50000},
        {"0", &unit_wan, NULL, 0},
        {"£32,614", &gbp, NULL, 270471163400},
        {"32614", &gbp, NULL, 270471163400},
        {"£1.2bn", &gbp, NULL, 9951720000},
        {"£0.03 ", &gbp, NULL, 248793},
        {"", &unit_wan, EMPTY_, 0},
        {" 　", &unit_wan, EMPTY_, 0},
        {"-", &unit_wan, EMPTY_, 0},
        {"–", &unit_wan, EMPTY_, 0},
        {"——", &unit_wan, EMPTY_, 0},
        {"NA", &gbp, EMPTY_, 0},
        {"N/A", &gbp, EMPTY_, 0},
        {"/", &unit_wan, EMPTY_, 0},
        {"无", &unit_wan, EMPTY_, 0},
        {"不适用", &unit_wan, EMPTY_, 0},
        {"#N/A", &unit_wan, EMPTY_, 0},
        {"Exempt under Section 43 of the Freedom of Information Act 2000 (Commercial Interests).", &gbp, &w_cell_prose, 0},
        {"43 of the Act", &gbp, &w_cell_prose, 0},
        {"见附件3", &unit_wan, &w_cell_prose, 0},
        {"总投资5000万元", &unit_wan, &w_cell_prose, 0},
        {"待定", &unit_wan, &w_cell_prose, 0},
        {"约3亿", &unit_wan, &w_cell_about, 0},
        {">500", &unit_wan, &w_cell_about, 0},
        {"3亿元左右", &unit_wan, &w_cell_about, 0},
        {"100+", &unit_wan, &w_cell_about, 0},
        {"3-5亿", &unit_wan, &w_cell_about, 0},
        {"3～5亿元", &unit_wan, &w_cell_about, 0},
        {"$5", &gbp, &w_cell_currency, 0},
        {"$5", &unit_wan, &w_cell_currency, 0},
        {"3.2亿元", &gbp, &w_cell_currency, 0},
        {"£5元", &gbp, &w_cell_currency, 0},
        {"5000 GBP", &gbp, &w_cell_unit, 0},
        {"1,23", &unit_wan, &w_cell_grouping, 0},
        {"12,3456", &unit_wan, &w_cell_grouping, 0},
        {"1234,567", &unit_wan, &w_cell_grouping, 0},
        {"1.2.3", &unit_wan, &w_cell_prose, 0},
        {"3亿5000万元", &unit_wan, &w_cell_prose, 0},
        {"(5", &unit_wan, &w_cell_prose, 0},
        {"5 metres", &gbp, &w_cell_prose, 0},
        {"#DIV/0!", &unit_wan, &w_cell_error, 0},
        {"9223372036854775807", &unit_yuan, NULL, INT64_MAX},
        {"9223372036854775808", &unit_yuan, &w_cell_too_large, 0},
        {"999999999999", &unit_yi, &w_cell_too_large, 0},
        {"1E+30", &unit_yuan, &w_cell_too_large, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        money m = {7};
        struct reading r = cell_money((struct cell){text_of(cases[i].t), CELL_TEXT}, cases[i].unit, &m);
        check(cases[i].t, r, cases[i].why, m.yuan, cases[i].yuan);
    }
}

static void units_are_read_from_their_description(void **state)
{
    static const struct {
        const char *t;
        bool ok;
        struct cell_unit u;
    } cases[] = {
        {"元", true, {"CNY", 1, 1, 1}},
        {"万元", true, {"CNY", 10000, 1, 1}},
        {"百万元", true, {"CNY", 1000000, 1, 1}},
        {"千元", true, {"CNY", 1000, 1, 1}},
        {"亿元", true, {"CNY", 100000000, 1, 1}},
        {"亿", true, {"CNY", 100000000, 1, 1}},
        {"10,000 yuan", true, {"CNY", 10000, 1, 1}},
        {"CNY 10k", true, {"CNY", 10000, 1, 1}},
        {"100 million yuan", true, {"CNY", 100000000, 1, 1}},
        {"100,000 yuan", false, {NULL, 0, 0, 0}},
        {"GBP million @ 8.2931", true, {"GBP", 1000000, 82931, 10000}},
        {"million GBP@8", true, {"GBP", 1000000, 8, 1}},
        {"百万英镑 @ 8.2931", true, {"GBP", 1000000, 82931, 10000}},
        {"USD @ 7.1", true, {"USD", 1, 71, 10}},
        {"", false, {0}},
        {"GBP million", false, {0}},
        {"GBP USD @ 1", false, {0}},
        {"GBP @ 0", false, {0}},
        {"GBP @ -8", false, {0}},
        {"斤", false, {0}},
        {"万元 税前", false, {0}},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct cell_unit u = {0};
        if (cell_unit_read(text_of(cases[i].t), &u) != cases[i].ok)
            fail_msg("%s", cases[i].t);
        if (cases[i].ok && (strcmp(u.currency, cases[i].u.currency) || u.scale != cases[i].u.scale ||
                            u.rate_num != cases[i].u.rate_num || u.rate_den != cases[i].u.rate_den))
            fail_msg("%s: %s %lld %lld/%lld", cases[i].t, u.currency, (long long)u.scale, (long long)u.rate_num,
                     (long long)u.rate_den);
    }
}

static void quantities_are_whole_in_the_fields_unit(void **state)
{
    static const struct cell_unit mu = {NULL, 1, 66667, 100}, thousand = {NULL, 1000, 1, 1};
    const struct {
        const char *t;
        const struct cell_unit *unit;
        const struct word *why;
        int64_t n;
    } cases[] = {
        {"1,200", &unit_one, NULL, 1200},   {"2.9999999999999996", &unit_one, NULL, 3},
        {"12.5", &unit_one, &w_cell_fraction, 0}, {"1.5万", &unit_one, NULL, 15000},
        {"3", &mu, NULL, 2000},             {"1.5", &mu, NULL, 1000},
        {"1.25", &thousand, NULL, 1250},    {"1.2345", &thousand, &w_cell_fraction, 0},
        {"5m", &unit_one, &w_cell_prose, 0}, {"¥5", &unit_one, &w_cell_currency, 0},
        {"若干", &unit_one, &w_cell_prose, 0}, {"—", &unit_one, EMPTY_, 0},
        {"200人", &unit_one, &w_cell_prose, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        number n = {7};
        struct reading r = cell_number((struct cell){text_of(cases[i].t), CELL_TEXT}, cases[i].unit, &n);
        check(cases[i].t, r, cases[i].why, n.n, cases[i].n);
    }
}

static void percentages_without_a_sign_are_doubted_below_one(void **state)
{
    const struct {
        const char *t;
        enum cell_kind kind;
        const struct word *why;
        int64_t n;
    } cases[] = {
        {"27.5%", CELL_TEXT, NULL, 2750},   {"27.5％", CELL_TEXT, NULL, 2750}, {"0.5%", CELL_TEXT, NULL, 50},
        {"27.5", CELL_NUMBER, NULL, 2750},  {"0.275", CELL_PERCENT, NULL, 2750}, {"1", CELL_PERCENT, NULL, 10000},
        {"-3.1%", CELL_TEXT, NULL, -310},   {"0", CELL_NUMBER, NULL, 0},
        {"0.5", CELL_NUMBER, &w_cell_percent_or_share, 0}, {"1", CELL_TEXT, &w_cell_percent_or_share, 0},
        {"约30%", CELL_TEXT, &w_cell_about, 0}, {"过半", CELL_TEXT, &w_cell_prose, 0}, {"NA", CELL_TEXT, EMPTY_, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        number n = {7};
        struct reading r = cell_percent((struct cell){text_of(cases[i].t), cases[i].kind}, false, &n);
        check(cases[i].t, r, cases[i].why, n.n, cases[i].n);
    }
}

static void yes_and_no_have_many_forms(void **state)
{
    const struct {
        const char *t;
        const struct word *why;
        int64_t v;
    } cases[] = {
        {"是", NULL, 1},  {"否", NULL, 0},    {"有", NULL, 1},   {"无", NULL, 0},    {"√", NULL, 1},
        {"×", NULL, 0},   {"Y", NULL, 1},     {"No", NULL, 0},   {"１", NULL, 1},    {"0", NULL, 0},
        {"TRUE", NULL, 1}, {" false ", NULL, 0}, {"", EMPTY_, 0}, {"-", EMPTY_, 0},  {"N/A", EMPTY_, 0},
        {"是否", &w_cell_not_flag, 0}, {"x", &w_cell_not_flag, 0}, {"2", &w_cell_not_flag, 0}, {"部分", &w_cell_not_flag, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        flag f = {7};
        struct reading r = cell_flag(CELL(text_of(cases[i].t)), &f);
        check(cases[i].t, r, cases[i].why, f.v, cases[i].v);
    }
}

struct date_case {
    const char *t;
    enum cell_kind kind;
    struct cell_dates how;
    const struct word *why;
    const char *want;
};

static const struct cell_dates nothing, dmy = {.order = DAY_FIRST}, mdy = {.order = MONTH_FIRST},
                               first = {.month_as = MONTH_IS_FIRST_DAY}, last = {.month_as = MONTH_IS_LAST_DAY},
                               mac = {.epoch = EPOCH_1904};

static void dates_are_read_in_every_form_that_has_one_meaning(void **state)
{
    const struct date_case cases[] = {
        {"2022-03-01", CELL_TEXT, nothing, NULL, "2022-03-01"},
        {"2022/3/1", CELL_TEXT, nothing, NULL, "2022-03-01"},
        {"2022.3.1", CELL_TEXT, nothing, NULL, "2022-03-01"},
        {"２０２２．３．１", CELL_TEXT, nothing, NULL, "2022-03-01"},
        {"20220301", CELL_TEXT, nothing, NULL, "2022-03-01"},
        {"20220301", CELL_NUMBER, nothing, NULL, "2022-03-01"},
        {"2022年3月1日", CELL_TEXT, nothing, NULL, "2022-03-01"},
        {"2022 年 3 月 1 号", CELL_TEXT, nothing, NULL, "2022-03-01"},
        {"二〇二七年六月三十日", CELL_TEXT, nothing, NULL, "2027-06-30"},
        {"二零二七年 十二月 三十一 号", CELL_TEXT, nothing, NULL, "2027-12-31"},
        {"二○二七年十月廿一日", CELL_TEXT, nothing, NULL, "2027-10-21"},
        {"二〇二七年〇六月一日", CELL_TEXT, nothing, NULL, "2027-06-01"},
        {"二〇二七年6月2日", CELL_TEXT, nothing, NULL, "2027-06-02"},
        {"二〇二七年六月", CELL_TEXT, first, NULL, "2027-06-01"},
        {"二〇二七年六月", CELL_TEXT, nothing, &w_cell_only_month, NULL},
        {"二〇二七年", CELL_TEXT, first, &w_cell_only_year, NULL},
        {"二〇二七年十三月", CELL_TEXT, first, &w_cell_no_month, NULL},
        {"二〇二七年二月三十日", CELL_TEXT, nothing, &w_cell_no_day, NULL},
        {"二〇二七年一二月", CELL_TEXT, first, &w_cell_prose, NULL},
        {"二〇二七", CELL_TEXT, first, &w_cell_prose, NULL},
        {"二〇二七年六月底", CELL_TEXT, last, &w_cell_vague_date, NULL},
        {"二〇二七年六月至十二月", CELL_TEXT, last, &w_cell_date_range, NULL},
        {"两年", CELL_TEXT, first, &w_cell_prose, NULL},
        {"十年", CELL_TEXT, first, &w_cell_prose, NULL},
        {"31/03/2028 00:00", CELL_TEXT, nothing, NULL, "2028-03-31"},
        {"2022-03-01T00:00:00.000Z", CELL_TEXT, nothing, NULL, "2022-03-01"},
        {"2022/3/1 8:30:05", CELL_TEXT, nothing, NULL, "2022-03-01"},
        {"01/02/2022", CELL_TEXT, dmy, NULL, "2022-02-01"},
        {"01/02/2022", CELL_TEXT, mdy, NULL, "2022-01-02"},
        {"05/05/2022", CELL_TEXT, nothing, NULL, "2022-05-05"},
        {"1 March 2022", CELL_TEXT, nothing, NULL, "2022-03-01"},
        {"March 1, 2022", CELL_TEXT, nothing, NULL, "2022-03-01"},
        {"1-Mar-22", CELL_TEXT, nothing, NULL, "2022-03-01"},
        {"44621", CELL_NUMBER, nothing, NULL, "2022-03-01"},
        {"44621.75", CELL_DATE, nothing, NULL, "2022-03-01"},
        {"43159", CELL_NUMBER, mac, NULL, "2022-03-01"},
        {"2022-03-01", CELL_DATE, nothing, NULL, "2022-03-01"},
        {"2022年3月", CELL_TEXT, first, NULL, "2022-03-01"},
        {"2024.2", CELL_TEXT, last, NULL, "2024-02-29"},
        {"", CELL_TEXT, nothing, EMPTY_, NULL},
        {"NA", CELL_TEXT, nothing, EMPTY_, NULL},
        {"无", CELL_TEXT, nothing, EMPTY_, NULL},
        {"2022年3月", CELL_TEXT, nothing, &w_cell_only_month, NULL},
        {"2022", CELL_NUMBER, first, &w_cell_only_year, NULL},
        {"2022年", CELL_TEXT, first, &w_cell_only_year, NULL},
        {"01/02/2022", CELL_TEXT, nothing, &w_cell_day_order, NULL},
        {"03/31/2022", CELL_TEXT, dmy, &w_cell_no_day, NULL},
        {"2022-02-30", CELL_TEXT, nothing, &w_cell_no_day, NULL},
        {"2022-13-01", CELL_TEXT, nothing, &w_cell_no_day, NULL},
        {"2022年13月", CELL_TEXT, first, &w_cell_no_month, NULL},
        {"22-3-1", CELL_TEXT, nothing, &w_cell_short_year, NULL},
        {"44621", CELL_TEXT, nothing, &w_cell_not_serial, NULL},
        {"44621", CELL_PLAIN, nothing, &w_cell_not_serial, NULL},
        {"12", CELL_NUMBER, nothing, &w_cell_not_serial, NULL},
        {"2022年底", CELL_TEXT, last, &w_cell_vague_date, NULL},
        {"2022年上半年", CELL_TEXT, last, &w_cell_vague_date, NULL},
        {"2022年3月底前", CELL_TEXT, last, &w_cell_vague_date, NULL},
        {"2022Q1", CELL_TEXT, last, &w_cell_vague_date, NULL},
        {"2022-2025", CELL_TEXT, last, &w_cell_date_range, NULL},
        {"2022.3-2025.12", CELL_TEXT, last, &w_cell_date_range, NULL},
        {"2022年3月至2025年12月", CELL_TEXT, last, &w_cell_date_range, NULL},
        {"Exempt under Section 43", CELL_TEXT, nothing, &w_cell_prose, NULL},
        {"已开工", CELL_TEXT, nothing, &w_cell_prose, NULL},
        {"1.5", CELL_TEXT, nothing, &w_cell_prose, NULL},
        {"1-2-3-4-5-6-7-8-9-10-11-12-13-14", CELL_TEXT, nothing, &w_cell_prose, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        date d = {7}, want = NO_DATE;
        struct reading r = cell_date((struct cell){text_of(cases[i].t), cases[i].kind}, &cases[i].how, &d);
        if (cases[i].want)
            assert_true(date_parse(text_of(cases[i].want), &want));
        check(cases[i].t, r, cases[i].why, d.days, want.days);
    }
}

static void months_are_read_from_months_and_days(void **state)
{
    const struct date_case cases[] = {
        {"2022年3月", CELL_TEXT, nothing, NULL, "2022-03"},   {"2022.3", CELL_TEXT, nothing, NULL, "2022-03"},
        {"2022.3", CELL_NUMBER, nothing, NULL, "2022-03"},    {"2022.12", CELL_NUMBER, nothing, NULL, "2022-12"},
        {"2022.10", CELL_TEXT, nothing, NULL, "2022-10"},     {"2022.1", CELL_TEXT, nothing, NULL, "2022-01"},
        {"2022-03", CELL_TEXT, nothing, NULL, "2022-03"},     {"3/2022", CELL_TEXT, nothing, NULL, "2022-03"},
        {"202203", CELL_TEXT, nothing, NULL, "2022-03"},      {"202203", CELL_NUMBER, nothing, NULL, "2022-03"},
        {"Mar-22", CELL_TEXT, nothing, NULL, "2022-03"},      {"Sept 2022", CELL_TEXT, nothing, NULL, "2022-09"},
        {"2022-03-31", CELL_TEXT, nothing, NULL, "2022-03"},  {"44621", CELL_DATE, nothing, NULL, "2022-03"},
        {"2022.1", CELL_NUMBER, nothing, &w_cell_month_or_tenth, NULL},
        {"2022.1", CELL_PLAIN, nothing, &w_cell_month_or_tenth, NULL},
        {"2022.13", CELL_TEXT, nothing, &w_cell_no_month, NULL}, {"202213", CELL_TEXT, nothing, &w_cell_no_month, NULL},
        {"2022-00", CELL_TEXT, nothing, &w_cell_no_month, NULL}, {"2022-02-31", CELL_TEXT, nothing, &w_cell_no_day, NULL},
        {"2022", CELL_TEXT, nothing, &w_cell_only_year, NULL},   {"22-Mar", CELL_TEXT, nothing, &w_cell_prose, NULL},
        {"01/02/2022", CELL_TEXT, nothing, &w_cell_day_order, NULL}, {"三季度", CELL_TEXT, nothing, &w_cell_prose, NULL},
        {"2022年三季度", CELL_TEXT, nothing, &w_cell_vague_date, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        month m = {7}, want = NO_MONTH;
        struct reading r = cell_month((struct cell){text_of(cases[i].t), cases[i].kind}, &cases[i].how, &m);
        if (cases[i].want)
            assert_true(month_parse(text_of(cases[i].want), &want));
        check(cases[i].t, r, cases[i].why, m.n, want.n);
    }
}

static void degrees_are_read_decimal_and_sexagesimal(void **state)
{
    const struct {
        const char *t;
        enum cell_axis axis;
        const struct word *why;
        int64_t micro;
    } cases[] = {
        {"123.456789", AXIS_LONGITUDE, NULL, 123456789},  {"123.4567895", AXIS_LONGITUDE, NULL, 123456790},
        {"123.5°", AXIS_LONGITUDE, NULL, 123500000},      {"123°27′18″", AXIS_LONGITUDE, NULL, 123455000},
        {"123°27'18.5\"E", AXIS_LONGITUDE, NULL, 123455139}, {"东经123度27分18秒", AXIS_LONGITUDE, NULL, 123455000},
        {"E123.5", AXIS_LONGITUDE, NULL, 123500000},      {"41.8N", AXIS_LATITUDE, NULL, 41800000},
        {"北纬 41°48′", AXIS_LATITUDE, NULL, 41800000},   {"-41.8", AXIS_LATITUDE, NULL, -41800000},
        {"33.9S", AXIS_LATITUDE, NULL, -33900000},
        {"123.5", AXIS_LATITUDE, &w_cell_axis, 0},        {"41.8N", AXIS_LONGITUDE, &w_cell_axis, 0},
        {"200", AXIS_LONGITUDE, &w_cell_not_degree, 0},   {"123°60′", AXIS_LONGITUDE, &w_cell_not_degree, 0},
        {"123°27′60″", AXIS_LONGITUDE, &w_cell_not_degree, 0}, {"123.5,41.8", AXIS_LONGITUDE, &w_cell_not_degree, 0},
        {"沈阳市", AXIS_LONGITUDE, &w_cell_not_degree, 0}, {"无", AXIS_LONGITUDE, EMPTY_, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        degree d = {7};
        struct reading r = cell_degree(CELL(text_of(cases[i].t)), cases[i].axis, &d);
        check(cases[i].t, r, cases[i].why, d.micro, cases[i].micro);
    }
}

static void telephones_are_written_one_way(void **state)
{
    const struct {
        const char *t;
        enum cell_kind kind;
        const struct word *why;
        const char *want;
    } cases[] = {
        {"13800138000", CELL_TEXT, NULL, "13800138000"},      {"138-0013-8000", CELL_TEXT, NULL, "13800138000"},
        {"+86 138 0013 8000", CELL_TEXT, NULL, "13800138000"}, {"13800138000", CELL_NUMBER, NULL, "13800138000"},
        {"1.3800138E+10", CELL_NUMBER, NULL, "13800138000"},  {"024-86893456", CELL_TEXT, NULL, "024-86893456"},
        {"（024）86893456", CELL_TEXT, NULL, "024-86893456"},  {"02486893456", CELL_TEXT, NULL, "024-86893456"},
        {"0417-2821234", CELL_TEXT, NULL, "0417-2821234"},    {"024-86893456-801", CELL_TEXT, NULL, "024-86893456-801"},
        {"024-86893456转801", CELL_TEXT, NULL, "024-86893456-801"}, {"+86-24-86893456", CELL_TEXT, NULL, "024-86893456"},
        {"86893456", CELL_TEXT, NULL, "86893456"},            {"400-123-4567", CELL_TEXT, NULL, "4001234567"},
        {"2486893456", CELL_NUMBER, &w_cell_not_phone, ""},   {"1380013800", CELL_TEXT, &w_cell_not_phone, ""},
        {"13800138000/13900139000", CELL_TEXT, &w_cell_many_phones, ""},
        {"13800138000、024-86893456", CELL_TEXT, &w_cell_many_phones, ""},
        {"联系王主任", CELL_TEXT, &w_cell_not_phone, ""},     {"1380013800013800138000138001380013800", CELL_TEXT, &w_cell_many_phones, ""},
    };
    struct arena *a = arena_new(1 << 20);
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        text got;
        struct reading r = cell_phone(a, (struct cell){text_of(cases[i].t), cases[i].kind}, &got);
        if (r.why != cases[i].why || !text_eqz(got, cases[i].want))
            fail_msg("%s: got %.*s %s", cases[i].t, TEXT_ARG(got), r.why ? r.why->key : "");
    }
    arena_free(a);
}

static const struct codeitem items[] = {
    {"ppp", {"PPP", "PPP"}, "政府和社会资本合作"},
    {"reits", {"REITs", "REITs"}, NULL},
    {"private_invest", {"民间投资", "Private investment"}, "民资"},
    {"none", {"未列入", "Not listed"}, "无"},
};
static const struct codelist flags = CODELIST("flags", items);

static void codes_are_found_or_a_near_one_is_offered(void **state)
{
    code c;
    struct reading r;
    (void)state;
    assert_int_equal(cell_code(CELL(T("民资")), &flags, &c).is, READ_VALUE);
    assert_text(c.t, "private_invest");
    assert_int_equal(cell_code(CELL(T("无")), &flags, &c).is, READ_VALUE);
    assert_text(c.t, "none");
    assert_int_equal(cell_code(CELL(T("N/A")), &flags, &c).is, READ_EMPTY);
    assert_null(c.t.p);
    r = cell_code(CELL(T("民间投资类")), &flags, &c);
    assert_ptr_equal(r.why, &w_cell_unknown_code);
    assert_string_equal(r.near->key, "private_invest");
    assert_null(c.t.p);
    assert_null(cell_code(CELL(T("某")), &flags, &c).near);
}

static void sets_are_cut_at_marks_and_put_in_order(void **state)
{
    static const struct {
        const char *t, *want;
        enum reading_is is;
    } cases[] = {
        {"民间投资、PPP", "ppp,private_invest", READ_VALUE}, {"ppp;reits；ppp", "ppp,reits", READ_VALUE},
        {"PPP 民资", "ppp,private_invest", READ_VALUE},      {"Private investment，REITs", "reits,private_invest", READ_VALUE},
        {"private investment", "private_invest", READ_VALUE}, {"PPP、外星", "", READ_DOUBT},
        {"", "", READ_EMPTY},                                {"/", "", READ_EMPTY},
        {"无", "none", READ_VALUE},
    };
    struct arena *a = arena_new(1 << 20);
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        codes set;
        struct reading r = cell_codes(a, CELL(text_of(cases[i].t)), &flags, &set);
        if (r.is != cases[i].is || !text_eqz(set.t, cases[i].want))
            fail_msg("%s: got %d %.*s", cases[i].t, r.is, TEXT_ARG(set.t));
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(money_is_read_exactly_or_not_at_all),
        cmocka_unit_test(units_are_read_from_their_description),
        cmocka_unit_test(quantities_are_whole_in_the_fields_unit),
        cmocka_unit_test(percentages_without_a_sign_are_doubted_below_one),
        cmocka_unit_test(yes_and_no_have_many_forms),
        cmocka_unit_test(dates_are_read_in_every_form_that_has_one_meaning),
        cmocka_unit_test(months_are_read_from_months_and_days),
        cmocka_unit_test(degrees_are_read_decimal_and_sexagesimal),
        cmocka_unit_test(telephones_are_written_one_way),
        cmocka_unit_test(codes_are_found_or_a_near_one_is_offered),
        cmocka_unit_test(sets_are_cut_at_marks_and_put_in_order),
    };
    return cmocka_run_group_tests_name("cell", tests, NULL, NULL);
}
