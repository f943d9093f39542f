#include "match/expression.h"
#include "policy/triage-parts.h"

/* What is being gone through. */
typedef struct {
    const DeskTriage *triage;
    const DeskTriageFacts *facts;
    const DeskCustomer *customer;
    GArray *finds;
    gint64 spent; /* on expressions */
} Search;

static void
search_words(Search *search, const char *where, const char *text)
{
    const DeskBytes bytes = { text, strlen(text) };
    g_autoptr(GArray) hits =
        desk_matcher_find_within(search->triage->matcher, bytes, &search->spent);
    for (guint i = 0; i < hits->len; i++) {
        const DeskHit *hit = &g_array_index(hits, DeskHit, i);
        DeskFind find = { .clause = hit->id,
                          .where = where,
                          .start = text + hit->start,
                          .size = hit->size,
                          .gave_up = hit->gave_up };
        g_array_append_val(search->finds, find);
    }
}

static void
add(Search *search, guint clause, const char *where, const char *text)
{
    DeskFind find = { .clause = clause, .where = where, .start = text, .size = strlen(text) };
    g_array_append_val(search->finds, find);
}

/* Whoever cannot be proved may write any field that he likes. */
static void
search_header(Search *search, guint id, const DeskClause *clause)
{
    const DeskTriageFacts *facts = search->facts;
    if (facts->assurance >= DESK_ASSURANCE_NONE || !facts->fields)
        return;
    for (guint i = 0; i < facts->fields->len; i++) {
        const DeskMailField *field = facts->fields->pdata[i];
        DeskBytes value = { field->value, strlen(field->value) }, place = { NULL, 0 };
        if (g_ascii_strcasecmp(field->name, clause->field) != 0)
            continue;
        DeskExpressionResult result =
            desk_expression_find(clause->value, value, &search->spent, &place);
        if (result == DESK_EXPRESSION_ABSENT)
            continue;
        DeskFind find = { .clause = id,
                          .where = "header",
                          .start = place.data,
                          .size = place.size,
                          .gave_up = result == DESK_EXPRESSION_GAVE_UP };
        g_array_append_val(search->finds, find);
        return;
    }
}

static void
search_mailbox(Search *search, guint id, const DeskClause *clause)
{
    const GPtrArray *mailboxes = search->facts->mailboxes;
    for (guint i = 0; i < mailboxes->len; i++) {
        const DeskMailbox *mailbox = mailboxes->pdata[i];
        if (g_str_equal(mailbox->name, clause->pattern)) {
            add(search, id, "mailbox", mailbox->name);
            return;
        }
    }
}

/* A pattern with a slash is one of types. */
static void
search_files(Search *search, guint id, const DeskClause *clause)
{
    bool of_type = strchr(clause->pattern, '/') != NULL;
    for (gsize i = 0; i < search->facts->file_count; i++) {
        const DeskTriageFile *file = &search->facts->files[i];
        const char *text = of_type ? file->type : file->name;
        g_autofree char *folded = g_utf8_casefold(text, -1);
        if (g_pattern_spec_match_string(clause->file, folded)) {
            add(search, id, "attachment", text);
            return;
        }
    }
}

static void
search_apart(Search *search, guint id)
{
    const DeskClause *clause = &g_array_index(search->triage->clauses, DeskClause, id);
    switch (clause->kind) {
    case DESK_CLAUSE_KEYWORD:
    case DESK_CLAUSE_NOT:
    case DESK_CLAUSE_REGEX:
        return;
    case DESK_CLAUSE_HEADER:
        search_header(search, id, clause);
        return;
    case DESK_CLAUSE_MAILBOX:
        search_mailbox(search, id, clause);
        return;
    case DESK_CLAUSE_CUSTOMER:
        if (search->customer && g_str_equal(search->customer->name, clause->pattern))
            add(search, id, "customer", search->customer->name);
        return;
    case DESK_CLAUSE_ATTACHMENT:
        search_files(search, id, clause);
        return;
    }
}

/* "subject" stands before "text" in the alphabet, too. */
static int
compare(gconstpointer a, gconstpointer b)
{
    const DeskFind *one = a, *other = b;
    if (one->clause != other->clause)
        return one->clause < other->clause ? -1 : 1;
    return strcmp(one->where, other->where);
}

GArray *
desk_triage_find(const DeskTriage *triage, const DeskTriageFacts *facts,
                 const DeskCustomer *customer)
{
    Search search = { .triage = triage,
                      .facts = facts,
                      .customer = customer,
                      .finds = g_array_new(FALSE, FALSE, sizeof(DeskFind)) };
    if (triage->matcher) {
        search_words(&search, "subject", facts->subject);
        search_words(&search, "text", facts->text);
    }
    for (guint i = 0; i < triage->apart->len; i++)
        search_apart(&search, g_array_index(triage->apart, guint, i));
    g_array_sort(search.finds, compare);
    return search.finds;
}
