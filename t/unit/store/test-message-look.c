#include "scratch.h"

static DeskStore *store;
static gint64 ann, bob, ticket;

static void
open_store(void)
{
    store = scratch_begin();
    ann = scratch_contact(store, "ann@example.org");
    bob = scratch_contact(store, "bob@example.org");
    ticket = scratch_ticket(store, ann);
}

static void
close_store(void)
{
    scratch_end(store);
}

TestSuite(message_look, .init = open_store, .fini = close_store, .timeout = 60);

static void
add(gint64 on, DeskDirection direction, bool held, const char *text, const char *reply_text)
{
    DeskMessage message = { .ticket = on,
                            .direction = direction,
                            .held = held,
                            .machine = "human",
                            .text = (char *) text,
                            .reply_text = (char *) reply_text };
    SCRATCH_OK(desk_store_message_add(store, &message, NULL, &error));
}

static char *
join_spoken(const GPtrArray *texts)
{
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < texts->len; i++)
        g_string_append_printf(all, "%s%s", i ? "|" : "", (const char *) texts->pdata[i]);
    return g_string_free(all, FALSE);
}

static const DeskInternal *
internal_at(const GPtrArray *internal, guint i)
{
    return internal->pdata[i];
}

static char *
join_internal(const GPtrArray *internal)
{
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < internal->len; i++)
        g_string_append_printf(all, "%s%s", i ? "|" : "", internal_at(internal, i)->text);
    return g_string_free(all, FALSE);
}

static void
expect_texts(const char *says, gint64 most, const char *spoken, const char *internal)
{
    g_autoptr(GPtrArray) outside = NULL;
    g_autoptr(GPtrArray) inside = NULL;
    SCRATCH_OK(desk_store_message_texts(store, ticket, most, &outside, &inside, &error));
    g_autofree char *heard = join_spoken(outside);
    g_autofree char *hidden = join_internal(inside);
    cr_expect_str_eq(heard, spoken, "%s: %s", says, heard);
    cr_expect_str_eq(hidden, internal, "%s: %s", says, hidden);
}

Test(message_look, what_the_customer_knows_stands_apart_from_what_he_must_not)
{
    expect_texts("nothing was written", 9, "", "");
    add(ticket, DESK_DIRECTION_IN, false, "all she wrote", "what is new");
    add(ticket, DESK_DIRECTION_IN, true, "a stranger's", NULL);
    add(ticket, DESK_DIRECTION_NOTE, false, "a note", "n");
    add(ticket, DESK_DIRECTION_OUT, false, "#close\nan answer", "an answer");
    add(ticket, DESK_DIRECTION_OUT, false, "answered whole", NULL);
    add(ticket, DESK_DIRECTION_IN, false, "", NULL);
    add(ticket, DESK_DIRECTION_NOTE, true, "a vendor's", NULL);
    expect_texts("newest first", 9, "answered whole|an answer|all she wrote",
                 "a vendor's|a note|a stranger's");
    expect_texts("at most so many of each", 2, "answered whole|an answer",
                 "a vendor's|a note|a stranger's");
    expect_texts("one of each", 1, "answered whole", "a vendor's|a stranger's");
    expect_texts("none", 0, "", "");
}

/* Who wrote a note, what of it himself, and whether it was to go out. */
Test(message_look, a_note_says_whose_it_is)
{
    g_autoptr(GPtrArray) spoken = NULL, internal = NULL;
    DeskMessage message = { .ticket = ticket,
                            .direction = DESK_DIRECTION_NOTE,
                            .author = bob,
                            .subject = "Re: x",
                            .machine = "human",
                            .text = "own\n> quoted",
                            .reply_text = "own" };
    SCRATCH_OK(desk_store_message_add(store, &message, NULL, &error));
    const DeskEvent event = { .ticket = ticket,
                              .message = message.id,
                              .at = 1,
                              .actor = "desk",
                              .kind = "answer-doubt",
                              .detail = "" };
    SCRATCH_OK(desk_store_event_add(store, &event, &error));
    add(ticket, DESK_DIRECTION_NOTE, false, "a note", NULL);
    SCRATCH_OK(
        desk_store_message_texts(store, ticket, DESK_TEXTS_MOST, &spoken, &internal, &error));
    const DeskInternal *note = internal_at(internal, 0), *doubted = internal_at(internal, 1);
    cr_expect_str_eq(doubted->text, "own\n> quoted");
    cr_expect_str_eq(doubted->own, "own");
    cr_expect_str_eq(doubted->subject, "Re: x");
    cr_expect_str_eq(doubted->author, "bob@example.org");
    cr_expect(doubted->is_doubted);
    cr_expect_null(note->own);
    cr_expect_str_eq(note->author, "");
    cr_expect_not(note->is_doubted);
}

Test(message_look, more_than_a_page_is_read_to_its_end)
{
    g_autoptr(GPtrArray) spoken = NULL;
    g_autoptr(GPtrArray) internal = NULL;
    for (int i = 1; i <= 33; i++) {
        g_autofree char *text = g_strdup_printf("%d", i);
        add(ticket, i % 3 ? DESK_DIRECTION_IN : DESK_DIRECTION_NOTE, false, text, NULL);
    }
    SCRATCH_OK(
        desk_store_message_texts(store, ticket, DESK_TEXTS_MOST, &spoken, &internal, &error));
    cr_assert_eq(spoken->len, 22);
    cr_assert_eq(internal->len, 11);
    cr_expect_str_eq(spoken->pdata[21], "1");
    cr_expect_str_eq(internal_at(internal, 0)->text, "33");
}

/* Of those merged into it the customer knows what was his own. */
Test(message_look, what_was_merged_into_it_comes_behind)
{
    gint64 his = scratch_ticket(store, ann), other = scratch_ticket(store, bob),
           nobody = scratch_ticket(store, 0);
    const gint64 merged[] = { his, other, nobody };
    add(ticket, DESK_DIRECTION_IN, false, "here", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(merged); i++) {
        g_autofree char *said = g_strdup_printf("said %zu", i);
        g_autofree char *note = g_strdup_printf("note %zu", i);
        add(merged[i], DESK_DIRECTION_IN, false, said, NULL);
        add(merged[i], DESK_DIRECTION_NOTE, false, note, NULL);
        SCRATCH_OK(desk_store_ticket_merge(store, merged[i], ticket, 5, &error));
    }
    expect_texts("merged", 9, "here|said 0", "note 2|note 1|note 0");
    expect_texts("at most so many", 2, "here|said 0", "note 2|note 1");
}

/* Three bytes each: the last that is kept ends before the bound. A customer who writes
 * more than is looked at hides no note. */
Test(message_look, a30_texts_are_bounded_each_for_itself_and_cut_at_a_character)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GPtrArray) spoken = NULL;
    g_autoptr(GPtrArray) internal = NULL;
    for (int i = 0; i < 800000; i++)
        g_string_append(text, "\xe2\x82\xac");
    add(ticket, DESK_DIRECTION_NOTE, false, "a note", NULL);
    for (int i = 0; i < 3; i++)
        add(ticket, DESK_DIRECTION_IN, i == 2, text->str, NULL);
    add(ticket, DESK_DIRECTION_IN, false, "the last", NULL);
    SCRATCH_OK(
        desk_store_message_texts(store, ticket, DESK_TEXTS_MOST, &spoken, &internal, &error));
    cr_assert_eq(spoken->len, 3);
    cr_assert_eq(internal->len, 2);
    cr_expect_str_eq(spoken->pdata[0], "the last");
    cr_expect_eq(strlen(spoken->pdata[1]), text->len);
    gint64 rest = DESK_TEXTS_BYTES - (gint64) text->len - (gint64) strlen("the last");
    cr_expect_eq(strlen(spoken->pdata[2]), (size_t) (rest - rest % 3));
    cr_expect(g_utf8_validate(spoken->pdata[2], -1, NULL));
    cr_expect_str_eq(internal_at(internal, 0)->text, "a note");
    cr_expect_eq(strlen(internal_at(internal, 1)->text), text->len);
}
