/* Attachments and photographs of a project (later also of what is about it: a report, a problem, an inspection). Bytes lie in
 * the store of kit/files; this is what is known of them, and who may see them: whoever sees the project.
 *
 * Life of an upload: attachment_receive (checks the content, examines pictures in a confined child, stores) → act attachment.add.
 */
#ifndef DIAODU_FILE_FILE_H
#define DIAODU_FILE_FILE_H

#include "kit/capability.h"
#include "kit/files/store.h"
#include "kit/record.h"

struct attachment {
    struct record_head head;
#define FIELD(type, name, ...) type name;
#include "attachment.def"
#undef FIELD
};

extern const struct record attachment_record;
extern const struct capability file_capability;

/* Takes a file in: content checked against its name, pictures read, bytes and small copies stored. `ret` gets everything the
 * file says of itself, kind and title included when they are absent. Slow (a child process for pictures): hold no connection
 * meanwhile. Texts are the call's arena's. E_INPUT and E_TOO_LARGE name the file. */
err attachment_receive(struct arena *a, const struct file_store *s, int fd, int64_t size, text name,
                       struct attachment *ret);

/* Runs attachment.add with what attachment_receive gave and a person said. E_STATE when the project has this content already. */
err attachment_add(struct call *c, const struct attachment *values, id *ret);

#endif
