#include "send/smtp.h"
#include "base/address.h"
#include "base/clock.h"
#include "base/text.h"

#include <curl/curl.h>
#include <sys/socket.h>

#define CONNECT_TIMEOUT_MS 10000L
#define TEXT_MAX           300
#define QUEUE_ID_MAX       64

struct DeskSmtp {
    CURL *easy;
    char *url;
    gint64 timeout;
};

/* What is seen of one hand-over while libcurl works. */
typedef struct {
    const char *bytes;
    size_t size;
    size_t given; /* bytes handed to libcurl */
    DeskSmtpCheck may_go_on;
    gpointer data;
    bool mail_sent; /* the MAIL command is out: replies are about this mail from now on */
    bool answered;  /* a reply came since MAIL */
    bool leaving;   /* the QUIT with which libcurl leaves after a refusal: its reply is none */
    bool at_end;    /* all bytes are with the kernel: the dot follows */
    bool stopped;
    int code; /* of the last reply, since the dot when at_end */
    GString *line;
} Exchange;

DeskSmtp *
desk_smtp_new(const char *relay, const char *hostname, gint64 timeout)
{
    static gsize ready;
    if (g_once_init_enter(&ready)) {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        g_once_init_leave(&ready, 1);
    }
    DeskSmtp *smtp = g_new0(DeskSmtp, 1);
    smtp->easy = curl_easy_init();
    size_t size = strlen(relay);
    while (size > 0 && relay[size - 1] == '/')
        size--;
    /* The path of the URL is what libcurl says in EHLO. */
    smtp->url = g_strdup_printf("%.*s/%s", (int) size, relay, hostname);
    smtp->timeout = timeout;
    return smtp;
}

/*
 * The kept connection, if there is one, will be used for no other mail: a reply that comes late
 * would be taken for that of the next one. libcurl may say QUIT, but waits for no answer to it.
 */
static void
hang_up(const DeskSmtp *smtp)
{
    curl_socket_t fd = CURL_SOCKET_BAD;
    if (curl_easy_getinfo(smtp->easy, CURLINFO_ACTIVESOCKET, &fd) == CURLE_OK &&
        fd != CURL_SOCKET_BAD)
        shutdown(fd, SHUT_RD);
}

void
desk_smtp_free(DeskSmtp *smtp)
{
    if (!smtp)
        return;
    if (smtp->easy) {
        hang_up(smtp);
        curl_easy_cleanup(smtp->easy);
    }
    g_free(smtp->url);
    g_free(smtp);
}

void
desk_smtp_result_clear(DeskSmtpResult *result)
{
    g_clear_pointer(&result->queue_id, g_free);
    g_clear_pointer(&result->text, g_free);
}

static bool
may_go_on(Exchange *x)
{
    x->stopped = x->stopped || (x->may_go_on && !x->may_go_on(x->at_end, x->data));
    return !x->stopped;
}

/* libcurl calls this about once a second while it waits. */
static int
on_progress(void *data, curl_off_t to_get, curl_off_t got, curl_off_t to_send, curl_off_t sent)
{
    (void) to_get;
    (void) got;
    (void) to_send;
    (void) sent;
    return may_go_on(data) ? 0 : 1;
}

/*
 * libcurl asks for more only when all it had is written to the socket. So the call that
 * returns 0 is the one moment behind the last byte and before the dot.
 */
static size_t
on_read(char *buffer, size_t size, size_t count, void *data)
{
    Exchange *x = data;
    if (!may_go_on(x)) {
        return CURL_READFUNC_ABORT;
    }
    size_t n = MIN(size * count, x->size - x->given);
    if (n == 0) {
        x->at_end = true;
        x->code = 0;
        return 0;
    }
    memcpy(buffer, x->bytes + x->given, n);
    x->given += n;
    return n;
}

/* Reply lines, complete or not: a reply counts with its last line, "250 ..." not "250-...". */
static size_t
on_reply(char *line, size_t size, size_t count, void *data)
{
    Exchange *x = data;
    size_t length = size * count;
    bool last = length >= 3 && g_ascii_isdigit(line[0]) && g_ascii_isdigit(line[1]) &&
                g_ascii_isdigit(line[2]) && (length == 3 || line[3] != '-');
    if (last && !x->leaving) {
        x->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
        x->answered = x->answered || x->mail_sent;
        g_string_truncate(x->line, 0);
        g_string_append_len(x->line, line, (gssize) MIN(length, 2048));
    }
    return length;
}

/* The only place where libcurl shows which command it sends. */
static int
on_debug(CURL *easy, curl_infotype type, char *bytes, size_t size, void *data)
{
    Exchange *x = data;
    (void) easy;
    if (type != CURLINFO_HEADER_OUT || size < 5)
        return 0;
    x->mail_sent = x->mail_sent || g_ascii_strncasecmp(bytes, "MAIL ", 5) == 0;
    x->leaving = g_ascii_strncasecmp(bytes, "QUIT\r", 5) == 0;
    return 0;
}

/* RULES O2: libcurl writes an address as it is given, line breaks included. */
static bool
is_safe_address(const char *address)
{
    g_auto(DeskAddrSpec) spec = { .local = NULL };
    return !desk_text_has_control(address) && !strpbrk(address, "<>") &&
           desk_address_split(address, &spec);
}

/* libcurl sends a bare LF as it is and stuffs no dot behind it. */
static bool
has_clean_lines(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r'))
            return false;
        if (bytes[i] == '\r' && (i + 1 == size || bytes[i + 1] != '\n'))
            return false;
    }
    return size >= 2 && bytes[size - 1] == '\n';
}

static const char *
find_fault(const DeskSmtpMail *mail, const Exchange *x)
{
    if (*mail->from && !is_safe_address(mail->from))
        return "the envelope sender is no address";
    if (!is_safe_address(mail->to))
        return "the recipient is no address";
    if (!has_clean_lines(x->bytes, x->size))
        return "the mail has lines without CR LF";
    return NULL;
}

static void
prepare(const DeskSmtp *smtp, Exchange *x)
{
    CURL *easy = smtp->easy;
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, smtp->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_PROXY, ""); /* whatever the environment says */
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long) (smtp->timeout / 1000));
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(easy, CURLOPT_READDATA, x);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_reply);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, x);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, x);
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, on_debug);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, x);
}

static CURLcode
perform(const DeskSmtp *smtp, const DeskSmtpMail *mail)
{
    struct curl_slist *recipients = curl_slist_append(NULL, mail->to);
    curl_easy_setopt(smtp->easy, CURLOPT_MAIL_FROM, mail->from);
    curl_easy_setopt(smtp->easy, CURLOPT_MAIL_RCPT, recipients);
    CURLcode status = curl_easy_perform(smtp->easy);
    curl_easy_setopt(smtp->easy, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(recipients);
    return status;
}

/* A kept connection may have died in the meantime: no reply to MAIL on it means nothing yet. */
static bool
was_stale(const DeskSmtp *smtp, CURLcode status, const Exchange *x)
{
    long opened = 0;
    curl_easy_getinfo(smtp->easy, CURLINFO_NUM_CONNECTS, &opened);
    return status != CURLE_OK && opened == 0 && !x->answered && !x->stopped &&
           status != CURLE_OPERATION_TIMEDOUT;
}

static DeskSmtpOutcome
judge(CURLcode status, const Exchange *x)
{
    if (x->stopped && !x->at_end)
        return DESK_SMTP_STOPPED;
    if (x->at_end && x->code == 0)
        return DESK_SMTP_CUT;
    if (x->at_end && x->code / 100 == 2)
        return DESK_SMTP_SENT;
    if (!x->answered)
        return DESK_SMTP_UNREACHABLE;
    if (status != CURLE_OK && x->code / 100 == 5)
        return DESK_SMTP_FAILED;
    return DESK_SMTP_RETRY;
}

static char *
read_queue_id(const char *line)
{
    static const char mark[] = "queued as ";
    const char *at = strstr(line, mark);
    if (!at)
        return NULL;
    at += sizeof mark - 1;
    size_t size = 0;
    while (size < QUEUE_ID_MAX && g_ascii_isalnum(at[size]))
        size++;
    return size > 0 ? g_strndup(at, size) : NULL;
}

/* The relay's own words where they explain the outcome, else what libcurl saw. */
static char *
describe(DeskSmtpOutcome outcome, CURLcode status, const Exchange *x)
{
    if (outcome == DESK_SMTP_STOPPED)
        return g_strdup("stopped before the end of the data");
    if (outcome == DESK_SMTP_CUT)
        return g_strdup_printf("no reply to the end of the data: %s", curl_easy_strerror(status));
    if (outcome == DESK_SMTP_SENT || x->code >= 400)
        return desk_text_cut(desk_text_line(x->line->str, x->line->len), TEXT_MAX);
    return g_strdup_printf("%s%s", x->answered ? "cut before the end of the data: " : "",
                           curl_easy_strerror(status));
}

static CURLcode
hand_over(DeskSmtp *smtp, const DeskSmtpMail *mail, Exchange *x)
{
    prepare(smtp, x);
    CURLcode status = perform(smtp, mail);
    if (!was_stale(smtp, status, x))
        return status;

    x->mail_sent = false;
    x->code = 0;
    prepare(smtp, x);
    curl_easy_setopt(smtp->easy, CURLOPT_FRESH_CONNECT, 1L);
    return perform(smtp, mail);
}

DeskSmtpResult
desk_smtp_send(DeskSmtp *smtp, const DeskSmtpMail *mail, DeskSmtpCheck check, gpointer data)
{
    g_autoptr(GString) line = g_string_new(NULL);
    Exchange x = { .may_go_on = check, .data = data, .line = line };
    x.bytes = g_bytes_get_data(mail->bytes, &x.size);

    const char *fault = find_fault(mail, &x);
    if (fault)
        return (DeskSmtpResult){ .outcome = DESK_SMTP_FAILED, .text = g_strdup(fault) };
    if (!smtp->easy)
        return (DeskSmtpResult){ .outcome = DESK_SMTP_UNREACHABLE,
                                 .text = g_strdup("libcurl cannot start") };
    if (!may_go_on(&x))
        return (DeskSmtpResult){ .outcome = DESK_SMTP_STOPPED,
                                 .text = g_strdup("stopped before the hand-over") };

    CURLcode status = hand_over(smtp, mail, &x);
    DeskSmtpOutcome outcome = judge(status, &x);
    if (outcome == DESK_SMTP_CUT)
        hang_up(smtp);
    curl_easy_reset(smtp->easy); /* keeps the connection, forgets the exchange */
    return (DeskSmtpResult){
        .outcome = outcome,
        .queue_id = outcome == DESK_SMTP_SENT ? read_queue_id(line->str) : NULL,
        .text = describe(outcome, status, &x),
    };
}
