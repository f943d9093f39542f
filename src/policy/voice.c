#include "policy/voice.h"

DeskVoice
desk_voice_of(const DeskMail *mail, const char *envelope_sender)
{
    bool is_null = *envelope_sender == '\0';
    switch (mail->machine) {
    case DESK_MACHINE_HUMAN:
        return is_null ? DESK_VOICE_ASIDE : DESK_VOICE_PERSON;
    case DESK_MACHINE_LIST:
        return DESK_VOICE_PERSON;
    case DESK_MACHINE_AUTO_GENERATED:
        return mail->machine_by_words && !is_null ? DESK_VOICE_DOUBT : DESK_VOICE_PROGRAM;
    case DESK_MACHINE_AUTO_REPLY:
    case DESK_MACHINE_CHALLENGE:
        return mail->machine_by_words && !is_null ? DESK_VOICE_DOUBT : DESK_VOICE_ASIDE;
    case DESK_MACHINE_BOUNCE:
    case DESK_MACHINE_DELAY:
    case DESK_MACHINE_SUCCESS:
    case DESK_MACHINE_COMPLAINT:
    case DESK_MACHINE_RECEIPT:
        return DESK_VOICE_ASIDE;
    }
    return DESK_VOICE_ASIDE;
}

bool
desk_voice_is_automatic_answer(const DeskMail *mail, const char *envelope_sender)
{
    bool answers =
        mail->machine == DESK_MACHINE_AUTO_REPLY || mail->machine == DESK_MACHINE_CHALLENGE;
    return answers && desk_voice_of(mail, envelope_sender) == DESK_VOICE_ASIDE;
}
