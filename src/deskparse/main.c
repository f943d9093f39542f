#include "base/base.h"
#include "base/fd.h"
#include "deskparse/sandbox.h"
#include "mail/frame.h"
#include "mail/wire.h"
#include "parse/parse.h"

#include <malloc.h>
#include <sys/socket.h>

/* Above this the memory of a request is given back at once. */
#define KEEP_MAX (1024 * 1024)

/* Leaks are looked for with ptrace, which the filter forbids. */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
    return "detect_leaks=0";
}

static int
answer_terminal(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "-V") == 0 || strcmp(argv[1], "--version") == 0)) {
        printf("deskparse %s\n", PACKAGE_VERSION);
        return EX_OK;
    }
    fprintf(stderr, "deskparse: deskmilter and deskctl start this program to read mails for them; "
                    "there is nothing to do by hand.\n"
                    "To see what a mail would do: deskctl explain FILE.eml\n");
    return EX_USAGE;
}

static bool
has_parent(void)
{
    struct stat st;
    return fstat(STDIN_FILENO, &st) == 0 && S_ISSOCK(st.st_mode);
}

/* Whatever the libraries load on first use they load here, while files can still be opened. */
static void
warm_up(void)
{
    static const char sample[] =
        "From: =?gb2312?B?1tDOxA==?= <a@b\xc3\xbc"
        "cher.example>\n"
        "Date: Sun, 01 Mar 2026 12:00:00 +0000\n"
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
        "Content-Type: text/html; charset=unknown\n\n<p>caf\xe9</p>\n--b\n"
        "Content-Disposition: attachment; filename*=iso-8859-15''caf%E9\n"
        "Content-Type: application/x\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--\n";
    desk_parse_init();
    g_autoptr(DeskMail) mail = desk_parse((DeskBytes){ sample, sizeof sample - 1 });
    g_bytes_unref(desk_wire_write(mail));
}

static bool
send_frame(DeskFrameKind kind, const void *data, size_t size)
{
    g_autofree guint8 *frame = g_malloc(DESK_FRAME_HEAD + size);
    desk_frame_write_head(frame, &(DeskFrame){ .kind = kind, .length = size });
    memcpy(frame + DESK_FRAME_HEAD, data, size);
    return desk_fd_write(STDIN_FILENO, frame, DESK_FRAME_HEAD + size);
}

/* Straight from where it was decoded: there may be no room twice. user: a bool. */
static void
send_file(guint32 number, DeskBytes bytes, gpointer user)
{
    bool *ok = user;
    guint8 head[DESK_FRAME_HEAD];
    const DeskFrame frame = { DESK_FRAME_FILE, number, bytes.size };
    desk_frame_write_head(head, &frame);
    *ok = *ok && desk_fd_write(STDIN_FILENO, head, sizeof head) &&
          desk_fd_write(STDIN_FILENO, bytes.data, bytes.size);
}

static bool
answer_files(DeskBytes request, guint32 count)
{
    guint32 numbers[DESK_FRAME_FILES];
    size_t size = count * sizeof numbers[0];
    bool ok = true;
    if (count > DESK_FRAME_FILES || size > request.size)
        return false;
    memcpy(numbers, request.data, size);
    for (guint32 i = 0; i < count; i++)
        numbers[i] = GUINT32_FROM_LE(numbers[i]);
    const DeskPartsWish wish = { numbers, count, send_file, &ok };
    desk_parse_files((DeskBytes){ request.data + size, request.size - size }, &wish);
    return ok && send_frame(DESK_FRAME_END, "", 0);
}

static bool
answer_facts(DeskBytes raw)
{
    g_autoptr(DeskMail) mail = desk_parse(raw);
    g_autoptr(GBytes) bytes = desk_wire_write(mail);
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    return size <= DESK_WIRE_MAX && send_frame(DESK_FRAME_ANSWER, data, size);
}

/* One request and its answer; false at the end or when the parent is not to be understood. */
static bool
serve_one(void)
{
    guint8 head[DESK_FRAME_HEAD];
    if (!desk_fd_read(STDIN_FILENO, head, sizeof head))
        return false;
    DeskFrame request = desk_frame_read_head(head);
    if (request.kind != DESK_FRAME_REQUEST || request.length > DESK_FRAME_MAX)
        return false;
    char *data = g_try_malloc(request.length + 1);
    DeskBytes raw = { data, (size_t) request.length };
    bool ok = data && desk_fd_read(STDIN_FILENO, data, raw.size) &&
              (request.count == 0 ? answer_facts(raw) : answer_files(raw, request.count));
    g_free(data);
    if (request.length > KEEP_MAX)
        malloc_trim(0);
    return ok;
}

int
main(int argc, char **argv)
{
    if (argc > 1 || !has_parent())
        return answer_terminal(argc, argv);
    warm_up();
    if (!desk_sandbox_enter()) {
        fprintf(stderr, "deskparse: cannot lock itself in: %s\n", g_strerror(errno));
        return EX_OSERR;
    }
    bool ok = send_frame(DESK_FRAME_HELLO, DESK_FRAME_VERSION, strlen(DESK_FRAME_VERSION));
    while (ok)
        ok = serve_one();
    /* Not return: exit handlers, such as those of a coverage build, may not write any more. */
    _exit(EX_OK);
}
