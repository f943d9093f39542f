#include "scratch.h"
#include "send/maker.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>

/* Below the folder of the desk; a file in the place of a file makes a folder of that. */
static void
put(const Scratch *scratch, const char *file, const char *content)
{
    g_autofree char *path = g_build_filename(scratch->folder, file, NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    cr_assert_eq(g_mkdir_with_parents(folder, 0700), 0);
    cr_assert(g_file_set_contents(path, content, -1, NULL));
}

static GBytes *
make(Scratch *scratch, GError **error)
{
    g_autoptr(DeskOutboxRow) row = scratch_row(scratch, scratch_queue(scratch, "jo@example.org"));
    g_autoptr(DeskMaker) maker = desk_maker_new(scratch->slot, NULL, NULL);
    return desk_maker_make(maker, scratch->store, row, error);
}

Test(maker, makes_the_shipped_mail_where_the_own_file_is_broken)
{
    static const struct {
        const char *file;
        const char *content;
        const char *text;
    } rows[] = {
        { "own/en/ack.txt", "Our own {{ticket.id}}\n", "Our own 1\r\n" },
        { "own/en/ack.txt", "Our own {{#ticket.id}}\n", "Number 1, Jo\r\n" },
        { "own/en/ack.txt", "Our own \xfc\n", "Number 1, Jo\r\n" },
        { "own/en/ack.txt", "{{> broken}}", "Number 1, Jo\r\n" },
        { "own/en/ack.txt/folder", "", "Number 1, Jo\r\n" },
        { "own/en/ack.subject", "{{/x}}", "Number 1, Jo\r\n" },
        { "own/en/ack.mailbox-support.txt", "{{x", "Number 1, Jo\r\n" },
        { "own/en/reply.txt", "{{/x}}", "Number 1, Jo\r\n" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Scratch) scratch = { .folder = NULL };
        scratch_init(&scratch, NULL, 1);
        put(&scratch, "own/en/broken.txt", "{{x");
        put(&scratch, rows[i].file, rows[i].content);
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) bytes = make(&scratch, &error);
        cr_assert(bytes, "row %zu: %s", i, error ? error->message : "");
        const char *mail = g_bytes_get_data(bytes, NULL);
        cr_expect(g_strstr_len(mail, (gssize) g_bytes_get_size(bytes), rows[i].text), "row %zu: %s",
                  i, mail);
    }
}

Test(maker, waits_for_whoever_mends_the_files)
{
    static const struct {
        const char *file; /* besides a shipped one that is wrong */
        const char *content;
        const char *trouble;
    } rows[] = {
        { "own/en/reply.txt", "", "templates/en/ack.html" },
        { "own/en/ack.txt", "{{x", "own/en/ack.txt" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Scratch) scratch = { .folder = NULL };
        scratch_init(&scratch, NULL, 1);
        put(&scratch, "templates/en/ack.html/folder", "");
        put(&scratch, rows[i].file, rows[i].content);
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) bytes = make(&scratch, &error);
        cr_assert_null(bytes, "row %zu", i);
        cr_expect(strstr(error->message, rows[i].trouble), "row %zu: %s", i, error->message);
        cr_expect(desk_maker_error_is_mendable(error), "row %zu: %s", i, error->message);
    }
}
