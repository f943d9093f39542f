#pragma once
#include "desk/decide.h"

/*
 * What a mail commands, as far as that is known before it is written: what is wrong with it, and
 * what its author is told. Each completes a decision and only reads.
 */

/*
 * Nothing of what an agent commands is carried out: the mail goes back to him, or, when others get
 * it as well and one reply would be for all (RULES C2, I16), is kept for agents alone. Takes
 * objection, which is about a line of this number.
 */
bool desk_commanding_object(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                            char *objection, guint number, GError **error);

/* Objects to what needs a ticket that is there, when the mail opens one. */
bool desk_commanding_check(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                           GError **error);

/* Whether a customer commands by it (RULES C8): it joins by a link that proves whom it was issued
 * to. */
bool desk_commanding_is_customer(const DeskFiling *filing, const DeskDecision *decision);

/* Nothing else than commands is in the mail. */
bool desk_commanding_is_alone(const DeskFiling *filing);

/* An agent's mail that is no more than what he commands by it: whoever is told of that is told by
 * what is done. */
bool desk_commanding_says_nothing(const DeskFiling *filing, const DeskDecision *decision);

/* What of that is carried out: only whose ticket it is ends it or opens it again. */
bool desk_commanding_admit(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                           GError **error);

/* What the customer is told, once the status of the ticket is known that the mail leaves. */
bool desk_commanding_answer(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                            GError **error);
