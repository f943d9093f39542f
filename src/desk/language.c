#include "desk/language.h"
#include "store/rows.h"
#include "template/languages.h"

static const DeskMailbox *
mailbox_of(const DeskFiling *filing)
{
    return g_array_index(filing->envelope->recipients, DeskRecipient, 0).mailbox;
}

static void
choose(const DeskFiling *filing, const char *chosen, DeskLanguageChoice *choice)
{
    const DeskFiling *words = filing->customer ? filing->customer : filing;
    const DeskLanguageFacts facts = { .chosen = chosen,
                                      .mail = words->mail,
                                      .mailbox = mailbox_of(filing)->language,
                                      .desk =
                                          desk_policy_conf(filing->envelope->policy)->language };
    desk_language_choose(&facts, choice);
}

void
desk_language_guess(const DeskFiling *filing, DeskLanguageChoice *choice)
{
    choose(filing, NULL, choice);
}

bool
desk_language_decide(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                     GError **error)
{
    const char *asked = desk_language_after(filing, decision);
    DeskAcquaintance customer = { .id = 0 };
    if (decision->customer &&
        !desk_store_contact_meet(store, decision->customer->sender_key, &customer, error))
        return false;
    if (asked)
        decision->language =
            (DeskLanguageChoice){ g_strdup(asked),
                                  g_strdup_printf("#language asks for %s", asked) };
    else
        choose(filing, decision->customer ? customer.language : decision->chosen,
               &decision->language);
    return true;
}

const char *
desk_language_after(const DeskFiling *filing, const DeskDecision *decision)
{
    const char *asked = decision->commands ? desk_language_asked(filing) : NULL;
    if (asked)
        return asked;
    return decision->ticket ? decision->ticket->language : decision->language.tag;
}

const char *
desk_language_asked(const DeskFiling *filing)
{
    const DeskCommand *command = desk_commands_find(&filing->commands, DESK_COMMAND_LANGUAGE);
    const DeskConf *conf = desk_policy_conf(filing->envelope->policy);
    const char *tag = command && !filing->commands.problem ? command->words[0] : NULL;
    return tag && desk_languages_have(conf->template_dir, conf->shipped_template_dir, tag) ? tag
                                                                                           : NULL;
}
