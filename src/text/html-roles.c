#include "text/html-roles.h"

#define NAMES_MAX 20 /* classes of an element that are looked at */

/* Where the name stands in the attribute's value. */
typedef enum { WHOLE, START, END, YAHOO } Place; /* Yahoo: the end behind "ydp" and digits */

typedef struct {
    const char *attribute;
    const char *name; /* lower case */
    Place place;
    DeskHtmlRole role;
} Row;

/*
 * One row for each name that a mail client gives to a quote or a signature. To add one: the
 * attribute, the name in lower case, and whether it is the whole of the value (of one class in
 * a list of classes) or its start or end.
 */
static const Row rows[] = {
    /* Gmail, and the many clients that use its names */
    { "class", "gmail_quote", WHOLE, DESK_HTML_QUOTE },
    { "class", "gmail_quote_container", WHOLE, DESK_HTML_QUOTE },
    { "class", "gmail_attr", WHOLE, DESK_HTML_QUOTE },
    { "class", "gmail_signature", WHOLE, DESK_HTML_SIGNATURE },
    { "data-smartmail", "gmail_signature", WHOLE, DESK_HTML_SIGNATURE },
    /* Outlook, Hotmail, Windows Mail, Outlook for Mac and phones */
    { "id", "divrplyfwdmsg", WHOLE, DESK_HTML_QUOTE },
    { "id", "appendonsend", WHOLE, DESK_HTML_QUOTE },
    { "id", "olk_src_body_section", WHOLE, DESK_HTML_QUOTE },
    { "id", "mail-editor-reference-message-container", WHOLE, DESK_HTML_QUOTE },
    { "class", "ms-outlook-mobile-reference-message", WHOLE, DESK_HTML_QUOTE },
    { "id", "ms-outlook-mobile-reference-message", WHOLE, DESK_HTML_QUOTE },
    { "id", "reply-forward-message", WHOLE, DESK_HTML_QUOTE },
    { "class", "outlookmessageheader", WHOLE, DESK_HTML_QUOTE },
    { "id", "stopspelling", WHOLE, DESK_HTML_QUOTE },
    { "id", "skydriveplaceholder", WHOLE, DESK_HTML_QUOTE },
    { "id", "signature", WHOLE, DESK_HTML_SIGNATURE },
    { "id", "mac_outlook_signature", WHOLE, DESK_HTML_SIGNATURE },
    { "id", "ms-outlook-mobile-signature", WHOLE, DESK_HTML_SIGNATURE },
    { "class", "ms-outlook-ios-signature", WHOLE, DESK_HTML_SIGNATURE },
    { "data-signatureblock", "true", WHOLE, DESK_HTML_SIGNATURE },
    { "class", "elementtoproof", WHOLE, DESK_HTML_INDENT },
    { "class", "msonormal", START, DESK_HTML_TIGHT },
    { "class", "msolistparagraph", START, DESK_HTML_TIGHT },
    { "class", "msoplaintext", WHOLE, DESK_HTML_TIGHT },
    { "class", "msonospacing", WHOLE, DESK_HTML_TIGHT },
    /* Thunderbird, Evolution, Roundcube, Horde, FastMail, eM Client, Airmail */
    { "class", "moz-cite-prefix", WHOLE, DESK_HTML_QUOTE },
    { "class", "moz-forward-container", WHOLE, DESK_HTML_QUOTE },
    { "class", "moz-email-headers-table", WHOLE, DESK_HTML_QUOTE },
    { "class", "moz-signature", WHOLE, DESK_HTML_SIGNATURE },
    { "class", "-x-evo-signature-wrapper", WHOLE, DESK_HTML_SIGNATURE },
    { "class", "-x-evo-signature", WHOLE, DESK_HTML_SIGNATURE },
    { "id", "reply-intro", WHOLE, DESK_HTML_QUOTE },
    { "id", "forwardintro", WHOLE, DESK_HTML_QUOTE },
    { "id", "replybody", START, DESK_HTML_QUOTE },
    { "id", "_rc_sig", WHOLE, DESK_HTML_SIGNATURE },
    { "class", "fastmail-quote", START, DESK_HTML_QUOTE },
    { "class", "airmail_on", WHOLE, DESK_HTML_QUOTE },
    { "class", "airmail_ext_on", WHOLE, DESK_HTML_QUOTE },
    { "class", "clean_bq", WHOLE, DESK_HTML_CITE },
    { "id", "bloop_sign", START, DESK_HTML_SIGNATURE },
    { "class", "bloop_sign", START, DESK_HTML_SIGNATURE },
    /* Yahoo, AOL; they put a prefix of their own before */
    { "class", "signature", YAHOO, DESK_HTML_SIGNATURE },
    { "class", "yahoo_quoted", END, DESK_HTML_QUOTE },
    { "id", "yahoo_quoted", START, DESK_HTML_QUOTE },
    { "class", "y_msg_container", WHOLE, DESK_HTML_QUOTE },
    { "class", "yahoo-signature", WHOLE, DESK_HTML_SIGNATURE },
    { "class", "yahoo_signature", WHOLE, DESK_HTML_SIGNATURE },
    /* Proton, Tutanota, Zoho, Zimbra, Spark, Mailspring, Newton, Edison, Front, Superhuman */
    { "class", "protonmail_quote", WHOLE, DESK_HTML_QUOTE },
    { "class", "protonmail_signature_block", WHOLE, DESK_HTML_SIGNATURE },
    { "class", "tutanota_quote", WHOLE, DESK_HTML_QUOTE },
    { "class", "tutanota_indented_quote", WHOLE, DESK_HTML_QUOTE },
    { "class", "zmail_extra", START, DESK_HTML_QUOTE },
    { "class", "zmail_signature_below", WHOLE, DESK_HTML_SIGNATURE },
    { "id", "zm-_id_-sgn", START, DESK_HTML_SIGNATURE },
    { "id", "zwchr", WHOLE, DESK_HTML_QUOTE },
    { "data-marker", "__divider__", WHOLE, DESK_HTML_QUOTE },
    { "data-marker", "__headers__", WHOLE, DESK_HTML_QUOTE },
    { "data-marker", "__quoted_text__", WHOLE, DESK_HTML_QUOTE },
    { "data-marker", "__sig_pre__", WHOLE, DESK_HTML_SIGNATURE },
    { "data-marker", "__sig_post__", WHOLE, DESK_HTML_SIGNATURE },
    { "name", "messagereplysection", WHOLE, DESK_HTML_QUOTE },
    { "name", "messagesignaturesection", WHOLE, DESK_HTML_SIGNATURE },
    { "class", "nylas-quote", WHOLE, DESK_HTML_QUOTE },
    { "class", "cm_quote", WHOLE, DESK_HTML_QUOTE },
    { "class", "cm_signature", WHOLE, DESK_HTML_SIGNATURE },
    { "id", "edo-original", WHOLE, DESK_HTML_QUOTE },
    { "id", "edo-signature", WHOLE, DESK_HTML_SIGNATURE },
    { "class", "edo-signature", WHOLE, DESK_HTML_SIGNATURE },
    { "class", "front-blockquote", WHOLE, DESK_HTML_CITE },
    { "class", "front-signature", WHOLE, DESK_HTML_SIGNATURE },
    { "class", "sh-signature", WHOLE, DESK_HTML_SIGNATURE },
    { "class", "sh-quoted-content", START, DESK_HTML_QUOTE },
    /* Apple */
    { "id", "linebreakatbeginningofsignature", WHOLE, DESK_HTML_SIGNATURE },
    { "id", "applemailsignature", WHOLE, DESK_HTML_SIGNATURE },
    { "class", "applemailsignature", WHOLE, DESK_HTML_SIGNATURE },
    { "class", "apple-mail-signature", WHOLE, DESK_HTML_SIGNATURE },
    /* GMX and web.de, Mail.ru, Yandex, QQ, NetEase, Aliyun, Samsung, BlueMail, Canary */
    { "class", "signature", WHOLE, DESK_HTML_SIGNATURE },
    { "name", "quote", WHOLE, DESK_HTML_QUOTE },
    { "name", "quoted-content", WHOLE, DESK_HTML_QUOTE },
    { "data-signature-widget", "container", WHOLE, DESK_HTML_SIGNATURE },
    { "class", "yandex-quote", START, DESK_HTML_QUOTE },
    { "id", "isreplycontent", WHOLE, DESK_HTML_QUOTE },
    { "id", "isforwardcontent", WHOLE, DESK_HTML_QUOTE },
    { "class", "ntes-mailmaster-quote", WHOLE, DESK_HTML_QUOTE },
    { "id", "ntes-pcmac-signature", WHOLE, DESK_HTML_SIGNATURE },
    { "id", "original-content", WHOLE, DESK_HTML_QUOTE },
    { "class", "__aliyun_previous_body_div", WHOLE, DESK_HTML_QUOTE },
    { "class", "__aliyun_signature_wrap", WHOLE, DESK_HTML_SIGNATURE },
    { "id", "composer_signature", WHOLE, DESK_HTML_SIGNATURE },
    { "class", "replyheader", WHOLE, DESK_HTML_QUOTE },
    { "id", "canarysig", WHOLE, DESK_HTML_SIGNATURE },
    { "id", "canaryblockquote", WHOLE, DESK_HTML_CITE },
    /* Help desks and trackers */
    { "class", "freshdesk_quote", WHOLE, DESK_HTML_QUOTE },
    { "class", "zd-quote", START, DESK_HTML_QUOTE },
    { "class", "intercom_quote", START, DESK_HTML_QUOTE },
    { "class", "hs_reply", WHOLE, DESK_HTML_QUOTE },
    { "class", "hs-quoted", START, DESK_HTML_QUOTE },
    { "class", "missive_quote", WHOLE, DESK_HTML_QUOTE },
    /* Quotes of something that is no mail */
    { "class", "twitter-tweet", WHOLE, DESK_HTML_INDENT },
    { "class", "instagram-media", WHOLE, DESK_HTML_INDENT },
};

static bool
is_at(Place place, const char *name, size_t size, const char *wanted)
{
    size_t length = strlen(wanted);
    if (size < length || (place == WHOLE && size != length))
        return false;
    if (place == YAHOO && g_ascii_strncasecmp(name, "ydp", 3) != 0)
        return false;
    bool is_end = place == END || place == YAHOO;
    return g_ascii_strncasecmp(is_end ? name + size - length : name, wanted, length) == 0;
}

static DeskHtmlRole
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
    return DESK_HTML_NONE;
}

static DeskHtmlRole
role_of_value(const char *attribute, const char *value)
{
    DeskHtmlRole role = DESK_HTML_NONE;
    for (unsigned i = 0; i < NAMES_MAX && *value && role == DESK_HTML_NONE; i++) {
        value += strspn(value, " \t\r\n");
        size_t size = strcspn(value, " \t\r\n");
        role = role_of_name(attribute, value, size);
        value += size;
    }
    return role;
}

/* What only says how a blockquote or paragraph looks gives way to a name that says what it is. */
DeskHtmlRole
desk_html_role(const char *const *attributes)
{
    DeskHtmlRole found = DESK_HTML_NONE;
    for (unsigned i = 0; attributes && attributes[i]; i += 2) {
        const char *name = attributes[i], *value = attributes[i + 1];
        if (!value)
            continue;
        bool is_cite = strcmp(name, "cite") == 0 ||
                       (strcmp(name, "type") == 0 && g_ascii_strcasecmp(value, "cite") == 0);
        DeskHtmlRole role = is_cite ? DESK_HTML_CITE : role_of_value(name, value);
        if (role == DESK_HTML_INDENT || role == DESK_HTML_TIGHT)
            found = role;
        else if (role != DESK_HTML_NONE)
            return role;
    }
    return found;
}
