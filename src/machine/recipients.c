#include "machine/recipients.h"
#include "base/text.h"
#include "machine/status.h"
#include "mail/header.h"
#include "mail/mailboxes.h"

#define LINE_LOOK_MAX  4096 /* bytes of a line that are looked at */
#define LINE_ADDRESSES 50   /* addresses of one line; more are no notice */
#define ADDRESS_MAX    320  /* bytes */

/* How sure it is that an address is meant; the surest of a notice count. */
typedef enum {
    RANK_NONE,
    RANK_MENTION, /* somewhere */
    RANK_REPLY,   /* in the reply of a server */
    RANK_NAMED,   /* announced by a word */
    RANK_HEAD,    /* begins its line */
} Rank;

typedef struct {
    char *address;
    const char *line;
    Rank rank;
    bool is_own; /* the report was sent to it, or its sender is to be reached there */
} Candidate;

typedef struct {
    const DeskMail *mail;
    GArray *candidates;
    GHashTable *seen; /* address in lower case -> its index + 1 */
    GHashTable *barred;
} Search;

static bool
is_local_char(char c)
{
    return g_ascii_isalnum(c) || (c && strchr("!#$%&'*+-/=?^_{|}~.", c));
}

static bool
is_domain_char(char c)
{
    return g_ascii_isalnum(c) || c == '-' || c == '.';
}

/* "<anything@anywhere>" round the @; false when it does not stand in brackets. */
static bool
match_bracketed(DeskBytes line, size_t at, size_t *start, size_t *end)
{
    size_t i = at, j = at;
    while (i > 0 && at - i < ADDRESS_MAX && !strchr(" \t<>,;:", line.data[i - 1]))
        i--;
    while (j < line.size && j - at < ADDRESS_MAX && !strchr(" \t<>,;", line.data[j]))
        j++;
    if (i == 0 || i == at || line.data[i - 1] != '<' || j == line.size || line.data[j] != '>' ||
        j == at + 1)
        return false;
    *start = i;
    *end = j;
    return true;
}

/* "name@host.example" round the @, a quoted local part too. */
static bool
match_bare(DeskBytes line, size_t at, size_t *start, size_t *end)
{
    size_t i = at, j = at + 1;
    if (i > 1 && line.data[i - 1] == '"') {
        i--;
        while (i > 0 && at - i < ADDRESS_MAX && line.data[i - 1] != '"')
            i--;
        i -= i > 0 ? 1 : 0;
    } else {
        while (i > 0 && at - i < ADDRESS_MAX && is_local_char(line.data[i - 1]))
            i--;
        while (i < at && strchr("'/=|-.", line.data[i]))
            i++;
    }
    while (j < line.size && is_domain_char(line.data[j]))
        j++;
    while (j > at + 1 && !g_ascii_isalnum(line.data[j - 1]))
        j--;
    *start = i;
    *end = j;
    return i < at && j > at + 1 && memchr(line.data + at, '.', j - at) != NULL;
}

/* "to=jane@example.org", as logs have it. */
static size_t
skip_key(DeskBytes line, size_t start, size_t end)
{
    static const char *const keys[] = { "to=", "orcpt=", "rcpt=", "recipient=" };
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
        if (end - start > strlen(keys[i]) &&
            g_ascii_strncasecmp(line.data + start, keys[i], strlen(keys[i])) == 0)
            return start + strlen(keys[i]);
    return start;
}

static bool
has_phrase(const DeskPhrase *table, DeskBytes text)
{
    g_autofree char *folded = desk_phrases_fold(text);
    return desk_phrases_find(table, folded) != NULL;
}

/* The length of a mark of a list or a bracket that may stand before an address; 0 for others. */
static size_t
match_mark(DeskBytes text)
{
    static const char *const marks[] = { "\xe2\x80\xa2", "\xe2\x80\x93", "\xc2\xb7",
                                         "\xc2\xa0",     "\xe3\x83\xbb", "\xe3\x80\x80" };
    if (strchr(" \t<>\"'*-([#.", text.data[0]))
        return 1;
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
        if (text.size >= strlen(marks[i]) && memcmp(text.data, marks[i], strlen(marks[i])) == 0)
            return strlen(marks[i]);
    return 0;
}

static bool
is_at_head(DeskBytes line, size_t start)
{
    for (size_t i = 0; i < start;) {
        size_t mark = match_mark((DeskBytes){ line.data + i, start - i });
        if (mark == 0)
            return false;
        i += mark;
    }
    return true;
}

/* Scripts without blanks go on right behind an address when it stands in a sentence. */
static bool
ends_well(DeskBytes line, size_t end)
{
    while (end < line.size && strchr(">\"')]", line.data[end]))
        end++;
    return end == line.size || (line.data[end] & 0x80) == 0;
}

static Rank
rank_of(DeskBytes line, size_t start, size_t end)
{
    char code[DESK_REPLY_SIZE];
    DeskBytes before = { line.data, start };
    if (is_at_head(line, start) && ends_well(line, end))
        return RANK_HEAD;
    if (has_phrase(desk_notice_targets, before))
        return RANK_NAMED;
    g_autofree char *text = g_strndup(line.data, line.size);
    return desk_status_find_reply(text, code) ? RANK_REPLY : RANK_MENTION;
}

static bool
is_daemon(const char *address)
{
    static const char *const names[] = { "mailer-daemon@", "mail-daemon@", "postmaster@",
                                         "abuse@" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strncasecmp(address, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

static const char *
domain_of(const char *address)
{
    const char *at = strrchr(address, '@');
    return at ? at + 1 : address;
}

/* Where the sender's people are to be reached: "support@" of its domain at the end of a notice. */
static bool
is_of_staff(const Search *search, const char *address)
{
    static const char *const names[] = { "support@",    "help@",      "helpdesk@", "info@",
                                         "postmaster@", "webmaster@", "admin@",    "abuse@",
                                         "contact@",    "service@",   "noc@",      "hostmaster@" };
    const DeskMailAddress *sender = desk_mail_sender(search->mail);
    if (!sender || g_ascii_strcasecmp(domain_of(sender->address), domain_of(address)) != 0)
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strncasecmp(address, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

static void
add(Search *search, char *address, DeskBytes line, Rank rank)
{
    g_autofree char *key = g_ascii_strdown(address, -1);
    unsigned index = GPOINTER_TO_UINT(g_hash_table_lookup(search->seen, key));
    if (index > 0) {
        Candidate *known = &g_array_index(search->candidates, Candidate, index - 1);
        if (rank > known->rank) {
            known->rank = rank;
            known->line = line.data;
        }
        return;
    }
    if (search->candidates->len >= DESK_MAIL_LIST_MAX)
        return;
    Candidate candidate = { g_strdup(address), line.data, rank,
                            desk_mailboxes_hold(search->mail->to, address) ||
                                is_of_staff(search, address) };
    g_array_append_val(search->candidates, candidate);
    g_hash_table_insert(search->seen, g_steal_pointer(&key),
                        GUINT_TO_POINTER(search->candidates->len));
}

/* Takes the address round the @; returns where it ends. */
static size_t
take_address(Search *search, DeskBytes line, size_t at, bool is_contact)
{
    size_t start, end;
    if (!match_bracketed(line, at, &start, &end) && !match_bare(line, at, &start, &end))
        return at + 1;
    start = skip_key(line, start, end);
    if (start >= at || end - start > ADDRESS_MAX)
        return end;
    g_autofree char *address = desk_text_line(line.data + start, end - start);
    Rank rank = rank_of(line, start, end);
    if (is_contact && rank != RANK_HEAD)
        g_hash_table_add(search->barred, g_ascii_strdown(address, -1));
    else if (!desk_mailboxes_hold(search->mail->from, address) &&
             !(is_daemon(address) && rank < RANK_NAMED))
        add(search, address, line, rank);
    return end;
}

/* Words about people: those in the addresses themselves ("support@") do not count. */
static bool
speaks_of_contact(DeskBytes line)
{
    g_autofree char *words = g_strndup(line.data, line.size);
    char *end = words;
    for (char *at = strchr(words, '@'); at; at = strchr(end, '@')) {
        for (char *p = at; p > end && (g_ascii_isalnum(p[-1]) || strchr("._+-", p[-1])); p--)
            p[-1] = 'x';
        for (end = at + 1; is_domain_char(*end); end++)
            *end = 'x';
    }
    return has_phrase(desk_notice_contacts, (DeskBytes){ words, strlen(words) });
}

static void
search_line(Search *search, DeskBytes line)
{
    line.size = MIN(line.size, LINE_LOOK_MAX);
    while (line.size > 0 && g_ascii_isspace(line.data[line.size - 1]))
        line.size--;
    if (!memchr(line.data, '@', line.size))
        return;
    bool is_contact = speaks_of_contact(line);
    unsigned count = 0;
    for (size_t i = 0; i < line.size && count < LINE_ADDRESSES; count++) {
        const char *at = memchr(line.data + i, '@', line.size - i);
        if (!at)
            break;
        i = take_address(search, line, (size_t) (at - line.data), is_contact);
    }
}

static Rank
best_rank(const Search *search, bool own)
{
    Rank best = RANK_NONE;
    for (unsigned i = 0; i < search->candidates->len; i++) {
        const Candidate *candidate = &g_array_index(search->candidates, Candidate, i);
        if (candidate->is_own == own && candidate->rank > best &&
            !g_hash_table_contains(search->barred, candidate->address))
            best = candidate->rank;
    }
    return best;
}

static void
clear_recipient(gpointer data)
{
    g_free(((DeskRecipient *) data)->address);
}

static GArray *
choose(Search *search)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(DeskRecipient));
    g_array_set_clear_func(list, clear_recipient);
    Rank others = best_rank(search, false), own = best_rank(search, true);
    bool is_own = others <= RANK_MENTION && own > others;
    Rank best = is_own ? own : others;
    for (unsigned i = 0; i < search->candidates->len; i++) {
        Candidate *candidate = &g_array_index(search->candidates, Candidate, i);
        g_autofree char *key = g_ascii_strdown(candidate->address, -1);
        if (best > RANK_NONE && candidate->rank == best && candidate->is_own == is_own &&
            !g_hash_table_contains(search->barred, key)) {
            DeskRecipient recipient = { g_steal_pointer(&candidate->address), candidate->line,
                                        best == RANK_MENTION };
            g_array_append_val(list, recipient);
        }
        g_free(candidate->address);
    }
    return list;
}

GArray *
desk_recipients_find(const DeskNotice *notice, const DeskMail *mail)
{
    Search search = { .mail = mail };
    DeskBytes rest = notice->text;
    search.candidates = g_array_new(FALSE, FALSE, sizeof(Candidate));
    search.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    search.barred = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (rest.size > 0)
        search_line(&search, desk_header_take_line(&rest));
    GArray *list = choose(&search);
    g_hash_table_unref(search.seen);
    g_hash_table_unref(search.barred);
    g_array_unref(search.candidates);
    return list;
}
