#include "policy/vote.h"
#include "base/langtag.h"
#include "base/text.h"
#include "fuzz.h"
#include "letter/links.h"
#include "ticket/facts.h"

static void
check_score(DeskScale scale, const char *text)
{
    gint64 score = 0;
    const char *rest = NULL;
    bool is_read = desk_vote_read(scale, text, &score, &rest);
    if (!is_read)
        return;
    MUST_HOLD(score >= desk_scale_least(scale) && score <= desk_scale_most(scale));
    MUST_HOLD(rest > text && rest <= text + strlen(text) && g_utf8_validate(rest, -1, NULL));
}

static void
check_comment(DeskScale scale, const DeskMail *mail, const char *text)
{
    g_autofree char *comment = desk_vote_comment(scale, mail, text);
    if (!comment)
        return;
    MUST_HOLD(*comment && strlen(comment) <= DESK_VOTE_COMMENT_MAX);
    MUST_HOLD(g_utf8_validate(comment, -1, NULL) && strstr(text, comment));
}

/* A fact is one line, however it was said, and no other fact. */
static void
check_facts(const char *text)
{
    g_autoptr(GString) facts = g_string_new(NULL);
    g_autofree char *line = desk_text_line(text, strlen(text));
    desk_facts_add(facts, "reason", text);
    desk_facts_add_time(facts, "closes", 17);
    g_autofree char *reason = desk_facts_find(facts->str, "reason");
    MUST_HOLD(reason && strcmp(reason, line) == 0);
    MUST_HOLD(desk_facts_time(facts->str, "closes") == 17);
    g_free(desk_facts_find(text, "update"));
    desk_facts_time(text, "until");
}

/* What stands in a link is its parts and nothing else. */
static void
check_link(const char *text)
{
    g_autofree char *line = desk_text_line(text, strlen(text));
    g_autofree char *link = desk_link_mailto("a@example.com", text, text);
    const char *subject = link + strlen("mailto:a@example.com?subject=");
    const char *body = strstr(link, "&body=");
    MUST_HOLD(g_str_is_ascii(link) && strlen(link) > 28 && body && !strpbrk(link, " \r\n<>\"'"));
    MUST_HOLD(strchr(subject, '&') == body && !strchr(body + 1, '&'));
    g_autofree char *said = g_uri_unescape_segment(subject, body, NULL);
    MUST_HOLD(said && g_str_has_prefix(line, said) && (strlen(said) > 490 || !line[strlen(said)]));
}

/* What a customer answers when he is asked how it was, and what is said of it. */
void
fuzz_vote(DeskBytes bytes)
{
    g_autofree char *text = desk_text_repair(bytes.data, bytes.size, NULL);
    const DeskMail mail = { .subject = (char *) "4", .machine = DESK_MACHINE_HUMAN };
    for (DeskScale scale = DESK_SCALE_CSAT; scale <= DESK_SCALE_YES_NO; scale++) {
        check_score(scale, text);
        check_comment(scale, &mail, text);
    }
    check_facts(text);
    check_link(text);
}

/* A list of languages from a header field, and one of them. */
void
fuzz_langtag(DeskBytes bytes)
{
    g_autofree char *first = desk_langtag_first(bytes.data, bytes.size);
    g_autofree char *tag = desk_langtag_read(bytes.data, bytes.size);
    MUST_HOLD(!tag || strlen(tag) <= DESK_LANGTAG_MAX + 1);
    MUST_HOLD(!tag || desk_langtag_is_same(tag, tag));
    if (!first)
        return;
    g_autofree char *again = desk_langtag_read(first, strlen(first));
    MUST_HOLD(again && strcmp(first, again) == 0);
    MUST_HOLD(strspn(first, "-" G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS) == strlen(first));
}
