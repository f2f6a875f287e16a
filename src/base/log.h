/* One line per event on standard error: time, level, what, in a form that journald and people read. */
#ifndef DIAODU_BASE_LOG_H
#define DIAODU_BASE_LOG_H

enum log_level { LOG_QUIET, LOG_ERROR_, LOG_INFO_, LOG_DEBUG_ };

void log_level(enum log_level level);
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
