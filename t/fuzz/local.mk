# Each target is built twice: with a small driver that replays the seeds in "make check", and,
# configured with --enable-fuzzing CC=clang, with libFuzzer: "make fuzz-parse FUZZ_SECONDS=600".

EXTRA_DIST += t/fuzz/mail.dict \
	t/fuzz/seeds/guard/digest.eml \
	t/fuzz/seeds/guard/nested.eml \
	t/fuzz/seeds/parse/alternative.eml \
	t/fuzz/seeds/parse/attachments.eml \
	t/fuzz/seeds/parse/charsets.eml \
	t/fuzz/seeds/parse/odd.eml \
	t/fuzz/seeds/parse/report.eml \
	t/fuzz/seeds/salvage/headers.eml \
	t/fuzz/seeds/salvage/odd.eml \
	t/fuzz/seeds/wire/full.bin \
	t/fuzz/seeds/wire/plain.bin

if FUZZING
FUZZ_SECONDS = 60
FUZZ_LINK = $(AM_LDFLAGS) -fsanitize=fuzzer

EXTRA_PROGRAMS += t/fuzz/fuzz-guard t/fuzz/fuzz-parse t/fuzz/fuzz-salvage t/fuzz/fuzz-wire
t_fuzz_fuzz_guard_SOURCES = t/fuzz/fuzz-guard.c t/fuzz/fuzz.h
t_fuzz_fuzz_guard_LDADD = $(MAIL_LIBS) $(BASE_LIBS)
t_fuzz_fuzz_guard_LDFLAGS = $(FUZZ_LINK)
t_fuzz_fuzz_parse_SOURCES = t/fuzz/fuzz-parse.c t/fuzz/fuzz.h
t_fuzz_fuzz_parse_LDADD = $(MAIL_LIBS) $(BASE_LIBS)
t_fuzz_fuzz_parse_LDFLAGS = $(FUZZ_LINK)
t_fuzz_fuzz_salvage_SOURCES = t/fuzz/fuzz-salvage.c t/fuzz/fuzz.h
t_fuzz_fuzz_salvage_LDADD = $(MAIL_LIBS) $(BASE_LIBS)
t_fuzz_fuzz_salvage_LDFLAGS = $(FUZZ_LINK)
t_fuzz_fuzz_wire_SOURCES = t/fuzz/fuzz-wire.c t/fuzz/fuzz.h
t_fuzz_fuzz_wire_LDADD = $(MAIL_LIBS) $(BASE_LIBS)
t_fuzz_fuzz_wire_LDFLAGS = $(FUZZ_LINK)

PHONY_TARGETS += fuzz-guard fuzz-parse fuzz-salvage fuzz-wire
fuzz-guard fuzz-parse fuzz-salvage fuzz-wire:
	$(MAKE) $(AM_MAKEFLAGS) t/fuzz/$@
	$(MKDIR_P) t/fuzz/found/$@
	t/fuzz/$@ -max_total_time=$(FUZZ_SECONDS) -timeout=5 -rss_limit_mb=2048 \
		-artifact_prefix=t/fuzz/found/ -dict=$(srcdir)/t/fuzz/mail.dict \
		t/fuzz/found/$@ $(srcdir)/t/fuzz/seeds/`echo $@ | sed s/fuzz-//`
else
FUZZ_REPLAYS = t/fuzz/replay-guard t/fuzz/replay-parse t/fuzz/replay-salvage t/fuzz/replay-wire
check_PROGRAMS += $(FUZZ_REPLAYS)
TESTS += $(FUZZ_REPLAYS)
t_fuzz_replay_guard_SOURCES = t/fuzz/fuzz-guard.c t/fuzz/fuzz.h t/fuzz/replay.c
t_fuzz_replay_guard_CPPFLAGS = $(AM_CPPFLAGS) -DDESK_FUZZ_TARGET='"guard"'
t_fuzz_replay_guard_LDADD = $(MAIL_LIBS) $(BASE_LIBS)
t_fuzz_replay_parse_SOURCES = t/fuzz/fuzz-parse.c t/fuzz/fuzz.h t/fuzz/replay.c
t_fuzz_replay_parse_CPPFLAGS = $(AM_CPPFLAGS) -DDESK_FUZZ_TARGET='"parse"'
t_fuzz_replay_parse_LDADD = $(MAIL_LIBS) $(BASE_LIBS)
t_fuzz_replay_salvage_SOURCES = t/fuzz/fuzz-salvage.c t/fuzz/fuzz.h t/fuzz/replay.c
t_fuzz_replay_salvage_CPPFLAGS = $(AM_CPPFLAGS) -DDESK_FUZZ_TARGET='"salvage"'
t_fuzz_replay_salvage_LDADD = $(MAIL_LIBS) $(BASE_LIBS)
t_fuzz_replay_wire_SOURCES = t/fuzz/fuzz-wire.c t/fuzz/fuzz.h t/fuzz/replay.c
t_fuzz_replay_wire_CPPFLAGS = $(AM_CPPFLAGS) -DDESK_FUZZ_TARGET='"wire"'
t_fuzz_replay_wire_LDADD = $(MAIL_LIBS) $(BASE_LIBS)
endif
