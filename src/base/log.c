/* Log: see log.h. The level is set once at start, before threads. */
#include "log.h"

#include <stdarg.h>

#include "date.h"
#include "format.h"

static enum log_level upto = LOG_INFO_;

void log_level(enum log_level level)
{
    upto = level;
}

__attribute__((format(printf, 2, 0))) static void line(const char *level, const char *format, va_list args)
{
    CLEAN(out_free) struct out o = {0};
    char message[2048];

    vsnprintf(message, sizeof(message), format, args);
    out_init(&o, 4096, LANG_EN);
    fmt_time_iso(&o, clock_now());
    out_fmt(&o, " %s %s\n", level, message);
    fwrite(o.p, 1, o.n, stderr);
}

#define LOG_AT(name, at, label)                                                                                        \
    void name(const char *format, ...)                                                                                 \
    {                                                                                                                  \
        va_list args;                                                                                                  \
        if (upto < (at))                                                                                               \
            return;                                                                                                    \
        va_start(args, format);                                                                                        \
        line(label, format, args);                                                                                     \
        va_end(args);                                                                                                  \
    }

LOG_AT(log_error, LOG_ERROR_, "error")
LOG_AT(log_info, LOG_INFO_, "info")
LOG_AT(log_debug, LOG_DEBUG_, "debug")
