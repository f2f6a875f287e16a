/* What the files of src/file share. */
#ifndef DIAODU_FILE_OWN_H
#define DIAODU_FILE_OWN_H

#include "file/file.h"
#include "kit/pages.h"

extern const struct codelist list_attachment_kind, list_attachment_occasion;
extern const struct route file_routes[];

/* What a page shows of a photograph or document. */
struct file_row {
    id id;
    text title, kind, doc_no, note, file_name, file_type, taken_at, by, label, type_label, occasion, occasion_label;
    date doc_date, taken_on, on; /* on: when taken, else when uploaded */
    moment uploaded_at;
    int64_t size, width, height;
    int64_t metres; /* from the project's place; ABSENT when either is unknown */
    bool picture, far;
};
typedef LIST(struct file_row) file_list;

struct photo_month {
    month month;
    LIST(const struct file_row *) photos;
};

struct project;
/* A project's attachments, photographs newest first. */
err files_of(struct call *c, const struct project *p, file_list *ret);

/* One that came in and what became of it. */
struct received {
    text name;
    id id;      /* 0: refused */
    text fault; /* why */
};
typedef LIST(struct received) received_list;

/* Takes the request's files in for a project: see upload.c. */
err upload_all(struct req *q, id project, received_list *ret, size_t *ret_refused);

/* What a photograph or document is about beside the project; key absent: nothing. */
struct about_view {
    text record, key, label, title, href;
};

struct files_view {
    const struct project *project;
    text csrf;
    LIST(struct photo_month) months;
    LIST(const struct file_row *) documents;
    size_t n_photos, n_documents;
    const received_list *received;
    size_t kept, refused;
    LIST(struct option_view) kinds;
    LIST(struct option_view) occasions;
    struct about_view about; /* what is added is of this */
    bool asked;              /* one comes here to add */
    bool may_add;
};

struct photo_view {
    const struct project *project;
    const struct file_row *row;
    const struct attachment *r;
    const struct file_row *before, *after;
    struct about_view about;
    text csrf;
    size_t at, of;
    bool may_change, may_show, removed;
};

#endif
