/*
 * Asks the requesters of tickets how it was, without waiting for that or sending anything, and
 * prints what they would answer to, one address a line: "TICKET WHAT ADDRESS", where WHAT is
 * "answer", "opt-out" or a score.
 *
 *   asker CONF TICKET...
 */
#include "base/clock.h"
#include "conf/conf.h"
#include "policy/token.h"
#include "store/rows.h"
#include "store/surveys.h"

typedef struct {
    const DeskConf *conf;
    DeskStore *store;
    const DeskSeal *seal;
} Work;

static void
print_address(const Work *work, const char *what, DeskToken token)
{
    const DeskMailbox *mailbox = work->conf->mailboxes->pdata[0];
    g_autofree char *address = desk_token_survey_address(work->seal, token, mailbox->reply_base,
                                                         work->conf->recipient_delimiter);
    printf("%" G_GINT64_FORMAT " %s %s\n", token.ticket, what, address);
}

static void
print_addresses(const Work *work, const DeskSurvey *survey)
{
    DeskToken token = { .ticket = survey->ticket,
                        .contact = survey->contact,
                        .survey = survey->number };
    token.purpose = DESK_TOKEN_SURVEY;
    print_address(work, "answer", token);
    token.purpose = DESK_TOKEN_OPT_OUT;
    print_address(work, "opt-out", token);
    token.purpose = DESK_TOKEN_VOTE;
    for (int i = desk_scale_least(survey->scale); i <= desk_scale_most(survey->scale); i++) {
        g_autofree char *score = g_strdup_printf("%d", i);
        token.score = i;
        print_address(work, score, token);
    }
}

static bool
ask(const Work *work, gint64 id, GError **error)
{
    g_autoptr(DeskTicket) ticket = NULL;
    if (!desk_store_ticket_get(work->store, id, &ticket, error))
        return false;
    if (!ticket) {
        g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_CORRUPT, "no such ticket");
        return false;
    }
    DeskSurvey survey = { .ticket = id,
                          .contact = ticket->requester,
                          .resolved = ticket->ended,
                          .scale = DESK_SCALE_CSAT,
                          .asked = desk_clock_now() };
    if (!desk_store_survey_add(work->store, &survey, error))
        return false;
    print_addresses(work, &survey);
    return true;
}

static bool
ask_all(Work *work, char **tickets, GError **error)
{
    if (!desk_store_begin(work->store, error))
        return false;
    for (char **ticket = tickets; *ticket; ticket++)
        if (!ask(work, g_ascii_strtoll(*ticket, NULL, 10), error))
            return false;
    return desk_store_commit(work->store, error);
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    if (argc < 3)
        return EX_USAGE;
    g_autoptr(DeskConf) conf = desk_conf_load(argv[1], DESK_CONF_DEFAULT, problems);
    if (!conf) {
        fprintf(stderr, "%s\n", (char *) problems->pdata[0]);
        return EX_CONFIG;
    }
    g_autoptr(DeskStore) store = desk_store_open(conf->store, DESK_STORE_WRITE, &error);
    g_autoptr(GPtrArray) epochs = store ? desk_store_epochs(store, &error) : NULL;
    g_autoptr(DeskSeal) seal = epochs ? desk_seal_new(conf->keys, epochs) : NULL;
    Work work = { .conf = conf, .store = store, .seal = seal };
    if (seal && ask_all(&work, argv + 2, &error))
        return EX_OK;
    fprintf(stderr, "%s\n", error->message);
    return EX_SOFTWARE;
}
