#include "kb/article.h"
#include "kb/folder.h"
#include "kb/kb.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

static char *folder;

static void
put(const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *parent = g_path_get_dirname(path);
    g_mkdir_with_parents(parent, 0700);
    cr_assert(g_file_set_contents(path, text, -1, NULL));
}

static void
remove_tree(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        remove_tree(child);
    }
    g_remove(path);
}

static void
set_up(void)
{
    folder = g_dir_make_tmp("desk-kb-XXXXXX", NULL);
    put("password.md", "# How to reset your password\n\nOpen **Settings** and press *Reset*.\n"
                       "A mail with a link comes to your address.\n");
    put("invoice.md", "# Invoices and refunds\n\nInvoices are sent on the first of each month.\n");
    put("printer.md", "# The printer does not print\n\nSwitch the printer off and on again.\n");
    put("shipping.md", "# Shipping times\n\nA parcel takes three days.\n");
    put("contact.md", "# Contact\n\nCall us on weekdays. We like to talk about the weather.\n");
    put("de/passwort.md", "# Passwort zur\u00fccksetzen\n\n\u00d6ffnen Sie die Einstellungen.\n");
    put("de/drucker.md", "# Der Drucker druckt nicht\n\nSchalten Sie den Drucker aus.\n");
    put("ja/password.md", "# \u30d1\u30b9\u30ef\u30fc\u30c9\u306e\u518d\u8a2d\u5b9a\n\n"
                          "\u8a2d\u5b9a\u753b\u9762\u3092\u958b\u304d\u307e\u3059\u3002\n");
}

static void
tear_down(void)
{
    remove_tree(folder);
    g_free(folder);
}

TestSuite(kb, .init = set_up, .fini = tear_down);

/* The slugs that are found, with blanks between. The caller's. */
static char *
search(DeskKbIndex *kb, const char *language, const char *text)
{
    g_autoptr(GPtrArray) found = desk_kb_find(kb, text, language, 3);
    GString *slugs = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++)
        g_string_append_printf(slugs, "%s%s", i > 0 ? " " : "",
                               ((const DeskKbFound *) found->pdata[i])->slug);
    return g_string_free(slugs, FALSE);
}

Test(kb, finds_what_a_text_is_about_and_nothing_else)
{
    static const struct {
        const char *language, *text, *slugs;
    } rows[] = {
        { "en", "Hello, I forgot my password and would like to reset it. Can you help?",
          "password" },
        { "en-GB", "RESET PASSWORDS", "password" },
        { "en", "There is a mistake in two of your invoices, I want a refund.", "invoice" },
        { "en", "Since yesterday our printers print nothing but blank pages.", "printer" },
        { "en", "How are you? What can I do for you, and when will you call me?", "" },
        { "en", "My address has changed.", "" },
        { "en", "The weather is nice, we like to talk on weekdays.", "" },
        { "en", "", "" },
        { "de-AT", "Ich habe mein Passwort vergessen und m\u00f6chte es zurucksetzen.",
          "de/passwort" },
        { "de", "Unser Drucker druckt seit gestern nicht mehr.", "de/drucker" },
        { "de", "Where is the printer? It does not print.", "printer" },
        { "ja", "\u30d1\u30b9\u30ef\u30fc\u30c9\u3092\u5fd8\u308c\u307e\u3057\u305f",
          "ja/password" },
        { "ja", "\u3053\u3093\u306b\u3061\u306f", "" },
        { "pl", "reset password", "password" },
        { "", "reset password", "password" },
    };
    g_autoptr(DeskKbIndex) kb = desk_kb_open(folder);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *slugs = search(kb, rows[i].language, rows[i].text);
        cr_expect_str_eq(slugs, rows[i].slugs, "%s", rows[i].text);
    }
}

Test(kb, tells_title_and_first_paragraph)
{
    g_autoptr(DeskKbIndex) kb = desk_kb_open(folder);
    g_autoptr(GPtrArray) found = desk_kb_find(kb, "reset password", "en", 1);
    cr_assert_eq(found->len, 1);
    const DeskKbFound *first = found->pdata[0];
    cr_expect_str_eq(first->title, "How to reset your password");
    cr_expect_str_eq(first->lead, "Open Settings and press Reset. A mail with a link comes to "
                                  "your address.");
}

Test(kb, finds_no_more_than_are_wanted)
{
    put("password-2.md", "# Reset a password twice\n\nText.\n");
    g_autoptr(DeskKbIndex) kb = desk_kb_open(folder);
    g_autoptr(GPtrArray) one = desk_kb_find(kb, "reset password", "en", 1);
    g_autoptr(GPtrArray) two = desk_kb_find(kb, "reset password", "en", 2);
    g_autoptr(GPtrArray) none = desk_kb_find(kb, "reset password", "en", 0);
    cr_expect_eq(one->len, 1);
    cr_expect_eq(two->len, 2);
    cr_expect_eq(none->len, 0);
}

Test(kb, passes_over_what_is_no_article)
{
    g_autofree char *large = g_strnfill(DESK_KB_BYTES + 1, 'x');
    g_autofree char *pipe = g_build_filename(folder, "pipe.md", NULL);
    g_autofree char *link = g_build_filename(folder, "away.md", NULL);
    put("large.md", large);
    put("empty.md", "");
    put("bytes.md", "\xff\xfe\x01 # \xc3");
    put("reset password.md", "# Reset password\n");
    put(".reset.md", "# Reset password\n");
    put("notes.txt", "# Reset password\n");
    put("drafts/reset.md", "# Reset password\n");
    put("de/fr/reset.md", "# Reset password\n");
    put("folder.md/x.md", "# Reset password\n");
    cr_assert_eq(mkfifo(pipe, 0600), 0);
    cr_assert_eq(symlink("/nowhere", link), 0);
    g_autoptr(DeskKbIndex) kb = desk_kb_open(folder);
    g_autofree char *slugs = search(kb, "en", "reset password");
    cr_expect_str_eq(slugs, "password");
}

Test(kb, reads_what_has_changed_and_no_more)
{
    bool changed = false;
    g_autoptr(DeskKbReader) reader = desk_kb_reader_new();
    g_autoptr(DeskKbListing) first = desk_kb_listing_new(reader, folder, NULL, &changed);
    cr_expect(changed);
    g_autoptr(DeskKbListing) second = desk_kb_listing_new(reader, folder, first, &changed);
    cr_expect_not(changed);
    put("invoice.md", "# Nothing of the kind\n\nText of another length.\n");
    g_autoptr(DeskKbListing) third = desk_kb_listing_new(reader, folder, second, &changed);
    cr_expect(changed);
    guint same = 0;
    for (guint i = 0; i < desk_kb_listing_articles(second)->len; i++)
        same +=
            desk_kb_listing_articles(third)->pdata[i] == desk_kb_listing_articles(second)->pdata[i];
    cr_expect_eq(same, desk_kb_listing_articles(second)->len - 1, "%u", same);
    g_autofree char *path = g_build_filename(folder, "shipping.md", NULL);
    g_remove(path);
    g_autoptr(DeskKbListing) fourth = desk_kb_listing_new(reader, folder, third, &changed);
    cr_expect(changed);
    cr_expect_eq(desk_kb_listing_articles(fourth)->len, desk_kb_listing_articles(third)->len - 1);
}

/* As copies by rsync -t are, and what an editor writes in place within one tick of the clock. */
Test(kb, reads_what_has_changed_at_the_same_time_and_length)
{
    bool changed = false;
    g_autoptr(DeskKbReader) reader = desk_kb_reader_new();
    g_autoptr(DeskKbListing) first = desk_kb_listing_new(reader, folder, NULL, &changed);
    g_autofree char *path = g_build_filename(folder, "invoice.md", NULL);
    struct stat st;
    cr_assert_eq(stat(path, &st), 0);
    const struct timespec times[] = { st.st_atim, st.st_mtim };
    int fd = open(path, O_WRONLY);
    g_usleep(20000);
    cr_assert_eq(pwrite(fd, "# Bills", 7, 0), 7);
    cr_assert_eq(futimens(fd, times), 0);
    close(fd);
    g_autoptr(DeskKbListing) second = desk_kb_listing_new(reader, folder, first, &changed);
    cr_expect(changed);
}

Test(kb, needs_no_folder)
{
    g_autoptr(DeskKbIndex) kb = desk_kb_open("/nowhere/at/all");
    g_autofree char *slugs = search(kb, "en", "reset password");
    cr_expect_str_eq(slugs, "");
}
