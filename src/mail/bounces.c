#include "mail/bounces.h"

/* Without its status part a delivery report is a bounce. */
static DeskMachineKind
kind_of_status(DeskBytes status)
{
    bool delayed = false, delivered = false;
    while (status.size > 0) {
        for (DeskHeader field; desk_header_next(&status, &field);) {
            DeskBounceAction action;
            if (!desk_header_is(&field, "Action"))
                continue;
            g_autofree char *word = desk_header_word(field.value);
            if (!desk_bounce_action_from_name(word, &action))
                continue;
            if (action == DESK_BOUNCE_FAILED)
                return DESK_MACHINE_BOUNCE;
            delayed |= action == DESK_BOUNCE_DELAYED;
            delivered |= action != DESK_BOUNCE_DELAYED;
        }
    }
    return delayed ? DESK_MACHINE_DELAY : delivered ? DESK_MACHINE_SUCCESS : DESK_MACHINE_BOUNCE;
}

static bool
is_delivery_report(const GArray *headers, const char **evidence)
{
    int found = desk_headers_find(headers, "X-Failed-Recipients", 0);
    *evidence = "X-Failed-Recipients";
    if (found >= 0)
        return true;
    *evidence = "report-type=delivery-status";
    found = desk_headers_find(headers, "Content-Type", 0);
    if (found < 0)
        return false;
    DeskBytes value = g_array_index(headers, DeskHeader, found).value;
    g_autofree char *type = desk_header_word(value);
    g_autofree char *report = desk_header_parameter(value, "report-type", NULL);
    return strcmp(type, "multipart/report") == 0 && report &&
           g_ascii_strcasecmp(report, "delivery-status") == 0;
}

bool
desk_bounces_read(DeskMail *mail, const GArray *headers, const DeskParts *parts)
{
    DeskBytes status = { "", 0 };
    const char *evidence = NULL;
    if (parts && parts->status->len > 0)
        status = (DeskBytes){ (const char *) parts->status->data, parts->status->len };
    if (!is_delivery_report(headers, &evidence) && status.size == 0)
        return false;
    mail->machine = kind_of_status(status);
    g_free(mail->machine_evidence);
    mail->machine_evidence = g_strdup(evidence);
    return true;
}
