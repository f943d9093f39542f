#include "desk/language.h"
#include "store/rows.h"

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
    return tag && desk_language_is_known(conf, tag) ? tag : NULL;
}

/* ---- those of the templates ---- */

/* A folder of templates has one for each language. */
static bool
has_folder(const char *templates, const char *tag)
{
    g_autofree char *path = templates ? g_build_filename(templates, tag, NULL) : NULL;
    return path && g_file_test(path, G_FILE_TEST_IS_DIR);
}

/* The tag is none of a path (base/langtag.h). */
bool
desk_language_is_known(const DeskConf *conf, const char *tag)
{
    g_autofree char *shorter = g_strdup(tag);
    while (true) {
        if (has_folder(conf->template_dir, shorter) ||
            has_folder(conf->shipped_template_dir, shorter))
            return true;
        char *dash = strrchr(shorter, '-');
        if (!dash)
            return false;
        *dash = '\0';
    }
}

static void
add_languages(const char *templates, GHashTable *tags)
{
    g_autoptr(GDir) folder = templates ? g_dir_open(templates, 0, NULL) : NULL;
    const char *name;
    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *tag = desk_langtag_read(name, strlen(name));
        if (tag && g_str_equal(tag, name) && has_folder(templates, name))
            g_hash_table_add(tags, g_steal_pointer(&tag));
    }
}

static int
compare(gconstpointer one, gconstpointer other)
{
    return strcmp(one, other);
}

char *
desk_language_list(const DeskConf *conf)
{
    g_autoptr(GHashTable) tags = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GString *list = g_string_new(NULL);
    add_languages(conf->template_dir, tags);
    add_languages(conf->shipped_template_dir, tags);
    g_autoptr(GList) sorted = g_list_sort(g_hash_table_get_keys(tags), compare);
    for (const GList *item = sorted; item; item = item->next)
        g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", (const char *) item->data);
    return g_string_free(list, FALSE);
}
