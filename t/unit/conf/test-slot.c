#include "scratch.h"

#include "conf/slot.h"

#include <criterion/criterion.h>
#include <pthread.h>

TestSuite(slot, .init = scratch_open, .fini = scratch_close);

#define MAILBOX "mailbox \"support\" { address = \"support@example.com\" }\n"

static DeskConfSlot *
open_slot(void)
{
    g_autofree char *text = NULL;
    DeskConf *conf = scratch_load(&text);
    cr_assert_not_null(conf, "%s", text);
    return desk_conf_slot_new(conf);
}

Test(slot, a_sound_file_replaces_the_snapshot_and_the_old_one_lives_on)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    scratch_write("desk.conf", MAILBOX "language = \"de\"\n");
    g_autoptr(DeskConfSlot) slot = open_slot();
    g_autoptr(DeskConf) old = desk_conf_slot_get(slot);

    scratch_write("desk.conf", MAILBOX "language = \"fr\"\n");
    cr_expect(desk_conf_slot_reload(slot, problems));
    g_autoptr(DeskConf) fresh = desk_conf_slot_get(slot);
    cr_expect_eq(problems->len, 0);
    cr_expect_str_eq(fresh->language, "fr");
    cr_expect_str_eq(old->language, "de");
}

Test(slot, a_bad_file_changes_nothing)
{
    static const struct {
        const char *text;
        const char *said;
    } rows[] = {
        { MAILBOX "languge = \"fr\"\n",
          "desk.conf:2: unknown setting languge, expected language?\n" },
        { "", "desk.conf: has no mailbox, expected at least one section mailbox \"name\"\n" },
        { MAILBOX "user = \"other\"\nspool-dir = \"/srv/spool\"\n",
          "desk.conf: user has changed and needs a restart, expected the old value for a reload\n"
          "desk.conf: spool-dir has changed and needs a restart, expected the old value for a "
          "reload\n" },
        { MAILBOX "parse-workers = 7\n",
          "desk.conf: parse-workers has changed and needs a restart, expected the old value for a "
          "reload\n" },
        { MAILBOX "allow-inet = yes\n",
          "desk.conf: allow-inet has changed and needs a restart, expected the old value for a "
          "reload\n" },
    };
    scratch_write("desk.conf", MAILBOX);
    g_autoptr(DeskConfSlot) slot = open_slot();
    g_autoptr(DeskConf) old = desk_conf_slot_get(slot);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
        scratch_write("desk.conf", rows[i].text);
        cr_expect_not(desk_conf_slot_reload(slot, problems), "row %zu", i);
        g_autoptr(DeskConf) now = desk_conf_slot_get(slot);
        g_autofree char *said = scratch_problems(problems);
        cr_expect_eq(now, old, "row %zu", i);
        cr_expect_str_eq(said, rows[i].said, "row %zu", i);
    }
}

static void *
take_and_drop(void *data)
{
    for (unsigned i = 0; i < 2000; i++) {
        g_autoptr(DeskConf) conf = desk_conf_slot_get(data);
        if (strcmp(conf->language, "en") != 0)
            return data;
    }
    return NULL;
}

Test(slot, threads_take_snapshots_while_it_is_reloaded)
{
    scratch_write("desk.conf", MAILBOX);
    g_autoptr(DeskConfSlot) slot = open_slot();
    pthread_t threads[3];

    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, take_and_drop, slot), 0);
    for (unsigned i = 0; i < 20; i++) {
        g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
        cr_expect(desk_conf_slot_reload(slot, problems));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++) {
        void *wrong = NULL;
        pthread_join(threads[i], &wrong);
        cr_expect_null(wrong);
    }
}
