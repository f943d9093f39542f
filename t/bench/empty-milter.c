#include "base/base.h"

#include <libmilter/mfapi.h>

/*
 * The yardstick of t/bench/intake: a milter that is given the same events as deskmilter,
 * looks at none, and discards each mail at its end. What Postfix and the milter protocol cost
 * by themselves is what this one costs.
 */

static sfsistat
take_sender(SMFICTX *context, char **words)
{
    (void) context, (void) words;
    return SMFIS_NOREPLY;
}

static sfsistat
take_recipient(SMFICTX *context, char **words)
{
    (void) context, (void) words;
    return SMFIS_CONTINUE;
}

static sfsistat
take_header(SMFICTX *context, char *name, char *value)
{
    (void) context, (void) name, (void) value;
    return SMFIS_NOREPLY;
}

static sfsistat
take_event(SMFICTX *context)
{
    (void) context;
    return SMFIS_CONTINUE;
}

static sfsistat
take_end_of_headers(SMFICTX *context)
{
    (void) context;
    return SMFIS_NOREPLY;
}

static sfsistat
take_body(SMFICTX *context, unsigned char *bytes, size_t size)
{
    (void) context, (void) bytes, (void) size;
    return SMFIS_NOREPLY;
}

static sfsistat
take_end(SMFICTX *context)
{
    (void) context;
    return SMFIS_DISCARD;
}

/* Asks for the same savings as deskmilter: no reply to what needs none. */
static sfsistat
negotiate(SMFICTX *context, unsigned long actions, unsigned long steps, unsigned long unused2,
          unsigned long unused3, unsigned long *want_actions, unsigned long *want_steps,
          unsigned long *want2, unsigned long *want3)
{
    (void) context, (void) unused2, (void) unused3;
    *want_actions = actions & SMFIF_DELRCPT;
    *want_steps = steps & (SMFIP_NOCONNECT | SMFIP_NOHELO | SMFIP_NOUNKNOWN | SMFIP_NR_MAIL |
                           SMFIP_NR_HDR | SMFIP_NR_EOH | SMFIP_NR_BODY | SMFIP_HDR_LEADSPC);
    *want2 = 0;
    *want3 = 0;
    return SMFIS_CONTINUE;
}

int
main(int argc, char **argv)
{
    struct smfiDesc description = {
        .xxfi_name = "empty",
        .xxfi_version = SMFI_VERSION,
        .xxfi_flags = SMFIF_DELRCPT,
        .xxfi_envfrom = take_sender,
        .xxfi_envrcpt = take_recipient,
        .xxfi_header = take_header,
        .xxfi_eoh = take_end_of_headers,
        .xxfi_body = take_body,
        .xxfi_eom = take_end,
        .xxfi_abort = take_event,
        .xxfi_close = take_event,
        .xxfi_data = take_event,
        .xxfi_negotiate = negotiate,
    };
    if (argc != 2) {
        (void) fprintf(stderr, "usage: empty-milter unix:SOCKET\n");
        return EX_USAGE;
    }
    umask(0); /* Postfix runs as somebody else; the folder guards the socket */
    if (smfi_setconn(argv[1]) != MI_SUCCESS || smfi_register(description) != MI_SUCCESS ||
        smfi_opensocket(1) != MI_SUCCESS) {
        (void) fprintf(stderr, "empty-milter: cannot listen on %s\n", argv[1]);
        return EX_UNAVAILABLE;
    }
    return smfi_main() == MI_SUCCESS ? EX_OK : EX_SOFTWARE;
}
