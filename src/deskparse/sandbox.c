#include "deskparse/sandbox.h"

#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define ADDRESS_SPACE ((rlim_t) 256 * 1024 * 1024)
#define DESCRIPTORS   4

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static bool
limit(int resource, rlim_t value)
{
    const struct rlimit both = { value, value };
    return setrlimit((__rlimit_resource_t) resource, &both) == 0;
}

/* The shadow memory of a sanitizer takes terabytes of address space. */
static bool
set_limits(void)
{
    return limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NPROC, 0) &&
           limit(RLIMIT_NOFILE, DESCRIPTORS) && (SANITIZED || limit(RLIMIT_AS, ADDRESS_SPACE)) &&
           prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

/* Memory, time, locks, and the way out. */
static bool
allow_plain(scmp_filter_ctx filter)
{
    static const int calls[] = {
        SCMP_SYS(brk),          SCMP_SYS(munmap),      SCMP_SYS(mremap),
        SCMP_SYS(madvise),      SCMP_SYS(futex),       SCMP_SYS(clock_gettime),
        SCMP_SYS(gettimeofday), SCMP_SYS(time),        SCMP_SYS(getrandom),
        SCMP_SYS(getpid),       SCMP_SYS(gettid),      SCMP_SYS(sched_yield),
        SCMP_SYS(rt_sigreturn), SCMP_SYS(sigreturn),   SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall),
        SCMP_SYS(exit),         SCMP_SYS(exit_group),
    };
    for (size_t i = 0; i < G_N_ELEMENTS(calls); i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) < 0)
            return false;
    return true;
}

static bool
refuse_files(scmp_filter_ctx filter)
{
    static const int calls[] = {
        SCMP_SYS(open),     SCMP_SYS(openat),     SCMP_SYS(openat2),    SCMP_SYS(stat),
        SCMP_SYS(lstat),    SCMP_SYS(fstat),      SCMP_SYS(newfstatat), SCMP_SYS(fstatat64),
        SCMP_SYS(statx),    SCMP_SYS(access),     SCMP_SYS(faccessat),  SCMP_SYS(faccessat2),
        SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(ioctl),
    };
    for (size_t i = 0; i < G_N_ELEMENTS(calls); i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), calls[i], 0) < 0)
            return false;
    return true;
}

static bool
allow_descriptors(scmp_filter_ctx filter)
{
    static const int reads[] = { SCMP_SYS(read), SCMP_SYS(recvfrom) };
    static const int writes[] = { SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(sendto) };
    for (size_t i = 0; i < G_N_ELEMENTS(reads); i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, reads[i], 1,
                             SCMP_A0(SCMP_CMP_EQ, STDIN_FILENO, 0)) < 0)
            return false;
    for (size_t i = 0; i < G_N_ELEMENTS(writes); i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, writes[i], 1,
                             SCMP_A0(SCMP_CMP_LE, STDERR_FILENO, 0)) < 0)
            return false;
    return true;
}

/* Memory that can be run may not be made; a signal reaches nobody but this process. */
static bool
allow_checked(scmp_filter_ctx filter)
{
    static const int maps[] = { SCMP_SYS(mmap), SCMP_SYS(mmap2), SCMP_SYS(mprotect) };
    for (size_t i = 0; i < G_N_ELEMENTS(maps); i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, maps[i], 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) < 0)
            return false;
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                            SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t) getpid(), 0)) >= 0;
}

bool
desk_sandbox_enter(void)
{
    if (!set_limits())
        return false;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (!filter)
        return false;
    bool ok = allow_plain(filter) && refuse_files(filter) && allow_descriptors(filter) &&
              allow_checked(filter) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return ok;
}
