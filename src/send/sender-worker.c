#include "base/clock.h"
#include "base/log.h"
#include "send/sender-parts.h"
#include "send/settle.h"

/* While stopping, the longest wait before the dot, and for the reply to it. */
#define DATA_PATIENCE  (6 * DESK_SECOND)
#define REPLY_PATIENCE (10 * DESK_SECOND)

typedef struct {
    DeskSender *sender;
    DeskParcel *parcel;
    DeskSmtp *smtp;
    char *relay; /* what smtp was made for */
    char *hostname;
} Worker;

/* Behind the dot the reply is worth waiting for, even when the lease has gone. */
static bool
may_go_on(bool after_dot, gpointer data)
{
    Worker *w = data;
    if (after_dot)
        return !desk_sender_is_late(w->sender, REPLY_PATIENCE);
    pthread_mutex_lock(&w->sender->lock);
    bool fresh = desk_sender_is_fresh(w->parcel);
    pthread_mutex_unlock(&w->sender->lock);
    return fresh && !desk_sender_is_late(w->sender, DATA_PATIENCE);
}

static void
follow_conf(Worker *w, const DeskConf *conf)
{
    if (w->smtp && g_str_equal(w->relay, conf->relay) && g_str_equal(w->hostname, conf->hostname))
        return;
    g_free(w->relay);
    g_free(w->hostname);
    desk_smtp_free(w->smtp);
    w->relay = g_strdup(conf->relay);
    w->hostname = g_strdup(conf->hostname);
    w->smtp = desk_smtp_new(conf->relay, conf->hostname, DESK_SENDER_TIMEOUT);
}

static void
note_relay(DeskSender *s, bool down, const char *text)
{
    pthread_mutex_lock(&s->lock);
    bool news = s->relay_down != down;
    s->relay_down = down;
    s->regroup = s->regroup || down;
    pthread_mutex_unlock(&s->lock);
    if (news && down)
        desk_log(DESK_LOG_WARNING, "the relay cannot be reached, waiting for it", "reason", text,
                 NULL);
    else if (news)
        desk_log(DESK_LOG_NOTICE, "the relay answers again", NULL);
}

static void
hand_over(Worker *w)
{
    DeskSender *s = w->sender;
    const DeskOutboxRow *row = w->parcel->row;
    g_autoptr(DeskConf) conf = desk_conf_slot_get(s->slot);
    follow_conf(w, conf);

    gint64 begin = desk_clock_steady();
    const DeskSmtpMail mail = { row->envelope_from, row->recipient, w->parcel->bytes };
    g_auto(DeskSmtpResult) reply = desk_smtp_send(w->smtp, &mail, may_go_on, w);
    if (reply.outcome == DESK_SMTP_STOPPED) {
        desk_sender_regroup(s);
        return;
    }
    note_relay(s, reply.outcome == DESK_SMTP_UNREACHABLE, reply.text);
    if (reply.outcome == DESK_SMTP_UNREACHABLE)
        return;
    DeskOutboxResult result = desk_settle_decide(row, &reply, desk_clock_now(), conf->send_give_up);
    desk_sender_settle(s, row, &result, begin);
}

/* The next parcel; NULL at the end. */
static DeskParcel *
take(DeskSender *s)
{
    pthread_mutex_lock(&s->lock);
    while (!s->stopping && (s->regroup || g_queue_is_empty(&s->waiting)))
        pthread_cond_wait(&s->work, &s->lock);
    DeskParcel *parcel = s->stopping ? NULL : g_queue_pop_head(&s->waiting);
    if (parcel)
        s->busy++;
    pthread_mutex_unlock(&s->lock);
    return parcel;
}

gpointer
desk_sender_work(gpointer data)
{
    Worker w = { .sender = data };
    while ((w.parcel = take(w.sender))) {
        hand_over(&w);
        desk_sender_put_away(w.sender, w.parcel);
    }
    desk_smtp_free(w.smtp);
    g_free(w.relay);
    g_free(w.hostname);
    return NULL;
}
