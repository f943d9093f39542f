# All fuzz targets are one program (targets.c), built either with a small driver that replays
# the seeds in "make check" or, configured with --enable-fuzzing CC=clang, with libFuzzer:
# "make fuzz-parse FUZZ_SECONDS=600", or all of them with "make fuzz".
FUZZ_TARGETS = authres charset dsn fields flowed guard html ics kb langtag mailboxes markup match \
	opening parse quotes rtf salvage template tnef uuencode vote wire
FUZZ_LIBS = $(LETTER_LIBS) $(CALENDAR_LIBS) $(PARSE_LIBS) $(MATCH_LIBS) $(BASE_LIBS)
FUZZ_SOURCES = \
	t/fuzz/fuzz.h \
	t/fuzz/authres.c \
	t/fuzz/decode.c \
	t/fuzz/dsn.c \
	t/fuzz/fields.c \
	t/fuzz/flowed.c \
	t/fuzz/guard.c \
	t/fuzz/holds.c \
	t/fuzz/hours.c \
	t/fuzz/html.c \
	t/fuzz/kb.c \
	t/fuzz/mailboxes.c \
	t/fuzz/markup.c \
	t/fuzz/match.c \
	t/fuzz/outlook.c \
	t/fuzz/parse.c \
	t/fuzz/quotes.c \
	t/fuzz/salvage.c \
	t/fuzz/targets.c \
	t/fuzz/template.c \
	t/fuzz/vote.c \
	t/fuzz/wire.c
EXTRA_DIST += t/fuzz/dict t/fuzz/run t/fuzz/seeds

if FUZZING
FUZZ_SECONDS = 60
EXTRA_PROGRAMS += t/fuzz/fuzz
t_fuzz_fuzz_SOURCES = $(FUZZ_SOURCES) t/fuzz/libfuzzer.c
t_fuzz_fuzz_CFLAGS = $(AM_CFLAGS) $(GMIME_CFLAGS)
t_fuzz_fuzz_LDADD = $(FUZZ_LIBS)
t_fuzz_fuzz_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer

PHONY_TARGETS += fuzz $(FUZZ_TARGETS:%=fuzz-%)
fuzz $(FUZZ_TARGETS:%=fuzz-%): t/fuzz/fuzz
	FUZZ_SECONDS=$(FUZZ_SECONDS) '$(srcdir)/t/fuzz/run' \
		`test $@ = fuzz && echo $(FUZZ_TARGETS) || echo $@ | sed s/fuzz-//`
else
EXTRA_DIST += t/fuzz/libfuzzer.c
check_PROGRAMS += t/fuzz/replay
TESTS += t/fuzz/replay
t_fuzz_replay_SOURCES = $(FUZZ_SOURCES) t/fuzz/replay.c
t_fuzz_replay_LDADD = $(FUZZ_LIBS)
endif
