#pragma once
#include "letter/letter.h"
#include "template/shelf.h"
#include "ticket/outbox.h"

/* Which files a mail of the row is made from. Borrows from both. */
DeskChoice desk_send_choice(const DeskOutboxRow *row, const DeskLetter *letter);

/*
 * Makes the mail of an outbox row: the template that suits its letter with the values of it, and
 * the bytes. The name and topic of an unverified recipient, who wrote them himself, are kept out of
 * it (RULES L8). Errors: DESK_TEMPLATE_ERROR can be mended by the admin, any other is for good. Any
 * thread.
 */
GBytes *desk_send_render(DeskShelf *shelf, const DeskOutboxRow *row, const DeskLetter *letter,
                         GError **error);
