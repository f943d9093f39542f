#include "mail/machine.h"
#include "base/text.h"
#include "mail/bounces.h"
#include "mail/charset.h"
#include "mail/words.h"

typedef struct {
    DeskMachineKind kind;
    bool found; /* every sign forbids an automatic answer */
} Sign;

static const Sign no_sign = { DESK_MACHINE_HUMAN, false };

static bool
word_in(const char *word, const char *const *list)
{
    return g_strv_contains(list, word);
}

static Sign
judge_content_type(DeskBytes value)
{
    g_autofree char *type = desk_header_word(value);
    if (strcmp(type, "multipart/report") != 0)
        return no_sign;
    g_autofree char *report = desk_header_parameter(value, "report-type", NULL);
    if (report && g_ascii_strcasecmp(report, "feedback-report") == 0)
        return (Sign){ DESK_MACHINE_COMPLAINT, true };
    if (report && g_ascii_strcasecmp(report, "disposition-notification") == 0)
        return (Sign){ DESK_MACHINE_RECEIPT, true };
    return (Sign){ DESK_MACHINE_AUTO_GENERATED, true };
}

static Sign
judge_auto_submitted(DeskBytes value)
{
    g_autofree char *word = desk_header_word(value);
    if (*word == '\0' || strcmp(word, "no") == 0)
        return no_sign;
    DeskMachineKind kind =
        strcmp(word, "auto-replied") == 0 ? DESK_MACHINE_AUTO_REPLY : DESK_MACHINE_AUTO_GENERATED;
    return (Sign){ kind, true };
}

static Sign
judge_precedence(DeskBytes value)
{
    static const char *const mass[] = { "bulk", "junk", "list", NULL };
    static const char *const reply[] = { "auto_reply", "auto-reply", "autoreply", NULL };
    g_autofree char *word = desk_header_word(value);
    if (word_in(word, reply))
        return (Sign){ DESK_MACHINE_AUTO_REPLY, true };
    return word_in(word, mass) ? (Sign){ DESK_MACHINE_LIST, true } : no_sign;
}

/* Exchange's wish for silence: it says nothing about who wrote (RULES L2). */
static Sign
judge_suppress(DeskBytes value)
{
    g_autofree char *text = g_ascii_strdown(value.data, (gssize) value.size);
    g_auto(GStrv) words = g_strsplit_set(text, ", \t\r\n;", 64);
    static const char *const wishes[] = { "autoreply", "oof", "all", NULL };
    for (unsigned i = 0; words[i]; i++)
        if (word_in(words[i], wishes))
            return (Sign){ DESK_MACHINE_HUMAN, true };
    return no_sign;
}

static Sign
judge_presence(const DeskHeader *header)
{
    static const struct {
        const char *name;
        DeskMachineKind kind;
    } names[] = {
        { "X-Autoreply", DESK_MACHINE_AUTO_REPLY },
        { "X-Autorespond", DESK_MACHINE_AUTO_REPLY },
        { "X-Auto-Reply-From", DESK_MACHINE_AUTO_REPLY },
        { "X-Failed-Recipients", DESK_MACHINE_BOUNCE },
        { "X-FC-MachineGenerated", DESK_MACHINE_AUTO_GENERATED },
        { "X-MS-Exchange-Generated-Message-Source", DESK_MACHINE_AUTO_GENERATED },
        /* Mail that a rule or a list has passed on was still written by a person. */
        { "X-MS-Exchange-Inbox-Rules-Loop", DESK_MACHINE_HUMAN },
        { "X-Loop", DESK_MACHINE_HUMAN },
    };
    g_autofree char *word = desk_header_word(header->value);
    if (strcmp(word, "no") == 0 || strcmp(word, "false") == 0)
        return no_sign;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (desk_header_is(header, names[i].name))
            return (Sign){ names[i].kind, true };
    return no_sign;
}

static Sign
judge_field(const DeskHeader *header)
{
    if (header->name.size == 0 || !strchr("aclpxACLPX", header->name.data[0]))
        return no_sign;
    if (desk_header_is(header, "Content-Type"))
        return judge_content_type(header->value);
    if (desk_header_is(header, "Auto-Submitted"))
        return judge_auto_submitted(header->value);
    if (desk_header_is(header, "Precedence"))
        return judge_precedence(header->value);
    if (desk_header_is(header, "X-Auto-Response-Suppress"))
        return judge_suppress(header->value);
    if (header->name.size > 5 && g_ascii_strncasecmp(header->name.data, "List-", 5) == 0)
        return (Sign){ DESK_MACHINE_LIST, true };
    if (header->name.size > 2 && g_ascii_strncasecmp(header->name.data, "X-", 2) == 0)
        return judge_presence(header);
    return no_sign;
}

/* Which sign counts when there are several: a report is one whatever else it says. */
static unsigned
weight(DeskMachineKind kind)
{
    static const unsigned weights[DESK_MACHINE_KINDS] = {
        [DESK_MACHINE_HUMAN] = 1,          [DESK_MACHINE_LIST] = 2,
        [DESK_MACHINE_AUTO_GENERATED] = 3, [DESK_MACHINE_AUTO_REPLY] = 4,
        [DESK_MACHINE_CHALLENGE] = 5,      [DESK_MACHINE_RECEIPT] = 6,
        [DESK_MACHINE_COMPLAINT] = 6,      [DESK_MACHINE_BOUNCE] = 7,
        [DESK_MACHINE_DELAY] = 7,          [DESK_MACHINE_SUCCESS] = 7,
    };
    return weights[kind];
}

static char *
show_field(const DeskHeader *header)
{
    g_autofree char *value = desk_words_decode(header->value, desk_charset_decode_plain, NULL);
    g_autofree char *line =
        g_strdup_printf("%.*s: %s", (int) MIN(header->name.size, 100), header->name.data, value);
    return g_strdup(desk_text_cut(line, DESK_MAIL_NAME_MAX));
}

void
desk_machine_judge(DeskMail *mail, const GArray *headers, const DeskParts *parts)
{
    unsigned best = 0;
    if (desk_bounces_read(mail, headers, parts)) {
        mail->may_answer = false;
        return;
    }
    for (unsigned i = 0; i < headers->len; i++) {
        const DeskHeader *header = &g_array_index(headers, DeskHeader, i);
        Sign sign = judge_field(header);
        if (!sign.found)
            continue;
        mail->may_answer = false;
        if (weight(sign.kind) <= best)
            continue;
        best = weight(sign.kind);
        mail->machine = sign.kind;
        g_free(mail->machine_evidence);
        mail->machine_evidence = show_field(header);
    }
}
