#include "base/base.h"
#include "base/clock.h"
#include "base/fd.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

/*
 * A sender of many mails for the benches, cheap enough not to be what is measured. Every
 * mail has its own sender, Message-ID, subject and body; a mail that is put off (4xx, lost
 * connection) is offered again. Prints one line of figures; --log writes one line for each
 * mail taken: Message-ID, time of the 250 (microseconds UTC), microseconds from dot to 250.
 */

#define POOL 64 /* prepared bodies */

typedef struct {
    int port;
    int connections;
    int mails;
    int size;   /* bytes of a mail, about */
    int reuse;  /* mails of one connection */
    int rate;   /* mails a second that are begun; 0: as many as go */
    int grown;  /* every other mail answers one of so many conversations made by grow; 0: none */
    int limit;  /* seconds, after which the rest is given up */
    char *rcpt; /* recipient of every mail */
    char *from; /* author of every mail; NULL: each has another */
    char *list; /* a file with the recipient of each mail, one a line; or NULL */
    char *line; /* that the text of each begins with; or NULL */
    char *tag;  /* makes the mails of this run unlike those of others */
    char *log;  /* or NULL */
} Plan;

static Plan plan = { .connections = 10, .mails = 3000, .size = 4096, .reuse = 1, .limit = 600 };
static GString *bodies[POOL];
static char **recipients; /* of the list */
static gint next_mail;
static gint put_off;
static gint64 start; /* steady clock, as the next */
static gint64 deadline;
static gint64 *taken;   /* microseconds UTC of each mail's 250; 0: not taken */
static gint64 *latency; /* microseconds from dot to 250 */

typedef struct {
    int fd;
    int used; /* mails of this connection */
} Session;

/* Words of changing length, so that the text compresses about as people's mail does. */
static GString *
make_body(guint32 seed, int size)
{
    g_autoptr(GRand) dice = g_rand_new_with_seed(seed);
    GString *body = g_string_sized_new((gsize) size + 80);
    int column = 0;
    while ((int) body->len < size) {
        int length = g_rand_int_range(dice, 2, 10);
        for (int i = 0; i < length; i++)
            g_string_append_c(body, (char) ('a' + g_rand_int_range(dice, 0, 26)));
        column += length + 1;
        g_string_append(body, column > 70 ? "\r\n" : " ");
        column = column > 70 ? 0 : column;
    }
    return body;
}

/* Who writes: a new customer, or one who answers his first mail to a grown store. */
static void
append_author(GString *out, int number)
{
    if (plan.from) {
        g_string_append_printf(out, "From: <%s>\r\n", plan.from);
        return;
    }
    if (plan.grown == 0 || number % 2) {
        g_string_append_printf(out, "From: Customer %d <c%d.%s@example.net>\r\n", number, number,
                               plan.tag);
        return;
    }
    int conversation = 1 + g_random_int_range(0, plan.grown);
    g_string_append_printf(out,
                           "From: Customer <c%d@grown.example.net>\r\n"
                           "In-Reply-To: <%d.0@grown.example.net>\r\n",
                           conversation, conversation);
}

static const char *
recipient_of(int number)
{
    return recipients ? recipients[number] : plan.rcpt;
}

static void
append_mail(GString *out, int number)
{
    g_autofree char *date = desk_clock_rfc5322(desk_clock_now());
    append_author(out, number);
    g_string_append_printf(out,
                           "Message-ID: <%s.%d@example.net>\r\n"
                           "Date: %s\r\n"
                           "To: <%s>\r\n"
                           "Subject: Question %d of %s\r\n"
                           "MIME-Version: 1.0\r\n"
                           "Content-Type: text/plain; charset=utf-8\r\n"
                           "\r\n"
                           "%s%sThis is question %d.\r\n",
                           plan.tag, number, date, recipient_of(number), number, plan.tag,
                           plan.line ? plan.line : "", plan.line ? "\r\n" : "", number);
    g_string_append_len(out, bodies[number % POOL]->str, (gssize) bodies[number % POOL]->len);
    g_string_append(out, "\r\n.\r\n");
}

static void
hang_up(Session *session)
{
    desk_fd_clear(&session->fd);
    session->used = 0;
}

/* Reads one reply, of several lines perhaps; its code, or 0 when the connection is gone. */
static int
read_reply(const Session *session)
{
    char line[1024];
    size_t length = 0;
    for (;;) {
        ssize_t n = recv(session->fd, line + length, sizeof line - 1 - length, 0);
        if (n <= 0)
            return 0;
        length += (size_t) n;
        line[length] = '\0';
        if (line[length - 1] != '\n')
            continue;
        char *last = g_strrstr_len(line, (gssize) length - 1, "\n");
        last = last ? last + 1 : line;
        if (strlen(last) >= 4 && last[3] == ' ')
            return (int) g_ascii_strtoll(last, NULL, 10);
        if (length > sizeof line / 2)
            length = 0;
    }
}

/* Sends a line and tells whether the reply is of the class wanted (2 or 3). */
static bool
talk(const Session *session, const char *text, gsize size, int class)
{
    return desk_fd_write(session->fd, text, size) && read_reply(session) / 100 == class;
}

static bool
dial(Session *session)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((guint16) plan.port),
                                   .sin_addr = { htonl(INADDR_LOOPBACK) } };
    int on = 1;
    session->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    session->used = 0;
    if (session->fd < 0 || connect(session->fd, (struct sockaddr *) &address, sizeof address) < 0 ||
        setsockopt(session->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0)
        return false;
    const char *hello = "EHLO client.example.net\r\n";
    return read_reply(session) == 220 && talk(session, hello, strlen(hello), 2);
}

/* One try of one mail. */
static bool
offer(Session *session, int number, const GString *mail)
{
    g_autofree char *other = g_strdup_printf("c%d.%s@example.net", number, plan.tag);
    g_autofree char *from = g_strdup_printf("MAIL FROM:<%s>\r\n", plan.from ? plan.from : other);
    g_autofree char *to = g_strdup_printf("RCPT TO:<%s>\r\n", recipient_of(number));
    if (session->fd < 0 && !dial(session))
        return false;
    if (!talk(session, from, strlen(from), 2) || !talk(session, to, strlen(to), 2) ||
        !talk(session, "DATA\r\n", 6, 3))
        return false;
    gint64 dot = desk_clock_steady();
    if (!talk(session, mail->str, mail->len, 2))
        return false;
    latency[number] = desk_clock_steady() - dot;
    taken[number] = desk_clock_now();
    session->used++;
    return true;
}

/* Waits until it is this mail's turn. */
static void
pace(int number)
{
    if (plan.rate == 0)
        return;
    gint64 turn = start + number * DESK_SECOND / plan.rate;
    gint64 now = desk_clock_steady();
    if (turn > now)
        g_usleep((gulong) (turn - now));
}

static gpointer
worker(gpointer unused)
{
    g_autoptr(GString) mail = g_string_sized_new((gsize) plan.size + 1024);
    Session session = { .fd = -1 };
    (void) unused;
    for (int number; (number = g_atomic_int_add(&next_mail, 1)) < plan.mails;) {
        pace(number);
        g_string_truncate(mail, 0);
        append_mail(mail, number);
        while (!offer(&session, number, mail) && desk_clock_steady() < deadline) {
            hang_up(&session);
            g_atomic_int_inc(&put_off);
            g_usleep(20000);
        }
        if (session.fd >= 0 && session.used >= plan.reuse) {
            (void) desk_fd_write(session.fd, "QUIT\r\n", 6);
            hang_up(&session);
        }
    }
    hang_up(&session);
    return NULL;
}

static int
compare_times(gconstpointer a, gconstpointer b, gpointer unused)
{
    gint64 left = *(const gint64 *) a;
    gint64 right = *(const gint64 *) b;
    (void) unused;
    return left < right ? -1 : left > right;
}

static bool
write_log(void)
{
    FILE *file = fopen(plan.log, "we");
    if (!file)
        return false;
    for (int i = 0; i < plan.mails; i++)
        if (taken[i])
            (void) fprintf(file, "%s.%d@example.net %" PRId64 " %" PRId64 "\n", plan.tag, i,
                           taken[i], latency[i]);
    return fclose(file) == 0;
}

/* Figures of the mails taken; false when some were not. */
static bool
report(double seconds)
{
    g_autofree gint64 *sorted = g_new0(gint64, plan.mails);
    int count = 0;
    for (int i = 0; i < plan.mails; i++)
        if (taken[i])
            sorted[count++] = latency[i];
    g_qsort_with_data(sorted, count, sizeof *sorted, compare_times, NULL);
    printf("mails %d taken %d seconds %.3f rate %.1f put_off %d p50_ms %.2f p99_ms %.2f\n",
           plan.mails, count, seconds, count / seconds, g_atomic_int_get(&put_off),
           count ? (double) sorted[count / 2] / 1000 : 0,
           count ? (double) sorted[count * 99 / 100] / 1000 : 0);
    return count == plan.mails;
}

static bool
read_plan(int argc, char **argv)
{
    const GOptionEntry entries[] = {
        { "port", 'p', 0, G_OPTION_ARG_INT, &plan.port, "port on 127.0.0.1", "PORT" },
        { "connections", 'c', 0, G_OPTION_ARG_INT, &plan.connections, "at once", "N" },
        { "mails", 'm', 0, G_OPTION_ARG_INT, &plan.mails, "in all", "N" },
        { "size", 'l', 0, G_OPTION_ARG_INT, &plan.size, "bytes of a mail", "N" },
        { "reuse", 'k', 0, G_OPTION_ARG_INT, &plan.reuse, "mails of one connection", "N" },
        { "rate", 'r', 0, G_OPTION_ARG_INT, &plan.rate, "mails a second", "N" },
        { "grown", 'a', 0, G_OPTION_ARG_INT, &plan.grown, "answer such conversations", "N" },
        { "limit", 'w', 0, G_OPTION_ARG_INT, &plan.limit, "seconds before giving up", "N" },
        { "rcpt", 't', 0, G_OPTION_ARG_STRING, &plan.rcpt, "recipient", "ADDRESS" },
        { "from", 'f', 0, G_OPTION_ARG_STRING, &plan.from, "author of all", "ADDRESS" },
        { "list", 'i', 0, G_OPTION_ARG_FILENAME, &plan.list, "recipients, one a line", "FILE" },
        { "line", 'b', 0, G_OPTION_ARG_STRING, &plan.line, "the text begins with it", "TEXT" },
        { "tag", 'g', 0, G_OPTION_ARG_STRING, &plan.tag, "name of this run", "WORD" },
        { "log", 'o', 0, G_OPTION_ARG_FILENAME, &plan.log, "one line for each mail", "FILE" },
        { 0 },
    };
    g_autoptr(GOptionContext) context = g_option_context_new("- send many mails");
    g_autoptr(GError) error = NULL;
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        (void) fprintf(stderr, "load: %s\n", error->message);
        return false;
    }
    return plan.port > 0 && plan.port < 65536 && plan.connections > 0 && plan.mails > 0 &&
           plan.size >= 512 && plan.reuse > 0 && plan.rate >= 0 && plan.grown >= 0 &&
           plan.limit > 0 && (plan.rcpt || plan.list) && plan.tag;
}

/* As many recipients as mails. */
static bool
read_list(void)
{
    g_autofree char *text = NULL;
    if (!plan.list)
        return true;
    if (!g_file_get_contents(plan.list, &text, NULL, NULL))
        return false;
    recipients = g_strsplit(g_strchomp(text), "\n", -1);
    return g_strv_length(recipients) >= (guint) plan.mails;
}

int
main(int argc, char **argv)
{
    if (!read_plan(argc, argv) || !read_list()) {
        (void) fprintf(stderr, "usage: load -p PORT -t RCPT|-i LIST -g TAG [-f FROM] [-b LINE] [-c "
                               "N] [-m N] [-l BYTES] "
                               "[-k N] [-r RATE] [-a N] [-w SECONDS] [-o LOG]\n");
        return EX_USAGE;
    }
    (void) signal(SIGPIPE, SIG_IGN);
    for (guint32 i = 0; i < POOL; i++)
        bodies[i] = make_body(g_str_hash(plan.tag) + i, MAX(plan.size - 400, 64));
    taken = g_new0(gint64, plan.mails);
    latency = g_new0(gint64, plan.mails);

    start = desk_clock_steady();
    deadline = start + plan.limit * DESK_SECOND;
    g_autofree GThread **threads = g_new0(GThread *, plan.connections);
    for (int i = 0; i < plan.connections; i++)
        threads[i] = g_thread_new("load", worker, NULL);
    for (int i = 0; i < plan.connections; i++)
        g_thread_join(threads[i]);
    double seconds = (double) (desk_clock_steady() - start) / (double) DESK_SECOND;

    bool logged = !plan.log || write_log();
    bool all = report(seconds);
    for (int i = 0; i < POOL; i++)
        g_string_free(bodies[i], TRUE);
    g_strfreev(recipients);
    g_free(taken);
    g_free(latency);
    return all && logged ? EX_OK : EX_TEMPFAIL;
}
