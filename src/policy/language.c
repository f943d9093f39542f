#include "policy/language.h"
#include "base/langtag.h"

static void
choose(DeskLanguageChoice *choice, const char *tag, char *evidence)
{
    choice->tag = g_strdup(tag);
    choice->evidence = evidence;
}

static bool
is_sure(const DeskMail *mail, gint64 letters)
{
    return *mail->detected_language && mail->detected_surely && mail->detected_letters >= letters;
}

/* The text is in another language than its program says. */
static bool
contradicts(const DeskMail *mail)
{
    return is_sure(mail, DESK_LANGUAGE_LETTERS_AGAINST) &&
           !desk_langtag_is_same(mail->detected_language, mail->content_language);
}

static bool
choose_by_mail(const DeskMail *mail, DeskLanguageChoice *choice)
{
    const char *text = mail->detected_language, *field = mail->content_language;
    if (*field && contradicts(mail))
        choose(choice, text,
               g_strdup_printf("its text is in %s, whatever its Content-Language says (%s)", text,
                               field));
    else if (*field)
        choose(choice, field, g_strdup_printf("its Content-Language is %s", field));
    else if (is_sure(mail, DESK_LANGUAGE_LETTERS))
        choose(choice, text, g_strdup_printf("its text is in %s", text));
    return choice->tag != NULL;
}

void
desk_language_choose(const DeskLanguageFacts *facts, DeskLanguageChoice *choice)
{
    *choice = (DeskLanguageChoice){ .tag = NULL };
    if (facts->chosen && *facts->chosen)
        choose(choice, facts->chosen, g_strdup_printf("the customer has chosen %s", facts->chosen));
    else if (facts->mail && choose_by_mail(facts->mail, choice))
        return;
    else if (facts->mailbox)
        choose(choice, facts->mailbox,
               g_strdup_printf("nothing else tells, and %s is the mailbox's", facts->mailbox));
    else
        choose(choice, facts->desk,
               g_strdup_printf("nothing else tells, and %s is the desk's", facts->desk));
}

void
desk_language_choice_clear(DeskLanguageChoice *choice)
{
    g_clear_pointer(&choice->tag, g_free);
    g_clear_pointer(&choice->evidence, g_free);
}
