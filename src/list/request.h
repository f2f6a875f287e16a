/* Requests to change a list in the course of the year. Within src/list. */
#ifndef DIAODU_LIST_REQUEST_H
#define DIAODU_LIST_REQUEST_H

#include "own.h"

enum list_request_state { REQUEST_ASKED, REQUEST_RETURNED, REQUEST_SUPPORTED, REQUEST_APPROVED, REQUEST_REFUSED };
struct list_request {
    struct record_head head;
#define FIELD(type, name, ...) type name;
#include "list/request.def"
#undef FIELD
};
extern const struct record list_request_record;
extern const struct codelist list_request_kinds, list_request_states;
extern const struct act list_request_create, list_request_change, list_request_move;

#endif
