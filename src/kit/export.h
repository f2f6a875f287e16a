/* Exports: what a list shows, all of its rows, as .xlsx, CSV or JSON. Memory is constant: a page of rows at a time. Heads are the
 * labels with their units, codes their labels, references their titles, so that the file comes in again by the importer.
 */
#ifndef DIAODU_KIT_EXPORT_H
#define DIAODU_KIT_EXPORT_H

#include "kit/filter.h"
#include "kit/pages.h"

enum export_format { EXPORT_XLSX, EXPORT_CSV, EXPORT_JSON };

/* Writes the filter's rows with these columns to an open file. */
err export_records(struct call *c, const struct filter *f, const field_list *columns, enum export_format format, int fd);

/* By its name; false when there is none. */
bool export_format_of(text name, enum export_format *ret);

/* Answers with a file under that name, of what is written to `fd`; no_room: what is said when the folder for temporary files is full. */
err export_send(struct req *q, text type, text name, const struct word *no_room,
                err (*write_it)(struct call *c, const void *data, int fd), const void *data);

/* GET /{plural}/export?format=xlsx|csv|json&…filter…: a download. */
err page_export(struct req *q, struct out *o);

#endif
