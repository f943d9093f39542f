#include "base/daemon.h"
#include "base/text.h"
#include "deskctl/cmd.h"
#include "deskctl/preview.h"
#include "deskctl/problems.h"
#include "deskctl/table.h"
#include "letter/inspect.h"
#include "send/render.h"
#include "template/languages.h"

/* ---- list ---- */

/* Whose mails are made from the files that are listed. */
typedef struct {
    const DeskConf *conf;
    DeskShelf *shelf;
    DeskTable *table; /* NULL: JSON */
    json_t *list;
    const char *mailbox; /* or NULL */
    const char *team;    /* likewise */
} Listing;

/* "own", "shipped, team"; NULL: there is none. The caller's. */
static char *
describe(const DeskShelfFound *found, DeskPart part)
{
    const DeskShelfFile *file = &found->files[part];
    if (!file->path)
        return NULL;
    const char *where = file->is_own ? "own" : "shipped";
    bool is_left_out = part == DESK_PART_HTML && found->html_left_out;
    return g_strconcat(where, file->variant ? " of the " : "", file->variant ? file->variant : "",
                       is_left_out ? ", left out" : "", NULL);
}

static json_t *
file_json(const DeskShelfFound *found, DeskPart part)
{
    const DeskShelfFile *file = &found->files[part];
    json_t *value = json_object();
    if (!file->path) {
        json_decref(value);
        return json_null();
    }
    json_object_set_new(value, "file", desk_json_text(file->path));
    json_object_set_new(value, "own", json_boolean(file->is_own));
    json_object_set_new(value, "variant", desk_json_text(file->variant));
    json_object_set_new(value, "used",
                        json_boolean(part != DESK_PART_HTML || !found->html_left_out));
    return value;
}

static char *
describe_whose(const Listing *listing)
{
    if (listing->mailbox && listing->team)
        return g_strdup_printf("mailbox %s, team %s", listing->mailbox, listing->team);
    return listing->mailbox ? g_strdup_printf("mailbox %s", listing->mailbox)
           : listing->team  ? g_strdup_printf("team %s", listing->team)
                            : g_strdup("");
}

static void
add_found(const Listing *listing, const char *name, const DeskShelfFound *found)
{
    if (listing->table) {
        g_autofree char *subject = describe(found, DESK_PART_SUBJECT);
        g_autofree char *text = describe(found, DESK_PART_TEXT);
        g_autofree char *html = describe(found, DESK_PART_HTML);
        g_autofree char *whose = describe_whose(listing);
        const char *const cells[] = { name, found->language, subject, text, html, whose };
        desk_table_add(listing->table, cells);
        return;
    }
    json_t *value = json_object();
    json_object_set_new(value, "template", desk_json_text(name));
    json_object_set_new(value, "language", desk_json_text(found->language));
    json_object_set_new(value, "mailbox", desk_json_text(listing->mailbox));
    json_object_set_new(value, "team", desk_json_text(listing->team));
    json_object_set_new(value, "subject", file_json(found, DESK_PART_SUBJECT));
    json_object_set_new(value, "text", file_json(found, DESK_PART_TEXT));
    json_object_set_new(value, "html", file_json(found, DESK_PART_HTML));
    json_array_append_new(listing->list, value);
}

static bool
has_variant(const DeskShelfFound *found)
{
    for (DeskPart part = 0; part < DESK_PARTS; part++)
        if (found->files[part].path && found->files[part].variant)
            return true;
    return false;
}

/* only_variants: what is listed for all mails already is not said again. */
static void
list_one(const Listing *listing, const char *name, const char *language, bool only_variants)
{
    g_auto(DeskShelfFound) found = { .language = NULL };
    const DeskChoice choice = {
        .name = name, .language = language, .mailbox = listing->mailbox, .team = listing->team
    };
    if (desk_shelf_find(listing->shelf, &choice, &found, NULL) &&
        g_str_equal(found.language, language) && (!only_variants || has_variant(&found)))
        add_found(listing, name, &found);
}

static void
list_variants(const Listing *listing, const char *name, const char *language)
{
    const DeskConf *conf = listing->conf;
    for (guint i = 0; i < conf->mailboxes->len; i++) {
        Listing one = *listing;
        one.mailbox = ((const DeskMailbox *) conf->mailboxes->pdata[i])->name;
        list_one(&one, name, language, true);
    }
    for (guint i = 0; i < conf->teams->len; i++) {
        Listing one = *listing;
        one.team = ((const DeskTeam *) conf->teams->pdata[i])->name;
        list_one(&one, name, language, true);
    }
}

static void
list_all(const Listing *listing, const char *only)
{
    const DeskConf *conf = listing->conf;
    g_autoptr(GPtrArray) languages =
        desk_languages_list(conf->template_dir, conf->shipped_template_dir);
    for (const DeskTemplateInfo *info = desk_catalogue_templates(); info->name; info++)
        for (guint i = 0; i < languages->len; i++) {
            const char *language = languages->pdata[i];
            if (only && !g_str_equal(only, language))
                continue;
            list_one(listing, info->name, language, false);
            if (!listing->mailbox && !listing->team)
                list_variants(listing, info->name, language);
        }
}

static int
complain_name(const char *option, const char *name)
{
    g_autofree char *shown = desk_text_quote(name);
    return desk_ctl_complain(EX_USAGE, "%s: \"%s\", expected the name of one", option, shown);
}

/* Both options, when given, are names of the configuration. */
static int
read_names(const DeskCtl *ctl, const DeskConf *conf, const DeskMailbox **mailbox, const char **team)
{
    const char *name = ctl->options->values[DESK_OPTION_MAILBOX];
    *team = ctl->options->values[DESK_OPTION_TEAM];
    *mailbox = name ? desk_conf_mailbox(conf, name) : NULL;
    if (name && !*mailbox)
        return complain_name("--mailbox", name);
    if (*team && !desk_conf_team(conf, *team))
        return complain_name("--team", *team);
    return EX_OK;
}

int
desk_cmd_template_list(const DeskCtl *ctl)
{
    static const char *const heads[] = { "TEMPLATE", "LANGUAGE", "SUBJECT", "TEXT",
                                         "HTML",     "MAILS OF", NULL };
    const DeskMailbox *mailbox = NULL;
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!conf)
        return EX_CONFIG;
    g_autoptr(DeskTable) table = ctl->options->json ? NULL : desk_table_new(heads);
    g_autoptr(DeskShelf) shelf =
        desk_shelf_new(conf->template_dir, conf->shipped_template_dir, conf->language);
    Listing listing = { .conf = conf, .shelf = shelf, .table = table };
    int code = read_names(ctl, conf, &mailbox, &listing.team);
    if (code != EX_OK)
        return code;
    listing.mailbox = mailbox ? mailbox->name : NULL;
    listing.list = table ? NULL : json_array();
    list_all(&listing, ctl->options->values[DESK_OPTION_LANG]);
    if (table)
        desk_table_print(table, stdout);
    else
        desk_json_print(listing.list, false);
    return EX_OK;
}

/* ---- check ---- */

/* deskpost must be able to read the files, so they are looked at as its user. */
int
desk_cmd_template_check(const DeskCtl *ctl)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!conf)
        return EX_CONFIG;
    if (!desk_daemon_drop_root(conf->user, NULL, &error))
        return desk_ctl_complain(EX_CONFIG, "%s", error->message);
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) advice = g_ptr_array_new_with_free_func(g_free);
    const DeskInspection inspection = { .conf = conf, .problems = problems, .advice = advice };
    desk_inspect_templates(&inspection);
    int code = problems->len == 0 ? EX_OK : EX_CONFIG;
    if (ctl->options->json) {
        json_t *value = json_object();
        json_object_set_new(value, "errors", desk_problems_json(problems));
        json_object_set_new(value, "advice", desk_problems_json(advice));
        desk_json_print(value, false);
        return code;
    }
    for (guint i = 0; i < problems->len; i++)
        fprintf(stderr, "%s\n", (const char *) problems->pdata[i]);
    for (guint i = 0; i < advice->len; i++)
        printf("advice: %s\n", (const char *) advice->pdata[i]);
    return code;
}

/* ---- preview ---- */

typedef enum { SHOW_ALL, SHOW_SUBJECT, SHOW_TEXT, SHOW_HTML, SHOW_MAIL } Shown;

static bool
read_part(const DeskCtl *ctl, Shown *shown)
{
    static const char *const words[] = { NULL, "subject", "text", "html", "mail" };
    const char *given = ctl->options->values[DESK_OPTION_PART];
    *shown = SHOW_ALL;
    if (!given)
        return true;
    for (size_t i = 1; i < G_N_ELEMENTS(words); i++)
        if (g_str_equal(words[i], given)) {
            *shown = (Shown) i;
            return true;
        }
    g_autofree char *quoted = desk_text_quote(given);
    desk_ctl_complain(EX_USAGE, "--part: \"%s\", expected subject, text, html or mail", quoted);
    return false;
}

static int
print_mail(const DeskCtl *ctl, const DeskPreview *preview, DeskShelf *shelf)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = desk_send_render(shelf, &preview->row, preview->letter, &error);
    if (!bytes)
        return desk_ctl_fail(error);
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    if (!ctl->options->json) {
        fwrite(data, 1, size, stdout);
        return EX_OK;
    }
    g_autofree char *text = g_strndup(data, size);
    json_t *value = json_object();
    json_object_set_new(value, "mail", desk_json_text(text));
    desk_json_print(value, false);
    return EX_OK;
}

static void
print_json(const DeskPreview *preview, const DeskRendered *parts)
{
    json_t *value = json_object();
    json_object_set_new(value, "template", desk_json_text(preview->info->name));
    json_object_set_new(value, "mailbox", desk_json_text(preview->letter->mailbox));
    json_object_set_new(value, "team", desk_json_text(preview->letter->team));
    json_object_set_new(value, "to",
                        desk_json_person(preview->row.recipient_name, preview->row.recipient));
    json_object_set_new(value, "subject", desk_json_text(parts->subject));
    json_object_set_new(value, "text", desk_json_text(parts->text));
    json_object_set_new(value, "html", desk_json_text(parts->html));
    desk_json_print(value, false);
}

/* Whoever translates sees at once that it is not his file which he looks at. */
static void
tell_language(const DeskCtl *ctl, DeskShelf *shelf, const DeskChoice *choice)
{
    const char *asked = ctl->options->values[DESK_OPTION_LANG];
    g_auto(DeskShelfFound) found = { .language = NULL };
    if (!asked || !desk_shelf_find(shelf, choice, &found, NULL) ||
        g_str_has_prefix(asked, found.language))
        return;
    g_autofree char *shown = desk_text_quote(asked);
    desk_ctl_complain(EX_OK, "%s: no such template in \"%s\", this is the one in %s", choice->name,
                      shown, found.language);
}

static int
print_parts(const DeskCtl *ctl, const DeskPreview *preview, DeskShelf *shelf, Shown shown)
{
    g_autoptr(GError) error = NULL;
    g_auto(DeskRendered) parts = { .subject = NULL };
    const DeskLetter *letter = preview->letter;
    const DeskChoice choice = desk_send_choice(&preview->row, letter);
    if (!desk_shelf_render(shelf, &choice, letter->values, &parts, &error))
        return desk_ctl_fail(error);
    tell_language(ctl, shelf, &choice);
    if (letter->text_only)
        g_clear_pointer(&parts.html, g_free);
    if (ctl->options->json) {
        print_json(preview, &parts);
        return EX_OK;
    }
    if (shown == SHOW_HTML && !parts.html)
        return desk_ctl_complain(EX_NOINPUT, "the mail has no HTML");
    if (shown == SHOW_ALL || shown == SHOW_SUBJECT)
        printf("%s\n", parts.subject);
    if (shown == SHOW_ALL)
        putchar('\n');
    if (shown == SHOW_ALL || shown == SHOW_TEXT)
        fputs(parts.text, stdout);
    if (shown == SHOW_HTML)
        fputs(parts.html, stdout);
    return EX_OK;
}

/* The letter of the ticket that was given, or of none. */
static int
prepare(const DeskCtl *ctl, DeskPreview *preview, DeskStore *store, gint64 ticket)
{
    g_autoptr(GError) error = NULL;
    if (!store) {
        if (!preview->mailbox)
            preview->mailbox = preview->conf->mailboxes->pdata[0];
        desk_preview_sample(preview);
        return EX_OK;
    }
    if (desk_preview_ticket(preview, store, ticket, &error))
        return EX_OK;
    if (!g_error_matches(error, DESK_LETTER_ERROR, DESK_LETTER_ERROR_REFUSED))
        return desk_ctl_fail(error);
    return desk_ctl_complain(EX_NOINPUT, "ticket %s, %s: %s",
                             ctl->options->values[DESK_OPTION_TICKET], preview->info->name,
                             error->message);
}

static int
show(const DeskCtl *ctl, DeskPreview *preview, DeskStore *store, Shown shown)
{
    const DeskConf *conf = preview->conf;
    gint64 ticket = 0;
    int code = read_names(ctl, conf, &preview->mailbox, &preview->team);
    if (code == EX_OK && !desk_ctl_option_number(ctl, DESK_OPTION_TICKET, G_MAXINT64, 0, &ticket))
        code = EX_USAGE;
    if (code == EX_OK)
        code = prepare(ctl, preview, store, ticket);
    if (code != EX_OK)
        return code;
    g_autoptr(DeskShelf) shelf =
        desk_shelf_new(conf->template_dir, conf->shipped_template_dir, conf->language);
    return shown == SHOW_MAIL ? print_mail(ctl, preview, shelf)
                              : print_parts(ctl, preview, shelf, shown);
}

int
desk_cmd_template_preview(const DeskCtl *ctl)
{
    int code = EX_CONFIG;
    Shown shown = SHOW_ALL;
    bool of_ticket = ctl->options->values[DESK_OPTION_TICKET];
    const DeskTemplateInfo *info = desk_catalogue_template(ctl->operands[0]);
    g_autofree char *given = desk_text_quote(ctl->operands[0]);
    if (!info)
        return desk_ctl_complain(
            EX_USAGE, "no template \"%s\"; deskctl template list has all of them", given);
    if (!read_part(ctl, &shown))
        return EX_USAGE;
    g_autoptr(DeskStore) store = of_ticket ? desk_ctl_store(ctl, DESK_STORE_READ, &code) : NULL;
    if (of_ticket && !store)
        return code;
    g_autoptr(DeskConf) conf =
        desk_ctl_conf(ctl, of_ticket ? DESK_CONF_DEFAULT : DESK_CONF_NO_KEYS);
    if (!conf)
        return EX_CONFIG;
    g_auto(DeskPreview) preview = { .conf = conf,
                                    .info = info,
                                    .language = ctl->options->values[DESK_OPTION_LANG] };
    desk_preview_init(&preview);
    return show(ctl, &preview, store, shown);
}
