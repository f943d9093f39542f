#include "mail/html-roles.h"

#define NAMES_MAX 20 /* classes of an element that are looked at */

/* Where the name stands in the attribute's value. */
typedef enum { WHOLE, START, END } Place;

typedef struct {
    const char *attribute;
    const char *name; /* lower case */
    Place place;
    DeskRole role;
} Row;

/*
 * One row for each name that a mail client gives to a quote or a signature. To add one: the
 * attribute, the name in lower case, and whether it is the whole of the value (of one class in
 * a list of classes) or its start or end.
 */
static const Row rows[] = {
    /* Gmail, and the many clients that use its names */
    { "class", "gmail_quote", WHOLE, DESK_ROLE_QUOTE },
    { "class", "gmail_quote_container", WHOLE, DESK_ROLE_QUOTE },
    { "class", "gmail_attr", WHOLE, DESK_ROLE_QUOTE },
    { "class", "gmail_signature", WHOLE, DESK_ROLE_SIGNATURE },
    { "data-smartmail", "gmail_signature", WHOLE, DESK_ROLE_SIGNATURE },
    /* Outlook, Hotmail, Windows Mail, Outlook for Mac and phones */
    { "id", "divrplyfwdmsg", WHOLE, DESK_ROLE_QUOTE },
    { "id", "appendonsend", WHOLE, DESK_ROLE_QUOTE },
    { "id", "olk_src_body_section", WHOLE, DESK_ROLE_QUOTE },
    { "id", "mail-editor-reference-message-container", WHOLE, DESK_ROLE_QUOTE },
    { "class", "ms-outlook-mobile-reference-message", WHOLE, DESK_ROLE_QUOTE },
    { "id", "ms-outlook-mobile-reference-message", WHOLE, DESK_ROLE_QUOTE },
    { "id", "reply-forward-message", WHOLE, DESK_ROLE_QUOTE },
    { "class", "outlookmessageheader", WHOLE, DESK_ROLE_QUOTE },
    { "id", "stopspelling", WHOLE, DESK_ROLE_QUOTE },
    { "id", "skydriveplaceholder", WHOLE, DESK_ROLE_QUOTE },
    { "id", "signature", WHOLE, DESK_ROLE_SIGNATURE },
    { "id", "mac_outlook_signature", WHOLE, DESK_ROLE_SIGNATURE },
    { "id", "ms-outlook-mobile-signature", WHOLE, DESK_ROLE_SIGNATURE },
    { "class", "ms-outlook-ios-signature", WHOLE, DESK_ROLE_SIGNATURE },
    { "data-signatureblock", "true", WHOLE, DESK_ROLE_SIGNATURE },
    { "class", "elementtoproof", WHOLE, DESK_ROLE_INDENT },
    { "class", "msonormal", START, DESK_ROLE_TIGHT },
    { "class", "msolistparagraph", START, DESK_ROLE_TIGHT },
    { "class", "msoplaintext", WHOLE, DESK_ROLE_TIGHT },
    { "class", "msonospacing", WHOLE, DESK_ROLE_TIGHT },
    /* Thunderbird, Evolution, Roundcube, Horde, FastMail, eM Client, Airmail */
    { "class", "moz-cite-prefix", WHOLE, DESK_ROLE_QUOTE },
    { "class", "moz-forward-container", WHOLE, DESK_ROLE_QUOTE },
    { "class", "moz-email-headers-table", WHOLE, DESK_ROLE_QUOTE },
    { "class", "moz-signature", WHOLE, DESK_ROLE_SIGNATURE },
    { "class", "-x-evo-signature-wrapper", WHOLE, DESK_ROLE_SIGNATURE },
    { "class", "-x-evo-signature", WHOLE, DESK_ROLE_SIGNATURE },
    { "id", "reply-intro", WHOLE, DESK_ROLE_QUOTE },
    { "id", "forwardintro", WHOLE, DESK_ROLE_QUOTE },
    { "id", "replybody", START, DESK_ROLE_QUOTE },
    { "id", "_rc_sig", WHOLE, DESK_ROLE_SIGNATURE },
    { "class", "fastmail-quote", START, DESK_ROLE_QUOTE },
    { "class", "airmail_on", WHOLE, DESK_ROLE_QUOTE },
    { "class", "airmail_ext_on", WHOLE, DESK_ROLE_QUOTE },
    { "class", "clean_bq", WHOLE, DESK_ROLE_CITE },
    { "id", "bloop_sign", START, DESK_ROLE_SIGNATURE },
    { "class", "bloop_sign", START, DESK_ROLE_SIGNATURE },
    /* Yahoo, AOL; they put a prefix of their own before */
    { "class", "yahoo_quoted", END, DESK_ROLE_QUOTE },
    { "id", "yahoo_quoted", START, DESK_ROLE_QUOTE },
    { "class", "y_msg_container", WHOLE, DESK_ROLE_QUOTE },
    { "class", "yahoo-signature", END, DESK_ROLE_SIGNATURE },
    { "class", "yahoo_signature", END, DESK_ROLE_SIGNATURE },
    /* Proton, Tutanota, Zoho, Zimbra, Spark, Mailspring, Newton, Edison, Front, Superhuman */
    { "class", "protonmail_quote", WHOLE, DESK_ROLE_QUOTE },
    { "class", "protonmail_signature_block", WHOLE, DESK_ROLE_SIGNATURE },
    { "class", "tutanota_quote", WHOLE, DESK_ROLE_QUOTE },
    { "class", "tutanota_indented_quote", WHOLE, DESK_ROLE_QUOTE },
    { "class", "zmail_extra", START, DESK_ROLE_QUOTE },
    { "class", "zmail_signature_below", WHOLE, DESK_ROLE_SIGNATURE },
    { "id", "zm-_id_-sgn", START, DESK_ROLE_SIGNATURE },
    { "id", "zwchr", WHOLE, DESK_ROLE_QUOTE },
    { "data-marker", "__divider__", WHOLE, DESK_ROLE_QUOTE },
    { "data-marker", "__headers__", WHOLE, DESK_ROLE_QUOTE },
    { "data-marker", "__quoted_text__", WHOLE, DESK_ROLE_QUOTE },
    { "data-marker", "__sig_pre__", WHOLE, DESK_ROLE_SIGNATURE },
    { "data-marker", "__sig_post__", WHOLE, DESK_ROLE_SIGNATURE },
    { "name", "messagereplysection", WHOLE, DESK_ROLE_QUOTE },
    { "name", "messagesignaturesection", WHOLE, DESK_ROLE_SIGNATURE },
    { "class", "nylas-quote", WHOLE, DESK_ROLE_QUOTE },
    { "class", "cm_quote", WHOLE, DESK_ROLE_QUOTE },
    { "class", "cm_signature", WHOLE, DESK_ROLE_SIGNATURE },
    { "id", "edo-original", WHOLE, DESK_ROLE_QUOTE },
    { "id", "edo-signature", WHOLE, DESK_ROLE_SIGNATURE },
    { "class", "edo-signature", WHOLE, DESK_ROLE_SIGNATURE },
    { "class", "front-blockquote", WHOLE, DESK_ROLE_CITE },
    { "class", "front-signature", WHOLE, DESK_ROLE_SIGNATURE },
    { "class", "sh-signature", WHOLE, DESK_ROLE_SIGNATURE },
    { "class", "sh-quoted-content", START, DESK_ROLE_QUOTE },
    /* Apple */
    { "id", "applemailsignature", WHOLE, DESK_ROLE_SIGNATURE },
    { "class", "applemailsignature", WHOLE, DESK_ROLE_SIGNATURE },
    { "class", "apple-mail-signature", WHOLE, DESK_ROLE_SIGNATURE },
    /* GMX and web.de, Mail.ru, Yandex, QQ, NetEase, Aliyun, Samsung, BlueMail, Canary */
    { "name", "quote", WHOLE, DESK_ROLE_QUOTE },
    { "name", "quoted-content", WHOLE, DESK_ROLE_QUOTE },
    { "data-signature-widget", "container", WHOLE, DESK_ROLE_SIGNATURE },
    { "class", "yandex-quote", START, DESK_ROLE_QUOTE },
    { "id", "isreplycontent", WHOLE, DESK_ROLE_QUOTE },
    { "id", "isforwardcontent", WHOLE, DESK_ROLE_QUOTE },
    { "class", "ntes-mailmaster-quote", WHOLE, DESK_ROLE_QUOTE },
    { "id", "ntes-pcmac-signature", WHOLE, DESK_ROLE_SIGNATURE },
    { "id", "original-content", WHOLE, DESK_ROLE_QUOTE },
    { "class", "__aliyun_previous_body_div", WHOLE, DESK_ROLE_QUOTE },
    { "class", "__aliyun_signature_wrap", WHOLE, DESK_ROLE_SIGNATURE },
    { "id", "composer_signature", WHOLE, DESK_ROLE_SIGNATURE },
    { "class", "replyheader", WHOLE, DESK_ROLE_QUOTE },
    { "id", "canarysig", WHOLE, DESK_ROLE_SIGNATURE },
    { "id", "canaryblockquote", WHOLE, DESK_ROLE_CITE },
    /* Help desks and trackers */
    { "class", "freshdesk_quote", WHOLE, DESK_ROLE_QUOTE },
    { "class", "zd-quote", START, DESK_ROLE_QUOTE },
    { "class", "intercom_quote", START, DESK_ROLE_QUOTE },
    { "class", "hs_reply", WHOLE, DESK_ROLE_QUOTE },
    { "class", "hs-quoted", START, DESK_ROLE_QUOTE },
    { "class", "missive_quote", WHOLE, DESK_ROLE_QUOTE },
    /* Quotes of something that is no mail */
    { "class", "twitter-tweet", WHOLE, DESK_ROLE_INDENT },
    { "class", "instagram-media", WHOLE, DESK_ROLE_INDENT },
};

static bool
is_at(Place place, const char *name, size_t size, const char *wanted)
{
    size_t length = strlen(wanted);
    if (size < length || (place == WHOLE && size != length))
        return false;
    return g_ascii_strncasecmp(place == END ? name + size - length : name, wanted, length) == 0;
}

static DeskRole
role_of_name(const char *attribute, const char *name, size_t size)
{
    while (size > 2 && g_ascii_strncasecmp(name, "x_", 2) == 0) {
        name += 2;
        size -= 2;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (strcmp(rows[i].attribute, attribute) == 0 &&
            is_at(rows[i].place, name, size, rows[i].name))
            return rows[i].role;
    return DESK_ROLE_NONE;
}

static DeskRole
role_of_value(const char *attribute, const char *value)
{
    DeskRole role = DESK_ROLE_NONE;
    for (unsigned i = 0; i < NAMES_MAX && *value && role == DESK_ROLE_NONE; i++) {
        value += strspn(value, " \t\r\n");
        size_t size = strcspn(value, " \t\r\n");
        role = role_of_name(attribute, value, size);
        value += size;
    }
    return role;
}

/* What only says how a blockquote or paragraph looks gives way to a name that says what it is. */
DeskRole
desk_role_find(const char *const *attributes)
{
    DeskRole found = DESK_ROLE_NONE;
    for (unsigned i = 0; attributes && attributes[i]; i += 2) {
        const char *name = attributes[i], *value = attributes[i + 1];
        if (!value)
            continue;
        bool is_cite = strcmp(name, "cite") == 0 ||
                       (strcmp(name, "type") == 0 && g_ascii_strcasecmp(value, "cite") == 0);
        DeskRole role = is_cite ? DESK_ROLE_CITE : role_of_value(name, value);
        if (role == DESK_ROLE_INDENT || role == DESK_ROLE_TIGHT)
            found = role;
        else if (role != DESK_ROLE_NONE)
            return role;
    }
    return found;
}
