#include "send/maker.h"
#include "base/clock.h"
#include "base/log.h"
#include "letter/letter.h"
#include "send/render.h"
#include "template/shelf.h"

struct DeskMaker {
    DeskConfSlot *slot;
    DeskMakerPause pause;
    gpointer data;
    bool in_haste;
    DeskShelf *shelf;   /* NULL: to be opened */
    DeskReader *reader; /* NULL: none has been needed yet */
    char *program;      /* of reader */
    DeskKbIndex *kb;    /* NULL: no article has been looked for yet */
    char *kb_dir;       /* of kb */
};

static void
rest(gpointer data)
{
    (void) data;
}

DeskMaker *
desk_maker_new(DeskConfSlot *slot, DeskMakerPause pause, gpointer data)
{
    DeskMaker *maker = g_new0(DeskMaker, 1);
    maker->slot = slot;
    maker->pause = pause ? pause : rest;
    maker->data = data;
    return maker;
}

void
desk_maker_free(DeskMaker *maker)
{
    if (!maker)
        return;
    desk_shelf_free(maker->shelf);
    desk_reader_free(maker->reader);
    desk_kb_close(maker->kb);
    g_free(maker->program);
    g_free(maker->kb_dir);
    g_free(maker);
}

void
desk_maker_reload(DeskMaker *maker)
{
    g_clear_pointer(&maker->shelf, desk_shelf_free);
}

void
desk_maker_hurry(DeskMaker *maker)
{
    maker->in_haste = true;
}

/* One worker is enough: mails are made one after the other. */
static DeskReader *
find_reader(gpointer data, GError **error)
{
    DeskMaker *maker = data;
    g_autoptr(DeskConf) conf = desk_conf_slot_get(maker->slot);
    maker->pause(maker->data);
    if (maker->reader && g_str_equal(maker->program, conf->parse_program))
        return maker->reader;
    g_clear_pointer(&maker->reader, desk_reader_free);
    g_free(maker->program);
    maker->program = g_strdup(conf->parse_program);
    maker->reader = desk_reader_new(maker->program, 1, error);
    return maker->reader;
}

/* Articles are looked for in acknowledgements alone; the folder may be another one than before. */
static DeskKbIndex *
find_kb(DeskMaker *maker, const DeskConf *conf, const DeskOutboxRow *row)
{
    const char *folder = conf->kb.suggestions > 0 ? conf->kb_dir : NULL;
    if (!g_str_equal(row->kind, "ack") || (maker->kb && g_strcmp0(maker->kb_dir, folder) == 0))
        return maker->kb;
    g_clear_pointer(&maker->kb, desk_kb_close);
    g_free(maker->kb_dir);
    maker->kb_dir = g_strdup(folder);
    maker->kb = folder ? desk_kb_open(folder) : NULL;
    return maker->kb;
}

static void
log_own_trouble(const DeskOutboxRow *row, const GError *trouble)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, row->id);
    g_autofree char *ticket = g_strdup_printf("%" G_GINT64_FORMAT, row->ticket);
    desk_log(DESK_LOG_WARNING, "a template of the desk's own is wrong, the shipped one is used",
             "outbox", id, "ticket", row->ticket ? ticket : NULL, "reason", trouble->message, NULL);
}

/*
 * A customer is better off with the shipped words than with none until somebody mends the desk's
 * own. What is wrong with those is the trouble where the shipped ones do not serve either.
 */
static GBytes *
render(const DeskMaker *maker, const DeskOutboxRow *row, const DeskLetter *letter, GError **error)
{
    g_autoptr(DeskConf) conf = desk_conf_slot_get(maker->slot);
    g_autoptr(GError) trouble = NULL;
    g_autoptr(GBytes) bytes = desk_send_render(maker->shelf, row, letter, &trouble);
    if (!bytes && trouble->domain == DESK_TEMPLATE_ERROR && conf->template_dir) {
        g_autoptr(DeskShelf) shipped =
            desk_shelf_new(NULL, conf->shipped_template_dir, conf->language);
        bytes = desk_send_render(shipped, row, letter, NULL);
        if (bytes)
            log_own_trouble(row, trouble);
    }
    if (!bytes)
        g_propagate_error(error, g_steal_pointer(&trouble));
    return g_steal_pointer(&bytes);
}

GBytes *
desk_maker_make(DeskMaker *maker, DeskStore *store, const DeskOutboxRow *row, GError **error)
{
    g_autoptr(DeskConf) conf = desk_conf_slot_get(maker->slot);
    const DeskLetterDesk desk = { .store = store,
                                  .conf = conf,
                                  .now = desk_clock_now(),
                                  .find_reader = find_reader,
                                  .data = maker,
                                  .kb = find_kb(maker, conf, row),
                                  .in_haste = maker->in_haste };
    if (!maker->shelf)
        maker->shelf =
            desk_shelf_new(conf->template_dir, conf->shipped_template_dir, conf->language);
    maker->pause(maker->data);
    g_autoptr(DeskLetter) letter = desk_letter_write(&desk, row, error);
    return letter ? render(maker, row, letter, error) : NULL;
}

bool
desk_maker_error_is_slow(const GError *error)
{
    return g_error_matches(error, DESK_LETTER_ERROR, DESK_LETTER_ERROR_SLOW);
}

bool
desk_maker_error_is_mendable(const GError *error)
{
    return error->domain == DESK_TEMPLATE_ERROR || error->domain == DESK_READER_ERROR ||
           error->domain == DESK_STORE_ERROR;
}
