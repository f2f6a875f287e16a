/* Names of people, firms, streets and rivers; credit codes and telephones: made up, of parts that are common in Liaoning. */
#include "making.h"

/* One of the '|' parts of a text. */
static text pick(struct random *r, const char *from)
{
    size_t n = 1, at;
    text rest = text_of(from), part;

    for (const char *p = from; *p; p++)
        n += *p == '|';
    at = random_below(r, n);
    while (text_each(&rest, '|', &part) && at--)
        ;
    return part;
}

/* One character of a text of Chinese characters, three bytes each. */
static text pick_char(struct random *r, const char *from)
{
    return (text){from + 3 * random_below(r, strlen(from) / 3), 3};
}

/* The most common first, and twice, so that they come more often. */
static const char surnames[] = "王李张刘陈杨赵黄周吴王李张刘赵孙于马高林徐宋郭何梁韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭"
                               "廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文佟关那富";
static const char given[] = "伟芳敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉文辉力志建国峰宇浩然博雪梅晓东海波鹏飞凤兰云红光永生清福春生立新洪斌振宏利群世昌德胜学"
                            "维佳思远嘉琪子涵欣怡俊凯晨阳旭东庆丰玉成景明";

text person_name(struct random *r, struct arena *a)
{
    text family = pick_char(r, surnames), first = pick_char(r, given);

    if (random_chance(r, 280))
        return text_fmt(a, "%.3s%.3s", family.p, first.p);
    return text_fmt(a, "%.3s%.3s%.3s", family.p, first.p, pick_char(r, given).p);
}

text brand_name(struct random *r, struct arena *a)
{
    static const char first[] = "恒瑞鑫华盛宏泰金辽东方正大通达新天润中联远海北奥瀚卓博创星科信诚德嘉禾丰隆兴旺永安康凯腾翔飞宇辰光明锦绣春晖山川松岩鼎峰聚力启源国卫汇景万合";
    static const char second[] = "泰盛达丰源兴隆润昌宇鑫通和祥安业力恒信诚瑞邦维科拓创智联芯能峰岳川海涛翔腾飞远航凯嘉禾谷田园林木石岩晶晨晖阳光明耀辉尚美佳优品诺亚特斯博森";
    text one = pick_char(r, first), two = pick_char(r, second);

    if (text_eq(one, two))
        return brand_name(r, a);
    if (random_chance(r, 850))
        return text_fmt(a, "%.3s%.3s", one.p, two.p);
    return text_fmt(a, "%.3s%.3s%.3s", one.p, pick_char(r, second).p, two.p);
}

static const char spot_first[] = "清柳松杨榆槐泉石沙金银铁铜龙凤虎马牛羊鹤雁青白黄红黑大小东西南北长平高双三五七八兴永太安和新旺福顺";
static const char spot_second[] = "泉河山岭沟台堡屯甸湖泡岗坡林原川口桥塘窝营寨城沙石门树家";

text spot_name(struct random *r, struct arena *a, bool city)
{
    text end = city ? pick(r, "街道|街道|街道|街道|镇|新城|片区|社区") : pick(r, "镇|镇|镇|镇|乡|乡|街道|村");
    text one = pick_char(r, spot_first);

    return text_fmt(a, "%.3s%.3s%.*s", one.p, pick_char(r, spot_second).p, TEXT_ARG(end));
}

text road_name(struct random *r, struct arena *a)
{
    static const char parts[] = "建设友谊胜利解放青年文化工业迎宾滨河创新科技兴工和平长江黄河渤海辽河松山光明团结振兴惠工";
    size_t at = random_below(r, (sizeof(parts) - 1) / 6);

    return text_fmt(a, "%.6s%s", parts + 6 * at, random_chance(r, 500) ? "路" : "大街");
}

text river_name(struct random *r, struct arena *a)
{
    static const char second[] = "清阳凌洋柳沙石泉水苏碧龙马牛羊英盘饶蒲养汤草细绕";
    text end = pick(r, "河|河|河|河|沟|江"), one = pick_char(r, spot_first);

    return text_fmt(a, "%.3s%.3s%.*s", one.p, pick_char(r, second).p, TEXT_ARG(end));
}

text next_phone(struct making *m, struct arena *a)
{
    /* a walk through all of 154-0000-0000 … 154-9999-9999 without repeating: the step is prime to 10^8 */
    int64_t n = m->n_phones++ * INT64_C(61803399) % 100000000;

    return text_fmt(a, "154%08lld", (long long)n);
}

/* GB 32100-2015: see kit/codes.h, which checks what is made here. */
static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static char organisation_check(const char *p)
{
    static const int weights[] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;

    for (size_t i = 0; i < COUNT(weights); i++)
        sum += (p[i] <= '9' ? p[i] - '0' : p[i] - 'A' + 10) * weights[i];
    sum = 11 - sum % 11;
    return (char)(sum == 10 ? 'X' : sum == 11 ? '0' : '0' + sum);
}

static char whole_check(const char *p)
{
    int sum = 0, weight = 1;

    for (int i = 0; i < 17; i++, weight = weight * 3 % 31)
        sum += (int)(strchr(alphabet, p[i]) - alphabet) * weight;
    return alphabet[(31 - sum % 31) % 31];
}

text make_uscc(struct arena *a, const char *prefix, text region, int64_t n)
{
    enum { ALL = 31 * 31 * 31 * 31 * 31 };
    int64_t scrambled = n * INT64_C(11400719) % ALL; /* prime to 31: no two alike */
    char *p = arena_alloc(a, 19);

    snprintf(p, 19, "%.2s%.6s%s", prefix, region.n == 6 && region.p[2] != 'S' ? region.p : "210000", prefix[0] == '9' ? "MAY" : "000");
    for (int i = 0; i < 5; i++, scrambled /= 31)
        p[11 + i] = alphabet[scrambled % 31];
    p[16] = organisation_check(p + 8);
    p[17] = whole_check(p);
    return (text){p, 18};
}

bool use_once(struct making *m, struct used *u, text t)
{
    uint64_t h = UINT64_C(1469598103934665603);
    size_t at;

    for (size_t i = 0; i < t.n; i++)
        h = (h ^ (unsigned char)t.p[i]) * UINT64_C(1099511628211);
    h = random_mix(h) | 1; /* 0 is an empty slot */
    if (u->n * 2 >= u->cap) {
        struct used bigger = {.cap = u->cap ? u->cap * 2 : 1 << 14, .n = u->n};
        bigger.slot = ARENA_ARRAY(m->keep, uint64_t, bigger.cap);
        for (size_t i = 0; i < u->cap; i++) {
            if (!u->slot[i])
                continue;
            for (at = u->slot[i] >> 1 & (bigger.cap - 1); bigger.slot[at]; at = (at + 1) & (bigger.cap - 1))
                ;
            bigger.slot[at] = u->slot[i];
        }
        *u = bigger;
    }
    for (at = h >> 1 & (u->cap - 1); u->slot[at]; at = (at + 1) & (u->cap - 1))
        if (u->slot[at] == h)
            return false;
    u->slot[at] = h;
    u->n++;
    return true;
}
