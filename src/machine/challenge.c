#include "machine/challenge.h"
#include "machine/challenge-words.h"

bool
desk_challenge_read(const DeskWording *said, bool is_marked, char **evidence)
{
    *evidence = NULL;
    const DeskPhrase *demand = desk_phrases_find(desk_challenge_demands, said->text);
    /* People, too, ask to have a message confirmed. */
    bool asks = is_marked && desk_phrases_find(desk_challenge_subjects, said->subject) &&
                desk_phrases_find(desk_challenge_hints, said->text);
    if (asks || desk_phrases_find(desk_challenge_demands, said->subject))
        *evidence = g_strconcat("Subject: ", said->mail->subject, NULL);
    else if (demand)
        *evidence = g_strconcat("text: ", demand->text, NULL);
    return *evidence != NULL;
}
