#include "policy/identity.h"
#include "base/address.h"

#include <libpsl.h>
#include <pthread.h>

/* What the steps below share while one mail is judged. */
typedef struct {
    const DeskPolicy *policy;
    const DeskMail *mail;
    const char *domain; /* of From, A-label */
    DeskIdentity *identity;
} Judgement;

static void G_GNUC_PRINTF(3, 4)
    conclude(const Judgement *judgement, DeskAssurance assurance, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    judgement->identity->assurance = assurance;
    judgement->identity->evidence = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

static const char *
authserv_id(const Judgement *judgement)
{
    return desk_policy_conf(judgement->policy)->authserv_id;
}

/*
 * A client that has logged in stands behind our filters, which sign its mail and check nothing: an
 * Authentication-Results field in it is its own.
 */
static void
judge_login(const Judgement *judgement, const char *login)
{
    const DeskAgent *agent = judgement->identity->agent;
    if (agent && agent->login && strcmp(agent->login, login) == 0)
        conclude(judgement, DESK_ASSURANCE_SASL, "the agent %s has logged in", agent->name);
    else if (agent && !agent->login)
        conclude(judgement, DESK_ASSURANCE_NONE,
                 "From is an address of the agent %s, who has no login, but somebody has logged in",
                 agent->name);
    else if (agent)
        conclude(judgement, DESK_ASSURANCE_NONE,
                 "From is an address of the agent %s, but somebody else has logged in: the login "
                 "is not %s, letter for letter",
                 agent->name, agent->login);
    else
        conclude(judgement, DESK_ASSURANCE_NONE,
                 "who has logged in is not an agent with this address in From");
}

/*
 * RFC 8601 gives the letter case of an authserv-id no meaning. Letter for letter believes least: a
 * filter that takes away what others have written under our id may compare either way.
 */
static bool
is_ours(const Judgement *judgement, const DeskAuthentication *result)
{
    return strcmp(result->authserv_id, authserv_id(judgement)) == 0;
}

/* Where the results of a method begin: the first one of the topmost field of ours that has it. */
static guint
find_topmost(const Judgement *judgement, const char *method)
{
    const GPtrArray *results = judgement->mail->authentication;
    for (guint i = 0; i < results->len; i++) {
        const DeskAuthentication *result = results->pdata[i];
        if (is_ours(judgement, result) && strcmp(result->method, method) == 0)
            return i;
    }
    return results->len;
}

/* The next result of the same method and field, or the end. */
static guint
find_next(const Judgement *judgement, guint i)
{
    const GPtrArray *results = judgement->mail->authentication;
    const DeskAuthentication *first = results->pdata[i];
    while (++i < results->len) {
        const DeskAuthentication *result = results->pdata[i];
        if (result->field == first->field && strcmp(result->method, first->method) == 0)
            return i;
    }
    return results->len;
}

/* What cannot be read above a field may be our newest word. */
static bool
is_all_read_above(const Judgement *judgement, guint64 field)
{
    const GPtrArray *results = judgement->mail->authentication;
    guint64 next = 0;
    for (guint i = 0; i < results->len && next <= field; i++) {
        const DeskAuthentication *result = results->pdata[i];
        if (result->field > next)
            return false;
        next = result->field + 1;
    }
    return true;
}

/* A pass that says what it should: whether it may be believed in this mail. */
static void
believe(const Judgement *judgement, const DeskAuthentication *pass)
{
    if (!is_all_read_above(judgement, pass->field))
        conclude(judgement, DESK_ASSURANCE_NONE,
                 "an Authentication-Results field that cannot be read stands above that of %s",
                 authserv_id(judgement));
    else if (judgement->mail->dkim_in_part)
        conclude(judgement, DESK_ASSURANCE_NONE,
                 "a DKIM signature leaves the end of the mail open (l=), where anybody can write");
    else
        conclude(judgement, DESK_ASSURANCE_ALIGNED, "%s says %s=pass for %s",
                 authserv_id(judgement), pass->method, pass->domain);
}

/* A mail that is proved to be forged says so about itself whoever its From names. */
static bool
has_failed(const Judgement *judgement)
{
    const GPtrArray *results = judgement->mail->authentication;
    for (guint i = find_topmost(judgement, "dmarc"); i < results->len; i = find_next(judgement, i))
        if (strcmp(((const DeskAuthentication *) results->pdata[i])->result, "fail") == 0) {
            conclude(judgement, DESK_ASSURANCE_FAILED, "%s says dmarc=fail",
                     authserv_id(judgement));
            return true;
        }
    return false;
}

/* False when there is no word about DMARC, or none that decides. */
static bool
judge_dmarc(const Judgement *judgement)
{
    const GPtrArray *results = judgement->mail->authentication;
    const DeskAuthentication *pass = NULL, *other = NULL;
    for (guint i = find_topmost(judgement, "dmarc"); i < results->len;
         i = find_next(judgement, i)) {
        const DeskAuthentication *result = results->pdata[i];
        if (strcmp(result->result, "pass") != 0)
            continue;
        if (strcmp(result->domain, judgement->domain) == 0)
            pass = result;
        else
            other = result;
    }
    if (other)
        conclude(judgement, DESK_ASSURANCE_NONE, "%s says dmarc=pass, but not for %s of From",
                 authserv_id(judgement), judgement->domain);
    else if (pass)
        believe(judgement, pass);
    return pass || other;
}

static void
judge_dkim(const Judgement *judgement)
{
    const GPtrArray *results = judgement->mail->authentication;
    const DeskAuthentication *other = NULL;
    for (guint i = find_topmost(judgement, "dkim"); i < results->len; i = find_next(judgement, i)) {
        const DeskAuthentication *result = results->pdata[i];
        if (strcmp(result->result, "pass") != 0 || *result->domain == '\0')
            continue;
        if (desk_identity_is_aligned(result->domain, judgement->domain)) {
            believe(judgement, result);
            return;
        }
        other = result;
    }
    if (other)
        conclude(judgement, DESK_ASSURANCE_NONE,
                 "%s says dkim=pass for %s, which is not in the domain of From",
                 authserv_id(judgement), other->domain);
    else
        conclude(judgement, DESK_ASSURANCE_NONE, "no result of %s vouches for From",
                 authserv_id(judgement));
}

static void
judge_results(const Judgement *judgement)
{
    if (!authserv_id(judgement))
        conclude(judgement, DESK_ASSURANCE_NONE,
                 "nobody's Authentication-Results are believed (authserv-id is not set)");
    else if (judgement->mail->unparsed)
        conclude(judgement, DESK_ASSURANCE_NONE, "a mail that cannot be read proves nothing");
    else if (!has_failed(judgement) && !judge_dmarc(judgement))
        judge_dkim(judgement);
}

/* Nothing vouches for a From of which two programs may think differently. */
static void
judge_doubt(const Judgement *judgement, const char *login)
{
    bool may_fail = !login && authserv_id(judgement) && !judgement->mail->unparsed;
    if (!may_fail || !has_failed(judgement))
        conclude(judgement, DESK_ASSURANCE_NONE, "From is not one whole mailbox");
}

void
desk_identity_judge(const DeskPolicy *policy, const DeskMail *mail, const char *login,
                    DeskIdentity *identity)
{
    const DeskMailAddress *from = desk_mail_sender(mail);
    const Judgement judgement = { .policy = policy,
                                  .mail = mail,
                                  .domain = from ? strrchr(from->address, '@') + 1 : "",
                                  .identity = identity };
    *identity = (DeskIdentity){ .assurance = DESK_ASSURANCE_NONE };
    if (from)
        identity->agent = desk_conf_agent_by_address(desk_policy_conf(policy), from->address);
    if (!from || mail->from_in_doubt)
        judge_doubt(&judgement, login);
    else if (login)
        judge_login(&judgement, login);
    else
        judge_results(&judgement);
}

void
desk_identity_clear(DeskIdentity *identity)
{
    g_clear_pointer(&identity->evidence, g_free);
}

bool
desk_identity_has_powers(const DeskPolicy *policy, const DeskIdentity *identity, bool own_token)
{
    bool tokens = desk_policy_conf(policy)->agent_trust == DESK_AGENT_TRUST_TOKEN;
    if (!identity->agent || identity->assurance == DESK_ASSURANCE_FAILED)
        return false;
    return identity->assurance < DESK_ASSURANCE_NONE || (tokens && own_token);
}

static bool
is_same(const DeskMailAddress *left, const DeskMailAddress *right)
{
    g_autofree char *one = desk_address_key(left->address);
    g_autofree char *other = desk_address_key(right->address);
    return one && other && strcmp(one, other) == 0;
}

const DeskMailAddress *
desk_identity_answer_to(const DeskMail *mail, DeskAssurance assurance,
                        const DeskMailAddress **ignored)
{
    const DeskMailAddress *from = desk_mail_sender(mail), *other = NULL;
    for (guint i = 0; i < mail->reply_to->len && !other; i++) {
        const DeskMailAddress *address = mail->reply_to->pdata[i];
        if (!from || !is_same(address, from))
            other = address;
    }
    *ignored = other;
    if (!other || !from || mail->reply_to->len != 1 || assurance >= DESK_ASSURANCE_NONE)
        return NULL;
    if (!desk_identity_is_aligned(strrchr(other->address, '@') + 1,
                                  strrchr(from->address, '@') + 1))
        return NULL;
    *ignored = NULL;
    return other;
}

/*
 * Loaded once, for good: the newer of the list on this host and that inside libpsl. Suffixes are
 * added every week, and one that is missing would make strangers one organisation.
 */
static const psl_ctx_t *suffixes;

static void
load_suffixes(void)
{
    suffixes = psl_latest(NULL);
    if (!suffixes)
        suffixes = psl_builtin();
}

bool
desk_identity_is_aligned(const char *domain, const char *other)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load_suffixes);
    if (strcmp(domain, other) == 0)
        return true;
    if (*domain == '[' || *other == '[' || g_hostname_is_ip_address(domain) ||
        g_hostname_is_ip_address(other))
        return false;
    const char *organisation = psl_registrable_domain(suffixes, domain);
    const char *its = psl_registrable_domain(suffixes, other);
    return organisation && its && strcmp(organisation, its) == 0;
}
