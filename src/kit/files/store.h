/* Attachments, photographs and issued documents by what they contain: a file's name in the store is the SHA-256 of
 * its bytes, so the same content is kept once and nothing in the store ever changes. Who may see a file is not known
 * here.
 *
 *     DIR/ab/cd/abcd…(64 hex)      DIR/tmp/up-XXXXXX while it comes in
 *
 * Life cycle of an upload:  file_store_begin → file_store_put … → (file_check, picture_read on file_upload_fd) →
 * file_store_finish. An upload that is not finished disappears with its arena. What is finished is on disk: file and
 * directories are synced. Two processes may share a store. Threads: a store is read only after opening, an upload
 * belongs to one thread.
 */
#ifndef DIAODU_KIT_FILES_STORE_H
#define DIAODU_KIT_FILES_STORE_H

#include "base/error.h"

struct file_store;
struct file_upload;

/* What is kept of a file: put it into the record. */
struct file_stored {
    text hash;    /* 64 lower-case hexadecimal digits, in the upload's arena */
    int64_t size; /* bytes */
    bool is_new;  /* false: the store had this content already */
};

/* Makes the directory when it is not there; sweeps away what broken uploads left (older than a day). The store ends
 * with the arena. */
err file_store_open(struct arena *a, const char *dir, struct file_store **ret);

/* An upload of at most `max` bytes. */
err file_store_begin(struct arena *a, const struct file_store *s, int64_t max, struct file_upload **ret);

/* The next n bytes. E_TOO_LARGE beyond the maximum, E_SYSTEM when the disk fails; the upload is lost then. */
err file_store_put(struct file_upload *u, const void *p, size_t n);

/* What has come in so far, for looking at it before it is kept: a descriptor that stays the upload's, and its size.
 * Read with pread. */
int file_upload_fd(const struct file_upload *u);
int64_t file_upload_size(const struct file_upload *u);

/* Keeps it. The upload is over. */
err file_store_finish(struct file_upload *u, struct file_stored *ret);

/* Throws it away now instead of with the arena. Twice is harmless. */
void file_store_drop(struct file_upload *u);

/* Keeps n bytes that are in memory (a thumbnail, a document just made). */
err file_store_keep(struct arena *a, const struct file_store *s, text bytes, struct file_stored *ret);

/* Opens for reading: *ret_fd is the caller's to close. E_GONE when there is no such content (or the hash is no
 * hash). */
err file_store_get(struct arena *a, const struct file_store *s, text hash, int *ret_fd, int64_t *ret_size);

/* Reads it all and compares: E_GONE when missing, E_SYSTEM when the bytes are not those of the hash any more. For
 * `verify`. */
err file_store_verify(struct arena *a, const struct file_store *s, text hash);

/* Removes content that no record refers to any more: the caller knows. Missing is no error. */
err file_store_remove(struct arena *a, const struct file_store *s, text hash);

#endif
