/* Applications to the reserve that wait for the caller's level: to be checked or admitted, and its own that came back. See kit/waiting.h. */
#include "own.h"

#include "kit/waiting.h"
#include "reserve/words.h"

static const struct {
    const struct word *title, *hint, *act;
    const char *which, *line, *state;
    bool below; /* the province sends nothing back to itself */
} kinds[] = {
    {&w_admission_waiting, &w_admission_waiting_hint, &w_admission_waiting_act, "p.turn = $1 AND p.state <> 'returned'", "p.asked_by", "proposed%2Cchecked"},
    {&w_admission_back, &w_admission_back_hint, &w_admission_back_act, "p.turn = $1 AND p.state = 'returned'", "p.answer", "returned", true},
};

static err read_waiting(struct call *c, waiting_list *ret)
{
    enum rung own = rung_of(&c->actor);
    text turn = text_of(rung_keys[own]);

    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct waiting w = {.title = kinds[i].title, .hint = kinds[i].hint, .act = kinds[i].act,
                            .href = text_fmt(c->arena, "/admissions?turn=%.*s&state=%s", TEXT_ARG(turn), kinds[i].state)};
        struct waiting_query ask = {.of = &admission_record, .which = kinds[i].which, .line = kinds[i].line, .key = turn};
        if (own != RUNG_PROVINCE || !kinds[i].below)
            TRY(waiting_add(c, &ask, &w, ret));
    }
    return NULL;
}

const struct waiting_source reserve_waiting[] = {{WHO_EDITOR & ~ROLE_SYSTEM, read_waiting}, {0}};
