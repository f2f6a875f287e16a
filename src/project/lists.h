/* The code lists of a project file. Keys are stored and never change; labels and aliases may. A new list is one row of
 * LISTS in lists.c and one name here.
 */
#ifndef DIAODU_PROJECT_LISTS_H
#define DIAODU_PROJECT_LISTS_H

#include "kit/codelist.h"

extern const struct codelist list_stage;          /* 项目阶段, in the order of a project's life */
extern const struct codelist list_owner_kind;     /* 项目单位类型 */
extern const struct codelist list_sector;         /* 项目领域 */
extern const struct codelist list_build_kind;     /* 建设性质 (statistics 1–7) */
extern const struct codelist list_project_type;   /* 项目类型 (GB/T 40058) */
extern const struct codelist list_approve_kind;   /* 管理方式 */
extern const struct codelist list_invest_kind;    /* 投资主体 */
extern const struct codelist list_approve_level;  /* 审批层级 */
extern const struct codelist list_land_mode;      /* 供地方式 */
extern const struct codelist list_strategic;      /* 战略性新兴产业, nine */
extern const struct codelist list_flags;          /* marks, a set */
extern const struct codelist list_suspend_reason; /* 停工原因 */
extern const struct codelist list_doc_kind;       /* 立项文件 */
extern const struct codelist list_permit_item;    /* 审批事项 */
extern const struct codelist list_permit_state;   /* 办理状态 */
extern const struct codelist list_permit_major;   /* 五项主要手续 and 节能, a set */

extern const struct codelist list_light;          /* 状态灯 */
extern const struct codelist list_report_standing; /* 本月月报: the states of a monthly report, as its folder has them */

/* Every list above, and the one that serves a field (NULL when there is none). */
extern const struct codelist *const project_lists[];
extern const size_t project_list_count;
const struct codelist *project_list(const char *name);

#endif
