# The proof of RULES I and the benches: see HACKING.md. "make bench" measures, "make plant"
# shows that the proof finds planted bugs; both take minutes and are no part of "make check";
# contrib/check runs the latter.
PROOF_TESTS = \
	t/3900-checker-selftest.sh \
	t/3901-proof-tools.sh \
	t/4800-chaos-deskmilter.sh \
	t/4801-chaos-postfix.sh \
	t/4802-chaos-deskpost.sh \
	t/4803-order-disk-answer.sh
TESTS += $(PROOF_TESTS)
# Several gateways on one database.
GATEWAY_TESTS = \
	t/4804-gateways.sh \
	t/4805-chaos-gateways.sh \
	t/4806-stalled-gateway.sh
if POSTGRESQL
TESTS += $(GATEWAY_TESTS)
endif
EXTRA_DIST += $(PROOF_TESTS) $(GATEWAY_TESTS) \
	t/4899-planted-bugs.sh \
	t/bench/agents \
	t/bench/circle \
	t/bench/drain \
	t/bench/figures.sh \
	t/bench/growth \
	t/bench/intake \
	t/bench/read \
	t/bench/rules \
	t/lib/chaos.sh \
	t/lib/gateways.sh \
	t/plant/ack-apart.patch \
	t/plant/late-message-id.patch \
	t/plant/no-sync.patch \
	t/plant/no-unique-key.patch \
	t/plant/pgsql-claim-unlocked.patch \
	t/plant/pgsql-no-sync.patch \
	t/plant/pgsql-no-unique-key.patch \
	t/plant/pgsql-read-unlocked.patch \
	t/tools/ackstat.py \
	t/tools/checker.py \
	t/tools/checklives.py \
	t/tools/deskstore.py \
	t/tools/killer.py \
	t/tools/mailkit.py \
	t/tools/order.py \
	t/tools/plant.sh \
	t/tools/quiet.py \
	t/tools/selftest.py \
	t/tools/sender.py \
	t/tools/readmail.py \
	t/tools/responder.py \
	t/tools/sink.py

check_PROGRAMS += t/bench/empty-milter t/bench/linear t/bench/load t/bench/readers
t_bench_empty_milter_SOURCES = t/bench/empty-milter.c
t_bench_empty_milter_LDADD = $(GLIB_LIBS) $(MILTER_LIBS)
t_bench_linear_SOURCES = t/bench/linear.c t/bench/linear-cases.c t/bench/linear.h
t_bench_linear_LDADD = $(PARSE_LIBS) $(BASE_LIBS)
t_bench_load_SOURCES = t/bench/load.c
t_bench_load_LDADD = $(BASE_LIBS)
t_bench_readers_SOURCES = t/bench/readers.c t/bench/sample.c t/bench/sample.h
t_bench_readers_CFLAGS = $(AM_CFLAGS) $(GMIME_CFLAGS)
t_bench_readers_LDADD = src/deskctl/libdeskctl.a $(READER_LIBS) $(PARSE_LIBS) $(BASE_LIBS)

# A script that asks a program of the build.
t/1001-mail-linear.log: t/bench/linear

PHONY_TARGETS += bench bench-linear plant
bench-linear: t/bench/linear
	t/bench/linear
bench: t/bench/empty-milter t/bench/grow t/bench/load t/bench/matching t/bench/readers t/stage.stamp
	$(AM_TESTS_ENVIRONMENT) '$(srcdir)/t/bench/read' && '$(srcdir)/t/bench/intake' && '$(srcdir)/t/bench/circle' && \
		'$(srcdir)/t/bench/drain' && '$(srcdir)/t/bench/growth' 20000 && '$(srcdir)/t/bench/rules' && \
		'$(srcdir)/t/bench/agents' 5 200
plant:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='t/4899-planted-bugs.sh' SCRIPT_TIME_LIMIT=2400 \
		check_PROGRAMS= check_DATA=
