#include "text/html.h"
#include "base/text.h"
#include "fuzz.h"
#include "text/body.h"
#include "text/charset.h"

static void
check_files(GHashTable *files)
{
    GHashTableIter iter;
    gpointer key;
    g_hash_table_iter_init(&iter, files);
    while (g_hash_table_iter_next(&iter, &key, NULL))
        MUST_HOLD(g_utf8_validate(key, -1, NULL));
}

/* The converter by itself, which wants valid UTF-8, and the way that a part of a mail goes. */
void
fuzz_html(DeskBytes bytes)
{
    g_autoptr(GHashTable) files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *html = desk_text_repair(bytes.data, bytes.size, NULL);
    g_autofree char *plain = desk_html_to_text((DeskBytes){ html, strlen(html) }, files);
    MUST_HOLD(g_utf8_validate(plain, -1, NULL));

    desk_charset_init();
    const DeskBodyType type = { .charset = "utf-8", .is_html = true };
    unsigned replaced = 0;
    g_autofree char *text = desk_body_text(bytes, &type, files, &replaced);
    fuzz_check_text(text, SIZE_MAX, true);
    MUST_HOLD(replaced <= bytes.size);
    check_files(files);
}
