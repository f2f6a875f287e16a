/* The roles' names: see role.h. */
#include "role.h"

const struct role_name role_names[ROLE_COUNT] = {
    {ROLE_LEADER, "leader", {NULL, {"领导", "Leader"}}},
    {ROLE_DRC, "drc", {NULL, {"发展改革部门", "DRC officer"}}},
    {ROLE_LEAD, "lead", {NULL, {"省直牵头部门", "Lead department"}}},
    {ROLE_CITY, "city", {NULL, {"市级专班", "City task force"}}},
    {ROLE_COUNTY, "county", {NULL, {"县级经办", "County officer"}}},
    {ROLE_OWNER, "owner", {NULL, {"项目单位", "Owner"}}},
    {ROLE_INSPECTOR, "inspector", {NULL, {"督查", "Inspector"}}},
    {ROLE_ADMIN, "admin", {NULL, {"系统管理员", "System administrator"}}},
    {ROLE_AUDITOR, "auditor", {NULL, {"审计员", "Auditor"}}},
    {ROLE_SECURITY, "security", {NULL, {"安全管理员", "Security administrator"}}},
    {ROLE_SYSTEM, "system", {NULL, {"系统", "System"}}},
};

const struct role_name *role_by_key(text key)
{
    for (size_t i = 0; i < ROLE_COUNT; i++)
        if (text_eqz(key, role_names[i].key))
            return &role_names[i];
    return NULL;
}

const struct role_name *role_of(unsigned role)
{
    for (size_t i = 0; i < ROLE_COUNT; i++)
        if (role_names[i].role == role)
            return &role_names[i];
    return NULL;
}
