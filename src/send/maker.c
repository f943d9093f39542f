#include "send/maker.h"
#include "base/clock.h"
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
    return letter ? desk_send_render(maker->shelf, row, letter, error) : NULL;
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
