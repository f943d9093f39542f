#include "base/clock.h"
#include "parse/parse.h"
#include "reader/reader.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <pthread.h>
#include <sys/wait.h>

#define BYTES(literal) ((DeskBytes){ literal, sizeof(literal) - 1 })
#define MAIL           BYTES("From: a@example.org\nSubject: hello\n\ntext\n")

static char *
built(const char *path)
{
    const char *folder = g_getenv("builddir");
    return g_build_filename(folder ? folder : ".", path, NULL);
}

static DeskReader *
new_reader(unsigned workers)
{
    g_autofree char *program = built("src/deskparse/deskparse");
    g_autoptr(GError) error = NULL;
    DeskReader *reader = desk_reader_new(program, workers, &error);
    cr_assert_not_null(reader, "%s", error ? error->message : "");
    return reader;
}

static const char *
first_defect(const DeskMail *mail)
{
    return mail->defects->len > 0 ? g_ptr_array_index(mail->defects, 0) : "";
}

/* The only child of this process that is called name; 0 when there is none. */
static pid_t
find_child(const char *name)
{
    DIR *proc = opendir("/proc");
    pid_t found = 0;
    for (struct dirent *entry; proc && !found && (entry = readdir(proc));) {
        g_autofree char *path = g_strdup_printf("/proc/%s/stat", entry->d_name);
        g_autofree char *stat = NULL;
        long parent = 0;
        if (!g_ascii_isdigit(entry->d_name[0]) || !g_file_get_contents(path, &stat, NULL, NULL))
            continue;
        const char *end = strrchr(stat, ')');
        if (end && sscanf(end, ") %*c %ld", &parent) == 1 && parent == getpid() &&
            strstr(stat, name) && !strstr(end, ") Z"))
            found = (pid_t) strtol(entry->d_name, NULL, 10);
    }
    closedir(proc);
    return found;
}

Test(reader, reads_one_mail_after_the_other)
{
    g_autoptr(DeskReader) reader = new_reader(1);
    for (unsigned i = 0; i < 50; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DeskMail) mail = desk_reader_read(reader, MAIL, &error);
        cr_assert_not_null(mail);
        cr_expect_not(mail->unparsed, "%s", first_defect(mail));
        cr_expect_str_eq(mail->subject, "hello");
        cr_expect_str_eq(mail->text, "text\n");
    }
}

static void
expect_listed(const DeskAttachment *listed, GBytes *bytes, const char *name)
{
    cr_assert_not_null(bytes, "%s: %s", name, listed->name);
    g_autofree char *sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    cr_expect_eq((gint64) g_bytes_get_size(bytes), listed->size, "%s: %s", name, listed->name);
    cr_expect_str_eq(sum, listed->sha256, "%s: %s", name, listed->name);
}

/* Every second one of them, and one that there is not. */
static void
expect_together(DeskReader *reader, DeskBytes raw, const GPtrArray *attachments)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 i = 1; i <= attachments->len + 2; i += 2)
        g_array_append_val(numbers, i);
    g_autoptr(GPtrArray) files = desk_reader_extract_all(reader, raw, numbers, NULL);
    cr_assert_not_null(files);
    cr_assert_eq(files->len, numbers->len);
    for (guint i = 0; i < files->len; i++)
        if (2 * i < attachments->len)
            expect_listed(attachments->pdata[2 * i], files->pdata[i], "together");
        else
            cr_expect_null(files->pdata[i]);
}

/* What is listed of a file must be what comes out; how many were looked at. */
static unsigned
expect_files(DeskReader *reader, DeskBytes raw, const char *name)
{
    g_autoptr(DeskMail) mail = desk_reader_read(reader, raw, NULL);
    cr_assert_not_null(mail);
    for (guint i = 0; i < mail->attachments->len; i++) {
        const DeskAttachment *listed = g_ptr_array_index(mail->attachments, i);
        g_autoptr(GBytes) bytes = desk_reader_extract(reader, raw, i + 1, NULL);
        expect_listed(listed, bytes, name);
    }
    expect_together(reader, raw, mail->attachments);
    g_autoptr(GBytes) none = desk_reader_extract(reader, raw, mail->attachments->len + 1, NULL);
    cr_expect_null(none, "%s: a file beyond the last", name);
    return mail->attachments->len;
}

Test(reader, a_large_mail_goes_through)
{
    g_autoptr(DeskReader) reader = new_reader(1);
    g_autoptr(GString) raw = g_string_new("From: a@example.org\n"
                                          "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n"
                                          "hi\n--b\nContent-Type: application/x\n"
                                          "Content-Transfer-Encoding: base64\n\n");
    while (raw->len < 30 * 1024 * 1024)
        g_string_append(raw,
                        "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5\n");
    g_autoptr(DeskMail) mail = desk_reader_read(reader, (DeskBytes){ raw->str, raw->len }, NULL);
    cr_assert_not_null(mail);
    cr_expect_not(mail->unparsed, "%s", first_defect(mail));
    cr_expect_eq(mail->attachments->len, 1);
    cr_expect_str_eq(mail->text, "hi");
    g_autoptr(GBytes) bytes =
        desk_reader_extract(reader, (DeskBytes){ raw->str, raw->len }, 1, NULL);
    expect_listed(g_ptr_array_index(mail->attachments, 0), bytes, "a large file");
}

/* Converters are files that the C library loads when they are first wanted: too late here. */
Test(reader, charsets_are_at_hand_in_the_sandbox)
{
    static const struct {
        const char *charset, *bytes, *text;
    } rows[] = {
        { "gb18030", "\xd6\xd0\xce\xc4\x81\x30\x84\x36", "\u4e2d\u6587\u00a5" },
        { "windows-1252", "caf\xe9 \x80", "caf\u00e9 \u20ac" },
        { "shift_jis", "\x93\xfa\x96\x7b", "\u65e5\u672c" },
        { "euc-jp", "\xc6\xfc\xcb\xdc", "\u65e5\u672c" },
        { "cp949", "\xc7\xd1\xb1\xdb", "\ud55c\uae00" },
        { "iso-2022-kr", "\x1b$)C\x0e\x47\x51\x31\x5b\x0f", "\ud55c\uae00" },
        { "big5", "\xa4\xa4\xa4\xe5", "\u4e2d\u6587" },
        { "iso-2022-jp", "\x1b$BF|K\\\x1b(B", "\u65e5\u672c" },
        { "koi8-r", "\xf0\xd2", "\u041f\u0440" },
        { "koi8-u", "\xa4", "\u0454" },
        { "windows-1250", "\x9e", "\u017e" },
        { "windows-1251", "\xcf\xf0", "\u041f\u0440" },
        { "windows-1253", "\xe1", "\u03b1" },
        { "windows-1255", "\xe0", "\u05d0" },
        { "windows-1256", "\xc7", "\u0627" },
        { "windows-1258", "\xd0", "\u0110" },
        { "windows-874", "\xa1", "\u0e01" },
        { "iso-8859-2", "\xbe", "\u017e" },
        { "iso-8859-5", "\xbf", "\u041f" },
        { "iso-8859-7", "\xe1", "\u03b1" },
        { "iso-8859-8-i", "\xe0", "\u05d0" },
        { "iso-8859-9", "\xfd", "\u0131" },
        { "iso-8859-15", "\xa4", "\u20ac" },
        { "utf-7", "+ZeVnLA-", "\u65e5\u672c" },
        { "utf-16be", "=65=E5=67=2C", "\u65e5\u672c" },
        { "utf-16", "=FE=FF=65=E5=67=2C", "\u65e5\u672c" },
        { "utf-32le", "=E5=65=00=00", "\u65e5" },
        { "no-such-charset", "caf\xc3\xa9", "caf\u00e9" },
        { "ISO-2022-CN-EXT", "abc", "abc" },
        { "IBM1364", "abc", "abc" },
    };
    g_autoptr(DeskReader) reader = new_reader(1);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *raw = g_strdup_printf(
            "From: =?%s?q?a?= <a@example.org>\nContent-Type: text/plain; charset=%s;\n"
            " name*=%s''a\nContent-Transfer-Encoding: %s\n\n%s",
            rows[i].charset, rows[i].charset, rows[i].charset,
            g_str_has_prefix(rows[i].charset, "utf-") && rows[i].charset[4] != '7'
                ? "quoted-printable"
                : "8bit",
            rows[i].bytes);
        g_autoptr(DeskMail) mail = desk_reader_read(reader, (DeskBytes){ raw, strlen(raw) }, NULL);
        cr_assert_not_null(mail);
        cr_expect_not(mail->unparsed, "%s: %s", rows[i].charset, first_defect(mail));
        cr_expect_str_eq(mail->text, rows[i].text, "%s: %s", rows[i].charset, mail->text);
    }
}

Test(reader, a_mail_over_the_guard_goes_to_no_worker)
{
    g_autoptr(DeskReader) reader = new_reader(1);
    pid_t pid = find_child("(deskparse)");
    cr_assert_neq(pid, 0);
    kill(pid, SIGSTOP);
    g_autoptr(GString) raw = g_string_new("Subject: bomb\nTo: ");
    for (unsigned i = 0; i < 45000; i++)
        g_string_append(raw, "g:");
    g_autoptr(DeskMail) mail = desk_reader_read(reader, (DeskBytes){ raw->str, raw->len }, NULL);
    cr_assert_not_null(mail);
    cr_expect(mail->unparsed);
    cr_expect_str_eq(first_defect(mail), "guard: a header over 16 KB");
    cr_expect_str_eq(mail->subject, "bomb");
}

Test(reader, a_worker_that_died_idle_is_replaced)
{
    g_autoptr(DeskReader) reader = new_reader(1);
    pid_t first = find_child("(deskparse)");
    cr_assert_neq(first, 0);
    kill(first, SIGKILL);
    siginfo_t info;
    waitid(P_PID, (id_t) first, &info, WEXITED | WNOWAIT);

    g_autoptr(DeskMail) mail = desk_reader_read(reader, MAIL, NULL);
    cr_assert_not_null(mail);
    cr_expect_not(mail->unparsed, "%s", first_defect(mail));
    pid_t second = find_child("(deskparse)");
    cr_expect_neq(second, 0);
    cr_expect_neq(second, first);
    cr_expect_eq(waitpid(first, NULL, WNOHANG), -1, "not reaped");
}

Test(reader, ends_its_workers)
{
    DeskReader *reader = new_reader(1);
    cr_assert_neq(find_child("(deskparse)"), 0);
    desk_reader_free(reader);
    cr_expect_eq(find_child("(deskparse)"), 0);
    cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1);
}

/* Everything below folder is taken for a mail. */
static unsigned
expect_folder(DeskReader *reader, const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    unsigned files = 0;
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *bytes = NULL;
        gsize size;
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            files += expect_folder(reader, path);
        else if (g_file_get_contents(path, &bytes, &size, NULL))
            files += expect_files(reader, (DeskBytes){ bytes, size }, path);
    }
    return files;
}

/* The mails that fuzzing begins with, and those of the folder DESK_MAILS. */
Test(reader, every_file_comes_out_as_it_was_listed, .timeout = 600)
{
    const char *source = g_getenv("srcdir");
    const char *mails = g_getenv("DESK_MAILS");
    g_autofree char *seeds = g_build_filename(source ? source : ".", "t/fuzz/seeds/parse", NULL);
    g_autoptr(DeskReader) reader = new_reader(1);
    cr_expect_gt(expect_folder(reader, seeds), 10);
    if (mails)
        cr_expect_gt(expect_folder(reader, mails), 0, "no files in %s", mails);
}

#define MIXED                                                                                      \
    "From: a@example.org\nSubject: out\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n"

/* Lists the mail, then takes out the one file whose number is given. */
Test(reader, takes_out_what_stands_in_a_mail)
{
    static const struct {
        const char *name, *mail;
        guint number;
        const char *bytes; /* or NULL */
    } rows[] = {
        { "base64",
          MIXED "--b\nContent-Type: application/x\nContent-Transfer-Encoding: base64\n\n"
                "b25l\n--b--\n",
          1, "one" },
        { "the second",
          MIXED "--b\nContent-Type: image/png\n\none\n--b\nContent-Type: image/png\n"
                "\ntwo\n--b--\n",
          2, "two" },
        { "an empty one", MIXED "--b\nContent-Type: image/png\n\n\n--b--\n", 1, "" },
        { "a whole mail", MIXED "--b\nContent-Type: message/rfc822\n\nSubject: in\n\nx\n--b--\n", 1,
          "Subject: in\n\nx" },
        { "uuencode", MIXED "--b\n\nbegin 644 a.txt\n#;VYE\n`\nend\n--b--\n", 1, "one" },
        { "text that is a file", MIXED "--b\nContent-Disposition: attachment\n\nx\n--b--\n", 1,
          "x" },
        { "none", MIXED "--b--\n", 1, NULL },
        { "one too many", MIXED "--b\nContent-Type: image/png\n\none\n--b--\n", 2, NULL },
        { "number 0", MIXED "--b\nContent-Type: image/png\n\none\n--b--\n", 0, NULL },
        { "the last number", MIXED "--b\nContent-Type: image/png\n\none\n--b--\n", G_MAXUINT,
          NULL },
        { "of no mail", "", 1, NULL },
    };
    g_autoptr(DeskReader) reader = new_reader(1);
    pid_t before = find_child("(deskparse)");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        DeskBytes raw = { rows[i].mail, strlen(rows[i].mail) };
        g_autoptr(GBytes) bytes = desk_reader_extract(reader, raw, rows[i].number, &error);
        cr_assert_null(error);
        cr_assert_eq(bytes != NULL, rows[i].bytes != NULL, "%s", rows[i].name);
        if (!bytes)
            continue;
        g_autoptr(GBytes) right = g_bytes_new_static(rows[i].bytes, strlen(rows[i].bytes));
        cr_expect(g_bytes_equal(bytes, right), "%s", rows[i].name);
    }
    cr_expect_eq(find_child("(deskparse)"), before, "a mail without such a file is no failure");
}

/* Walks of their own would make it 300 times as long as one file; half a minute, were it 25 MB. */
Test(reader, many_files_cost_one_walk)
{
    g_autoptr(DeskReader) reader = new_reader(1);
    g_autoptr(GString) raw = g_string_new(MIXED);
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(guint32));
    const guint32 count = 300;
    g_string_append(raw, "--b\nContent-Type: application/x\n\n");
    while (raw->len < 2 * 1024 * 1024)
        g_string_append(raw, "0123456789abcdefghijklmnopqrstuvwxyz\n");
    for (guint32 i = 1; i <= count; i++) {
        g_string_append_printf(raw, "--b\nContent-Type: image/png\n\nfile %u\n", i + 1);
        g_array_append_val(numbers, i);
    }
    DeskBytes mail = { raw->str, raw->len };
    gint64 start = desk_clock_steady();
    g_autoptr(GBytes) last = desk_reader_extract(reader, mail, count, NULL);
    gint64 one = desk_clock_steady() - start;
    g_autoptr(GPtrArray) files = desk_reader_extract_all(reader, mail, numbers, NULL);
    gint64 all = desk_clock_steady() - start - one;
    cr_assert(last && files && files->len == count);
    cr_expect(g_bytes_equal(last, files->pdata[count - 1]));
    cr_expect_lt(all, one * 30, "%" G_GINT64_FORMAT " against %" G_GINT64_FORMAT, all, one);
}

Test(reader, reads_a_mail_that_stands_in_another)
{
    static const char raw[] = MIXED "--b\nContent-Type: image/png\n\nx\n--b\n"
                                    "Content-Type: message/rfc822\n\nFrom: c@example.com\n"
                                    "Subject: help\nContent-Type: multipart/mixed; boundary=c\n\n"
                                    "--c\n\nplease\n--c\nContent-Type: image/png\n\ny\n--c--\n"
                                    "--b--\n";
    g_autoptr(DeskReader) reader = new_reader(1);
    g_autoptr(GBytes) bytes = desk_reader_extract(reader, BYTES(raw), 2, NULL);
    cr_assert_not_null(bytes);
    gsize size;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autoptr(DeskMail) mail = desk_reader_read(reader, (DeskBytes){ data, size }, NULL);
    cr_assert_not_null(mail);
    cr_expect_str_eq(mail->subject, "help");
    cr_expect_str_eq(mail->text, "please");
    cr_expect_eq(mail->attachments->len, 1);
    cr_expect_not(mail->unparsed);
}

/* Copies badworker to a name that says how to behave; returns its folder. */
static char *
make_bad(const char *mode, char **program)
{
    g_autofree char *source = built("t/unit/reader/badworker");
    g_autofree char *name = g_strconcat("bad-", mode, NULL);
    g_autofree char *bytes = NULL;
    gsize size;
    char *folder = g_dir_make_tmp("desk-reader-XXXXXX", NULL);
    *program = g_build_filename(folder, name, NULL);
    cr_assert(g_file_get_contents(source, &bytes, &size, NULL), "%s", source);
    cr_assert(g_file_set_contents_full(*program, bytes, (gssize) size, G_FILE_SET_CONTENTS_NONE,
                                       0700, NULL));
    return folder;
}

static void
remove_bad(const char *folder, const char *program)
{
    unlink(program);
    rmdir(folder);
}

/* why: the reasons that are right, between bars. */
static void
expect_salvaged(const char *mode, const char *why)
{
    g_auto(GStrv) reasons = g_strsplit(why, "|", 0);
    g_autofree char *program = NULL;
    g_autofree char *folder = make_bad(mode, &program);
    g_autoptr(GError) error = NULL;
    DeskReader *reader = desk_reader_new(program, 1, &error);
    cr_expect_not_null(reader, "%s: %s", mode, error ? error->message : "");
    for (unsigned i = 0; reader && i < (strchr("s", mode[0]) ? 1 : 3); i++) {
        g_autoptr(DeskMail) mail = desk_reader_read(reader, MAIL, NULL);
        cr_assert_not_null(mail, "%s", mode);
        cr_expect(mail->unparsed, "%s", mode);
        cr_expect(g_strv_contains((const char *const *) reasons, first_defect(mail)), "%s: %s",
                  mode, first_defect(mail));
        cr_expect_str_eq(mail->subject, "hello", "%s", mode);
    }
    desk_reader_free(reader);
    remove_bad(folder, program);
}

Test(reader, a_worker_that_dies_or_lies_loses_no_mail)
{
    expect_salvaged("crash", "reader: worker was killed by signal 9");
    expect_salvaged("exit", "reader: worker ended with status 3");
    expect_salvaged("garbage", "reader: worker broke the protocol");
    expect_salvaged("huge", "reader: worker broke the protocol");
    expect_salvaged("kind", "reader: worker broke the protocol");
    expect_salvaged("short", "reader: worker ended with status 0");
}

static void
expect_no_file(const char *mode)
{
    g_autofree char *program = NULL;
    g_autofree char *folder = make_bad(mode, &program);
    DeskReader *reader = desk_reader_new(program, 1, NULL);
    cr_assert_not_null(reader, "%s", mode);
    pid_t first = find_child("(bad-");
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) bytes = desk_reader_extract(reader, MAIL, 1, &error);
        cr_expect_null(bytes, "%s", mode);
        cr_expect_null(error, "%s", mode);
    }
    cr_expect_neq(find_child("(bad-"), first, "%s goes on", mode);
    desk_reader_free(reader);
    remove_bad(folder, program);
}

Test(reader, a_worker_that_fails_at_a_file_gives_none)
{
    static const char *const modes[] = { "crash",   "exit", "facts", "other", "big", "twice",
                                         "endless", "none", "half",  "huge",  "kind" };
    for (size_t i = 0; i < G_N_ELEMENTS(modes); i++)
        expect_no_file(modes[i]);
}

Test(reader, a_worker_that_burns_time_is_ended_by_the_kernel)
{
    gint64 start = desk_clock_steady();
    /* Where it gets less than half a processor, the other limit is the first. */
    expect_salvaged("spin", "reader: worker used more than 5 s of processor time|"
                            "reader: worker took longer than 10 s");
    cr_expect(desk_clock_steady() - start > 4 * DESK_SECOND);
}

Test(reader, a_worker_that_sleeps_is_ended_after_ten_seconds)
{
    gint64 start = desk_clock_steady();
    expect_salvaged("sleep", "reader: worker took longer than 10 s");
    cr_expect(desk_clock_steady() - start >= 10 * DESK_SECOND);
}

static void
expect_no_start(const char *program)
{
    g_autoptr(GError) error = NULL;
    DeskReader *reader = desk_reader_new(program, 1, &error);
    cr_expect_null(reader, "%s", program);
    cr_expect(g_error_matches(error, DESK_READER_ERROR, DESK_READER_ERROR_START), "%s", program);
    cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1, "%s is not reaped", program);
}

Test(reader, a_wrong_program_is_noticed_at_start)
{
    expect_no_start("/nonexistent/deskparse");
    expect_no_start("/bin/true");
    expect_no_start("/etc/passwd");
    static const char *const modes[] = { "silent", "version" };
    for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
        g_autofree char *program = NULL;
        g_autofree char *folder = make_bad(modes[i], &program);
        expect_no_start(program);
        remove_bad(folder, program);
    }
}

Test(reader, without_any_worker_the_fault_is_not_the_mails)
{
    g_autofree char *program = NULL;
    g_autofree char *folder = make_bad("crash", &program);
    g_autoptr(DeskReader) reader = desk_reader_new(program, 1, NULL);
    cr_assert_not_null(reader);
    remove_bad(folder, program);
    g_autoptr(DeskMail) first = desk_reader_read(reader, MAIL, NULL);
    cr_expect_not_null(first);
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DeskMail) mail = desk_reader_read(reader, MAIL, &error);
        cr_expect_null(mail);
        cr_expect(g_error_matches(error, DESK_READER_ERROR, DESK_READER_ERROR_START));
    }
}

static void *
read_many(void *data)
{
    unsigned bad = 0;
    for (unsigned i = 0; i < 100; i++) {
        g_autofree char *raw = g_strdup_printf("From: a@example.org\nSubject: %p-%u\n\nx", data, i);
        g_autofree char *subject = g_strdup_printf("%p-%u", data, i);
        g_autoptr(DeskMail) mail = desk_reader_read(data, (DeskBytes){ raw, strlen(raw) }, NULL);
        bad += !mail || mail->unparsed || strcmp(mail->subject, subject) != 0;
    }
    return GUINT_TO_POINTER(bad);
}

Test(reader, many_threads_share_few_workers)
{
    g_autoptr(DeskReader) reader = new_reader(2);
    pthread_t threads[8];
    for (unsigned i = 0; i < G_N_ELEMENTS(threads); i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, read_many, reader), 0);
    for (unsigned i = 0; i < G_N_ELEMENTS(threads); i++) {
        void *bad;
        pthread_join(threads[i], &bad);
        cr_expect_null(bad, "%u mails came out wrong", GPOINTER_TO_UINT(bad));
    }
}
