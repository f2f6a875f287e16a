/* The tables of the round that ship as data, for whoever asks by when a report was due: read once, at first use. */
#include "report.h"

#include "base/log.h"
#include "kit/data.h"

#include <pthread.h>

static struct {
    struct deadline_rules rounds;
    struct workdays calendar;
} shipped;

static void read_shipped(void)
{
    enum { MOST = 4 << 20 };
    struct arena *a = arena_forever(MOST);
    err e = deadlines_read(a, data_file("deadlines.csv"), &shipped.rounds);

    if (!e)
        e = workdays_read(a, data_file("holidays.csv"), &shipped.calendar);
    if (!e)
        return;
    log_error("%.*s", TEXT_ARG(error_whole(a, e, LANG_EN)));
    abort();
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

const struct deadline_rules *report_rounds(void)
{
    pthread_once(&once, read_shipped);
    return &shipped.rounds;
}

const struct workdays *report_calendar(void)
{
    pthread_once(&once, read_shipped);
    return &shipped.calendar;
}

month report_month(moment now)
{
    return round_newest(report_rounds(), report_calendar(), now);
}
