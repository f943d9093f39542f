#include "ticket/outbox.h"
#include "ticket/ticket.h"
#include "ticket/timer.h"
#include "ticket/verdict.h"

#include <criterion/criterion.h>

/* The words are stored and shown: a changed one makes old rows unreadable. */
#define WORDS(type, get, set)                                                                      \
    static const char *name_##get(int i)                                                           \
    {                                                                                              \
        return get((type) i);                                                                      \
    }                                                                                              \
    static bool parse_##set(const char *word, int *i)                                              \
    {                                                                                              \
        type value = (type) *i;                                                                    \
        bool ok = set(word, &value);                                                               \
        *i = (int) value;                                                                          \
        return ok;                                                                                 \
    }
WORDS(DeskStatus, desk_status_name, desk_status_parse)
WORDS(DeskPriority, desk_priority_name, desk_priority_parse)
WORDS(DeskDirection, desk_direction_name, desk_direction_parse)
WORDS(DeskRole, desk_role_name, desk_role_parse)
WORDS(DeskAssurance, desk_assurance_name, desk_assurance_parse)
WORDS(DeskTie, desk_tie_name, desk_tie_parse)
WORDS(DeskOutboxState, desk_outbox_state_name, desk_outbox_state_parse)
WORDS(DeskDelivery, desk_delivery_name, desk_delivery_parse)
WORDS(DeskTimerKind, desk_timer_kind_name, desk_timer_kind_parse)
WORDS(DeskTimerState, desk_timer_state_name, desk_timer_state_parse)
WORDS(DeskVerdictKind, desk_verdict_name, desk_verdict_parse)

#define LIST(name, parse) name_##name, parse_##parse

static const struct {
    const char *(*name)(int i);
    bool (*parse)(const char *word, int *i);
    const char *words[10];
} lists[] = {
    { LIST(desk_status_name, desk_status_parse),
      { "new", "open", "in-progress", "waiting", "on-hold", "resolved", "closed", "merged",
        "spam" } },
    { LIST(desk_priority_name, desk_priority_parse), { "critical", "high", "normal", "low" } },
    { LIST(desk_direction_name, desk_direction_parse), { "in", "out", "note" } },
    { LIST(desk_role_name, desk_role_parse), { "requester", "cc" } },
    { LIST(desk_assurance_name, desk_assurance_parse), { "sasl", "aligned", "none", "failed" } },
    { LIST(desk_tie_name, desk_tie_parse), { "related", "follow-up", "split" } },
    { LIST(desk_outbox_state_name, desk_outbox_state_parse),
      { "queued", "leased", "sent", "failed", "uncertain" } },
    { LIST(desk_delivery_name, desk_delivery_parse),
      { "unknown", "delayed", "relayed", "delivered", "failed" } },
    { LIST(desk_timer_kind_name, desk_timer_kind_parse),
      { "first-response", "next-response", "resolution" } },
    { LIST(desk_timer_state_name, desk_timer_state_parse), { "running", "paused", "met" } },
    { LIST(desk_verdict_name, desk_verdict_parse),
      { "new", "append", "held", "event", "duplicate" } },
};

Test(words, lead_there_and_back)
{
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
        for (int j = 0; lists[i].words[j]; j++) {
            int found = -1;
            cr_expect_str_eq(lists[i].name(j), lists[i].words[j]);
            cr_expect(lists[i].parse(lists[i].words[j], &found), "%s", lists[i].words[j]);
            cr_expect_eq(found, j, "%s", lists[i].words[j]);
        }
}

Test(words, that_are_none_change_nothing)
{
    static const char *const others[] = { "", " ", "NEW", "neww", "high ", "sas", "unknown\n" };
    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
        for (size_t j = 0; j < G_N_ELEMENTS(others); j++) {
            int found = 1;
            cr_expect_not(lists[i].parse(others[j], &found), "list %zu: '%s'", i, others[j]);
            cr_expect_eq(found, 1, "list %zu: '%s'", i, others[j]);
        }
}
