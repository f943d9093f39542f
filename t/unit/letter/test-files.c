#include "study.h"

#include <criterion/criterion.h>

static void
open_desk(void)
{
    const char *folder = g_getenv("builddir");
    g_autofree char *program =
        g_build_filename(folder ? folder : ".", "src/deskparse/deskparse", NULL);
    g_autoptr(GError) error = NULL;
    study_open("notifications { attachments = 1K }\n");
    study.reader = desk_reader_new(program, 1, &error);
    cr_assert(study.reader, "%s", error ? error->message : "");
}

TestSuite(files, .init = open_desk, .fini = study_close);

/* A mail with these files behind its text; each holds its own name. */
typedef struct {
    const char *name, *type;
    bool is_inline;
    gint64 size; /* as the store has it; 0: that of its content */
    bool passes; /* to a customer */
} Kept;

static const Kept kept[] = {
    { .name = "plan.pdf", .type = "application/pdf", .passes = true },
    { .name = "signature.asc", .type = "application/pgp-signature" },
    { .name = "logo.png", .type = "image/png", .is_inline = true, .size = 900 },
    { .name = "shot.png", .type = "image/png", .is_inline = true, .size = 20000, .passes = true },
    { .name = "logo.png", .type = "image/png", .size = 900, .passes = true },
    { .name = "smime.p7s", .type = "application/x-pkcs7-signature" },
    { .name = "invite.ics", .type = "text/calendar" },
    { .name = "winmail.dat", .type = "application/octet-stream" },
    { .name = "notes.txt", .type = "text/plain", .passes = true },
};

static gint64
say_with_files(DeskDirection direction, bool held)
{
    g_autoptr(GString) raw = g_string_new("From: a@example.org\r\nMIME-Version: 1.0\r\n"
                                          "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                                          "--b\r\n\r\nSee there.\r\n");
    for (size_t i = 0; i < G_N_ELEMENTS(kept); i++)
        g_string_append_printf(raw,
                               "--b\r\nContent-Type: application/octet-stream\r\n"
                               "Content-Disposition: attachment; filename=x\r\n\r\n%s%zu\r\n",
                               kept[i].name, i);
    g_string_append(raw, "--b--\r\n");
    const Said said = { .direction = direction,
                        .author = direction == DESK_DIRECTION_OUT ? study.alice : study.jo,
                        .text = "See there.",
                        .held = held,
                        .raw = raw->str };
    gint64 id = study_say(&said);
    for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
        const DeskStoredAttachment file = {
            .name = (char *) kept[i].name,
            .type = (char *) kept[i].type,
            .size = kept[i].size ? kept[i].size : (gint64) strlen(kept[i].name) + 1,
            .sha256 = (char *) "",
            .is_inline = kept[i].is_inline,
            .content_id = (char *) "",
        };
        study_attach(id, 1 + (gint64) i, &file);
    }
    return id;
}

static void
expect_file(const DeskLetter *letter, guint at, size_t which)
{
    const DeskLetterFile *file = letter->files->pdata[at];
    g_autofree char *content = g_strdup_printf("%s%zu", kept[which].name, which);
    gsize size = 0;
    const char *bytes = g_bytes_get_data(file->bytes, &size);
    cr_expect_str_eq(file->name, kept[which].name);
    cr_expect_str_eq(file->type, kept[which].type);
    cr_expect(size == strlen(content) && memcmp(bytes, content, size) == 0, "%s: %.*s",
              kept[which].name, (int) size, bytes);
}

Test(files, an_answer_takes_what_was_meant_and_not_what_the_program_added)
{
    DeskOutboxRow row = study_row("reply", say_with_files(DESK_DIRECTION_OUT, false));
    g_autoptr(DeskLetter) letter = study_write(&row);
    guint count = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(kept); i++)
        if (kept[i].passes && count < letter->files->len)
            expect_file(letter, count++, i);
    cr_expect_eq(count, 4);
    cr_expect_eq(letter->files->len, 4, "%u files", letter->files->len);
}

Test(files, an_answer_without_one_of_its_files_is_none)
{
    DeskStoredAttachment file = { .name = (char *) "gone.pdf",
                                  .type = (char *) "application/pdf",
                                  .size = 1,
                                  .sha256 = (char *) "",
                                  .content_id = (char *) "" };
    const Said said = { .direction = DESK_DIRECTION_OUT,
                        .author = study.alice,
                        .text = "x",
                        .raw = "From: a@example.org\r\n\r\nx\r\n" };
    gint64 id = study_say(&said);
    study_attach(id, 1, &file);
    DeskOutboxRow row = study_row("reply", id);
    g_autofree char *why = study_refusal(&row);
    cr_expect(strstr(why, "gone.pdf"), "%s", why);
}

/* RULES O4: whoever has sent it, and whatever it is called. */
Test(files, o4_a_file_that_tells_of_the_desk_goes_to_no_customer)
{
    DeskStoredAttachment file = { .name = (char *) "saved.txt",
                                  .type = (char *) "text/plain",
                                  .size = 40,
                                  .sha256 = (char *) "",
                                  .content_id = (char *) "" };
    const Said said = { .direction = DESK_DIRECTION_OUT,
                        .author = study.alice,
                        .text = "x",
                        .raw = "From: a@example.org\r\nMIME-Version: 1.0\r\n"
                               "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n"
                               "--b\r\nContent-Type: text/plain; name=saved.txt\r\n"
                               "Content-Disposition: attachment\r\n\r\n"
                               "-- Please reply above this line --\r\n--b--\r\n" };
    gint64 id = study_say(&said);
    study_attach(id, 1, &file);
    DeskOutboxRow row = study_row("reply", id);
    g_autofree char *why = study_refusal(&row);
    cr_expect(strstr(why, "saved.txt") && strstr(why, "no customer may see"), "%s", why);
}

Test(files, an_agent_gets_what_there_is_room_for_and_the_names_of_the_rest)
{
    DeskOutboxRow row = study_row("agent-update", say_with_files(DESK_DIRECTION_IN, false));
    g_autoptr(DeskLetter) letter = study_write(&row);
    g_autofree char *told =
        study_tell(letter, "{{#files}}{{name}} {{size}}{{^is_sent}} not{{/is_sent}};{{/files}}");
    cr_expect_str_eq(told, "plan.pdf 9 bytes;signature.asc 14 bytes;logo.png 900 bytes;"
                           "shot.png 20 KB not;logo.png 900 bytes not;smime.p7s 10 bytes;"
                           "invite.ics 11 bytes;winmail.dat 12 bytes;notes.txt 10 bytes;");
    cr_expect_eq(letter->files->len, 7);
    expect_file(letter, 0, 0);
    expect_file(letter, 6, 8);
}

Test(files, files_of_what_is_held_are_named_alone)
{
    DeskOutboxRow row = study_row("agent-update", say_with_files(DESK_DIRECTION_IN, true));
    g_autoptr(DeskLetter) letter = study_write(&row);
    g_autofree char *told = study_tell(letter, "{{#files}}{{#is_sent}}sent{{/is_sent}}.{{/files}}");
    cr_expect_str_eq(told, ".........");
    cr_expect_eq(letter->files->len, 0);
}

Test(files, a_forward_has_those_of_the_customer_as_well)
{
    say_with_files(DESK_DIRECTION_IN, false);
    const Said said = { .direction = DESK_DIRECTION_NOTE, .author = study.alice, .text = "Please" };
    DeskOutboxRow row = study_row("forward", study_say(&said));
    row.recipient = (char *) "carl@example.com";
    g_autoptr(DeskLetter) letter = study_write(&row);
    g_autofree char *told = study_tell(
        letter, "{{subject}}|{{text}}|{{original.author}} {{original.address}} {{original.text}}");
    cr_expect_str_eq(told, "Fwd: [#1] Printer on fire|Please|Jo Doe jo@example.net See there.");
    cr_expect_eq(letter->files->len, 4);
}

/* RULES O4: what bears an agent's name, as an approved forgery does, is no customer's. */
Test(files, o4_a_forward_brings_no_words_of_an_agent)
{
    const Said asked = { .direction = DESK_DIRECTION_IN, .author = study.jo, .text = "It burns." };
    const Said forged = { .direction = DESK_DIRECTION_IN, .author = study.alice, .text = "Pay." };
    const Said said = { .direction = DESK_DIRECTION_NOTE, .author = study.alice, .text = "Please" };
    study_say(&asked);
    study_say(&forged);
    DeskOutboxRow row = study_row("forward", study_say(&said));
    row.recipient = (char *) "carl@example.com";
    g_autoptr(DeskLetter) letter = study_write(&row);
    g_autofree char *told = study_tell(letter, "{{original.address}} {{original.text}}");
    cr_expect_str_eq(told, "jo@example.net It burns.");
}
