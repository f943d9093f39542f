#include "mail/name.h"
#include "base/text.h"

#define NAME_MAX_BYTES 150
#define EXTENSION_MAX  20

/* Types that come without a name, and what people's machines open them by. */
static const struct {
    const char *type;
    const char *extension;
} extensions[] = {
    { "application/gzip", ".gz" },
    { "application/json", ".json" },
    { "application/msword", ".doc" },
    { "application/ms-tnef", ".dat" },
    { "application/pdf", ".pdf" },
    { "application/pgp-encrypted", ".asc" },
    { "application/pgp-keys", ".asc" },
    { "application/pgp-signature", ".asc" },
    { "application/pkcs7-mime", ".p7m" },
    { "application/pkcs7-signature", ".p7s" },
    { "application/rtf", ".rtf" },
    { "application/vnd.ms-excel", ".xls" },
    { "application/vnd.ms-powerpoint", ".ppt" },
    { "application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx" },
    { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx" },
    { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx" },
    { "application/x-pkcs7-mime", ".p7m" },
    { "application/x-pkcs7-signature", ".p7s" },
    { "application/xml", ".xml" },
    { "application/zip", ".zip" },
    { "audio/mp4", ".m4a" },
    { "audio/mpeg", ".mp3" },
    { "audio/ogg", ".ogg" },
    { "audio/wav", ".wav" },
    { "audio/x-wav", ".wav" },
    { "image/bmp", ".bmp" },
    { "image/gif", ".gif" },
    { "image/heic", ".heic" },
    { "image/jpeg", ".jpg" },
    { "image/jpg", ".jpg" },
    { "image/png", ".png" },
    { "image/svg+xml", ".svg" },
    { "image/tiff", ".tif" },
    { "image/webp", ".webp" },
    { "message/delivery-status", ".txt" },
    { "message/disposition-notification", ".txt" },
    { "message/feedback-report", ".txt" },
    { "message/global", ".eml" },
    { "message/rfc822", ".eml" },
    { "text/calendar", ".ics" },
    { "text/css", ".css" },
    { "text/csv", ".csv" },
    { "text/directory", ".vcf" },
    { "text/html", ".html" },
    { "text/plain", ".txt" },
    { "text/rfc822-headers", ".txt" },
    { "text/vcard", ".vcf" },
    { "text/x-diff", ".diff" },
    { "text/x-patch", ".patch" },
    { "text/x-vcard", ".vcf" },
    { "text/xml", ".xml" },
    { "video/mp4", ".mp4" },
    { "video/mpeg", ".mpg" },
    { "video/quicktime", ".mov" },
};

/* Keeps a short extension when the rest has to be cut. */
static void
cut_name(GString *name)
{
    if (name->len <= NAME_MAX_BYTES)
        return;
    const char *dot = strrchr(name->str, '.');
    g_autofree char *extension = g_strdup(dot && strlen(dot) <= EXTENSION_MAX ? dot : "");
    desk_text_cut(name->str, NAME_MAX_BYTES - strlen(extension));
    name->len = strlen(name->str);
    g_string_append(name, extension);
}

char *
desk_name_safe(const char *name)
{
    g_autofree char *line = desk_text_line(name, strlen(name));
    GString *out = g_string_new(NULL);
    for (const char *p = line; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (desk_text_is_invisible(c) || (out->len == 0 && (c == '.' || c == ' ')))
            continue;
        if (c == '/' || c == '\\' || c == ':')
            c = '_';
        g_string_append_unichar(out, c);
    }
    cut_name(out);
    return g_string_free(out, FALSE);
}

static const char *
extension_of(const char *type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(extensions); i++)
        if (strcmp(type, extensions[i].type) == 0)
            return extensions[i].extension;
    return "";
}

char *
desk_name_numbered(unsigned number, const char *type)
{
    return g_strdup_printf("attachment-%u%s", number, extension_of(type));
}
