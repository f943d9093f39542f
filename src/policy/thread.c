#include "policy/thread.h"

#define CANDIDATES_MAX 64
#define IDS_MAX        24 /* ids of each header that are looked at */
#define TAGS_MAX       4

const char *
desk_link_name(DeskLinkKind kind)
{
    static const char *const names[] = { "none",       "correlation",    "subject",
                                         "message-id", "our-message-id", "token" };
    return names[kind];
}

static bool
is_there(const GArray *candidates, const DeskCandidate *candidate)
{
    for (guint i = 0; i < candidates->len; i++) {
        const DeskCandidate *other = &g_array_index(candidates, DeskCandidate, i);
        if (other->kind == candidate->kind && other->ticket == candidate->ticket &&
            other->contact == candidate->contact && other->survey == candidate->survey &&
            g_strcmp0(other->id, candidate->id) == 0)
            return true;
    }
    return false;
}

/* Once: what stands in In-Reply-To stands in References, too. */
static void
add(GArray *candidates, DeskCandidate candidate)
{
    if (candidates->len < CANDIDATES_MAX && !is_there(candidates, &candidate))
        g_array_append_val(candidates, candidate);
}

/* An address to write to, which a ticket goes on by. */
static bool
is_for_answers(const DeskToken *token)
{
    switch (token->purpose) {
    case DESK_TOKEN_REPLY:
    case DESK_TOKEN_NOTE:
    case DESK_TOKEN_BOUNCE:
    case DESK_TOKEN_SURVEY:
        return token->ticket > 0;
    case DESK_TOKEN_MESSAGE_ID:
    case DESK_TOKEN_VOTE:
    case DESK_TOKEN_OPT_OUT:
        break;
    }
    return false;
}

static void
add_recipients(GArray *candidates, const GArray *recipients)
{
    for (guint i = 0; i < recipients->len; i++) {
        const DeskRecipient *r = &g_array_index(recipients, DeskRecipient, i);
        if (r->state == DESK_TOKEN_VALID && is_for_answers(&r->token))
            add(candidates, (DeskCandidate){ .kind = DESK_LINK_TOKEN,
                                             .ticket = r->token.ticket,
                                             .contact = r->token.contact,
                                             .survey = r->token.survey });
    }
}

/* What could have been stored as a Message-ID (RULES T3). */
static bool
is_id(const char *id)
{
    if (*id == '\0')
        return false;
    for (const char *p = id; *p; p++)
        if (g_ascii_isspace(*p) || g_ascii_iscntrl(*p) || *p == '<' || *p == '>')
            return false;
    return true;
}

/* One id; signed says which kind the caller is collecting now. A forged one is neither. */
static void
add_id(GArray *candidates, const DeskSeal *seal, const char *id, bool is_signed)
{
    DeskToken token;
    DeskTokenState state = desk_token_verify(seal, id, &token);
    if (is_signed && state == DESK_TOKEN_VALID && token.purpose == DESK_TOKEN_MESSAGE_ID &&
        token.ticket > 0)
        add(candidates, (DeskCandidate){ .kind = DESK_LINK_OUR_MESSAGE_ID,
                                         .ticket = token.ticket,
                                         .contact = token.contact });
    if (!is_signed && state == DESK_TOKEN_NONE && is_id(id))
        add(candidates, (DeskCandidate){ .kind = DESK_LINK_MESSAGE_ID, .id = id });
}

static void
add_ids(GArray *candidates, const DeskSeal *seal, const DeskMail *mail, bool is_signed)
{
    guint answers = MIN(mail->in_reply_to->len, IDS_MAX);
    guint references = mail->references->len;
    guint oldest = references > IDS_MAX ? references - IDS_MAX : 0;

    for (guint i = 0; i < answers; i++)
        add_id(candidates, seal, mail->in_reply_to->pdata[i], is_signed);
    for (guint i = references; i > oldest; i--)
        add_id(candidates, seal, mail->references->pdata[i - 1], is_signed);
}

/* Finds "[#123]", blanks allowed inside; *end is behind it. 0 when there is none. */
static gint64
next_tag(const char *subject, const char **start, const char **end)
{
    for (const char *p = strchr(subject, '['); p; p = strchr(p + 1, '[')) {
        const char *q = p + 1 + strspn(p + 1, " \t");
        if (*q != '#')
            continue;
        q += 1 + strspn(q + 1, " \t");
        size_t digits = strspn(q, "0123456789");
        const char *close = q + digits + strspn(q + digits, " \t");
        if (digits == 0 || digits > 15 || *close != ']')
            continue;
        gint64 ticket = g_ascii_strtoll(q, NULL, 10);
        if (ticket == 0)
            continue;
        *start = p;
        *end = close + 1;
        return ticket;
    }
    return 0;
}

static void
add_tags(GArray *candidates, const char *subject)
{
    const char *start, *end = subject;
    for (int i = 0; i < TAGS_MAX; i++) {
        gint64 ticket = next_tag(end, &start, &end);
        if (ticket == 0)
            return;
        add(candidates, (DeskCandidate){ .kind = DESK_LINK_SUBJECT, .ticket = ticket });
    }
}

GArray *
desk_thread_candidates(const DeskPolicy *policy, const GArray *recipients, const DeskMail *mail)
{
    GArray *candidates = g_array_new(FALSE, FALSE, sizeof(DeskCandidate));
    const DeskSeal *seal = desk_policy_seal(policy);

    add_recipients(candidates, recipients);
    add_ids(candidates, seal, mail, true);
    add_id(candidates, seal, mail->returned_id, true);
    add_ids(candidates, seal, mail, false);
    add_tags(candidates, mail->subject);
    return candidates;
}

static bool
is_unknown(const DeskSeal *seal, const char *id)
{
    DeskToken token;
    return desk_token_verify(seal, id, &token) == DESK_TOKEN_UNKNOWN;
}

bool
desk_thread_has_unknown(const DeskPolicy *policy, const GArray *recipients, const DeskMail *mail)
{
    const DeskSeal *seal = desk_policy_seal(policy);
    for (guint i = 0; i < recipients->len; i++)
        if (g_array_index(recipients, DeskRecipient, i).state == DESK_TOKEN_UNKNOWN)
            return true;
    for (guint i = 0; i < MIN(mail->in_reply_to->len, IDS_MAX); i++)
        if (is_unknown(seal, mail->in_reply_to->pdata[i]))
            return true;
    for (guint i = 0; i < MIN(mail->references->len, IDS_MAX); i++)
        if (is_unknown(seal, mail->references->pdata[mail->references->len - 1 - i]))
            return true;
    return false;
}

char *
desk_thread_strip_tags(const char *subject)
{
    GString *out = g_string_new(NULL);
    const char *rest = subject, *start, *end;

    while (next_tag(rest, &start, &end) > 0) {
        g_string_append_len(out, rest, start - rest);
        rest = end + strspn(end, " \t");
    }
    g_string_append(out, rest);
    return g_strstrip(g_string_free(out, FALSE));
}
