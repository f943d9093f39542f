#include "base/base.h"
#include "base/fd.h"
#include "mail/frame.h"

/*
 * A worker that misbehaves. How, the name of its file says: the test copies this program to
 * "bad-MODE", and the kernel tells a process the name of its program file.
 */

static void
greet(const char *version)
{
    guint8 head[DESK_FRAME_HEAD];
    desk_frame_write_head(head,
                          &(DeskFrame){ .kind = DESK_FRAME_HELLO, .length = strlen(version) });
    if (!desk_fd_write(0, head, sizeof head) || !desk_fd_write(0, version, strlen(version)))
        _exit(1);
}

/* The number of the one file that is asked for; 0: of none. */
static guint
take_request(void)
{
    guint8 head[DESK_FRAME_HEAD];
    if (!desk_fd_read(0, head, sizeof head))
        _exit(0);
    DeskFrame request = desk_frame_read_head(head);
    if (request.kind != DESK_FRAME_REQUEST || request.length > DESK_FRAME_MAX)
        _exit(0);
    g_autofree char *raw = g_malloc(request.length + 1);
    if (!desk_fd_read(0, raw, request.length))
        _exit(0);
    guint32 number = 0;
    if (request.count == 1)
        memcpy(&number, raw, sizeof number);
    return GUINT32_FROM_LE(number);
}

static void
send_frame(DeskFrame frame, const char *bytes)
{
    guint8 head[DESK_FRAME_HEAD];
    desk_frame_write_head(head, &frame);
    if (!desk_fd_write(0, head, sizeof head) || !desk_fd_write(0, bytes, strlen(bytes)))
        _exit(1);
}

static void
send_answer(guint64 announced, const char *bytes)
{
    send_frame((DeskFrame){ .kind = DESK_FRAME_ANSWER, .length = announced }, bytes);
}

/* Lies about a file. */
static void
misdeliver(const char *mode, guint number)
{
    if (strcmp(mode, "facts") == 0)
        send_answer(1, "x");
    else if (strcmp(mode, "other") == 0)
        send_frame((DeskFrame){ DESK_FRAME_FILE, number + 1, 1 }, "x");
    else if (strcmp(mode, "big") == 0)
        send_frame((DeskFrame){ DESK_FRAME_FILE, number, 1 << 20 }, "x");
    else if (strcmp(mode, "none") == 0)
        send_frame((DeskFrame){ DESK_FRAME_END, 0, 1 }, "x");
    else if (strcmp(mode, "twice") == 0)
        for (unsigned i = 0; i < 2; i++)
            send_frame((DeskFrame){ DESK_FRAME_FILE, number, 1 }, "x");
    else if (strcmp(mode, "endless") == 0)
        send_frame((DeskFrame){ DESK_FRAME_FILE, number, 1 }, "x");
    else if (strcmp(mode, "half") == 0)
        send_frame((DeskFrame){ DESK_FRAME_FILE, number, 2 }, "x");
}

static void
misbehave(const char *mode)
{
    if (strcmp(mode, "crash") == 0)
        kill(getpid(), SIGKILL);
    else if (strcmp(mode, "exit") == 0)
        _exit(3);
    else if (strcmp(mode, "garbage") == 0)
        send_answer(7, "garbage");
    else if (strcmp(mode, "huge") == 0)
        send_answer(G_MAXUINT64, "x");
    else if (strcmp(mode, "short") == 0)
        send_answer(100, "x");
    else if (strcmp(mode, "kind") == 0)
        greet("again");
    else if (strcmp(mode, "spin") == 0)
        for (volatile unsigned i = 0;; i++)
            ;
    else if (strcmp(mode, "sleep") == 0)
        pause();
}

int
main(void)
{
    g_autofree char *path = g_file_read_link("/proc/self/exe", NULL);
    const char *mode = path ? strrchr(path, '-') : NULL;
    if (!mode)
        return 1;
    mode++;
    if (strcmp(mode, "silent") == 0)
        return 0;
    greet(strcmp(mode, "version") == 0 ? "deskparse 0" : DESK_FRAME_VERSION);
    if (strcmp(mode, "greeter") == 0)
        return 0;
    misdeliver(mode, take_request());
    misbehave(mode);
    return 0;
}
