#include "reader/worker.h"
#include "base/clock.h"
#include "base/fd.h"
#include "mail/frame.h"
#include "mail/wire.h"
#include "reader/reader.h"

#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define PATIENCE    (10 * DESK_SECOND)
#define CPU_SECONDS 5
#define JOIN_MAX    (64 * 1024) /* up to this size a mail goes in one write with its head */

/*
 * What a file can have more than the mail it stands in: text in UTF-8 beside its charset, a
 * uuencoded line beside its trimmed one.
 */
#define GROWTH_MAX   4
#define GROWTH_SLACK ((guint64) 64 * 1024)

G_DEFINE_QUARK(desk - reader - error, desk_reader_error)

struct DeskWorker {
    pid_t pid; /* 0 once reaped */
    int fd;
    unsigned asked;
};

static bool
set_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

/* Fresh signals, an own process group (a terminal's ^C is for the parent), next to no environment.
 */
static int
spawn(const char *program, int socket, pid_t *pid)
{
    char *const argv[] = { "deskparse", NULL };
    char *const environment[] = { "LC_ALL=C.UTF-8", NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                              POSIX_SPAWN_SETPGROUP);
    int rc = posix_spawn(pid, program, &actions, &attributes, argv, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return rc;
}

/* Ends the process and says how it ended; one that was dying already keeps its own status. */
static int
reap(DeskWorker *worker)
{
    int status = 0;
    if (worker->pid == 0)
        return 0;
    kill(worker->pid, SIGKILL);
    while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    worker->pid = 0;
    return status;
}

void
desk_worker_end(DeskWorker *worker)
{
    if (!worker)
        return;
    desk_fd_clear(&worker->fd);
    reap(worker);
    g_free(worker);
}

static bool
read_head(DeskWorker *worker, gint64 deadline, DeskFrame *frame)
{
    guint8 head[DESK_FRAME_HEAD];
    if (!desk_fd_read_until(worker->fd, head, sizeof head, deadline, NULL))
        return false;
    *frame = desk_frame_read_head(head);
    return true;
}

static bool
read_greeting(DeskWorker *worker)
{
    char version[sizeof DESK_FRAME_VERSION - 1];
    DeskFrame frame;
    gint64 deadline = desk_clock_steady() + PATIENCE;
    return read_head(worker, deadline, &frame) && frame.kind == DESK_FRAME_HELLO &&
           frame.length == sizeof version &&
           desk_fd_read_until(worker->fd, version, sizeof version, deadline, NULL) &&
           memcmp(version, DESK_FRAME_VERSION, sizeof version) == 0;
}

static DeskWorker *
fail_start(DeskWorker *worker, const char *program, const char *why, GError **error)
{
    desk_worker_end(worker);
    g_set_error(error, DESK_READER_ERROR, DESK_READER_ERROR_START, "cannot start \"%s\": %s",
                program, why);
    return NULL;
}

DeskWorker *
desk_worker_start(const char *program, GError **error)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
        return fail_start(NULL, program, g_strerror(errno), error);
    desk_autofd int theirs = pair[1];
    DeskWorker *worker = g_new0(DeskWorker, 1);
    worker->fd = pair[0];

    int rc = spawn(program, theirs, &worker->pid);
    if (rc != 0) {
        worker->pid = 0;
        return fail_start(worker, program, g_strerror(rc), error);
    }
    desk_fd_clear(&theirs);
    if (!set_nonblocking(worker->fd) || !read_greeting(worker))
        return fail_start(worker, program, "it does not greet as deskparse of this version does",
                          error);
    return worker;
}

unsigned
desk_worker_asked(const DeskWorker *worker)
{
    return worker->asked;
}

/*
 * The worker may use CPU_SECONDS from now on; then the kernel ends it. It cannot change
 * the limit itself: its filter forbids that. The hard limit stays, or it could not be raised
 * for the next mail.
 */
static void
limit_processor_time(pid_t pid)
{
    clockid_t clock;
    struct timespec used;
    struct rlimit limit;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) < 0 ||
        prlimit(pid, RLIMIT_CPU, NULL, &limit) < 0)
        return;
    rlim_t seconds = (rlim_t) used.tv_sec + 1 + CPU_SECONDS;
    if (limit.rlim_cur == seconds)
        return;
    limit.rlim_cur = MIN(seconds, limit.rlim_max);
    prlimit(pid, RLIMIT_CPU, &limit, NULL);
}

static guint
wanted(const DeskErrand *errand)
{
    return errand->numbers ? errand->numbers->len : 0;
}

/* The head, the numbers, and the mail if it is small. */
static GByteArray *
start_request(const DeskErrand *errand, size_t joined)
{
    guint8 head[DESK_FRAME_HEAD];
    guint count = wanted(errand);
    GByteArray *start = g_byte_array_new();
    const DeskFrame frame = { DESK_FRAME_REQUEST, count,
                              count * sizeof(guint32) + errand->raw.size };
    desk_frame_write_head(head, &frame);
    g_byte_array_append(start, head, sizeof head);
    for (guint i = 0; i < count; i++) {
        guint32 number = GUINT32_TO_LE(g_array_index(errand->numbers, guint32, i));
        g_byte_array_append(start, (const guint8 *) &number, sizeof number);
    }
    if (joined > 0)
        g_byte_array_append(start, (const guint8 *) errand->raw.data, (guint) joined);
    return start;
}

static bool
send_request(DeskWorker *worker, const DeskErrand *errand, gint64 deadline, size_t *moved)
{
    DeskBytes raw = errand->raw;
    size_t joined = raw.size <= JOIN_MAX ? raw.size : 0;
    g_autoptr(GByteArray) start = start_request(errand, joined);
    if (!desk_fd_write_until(worker->fd, start->data, start->len, deadline, moved))
        return false;
    return desk_fd_write_until(worker->fd, raw.data + joined, raw.size - joined, deadline, NULL);
}

static GBytes *
read_bytes(DeskWorker *worker, guint64 length, gint64 deadline)
{
    g_autofree guint8 *data = g_malloc(length + 1);
    if (!desk_fd_read_until(worker->fd, data, length, deadline, NULL))
        return NULL;
    return g_bytes_new_take(g_steal_pointer(&data), length);
}

/* False with errno. */
static bool
break_off(void)
{
    errno = EPROTO;
    return false;
}

static bool
read_facts(DeskWorker *worker, DeskErrand *errand, gint64 deadline)
{
    DeskFrame frame;
    if (!read_head(worker, deadline, &frame))
        return false;
    if (frame.kind != DESK_FRAME_ANSWER || frame.count != 0 || frame.length > DESK_WIRE_MAX)
        return break_off();
    errand->answer = read_bytes(worker, frame.length, deadline);
    return errand->answer != NULL;
}

/* Files in the order in which they were asked for, with no more bytes in all than can be true. */
static bool
read_files(DeskWorker *worker, DeskErrand *errand, gint64 deadline)
{
    guint64 room = MIN(GROWTH_MAX * (guint64) errand->raw.size + GROWTH_SLACK, DESK_FRAME_MAX);
    DeskFrame frame;
    for (guint i = 0;; i++) {
        if (!read_head(worker, deadline, &frame))
            return false;
        if (frame.kind == DESK_FRAME_END)
            return frame.length == 0 || break_off();
        while (i < wanted(errand) && g_array_index(errand->numbers, guint32, i) != frame.count)
            i++;
        if (frame.kind != DESK_FRAME_FILE || i == wanted(errand) || frame.length > room)
            return break_off();
        errand->files->pdata[i] = read_bytes(worker, frame.length, deadline);
        if (!errand->files->pdata[i])
            return false;
        room -= frame.length;
    }
}

/* False with errno. */
static bool
read_answer(DeskWorker *worker, DeskErrand *errand, gint64 deadline)
{
    return errand->numbers ? read_files(worker, errand, deadline)
                           : read_facts(worker, errand, deadline);
}

static char *
describe_end(int error, int status)
{
    if (error == ETIMEDOUT)
        return g_strdup("reader: worker took longer than 10 s");
    if (error == EPROTO)
        return g_strdup("reader: worker broke the protocol");
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return g_strdup("reader: worker used more than 5 s of processor time");
    if (WIFSIGNALED(status))
        return g_strdup_printf("reader: worker was killed by signal %d", WTERMSIG(status));
    return g_strdup_printf("reader: worker ended with status %d", WEXITSTATUS(status));
}

DeskWorkerResult
desk_worker_ask(DeskWorker *worker, DeskErrand *errand)
{
    gint64 deadline = desk_clock_steady() + PATIENCE;
    size_t moved = 0;

    worker->asked++;
    limit_processor_time(worker->pid);
    bool sent = send_request(worker, errand, deadline, &moved);
    if (sent && read_answer(worker, errand, deadline))
        return DESK_WORKER_ANSWERED;
    int error = errno;
    int status = reap(worker);
    if (!sent && moved == 0 && error != ETIMEDOUT)
        return DESK_WORKER_UNTOUCHED;
    errand->why = describe_end(error, status);
    return DESK_WORKER_FAILED;
}
