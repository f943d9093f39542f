#pragma once
#include "conf/conf.h"

/*
 * What must not get out with a text for a customer (RULES O4, A30): addresses of agents, the
 * desk's own signed addresses and ids, lines that stay among agents. Pure.
 */

/* How a line begins, blanks and characters that nobody sees aside. */
typedef enum {
    DESK_LEAK_OWN,     /* with words */
    DESK_LEAK_QUOTED,  /* with >, or what becomes of it on its way */
    DESK_LEAK_STRANGE, /* with another sign that some programs quote with; no line of a table */
} DeskLeakStart;
DeskLeakStart desk_leak_start(const char *line);

/* One line or many as they read: without quote signs at the beginning of lines and without
 * characters that nobody sees, one blank for any white space, none at the ends. The caller's. */
char *desk_leak_fold(const char *text);

/* Texts in which lines are looked for; char *, borrowed. They are folded when the first is. */
typedef struct DeskLeakTexts DeskLeakTexts;
DeskLeakTexts *desk_leak_texts_new(const GPtrArray *texts);
void desk_leak_texts_free(DeskLeakTexts *texts);

/* Whether a folded line stands in one of them, in whole words. Also false when so much has been
 * searched that no more will be. */
bool desk_leak_texts_have(DeskLeakTexts *texts, const char *line);

/* Whose address stands in a text, in any case, with or without an extension; NULL: no agent's. */
const DeskAgent *desk_leak_agent(const DeskConf *conf, const char *text);

/* Whether a signed address or Message-ID as the desk makes them stands in it, valid or not, and
 * broken at a hyphen perhaps. */
bool desk_leak_has_token(const char *text);

/* Whether the line stands in it above which agents write in the desk's mails, or that of another
 * help desk: quoted, wrapped, in another language or other signs. */
bool desk_leak_has_delimiter(const char *text);

/*
 * What of all this stands in a file, as a noun; NULL: nothing that can be found without opening it.
 * Text in UTF-16 is read as well. Static.
 */
const char *desk_leak_file(const DeskConf *conf, DeskBytes file);

/* Whether a file is a mail, or holds mails, by its type and name. */
bool desk_leak_is_mail(const char *type, const char *name);

/*
 * A line of a text that stands in the internal texts (char *) as well, whole or in part, as it
 * reads; the caller's, NULL: none. Lines of less than 30 characters are written by chance: several
 * of them must be the same. What stands in one of the public texts tells nothing.
 */
char *desk_leak_line(const char *text, const GPtrArray *internal, DeskLeakTexts *spoken);

/* Whether a line, however short, stands in the internal texts and in none of the public ones. */
bool desk_leak_is_rest(const char *line, DeskLeakTexts *internal, DeskLeakTexts *spoken);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskLeakTexts, desk_leak_texts_free)
