#pragma once
#include "template/mustache.h"
#include "template/walk.h"

/*
 * The template files of two folders, the desk's own and the shipped one: <language>/<name>.subject,
 * .txt, .html. A file is looked for as NAME.mailbox-MAILBOX.txt, NAME.team-TEAM.txt and NAME.txt,
 * each in the own folder before the shipped one. Which files there are is looked up once, and again
 * after what is missing or wrong; each is compiled on first use and kept until the shelf goes. Any
 * thread.
 */
typedef struct DeskShelf DeskShelf;

/* own may be NULL, and need not be there; language is the desk's. */
DeskShelf *desk_shelf_new(const char *own, const char *shipped, const char *language);
void desk_shelf_free(DeskShelf *shelf);

/* Which template is wanted. All but the name may be NULL. Borrowed. */
typedef struct {
    const char *name;     /* "ack" */
    const char *language; /* of the recipient; tried with its base tags, then */
    const char *fallback; /* the mailbox's with its own; then the desk's, then en */
    const char *mailbox;  /* names of the configuration */
    const char *team;
} DeskChoice;

typedef enum { DESK_PART_SUBJECT, DESK_PART_TEXT, DESK_PART_HTML, DESK_PARTS } DeskPart;

/* ".subject", ".txt", ".html" */
const char *desk_part_ending(DeskPart part);

typedef struct {
    char *path;          /* NULL: there is none */
    bool is_own;         /* of the desk's own folder */
    const char *variant; /* "mailbox", "team"; NULL: of neither. Static storage */
    guint rank;          /* among the places that are looked at; the first is 0 */
} DeskShelfFile;

typedef struct {
    char *language;
    DeskShelfFile files[DESK_PARTS];
    /* There is an .html, but the .txt was found in an earlier place: the two would not say the
     * same, so the mail has text alone. */
    bool html_left_out;
} DeskShelfFound;

/*
 * The files that a mail is made from, all of one language: the first that has .subject and .txt.
 * False with MISSING when there is none. Reads no file.
 */
bool desk_shelf_find(DeskShelf *shelf, const DeskChoice *choice, DeskShelfFound *found,
                     GError **error);
void desk_shelf_found_clear(DeskShelfFound *found);

typedef struct {
    char *subject;
    char *text;
    char *html; /* NULL when there is none, or it is left out */
} DeskRendered;

/*
 * Renders the parts of a mail. {{> name}} finds name.txt or name.html as files are found, from the
 * language of the mail on. values gets "language", the tag of that language. Errors name the file.
 */
bool desk_shelf_render(DeskShelf *shelf, const DeskChoice *choice, DeskValues *values,
                       DeskRendered *out, GError **error);

/* The tags of one file, with partials as they are found in the mail. Errors as above. */
typedef struct {
    const char *path;
    DeskPart part;
    const DeskValues *all;
    DeskTagVisitor visitor;
    gpointer data;
} DeskShelfWalk;
bool desk_shelf_walk(DeskShelf *shelf, const DeskChoice *choice, const DeskShelfWalk *walk,
                     GError **error);

/* The file that a template of this shelf is from. The shelf's. */
const char *desk_shelf_path(DeskShelf *shelf, const DeskTemplate *tmpl);

/* Whether it can be the part of a file's name that is a language or template. */
bool desk_shelf_is_name(const char *name);

void desk_rendered_clear(DeskRendered *rendered);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskShelf, desk_shelf_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskRendered, desk_rendered_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskShelfFound, desk_shelf_found_clear)
