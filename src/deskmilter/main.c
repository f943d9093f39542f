/*
 * deskmilter: the milter under Postfix. This file starts the parts, in an order in which
 * every refusal still reaches the terminal, and ends them so that no mail is left half done.
 */
#include "base/clock.h"
#include "base/daemon.h"
#include "base/fd.h"
#include "base/file.h"
#include "base/log.h"
#include "deskmilter/listen.h"
#include "deskmilter/session.h"

#include <libmilter/mfapi.h>
#include <malloc.h>
#include <pthread.h>

#define BIG_BLOCK    (128 * 1024)
#define ARENAS       2
#define HEAP_ROOM    (1024 * 1024)
#define THREAD_STACK (512 * 1024)
#define DRAIN_LIMIT  (30 * DESK_SECOND)
#define DRAIN_STEP   (20 * 1000)
#define LAST_REPLY   (300 * 1000) /* libmilter writes its answer after our callback has returned */

typedef struct {
    DeskConfSlot *slot;
    DeskIntake *intake;
    gint ended; /* atomic: the thread is to leave */
} Reload;

static int
exit_code(const GError *error)
{
    if (g_error_matches(error, DESK_LISTEN_ERROR, DESK_LISTEN_ERROR_RUNNING))
        return EX_UNAVAILABLE;
    return desk_store_error_is_temporary(error) ? EX_TEMPFAIL : EX_CONFIG;
}

G_GNUC_NORETURN static void
refuse_to_start(const GError *error)
{
    desk_log_failure("cannot start", error);
    exit(exit_code(error));
}

static DeskConf *
load_conf(const char *path, DeskConfFlags flags)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    DeskConf *conf = desk_conf_load(path, flags, problems);
    if (conf)
        return conf;
    for (guint i = 0; i < problems->len; i++)
        desk_log(DESK_LOG_ERROR, problems->pdata[i], NULL);
    exit(EX_CONFIG);
}

/* The keys are read as the user who has to read them again at a reload. */
static DeskConf *
become_user(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskConf) first = load_conf(path, DESK_CONF_NO_KEYS);
    if (!desk_daemon_drop_root(first->user, first->socket_group, &error))
        refuse_to_start(error);
    return load_conf(path, DESK_CONF_DEFAULT);
}

/*
 * A hundred threads that each hold a large mail for a moment leave a hundred holes in the heap,
 * unless large blocks come from the kernel and go straight back, and heaps are few. Beyond that,
 * libmilter starts and ends threads with the mails: small stacks stay in the C library's cache,
 * and heaps that keep some room need no system call for each mail.
 */
static void
tune_memory(void)
{
    mallopt(M_MMAP_THRESHOLD, BIG_BLOCK);
    mallopt(M_ARENA_MAX, ARENAS);
    mallopt(M_TRIM_THRESHOLD, HEAP_ROOM);
    mallopt(M_TOP_PAD, HEAP_ROOM / 8);

    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, THREAD_STACK);
    pthread_setattr_default_np(&attributes);
    pthread_attr_destroy(&attributes);
}

/* Signals go to libmilter's thread (the ones that end us) or to the reload thread alone. */
static void
block_signals(void)
{
    static const int signals[] = { SIGHUP, SIGINT, SIGTERM, SIGUSR1 };
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < G_N_ELEMENTS(signals); i++)
        sigaddset(&set, signals[i]);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static void
reload(const Reload *parts)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    desk_daemon_notify("RELOADING=1");
    if (desk_conf_slot_reload(parts->slot, problems)) {
        desk_intake_refresh(parts->intake);
        desk_log(DESK_LOG_NOTICE, "configuration reloaded", NULL);
    }
    for (guint i = 0; i < problems->len; i++)
        desk_log(DESK_LOG_ERROR, "configuration kept as it was", "problem", problems->pdata[i],
                 NULL);
    desk_daemon_notify("READY=1");
}

static void *
reload_thread(void *data)
{
    Reload *parts = data;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    for (int number; sigwait(&set, &number) == 0 && !g_atomic_int_get(&parts->ended);)
        reload(parts);
    return NULL;
}

/* libmilter returns without waiting for its threads: answers under way still go out. */
static void
drain(void)
{
    gint64 limit = desk_clock_steady() + DRAIN_LIMIT;
    while (desk_session_busy() > 0 && desk_clock_steady() < limit)
        g_usleep(DRAIN_STEP);
    g_usleep(LAST_REPLY);
}

static GPtrArray *
read_epochs(const char *url)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskStore) store = desk_store_open(url, DESK_STORE_WRITE, &error);
    GPtrArray *epochs = store ? desk_store_epochs(store, &error) : NULL;
    if (!epochs)
        refuse_to_start(error);
    return epochs;
}

static int
serve(DeskConfSlot *slot, DeskConf *conf, GPtrArray *epochs)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskWriter) writer = desk_writer_new(conf->store, &error);
    if (!writer)
        refuse_to_start(error);
    g_autoptr(DeskReader) reader =
        desk_reader_new(conf->parse_program, (unsigned) conf->parse_workers, &error);
    if (!reader)
        refuse_to_start(error);
    g_autoptr(DeskIntake) intake = desk_intake_new(slot, reader, writer, epochs);

    Reload parts = { .slot = slot, .intake = intake };
    pthread_t thread;
    desk_session_serve(intake);
    if (pthread_create(&thread, NULL, reload_thread, &parts) != 0)
        return EX_OSERR;
    desk_daemon_notify("READY=1");
    desk_log(DESK_LOG_NOTICE, "started", "version", PACKAGE_VERSION, "listen", conf->listen, NULL);
    int rc = smfi_main();
    desk_daemon_notify("STOPPING=1");
    drain();
    g_atomic_int_set(&parts.ended, 1);
    pthread_kill(thread, SIGUSR1);
    pthread_join(thread, NULL);
    desk_log(DESK_LOG_NOTICE, "stopped", NULL);
    return rc == MI_SUCCESS ? EX_OK : EX_OSERR;
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_set_prgname("deskmilter");
    DeskDaemonOptions options =
        desk_daemon_options(argc, argv, "The help desk's milter; see deskmilter(8).",
                            DESK_SYSCONFDIR "/deskmilter.conf");
    desk_log_open("deskmilter", true);
    tune_memory();
    block_signals();

    /* A daemon works in the root folder, and reads this again. */
    g_autofree char *path = g_canonicalize_filename(options.config_path, NULL);
    g_free(options.config_path);
    DeskConf *conf = become_user(path);
    int lock = -1;
    if (!desk_session_register())
        return EX_SOFTWARE;
    if (!desk_listen_open(conf->listen, &lock, &error))
        refuse_to_start(error);
    g_autoptr(GPtrArray) epochs = read_epochs(conf->store);
    if (!desk_daemon_detach(options.foreground, &error))
        refuse_to_start(error);
    desk_log_open("deskmilter", options.foreground);
    if (lock >= 0)
        desk_file_lock_sign(lock);

    g_autoptr(DeskConfSlot) slot = desk_conf_slot_new(conf);
    return serve(slot, conf, epochs);
}
