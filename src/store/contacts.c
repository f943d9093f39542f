#include "store/query.h"
#include "store/rows.h"

static const DeskStatement SQL_CONTACT_ADD = {
    "contact-add", "INSERT INTO contact (key, address, name, created) VALUES ($1, $2, $3, $4)"
                   " ON CONFLICT (key) DO UPDATE SET name ="
                   " CASE WHEN contact.name = '' THEN excluded.name ELSE contact.name END"
                   " RETURNING id"
};
static const DeskStatement SQL_CONTACT_LOOK = {
    "contact-look", "SELECT id, CASE WHEN name = '' THEN 1 ELSE 0 END FROM contact WHERE key = $1"
};
static const DeskStatement SQL_CONTACT_FIND = {
    "contact-find", "SELECT id, bounce_score, bounced, proved, language FROM contact WHERE key = "
                    "$1" DESK_SQL_FOR_UPDATE
};
static const DeskStatement SQL_CONTACT_KNOW = {
    "contact-know", "SELECT id, bounce_score, bounced FROM contact WHERE key = $1"
};
static const DeskStatement SQL_CONTACT_NEW = {
    "contact-new", "INSERT INTO contact (key, address, name, created) VALUES ($1, $2, $3, $4)"
                   " ON CONFLICT (key) DO NOTHING RETURNING id"
};
static const DeskStatement SQL_CONTACT_NAME = {
    "contact-name", "UPDATE contact SET name = $2 WHERE id = $1 AND name = ''"
};
static const DeskStatement SQL_CONTACT_GET = {
    "contact-get",
    "SELECT id, address, name, language, proved, no_surveys FROM contact WHERE id = $1"
};
static const DeskStatement SQL_CONTACT_HOLD = {
    "contact-hold", "SELECT id FROM contact WHERE id = $1" DESK_SQL_FOR_UPDATE
};
static const DeskStatement SQL_CONTACT_HEALTH = {
    "contact-health", "SELECT bounce_score, bounced FROM contact WHERE id = $1"
};
static const DeskStatement SQL_CONTACT_SET_HEALTH = {
    "contact-set-health", "UPDATE contact SET bounce_score = $2, bounced = $3 WHERE id = $1"
};
static const DeskStatement SQL_CONTACT_SET_LANGUAGE = {
    "contact-set-language", "UPDATE contact SET language = CAST($2 AS TEXT) WHERE id = $1"
};
static const DeskStatement SQL_CONTACT_PROVE = {
    "contact-prove", "UPDATE contact SET proved = $2 WHERE id = $1 AND proved IS NULL"
};
static const DeskStatement SQL_CONTACT_SET_SURVEYS = {
    "contact-set-surveys", "UPDATE contact SET no_surveys = CAST($2 AS BIGINT) WHERE id = $1"
};

const DeskStatement *const desk_contact_statements[] = {
    &SQL_CONTACT_ADD,          &SQL_CONTACT_LOOK,
    &SQL_CONTACT_FIND,         &SQL_CONTACT_NEW,
    &SQL_CONTACT_NAME,         &SQL_CONTACT_GET,
    &SQL_CONTACT_HOLD,         &SQL_CONTACT_HEALTH,
    &SQL_CONTACT_SET_HEALTH,   &SQL_CONTACT_KNOW,
    &SQL_CONTACT_SET_LANGUAGE, &SQL_CONTACT_PROVE,
    &SQL_CONTACT_SET_SURVEYS,  NULL
};

bool
desk_store_contact_name(DeskStore *store, gint64 id, const char *name, GError **error)
{
    if (!name || !*name)
        return true;
    return desk_query_write(store, &SQL_CONTACT_NAME, DESK_BIND(desk_int(id), desk_text(name)),
                            NULL, error);
}

bool
desk_store_contact_add(DeskStore *store, const char *key, const char *address, const char *name,
                       gint64 now, gint64 *id, GError **error)
{
    if (!desk_query_write(
            store, &SQL_CONTACT_NEW,
            DESK_BIND(desk_text(key), desk_text(address), desk_string(name), desk_int(now)), id,
            error))
        return false;
    if (*id != 0)
        return true;
    g_set_error(error, DESK_STORE_ERROR, DESK_STORE_ERROR_UNDONE,
                "contact-new: another writer has made the contact meanwhile");
    return false;
}

static bool
put(DeskStore *store, const char *key, const char *address, const char *name, gint64 now,
    gint64 *id, GError **error)
{
    gint64 found[2];
    if (!desk_query_ints(store, &SQL_CONTACT_LOOK, DESK_BIND(desk_text(key)), found, 2, error))
        return false;
    bool nameless = found[1] != 0;
    *id = found[0];
    if (*id == 0)
        return desk_query_write(
            store, &SQL_CONTACT_ADD,
            DESK_BIND(desk_text(key), desk_text(address), desk_string(name), desk_int(now)), id,
            error);
    return !nameless || desk_store_contact_name(store, *id, name, error);
}

bool
desk_store_contact_put(DeskStore *store, const char *key, const char *address, const char *name,
                       gint64 now, gint64 *id, GError **error)
{
    bool own = false;
    return desk_query_enter(store, &own, error) &&
           desk_query_leave(store, own, put(store, key, address, name, now, id, error), error);
}

static bool
read_acquaintance(DeskCursor *row, gpointer data, GError **error)
{
    DeskAcquaintance *who = data;
    (void) error;
    who->id = desk_cursor_int(row, 0);
    who->health.score = desk_cursor_int(row, 1);
    who->health.bounced = desk_cursor_int(row, 2);
    who->proved = desk_cursor_int(row, 3);
    g_strlcpy(who->language, desk_cursor_string(row, 4), sizeof who->language);
    return true;
}

bool
desk_store_contact_meet(DeskStore *store, const char *key, DeskAcquaintance *who, GError **error)
{
    *who = (DeskAcquaintance){ .id = 0 };
    return desk_query_each(store, &SQL_CONTACT_FIND, DESK_BIND(desk_text(key)), read_acquaintance,
                           who, error);
}

bool
desk_store_contact_know(DeskStore *store, const char *key, gint64 *id, DeskHealth *health,
                        GError **error)
{
    gint64 found[3];
    if (!desk_query_ints(store, &SQL_CONTACT_KNOW, DESK_BIND(desk_text(key)), found, 3, error))
        return false;
    *id = found[0];
    *health = (DeskHealth){ .score = found[1], .bounced = found[2] };
    return true;
}

bool
desk_store_contact_find(DeskStore *store, const char *key, gint64 *id, GError **error)
{
    DeskAcquaintance who;
    bool ok = desk_store_contact_meet(store, key, &who, error);
    *id = who.id;
    return ok;
}

static gpointer
read_contact(DeskCursor *cursor, GError **error)
{
    (void) error;
    DeskContact *contact = g_new0(DeskContact, 1);
    contact->id = desk_cursor_int(cursor, 0);
    contact->address = desk_cursor_dup(cursor, 1);
    contact->name = desk_cursor_dup(cursor, 2);
    contact->language = desk_cursor_dup(cursor, 3);
    contact->proved = desk_cursor_int(cursor, 4);
    contact->no_surveys = desk_cursor_int(cursor, 5);
    return contact;
}

bool
desk_store_contact_get(DeskStore *store, gint64 id, DeskContact **contact, GError **error)
{
    static const DeskRowKind kind = { read_contact, (GDestroyNotify) desk_contact_free };
    return desk_query_one(store, &SQL_CONTACT_GET, DESK_BIND(desk_int(id)), &kind,
                          (gpointer *) contact, error);
}

bool
desk_store_contact_hold(DeskStore *store, gint64 id, GError **error)
{
    gint64 found = 0;
    return desk_query_ints(store, &SQL_CONTACT_HOLD, DESK_BIND(desk_int(id)), &found, 1, error);
}

bool
desk_store_contact_health(DeskStore *store, gint64 id, DeskHealth *health, GError **error)
{
    gint64 found[2];
    if (!desk_query_ints(store, &SQL_CONTACT_HEALTH, DESK_BIND(desk_int(id)), found, 2, error))
        return false;
    *health = (DeskHealth){ .score = found[0], .bounced = found[1] };
    return true;
}

bool
desk_store_contact_set_health(DeskStore *store, gint64 id, const DeskHealth *health, GError **error)
{
    return desk_query_write(
        store, &SQL_CONTACT_SET_HEALTH,
        DESK_BIND(desk_int(id), desk_int(health->score), desk_id(health->bounced)), NULL, error);
}

bool
desk_store_contact_set_language(DeskStore *store, gint64 id, const char *language, GError **error)
{
    return desk_query_write(store, &SQL_CONTACT_SET_LANGUAGE,
                            DESK_BIND(desk_int(id), desk_text(language)), NULL, error);
}

bool
desk_store_contact_prove(DeskStore *store, gint64 id, gint64 now, GError **error)
{
    return desk_query_write(store, &SQL_CONTACT_PROVE, DESK_BIND(desk_int(id), desk_int(now)), NULL,
                            error);
}

bool
desk_store_contact_set_surveys(DeskStore *store, gint64 id, gint64 since, GError **error)
{
    return desk_query_write(store, &SQL_CONTACT_SET_SURVEYS,
                            DESK_BIND(desk_int(id), desk_id(since)), NULL, error);
}
