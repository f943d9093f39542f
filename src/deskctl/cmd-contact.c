#include "base/address.h"
#include "base/clock.h"
#include "base/langtag.h"
#include "desk/contact.h"
#include "deskctl/cmd.h"
#include "deskctl/rows.h"
#include "policy/report.h"
#include "store/surveys.h"
#include "template/languages.h"

#define TICKETS_SHOWN 10

/* All that is known of a customer. */
typedef struct {
    DeskContact *contact; /* NULL: nobody has that address */
    DeskHealth health;
    gint64 asked; /* when he was last asked how it was; or 0 */
    GPtrArray *tickets;
} Sheet;

static void
sheet_clear(Sheet *sheet)
{
    desk_contact_free(sheet->contact);
    g_clear_pointer(&sheet->tickets, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sheet, sheet_clear)

/* NULL: said what is wrong. */
static char *
key_of(const DeskCtl *ctl)
{
    char *key = desk_address_key(ctl->operands[0]);
    if (!key)
        desk_ctl_complain(EX_USAGE, "ADDRESS: expected an address such as jane@example.com");
    return key;
}

static bool
read_contact(DeskStore *store, const char *key, DeskContact **contact, GError **error)
{
    gint64 id = 0;
    return desk_store_contact_find(store, key, &id, error) &&
           (id == 0 || desk_store_contact_get(store, id, contact, error));
}

static bool
sheet_read(DeskStore *store, const char *key, Sheet *sheet, GError **error)
{
    const DeskTicketFilter filter = { .requester = key, .limit = TICKETS_SHOWN };
    if (!read_contact(store, key, &sheet->contact, error) || !sheet->contact)
        return sheet->contact != NULL || !*error;
    gint64 id = sheet->contact->id;
    return desk_store_contact_health(store, id, &sheet->health, error) &&
           desk_store_survey_last(store, id, &sheet->asked, error) &&
           desk_store_ticket_list(store, &filter, &sheet->tickets, error);
}

static bool
is_dead(const Sheet *sheet)
{
    return sheet->health.score >= DESK_HEALTH_DEAD;
}

/* The score of an address is kept in halves. */
static json_t *
health_json(const Sheet *sheet)
{
    json_t *value = json_object();
    json_object_set_new(value, "score", json_real((double) sheet->health.score / 2));
    json_object_set_new(value, "last", desk_json_time(sheet->health.bounced));
    json_object_set_new(value, "stops_mail", json_boolean(is_dead(sheet)));
    return value;
}

static bool
print_json(DeskStore *store, const Sheet *sheet, GError **error)
{
    const DeskContact *contact = sheet->contact;
    json_t *tickets = json_array();
    for (guint i = 0; i < sheet->tickets->len; i++) {
        json_t *ticket = NULL;
        if (!desk_rows_ticket(store, sheet->tickets->pdata[i], &ticket, error)) {
            json_decref(tickets);
            return false;
        }
        json_array_append_new(tickets, ticket);
    }
    json_t *value = desk_json_person(contact->name, contact->address);
    json_object_set_new(value, "language", desk_json_text(contact->language));
    json_object_set_new(value, "proved", desk_json_time(contact->proved));
    json_object_set_new(value, "surveys", json_boolean(contact->no_surveys == 0));
    json_object_set_new(value, "no_surveys", desk_json_time(contact->no_surveys));
    json_object_set_new(value, "asked", desk_json_time(sheet->asked));
    json_object_set_new(value, "bounces", health_json(sheet));
    json_object_set_new(value, "tickets", tickets);
    desk_json_print(value, false);
    return true;
}

/* "label: since when", or what holds without a time. */
static void
print_time(const char *label, gint64 at, const char *otherwise)
{
    g_autofree char *time = at > 0 ? desk_clock_rfc3339(at) : NULL;
    printf("%s: %s%s\n", label, time ? "since " : "", time ? time : otherwise);
}

static void
print_health(const Sheet *sheet)
{
    g_autofree char *last =
        sheet->health.bounced > 0 ? desk_clock_rfc3339(sheet->health.bounced) : NULL;
    printf("bounces: %s%s%s\n", last ? "the last one " : "none", last ? last : "",
           is_dead(sheet) ? ", so no automatic mail goes there" : "");
}

static void
print_sheet(const Sheet *sheet)
{
    const DeskContact *contact = sheet->contact;
    bool is_named = contact->name && *contact->name;
    g_autofree char *asked = sheet->asked > 0 ? desk_clock_rfc3339(sheet->asked) : NULL;
    printf(is_named ? "%s <%s>\n" : "%s%s\n", is_named ? contact->name : "", contact->address);
    printf("language: %s\n", contact->language ? contact->language : "none chosen");
    print_time("proved to read mail there", contact->proved, "no");
    print_time("wants no surveys", contact->no_surveys, "no");
    printf("last asked how it was: %s\n", asked ? asked : "never");
    print_health(sheet);
    for (guint i = 0; i < sheet->tickets->len; i++) {
        const DeskTicket *ticket = sheet->tickets->pdata[i];
        g_autofree char *created = desk_clock_rfc3339(ticket->created);
        printf("#%" G_GINT64_FORMAT " %s, %s: %s\n", ticket->id, created,
               desk_status_name(ticket->status), ticket->subject);
    }
}

static int
complain_unknown(const DeskCtl *ctl)
{
    return desk_ctl_complain(EX_NOINPUT, "nobody with this address is known: %s", ctl->operands[0]);
}

static int
show(const DeskCtl *ctl, DeskStore *store, const char *key)
{
    g_autoptr(GError) error = NULL;
    g_auto(Sheet) sheet = { 0 };
    if (!desk_store_begin(store, &error) || !sheet_read(store, key, &sheet, &error))
        return desk_ctl_fail(error);
    if (!sheet.contact)
        return complain_unknown(ctl);
    if (ctl->options->json)
        return print_json(store, &sheet, &error) ? EX_OK : desk_ctl_fail(error);
    print_sheet(&sheet);
    return EX_OK;
}

int
desk_cmd_contact_show(const DeskCtl *ctl)
{
    int code = EX_OK;
    g_autofree char *key = key_of(ctl);
    if (!key)
        return EX_USAGE;
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_READ, &code);
    return store ? show(ctl, store, key) : code;
}

/* ---- set ---- */

typedef struct {
    const char *key;
    DeskContactChange change;
    bool is_known;
} Job;

static bool
write_change(DeskStore *store, gpointer data, GError **error)
{
    Job *job = data;
    g_autoptr(DeskContact) contact = NULL;
    if (!read_contact(store, job->key, &contact, error))
        return false;
    job->is_known = contact != NULL;
    return !contact || desk_contact_change(store, contact, &job->change, error);
}

/* "yes" or "no"; false: it is neither, said so. */
static bool
read_surveys(const char *word, bool *wants)
{
    *wants = word && g_str_equal(word, "yes");
    if (!word || *wants || g_str_equal(word, "no"))
        return true;
    desk_ctl_complain(EX_USAGE, "--surveys: expected yes or no");
    return false;
}

/* NULL when there are no templates for it, said so; "" for "none". */
static char *
read_language(const DeskConf *conf, const char *word)
{
    if (g_str_equal(word, "none"))
        return g_strdup("");
    g_autofree char *tag = desk_langtag_read(word, strlen(word));
    if (tag && desk_languages_have(conf->template_dir, conf->shipped_template_dir, tag))
        return g_steal_pointer(&tag);
    g_autofree char *known = desk_languages_show(conf->template_dir, conf->shipped_template_dir);
    desk_ctl_complain(EX_USAGE, "--language: there are no templates for %s: expected %s, or none",
                      word, known);
    return NULL;
}

/* Who runs it is known before root is given up. */
static int
run(const DeskCtl *ctl, Job *job)
{
    int code = EX_OK;
    g_autoptr(GError) error = NULL;
    g_autofree char *actor = desk_ctl_actor();
    g_autoptr(DeskStore) store = desk_ctl_store(ctl, DESK_STORE_WRITE, &code);
    if (!store)
        return code;
    job->change.actor = actor;
    job->change.now = desk_clock_now();
    if (!desk_store_run(store, write_change, job, &error))
        return desk_ctl_fail(error);
    return job->is_known ? show(ctl, store, job->key) : complain_unknown(ctl);
}

int
desk_cmd_contact_set(const DeskCtl *ctl)
{
    const char *word = ctl->options->values[DESK_OPTION_LANGUAGE];
    const char *surveys = ctl->options->values[DESK_OPTION_SURVEYS];
    bool wants = false;
    if (!word && !surveys)
        return desk_ctl_complain(EX_USAGE, "nothing to change: --language or --surveys");
    if (!read_surveys(surveys, &wants))
        return EX_USAGE;
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!conf)
        return EX_CONFIG;
    g_autofree char *language = word ? read_language(conf, word) : NULL;
    g_autofree char *key = word && !language ? NULL : key_of(ctl);
    if (!key)
        return EX_USAGE;
    Job job = { .key = key,
                .change = { .language = language, .surveys = surveys ? &wants : NULL } };
    return run(ctl, &job);
}
