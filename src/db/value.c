/* Values on their way into statements, and the keys of new rows. See db.h. */
#include "db/db.h"

#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

struct value value_int(int64_t n)
{
    return n == ABSENT ? (struct value){0} : (struct value){.kind = VALUE_INT, .n = n};
}
struct value value_ref(int64_t n)
{
    return n ? (struct value){.kind = VALUE_INT, .n = n} : (struct value){0};
}
struct value value_plain(long long n)
{
    return (struct value){.kind = VALUE_INT, .n = n};
}
struct value value_text(text t)
{
    return t.p ? (struct value){.kind = VALUE_TEXT, .t = t} : (struct value){0};
}
struct value value_blob(text t)
{
    return t.p ? (struct value){.kind = VALUE_BLOB, .t = t} : (struct value){0};
}
struct value value_z(const char *z)
{
    return value_text(text_of(z));
}
struct value value_code(code c)
{
    return value_text(c.t);
}
struct value value_codes(codes c)
{
    return value_text(c.t);
}
#define INT_VALUE(type, member)                                                                                        \
    struct value value_##type(type x)                                                                                  \
    {                                                                                                                  \
        return value_int(x.member);                                                                                    \
    }
INT_VALUE(money, yuan)
INT_VALUE(number, n)
INT_VALUE(degree, micro)
INT_VALUE(date, days)
INT_VALUE(month, n)
INT_VALUE(moment, ms)
INT_VALUE(flag, v)
struct value value_id(id i)
{
    return value_ref(i.n);
}
struct value value_reference(ref r)
{
    return value_ref(r.n);
}

/* --- keys ---------------------------------------------------------------------------------------------------------------- */

enum { EPOCH_DAYS = 20089 /* 2025-01-01 */, SEQUENCE_BITS = 8, PROCESS_BITS = 5 };

id db_first_id(moment at)
{
    int64_t ms = at.ms - EPOCH_DAYS * INT64_C(86400000);

    return (id){ms > 0 ? ms << (SEQUENCE_BITS + PROCESS_BITS) : 0};
}

id db_new_id(void)
{
    static _Atomic int64_t last;
    int64_t process = getpid() & ((1 << PROCESS_BITS) - 1);
    struct timespec now;
    int64_t before, next;

    /* the real clock, even when tests set another one: keys must rise */
    clock_gettime(CLOCK_REALTIME, &now);
    next = ((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 - EPOCH_DAYS * INT64_C(86400000)) << SEQUENCE_BITS;
    do {
        before = last;
        if (next <= before)
            next = before + 1;
    } while (!atomic_compare_exchange_weak(&last, &before, next));
    return (id){(next >> SEQUENCE_BITS) << (SEQUENCE_BITS + PROCESS_BITS) | process << SEQUENCE_BITS |
                (next & ((1 << SEQUENCE_BITS) - 1))};
}
