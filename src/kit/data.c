/* The files of config/: see data.h. The table is written by tool/embed.c. */
#include "data.h"

text data_file(const char *name)
{
    for (size_t i = 0; i < data_file_count; i++)
        if (!strcmp(data_files[i].name, name))
            return data_files[i].body;
    return NO_TEXT;
}
