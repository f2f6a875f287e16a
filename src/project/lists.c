/* The code lists of a project file: see lists.h. The nine strategic industries are those of the NBS classification of
 * 2018; build_kind has the numbers of the statistics form among its aliases.
 */
#include "lists.h"

/* 在建 is no stage of its own: it is new_start or continued, so the word alone is left in doubt. */
static const struct codeitem stage[] = {
    {"planned", {"谋划", "Planned"}, "谋划阶段|谋划项目"},
    {"reserve", {"储备", "Reserve"}, "储备阶段|储备项目|入库"},
    {"preliminary", {"前期", "Preliminary"}, "前期阶段|前期项目|前期工作|开展前期"},
    {"new_start", {"新开工", "New start"}, "新开工项目|本年新开工"},
    {"continued", {"续建", "Continued"}, "续建项目|结转续建"},
    {"completed", {"竣工", "Completed"}, "竣工项目|完工|建成|已竣工|已完工"},
    {"in_production", {"投产", "In production"}, "已投产|投产运营|投入使用|竣工投产"},
    {"full_production", {"达产", "Full production"}, "已达产|达产达效"},
    {"suspended", {"停工", "Suspended"}, "停缓建|停建|缓建|已停工"},
    {"withdrawn", {"退出", "Withdrawn"}, "已退出|出库|取消|终止"},
};

static const struct codeitem owner_kind[] = {
    {"government", {"机关", "Government body"}, "党政机关|政府机关|行政机关"},
    {"institution", {"事业", "Public institution"}, "事业单位"},
    {"soe_central", {"国企-央企", "Central state firm"}, "央企|中央企业|中直企业"},
    {"soe_local", {"国企-地方", "Local state firm"}, "地方国企|省属国企|市属国企|地方国有企业"},
    {"private", {"民营", "Private firm"}, "民企|民营企业|私营|私营企业"},
    {"foreign", {"外资", "Foreign firm"}, "外商独资|外资企业|外商投资"},
    {"joint", {"合资", "Joint venture"}, "中外合资|合资企业"},
};

static const struct codeitem sector[] = {
    {"agriculture_water", {"农林水利", "Agriculture, forestry and water"}, "农业|林业|水利|农林水|农业农村"},
    {"transport", {"交通", "Transport"}, "交通运输|综合交通"},
    {"energy", {"能源", "Energy"}, "电力"},
    {"industry", {"工业", "Industry"}, "制造业|先进制造业|装备制造"},
    {"high_tech", {"高技术", "High technology"}, "高技术产业|高新技术|科技创新"},
    {"services", {"服务业", "Services"}, "现代服务业|商贸|商贸物流|文旅"},
    {"social", {"社会事业", "Social services"}, "社会民生|教育卫生|民生"},
    {"ecology", {"生态环保", "Ecology and environment"}, "生态|环保|生态环境"},
    {"urban", {"城建", "Urban construction"}, "城市建设|市政|市政基础设施|城市更新|房地产"},
    {"digital", {"数字", "Digital"}, "数字经济|新型基础设施|新基建|信息化"},
};

static const struct codeitem build_kind[] = {
    {"new", {"新建", "New"}, "1|1新建"},
    {"expansion", {"扩建", "Expansion"}, "2|2扩建"},
    {"renovation", {"改建和技术改造", "Rebuilding and technical renovation"}, "3|改建|技术改造|技改|3改建和技术改造"},
    {"living", {"单纯建造生活设施", "Living facilities only"}, "4|4单纯建造生活设施"},
    {"relocation", {"迁建", "Relocation"}, "5|5迁建"},
    {"restoration", {"恢复", "Restoration"}, "6|6恢复|恢复重建"},
    {"purchase", {"单纯购置", "Purchase only"}, "7|7单纯购置|购置"},
};

static const struct codeitem project_type[] = {
    {"construction", {"基本建设", "Capital construction"}, "基建"},
    {"renovation", {"技术改造", "Technical renovation"}, "技改"},
    {"purchase", {"单纯购置", "Purchase only"}, "购置"},
    {"information", {"信息化", "Information technology"}, NULL},
    {"other", {"其他", "Other"}, "其它"},
};

static const struct codeitem approve_kind[] = {
    {"approval", {"审批", "Approval"}, "审批制|审批类|01"},
    {"verification", {"核准", "Verification"}, "核准制|核准类|02"},
    {"filing", {"备案", "Filing"}, "备案制|备案类|03"},
};

static const struct codeitem invest_kind[] = {
    {"government", {"政府投资", "Government"}, "政府"},
    {"enterprise", {"企业投资", "Enterprise"}, "企业"},
    {"ppp", {"PPP", "PPP"}, "政府和社会资本合作"},
};

static const struct codeitem approve_level[] = {
    {"state", {"国家", "State"}, "国家级|中央|国务院"},
    {"province", {"省", "Province"}, "省级"},
    {"city", {"市", "City"}, "市级"},
    {"county", {"县", "County"}, "县级|区级|县区|县（市、区）|区"},
};

static const struct codeitem land_mode[] = {
    {"allocation", {"划拨", "Allocation"}, NULL},
    {"grant", {"出让", "Grant"}, "招拍挂|协议出让"},
    {"lease", {"租赁", "Lease"}, NULL},
};

static const struct codeitem strategic[] = {
    {"it", {"新一代信息技术", "New information technology"}, "新一代信息技术产业|信息技术"},
    {"equipment", {"高端装备", "Advanced equipment"}, "高端装备制造|高端装备制造产业"},
    {"materials", {"新材料", "New materials"}, "新材料产业"},
    {"biology", {"生物", "Biology"}, "生物产业|生物医药"},
    {"vehicles", {"新能源汽车", "New-energy vehicles"}, "新能源汽车产业"},
    {"energy", {"新能源", "New energy"}, "新能源产业"},
    {"saving", {"节能环保", "Energy saving and environment"}, "节能环保产业"},
    {"creative", {"数字创意", "Digital creativity"}, "数字创意产业"},
    {"services", {"相关服务业", "Related services"}, NULL},
};

static const struct codeitem flags[] = {
    {"ppp", {"PPP", "PPP"}, "政府和社会资本合作"},
    {"reits", {"REITs", "REITs"}, "基础设施REITs"},
    {"central_local", {"央地合作", "Central-local cooperation"}, "央地合作项目"},
    {"foreign_invest", {"外资", "Foreign investment"}, "外资项目|外商投资"},
    {"private_invest", {"民间投资", "Private investment"}, "民间投资项目|民资"},
    {"two_majors", {"两重", "Two majors"}, "两重项目"},
};

static const struct codeitem suspend_reason[] = {
    {"funds", {"资金不到位", "Funds missing"}, "缺资金|资金短缺|资金链断裂"},
    {"land", {"用地或征拆未落实", "Land or demolition not settled"}, "征地|拆迁|征拆|用地"},
    {"approval", {"手续不全", "Approvals missing"}, "手续|审批手续"},
    {"design", {"设计或规划调整", "Change of design or plan"}, "设计变更|规划调整"},
    {"market", {"市场变化", "Market"}, "市场原因"},
    {"owner", {"项目单位自身原因", "Owner"}, "企业原因|债务|破产"},
    {"contractor", {"施工单位原因", "Contractor"}, "施工原因"},
    {"environment", {"环保要求", "Environment"}, "环保"},
    {"safety", {"安全或质量整改", "Safety or quality"}, "安全|质量|事故"},
    {"policy", {"政策调整", "Policy"}, "政策"},
    {"dispute", {"纠纷或信访", "Dispute"}, "纠纷|信访|诉讼"},
    {"weather", {"天气或灾害", "Weather or disaster"}, "天气|灾害"},
    {"other", {"其他", "Other"}, "其它"},
};

static const struct codeitem doc_kind[] = {
    {"proposal", {"项目建议书批复", "Proposal"}, "项建批复|项目建议书"},
    {"feasibility", {"可研批复", "Feasibility study"}, "可行性研究报告批复|可研"},
    {"verification", {"核准批复", "Verification"}, "核准|核准文件"},
    {"filing", {"备案证明", "Filing"}, "备案|备案文件|备案表"},
};

/* Approval items by the four stages of the reform of construction approvals (domain notes §8). */
static const struct codeitem permit_item[] = {
    {"proposal", {"项目建议书批复", "Proposal"}, "项目建议书|项建批复"},
    {"feasibility", {"可行性研究报告批复", "Feasibility study"}, "可研批复|可研"},
    {"verification", {"企业投资项目核准", "Verification"}, "核准|项目核准"},
    {"filing", {"企业投资项目备案", "Filing"}, "备案|项目备案"},
    {"pre_site", {"用地预审与选址意见书", "Land pre-examination and site opinion"}, "用地预审|选址意见书"},
    {"stability", {"社会稳定风险评估", "Social stability risk assessment"}, "稳评"},
    {"land_convert", {"农用地转用和土地征收", "Conversion and expropriation of land"}, "农转用|土地征收|建设用地批复"},
    {"land_supply", {"供地（划拨或出让）", "Supply of land"}, "供地|土地出让|土地划拨|不动产权证"},
    {"land_planning", {"建设用地规划许可证", "Land-use planning permit"}, "用地规划许可证|用地规划许可"},
    {"prelim_design", {"初步设计及概算批复", "Preliminary design and estimate"}, "初步设计|初设批复|概算批复"},
    {"works_planning", {"建设工程规划许可证", "Works planning permit"}, "工程规划许可证|工程规划许可"},
    {"civil_defence", {"人防审批", "Civil defence"}, "人防"},
    {"eia", {"环境影响评价", "Environmental impact assessment"}, "环评|环评批复"},
    {"energy_review", {"节能审查", "Energy review"}, "能评|节能审查和碳排放评价"},
    {"soil_water", {"水土保持方案", "Soil and water conservation"}, "水保|水土保持"},
    {"water_take", {"取水许可", "Water-taking permit"}, "取水"},
    {"flood", {"洪水影响评价", "Flood impact assessment"}, "洪评"},
    {"forest_use", {"使用林地审核", "Use of forest"}, "林地|使用林地|草原"},
    {"sea_use", {"海域使用权", "Use of sea"}, "用海|海域"},
    {"relics", {"文物保护", "Relics"}, "文物|考古"},
    {"mineral", {"压覆矿产", "Covered minerals"}, "压矿"},
    {"geohazard", {"地质灾害评估", "Geological hazards"}, "地灾"},
    {"seismic", {"地震安全性评价", "Seismic safety"}, "地震安评"},
    {"drawing_check", {"施工图审查", "Check of working drawings"}, "图审"},
    {"bid_approval", {"招标方案核准", "Approval of the bidding plan"}, "招标核准"},
    {"bidding", {"施工招标投标", "Bidding"}, "招投标|中标通知书"},
    {"quality", {"质量安全监督手续", "Supervision of quality and safety"}, "质监|安监"},
    {"fire_design", {"消防设计审查", "Fire design review"}, "消防审查"},
    {"construct_permit", {"建筑工程施工许可证", "Construction permit"}, "施工许可证|施工许可|开工报告"},
    {"joint_accept", {"联合验收", "Joint acceptance"}, "竣工联合验收"},
    {"fire_accept", {"消防验收", "Fire acceptance"}, NULL},
    {"register", {"不动产首次登记", "First registration of real estate"}, "不动产登记"},
    {"other", {"其他", "Other"}, "其它"},
};

static const struct codeitem permit_state[] = {
    {"open", {"未办", "Not begun"}, "未办理|未启动"},
    {"applied", {"在办", "Under way"}, "办理中|正在办理|受理"},
    {"granted", {"已取得", "Granted"}, "已办|已办理|已批复|完成|已完成"},
    {"exempt", {"无需办理", "Not needed"}, "不需要|免办|豁免"},
    {"expired", {"已失效", "Expired"}, "过期|失效"},
};

/* 五项主要手续 and the energy review. */
static const struct codeitem permit_major[] = {
    {"approval", {"立项", "Approval"}, NULL},
    {"land", {"用地", "Land"}, NULL},
    {"planning", {"规划", "Planning"}, NULL},
    {"eia", {"环评", "Environment"}, NULL},
    {"construction", {"施工", "Construction"}, NULL},
    {"energy", {"节能", "Energy"}, NULL},
};

/* A light without a warning is green; none where no rule can say anything yet. */
static const struct codeitem light[] = {
    {"green", {"绿灯", "Green"}, "绿"},
    {"yellow", {"黄灯", "Yellow"}, "黄|黄牌"},
    {"red", {"红灯", "Red"}, "红|红牌"},
};

static const struct codeitem report_standing[] = {
    {"draft", {"草稿", "Draft"}, NULL},
    {"returned", {"已退回", "Returned"}, NULL},
    {"submitted", {"已报送", "Submitted"}, NULL},
    {"county_passed", {"县级已审", "Passed by the county"}, NULL},
    {"city_passed", {"市级已审", "Passed by the city"}, NULL},
    {"accepted", {"已通过", "Accepted"}, NULL},
};

/* The name of a list is the field's; the table has the same name. */
#define LISTS(X) \
    X(stage) X(owner_kind) X(sector) X(build_kind) X(project_type) X(approve_kind) X(invest_kind) X(approve_level) \
    X(land_mode) X(strategic) X(flags) X(suspend_reason) X(doc_kind) X(permit_item) X(permit_state) X(permit_major) \
    X(light) X(report_standing)

#define DEFINE(name) const struct codelist list_##name = CODELIST(#name, name);
LISTS(DEFINE)

#define POINT(name) &list_##name,
const struct codelist *const project_lists[] = {LISTS(POINT)};
const size_t project_list_count = COUNT(project_lists);

const struct codelist *project_list(const char *name)
{
    for (size_t i = 0; i < COUNT(project_lists); i++)
        if (!strcmp(project_lists[i]->name, name))
            return project_lists[i];
    return NULL;
}
