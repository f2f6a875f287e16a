/* What ships as data: the files of config/ (divisions, industries, mappings …), built into the program. */
#ifndef DIAODU_KIT_DATA_H
#define DIAODU_KIT_DATA_H

#include "base/text.h"

struct data_file {
    const char *name; /* "divisions.tsv": without the folder */
    text body;
};

extern const struct data_file data_files[];
extern const size_t data_file_count;

/* The content of the file called so; absent when there is none. Lives as long as the program. */
text data_file(const char *name);

#endif
