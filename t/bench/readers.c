#include "base/clock.h"
#include "deskctl/inputs.h"
#include "mail/guard.h"
#include "mail/wire.h"
#include "parse/parse.h"
#include "reader/reader.h"
#include "sample.h"

#include <gmime/gmime.h>

/*
 * How fast mails are read. Usage: readers DESKPARSE FOLDER [ROUNDS]. Over all mails of the folder,
 * in turn: a naive walk with GMime (parse, visit each part, take the text of each text part),
 * what deskparse does with a mail, in this process, and the same by way of a deskparse process
 * and back. Prints mails/s and the medians of the ratios to the naive walk. Mails that the guard
 * refuses are left out: GMime may not see them.
 */

#define MAIL_MAX (64u * 1024 * 1024)

typedef struct {
    GPtrArray *mails; /* GBytes */
    size_t bytes;
    DeskReader *reader;
    size_t seen; /* characters of text, so that nothing is left undone */
} Bench;

static DeskBytes
bytes_of(GBytes *mail)
{
    gsize size;
    const char *data = g_bytes_get_data(mail, &size);
    return (DeskBytes){ data, size };
}

static void
visit(GMimeObject *parent, GMimeObject *part, gpointer data)
{
    Bench *bench = data;
    (void) parent;
    if (!GMIME_IS_TEXT_PART(part))
        return;
    g_autofree char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
    bench->seen += text ? strlen(text) : 0;
}

static void
read_naively(Bench *bench, DeskBytes raw)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(raw.data, raw.size);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    if (message) {
        g_mime_message_foreach(message, visit, bench);
        g_object_unref(message);
    }
    g_object_unref(parser);
    g_object_unref(stream);
}

static void
read_here(Bench *bench, DeskBytes raw)
{
    const char *why;
    if (!desk_guard_pass(raw, &why))
        return;
    g_autoptr(DeskMail) mail = desk_parse(raw);
    g_autoptr(GBytes) wire = desk_wire_write(mail);
    bench->seen += g_bytes_get_size(wire);
}

static void
read_there(Bench *bench, DeskBytes raw)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskMail) mail = desk_reader_read(bench->reader, raw, &error);
    bench->seen += mail ? strlen(mail->text) : 0;
}

static const struct {
    const char *name;
    void (*read)(Bench *bench, DeskBytes raw);
} ways[] = {
    { "naive walk with GMime", read_naively },
    { "deskparse, in one process", read_here },
    { "deskparse, through the reader", read_there },
};
#define WAYS G_N_ELEMENTS(ways)

static void
load(Bench *bench, const char *folder)
{
    unsigned refused = 0, unread = 0;
    g_autoptr(GPtrArray) inputs = desk_inputs_new();
    desk_inputs_add(inputs, folder);
    for (guint i = 0; i < inputs->len; i++) {
        size_t size = 0;
        const char *why;
        char *bytes = desk_input_read(inputs->pdata[i], MAIL_MAX, &size, NULL);
        bool is_there = bytes && size > 0;
        bool passed = is_there && desk_guard_pass((DeskBytes){ bytes, size }, &why);
        refused += is_there && !passed;
        unread += !is_there;
        if (passed)
            g_ptr_array_add(bench->mails, g_bytes_new(bytes, size));
        bench->bytes += passed ? size : 0;
        g_free(bytes);
    }
    printf("%u mails of %.1f KB in the mean; refused by the guard %u, empty or unreadable %u\n",
           bench->mails->len, (double) bench->bytes / 1024 / MAX(bench->mails->len, 1), refused,
           unread);
}

/* Mails a second. */
static double
run(Bench *bench, size_t way)
{
    gint64 start = desk_clock_steady();
    for (guint i = 0; i < bench->mails->len; i++)
        ways[way].read(bench, bytes_of(bench->mails->pdata[i]));
    gint64 spent = MAX(desk_clock_steady() - start, 1);
    return bench->mails->len * (double) DESK_SECOND / (double) spent;
}

static void
run_rounds(Bench *bench, size_t rounds)
{
    g_autofree double *rates = g_new0(double, WAYS *rounds);
    g_autofree double *ratios = g_new0(double, WAYS *rounds);
    for (size_t i = 0; i < rounds; i++) {
        for (size_t k = 0; k < WAYS; k++) {
            size_t way = (i + k) % WAYS;
            rates[way * rounds + i] = run(bench, way);
        }
        for (size_t way = 0; way < WAYS; way++)
            ratios[way * rounds + i] = rates[way * rounds + i] / rates[i];
    }
    for (size_t way = 0; way < WAYS; way++)
        printf("%-32s %9.0f mails/s  ratio %.2f\n", ways[way].name,
               sample_median(rates + way * rounds, rounds),
               sample_median(ratios + way * rounds, rounds));
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    guint64 rounds = 7;
    if (argc < 3 || argc > 4 ||
        (argc > 3 && !g_ascii_string_to_unsigned(argv[3], 10, 1, 1000, &rounds, NULL))) {
        fputs("usage: readers DESKPARSE FOLDER [ROUNDS]\n", stderr);
        return EX_USAGE;
    }
    desk_parse_init();
    g_mime_init();
    Bench bench = { .mails = g_ptr_array_new_with_free_func((GDestroyNotify) g_bytes_unref) };
    bench.reader = desk_reader_new(argv[1], 1, &error);
    if (!bench.reader) {
        fprintf(stderr, "readers: %s\n", error->message);
        return EX_UNAVAILABLE;
    }
    load(&bench, argv[2]);
    int code = bench.mails->len > 0 ? EX_OK : EX_NOINPUT;
    if (code == EX_OK)
        run_rounds(&bench, (size_t) rounds);
    desk_reader_free(bench.reader);
    g_ptr_array_unref(bench.mails);
    return code;
}
