/* What the page of a project file shows: see file_pages.c and file.html. */
#ifndef DIAODU_PROJECT_FILE_VIEW_H
#define DIAODU_PROJECT_FILE_VIEW_H

#include "kit/geo_map.h"
#include "kit/pages.h"
#include "project/project.h"

struct step {
    const struct word *label;
    enum { STEP_DONE, STEP_NOW, STEP_LATER } is;
    date on;        /* when it was reached */
    month planned;  /* when it is to be */
};
struct who_line {
    const struct word *as;
    text name, post, phone, href;
};
struct tag_view {
    text shown;
    bool blue;
};
struct permit_dot {
    text shown;
    bool has;
};
struct part_view {
    id id;
    text name, stage;
    money total;
};
struct fact_group {
    const struct word *title;
    LIST(struct cell_view) filled;
    LIST(struct cell_view) empty;
};

struct project_view {
    struct file_view f;
    const struct project *p;
    bool past;
    LIST(struct step) steps;
    const struct word *halted;           /* suspended, withdrawn */
    LIST(struct who_line) who;
    LIST(struct tag_view) tags;
    LIST(struct permit_dot) permits;
    int64_t permits_got;
    text place, origin;
    bool made_up;
    number before_percent, plan_percent; /* of the total */
    text year;
    date today;
    const struct word *next;             /* the stage that comes next */
    lack_list lacks;
    LIST(struct fact_group) facts;
    text parent;
    LIST(struct part_view) parts;
    money parts_total;
    bool on_map, map_outside;
    text map_city;                       /* the city that the point lies in, when that is another */
    struct map_point pin;
    int64_t map_width, map_height;
    struct history_view history;
    int64_t history_n;
};

#endif
