/* What the parent and the confined child share, and the filter: only for confine*.c. */
#ifndef DIAODU_KIT_CONFINE_CHILD_H
#define DIAODU_KIT_CONFINE_CHILD_H

#include <stdbool.h>

/* diaodu --confined NAME MEMORY_BYTES CPU_SECONDS [ARGUMENTS …] */
#define CONFINED_FLAG "--confined"
enum { CONFINED_ARGS = 5 };

/* Sanitizers reserve terabytes of address space and run a thread of their own. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CONFINE_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define CONFINE_SANITIZED 1
#endif
#endif
#ifndef CONFINE_SANITIZED
#define CONFINE_SANITIZED 0
#endif

/* Line coverage is written to files at exit: opening for O_CREAT is then left possible (nothing else). */
#ifdef DIAODU_COVERAGE
#define CONFINE_COVERAGE 1
#else
#define CONFINE_COVERAGE 0
#endif

/* Puts the filter on for good. False when the kernel refuses. */
bool confine_filter(bool opens_input);

#endif
