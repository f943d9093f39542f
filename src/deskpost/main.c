#include "base/daemon.h"
#include "base/log.h"
#include "conf/slot.h"
#include "desk/alarm.h"
#include "deskpost/timekeeper.h"
#include "send/sender.h"
#include "store/store.h"

/* Loads the configuration and tells all that is wrong with it. */
static DeskConf *
load_conf(const char *path, DeskConfFlags flags)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    DeskConf *conf = desk_conf_load(path, flags, problems);
    for (guint i = 0; !conf && i < problems->len; i++)
        g_printerr("deskpost: %s\n", (const char *) g_ptr_array_index(problems, i));
    return conf;
}

static int
exit_code(const GError *error)
{
    return desk_store_error_is_temporary(error) ? EX_TEMPFAIL : EX_CONFIG;
}

/* A template that is wrong is told with the mail that needs it, a folder that is not there now. */
static bool
find_templates(const DeskConf *conf, GError **error)
{
    g_autoptr(GDir) folder = g_dir_open(conf->shipped_template_dir, 0, error);
    if (!folder)
        g_prefix_error(error, "shipped-template-dir: ");
    return folder != NULL;
}

/*
 * Everything that can be wrong from the start, while there is still somebody to read it. The
 * keys are read as the user that has to read them again at a reload.
 */
static DeskConf *
prepare(const DeskDaemonOptions *options, GError **error)
{
    g_autoptr(DeskConf) first = load_conf(options->config_path, DESK_CONF_NO_KEYS);
    if (!first || !desk_daemon_drop_root(first->user, NULL, error))
        return NULL;
    g_autoptr(DeskConf) conf = load_conf(options->config_path, DESK_CONF_DEFAULT);
    if (!conf || !find_templates(conf, error))
        return NULL;
    g_autoptr(DeskStore) store = desk_store_open(conf->store, DESK_STORE_WRITE, error);
    if (!store)
        return NULL;
    g_clear_pointer(&store, desk_store_close);
    return desk_daemon_detach(options->foreground, error) ? g_steal_pointer(&conf) : NULL;
}

/* Signals wait for sigwait from before the first thread on. A broken connection is an error
 * of its write, not the end of the process. */
static void
hold_signals(sigset_t *signals)
{
    sigemptyset(signals);
    sigaddset(signals, SIGTERM);
    sigaddset(signals, SIGINT);
    sigaddset(signals, SIGHUP);
    sigaddset(signals, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, signals, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static void
reload(DeskConfSlot *slot, DeskSender *sender)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    desk_daemon_notify("RELOADING=1");
    if (desk_conf_slot_reload(slot, problems)) {
        desk_sender_reload(sender);
        desk_log(DESK_LOG_NOTICE, "configuration read again", NULL);
    }
    for (guint i = 0; i < problems->len; i++)
        desk_log(DESK_LOG_ERROR, "configuration not taken", "problem",
                 (const char *) g_ptr_array_index(problems, i), NULL);
    desk_daemon_notify("READY=1");
}

/* Agents hear of an answer that the customer will not get, in the commit that gives it up. */
static bool
tell_agents(DeskStore *store, const DeskOutboxRow *row, const DeskOutboxResult *result,
            gpointer data, GError **error)
{
    g_autoptr(DeskConf) conf = desk_conf_slot_get(data);
    return desk_alarm_unsent(store, conf, row, result->error, error);
}

static int
serve(DeskConfSlot *slot, const sigset_t *signals, GError **error)
{
    const DeskAftermath aftermath = { tell_agents, slot };
    g_autoptr(DeskSender) sender = desk_sender_new(slot, &aftermath, error);
    g_autoptr(DeskTimekeeper) keeper = sender ? desk_timekeeper_new(slot, error) : NULL;
    if (!keeper)
        return exit_code(*error);

    desk_log(DESK_LOG_NOTICE, "started", "version", PACKAGE_VERSION, NULL);
    desk_daemon_notify("READY=1");
    for (int number = 0; number != SIGTERM && number != SIGINT && number != SIGHUP;) {
        if (sigwait(signals, &number) == 0 && number == SIGUSR1)
            reload(slot, sender);
    }
    desk_daemon_notify("STOPPING=1");
    desk_log(DESK_LOG_NOTICE, "stopping", NULL);
    desk_timekeeper_end(keeper);
    g_clear_pointer(&sender, desk_sender_free);
    g_clear_pointer(&keeper, desk_timekeeper_free);
    desk_log(DESK_LOG_NOTICE, "stopped", NULL);
    return EX_OK;
}

int
main(int argc, char **argv)
{
    g_set_prgname("deskpost");
    DeskDaemonOptions options = desk_daemon_options(
        argc, argv, "Sends what is in the outbox of the desk, and keeps its time.",
        DESK_SYSCONFDIR "/deskmilter.conf");
    /* A daemon works in the root folder, and reads this again. */
    g_autofree char *given = options.config_path;
    g_autofree char *path = g_canonicalize_filename(given, NULL);
    options.config_path = path;
    g_autoptr(GError) error = NULL;
    sigset_t signals;
    hold_signals(&signals);
    g_autoptr(DeskConf) conf = prepare(&options, &error);
    if (!conf) {
        if (error)
            g_printerr("deskpost: %s\n", error->message);
        return error ? exit_code(error) : EX_CONFIG;
    }

    desk_log_open("deskpost", options.foreground);
    g_autoptr(DeskConfSlot) slot = desk_conf_slot_new(g_steal_pointer(&conf));
    int code = serve(slot, &signals, &error);
    if (error)
        desk_log_failure("cannot start", error);
    return code;
}
