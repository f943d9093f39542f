#include "mail/entity.h"
#include "mails.h"

#include <criterion/criterion.h>

/* "type>depth:body" of each entity, one after the other. */
static char *
describe(const char *raw, GPtrArray *defects)
{
    DeskBytes body;
    g_autoptr(GArray) headers = desk_headers_read(bytes_of(raw), &body);
    g_autoptr(GPtrArray) list = desk_entities_read(headers, body, defects);
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < list->len; i++) {
        const DeskEntity *entity = g_ptr_array_index(list, i);
        cr_expect(entity->end > i && entity->end <= list->len);
        g_string_append_printf(out, "%s%s>%u", i > 0 ? " " : "", entity->type, entity->depth);
        if (!desk_entity_is_multipart(entity))
            g_string_append_printf(out, ":%.*s", (int) entity->body.size, entity->body.data);
    }
    return g_string_free(out, FALSE);
}

#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n"

Test(entity, reads_the_structure)
{
    static const struct {
        const char *name, *raw, *structure, *defect;
    } rows[] = {
        { "no type", "\nx\n", "text/plain>0:x\n", NULL },
        { "a word for a type", "Content-Type: text\n\nx", "text/plain>0:x", NULL },
        { "no type at all", "Content-Type: ; charset=x\n\nx", "text/plain>0:x", NULL },
        { "an unknown word", "Content-Type: stuff\n\nx", "text/plain>0:x", NULL },
        { "a tag for a type", "Content-Type: <html>\n\nx", "text/html>0:x", NULL },
        { "a type with more to it", "Content-Type: \"Text/HTML>\n\nx", "text/html>0:x", NULL },
        { "more behind a boundary", MIXED "--b and so on\n\nx\n--bc\n--b--more\n",
          "multipart/mixed>0 text/plain>1:x\n--bc", NULL },
        { "two parts", MIXED "pre\n--b\n\nx\n--b\n\ny\n--b--\npost\n",
          "multipart/mixed>0 text/plain>1:x text/plain>1:y", NULL },
        { "CR LF", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n",
          "multipart/mixed>0 text/plain>1:x", NULL },
        { "no semicolon", "Content-Type: multipart/mixed boundary=b\n\n--b\n\nx\n--b--\n",
          "multipart/mixed>0 text/plain>1:x", NULL },
        { "a part without its end", MIXED "--b\n\nx\n", "multipart/mixed>0 text/plain>1:x\n",
          NULL },
        { "an empty part", MIXED "--b\n--b--\n", "multipart/mixed>0 text/plain>1:", NULL },
        { "nested, the inner end missing",
          MIXED "--b\nContent-Type: multipart/related; boundary=c\n\n--c\n\nx\n--b\n\ny\n--b--",
          "multipart/mixed>0 multipart/related>1 text/plain>2:x text/plain>1:y", NULL },
        { "a boundary that another one begins with",
          MIXED "--b\nContent-Type: multipart/related; boundary=bc\n\n--bc\n\nx\n--bc--\n--b--\n",
          "multipart/mixed>0 multipart/related>1 text/plain>2:x", NULL },
        { "the boundary of the parent",
          MIXED "--b\nContent-Type: multipart/related; boundary=b\n\n--b\n\nx\n--b--\n",
          "multipart/mixed>0 multipart/related>1 text/plain>2:x", NULL },
        { "a digest", "Content-Type: multipart/digest; boundary=b\n\n--b\n\nA: b\n\nx\n--b--\n",
          "multipart/digest>0 message/rfc822>1:A: b\n\nx", NULL },
        { "a nested mail is a leaf",
          MIXED "--b\nContent-Type: message/rfc822\n\n" MIXED "--c\n\nx\n--c--\n--b--\n",
          "multipart/mixed>0 message/rfc822>1:" MIXED "--c\n\nx\n--c--", NULL },
        { "text where the headers should be", MIXED "--b\nhello there\nyou\n--b--\n",
          "multipart/mixed>0 text/plain>1:hello there\nyou", NULL },
        { "two types of a part",
          MIXED "--b\nContent-Type: multipart/alternative; boundary=c\nContent-Type: text/html\n\n"
                "x\n--b--\n",
          "multipart/mixed>0 text/html>1:x", NULL },
        { "no boundary declared",
          "Content-Type: multipart/mixed\n\nhi\n--\n--q\nContent-Type: text/html\n\nx\n--q--\n",
          "multipart/mixed>0 text/html>1:x", "MIME boundary not declared, taken from the body" },
        { "another boundary declared", MIXED "--q\nContent-Type: text/html\n\nx\n--q\n\ny\n--q--\n",
          "multipart/mixed>0 text/html>1:x text/plain>1:y",
          "MIME boundary not declared, taken from the body" },
        { "a boundary that never comes", MIXED "x\n", "multipart/mixed>0", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) defects = g_ptr_array_new();
        g_autofree char *structure = describe(rows[i].raw, defects);
        cr_expect_str_eq(structure, rows[i].structure, "%s: %s", rows[i].name, structure);
        cr_expect_eq(defects->len, rows[i].defect ? 1 : 0, "%s", rows[i].name);
        if (defects->len > 0 && rows[i].defect)
            cr_expect_str_eq((char *) g_ptr_array_index(defects, 0), rows[i].defect);
    }
}

Test(entity, has_bounds_and_is_linear)
{
    static const struct {
        const char *name, *piece;
    } rows[] = {
        { "parts", "--b\n\n" },
        { "depth", "--b\nContent-Type: multipart/mixed; boundary=b\n\n" },
        { "no boundaries", "--b\nContent-Type: multipart/mixed\n\n" },
        { "dashes", "--\n" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) raw = repeat(MIXED, rows[i].piece, 200000, "");
        DeskBytes body;
        gint64 start = g_get_monotonic_time();
        g_autoptr(GArray) headers = desk_headers_read(view_of(raw), &body);
        g_autoptr(GPtrArray) list = desk_entities_read(headers, body, NULL);
        cr_expect(list->len <= DESK_ENTITIES_MAX, "%s", rows[i].name);
        cr_expect(g_get_monotonic_time() - start < 1000000, "%s", rows[i].name);
    }
}
