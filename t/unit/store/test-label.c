#include "store/store.h"

#include <criterion/criterion.h>

#ifdef HAVE_POSTGRESQL
#define SAYS(label) label
#else
#define SAYS(label) "postgresql://..."
#endif

Test(label, tells_where_and_not_how_to_get_in)
{
    static const struct {
        const char *url, *label;
    } rows[] = {
        { "sqlite:/var/lib/desk.db", "sqlite:/var/lib/desk.db" },
        { "postgresql://u:geheim@h/d", SAYS("postgresql://h/d") },
        { "postgresql://u:geheim@h:5433/d?sslmode=require", SAYS("postgresql://h:5433/d") },
        { "postgresql://u:a%40b%2fgeheim@h/d", SAYS("postgresql://h/d") },
        { "postgresql:///d?host=/run/a@b", SAYS("postgresql:///run/a@b/d") },
        { "postgresql://u@h1:1,h2:2/d", SAYS("postgresql://h1,h2:1,2/d") },
        { "postgresql://h/d?user=u&password=geheim", SAYS("postgresql://h/d") },
        { "postgresql://h1,h2/d?passfile=/etc/geheim", SAYS("postgresql://h1,h2/d") },
        { "mysql://u:geheim@h/d", "mysql://..." },
        { "/var/lib/desk.db", "/var/lib/desk.db" },
        { "host=h user=u password=geheim dbname=d", "host..." },
        { "postgresql:/u:geheim@h/d", "postgresql..." },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *label = desk_store_label(rows[i].url);
        cr_expect_str_eq(label, rows[i].label, "%s", label);
    }
}

Test(label, an_address_that_cannot_be_read_keeps_its_password)
{
    static const char *const urls[] = {
        "mysql://u:geheim@h/d",
        "postgres://u:geheim@h/d",
        "postgresql://u:geheim@h",
        "postgresql://u:geheim@h/d?nonsense=1",
        "postgresql://u:geheim@h/d?password=geheim&nonsense",
        "postgresql://u@h/d?password=geheim&geheim=1",
        "postgresql://u:geheim%zz@h/d",
        "postgresql://u:geheim@[::1/d",
        "postgresql://u:geheim@[::1]x/d",
        "postgresql://u:geheim@[]/d",
        "postgresql://u:p@geheim@h/d",
        "postgresql://u:geheim/@h/d",
        "postgresql://u:p/geheim@h/d",
        "postgresql://u:p/geheim/q@h/d",
        "postgresql://h/d@geheim",
        "postgresql://u:12/b?geheim=d@h/db",
        "host=h password=geheim",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(urls); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *label = desk_store_label(urls[i]);
        g_autoptr(DeskStore) store = desk_store_open(urls[i], DESK_STORE_READ, &error);
        cr_assert_null(store, "%s", urls[i]);
        cr_expect_eq(error->code, DESK_STORE_ERROR_URL, "%s", error->message);
        cr_expect(!strstr(error->message, "geheim"), "%s", error->message);
        cr_expect(!strstr(label, "geheim"), "%s", label);
    }
}

#ifdef HAVE_POSTGRESQL
Test(label, a_parameter_that_is_none_is_named)
{
    g_autoptr(GError) error = NULL;
    cr_assert_null(desk_store_open("postgresql://h/d?nonsense=1", DESK_STORE_READ, &error));
    cr_expect(strstr(error->message, "\"nonsense\""), "%s", error->message);
}
#endif
