/* What of the lists waits for somebody: proposals and requests for an opinion, to aggregate, to settle, and those that came back to whoever
 * made them. See kit/waiting.h.
 */
#include "own.h"
#include "request.h"

#include "kit/waiting.h"

/* What was not settled before a list's first edition comes by a request. */
#define ENTRIES(state)                                                                                                                              \
    "p.state = '" state "' AND NOT EXISTS (SELECT 1 FROM list_edition d WHERE d.region = p.region AND d.list = p.list AND d.year = p.year)"
#define OF_MINE(by) " AND SUBSTR(p." by ", 1, LENGTH($1)) = $1"

static const struct list_wait {
    unsigned roles;
    const struct word *title, *hint, *act;
    const struct record *of;
    const char *which, *line, *href, *to;
    bool mine; /* of whoever asks only */
} kinds[] = {
    {ROLE_LEAD, &w_lists_wait_opinions, &w_lists_wait_opinions_hint, &w_lists_wait_opine, &list_entry_record, ENTRIES("proposed"), "p.proposed_by",
     "/list_entries?state=proposed", "/move?to=supported"},
    {ROLE_DRC, &w_lists_wait_aggregation, &w_lists_wait_aggregation_hint, &w_lists_wait_aggregate, &list_entry_record, ENTRIES("supported"),
     "p.proposed_by", "/list_entries?state=supported", "/move?to=aggregated"},
    {ROLE_DRC | ROLE_CITY | ROLE_LEAD, &w_lists_wait_entries_back, &w_lists_wait_entries_back_hint, &w_lists_wait_mend, &list_entry_record,
     ENTRIES("returned") OF_MINE("proposed_by"), "p.off_reason", "/list_entries?state=returned", NULL, true},
    {ROLE_LEAD, &w_lists_wait_requests, &w_lists_wait_requests_hint, &w_lists_wait_opine, &list_request_record, "p.state = 'asked'", "p.asked_by",
     "/list_requests?state=asked", "/move?to=supported"},
    {ROLE_DRC, &w_lists_wait_settle, &w_lists_wait_settle_hint, &w_lists_wait_settle_act, &list_request_record, "p.state = 'supported'", "p.asked_by",
     "/list_requests?state=supported", NULL},
    {ROLE_DRC | ROLE_CITY | ROLE_LEAD, &w_lists_wait_requests_back, &w_lists_wait_requests_back_hint, &w_lists_wait_mend, &list_request_record,
     "p.state = 'returned'" OF_MINE("asked_by"), "p.answer", "/list_requests?state=returned", NULL, true},
};

static err read_waiting(struct call *c, waiting_list *ret)
{
    /* as call_who writes whoever proposed, up to the person */
    text mine = c->actor.body_name.n ? text_fmt(c->arena, "%.*s ", TEXT_ARG(c->actor.body_name)) : c->actor.name;

    for (size_t i = 0; i < COUNT(kinds); i++) {
        const struct list_wait *k = &kinds[i];
        struct waiting w = {.title = k->title, .hint = k->hint, .act = k->act, .href = text_of(k->href)};
        struct waiting_query ask = {.of = k->of, .which = k->which, .line = k->line, .key = k->mine ? mine : NO_TEXT, .to = k->to};
        if (k->roles & c->actor.role)
            TRY(waiting_add(c, &ask, &w, ret));
    }
    return NULL;
}

const struct waiting_source list_waiting[] = {{ROLE_DRC | ROLE_CITY | ROLE_LEAD, read_waiting}, {0}};
