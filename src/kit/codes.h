/* The codes on a project file, checked: project code (GB/T 40058-2021 and its predecessor), unified social credit code
 * (GB 32100-2015), and the marks of state secrets, which must not come in. Pure. Industry codes: industry.h.
 *
 * What people type is normalised first (full-width, small letters, blanks, missing hyphens, dashes of all kinds).
 * Absent or blank text is accepted and gives an absent code: whether a code is required is the record's matter.
 */
#ifndef DIAODU_KIT_CODES_H
#define DIAODU_KIT_CODES_H

#include "base/error.h"
#include "kit/division.h"

/* New: YYMM-DDDDDD-BB-TT-RRRRRC (month, division, guiding department, type, five random, one check), from October 2020.
 * Old: YYYY-DDDDDD-II-KK-NNNNNN (year, division, industry, kind 01–03, serial of 5 or 6). Told apart by characters 3–4:
 * 01–12 and not before 2010 is a month, so new; 2015–2021 is a year, so old. The check digit of the new code is not
 * verified: its algorithm is in the text of the standard, which we could not read.
 */
struct project_code {
    text written; /* with hyphens, without the phase: what is stored and matched */
    text phase;   /* "-001" of some provinces' codes as "001"; absent when there is none */
    bool is_old;
    int year;
    month given;  /* of a new code, else absent */
    text region;  /* six digits, as in the code; 000xxx is a central department */
};

/* `today` bounds the month (ABSENT: unbounded). A region is accepted when the divisions know it (valid or not), when it is
 * another province's, a central department's, or a functional zone (last two digits 71–79) of a known city. */
err project_code_read(struct arena *a, text typed, const struct divisions *d, month today, struct project_code *ret);

/* 18 characters; both check digits verified; the refusal names the place and what is expected there. The division in it is
 * the place of registration: never compare it with the project's. */
err uscc_read(struct arena *a, text typed, text *ret);

/* Refuses (w_secret_mark) a text with 绝密, 机密, 秘密★, 密级:秘密, 涉密 and the like. Words that only look so pass: 电机密封,
 * 计算机密码, 商业秘密, 保密, 非涉密, 不涉及国家秘密. */
err secret_check(struct arena *a, text t);

#endif
