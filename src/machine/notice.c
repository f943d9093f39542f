#include "machine/notice.h"
#include "mail/header.h"

#define RULE_MAX 160 /* bytes of a line that announces the copy */

/* Fields with which a header begins, and which no notice shows of the mail. */
static bool
begins_header(DeskBytes line)
{
    static const char *const names[] = {
        "Received",     "Return-Path",          "X-Received",
        "Delivered-To", "DKIM-Signature",       "X-Originating-IP",
        "ARC-Seal",     "X-Google-Smtp-Source", "Authentication-Results"
    };
    DeskHeader field;
    if (line.size < 8 || !strchr("RrXDdAa", line.data[0]) || !desk_header_split(line, &field))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (desk_header_is(&field, names[i]))
            return true;
    return false;
}

/* "------ This is a copy of the message. ------" without its rule. */
static bool
is_rule(DeskBytes line)
{
    static const char frame[] = "-_=*#>.+|~: \t\r\n";
    while (line.size > 0 && strchr(frame, line.data[0])) {
        line.data++;
        line.size--;
    }
    if (line.size < 4 || line.size > RULE_MAX || memchr(line.data, '@', line.size))
        return false;
    g_autofree char *folded = desk_phrases_fold(line);
    /* "Original message details" are a table in the notice. */
    return desk_phrases_find(desk_notice_copies, folded) && !strstr(folded, "details");
}

/* A cut within a character does not matter: what follows is not looked at. */
void
desk_notice_init(DeskNotice *notice, const char *text)
{
    DeskBytes rest = { text, strnlen(text, DESK_NOTICE_MAX) };
    bool is_first = true;
    notice->text = rest;
    notice->copy = (DeskBytes){ "", 0 };
    while (rest.size > 0) {
        DeskBytes here = rest;
        DeskBytes line = desk_header_take_line(&rest);
        if (!is_first && (begins_header(line) || is_rule(line))) {
            notice->text.size = (size_t) (here.data - text);
            notice->copy = here;
            break;
        }
        is_first = is_first && desk_header_is_end(line);
    }
    notice->folded = desk_phrases_fold_start(text, notice->text.size);
}

void
desk_notice_clear(DeskNotice *notice)
{
    g_clear_pointer(&notice->folded, g_free);
}
