/* The table of commands. */
#include "command.h"

const struct command commands[] = {
    {"init", "", L("建立数据库（或升级到本版本）和全省政府、部门、市县的单位树", "Make the database, or bring it up to this version, with the tree of governments"), DB_MAKES, command_init},
    {"sample", "[--projects N] [--months N] [--seed S]", L("生成示例省份（虚构数据），并打印示例账号", "Make a made-up sample province and print its accounts"), DB_MAKES, command_sample},
    {"import", "projects|bodies|people|plans|reports|… FILE [--mapping NAME|FILE | --guess] [--sheet S] [--dry-run] [--errors OUT.xlsx] [--as-of DATE] [--json]",
     L("导入 Excel 或 CSV", "Bring in a workbook or CSV"), DB_MAKES, command_import},
    {"sheet", "FILE [--sheet S]", L("按导入时读到的样子，把工作表打印成 CSV", "Print a sheet's cells as CSV, as the importer reads them"), DB_NONE, command_sheet},
    {"export", "projects|bodies|people|plans|reports|… [--format xlsx|csv|json] [--filter QUERY] [--columns A,B] [-o FILE]",
     L("导出为 Excel、CSV 或 JSON", "Write records as Excel, CSV or JSON"), DB_THERE, command_export},
    {"serve", "[--listen HOST:PORT] [--data DIR] [--proxy ADDRESS[/BITS]] [--secure] [--second-factor] [--workers N]", L("提供网页和接口服务", "Serve pages and API"), DB_MAKES, command_serve},
    {"user", "add LOGIN --name NAME --role ROLE --body BODY | password LOGIN | role LOGIN --role ROLE | revoke LOGIN | disable LOGIN | enable LOGIN | unlock LOGIN | second-off LOGIN | list; each but list: [--reason TEXT]",
     L("管理账号；密码从标准输入读取，首次登录须修改", "Manage accounts; passwords are read from standard input and changed at the first sign-in"), DB_THERE, command_user},
    {"token", "create ACCOUNT [--name NAME]", L("为账号生成接口令牌，只显示一次", "Make an API token for an account; shown once"), DB_THERE, command_token},
    {"verify", "", L("核对审计链", "Check the audit chain"), DB_THERE, command_verify},
    {"round", "", L("开放本月月报：标出应报项目，可重复运行", "Open the month's round: mark who owes a report; may be run again"), DB_THERE, command_round},
    {"recompute", "[--check]", L("由档案重新计算汇总数；--check 只核对不改", "Compute the sums anew from the records; --check only compares"), DB_THERE, command_recompute},
    {"warnings", "[--as-of DATE] [--pack KEY] [--compare KEY] [--json] | --use PACK",
     L("按规则重算全部预警；--as-of 只列出某日当时已知的预警；--compare 与另一套规则比较；--use 换用规则包", "Compute all warnings anew; --as-of only prints those of a past day as it was known then; --compare sets another pack beside it; --use takes another pack"), DB_THERE, command_warnings},
    {"backup", "FILE", L("运行中备份 SQLite 数据库", "Copy a SQLite database while it is in use"), DB_THERE, command_backup},
    {"twins", "", L("在全部项目中查找重码和疑似重复", "Look through all projects for double codes and likely duplicates"), DB_THERE, command_twins},
    {"routes", "", L("列出全部网址", "List all routes"), DB_NONE, command_routes},
    {"acts", "", L("列出全部动作及可用的角色", "List all acts and who may"), DB_NONE, command_acts},
    {"records", "[NAME]", L("列出全部档案类型及字段", "List all record types and their fields"), DB_NONE, command_records},
    {"version", "", L("显示版本", "Show the version"), DB_NONE, command_version},
    {"help", "[COMMAND]", L("显示帮助", "Show help"), DB_NONE, command_help},
};
const size_t command_count = COUNT(commands);
