/* The pages of jobs: one's own, one with its progress. Import and other pages show a job by the template job_panel. */
#ifndef DIAODU_KIT_JOB_PAGES_H
#define DIAODU_KIT_JOB_PAGES_H

#include "kit/capability.h"
#include "kit/job.h"
#include "kit/web.h"

extern const struct capability job_capability;

#endif
