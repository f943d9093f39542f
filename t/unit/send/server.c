#include "server.h"
#include "base/fd.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

struct Server {
    const Play *plays;
    guint count;
    guint mails; /* transactions begun */
    guint connections;
    int listener;
    char *url;
    GString *commands;
    GString *data;
    GThread *thread;
    bool stopped;
};

static Play
current(const Server *s)
{
    return s->plays[MIN(s->mails, s->count - 1)];
}

static void
say(FILE *out, const char *line)
{
    fprintf(out, "%s\r\n", line);
    fflush(out);
}

/* Reads the data up to the dot. False when the connection is to be dropped. */
static bool
read_data(Server *s, FILE *stream, Play play)
{
    char line[2048];
    g_autoptr(GString) data = g_string_new(NULL);
    while (fgets(line, sizeof line, stream)) {
        if (g_str_equal(line, ".\r\n")) {
            g_string_append_len(s->data, data->str, (gssize) data->len);
            return true;
        }
        g_string_append(data, line);
        if (play == PLAY_DROP_IN_DATA && data->len > 4096)
            return false;
    }
    return false;
}

/* The dialogue behind DATA. False ends the connection. */
static bool
take_mail(Server *s, FILE *in, FILE *out)
{
    Play play = current(s);
    if (play == PLAY_DATA_452) {
        s->mails++;
        say(out, "452 4.3.1 no room");
        return true;
    }
    say(out, "354 go on");
    bool whole = read_data(s, in, play);
    s->mails++;
    if (!whole || play == PLAY_DROP_AFTER_DOT)
        return false;
    if (play == PLAY_DOT_LATE)
        g_usleep(3 * G_USEC_PER_SEC);
    if (play == PLAY_DOT_451)
        say(out, "451 4.3.0 later, please");
    else if (play == PLAY_DOT_554)
        say(out, "554 5.6.0 no such thing");
    else
        say(out, "250 2.0.0 Ok: queued as 4F2ABCdef1");
    return play != PLAY_CLOSE_WHEN_IDLE;
}

static bool
refuse(Server *s, FILE *out, const char *line)
{
    s->mails++;
    say(out, line);
    return true;
}

static bool
answer(Server *s, const char *command, FILE *in, FILE *out)
{
    Play play = current(s);
    if (g_str_has_prefix(command, "EHLO") || g_str_has_prefix(command, "HELO")) {
        if (play == PLAY_EHLO_502)
            return refuse(s, out, "502 5.5.2 not to you");
        say(out, command[0] == 'E' ? "250-test\r\n250 SIZE 1000000000" : "250 test");
    } else if (g_str_has_prefix(command, "MAIL") && play == PLAY_DROP_AT_MAIL) {
        s->mails++;
        return false;
    } else if (g_str_has_prefix(command, "MAIL") && play == PLAY_MAIL_451) {
        return refuse(s, out, "451 4.3.0 not now");
    } else if (g_str_has_prefix(command, "RCPT") && play == PLAY_RCPT_450) {
        return refuse(s, out, "450-4.2.0 greylisted\r\n450 4.2.0 come back");
    } else if (g_str_has_prefix(command, "RCPT") && play == PLAY_RCPT_550) {
        return refuse(s, out, "550 5.1.1 no \x01such user");
    } else if (g_str_has_prefix(command, "DATA")) {
        return take_mail(s, in, out);
    } else if (g_str_has_prefix(command, "QUIT")) {
        say(out, "221 bye");
        return false;
    } else {
        say(out, "250 2.1.0 Ok");
    }
    return true;
}

static void
talk(Server *s, int fd)
{
    FILE *in = fdopen(fd, "r");
    FILE *out = fdopen(dup(fd), "w");
    char line[4096];
    bool open = true;

    s->connections++;
    if (current(s) == PLAY_GREET_421 || current(s) == PLAY_GREET_554) {
        refuse(s, out, current(s) == PLAY_GREET_421 ? "421 4.7.0 busy" : "554 5.7.1 go away");
        open = false;
    } else {
        say(out, "220 test ESMTP");
    }
    while (open && fgets(line, sizeof line, in)) {
        g_strchomp(line);
        g_string_append_printf(s->commands, "%s\n", line);
        open = answer(s, line, in, out);
    }
    fclose(in);
    fclose(out);
}

static gpointer
listen_on(gpointer data)
{
    Server *s = data;
    for (;;) {
        int fd = accept(s->listener, NULL, NULL);
        if (fd < 0)
            return NULL;
        talk(s, fd);
    }
}

Server *
server_new(const Play *plays, guint count)
{
    Server *s = g_new0(Server, 1);
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t size = sizeof address;
    signal(SIGPIPE, SIG_IGN);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    s->plays = plays;
    s->count = count;
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(s->listener, (struct sockaddr *) &address, size) < 0 || listen(s->listener, 5) < 0 ||
        getsockname(s->listener, (struct sockaddr *) &address, &size) < 0)
        g_error("no listener: %s", g_strerror(errno));
    s->url = g_strdup_printf("smtp://127.0.0.1:%d", ntohs(address.sin_port));
    s->commands = g_string_new(NULL);
    s->data = g_string_new(NULL);
    s->thread = g_thread_new("server", listen_on, s);
    return s;
}

void
server_stop(Server *s)
{
    if (s->stopped)
        return;
    s->stopped = true;
    shutdown(s->listener, SHUT_RDWR);
    g_thread_join(s->thread);
    desk_fd_clear(&s->listener);
}

void
server_free(Server *s)
{
    server_stop(s);
    g_string_free(s->commands, TRUE);
    g_string_free(s->data, TRUE);
    g_free(s->url);
    g_free(s);
}

const char *
server_url(const Server *s)
{
    return s->url;
}

const char *
server_commands(const Server *s)
{
    return s->commands->str;
}

const char *
server_data(const Server *s)
{
    return s->data->str;
}

guint
server_connections(const Server *s)
{
    return s->connections;
}
