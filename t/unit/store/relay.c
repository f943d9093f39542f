#include "relay.h"
#include "base/fd.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

#define STEP_MS 20 /* how long a change of mode or the end may go unnoticed */

char *relay_folder;
static char *socket_path;
static char *target_path;
static GThread *listener;
static GPtrArray *links; /* of GThread; the listener's alone until it has ended */
static gint mode;        /* atomic */
static gint ended;       /* atomic */

static int
open_socket(const char *path, bool listening)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    const struct sockaddr *generic = (const struct sockaddr *) &address;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int rc = listening ? bind(fd, generic, sizeof address) : connect(fd, generic, sizeof address);
    if (rc == 0 && (!listening || listen(fd, 16) == 0))
        return fd;
    close(fd);
    return -1;
}

static bool
holds(const char *bytes, size_t size, const char *word)
{
    return memmem(bytes, size, word, strlen(word)) != NULL;
}

/* The same length, so that the message around it stays whole. */
static void
make_old(char *bytes, size_t size)
{
    static const char name[] = "server_version";
    char *found = memmem(bytes, size, name, sizeof name);
    if (!found)
        return;
    char *value = found + sizeof name;
    size_t length = strnlen(value, size - (size_t) (value - bytes));
    for (size_t i = 0; i < length; i++)
        value[i] = i < 4 ? "9.6."[i] : '1';
}

/* One direction is done with when this is false. */
static bool
pass(int from, int to, bool to_server, bool *committing)
{
    static _Thread_local char bytes[64 * 1024];
    ssize_t count = read(from, bytes, sizeof bytes);
    if (count <= 0)
        return false;
    size_t size = (size_t) count;
    RelayMode now = (RelayMode) g_atomic_int_get(&mode);
    bool commit = to_server && holds(bytes, size, "commit");
    if (now == RELAY_STALL_SETUP && to_server && holds(bytes, size, "lock_timeout"))
        relay_set(RELAY_STALL);
    if (g_atomic_int_get(&mode) == RELAY_STALL)
        return true;
    if (now == RELAY_OLD_SERVER && !to_server)
        make_old(bytes, size);
    if (now == RELAY_SLOW && to_server)
        g_usleep((gulong) size);
    if ((now == RELAY_LOSE_COMMIT && commit) || *committing)
        return false;
    *committing = now == RELAY_LOSE_ANSWER && commit;
    return desk_fd_write(to, bytes, size);
}

static gpointer
run_link(gpointer data)
{
    desk_autofd int client = GPOINTER_TO_INT(data);
    desk_autofd int server = open_socket(target_path, false);
    struct pollfd fds[2] = { { .fd = client, .events = POLLIN },
                             { .fd = server, .events = POLLIN } };
    bool committing = false;
    bool up = server >= 0;
    while (up && !g_atomic_int_get(&ended)) {
        if (poll(fds, 2, STEP_MS) <= 0)
            continue;
        if (fds[0].revents)
            up = pass(client, server, true, &committing);
        else
            up = pass(server, client, false, &committing);
    }
    return NULL;
}

static gpointer
run_listener(gpointer data)
{
    desk_autofd int fd = GPOINTER_TO_INT(data);
    struct pollfd polled = { .fd = fd, .events = POLLIN };
    while (!g_atomic_int_get(&ended)) {
        int client = poll(&polled, 1, STEP_MS) > 0 ? accept4(fd, NULL, NULL, SOCK_CLOEXEC) : -1;
        if (client >= 0)
            g_ptr_array_add(links, g_thread_new("link", run_link, GINT_TO_POINTER(client)));
    }
    return NULL;
}

void
relay_start(const char *target)
{
    if (!relay_folder) {
        relay_folder = g_dir_make_tmp("desk-relay-XXXXXX", NULL);
        socket_path = g_build_filename(relay_folder, ".s.PGSQL.5432", NULL);
        target_path = g_strdup(target);
    }
    signal(SIGPIPE, SIG_IGN); /* as in the programs: either side may go away at any time */
    int fd = open_socket(socket_path, true);
    cr_assert_geq(fd, 0, "%s: %s", socket_path, g_strerror(errno));
    relay_set(RELAY_PASS);
    g_atomic_int_set(&ended, 0);
    links = g_ptr_array_new();
    listener = g_thread_new("relay", run_listener, GINT_TO_POINTER(fd));
}

void
relay_set(RelayMode wanted)
{
    g_atomic_int_set(&mode, (gint) wanted);
}

void
relay_stop(void)
{
    if (!listener)
        return;
    g_atomic_int_set(&ended, 1);
    g_thread_join(g_steal_pointer(&listener));
    for (guint i = 0; i < links->len; i++)
        g_thread_join(g_ptr_array_index(links, i));
    g_clear_pointer(&links, g_ptr_array_unref);
    unlink(socket_path);
}

void
relay_remove(void)
{
    if (!relay_folder)
        return;
    relay_stop();
    rmdir(relay_folder);
    g_clear_pointer(&relay_folder, g_free);
    g_clear_pointer(&socket_path, g_free);
    g_clear_pointer(&target_path, g_free);
}
