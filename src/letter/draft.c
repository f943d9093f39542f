#include "letter/found.h"
#include "store/rows.h"

static const char *
text_of(const DeskMessage *message)
{
    return message->reply_text ? message->reply_text : message->text;
}

static bool
find_ends(const DeskWriting *w, DeskMessage **question, DeskMessage **answer, GError **error)
{
    *answer = NULL;
    if (!desk_store_message_first(w->desk->store, w->ticket->id, question, error))
        return false;
    for (gint64 before = G_MAXINT64; !*answer && before > 1;) {
        g_autoptr(GPtrArray) one = NULL;
        if (!desk_store_message_before(w->desk->store, w->ticket->id, before, 1, &one, error))
            return false;
        if (one->len == 0)
            return true;
        const DeskMessage *message = one->pdata[0];
        before = message->sequence;
        if (message->direction == DESK_DIRECTION_OUT)
            *answer = g_ptr_array_steal_index(one, 0);
    }
    return true;
}

static void
add_file(const DeskWriting *w, const char *draft)
{
    DeskLetterFile *file = g_new0(DeskLetterFile, 1);
    file->name = g_strdup_printf("ticket-%" G_GINT64_FORMAT ".md", w->ticket->id);
    file->type = g_strdup("text/markdown; charset=utf-8");
    file->bytes = g_bytes_new(draft, strlen(draft));
    g_ptr_array_add(w->letter->files, file);
}

bool
desk_found_draft(const DeskWriting *w, GError **error)
{
    g_autoptr(DeskMessage) question = NULL;
    g_autoptr(DeskMessage) answer = NULL;
    if (!w->ticket)
        return desk_letter_refuse(error, "a draft is made of a ticket");
    if (!find_ends(w, &question, &answer, error))
        return false;
    g_autofree char *draft =
        g_strdup_printf("# %s\n\n## Question\n\n%s\n\n## Answer\n\n%s\n", w->ticket->subject,
                        question ? text_of(question) : "", answer ? text_of(answer) : "");
    desk_values_set(w->letter->values, "draft", desk_values_text(draft));
    desk_found_title(w, "Draft of an article");
    add_file(w, draft);
    return true;
}
