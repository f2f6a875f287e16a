/* The record of an attachment and its acts: see file.h. */
#include "file.h"

#include "base/format.h"
#include "file/own.h"
#include "file/words.h"
#include "kit/act.h"
#include "kit/check.h"
#include "kit/words.h"
#include "project/project.h"

static const struct codeitem kinds[] = {
    {"approval", {"立项文件", "Approval of the project"}, "立项批复|核准|备案"},
    {"reply", {"批复", "Official reply"}, "批文"},
    {"permit", {"许可证", "Permit"}, "施工许可|规划许可"},
    {"contract", {"合同", "Contract"}, "协议"},
    {"drawing", {"图纸", "Drawing"}, NULL},
    {"report", {"报告", "Report"}, "可研报告"},
    {"minutes", {"会议纪要", "Minutes"}, "纪要"},
    {"photo", {"照片", "Photograph"}, "图片"},
    {"other", {"其他", "Other"}, "其它"},
};
const struct codelist list_attachment_kind = CODELIST("kind", kinds);

/* The only occasions on which anybody is asked for a photograph (domain notes §14). */
static const struct codeitem occasions[] = {
    {"start", {"开工", "Start"}, "开工时"},
    {"completion", {"竣工", "Completion"}, "竣工时|完工"},
    {"rectification", {"整改后", "After rectification"}, "整改"},
};
const struct codelist list_attachment_occasion = CODELIST("occasion", occasions);

static const struct codeitem file_types[] = {
    {"pdf", {"PDF", "PDF"}, NULL},
    {"ofd", {"OFD", "OFD"}, NULL},
    {"docx", {"Word", "Word"}, NULL},
    {"xlsx", {"Excel", "Excel"}, NULL},
    {"pptx", {"PPT", "PowerPoint"}, NULL},
    {"doc", {"Word（旧）", "Word (old)"}, NULL},
    {"xls", {"Excel（旧）", "Excel (old)"}, NULL},
    {"ppt", {"PPT（旧）", "PowerPoint (old)"}, NULL},
    {"jpeg", {"JPEG", "JPEG"}, NULL},
    {"png", {"PNG", "PNG"}, NULL},
    {"heic", {"HEIC", "HEIC"}, NULL},
    {"zip", {"zip", "zip"}, NULL},
    {"csv", {"CSV", "CSV"}, NULL},
    {"txt", {"文本", "Text"}, NULL},
};
static const struct codelist list_file_type = CODELIST("file_type", file_types);

#define FIELD(type, name_, ...)                                                                                        \
    {.name = #name_, .kind = KIND_##type, .offset = offsetof(struct attachment, name_), __VA_ARGS__},
static const struct field fields[] = {
#include "attachment.def"
};
#undef FIELD

const struct record attachment_record = {
    .name = "attachment",
    .plural = "attachments",
    .path = "/attachments",
    .label = L("附件", "Attachment"),
    .labels = L("附件", "Attachments"),
    .fields = fields,
    .n_fields = COUNT(fields),
    .size = sizeof(struct attachment),
    .title = "title",
    .parent = "project",
    .along = "project+hash",
    .see = WHO_BUSINESS,
    .create = 0,
    .change = WHO_EDITOR,
    .remove = WHO_EDITOR,
    .history = true,
};

/* --- acts ------------------------------------------------------------------------------------------------------------------ */

/* The same content twice in one project is a slip of the hand: the second is not kept, and the first is named. */
static err refuse_same(struct call *c, const struct attachment *x)
{
    static const char sql_same[] = "SELECT title, uploaded_at FROM attachment WHERE region = $1 AND hash = $2 AND "
                                   "project = $3 AND removed = 0 LIMIT 1";
    text title;
    moment at;
    bool found;

    TRY(conn_one(c->conn, c->arena, sql_same, BIND(V(c->region), V(x->hash), V(x->project)), INTO(TO(&title), TO(&at)),
                 &found));
    if (!found)
        return NULL;
    return FAIL(c->arena, E_STATE, w_attachment_same,
                .args = {ARG_TEXT("name", x->file_name), ARG_TEXT("title", title), ARG_DATE("date", date_of(at))});
}

/* What it is about is of the same project, and the caller sees it. */
static err check_about(struct call *c, const struct attachment *x)
{
    const struct record *t = x->about_record.n ? record_by_name(x->about_record) : NULL;
    const struct field *f = t ? record_field(t, T("project")) : NULL;
    void *r;

    if (!x->about_record.n && is_absent(x->about_id.n))
        return NULL;
    if (f && f->kind == KIND_ref && text_eqz(x->about_record, t->name) && !is_absent(x->about_id.n)) {
        TRY(record_load(c, t, (id){x->about_id.n}, &r));
        if (((const ref *)field_in(f, r))->n == x->project.n)
            return NULL;
    }
    return FAIL(c->arena, E_INPUT, w_attachment_about_none, .field = "about_id");
}

/* attachment.add: only with a file that was taken in, which no form and no JSON can say: its fields are nobody's to change. */
static err run_add(struct call *c, const struct input *in)
{
    struct attachment *x;
    void *project;

    if (!in->values ||
        !fieldset_has(&in->set, record_index(&attachment_record, record_field(&attachment_record, T("hash")))))
        return FAIL(c->arena, E_INPUT, w_attachment_no_file);
    x = record_copy(c->arena, &attachment_record, in->values);
    TRY(record_load(c, &project_record, (id){x->project.n}, &project));
    if (record_head_of(project)->removed.v == 1)
        return FAIL(c->arena, E_STATE, w_record_removed,
                    .args = {ARG_TEXT("title", record_title(&project_record, project))});
    TRY(check_about(c, x));
    TRY(refuse_same(c, x));
    x->head = (struct record_head){.changed_at = NO_MOMENT, .removed = NO};
    x->uploaded_at = c->now;
    x->uploaded_by = c->actor.name; /* as they are called today; the account stands in the audit log */
    TRY(record_save(c, &attachment_record, x, NULL));
    c->target = x;
    return NULL;
}

static err run_remove(struct call *c, const struct input *in)
{
    struct attachment *x = c->target;

    x->removed_why = text_trim(in->reason);
    return act_remove(c, in);
}

static const struct act act_add = {.name = "attachment.add",
                                   .target = &attachment_record,
                                   .label = L("上传附件", "Add an attachment"),
                                   .roles = WHO_EDITOR,
                                   .creates = true,
                                   .with_file = true,
                                   .run = run_add},
                        act_change_ = {.name = "attachment.change",
                                       .target = &attachment_record,
                                       .label = L("修改附件", "Change an attachment"),
                                       .roles = WHO_EDITOR,
                                       .run = act_change},
                        act_remove_ = {.name = "attachment.remove",
                                       .target = &attachment_record,
                                       .label = L("删除附件", "Remove an attachment"),
                                       .roles = WHO_EDITOR,
                                       .needs_reason = true,
                                       .run = run_remove};

err attachment_add(struct call *c, const struct attachment *values, id *ret)
{
    struct input in = {.values = (void *)(uintptr_t)values};

    for (size_t i = 0; i < COUNT(fields); i++)
        if (!field_absent(&fields[i], values))
            fieldset_add(&in.set, i);
    return act_run(c, &act_add, (id){0}, &in, ret);
}

static const struct act *const acts[] = {&act_add, &act_change_, &act_remove_, NULL};
static const struct record *const records[] = {&attachment_record, NULL};

const struct capability file_capability = {.name = "file", .records = records, .acts = acts, .routes = file_routes};
