#include "deskparse/sandbox.h"

#include <criterion/criterion.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define LOCKED 77 /* the child got out of the sandbox function, and nothing stopped it */

static bool
try_open(void)
{
    return open("/etc/passwd", O_RDONLY) < 0 && errno == EACCES;
}

static bool
try_create(void)
{
    return open("/tmp/x", O_WRONLY | O_CREAT, 0600) < 0 && errno == EACCES;
}

static bool
try_memory(void)
{
    char *p = malloc(1000000);
    memset(p, 1, 1000000);
    free(p);
    return true;
}

static bool
try_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) < 0;
}

static bool
try_fork(void)
{
    return syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL) < 0;
}

static bool
try_exec(void)
{
    char *const none[] = { NULL };
    return execve("/bin/true", none, none) < 0;
}

static bool
try_raise_limit(void)
{
    struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };
    return setrlimit(RLIMIT_CPU, &limit) < 0;
}

static bool
try_trace(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0;
}

static bool
try_code(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0) == MAP_FAILED;
}

static bool
try_kill(void)
{
    return kill(getppid(), SIGTERM) < 0;
}

static bool
try_read_other(void)
{
    char byte;
    return read(5, &byte, 1) < 0;
}

static bool
try_unlink(void)
{
    return unlink("/tmp/nothing") < 0;
}

static bool
try_dup(void)
{
    return dup(0) < 0;
}

/* 0: the attempt was answered as it should be; else the number of the signal that ended it. */
static int
attempt(bool (*action)(void))
{
    pid_t pid = fork();
    if (pid == 0) {
        if (!desk_sandbox_enter())
            _exit(1);
        _exit(action() ? LOCKED : 2);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    if (WIFSIGNALED(status))
        return WTERMSIG(status);
    return WEXITSTATUS(status) == LOCKED ? 0 : -WEXITSTATUS(status);
}

Test(sandbox, forbids_what_a_reader_of_mail_never_needs)
{
    static const struct {
        const char *name;
        bool (*action)(void);
        int outcome;
    } rows[] = {
        { "memory", try_memory, 0 },          { "open", try_open, 0 },
        { "create", try_create, 0 },          { "socket", try_socket, SIGSYS },
        { "fork", try_fork, SIGSYS },         { "exec", try_exec, SIGSYS },
        { "limit", try_raise_limit, SIGSYS }, { "ptrace", try_trace, SIGSYS },
        { "code", try_code, SIGSYS },         { "kill", try_kill, SIGSYS },
        { "read", try_read_other, SIGSYS },   { "unlink", try_unlink, SIGSYS },
        { "dup", try_dup, SIGSYS },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int outcome = attempt(rows[i].action);
        cr_expect_eq(outcome, rows[i].outcome, "%s: %d", rows[i].name, outcome);
    }
}

/* A child that has locked itself in and waits to be looked at; the caller ends it. */
static pid_t
locked_child(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        if (!desk_sandbox_enter())
            _exit(1);
        for (;;)
            sched_yield();
    }
    return pid;
}

/* The lines of /proc/PID/status once the filter is in place, or as they are after two seconds. */
static char *
locked_status(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/status", (int) pid);
    gint64 end = g_get_monotonic_time() + 2 * G_USEC_PER_SEC;
    for (;;) {
        char *status = NULL;
        g_file_get_contents(path, &status, NULL, NULL);
        if (!status || strstr(status, "Seccomp:\t2") || g_get_monotonic_time() > end)
            return status;
        g_free(status);
        sched_yield();
    }
}

Test(sandbox, takes_away_files_processes_cores_and_privileges)
{
    static const struct {
        const char *name;
        int resource;
        rlim_t most;
    } rows[] = {
        { "core", RLIMIT_CORE, 0 },
        { "file size", RLIMIT_FSIZE, 0 },
        { "processes", RLIMIT_NPROC, 0 },
        { "descriptors", RLIMIT_NOFILE, 8 },
#ifndef __SANITIZE_ADDRESS__
        { "address space", RLIMIT_AS, 256 * 1024 * 1024 },
#endif
    };
    pid_t pid = locked_child();
    g_autofree char *status = locked_status(pid);
    cr_expect(status && strstr(status, "Seccomp:\t2"), "%s", status);
    cr_expect(status && strstr(status, "NoNewPrivs:\t1"), "%s", status);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct rlimit limit;
        cr_assert_eq(prlimit(pid, (__rlimit_resource_t) rows[i].resource, NULL, &limit), 0);
        cr_expect(limit.rlim_max <= rows[i].most, "%s", rows[i].name);
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}
