noinst_LIBRARIES += src/match/libmatch.a
src_match_libmatch_a_SOURCES = \
	src/match/automaton.c src/match/automaton.h \
	src/match/boundary.c src/match/boundary.h \
	src/match/expression.c src/match/expression.h \
	src/match/fold.c src/match/fold.h \
	src/match/matcher.c src/match/matcher.h

MATCH_LIBS = src/match/libmatch.a

# For t/bench/rules.
EXTRA_PROGRAMS += t/bench/matching
t_bench_matching_SOURCES = t/bench/matching.c t/bench/sample.c t/bench/sample.h
t_bench_matching_LDADD = $(MATCH_LIBS) $(BASE_LIBS)
CLEANFILES += t/bench/matching

if CRITERION
check_PROGRAMS += t/unit/match/run
TESTS += t/unit/match/run
t_unit_match_run_SOURCES = \
	t/unit/match/fixture.c t/unit/match/fixture.h \
	t/unit/match/test-expression.c \
	t/unit/match/test-matcher.c \
	t/unit/match/test-naive.c \
	t/unit/match/test-scripts.c \
	t/unit/match/test-time.c
t_unit_match_run_CFLAGS = $(CRITERION_ALL)
t_unit_match_run_LDADD = $(MATCH_LIBS) $(BASE_LIBS) $(CRITERION_LIBS)
endif
