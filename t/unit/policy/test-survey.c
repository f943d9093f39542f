#include "base/clock.h"
#include "fixture.h"
#include "policy/survey.h"

#include <criterion/criterion.h>

#define NOW (G_GINT64_CONSTANT(1795431600) * DESK_SECOND)

Test(survey, which_ends_of_a_ticket_are_asked_about)
{
    static const struct {
        DeskStatus before, after;
        bool by_staff, asked;
    } rows[] = {
        { DESK_STATUS_NEW, DESK_STATUS_RESOLVED, true, true },
        { DESK_STATUS_WAITING, DESK_STATUS_RESOLVED, false, true },
        { DESK_STATUS_OPEN, DESK_STATUS_CLOSED, true, true },
        { DESK_STATUS_ON_HOLD, DESK_STATUS_CLOSED, true, true },
        { DESK_STATUS_OPEN, DESK_STATUS_CLOSED, false, false },
        { DESK_STATUS_RESOLVED, DESK_STATUS_CLOSED, true, false },
        { DESK_STATUS_CLOSED, DESK_STATUS_RESOLVED, true, false },
        { DESK_STATUS_RESOLVED, DESK_STATUS_RESOLVED, true, false },
        { DESK_STATUS_SPAM, DESK_STATUS_CLOSED, true, false },
        { DESK_STATUS_OPEN, DESK_STATUS_SPAM, true, false },
        { DESK_STATUS_OPEN, DESK_STATUS_MERGED, true, false },
        { DESK_STATUS_CLOSED, DESK_STATUS_OPEN, true, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(desk_survey_is_called_for(rows[i].before, rows[i].after, rows[i].by_staff),
                     rows[i].asked, "%s to %s, %s", desk_status_name(rows[i].before),
                     desk_status_name(rows[i].after), rows[i].by_staff ? "staff" : "others");
}

/* What differs from a customer who is asked. */
typedef struct {
    const char *refusal; /* part of it; NULL: he is asked */
    DeskStatus status;   /* 0 stands for resolved */
    const char *mailbox; /* NULL: support */
    const char *address; /* NULL: Jane's; "": nobody's */
    bool is_machine, is_asked, is_unproved, wants_none;
    gint64 ago; /* since he was asked last; 0: never */
} Row;

static const char *
refusal_of(const DeskPolicy *policy, const Row *row)
{
    const char *address = row->address ? row->address : "jane@example.net";
    const DeskConf *conf = desk_policy_conf(policy);
    const DeskTicket ticket = { .status = row->status ? row->status : DESK_STATUS_RESOLVED };
    const DeskContact contact = { .id = 1,
                                  .address = (char *) address,
                                  .proved = row->is_unproved ? 0 : NOW - DESK_DAY,
                                  .no_surveys = row->wants_none ? NOW - DESK_DAY : 0 };
    const DeskSurveyFacts facts = {
        .conf = conf,
        .mailbox = desk_conf_mailbox(conf, row->mailbox ? row->mailbox : "support"),
        .ticket = &ticket,
        .contact = *address ? &contact : NULL,
        .is_machine = row->is_machine,
        .is_asked = row->is_asked,
        .last = row->ago ? NOW - row->ago : 0,
        .now = NOW,
    };
    return desk_survey_refusal(&facts);
}

static void
expect(const DeskPolicy *policy, const Row *row, const char *says)
{
    const char *refusal = refusal_of(policy, row);
    cr_expect((refusal == NULL) == (row->refusal == NULL) &&
                  (!refusal || strstr(refusal, row->refusal)),
              "%s: %s", says, refusal ? refusal : "asked");
}

Test(survey, who_is_asked)
{
    static const Row rows[] = {
        { .refusal = NULL },
        { NULL, .status = DESK_STATUS_CLOSED },
        { "not ended", .status = DESK_STATUS_OPEN },
        { "not ended", .status = DESK_STATUS_MERGED },
        { "not ended", .status = DESK_STATUS_SPAM },
        { "of its mailbox", .mailbox = "quiet" },
        { "this end", .is_asked = true },
        { "nobody is known", .address = "" },
        { "machine", .is_machine = true },
        { "machine", .address = "Nagios@example.net" },
        { "nobody reads", .address = "noreply@example.net" },
        { "nothing proves", .is_unproved = true },
        { "wants no surveys", .wants_none = true },
        { "not long ago", .ago = 30 * DESK_DAY - 1 },
        { NULL, .ago = 30 * DESK_DAY },
        { "not long ago", .ago = -DESK_DAY },
        { NULL, .ago = -40 * DESK_DAY },
    };
    g_autoptr(DeskPolicy) policy = fixture_policy_with(
        "survey { scale = csat  quiet = 30d }\n"
        "mailbox \"quiet\" { address = \"quiet@example.org\"  survey = no }\n"
        "monitor \"nagios\" { senders = {\"nagios@example.net\"}  key = 'alert: (\\S+)' }\n");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *says = g_strdup_printf("row %zu", i);
        expect(policy, &rows[i], says);
    }
}

Test(survey, without_a_scale_nobody_is_asked)
{
    g_autoptr(DeskPolicy) policy = fixture_policy();
    expect(policy, &(Row){ .refusal = "asked nothing" }, "none");
}
