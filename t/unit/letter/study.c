#include "study.h"
#include "base/clock.h"
#include "letter/catalogue.h"
#include "room.h"
#include "store/raw.h"
#include "template/tree.h"
#include "ticket/kind.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>

Study study;

static const char settings_of_all[] =
    "hostname = \"mx.example.org\"\n"
    "calendar \"office\" { timezone = \"Europe/Berlin\"  monday = \"09:00-17:00\" }\n"
    "agent \"alice\" { name = \"Alice Roe\"  calendar = \"office\"\n"
    "                addresses = {\"alice@example.org\"} }\n"
    "agent \"bob\" { name = \"Bob Ray\"  addresses = {\"bob@example.org\", \"bob@example.net\"} }\n"
    "team \"frontline\" { members = {\"alice\", \"bob\"} }\n";
static const char mailbox_of_all[] =
    "mailbox \"support\" { address = \"support@example.org\"  team = \"frontline\" }\n";

#define OK(call)                                                                                   \
    do {                                                                                           \
        g_autoptr(GError) error = NULL;                                                            \
        cr_assert(call, "%s: %s", #call, error ? error->message : "");                             \
    } while (0)

static gint64
add_contact(const char *address, const char *name)
{
    gint64 id = 0;
    OK(desk_store_contact_put(study.store, address, address, name, study.now, &id, &error));
    return id;
}

static void
add_ticket(void)
{
    DeskTicket ticket = { .subject = (char *) "Printer on fire",
                          .status = DESK_STATUS_OPEN,
                          .priority = DESK_PRIORITY_HIGH,
                          .team = (char *) "frontline",
                          .assignee = (char *) "bob",
                          .mailbox = (char *) "support",
                          .language = (char *) "en",
                          .requester = study.jo,
                          .created = study.now,
                          .updated = study.now };
    OK(desk_store_ticket_add(study.store, &ticket, &error));
    study.ticket = ticket.id;
}

static void
load_conf(const char *settings)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    bool has_mailbox = strstr(settings, "mailbox \"support\"");
    g_autofree char *path = g_build_filename(room_folder(), "desk.conf", NULL);
    g_autofree char *whole =
        g_strconcat(settings_of_all, has_mailbox ? "" : mailbox_of_all, settings, NULL);
    cr_assert(g_file_set_contents(path, whole, -1, NULL));
    study.conf = desk_conf_load(path, DESK_CONF_NO_KEYS, problems);
    g_unlink(path);
    cr_assert(study.conf, "%s", problems->len > 0 ? (char *) problems->pdata[0] : "no reason");
}

void
study_open(const char *settings)
{
    study = (Study){ .store = room_open(), .now = G_GINT64_CONSTANT(1795431600) * DESK_SECOND };
    load_conf(settings);
    study.jo = add_contact("jo@example.net", "Jo Doe");
    study.alice = add_contact("alice@example.org", "");
    study.bob = add_contact("bob@example.net", "Bob");
    study.carl = add_contact("carl@example.com", "Carl");
    add_ticket();
}

void
study_close(void)
{
    desk_reader_free(study.reader);
    desk_conf_unref(study.conf);
    room_close(study.store);
}

gint64
study_say(const Said *said)
{
    static gint64 number;
    guint8 key[32] = { 0 };
    number++;
    memcpy(key, &number, sizeof number);
    g_autoptr(GBytes) packed = NULL;
    DeskRawMail raw = { .content_key = key, .raw_size = said->raw ? strlen(said->raw) : 0 };
    if (said->raw)
        packed = desk_raw_pack((DeskBytes){ said->raw, strlen(said->raw) });
    raw.raw = packed;
    DeskMessage message = { .ticket = said->ticket ? said->ticket : study.ticket,
                            .direction = said->direction,
                            .author = said->author,
                            .message_id = (char *) "",
                            .subject = (char *) "Printer on fire",
                            .text = (char *) said->text,
                            .reply_text = (char *) said->reply_text,
                            .date = study.now,
                            .received = study.now - DESK_DAY + number * DESK_HOUR,
                            .held = said->held,
                            .machine = "human",
                            .assurance = said->assurance };
    OK(desk_store_message_add(study.store, &message, &raw, &error));
    return message.id;
}

void
study_attach(gint64 message, gint64 number, const DeskStoredAttachment *file)
{
    OK(desk_store_attachment_add(study.store, message, number, file, &error));
}

DeskOutboxRow
study_row(const char *kind, gint64 cause)
{
    bool to_agent = desk_mail_kind(kind) && desk_mail_kind(kind)->to_agent;
    return (DeskOutboxRow){
        .id = 1,
        .ticket = study.ticket,
        .cause = cause,
        .contact = to_agent ? study.alice : study.jo,
        .kind = (char *) kind,
        .message_id = (char *) "ours@desk.example.org",
        .date = study.now,
        .envelope_from = (char *) "",
        .recipient = (char *) (to_agent ? "alice@example.org" : "jo@example.net"),
        .recipient_name = (char *) (to_agent ? "Alice" : "Jo Doe"),
        .from_name = (char *) "Support",
        .from_address = (char *) "support@example.org",
        .reply_to = (char *) "support+r1@example.org",
        .in_reply_to = (char *) "theirs@example.net",
        .references = (char *) "theirs@example.net",
        .language = (char *) "en",
        .verified = true,
    };
}

static DeskReader *
find_reader(gpointer data, GError **error)
{
    (void) data;
    (void) error;
    return study.reader;
}

static DeskLetter *
write_letter(const DeskOutboxRow *row, GError **error)
{
    const DeskLetterDesk desk = { .store = study.store,
                                  .conf = study.conf,
                                  .now = study.now,
                                  .find_reader = study.reader ? find_reader : NULL,
                                  .kb = study.kb };
    return desk_letter_write(&desk, row, error);
}

/* Nothing is in a letter that the table of fields, and so the manual, does not know. */
static void
expect_known(const DeskValues *values, const DeskValues *all, const char *path)
{
    GHashTableIter iter;
    gpointer name;
    gpointer value;
    for (guint i = 0; values->kind == DESK_VALUE_LIST && i < values->items->len; i++)
        if (all->kind == DESK_VALUE_LIST)
            expect_known(values->items->pdata[i], all->items->pdata[0], path);
    if (values->kind != DESK_VALUE_MAP)
        return;
    g_hash_table_iter_init(&iter, values->map);
    while (g_hash_table_iter_next(&iter, &name, &value)) {
        const DeskValues *known =
            all->kind == DESK_VALUE_MAP ? g_hash_table_lookup(all->map, name) : NULL;
        g_autofree char *deeper = g_strdup_printf("%s.%s", path, (char *) name);
        cr_expect(known, "the table of fields has no %s", deeper);
        if (known)
            expect_known(value, known, deeper);
    }
}

DeskLetter *
study_write(const DeskOutboxRow *row)
{
    g_autoptr(GError) error = NULL;
    DeskLetter *letter = write_letter(row, &error);
    cr_assert(letter, "%s: %s", row->kind, error ? error->message : "no error");
    const char *name = letter->template ? letter->template : row->kind;
    g_autoptr(DeskValues) all = desk_catalogue_all(name);
    cr_expect(desk_catalogue_template(name), "the table has no template %s", name);
    expect_known(letter->values, all, name);
    return letter;
}

char *
study_refusal(const DeskOutboxRow *row)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskLetter) letter = write_letter(row, &error);
    cr_assert_null(letter, "%s to %s was written", row->kind, row->recipient);
    cr_assert(g_error_matches(error, DESK_LETTER_ERROR, DESK_LETTER_ERROR_REFUSED), "%s",
              error->message);
    return g_strdup(error->message);
}

char *
study_tell(const DeskLetter *letter, const char *tmpl)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskTemplate) compiled = desk_template_compile(tmpl, &error);
    cr_assert(compiled, "%s", error ? error->message : "");
    char *text =
        desk_template_render(compiled, letter->values, DESK_ESCAPE_NONE, NULL, NULL, &error);
    cr_assert(text, "%s", error ? error->message : "");
    return text;
}
